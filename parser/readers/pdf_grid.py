"""From ruling lines to the grids they draw: positions, spans, the box of every cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parser.readers.page import Box, Rule

_SNAP = 2.5
"""Points within which parallel lines are one."""
_NARROWEST = 3.2
"""Points that a column or row has at least; what is narrower is the space between boxes."""
_GAP = 3.0
"""Points of a gap that does not end a line, and of reach that still touches another."""
_COVERED = 0.6
_OPEN = 6.0
"""Points by which lines must stick out for a missing outer line to be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A cell of a ruled grid, 0-based."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledGrid:
    """A grid: the edges of its columns and rows, and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def box(self) -> Box:
        """The grid's outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def index_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return (row, column) of the elementary position at a point."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return (row, column) if inside else None


def merged_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Return collinear lines that touch as one line each."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][-1].at <= 1.0 and rule.at - groups[-1][0].at <= _SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    merged = []
    for group in groups:
        stretch: list[Rule] = []
        end = 0.0
        for rule in sorted(group, key=lambda one: one.start):
            if stretch and rule.start > end + _GAP:
                merged.append(_joined_rule(stretch))
                stretch = []
            end = max(end, rule.end) if stretch else rule.end
            stretch.append(rule)
        merged.append(_joined_rule(stretch))
    return merged


def _joined_rule(rules: Sequence[Rule]) -> Rule:
    """Return lines that touch as one; those of other tables on the page do not move it."""
    at = sum(rule.at for rule in rules) / len(rules)
    return Rule(at, min(rule.start for rule in rules), max(rule.end for rule in rules))


def ruled_grids(
    horizontal: Iterable[Rule], vertical: Iterable[Rule], *, covered: float = _COVERED
) -> list[RuledGrid]:
    """Return the grids that the lines draw, smallest first.

    ``covered`` is the share of a cell's side that a line must cover to divide it from its
    neighbour.
    """
    across = [rule for rule in merged_rules(horizontal) if rule.end - rule.start > 4]
    down = [rule for rule in merged_rules(vertical) if rule.end - rule.start > 4]
    grids = []
    for own_across, own_down in _touching(across, down):
        grid = _grid(own_across, own_down, covered)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda one: (one.xs[-1] - one.xs[0]) * (one.ys[-1] - one.ys[0]))


def _touching(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the groups of lines that meet each other."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, line in enumerate(across):
        for j, pole in enumerate(down, start=len(across)):
            if (
                line.start - _GAP <= pole.at <= line.end + _GAP
                and pole.start - _GAP <= line.at <= pole.end + _GAP
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, pole in enumerate(down, start=len(across)):
        groups.setdefault(root(j), ([], []))[1].append(pole)
    return [group for group in groups.values() if group[0] and group[1]]


def _edges(rules: Sequence[Rule]) -> list[float]:
    """Return the distinct positions of lines."""
    groups: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if groups and at - groups[-1][-1] <= _NARROWEST:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [sum(group) / len(group) for group in groups]


def _closed(lines: list[Rule], poles: Sequence[Rule]) -> list[Rule]:
    """Return ``poles`` with one added on each side where the lines stick out openly."""
    first, last = min(line.start for line in lines), max(line.end for line in lines)
    top, bottom = min(line.at for line in lines), max(line.at for line in lines)
    reach = [line for line in lines if line.end - line.start > 0.5 * (last - first)]
    added = list(poles)
    if len(reach) >= 2 and min(pole.at for pole in poles) - first > _OPEN:
        added.append(Rule(first, top, bottom))
    if len(reach) >= 2 and last - max(pole.at for pole in poles) > _OPEN:
        added.append(Rule(last, top, bottom))
    return added


def _grid(across: list[Rule], down: list[Rule], covered: float) -> RuledGrid | None:
    down_closed = _closed(across, down)
    across_closed = _closed(down, across)
    xs, ys = _edges(down_closed), _edges(across_closed)
    if len(xs) < 2 or len(ys) < 2:
        return None
    width, height = len(xs) - 1, len(ys) - 1
    walls = _covered(down_closed, xs, ys, covered)
    floors = _covered(across_closed, ys, xs, covered)
    owner = [[-1] * width for _ in range(height)]
    regions: list[tuple[int, int, int, int]] = []
    for row in range(height):
        for column in range(width):
            if owner[row][column] >= 0:
                continue
            region = _region(row, column, walls, floors, owner)
            for r in range(region[0], region[2] + 1):
                for c in range(region[1], region[3] + 1):
                    owner[r][c] = len(regions)
            regions.append(region)
    # Edges that divide no cells (an underline, a stroke on a scan) are none.
    rows = sorted({r0 for r0, _, _, _ in regions})
    columns = sorted({c0 for _, c0, _, _ in regions})
    cells = tuple(
        GridCell(
            row=bisect_right(rows, r0) - 1,
            column=bisect_right(columns, c0) - 1,
            row_span=bisect_right(rows, r1) - bisect_right(rows, r0) + 1,
            column_span=bisect_right(columns, c1) - bisect_right(columns, c0) + 1,
            box=(xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1]),
        )
        for r0, c0, r1, c1 in regions
    )
    return RuledGrid(
        xs=(*(xs[column] for column in columns), xs[-1]),
        ys=(*(ys[row] for row in rows), ys[-1]),
        cells=cells,
    )


def _covered(
    rules: Sequence[Rule], own: list[float], other: list[float], share: float
) -> list[list[bool]]:
    """Return, for each edge in ``own``, which stretches between ``other`` a line covers."""
    covered = [[0.0] * (len(other) - 1) for _ in own]
    for rule in rules:
        edge = min(range(len(own)), key=lambda index: abs(own[index] - rule.at))
        for index in range(len(other) - 1):
            overlap = min(rule.end, other[index + 1]) - max(rule.start, other[index])
            if overlap > 0:
                covered[edge][index] += overlap
    return [
        [line[index] >= share * (other[index + 1] - other[index]) for index in range(len(line))]
        for line in covered
    ]


def _region(
    row: int,
    column: int,
    walls: list[list[bool]],
    floors: list[list[bool]],
    owner: list[list[int]],
) -> tuple[int, int, int, int]:
    """Return the rectangle (first row, first column, last row, last column) that no line divides.

    It grows to the right along its first row, then down while no line lies below any of it;
    a stretch that another cell owns ends it.
    """
    last_column = column
    while (
        last_column + 1 < len(walls) - 1
        and not walls[last_column + 1][row]
        and owner[row][last_column + 1] < 0
    ):
        last_column += 1
    last_row = row
    while last_row + 1 < len(floors) - 1:
        below = range(column, last_column + 1)
        if any(floors[last_row + 1][c] for c in below):
            break
        if any(owner[last_row + 1][c] >= 0 for c in below):
            break
        if any(walls[c][last_row + 1] for c in range(column + 1, last_column + 1)):
            break
        last_row += 1
    return row, column, last_row, last_column
