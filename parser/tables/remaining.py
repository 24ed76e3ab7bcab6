"""What a table's own identities and totals leave of it, before any model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parser.table import Column
from parser.tables.budget import STEPS, Budget
from parser.tables.judgement import Judged, judge
from parser.tables.misprints import misprinted
from parser.tables.rowspace import RowSpace, among
from parser.tables.totals import Reconciled, reconcile
from parser.tables.values import ValueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a table's own identities and totals leave of it: no model has been asked yet.

    ``spaces`` are the placements that are to be weighed: those that identities and totals leave
    (``reconciled``), and others where a misprint may hide. ``spent`` is the work that this took,
    of ``steps``.
    """

    columns: tuple[Column, ...]
    rows: tuple[ValueRow, ...]
    judged: Judged
    reconciled: Reconciled
    spaces: tuple[RowSpace | None, ...]
    steps: int
    spent: int


def narrow(columns: Sequence[Column], rows: Sequence[ValueRow], *, steps: int = STEPS) -> Narrowed:
    """Rule out what identities and totals rule out."""
    budget = Budget(steps)
    judged = judge(columns, rows)
    budget.spend(sum(space.amounts.size for space in judged.ordered if space is not None))
    reconciled = reconcile(columns, rows, judged, budget)
    spaces = reconciled.spaces
    if not reconciled.used:
        spaces = tuple(
            _with_misprints(row, position, judged, space)
            for position, (row, space) in enumerate(zip(rows, spaces, strict=True))
        )
    return Narrowed(
        columns=tuple(columns),
        rows=tuple(rows),
        judged=judged,
        reconciled=reconciled,
        spaces=spaces,
        steps=steps,
        spent=budget.spent,
    )


def _with_misprints(
    row: ValueRow, position: int, judged: Judged, space: RowSpace | None
) -> RowSpace | None:
    """Add the placements that a misprint may hide where no totals vouch for the row."""
    ordered = judged.ordered[position]
    if space is None or ordered is None or row.kind != "department":
        return space
    if position in judged.broken or space.size == ordered.size:
        return space
    hidden = misprinted(ordered, judged.identities, row.values)
    return ordered.only(hidden | among(ordered, space)) if hidden.any() else space
