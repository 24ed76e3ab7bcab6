"""The second pass over an archive: an issuer's other months speak for the open cells.

Every collapsed table of an issuer is placed once more with what the issuer's other tables
print as evidence. Both start from what is printed, never from a former pass, so the result
depends on which bulletins the archive holds and not on the order of their arrival, and doing it
again changes nothing. A digest of the bulletins is kept for each issuer; a pass that was
interrupted is made up for by the next import.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.corrections import apply_corrections, restore_corrections
from parser.bulletin import Cell, Column, Row, Table
from parser.document import Locator
from parser.structure.titles import without_period
from parser.tables.evidence import gather_evidence, past_table, place_again

if TYPE_CHECKING:
    from sqlite_utils import Database

_META = "second pass: "
_NOWHERE = Locator(block=0)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A table of the archive; ids lead back to its rows.

    Tables of the same ``kind`` are the issuer's same annex in different bulletins.
    """

    bulletin_id: str
    kind: str
    table: Table
    informed: bool
    column_ids: tuple[int, ...]
    cell_ids: tuple[tuple[int, ...], ...]
    departments: tuple[tuple[str, str], ...]


def second_pass(db: Database, on_issuer: Callable[[str], None] | None = None) -> int:
    """Place the open cells of every issuer whose bulletins changed; return how many moved.

    One issuer is one transaction. ``on_issuer`` is told each issuer before its turn.
    """
    moved = 0
    for issuer, digest in _changed(db.conn):
        if on_issuer is not None:
            on_issuer(issuer)
        with db.atomic():
            moved += _place_issuer(db.conn, issuer)
            db.conn.execute(
                "INSERT INTO meta (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (_META + issuer, digest),
            )
    return moved


def _changed(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the issuers, with their digest, whose bulletins are not those of the last pass."""
    held = connection.execute(
        "SELECT issuer, bulletin_id, parser_version, options, superseded_by FROM bulletins"
        " WHERE issuer IS NOT NULL ORDER BY issuer, bulletin_id"
    )
    digests: dict[str, hashlib._Hash] = {}
    for issuer, *row in held:
        digests.setdefault(issuer, hashlib.sha256()).update(repr(row).encode())
    known = dict(
        connection.execute("SELECT name, value FROM meta WHERE name LIKE ? || '%'", (_META,))
    )
    now = {issuer: digest.hexdigest() for issuer, digest in digests.items()}
    return [
        (issuer, digest) for issuer, digest in now.items() if known.get(_META + issuer) != digest
    ]


def _place_issuer(connection: sqlite3.Connection, issuer: str) -> int:
    bulletins = [
        bulletin_id
        for (bulletin_id,) in connection.execute(
            "SELECT bulletin_id FROM bulletins WHERE issuer = ? ORDER BY bulletin_id", (issuer,)
        )
    ]
    for bulletin_id in bulletins:
        restore_corrections(connection, bulletin_id)
    kinds: dict[str, list[_Stored]] = {}
    for held in _tables(connection, issuer):
        kinds.setdefault(held.kind, []).append(held)
    moved = sum(_place_kind(connection, stored) for stored in kinds.values())
    for bulletin_id in bulletins:
        apply_corrections(connection, bulletin_id)
    return moved


def _place_kind(connection: sqlite3.Connection, stored: list[_Stored]) -> int:
    """Place one annex's tables by what it prints in other bulletins.

    Tables bear their bulletin's name, so that none is evidence for another of its bulletin.
    """
    alone = len({held.bulletin_id for held in stored}) < 2
    collapsed = [
        held for held in stored if held.table.layout == "collapsed" and (held.informed or not alone)
    ]
    if not collapsed:
        return 0
    past = [] if alone else [past_table(held.table, name=held.bulletin_id) for held in stored]
    evidence = gather_evidence(past, departments=_departments(stored))
    return sum(
        _write(connection, held, place_again(held.table, evidence, name=held.bulletin_id))
        for held in collapsed
    )


def _departments(stored: list[_Stored]) -> dict[str, str]:
    """Return the labels that mean one department in all of the issuer's tables."""
    meanings: dict[str, set[str]] = {}
    for held in stored:
        for label, department in held.departments:
            meanings.setdefault(label, set()).add(department)
    return {label: next(iter(ids)) for label, ids in meanings.items() if len(ids) == 1}


def _tables(connection: sqlite3.Connection, issuer: str) -> Iterator[_Stored]:
    """Yield the issuer's tables as the parser left them, in an order of their own."""
    heads = connection.execute(
        "SELECT t.table_id, b.bulletin_id, coalesce(a.title, ''), t.layout"
        " FROM annex_tables t JOIN annexes a USING (annex_id) JOIN bulletins b USING (bulletin_id)"
        " WHERE b.issuer = ? AND b.superseded_by IS NULL"
        " ORDER BY b.bulletin_id, a.position, t.position",
        (issuer,),
    ).fetchall()
    for table_id, bulletin_id, title, layout in heads:
        columns = connection.execute(
            "SELECT column_id, header, measure, unit FROM table_columns"
            " WHERE table_id = ? ORDER BY position",
            (table_id,),
        ).fetchall()
        column_ids = tuple(column[0] for column in columns)
        rows, cell_ids, departments = _rows(connection, table_id, column_ids)
        (informed,) = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM cells JOIN table_rows USING (row_id)"
            " WHERE table_id = ? AND basis LIKE '%other-months%')",
            (table_id,),
        ).fetchone()
        yield _Stored(
            bulletin_id=bulletin_id,
            kind=without_period(title) or "/".join(header for _, header, _, _ in columns),
            table=Table(
                layout=layout,
                columns=tuple(
                    Column(path=tuple(json.loads(header)), measure=measure, unit=unit)
                    for _, header, measure, unit in columns
                ),
                rows=rows,
                source=(),
                identities=(),
                locator=_NOWHERE,
            ),
            informed=bool(informed),
            column_ids=column_ids,
            cell_ids=cell_ids,
            departments=departments,
        )


def _rows(
    connection: sqlite3.Connection, table_id: int, column_ids: tuple[int, ...]
) -> tuple[tuple[Row, ...], tuple[tuple[int, ...], ...], tuple[tuple[str, str], ...]]:
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


def _write(connection: sqlite3.Connection, held: _Stored, placed: Table) -> int:
    """Store the new placement of a table's open cells; return how many changed column."""
    moved = 0
    for before, after, ids in zip(held.table.rows, placed.rows, held.cell_ids, strict=True):
        for old, new, cell_id in zip(before.cells, after.cells, ids, strict=True):
            if old.status == "printed":
                continue
            moved += old.column != new.column
            connection.execute(
                "UPDATE cells SET column_id = ?, status = ?, basis = ?, probability = ?"
                " WHERE cell_id = ?",
                (
                    held.column_ids[new.column],
                    new.status,
                    json.dumps(list(new.basis)),
                    round(new.probability, 6),
                    cell_id,
                ),
            )
            connection.execute("DELETE FROM cell_candidates WHERE cell_id = ?", (cell_id,))
            if new.candidates != (new.column,):
                connection.executemany(
                    "INSERT INTO cell_candidates (cell_id, rank, column_id) VALUES (?, ?, ?)",
                    [
                        (cell_id, rank, held.column_ids[column])
                        for rank, column in enumerate(new.candidates)
                    ],
                )
    return moved
