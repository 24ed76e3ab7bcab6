"""Ruling lines that a PDF holds as a picture, under text that is text.

Searchable scans and pages made of pictures are such. The lines are looked for in the page as
it is drawn, by the same means as on scans; that needs OpenCV and is left out without it.
``docs/pdf_tables.md`` says how this compares with camelot's lattice, which does the same.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pypdfium2

from parser.readers.page import PageContent

_PICTURED = 0.05
"""Share of the page that pictures cover at least."""
_FEWEST_CHARACTERS = 20
_DPI = 150
_SIDE_LIMIT = 4000
"""Pixels along the longer side of a page that is looked at."""


def may_hold_pictured_rules(page: PageContent) -> bool:
    """Tell whether a page without drawn rulings has text and pictures."""
    drawn = page.horizontal and page.vertical
    return not drawn and page.pictured >= _PICTURED and len(page.chars) >= _FEWEST_CHARACTERS


def with_pictured_rules(document: pypdfium2.PdfDocument, page: PageContent) -> PageContent:
    """Return the page with the ruling lines that its pictures show, if they show any."""
    if page.turned or find_spec("cv2") is None:
        return page
    from parser.readers.scan_image import PageImage, rules_of

    drawn = document[page.number - 1]
    try:
        dpi = min(_DPI, 72 * _SIDE_LIMIT / max(drawn.get_size()))
        grey = drawn.render(scale=dpi / 72, grayscale=True).to_numpy()
    finally:
        drawn.close()
    image = PageImage(grey=grey.reshape(grey.shape[:2]), scale=dpi / 72)
    horizontal, vertical, _ = rules_of(image)
    return replace(
        page,
        horizontal=(*page.horizontal, *horizontal),
        vertical=(*page.vertical, *vertical),
    )
