"""Spreadsheets (.xlsx, .xls): annexes that were kept apart. Each sheet is a table.

Numbers print as the sheet shows them as far as their format tells; merged cells become spans.
Hidden sheets, rows and columns are left out, being left out of the print too. Formulas are read
by the results that the file holds; where it holds none, LibreOffice computes them if it is
installed, else the sheet says that they are missing.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import openpyxl
import xlrd
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText

from parser.document import Block, Document, Locator, Paragraph, RawCell, UnreadableError
from parser.readers.grids import raw_table
from parser.readers.number_format import shown_date, shown_number
from parser.readers.office import converted
from parser.readers.package import open_package, read_member
from parser.readers.raised import with_raised
from parser.text import without_unseen

CELL_LIMIT = 1_000_000
"""Cells that one sheet may have."""

_Merged = tuple[int, int, int, int]  # first row, last row, first column, last column, 0-based
_Sheet = tuple[str, list[list[str]], list[_Merged]]


def read_xlsx(data: bytes, *, active_only: bool = False) -> Document:
    """Return the workbook in ``data``, a table a sheet; or of the sheet it opens with alone."""
    with open_package(data) as archive:
        empty = _formulas_without_results(archive)
        marked = _has_marks(archive)
    if empty:
        computed = _computed(data)
        data, empty = (computed, 0) if computed else (data, empty)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=marked)
    except Exception as error:  # the library raises whatever the damage leads to
        raise UnreadableError("the workbook is damaged: open it and save it anew") from error
    sheets: list[_Sheet] = []
    struck: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" or (active_only and sheet is not book.active):
            continue
        if sheet.max_row * sheet.max_column > CELL_LIMIT:
            raise UnreadableError("a sheet has more than a million cells: it is not read")
        rows = [
            ["" if marked and c.font.strike else _shown(c.value, c.number_format) for c in row]
            for row in sheet.iter_rows()
        ]
        struck += [_struck(c) for row in sheet.iter_rows() for c in row] if marked else []
        merged = [
            (r.min_row - 1, r.max_row - 1, r.min_col - 1, r.max_col - 1)
            for r in sheet.merged_cells.ranges
        ]
        hidden_rows = {n - 1 for n, d in sheet.row_dimensions.items() if d.hidden}
        hidden_columns = {
            n - 1
            for d in sheet.column_dimensions.values()
            if d.hidden
            for n in range(d.min or 1, (d.max or d.min or 1) + 1)
        }
        sheets.append(_without(sheet.title, rows, merged, hidden_rows, hidden_columns))
    properties = {
        name: str(value)
        for name in ("title", "creator", "created", "modified")
        if (value := getattr(book.properties, name)) is not None
    }
    problems: list[tuple[str, str, Locator | None]] = []
    if left_out := "、".join(filter(None, struck)):
        problems.append(("text-struck", f"left out: {left_out[:60]}", None))
    if empty:
        what = f"{empty} formulas have no result in the file: open and save it in a spreadsheet"
        problems.append(("part-unreadable", what, None))
    document = _document(sheets, "xlsx:openpyxl", properties)
    return replace(document, problems=tuple(problems))


_NO_RESULT = re.compile(
    rb"<c\b[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)


def _formulas_without_results(archive: zipfile.ZipFile) -> int:
    """Return how many formulas were never computed, as programs leave them that only write."""
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    return sum(len(_NO_RESULT.findall(read_member(archive, name))) for name in sheets)


def _has_marks(archive: zipfile.ZipFile) -> bool:
    """Tell whether any text of a workbook is struck through or raised."""
    parts = [n for n in archive.namelist() if n in ("xl/styles.xml", "xl/sharedStrings.xml")]
    contents = [read_member(archive, part) for part in parts]
    return any(mark in content for content in contents for mark in (b"strike", b"superscript"))


def _struck(cell: Cell | MergedCell) -> str:
    """Return what a cell shows struck through."""
    if cell.font.strike:
        return _shown(cell.value, cell.number_format)
    pieces = cell.value if isinstance(cell.value, CellRichText) else ()
    return "".join(one.text for one in pieces if not isinstance(one, str) and one.font.strike)


def _unmarked(value: CellRichText) -> str:
    """Return a text of several fonts without what is struck through and marks of notes."""
    text = ""
    for piece in value:
        if isinstance(piece, str):
            text += piece
        elif piece.font.vertAlign == "superscript":
            text = with_raised(text, piece.text)
        elif not piece.font.strike:
            text += piece.text
    return text


def _computed(data: bytes) -> bytes | None:
    return converted(data, ".xlsx", "xlsx:Calc MS Excel 2007 XML")


def read_xls(data: bytes, *, active_only: bool = False) -> Document:
    """Return the old workbook (.xls, .et) in ``data``, as :func:`read_xlsx` does."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except Exception as error:
        locked = "encrypt" in str(error).lower() or "password" in str(error).lower()
        what = "protected by a password" if locked else "damaged"
        raise UnreadableError(f"the workbook is {what}: save it anew as .xlsx") from error
    sheets: list[_Sheet] = []
    for sheet in book.sheets():
        if sheet.visibility or (active_only and not sheet.sheet_visible):
            continue
        rows = [
            [_old_shown(book, sheet.cell(row, column)) for column in range(sheet.ncols)]
            for row in range(sheet.nrows)
        ]
        merged = [(r0, r1 - 1, c0, c1 - 1) for r0, r1, c0, c1 in sheet.merged_cells]
        hidden_rows = {n for n, info in sheet.rowinfo_map.items() if info.hidden}
        hidden_columns = {n for n, info in sheet.colinfo_map.items() if info.hidden}
        sheets.append(_without(sheet.name, rows, merged, hidden_rows, hidden_columns))
    return _document(sheets, "xlsx:xlrd", {})


