"""What the total row proves, and what it shows to be wrong.

A total row (合计) holds the sum of every column over the departments' rows, *if* the source is
right. So each total is first put to the test: can the rows reach it at all? A total that they
cannot reach becomes a finding, and neither it nor any column tied to it is used. If several
totals miss the same amount, or more than one cause must be at work, none is used. What remains
is worked out exactly: first column by column (:mod:`parser.tables.reach`), then all columns
that are tied together (:mod:`parser.tables.joint`), until nothing more is ruled out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parser.bulletin import Column
from parser.finding import Finding
from parser.tables.components import Component, components
from parser.tables.identities import Judged, is_additive
from parser.tables.joint import CutError, JointGraph, joint_graph
from parser.tables.reach import Reach, column_reach
from parser.tables.rowspace import Floats, Ints, RowSpace
from parser.tables.shortfall import Shortfall, shortfall_findings
from parser.tables.values import ValueRow

_DECIMALS = 4
_LARGEST = 10**12


@dataclass(frozen=True, slots=True)
class Tied:
    """Columns that are tied together, with the graph of the ways to reach their totals.

    ``rows`` are the open rows' positions in the table; for each, ``offer_of`` says which of
    the graph's choices (of which it has ``sizes``) each remaining placement makes. ``graph``
    is ``None`` where none had to be, or could be, drawn.
    """

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    offer_of: tuple[Ints, ...]
    sizes: tuple[int, ...]
    graph: JointGraph | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the totals leave of each row's placements.

    ``used`` are the columns whose totals were used, ``tied`` what they tie together.
    """

    spaces: tuple[RowSpace | None, ...]
    used: tuple[int, ...]
    tied: tuple[Tied, ...]
    findings: tuple[Finding, ...]
    late: bool = False


@dataclass(frozen=True, slots=True)
class _Sums:
    """The departments' rows in whole units and the totals they should reach."""

    members: tuple[int, ...]
    amounts: tuple[Ints, ...]
    totals: Ints
    scale: int


def reconcile(
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    judged: Judged,
    weights: Sequence[Floats],
    late: Callable[[], bool],
) -> Reconciled:
    """Test the total row and rule out every placement that no reachable total allows."""
    unused = Reconciled(judged.spaces, (), (), ())
    total_at = [p for p, row in enumerate(rows) if row.kind == "total" and row.values]
    members = tuple(p for p, row in enumerate(rows) if row.kind == "department")
    if len(total_at) != 1 or any(judged.spaces[p] is None for p in members):
        return unused
    total_space = judged.spaces[total_at[0]]
    if total_space is None or not total_space.size:
        return unused
    certain = _certain_columns(columns, total_space)
    sums = _whole_units(judged, members, total_space, certain)
    if sums is None:
        return unused
    doubtful = _doubtful_columns(judged, (*members, *total_at), len(columns))
    missed = {
        column: reach
        for column in certain
        if (reach := _reach(sums, sums.amounts, column)) is not None and not reach.reached
    }
    findings = shortfall_findings(
        columns,
        rows[total_at[0]],
        [
            Shortfall(column, int(sums.totals[column]), sums.scale, reach.below, reach.above)
            for column, reach in missed.items()
        ],
    )
    usable = [column for column in certain if column not in doubtful]
    unused = replace(unused, findings=findings)
    return _settle(unused, sums, usable, set(missed) & set(usable), weights, late)


def _certain_columns(columns: Sequence[Column], total: RowSpace) -> list[int]:
    """Return the columns in which every placement of the total row has the same figure."""
    return [
        c
        for c, column in enumerate(columns)
        if is_additive(column)
        and total.filled[:, c].all()
        and (total.amounts[:, c] == total.amounts[0, c]).all()
    ]


def _doubtful_columns(judged: Judged, positions: Sequence[int], width: int) -> set[int]:
    """Return the columns of the identities that some row breaks: a figure there is wrong."""
    doubtful: set[int] = set()
    for position in positions:
        for identity in judged.broken.get(position, ()):
            doubtful |= {identity.total, *identity.parts}
    return doubtful & set(range(width))


def _whole_units(
    judged: Judged, members: Sequence[int], total: RowSpace, columns: Sequence[int]
) -> _Sums | None:
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

    return _Sums(
        tuple(members),
        tuple(whole(space.amounts) for space in spaces),
        whole(total.amounts)[0],
        scale,
    )


def _reach(sums: _Sums, amounts: Sequence[Ints], column: int) -> Reach | None:
    offers = [tuple(np.unique(amount[:, column]).tolist()) for amount in amounts]
    return column_reach(offers, int(sums.totals[column]))


def _settle(
    unused: Reconciled,
    sums: _Sums,
    usable: Sequence[int],
    missed: set[int],
    weights: Sequence[Floats],
    late: Callable[[], bool],
) -> Reconciled:
    """Rule out placements until nothing changes, leaving out what does not reconcile.

    One wrong total spoils the columns tied to it. Two that fail apart from each other have a
    cause in common, such as a row that is missing: then no total is believed.
    """
    failed = [
        set(component.columns)
        for component in components(sums.amounts, sums.totals, usable)
        if missed & set(component.columns)
    ]
    member_weights = [weights[p] for p in sums.members]
    while len(failed) < 2:
        columns = [column for column in usable if not any(column in part for part in failed)]
        attempt = _attempt(sums, columns, member_weights, late)
        if isinstance(attempt, _Solved):
            return _restricted(unused, sums, columns, attempt, late())
        failed.append(set(attempt))
    return unused


