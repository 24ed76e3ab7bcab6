"""Which way up a scanned page is: sideways by how its lines run, upside down by recognition."""

from __future__ import annotations

from dataclasses import replace
from statistics import mean

import cv2
import numpy

from parser.readers.scan_image import Grey, PageImage, ink_of, rules_of
from parser.readers.scan_recognition import read_lines

_LINES = 8
"""Lines of text that are tried, the longest ones."""
_FEWEST = 3
_SURE = 0.9
"""How sure the recognition of those is, on average, of a page that is the right way up."""
_BETTER = 0.1
"""By how much it must be surer the other way up for the page to be turned."""
_LONG = 4
"""Heights of a line that it is long, at least: a word in a cell is no line."""


def right_way_up(page: PageImage) -> tuple[PageImage, int]:
    """Return the page turned so that its text is upright, and by how many quarters clockwise."""
    _, _, ruled = rules_of(page)
    ink = ink_of(page.grey)
    ink[ruled > 0] = 0
    level, standing = _long_lines(ink, page.scale), _long_lines(_turned(ink, 1), page.scale)
    quarter = 1 if _length(standing) > 2 * _length(level) else 0
    found = standing if quarter else level
    if len(found) < _FEWEST:
        return page, 0
    grey = _turned(page.grey, quarter)
    crops = [grey[y : y + h, x : x + w] for x, y, w, h in found]
    sure = mean(score for _, score in read_lines(crops))
    if sure < _SURE:
        other = mean(score for _, score in read_lines([_turned(crop, 2) for crop in crops]))
        if other > sure + _BETTER:
            quarter += 2
    return (replace(page, grey=_turned(page.grey, quarter)) if quarter else page), quarter


def _turned(grey: Grey, quarter: int) -> Grey:
    """Return a picture turned by quarters clockwise."""
    return numpy.ascontiguousarray(numpy.rot90(grey, -quarter))


def _length(boxes: list[tuple[int, int, int, int]]) -> int:
    return sum(width for _, _, width, _ in boxes)


def _long_lines(ink: Grey, scale: float) -> list[tuple[int, int, int, int]]:
    """Return the boxes ``(x, y, width, height)`` of the longest level lines of text."""
    reach = cv2.getStructuringElement(cv2.MORPH_RECT, (max(3, round(3 * scale)), 1))
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(ink, cv2.MORPH_CLOSE, reach)
    )
    found = []
    for x, y, width, height, _ in stats[1:count].tolist():
        if 5 * scale < height < 30 * scale and width > _LONG * height:
            above, left = max(0, y - 2), max(0, x - 2)
            found.append((left, above, min(width + 4, round(300 * scale)), height + 4))
    return sorted(found, key=lambda box: -box[2])[:_LINES]
