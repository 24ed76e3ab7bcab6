"""Bringing the tables of an older archive to what ``schema.sql`` says, with all they hold.

A table whose columns differ is made anew and filled; what an old archive did not know is
taken from what it does. Indexes, triggers and the search index follow.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable

from db.search_terms import spread

_FILLINGS: dict[tuple[str, str], str] = {
    ("table_columns", "header"): "header_of(path)",
    ("table_rows", "cut"): "0",
    ("facts", "label"): "NULL",
    ("facts", "whole"): "NULL",
    ("facts", "status"): "'ambiguous'",
    ("facts", "basis"): "'[]'",
    ("facts", "doubts"): "'[]'",
    ("facts", "probability"): "0.74",
}
"""What stands in a column that an older archive has not (SQL over the old columns).

How sure a number of the text is was not said: of all read for the first time .74 were right.
"""

_SEARCH = "paragraphs_fts"


class TooOldError(Exception):
    """An archive whose tables lack what cannot be told from the rest."""


def conform(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    """Make tables, indexes, triggers and search index what ``statements`` would create.

    Runs in the caller's transaction, with foreign keys off. Raises :class:`TooOldError`.
    """
    wanted = sqlite3.connect(":memory:")
    for statement in statements:
        if statement.lstrip().upper().startswith("CREATE"):
            wanted.execute(statement)
    connection.create_function("header_of", 1, _header_of, deterministic=True)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'view'"
    ).fetchall():
        connection.execute(f'DROP VIEW "{name}"')  # put back by the caller
    tables = {name: sql for name, sql in _objects(wanted, "table").items() if sql is not None}
    for name, sql in tables.items():
        if name == _SEARCH or name.startswith(f"{_SEARCH}_"):
            continue
        _conform_table(connection, name, sql, _columns(wanted, name))
    for name in set(_objects(connection, "table")) - set(tables):
        if not name.startswith(("sqlite_", f"{_SEARCH}_")):
            raise TooOldError(f"it has a table {name} that this version does not know")
    for kind in ("index", "trigger"):
        _conform_kind(connection, kind, _objects(wanted, kind))
    if _objects(connection, "table").get(_SEARCH) != tables[_SEARCH]:
        _renew_search(connection, str(tables[_SEARCH]))
    wanted.close()
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise TooOldError(f"rows of {broken[0]} refer to rows of {broken[2]} that are not there")


def _conform_table(
    connection: sqlite3.Connection, name: str, sql: str, columns: tuple[str, ...]
) -> None:
    there = _columns(connection, name)
    if not there:
        connection.execute(sql)
        return
    if there == columns:
        return
    values = []
    for column in columns:
        if column in there:
            values.append(f'"{column}"')
        elif (name, column) in _FILLINGS:
            values.append(_FILLINGS[name, column])
        else:
            raise TooOldError(f"its table {name} has no column {column}")
    connection.execute(_under_another_name(sql, name))
    connection.execute(f'INSERT INTO "new {name}" SELECT {", ".join(values)} FROM "{name}"')
    connection.execute(f'DROP TABLE "{name}"')
    connection.execute("PRAGMA legacy_alter_table = ON")  # others go on meaning ``name``
    connection.execute(f'ALTER TABLE "new {name}" RENAME TO "{name}"')
    connection.execute("PRAGMA legacy_alter_table = OFF")


def _under_another_name(sql: str, name: str) -> str:
    head = f"CREATE TABLE {name} ("
    if not sql.startswith(head):
        raise TooOldError(f"its table {name} cannot be made anew")
    return f'CREATE TABLE "new {name}" (' + sql[len(head) :]


def _conform_kind(connection: sqlite3.Connection, kind: str, wanted: dict[str, str | None]) -> None:
    there = {name: sql for name, sql in _objects(connection, kind).items() if sql is not None}
    asked = {name: sql for name, sql in wanted.items() if sql is not None}
    for name, sql in there.items():
        if asked.get(name) != sql:
            connection.execute(f'DROP {kind.upper()} "{name}"')
    for name, sql in asked.items():
        if there.get(name) != sql:
            connection.execute(sql)


def _renew_search(connection: sqlite3.Connection, sql: str) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {_SEARCH}")
    connection.execute(sql)
    shadow: Callable[[str], str] = spread
    connection.create_function("spread", 1, shadow, deterministic=True)
    connection.execute(
        f"INSERT INTO {_SEARCH} (rowid, text) SELECT paragraph_id, spread(text) FROM paragraphs"
    )


def _objects(connection: sqlite3.Connection, kind: str) -> dict[str, str | None]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = ?", (kind,))
    return dict(rows.fetchall())


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    rows = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    return tuple(row[1] for row in rows)


def _header_of(path: str) -> str:
    return json.dumps(path.split("/"), ensure_ascii=False, separators=(",", ":"))
