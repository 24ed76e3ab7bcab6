"""What stands within a Word file in another form: sheets, chunks of text, pictured tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from parser.document import Block, Document, Locator, Paragraph, RawTable, Role, UnreadableError
from parser.readers import ocr
from parser.readers.archive import moved_into
from parser.readers.docx_package import WordPackage
from parser.readers.signature import kind_of


class Inserts:
    """Adds what stands in another form to the ``blocks`` of a document, where it stands.

    What cannot be read is one of the package's problems. Pictures that ``are_pages`` of a file
    without text are read as a whole.
    """

    def __init__(self, package: WordPackage, blocks: list[Block]) -> None:
        self._package = package
        self._blocks = blocks
        self._unread_pictures = 0
        self.are_pages = False

    def add_document(self, key: str, role: Role, *, whole: bool) -> None:
        """Add a document; of a workbook that does not stand ``whole`` the sheet that shows."""
        part = self._part(key)
        if not part:
            return
        try:
            document = read_embedded(self._package.content(part), whole=whole)
        except UnreadableError as error:
            self._unread(part, error)
        else:
            self._add(document.blocks, part, role)
            self._package.problems += document.problems

    def add_picture(self, key: str, inches: float) -> None:
        """Add the table that a picture so many ``inches`` wide shows."""
        part = self._part(key)
        if not part:
            return
        if not ocr.installed():
            self._unread_pictures += 1
            return
        try:
            content = self._package.content(part)
            self._add(read_picture(content, inches, whole=self.are_pages), part, "body")
        except UnreadableError as error:
            self._unread(part, error)

    def say_unread(self) -> None:
        """Say how many pictures were not looked at, for want of recognition."""
        if self._unread_pictures:
            said = f"{self._unread_pictures} pictures, which may show tables: install tongbao[ocr]"
            self._package.problems.append(("part-unreadable", said, None))

    def _part(self, key: str) -> str:
        return self._package.relations.get(key, ("", ""))[1]

    def _unread(self, part: str, error: UnreadableError) -> None:
        place = Locator(block=max(len(self._blocks) - 1, 0), member=part)
        self._package.problems.append(("part-unreadable", f"{part}: {error}", place))

    def _add(self, blocks: Sequence[Block], part: str, role: Role) -> None:
        for block in blocks:
            if isinstance(block, Paragraph) and role != "body":
                block = replace(block, role=role)
            offset = len(self._blocks) - block.locator.block
            self._blocks.append(moved_into(block, offset, part))


def read_embedded(data: bytes, *, whole: bool) -> Document:
    """Return the document in an embedded part; of a workbook only the sheet that shows.

    An object that stands as an icon is a file of its own: all of it is read (``whole``).
    """
    kind = kind_of(data)
    if kind in ("xlsx", "xls"):
        from parser.readers import xlsx

        read = xlsx.read_xlsx if kind == "xlsx" else xlsx.read_xls
        return read(data, active_only=not whole)
    if kind in ("html", "mht"):
        from parser.readers import html

        return html.read_html(data) if kind == "html" else html.read_mht(data)
    if kind == "rtf":
        from parser.readers.rtf import read_rtf

        return read_rtf(data)
    if kind == "text":
        from parser.readers.plain import read_text

        return read_text(data)
    raise UnreadableError(f"a {kind} file within the file is not read: save it as one of its own")


def read_picture(data: bytes, inches: float, *, whole: bool = False) -> tuple[Block, ...]:
    """Return what a picture that is so many ``inches`` wide shows, if it is a ruled table.

    With ``whole`` it is a page of its own, and all its text is returned.

    Needs the extra ``[ocr]``.
    """
    import numpy

    from parser.readers.pages import blocks_of
    from parser.readers.scan import grids_of, read_scanned
    from parser.readers.scan_image import PIXEL_LIMIT, resized, upright

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise UnreadableError("a picture of more than 120 megapixels")
            grey = numpy.asarray(picture.convert("L"), dtype=numpy.uint8)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError("a picture that cannot be opened; it may show a table") from error
    page = upright(resized(grey, grey.shape[1] / inches))
    if not (whole or grids_of(page)):  # a photograph, most likely: recognition would take seconds
        return ()
    blocks = blocks_of([read_scanned(page, 1)])
    return blocks if whole or any(isinstance(block, RawTable) for block in blocks) else ()
