"""What stands on a PDF page: characters and ruling lines, upright, in points from the top left.

Read with pypdfium2, which maps characters to Unicode rightly where others return radicals and
is an order of magnitude faster than the readers written in Python. Pages turned by their
/Rotate entry, and pages whose text is drawn turned, come out upright.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from parser.readers.radicals import unify_radicals
from parser.readers.symbols import symbol_text

CHARACTER_LIMIT = 200_000
OBJECT_LIMIT = 200_000
_THIN = 3.0
"""Points: a box thinner than this is a ruling line."""
_FORM_DEPTH = 6
UNMAPPED = "\ufffd"

Box = tuple[float, float, float, float]
"""``(x0, top, x1, bottom)``."""


class Char(NamedTuple):
    """A printed character, its box and the height of the line it stands on."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float


class Rule(NamedTuple):
    """A straight line along an axis: at ``at`` on the other axis, from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """A page: ``unmapped`` characters had no map to Unicode, ``pictured`` is the share of the
    page that images cover.
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    unmapped: int
    pictured: float
    turned: int


class _Turn(NamedTuple):
    """The way from page coordinates (bottom left) to upright ones (top left)."""

    quarter: int
    left: float
    bottom: float
    width: float
    height: float

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        x0, x1, y0, y1 = x0 - self.left, x1 - self.left, y0 - self.bottom, y1 - self.bottom
        match self.quarter:
            case 0:
                a, b, c, d = x0, self.height - y1, x1, self.height - y0
            case 1:
                a, b, c, d = y0, x0, y1, x1
            case 2:
                a, b, c, d = self.width - x1, y0, self.width - x0, y1
            case _:
                a, b, c, d = self.height - y1, self.width - x1, self.height - y0, self.width - x0
        return (a, b, c, d) if a <= c and b <= d else (min(a, c), min(b, d), max(a, c), max(b, d))


def read_page(document: pypdfium2.PdfDocument, index: int) -> PageContent:
    """Return page ``index`` (0-based) of ``document``."""
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            left, bottom, right, top = page.get_cropbox() or page.get_mediabox()
            # What matters is how the text runs; /Rotate only for a page without any.
            by_text = _text_quarter(text_page)
            quarter = pdfium.FPDFPage_GetRotation(page) if by_text is None else by_text
            turn = _Turn(quarter, left, bottom, right - left, top - bottom)
            chars, unmapped = _chars(text_page, turn)
        finally:
            text_page.close()
        drawn = _Drawn(turn)
        drawn.read(pdfium.FPDFPage_CountObjects(page), _page_object(page), None, 0)
    finally:
        page.close()
    width, height = turn.width, turn.height
    if quarter % 2:
        width, height = height, width
    return PageContent(
        number=index + 1,
        width=width,
        height=height,
        chars=tuple(chars),
        horizontal=tuple(drawn.horizontal),
        vertical=tuple(drawn.vertical),
        unmapped=unmapped,
        pictured=min(1.0, drawn.pictured / max(width * height, 1.0)),
        turned=quarter,
    )


