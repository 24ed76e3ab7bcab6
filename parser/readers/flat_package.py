"""Word files kept as one XML document (Flat OPC): a package whose parts stand in its text.

Word writes them under "Word XML Document". The parts are put back into a zip container, from
which :mod:`parser.readers.docx` reads them as those of any other Word file.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile

from lxml import etree

from parser.document import Document, UnreadableError
from parser.readers.docx import read_docx
from parser.readers.package import MEMBER_COUNT_LIMIT, attribute, child, local, parse_xml


def is_flat_package(data: bytes) -> bool:
    """Tell whether ``data`` (some XML) is a flat package, in whatever encoding."""
    return b"<pkg:package" in data[:4096].replace(b"\x00", b"")


def read_flat_package(data: bytes) -> Document:
    """Return the document in ``data``; :class:`UnreadableError` if it is damaged."""
    parts = [one for one in parse_xml(data, "package", pictures=True) if local(one) == "part"]
    if len(parts) > MEMBER_COUNT_LIMIT:
        raise UnreadableError(f"the file holds {len(parts)} parts: too many to be a document")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in parts:
            archive.writestr((attribute(part, "name") or "").lstrip("/"), _content(part))
    return read_docx(stream.getvalue())


def _content(part: etree._Element) -> bytes:
    """Return what a part holds: XML as it stands, anything else decoded."""
    xml = child(part, "xmlData")
    if xml is not None:
        return b"".join(etree.tostring(one) for one in xml)
    try:
        return base64.b64decode(getattr(child(part, "binaryData"), "text", None) or "")
    except (binascii.Error, ValueError):
        return b""  # a picture, at most: no text is kept so
