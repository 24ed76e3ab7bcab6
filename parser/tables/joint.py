"""What several column totals together leave possible, and how probable each choice is.

Rows that are still open are choices among vectors of amounts; together they must use up what
the totals leave. The choices are made from the largest row to the smallest, as layers of a
graph: a state is what remains of every total, and states that remain alike are merged. A state
is dropped when, for some column, the rows to come cannot use up what remains. Because counts
are heavy-tailed the large rows settle soon, and the layers stay small; then the graph holds
*every* way of reaching the totals, and sums along its paths are exact. When a layer outgrows
:data:`STATES`, only its most probable states are kept: such a graph still weighs what is
probable but no longer proves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parser.tables.rowspace import Bools, Floats, Ints

STATES = 40_000
"""Most states of a layer that are kept for an exact graph."""

BEAM = 3_000
"""States of a layer that are kept once a graph is not exact."""

STEPS = 1_000_000
"""Most steps in an exact graph."""

BEAM_STEPS = 200_000
"""About how many steps a graph that is not exact may have."""

_MOST_AT_ONCE = 400_000
_WIDEST = 2_000_000

_Number = TypeVar("_Number", Ints, Floats)


@dataclass(frozen=True, slots=True)
class Layer:
    """One row's choices: step ``i`` leads by ``choice[i]`` from ``start[i]`` to ``end[i]``.

    Steps are sorted by ``end``.
    """

    start: NDArray[np.int32]
    choice: NDArray[np.int16]
    end: NDArray[np.int32]
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class JointGraph:
    """All (or, if not ``exact``, the most probable) ways in which open rows reach the totals.

    ``layers[k]`` belongs to the row at place ``order[k]`` of the offers it was built from.
    """

    layers: tuple[Layer, ...]
    order: tuple[int, ...]
    exact: bool

    def used(self, offers: int) -> list[Bools]:
        """Return for each offer which of its choices lie on a complete path."""
        used: list[Bools] = [np.zeros(0, dtype=np.bool_)] * offers
        for row, layer in zip(self.order, self.layers, strict=True):
            count = int(layer.choice.max()) + 1 if layer.choice.size else 0
            marks = np.zeros(count, dtype=np.bool_)
            marks[layer.choice] = True
            used[row] = marks
        return used


def joint_graph(
    offers: Sequence[Ints],
    totals: Ints,
    weights: Sequence[Floats],
    late: Callable[[], bool],
) -> JointGraph | None:
    """Build the graph of all ways in which one choice a row adds up to ``totals``.

    ``offers[r]`` is ``(choices, columns)``, integer and not negative; ``weights[r]`` how
    probable each choice is, used only where a layer has to be cut. Returns ``None`` if no
    combination adds up; for a graph that was cut, ``None`` means that none was found, and
    :class:`CutError` is raised instead. ``late`` tells that time is up.
    """
    least = [offer.min(axis=0) for offer in offers]
    rises = [offer - low for offer, low in zip(offers, least, strict=True)]
    rest = totals - np.sum(least, axis=0)
    if (rest < 0).any():
        return None
    order = sorted(range(len(offers)), key=lambda r: (-int(rises[r].sum(axis=1).max()), r))
    ahead = _Ahead([rises[r] for r in order], [_normal(weights[r]) for r in order], rest, late)
    return _grow(ahead, tuple(order))


class CutError(Exception):
    """The layers had to be cut, and no complete path is left in them."""


class _Ahead:
    """What the rows still to come can use up: exactly by column, and on average."""

    def __init__(
        self, rises: list[Ints], weights: list[Floats], rest: Ints, late: Callable[[], bool]
    ) -> None:
        self.rises, self.weights, self.rest, self.late = rises, weights, rest, late
        self.most = _suffix_sums([rise.max(axis=0) for rise in rises])
        self.open = [self._column(c) for c in range(rest.size)]
        self.keys = _independent(np.concatenate(rises))
        means = [w @ rise for w, rise in zip(weights, rises, strict=True)]
        self.mean = _suffix_sums(means)
        self.spread = _suffix_sums(
            [
                (rise - m).T @ ((rise - m) * w[:, None])
                for rise, m, w in zip(rises, means, weights, strict=True)
            ]
        )

    def _column(self, column: int) -> list[Bools] | None:
        """Which remainders of one column the rows from each place on can use up exactly."""
        size = int(self.rest[column]) + 1
        if size > _WIDEST or size * len(self.rises) > 40 * _WIDEST:
            return None
        reach = np.zeros(size, dtype=np.bool_)
        reach[0] = True
        found = [reach]
        for rise in reversed(self.rises):
            grown = np.zeros(size, dtype=np.bool_)
            for up in np.unique(rise[:, column]):
                if up < size:
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

    def promise(self, remains: Ints, place: int) -> Floats:
        """Return the log density of using up the remainders, as if sums were normal."""
        spread = self.spread[place][np.ix_(self.keys, self.keys)]
        width = len(self.keys)
        inverse = np.linalg.inv(spread + np.eye(width) * (0.25 + 1e-6 * np.trace(spread)))
        off = remains[:, self.keys] - self.mean[place][self.keys]
        density: Floats = -0.5 * np.einsum("ij,jk,ik->i", off, inverse, off)
        return density


def _grow(ahead: _Ahead, order: tuple[int, ...]) -> JointGraph | None:
    remains = ahead.rest[None, :]
    logs = np.zeros(1)
    layers: list[Layer] = []
    beam = int(np.clip(BEAM_STEPS // max(sum(map(len, ahead.rises)), 1), 30, BEAM))
    exact, steps = True, 0
    for place, (rise, weight) in enumerate(zip(ahead.rises, ahead.weights, strict=True)):
        count, choices = remains.shape[0], rise.shape[0]
        if count > beam and (not exact or count * choices > _MOST_AT_ONCE or ahead.late()):
            exact = False
            kept = np.argsort(-(logs + ahead.promise(remains, place)), kind="stable")[:beam]
            layers[-1] = _cut(layers[-1], kept)
            remains, logs, count = remains[kept], logs[kept], kept.size
        after = (remains[:, None, :] - rise[None, :, :]).reshape(count * choices, -1)
        step = np.flatnonzero(ahead.feasible(after, place + 1))
        if not step.size:
            if exact:
                return None
            raise CutError
        start, choice = np.divmod(step, choices)
        first, end = _merged(after[step], ahead.keys)
        remains = after[step][first]
        with np.errstate(divide="ignore"):
            logs = _log_sums(logs[start] + np.log(weight)[choice], end, first.size)
        steps += step.size
        exact = exact and (first.size <= STATES and steps <= STEPS)
        layers.append(
            Layer(
                start=start.astype(np.int32),
                choice=choice.astype(np.int16),
                end=end.astype(np.int32),
                starts=count,
                ends=first.size,
            )
        )
    return JointGraph(tuple(_complete(layers)), order, exact)


def _cut(layer: Layer, kept: Ints) -> Layer:
    """Return the layer with only the ``kept`` ends, renumbered in that order."""
    renamed = np.full(layer.ends, -1, dtype=np.int32)
    renamed[kept] = np.arange(kept.size)
    end = renamed[layer.end]
    stays = end >= 0
    return Layer(
        start=layer.start[stays],
        choice=layer.choice[stays],
        end=end[stays],
        starts=layer.starts,
        ends=kept.size,
    )


def _complete(layers: list[Layer]) -> list[Layer]:
    """Drop the steps that lie on no path to the end."""
    pruned: list[Layer] = []
    alive: Bools = np.ones(layers[-1].ends, dtype=np.bool_) if layers else np.zeros(0, np.bool_)
    for layer in reversed(layers):
        kept = alive[layer.end]
        steps = np.flatnonzero(kept)
        steps = steps[np.argsort(layer.end[steps], kind="stable")]
        start, end = layer.start[steps], layer.end[steps]
        alive_before = np.zeros(layer.starts, dtype=np.bool_)
        alive_before[start] = True
        names_before = np.cumsum(alive_before) - 1
        names = np.cumsum(alive) - 1
        pruned.append(
            Layer(
                start=names_before[start].astype(np.int32),
                choice=layer.choice[steps],
                end=names[end].astype(np.int32),
                starts=int(alive_before.sum()),
                ends=int(alive.sum()),
            )
        )
        alive = alive_before
    return pruned[::-1]


def draw(
    graph: JointGraph, weights: Sequence[Floats], random: np.random.Generator
) -> tuple[Ints, list[Floats]]:
    """Draw one path of the graph, and work out each choice's probability over all paths.

    A path weighs the product of its choices' ``weights``. Returns the drawn choice of each
    offer and the probabilities of its choices.
    """
    scaled = [_normal(weights[row]) for row in graph.order]
    ahead = [np.ones(1)]
    for layer, weight in zip(graph.layers, scaled, strict=True):
        moved = ahead[-1][layer.start] * weight[layer.choice]
        mass = np.bincount(layer.end, weights=moved, minlength=layer.ends).astype(np.float64)
        mass /= max(mass.sum(), 1e-300)
        ahead.append(mass)
    picked = np.zeros(len(weights), dtype=np.int64)
    shares: list[Floats] = [np.zeros(0)] * len(weights)
    behind: Floats = np.ones(ahead[-1].size)
    at = 0
    for row, layer, weight, mass in zip(
        reversed(graph.order), reversed(graph.layers), reversed(scaled), ahead[-2::-1], strict=True
    ):
        first, last = np.searchsorted(layer.end, (at, at + 1))
        arriving = np.cumsum(mass[layer.start[first:last]] * weight[layer.choice[first:last]])
        step = first + int(np.searchsorted(arriving, random.random() * arriving[-1]))
        step = min(step, int(last) - 1)
        picked[row], at = layer.choice[step], layer.start[step]
        back = behind[layer.end] * weight[layer.choice]
        share = np.bincount(layer.choice, weights=mass[layer.start] * back, minlength=weight.size)
        shares[row] = share / max(share.sum(), 1e-300)
        behind = np.bincount(layer.start, weights=back, minlength=layer.starts).astype(np.float64)
        behind /= max(behind.max(initial=0.0), 1e-300)
    return picked, shares


def _merged(remains: Ints, keys: Sequence[int]) -> tuple[Ints, Ints]:
    """Return the first place of each distinct remainder and which one each row is."""
    wide = remains[:, list(keys)]
    sizes = [int(size) + 1 for size in wide.max(axis=0)]
    product = 1
    for size in sizes:
        product *= size
    if product < 2**62:
        packed = np.zeros(len(wide), dtype=np.int64)
        for column, size in enumerate(sizes):
            packed = packed * size + wide[:, column]
        _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    else:
        _, first, which = np.unique(wide, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), which.reshape(-1).astype(np.int64)


def _independent(rises: Ints) -> list[int]:
    """Return columns that determine all others: the rest are sums or differences of them."""
    scale = np.maximum(np.abs(rises).max(axis=0), 1)
    chosen: list[int] = []
    for column in range(rises.shape[1]):
        trial = [*chosen, column]
        if np.linalg.matrix_rank(rises[:, trial] / scale[trial], tol=1e-9) == len(trial):
            chosen = trial
    return chosen or [0]


def _suffix_sums(terms: list[_Number]) -> list[_Number]:
    sums = [np.zeros_like(terms[0])]
    for term in reversed(terms):
        sums.append(sums[-1] + term)
    return sums[::-1]


def _normal(weights: Floats) -> Floats:
    scaled: Floats = np.maximum(weights, 1e-12 * weights.max(initial=1e-300))
    scaled /= scaled.sum()
    return scaled


def _log_sums(logs: Floats, group: Ints, count: int) -> Floats:
    highest = logs.max(initial=-np.inf)
    mass = np.bincount(group, weights=np.exp(logs - highest), minlength=count)
    with np.errstate(divide="ignore"):
        result: Floats = np.log(mass) + highest
    return result
