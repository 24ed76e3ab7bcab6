"""Two or three records in one printed row: the header stands there as many times.

A printed row is cut where its records begin; figures whose blanks were moved to the row's end
are cut by their beginnings (number and name), not by position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parser.tables.cells import FIGURES, read_cell, sequence_number
from parser.tables.flat import FlatRow, FlatTable, Slot
from parser.tables.row_words import NUMBER_WORDS, is_label_header, is_total_name
from parser.tables.vocabulary import plain_header
from parser.text import compact

_MOST_RECORDS = 4
_LEAST_UNLIKE = 4
_PAIR = 2


def one_record_a_row(table: FlatTable) -> FlatTable | None:
    """Return a table with one record a row; the same table if it is one already.

    ``None`` where the header is printed several times but a row cannot be cut accordingly, or
    where its parts stand under different headings.
    """
    at = next((i for i, row in enumerate(table.rows[:3]) if len(row.filled) > 3), None)
    if at is None:
        return table
    count = _repetitions([plain_header(slot.text) for slot in table.rows[at].filled])
    if count == 1 or table.width % count:
        return table
    if any(len({slot.text for slot in row.filled}) == count for row in table.rows[:at]):
        # Each of them stands beneath a heading of its own: their columns are not the same.
        return None
    width = table.width // count
    lanes: list[list[FlatRow]] = [[] for _ in range(count)]
    head: list[FlatRow] = list(table.rows[:at])
    numbered = plain_header(table.rows[at].filled[0].text) in NUMBER_WORDS
    body = False
    for row in table.rows[at:]:
        kinds = [read_cell(slot.text).kind for slot in row.slots]
        body = body or any(kind in FIGURES for kind in kinds)
        if not body:
            header = _header_part(row, count, width)
            if header is None:
                return None
            head.append(header)
            continue
        if [plain_header(s.text) for s in row.filled] == [
            plain_header(s.text) for s in table.rows[at].filled
        ]:
            continue
        parts = _cut(row, count, width, numbered=numbered)
        if parts is None:
            return None
        for lane, part in zip(lanes, parts, strict=True):
            if any(slot.text for slot in part):
                lane.append(replace(row, slots=part, open=len(part) < width))
    rows = _in_order(lanes, numbered=numbered)
    known = {line.locator.block for row in (*head, *rows) for line in row.lines}
    left = [line for row in table.rows for line in row.lines if line.locator.block not in known]
    return replace(table, width=width, rows=(*head, *rows), extra=(*table.extra, *left))


def unlike_side_by_side(table: FlatTable) -> bool:
    """Tell whether two tables of other columns stand beside each other, and one ends early.

    Behind the figures of the first, names of other rows stand beneath a header of names: each of
    them once, and none where the second table has ended.
    """
    rows = [row for row in table.rows if len(row.filled) > 1]
    if table.dialect == "grid" or len(rows) < _LEAST_UNLIKE:
        return False
    if any(row.open or len(row.slots) != table.width for row in rows):
        return False
    header, body = rows[0], rows[1:]
    for at in range(2, table.width - 1):
        if not header.slots[at].text or not is_label_header(header.slots[at].text):
            continue
        names = [row.slots[at].text for row in body]
        if any(read_cell(name).kind not in ("text", "blank") for name in names):
            continue
        told = [name for name in names if name]
        ended = [row for row in body if not any(slot.text for slot in row.slots[at:])]
        before = all(_figures_within(row.slots[1:at]) for row in body)
        after = all(_figures_within(row.slots[at + 1 :]) for row in body if row.slots[at].text)
        if ended and len(ended) + len(told) == len(body) and before and after:
            return len(set(told)) == len(told) >= _PAIR and body[-len(ended) :] == ended
    return False


def _figures_within(slots: Sequence[Slot]) -> bool:
    return any(read_cell(slot.text).kind in FIGURES for slot in slots)


def _repetitions(names: Sequence[str]) -> int:
    """Return how many times a header row repeats itself, names of rows included."""
    for count in range(_MOST_RECORDS, 1, -1):
        size = len(names) // count
        if size < 2 or size * count != len(names):
            continue
        first = names[:size]
        begins = first[0] in NUMBER_WORDS or is_label_header(first[0])
        if begins and all(
            list(names[i : i + size]) == list(first) for i in range(0, len(names), size)
        ):
            return count
    return 1


def _header_part(row: FlatRow, count: int, width: int) -> FlatRow | None:
    """Return the first record's part of a header row."""
    filled = row.filled
    if len(row.slots) == width * count and _alike(row, count, width):
        return replace(row, slots=row.slots[:width])
    if len(filled) % count or len(filled) // count > width:
        return None
    size = len(filled) // count
    blank = Slot(text="", locator=row.locator)
    return replace(row, slots=(*filled[:size], *(blank,) * (width - size)))


def _alike(row: FlatRow, count: int, width: int) -> bool:
    texts = [compact(text) for text in row.texts]
    return all(texts[i * width : (i + 1) * width] == texts[:width] for i in range(count))


def _cut(
    row: FlatRow, count: int, width: int, *, numbered: bool
) -> tuple[tuple[Slot, ...], ...] | None:
    """Return a printed row's records, by position if each part begins as a record must."""
    if len(row.slots) == width * count:
        parts = tuple(row.slots[i * width : (i + 1) * width] for i in range(count))
        if all(_is_record(part, numbered=numbered) for part in parts):
            return parts
    filled = row.filled
    starts = _starts(filled, numbered=numbered)
    if not starts or starts[0] != 0 or len(starts) > count:
        return None
    cut = [tuple(filled[a:b]) for a, b in pairwise([*starts, len(filled)])]
    if any(len(part) > width for part in cut):
        return None
    return (*cut, *((),) * (count - len(cut)))


def _is_record(part: Sequence[Slot], *, numbered: bool) -> bool:
    filled = [slot for slot in part if slot.text]
    if not filled:
        return True
    starts = _starts(filled, numbered=numbered)
    return starts == [0] and bool(part[0].text or (len(part) > 1 and is_total_name(part[1].text)))


def _starts(filled: Sequence[Slot], *, numbered: bool) -> list[int]:
    """Return where records begin: a number before a name, a name, a total's name."""
    kinds = [read_cell(slot.text).kind for slot in filled]
    starts = []
    for index, slot in enumerate(filled):
        if kinds[index] == "text" and (index == 0 or kinds[index - 1] != "text"):
            before = index > 0 and sequence_number(filled[index - 1].text) is not None
            if numbered and not is_total_name(slot.text):
                if not before:
                    return []
                starts.append(index - 1)
            else:
                starts.append(index)
    return starts


def _in_order(lanes: Sequence[Sequence[FlatRow]], *, numbered: bool) -> list[FlatRow]:
    """Return the records in the order of their numbers: down the lanes, or along the rows."""
    first = [
        number
        for row in lanes[0]
        if numbered and row.filled and (number := sequence_number(row.filled[0].text)) is not None
    ]
    along = len(first) > 1 and first[1] - first[0] == len(lanes)
    if not along:
        return [row for lane in lanes for row in lane]
    longest = max(map(len, lanes))
    return [lane[i] for i in range(longest) for lane in lanes if i < len(lane)]
