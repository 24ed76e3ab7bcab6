"""Rule out every placement that given totals do not allow, until nothing changes.

First column by column (:mod:`parser.tables.reach`), then all columns that are tied together
(:mod:`parser.tables.joint`). What is left is exact wherever the joint graphs are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.tables.budget import Budget
from parser.tables.components import Component, components
from parser.tables.joint import CutError, JointGraph, joint_graph
from parser.tables.reach import Reach, column_reach
from parser.tables.rowspace import Ints


@dataclass(frozen=True, slots=True)
class Tied:
    """Columns that are tied together, with the graph of the ways to reach their totals.

    ``rows`` are the open rows' positions in the table; ``offers`` are each one's distinct
    amounts in the columns, ``offer_of`` which of them each remaining placement makes; ``rest``
    is what the totals leave for these rows. ``graph`` is ``None`` where the ways are too many.
    """

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    offers: tuple[Ints, ...]
    offer_of: tuple[Ints, ...]
    rest: Ints
    graph: JointGraph | None


@dataclass(frozen=True, slots=True)
class Sums:
    """The departments' rows in whole units and the totals they should reach."""

    members: tuple[int, ...]
    amounts: tuple[Ints, ...]
    totals: Ints
    scale: int


@dataclass(frozen=True, slots=True)
class Solved:
    """What remains of each row, by number, and what ties the rows together."""

    kept: tuple[Ints, ...]
    tied: tuple[Tied, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A component's graph, and the placements of each row that it was drawn for."""

    component: Component
    graph: JointGraph | None
    kept: tuple[Ints, ...]

    def left_by(self, place: int) -> Ints:
        """Return the placements of the row at ``place`` that the graph leaves."""
        placements, offer_of = self.kept[place], self.component.offer_of[place]
        if self.graph is None:
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
        part = self.component
        offer_of = tuple(
            part.offer_of[place][np.isin(self.kept[place], kept[row])]
            for place, row in enumerate(part.rows)
        )
        return Tied(part.columns, part.rows, part.offers, offer_of, part.rest, self.graph)


def narrowed(sums: Sums, columns: list[int], budget: Budget) -> Solved | tuple[int, ...]:
    """Return what remains of each row, or columns that cannot all be right."""
    kept = [np.arange(amount.shape[0]) for amount in sums.amounts]
    drawn: dict[tuple[int, ...], _Drawn] = {}
    while True:
        before = [amount[k] for amount, k in zip(sums.amounts, kept, strict=True)]
        unreached = _narrow_by_column(sums, kept, columns, budget)
        if unreached is not None:
            parts = components(before, sums.totals, columns)
            return next(part.columns for part in parts if unreached in part.columns)
        amounts = [amount[k] for amount, k in zip(sums.amounts, kept, strict=True)]
        parts = components(amounts, sums.totals, columns)
        for part in parts:
            known = drawn.get(part.columns)
            if known is None or not known.stands(kept):
                graph = _graph(part, kept, budget)
                if graph is None:
                    return part.columns
                drawn[part.columns] = graph
        current = [drawn[part.columns] for part in parts]
        if not _narrow_by_graphs(current, kept) or budget.late:
            if not all(k.size for k in kept):
                return tuple(columns)
            return Solved(tuple(kept), tuple(d.tied(kept) for d in current if d.component.rows))


def _graph(part: Component, kept: Sequence[Ints], budget: Budget) -> _Drawn | None:
    placements = tuple(kept[row] for row in part.rows)
    if not part.rows:
        return None if part.rest.any() else _Drawn(part, None, placements)
    try:
        graph = joint_graph(part.offers, part.rest, budget)
    except CutError:
        return _Drawn(part, None, placements) if _add_up(part, budget) else None
    return None if graph is None else _Drawn(part, graph, placements)


def _add_up(part: Component, budget: Budget) -> bool:
    """Tell whether the rows reach the sum of all tied totals, wherever their amounts stand.

    One column's total is easily reached by wrong placements, all of them together are not: a
    value that one total gains is missing from another.
    """
    offers = [tuple(np.unique(offer.sum(axis=1)).tolist()) for offer in part.offers]
    reach = column_reach(offers, int(part.rest.sum()), budget)
    return reach is None or reach.reached


def _narrow_by_graphs(drawn: Sequence[_Drawn], kept: list[Ints]) -> bool:
    """Shrink ``kept`` to what every graph leaves; tell whether a graph has to be redrawn."""
    for graph in drawn:
        for place, row in enumerate(graph.component.rows):
            kept[row] = np.intersect1d(kept[row], graph.left_by(place), assume_unique=True)
    return all(k.size for k in kept) and not all(graph.stands(kept) for graph in drawn)


def _narrow_by_column(
    sums: Sums, kept: list[Ints], columns: Sequence[int], budget: Budget
) -> int | None:
    """Shrink ``kept`` by each column's total in turn; return a column that is not reached."""
    changed = True
    while changed and not budget.late:
        changed = False
        for column in columns:
            amounts = [amount[k] for amount, k in zip(sums.amounts, kept, strict=True)]
            reach = total_reach(sums, amounts, column, budget)
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


def total_reach(sums: Sums, amounts: Sequence[Ints], column: int, budget: Budget) -> Reach | None:
    """Work out what the rows' amounts can add up to in a column, and which reach its total."""
    offers = [tuple(np.unique(amount[:, column]).tolist()) for amount in amounts]
    return column_reach(offers, int(sums.totals[column]), budget)
