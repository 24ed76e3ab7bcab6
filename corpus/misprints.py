"""Figures printed wrong on purpose, the way sources do."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from corpus.synthetic import ErrorKind, InjectedError, SyntheticTable


def with_errors(table: SyntheticTable, seed: int, *, count: int) -> SyntheticTable:
    """Return the table with ``count`` figures printed wrong, or rows left out."""
    random = Random(f"errors {seed}")
    kinds: tuple[ErrorKind, ...] = ("row-swap", "row-off")
    if any(row.kind == "total" for row in table.rows):
        kinds = (*kinds, "total-swap", "total-off", "row-missing")
    for _ in range(count):
        table = _one_error(table, random.choice(kinds), random)
    return table


def _one_error(table: SyntheticTable, kind: ErrorKind, random: Random) -> SyntheticTable:
    wanted = "total" if kind.startswith("total") else "department"
    spoilt = {error.label for error in table.errors}
    rows = [r for r in table.rows if r.kind == wanted and r.label not in spoilt]
    rows = [row for row in rows if any(text and text.isdigit() for text in row.cells)]
    if not rows:
        return table
    row = random.choice(rows)
    if kind == "row-missing":
        kept = tuple(other for other in table.rows if other is not row)
        error = InjectedError(kind=kind, label=row.label, column=None, meant=None, printed=None)
        return replace(table, rows=kept, errors=(*table.errors, error))
    column = random.choice([c for c in row.filled if (row.cells[c] or "").isdigit()])
    meant = row.cells[column] or ""
    wrong = _swapped(meant, random) if kind.endswith("swap") else _off(meant, random)
    cells = (*row.cells[:column], wrong, *row.cells[column + 1 :])
    error = InjectedError(kind=kind, label=row.label, column=column, meant=meant, printed=wrong)
    spoiled = replace(row, cells=cells)
    rows_after = tuple(spoiled if other is row else other for other in table.rows)
    return replace(table, rows=rows_after, errors=(*table.errors, error))


def _swapped(digits: str, random: Random) -> str:
    places = [
        k for k in range(len(digits) - 1) if digits[k] != digits[k + 1] and (k or digits[1] != "0")
    ]
    if not places:
        return _off(digits, random)
    k = random.choice(places)
    return digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :]


def _off(digits: str, random: Random) -> str:
    """Misprint one digit."""
    k = random.randrange(len(digits))
    others = [d for d in "0123456789" if d != digits[k] and (k or d != "0")]
    return digits[:k] + random.choice(others) + digits[k + 1 :]
