"""Groups in the header of a table without rulings: which heading stands over which columns.

The division into groups is the one whose headings stand best in the middle of their columns, or
all at the left or all at the right of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from parser.readers.pdf_edges import column_at
from parser.readers.pdf_lines import Line
from parser.readers.pdf_table_lines import TableLine

_OFF_CENTRE = 1.0
"""Heights of the letters by which a group's heading may stand beside the middle."""
_ALONE = 3.0
"""The cost, in heights, of leaving a low-standing column without a group."""
_ALIGNED = 0.3
"""Heights by which headings that are set to one side may miss the line they stand in."""
_BELOW_TOP = 0.5
"""The cost of a group whose heading stands lower than others: it may be part of a wider one."""

Setting = Literal["center", "left", "right"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a header and the columns ``first``..``last`` that it stands over."""

    text: str
    first: int
    last: int
    left: float
    right: float
    middle: float
    base: float

    @property
    def centre(self) -> float:
        """Its middle, in points."""
        return (self.left + self.right) / 2

    @property
    def ended(self) -> bool:
        """Whether nothing goes on with it: a unit in brackets ends a heading."""
        return self.text[-1] in "）)"

    @property
    def span(self) -> range:
        """The columns that it stands over."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is the same for a whole header.

    ``rows`` are the lines, by their base, on which groups' headings and what is under them
    stand; ``setting`` is where in their columns groups' headings stand.
    """

    edges: Sequence[float]
    size: float
    pitch: float
    top_aligned: bool
    bottom_aligned: bool
    rows: frozenset[tuple[float, float]] = frozenset()
    setting: Setting = "center"


def frame_of(words: Sequence[Word], lines: Sequence[TableLine], edges: Sequence[float]) -> Frame:
    """Return what is the same for the header that ``words`` make up."""
    size = max((line.line.size for line in lines), default=10.0)
    heights = [word.middle for word in words] or [0.0]
    own = [word.middle for word in words if word.last == 0] or [min(heights)]
    pitch = _line_pitch(words, size)
    return Frame(
        edges=edges,
        size=size,
        pitch=pitch,
        top_aligned=_begin_at_top(words, size),
        bottom_aligned=max(heights) - max(own) < 0.2 * size
        and _stands_below_middle(words, pitch, size),
    )


def _begin_at_top(words: Sequence[Word], size: float) -> bool:
    """Tell whether headings of single columns begin at the header's top.

    The first columns are never in a group: where they stand tells it, but for one whose lines
    fill the header from top to bottom.
    """
    top = min((word.middle for word in words), default=0.0)
    bottom = max((word.middle for word in words), default=0.0)
    for column in (0, 1):
        own = [word.middle for word in words if word.first == word.last == column]
        fills = len(own) > 1 and abs(min(own) + max(own) - top - bottom) < 0.4 * size
        if own and not fills:
            return min(own) - top < 0.45 * size
    return True


def words_of_header(lines: Sequence[TableLine], edges: Sequence[float]) -> list[Word]:
    """Return the header's words with the columns between ``edges`` that they stand over."""
    return _at_home([_word(word, line.middle, edges) for line in lines for word in line.words])


def _line_pitch(words: Sequence[Word], size: float) -> float:
    """Return the distance of the lines of one wrapped heading: the smallest in any column."""
    distances = [
        other.middle - word.middle
        for word in words
        for other in words
        if word.first == word.last == other.first == other.last
        and 0.7 * size < other.middle - word.middle < 2 * size
    ]
    return min(distances, default=1.3 * size)


def _stands_below_middle(words: Sequence[Word], pitch: float, size: float) -> bool:
    """Tell whether the headings of single columns all end on the header's last line.

    That of the first column does; it stands clearly below the header's middle.
    """
    top, bottom = min(word.middle for word in words), max(word.middle for word in words)
    lowest: dict[int, float] = {}
    for word in words:
        if word.first == word.last:
            lowest[word.first] = max(lowest.get(word.first, word.middle), word.middle)
    first = [word.middle for word in words if word.last == 0]
    if not first:
        return False
    below = (min(first) + max(first)) / 2 - (top + bottom) / 2 > 0.3 * pitch
    ends = [at for at in lowest.values() if bottom - at < 0.2 * size]
    return below and len(ends) == len(lowest)


def _word(word: Line, middle: float, edges: Sequence[float]) -> Word:
    home = column_at(edges, word)
    first = last = home
    # A word belongs to every column whose border it crosses by a letter.
    reach = 0.4 * word.size
    while first > 0 and word.box[0] < edges[first] - reach:
        first -= 1
    while last < len(edges) - 2 and word.box[2] > edges[last + 1] + reach:
        last += 1
    base = max(char.base for char in word.chars)
    return Word(word.text, first, last, word.box[0], word.box[2], middle, base)


def _at_home(words: Sequence[Word]) -> list[Word]:
    """Return words with those over one border only in the column of what goes on below them.

    A heading that is wider than the room for it stands in the middle over its further lines.
    """
    found = []
    for word in words:
        size = word.base - word.middle
        below = [
            other
            for other in words
            if 0 < other.middle - word.middle < 6 * size
            and other.first == other.last
            and abs(other.centre - word.centre) < 0.3 * size
        ]
        if word.last == word.first + 1 and len(below) == 1 and below[0].first in word.span:
            found.append(replace(word, first=below[0].first, last=below[0].last))
        else:
            found.append(word)
    return found


Run = tuple[int, int, Word | None]
"""Columns, the first and the last, and the heading over all of them (None: single columns)."""

Runs = tuple[float, tuple[Run, ...]]
"""A division of columns into runs, behind what it costs."""


def rival(words: Sequence[Word], first: int, last: int, frame: Frame, runs: Sequence[Run]) -> Runs:
    """Return the cheapest division of the columns that is not ``runs``.

    It lacks one of those runs at least; two that fill the same columns differ in one.
    """
    return min(
        (divided(words, first, last, frame, barred=(run[0], run[1])) for run in runs),
        key=lambda one: one[0],
        default=(math.inf, ()),
    )


def divided(
    words: Sequence[Word],
    first: int,
    last: int,
    frame: Frame,
    *,
    barred: tuple[int, int] | None = None,
) -> Runs:
    """Return the cheapest division of the columns, without a run of those ``barred``.

    A run of several columns costs how far its heading stands from its middle, a column that
    needs a group and gets none costs :data:`_ALONE`.
    """
    needy = {c: _needs_group(words, c, frame) for c in range(first, last + 1)}
    top = min(word.middle for word in words)

    @cache
    def best(column: int) -> Runs:
        if column > last:
            return 0.0, ()
        cost, rest = best(column + 1)
        crossed = any(one.first <= column < one.last for one in words)
        alone = _ALONE if needy[column] else 0.0
        if frame.bottom_aligned:
            alone = _unlike_one_heading(words, column, frame)
        choice: Runs = (
            math.inf
            if barred == (column, column)
            else cost + alone + (2 * _ALONE if crossed else 0.0),
            ((column, column, None), *rest),
        )
        for end in range(column + 1, last + 1):
            if barred == (column, end):
                continue
            label = _label_over(words, column, end, frame)
            if label is None:
                continue
            if any(not needy[c] and not _under(words, label, c) for c in range(column, end + 1)):
                continue
            off = _off_place(words, label, column, end, frame)
            if frame.setting != "center" and label.middle - top > 0.45 * frame.size:
                off += _BELOW_TOP
            if off > _OFF_CENTRE + 0.15 * (end - column):
                continue
            cost, rest = best(end + 1)
            if cost + off < choice[0]:
                choice = (cost + off, ((column, end, label), *rest))
        return choice

    return best(first)


def _unlike_one_heading(words: Sequence[Word], column: int, frame: Frame) -> float:
    """Return what speaks against all words of a column being one heading's lines.

    They stand further apart than lines do, the second would have had room on the first, that
    is wider than the column, or ends as headings do.
    """
    own = sorted(
        (word for word in words if word.first == word.last == column), key=lambda one: one.middle
    )
    room = 0.9 * (frame.edges[column + 1] - frame.edges[column])
    cost = 0.0
    for above, word in pairwise(own):
        if word.middle - above.middle > 1.35 * frame.pitch:
            cost += _ALONE
        elif not room - frame.size < above.right - above.left < room / 0.9 or above.ended:
            cost += 0.5 * _ALONE
    return cost


def _label_over(words: Sequence[Word], first: int, last: int, frame: Frame) -> Word | None:
    """Return the one word that stands above all others of the columns ``first``..``last``."""
    touching = [word for word in words if word.first <= last and word.last >= first]
    if any(word.first < first or word.last > last for word in touching) or len(touching) < 2:
        return None
    top = min(word.middle for word in touching)
    tops = [word for word in touching if word.middle - top < 0.45 * frame.size]
    return tops[0] if len(tops) == 1 else None


def _off_place(words: Sequence[Word], label: Word, first: int, last: int, frame: Frame) -> float:
    """Return how far, in heights, a heading stands from where it should over its columns."""
    if frame.setting == "right":
        ends = [word.right for word in words if word.last == last and word is not label]
        return _set_to_side(label.right, ends, max, frame)
    under = [word.left for word in words if word.first == first and word is not label]
    at_left = _set_to_side(label.left, under, min, frame)
    if frame.setting == "left":
        return at_left
    middle = (frame.edges[first] + frame.edges[last + 1]) / 2
    return min(abs(label.centre - middle) / frame.size, at_left + 0.5)


def _set_to_side(
    at: float, others: Sequence[float], outer: Callable[[Sequence[float]], float], frame: Frame
) -> float:
    """Return how far from the line of ``others`` a heading begins or ends; endless if not near."""
    off = abs(at - outer(others)) / frame.size if others else math.inf
    return off if off < _ALIGNED else math.inf


def _needs_group(words: Sequence[Word], column: int, frame: Frame) -> bool:
    """Tell whether a column's own words stand only in the lower part of the header."""
    own = [word for word in words if word.first == word.last == column]
    if not own:
        return False
    top, bottom = min(w.middle for w in words), max(w.middle for w in words)
    highest = min(word.middle for word in own)
    if highest - top < 0.45 * frame.size:
        return False
    if frame.top_aligned:
        return True
    centre = (highest + max(word.middle for word in own)) / 2
    return centre - (top + bottom) / 2 > 0.3 * frame.size


def _under(words: Sequence[Word], label: Word, column: int) -> bool:
    """Tell whether ``column`` has words of its own under ``label``."""
    if not label.first <= column <= label.last:
        return False
    return any(word.first == word.last == column and word is not label for word in words)
