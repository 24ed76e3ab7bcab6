"""Tables without rulings, put together: regions, pooled columns, header, rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parser.document import Locator, RawCell
from parser.readers.pdf_bare_header import Heading, read_header
from parser.readers.pdf_columns import (
    Region,
    TableLine,
    cell_edges,
    column_at,
    columns_of,
    header_count,
    is_number,
    regions_of,
)
from parser.readers.pdf_lines import Line, joined, words_of
from parser.readers.pdf_page import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class BareTable:
    """A table of one page that only the places of its words show."""

    lines: tuple[Line, ...]
    cells: tuple[RawCell, ...]
    row_count: int
    edges: tuple[float, ...]
    box: Box


def bare_tables(pages: Sequence[Sequence[Line]]) -> list[list[BareTable]]:
    """Return the tables of each page; ``pages`` are the lines that stand in no other table."""
    regions = [regions_of(lines) for lines in pages]
    found: list[list[BareTable]] = [[] for _ in pages]
    for chain in _chains(regions):
        headers = [header_count(region.lines) for _, region in chain]
        body = [
            line
            for (_, region), head in zip(chain, headers, strict=True)
            for line in region.lines[head:]
        ]
        heads = [
            line
            for (_, region), head in zip(chain, headers, strict=True)
            for line in region.lines[:head]
        ]
        columns = columns_of(body, heads)
        if len(columns) < 3:
            continue
        edges = cell_edges(columns)
        for (page, region), head in zip(chain, headers, strict=True):
            found[page].append(_table(region, head, edges))
    return found


def _chains(regions: Sequence[Sequence[Region]]) -> list[list[tuple[int, Region]]]:
    """Return the regions that are one table over pages together, with their pages' indices."""
    chains: list[list[tuple[int, Region]]] = []
    for page, own in enumerate(regions):
        for region in own:
            before = chains[-1][-1] if chains else None
            if (
                before is not None
                and before[0] == page - 1
                and before[1].last_on_page
                and region.first_on_page
                and _same_columns(before[1], region)
            ):
                chains[-1].append((page, region))
            else:
                chains.append([(page, region)])
    return chains


def _same_columns(one: Region, other: Region) -> bool:
    """Tell whether pooling the rows of both loses no column of either."""
    bodies = [region.lines[header_count(region.lines) :] for region in (one, other)]
    if not all(bodies):
        return False
    pooled = len(columns_of([*bodies[0], *bodies[1]], ()))
    return pooled >= max(len(columns_of(body, ())) for body in bodies)


def _table(region: Region, head: int, edges: Sequence[float]) -> BareTable:
    headings = read_header(region.lines[:head], edges) if head else ()
    depth = max((heading.depth for heading in headings), default=0)
    rows = list(_rows(region.lines[head:], edges))
    top = region.lines[0].line.box[1]
    cells = list(_header_cells(headings, 0, depth, edges, region))
    for number, row in enumerate(rows, start=depth):
        for column in range(len(edges) - 1):
            text, box = row.get(column, ("", None))
            cells.append(
                RawCell(
                    text=text,
                    row=number,
                    column=column,
                    locator=Locator(block=0, box=box),
                )
            )
    return BareTable(
        lines=tuple(line.line for line in region.lines),
        cells=tuple(cells),
        row_count=depth + len(rows),
        edges=tuple(edges),
        box=(edges[0], top, edges[-1], region.lines[-1].line.box[3]),
    )


def _header_cells(
    headings: Sequence[Heading], row: int, depth: int, edges: Sequence[float], region: Region
) -> Iterator[RawCell]:
    top = region.lines[0].line.box[1]
    for heading in headings:
        yield RawCell(
            text=heading.text,
            row=row,
            column=heading.first,
            row_span=1 if heading.children else depth - row,
            column_span=heading.last - heading.first + 1,
            locator=Locator(block=0, box=(edges[heading.first], top, edges[heading.last + 1], top)),
        )
        yield from _header_cells(heading.children, row + 1, depth, edges, region)


_Row = dict[int, tuple[str, Box]]


def _rows(lines: Sequence[TableLine], edges: Sequence[float]) -> Iterator[_Row]:
    """Yield the rows: lines with a key or figures, with the pieces of wrapped cells around."""
    placed = [_placed(line, edges) for line in lines]
    keyed = sum(is_number(row[0].text) for row in placed if 0 in row) > 0.5 * len(lines)
    anchors = [index for index, row in enumerate(placed) if _is_anchor(row, keyed, len(edges) - 1)]
    if not anchors:
        anchors = list(range(len(lines)))
    gaps = [lines[b].middle - lines[a].middle for a, b in pairwise(anchors)]
    pitch = median(gaps) if gaps else 12.0
    members: dict[int, list[int]] = {anchor: [anchor] for anchor in anchors}
    for index in range(len(lines)):
        if index not in members:
            members[_home(index, anchors, lines, placed, pitch)].append(index)
    for anchor in anchors:
        row: _Row = {}
        for index in sorted(members[anchor]):
            for column, word in placed[index].items():
                if column in row:
                    text, box = row[column]
                    row[column] = (joined(text, word.text), _around(box, word.box))
                else:
                    row[column] = (word.text, word.box)
        yield row


def _placed(line: TableLine, edges: Sequence[float]) -> dict[int, Line]:
    """Return the line's words by column; words of one column are one."""
    by_column: dict[int, list[Line]] = {}
    for word in line.words:
        for piece in _pieces(word, edges):
            by_column.setdefault(column_at(edges, piece), []).append(piece)
    return {
        column: words[0] if len(words) == 1 else _run_together(words)
        for column, words in by_column.items()
    }


def _pieces(word: Line, edges: Sequence[float]) -> list[Line]:
    """Divide a word that runs over a border where it leaves a gap there."""
    crossed = [
        edge for edge in edges[1:-1] if word.box[0] + word.size < edge < word.box[2] - word.size
    ]
    if not crossed:
        return [word]
    return words_of(word, 0.3 * word.size)


def _run_together(words: Sequence[Line]) -> Line:
    chars = tuple(char for word in words for char in word.chars)
    box = words[0].box
    for word in words[1:]:
        box = _around(box, word.box)
    return Line(chars=chars, box=box)


def _is_anchor(row: dict[int, Line], keyed: bool, columns: int) -> bool:
    if keyed and 0 in row and is_number(row[0].text):
        return True
    return any(is_number(word.text) for column, word in row.items() if column > 0)


def _home(
    index: int,
    anchors: Sequence[int],
    lines: Sequence[TableLine],
    placed: Sequence[dict[int, Line]],
    pitch: float,
) -> int:
    """Return the row (its anchor) that a piece of a wrapped cell belongs to."""
    above = max((anchor for anchor in anchors if anchor < index), default=None)
    below = min((anchor for anchor in anchors if anchor > index), default=None)
    if above is None or below is None:
        found = below if above is None else above
        assert found is not None
        return found
    up = lines[index].middle - lines[above].middle
    down = lines[below].middle - lines[index].middle
    if abs(up - down) > 0.2 * pitch:
        return above if up < down else below
    # As far from both: the cell began in the row above, if that has a beginning.
    return above if set(placed[index]) <= set(placed[above]) else below


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
