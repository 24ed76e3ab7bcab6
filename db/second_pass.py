"""The second pass over an archive: an issuer's other months speak for the open cells.

Every collapsed table of an issuer is placed once more with what the issuer's other tables of the
same annex print as evidence. Both start from what is printed, never from a former pass, so the
result depends on which bulletins the archive holds and not on the order of their arrival.

With each bulletin a digest of the evidence that it was placed by is kept, in the transaction that
places it: a bulletin is placed anew only if its evidence has changed, and a pass that was
interrupted goes on where it stood. Reading and writing happen here; the placement, which takes
nearly all of the time, in any process (:mod:`db.placing`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.corrections import apply_corrections, restore_corrections
from db.placing import PlacingTask, Where, digest_of, place_here, unpacked
from db.stored_tables import Keys, StoredTable, tables_of_bulletin, tables_of_issuer
from parser.table import Table

if TYPE_CHECKING:
    from sqlite_utils import Database

_META = "second pass: "

Run = Callable[[Iterator[PlacingTask]], Iterable[tuple[PlacingTask, bytes | None]]]
"""Carries out tasks, taken one by one and answered in any order; ``None`` if one failed."""

_Held = list[tuple[str | None, ...]]
"""An issuer's bulletins: id, parser version, options, superseded by, evidence placed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPass:
    """How many values moved to another column, and the issuers that could not be placed."""

    moved: int
    left: tuple[str, ...]


class _OvertakenError(Exception):
    """Another import has changed the issuer's bulletins; it has a second pass of its own."""


def second_pass(
    db: Database,
    run: Run = place_here,
    on_issuer: Callable[[str, int, int], None] | None = None,
) -> SecondPass:
    """Place the open cells of the bulletins whose evidence changed.

    Each bulletin is one transaction. ``on_issuer`` is told each issuer that is done, and how
    many are of how many.
    """
    changed = _changed(db.conn)
    under_way: dict[str, _Issuer] = {}
    finished: list[_Issuer] = []

    def finish(one: _Issuer) -> None:
        if not one.lost:
            one.store(db)
        finished.append(one)
        if on_issuer is not None:
            on_issuer(one.name, len(finished), len(changed))

    def tasks() -> Iterator[PlacingTask]:
        for name in changed:
            one = _Issuer(db.conn, name)
            wanted = one.tasks()
            if wanted:
                under_way[name] = one
                yield from wanted
            else:
                finish(one)

    for task, answer in run(tasks()):
        one = under_way[task.issuer]
        one.take(task, answer)
        if not one.waiting:
            finish(under_way.pop(task.issuer))
    return SecondPass(
        moved=sum(one.moved for one in finished),
        left=tuple(sorted(one.name for one in finished if one.lost)),
    )


def _changed(connection: sqlite3.Connection) -> list[str]:
    """Return the issuers whose bulletins are not those of the last pass."""
    known = dict(
        connection.execute("SELECT name, value FROM meta WHERE name LIKE ? || '%'", (_META,))
    )
    issuers: dict[str, _Held] = {}
    for issuer, *row in connection.execute(f"SELECT issuer, {_HELD} ORDER BY 1, 2"):
        if issuer is not None:
            issuers.setdefault(issuer, []).append(tuple(row))
    return [name for name, held in issuers.items() if known.get(_META + name) != digest_of(held)]


_HELD = (
    "bulletin_id, parser_version, options, superseded_by, evidence"
    " FROM bulletins LEFT JOIN placements USING (bulletin_id)"
)


def _held(connection: sqlite3.Connection, issuer: str) -> _Held:
    query = f"SELECT {_HELD} WHERE issuer = ? ORDER BY 1"
    return connection.execute(query, (issuer,)).fetchall()


