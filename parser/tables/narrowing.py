"""Rule out every placement that given totals do not allow, until nothing changes.

First column by column (:mod:`parser.tables.reach`), then all columns that are tied together
(:mod:`parser.tables.joint`). What is left is exact wherever the joint graphs are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from parser.tables.components import Component, components
from parser.tables.joint import CutError, JointGraph, joint_graph
from parser.tables.reach import Reach, column_reach
from parser.tables.rowspace import Floats, Ints


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


def narrowed(
    sums: Sums, columns: list[int], weights: Sequence[Floats], late: Callable[[], bool]
) -> Solved | tuple[int, ...]:
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
            return Solved(tuple(kept), tuple(d.tied(kept) for d in current))


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
    if late():
        return _Drawn(part, None, placements)
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


def _narrow_by_column(sums: Sums, kept: list[Ints], columns: Sequence[int]) -> int | None:
    """Shrink ``kept`` by each column's total in turn; return a column that is not reached."""
    changed = True
    while changed:
        changed = False
        for column in columns:
            amounts = [amount[k] for amount, k in zip(sums.amounts, kept, strict=True)]
            reach = total_reach(sums, amounts, column)
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


def total_reach(sums: Sums, amounts: Sequence[Ints], column: int) -> Reach | None:
    """Work out what the rows' amounts can add up to in a column, and which reach its total."""
    offers = [tuple(np.unique(amount[:, column]).tolist()) for amount in amounts]
    return column_reach(offers, int(sums.totals[column]))