def _restricted(
    unused: Reconciled, sums: _Sums, columns: Sequence[int], solved: _Solved, late: bool
) -> Reconciled:
    spaces = list(unused.spaces)
    for position, kept in zip(sums.members, solved.kept, strict=True):
        space = spaces[position]
        if space is not None and kept.size < space.size:
            marks = np.zeros(space.size, dtype=np.bool_)
            marks[kept] = True
            spaces[position] = space.only(marks)
    tied = tuple(
        replace(part, rows=tuple(sums.members[row] for row in part.rows)) for part in solved.tied
    )
    return Reconciled(tuple(spaces), tuple(columns), tied, unused.findings, late)


@dataclass(frozen=True, slots=True)
class _Solved:
    kept: tuple[Ints, ...]
    tied: tuple[Tied, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A component's graph, and the placements of each row that it was drawn for."""

    component: Component
    graph: JointGraph | None
    kept: tuple[Ints, ...]

    def rules_out(self, place: int) -> Ints:
        """Return the placements of the row at ``place`` that the graph leaves."""
        placements, offer_of = self.kept[place], self.component.offer_of[place]
        if self.graph is None or not self.graph.exact:
            return placements
        used = self.graph.used(len(self.component.rows))[place]
        marks = np.zeros(len(self.component.offers[place]), dtype=np.bool_)
        marks[: used.size] = used
        return placements[marks[offer_of]]

    def stands(self, kept: Sequence[Ints]) -> bool:
        """Tell whether every choice the graph uses is still made by a placement in ``kept``."""
        if self.graph is None:
            return True
        used = self.graph.used(len(self.component.rows))
        for place, row in enumerate(self.component.rows):
            still = self.component.offer_of[place][np.isin(self.kept[place], kept[row])]
            if not np.isin(np.flatnonzero(used[place]), still).all():
                return False
        return True

    def tied(self, kept: Sequence[Ints]) -> Tied:
        """Return what the model needs, for the placements in ``kept``."""
        offer_of = tuple(
            self.component.offer_of[place][np.isin(self.kept[place], kept[row])]
            for place, row in enumerate(self.component.rows)
        )
        sizes = tuple(len(offers) for offers in self.component.offers)
        return Tied(self.component.columns, self.component.rows, offer_of, sizes, self.graph)


def _attempt(
    sums: _Sums, columns: list[int], weights: Sequence[Floats], late: Callable[[], bool]
) -> _Solved | tuple[int, ...]:
    """Return what remains of each row, or columns that cannot all be right."""
    kept = [np.arange(amount.shape[0]) for amount in sums.amounts]
    drawn: dict[tuple[int, ...], _Drawn] = {}
    while True:
        amounts = [amount[k] for amount, k in zip(sums.amounts, kept, strict=True)]
        parts = components(amounts, sums.totals, columns)
        unreached = _narrow_by_column(sums, kept, columns)
        if unreached is not None:
            return next(part.columns for part in parts if unreached in part.columns)
        amounts = [amount[k] for amount, k in zip(sums.amounts, kept, strict=True)]
        parts = components(amounts, sums.totals, columns)
        for part in parts:
            known = drawn.get(part.columns)
            if known is None or not known.stands(kept):
                graph = _graph(part, weights, kept, late)
                if graph is None:
                    return part.columns
                drawn[part.columns] = graph
        current = [drawn[part.columns] for part in parts]
        if not _narrow_by_graphs(current, kept) or late():
            if not all(k.size for k in kept):
                return tuple(columns)
            return _Solved(tuple(kept), tuple(d.tied(kept) for d in current))


def _graph(
    part: Component, weights: Sequence[Floats], kept: Sequence[Ints], late: Callable[[], bool]
) -> _Drawn | None:
    placements = tuple(kept[row] for row in part.rows)
    if not part.rows:
        return None if part.rest.any() else _Drawn(part, None, placements)
    offered = [
        np.bincount(offer_of, weights=weights[row][kept[row]], minlength=len(offers)).astype(float)
        for row, offers, offer_of in zip(part.rows, part.offers, part.offer_of, strict=True)
    ]
    try:
        graph = joint_graph(part.offers, part.rest, offered, late)
    except CutError:
        return _Drawn(part, None, placements)
    return None if graph is None else _Drawn(part, graph, placements)


def _narrow_by_graphs(drawn: Sequence[_Drawn], kept: list[Ints]) -> bool:
    """Shrink ``kept`` to what every graph leaves; tell whether a graph has to be redrawn."""
    for graph in drawn:
        for place, row in enumerate(graph.component.rows):
            kept[row] = np.intersect1d(kept[row], graph.rules_out(place), assume_unique=True)
    return all(k.size for k in kept) and not all(graph.stands(kept) for graph in drawn)


def _narrow_by_column(sums: _Sums, kept: list[Ints], columns: Sequence[int]) -> int | None:
    """Shrink ``kept`` by each column's total in turn; return a column that is not reached."""
    changed = True
    while changed:
        changed = False
        for column in columns:
            amounts = [amount[k] for amount, k in zip(sums.amounts, kept, strict=True)]
            reach = _reach(sums, amounts, column)
            if reach is None:
                continue
            if not reach.reached:
                return column
            for row, possible in enumerate(reach.possible):
                fits = np.isin(amounts[row][:, column], possible)
                if not fits.all():
                    kept[row] = kept[row][fits]
                    changed = True
    return None
