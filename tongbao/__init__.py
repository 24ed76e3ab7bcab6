"""Archived bulletins (通报) of Chinese government service centres, number by number.

``parse`` reads a document, :class:`Archive` keeps and searches many of them.
"""

from __future__ import annotations

from pathlib import Path

from parser.bulletin import Bulletin
from parser.document import UnreadableError
from tongbao.archive import Archive

__version__ = "0.2.0"
__all__ = ["Archive", "Bulletin", "UnreadableError", "__version__", "parse"]


def parse(
    path: str | Path,
    *,
    year: int | None = None,
    issuer: str | None = None,
    manifest: str | Path | None = None,
) -> Bulletin:
    """Read one document into a :class:`Bulletin`.

    ``year`` and ``issuer`` say what the text leaves out; ``manifest`` is a CSV that says it
    for many files. Raises :class:`UnreadableError` with one clear line if the file cannot
    be read as a bulletin.
    """
    from corpus.manifest import read_manifest
    from tongbao.reading import Options, file_digest, read_bulletin

    file = Path(path)
    manifests = (read_manifest(Path(manifest)),) if manifest is not None else ()
    options = Options(year=year, issuer=issuer, manifests=manifests)
    return read_bulletin(file, options.given(file, file_digest(file)))
