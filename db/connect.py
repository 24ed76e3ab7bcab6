"""Opening an archive: create it, upgrade it, or refuse what is none, in one clear line."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from db.descriptions import write_descriptions
from db.upgrade import TooOldError, conform

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x746F6E67
"""Written into the file's header ("tong"): tells an archive from another database."""

SCHEMA_VERSION = 4
"""``user_version`` of the schema in ``schema.sql``; each older one has a migration.

Archives of version 1 differ among themselves: they are brought to the present schema at once.
"""

_FIRST_STEP = 2
_BUSY_SECONDS = 30.0


class ArchiveError(Exception):
    """An archive that cannot be opened or written: one clear line with what to do."""


def open_archive(path: Path) -> Database:
    """Open the archive at ``path`` for writing; create it or bring it up to date first."""
    # Only here, as it loads pandas, which those who only read need not wait for.
    from sqlite_utils import Database

    if path.is_dir():
        raise ArchiveError(f"{path}: is a folder; give the name of an archive file")
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: there is no folder {path.parent}; make it first")
    with explained(path):
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(connection)
            if _is_empty(connection):
                _create(connection)
            _check_identity(connection, path)
            _migrate(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 8000")
            connection.execute("PRAGMA cache_size = -65536")
        except BaseException:
            connection.close()
            raise
        return Database(connection)


def open_for_reading(path: Path, *, any_thread: bool = False) -> sqlite3.Connection:
    """Open an existing archive without the right to change it.

    ``any_thread`` lets other threads use the connection, one at a time.
    """
    if not path.exists():
        raise ArchiveError(
            f"{path}: no such archive; make it with 'tongbao import PATH --db {path}'"
        )
    if path.is_dir():
        raise ArchiveError(f"{path}: is a folder; give the name of an archive file")
    with explained(path):
        connection = _connect_read_only(path, any_thread)
        try:
            _check_identity(connection, path)
            if _version(connection) < SCHEMA_VERSION:
                connection.close()
                close(open_archive(path))
                connection = _connect_read_only(path, any_thread)
        except BaseException:
            connection.close()
            raise
        return connection


def close(db: Database) -> None:
    """Close ``db``; the last writer to leave puts everything back into the one file."""
    with contextlib.suppress(sqlite3.Error):
        if not db.conn.in_transaction:
            db.conn.execute("PRAGMA busy_timeout = 0")
            db.conn.execute("PRAGMA journal_mode = DELETE")
    db.conn.close()


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at ``path`` into :class:`ArchiveError`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: {_reason(error)}") from error


def _reason(error: sqlite3.DatabaseError) -> str:
    words = str(error)
    known = {
        "file is not a database": "is no archive (not an SQLite file); give an archive made by"
        " 'tongbao import'",
        "database is locked": "is being written by another program; try again when it is done",
        "readonly": "cannot be written: the file or its folder is read-only",
        "database or disk is full": "the disk is full; make room and run the same command again",
        "unable to open database file": "cannot be opened; check that it may be read"
        " and its folder written",
        "malformed": "is damaged; restore it from a copy, or import the files into a new archive",
        "disk I/O error": "cannot be read or written (disk error, or the disk is full)",
        "interrupted": "took longer than allowed; narrow the question",
    }
    for sign, meaning in known.items():
        if sign in words:
            return meaning
    return words


def _connect_read_only(path: Path, any_thread: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=not any_thread,
    )
    _prepare(connection)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _is_empty(connection: sqlite3.Connection) -> bool:
    count: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return count == 0


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _check_identity(connection: sqlite3.Connection, path: Path) -> None:
    identity = connection.execute("PRAGMA application_id").fetchone()[0]
    if identity != APPLICATION_ID:
        raise ArchiveError(
            f"{path}: is an SQLite database but no archive of tongbao; give another file name"
        )
    if _version(connection) > SCHEMA_VERSION:
        raise ArchiveError(
            f"{path}: was made by a newer tongbao (schema {_version(connection)},"
            f" this one knows {SCHEMA_VERSION}); upgrade tongbao"
        )


def _create(connection: sqlite3.Connection) -> None:
    """Write the whole schema in one transaction, so that no half archive can remain."""
    schema = _sql("schema.sql") + _sql("views.sql") + _sql("codes.sql")
    connection.execute("BEGIN EXCLUSIVE")
    try:
        if _is_empty(connection):
            for statement in _statements(schema):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            write_descriptions(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an older archive up to date, one version after the other, each at once."""
    if 0 < _version(connection) < _FIRST_STEP:
        _conform(connection, path)
    while (version := _version(connection)) < SCHEMA_VERSION:
        step = _migration(version + 1)
        if step is None:
            raise ArchiveError(
                f"{path}: was made by a tongbao too old to upgrade; import the files"
                " into a new archive"
            )
        connection.execute("BEGIN EXCLUSIVE")
        try:
            if _version(connection) == version:
                for statement in _statements(step):
                    connection.execute(statement)
                _renew_codes(connection)
                _renew_views(connection)
                write_descriptions(connection)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _conform(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an archive from before the steps to the present schema."""
    connection.execute("PRAGMA foreign_keys = OFF")  # a table made anew deletes nothing
    connection.execute("BEGIN EXCLUSIVE")
    try:
        if _version(connection) < _FIRST_STEP:
            conform(connection, _statements(_sql("schema.sql")))
            _renew_codes(connection)
            _renew_views(connection)
            write_descriptions(connection)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except TooOldError as error:
        connection.execute("ROLLBACK")
        raise ArchiveError(
            f"{path}: was made by a tongbao too old to upgrade ({error}); import the files"
            " into a new archive"
        ) from error
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        _prepare(connection)


def _migration(version: int) -> str | None:
    """Return the statements that make an archive one of ``version``."""
    script = files("db") / "migrations" / f"{version:03d}.sql"
    return script.read_text(encoding="utf-8") if script.is_file() else None


def _renew_codes(connection: sqlite3.Connection) -> None:
    for statement in _statements(_sql("codes.sql")):
        connection.execute(statement.replace("INSERT INTO", "INSERT OR REPLACE INTO", 1))


def _renew_views(connection: sqlite3.Connection) -> None:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    for (name,) in names:
        connection.execute(f'DROP VIEW "{name}"')
    for statement in _statements(_sql("views.sql")):
        connection.execute(statement)


def _sql(name: str) -> str:
    return (files("db") / name).read_text(encoding="utf-8")


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; comments before a statement are dropped."""
    gathered = ""
    for line in script.splitlines():
        if not gathered and (not line.strip() or line.lstrip().startswith("--")):
            continue
        gathered += line + "\n"
        if sqlite3.complete_statement(gathered):
            yield gathered.strip()
            gathered = ""
    if gathered.strip():
        raise ValueError(f"unfinished statement: {gathered[:80]}")
