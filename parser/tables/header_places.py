"""Header lines of a table set out with spaces, read by where their words stand.

Where the cells of a table are centred, a header's word stands above the middle of its column,
and a group's word above the middle of its columns. That they are shows in the names of single
columns; and only a reading that no other comes near is taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parser.document import Paragraph
from parser.tables.flat import FlatRow, Slot

_NEAR = 1.5
_MARGIN = 2.0
_LEAST_CHILDREN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """A word of a header or a column's extent: from ``start`` to ``end`` in places of a line."""

    start: float
    end: float
    slot: Slot

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def placed_header(
    header: Sequence[tuple[Paragraph, Sequence[Slot]]],
    body: Sequence[tuple[Paragraph, Sequence[Slot]]],
    width: int,
) -> tuple[FlatRow, FlatRow] | None:
    """Return a header of several lines as two rows with a slot for each column.

    ``None`` where the rows are not aligned, or the words' places leave a choice.
    """
    columns = _columns(body, width)
    if columns is None or len(header) < _LEAST_CHILDREN:
        return None
    lines = [[_word(line, slot) for slot in slots] for line, slots in header]
    below = _by_column(lines[-1], columns)
    if below is None or len(below) < _LEAST_CHILDREN:
        return None
    alone: dict[int, list[_Word]] = {}
    groups: list[_Word] = []
    for word in (word for line in lines[:-1] for word in line):
        column = _column_of(word, columns)
        if column in below:
            groups.append(word)
        else:
            alone.setdefault(column, []).append(word)
    if not groups or set(alone) | set(below) != set(range(width)):
        return None
    groups.sort(key=lambda word: word.start)
    spans = _apart(groups, below, columns) if 0 in alone else None
    if spans is None:
        single = {column: words[0] for column, words in alone.items() if len(words) == 1}
        if not _are_centred({**single, **below}, columns):
            return None
        spans = _spans(groups, below)
    if spans is None:
        return None
    named = {first: word.slot for word, (first, _) in zip(groups, spans, strict=True)}
    return _rows([line for line, _ in header], width, alone, below, spans, named)


def _columns(
    body: Sequence[tuple[Paragraph, Sequence[Slot]]], width: int
) -> tuple[_Word, ...] | None:
    """Return each column's extent, if no two of them overlap."""
    whole = [[_word(line, slot) for slot in slots] for line, slots in body if len(slots) == width]
    if len(whole) < _LEAST_CHILDREN:
        return None
    columns = tuple(
        _Word(
            start=min(word.start for word in column),
            end=max(word.end for word in column),
            slot=column[0].slot,
        )
        for column in zip(*whole, strict=True)
    )
    if not all(a.end <= b.start for a, b in pairwise(columns)):
        return None
    shorter = [[_word(line, slot) for slot in slots] for line, slots in body]
    return columns if all(_fits(row, columns) for row in shorter) else None


def _fits(row: Sequence[_Word], columns: Sequence[_Word]) -> bool:
    """Tell whether each cell of a row stands in one column, and no two in the same."""
    met = [
        [
            at
            for at, column in enumerate(columns)
            if word.start < column.end and column.start < word.end
        ]
        for word in row
    ]
    own = [at for places in met for at in places]
    return all(len(places) == 1 for places in met) and len(set(own)) == len(own)


def _word(line: Paragraph, slot: Slot) -> _Word:
    base = line.locator.start or 0
    start, end = (slot.locator.start or 0) - base, (slot.locator.end or 0) - base
    return _Word(start=_places(line.text[:start]), end=_places(line.text[:end]), slot=slot)


def _places(text: str) -> int:
    """Return how wide a text is printed: a Chinese character takes two places."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _column_of(word: _Word, columns: Sequence[_Word]) -> int:
    """Return the column whose extent a word's middle is nearest to."""

    def distance(column: _Word) -> float:
        return max(column.start - word.middle, word.middle - column.end, 0)

    nearest = [distance(column) for column in columns]
    return nearest.index(min(nearest))


