"""An issuer's tables as the parser left them, read back from the archive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from parser.bulletin import Cell, Column, Row, Table
from parser.document import Locator
from parser.structure.titles import without_period
from parser.tables.evidence import past_table

_NOWHERE = Locator(block=0)
_HEADS = (
    "SELECT t.table_id, b.bulletin_id, coalesce(b.superseded_by, b.bulletin_id),"
    " coalesce(a.title, ''), t.layout"
    " FROM bulletins b CROSS JOIN annexes a USING (bulletin_id)"
    " CROSS JOIN annex_tables t USING (annex_id)"
    " WHERE {whose} ORDER BY b.bulletin_id, a.position, t.position"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTable:
    """A table without its locators.

    ``counted_as`` is the bulletin that its own is counted as: itself, or the one that stands
    for it. Tables of the same ``kind`` are the issuer's same annex in different bulletins.
    ``departments`` pairs printed labels with what they were resolved to.
    """

    bulletin_id: str
    counted_as: str
    kind: str
    table: Table
    departments: tuple[tuple[str, str], ...]

    @property
    def is_counted(self) -> bool:
        """Whether no other bulletin stands for its own."""
        return self.counted_as == self.bulletin_id

    @property
    def is_collapsed(self) -> bool:
        """Whether its blanks were lost."""
        return self.table.layout == "collapsed"

    @property
    def printed(self) -> tuple[object, ...]:
        """All that it is as evidence for others."""
        return past_table(self.table, name=self.bulletin_id), self.departments


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Row numbers in the archive: of a table's columns, and of its cells row by row."""

    columns: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]


def tables_of_issuer(connection: sqlite3.Connection, issuer: str) -> Iterator[StoredTable]:
    """Yield the tables of an issuer's bulletins, in an order of their own."""
    heads = connection.execute(_HEADS.format(whose="b.issuer = ?"), (issuer,)).fetchall()
    for head in heads:
        yield _stored(connection, *head)[0]


def tables_of_bulletin(
    connection: sqlite3.Connection, bulletin_id: str
) -> Iterator[tuple[StoredTable, Keys]]:
    """Yield the tables of one bulletin in the same order, with their row numbers."""
    heads = connection.execute(_HEADS.format(whose="b.bulletin_id = ?"), (bulletin_id,)).fetchall()
    for head in heads:
        yield _stored(connection, *head)


def _stored(
    connection: sqlite3.Connection,
    table_id: int,
    bulletin_id: str,
    counted_as: str,
    title: str,
    layout: str,
) -> tuple[StoredTable, Keys]:
    columns = connection.execute(
        "SELECT column_id, header, measure, unit FROM table_columns"
        " WHERE table_id = ? ORDER BY position",
        (table_id,),
    ).fetchall()
    column_ids = tuple(column[0] for column in columns)
    rows, cell_ids, departments = _rows(connection, table_id, column_ids)
    table = Table(
        layout=layout,  # type: ignore[arg-type]
        columns=tuple(
            Column(path=tuple(json.loads(header)), measure=measure, unit=unit)
            for _, header, measure, unit in columns
        ),
        rows=rows,
        source=(),
        identities=(),
        locator=_NOWHERE,
    )
    stored = StoredTable(
        bulletin_id=bulletin_id,
        counted_as=counted_as,
        kind=without_period(title) or "/".join(header for _, header, _, _ in columns),
        table=table,
        departments=departments,
    )
    return stored, Keys(columns=column_ids, cells=cell_ids)


def _rows(
    connection: sqlite3.Connection, table_id: int, column_ids: tuple[int, ...]
) -> tuple[tuple[Row, ...], tuple[tuple[int, ...], ...], tuple[tuple[str, str], ...]]:
    cells = _cells(connection, table_id, column_ids)
    held = connection.execute(
        "SELECT row_id, number, label, raw, kind, department_id, cut FROM table_rows"
        " WHERE table_id = ? ORDER BY position",
        (table_id,),
    ).fetchall()
    rows = tuple(
        Row(
            number=number,
            label=label,
            raw=raw,
            kind=kind,
            department=None,
            cells=tuple(cell for _, cell in cells.get(row_id, ())),
            locator=_NOWHERE,
            cut=bool(cut),
        )
        for row_id, number, label, raw, kind, _, cut in held
    )
    ids = tuple(tuple(cell_id for cell_id, _ in cells.get(row[0], ())) for row in held)
    named = tuple((row[2], row[5]) for row in held if row[2] is not None and row[5] is not None)
    return rows, ids, named


def _cells(
    connection: sqlite3.Connection, table_id: int, column_ids: tuple[int, ...]
) -> dict[int, list[tuple[int, Cell]]]:
    """Return the cells of each row with their row numbers."""
    where = {column_id: place for place, column_id in enumerate(column_ids)}
    candidates: dict[int, list[int]] = {}
    for cell_id, column_id in connection.execute(
        "SELECT k.cell_id, k.column_id FROM cell_candidates k JOIN cells USING (cell_id)"
        " JOIN table_rows r USING (row_id) WHERE r.table_id = ? ORDER BY k.cell_id, k.rank",
        (table_id,),
    ):
        candidates.setdefault(cell_id, []).append(where[column_id])
    cells: dict[int, list[tuple[int, Cell]]] = {}
    for row_id, cell_id, column_id, raw, value, tick, unit, status in connection.execute(
        "SELECT c.row_id, c.cell_id, c.column_id, c.raw, c.value, c.tick, c.unit, c.status"
        " FROM cells c JOIN table_rows r USING (row_id) WHERE r.table_id = ?"
        " ORDER BY r.position, c.position",
        (table_id,),
    ):
        cell = Cell(
            column=where[column_id],
            raw=raw,
            value=True if tick else value,
            unit=unit,
            status=status,
            basis=(),
            probability=0.0,
            candidates=tuple(candidates.get(cell_id, ())),
            locator=_NOWHERE,
        )
        cells.setdefault(row_id, []).append((cell_id, cell))
    return cells
