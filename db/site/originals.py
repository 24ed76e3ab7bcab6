"""The original files and pictures of their pages.

A file is shown only if its SHA-256 is the one that was read: from the archive if it was kept,
else from where it lay at import. Scanned pages are straightened as they were for reading, so
that the boxes of the archive fit.
"""

from __future__ import annotations

import hashlib
import io
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pypdfium2

PAGED = ("pdf", "scan")
_SCALE = 1.6
"""Pixels a point: letters of 7 points can be read."""
_MOST_PIXELS = 2600
_LARGEST_FILE = 200 * 1024 * 1024
_LOCK = threading.Lock()
"""PDFium may be used by one thread at a time."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page as PNG; ``width`` and ``height`` are in points, as the boxes are.

    ``straight`` tells that the page stands as it was read.
    """

    png: bytes
    width: float
    height: float
    straight: bool = True


class Originals:
    """Gives original files and page images; keeps the last ones."""

    def __init__(self) -> None:
        self._pages: _Kept[PageImage | None] = _Kept(48)
        self._counts: _Kept[int] = _Kept(512)
        self._there: _Kept[bool] = _Kept(2048)

    def is_there(self, connection: sqlite3.Connection, sha256: str) -> bool:
        """Tell whether the original file can be shown."""
        known = self._there.get(sha256)
        if known is None:
            known = self.content(connection, sha256) is not None
            self._there.put(sha256, known)
        return known

    def content(self, connection: sqlite3.Connection, sha256: str) -> bytes | None:
        """Return the file's bytes, or ``None`` if it is gone or is another file now."""
        row = connection.execute("SELECT content FROM files WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None:
            return bytes(row[0])
        paths = connection.execute(
            "SELECT path FROM sources JOIN bulletins USING (bulletin_id) WHERE sha256 = ?",
            (sha256,),
        )
        for (path,) in paths:
            try:
                file = Path(path)
                if not file.is_file() or file.stat().st_size > _LARGEST_FILE:
                    continue
                content = file.read_bytes()
            except OSError:
                continue
            if hashlib.sha256(content).hexdigest() == sha256:
                return content
        return None

    def page_count(self, connection: sqlite3.Connection, sha256: str) -> int:
        """Return how many pages the file has; 0 if it has none or cannot be shown."""
        known = self._counts.get(sha256)
        if known is None:
            content = self.content(connection, sha256)
            known = 0 if content is None else _guarded(lambda: _count(content)) or 0
            self._counts.put(sha256, known)
        return known

    def page(
        self, connection: sqlite3.Connection, sha256: str, number: int, *, scanned: bool
    ) -> PageImage | None:
        """Return page ``number`` (from 1) as an image, or ``None`` if it cannot be shown."""
        key = f"{sha256}/{number}"
        if key in self._pages:
            return self._pages.get(key)
        content = self.content(connection, sha256)
        image = (
            None if content is None else _guarded(lambda: _draw(content, number, scanned=scanned))
        )
        self._pages.put(key, image)
        return image


class _Kept(OrderedDict[str, _T]):
    """The last ``most`` values."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def put(self, key: str, value: _T) -> None:
        self[key] = value
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)


def _guarded(action: Callable[[], _T]) -> _T | None:
    """Run ``action`` alone; a file that cannot be drawn gives nothing."""
    import pypdfium2
    from PIL import Image

    from parser.document import UnreadableError

    problems = (pypdfium2.PdfiumError, OSError, ValueError, IndexError, UnreadableError)
    with _LOCK:
        try:
            return action()
        except (*problems, Image.DecompressionBombError):
            return None


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def _count(content: bytes) -> int:
    import pypdfium2
    from PIL import Image

    if _is_pdf(content):
        with pypdfium2.PdfDocument(content) as document:
            return len(document)
    with Image.open(io.BytesIO(content)) as image:
        return int(getattr(image, "n_frames", 1))


def _draw(content: bytes, number: int, *, scanned: bool) -> PageImage:
    import pypdfium2

    if not _is_pdf(content):
        return _picture(content, number)
    with pypdfium2.PdfDocument(content) as document:
        page = document[number - 1]
        try:
            if scanned:
                return _scanned(page)
            width, height = page.get_size()
            scale = min(_SCALE, _MOST_PIXELS / max(width, height))
            drawn = page.render(scale=scale).to_pil()
        finally:
            page.close()
    return PageImage(png=_png(drawn), width=width, height=height)


def _scanned(page: pypdfium2.PdfPage) -> PageImage:
    """Return a page of a PDF that was read as a picture, turned as it was then."""
    width, height = page.get_size()
    try:
        from parser.readers.pdf import SIDE_LIMIT
        from parser.readers.scan_image import WORKING_DPI, resized, upright
    except ImportError:
        drawn = page.render(scale=_SCALE).to_pil()
        return PageImage(png=_png(drawn), width=width, height=height, straight=False)
    dpi = min(WORKING_DPI, 72 * SIDE_LIMIT / max(width, height))
    grey = page.render(scale=dpi / 72, grayscale=True).to_numpy()
    return _grey_page(upright(resized(grey.reshape(grey.shape[:2]), dpi)))


def _picture(content: bytes, number: int) -> PageImage:
    """Return an image file's page, turned as it was for reading."""
    from PIL import Image

    try:
        from parser.readers.scan_image import images_of
    except ImportError:
        with Image.open(io.BytesIO(content)) as image:
            image.seek(number - 1)
            dpi = float(image.info.get("dpi", (150, 150))[0]) or 150.0
            size = (image.width * 72 / dpi, image.height * 72 / dpi)
            return PageImage(
                png=_png(image.convert("L")), width=size[0], height=size[1], straight=False
            )
    for index, page in enumerate(images_of(content), start=1):
        if index == number:
            return _grey_page(page)
    raise IndexError(number)


def _grey_page(page: Any) -> PageImage:
    from PIL import Image

    height, width = page.grey.shape
    drawn = Image.fromarray(page.grey)
    return PageImage(png=_png(drawn), width=width / page.scale, height=height / page.scale)


def _png(image: Any) -> bytes:
    """Return a picture as PNG, made smaller where it is larger than any screen."""
    longest = max(image.size)
    if longest > _MOST_PIXELS:
        image.thumbnail((_MOST_PIXELS, _MOST_PIXELS))
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=3)
    return stream.getvalue()
