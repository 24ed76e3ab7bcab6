"""Tables that go on over a page: the header is printed again, or the numbers simply go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.document import Block, Paragraph
from parser.tables.cells import TICKS, read_cell, sequence_number
from parser.tables.dialects import Region
from parser.tables.flat import FlatRow, FlatTable
from parser.text import compact

_PAGE_BREAK = re.compile(
    r"[-—–－―·]*第?\d{1,4}页?(?:[,，/／]?共\d{1,4}页)?[-—–－―·]*|[(（]?续(?:上?表|前表|页)?\d*[)）]?"
)
# A caption that says so: 表1 各窗口办件情况(续).
_GOES_ON = re.compile(r"(?:续表.{0,30}|.{0,40}[(（]续(?:上|前)?表?\d*[)）])")
_HEADER_ROWS = 3


def whole_rows(table: FlatTable) -> FlatTable:
    """Return a grid with the rows put together that a page break divides.

    Readers that join a table's pages themselves leave such a row in two.
    """
    rows: list[FlatRow] = []
    for row in table.rows:
        broken = bool(rows) and _page(rows[-1]) != _page(row) and _is_remainder(rows[-1], row)
        if broken:
            rows[-1] = _whole(rows[-1], row)
        else:
            rows.append(row)
    return replace(table, rows=tuple(rows))


def _page(row: FlatRow) -> int | None:
    return next((s.locator.page for s in reversed(row.filled)), None)


def join_continued(regions: Sequence[Region], blocks: Sequence[Block]) -> tuple[Region, ...]:
    """Return regions with every table joined to its continuation.

    A table continues another if nothing but page numbers and the like stands between them,
    it has the same columns, and either repeats the header or goes on with the numbers.
    """
    joined: list[Region] = []
    for found in regions:
        region = found
        if isinstance(found.found, FlatTable):
            region = replace(found, found=whole_rows(found.found))
        if joined and _continues(joined[-1], region, blocks):
            joined[-1] = _join(joined[-1], region)
        else:
            joined.append(region)
    return tuple(joined)


def _continues(first: Region, second: Region, blocks: Sequence[Block]) -> bool:
    table, more = first.found, second.found
    if not isinstance(table, FlatTable) or not isinstance(more, FlatTable):
        return False
    if table.width != more.width or table.dialect != more.dialect:
        return False
    between = blocks[first.last + 1 : second.first]
    if not all(isinstance(block, Paragraph) and _is_page_break(block) for block in between):
        return False
    head = _texts(table.rows[0])
    if any(_texts(row) == head for row in more.rows[:_HEADER_ROWS]):
        return True
    last = _last_number(table.rows)
    begins = [_number(row) for row in more.rows[: 1 + _is_remainder(table.rows[-1], more.rows[0])]]
    return last is not None and begins[-1] == last + 1


def _is_page_break(paragraph: Paragraph) -> bool:
    text = compact(paragraph.text)
    if paragraph.role != "body" or not text:
        return True
    return bool(_PAGE_BREAK.fullmatch(text) or _GOES_ON.fullmatch(text))


def _texts(row: FlatRow) -> tuple[str, ...]:
    return tuple(compact(text) for text in row.texts)


def _number(row: FlatRow) -> int | None:
    """Return the sequence number of a row that has a number and a name."""
    filled = row.filled
    if len(filled) < 2 or read_cell(filled[1].text).kind != "text":
        return None
    return sequence_number(filled[0].text)


def _last_number(rows: Sequence[FlatRow]) -> int | None:
    return next((n for row in reversed(rows) if (n := _number(row)) is not None), None)


def _join(first: Region, second: Region) -> Region:
    table, more = first.found, second.found
    assert isinstance(table, FlatTable)
    assert isinstance(more, FlatTable)
    shift = max((_corner(row) for row in table.rows), default=0) + 1
    following = [_moved_down(row, shift) for row in more.rows]
    head = {_texts(row) for row in table.rows[:_HEADER_ROWS]}
    place = next((i for i, row in enumerate(following) if _texts(row) not in head), None)
    before = list(table.rows)
    if place is not None and _is_remainder(before[-1], following[place]):
        before[-1] = _whole(before[-1], following.pop(place))
    rows = (*before, *following)
    whole = replace(
        table,
        rows=rows,
        extra=(*table.extra, *more.extra),
        ends_document=more.ends_document,
    )
    return Region(
        first=first.first,
        last=second.last,
        found=whole,
        blocks=first.blocks | second.blocks,
    )


def _is_remainder(row: FlatRow, following: FlatRow) -> bool:
    """Tell whether a page's first row is only the rest of the cells in the row before it.

    It has neither number nor figure, and stands only where the row before has something.
    """
    if _number(row) is None or len(row.slots) != len(following.slots) or len(row.filled) < 3:
        return False
    places = {i for i, slot in enumerate(following.slots) if slot.text}
    filled = {i for i, slot in enumerate(row.slots) if slot.text}
    if not places or 0 in places or not places <= filled:
        return False
    texts = [slot.text for slot in following.filled]
    return not any(c.isdigit() or c in TICKS for text in texts for c in text)


def _whole(row: FlatRow, remainder: FlatRow) -> FlatRow:
    slots = tuple(
        replace(slot, text=_go_on(slot.text, rest.text)) if rest.text else slot
        for slot, rest in zip(row.slots, remainder.slots, strict=True)
    )
    return replace(row, slots=slots, lines=(*row.lines, *remainder.lines))


def _corner(row: FlatRow) -> int:
    return max((slot.origin[0] for slot in row.slots if slot.origin), default=0)


def _moved_down(row: FlatRow, shift: int) -> FlatRow:
    """Return a grid's row with its cells' corners counted on from the table before."""
    slots = tuple(
        replace(slot, origin=(slot.origin[0] + shift, slot.origin[1])) if slot.origin else slot
        for slot in row.slots
    )
    return replace(row, slots=slots)


def _go_on(text: str, rest: str) -> str:
    """Return a cell's text with its rest; a percent sign alone belongs to its number."""
    return text + rest if rest in ("%", "％", "‰") else f"{text}\n{rest}"
