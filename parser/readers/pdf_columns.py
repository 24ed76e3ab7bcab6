"""The columns of a table without rulings, from all its pages at once.

The columns are the stretches that words cover, pooled over every row on every page; what no
word covers is a gutter. A sparse column that one page alone would not show appears this way,
and a continuation page keeps the columns of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.readers.pdf_edges import side_of
from parser.readers.pdf_lines import Line
from parser.readers.pdf_table_lines import Stretch, TableLine, merged, stretches_of


@dataclass(slots=True)
class _Heading:
    """Header words that stand over one another: where, and between which heights."""

    at: Stretch
    top: float
    bottom: float
    size: float


def columns_of(lines: Sequence[TableLine], headers: Sequence[TableLine]) -> list[Stretch]:
    """Return the columns that rows of figures show, with headings in the gutters between.

    A heading widens the column it stands over; one that stands over none is that of the
    column beside it that lacks one, else of a column that no row fills. Headings of groups do
    neither.
    """
    columns = stretches_of(lines)
    headings = _headings(headers)
    if not headings:
        return columns
    columns = _shared(_with_strays(columns, lines, headings), lines, headings)
    over = [_met(columns, one.at, 0.0) for one in headings]
    labels = [_is_label(index, headings, over) for index in range(len(headings))]
    widened = {column: column for column in columns}
    unmet = []
    for heading, met, label in zip(headings, over, labels, strict=True):
        if len(met) == 1 and not label:
            widened[met[0]] = _around(widened[met[0]], heading.at)
        elif not met and not label:
            unmet.append(heading)
    headed = {
        met[0] for met, label in zip(over, labels, strict=True) if len(met) == 1 and not label
    }
    bare = [column for column in columns if column not in headed]
    side = side_of(columns, lines)
    to_right = _figures_to_right(columns, bare, unmet) if side is None else side == "right"
    added: list[Stretch] = []
    for heading in reversed(unmet) if to_right else unmet:
        near = _met(bare, heading.at, 0.5 * heading.size)
        own = near or _neighbour(columns, bare, heading.at, right=to_right)
        if len(own) == 1:
            widened[own[0]] = _around(widened[own[0]], heading.at)
            bare = [column for column in bare if column != own[0]]
        elif not own:
            added.append(heading.at)
    return _paired(sorted([*widened.values(), *added]), lines, headers)


def _with_strays(
    columns: Sequence[Stretch], lines: Sequence[TableLine], headings: Sequence[_Heading]
) -> list[Stretch]:
    """Join the first letters of the longest names, where letters are set apart, with the rest.

    They stand alone in their stretch, in few lines, with no heading above and a name behind.
    """
    joined: list[Stretch] = []
    for column in reversed(columns):
        own = [
            word
            for line in lines
            for word in line.words
            if word.box[0] < column[1] and column[0] < word.box[2]
        ]
        size = max((word.size for word in own), default=0.0)
        stray = (
            joined
            and len(own) <= max(2, len(lines) // 12)
            and joined[-1][0] - column[1] < size
            and all(len(word.chars) == 1 and not word.text.isascii() for word in own)
            and not any(_met([column], heading.at, 0.0) for heading in headings)
        )
        if stray:
            joined[-1] = _around(column, joined[-1])
        else:
            joined.append(column)
    return joined[::-1]


def _shared(
    columns: Sequence[Stretch], lines: Sequence[TableLine], headings: Sequence[_Heading]
) -> list[Stretch]:
    """Join neighbours under one heading that no line fills both: words left, figures right."""
    joined: list[Stretch] = []
    for column in columns:
        before = joined[-1] if joined else None
        if before and any({before, column} <= set(_met(columns, h.at, 0.0)) for h in headings):
            filled = [
                [
                    any(w.box[0] < b and a < w.box[2] for w in line.words)
                    for a, b in (before, column)
                ]
                for line in lines
            ]
            if not any(map(all, filled)):
                joined[-1] = _around(before, column)
                continue
        joined.append(column)
    return joined


def _headings(headers: Sequence[TableLine]) -> list[_Heading]:
    """Return the headings of single columns from left to right, wrapped lines put together."""
    words = [
        (word, line.middle) for line in headers for word in _without_groups(line, headers).words
    ]
    found = []
    for left, right in merged(((word.box[0], word.box[2]) for word, _ in words), gap=0.0):
        own = [(word, at) for word, at in words if left <= word.box[0] and word.box[2] <= right]
        heights = [at for _, at in own]
        size = max(word.size for word, _ in own)
        found.append(_Heading(at=(left, right), top=min(heights), bottom=max(heights), size=size))
    return found


def _is_label(index: int, headings: Sequence[_Heading], over: Sequence[Sequence[Stretch]]) -> bool:
    """Tell whether a heading is that of the group of its two neighbours.

    It stands above both, over no column of its own, and neither has another heading above.
    """

    def lone(at: int) -> bool:
        others = {column for other in (*over[:at], *over[at + 1 :]) for column in other}
        return 0 <= at < len(headings) and not set(over[at]) - others

    def above(outer: int, inner: int) -> bool:
        if not 0 <= inner < len(headings):
            return False
        return headings[inner].top - headings[outer].bottom >= 0.45 * headings[outer].size

    if not (lone(index) and above(index, index - 1) and above(index, index + 1)):
        return False
    before = lone(index - 2) and above(index - 2, index - 1)
    after = lone(index + 2) and above(index + 2, index + 1)
    return not (before and after)


def _around(one: Stretch, other: Stretch) -> Stretch:
    return min(one[0], other[0]), max(one[1], other[1])


def _met(columns: Sequence[Stretch], at: Stretch, near: float) -> list[Stretch]:
    """Return the columns that a heading stands over, or nearer to than ``near`` points."""
    return [one for one in columns if at[1] > one[0] - near and at[0] < one[1] + near]


def _without_groups(line: TableLine, headers: Sequence[TableLine]) -> TableLine:
    """Return a header line without the headings that stand over two others."""
    size = line.line.size
    lower = [one for one in headers if 0.5 * size < one.middle - line.middle < 4 * size]

    def is_group(word: Line) -> bool:
        left, right = word.box[0] - 0.15 * size, word.box[2] + 0.15 * size
        return any(
            sum(under.box[0] < right and left < under.box[2] for under in one.words) > 1
            for one in lower
        )

    return replace(line, words=tuple(word for word in line.words if not is_group(word)))


def _figures_to_right(
    columns: Sequence[Stretch], bare: Sequence[Stretch], unmet: Sequence[_Heading]
) -> bool:
    """Tell whether columns without a heading stand rather to the right of unmet headings."""
    right = sum(bool(_neighbour(columns, bare, one.at, right=True)) for one in unmet)
    return right >= sum(bool(_neighbour(columns, bare, one.at, right=False)) for one in unmet)


def _paired(
    columns: Sequence[Stretch],
    lines: Sequence[TableLine],
    headers: Sequence[TableLine],
) -> list[Stretch]:
    """Join a column of figures that no heading stands over with a heading over no figures."""

    def filled(column: Stretch, rows: Sequence[TableLine]) -> bool:
        return any(
            word.box[0] < column[1] and word.box[2] > column[0]
            for row in rows
            for word in row.words
        )

    kinds = [(filled(column, headers), filled(column, lines)) for column in columns]
    joined: list[Stretch] = []
    index = 0
    while index < len(columns):
        pair = kinds[index : index + 2]
        if headers and pair in ([(True, False), (False, True)], [(False, True), (True, False)]):
            joined.append((columns[index][0], columns[index + 1][1]))
            index += 2
        else:
            joined.append(columns[index])
            index += 1
    return joined


def _neighbour(
    columns: Sequence[Stretch],
    bare: Sequence[Stretch],
    heading: Stretch,
    *,
    right: bool,
) -> list[Stretch]:
    """Return the column beside a heading if no other header stands over that one.

    Figures set to one side of a wide column need not reach under its centred heading.
    """
    if right:
        beside = sorted(one for one in columns if one[0] >= heading[1])[:1]
    else:
        beside = sorted(one for one in columns if one[1] <= heading[0])[-1:]
    return [one for one in beside if one in bare]
