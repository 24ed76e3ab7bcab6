"""What the total row proves, and what it shows to be wrong.

A total row (合计) holds the sum of every column over the departments' rows, *if* the source is
right. With enough open rows almost any total can be reached by some placement, so that a wrong
figure may hide behind wrong placements. Therefore totals are believed together or not at all:
where a total cannot be reached, where totals cannot be reached together, or where any row
contradicts itself, the findings say so and no total proves anything. Else what they leave is
worked out exactly (:mod:`parser.tables.narrowing`). Subtotals (小计) are totals of their groups,
and a total then sums them; all hold or none is used.

A total that is missed may also show that a row is not where its own sums put it: a misprint can
make a row fit in a wrong place. A row that would repair what is missed by standing elsewhere is
not proven (:func:`_suspects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from parser.finding import Finding
from parser.table import Column
from parser.tables.budget import Budget
from parser.tables.identities import is_additive
from parser.tables.judgement import Judged, is_printed
from parser.tables.misprints import swap_for_total
from parser.tables.narrowing import Solved, Sums, Tied, narrowed, total_reach
from parser.tables.rowspace import Floats, Ints, RowSpace, among
from parser.tables.shortfall import Shortfall, not_together, shortfall_findings
from parser.tables.total_row import settled
from parser.tables.values import ValueRow
from parser.tables.vouching import unnoticed

_DECIMALS = 4
_LARGEST = 10**12
_TELLING = 5
_TOLD = 2


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the totals leave of each row's placements.

    ``used`` are the columns whose totals were used, ``tied`` what they tie together.
    ``excessive`` are rows that alone account for what a column's least sum has over its total.
    ``sound`` is what those totals leave that would show a misprint, ``risk`` the chance of a
    misprint in the others (:mod:`parser.tables.vouching`): only these prove.
    """

    spaces: tuple[RowSpace | None, ...]
    used: tuple[int, ...]
    tied: tuple[Tied, ...]
    findings: tuple[Finding, ...]
    excessive: frozenset[int] = frozenset()
    sound: tuple[RowSpace | None, ...] | None = None
    risk: float = 0.0


def reconcile(
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    judged: Judged,
    budget: Budget,
) -> Reconciled:
    """Test the total rows and rule out every placement that no reachable total allows.

    Several readings of what subtotals (小计) sum may be open: they prove only if one alone
    reconciles.
    """
    unused = Reconciled(judged.spaces, (), (), ())
    members = [p for p, row in enumerate(rows) if row.kind == "department"]
    if any(judged.spaces[p] is None or rows[p].cut for p in members):
        return unused
    readings = sections(rows)
    if len(readings) == 1:
        judged = _settled(columns, judged, readings[0])
        unused = replace(unused, spaces=judged.spaces)
    tried = [_reconciled(columns, rows, judged, reading, budget) for reading in readings]
    right = [found for found in tried if found.used]
    if budget.late or not tried or len(right) > 1:
        return unused
    return right[0] if right else min(tried, key=lambda found: len(found.findings))


def _settled(columns: Sequence[Column], judged: Judged, reading: Sequence[Section]) -> Judged:
    """Let known sums tell where the totals themselves stand."""
    spaces = list(judged.spaces)
    for total_at, members in reading:
        total, rows = spaces[total_at], [spaces[p] for p in members]
        held = [row for row in rows if row is not None and row.size]
        ordered = judged.ordered[total_at]
        if total is None or ordered is None or len(held) < len(rows) or total_at in judged.broken:
            continue
        found = settled(columns, total, held)
        if found is None:
            # Not every column need have a total: then its own sums say nothing of where it stands.
            found = settled(columns, ordered, held, least=_TOLD)
        spaces[total_at] = found or total
    return replace(judged, spaces=tuple(spaces))


Section = tuple[int, tuple[int, ...]]
"""A total row's position, and the positions of the rows that it sums."""


def sections(rows: Sequence[ValueRow]) -> list[tuple[Section, ...]]:
    """Return every reading of which rows each total row sums.

    One total sums all departments. Subtotals sum the departments above them, up to the one
    before, or those below them; a total then sums the subtotals and what is in none.
    """
    totals = [p for p, row in enumerate(rows) if row.kind == "total" and row.values]
    parts = [p for p, row in enumerate(rows) if row.is_subtotal and row.kind != "total"]
    members = [p for p, row in enumerate(rows) if row.kind == "department"]
    if len(totals) > 1:
        return []
    if not parts:
        return [((totals[0], tuple(members)),)] if totals else []
    readings = []
    for edges in ([-1, *parts], [*parts, len(rows)]):
        groups = [tuple(m for m in members if low < m < high) for low, high in pairwise(edges)]
        if not all(groups):
            continue
        inside = {m for group in groups for m in group}
        over = [(t, (*parts, *(m for m in members if m not in inside))) for t in totals]
        readings.append((*zip(parts, groups, strict=True), *over))
    return readings


