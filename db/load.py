"""Putting one bulletin into an archive: all of it or nothing, once.

A bulletin is known by the SHA-256 of its file. Loading the same file again changes nothing
unless the software's version or the options have changed; then the new reading takes the
place of the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from db.corrections import apply_corrections
from db.duplicates import group_of, mark_duplicates
from db.provenance import Provenance, Resolve
from db.writing import Writer
from parser.bulletin import Bulletin

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = [
    "Outcome", "Provenance", "Resolve", "add_source", "bulletin_id", "is_current", "keep_file",
    "load", "record_failure",
]  # fmt: skip

Outcome = Literal["imported", "unchanged", "replaced"]


def bulletin_id(sha256: str) -> str:
    """Return the archive's identifier of the file with this SHA-256."""
    return sha256[:16]


def is_current(db: Database, sha256: str, provenance: Provenance) -> bool:
    """Tell whether the archive holds this file, read by this version with these options."""
    held = db.conn.execute(
        "SELECT parser_version, options FROM bulletins WHERE sha256 = ?", (sha256,)
    ).fetchone()
    return bool(held == (provenance.parser_version, provenance.options_text))


def load(
    db: Database,
    bulletin: Bulletin,
    provenance: Provenance,
    *,
    resolve: Resolve | None = None,
) -> Outcome:
    """Load ``bulletin`` in one transaction; say whether it was new, known or replaced.

    ``resolve`` names the department that an entity of the running text stands for.
    """
    sha256 = bulletin.source.sha256
    with db.atomic():
        # The first statement writes, so that a second import waits here instead of failing later.
        db.conn.execute("DELETE FROM failures WHERE path = ?", (bulletin.source.path,))
        if is_current(db, sha256, provenance):
            add_source(db, sha256, bulletin.source.path)
            return "unchanged"
        known = [
            path
            for (path,) in db.conn.execute(
                "SELECT path FROM sources WHERE bulletin_id = ?", (bulletin_id(sha256),)
            )
        ]
        before = group_of(db.conn, bulletin_id(sha256))
        removed = db.conn.execute("DELETE FROM bulletins WHERE sha256 = ?", (sha256,)).rowcount
        Writer(db.conn, bulletin, bulletin_id(sha256), resolve).write(provenance)
        apply_corrections(db.conn, bulletin_id(sha256))
        for path in known:
            add_source(db, sha256, path)
        for group in {before, group_of(db.conn, bulletin_id(sha256))}:
            mark_duplicates(db.conn, group)
    return "replaced" if removed else "imported"


def add_source(db: Database, sha256: str, path: str) -> None:
    """Note that the file was met under ``path``; the first path in order is the one shown."""
    identifier = bulletin_id(sha256)
    db.conn.execute("INSERT OR IGNORE INTO sources VALUES (?, ?)", (identifier, path))
    db.conn.execute(
        "UPDATE bulletins SET source = (SELECT min(path) FROM sources WHERE bulletin_id = ?1)"
        " WHERE bulletin_id = ?1 AND source > ?2",
        (identifier, path),
    )


def keep_file(db: Database, sha256: str, content: bytes) -> None:
    """Keep the original file of a bulletin, once."""
    with db.atomic():
        db.conn.execute("INSERT OR IGNORE INTO files VALUES (?, ?)", (sha256, content))


def record_failure(
    db: Database, *, path: str, sha256: str | None, reason: str, parser_version: str
) -> None:
    """Note that a file could not be read, and why."""
    with db.atomic():
        db.conn.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)",
            (path, sha256, reason, parser_version),
        )