def _old_shown(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _shown(xlrd.xldate_as_datetime(cell.value, book.datemode), "")
    layout = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return _shown(cell.value, layout.format_str if layout else "")


def _shown(value: object, number_format: str | None) -> str:
    """Return a cell's value as its number format shows it."""
    if value is None:
        return ""
    if isinstance(value, CellRichText):
        value = _unmarked(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date):
        return shown_date(value, number_format or "")
    if isinstance(value, int | float):
        return shown_number(value, number_format or "")
    return without_unseen(str(value)).strip()


def _without(
    name: str,
    rows: list[list[str]],
    merged: list[_Merged],
    hidden_rows: Iterable[int],
    hidden_columns: Iterable[int],
) -> _Sheet:
    """Take hidden rows and columns, and empty ones at the end, out of a sheet."""
    covered = {(r0, c0) for r0, _, c0, _ in merged}
    width = max((len(row) for row in rows), default=0)
    last_row = max((r for r, row in enumerate(rows) if any(row)), default=-1)
    last_column = max((c for row in rows for c, text in enumerate(row) if text), default=-1)
    kept_rows = [r for r in range(last_row + 1) if r not in set(hidden_rows)]
    kept_columns = [c for c in range(min(width, last_column + 1)) if c not in set(hidden_columns)]
    spans = []
    for r0, r1, c0, c1 in merged:
        own_rows = [n for n, r in enumerate(kept_rows) if r0 <= r <= r1]
        own_columns = [n for n, c in enumerate(kept_columns) if c0 <= c <= c1]
        if own_rows and own_columns and (r0, c0) in covered:
            spans.append((own_rows[0], own_rows[-1], own_columns[0], own_columns[-1]))
            rows[kept_rows[own_rows[0]]][kept_columns[own_columns[0]]] = rows[r0][c0]
    texts = [[rows[r][c] if c < len(rows[r]) else "" for c in kept_columns] for r in kept_rows]
    return name, texts, spans


def _document(sheets: list[_Sheet], reader: str, properties: dict[str, str]) -> Document:
    blocks: list[Block] = []
    tables = 0
    for name, above, rows, merged in _parts(sheets):
        rows, merged, lines, taken = _leading_lines(rows, merged)
        for number, text in lines:
            locator = Locator(block=len(blocks), row=above + number, cell=1, member=name)
            blocks.append(Paragraph(text=text, locator=locator))
        if not rows:
            continue
        tables += 1
        place = Locator(block=len(blocks), table=tables, member=name)
        first = above + taken
        covered = {
            (r, c)
            for r0, r1, c0, c1 in merged
            for r in range(r0, r1 + 1)
            for c in range(c0, c1 + 1)
            if (r, c) != (r0, c0)
        }
        spans = {(r0, c0): (r1 - r0 + 1, c1 - c0 + 1) for r0, r1, c0, c1 in merged}
        cells = [
            RawCell(
                text=text,
                row=r,
                column=c,
                row_span=spans.get((r, c), (1, 1))[0],
                column_span=spans.get((r, c), (1, 1))[1],
                locator=replace(place, row=r + 1 + first, cell=c + 1),
            )
            for r, row in enumerate(rows)
            for c, text in enumerate(row)
            if (r, c) not in covered
        ]
        blocks.append(raw_table(cells, len(rows), place))
    if not blocks:
        raise UnreadableError("the workbook is empty: fetch it again")
    return Document(format="xlsx", reader=reader, blocks=tuple(blocks), properties=properties)


def _parts(sheets: list[_Sheet]) -> Iterator[tuple[str, int, list[list[str]], list[_Merged]]]:
    """Yield the tables of the sheets: name, rows above, rows, merged cells.

    A sheet is divided where a blank row stands before a title, and begins where it is filled.
    """
    for name, rows, merged in sheets:
        left = min((c for row in rows for c, text in enumerate(row) if text), default=0)
        begins = [
            r
            for r, row in enumerate(rows)
            if r and not any(rows[r - 1]) and sum(map(bool, row)) == 1 and _heads(rows, r)
        ]
        for start, end in pairwise([0, *begins, len(rows)]):
            last = max((r for r in range(start, end) if any(rows[r])), default=start - 1)
            right = max((c for row in rows[start:end] for c, t in enumerate(row) if t), default=-1)
            yield (
                name,
                start,
                [row[left : right + 1] for row in rows[start : last + 1]],
                [
                    (a - start, b - start, c - left, min(d, right) - left)
                    for a, b, c, d in merged
                    if start <= a <= last and c >= left
                ],
            )


def _heads(rows: list[list[str]], title: int) -> bool:
    """Tell whether words of several columns follow a title within two rows."""
    below = rows[title + 1 : title + 4]
    return any(
        sum(map(bool, row)) > 2 and not any(text[:1].isdigit() for text in row if text)
        for row in below
    )


def _leading_lines(
    rows: list[list[str]], merged: list[_Merged]
) -> tuple[list[list[str]], list[_Merged], list[tuple[int, str]], int]:
    """Take title rows (one filled cell from the left, over the whole width) off the table.

    Returns the rest, its merged cells, the lines with their row's number, and how many rows.
    """
    lines: list[tuple[int, str]] = []
    count = 0
    for number, row in enumerate(rows):
        filled = [text for text in row if text]
        if len(filled) > 1 or (filled and len(row) == 1):
            break
        below = any(r0 < number <= r1 or (r0 == number and r1 > r0) for r0, r1, _, _ in merged)
        if below:
            break
        count += 1
        lines += [(number + 1, text) for text in filled]
    kept = [(a - count, b - count, c, d) for a, b, c, d in merged if a >= count]
    return rows[count:], kept, lines, count
