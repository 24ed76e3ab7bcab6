"""How probable each remaining placement of a row is, judged by the table itself.

A row is thought to come about in this way.

*Pattern.* The row belongs to one of :data:`CLASSES` kinds of department (those that only give
advice, those that receive and complete, ...), kind ``k`` with probability ``p[k]``. A row of
kind ``k`` fills column ``c`` with probability ``f[k, c]``. This lets columns be filled together.

*Amounts.* Amounts that an identity derives from others in the row cost nothing; each other
amount ``v`` is log-normal around ``size + level[c]`` with spread ``s[c]``, where ``size`` is the
row's own and normal with spread ``t``. As counts are whole numbers, its probability is the
density divided by ``v``; so a placement that explains a large figure as a sum beats one in which
the same figure occurs twice by chance. Where nothing is left pending, what was completed equals
what was received with probability ``q``.

*Totals.* The rows' placements are not independent where column totals were reached: they are
weighed by the share of all ways of reaching the totals that they are part of
(:mod:`parser.tables.joint`).

All parameters are learnt from the table by expectation maximisation over the remaining
placements, with weak priors that keep a small table from being over-read. Rows of the same
department in other tables, if given, take part as :mod:`parser.tables.habits` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.bulletin import Identity
from parser.tables.joint import choice_probabilities
from parser.tables.rowspace import Bools, Floats, Ints, RowSpace
from parser.tables.totals import Tied

CLASSES = 3
ROUNDS = 25

_FILL_PRIOR = 1.0
_CLASS_PRIOR = 3.0
_LEVEL_PRIOR = 1.0
_SPREAD_PRIOR = (4.0, 1.5)
_SIZE_SPREAD = 1.5
_UNSEEN = 0.02


@dataclass(frozen=True, slots=True)
class Choices:
    """The placements of all rows, one below the other.

    ``row`` says whose each is. ``free`` marks the amounts that nothing derives, ``logs`` are
    their logarithms (else 0). ``equal`` is 1 where nothing is pending and all that was
    received is completed, -1 where nothing is pending and it is not, 0 elsewhere.
    """

    row: Ints
    rows: int
    filled: Floats
    free: Floats
    logs: Floats
    equal: Ints


def choices(spaces: Sequence[RowSpace | None], identities: Sequence[Identity]) -> Choices:
    """Lay out the placements of all rows for the model."""
    width = next((space.filled.shape[1] for space in spaces if space is not None), 0)
    held = [(r, space) for r, space in enumerate(spaces) if space is not None]
    row = np.concatenate(
        [np.full(space.size, r, dtype=np.int64) for r, space in held]
        or [np.zeros(0, dtype=np.int64)]
    )
    blank = np.zeros((0, width))
    filled = np.concatenate([blank, *(space.filled for _, space in held)]) > 0
    amounts = np.concatenate([blank, *(space.amounts for _, space in held)])
    free, equal = _free(filled, amounts, identities)
    logs = np.where(free, np.log(np.maximum(amounts, 1e-9)), 0.0)
    return Choices(row, len(spaces), filled.astype(float), free.astype(float), logs, equal)


def _free(filled: Bools, amounts: Floats, identities: Sequence[Identity]) -> tuple[Bools, Ints]:
    """Mark the amounts that are not derived from others in their row."""
    free = filled & (amounts > 0)
    equal = np.zeros(filled.shape[0], dtype=np.int64)
    for identity in identities:
        parts = list(identity.parts)
        if identity.kind == "sum":
            summed = amounts[:, parts].sum(axis=1)
            free[:, identity.total] &= ~(filled[:, parts].any(axis=1) & (summed > 0))
    for identity in identities:
        if identity.kind != "difference":
            continue
        rest, taken = identity.parts
        free[:, rest] &= ~(filled[:, identity.total] | filled[:, taken])
        settled = (amounts[:, identity.total] > 0) & ~filled[:, rest]
        same = settled & (amounts[:, identity.total] == amounts[:, taken])
        equal += np.where(same, 1, np.where(settled & (amounts[:, taken] > 0), -1, 0))
        _derive_one(free, amounts, same, _below(taken, identities))
    return free, equal


def _below(column: int, identities: Sequence[Identity]) -> list[int]:
    """Return the column with everything it is the sum of."""
    for identity in identities:
        if identity.kind == "sum" and identity.total == column:
            return [column, *(c for part in identity.parts for c in _below(part, identities))]
    return [column]


def _derive_one(free: Bools, amounts: Floats, where: Bools, columns: Sequence[int]) -> None:
    """Take the largest free amount among the columns as derived from the others."""
    inside = np.where(free[:, list(columns)], amounts[:, list(columns)], -1.0)
    largest = np.argmax(inside, axis=1)
    at = np.flatnonzero(where & (inside.max(axis=1) > 0))
    free[at, np.asarray(columns)[largest[at]]] = False


@dataclass(slots=True)
class Parameters:
    """What is learnt: see the module's docstring."""

    kinds: Floats
    fill: Floats
    level: Floats
    spread: Floats
    size_spread: float
    same: float


