"""What a file is, told by its content and never by its name.

A name's extension is wrong often enough in an archive (a .doc that is RTF, HTML or docx, a
.wps that is Word's own container) that it is not looked at.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Literal

import olefile

from parser.document import UnreadableError

Kind = Literal[
    "docx",
    "xlsx",
    "zip",
    "odf",
    "doc",
    "xls",
    "rtf",
    "pdf",
    "html",
    "mht",
    "image",
    "text",
    "wordml",
]

_IMAGES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"GIF87a",
    b"GIF89a",
    b"BM",
)
_REFUSED = (
    (b"Rar!\x1a\x07", "a RAR archive: unpack it and give the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it and give the files in it"),
    (b"\x1f\x8b", "a gzip archive: unpack it and give the files in it"),
    (b"SQLite format 3\x00", "a database, not a document"),
    (b"\x7fELF", "a program, not a document"),
    (b"MZ\x90", "a program, not a document"),
    (b"\xdb\xa5", "a Word 2 document: save it as .docx and try again"),
)
_HTML_START = re.compile(
    rb"(?:\s|<!--.*?-->|<\?xml[^>]*>)*"
    rb"<(?:!doctype\s+html|html|head|body|table|meta|title|script|style|div|center|font|span|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHT_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_MHT_TYPE = re.compile(
    rb"^content-type:\s*(?:multipart/related|text/html)", re.IGNORECASE | re.MULTILINE
)
_WORDML = re.compile(rb"<\?mso-application\s+progid=.Word\.Document|<pkg:package|<w:wordDocument")


def kind_of(data: bytes) -> Kind:
    """Return what ``data`` is.

    Raises :class:`UnreadableError` for an empty file and for what is no document at all.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableError("the file is empty: fetch it again from where it was archived")
    for start, what in _REFUSED:
        if data.startswith(start):
            raise UnreadableError(f"the file is {what}")
    if data.startswith(b"PK"):
        return _kind_of_zip(data)
    if data.startswith(olefile.MAGIC):
        return _kind_of_compound(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if data.startswith(_IMAGES) and not (data.startswith(b"BM") and _is_text(data)):
        return "image"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    return _kind_of_text(data)


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/") for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableError(
            "the file starts as a zip or Office file but is cut off or damaged: fetch it again"
        ) from error
    lower = {name.lower() for name in names}
    if "[content_types].xml" in lower or "_rels/.rels" in lower:
        if any(name.startswith("xl/") for name in lower):
            return "xlsx"
        if any(name.startswith("ppt/") for name in lower):
            raise UnreadableError("the file is a presentation: save its text as .docx")
        return "docx"
    if "ofd.xml" in lower:
        raise UnreadableError("the file is an OFD document: save it as PDF and try again")
    if "mimetype" in lower and "content.xml" in lower:
        return "odf"
    return "zip"


def _kind_of_compound(data: bytes) -> Kind:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {"/".join(entry).lower() for entry in container.listdir()}
    except Exception as error:  # olefile raises whatever the damage leads to
        raise UnreadableError(
            "the file starts as an old Office file but is cut off or damaged: fetch it again"
        ) from error
    if "encryptedpackage" in streams:
        raise UnreadableError("the file is protected by a password: save it without one")
    if "worddocument" in streams:
        return "doc"
    if streams & {"workbook", "book"}:
        return "xls"
    if "powerpoint document" in streams:
        raise UnreadableError("the file is a presentation: save its text as .docx")
    raise UnreadableError("the file is an Office container without a document in it")


def _kind_of_text(data: bytes) -> Kind:
    # UTF-16 markup is looked at with its zero bytes taken out.
    head = data[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _WORDML.search(head):
        return "wordml"
    if b"<office:document" in head:
        return "odf"
    if _HTML_START.match(head):
        return "html"
    if _MHT_VERSION.search(head) and _MHT_TYPE.search(head):
        return "mht"
    if not _is_text(data):
        raise UnreadableError("the file is of no kind this program knows: save it as .docx or PDF")
    if _is_json(data):
        raise UnreadableError("the file is JSON data, not a document")
    return "text"


def _is_json(data: bytes) -> bool:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _is_text(data: bytes) -> bool:
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    zeros = sample.count(0)
    if zeros:
        # UTF-16 without a mark: the zero bytes of its ASCII stand on one side only.
        even = sample[0::2].count(0)
        return min(even, zeros - even) == 0 and zeros < len(sample)
    control = sum(
        sample.count(code) for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 26, 27)
    )
    return control <= len(sample) // 200
