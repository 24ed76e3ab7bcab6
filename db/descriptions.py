"""Descriptions of every table, view and column, read back from the schema's own comments.

The comments in ``schema.sql`` and ``views.sql`` are the only place where they are written:
``-- English | 中文`` behind each name. SQLite keeps them in ``sqlite_master``.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

_OBJECT = re.compile(r"CREATE\s+(?:TABLE|VIEW)\s+\"?(\w+)\"?[^\n]*?--\s*([^\n]*)", re.IGNORECASE)
_COLUMN = re.compile(r"^\s+\"?(?P<column>\w+)\"? [^\n]*?--\s*(?P<words>[^\n]*)$", re.MULTILINE)
_VIEW_COLUMN = re.compile(
    r"\bAS\s+\"?(?P<column>\w+)\"?,?\s*--\s*(?P<words>[^\n]*)$", re.MULTILINE | re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a table or view (``column`` empty) or one of its columns holds."""

    object: str
    column: str
    english: str
    chinese: str


def read_descriptions(connection: sqlite3.Connection) -> Iterator[Description]:
    """Yield the descriptions that the statements of ``connection``'s schema carry."""
    statements = connection.execute(
        "SELECT type, sql FROM sqlite_master WHERE type IN ('table', 'view') AND sql LIKE '%--%'"
        " ORDER BY rowid"
    )
    for kind, statement in statements.fetchall():
        head = _OBJECT.match(statement)
        if head is None:
            continue
        yield _described(head[1], "", head[2])
        columns = _VIEW_COLUMN if kind == "view" else _COLUMN
        for column in columns.finditer(statement, head.end()):
            yield _described(head[1], column["column"], column["words"])


def write_descriptions(connection: sqlite3.Connection) -> None:
    """Fill the ``descriptions`` table from the schema's comments."""
    rows = [(d.object, d.column, d.english, d.chinese) for d in read_descriptions(connection)]
    connection.execute("DELETE FROM descriptions")
    connection.executemany("INSERT INTO descriptions VALUES (?, ?, ?, ?)", rows)


def _described(name: str, column: str, words: str) -> Description:
    english, _, chinese = words.partition(" | ")
    return Description(object=name, column=column, english=english.strip(), chinese=chinese.strip())
