"""Tables that ruling lines draw on a PDF page."""

from __future__ import annotations

from collections.abc import Sequence

from parser.document import Locator, RawCell
from parser.readers.page import Char, PageContent
from parser.readers.pdf_grid import RuledGrid, ruled_grids
from parser.readers.pdf_joining import PageTable
from parser.readers.pdf_lines import cell_text, lines_of
from parser.readers.pdf_table_lines import is_number, table_line

_BROKEN_NUMBER_DOUBT = 0.1
"""The doubt of a number whose digits stand on two lines of its cell."""


def ruled_tables(page: PageContent) -> tuple[list[PageTable], list[Char]]:
    """Return the ruled tables of a page and the characters that stand in none."""
    rest = list(page.chars)
    tables = []
    for grid in ruled_grids(page.horizontal, page.vertical):
        columns = {cell.column for cell in grid.cells}
        if len(grid.cells) < 4 or len(columns) < 2:
            continue
        inside, outside = _divided(rest, grid)
        if not any(inside.values()):
            rest = outside
            continue
        table = _page_table(grid, inside, page.number)
        if _is_header_alone(table, outside):
            continue  # its rows stand below without rulings: geometry reads it as a whole
        rest = outside
        tables.append(table)
    return tables, rest


def _is_header_alone(table: PageTable, outside: Sequence[Char]) -> bool:
    """Tell whether a ruled grid holds no figures and lines of several columns stand below."""
    texts = [cell.text for cell in table.cells if cell.text]
    if any(is_number(text) for text in texts):
        return False
    left, _, right, bottom = table.box
    below = [char for char in outside if left <= char.x0 and char.x1 <= right]
    lines = [line for line in lines_of(below) if line.box[1] > bottom - 1][:3]
    return len(lines) == 3 and all(
        line.box[1] - edge < 1.5 * line.size
        and len(table_line(line).words) >= 3
        and table_line(line).numbers >= 2
        for line, edge in zip(lines, [bottom, *(one.box[3] for one in lines)], strict=False)
    )


def _divided(chars: Sequence[Char], grid: RuledGrid) -> tuple[dict[int, list[Char]], list[Char]]:
    """Return the characters by cell (its index), and those outside the grid."""
    owner = {
        (row, column): index
        for index, cell in enumerate(grid.cells)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    inside: dict[int, list[Char]] = {}
    outside = []
    for char in chars:
        place = grid.index_at((char.x0 + char.x1) / 2, (char.top + char.bottom) / 2)
        if place is None:
            outside.append(char)
        else:
            inside.setdefault(owner[place], []).append(char)
    return inside, outside


def _page_table(grid: RuledGrid, inside: dict[int, list[Char]], page: int) -> PageTable:
    cells = []
    full = set()
    for index, cell in enumerate(grid.cells):
        read = cell_text(inside.get(index, ()), cell.box)
        if read.full:
            full.add((cell.row, cell.column))
        broken = read.other is not None
        cells.append(
            RawCell(
                text=read.text,
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                locator=Locator(block=0, page=page, box=cell.box),
                doubt=_BROKEN_NUMBER_DOUBT if broken else 0.0,
                readings=((read.other or "", _BROKEN_NUMBER_DOUBT),) if broken else (),
            )
        )
    return PageTable(
        cells=tuple(cells),
        row_count=len(grid.ys) - 1,
        edges=grid.xs,
        box=grid.box,
        page=page,
        full=frozenset(full),
    )
