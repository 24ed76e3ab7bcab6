"""What goes on over a page's end: paragraphs whose last line is full, tables with equal columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.document import Locator, RawCell, RawTable
from parser.readers.grids import raw_table
from parser.readers.page import Box
from parser.readers.pdf_lines import BROKEN_NUMBER_DOUBT, UNSURE_ROW_DOUBT, joined
from parser.readers.pdf_paragraphs import TextBlock, continues, join_blocks
from parser.readers.pdf_table_lines import is_number
from parser.text import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """A table on one page.

    ``edges`` are its columns' borders, for telling continuations; ``full`` are the cells, by
    row and column, whose last line leaves no room.
    """

    cells: tuple[RawCell, ...]
    row_count: int
    edges: tuple[float, ...]
    box: Box
    page: int
    full: frozenset[tuple[int, int]] = frozenset()


PageBlock = TextBlock | PageTable
JoinedTable = tuple[list[PageTable], int]
"""The parts of a table and how many leading rows each part after the first repeats."""

_SIGNS = frozenset("+-−")
_EDGE_TOLERANCE = 4.0
_ANNEX = re.compile(r"附(?:件|表|录)[\d一二三四五六七八九十]{0,3}[:：]?")
_REST_OF_NUMBER = re.compile(r"\d+[%％]?|[%％]")


def joined_pages(
    pages: Sequence[Sequence[PageBlock]],
) -> list[TextBlock | JoinedTable]:
    """Return paragraphs, and tables as their parts with the number of repeated header rows."""
    result: list[TextBlock | JoinedTable] = []
    for blocks in pages:
        first = True
        for block in blocks:
            if isinstance(block, TextBlock) and block.role != "body":
                result.append(block)
                continue
            last = _last_body(result) if first else None
            first = False
            if not (last is not None and _taken_up(result, last, block)):
                result.append(block if isinstance(block, TextBlock) else ([block], 0))
    return result


def _last_body(result: Sequence[TextBlock | JoinedTable]) -> int | None:
    for index in range(len(result) - 1, -1, -1):
        item = result[index]
        if not isinstance(item, TextBlock) or item.role == "body":
            return index
    return None


def _taken_up(
    result: list[TextBlock | JoinedTable],
    at: int,
    block: PageBlock,
) -> bool:
    """Join ``block`` with the last block of the page before, if it goes on there."""
    before = result[at]
    if isinstance(before, TextBlock):
        if not isinstance(block, TextBlock) or not continues(before, block):
            return False
        result[at] = join_blocks(before, block)
        return True
    if isinstance(block, TextBlock) or not _same_columns(before[0][-1], block):
        return False
    if _begins_annex(block):
        return False
    repeated = _repeated_header(before[0][0], block)
    if len(before[0]) > 1 and repeated != before[1]:
        return False
    if not repeated and _has_own_header(before[0], block):
        return False
    before[0].append(block)
    result[at] = (before[0], repeated)
    return True


def _first_figures(table: PageTable) -> int:
    """Return the first row that holds a figure."""
    return min((cell.row for cell in table.cells if is_number(cell.text)), default=0)


def _mostly(said: Sequence[bool]) -> bool:
    return 2 * sum(said) > len(said)


def _begins_annex(table: PageTable) -> bool:
    """Tell whether a table's first row holds nothing but the number of an annex."""
    first = [cell.text for cell in table.cells if cell.row == 0 and cell.text]
    return len(first) == 1 and _ANNEX.fullmatch(compact(first[0])) is not None


def _has_own_header(before: Sequence[PageTable], table: PageTable) -> bool:
    """Tell whether a table begins with words over columns that held figures before.

    It is another table, or further columns of a sheet that is wider than its pages.
    """
    kinds: dict[int, list[bool]] = {}
    for part in before:
        for cell in part.cells:
            if cell.text and cell.row >= _first_figures(part):
                kinds.setdefault(cell.column, []).append(is_number(cell.text))
    figures = _first_figures(table)
    words = [cell for cell in table.cells if cell.row < figures and cell.text]
    over = [cell for cell in words if _mostly(kinds.get(cell.column, ()))]
    return len(over) > 1 and 2 * len(over) > len(words)


def _same_columns(one: PageTable, other: PageTable) -> bool:
    if len(one.edges) != len(other.edges):
        return False
    shift = one.edges[0] - other.edges[0]  # mirrored margins move a whole table
    return all(
        abs(a - b - shift) <= _EDGE_TOLERANCE for a, b in zip(one.edges, other.edges, strict=True)
    )


def _repeated_header(one: PageTable, other: PageTable) -> int:
    """Return how many leading rows of ``other`` repeat those of ``one``."""
    count = 0
    while count < min(one.row_count, other.row_count) - 1 and _is_repeated(one, other, count):
        count += 1
    return count


def _is_repeated(one: PageTable, other: PageTable, row: int) -> bool:
    """Tell whether a row of ``other`` repeats that of ``one``, misreadings of scans aside."""
    own = [cell for cell in one.cells if cell.row == row]
    its = [cell for cell in other.cells if cell.row == row]
    if [_place(cell) for cell in own] != [_place(cell) for cell in its]:
        return False
    if _is_figures(own):
        return False
    pairs = list(zip(own, its, strict=True))
    if any(a.text != b.text and not (a.doubt or b.doubt) for a, b in pairs):
        return False
    return 2 * sum(a.text == b.text for a, b in pairs) >= len(pairs)