def _reconciled(
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    judged: Judged,
    reading: Sequence[Section],
    budget: Budget,
) -> Reconciled:
    """Use the totals of one reading: all of them, or none."""
    unused = Reconciled(judged.spaces, (), (), ())
    printed = all(is_printed(row, len(columns)) for row in rows)
    open_to: list[tuple[Sums, list[int], int]] = []
    findings: list[Finding] = []
    spaces, excessive = judged.spaces, frozenset[int]()
    for total_at, members in reading:
        total_space = judged.spaces[total_at]
        if total_space is None or not total_space.size:
            return unused
        if any(judged.spaces[p] is None for p in members):
            return unused
        certain = _certain_columns(columns, total_space, rows[total_at])
        sums = _whole_units(judged, members, total_space, certain)
        if sums is None:
            return unused
        shortfalls = _shortfalls(sums, certain, budget)
        findings += shortfall_findings(columns, rows[total_at], shortfalls, all_printed=printed)
        for shortfall in shortfalls:
            summed = [rows[p] for p in members]
            findings += swap_for_total(columns, summed, sums.amounts, shortfall)
        spaces = _suspects(judged, spaces, sums, shortfalls)
        if shortfalls and not is_printed(rows[total_at], len(columns)):
            # A total row that misses sums may stand elsewhere itself, and its blanks be no 0.
            spaces = (*spaces[:total_at], judged.ordered[total_at], *spaces[total_at + 1 :])
        excessive |= _excessive(sums, shortfalls)
        open_to.append((sums, certain, total_at))
    if findings or judged.broken:
        return Reconciled(spaces, (), (), tuple(findings), excessive)
    found = sound = unused
    risk = 0.0
    for sums, certain, total_at in open_to:
        solved = narrowed(sums, certain, budget)
        if budget.late:
            return unused
        if not isinstance(solved, Solved):
            return replace(unused, findings=(not_together(columns, rows[total_at], solved),))
        found = _restricted(found, sums, certain, solved)
        doubtful = unnoticed(sums, certain, judged.identities, budget)
        telling = [column for column in certain if column not in doubtful]
        proving = narrowed(sums, telling, budget) if doubtful and telling else solved
        if telling and isinstance(proving, Solved):
            sound = _restricted(sound, sums, telling, proving)
        risk = max(risk, *doubtful.values()) if doubtful else risk
    return replace(found, sound=sound.spaces if risk else None, risk=risk)


def _shortfalls(sums: Sums, columns: Sequence[int], budget: Budget) -> list[Shortfall]:
    """Return the columns whose totals no placement reaches."""
    found = []
    for column in columns:
        reach = total_reach(sums, sums.amounts, column, budget)
        if reach is not None and not reach.reached:
            total = int(sums.totals[column])
            found.append(Shortfall(column, total, sums.scale, reach.below, reach.above))
    return found


def _certain_columns(columns: Sequence[Column], total: RowSpace, row: ValueRow) -> list[int]:
    """Return the columns in which every placement of the total row has the same figure.

    A marker of absence (/, --) in the place of a total is no total of 0.
    """
    marked = any(value.value is None for value in row.values)
    return [
        c
        for c, column in enumerate(columns)
        if is_additive(column)
        and total.filled[:, c].all()
        and (total.amounts[0, c] != 0 or not marked)
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
    before: Reconciled, sums: Sums, columns: Sequence[int], solved: Solved
) -> Reconciled:
    spaces = list(before.spaces)
    for position, kept in zip(sums.members, solved.kept, strict=True):
        space = spaces[position]
        if space is not None and kept.size < space.size:
            left = np.zeros(space.size, dtype=np.bool_)
            left[kept] = True
            spaces[position] = space.only(left)
    tied = tuple(
        replace(part, rows=tuple(sums.members[row] for row in part.rows)) for part in solved.tied
    )
    used = tuple(sorted({*before.used, *columns}))
    return Reconciled(tuple(spaces), used, (*before.tied, *tied), ())


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
    judged: Judged,
    before: Sequence[RowSpace | None],
    sums: Sums,
    shortfalls: Sequence[Shortfall],
) -> tuple[RowSpace | None, ...]:
    """Give back to rows the placements by which they alone would repair missed totals."""
    spaces = list(before)
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
