"""Zip archives as folders: ``batch.zip/2017/03.txt`` names a member."""

from __future__ import annotations

import zipfile
from pathlib import Path

from parser.document import UnreadableError

_LARGEST_MEMBER = 256 * 1024 * 1024
_HAS_UNICODE_NAME = 0x800
_ENCRYPTED = 0x1


def is_zip(path: Path) -> bool:
    """Tell whether a file is taken for an archive of files (a .docx is a zip file too)."""
    return path.suffix.lower() == ".zip" and path.is_file()


def is_in_zip(path: Path) -> bool:
    """Tell whether a path leads into a zip archive."""
    return _archive_of(path) is not None


def members(path: Path) -> tuple[Path, ...]:
    """Return the members of a zip archive as paths; raise :class:`UnreadableError` if broken."""
    with _opened(path) as archive:
        listed = archive.infolist()
        return tuple(path / _name(member) for member in listed if not member.is_dir())


def member_bytes(path: Path) -> bytes:
    """Return the content of a member."""
    place = _archive_of(path)
    if place is None:
        raise UnreadableError("no such file; check the name")
    wanted = path.relative_to(place)
    with _opened(place) as archive:
        for member in archive.infolist():
            if not member.is_dir() and Path(_name(member)) == wanted:
                return _content(archive, member)
    raise UnreadableError("is not in the zip archive; check the name")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableError("is protected by a password; unpack the zip archive first")
    if member.file_size > _LARGEST_MEMBER:
        raise UnreadableError("is larger than any bulletin (256 MB); split it")
    try:
        content = archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise UnreadableError(f"cannot be unpacked ({error}); fetch the zip again") from error
    if not content:
        raise UnreadableError("is empty; fetch the file again")
    return content


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableError(f"is no readable zip archive ({error}); fetch it again") from error


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Chinese Windows writes it in GBK without saying so."""
    if member.flag_bits & _HAS_UNICODE_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _archive_of(path: Path) -> Path | None:
    return next((parent for parent in path.parents if is_zip(parent)), None)