def _are_centred(names: Mapping[int, _Word], columns: Sequence[_Word]) -> bool:
    """Tell whether names stand above the middle of their columns, and not at one end by chance."""
    told = 0
    for column, name in names.items():
        extent = columns[column]
        if abs(name.middle - extent.middle) > _NEAR:
            return False
        ends = abs(name.start - extent.start), abs(name.end - extent.end)
        told += min(ends) > _NEAR / 2
    return told >= _LEAST_CHILDREN


def _by_column(line: Sequence[_Word], columns: Sequence[_Word]) -> dict[int, _Word] | None:
    found = {_column_of(word, columns): word for word in line}
    return found if len(found) == len(line) else None


def _apart(
    groups: Sequence[_Word], below: Mapping[int, _Word], columns: Sequence[_Word]
) -> list[tuple[int, int]] | None:
    """Return the span of each group where single columns stand between any two of them.

    What names the rows then stands on an upper line, as the names of all single columns do.
    """
    runs: list[tuple[int, int]] = []
    for column in sorted(below):
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    if len(runs) != len(groups) or any(first == last for first, last in runs):
        return None
    own = [_column_of(word, columns) for word in groups]
    fits = all(first <= at <= last for at, (first, last) in zip(own, runs, strict=True))
    return runs if fits else None


def merged_upper(
    header: Sequence[tuple[Paragraph, Sequence[Slot]]],
) -> tuple[FlatRow, FlatRow]:
    """Return a header of several lines as two rows, the upper lines' words in their order.

    The names of single columns stand in the middle of a header's height, beside its groups.
    """
    words = [_word(line, slot) for line, slots in header[:-1] for slot in slots if slot.text]
    words.sort(key=lambda word: word.start)
    lines = tuple(line for line, _ in header[:-1])
    last, slots = header[-1]
    return (
        FlatRow(slots=tuple(word.slot for word in words), lines=lines),
        FlatRow(slots=tuple(slots), lines=(last,)),
    )


def _spans(groups: Sequence[_Word], below: Mapping[int, _Word]) -> list[tuple[int, int]] | None:
    """Return the first and last column of each group, if one sharing out is by far the nearest."""
    readings = sorted(_readings(groups, below, -1), key=lambda reading: reading[0])
    if not readings:
        return None
    clear = len(readings) == 1 or readings[1][0] - readings[0][0] >= _MARGIN
    return readings[0][1] if clear else None


def _readings(
    groups: Sequence[_Word], below: Mapping[int, _Word], last: int
) -> Iterator[tuple[float, list[tuple[int, int]]]]:
    """Yield every way to share out the columns in order, with how far the words stand off."""
    if not groups:
        yield 0.0, []
        return
    for first in (column for column in sorted(below) if column > last):
        end = first + 1
        while end in below:
            off = abs(groups[0].middle - (below[first].start + below[end].end) / 2)
            if off <= _NEAR:
                for more, spans in _readings(groups[1:], below, end):
                    yield off + more, [(first, end), *spans]
            end += 1


def _rows(
    lines: Sequence[Paragraph],
    width: int,
    alone: Mapping[int, Sequence[_Word]],
    below: Mapping[int, _Word],
    spans: Sequence[tuple[int, int]],
    named: Mapping[int, Slot],
) -> tuple[FlatRow, FlatRow]:
    """Return the header's rows: groups and lone names above, the groups' columns below."""
    blank = Slot(text="", locator=lines[0].locator)
    grouped = {column for first, last in spans for column in range(first, last + 1)}
    upper, lower = [blank] * width, [blank] * width
    for column, words in alone.items():
        text = "".join(word.slot.text for word in words)
        upper[column] = Slot(text=text, locator=words[0].slot.locator)
    for column, word in below.items():
        (lower if column in grouped else upper)[column] = word.slot
    for column, slot in named.items():
        upper[column] = slot
    return (
        FlatRow(slots=tuple(upper), lines=tuple(lines[:1])),
        FlatRow(slots=tuple(lower), lines=tuple(lines[1:])),
    )
