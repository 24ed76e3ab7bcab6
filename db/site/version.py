"""Which archive this is: a fingerprint of all that it was made of, and a mark of its state."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from pathlib import Path

from db.connect import ArchiveError, open_for_reading

Mark = tuple[int, int]
"""The file (inode) and SQLite's count of its changes; another mark, other answers.

The count is that of one connection: marks of two processes tell nothing of each other.
"""

_SHOWN = 12


class Watch:
    """Tells whether the archive at ``path`` is still as it was.

    Times and sizes of files would not do: while an import commits, they have changed before
    its bulletins can be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode = 0
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def mark(self) -> Mark | None:
        """Return the archive's mark, or ``None`` if that cannot be told at the moment."""
        with self._lock:
            try:
                inode = self._path.stat().st_ino
                if self._connection is None or inode != self._inode:
                    self._close()
                    self._connection = open_for_reading(self._path, any_thread=True)
                    # Nobody waits here for one who writes.
                    self._connection.execute("PRAGMA busy_timeout = 0")
                    self._inode = inode
                (changes,) = self._connection.execute("PRAGMA data_version").fetchone()
            except (OSError, sqlite3.Error, ArchiveError):
                return None
            return inode, changes

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


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
