"""A person's corrections: applied over what the parser says, and kept through every re-import.

A correction names a cell by bulletin, annex, row and column, says what is right, why, who
says so and when. It is applied only while the cell is as it was when the person looked;
otherwise it is kept, reported and waits for another look.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Literal

from db.correcting import COLUMNS, IDENTIFIER, Correction, CorrectionError
from parser.numerals import read_number

if TYPE_CHECKING:
    from sqlite_utils import Database

State = Literal["applied", "waiting", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of a correction; ``detail`` says why it is not applied."""

    correction: Correction
    state: State
    detail: str

    @property
    def line(self) -> str:
        """One line for a person."""
        c = self.correction
        return f"{self.state}: {c.bulletin} annex {c.annex}, {c.row}, {c.column}: {self.detail}"


def correct(db: Database, corrections: Iterable[Correction]) -> tuple[Applied, ...]:
    """Keep ``corrections`` in the archive and apply them; all or none of a bulletin's.

    A later correction of the same cell takes the place of the earlier one.
    """
    given = [_identified(db.conn, correction) for correction in corrections]
    results: dict[tuple[str, ...], Applied] = {}
    for bulletin in dict.fromkeys(correction.bulletin for correction in given):
        with db.atomic():
            db.conn.execute("UPDATE corrections SET state = state WHERE bulletin = ?", (bulletin,))
            restore_corrections(db.conn, bulletin)
            for correction in given:
                if correction.bulletin == bulletin:
                    _keep(db.conn, correction)
            for applied in apply_corrections(db.conn, bulletin):
                results[_target(applied.correction)] = applied
    return tuple(results[_target(correction)] for correction in given)


def apply_corrections(connection: sqlite3.Connection, bulletin: str) -> tuple[Applied, ...]:
    """Apply the kept corrections of a bulletin to its cells as the parser left them."""
    kept = connection.execute(
        f"SELECT correction_id, {_names()} FROM corrections WHERE bulletin = ?"
        " ORDER BY correction_id",
        (bulletin,),
    ).fetchall()
    results = []
    for identifier, *values in kept:
        correction = Correction(**dict(zip(COLUMNS, values, strict=True)))
        state, detail, replaced = _apply(connection, correction)
        connection.execute(
            "UPDATE corrections SET state = ?, replaced = ? WHERE correction_id = ?",
            (state, replaced, identifier),
        )
        results.append(Applied(correction=correction, state=state, detail=detail))
    return tuple(results)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    cell_id: int
    row_id: int
    table_id: int
    column_id: int
    column: str
    value: object
    unit: str | None
    tick: int
    status: str
    basis: str
    probability: float
    raw: str


def _apply(connection: sqlite3.Connection, correction: Correction) -> tuple[State, str, str | None]:
    """Apply one correction; return its state, what to tell, and what it replaced (JSON)."""
    held = connection.execute(
        "SELECT 1 FROM bulletins WHERE bulletin_id = ?", (correction.bulletin,)
    ).fetchone()
    if not held:
        return "waiting", "the bulletin is not in the archive yet", None
    cells = _find(connection, correction)
    if len(cells) != 1:
        found = "no such value there now" if not cells else f"{len(cells)} values fit; give raw"
        return "changed", found, None
    (cell,) = cells
    target = None
    if correction.move_to:
        target = _column(connection, cell.table_id, correction.move_to)
        if target is None:
            return "changed", f"the table has no single column {correction.move_to}", None
        other = connection.execute(
            "SELECT raw FROM cells WHERE row_id = ? AND column_id = ? AND status = 'reviewed'",
            (cell.row_id, target),
        ).fetchone()
        if other:
            return "changed", f"{correction.move_to} holds {other[0]} by another correction", None
    replaced = _replaced(connection, cell)
    number = read_number(correction.value) if correction.value else None
    connection.execute(
        "UPDATE cells SET column_id = coalesce(?, column_id), value = ?, unit = ?, tick = ?,"
        " status = 'reviewed', basis = '[\"person\"]', probability = 1.0 WHERE cell_id = ?",
        (
            target,
            number.value if number else cell.value,
            (number.unit or cell.unit) if number else cell.unit,
            0 if number else cell.tick,
            cell.cell_id,
        ),
    )
    connection.execute("DELETE FROM cell_candidates WHERE cell_id = ?", (cell.cell_id,))
    if not correction.raw:  # from now on the cell is recognised by what it held
        connection.execute(
            "UPDATE corrections SET raw = ? WHERE bulletin = ? AND annex = ?"
            ' AND "row" = ? AND "column" = ? AND raw = \'\'',
            (cell.raw, correction.bulletin, correction.annex, correction.row, correction.column),
        )
    said = [f"{cell.value} -> {correction.value}"] if correction.value else []
    said += [f"{cell.column} -> {correction.move_to}"] if correction.move_to else []
    return "applied", "; ".join(said) or "confirmed", replaced


