"""Tables printed one cell a line or one cell a paragraph.

With separators the lines of a table are known and blanks may be printed as lone separators;
without, a table is a run of short paragraphs among which figures stand, and where it begins
must be found as well. Rows are then told apart by :mod:`parser.tables.records`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.document import Paragraph
from parser.tables.cells import FIGURES, read_cell
from parser.tables.flat import Dialect, FlatRow, FlatTable, Refusal, Slot
from parser.tables.marked import read_marked
from parser.tables.periodic import Records
from parser.tables.pipes import SEPARATOR, is_padding, read_slots
from parser.tables.records import find_records
from parser.tables.single_row import find_single
from parser.text import compact

_SENTENCE = re.compile(r"[。;；!！?？]|[,，].*[,，]|[:：]$")
_UNIT = re.compile(r"[(（][^()（）\d]{1,4}[)）]")
_LONGEST_CELL = 32
_LEAST_CELLS = 6
_LEAST_FIGURES = 6
_LEAST_TOGETHER = 4
_MUCH = 0.4


def is_stack(lines: Sequence[Paragraph]) -> bool:
    """Tell whether lines with separators hold one cell each."""
    filled = [
        sum(bool(part.strip()) for part in SEPARATOR.split(line.text))
        for line in lines
        if not is_padding(line.text)
    ]
    return sum(count <= 1 for count in filled) * 10 >= 7 * max(len(filled), 1)


def read_stack(lines: Sequence[Paragraph], *, ends_document: bool) -> FlatTable | Refusal | None:
    """Read a table whose cells are closed (or opened) by a separator, one a line."""
    marked = read_marked(lines, ends_document=ends_document)
    if marked is not None:
        return marked
    content = [line.text.strip() for line in lines if not is_padding(line.text)]
    opened = [text for text in content if SEPARATOR.match(text[:1])]
    closed = [text for text in content if SEPARATOR.match(text[-1:])]
    ended = len(closed) * 2 >= len(content) or len(opened) * 2 < len(content)
    # A separator in front of the first line's words is no blank cell where it stands only there.
    printed = read_slots(lines, ended=ended, skip_first=not ended or content[0] in opened)
    slots = _with_units(printed)
    figures = sum(read_cell(slot.text).kind in FIGURES for slot in slots)
    if figures < 2 or len(slots) < _LEAST_CELLS:
        return None
    found: Records | str | None = find_records(slots, framed=True)
    if isinstance(found, str):
        refusal = Refusal(lines=tuple(lines), reason=found)
        found = find_single(slots)
    if found is None:
        return refusal
    return as_table(found, slots, lines, "cell-a-line", ends_document=ends_document)


def cell_like(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph may be one cell: short, and no sentence."""
    text = paragraph.text.strip()
    return 0 < len(text) <= _LONGEST_CELL and not _SENTENCE.search(text)


def read_paragraphs(
    lines: Sequence[Paragraph], *, ends_document: bool
) -> tuple[FlatTable, int, int] | None:
    """Read a table without separators in a run of paragraphs, with its first and last (half open).

    Where the rows cannot be told there is no sign that it was a table: ``None``.
    """
    slots = _with_units([Slot(text=line.text.strip(), locator=line.locator) for line in lines])
    records = find_records(slots, framed=False)
    several = not isinstance(records, str) and len(records.body) > 1
    found = records if several else find_single(slots)
    if found is None or isinstance(found, str):
        return None
    at = {line.locator.block: index for index, line in enumerate(lines)}
    first = at[slots[_with_header_again(found, slots)].locator.block]
    last = at[slots[found.last].locator.block] if found.last < len(slots) else len(lines)
    used = lines[first:last]
    ends = ends_document and last == len(lines)
    table = as_table(found, slots, used, "cell-a-paragraph", ends_document=ends)
    return table, first, last


def _with_units(slots: Sequence[Slot]) -> list[Slot]:
    """Return slots with each unit below a name, in brackets, as a part of the name."""
    kept: list[Slot] = []
    for slot in slots:
        if kept and _UNIT.fullmatch(slot.text) and read_cell(kept[-1].text).kind == "text":
            kept[-1] = replace(kept[-1], text=kept[-1].text + slot.text)
        else:
            kept.append(slot)
    return kept


def _with_header_again(found: Records, slots: Sequence[Slot]) -> int:
    """Return where the header begins that is printed once for each record side by side."""
    own = [compact(slot.text) for row in found.header for slot in row]
    first = found.first
    while own and [compact(slot.text) for slot in slots[max(first - len(own), 0) : first]] == own:
        first -= len(own)
    return first


def full_of_figures(lines: Sequence[Paragraph]) -> tuple[int, int] | None:
    """Return where figures begin and end in a run of short lines, if they are much of it.

    Such lines were a table, whether or not its rows can be told.
    """
    figures = [i for i, line in enumerate(lines) if read_cell(line.text).kind in FIGURES]
    if len(figures) < _LEAST_FIGURES and not _stand_together(figures):
        return None
    first, last = max(figures[0] - 1, 0), figures[-1] + 1
    return (first, last) if len(figures) >= _MUCH * (last - first) else None


def _stand_together(figures: Sequence[int]) -> bool:
    """Tell whether a few lines of figures follow each other, as nothing but cells do."""
    together = len(figures) >= _LEAST_TOGETHER
    return together and figures[-1] - figures[0] == len(figures) - 1


def as_table(
    found: Records,
    slots: Sequence[Slot],
    lines: Sequence[Paragraph],
    dialect: Dialect,
    *,
    ends_document: bool,
) -> FlatTable:
    """Return rows of slots as a table; each line goes with the first row that begins on it."""
    by_block = {line.locator.block: line for line in lines}
    left = dict(by_block)
    rows = []
    for cells in (*found.header, *found.body):
        own = []
        for slot in cells:
            line = left.pop(slot.locator.block, None)
            if line is not None:
                own.append(line)
        if not own:  # its line went with the row before it
            shown = next((slot for slot in cells if slot.text), cells[0])
            own = [by_block[shown.locator.block]]
        rows.append(FlatRow(slots=tuple(cells), lines=tuple(own), open=len(cells) < found.width))
    return FlatTable(
        dialect=dialect,
        width=found.width,
        rows=tuple(rows),
        extra=tuple(left.values()),
        ends_document=ends_document,
        header_rows=len(found.header),
    )
