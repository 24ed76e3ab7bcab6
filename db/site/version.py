"""Which archive this is: a fingerprint of all that it was made of, and a mark of its file."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

Mark = tuple[tuple[int, int, int], ...]
"""Identity, size and time of change of the archive's files; another mark, other answers."""

_SHOWN = 12


def file_mark(path: Path) -> Mark:
    """Return the mark of the archive at ``path`` and of the log beside it."""
    marks = []
    for name in (path, path.with_name(path.name + "-wal")):
        try:
            found = name.stat()
        except OSError:
            marks.append((0, 0, 0))
        else:
            marks.append((found.st_ino, found.st_size, found.st_mtime_ns))
    return tuple(marks)


def archive_version(connection: sqlite3.Connection) -> str:
    """Return 12 digits that are the same only for the same files, read and corrected alike."""
    digest = hashlib.sha256()
    for row in connection.execute(
        "SELECT sha256, parser_version, options FROM bulletins ORDER BY sha256"
    ):
        digest.update("\x1f".join(map(str, row)).encode())
    for row in connection.execute(
        'SELECT bulletin, annex, "row", "column", raw, value, move_to FROM corrections'
        " WHERE state = 'applied' ORDER BY 1, 2, 3, 4, 5"
    ):
        digest.update("\x1e".join(map(str, row)).encode())
    return digest.hexdigest()[:_SHOWN]
