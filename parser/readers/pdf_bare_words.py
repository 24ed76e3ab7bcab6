"""The words of a header without rulings: over which columns each stands, and how all are set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from parser.readers.pdf_edges import column_at
from parser.readers.pdf_lines import Line
from parser.readers.pdf_table_lines import TableLine

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
