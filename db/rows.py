"""Rows of an archive's tables: how values are put into them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from parser.bulletin import Value
from parser.document import Locator

_TOO_LARGE = 2**63
SqlRow = tuple[object, ...]


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[SqlRow]) -> None:
    """Insert rows with a value for every column."""
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)


def next_key(connection: sqlite3.Connection, table: str, key: str) -> int:
    """Return the row number that comes next."""
    query = f'SELECT coalesce(max("{key}"), 0) + 1 FROM "{table}"'
    number: int = connection.execute(query).fetchone()[0]
    return number


def number_of(value: Value | None) -> int | float | None:
    """Return a number as SQLite can hold it; a whole number of more than 18 digits rounded."""
    if isinstance(value, float) or value is None:
        return value
    return int(value) if abs(value) < _TOO_LARGE else float(value)


def place_of(locator: Locator) -> str:
    """Return where something stands, as JSON."""
    return json_of(locator.as_json())


def json_of(value: object) -> str:
    """Return a value as JSON."""
    return _ENCODER.encode(value)


def _listed(value: object) -> object:
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_listed)
