"""Tables without rulings, put together: regions, pooled columns, header, rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parser.document import Locator, RawCell
from parser.readers.page import Box
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
    repeated_header,
)
from parser.readers.pdf_lines import Line, joined, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BareTable:
    """A table of one page that only the places of its words show."""

    lines: tuple[Line, ...]
    cells: tuple[RawCell, ...]
    row_count: int
    edges: tuple[float, ...]
    box: Box
    full: frozenset[tuple[int, int]]


_BROKEN_NUMBER_DOUBT = 0.1
"""The doubt of a number whose last digits stand on a line of their own."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What stands in a cell; ``broken`` says that a number was put together from two lines."""

    text: str
    box: Box
    broken: bool = False


_Row = dict[int, _Text]


def bare_tables(pages: Sequence[Sequence[Line]]) -> list[list[BareTable]]:
    """Return the tables of each page; ``pages`` are the lines that stand in no other table."""
    found: list[list[BareTable]] = [[] for _ in pages]
    for chain in _chains([regions_of(lines) for lines in pages]):
        if all(region.weak for _, region in chain):
            continue
        headers = _headers(chain)
        parts = [region for _, region in chain]
        body = [
            line for part, head in zip(parts, headers, strict=True) for line in part.lines[head:]
        ]
        heads = [
            line for part, head in zip(parts, headers, strict=True) for line in part.lines[:head]
        ]
        columns = columns_of(body, heads)
        if len(columns) < 3:
            continue
        edges = cell_edges(columns)
        for number, ((page, region), head) in enumerate(zip(chain, headers, strict=True)):
            found[page].append(_table(region, head, edges, columns, continued=number > 0))
    return found


_Chain = list[tuple[int, Region]]


def _headers(chain: _Chain) -> list[int]:
    """Return how many lines of each part are header: on later pages only the repeated one."""
    first = chain[0][1]
    counts = [header_count(first.lines)]
    return counts + [repeated_header(first, region) or 0 for _, region in chain[1:]]


def _chains(regions: Sequence[Sequence[Region]]) -> list[_Chain]:
    """Return the regions that are one table over pages together, with their pages' indices."""
    chains: list[_Chain] = []
    for page, own in enumerate(regions):
        for region in own:
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
    *,
    continued: bool,
) -> BareTable:
    headings = read_header(region.lines[:head], edges) if head else ()
    depth = max((heading.depth for heading in headings), default=0)
    rows = list(_rows(region.lines[head:], edges, continued=continued))
    top = region.lines[0].line.box[1]
    cells = list(_header_cells(headings, 0, depth, edges, region))
    for number, row in enumerate(rows, start=depth):
        for column in range(len(edges) - 1):
            held = row.get(column)
            cells.append(
                RawCell(
                    text=held.text if held else "",
                    row=number,
                    column=column,
                    locator=Locator(block=0, box=held.box if held else None),
                    doubt=_BROKEN_NUMBER_DOUBT if held and held.broken else 0.0,
                )
            )
    return BareTable(
        lines=tuple(line.line for line in region.lines),
        cells=tuple(cells),
        row_count=depth + len(rows),
        edges=tuple(edges),
        box=(edges[0], top, edges[-1], region.lines[-1].line.box[3]),
        full=_full_cells(rows[-1] if rows else {}, depth + len(rows) - 1, columns),
    )


