"""The rows of lines with separators: one printed row a line, those that were broken joined.

A line too short for its table is joined with the next when that makes a whole row: an empty
cell or a name had broken it in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parser.document import Paragraph
from parser.tables.cells import is_value, sequence_number
from parser.tables.flat import FlatRow, Slot
from parser.tables.pipes import MOST_LINES_A_ROW, SEPARATOR, line_slots, read_slots
from parser.tables.row_words import is_body_name
from parser.text import compact


def starts_row(texts: Sequence[str], previous: int | None) -> bool:
    """Tell whether a line begins a row by itself: its number follows, or it names a total."""
    filled = [text for text in texts if text]
    if not filled:
        return False
    number = sequence_number(filled[0])
    if number is not None and len(filled) > 1 and not is_value(filled[1]):
        return previous is None or number == previous + 1
    name = compact(filled[0])
    # 总数 is a row's name only before figures: else it goes on with a header's cell.
    return name in ("合计", "总计", "共计") or (name == "总数" and any(map(is_value, filled[1:])))


def read_rows(lines: Sequence[Paragraph], width: int, *, ended: bool) -> tuple[FlatRow, ...]:
    """Return the rows of lines that hold one row each, joining rows that were broken."""
    rows: list[FlatRow] = []
    previous: int | None = None
    index = 0
    while index < len(lines):
        slots = line_slots(lines[index], width, ended=ended)
        taken = 1
        if len(slots) < width:
            taken, slots = _join(lines, index, slots, width, previous, ended=ended)
        spare = len(slots) - width
        if spare > 0 and not any(slot.text for slot in slots[width:]):
            slots = slots[:width]
        rows.append(
            FlatRow(
                slots=tuple(slots),
                lines=tuple(lines[index : index + taken]),
                open=len(slots) < width,
            )
        )
        if slots and slots[0].text:
            previous = sequence_number(slots[0].text) or previous
        index += taken
    return tuple(rows)


def _join(
    lines: Sequence[Paragraph],
    index: int,
    slots: list[Slot],
    width: int,
    previous: int | None,
    *,
    ended: bool,
) -> tuple[int, list[Slot]]:
    """Return how many lines make one row from ``index`` on, and its slots."""
    number = sequence_number(slots[0].text) if slots else None
    expected = number if number is not None else previous
    for count in range(2, MOST_LINES_A_ROW + 1):
        if index + count > len(lines):
            break
        following = lines[index + count - 1]
        alone = line_slots(following, width, ended=ended)
        if len(alone) >= width or starts_row([slot.text for slot in alone], expected):
            break
        joined = read_slots(lines[index : index + count], ended=ended)
        if len(joined) == width:
            return _closed(lines, index, count, joined, expected) if ended else (count, joined)
        if len(joined) > width:
            break
    return 1, slots


def _closed(
    lines: Sequence[Paragraph],
    index: int,
    count: int,
    joined: list[Slot],
    expected: int | None,
) -> tuple[int, list[Slot]]:
    """Return a row whose last cell no separator closes together with the line that does."""
    open_ = SEPARATOR.fullmatch(lines[index + count - 1].text.rstrip()[-1:]) is None
    if not open_ or index + count >= len(lines):
        return count, joined
    alone = read_slots(lines[index + count : index + count + 1], ended=True)
    further = read_slots(lines[index : index + count + 1], ended=True)
    if len(further) == len(joined) and not starts_row([s.text for s in alone], expected):
        return count + 1, further
    return count, joined


def read_ruled(
    blocks: Sequence[Sequence[Paragraph]], width: int, *, ended: bool
) -> tuple[FlatRow, ...] | None:
    """Return the rows of a table with a rule between any two of them, one a block of lines.

    ``None`` where rules do not part the rows: two lines of a block hold figures in one column.
    """
    rows = []
    for block in blocks:
        lines = [line_slots(line, width, ended=ended) for line in block]
        if any(len(slots) != width for slots in lines):
            return None
        columns = list(zip(*lines, strict=True))
        if any(sum(is_value(slot.text) for slot in column) > 1 for column in columns):
            return None
        merged = [_merged(column) for column in columns]
        rows.append(FlatRow(slots=tuple(merged), lines=tuple(block)))
    return tuple(rows)


def _merged(column: Sequence[Slot]) -> Slot:
    """Return the parts of a wrapped cell as one slot."""
    filled = [slot for slot in column if slot.text]
    if len(filled) < 2:
        return filled[0] if filled else column[0]
    return replace(filled[0], text="\n".join(slot.text for slot in filled))


def with_wrapped_names(rows: Sequence[FlatRow]) -> tuple[FlatRow, ...]:
    """Return rows with the rest of a wrapped name, alone in its row, put to the name above it.

    Only where the two together are the name of a body and neither by itself is one.
    """
    whole: list[FlatRow] = []
    for row in rows:
        last = whole[-1] if whole else None
        at = next((i for i, slot in enumerate(row.slots) if slot.text), 0)
        alone = len(row.filled) == 1 and at <= 1 and len(row.slots) > _LEAST_GAPS
        if last is None or not alone or at >= len(last.slots):
            whole.append(row)
            continue
        name, rest = compact(last.slots[at].text), compact(row.slots[at].text)
        goes_on = is_body_name(name + rest) and not (is_body_name(name) or is_body_name(rest))
        if goes_on and len(last.filled) > at + 1 and not is_value(name):
            joined = replace(last.slots[at], text=f"{last.slots[at].text}\n{row.slots[at].text}")
            slots = (*last.slots[:at], joined, *last.slots[at + 1 :])
            whole[-1] = replace(last, slots=slots, lines=(*last.lines, *row.lines))
        else:
            whole.append(row)
    return tuple(whole)


_LEAST_GAPS = 2


def with_trimmed_ends(rows: Sequence[FlatRow], width: int) -> tuple[FlatRow, ...]:
    """Return rows with the blanks at their ends put back, if these alone were trimmed.

    So it is where separators stand between cells, no row ends in a blank, and blanks within
    rows were kept.
    """
    texts = [row.texts for row in rows]
    gaps = sum(any(not text for text in row[1:-1]) for row in texts if len(row) > 2)
    short = [row for row in rows if len(row.slots) < width]
    if not short or gaps < _LEAST_GAPS or not all(row[-1] for row in texts):
        return tuple(rows)
    blanks = {row: Slot(text="", locator=row.locator) for row in short}
    return tuple(
        replace(row, slots=(*row.slots, *(blanks[row],) * (width - len(row.slots))), open=False)
        if row in blanks
        else row
        for row in rows
    )
