"""Tables without rulings, put together: regions, pooled columns, header, rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parser.document import Locator, RawCell
from parser.readers.page import Box
from parser.readers.pdf_bare_header import Header, header_cells, read_header
from parser.readers.pdf_bare_heads import continued_region, header_count, repeated_header
from parser.readers.pdf_bare_rows import BareRow, CellPiece, Row, lines_of_first_row, rows_of
from parser.readers.pdf_columns import columns_of
from parser.readers.pdf_edges import cell_edges
from parser.readers.pdf_lines import BROKEN_NUMBER_DOUBT, UNSURE_ROW_DOUBT, Line
from parser.readers.pdf_regions import Region, regions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BareTable:
    """A table of one page that only the places of its words show."""

    lines: tuple[Line, ...]
    cells: tuple[RawCell, ...]
    row_count: int
    edges: tuple[float, ...]
    box: Box
    full: frozenset[tuple[int, int]]


def bare_tables(pages: Sequence[Sequence[Line]]) -> list[list[BareTable]]:
    """Return the tables of each page; ``pages`` are the lines that stand in no other table."""
    found: list[list[BareTable]] = [[] for _ in pages]
    for chain in _chains(pages):
        if all(region.weak for _, region in chain):
            continue
        headers = _headers(chain)
        parts = [region for _, region in chain]
        body = [
            line for part, head in zip(parts, headers, strict=True) for line in part.lines[head:]
        ]
        heads = parts[0].lines[: headers[0]]
        columns = columns_of(body, heads)
        if len(columns) < 3:
            continue
        edges = cell_edges(columns, body, heads)
        below = [part.lines[head:] for part, head in zip(parts, headers, strict=True)]
        moved = lines_of_first_row(heads, below, edges)
        if moved:
            headers[0] -= moved
            body, below[0] = [*heads[-moved:], *body], [*heads[-moved:], *below[0]]
            heads = heads[:-moved]
            columns = columns_of(body, heads)
            edges = cell_edges(columns, body, heads)
        rows = rows_of(below, edges)
        for (page, region), head, own in zip(chain, headers, rows, strict=True):
            found[page].append(_table(region, head, edges, columns, own))
    return found


_Chain = list[tuple[int, Region]]


def _headers(chain: _Chain) -> list[int]:
    """Return how many lines of each part are header: on later pages only the repeated one."""
    first = chain[0][1]
    repeated = [repeated_header(first, region) or 0 for _, region in chain[1:]]
    return [min([header_count(first.lines), *filter(None, repeated)]), *repeated]


def _chains(pages: Sequence[Sequence[Line]]) -> list[_Chain]:
    """Return the regions that are one table over pages together, with their pages' indices."""
    chains: list[_Chain] = []
    for page, lines in enumerate(pages):
        regions = regions_of(lines)
        if chains and chains[-1][-1][0] == page - 1 and chains[-1][-1][1].last_on_page:
            going_on = continued_region(chains[-1][0][1], lines)
            if going_on and (not regions or len(regions[0].lines) < len(going_on.lines)):
                regions = [going_on, *(one for one in regions if not one.first_on_page)]
        for region in regions:
            if chains and _follows(chains[-1], page, region):
                chains[-1].append((page, region))
            else:
                chains.append([(page, region)])
    return chains


def _follows(chain: _Chain, page: int, region: Region) -> bool:
    before_page, before = chain[-1]
    if before_page != page - 1 or not (before.last_on_page and region.first_on_page):
        return False
    return repeated_header(chain[0][1], region) is not None or _same_columns(chain, region)


def _same_columns(chain: _Chain, region: Region) -> bool:
    """Tell whether pooling the rows loses no column of either part and adds none."""
    heads = _headers(chain)
    own = [line for (_, part), head in zip(chain, heads, strict=True) for line in part.lines[head:]]
    if not own or header_count(region.lines) > 1:
        return False
    header = chain[0][1].lines[: heads[0]]
    alone = len(columns_of(own, header))
    return len(columns_of([*own, *region.lines], header)) == alone


def _table(
    region: Region,
    head: int,
    edges: Sequence[float],
    columns: Sequence[tuple[float, float]],
    rows: Sequence[BareRow],
) -> BareTable:
    header = read_header(region.lines[:head], edges) if head else Header(headings=())
    depth = max((heading.depth for heading in header.headings), default=0)
    top = region.lines[0].line.box[1]
    cells = list(header_cells(header, edges, top))
    for number, row in enumerate(rows, start=depth):
        for column in range(len(edges) - 1):
            held = row.cells.get(column)
            cells.append(
                RawCell(
                    text=held.text if held else "",
                    row=number,
                    column=column,
                    locator=Locator(block=0, box=held.box if held else None),
                    doubt=_doubt(held, unsure=row.unsure) if held else 0.0,
                )
            )
    return BareTable(
        lines=tuple(line.line for line in region.lines),
        cells=tuple(cells),
        row_count=depth + len(rows),
        edges=tuple(edges),
        box=(edges[0], top, edges[-1], region.lines[-1].line.box[3]),
        full=_full_cells(rows[-1].cells if rows else {}, depth + len(rows) - 1, columns),
    )


def _doubt(held: CellPiece, *, unsure: bool) -> float:
    """Return the doubt of a cell: whether its row's name is another's, its number two numbers."""
    return UNSURE_ROW_DOUBT if unsure else BROKEN_NUMBER_DOUBT if held.broken else 0.0


def _full_cells(
    row: Row, number: int, columns: Sequence[tuple[float, float]]
) -> frozenset[tuple[int, int]]:
    """Return the cells of a row whose text is as wide as their column gets."""
    return frozenset(
        (number, column)
        for column, held in row.items()
        if held.box[2] - held.box[0] > 0.8 * (columns[column][1] - columns[column][0])
    )