class _Issuer:
    """One issuer's turn: what is to be placed, what was answered, and the writing of it."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.name = name
        self.moved = self.waiting = 0
        self.lost = False
        self.answers: list[tuple[tuple[Where, ...], bytes]] = []
        self.held, tables = _as_parsed(connection, name)
        self.kinds: dict[str, list[tuple[Where, StoredTable]]] = {}
        for where, table in tables:
            self.kinds.setdefault(table.kind, []).append((where, table))
        self.evidence = self._evidence()

    def _evidence(self) -> dict[str, str | None]:
        """Return, for each bulletin to be placed, the digest of what other bulletins print."""
        found: dict[str, list[str]] = {}
        for stored in self.kinds.values():
            if any(table.is_collapsed for _, table in stored):
                printed = digest_of([table.printed for _, table in stored if table.is_counted])
                names = {table.counted_as for _, table in stored if table.is_counted}
                for (bulletin_id, _), table in stored:
                    if table.is_collapsed and names - {table.counted_as}:
                        found.setdefault(bulletin_id, []).append(printed)
        wanted = {identifier: digest_of(parts) for identifier, parts in found.items()}
        return {
            str(row[0]): wanted.get(str(row[0]))
            for row in self.held
            if wanted.get(str(row[0])) != row[-1]
        }

    def tasks(self) -> list[PlacingTask]:
        """Return one task for each annex with tables to be placed, and let go of the tables.

        Several issuers are under way at once, and all that is needed of them now is packed.
        """
        result = []
        kinds, self.kinds = self.kinds, {}
        for stored in kinds.values():
            wanted = tuple(
                place
                for place, ((bulletin_id, _), table) in enumerate(stored)
                if table.is_collapsed and bulletin_id in self.evidence
            )
            if wanted:
                tables = [table for _, table in stored]
                where = tuple(stored[place][0] for place in wanted)
                result.append(PlacingTask.of(self.name, where, tables, wanted))
        self.waiting = len(result)
        return result

    def take(self, task: PlacingTask, answer: bytes | None) -> None:
        """Keep what a task answered."""
        self.waiting -= 1
        if answer is None:
            self.lost = True
        else:
            self.answers.append((task.where, answer))

    def store(self, db: Database) -> None:
        """Write every bulletin's placement, then that the issuer is done."""
        placed: dict[str, dict[int, Table]] = {}
        for wheres, answer in self.answers:
            for (bulletin_id, place), table in zip(wheres, unpacked(answer), strict=True):
                placed.setdefault(bulletin_id, {})[place] = table
        self.answers.clear()
        try:
            for bulletin_id, evidence in self.evidence.items():
                with db.atomic():
                    self._store_bulletin(
                        db.conn, bulletin_id, evidence, placed.get(bulletin_id, {})
                    )
            with db.atomic():
                db.conn.execute("DELETE FROM meta WHERE name = ?", (_META + self.name,))
                held = self._unchanged(db.conn)
                db.conn.execute(
                    "INSERT INTO meta VALUES (?, ?)", (_META + self.name, digest_of(held))
                )
        except _OvertakenError:
            return

    def _store_bulletin(
        self,
        connection: sqlite3.Connection,
        bulletin_id: str,
        evidence: str | None,
        placed: dict[int, Table],
    ) -> None:
        # The first statement writes: from here on no other import changes anything.
        connection.execute("DELETE FROM placements WHERE bulletin_id = ?", (bulletin_id,))
        self._unchanged(connection)
        if placed:
            restore_corrections(connection, bulletin_id)
            for place, (stored, keys) in enumerate(tables_of_bulletin(connection, bulletin_id)):
                if place in placed:
                    self.moved += _write(connection, stored.table, placed[place], keys)
            apply_corrections(connection, bulletin_id)
        if evidence is not None:
            connection.execute("INSERT INTO placements VALUES (?, ?)", (bulletin_id, evidence))

    def _unchanged(self, connection: sqlite3.Connection) -> _Held:
        """Return the issuer's bulletins if they are still those whose tables were read."""
        now = _held(connection, self.name)
        if [row[:-1] for row in now] != [row[:-1] for row in self.held]:
            raise _OvertakenError
        return now


def _as_parsed(
    connection: sqlite3.Connection, issuer: str
) -> tuple[_Held, list[tuple[Where, StoredTable]]]:
    """Read an issuer's tables of one moment as the parser left them, without corrections."""
    connection.execute("BEGIN")
    try:
        corrected = connection.execute(
            "SELECT DISTINCT bulletin FROM corrections JOIN bulletins ON bulletin_id = bulletin"
            " WHERE issuer = ? AND state = 'applied'",
            (issuer,),
        ).fetchall()
        for (bulletin_id,) in corrected:
            restore_corrections(connection, bulletin_id)
        held = _held(connection, issuer)
        tables: list[tuple[Where, StoredTable]] = []
        for table in tables_of_issuer(connection, issuer):
            last = tables[-1][0] if tables else ("", 0)
            place = last[1] + 1 if last[0] == table.bulletin_id else 0
            tables.append(((table.bulletin_id, place), table))
        return held, tables
    finally:
        connection.execute("ROLLBACK")


def _write(connection: sqlite3.Connection, before: Table, after: Table, keys: Keys) -> int:
    """Store the new placement of a table's open cells; return how many changed column."""
    moved = 0
    for old_row, new_row, ids in zip(before.rows, after.rows, keys.cells, strict=True):
        for old, new, cell_id in zip(old_row.cells, new_row.cells, ids, strict=True):
            if old.status == "printed":
                continue
            moved += old.column != new.column
            basis, probability = json.dumps(list(new.basis)), round(new.probability, 6)
            connection.execute(
                "UPDATE cells SET column_id = ?, status = ?, basis = ?, probability = ?"
                " WHERE cell_id = ?",
                (keys.columns[new.column], new.status, basis, probability, cell_id),
            )
            connection.execute("DELETE FROM cell_candidates WHERE cell_id = ?", (cell_id,))
            if new.candidates != (new.column,):
                connection.executemany(
                    "INSERT INTO cell_candidates (cell_id, rank, column_id) VALUES (?, ?, ?)",
                    [
                        (cell_id, rank, keys.columns[column])
                        for rank, column in enumerate(new.candidates)
                    ],
                )
    return moved
