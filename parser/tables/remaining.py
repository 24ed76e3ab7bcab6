"""What a table's own identities and totals leave of it, before any model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.table import Column
from parser.tables.budget import STEPS, Budget
from parser.tables.judgement import Judged, judge
from parser.tables.misprints import misprinted
from parser.tables.rowspace import Floats, RowSpace, among
from parser.tables.totals import Reconciled, reconcile
from parser.tables.values import ValueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a table's own identities and totals leave of it: no model has been asked yet.

    ``spaces`` are the placements that are to be weighed: those that identities and totals leave
    (``reconciled``), and others where a misprint may hide. ``misprints`` runs parallel to them: for
    each placement that only a misprint explains, the logarithm of the ways to misprint the figure,
    ``nan`` for the others. ``spent`` is the work that this took, of ``steps``.
    """

    columns: tuple[Column, ...]
    rows: tuple[ValueRow, ...]
    judged: Judged
    reconciled: Reconciled
    spaces: tuple[RowSpace | None, ...]
    misprints: tuple[Floats, ...]
    steps: int
    spent: int


def narrow(columns: Sequence[Column], rows: Sequence[ValueRow], *, steps: int = STEPS) -> Narrowed:
    """Rule out what identities and totals rule out."""
    budget = Budget(steps)
    judged = judge(columns, rows)
    budget.spend(sum(space.amounts.size for space in judged.ordered if space is not None))
    reconciled = reconcile(columns, rows, judged, budget)
    spaces, misprints = [], []
    for position, (row, space) in enumerate(zip(rows, reconciled.spaces, strict=True)):
        left, ways = space, np.full(0 if space is None else space.size, np.nan)
        if not reconciled.used and space is not None:
            left, ways = _with_misprints(row, position, judged, space)
        spaces.append(left)
        misprints.append(ways)
    return Narrowed(
        columns=tuple(columns),
        rows=tuple(rows),
        judged=judged,
        reconciled=reconciled,
        spaces=tuple(spaces),
        misprints=tuple(misprints),
        steps=steps,
        spent=budget.spent,
    )


def _with_misprints(
    row: ValueRow, position: int, judged: Judged, space: RowSpace
) -> tuple[RowSpace, Floats]:
    """Add the placements that a misprint may hide where no totals vouch for the row."""
    ordered = judged.ordered[position]
    none = np.full(space.size, np.nan)
    if ordered is None or row.kind != "department":
        return space, none
    if position in judged.broken or space.size == ordered.size:
        return space, none
    ways = misprinted(ordered, judged.identities, row.values)
    proper = among(ordered, space)
    both = proper | ~np.isnan(ways)
    return ordered.only(both), np.where(proper, np.nan, ways)[both]