def _full_cells(
    row: _Row, number: int, columns: Sequence[tuple[float, float]]
) -> frozenset[tuple[int, int]]:
    """Return the cells of a row whose text is as wide as their column gets."""
    return frozenset(
        (number, column)
        for column, held in row.items()
        if held.box[2] - held.box[0] > 0.8 * (columns[column][1] - columns[column][0])
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


def _rows(lines: Sequence[TableLine], edges: Sequence[float], *, continued: bool) -> Iterator[_Row]:
    """Yield the rows: lines with a key or figures, with the pieces of wrapped cells around.

    On a page that continues a table, pieces above the first row may be the rest of a row of
    the page before; they are then a row of their own.
    """
    placed = [_placed(line, edges) for line in lines]
    keyed = _is_keyed(placed)
    anchors = [index for index, row in enumerate(placed) if _is_anchor(row, keyed, len(edges) - 1)]
    anchors = [at for at in anchors if not _is_rest_of_numbers(at, lines, placed)]
    if not anchors:
        anchors = list(range(len(lines)))
    if continued and anchors[0] > 0 and set(placed[0]) <= set(placed[anchors[0]]):
        anchors.insert(0, 0)
    gaps = [lines[b].middle - lines[a].middle for a, b in pairwise(anchors)]
    pitch = median(gaps) if gaps else 12.0
    members: dict[int, list[int]] = {anchor: [anchor] for anchor in anchors}
    centred = _is_centred(placed, anchors)
    for index in range(len(lines)):
        if index not in members:
            home = _home(index, anchors, lines, placed, None if not centred else pitch)
            members[home].append(index)
    for anchor in anchors:
        row: _Row = {}
        for index in sorted(members[anchor]):
            for column, word in placed[index].items():
                if column in row:
                    row[column] = _with(row[column], word)
                else:
                    row[column] = _Text(word.text, word.box)
        yield row


def _with(held: _Text, word: Line) -> _Text:
    """Put a further line into a cell; digits go on a number, with doubt."""
    box = _around(held.box, word.box)
    if word.text.isdigit() and is_number(held.text):
        return _Text(held.text + word.text, box, broken=True)
    return _Text(joined(held.text, word.text), box, held.broken)


def _is_rest_of_numbers(
    index: int, lines: Sequence[TableLine], placed: Sequence[dict[int, Line]]
) -> bool:
    """Tell whether a line holds nothing but the last digits of numbers right above it.

    A narrow column breaks a number; the rest stands as close below as a line of the same cell
    does, where rows stand clearly further apart.
    """
    if index == 0 or not placed[index]:
        return False
    above, here = placed[index - 1], placed[index]
    if not set(here) < set(above) or 0 in here:
        return False
    gaps = [b.line.box[1] - a.line.box[3] for a, b in pairwise(lines)]
    gap = gaps[index - 1]
    return 1.5 * gap < max(gaps) and all(
        word.text.isdigit()
        and is_number(above[column].text)
        and len(word.text) < len(above[column].text)
        for column, word in here.items()
    )


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


def _is_keyed(placed: Sequence[dict[int, Line]]) -> bool:
    """Tell whether the first column numbers the rows."""
    keys = sum(is_number(row[0].text) for row in placed if 0 in row)
    valued = sum(any(is_number(row[c].text) for c in row if c) for row in placed)
    return keys >= 0.6 * sum(0 in row for row in placed) and keys >= 0.5 * valued


def _is_anchor(row: dict[int, Line], keyed: bool, columns: int) -> bool:
    if keyed and 0 in row and is_number(row[0].text):
        return True
    return any(is_number(word.text) for column, word in row.items() if column > 0)


def _home(
    index: int,
    anchors: Sequence[int],
    lines: Sequence[TableLine],
    placed: Sequence[dict[int, Line]],
    pitch: float | None,
) -> int:
    """Return the row (its anchor) that a piece of a wrapped cell belongs to.

    ``pitch`` is the distance of rows whose cells are centred, None where cells begin at the
    top of their row, so that a piece goes on the row above.
    """
    above = max((anchor for anchor in anchors if anchor < index), default=None)
    below = min((anchor for anchor in anchors if anchor > index), default=None)
    if above is None or below is None:
        found = below if above is None else above
        assert found is not None
        return found
    if pitch is None:
        return above
    up = lines[index].middle - lines[above].middle
    down = lines[below].middle - lines[index].middle
    if abs(up - down) > 0.2 * pitch:
        return above if up < down else below
    # As far from both: the cell began in the row above, if that has a beginning.
    return above if set(placed[index]) <= set(placed[above]) else below


def _is_centred(placed: Sequence[dict[int, Line]], anchors: Sequence[int]) -> bool:
    """Tell whether wrapped cells stand around their row's figures rather than below.

    They do where a row has nothing on its own line in a column that has pieces right above it.
    """
    known = set(anchors)
    count = sum(
        anchor > 0
        and anchor - 1 not in known
        and bool(set(placed[anchor - 1]) - set(placed[anchor]))
        for anchor in anchors
    )
    return count > 0


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