class TableModel:
    """The model of one table; :meth:`fitted` returns each placement's probability."""

    def __init__(
        self,
        laid: Choices,
        tied: Sequence[Tied],
        learning: Bools,
        habits: Floats | None = None,
    ) -> None:
        self.laid, self.tied = laid, [part for part in tied if part.graph is not None]
        self.learning = learning[laid.row]
        self.habits = habits
        self.starts = np.searchsorted(laid.row, np.arange(laid.rows + 1))

    def fitted(self, *, rounds: int = ROUNDS) -> Floats:
        """Return the probability of every placement among those of its row."""
        weights = self._share(np.zeros(self.laid.row.size))
        values = self._first(weights)
        for _ in range(rounds):
            prior, kinds = self._prior(values)
            weights = self._posterior(prior)
            values = self._learnt(weights, kinds)
        prior, _ = self._prior(values)
        return self._posterior(prior)

    def _share(self, logs: Floats) -> Floats:
        """Normalise log weights to probabilities within each row."""
        highest = np.full(self.laid.rows, -np.inf)
        np.maximum.at(highest, self.laid.row, logs)
        mass = np.exp(logs - highest[self.laid.row])
        whole = np.bincount(self.laid.row, weights=mass, minlength=self.laid.rows)
        share: Floats = mass / whole[self.laid.row]
        return share

    def _first(self, weights: Floats) -> Parameters:
        """Start from rows told apart by how much they print."""
        printed = self.laid.filled.sum(axis=1)
        ranks = np.argsort(np.argsort(printed, kind="stable"), kind="stable")
        kinds = np.zeros((printed.size, CLASSES))
        kinds[np.arange(printed.size), (ranks * CLASSES) // max(printed.size, 1)] = 1.0
        return self._learnt(weights, 0.8 * kinds + 0.2 / CLASSES)

    def _prior(self, values: Parameters) -> tuple[Floats, Floats]:
        """Return each placement's log probability and how probable each kind is then."""
        laid = self.laid
        by_kind = (
            np.log(values.kinds)
            + laid.filled @ np.log(values.fill).T
            + (1.0 - laid.filled) @ np.log1p(-values.fill).T
        )
        highest = by_kind.max(axis=1, keepdims=True)
        kinds = np.exp(by_kind - highest)
        pattern = np.log(kinds.sum(axis=1)) + highest[:, 0]
        kinds /= kinds.sum(axis=1, keepdims=True)
        return pattern + self._amounts(values), kinds

    def _amounts(self, values: Parameters) -> Floats:
        laid = self.laid
        precision = laid.free / values.spread**2
        off = laid.free * (laid.logs - values.level)
        known = precision.sum(axis=1)
        pull = (off * precision).sum(axis=1)
        tight = 1.0 / values.size_spread**2
        density = (
            -0.5 * ((off**2 * precision).sum(axis=1) - pull**2 / (tight + known))
            - (laid.free * np.log(values.spread)).sum(axis=1)
            - 0.5 * np.log1p(known / tight)
            - 0.919 * laid.free.sum(axis=1)
            - laid.logs.sum(axis=1)
        )
        ties = np.array([np.log1p(-values.same), 0.0, np.log(values.same)])
        result: Floats = density + ties[laid.equal + 1]
        return result

    def _posterior(self, prior: Floats) -> Floats:
        """Weigh placements by the ways of reaching the totals that they are part of."""
        weights = self._share(prior)
        messages = [np.zeros(self.laid.row.size) for _ in self.tied]
        for _ in range(2 if len(self.tied) > 1 else 1):
            for number, part in enumerate(self.tied):
                others = sum((m for k, m in enumerate(messages) if k != number), np.zeros(1))
                cavity = self._share(prior + others)
                messages[number] = self._message(part, cavity)
            weights = self._share(prior + sum(messages, np.zeros(1)))
        return weights

    def _message(self, part: Tied, cavity: Floats) -> Floats:
        """Return the log factor by which a component's totals change each placement."""
        message = np.zeros(cavity.size)
        offered = [
            np.bincount(
                of, weights=cavity[self.starts[row] : self.starts[row + 1]], minlength=size
            ).astype(float)
            for row, of, size in zip(part.rows, part.offer_of, part.sizes, strict=True)
        ]
        assert part.graph is not None
        blur = 0.0 if part.graph.exact else _UNSEEN
        after = choice_probabilities(part.graph, offered)
        for row, of, before, then in zip(part.rows, part.offer_of, offered, after, strict=True):
            share = before / max(before.sum(), 1e-300)
            factor = ((1.0 - blur) * then + blur * share + 1e-12) / (share + 1e-12)
            message[self.starts[row] : self.starts[row + 1]] = np.log(factor)[of]
        return message

    def _learnt(self, weights: Floats, kinds: Floats) -> Parameters:
        """Return the parameters that fit the weighted placements best."""
        laid = self.laid
        weight = weights * self.learning
        rows = max(weight.sum(), 1.0)
        overall = (weight @ laid.filled + _FILL_PRIOR * 0.5) / (rows + _FILL_PRIOR)
        shares = weight[:, None] * kinds
        mass = shares.sum(axis=0)
        fill = (shares.T @ laid.filled + _CLASS_PRIOR * overall) / (mass[:, None] + _CLASS_PRIOR)
        level, spread, size_spread = self._levels(weight)
        equal = weight @ (laid.equal == 1)
        unequal = weight @ (laid.equal == -1)
        return Parameters(
            kinds=(mass + 1.0) / (mass.sum() + CLASSES),
            fill=np.clip(fill, 1e-4, 1.0 - 1e-4),
            level=level,
            spread=spread,
            size_spread=size_spread,
            same=float((equal + 2.0) / (equal + unequal + 3.0)),
        )

    def _levels(self, weight: Floats) -> tuple[Floats, Floats, float]:
        laid = self.laid
        present = weight[:, None] * laid.free
        count = present.sum(axis=0)
        centre = (present * laid.logs).sum() / max(count.sum(), 1e-9)
        level = np.full(laid.free.shape[1], centre)
        spread = np.full(laid.free.shape[1], _SPREAD_PRIOR[1])
        size_spread = _SIZE_SPREAD
        for _ in range(2):
            precision = laid.free / spread**2
            tight = 1.0 / size_spread**2 + precision.sum(axis=1)
            size = (precision * (laid.logs - level)).sum(axis=1) / tight
            off = laid.logs - size[:, None]
            level = ((present * off).sum(axis=0) + _LEVEL_PRIOR * centre) / (count + _LEVEL_PRIOR)
            squares = (present * ((off - level) ** 2 + (1.0 / tight)[:, None])).sum(axis=0)
            strength, usual = _SPREAD_PRIOR
            spread = np.sqrt((squares + strength * usual**2) / (count + strength))
            sized = weight * (laid.free.sum(axis=1) > 0)
            squares_size = (sized * (size**2 + 1.0 / tight)).sum() + 4.0 * _SIZE_SPREAD**2
            size_spread = float(np.sqrt(squares_size / (sized.sum() + 4.0)))
        return level, spread, size_spread
