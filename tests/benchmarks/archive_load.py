"""Loading the same rows by plain ``executemany``, by sqlite-utils, and as the archive does it."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlite_utils import Database

from db.connect import close, open_archive

TABLES = (
    "departments", "bulletins", "sections", "annexes", "annex_tables", "table_columns",
    "table_rows", "cells", "paragraphs", "facts", "findings",
)  # fmt: skip
_OF_BULLETIN = {
    "departments": "SELECT DISTINCT departments.* FROM departments JOIN table_rows"
    " USING (department_id) JOIN annex_tables USING (table_id) JOIN annexes USING (annex_id)"
    " WHERE bulletin_id = ? UNION SELECT departments.* FROM departments JOIN facts"
    " USING (department_id) WHERE bulletin_id = ?",
    "annex_tables": "SELECT annex_tables.* FROM annex_tables JOIN annexes USING (annex_id)"
    " WHERE bulletin_id = ?",
    "table_columns": "SELECT table_columns.* FROM table_columns JOIN annex_tables USING (table_id)"
    " JOIN annexes USING (annex_id) WHERE bulletin_id = ?",
    "table_rows": "SELECT table_rows.* FROM table_rows JOIN annex_tables USING (table_id)"
    " JOIN annexes USING (annex_id) WHERE bulletin_id = ?",
    "cells": "SELECT cells.* FROM cells JOIN table_rows USING (row_id) JOIN annex_tables"
    " USING (table_id) JOIN annexes USING (annex_id) WHERE bulletin_id = ?",
}
_BULLETINS = 120
Rows = dict[str, list[dict[str, object]]]


def compare_loading(connection: sqlite3.Connection) -> None:
    """Print rows a second of each way, over the rows of the same bulletins."""
    batches = list(_rows(connection))
    count = sum(len(rows) for batch in batches for rows in batch.values())
    ways: dict[str, Callable[[Database, Rows], None]] = {
        "plain executemany": _plain,
        "sqlite-utils, one transaction a bulletin": _one_transaction,
        "sqlite-utils, each call by itself": _each_call,
    }
    fastest = 0.0
    for name, way in ways.items():
        with tempfile.TemporaryDirectory() as folder:
            db = open_archive(Path(folder) / "archive.db")
            started = time.perf_counter()
            for batch in batches:
                way(db, batch)
            taken = time.perf_counter() - started
            close(db)
        fastest = fastest or taken
        print(
            f"load of {count} rows by {name}: {count / taken:.0f} a second,"
            f" {taken / fastest:.2f} times as long",
            flush=True,
        )


def _rows(connection: sqlite3.Connection) -> Iterator[Rows]:
    identifiers = connection.execute(
        "SELECT bulletin_id FROM bulletins WHERE superseded_by IS NULL LIMIT ?", (_BULLETINS,)
    ).fetchall()
    for (identifier,) in identifiers:
        batch: Rows = {}
        for table in TABLES:
            query = _OF_BULLETIN.get(table, f"SELECT * FROM {table} WHERE bulletin_id = ?")
            found = connection.execute(query, (identifier,) * query.count("?"))
            names = [column[0] for column in found.description]
            batch[table] = [dict(zip(names, row, strict=True)) for row in found]
        yield batch


def _plain(db: Database, batch: Rows) -> None:
    db.conn.execute("BEGIN")
    for table, rows in batch.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            db.conn.executemany(
                f"INSERT OR IGNORE INTO {table} VALUES ({marks})",
                [tuple(row.values()) for row in rows],
            )
    db.conn.execute("COMMIT")


def _one_transaction(db: Database, batch: Rows) -> None:
    with db.atomic():
        _each_call(db, batch)


def _each_call(db: Database, batch: Rows) -> None:
    for table, rows in batch.items():
        db.table(table).insert_all(rows, ignore=True)
