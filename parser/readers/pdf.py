"""PDF files: paragraphs joined from lines, ruled tables from their rulings, others by geometry.

Pages come from pypdfium2. A table that goes on over pages is joined where the continuation is
evident: nothing but page furniture stands between and the columns are the same. Pages
without text, or whose fonts have no map to Unicode, are read as scans where that is
installed. Locators give the page and the box in points from its top left corner; tables are
counted through the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2

from parser.document import (
    Block,
    Document,
    Locator,
    Paragraph,
    RawCell,
    Role,
    UnreadableError,
)
from parser.readers.pdf_bare import BareTable, bare_tables
from parser.readers.pdf_grid import RuledGrid, ruled_grids
from parser.readers.pdf_joining import PageBlock, PageTable, joined_pages, joined_table
from parser.readers.pdf_lines import Line, cell_text, lines_of
from parser.readers.pdf_page import Box, Char, PageContent, read_page
from parser.readers.pdf_paragraphs import (
    Measure,
    TextBlock,
    furniture,
    measure_of,
    paragraphs_of,
)

if TYPE_CHECKING:
    from parser.readers.scan import ScannedPage

PAGE_LIMIT = 500
SIDE_LIMIT = 5000
"""Pixels along the longer side of a page that is recognised."""
_BROKEN_NUMBER_DOUBT = 0.1
"""The doubt of a number whose digits stand on two lines of its cell."""

Problem = tuple[str, str, Locator | None]


def read_pdf(data: bytes) -> Document:
    """Return the document in ``data``."""
    document = _opened(data)
    try:
        if len(document) > PAGE_LIMIT:
            raise UnreadableError(f"the PDF has {len(document)} pages: divide it and try again")
        pages = [read_page(document, index) for index in range(len(document))]
        problems, pictures = _unreadable_pages(pages)
        scans = _scanned(document, pictures, problems)
        properties = _properties(document)
    finally:
        document.close()
    found = _Found(pages, scans)
    blocks = _blocks(found.page_blocks())
    if not blocks:
        raise UnreadableError("the PDF holds no text: print or scan it anew")
    whole = len(scans) == len(pages)
    return Document(
        format="scan" if whole else "pdf",
        reader="scan:pdf" if whole else "pdf",
        blocks=blocks,
        properties=properties,
        problems=tuple(problems),
    )


def scanned_document(scans: Sequence[ScannedPage]) -> Document:
    """Return scanned pages as a document."""
    found = _Found([scan.content for scan in scans], dict(enumerate(scans)))
    blocks = _blocks(found.page_blocks())
    if not blocks:
        raise UnreadableError("no text was found on the picture: scan it anew, larger")
    return Document(format="scan", reader="scan:image", blocks=blocks)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) == 0:
            raise UnreadableError("the PDF has no pages: fetch it again")
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("the PDF is protected by a password: save it without") from error
        raise UnreadableError("the PDF is cut off or damaged: fetch it again") from error
    return document


def _unreadable_pages(pages: Sequence[PageContent]) -> tuple[list[Problem], list[int]]:
    """Return problems of fonts and the pages (by index) that only a scan reader can read."""
    problems: list[Problem] = []
    scanned = []
    for index, page in enumerate(pages):
        printed = len(page.chars)
        if page.unmapped:
            place = Locator(block=0, page=page.number)
            what = f"{page.unmapped} of {printed} characters have no map to Unicode"
            problems.append(("font-unmapped", what, place))
        if page.unmapped > 0.3 * printed or (printed < 20 and page.pictured > 0.4):
            scanned.append(index)
    return problems, scanned


def _scanned(
    document: pypdfium2.PdfDocument, pictures: Sequence[int], problems: list[Problem]
) -> dict[int, ScannedPage]:
    """Return the pages (by index) that had to be recognised from their pictures.

    Where recognition is not installed they are problems of a document that has other pages.
    """
    if not pictures:
        return {}
    from parser.readers import scan

    if not scan.available():
        if len(pictures) == len(document):
            raise UnreadableError(scan.NO_OCR)
        for index in pictures:
            place = Locator(block=0, page=index + 1)
            what = f"page {index + 1} is a picture or its fonts have no map to Unicode"
            problems.append(("part-unreadable", f"{what}: install tongbao[ocr]", place))
        return {}
    from parser.readers.scan_image import WORKING_DPI, resized, upright

    scans = {}
    for index in pictures:
        page = document[index]
        try:
            width, height = page.get_size()
            dpi = min(WORKING_DPI, 72 * SIDE_LIMIT / max(width, height))
            grey = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        finally:
            page.close()
        image = upright(resized(grey.reshape(grey.shape[:2]), dpi))
        scans[index] = scan.read_scanned(image, index + 1)
    return scans


def _properties(document: pypdfium2.PdfDocument) -> dict[str, str]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created", "ModDate": "modified"}
    found = {}
    for name, value in document.get_metadata_dict(skip_empty=True).items():
        if name in names:
            found[names[name]] = _iso_date(value) if name.endswith("Date") else value
    return found


def _iso_date(text: str) -> str:
    digits = text.removeprefix("D:")[:14]
    if len(digits) < 8 or not digits[:8].isdigit():
        return text
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


class _Found:
    """What was found on the pages of a document, and how it becomes blocks."""

    def __init__(self, pages: Sequence[PageContent], scans: dict[int, ScannedPage]) -> None:
        self._pages = [scans[i].content if i in scans else page for i, page in enumerate(pages)]
        self._scans = scans
        self._tables: list[list[PageTable]] = []
        self._lines: list[list[Line]] = []
        for index, page in enumerate(self._pages):
            if index in scans:
                tables, rest = list(scans[index].tables), list(page.chars)
            else:
                tables, rest = _ruled_tables(page)
            self._tables.append(tables)
            self._lines.append(lines_of(rest))

    def page_blocks(self) -> list[list[PageBlock]]:
        """Return what stands on each page, top down, page furniture included."""
        marks = furniture(self._lines, [page.height for page in self._pages])
        bare = bare_tables(
            [
                [line for index, line in enumerate(own) if index not in mark]
                for own, mark in zip(self._lines, marks, strict=True)
            ]
        )
        taken = {id(line) for areas in bare for area in areas for line in area.lines}
        measure = measure_of(
            [
                line
                for own, mark in zip(self._lines, marks, strict=True)
                for index, line in enumerate(own)
                if index not in mark and id(line) not in taken
            ],
            min((page.width for page in self._pages), default=0.0),
        )
        result = []
        for number, page in enumerate(self._pages):
            blocks: list[PageBlock] = list(self._tables[number])
            blocks += [self._page_table(area, number) for area in bare[number]]
            blocks += _texts(page, self._lines[number], marks[number], taken, blocks, measure)
            result.append(sorted(blocks, key=lambda block: (block.box[1], block.box[0])))
        return result

    def _page_table(self, area: BareTable, number: int) -> PageTable:
        page = self._pages[number].number
        scores = self._scans[number].scores if number in self._scans else ()
        return PageTable(
            cells=tuple(
                replace(
                    cell,
                    locator=replace(cell.locator, page=page),
                    doubt=max(cell.doubt, _doubt(cell.locator.box, scores)) if cell.text else 0.0,
                )
                for cell in area.cells
            ),
            row_count=area.row_count,
            edges=area.edges,
            box=area.box,
            page=page,
            full=area.full,
        )


def _doubt(box: Box | None, scores: Sequence[tuple[Box, float]]) -> float:
    """Return the doubt of what was recognised within ``box``."""
    if box is None or not scores:
        return 0.0
    inside = [
        score
        for (x0, top, x1, bottom), score in scores
        if x0 < box[2] and box[0] < x1 and top < box[3] and box[1] < bottom
    ]
    # Without rulings a recognised line may hold two cells, so that none is ever certain.
    return round(max(0.02, 1 - min(inside, default=0.5)), 4)


def _texts(
    page: PageContent,
    lines: Sequence[Line],
    marks: dict[int, Role],
    taken: set[int],
    tables: Sequence[PageBlock],
    measure: Measure | None,
) -> list[PageBlock]:
    found: list[PageBlock] = []
    stretch: list[Line] = []
    for index, line in enumerate([*lines, None]):
        broken = line is None or index in marks or id(line) in taken
        if not broken and stretch and line is not None:
            between = (stretch[-1].box[1], line.box[1])
            broken = any(between[0] < table.box[1] < between[1] for table in tables)
        if broken and stretch and measure is not None:
            found += paragraphs_of(stretch, measure, page.number)
            stretch = []
        if line is None or id(line) in taken:
            continue
        if index in marks:
            found.append(
                TextBlock(text=line.text, box=line.box, page=page.number, role=marks[index])
            )
        else:
            stretch.append(line)
    return found


def _ruled_tables(page: PageContent) -> tuple[list[PageTable], list[Char]]:
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


def _blocks(pages: Sequence[Sequence[PageBlock]]) -> tuple[Block, ...]:
    """Put the pages' blocks in one order, joining what goes on over a page's end."""
    blocks: list[Block] = []
    tables = 0
    for item in joined_pages(pages):
        if isinstance(item, TextBlock):
            place = Locator(block=len(blocks), paragraph=None, page=item.page, box=item.box)
            blocks.append(Paragraph(text=item.text, locator=place, role=item.role))
            continue
        tables += 1
        parts, header_rows = item
        place = Locator(block=len(blocks), table=tables, page=parts[0].page, box=parts[0].box)
        blocks.append(joined_table(parts, header_rows, place))
    return tuple(blocks)
