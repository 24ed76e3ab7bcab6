"""Tables that ruling lines draw on a PDF page."""

from __future__ import annotations

from collections.abc import Sequence

from parser.document import Locator, RawCell
from parser.readers.page import Char, PageContent
from parser.readers.pdf_grid import RuledGrid, ruled_grids
from parser.readers.pdf_joining import PageTable
from parser.readers.pdf_lines import cell_text

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
        inside, rest = _divided(rest, grid)
        if any(inside.values()):
            tables.append(_page_table(grid, inside, page.number))
    return tables, rest


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
