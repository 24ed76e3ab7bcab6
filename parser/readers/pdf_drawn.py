"""What is drawn on a PDF page: its ruling lines, and how much of it pictures cover."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from parser.readers.page import Box, Rule, Turn

OBJECT_LIMIT = 200_000
_THIN = 3.0
"""Points: a box thinner than this is a ruling line."""
_FORM_DEPTH = 6

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


class Drawn:
    """Gathers ruling lines and the area of pictures from a page's objects."""

    def __init__(self, turn: Turn) -> None:
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
