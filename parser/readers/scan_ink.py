"""The ink within the cells of a scanned table: lines of text, spots, the picture of a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy

from parser.readers.scan_image import Grey, without_specks

_SPECK = 0.03
"""Share of a letter's square below which a spot is dirt."""

Window = tuple[int, int, int, int]
"""``(x0, y0, x1, y1)`` in pixels, half open."""


def _runs(profile: Any) -> list[tuple[int, int]]:
    """Return the stretches (start, end) where ``profile`` is not zero."""
    marks = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], (profile > 0).astype(int), [0]))))
    return [(int(a), int(b)) for a, b in zip(marks[::2], marks[1::2], strict=True)]


def letter_height(ink: Grey, windows: Sequence[Window], scale: float) -> float:
    """Return the height in pixels of the table's Chinese letters."""
    heights = []
    for x0, y0, x1, y1 in windows:
        if x1 > x0 and y1 > y0:
            runs = _runs(ink[y0:y1, x0:x1].sum(axis=1, dtype=numpy.int64))
            heights += [end - start for start, end in runs if end - start > 3 * scale]
    if not heights:
        return 10 * scale
    return min(float(numpy.percentile(heights, 80)), 24 * scale)


def ink_lines(ink: Grey, window: Window, em: float) -> list[Window]:
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


def is_dirty(
    ink: Grey,
    windows: Sequence[Window],
    lines: Sequence[Sequence[Window]],
) -> bool:
    """Tell whether spots stand in cells that hold nothing else."""
    dirty = sum(
        bool(ink[y0:y1, x0:x1].any())
        for (x0, y0, x1, y1), own in zip(windows, lines, strict=True)
        if not own
    )
    return dirty > 3


def without_dirt(grey: Grey, ink: Grey, em: float) -> Grey:
    """Return the page without spots, but for those that may be decimal points.

    A point stands at the foot of the digits to both sides of it.
    """
    clean = grey.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    reach = round(0.55 * em)
    paper = int(numpy.percentile(grey, 75))
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
        spot[(other == index) | (other == 0)] = paper
    return clean


def crop_of(
    grey: Grey,
    line: Window,
    window: Window,
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
