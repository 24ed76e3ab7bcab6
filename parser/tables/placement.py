"""Put every value of a table into its column, with proof.

Flattening a table to text loses its empty cells: a row keeps its values and their order, not
their columns. What remains possible is decided in three steps.

1. *Row.* All order-preserving placements of a row that agree with every identity that the
   table satisfies (:mod:`parser.tables.identities`).
2. *Table.* Of these, the ones that reach every column total which can be reached.
3. *Model.* Where several placements remain, a model of how this table's columns are filled
   weighs them; see :mod:`parser.tables.model`.

A value is ``proven`` only if every remaining placement has it in the same column; what the
model says never proves anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from parser.finding import Finding
from parser.table import Basis, Column, Identity, Status
from parser.tables.budget import STEPS
from parser.tables.identities import proposed
from parser.tables.judgement import Judged, is_printed, printed_columns
from parser.tables.probabilities import weigh
from parser.tables.remaining import Narrowed, narrow
from parser.tables.rowspace import Bools, Floats, RowSpace, among
from parser.tables.values import Evidence, Placed, Placement, PrintedValue, ValueRow

__all__ = [
    "Evidence",
    "Placed",
    "Placement",
    "PrintedValue",
    "ValueRow",
    "place_values",
]

STANDS_OUT = 0.8
"""The least probability at which a column that is not proven is called ``inferred``."""

UNSOUND = 0.9
"""The most that is believed of a value in a row whose figures contradict each other."""

MISPRINT = 0.01
"""Least probability of a misprint at which a row that keeps all sums is not called proven."""

MISPRINT_TESTED = 0.04
"""The same where totals are printed, and a row left out explains all that they miss."""

_MOST_READINGS = 4


def place_values(
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    *,
    evidence: Evidence | None = None,
    rivals: Sequence[Sequence[Column]] = (),
    steps: int = STEPS,
) -> Placement:
    """Place the values of one table.

    ``columns`` are the data columns. A row with a value for every column is printed complete;
    values beyond the last column are left standing in it. ``evidence`` is how the same
    departments filled the issuer's other tables. ``rivals`` are the columns under other readings
    of the header: nothing is proven that one of them does not prove as well. ``steps`` is the work
    (:mod:`parser.tables.budget`) after which what is still open is called ambiguous.
    """
    placement = concluded(narrow(columns, rows, steps=steps), evidence)
    return _under_all(placement, columns, rows, rivals, steps)


def concluded(narrowed: Narrowed, evidence: Evidence | None) -> Placement:
    """Place what is left open by how probable it is."""
    judged, reconciled, rows = narrowed.judged, narrowed.reconciled, narrowed.rows
    found = weigh(narrowed, evidence)
    weights, late = found.shares, found.late
    undecided = late or any(space is None for space in reconciled.spaces)
    tested = any(finding.code == "row-missing" for finding in reconciled.findings)
    bound = MISPRINT_TESTED if tested else MISPRINT
    left = [
        _credible(space, before, weight, bound)
        for space, before, weight in zip(narrowed.spaces, reconciled.spaces, weights, strict=True)
    ]
    placed = tuple(
        _place_row(
            row,
            position,
            judged,
            *left[position],
            len(narrowed.columns),
            bool(evidence is not None and evidence.of(row.label)),
            late,
        )
        for position, row in enumerate(rows)
    )
    if reconciled.sound is not None:
        placed = _doubted_rows(placed, reconciled.sound, 1.0 - reconciled.risk)
    return Placement(
        rows=placed,
        identities=judged.identities,
        findings=(
            *judged.findings,
            *reconciled.findings,
            *(_budget_spent(rows, narrowed.steps) if undecided else ()),
            *_ambiguous_cells(placed, rows),
        ),
    )


def _under_all(
    placement: Placement,
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    rivals: Sequence[Sequence[Column]],
    steps: int,
) -> Placement:
    """Call proven only what every reading of the header proves."""
    if all(is_printed(row, len(columns)) for row in rows):
        return placement
    readings: dict[tuple[Identity, ...], Sequence[Column]] = {}
    for rival in rivals:
        readings.setdefault(proposed(rival), rival)
    readings.pop(proposed(columns), None)
    # Beyond a few readings none is followed: only the order of the values then proves.
    blank = tuple(Column(path=(), measure=None, unit=column.unit) for column in columns)
    followed = list(readings.values()) if len(readings) <= _MOST_READINGS else [blank]
    for reading in followed:
        reconciled = narrow(reading, rows, steps=steps).reconciled
        spaces = reconciled.sound or reconciled.spaces
        placement = replace(placement, rows=_doubted_rows(placement.rows, spaces, UNSOUND))
    return placement


def _doubted_rows(
    placed: Sequence[tuple[Placed, ...]],
    spaces: Sequence[RowSpace | None],
    probability: float,
) -> tuple[tuple[Placed, ...], ...]:
    return tuple(
        tuple(_doubted(cell, space, v, probability) for v, cell in enumerate(cells))
        for cells, space in zip(placed, spaces, strict=True)
    )


def _doubted(cell: Placed, space: RowSpace | None, value: int, probability: float) -> Placed:
    """Take back a proof that these placements do not bear out."""
    if cell.status == "printed":
        return cell
    possible = np.unique(space.columns[:, value]).tolist() if space is not None else []
    candidates = (*cell.candidates, *(c for c in possible if c not in cell.candidates))
    if cell.status != "proven" or possible == [cell.column]:
        return replace(cell, candidates=candidates)
    return replace(
        cell,
        candidates=candidates,
        status="inferred",
        basis=(*cell.basis, "model"),
        probability=probability,
    )


def _credible(
    space: RowSpace | None, proper: RowSpace | None, weight: Floats, bound: float
) -> tuple[RowSpace | None, Floats]:
    """Drop the placements that only a misprint would explain, if it is less likely than that."""
    if space is None or proper is None or space.size == proper.size:
        return space, weight
    kept = among(space, proper)
    inside = float(weight[kept].sum())
    if 1.0 - inside >= bound:
        return space, weight
    return proper, weight[kept] / inside


def _place_row(
    row: ValueRow,
    position: int,
    judged: Judged,
    space: RowSpace | None,
    weight: Floats,
    width: int,
    past: bool,
    late: bool,
) -> tuple[Placed, ...]:
    if is_printed(row, width):
        return tuple(
            Placed(
                column=column,
                candidates=(column,),
                status="printed",
                basis=("layout",),
                probability=1.0,
            )
            for column in printed_columns(row, width)
        )
    before = judged.spaces[position]
    if before is None or space is None:
        return _by_order_alone(len(row.values), width)
    sound = position not in judged.broken
    by_row: tuple[Basis, ...] = ("order", "row") if judged.identities and sound else ("order",)
    placed = []
    for v in range(len(row.values)):
        alone = bool((before.columns[:, v] == before.columns[0, v]).all())
        basis = (*by_row, "total") if not alone and space.size < before.size else by_row
        chance = np.bincount(space.columns[:, v], weights=weight, minlength=width)
        possible = np.bincount(space.columns[:, v], minlength=width) > 0
        at = _place_value(chance.astype(np.float64), possible, sound, basis, past)
        placed.append(replace(at, status="ambiguous") if late and at.status == "inferred" else at)
    return tuple(placed)


def _by_order_alone(count: int, width: int) -> tuple[Placed, ...]:
    slack = width - count
    return tuple(
        Placed(
            column=first,
            candidates=tuple(range(first, first + slack + 1)),
            status="ambiguous",
            basis=("order",),
            probability=1.0 / (slack + 1),
        )
        for first in range(count)
    )


def _place_value(
    chance: Floats, possible: Bools, sound: bool, basis: tuple[Basis, ...], past: bool
) -> Placed:
    order = [int(c) for c in np.argsort(-chance, kind="stable") if possible[c]]
    best = order[0]
    if len(order) == 1 and sound:
        return Placed(
            column=best, candidates=(best,), status="proven", basis=basis, probability=1.0
        )
    probability = min(float(chance[best]), 1.0 if sound else UNSOUND)
    status: Status = "inferred" if probability >= STANDS_OUT else "ambiguous"
    return Placed(
        column=best,
        candidates=tuple(order),
        status=status,
        basis=(*basis, "other-months", "model") if past else (*basis, "model"),
        probability=probability,
    )


def _budget_spent(rows: Sequence[ValueRow], steps: int) -> tuple[Finding, ...]:
    return (
        Finding(
            code="placement-budget",
            message=f"a table of {len(rows)} rows was not decided within its budget",
            evidence={"rows": len(rows), "steps": steps},
            locator=rows[0].locator,
        ),
    )


def _ambiguous_cells(
    placed: tuple[tuple[Placed, ...], ...], rows: Sequence[ValueRow]
) -> tuple[Finding, ...]:
    open_cells = sum(cell.status == "ambiguous" for row in placed for cell in row)
    if not open_cells:
        return ()
    cells = sum(len(row) for row in placed)
    return (
        Finding(
            code="cells-ambiguous",
            message=f"{open_cells} of {cells} values have no column that stands out",
            evidence={"ambiguous": open_cells, "values": cells},
            locator=rows[0].locator,
        ),
    )
