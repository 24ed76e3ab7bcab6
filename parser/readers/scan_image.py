"""What image processing tells of a scanned page: its turn, its ruling lines, its ink."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from parser.document import UnreadableError
from parser.readers.page import Rule

Grey = NDArray[numpy.uint8]

PIXEL_LIMIT = 120_000_000
PAGE_LIMIT = 200
WORKING_DPI = 200
_A4_INCHES = 8.27
_SKEW_LIMIT = 8.0
_SHORTEST_RULE = 18.0
"""Points: shorter lines are strokes of characters."""
_SURELY_A_RULE = 60.0
_REACH = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page in grey, upright; ``scale`` is its pixels per point."""

    grey: Grey
    scale: float


def images_of(data: bytes) -> Iterator[PageImage]:
    """Yield the pages of an image file (TIFF and GIF may have several)."""
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
    try:
        with Image.open(io.BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            if count > PAGE_LIMIT:
                raise UnreadableError(f"the image has {count} pages: divide it and try again")
            for index in range(count):
                image.seek(index)
                if image.width * image.height > PIXEL_LIMIT:
                    raise UnreadableError("the image is larger than 120 megapixels")
                yield _page(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableError("the image is larger than 120 megapixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError("the image is cut off or damaged: scan or fetch it again") from error


def _page(image: Image.Image) -> PageImage:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(white, layer)
    grey = numpy.asarray(image.convert("L"), dtype=numpy.uint8)
    said = image.info.get("dpi", (0, 0))[0] or 0
    # Phones and old scanners say 72 or nothing: then the page is taken for A4.
    dpi = float(said) if 100 <= float(said) <= 1200 else min(grey.shape) / _A4_INCHES
    return upright(resized(grey, dpi))


def resized(grey: Grey, dpi: float) -> PageImage:
    """Return a page at a resolution that recognition does well with."""
    factor = 1.0
    if dpi > 1.6 * WORKING_DPI or dpi < 0.7 * WORKING_DPI:
        factor = WORKING_DPI / dpi
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        grey = _grey(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how))
    return PageImage(grey=grey, scale=dpi * factor / 72)


def _grey(image: Any) -> Grey:
    return numpy.asarray(image, dtype=numpy.uint8)


def ink_of(grey: Grey) -> Grey:
    """Return 255 where there is ink."""
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    block = 2 * (max(grey.shape) // 60) + 1
    local = cv2.adaptiveThreshold(
        soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 18
    )
    return _grey(local)


def upright(page: PageImage) -> PageImage:
    """Return the page turned so that its lines run level (small angles only)."""
    angle = _skew(page)
    if abs(angle) < 0.05:
        return page
    height, width = page.grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    new_width, new_height = int(width * cos + height * sin), int(width * sin + height * cos)
    turn[0, 2] += new_width / 2 - width / 2
    turn[1, 2] += new_height / 2 - height / 2
    turned = cv2.warpAffine(
        page.grey, turn, (new_width, new_height), flags=cv2.INTER_CUBIC, borderValue=(255,)
    )
    return PageImage(grey=_grey(turned), scale=page.scale)


def _skew(page: PageImage) -> float:
    """Return the angle, in degrees, by which the page is turned clockwise on the image.

    At the right angle the sums of ink along the rows differ most sharply, because of the
    ruling lines and the lines of text; it is looked for coarsely, then finely.
    """
    ink = ink_of(page.grey)
    coarse = _sharpest(_shrunk(ink, 600), 0.0, _SKEW_LIMIT, 0.5)
    return _sharpest(_shrunk(ink, 1400), coarse, 0.6, 0.06)


def _shrunk(ink: Grey, side: int) -> Grey:
    factor = min(1.0, side / max(ink.shape))
    return _grey(cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


def _sharpest(ink: Grey, around: float, reach: float, step: float) -> float:
    height, width = ink.shape
    best, found = -1.0, around
    count = round(reach / step)
    for index in sorted(range(-count, count + 1), key=abs):
        angle = around + index * step
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        profile = cv2.warpAffine(ink, turn, (width, height)).sum(axis=1, dtype=numpy.float64)
        sharpness = float(numpy.square(numpy.diff(profile)).sum())
        if sharpness > 1.002 * best:
            best, found = sharpness, angle
    return found


def rules_of(page: PageImage) -> tuple[list[Rule], list[Rule], Grey]:
    """Return the horizontal and vertical ruling lines in points, and the ink of both."""
    ink = ink_of(page.grey)
    short = max(15, int(_SHORTEST_RULE * page.scale))
    gap = max(3, int(1.5 * page.scale))
    across = _lines(ink, (short, 1), (gap, 1), (1, 3))
    down = _lines(ink, (1, short), (1, gap), (3, 1))
    horizontal = [
        Rule((y + h / 2) / page.scale, x / page.scale, (x + w) / page.scale)
        for x, y, w, h in _boxes(across)
        if h <= 5 * page.scale and w >= short
    ]
    vertical = [
        Rule((x + w / 2) / page.scale, y / page.scale, (y + h) / page.scale)
        for x, y, w, h in _boxes(down)
        if w <= 5 * page.scale and h >= short
    ]
    return _anchored(horizontal, vertical), _anchored(vertical, horizontal), _grey(across | down)


def _anchored(rules: Sequence[Rule], others: Sequence[Rule]) -> list[Rule]:
    """Return the lines that are long or end on crossing lines; the rest are strokes of text."""
    return [
        rule
        for rule in rules
        if rule.end - rule.start >= _SURELY_A_RULE
        or (_meets(rule, rule.start, others) and _meets(rule, rule.end, others))
    ]


def _meets(rule: Rule, end: float, others: Sequence[Rule]) -> bool:
    return any(
        abs(other.at - end) <= _REACH and other.start - _REACH <= rule.at <= other.end + _REACH
        for other in others
    )


def _lines(
    ink: Grey, length: tuple[int, int], gap: tuple[int, int], thick: tuple[int, int]
) -> Grey:
    """Return the ink that forms straight lines; slightly slanted ones are thickened first."""
    thickened = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, thick))
    closed = cv2.morphologyEx(
        thickened, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, gap)
    )
    return _grey(
        cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, length))
    )


def _boxes(mask: Grey) -> Sequence[tuple[int, int, int, int]]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [
        (int(stats[i, 0]), int(stats[i, 1]), int(stats[i, 2]), int(stats[i, 3]))
        for i in range(1, count)
    ]


def without_specks(ink: Grey, smallest: float) -> Grey:
    """Return ``ink`` without spots of fewer than ``smallest`` pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    keep = numpy.zeros(count, dtype=numpy.uint8)
    keep[1:] = numpy.where(stats[1:, cv2.CC_STAT_AREA] >= smallest, 255, 0)
    return _grey(keep[labels])
