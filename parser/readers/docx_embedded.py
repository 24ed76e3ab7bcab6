"""What stands within a Word file in another form: sheets, chunks of text, pictured tables."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from parser.document import Block, Document, RawTable, UnreadableError
from parser.readers.signature import kind_of


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


def read_picture(data: bytes, inches: float) -> tuple[Block, ...]:
    """Return what a picture that is so many ``inches`` wide shows, if it is a ruled table.

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
    if not grids_of(page):  # a photograph, most likely: recognition would take seconds
        return ()
    blocks = blocks_of([read_scanned(page, 1)])
    return blocks if any(isinstance(block, RawTable) for block in blocks) else ()
