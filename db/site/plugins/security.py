"""What a page may do in the browser, and what SQL may do in the archive.

Our own pages need no script or style but our files. Datasette's pages hold some of their own,
which are let in there alone; nothing is ever taken from another address.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

Application = Callable[..., Awaitable[None]]
_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DATASETTE = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_READING = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)
_PRAGMAS = frozenset(
    {
        "table_info", "table_xinfo", "table_list", "foreign_key_list", "index_list", "index_info",
        "index_xinfo", "database_list", "function_list", "compile_options", "data_version",
        "schema_version", "user_version", "query_only", "recursive_triggers",
    }
)  # fmt: skip
_OF_VIRTUAL_TABLES = frozenset({(sqlite3.SQLITE_UPDATE, "sqlite_master")})
_NO_FUNCTIONS = frozenset({"load_extension", "readfile", "writefile", "fts3_tokenizer", "edit"})


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Let SQL read the archive's tables and do nothing else."""
    # Datasette's own check looks at how a statement begins; this one at what it does. Its
    # notes of all databases are kept in memory and are its own.
    if database != "_internal":
        conn.set_authorizer(_authorised)


def _authorised(
    action: int, first: str | None, second: str | None, database: str | None, trigger: str | None
) -> int:
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _NO_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS:
        return sqlite3.SQLITE_OK
    # The full-text table tells its columns by a statement that is never carried out; nobody
    # else can write the schema, as the file is opened for reading.
    if (action, first) in _OF_VIRTUAL_TABLES:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[Application], Application]:
    """Send the rules with every answer."""
    base: str = datasette.setting("base_url")
    return lambda application: _Rules(application, base)


class _Rules:
    """Adds the headers unless a page has stricter ones of its own."""

    def __init__(self, application: Application, base: str) -> None:
        self._application = application
        self._datasettes = (f"{base}archive", f"{base}-/")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        rules = _DATASETTE if scope["path"].startswith(self._datasettes) else _OWN

        async def sent(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                held = {name.lower() for name, _ in headers}
                if b"content-security-policy" not in held:
                    headers.append((b"content-security-policy", rules.encode()))
                message = {**message, "headers": [*headers, *_HEADERS]}
            await send(message)

        await self._application(scope, receive, sent)
