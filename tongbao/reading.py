"""Reading one file: the parser's answer, or one clear line saying why there is none."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from corpus.manifest import Manifest, ManifestRow
from parser.bulletin import Bulletin
from parser.document import UnreadableError
from tongbao.zipped import is_in_zip, is_zip, member_bytes, members

LARGEST = 256 * 1024 * 1024
"""Bytes; what is larger is refused rather than read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known of a file before it is read, who said so, and whether to read it twice."""

    year: int | None = None
    issuer: str | None = None
    row: ManifestRow | None = None
    register: Path | None = None
    second_reading: bool = False

    @property
    def options(self) -> dict[str, str | int | None]:
        """What of it changes the reading, to be kept beside the bulletin."""
        row = self.row
        return {
            "year": self.year,
            "issuer": self.issuer or (row.issuer if row else None),
            "period": row.period if row else None,
            "published": row.published if row else None,
            "source_page": row.source_page if row else None,
            "register": file_digest(self.register)[:16] if self.register else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options that hold for all files of a command."""

    year: int | None = None
    issuer: str | None = None
    manifests: tuple[Manifest, ...] = field(default=())
    register: Path | None = None
    second_reading: bool = False

    def given(self, path: Path, sha256: str) -> Given:
        """Return what is known of one file."""
        rows = (manifest.find(path, sha256) for manifest in self.manifests)
        row = next((row for row in rows if row is not None), None)
        return Given(
            year=self.year,
            issuer=self.issuer,
            row=row,
            register=self.register,
            second_reading=self.second_reading,
        )


def path_text(path: Path) -> str:
    """Return a path as text that can be stored and printed.

    A name that is no UTF-8 is taken for GBK, which older Chinese Windows wrote.
    """
    name = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", errors="backslashreplace")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file; raise :class:`UnreadableError` if it cannot be read."""
    if is_in_zip(path):
        return hashlib.sha256(file_bytes(path)).hexdigest()
    check_file(path)
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableError(_os_reason(error)) from error


def file_bytes(path: Path) -> bytes:
    """Return what is in a file, or in a member of a zip archive (``a.zip/b.txt``)."""
    if is_in_zip(path):
        return member_bytes(path)
    check_file(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(_os_reason(error)) from error


def check_file(path: Path) -> None:
    """Refuse what is no file with something in it."""
    try:
        if path.is_dir():
            raise UnreadableError(
                "is a folder; name files, or read a whole folder with 'tongbao import'"
            )
        if not path.exists():
            raise UnreadableError("no such file; check the name")
        if not path.is_file():
            raise UnreadableError("is no regular file; save it as a file first")
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableError(_os_reason(error)) from error
    if size == 0:
        raise UnreadableError("is empty; fetch the file again")
    if size > LARGEST:
        raise UnreadableError("is larger than any bulletin (256 MB); split it")
    if is_zip(path):
        members(path)  # says so if it is broken
        raise UnreadableError("is a zip archive of files; read it whole with 'tongbao import'")


def read_bulletin(path: Path, given: Given) -> Bulletin:
    """Parse one file; whatever goes wrong ends in :class:`UnreadableError`."""
    from parser.pipeline import Known, parse_bytes

    data = file_bytes(path)
    row = given.row
    known = Known(
        year=given.year if given.year is not None else row.year if row else None,
        issuer=given.issuer or (row.issuer if row else None),
        period=row.period if row else None,
        published=row.published if row else None,
        address=row.source_page if row else None,
        year_source="argument" if given.year is not None else "manifest" if row else None,
        register=given.register,
    )
    try:
        return parse_bytes(
            data, path=path_text(path), known=known, second_reading=given.second_reading
        )
    except UnreadableError:
        raise
    except OSError as error:
        raise UnreadableError(_os_reason(error)) from error
    except MemoryError as error:
        raise UnreadableError("needs more memory than allowed; split the document") from error
    except RecursionError as error:
        raise UnreadableError("is nested too deeply to be read; save it again") from error
    except Exception as error:
        words = f"{type(error).__name__}: {error}".splitlines()[0]
        raise UnreadableError(
            f"could not be parsed ({words}); please report it together with the file"
        ) from error


def _os_reason(error: OSError) -> str:
    match error:
        case PermissionError():
            return "may not be read; change its permissions"
        case FileNotFoundError():
            return "no such file; check the name"
        case _:
            return f"cannot be read ({error.strerror or error})"