def _is_figures(cells: Sequence[RawCell]) -> bool:
    """Tell whether a row holds figures; the numbers of the columns (1 2 3) are none."""
    figures = [cell.text for cell in cells if is_number(cell.text)]
    if len(figures) > 2 and all(text.isdecimal() for text in figures):
        counted = [int(text) for text in figures]
        if counted == list(range(counted[0], counted[0] + len(counted))):
            return False
    return bool(figures)


def _place(cell: RawCell) -> tuple[int, int, int]:
    return cell.column, cell.row_span, cell.column_span


def joined_table(parts: Sequence[PageTable], header_rows: int, place: Locator) -> RawTable:
    """Return the parts of a table as one table that stands at ``place``."""
    cells: list[RawCell] = []
    rows = 0
    for number, part in enumerate(parts):
        skipped = header_rows if number else 0
        own = [cell for cell in part.cells if cell.row >= skipped]
        if number and (broken := _broken_row(parts[number - 1], part, skipped)):
            cells = [_completed(cell, rows, broken) for cell in cells]
            own = [cell for cell in own if cell.row > skipped]
            skipped += 1
        elif number and _lacks_its_name(cells, rows, own, skipped):
            cells = [_unsure(cell) if cell.row + cell.row_span == rows else cell for cell in cells]
            own = [_unsure(cell) if cell.row == skipped else cell for cell in own]
        for cell in own:
            row = cell.row - skipped + rows
            locator = replace(
                cell.locator,
                block=place.block,
                table=place.table,
                row=row + 1,
                cell=cell.column + 1,
            )
            cells.append(replace(cell, row=row, locator=locator))
        rows += part.row_count - skipped
    return raw_table(cells, rows, place, header_rows=header_rows or None)


def _broken_row(before: PageTable, after: PageTable, row: int) -> dict[int, str] | None:
    """Return the texts, by column, with which ``row`` completes the last row before it.

    A row is broken over the page where a cell that had no room left goes on, and no two
    cells would be run together otherwise; its first column is filled on one side only.
    """
    if row >= after.row_count:
        return None
    end = before.row_count
    last = {cell.column: cell for cell in before.cells if cell.row + cell.row_span == end}
    rest = {cell.column: cell for cell in after.cells if cell.row == row}
    if set(last) != set(rest) or any(cell.row_span > 1 for cell in rest.values()):
        return None
    if bool(last[min(last)].text) == bool(rest[min(rest)].text):
        return None
    filled = [{column for column in row if row[column].text} for row in (last, rest)]
    if not (filled[0] <= filled[1] or filled[1] <= filled[0]):
        return None
    both = sorted(filled[0] & filled[1])
    if not both or any(
        (last[column].row, column) not in before.full and last[column].text not in _SIGNS
        for column in both
    ):
        return None
    if not all(_goes_on(last[column].text, rest[column].text) for column in both):
        return None
    return {column: cell.text for column, cell in rest.items() if cell.text}


def _lacks_its_name(
    cells: Sequence[RawCell], rows: int, own: Sequence[RawCell], first: int
) -> bool:
    """Tell whether a page's first row holds figures but no word where the rows before do.

    They may be the rest of the last row's, which then has none of its figures whole.
    """
    filled = {cell.column: cell.text for cell in own if cell.row == first and cell.text}
    before: dict[int, list[bool]] = {}
    for cell in cells:
        if cell.text and cell.row >= rows - 5:
            before.setdefault(cell.column, []).append(is_number(cell.text))
    named = {column for column, figures in before.items() if 2 * sum(figures) < len(figures)}
    return bool(filled) and all(map(is_number, filled.values())) and not named & set(filled)


def _unsure(cell: RawCell) -> RawCell:
    doubt = UNSURE_ROW_DOUBT if is_number(cell.text) else 0.0
    return replace(cell, doubt=max(cell.doubt, doubt))


def _goes_on(text: str, rest: str) -> bool:
    """Tell whether ``rest`` may be the end of a cell's text: words of words, digits of a number.

    The digits of another number, of a total below, would not be fewer.
    """
    if text in _SIGNS:
        return is_number(rest) and rest[0].isdigit()
    if is_number(text):
        return len(rest) < len(text) and _REST_OF_NUMBER.fullmatch(rest) is not None
    return not is_number(rest) and not rest[0].isdigit()


def _completed(cell: RawCell, rows: int, texts: dict[int, str]) -> RawCell:
    """Return a cell that ends in the last of ``rows`` with its rest; of a number with doubt."""
    if cell.row + cell.row_span != rows or cell.column not in texts:
        return cell
    rest = texts[cell.column]
    if is_number(cell.text):
        return replace(
            cell,
            text=cell.text + rest,
            doubt=max(cell.doubt, BROKEN_NUMBER_DOUBT),
            readings=((f"{cell.text} {rest}", BROKEN_NUMBER_DOUBT),),
        )
    return replace(cell, text=joined(cell.text, rest))
