"""From cells with spans to a :class:`RawTable`, for every form that has rows of cells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parser.document import Locator, RawCell, RawTable, UnreadableError
from parser.readers.pdf_table_lines import is_number

SPAN_LIMIT = 1000
"""Columns that one span may cover; more is damage or an attack."""
POSITION_LIMIT = 4_000_000
"""Positions that one table may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanCell:
    """A cell as markup gives it: its column follows from the cells before it."""

    text: str
    row_span: int = 1
    column_span: int = 1


def lay_out(rows: Sequence[Sequence[SpanCell]], locator: Locator) -> tuple[RawCell, ...]:
    """Place cells as HTML does: each takes the next position that no span from above covers."""
    occupied: dict[int, int] = {}  # column -> first row that is free again
    placed: list[RawCell] = []
    for row, cells in enumerate(rows):
        column = 0
        for index, cell in enumerate(cells):
            while occupied.get(column, 0) > row:
                column += 1
            width = _free_width(occupied, column, row, min(cell.column_span, SPAN_LIMIT))
            height = max(1, min(cell.row_span, len(rows) - row))
            for covered in range(column, column + width):
                occupied[covered] = row + height
            placed.append(
                RawCell(
                    text=cell.text,
                    row=row,
                    column=column,
                    row_span=height,
                    column_span=width,
                    locator=replace(locator, row=row + 1, cell=index + 1),
                )
            )
            column += width
    return tuple(placed)


def _free_width(occupied: dict[int, int], column: int, row: int, wanted: int) -> int:
    width = 1
    while width < wanted and occupied.get(column + width, 0) <= row:
        width += 1
    return width


def raw_table(
    cells: Iterable[RawCell], row_count: int, locator: Locator, *, header_rows: int | None = None
) -> RawTable:
    """Return the table with columns that no cell begins at taken out.

    Word's grids have such columns where other rows were once divided otherwise.
    """
    cells = tuple(cells)
    starts = sorted({cell.column for cell in cells})
    end = max((cell.column + cell.column_span for cell in cells), default=0)
    if row_count * max(len(starts), 1) > POSITION_LIMIT:
        raise UnreadableError("a table has more than four million positions: it is not read")
    if len(starts) == end:
        narrowed = cells
    else:
        narrowed = tuple(
            replace(
                cell,
                column=bisect_left(starts, cell.column),
                column_span=max(
                    1,
                    bisect_left(starts, cell.column + cell.column_span)
                    - bisect_left(starts, cell.column),
                ),
            )
            for cell in cells
        )
    ordered = sorted(_under_groups(narrowed), key=lambda cell: (cell.row, cell.column))
    return RawTable(
        cells=tuple(ordered),
        row_count=row_count,
        column_count=len(starts),
        locator=locator,
        header_rows=header_rows,
    )


def _under_groups(cells: Sequence[RawCell]) -> Sequence[RawCell]:
    """Return cells with a header's second row put under its groups where spans down were lost.

    It then begins at the left and ends early, with as many cells as the groups have columns.
    """
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    top, below = ([cell for cell in cells if cell.row == row] for row in (0, 1))
    while below and not below[-1].text:
        below.pop()
    places = [
        cell.column + at for cell in top if cell.column_span > 1 for at in range(cell.column_span)
    ]
    lost = (
        0 < len(places) == len(below) < width == sum(cell.column_span for cell in top)
        and all(cell.row_span == 1 for cell in top)
        and all(cell.row_span == cell.column_span == 1 for cell in below)
        and [cell.column for cell in below] == list(range(len(below)))
        and not any(is_number(cell.text) or not cell.text for cell in (*top, *below))
    )
    if not lost:
        return cells
    return [
        *(cell if cell.column_span > 1 else replace(cell, row_span=2) for cell in top),
        *(replace(cell, column=place) for cell, place in zip(below, places, strict=True)),
        *(cell for cell in cells if cell.row > 1),
    ]


def joined_pieces(above: RawTable, below: RawTable) -> RawTable | None:
    """Return two tables with nothing between as one, if the second goes on with the first.

    It has as many columns and begins with figures: it has no header of its own.
    """
    figures = [is_number(cell.text) for cell in below.cells if cell.row == 0 and cell.text]
    if above.column_count != below.column_count or 3 * sum(figures) < max(len(figures), 1):
        return None
    headed = any(is_number(cell.text) for cell in above.cells)
    cells = (
        replace(
            cell,
            row=cell.row + above.row_count,
            locator=replace(
                cell.locator,
                block=above.locator.block,
                table=above.locator.table,
                row=(cell.locator.row or 0) + above.row_count,
            ),
        )
        for cell in below.cells
    )
    return replace(
        above,
        cells=(*above.cells, *cells),
        row_count=above.row_count + below.row_count,
        header_rows=above.header_rows if headed else above.row_count,
    )
