"""Tables whose cells are set apart by commas or semicolons, one printed row a line.

Commas also stand in sentences and within numbers (1,234). So such lines are a table only where
a header stands above them and every row has exactly as many cells as it: a comma within a
number makes a row longer. Rows that differ are refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from parser.document import Paragraph
from parser.tables.cells import FIGURES, read_cell
from parser.tables.flat import FlatRow, FlatTable, Refusal, Slot
from parser.tables.pipes import SEPARATOR, located
from parser.tables.vocabulary import plain_header
from parser.tables.word_columns import REMARKS

_SENTENCE = re.compile(r"[。!！?？:：]")
_COMMAS = ",，;；"
_CELL = r'\s*"[^"]*"\s*|[^{comma}]*'
_CELLS = {comma: re.compile(_CELL.format(comma=comma)) for comma in _COMMAS}
_LEAST_CELLS = 3
_LEAST_ROWS = 2
_LONGEST_NAME = 16
_MOST_HEADER_ROWS = 3
_MOST_NAMES = 3
_LONGEST_LINE = 200


def is_comma_header(line: Paragraph) -> bool:
    """Tell whether a line is a header whose cells are set apart by commas."""
    return _comma_of(line) is not None


def goes_on(line: Paragraph) -> bool:
    """Tell whether a line may be a row beneath such a header."""
    text = line.text
    if len(text) > _LONGEST_LINE or _SENTENCE.search(text) or SEPARATOR.search(text):
        return False
    return any(comma in text for comma in _COMMAS)


def read_commas(
    lines: Sequence[Paragraph], *, ends_document: bool
) -> tuple[FlatTable | Refusal, int] | None:
    """Read lines as a table, the first being its header; return it and how many lines it has.

    ``None`` where fewer than two rows of figures follow the header.
    """
    comma = _comma_of(lines[0])
    if comma is None:
        return None
    rows = [_split(line, comma) for line in lines]
    width = len(rows[0])
    heads = 1
    while heads < _MOST_HEADER_ROWS and heads < len(rows) and _goes_on_with_header(rows, heads):
        heads += 1
    count = heads
    while count < len(rows) and (_is_row(rows[count]) or _is_empty_row(rows[count], width)):
        count += 1
    if sum(map(_is_row, rows[heads:count])) < _LEAST_ROWS:
        return None
    rows, own = rows[:count], lines[:count]
    # A number's comma fills the place of a remark that is left out.
    remarks = plain_header(rows[0][-1].text) in REMARKS
    figure_last = any(read_cell(row[-1].text).kind in FIGURES for row in rows[heads:])
    if any(len(row) != width for row in rows) or (remarks and figure_last):
        reason = "its rows have more or fewer cells between commas than its header"
        return Refusal(lines=tuple(own), reason=reason), count
    flat = tuple(
        FlatRow(slots=tuple(row), lines=(line,)) for row, line in zip(rows, own, strict=True)
    )
    ends = ends_document and count == len(lines)
    table = FlatTable(
        dialect="commas", width=width, rows=flat, ends_document=ends, header_rows=heads
    )
    return table, count


def _comma_of(line: Paragraph) -> str | None:
    """Return the comma that sets a header's cells apart, or ``None`` for any other line."""
    if not goes_on(line):
        return None
    for comma in _CELLS:
        cells = [slot.text for slot in _split(line, comma)]
        kinds = {read_cell(cell).kind for cell in cells}
        words = kinds <= {"text", "blank"} and all(len(cell) <= _LONGEST_NAME for cell in cells)
        words = words and bool(cells[0]) and sum(map(bool, cells)) >= _LEAST_CELLS - 1
        if len(cells) >= _LEAST_CELLS and words:
            return comma
    return None


def _split(line: Paragraph, comma: str) -> list[Slot]:
    """Split a line at its commas; what stands in quotation marks is one cell."""
    slots = []
    start = 0
    while start <= len(line.text):
        match = _CELLS[comma].match(line.text, start)
        end = match.end() if match else start
        text, place = located(line, start, end)
        slots.append(Slot(text=text.strip().strip('"').strip(), locator=place))
        start = end + 1
    return slots


def _goes_on_with_header(rows: Sequence[Sequence[Slot]], at: int) -> bool:
    """Tell whether a line beneath a header is its next row: as many cells, words and blanks."""
    kinds = [read_cell(slot.text).kind for slot in rows[at]]
    return len(kinds) == len(rows[0]) and kinds[0] == "blank" and set(kinds) == {"blank", "text"}


def _is_row(slots: Sequence[Slot]) -> bool:
    """Tell whether cells are a row's: a name or a number, and figures behind it."""
    kinds = [read_cell(slot.text).kind for slot in slots]
    first = next((at for at, kind in enumerate(kinds) if kind != "blank"), len(kinds))
    return len(kinds) >= _LEAST_CELLS - 1 and any(
        kind not in ("text", "blank") for kind in kinds[first + 1 :]
    )


def _is_empty_row(slots: Sequence[Slot], width: int) -> bool:
    """Tell whether cells are a row's that has no figures: a name, and blanks for all the rest."""
    kinds = [read_cell(slot.text).kind for slot in slots]
    names = len(list(takewhile(lambda kind: kind != "blank", kinds)))
    return len(kinds) == width > names and 0 < names <= _MOST_NAMES and "text" in kinds[:names]
