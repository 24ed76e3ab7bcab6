"""What several column totals together leave possible, and how probable each choice is.

Rows that are still open are choices among vectors of amounts; together they must use up what
the totals leave. The choices are made from the largest row to the smallest, as layers of a
graph: a state is what remains of every total, and states that remain alike are merged. A state
is dropped when, for some column, the rows to come cannot use up what remains. Because counts
are heavy-tailed the large rows settle soon, and the layers stay small; the graph then holds
*every* way of reaching the totals, and sums along its paths are exact. Where the layers outgrow
their bounds there is no graph: a part of the ways would prove nothing, and would mislead the
model (:mod:`parser.tables.ties` then takes the totals as sums of many independent amounts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parser.tables.budget import Budget
from parser.tables.components import distinct_rows
from parser.tables.rowspace import Bools, Floats, Ints

STATES = 20_000
"""Most states of a layer."""

STEPS = 600_000
"""Most steps in a graph."""

_WORK = 400_000
_AT_ONCE = 200_000
_WIDEST = 2_000_000
_LARGEST_FACTOR = 1000

_Number = TypeVar("_Number", Ints, Floats)


@dataclass(frozen=True, slots=True)
class Layer:
    """One row's choices: step ``i`` leads by ``choice[i]`` from ``start[i]`` to ``end[i]``.

    Steps are sorted by ``end``; those that lead to end ``e`` begin at ``first[e]``.
    """

    start: NDArray[np.int32]
    choice: NDArray[np.int16]
    end: NDArray[np.int32]
    first: NDArray[np.int64]
    starts: int


@dataclass(frozen=True, slots=True)
class JointGraph:
    """All ways in which open rows reach the totals.

    ``layers[k]`` belongs to the row at place ``order[k]`` of the offers it was built from.
    """

    layers: tuple[Layer, ...]
    order: tuple[int, ...]

    @property
    def steps(self) -> int:
        """The number of steps in all layers."""
        return sum(layer.start.size for layer in self.layers)

    def used(self, offers: int) -> list[Bools]:
        """Return for each offer which of its choices lie on a complete path."""
        used: list[Bools] = [np.zeros(0, dtype=np.bool_)] * offers
        for row, layer in zip(self.order, self.layers, strict=True):
            count = int(layer.choice.max()) + 1 if layer.choice.size else 0
            marks = np.zeros(count, dtype=np.bool_)
            marks[layer.choice] = True
            used[row] = marks
        return used


class CutError(Exception):
    """The ways of reaching the totals are too many to be held."""


def joint_graph(offers: Sequence[Ints], totals: Ints, budget: Budget) -> JointGraph | None:
    """Build the graph of all ways in which one choice a row adds up to ``totals``.

    ``offers[r]`` is ``(choices, columns)``, integer and not negative. Returns ``None`` if no
    combination adds up; raises :class:`CutError` where there are too many, or too much work is
    needed to tell.
    """
    least = [offer.min(axis=0) for offer in offers]
    rises = [offer - low for offer, low in zip(offers, least, strict=True)]
    rest = totals - np.sum(least, axis=0)
    if (rest < 0).any():
        return None
    order = sorted(range(len(offers)), key=lambda r: (-int(rises[r].sum(axis=1).max()), r))
    layers = _grow(_Ahead([rises[r] for r in order], rest, budget))
    return None if layers is None else JointGraph(tuple(layers), tuple(order))


class _Ahead:
    """What the rows still to come can use up, exactly by column."""

    def __init__(self, rises: list[Ints], rest: Ints, budget: Budget) -> None:
        self.rises, self.rest, self.budget = rises, rest, budget
        self.most = _suffix_sums([rise.max(axis=0) for rise in rises])
        self.open = [self._column(c) for c in range(rest.size)]
        self.keys = _independent(np.concatenate(rises))

    def _column(self, column: int) -> list[Bools] | None:
        """Which remainders of one column the rows from each place on can use up exactly."""
        size = int(self.rest[column]) + 1
        if size > _WIDEST or size * len(self.rises) * self.rest.size > 20 * _WIDEST:
            return None
        reach = np.zeros(size, dtype=np.bool_)
        reach[0] = True
        found = [reach]
        for rise in reversed(self.rises):
            grown = np.zeros(size, dtype=np.bool_)
            ups = np.unique(rise[:, column])
            self.budget.spend(ups.size * (size // 1024 + 1))
            for up in ups[ups < size].tolist():
                grown[up:] |= reach[: size - up]
            reach = grown
            found.append(reach)
        return found[::-1]

    def feasible(self, remains: Ints, place: int) -> Bools:
        """Tell which remainders the rows from ``place`` on may still use up."""
        kept: Bools = ((remains >= 0) & (remains <= self.most[place])).all(axis=1)
        for column, reach in enumerate(self.open):
            if reach is not None:
                inside = np.flatnonzero(kept)
                kept[inside] = reach[place][remains[inside, column]]
        return kept

    def steps(self, remains: Ints, place: int) -> tuple[Ints, Ints, Ints]:
        """Return the feasible steps of a row: starts, choices and what then remains."""
        rise = self.rises[place]
        each = max(_AT_ONCE // len(rise), 1)
        starts, chosen, left = [], [], []
        for begin in range(0, len(remains), each):
            part = remains[begin : begin + each]
            after = (part[:, None, :] - rise[None, :, :]).reshape(len(part) * len(rise), -1)
            step = np.flatnonzero(self.feasible(after, place + 1))
            start, choice = np.divmod(step, len(rise))
            starts.append(start + begin)
            chosen.append(choice)
            left.append(after[step])
        return np.concatenate(starts), np.concatenate(chosen), np.concatenate(left)


def _grow(ahead: _Ahead) -> list[Layer] | None:
    remains = ahead.rest[None, :]
    layers: list[Layer] = []
    steps = 0
    for place, rise in enumerate(ahead.rises):
        work = len(remains) * len(rise)
        if work > _WORK or steps > STEPS or not ahead.budget.affords(work):
            raise CutError
        ahead.budget.spend(work)
        start, choice, after = ahead.steps(remains, place)
        if not start.size:
            return None
        first, end = _merged(after, ahead.keys)
        layers.append(
            Layer(
                start=start.astype(np.int32),
                choice=choice.astype(np.int16),
                end=end.astype(np.int32),
                first=np.zeros(first.size, dtype=np.int64),
                starts=len(remains),
            )
        )
        remains = after[first]
        steps += start.size
    return _complete(layers)


def _complete(layers: list[Layer]) -> list[Layer]:
    """Drop the steps that lie on no path to the end."""
    pruned: list[Layer] = []
    alive: Bools = np.ones(layers[-1].first.size, dtype=np.bool_) if layers else np.zeros(0, bool)
    for layer in reversed(layers):
        steps = np.flatnonzero(alive[layer.end])
        steps = steps[np.argsort(layer.end[steps], kind="stable")]
        start = layer.start[steps]
        end = (np.cumsum(alive) - 1)[layer.end[steps]]
        alive_before = np.zeros(layer.starts, dtype=np.bool_)
        alive_before[start] = True
        pruned.append(
            Layer(
                start=(np.cumsum(alive_before) - 1)[start].astype(np.int32),
                choice=layer.choice[steps],
                end=end.astype(np.int32),
                first=np.searchsorted(end, np.arange(int(alive.sum()))),
                starts=int(alive_before.sum()),
            )
        )
        alive = alive_before
    return pruned[::-1]


def path_shares(graph: JointGraph, weights: Sequence[Floats]) -> list[Floats]:
    """Return the probability of each choice over all paths, for several weightings at once.

    A path weighs the product of its choices' weights; ``weights[r]`` is ``(weightings,
    choices)`` for the offer ``r``, and so is what is returned for it.
    """
    scaled = [_scaled(weights[row]) for row in graph.order]
    count = scaled[0].shape[0]
    ahead = [np.ones((count, 1))]
    for layer, weight in zip(graph.layers, scaled, strict=True):
        moved = ahead[-1][:, layer.start] * weight[:, layer.choice]
        mass: Floats = np.add.reduceat(moved, layer.first, axis=1)
        mass /= np.maximum(mass.max(axis=1, keepdims=True), 1e-300)
        ahead.append(mass)
    shares: list[Floats] = [np.zeros((count, 0))] * len(weights)
    behind: Floats = np.ones((count, 1))
    for row, layer, weight, mass in zip(
        reversed(graph.order), reversed(graph.layers), reversed(scaled), ahead[-2::-1], strict=True
    ):
        back = behind[:, layer.end] * weight[:, layer.choice]
        share = sums_by(mass[:, layer.start] * back, layer.choice, weight.shape[1])
        shares[row] = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-300)
        behind = sums_by(back, layer.start, layer.starts)
        behind /= np.maximum(behind.max(axis=1, keepdims=True), 1e-300)
    return shares


def _scaled(weights: Floats) -> Floats:
    """Scale to a largest weight of 1; what is all but impossible must not end every path."""
    scaled: Floats = weights / np.maximum(weights.max(axis=1, keepdims=True), 1e-300)
    return np.maximum(scaled, 1e-12)


def sums_by(terms: Floats, group: NDArray[np.integer], groups: int) -> Floats:
    """Sum each row of ``terms`` by group: ``(rows, groups)``."""
    count = terms.shape[0]
    at = group + (np.arange(count) * groups)[:, None]
    sums: Floats = np.bincount(
        at.reshape(-1), weights=terms.reshape(-1), minlength=count * groups
    ).astype(np.float64)
    return sums.reshape(count, groups)


def _merged(remains: Ints, keys: Sequence[int]) -> tuple[Ints, Ints]:
    """Return the first place of each distinct remainder and which one each row is."""
    first, which = distinct_rows(remains[:, list(keys)])
    if first.size > STATES:
        raise CutError
    return first, which


def _independent(rises: Ints) -> list[int]:
    """Return columns that determine all others: the rest are sums or differences of them.

    What looks like a sum or difference in rounded arithmetic is checked in whole numbers.
    """
    scale = np.maximum(np.abs(rises).max(axis=0), 1).astype(np.float64)
    scaled = rises / scale
    products = np.einsum("na,nb->ab", scaled, scaled)
    chosen: list[int] = []
    for column in range(rises.shape[1]):
        if chosen:
            inverse = np.linalg.pinv(products[np.ix_(chosen, chosen)], rcond=1e-12)
            share = inverse @ products[chosen, column]
            factor = np.rint(share * scale[column] / scale[chosen]).astype(np.int64)
            small = bool((np.abs(factor) <= _LARGEST_FACTOR).all())
            if small and (rises[:, chosen] @ factor == rises[:, column]).all():
                continue
        chosen.append(column)
    return chosen


def _suffix_sums(terms: list[_Number]) -> list[_Number]:
    sums = [np.zeros_like(terms[0])]
    for term in reversed(terms):
        sums.append(sums[-1] + term)
    return sums[::-1]
