"""The tables of a bulletin's annexes as the rows of an archive's tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from db.rows import SqlRow, insert, json_of, next_key, number_of, place_of
from parser.bulletin import Annex, Row, Table


def write_annexes(
    connection: sqlite3.Connection, bulletin_id: str, annexes: Sequence[Annex]
) -> None:
    """Write a bulletin's annexes with their tables."""
    annex_id = next_key(connection, "annexes", "annex_id")
    for position, annex in enumerate(annexes):
        row = (annex_id, bulletin_id, position, annex.number, annex.title, annex.announced)
        insert(connection, "annexes", [(*row, place_of(annex.locator))])
        for number, table in enumerate(annex.tables):
            _table(connection, annex_id, number, table)
        annex_id += 1


def _table(connection: sqlite3.Connection, annex_id: int, position: int, table: Table) -> None:
    table_id = next_key(connection, "annex_tables", "table_id")
    head = (table_id, annex_id, position, table.layout, place_of(table.locator))
    insert(connection, "annex_tables", [head])
    first_column = next_key(connection, "table_columns", "column_id")
    columns = [
        (
            first_column + n,
            table_id,
            n,
            "/".join(column.path),
            json_of(list(column.path)),
            column.measure,
            column.unit,
        )
        for n, column in enumerate(table.columns)
    ]
    insert(connection, "table_columns", columns)
    identities = [
        (
            table_id,
            n,
            identity.kind,
            identity.total,
            json_of(list(identity.parts)),
            int(identity.clipped),
            identity.origin,
            identity.confirmed,
            identity.contradicted,
        )
        for n, identity in enumerate(table.identities)
    ]
    insert(connection, "identities", identities)
    _rows(connection, table_id, first_column, table.rows)


def _rows(
    connection: sqlite3.Connection, table_id: int, first_column: int, rows: Sequence[Row]
) -> None:
    first_row = next_key(connection, "table_rows", "row_id")
    cell_id = next_key(connection, "cells", "cell_id")
    row_rows: list[SqlRow] = []
    cells: list[SqlRow] = []
    candidates: list[SqlRow] = []
    for position, row in enumerate(rows):
        row_id = first_row + position
        row_rows.append((row_id, table_id, position, *_row_fields(row)))
        for n, cell in enumerate(row.cells):
            tick = cell.value is True
            value = number_of(cell.value)
            said = (cell.raw, value, int(tick), cell.unit, cell.status, _words(cell.basis))
            place = (round(cell.probability, 6), place_of(cell.locator))
            cells.append((cell_id, row_id, first_column + cell.column, n, *said, *place))
            if cell.candidates != (cell.column,):
                candidates += [
                    (cell_id, rank, first_column + column)
                    for rank, column in enumerate(cell.candidates)
                ]
            cell_id += 1
    insert(connection, "table_rows", row_rows)
    insert(connection, "cells", cells)
    insert(connection, "cell_candidates", candidates)


def _row_fields(row: Row) -> SqlRow:
    found = row.department
    name = (found.id, found.method, found.score) if found else (None, None, None)
    return (row.number, row.label, row.raw, row.kind, *name, int(row.cut), place_of(row.locator))


@lru_cache(maxsize=256)
def _words(words: tuple[str, ...]) -> str:
    return json_of(list(words))
