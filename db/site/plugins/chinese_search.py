"""Makes Datasette's own search box find Chinese words of any length.

Datasette puts what is typed through the SQL function ``escape_fts``; here it becomes the
archive's own match expression (公安 -> "公 安").
"""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from db.search_terms import match_expression

_NOTHING = '""'


# After Datasette's own, so that this definition stays.
@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Define ``escape_fts`` for every connection that Datasette opens."""
    conn.create_function("escape_fts", 1, _escape, deterministic=True)


def _escape(words: object) -> str:
    return match_expression(str(words or "")) or _NOTHING
