"""The header of a table without rulings: which word heads which columns.

Words that stand over one another in one column are one heading. A column whose words stand
only in the lower part of the header belongs to a group: the heading above that is centred
over it and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parser.document import Locator, RawCell
from parser.readers.pdf_bare_groups import Run, divided
from parser.readers.pdf_bare_words import Frame, Setting, Word, frame_of, words_of_header
from parser.readers.pdf_lines import UNSURE_HEADING_DOUBT, joined
from parser.readers.pdf_table_lines import TableLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading over the columns ``first``..``last``; leaves have no children.

    One that is ``unsure`` may as well be two, one over the other or beside it.
    """

    text: str
    first: int
    last: int
    children: tuple[Heading, ...] = ()
    unsure: bool = False

    @property
    def depth(self) -> int:
        """How many header rows it takes."""
        return 1 + max((child.depth for child in self.children), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The headings from left to right; over ``unsure`` columns others are as likely."""

    headings: tuple[Heading, ...]
    unsure: frozenset[int] = frozenset()


_NEAR = 0.5
"""Heights of the letters by which headings that stand otherwise must explain less to be out."""


def read_header(lines: Sequence[TableLine], edges: Sequence[float]) -> Header:
    """Return the headings of the columns between ``edges``."""
    words = words_of_header(lines, edges)
    frame = frame_of(words, lines, edges)
    last = len(edges) - 2
    settings: tuple[Setting, ...] = ("center", "left", "right")
    found = [_headings(words, 0, last, replace(frame, setting=setting)) for setting in settings]
    cost, headings, unsure = min(found, key=lambda one: one[0])
    unsure |= {heading.first for heading in _leaves(headings) if heading.unsure}
    for other, otherwise, _ in found:
        if other - cost < _NEAR:
            unsure |= _columns_unlike(headings, otherwise)
    return Header(headings=headings, unsure=unsure)


def _leaves(headings: Sequence[Heading]) -> Iterator[Heading]:
    for heading in headings:
        yield from _leaves(heading.children) if heading.children else (heading,)


def _columns_unlike(headings: Sequence[Heading], others: Sequence[Heading]) -> frozenset[int]:
    """Return the columns of the headings that are not among ``others``."""
    return frozenset(
        column for one in headings if one not in others for column in range(one.first, one.last + 1)
    )


def header_cells(header: Header, edges: Sequence[float], top: float) -> Iterator[RawCell]:
    """Yield the headings as cells of rows from 0 on, down to the deepest of them."""
    depth = max((heading.depth for heading in header.headings), default=0)
    for cell in _cells_below(header.headings, 0, depth, edges, top):
        columns = range(cell.column, cell.column + cell.column_span)
        doubted = not header.unsure.isdisjoint(columns)
        yield replace(cell, doubt=UNSURE_HEADING_DOUBT) if doubted else cell


def _cells_below(
    headings: Sequence[Heading], row: int, depth: int, edges: Sequence[float], top: float
) -> Iterator[RawCell]:
    for heading in headings:
        yield RawCell(
            text=heading.text,
            row=row,
            column=heading.first,
            row_span=1 if heading.children else depth - row,
            column_span=heading.last - heading.first + 1,
            locator=Locator(block=0, box=(edges[heading.first], top, edges[heading.last + 1], top)),
        )
        yield from _cells_below(heading.children, row + 1, depth, edges, top)


def _headings(
    words: Sequence[Word], first: int, last: int, frame: Frame
) -> tuple[float, tuple[Heading, ...], frozenset[int]]:
    """Return what the division of the columns ``first``..``last`` costs, the headings, the unsure.

    Columns are unsure that another division, which costs hardly more, puts in another group.
    """
    if first == last:
        return 0.0, (_leaf(words, first, frame),), frozenset()
    if not words:
        empty = tuple(Heading(text="", first=c, last=c) for c in range(first, last + 1))
        return 0.0, empty, frozenset()
    found: list[Heading] = []
    (total, runs), (other, others) = divided(words, first, last, frame)
    near = set(runs) - set(others) if other - total < _NEAR else set()
    unsure = frozenset(column for run in near for column in range(run[0], run[1] + 1))
    frame = replace(frame, rows=frame.rows | _rows_of_groups(words, runs))
    for start, end, label in runs:
        own = [word for word in words if start <= word.first and word.last <= end]
        if label is None:
            found += [
                _leaf([word for word in own if word.first == column], column, frame)
                for column in range(start, end + 1)
            ]
            continue
        rest = [word for word in own if word is not label]
        cost, children, below = _headings(rest, start, end, frame)
        total += cost
        unsure |= below
        found.append(Heading(text=label.text, first=start, last=end, children=children))
    return total, tuple(found), unsure


def _rows_of_groups(words: Sequence[Word], runs: Sequence[Run]) -> frozenset[tuple[float, float]]:
    """Return the bases of groups' headings, each with that of the first words under it."""
    rows = set()
    for start, end, label in runs:
        under = [word.base for word in words if start <= word.first and word.last <= end]
        if label is not None and (lower := [base for base in under if base > label.base]):
            rows.add((label.base, min(lower)))
    return frozenset(rows)


def _leaf(words: Sequence[Word], column: int, frame: Frame) -> Heading:
    """Return the heading of one column, or of a group of one.

    Its lines are two headings where they stand further apart than those of one, or just on
    the lines of other groups' headings and of what is under those, though the first had room
    for more.
    """
    ordered = sorted(words, key=lambda one: (one.middle, one.left))
    text, unsure = "", False
    for index, word in enumerate(ordered):
        above = ordered[index - 1]
        apart = word.base - above.base > 1.35 * frame.pitch
        on_rows = index > 0 and _on_rows(above, word, frame)
        if index and (apart or (on_rows and not _wraps(above, word, frame))):
            below = _leaf(ordered[index:], column, frame)
            return Heading(text=text, first=column, last=column, children=(below,))
        beside = index > 0 and word.left - above.right > frame.size
        unsure = unsure or beside or (on_rows and len(word.text) > 1)
        text = joined(text, word.text)
    return Heading(text=text, first=column, last=column, unsure=unsure)


def _wraps(above: Word, word: Word, frame: Frame) -> bool:
    """Tell whether a line of a heading fills its column, so that the rest stands below it."""
    width = frame.edges[above.first + 1] - frame.edges[above.first]
    first, second = above.right - above.left, word.right - word.left
    return first > second + 0.5 * frame.size and first + frame.size > 0.65 * width


def _on_rows(above: Word, word: Word, frame: Frame) -> bool:
    near = 0.05 * frame.size
    return not frame.top_aligned and any(
        abs(above.base - upper) < near and abs(word.base - lower) < near
        for upper, lower in frame.rows
    )
