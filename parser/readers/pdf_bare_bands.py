"""Which lines of a table without rulings are one row's: the bands that its rows take.

Every row has one line with its key or its figures; lines between two of them hold pieces of
wrapped cells of the one or the other. Cells of a table begin at the top of their row, end at
its bottom or stand in its middle, all in one way, and rows may stand further apart than the
lines of a cell. Each way is tried on the whole table, and the one that leaves least unexplained
is taken. Where two ways explain it as well, names decide, which end alike (局, 中心) more than
they begin; where these do not either, the rows concerned are unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from parser.readers.pdf_lines import Line
from parser.readers.pdf_table_lines import is_number

Setting = Literal["top", "middle", "bottom"]
"""Where in their rows the cells of a table stand."""

Placed = Mapping[int, Line]
"""The words of a line by column."""

Texts = Mapping[int, str]
"""The texts of a row by column."""

Band = tuple[int, int]
"""The lines of a row: the first, and the one after the last."""

_OFF = 0.3
"""Lines by which a cell may stand beside its place in the row."""
_APART = 1.15
"""From how many lines on two pieces in a column are further apart than those of one cell."""
_REST_ABOVE = 0.6
"""The cost of lines at a page's top that are the rest of a row of the page before."""
_MARGIN = 1.5
"""By how much a way of division must be cheaper than another to be taken without more ado."""
_MOST_ABOVE = 6
"""Lines of a first row that may stand above its figures, at most."""
_MISFIT = 1.0
"""The cost from which on a row's pieces do not fit the way the table is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banding:
    """The bands of a table's rows from the top down.

    ``unsure`` are the indices of bands whose lines may as well be another row's.
    """

    bands: tuple[Band, ...]
    setting: Setting
    unsure: frozenset[int] = frozenset()


def banded(
    placed: Sequence[Placed], anchors: Sequence[int], *, before: Sequence[Texts] = ()
) -> Banding:
    """Return the bands round ``anchors``, the lines with the rows' keys or figures.

    ``before`` are the rows of the pages before, where a page goes on with their table.
    """
    if len(anchors) == len(placed):
        return Banding(bands=tuple((at, at + 1) for at in anchors), setting="middle")
    table = _Table.of(placed, anchors)
    settings: tuple[Setting, ...] = ("middle", "top", "bottom")
    found = sorted(
        (_divided(table, setting, continued=bool(before)) for setting in settings),
        key=lambda one: one.cost,
    )
    best = found[0]
    unsure: set[Band] = set()
    for other in found[1:]:
        if other.bands == best.bands or other.cost > found[0].cost + _MARGIN:
            continue
        kept, ends = (_alike_ends(placed, one.bands, (best, other)) for one in (best, other))
        if ends and ends >= 2 * kept:
            best = other
        elif not kept or kept < 2 * ends:
            unsure |= set(best.bands) - set(other.bands)
    if best.otherwise is not None and before:
        best, open_ = _at_top(placed, best, before)
        unsure |= open_
    whole = best.bands[best.bands[0][1] <= anchors[0] :]
    unsure |= {band for band in whole if table.cost(band, best.setting) >= _MISFIT}
    return Banding(
        bands=best.bands,
        setting=best.setting,
        unsure=frozenset(at for at, band in enumerate(best.bands) if band in unsure),
    )


def _at_top(
    placed: Sequence[Placed], found: _Division, before: Sequence[Texts]
) -> tuple[_Division, set[Band]]:
    """Decide whether a page's first lines are the rest of the last row before, and the unsure.

    The rest ends a name as names end, and what stands before it does not.
    """
    assert found.otherwise is not None
    ways = (found.bands, found.otherwise)
    rest = next(bands for bands in ways if bands[0][1] < max(way[0][1] for way in ways))
    cells: dict[int, str] = {}
    for line in placed[: rest[0][1]]:
        cells.update((column, word.text) for column, word in line.items())
    column = next((c for c, text in sorted(cells.items()) if c in before[-1]), None)
    if column is not None:
        ends = Counter(row[column][-1] for row in before[:-1] if column in row)
        broken, whole = ends[cells[column][-1]], ends[before[-1][column][-1]]
        if broken >= 2 * max(1, whole) or whole >= 2 * max(1, broken):
            bands = rest if broken > whole else next(way for way in ways if way != rest)
            return replace(found, bands=bands), set()
    return found, {found.bands[0]}


def lines_above(
    heads: Sequence[Placed],
    placed: Sequence[Placed],
    anchors: Sequence[int],
    words: Set[int],
    columns: int,
) -> int:
    """Return how many of the last lines of a header are the first row's, as its rows are set.

    ``words`` are the columns that hold words in the body. Nothing is taken from a header whose
    table has no wrapped cells or whose cells begin at the top.
    """
    setting = banded(placed, anchors).setting
    if len(anchors) == len(placed) or setting == "top":
        return 0
    taken = 0
    while taken < min(_MOST_ABOVE, len(heads) - 1) and set(heads[-taken - 1]) <= words:
        taken += 1
    if not taken:
        return 0
    if setting == "bottom":  # the header's cells end on one line, the last with most of them
        full = max(len(line) for line in heads)
        return taken if len(heads[-taken - 1]) >= max(0.6 * columns, 0.8 * full) else 0
    whole = [*heads[len(heads) - taken :], *placed]
    table = _Table.of(whole, [at + taken for at in anchors])
    end = banded(placed, anchors).bands[0][1] + taken
    costs = [table.cost((taken - lines, end), setting) for lines in range(taken + 1)]
    return min(range(taken + 1), key=costs.__getitem__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The heights of a table's words: ``bases`` by line and column, ``pitch`` of a cell's lines.

    ``padded`` says that rows stand further apart than the lines of a cell.
    """

    anchors: Sequence[int]
    bases: Sequence[Mapping[int, float]]
    heights: Sequence[float]
    pitch: float
    padded: bool

    @classmethod
    def of(cls, placed: Sequence[Placed], anchors: Sequence[int]) -> _Table:
        bases = [{c: word.chars[0].base for c, word in line.items()} for line in placed]
        heights = [sum(line.values()) / max(1, len(line)) for line in bases]
        size = max((word.size for line in placed for word in line.values()), default=10.0)
        steps = sorted(_steps(bases, set(anchors), 0.7 * size))
        pitch = steps[len(steps) // 10] if steps else 1.2 * size
        return cls(
            anchors=anchors,
            bases=bases,
            heights=heights,
            pitch=pitch,
            padded=_is_padded(bases, heights, anchors, pitch),
        )

    def cost(self, band: Band, setting: Setting) -> float:
        """Return what the lines of a band leave unexplained as one row's."""
        anchor = next((at for at in self.anchors if band[0] <= at < band[1]), None)
        if anchor is None or band[1] - band[0] == 1:
            return 0.0
        cells: dict[int, list[float]] = {}
        for line in self.bases[band[0] : band[1]]:
            for column, base in line.items():
                cells.setdefault(column, []).append(base)
        total = 0.0
        for bases in cells.values():
            at = {"top": bases[0], "bottom": bases[-1], "middle": (bases[0] + bases[-1]) / 2}
            off = abs(at[setting] - self.heights[anchor]) / self.pitch
            total += min(2.0, 2 * off) if off > _OFF else 0.0
            total += sum(2.0 for a, b in pairwise(bases) if b - a > 1.3 * self.pitch)
        return total

    def cut_cost(self, at: int) -> float:
        """Return what speaks against a new row from the line ``at`` on."""
        if not self.padded:
            return 0.0
        return float(sum(step < _APART * self.pitch for step in _steps_over(self.bases, at)))


def _steps(bases: Sequence[Mapping[int, float]], anchors: set[int], least: float) -> list[float]:
    """Return the distances of pieces that follow in a column, unless both are on rows' lines."""
    found = []
    last: dict[int, tuple[int, float]] = {}
    for at, line in enumerate(bases):
        for column, base in line.items():
            before = last.get(column)
            if before and not (at in anchors and before[0] in anchors) and base - before[1] > least:
                found.append(base - before[1])
            last[column] = (at, base)
    return found


def _steps_over(bases: Sequence[Mapping[int, float]], at: int) -> list[float]:
    """Return the distances, by column, of the last piece above the line ``at`` to the next."""
    found = []
    for column in {column for line in bases[max(0, at - 6) : at] for column in line}:
        above = next(line[column] for line in reversed(bases[:at]) if column in line)
        below = next((line[column] for line in bases[at:] if column in line), None)
        if below is not None:
            found.append(below - above)
    return found


def _is_padded(
    bases: Sequence[Mapping[int, float]],
    heights: Sequence[float],
    anchors: Sequence[int],
    pitch: float,
) -> bool:
    """Tell whether rows stand further apart than a cell's lines, wherever that can be seen."""
    close = [heights[b] - heights[a] for a, b in pairwise(anchors) if b == a + 1]
    if close:
        return min(close) > _APART * pitch
    clear = [
        any(
            all(step > _APART * pitch for step in _steps_over(bases, at))
            for at in range(a + 1, b + 1)
        )
        for a, b in pairwise(anchors)
    ]
    return bool(clear) and sum(clear) >= 0.8 * len(clear)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Division:
    """A table divided under a setting, and what that costs.

    ``otherwise`` is the division of a continued page that takes its first lines the other way,
    for the rest of a row or not, where it costs no more but for that.
    """

    cost: float
    bands: tuple[Band, ...]
    setting: Setting
    otherwise: tuple[Band, ...] | None = None


def _divided(table: _Table, setting: Setting, *, continued: bool) -> _Division:
    """Return the cheapest division into bands under a setting."""
    anchors, count = table.anchors, len(table.bases)

    @cache
    def best(row: int, start: int) -> tuple[float, tuple[Band, ...]]:
        last = row == len(anchors) - 1
        ends = [count] if last else range(anchors[row] + 1, anchors[row + 1] + 1)
        choices: list[tuple[float, tuple[Band, ...]]] = []
        for end in ends:
            cost = table.cost((start, end), setting)
            if last:
                choices.append((cost, ((start, end),)))
                continue
            further, rest = best(row + 1, end)
            choices.append((cost + further + table.cut_cost(end), ((start, end), *rest)))
        return min(choices, key=lambda one: one[0])

    for row in range(len(anchors) - 1, 0, -1):  # from below, so that no recursion is deep
        for start in range(anchors[row - 1] + 1, anchors[row] + 1):
            best(row, start)
    found = [best(0, 0)]
    if continued:
        for start in range(1, anchors[0] + 1):
            cost, bands = best(0, start)
            cost += _REST_ABOVE + table.cut_cost(start)
            found.append((cost, ((0, start), *bands)))
    ranked = sorted(found, key=lambda one: one[0])
    near = len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _REST_ABOVE + 0.1
    return _Division(
        cost=ranked[0][0],
        bands=ranked[0][1],
        setting=setting,
        otherwise=ranked[1][1] if near else None,
    )


def _alike_ends(
    placed: Sequence[Placed], bands: Sequence[Band], ways: Sequence[_Division]
) -> float:
    """Return how probably two wrapped names of the bands that not all ``ways`` share end alike."""
    ends: Counter[str] = Counter()
    for band in bands:
        if all(band in way.bands for way in ways):
            continue
        cells: dict[int, str] = {}
        for line in placed[band[0] : band[1]]:
            for column, word in line.items():
                if not is_number(word.text):
                    cells[column] = word.text
        ends.update(text[-1] for column, text in sorted(cells.items())[:1])
    count = ends.total()
    if count < 3:
        return 0.0
    return sum(n * (n - 1) for n in ends.values()) / (count * (count - 1))