def _text_quarter(text_page: Any) -> int | None:
    """Return by how many quarters clockwise the page must be turned for upright text.

    None for a page without text.
    """
    count = pdfium.FPDFText_CountChars(text_page)
    angles: Counter[int] = Counter()
    for index in range(0, count, max(1, count // 60)):
        if pdfium.FPDFText_GetUnicode(text_page, index) > 32:
            angle = pdfium.FPDFText_GetCharAngle(text_page, index)
            angles[round(angle / (math.pi / 2)) % 4] += 1
    return -angles.most_common(1)[0][0] % 4 if angles else None


def _chars(text_page: Any, turn: _Turn) -> tuple[list[Char], int]:
    count = min(pdfium.FPDFText_CountChars(text_page), CHARACTER_LIMIT)
    loose = pdfium.FS_RECTF()
    edges = [ctypes.c_double() for _ in range(4)]
    origin = ctypes.c_double(), ctypes.c_double()
    found: list[Char] = []
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
            text = _character(code)
            unmapped += text == UNMAPPED
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
    return found, unmapped


def _character(code: int) -> str:
    if 0xE000 <= code <= 0xF8FF:
        return symbol_text(chr(code), None) if 0xF000 <= code <= 0xF0FF else UNMAPPED
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return UNMAPPED
    character = chr(code)
    return unify_radicals(character) if 0x2E80 <= code <= 0x2FD5 else character


def _same_place(char: Char, box: Box) -> bool:
    near = 0.3 * (char.x1 - char.x0)
    return abs(char.x0 - box[0]) < near and abs(char.top - box[1]) < 1.0


def _page_object(page: Any) -> Callable[[int], Any]:
    return lambda index: pdfium.FPDFPage_GetObject(page, index)


_Matrix = tuple[float, float, float, float, float, float]


def _times(inner: _Matrix, outer: _Matrix | None) -> _Matrix:
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _moved(point: tuple[float, float], matrix: _Matrix | None) -> tuple[float, float]:
    if matrix is None:
        return point
    a, b, c, d, e, f = matrix
    return point[0] * a + point[1] * c + e, point[0] * b + point[1] * d + f


class _Drawn:
    """Gathers ruling lines and the area of pictures from a page's objects."""

    def __init__(self, turn: _Turn) -> None:
        self._turn = turn
        self._seen = 0
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.pictured = 0.0

    def read(
        self, count: int, get: Callable[[int], Any], matrix: _Matrix | None, depth: int
    ) -> None:
        """Read ``count`` objects; those within forms are moved by the form's ``matrix``."""
        for index in range(count):
            self._seen += 1
            if self._seen > OBJECT_LIMIT:
                return
            item = get(index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                box = self._bounds(item, matrix)
                if box is not None:
                    self._thin_box(box)
                    self.pictured += (box[2] - box[0]) * (box[3] - box[1])
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
                self.read(
                    pdfium.FPDFFormObj_CountObjects(item),
                    lambda inner, form=item: pdfium.FPDFFormObj_GetObject(form, inner),  # type: ignore[misc]
                    _times(_own_matrix(item), matrix),
                    depth + 1,
                )

    def _bounds(self, item: Any, matrix: _Matrix | None) -> Box | None:
        edges = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(item, *edges):
            return None
        x0, y0, x1, y1 = (edge.value for edge in edges)
        if matrix is not None:
            corners = [_moved((x, y), matrix) for x in (x0, x1) for y in (y0, y1)]
            x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
            y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
        return self._turn.box(x0, y0, x1, y1)

    def _path(self, item: Any, matrix: _Matrix | None) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        box = self._bounds(item, matrix) if fill.value or stroke.value else None
        if box is None or _is_white(item, stroked=bool(stroke.value)):
            return
        if self._thin_box(box):
            return
        segments = pdfium.FPDFPath_CountSegments(item)
        if stroke.value or segments > 8:
            self._segments(item, min(segments, 5000), _times(_own_matrix(item), matrix))

    def _thin_box(self, box: Box) -> bool:
        x0, top, x1, bottom = box
        if bottom - top <= _THIN < x1 - x0:
            self.horizontal.append(Rule((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN < bottom - top:
            self.vertical.append(Rule((x0 + x1) / 2, top, bottom))
        else:
            return x1 - x0 <= _THIN and bottom - top <= _THIN
        return True

    def _segments(self, item: Any, count: int, matrix: _Matrix) -> None:
        x, y = ctypes.c_float(), ctypes.c_float()
        start = here = (0.0, 0.0)
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = _moved((x.value, y.value), matrix)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                self._line(here, point)
            here = point
            if pdfium.FPDFPathSegment_GetClose(segment):
                self._line(here, start)
                here = start

    def _line(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        self._thin_box(self._turn.box(one[0], one[1], other[0], other[1]))


def _own_matrix(item: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _is_white(item: Any, *, stroked: bool) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    get = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
    if not get(item, *parts):
        return False
    red, green, blue, opaque = (part.value for part in parts)
    return opaque < 10 or min(red, green, blue) > 247
