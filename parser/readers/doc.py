"""Old Word files (.doc, .wps) and other forms that are converted before they are read.

Word 97-2003's binary form (which WPS also writes) goes through msdoc2docx, pure Python and
installed with this package; what that refuses goes through LibreOffice when it is on the
PATH. Word 6/95 files can be read by LibreOffice only.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from parser.document import Document, UnreadableError
from parser.readers.docx import read_docx
from parser.readers.office import converted, office
from parser.readers.xlsx import read_xlsx


def read_doc(data: bytes) -> Document:
    """Return the Word 97-2003 document in ``data``."""
    try:
        return _converted_here(data)
    except _ProtectedError:
        raise
    except UnreadableError as refusal:
        found = converted_by_office(data, ".doc")
        if found is None:
            hint = "LibreOffice cannot read it either" if office() else "install LibreOffice"
            raise UnreadableError(f"{refusal}; {hint}, or save the file as .docx") from refusal
        return found


def _converted_here(data: bytes) -> Document:
    # Imported when needed: it takes a quarter of a second.
    from doc2docx import convert
    from doc2docx.errors import EncryptedDocumentError, UnsupportedFeatureError

    with tempfile.TemporaryDirectory(prefix="tongbao-") as folder:
        source, target = Path(folder) / "source.doc", Path(folder) / "target.docx"
        source.write_bytes(data)
        try:
            convert(source, target)
            converted = target.read_bytes()
        except EncryptedDocumentError as error:
            raise _ProtectedError(
                "the file is protected by a password: save it without one"
            ) from error
        except UnsupportedFeatureError as error:
            raise UnreadableError("the Word file is of a kind not read here") from error
        except Exception as error:  # the converter fails in many ways on damaged files
            raise UnreadableError("the Word file is damaged or of a kind not read here") from error
    return read_docx(converted, container="doc", reader="doc:msdoc2docx")


def read_by_office(data: bytes, kind: str) -> Document:
    """Return a document of a kind that only LibreOffice reads."""
    if b"opendocument.spreadsheet" in data[:200]:
        workbook = converted(data, ".ods", "xlsx:Calc MS Excel 2007 XML")
        if workbook is not None:
            return read_xlsx(workbook)
    found = converted_by_office(data, ".odt" if data.startswith(b"PK") else ".fodt")
    if found is None:
        raise UnreadableError(
            f"the file ({kind}) is read by LibreOffice, which is not installed or refuses it: "
            "save the file as .docx"
        )
    return found


class _ProtectedError(UnreadableError):
    """A file that no converter can open."""


def converted_by_office(data: bytes, suffix: str) -> Document | None:
    """Return what LibreOffice makes of ``data``; None where it is not installed or fails."""
    content = converted(data, suffix, "docx:Office Open XML Text")
    if content is None:
        return None
    return replace(read_docx(content), format="doc", reader="doc:libreoffice")
