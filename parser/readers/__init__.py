"""From bytes to a :class:`~parser.document.Document`, one reader a form."""

from __future__ import annotations

from parser.document import Block, Document, Paragraph, UnreadableError
from parser.readers.framing import with_lines_apart
from parser.readers.signature import Kind, kind_of
from parser.readers.stacked_rows import with_rows_apart

SIZE_LIMIT = 256 * 2**20
"""Bytes that a file may have; a bulletin has a few million at most."""

CHARACTER_LIMIT = 2_000_000
"""Characters that a document may have; a bulletin has ten thousand, a yearbook a million."""


def read(data: bytes, *, name: str) -> Document:
    """Return the document in ``data``, whatever its form.

    ``name`` is only shown (as the member of an archive), never relied on. Raises
    :class:`~parser.document.UnreadableError` with one clear line for whatever cannot be read,
    and no other exception.
    """
    if len(data) > SIZE_LIMIT:
        raise UnreadableError("the file is larger than 256 MB: it is not read")
    kind = kind_of(data)
    try:
        document = with_lines_apart(with_rows_apart(_read(data, kind, name)))
    except UnreadableError:
        raise
    except (MemoryError, RecursionError) as error:
        raise UnreadableError(f"the {kind} file is too large or nested too deeply") from error
    except Exception as error:  # the last wall: a batch goes on, whatever a parser met
        raise UnreadableError(
            f"the {kind} file is damaged ({type(error).__name__}): "
            "fetch it again or save it anew as .docx or PDF"
        ) from error
    characters = sum(map(_length, document.blocks))
    if characters > CHARACTER_LIMIT:
        raise UnreadableError(
            f"the document has {characters:,} characters, more than any bulletin: divide it"
        )
    return document


def _length(block: Block) -> int:
    """Return the number of characters in a block."""
    if isinstance(block, Paragraph):
        return len(block.text)
    return sum(len(cell.text) for cell in block.cells)


def _read(data: bytes, kind: Kind, name: str, depth: int = 0) -> Document:
    """Call the reader of ``kind``; readers are imported when first needed."""
    if kind == "docx":
        from parser.readers.docx import read_docx

        return read_docx(data)
    if kind == "wordml":
        from parser.readers import flat_package, word_2003

        if flat_package.is_flat_package(data):
            return flat_package.read_flat_package(data)
        return word_2003.read_word_2003(data)
    if kind == "rtf":
        from parser.readers.rtf import read_rtf

        return read_rtf(data)
    if kind in ("doc", "odf"):
        from parser.readers import doc

        return doc.read_doc(data) if kind == "doc" else doc.read_by_office(data, kind)
    if kind in ("html", "mht"):
        from parser.readers import html

        return html.read_html(data) if kind == "html" else html.read_mht(data)
    if kind == "pdf":
        from parser.readers.pdf import read_pdf

        return read_pdf(data)
    if kind == "image":
        from parser.readers import ocr

        if not ocr.installed():
            raise UnreadableError(ocr.NO_OCR)
        from parser.readers.scan import read_image

        return read_image(data)
    if kind in ("xlsx", "xls"):
        from parser.readers import xlsx

        return xlsx.read_xlsx(data) if kind == "xlsx" else xlsx.read_xls(data)
    if kind == "zip":
        from parser.readers.archive import DEPTH_LIMIT, read_archive

        if depth >= DEPTH_LIMIT:
            raise UnreadableError("archives stand within archives: unpack them")
        return read_archive(data, lambda inner, member: _read_member(inner, member, depth + 1))
    if kind == "text":
        from parser.readers.plain import read_text

        return read_text(data)
    raise UnreadableError(f"the {kind} form is not read yet")


def _read_member(data: bytes, name: str, depth: int) -> Document:
    return _read(data, kind_of(data), name, depth)
