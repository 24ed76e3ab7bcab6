"""Scanned pages: ruling lines give the cells, every cell's lines are recognised by themselves.

Needs the extra ``[ocr]`` (RapidOCR with its models in the package: nothing is downloaded).
What a cell is read as carries a doubt; a reading below certainty is looked at a second time
and the other reading is kept. Text outside ruled tables is found and read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

import numpy
from numpy.typing import NDArray

from parser.document import Document, UnreadableError
from parser.readers.page import Box, Char, PageContent, Rule
from parser.readers.pages import ReadPage, blocks_of
from parser.readers.pdf_grid import RuledGrid, ruled_grids
from parser.readers.scan_image import (
    Grey,
    PageImage,
    images_of,
    ink_of,
    rules_of,
    without_specks,
)
from parser.readers.scan_recognition import engine
from parser.readers.scan_table import scanned_table
from parser.readers.scan_turn import right_way_up
from parser.text import HAN

_MARGIN = 12.0
"""Points around text that recognition sees with it."""
_SHORTEST_SIDE = 736
"""Pixels: a smaller picture would be enlarged before recognition."""
_SIDE = 1.5
"""Points beside a cell's side within which ink is of its ruling line."""
_SHORT = 10
"""Characters of a line whose box recognition draws too high."""
_UNEVEN, _UNEVEN_SHORT = 0.2, 0.45
"""By how much, of the usual height, boxes differ of lines whose letters do not."""
_SPECKS = re.compile(rf"^[ .·•‧∙'`,]+|(?<=[{HAN}])[.·•‧∙'`]+$")
_UNLIKE = re.compile(r"\(([^()（）]+)）|（([^()（）]+)\)")
"""Brackets one of which was read as half as wide as the other: beside Chinese both are wide."""
_COVERED = 0.85
"""Strokes of letters lengthen ruling lines on scans, so that a side must be covered well."""


def read_image(data: bytes) -> Document:
    """Return the scanned document in an image file."""
    pages = [read_scanned(image, number) for number, image in enumerate(images_of(data), start=1)]
    blocks = blocks_of(pages)
    if not blocks:
        raise UnreadableError("no text was found on the picture: scan it anew, larger")
    return Document(format="scan", reader="scan:image", blocks=blocks)


def read_scanned(page: PageImage, number: int) -> ReadPage:
    """Recognise one page (1-based ``number``), whichever way up it lies."""
    page, quarter = right_way_up(page)
    horizontal, vertical, ruled = rules_of(page)
    grids = _grids(horizontal, vertical)
    ink = ink_of(page.grey)
    ink[(ruled & _sides(grids, page)) > 0] = 0
    tables = [scanned_table(page, ink, grid, number) for grid in grids]
    rest = page.grey.copy()
    for grid in grids:
        x0, y0, x1, y1 = (round(edge * page.scale) for edge in grid.box)
        inside = slice(max(y0 - 3, 0), y1 + 4), slice(max(x0 - 3, 0), x1 + 4)
        rest[inside], ink[inside] = 255, 0
    chars, scores = _outside(rest, ink, page.scale)
    height, width = page.grey.shape
    content = PageContent(
        number=number,
        width=width / page.scale,
        height=height / page.scale,
        chars=(),
        horizontal=(),
        vertical=(),
        unmapped=0,
        pictured=1.0,
        turned=quarter,
    )
    found = tuple(table for table in tables if any(cell.text for cell in table.cells))
    return ReadPage(content=content, tables=found, chars=tuple(chars), scores=tuple(scores))


def grids_of(page: PageImage) -> list[RuledGrid]:
    """Return the tables that a page's ruling lines make, as it lies."""
    horizontal, vertical, _ = rules_of(page)
    return _grids(horizontal, vertical)


