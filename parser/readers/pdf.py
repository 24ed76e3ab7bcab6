"""PDF files: paragraphs joined from lines, ruled tables from their rulings, others by geometry.

Pages come from pypdfium2. Pages without text, or whose fonts have no map to Unicode, are read
as scans where that is installed.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import pypdfium2

from parser.document import Block, Document, Locator, RawTable, UnreadableError
from parser.readers import ocr
from parser.readers.page import PageContent
from parser.readers.pages import ReadPage, blocks_of
from parser.readers.pdf_lines import UNSURE_HEADING_DOUBT, UNSURE_ROW_DOUBT
from parser.readers.pdf_page import PICTURED, read_page
from parser.readers.pdf_pictured import may_hold_pictured_rules, with_pictured_rules
from parser.readers.pdf_ruled import ruled_tables

PAGE_LIMIT = 500
RECOGNISED_DOUBT = 0.1
"""The doubt of what a program nobody knows read in a page's picture."""
SIDE_LIMIT = 5000
"""Pixels along the longer side of a page that is recognised."""

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
        for index, page in enumerate(pages):
            if index not in scans and may_hold_pictured_rules(page):
                pages[index] = with_pictured_rules(document, page)
        properties = _properties(document)
    finally:
        document.close()
    blocks = blocks_of(
        [scans[index] if index in scans else _ruled(page) for index, page in enumerate(pages)]
    )
    overlaid = {page.number for index, page in enumerate(pages) if page.overlaid} - {
        index + 1 for index in scans
    }
    blocks = tuple(_doubted(block, overlaid) for block in blocks)
    if not blocks:
        raise UnreadableError("the PDF holds no text: print or scan it anew")
    problems += _unsure(blocks)
    whole = len(scans) == len(pages)
    return Document(
        format="scan" if whole else "pdf",
        reader="scan:pdf" if whole else "pdf",
        blocks=blocks,
        properties=properties,
        problems=tuple(problems),
    )


def _doubted(block: Block, overlaid: Set[int]) -> Block:
    """Return a table with doubt in all its cells on pages whose text was recognised elsewhere."""
    if not isinstance(block, RawTable) or not overlaid:
        return block
    cells = (
        replace(cell, doubt=max(cell.doubt, RECOGNISED_DOUBT))
        if cell.text and cell.locator.page in overlaid
        else cell
        for cell in block.cells
    )
    return replace(block, cells=tuple(cells))


def _unsure(blocks: Sequence[Block]) -> list[Problem]:
    """Return, for each table, which headings and how many rows' names may be others'."""
    found: list[Problem] = []
    for block in blocks:
        cells = block.cells if isinstance(block, RawTable) else ()
        headings = [cell.text for cell in cells if cell.doubt == UNSURE_HEADING_DOUBT]
        if headings:
            said = (
                f"the places of the words leave open what stands over what: {'、'.join(headings)}"
            )
            found.append(("header-ambiguous", said, block.locator))
        rows = {cell.row for cell in cells if cell.doubt == UNSURE_ROW_DOUBT}
        if rows:
            said = f"{len(rows)} rows whose names may be those of the rows above or below"
            found.append(("rows-unsure", said, block.locator))
    return found


def _ruled(page: PageContent) -> ReadPage:
    tables, rest = ruled_tables(page)
    return ReadPage(content=page, tables=tuple(tables), chars=tuple(rest))


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
        place = Locator(block=0, page=page.number)
        if page.unmapped:
            what = f"{page.unmapped} of {printed} characters have no map to Unicode"
            problems.append(("font-unmapped", what, place))
        problems += [("text-struck", f"left out: {text[:60]}", place) for text in page.struck]
        bare = printed < 20 and page.pictured > PICTURED
        if page.unmapped > 0.3 * printed or bare or (page.overlaid and ocr.installed()):
            scanned.append(index)
        elif page.overlaid:
            said = f"page {page.number} is a picture; to read it here install tongbao[ocr]"
            problems.append(("text-recognised", said, place))
    return problems, scanned


def _scanned(
    document: pypdfium2.PdfDocument, pictures: Sequence[int], problems: list[Problem]
) -> dict[int, ReadPage]:
    """Return the pages (by index) that had to be recognised from their pictures.

    Where recognition is not installed they are problems of a document that has other pages.
    """
    if not pictures:
        return {}
    if not ocr.installed():
        if len(pictures) == len(document):
            raise UnreadableError(ocr.NO_OCR)
        for index in pictures:
            place = Locator(block=0, page=index + 1)
            what = f"page {index + 1} is a picture or its fonts have no map to Unicode"
            problems.append(("part-unreadable", f"{what}: install tongbao[ocr]", place))
        return {}
    from parser.readers.scan import read_scanned
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
        scans[index] = read_scanned(image, index + 1)
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
