"""Tables on a scan: ruling lines give the cells, every cell's lines are recognised alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parser.document import Locator, RawCell
from parser.readers.pdf_grid import GridCell, RuledGrid
from parser.readers.pdf_joining import PageTable
from parser.readers.pdf_lines import BROKEN_NUMBER_DOUBT, is_number_part, joined
from parser.readers.scan_image import Grey, PageImage
from parser.readers.scan_ink import (
    Window,
    crop_of,
    ink_lines,
    is_dirty,
    letter_height,
    without_dirt,
)
from parser.readers.scan_recognition import SURE, Reading, recognised

_MARKS = " .·•‧∙:;,'`´’‘\"_~。、，：；"
_SPOT_DOUBT = 0.05
"""The doubt of a point in a number on a page that has spots."""


def scanned_table(page: PageImage, ink: Grey, grid: RuledGrid, number: int) -> PageTable:
    """Return the table that ``grid`` draws; ``ink`` is the page's without its ruling lines."""
    inside = [_pixels(cell, page.scale) for cell in grid.cells]
    em = letter_height(ink, inside, page.scale)
    lines_in = [ink_lines(ink, window, em) for window in inside]
    owners = [index for index, own in enumerate(lines_in) for _ in own]
    boxes = [line for own in lines_in for line in own]
    pairs = list(zip(owners, boxes, strict=True))
    crops = [crop_of(page.grey, line, inside[owner], em) for owner, line in pairs]
    cleaned: list[Grey] | None = None
    if is_dirty(ink, inside, lines_in):
        clean = without_dirt(page.grey, ink, em)
        cleaned = [crop_of(clean, line, inside[owner], em) for owner, line in pairs]
    readings = recognised(crops, cleaned)
    by_cell: dict[int, list[tuple[Reading, Window]]] = {}
    for owner, reading, line in zip(owners, readings, boxes, strict=True):
        by_cell.setdefault(owner, []).append((reading, line))
    cells = []
    full = set()
    for index, cell in enumerate(grid.cells):
        lines = by_cell.get(index, [])
        place = Locator(block=0, page=number, box=cell.box)
        read = _cell(cell, lines, inside[index], em, place)
        read = _without_marks(read)
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


def _without_marks(cell: RawCell) -> RawCell:
    """Return a cell without points and the like at its ends, which specks are read as.

    What was read at first stays as the other reading, and the cell is doubtful; one that held
    nothing else is blank.
    """
    text = cell.text.strip(_MARKS)
    if text == cell.text:
        return cell
    doubt = max(cell.doubt, _SPOT_DOUBT)
    return replace(cell, text=text, doubt=doubt, readings=((cell.text, doubt), *cell.readings))


def _with_spots(cell: RawCell) -> RawCell:
    """Return a cell of a page with spots: a point in it may be one of them."""
    if "." not in cell.text or not any(character.isdigit() for character in cell.text):
        return cell
    without = cell.text.replace(".", "")
    doubt = max(cell.doubt, _SPOT_DOUBT)
    return replace(cell, doubt=doubt, readings=(*cell.readings, (without, doubt)))


def _pixels(cell: GridCell, scale: float) -> Window:
    x0, top, x1, bottom = (edge * scale for edge in cell.box)
    edge = max(2, round(0.6 * scale))
    return round(x0) + edge, round(top) + edge, round(x1) - edge, round(bottom) - edge


def _is_full(line: Window, window: Window, em: float) -> bool:
    """Tell whether one more letter would not fit into the cell beside a line of its text."""
    margin = min(max(line[0] - window[0], 1), 0.8 * em)
    return (window[2] - window[0]) - (line[2] - line[0]) - 2 * margin < 1.05 * em


def _cell(
    cell: GridCell,
    lines: Sequence[tuple[Reading, Window]],
    window: Window,
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
            score = min(score, 1 - BROKEN_NUMBER_DOUBT)
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
