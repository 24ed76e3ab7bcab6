"""The borders of a table's columns where no ruling shows them.

Headings stand in the middle of their cells, figures in the middle or at one side: the borders
are those, within the gutters between the columns, that put all of them there best.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median, pstdev
from typing import Literal

from parser.readers.pdf_lines import Line
from parser.readers.pdf_table_lines import Stretch, TableLine, is_number

Side = Literal["left", "center", "right"]

_MARGIN = 8.0
"""Points between a cell's border and the figures set to that side, at most."""
_OUTSIDE = 60.0
"""Points that the outer borders may stand away from what the outer columns hold."""
_SWEEPS = 300
_TO_MIDDLE = 0.01
"""Weight of a border's distance from the middle of its gutter, against headings' centring."""


def side_of(columns: Sequence[Stretch], lines: Sequence[TableLine]) -> Side | None:
    """Return the side of their cells that figures are set to; None where it does not show.

    Figures of different widths stand in line at that side (or in the middle).
    """
    spreads: dict[Side, list[float]] = {"left": [], "center": [], "right": []}
    for column in columns:
        boxes = [word.box for word in _within(column, lines) if is_number(word.text)]
        widths = [right - left for left, _, right, _ in boxes]
        if len(boxes) < 3 or pstdev(widths) < 0.5:
            continue
        spreads["left"].append(pstdev(box[0] for box in boxes))
        spreads["center"].append(pstdev((box[0] + box[2]) / 2 for box in boxes))
        spreads["right"].append(pstdev(box[2] for box in boxes))
    if not spreads["left"]:
        return None
    ranked = sorted((median(found), side) for side, found in spreads.items())
    return ranked[0][1] if ranked[0][0] < 0.6 * ranked[1][0] else None


def _within(column: Stretch, lines: Sequence[TableLine]) -> list[Line]:
    return [
        word
        for line in lines
        for word in line.words
        if column[0] - 0.5 <= word.box[0] and word.box[2] <= column[1] + 0.5
    ]


def cell_edges(
    columns: Sequence[Stretch], lines: Sequence[TableLine], headers: Sequence[TableLine]
) -> list[float]:
    """Return the borders of ``columns``, one more than there are columns.

    Where headings do not stand centred, the borders are the middles of the gutters.
    """
    middles = [(before[1] + after[0]) / 2 for before, after in pairwise(columns)]
    middles = [columns[0][0], *middles, columns[-1][1]]
    centres = [_heading_centre(column, columns, headers) for column in columns]
    known = [index for index, centre in enumerate(centres) if centre is not None]
    if len(known) < 3:
        return middles
    lowest, highest = _bounds(columns, lines)
    edges = _fitted(centres, middles, lowest, highest)
    size = max(line.line.size for line in headers)
    off = [abs((edges[i] + edges[i + 1]) / 2 - (centres[i] or 0.0)) for i in known]
    return edges if sum(one > 0.25 * size for one in off) <= len(known) // 4 else middles


def _heading_centre(
    column: Stretch, columns: Sequence[Stretch], headers: Sequence[TableLine]
) -> float | None:
    """Return the middle of the lowest heading that stands over ``column`` alone."""
    for line in reversed(headers):
        for word in line.words:
            left, right = word.box[0], word.box[2]
            if not (left < column[1] and column[0] < right):
                continue
            if any(left < b and a < right for a, b in columns if (a, b) != column):
                return None
            return (left + right) / 2
    return None


def _bounds(
    columns: Sequence[Stretch], lines: Sequence[TableLine]
) -> tuple[list[float], list[float]]:
    """Return between which points each border stands."""
    lowest = [columns[0][0] - _OUTSIDE, *(column[1] for column in columns)]
    highest = [*(column[0] for column in columns), columns[-1][1] + _OUTSIDE]
    side = side_of(columns, lines)
    for index, column in enumerate(columns):
        figures = [word for word in _within(column, lines) if is_number(word.text)]
        if not figures:
            continue
        if side == "left":
            left = min(word.box[0] for word in figures) - _MARGIN
            lowest[index] = min(max(lowest[index], left), highest[index])
        elif side == "right":
            right = max(word.box[2] for word in figures) + _MARGIN
            highest[index + 1] = max(min(highest[index + 1], right), lowest[index + 1])
    return lowest, highest


def _fitted(
    centres: Sequence[float | None],
    middles: Sequence[float],
    lowest: Sequence[float],
    highest: Sequence[float],
) -> list[float]:
    """Return the borders between which the known ``centres`` are most nearly in the middle.

    Least squares within bounds, one border after the other until they rest.
    """
    edges = list(middles)
    for _ in range(_SWEEPS):
        moved = 0.0
        for index in range(len(edges)):
            wanted, weight = _TO_MIDDLE * middles[index], _TO_MIDDLE
            if index > 0 and (centre := centres[index - 1]) is not None:
                wanted, weight = wanted + 2 * centre - edges[index - 1], weight + 1
            if index < len(centres) and (centre := centres[index]) is not None:
                wanted, weight = wanted + 2 * centre - edges[index + 1], weight + 1
            edge = min(max(wanted / weight, lowest[index]), highest[index])
            moved = max(moved, abs(edge - edges[index]))
            edges[index] = edge
        if moved < 0.01:
            break
    return edges


def column_at(edges: Sequence[float], word: Line) -> int:
    """Return the column (0-based) in which most of ``word`` stands."""
    shares = [min(word.box[2], right) - max(word.box[0], left) for left, right in pairwise(edges)]
    return max(range(len(shares)), key=shares.__getitem__)
