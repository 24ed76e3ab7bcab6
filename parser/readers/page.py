"""What stands on a page, upright, in points from the top left: of a PDF as of a scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

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
    page that images cover, ``aslant`` the text that runs across it at an angle (a watermark).
    ``struck`` is what it shows struck through. A page is ``overlaid`` whose text does not show:
    some program recognised it in a picture.
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
    aslant: str = ""
    struck: tuple[str, ...] = ()
    overlaid: bool = False


class Turn(NamedTuple):
    """The way from page coordinates (bottom left) to upright ones (top left)."""

    quarter: int
    left: float
    bottom: float
    width: float
    height: float

    @property
    def upright(self) -> tuple[float, float]:
        """The page's width and height once it is turned, in points."""
        return (self.height, self.width) if self.quarter % 2 else (self.width, self.height)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return a box of page coordinates as an upright one."""
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
