"""Placing one annex's tables by what it prints in an issuer's other bulletins, in any process.

Tables bear the name of the bulletin that theirs is counted as, so that none is evidence for
another of its bulletin, nor for the same bulletin in another form.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.stored_tables import StoredTable
from parser.bulletin import Table
from parser.tables.evidence import gather_evidence, past_table, place_again

Where = tuple[str, int]
"""A table of the archive: its bulletin and its place among the bulletin's tables, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacingTask:
    """One annex of one issuer: ``packed``, for :func:`place_packed`, leads to tables ``where``."""

    issuer: str
    where: tuple[Where, ...]
    packed: bytes

    @classmethod
    def of(
        cls,
        issuer: str,
        where: tuple[Where, ...],
        tables: Sequence[StoredTable],
        wanted: Sequence[int],
    ) -> PlacingTask:
        """Pack an annex's tables, of which those at ``wanted`` are to be placed."""
        packed = pickle.dumps((tuple(tables), tuple(wanted)), protocol=pickle.HIGHEST_PROTOCOL)
        return cls(issuer=issuer, where=where, packed=packed)


def place_here(tasks: Iterator[PlacingTask]) -> Iterator[tuple[PlacingTask, bytes | None]]:
    """Carry out tasks one by one in this process."""
    for task in tasks:
        yield task, place_packed(task.packed)


def place_packed(packed: bytes) -> bytes:
    """Carry out a task; the answer, for :func:`unpacked`, is its tables as placed."""
    held: tuple[tuple[StoredTable, ...], tuple[int, ...]] = pickle.loads(packed)
    tables, wanted = held
    counted = [one for one in tables if one.is_counted]
    alone = len({one.counted_as for one in counted}) < 2 and all(o.is_counted for o in tables)
    past = [] if alone else [past_table(one.table, name=one.counted_as) for one in counted]
    evidence = gather_evidence(past, departments=_departments(counted))
    placed = [place_again(tables[n].table, evidence, name=tables[n].counted_as) for n in wanted]
    return pickle.dumps(placed, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(answer: bytes) -> list[Table]:
    """Return the tables that a task answered."""
    tables: list[Table] = pickle.loads(answer)
    return tables


def digest_of(values: object) -> str:
    """Return a digest of values that print what they are: tuples, dataclasses, texts, numbers."""
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _departments(tables: Sequence[StoredTable]) -> dict[str, str]:
    """Return the labels that mean one department in all of the tables."""
    meanings: dict[str, set[str]] = {}
    for one in tables:
        for label, department in one.departments:
            meanings.setdefault(label, set()).add(department)
    return {label: next(iter(ids)) for label, ids in meanings.items() if len(ids) == 1}
