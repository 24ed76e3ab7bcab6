"""What the total row proves, and what it shows to be wrong.

A total row (合计) holds the sum of every column over the departments' rows, *if* the source is
right. With enough open rows almost any total can be reached by some placement, so that a wrong
figure may hide behind wrong placements. Therefore totals are believed together or not at all:
where a total cannot be reached, where totals cannot be reached together, or where any row
contradicts itself, the findings say so and no total proves anything. Else what they leave is
worked out exactly (:mod:`parser.tables.narrowing`).

A total that is missed may also show that a row is not where its own sums put it: a misprint can
make a row fit in a wrong place. A row that would repair what is missed by standing elsewhere is
not proven (:func:`_suspects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parser.bulletin import Column
from parser.finding import Finding
from parser.tables.budget import Budget
from parser.tables.identities import is_additive
from parser.tables.judgement import Judged, is_printed
from parser.tables.narrowing import Solved, Sums, Tied, narrowed, total_reach
from parser.tables.rowspace import Floats, Ints, RowSpace, among
from parser.tables.shortfall import Shortfall, not_together, shortfall_findings
from parser.tables.values import ValueRow

_DECIMALS = 4
_LARGEST = 10**12
_TELLING = 5


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the totals leave of each row's placements.

    ``used`` are the columns whose totals were used, ``tied`` what they tie together.
    ``excessive`` are rows that alone account for what a column's least sum has over its total.
    """

    spaces: tuple[RowSpace | None, ...]
    used: tuple[int, ...]
    tied: tuple[Tied, ...]
    findings: tuple[Finding, ...]
    excessive: frozenset[int] = frozenset()


def reconcile(
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    judged: Judged,
    budget: Budget,
) -> Reconciled:
    """Test the total row and rule out every placement that no reachable total allows."""
    unused = Reconciled(judged.spaces, (), (), ())
    total_at = [p for p, row in enumerate(rows) if row.kind == "total" and row.values]
    members = tuple(p for p, row in enumerate(rows) if row.kind == "department")
    if len(total_at) != 1 or any(judged.spaces[p] is None or rows[p].cut for p in members):
        return unused
    total_space = judged.spaces[total_at[0]]
    if total_space is None or not total_space.size:
        return unused
    certain = _certain_columns(columns, total_space)
    sums = _whole_units(judged, members, total_space, certain)
    if sums is None:
        return unused
    missed = {
        column: reach
        for column in certain
        if (reach := total_reach(sums, sums.amounts, column, budget)) is not None
        and not reach.reached
    }
    shortfalls = [
        Shortfall(column, int(sums.totals[column]), sums.scale, reach.below, reach.above)
        for column, reach in missed.items()
    ]
    printed = all(is_printed(row, len(columns)) for row in rows)
    findings = shortfall_findings(columns, rows[total_at[0]], shortfalls, all_printed=printed)
    if missed or judged.broken:
        spaces = _suspects(judged, sums, shortfalls)
        return Reconciled(spaces, (), (), findings, _excessive(sums, shortfalls))
    solved = narrowed(sums, certain, budget)
    if budget.late:
        return unused
    if isinstance(solved, Solved):
        return _restricted(unused, sums, certain, solved)
    return replace(unused, findings=(not_together(columns, rows[total_at[0]], solved),))


def _certain_columns(columns: Sequence[Column], total: RowSpace) -> list[int]:
    """Return the columns in which every placement of the total row has the same figure."""
    return [
        c
        for c, column in enumerate(columns)
        if is_additive(column)
        and total.filled[:, c].all()
        and (total.amounts[:, c] == total.amounts[0, c]).all()
    ]


def _whole_units(
    judged: Judged, members: Sequence[int], total: RowSpace, columns: Sequence[int]
) -> Sums | None:
    if not columns:
        return None
    spaces = [space for p in members if (space := judged.spaces[p]) is not None]
    used = np.concatenate([total.amounts, *(space.amounts for space in spaces)])[:, columns]
    if (used < 0).any() or used.max(initial=0.0) > _LARGEST:
        return None
    scale = 1
    for _ in range(_DECIMALS):
        if np.allclose(used * scale, np.rint(used * scale), rtol=0.0, atol=1e-6):
            break
        scale *= 10

    def whole(amounts: Floats) -> Ints:
        units: Ints = np.rint(amounts * scale).astype(np.int64)
        return units

    return Sums(
        tuple(members),
        tuple(whole(space.amounts) for space in spaces),
        whole(total.amounts)[0],
        scale,
    )


def _restricted(
    unused: Reconciled, sums: Sums, columns: Sequence[int], solved: Solved
) -> Reconciled:
    spaces = list(unused.spaces)
    for position, kept in zip(sums.members, solved.kept, strict=True):
        space = spaces[position]
        if space is not None and kept.size < space.size:
            left = np.zeros(space.size, dtype=np.bool_)
            left[kept] = True
            spaces[position] = space.only(left)
    tied = tuple(
        replace(part, rows=tuple(sums.members[row] for row in part.rows)) for part in solved.tied
    )
    return Reconciled(tuple(spaces), tuple(columns), tied, ())


def _excessive(sums: Sums, shortfalls: Sequence[Shortfall]) -> frozenset[int]:
    """Return the rows without whose amount a column would not exceed its total."""
    found = set()
    for shortfall in shortfalls:
        if shortfall.below is None and shortfall.above is not None:
            excess = shortfall.above - shortfall.total
            for position, amounts in zip(sums.members, sums.amounts, strict=True):
                if amounts.shape[0] and amounts[:, shortfall.column].min() >= excess:
                    found.add(position)
    return frozenset(found)


def _suspects(
    judged: Judged, sums: Sums, shortfalls: Sequence[Shortfall]
) -> tuple[RowSpace | None, ...]:
    """Give back to rows the placements by which they alone would repair missed totals."""
    spaces = list(judged.spaces)
    gaps = {
        s.column: {s.total - near for near in (s.below, s.above) if near is not None}
        for s in shortfalls
    }
    if not gaps:
        return tuple(spaces)
    for position in sums.members:
        space, ordered = spaces[position], judged.ordered[position]
        if space is None or ordered is None or space.size == ordered.size:
            continue
        repaired = np.zeros(ordered.size, dtype=np.int64)
        for column, gap in gaps.items():
            offered = np.rint(ordered.amounts[:, column] * sums.scale)
            here = np.rint(np.unique(space.amounts[:, column]) * sums.scale)
            # A large gap closed exactly tells more than a small one.
            steps = [(step, 2 if abs(step) >= _TELLING else 1) for step in gap]
            for step, worth in steps:
                repaired += worth * np.isin(offered, here + step)
        repairs = repaired >= 2
        if repairs.any():
            spaces[position] = ordered.only(repairs | among(ordered, space))
    return tuple(spaces)
