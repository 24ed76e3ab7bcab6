"""A table as its printed slots, before anything is interpreted.

Every dialect and every source grid ends here: rows of slots, the blanks where they were
printed. Whether the blanks still mark columns is decided later, on evidence
(:mod:`parser.tables.blanks`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from parser.document import Locator, Paragraph, RawTable

_LEAST_WHOLE = 3

Dialect = Literal[
    "grid",
    "row-a-line",
    "markdown",
    "tabs",
    "cell-a-line",
    "cell-a-paragraph",
    "columns-of-spaces",
    "commas",
]
"""How the table stands in its source; see :mod:`parser.tables.dialects`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What stands between two separators: ``text`` is ``""`` for a blank.

    ``origin`` is the top left corner ``(row, column)`` of the source cell where a grid gives
    it: a merged cell fills several slots that share their origin. ``doubt`` as in
    :class:`parser.document.RawCell`.
    """

    text: str
    locator: Locator
    origin: tuple[int, int] | None = None
    doubt: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatRow:
    """A printed row: its slots in order, and the lines it stands on.

    ``open`` says that the row's separators are fewer than its table's.
    """

    slots: tuple[Slot, ...]
    lines: tuple[Paragraph, ...]
    open: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The slots' texts."""
        return tuple(slot.text for slot in self.slots)

    @property
    def filled(self) -> tuple[Slot, ...]:
        """The slots that are not blank."""
        return tuple(slot for slot in self.slots if slot.text)

    @property
    def locator(self) -> Locator:
        """Where the row begins."""
        return self.lines[0].locator


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatTable:
    """Rows of slots; ``width`` is how many slots a whole row has.

    ``rows`` hold header and body alike. ``extra`` are printed lines that hold no row
    (a Markdown rule, a repeated header). ``ends_document`` says that nothing follows.
    """

    dialect: Dialect
    width: int
    rows: tuple[FlatRow, ...]
    extra: tuple[Paragraph, ...] = ()
    ends_document: bool = False
    header_rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Lines that look like a table but cannot be rebuilt, and why."""

    lines: tuple[Paragraph, ...]
    reason: str


def from_grid(raw: RawTable) -> FlatTable:
    """Return a source grid as slots; a merged cell fills every position it covers."""
    grid: list[list[Slot | None]] = [[None] * raw.column_count for _ in range(raw.row_count)]
    for cell in raw.cells:
        slot = Slot(
            text=cell.text.strip(),
            locator=cell.locator,
            origin=(cell.row, cell.column),
            doubt=cell.doubt,
        )
        for row in range(cell.row, min(cell.row + cell.row_span, raw.row_count)):
            for column in range(cell.column, min(cell.column + cell.column_span, raw.column_count)):
                grid[row][column] = slot
    rows = []
    for places, line in zip(grid, _row_lines(raw), strict=True):
        empty = Slot(text="", locator=line.locator)
        rows.append(FlatRow(slots=tuple(slot or empty for slot in places), lines=(line,)))
    return FlatTable(
        dialect="grid", width=raw.column_count, rows=tuple(rows), header_rows=raw.header_rows
    )


def without_blank_front(table: FlatTable) -> FlatTable:
    """Return a table without first columns in which no row holds anything, its header included.

    A separator that opens every row by itself leaves such a column.
    """
    front = min(
        (next((i for i, slot in enumerate(row.slots) if slot.text), table.width))
        for row in table.rows
    )
    if not 0 < front < table.width:
        return table
    rows = tuple(replace(row, slots=row.slots[front:]) for row in table.rows)
    return replace(table, width=table.width - front, rows=rows)


def without_blank_end(table: FlatTable) -> FlatTable:
    """Return a table without last columns that nothing fills, if a header of one line says so.

    Merged cells of a page leave such columns behind. The header must name as many columns as
    the fullest of several rows fills; one printed in several lines is told apart by its blanks.
    """
    rows = [row for row in table.rows if len(row.filled) > 1]
    if table.dialect == "grid" or len(rows) < _LEAST_WHOLE:
        return table
    counts = [len(row.filled) for row in rows]
    end = counts[0]
    figures = any(any(map(str.isdigit, slot.text)) for slot in rows[1].filled)
    if not figures or end == table.width or max(counts) > end or end not in counts[1:]:
        return table
    if any(slot.text for row in table.rows for slot in row.slots[end:]):
        return table
    cut = tuple(replace(row, slots=row.slots[:end]) for row in table.rows)
    return replace(table, width=end, rows=cut)


def _row_lines(raw: RawTable) -> list[Paragraph]:
    """Return each row of a grid as one line: the texts of the cells that begin in it."""
    lines = []
    for index in range(raw.row_count):
        own = [cell for cell in raw.cells if cell.row == index]
        place = replace(own[0].locator if own else raw.locator, row=index + 1)
        if own and own[0].locator.row is not None:
            place = replace(place, row=own[0].locator.row, cell=None)
        lines.append(Paragraph(text="\t".join(c.text for c in own if c.text), locator=place))
    return lines


def grid_lines(raw: RawTable) -> list[Paragraph]:
    """Return the text of a grid that is kept as text, one line a row."""
    return [line for line in _row_lines(raw) if line.text.strip()]
