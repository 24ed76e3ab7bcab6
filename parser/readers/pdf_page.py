"""What stands on a PDF page: its characters, and its ruling lines, upright.

Read with pypdfium2, which maps characters to Unicode rightly where others return radicals and
is an order of magnitude faster than the readers written in Python. Pages turned by their
/Rotate entry, and pages whose text is drawn turned, come out upright.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from parser.readers.page import Box, Char, PageContent, Turn
from parser.readers.pdf_drawn import Drawn
from parser.readers.pdf_marks import without_marks, without_struck
from parser.readers.radicals import unify_radicals
from parser.readers.symbols import is_symbol_font, symbol_text

CHARACTER_LIMIT = 200_000
UNMAPPED = "\ufffd"
PICTURED = 0.4
"""The share of a page that images cover from which on it may be a scan."""
_SOFT_HYPHEN = 0xAD
_BESIDE = 0.1
"""The share of a page's characters that may stand beside it."""
_SAMPLE = 60
"""Characters that tell how a page's text runs and whether it shows."""
_SLANT = 0.06
"""Radians by which text of a page that was scanned or turned by hand may be off."""


def read_page(document: pypdfium2.PdfDocument, index: int) -> PageContent:
    """Return page ``index`` (0-based) of ``document``."""
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            left, bottom, right, top = page.get_bbox()  # boxes may be inherited
            # What matters is how the text runs; /Rotate only for a page without any.
            by_text = _text_quarter(text_page)
            quarter = pdfium.FPDFPage_GetRotation(page) if by_text is None else by_text
            turn = Turn(quarter, left, bottom, right - left, top - bottom)
            chars, aslant, unmapped = _chars(text_page, turn)
            unseen = _unseen_share(text_page)
        finally:
            text_page.close()
        drawn = Drawn(turn)
        drawn.read(pdfium.FPDFPage_CountObjects(page), _page_object(page), None, 0)
    finally:
        page.close()
    kept, horizontal, struck = without_struck(without_marks(chars), drawn.horizontal)
    width, height = turn.upright
    pictured = min(1.0, drawn.pictured / max(width * height, 1.0))
    return PageContent(
        number=index + 1,
        width=width,
        height=height,
        chars=tuple(kept),
        horizontal=tuple(horizontal),
        vertical=tuple(drawn.vertical),
        unmapped=unmapped,
        pictured=pictured,
        turned=quarter,
        aslant=aslant,
        struck=struck,
        overlaid=unseen > 0.5 and pictured > PICTURED,
    )


def _unseen_share(text_page: Any) -> float:
    """Return the share of a page's characters that are there but not painted."""
    count = pdfium.FPDFText_CountChars(text_page)
    modes = [
        pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text_page, index))
        for index in range(0, count, max(1, count // _SAMPLE))
        if pdfium.FPDFText_GetUnicode(text_page, index) > 32
    ]
    return modes.count(pdfium.FPDF_TEXTRENDERMODE_INVISIBLE) / max(len(modes), 1)


def _text_quarter(text_page: Any) -> int | None:
    """Return by how many quarters clockwise the page must be turned for upright text.

    None for a page without text.
    """
    count = pdfium.FPDFText_CountChars(text_page)
    angles: Counter[int] = Counter()
    for index in range(0, count, max(1, count // _SAMPLE)):
        if pdfium.FPDFText_GetUnicode(text_page, index) > 32:
            angle = pdfium.FPDFText_GetCharAngle(text_page, index)
            angles[round(angle / (math.pi / 2)) % 4] += 1
    return -angles.most_common(1)[0][0] % 4 if angles else None


def _chars(text_page: Any, turn: Turn) -> tuple[list[Char], str, int]:
    """Return the upright characters, the text that runs aslant, and how many had no map."""
    count = min(pdfium.FPDFText_CountChars(text_page), CHARACTER_LIMIT)
    loose = pdfium.FS_RECTF()
    edges = [ctypes.c_double() for _ in range(4)]
    origin = ctypes.c_double(), ctypes.c_double()
    found: list[Char] = []
    aslant = ""
    unmapped = 0
    for index in range(count):
        if pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code <= 32 or code == 0xA0 or code == 0x3000:
            continue  # gaps between the boxes tell where spaces are
        if pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1 or code in (0xFFFE, 0xFFFF):
            unmapped += 1
            text = UNMAPPED
        else:
            text = _character(code, text_page, index)
            unmapped += text == UNMAPPED
        if _is_aslant(text_page, index):
            aslant += text
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
        x0, y0, x1, y1 = loose.left, loose.bottom, loose.right, loose.top
        if x1 - x0 < 0.1 or y1 - y0 < 0.1:
            pdfium.FPDFText_GetCharBox(text_page, index, *edges)
            x0, x1, y0, y1 = (edge.value for edge in edges)
        box = turn.box(x0, y0, x1, y1)
        previous = found[-1] if found else None
        if previous is not None and previous.text == text and _same_place(previous, box):
            continue  # bold drawn by printing twice
        pdfium.FPDFText_GetCharOrigin(text_page, index, *origin)
        x, y = origin[0].value, origin[1].value
        found.append(Char(text, *box, turn.box(x, y, x, y)[1]))
    return _on_page(found, turn), aslant, unmapped


def _on_page(chars: list[Char], turn: Turn) -> list[Char]:
    """Take out the few characters of cells that go on beside the page.

    Where they are many it is not the text that is wrong, but the page's size.
    """
    width, height = turn.upright
    shown = [
        char
        for char in chars
        if char.x1 > 0 and char.x0 < width and char.bottom > 0 and char.top < height
    ]
    return shown if len(chars) - len(shown) < _BESIDE * len(chars) else chars


def _is_aslant(text_page: Any, index: int) -> bool:
    """Tell whether a character stands neither upright nor at a right angle to that."""
    angle = float(pdfium.FPDFText_GetCharAngle(text_page, index))
    if angle == 0.0:
        return False
    beside = angle % (math.pi / 2)
    return min(beside, math.pi / 2 - beside) > _SLANT


def _character(code: int, text_page: Any, index: int) -> str:
    if 0xE000 <= code <= 0xF8FF:
        if not 0xF000 <= code <= 0xF0FF:
            return UNMAPPED
        return symbol_text(chr(code), _font(text_page, index))
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return UNMAPPED
    if code == _SOFT_HYPHEN:
        return "-"  # what is painted is seen: fonts hold one sign for both
    character = chr(code)
    return unify_radicals(character) if 0x2E80 <= code <= 0x2FD5 else character


def _font(text_page: Any, index: int) -> str | None:
    """Return the symbol font a character is set in, named as word processors do."""
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text_page, index, buffer, len(buffer), flags)
    # A subset's name has a prefix (ABCDEF+Wingdings2) and often lacks the spaces.
    name = buffer.raw[: max(length - 1, 0)].decode("latin-1").rpartition("+")[2].lower()
    name = re.sub(r"(?<=\D)(?=\d)", " ", name.partition("-")[0].partition(",")[0]).replace(
        "  ", " "
    )
    return name if is_symbol_font(name) else None


def _same_place(char: Char, box: Box) -> bool:
    near = 0.3 * (char.x1 - char.x0)
    return abs(char.x0 - box[0]) < near and abs(char.top - box[1]) < 1.0


def _page_object(page: Any) -> Callable[[int], Any]:
    return lambda index: pdfium.FPDFPage_GetObject(page, index)