def _grids(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[RuledGrid]:
    return [
        grid
        for grid in ruled_grids(horizontal, vertical, covered=_COVERED)
        if len(grid.cells) >= 4 and len({cell.column for cell in grid.cells}) >= 2
    ]


def _sides(grids: Sequence[RuledGrid], page: PageImage) -> Grey:
    """Return 255 along the sides of the grids' cells: elsewhere straight strokes are of text."""
    mask = numpy.zeros_like(page.grey)
    reach = _SIDE * page.scale
    for grid in grids:
        for cell in grid.cells:
            x0, y0, x1, y1 = (edge * page.scale for edge in cell.box)
            left, right = max(round(x0 - reach), 0), round(x1 + reach) + 1
            top, bottom = max(round(y0 - reach), 0), round(y1 + reach) + 1
            across, down = slice(left, right), slice(top, bottom)
            for y in (y0, y1):
                mask[max(round(y - reach), 0) : round(y + reach) + 1, across] = 255
            for x in (x0, x1):
                mask[down, max(round(x - reach), 0) : round(x + reach) + 1] = 255
    return mask


def _outside(grey: Grey, ink: Grey, scale: float) -> tuple[list[Char], list[tuple[Box, float]]]:
    """Return the text of what is left of a page as characters with estimated boxes.

    Bands without ink are cut out before recognition, which takes its time by the square inch.
    """
    rows = _inked_rows(ink, scale)
    if not len(rows):
        return [], []
    short = max(0, _SHORTEST_SIDE - len(rows))
    strip = numpy.pad(grey[rows], ((0, short), (0, 0)), constant_values=255)
    result = engine()(numpy.dstack([strip] * 3), use_cls=False)
    if result.txts is None:
        return [], []
    boxes: list[Box] = []
    for corners in result.boxes:
        xs = corners[:, 0] / scale
        ys = rows[numpy.clip(corners[:, 1].round().astype(int), 0, len(rows) - 1)] / scale
        boxes.append((float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())))
    usual = median(box[3] - box[1] for box in boxes)
    chars: list[Char] = []
    for text, box in zip(result.txts, boxes, strict=True):
        chars += _spread(_as_printed(text), _of_usual_height(box, text, usual))
    return chars, list(zip(boxes, map(float, result.scores), strict=True))


def _of_usual_height(box: Box, text: str, usual: float) -> Box:
    """Return the box of a line at the page's ``usual`` height, if it may be of that.

    Recognition draws boxes wider than the letters, those of short lines more so.
    """
    share = _UNEVEN_SHORT if len(text) < _SHORT else _UNEVEN
    if abs(box[3] - box[1] - usual) > share * usual:
        return box
    middle = (box[1] + box[3]) / 2
    return box[0], middle - usual / 2, box[2], middle + usual / 2


def _as_printed(text: str) -> str:
    """Return a line without what recognition makes of specks, its brackets alike in width.

    A speck beside a line is read as a point: none begins with one, nor ends so after Chinese.
    """
    text = _SPECKS.sub("", text)
    return _UNLIKE.sub(lambda found: f"（{found[1] or found[2]}）", text)


def _inked_rows(ink: Grey, scale: float) -> NDArray[numpy.intp]:
    """Return the rows of pixels that hold text, with a margin around it."""
    letters = without_specks(ink, max(4.0, 2.0 * scale * scale))
    marked = numpy.flatnonzero(letters.any(axis=1))
    near = numpy.zeros(ink.shape[0], dtype=bool)
    margin = round(_MARGIN * scale)
    for row in marked:
        near[max(row - margin, 0) : row + margin + 1] = True
    return numpy.flatnonzero(near)


def _spread(text: str, box: Box) -> list[Char]:
    """Divide a line's box among its characters: Chinese ones are twice as wide as others."""
    widths = [2.0 if ord(character) > 0x2E7F else 1.0 for character in text]
    step = (box[2] - box[0]) / max(sum(widths), 1.0)
    chars = []
    left = box[0]
    for character, width in zip(text, widths, strict=True):
        right = left + width * step
        if not character.isspace():
            chars.append(Char(character, left, box[1], right, box[3], box[3]))
        left = right
    return chars
