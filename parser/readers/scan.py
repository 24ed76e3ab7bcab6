"""Scanned pages: ruling lines give the cells, every cell's lines are recognised by themselves.

Needs the extra ``[ocr]`` (RapidOCR with its models in the package: nothing is downloaded).
What a cell is read as carries a doubt; a reading below certainty is looked at a second time
and the other reading is kept. Text outside ruled tables is found and read as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import cv2
import numpy

from parser.document import Document, Locator, RawCell, UnreadableError
from parser.readers.pdf_grid import GridCell, RuledGrid, ruled_grids
from parser.readers.pdf_joining import PageTable
from parser.readers.pdf_lines import is_number_part, joined
from parser.readers.pdf_page import Box, Char, PageContent
from parser.readers.scan_image import (
    Grey,
    PageImage,
    images_of,
    ink_of,
    rules_of,
    without_specks,
)

SURE = 0.995
"""A recognition at least this sure in all of its characters counts as certain."""
_LOOK_AGAIN = 0.98
_TWO_READINGS = 0.9
"""How sure a reading is at most when a second one differs."""
_BROKEN_NUMBER_DOUBT = 0.1
_SPOT_DOUBT = 0.05
"""The doubt of a point in a number on a page that has spots."""
_COVERED = 0.85
"""Strokes of letters lengthen ruling lines on scans, so that a side must be covered well."""
_SPECK = 0.03
"""Share of a letter's square below which a spot is dirt."""

