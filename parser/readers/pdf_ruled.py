"""Tables that ruling lines draw on a PDF page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from parser.document import Locator, RawCell
from parser.readers.page import Char, PageContent
from parser.readers.pdf_bare_header import header_cells, read_header
from parser.readers.pdf_edges import column_at
from parser.readers.pdf_grid import RuledGrid, ruled_grids
from parser.readers.pdf_joining import PageTable
from parser.readers.pdf_lines import BROKEN_NUMBER_DOUBT, cell_text, lines_of
from parser.readers.pdf_regions import header_above
from parser.readers.pdf_table_lines import TableLine, is_number, table_line

_PAIR = 2
_FEWEST_ROWS = 3
"""Lines of figures in a cell that are rows of their own; a number may be broken once."""


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
        if _holds_rows(grid, inside):
            continue  # lines between rows are missing: geometry reads it as a whole
        table = _page_table(grid, inside, page.number)
        if _is_header_alone(table, outside):
            continue  # its rows stand below without rulings: geometry reads it as a whole
        heads = _heads_above(table, outside)
        taken = {char for line in heads for char in line.line.chars}
        rest = [char for char in outside if char not in taken] if taken else outside
        tables.append(_headed(table, heads) if heads else table)
    return tables, rest


def _heads_above(table: PageTable, outside: Sequence[Char]) -> list[TableLine]:
    """Return the lines without rulings above a grid that begins with figures: its header."""
    first = [cell.text for cell in table.cells if cell.row == 0 and cell.text]
    if 2 * sum(map(is_number, first)) < len(first) or len(table.edges) < 4:
        return []
    left, top, right, _ = table.box
    above = [c for c in outside if left - 2 <= c.x0 and c.x1 <= right + 2 and c.base <= top]
    pitch = (table.box[3] - top) / table.row_count
    heads = header_above(lines_of(above), top, pitch)
    held = {column_at(table.edges, word) for line in heads for word in line.words}
    return heads if 2 * len(held) >= len(table.edges) - 1 else []


def _headed(table: PageTable, heads: Sequence[TableLine]) -> PageTable:
    """Return a table with the lines above it as its header."""
    top = heads[0].line.box[1]
    own = [
        replace(cell, locator=replace(cell.locator, page=table.page))
        for cell in header_cells(read_header(heads, table.edges), table.edges, top)
    ]
    depth = max(cell.row + cell.row_span for cell in own)
    below = (replace(cell, row=cell.row + depth) for cell in table.cells)
    return replace(
        table,
        cells=(*own, *below),
        row_count=table.row_count + depth,
        box=(table.box[0], top, *table.box[2:]),
        full=frozenset((row + depth, column) for row, column in table.full),
    )


def _holds_rows(grid: RuledGrid, inside: dict[int, list[Char]]) -> bool:
    """Tell whether a row of the grid is many: two of its cells hold figures below figures.

    Of two lines all its cells must be, three of them of whole figures: a number may be broken,
    and a figure may stand over another that is said of it.
    """
    many, filled, double, whole = (Counter[int]() for _ in range(4))
    for index, cell in enumerate(grid.cells):
        chars = inside.get(index, ())
        count = len({round(char.base) for char in chars})
        filled[cell.row] += count > 0
        double[cell.row] += count == _PAIR
        figures = cell_text(chars, cell.box).text.split(" ") if count > 1 else []
        if all(map(is_number, figures)):
            many[cell.row] += _FEWEST_ROWS <= len(figures) <= count
            whole[cell.row] += len(figures) == _PAIR == count
    return any(count > 1 for count in many.values()) or any(
        count >= _FEWEST_ROWS and filled[row] == double[row] for row, count in whole.items()
    )


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
                doubt=BROKEN_NUMBER_DOUBT if broken else 0.0,
                readings=((read.other or "", BROKEN_NUMBER_DOUBT),) if broken else (),
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