def _find(connection: sqlite3.Connection, correction: Correction) -> list[_Cell]:
    """Return the cells that a correction may mean, as they stand now."""
    rows = connection.execute(
        "SELECT cell_id, row_id, table_id, column_id, path, value, cells.unit, tick, status, basis,"
        " probability, cells.raw"
        " FROM annexes JOIN annex_tables USING (annex_id) JOIN table_rows USING (table_id)"
        " JOIN cells USING (row_id) JOIN table_columns USING (column_id, table_id)"
        " WHERE bulletin_id = ? AND (CAST(annexes.number AS TEXT) = ? OR annexes.title = ?)"
        " AND table_rows.label = ? AND (path = ? OR measure = ?) AND (? = '' OR cells.raw = ?)",
        (
            correction.bulletin,
            correction.annex,
            correction.annex,
            correction.row,
            correction.column,
            correction.column,
            correction.raw,
            correction.raw,
        ),
    )
    names = _Cell.__slots__
    return [_Cell(**dict(zip(names, row, strict=True))) for row in rows]


def _column(connection: sqlite3.Connection, table_id: int, name: str) -> int | None:
    found = connection.execute(
        "SELECT column_id FROM table_columns WHERE table_id = ? AND (path = ? OR measure = ?)",
        (table_id, name, name),
    ).fetchall()
    return found[0][0] if len(found) == 1 else None


def _replaced(connection: sqlite3.Connection, cell: _Cell) -> str:
    """Return what a correction takes the place of, for people and to be restored."""
    candidates = connection.execute(
        "SELECT column_id FROM cell_candidates WHERE cell_id = ? ORDER BY rank", (cell.cell_id,)
    )
    said = {
        "cell_id": cell.cell_id,
        "column": cell.column,
        "column_id": cell.column_id,
        "value": cell.value,
        "unit": cell.unit,
        "tick": cell.tick,
        "status": cell.status,
        "basis": cell.basis,
        "probability": cell.probability,
        "candidates": [column for (column,) in candidates],
    }
    return json.dumps(said, ensure_ascii=False)


def restore_corrections(connection: sqlite3.Connection, bulletin: str) -> None:
    """Undo the applied corrections of a bulletin, so that they can be applied anew."""
    applied = connection.execute(
        "SELECT correction_id, replaced FROM corrections"
        " WHERE bulletin = ? AND state = 'applied' ORDER BY correction_id DESC",
        (bulletin,),
    ).fetchall()
    for identifier, text in applied:
        said = json.loads(text)
        restored = connection.execute(
            "UPDATE cells SET column_id = :column_id, value = :value, unit = :unit, tick = :tick,"
            " status = :status, basis = :basis, probability = :probability"
            " WHERE cell_id = :cell_id AND status = 'reviewed' AND row_id IN (SELECT row_id"
            " FROM annexes JOIN annex_tables USING (annex_id) JOIN table_rows USING (table_id)"
            " WHERE bulletin_id = :bulletin)",
            {**said, "bulletin": bulletin},
        ).rowcount
        if restored:
            connection.executemany(
                "INSERT INTO cell_candidates VALUES (?, ?, ?)",
                [(said["cell_id"], rank, column) for rank, column in enumerate(said["candidates"])],
            )
        connection.execute(
            "UPDATE corrections SET state = 'waiting', replaced = NULL WHERE correction_id = ?",
            (identifier,),
        )


def _keep(connection: sqlite3.Connection, correction: Correction) -> None:
    """Write a correction over an earlier one of the same cell."""
    connection.execute(
        'DELETE FROM corrections WHERE bulletin = ? AND annex = ? AND "row" = ? AND "column" = ?'
        " AND (raw = ? OR ? = '')",
        (*_target(correction), correction.raw, correction.raw),
    )
    marks = ", ".join("?" * len(COLUMNS))
    connection.execute(
        f"INSERT INTO corrections ({_names()}, state) VALUES ({marks}, 'waiting')",
        astuple(correction),
    )


def _identified(connection: sqlite3.Connection, correction: Correction) -> Correction:
    """Return the correction with the bulletin's identifier in place of a file's name."""
    if IDENTIFIER.fullmatch(correction.bulletin):
        identifier = correction.bulletin[:16]
    else:
        found = connection.execute(
            "SELECT DISTINCT bulletin_id FROM sources WHERE path = ?1 OR path LIKE '%/' || ?1",
            (correction.bulletin,),
        ).fetchall()
        if len(found) != 1:
            how = "no bulletin" if not found else "several bulletins"
            raise CorrectionError(
                f"{correction.bulletin}: {how} of this file name; give the bulletin_id"
            )
        identifier = found[0][0]
    return replace(correction, bulletin=identifier)


def _target(correction: Correction) -> tuple[str, str, str, str]:
    return correction.bulletin, correction.annex, correction.row, correction.column


def _names() -> str:
    return ", ".join(f'"{name}"' for name in COLUMNS)
