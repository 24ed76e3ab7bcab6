"""The header of a table without rulings: which word heads which columns.

Words that stand over one another in one column are one heading. A column whose words stand
only in the lower part of the header belongs to a group: the heading above that is centred
over it and its neighbours. The division into groups is the one whose headings stand best in
the middle of their columns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from parser.readers.pdf_columns import TableLine, column_at
from parser.readers.pdf_lines import Line, joined

_OFF_CENTRE = 1.0
"""Heights of the letters by which a group's heading may stand beside the middle."""
_ALONE = 3.0
"""The cost, in heights, of leaving a low-standing column without a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading over the columns ``first``..``last``; leaves have no children."""

    text: str
    first: int
    last: int
    children: tuple[Heading, ...] = ()

    @property
    def depth(self) -> int:
        """How many header rows it takes."""
        return 1 + max((child.depth for child in self.children), default=0)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    first: int
    last: int
    left: float
    right: float
    middle: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    def centre_column(self, edges: Sequence[float]) -> int:
        return min(max(bisect_right(edges, self.centre) - 1, 0), len(edges) - 2)


def read_header(lines: Sequence[TableLine], edges: Sequence[float]) -> tuple[Heading, ...]:
    """Return the headings of the columns between ``edges``, from left to right."""
    words = [_word(word, line.middle, edges) for line in lines for word in line.words]
    size = max((line.line.size for line in lines), default=10.0)
    return _headings(words, 0, len(edges) - 2, edges, size)


def _word(word: Line, middle: float, edges: Sequence[float]) -> _Word:
    home = column_at(edges, word)
    first = last = home
    # A word belongs to every column whose border it crosses by a letter.
    reach = 0.4 * word.size
    while first > 0 and word.box[0] < edges[first] - reach:
        first -= 1
    while last < len(edges) - 2 and word.box[2] > edges[last + 1] + reach:
        last += 1
    return _Word(word.text, first, last, word.box[0], word.box[2], middle)


def _headings(
    words: Sequence[_Word], first: int, last: int, edges: Sequence[float], size: float
) -> tuple[Heading, ...]:
    if first == last:
        return (_leaf(words, first),)
    if not words:
        return tuple(Heading(text="", first=c, last=c) for c in range(first, last + 1))
    top = min(word.middle for word in words)
    bottom = max(word.middle for word in words)
    labels = [word for word in words if word.middle - top < 0.45 * size]
    found: list[Heading] = []
    for start, end, label in _divided(words, labels, first, last, edges, size, (top, bottom)):
        own = [word for word in words if start <= word.first and word.last <= end]
        if label is None or start == end:
            found += [_leaf([w for w in own if w.first == c], c) for c in range(start, end + 1)]
            continue
        rest = [word for word in own if word is not label]
        children = _headings(rest, start, end, edges, size)
        found.append(Heading(text=label.text, first=start, last=end, children=children))
    return tuple(found)


def _leaf(words: Sequence[_Word], column: int) -> Heading:
    text = ""
    for word in sorted(words, key=lambda one: (one.middle, one.left)):
        text = joined(text, word.text)
    return Heading(text=text, first=column, last=column)


def _divided(
    words: Sequence[_Word],
    labels: Sequence[_Word],
    first: int,
    last: int,
    edges: Sequence[float],
    size: float,
    height: tuple[float, float],
) -> list[tuple[int, int, _Word | None]]:
    """Return the columns in runs, each with the heading over all of it (None: single columns).

    The cheapest division: a run of several columns costs how far its heading stands from its
    middle, a column that needs a group and gets none costs :data:`_ALONE`.
    """
    needy = {c: _needs_group(words, c, size, height) for c in range(first, last + 1)}

    @cache
    def best(column: int) -> tuple[float, tuple[tuple[int, int, _Word | None], ...]]:
        if column > last:
            return 0.0, ()
        cost, rest = best(column + 1)
        crossed = any(one.first <= column < one.last for one in labels)
        choice = (
            cost + (_ALONE if needy[column] else 0.0) + (2 * _ALONE if crossed else 0.0),
            ((column, column, None), *rest),
        )
        for end in range(column + 1, last + 1):
            inside = [one for one in labels if column <= one.centre_column(edges) <= end]
            if len(inside) != 1 or inside[0].first < column or inside[0].last > end:
                continue
            label = inside[0]
            if any(not needy[c] and not _under(words, label, c) for c in range(column, end + 1)):
                continue
            middle = (edges[column] + edges[end + 1]) / 2
            off = abs(label.centre - middle) / size
            if off > _OFF_CENTRE + 0.15 * (end - column):
                continue
            cost, rest = best(end + 1)
            if cost + off < choice[0]:
                choice = (cost + off, ((column, end, label), *rest))
        return choice

    return list(best(first)[1])


def _needs_group(
    words: Sequence[_Word], column: int, size: float, height: tuple[float, float]
) -> bool:
    """Tell whether a column's own words stand only in the lower part of the header."""
    own = [word for word in words if word.first == word.last == column]
    if not own:
        return False
    top, bottom = height
    highest = min(word.middle for word in own)
    if highest - top < 0.45 * size:
        return False
    centre = (highest + max(word.middle for word in own)) / 2
    return centre - (top + bottom) / 2 > 0.3 * size


def _under(words: Sequence[_Word], label: _Word, column: int) -> bool:
    """Tell whether ``column`` has words of its own under ``label``."""
    if not label.first <= column <= label.last:
        return False
    return any(word.first == word.last == column and word is not label for word in words)
