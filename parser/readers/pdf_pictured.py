"""Ruling lines that a PDF holds as a picture, under text that is text.

Camelot's lattice looks for lines in the page as it is drawn. Of the ways compared in
``docs/pdf_tables.md`` it is the one that finds such rulings; where rulings are drawn as lines
it takes twenty times as long as reading them, so that it is asked for these pages only.
"""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2

from parser.readers.page import PageContent, Rule

_PICTURED = 0.05
"""Share of the page that pictures cover at least."""
_FEWEST_CHARACTERS = 20


def may_hold_pictured_rules(page: PageContent) -> bool:
    """Tell whether a page without drawn rulings has text and pictures."""
    drawn = page.horizontal and page.vertical
    return not drawn and page.pictured >= _PICTURED and len(page.chars) >= _FEWEST_CHARACTERS


def with_pictured_rules(document: pypdfium2.PdfDocument, page: PageContent) -> PageContent:
    """Return the page with the ruling lines that its pictures show, if they show any."""
    if page.turned:
        return page
    try:
        tables = _lattice(document, page.number - 1)
    except Exception:  # what is only a second look never costs the page
        return page
    horizontal, vertical = list(page.horizontal), list(page.vertical)
    for table in tables:
        for row in table.cells:
            for cell in row:
                top, bottom = page.height - cell.y2, page.height - cell.y1
                if cell.top:
                    horizontal.append(Rule(top, cell.x1, cell.x2))
                if cell.bottom:
                    horizontal.append(Rule(bottom, cell.x1, cell.x2))
                if cell.left:
                    vertical.append(Rule(cell.x1, top, bottom))
                if cell.right:
                    vertical.append(Rule(cell.x2, top, bottom))
    return replace(page, horizontal=tuple(horizontal), vertical=tuple(vertical))


def _lattice(document: pypdfium2.PdfDocument, index: int) -> Any:
    """Return camelot's tables of one page; it takes a second to import."""
    from camelot.io import read_pdf

    with tempfile.TemporaryDirectory(prefix="tongbao-") as folder:
        path = Path(folder) / "page.pdf"
        alone = pypdfium2.PdfDocument.new()
        alone.import_pages(document, [index])
        alone.save(path)
        alone.close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read_pdf(str(path), flavor="lattice", pages="1", suppress_stdout=True)