NO_OCR = (
    "the file is a picture, or its fonts have no map to Unicode: "
    "install tongbao[ocr] to have it read"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """A page as recognised: its ruled tables, and the characters outside them."""

    content: PageContent
    tables: tuple[PageTable, ...]
    scores: tuple[tuple[Box, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one line was read as, and how sure."""

    text: str
    score: float
    other: str | None = None


def read_image(data: bytes) -> Document:
    """Return the scanned document in an image file."""
    from parser.readers.pdf import scanned_document

    if not available():
        raise UnreadableError(NO_OCR)
    pages = [read_scanned(image, number) for number, image in enumerate(images_of(data), start=1)]
    return scanned_document(pages)


def available() -> bool:
    """Tell whether the recognition is installed."""
    try:
        import rapidocr  # noqa: F401
    except ImportError:
        return False
    return True


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    # The angle classifier turns short numbers upside down and is left off.
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Rec.rec_img_shape": [3, 48, 96],
            "Rec.rec_batch_num": 8,
        }
    )


def read_scanned(page: PageImage, number: int) -> ScannedPage:
    """Recognise one page (1-based ``number``)."""
    horizontal, vertical, ruled = rules_of(page)
    grids = [
        grid
        for grid in ruled_grids(horizontal, vertical, covered=_COVERED)
        if len(grid.cells) >= 4 and len({cell.column for cell in grid.cells}) >= 2
    ]
    ink = ink_of(page.grey)
    ink[ruled > 0] = 0
    tables = [_table(page, ink, grid, number) for grid in grids]
    rest = page.grey.copy()
    for grid in grids:
        x0, y0, x1, y1 = (round(edge * page.scale) for edge in grid.box)
        rest[max(y0 - 3, 0) : y1 + 4, max(x0 - 3, 0) : x1 + 4] = 255
    chars, scores = _outside(rest, page.scale)
    height, width = page.grey.shape
    content = PageContent(
        number=number,
        width=width / page.scale,
        height=height / page.scale,
        chars=tuple(chars),
        horizontal=(),
        vertical=(),
        unmapped=0,
        pictured=1.0,
        turned=0,
    )
    found = tuple(table for table in tables if any(cell.text for cell in table.cells))
    return ScannedPage(content=content, tables=found, scores=tuple(scores))


def _outside(grey: Grey, scale: float) -> tuple[list[Char], list[tuple[Box, float]]]:
    """Return the text of what is left of a page as characters with estimated boxes."""
    if int((grey < 128).sum()) < 20:
        return [], []
    result = _engine()(numpy.dstack([grey] * 3), use_cls=False)
    if result.txts is None:
        return [], []
    chars: list[Char] = []
    scores: list[tuple[Box, float]] = []
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = corners[:, 0] / scale, corners[:, 1] / scale
        box = (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
        scores.append((box, float(score)))
        chars += _spread(text, box)
    return chars, scores


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


# tables


def _table(page: PageImage, ink: Grey, grid: RuledGrid, number: int) -> PageTable:
    inside = [_pixels(cell, page.scale) for cell in grid.cells]
    em = _letter_height(ink, inside, page.scale)
    lines_in = [_ink_lines(ink, window, em) for window in inside]
    owners = [index for index, own in enumerate(lines_in) for _ in own]
    boxes = [line for own in lines_in for line in own]
    pairs = list(zip(owners, boxes, strict=True))
    crops = [_crop(page.grey, line, inside[owner], em) for owner, line in pairs]
    cleaned: list[Grey] | None = None
    if _is_dirty(ink, inside, lines_in):
        clean = _without_dirt(page.grey, ink, em)
        cleaned = [_crop(clean, line, inside[owner], em) for owner, line in pairs]
    readings = _recognised(crops, cleaned)
    by_cell: dict[int, list[tuple[Reading, tuple[int, int, int, int]]]] = {}
    for owner, reading, line in zip(owners, readings, boxes, strict=True):
        by_cell.setdefault(owner, []).append((reading, line))
    cells = []
    full = set()
    for index, cell in enumerate(grid.cells):
        lines = by_cell.get(index, [])
        place = Locator(block=0, page=number, box=cell.box)
        read = _cell(cell, lines, inside[index], em, place)
        cells.append(read if cleaned is None else _with_spots(read))
        if lines and _is_full(lines[-1][1], inside[index], em):
            full.add((cell.row, cell.column))
    return PageTable(
        cells=tuple(cells),
        row_count=len(grid.ys) - 1,
        edges=grid.xs,
        box=grid.box,
        page=number,
        full=frozenset(full),
    )


def _with_spots(cell: RawCell) -> RawCell:
    """Return a cell of a page with spots: a point in it may be one of them."""
    if "." not in cell.text or not any(character.isdigit() for character in cell.text):
        return cell
    without = cell.text.replace(".", "")
    doubt = max(cell.doubt, _SPOT_DOUBT)
    return replace(cell, doubt=doubt, readings=(*cell.readings, (without, doubt)))


def _pixels(cell: GridCell, scale: float) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (edge * scale for edge in cell.box)
    edge = max(2, round(0.6 * scale))
    return round(x0) + edge, round(top) + edge, round(x1) - edge, round(bottom) - edge


def _runs(profile: Any) -> list[tuple[int, int]]:
    """Return the stretches (start, end) where ``profile`` is not zero."""
    marks = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], (profile > 0).astype(int), [0]))))
    return [(int(a), int(b)) for a, b in zip(marks[::2], marks[1::2], strict=True)]


def _letter_height(ink: Grey, windows: Sequence[tuple[int, int, int, int]], scale: float) -> float:
    """Return the height in pixels of the table's Chinese letters."""
    heights = []
    for x0, y0, x1, y1 in windows:
        if x1 > x0 and y1 > y0:
            runs = _runs(ink[y0:y1, x0:x1].sum(axis=1, dtype=numpy.int64))
            heights += [end - start for start, end in runs if end - start > 3 * scale]
    if not heights:
        return 10 * scale
    return min(float(numpy.percentile(heights, 80)), 24 * scale)


def _ink_lines(
    ink: Grey, window: tuple[int, int, int, int], em: float
) -> list[tuple[int, int, int, int]]:
    """Return the boxes of the lines of text in a cell, top down."""
    x0, y0, x1, y1 = window
    if x1 - x0 < 3 or y1 - y0 < 3:
        return []
    part = without_specks(ink[y0:y1, x0:x1], max(4.0, _SPECK * em * em))
    runs: list[tuple[int, int]] = []
    for start, end in _runs(part.sum(axis=1, dtype=numpy.int64)):
        # Strokes of one character (二) stand apart; a line is a letter high at most.
        if runs and (end - runs[-1][0] <= 1.2 * em or start - runs[-1][1] <= 1):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    lines = []
    for start, end in runs:
        columns = numpy.flatnonzero(part[start:end].sum(axis=0, dtype=numpy.int64))
        if end - start < 0.3 * em and columns[-1] - columns[0] < 0.3 * em:
            continue
        lines.append((x0 + int(columns[0]), y0 + start, x0 + int(columns[-1]) + 1, y0 + end))
    return lines


def _is_dirty(
    ink: Grey,
    windows: Sequence[tuple[int, int, int, int]],
    lines: Sequence[Sequence[tuple[int, int, int, int]]],
) -> bool:
    """Tell whether spots stand in cells that hold nothing else."""
    dirty = sum(
        bool(ink[y0:y1, x0:x1].any())
        for (x0, y0, x1, y1), own in zip(windows, lines, strict=True)
        if not own
    )
    return dirty > 3


def _without_dirt(grey: Grey, ink: Grey, em: float) -> Grey:
    """Return the page without spots, but for those that may be decimal points.

    A point stands at the foot of the digits to both sides of it.
    """
    clean = grey.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    reach = round(0.55 * em)
    for index in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[index])
        if area >= _SPECK * em * em:
            continue
        foot = ink[max(y - reach, 0) : y + h + 2, :]
        left = foot[:, max(x - reach, 0) : max(x - 1, 0)]
        right = foot[:, x + w + 1 : x + w + reach]
        below = ink[y + h + 2 : y + h + reach, max(x - reach, 0) : x + w + reach]
        if left.any() and right.any() and not below.any():
            continue
        margin = 2
        spot = clean[max(y - margin, 0) : y + h + margin, max(x - margin, 0) : x + w + margin]
        other = labels[max(y - margin, 0) : y + h + margin, max(x - margin, 0) : x + w + margin]
        spot[(other == index) | (other == 0)] = int(numpy.percentile(grey, 75))
    return clean


def _crop(
    grey: Grey,
    line: tuple[int, int, int, int],
    window: tuple[int, int, int, int],
    em: float,
) -> Grey:
    """Return a line of a cell on white, a little room around it, as recognition likes it."""
    pad_x, pad_y = round(0.4 * em), round(0.2 * em)
    x0, y0 = max(line[0] - pad_x, window[0]), max(line[1] - pad_y, window[1])
    x1, y1 = min(line[2] + pad_x, window[2]), min(line[3] + pad_y, window[3])
    height = max(y1 - y0, round(1.2 * em))
    width = max(x1 - x0, height)
    paper = int(numpy.percentile(grey[y0:y1, x0:x1], 90)) if x1 > x0 and y1 > y0 else 255
    crop = numpy.full((height, width), paper, dtype=numpy.uint8)
    top, left = (height - (y1 - y0)) // 2, (width - (x1 - x0)) // 2
    crop[top : top + y1 - y0, left : left + x1 - x0] = grey[y0:y1, x0:x1]
    return crop


def _recognised(crops: Sequence[Grey], cleaned: Sequence[Grey] | None = None) -> list[Reading]:
    """Return what each crop is read as.

    An unsure one is read again, larger; one that holds spots is read again without them. Two
    different readings are never sure, and the likelier one is taken.
    """
    first = _read_lines(crops)
    again: dict[int, Grey] = {}
    for index, (_, score) in enumerate(first):
        if cleaned is not None and not numpy.array_equal(cleaned[index], crops[index]):
            again[index] = cleaned[index]
        elif score < _LOOK_AGAIN:
            again[index] = _enlarged(crops[index])
    second = dict(zip(again, _read_lines(list(again.values())), strict=True))
    readings = []
    for index, (text, score) in enumerate(first):
        other: str | None = None
        if index in second:
            text2, score2 = second[index]
            if text2 == text:
                score = max(score, score2)
            elif score2 > score:
                text, other, score = text2, text, min(score2, _TWO_READINGS)
            else:
                other, score = text2, min(score, _TWO_READINGS)
        readings.append(Reading(text=text, score=score, other=other or None))
    return readings


def _enlarged(crop: Grey) -> Grey:
    room = max(2, crop.shape[0] // 6)
    padded = numpy.pad(crop, room, mode="edge")
    return numpy.asarray(
        cv2.resize(padded, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC), dtype=numpy.uint8
    )


def _read_lines(crops: Sequence[Grey]) -> list[tuple[str, float]]:
    if not crops:
        return []
    colour = [numpy.dstack([crop] * 3) for crop in crops]
    result = _engine().recognize_txt(colour)
    return [
        (text.strip(), float(score)) for text, score in zip(result.txts, result.scores, strict=True)
    ]


def _is_full(line: tuple[int, int, int, int], window: tuple[int, int, int, int], em: float) -> bool:
    margin = min(max(line[0] - window[0], 0), round(0.6 * em))
    return (window[2] - window[0]) - (line[2] - line[0]) - 2 * margin < 0.6 * em


def _cell(
    cell: GridCell,
    lines: Sequence[tuple[Reading, tuple[int, int, int, int]]],
    window: tuple[int, int, int, int],
    em: float,
    place: Locator,
) -> RawCell:
    text = other = ""
    score = 1.0
    for index, (reading, _) in enumerate(lines):
        piece, second = reading.text, reading.other or reading.text
        score = min(score, reading.score if reading.text else 0.5)
        if text and piece and is_number_part(text[-1]) and piece[0].isdigit():
            full = _is_full(lines[index - 1][1], window, em)
            text, other = text + ("" if full else " ") + piece, f"{other} {second}"
            score = min(score, 1 - _BROKEN_NUMBER_DOUBT)
        else:
            text, other = joined(text, piece), joined(other, second)
    doubt = 0.0 if score >= SURE else round(1 - score, 4)
    return RawCell(
        text=text,
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        locator=place,
        doubt=doubt,
        readings=((other, doubt),) if other != text and doubt else (),
    )
