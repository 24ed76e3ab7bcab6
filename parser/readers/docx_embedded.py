"""Documents that stand within a Word file: sheets put in as objects, chunks of other forms."""

from __future__ import annotations

from parser.document import Document, UnreadableError
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
