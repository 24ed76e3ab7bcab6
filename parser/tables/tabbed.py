"""Tables whose cells are set apart by tabs, one printed row a line.

Tabs keep blanks within a row but not at its end. A cell in quotation marks may hold ends of lines
and lose its marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.document import Paragraph
from parser.tables.cells import is_value
from parser.tables.flat import FlatRow, FlatTable, Slot
from parser.tables.pipes import located

_TAB = re.compile(r"\t")


def split_cells(line: Paragraph, separator: re.Pattern[str]) -> list[Slot]:
    """Return a line's cells, set apart by ``separator``, blanks among them."""
    slots = []
    start = 0
    for match in separator.finditer(line.text):
        slots.append(slot_at(line, start, match.start()))
        start = match.end()
    slots.append(slot_at(line, start, len(line.text)))
    return slots


def slot_at(line: Paragraph, start: int, end: int) -> Slot:
    """Return what stands between two places of a line as one cell."""
    text, place = located(line, start, end)
    return Slot(text=text.strip(), locator=place)


def read_tabbed(lines: Sequence[Paragraph], *, ends_document: bool) -> tuple[FlatTable, int] | None:
    """Return the table in a run of lines, and how many lines stand before it; ``None`` for none."""
    first = next((i for i, line in enumerate(lines) if "\t" in line.text), 0)
    owns = _quoted_together(lines[first:])
    rows = [_tab_cells(own) for own in owns]
    width = max(map(len, rows))
    figures = sum(any(is_value(slot.text) for slot in row) for row in rows)
    if figures < 2 or width < 2:
        return None
    flat = []
    for own, row in zip(owns, rows, strict=True):
        blank = Slot(text="", locator=own[0].locator)
        flat.append(FlatRow(slots=(*row, *(blank,) * (width - len(row))), lines=own))
    table = FlatTable(dialect="tabs", width=width, rows=tuple(flat), ends_document=ends_document)
    return table, first


def _quoted_together(lines: Sequence[Paragraph]) -> list[tuple[Paragraph, ...]]:
    """Return the lines of each row: a cell in quotation marks may hold ends of lines."""
    owns: list[tuple[Paragraph, ...]] = []
    open_ = False
    for line in lines:
        if open_ and "\t" not in line.text.split('"')[0]:
            owns[-1] = (*owns[-1], line)
        else:
            owns.append((line,))
        open_ = sum(part.text.count('"') for part in owns[-1]) % 2 == 1
    return owns


def _tab_cells(own: Sequence[Paragraph]) -> list[Slot]:
    """Return a row's cells, their quotation marks aside."""
    cells = split_cells(own[0], _TAB)
    for line in own[1:]:
        rest = split_cells(line, _TAB)
        cells[-1] = replace(cells[-1], text=f"{cells[-1].text} {rest[0].text}")
        cells += rest[1:]
    quoted = [len(cell.text) > 1 and cell.text[0] == cell.text[-1] == '"' for cell in cells]
    return [
        replace(cell, text=cell.text[1:-1].strip()) if marked else cell
        for cell, marked in zip(cells, quoted, strict=True)
    ]
