"""The best that any model could do: placement by one who knows how the tables were drawn.

The oracle weighs every remaining placement by the probability with which
:mod:`corpus.generate` draws it, knowing the issuer's true rates, sizes, backlogs and divisions,
which a reader of one table never does. Totals are used as the parser uses them. What the oracle
gets wrong cannot be known from the table; its accuracy is the bound beside which the parser's is
to be read. It knows the departments' distribution, not each department's own habits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product

import numpy as np

from corpus.families import Family
from corpus.issuers import Habit
from parser.tables.model import choices
from parser.tables.probabilities import kept_by
from parser.tables.remaining import Narrowed
from parser.tables.rowspace import Floats, Ints, RowSpace
from parser.tables.ties import ties
from parser.tables.values import ValueRow
from parser.tables.weighing import Rows

SIZES = 4.2 + 1.9 * np.linspace(-3.5, 3.5, 57)
_SIZE_SHARE = np.exp(-0.5 * ((SIZES - 4.2) / 1.9) ** 2)
_KINDS = ((0.18, 0.02, 0.12), (0.24, 0.08, 1.0), (0.58, 0.97, 1.0))
"""Share of the departments, how often they report receipts, how often the other columns."""

_PASSES = 5


def oracle_columns(
    narrowed: Narrowed, family: Family, habits: Mapping[str, Habit] | None = None
) -> list[list[int]]:
    """Return the column that the oracle gives each value, row by row.

    ``habits`` tells it each department's own habit, which eleven other months tell at best.
    """
    oracle = Oracle(family)
    spaces = narrowed.reconciled.spaces
    weights = []
    for row, space in zip(narrowed.rows, spaces, strict=True):
        if space is not None:
            known = (habits or {}).get(row.label or "")
            knowing = oracle if known is None else KnowingOracle(family=family, habit=known)
            weights.append(knowing.weights(row, space))
    identities = narrowed.judged.identities
    kept = kept_by(identities, narrowed.rows, spaces)
    laid = choices(narrowed.columns, spaces, identities, kept)
    rows = Rows(laid)
    logs = np.log(np.maximum(np.concatenate([np.zeros(0), *weights]), 1e-300))[None, :]
    parts = ties(narrowed.reconciled.tied, laid)
    said = [np.zeros((1, laid.size)) for _ in parts]
    for _ in range(_PASSES):
        for k, part in enumerate(parts):
            others = sum((s for j, s in enumerate(said) if j != k), np.zeros(1))
            said[k] = part.says(rows.share(logs + others))
    share = rows.share(logs + sum(said, np.zeros(1)))[0]
    found = []
    for (a, b), space, row in zip(pairwise(laid.starts), spaces, narrowed.rows, strict=True):
        width = len(narrowed.columns)
        found.append(
            [
                v if space is None else _likeliest(space.columns[:, v], share[a:b], width)
                for v in range(len(row.values))
            ]
        )
    return found


def _likeliest(columns: Ints, share: Floats, width: int) -> int:
    return int(np.bincount(columns, weights=share, minlength=width).argmax())


@dataclass(slots=True)
class Oracle:
    """The probability of a row of one issuer's family, by the way the rows are drawn."""

    family: Family
    _used: list[dict[tuple[int, ...], float]] = field(default_factory=list)
    _known: dict[tuple[object, ...], float] = field(default_factory=dict)
    _extras: dict[tuple[int, int, float], Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Work out which parts departments use, and how often."""
        self._used = [_part_sets(rates) for rates in self.family.part_rates]

    def weights(self, row: ValueRow, space: RowSpace) -> Floats:
        """Return the probability of each placement, up to a factor."""
        if row.kind == "total":
            return np.ones(space.size)
        values = [(value.value, value.unit) for value in row.values]
        cells = [dict(zip(columns.tolist(), values, strict=True)) for columns in space.columns]
        return np.array([self._chance(tuple(sorted(placed.items()))) for placed in cells])

    def _chance(self, placed: tuple[tuple[int, tuple[object, object]], ...]) -> float:
        if placed not in self._known:
            marks = dict(placed)
            ticked = bool(self.family.ticks)
            chance = self._ticked(marks) if ticked else self._counted(marks)
            self._known[placed] = chance
        return self._known[placed]

    def _ticked(self, marks: dict[int, tuple[object, object]]) -> float:
        family, chance = self.family, 1.0
        taken: set[int] = set()
        for column, rate in zip(family.ticks, family.tick_rates, strict=True):
            if family.exclusive.get(column) in taken:
                chance *= column not in marks
                continue
            usual = self._usual(column, rate)
            chance *= usual if column in marks else 1.0 - usual
            if column in marks:
                taken.add(column)
                chance *= marks[column][0] is True
        for column in family.faults:
            if column in marks:
                value = marks[column][0]
                chance *= 0.025 * (0.2 if value is True or value != 1 else 0.4)
        return chance

    def _usual(self, column: int, rate: float) -> float:
        return rate * 0.97 + (1.0 - rate) * 0.02

    def _counted(self, marks: dict[int, tuple[object, object]]) -> float:
        family = self.family
        counts: dict[int, int] = dict.fromkeys(range(family.width), 0)
        for column, (value, unit) in marks.items():
            if (unit == "%") != (column in family.rates) or not isinstance(value, int | float):
                return 0.0
            counts[column] = int(value)
        received = sum(counts[g.whole] for g in family.groups if not g.done)
        if any((column in marks) != (received > 0) for column in family.rates):
            return 0.0
        completed = sum(counts[g.whole] for g in family.groups if g.done)
        pending = max(received - completed, 0)
        if family.pending is not None and counts[family.pending] != pending:
            return 0.0
        chance = 1.0
        for number, group in enumerate(family.groups):
            parts = tuple(counts[part] for part in group.parts)
            if parts and sum(parts) != counts[group.whole]:
                return 0.0
            if parts and counts[group.whole]:
                chance *= self._parts(number, parts)
            if group.done:
                chance *= self._cleared(received, counts[group.whole])
        return chance * self._sized(received, counts)

    def _parts(self, number: int, parts: tuple[int, ...]) -> float:
        return sum(p * _divided(parts, used) for used, p in self._used[number].items())

    def _cleared(self, received: int, completed: int) -> float:
        return _completed(received, completed)

    def _sized(self, received: int, counts: dict[int, int]) -> float:
        """Return the probability of receipts and other columns, over kinds and sizes."""
        chance = 0.0
        sized = counted_near(received, tuple(SIZES), 0.35) if self.family.groups else 1.0
        for share, active, reports in _KINDS:
            others = _SIZE_SHARE.copy()
            for number, column in enumerate(self.family.extras):
                others = others * self._extra(number, counts[column], reports)
            receipt = active * sized + (1.0 - active) * (received == 0)
            chance += share * float((others * receipt).sum())
        return chance

    def _extra(self, number: int, count: int, reports: float) -> Floats:
        key = (number, count, reports)
        if key not in self._extras:
            rate = self.family.extra_rates[number] * reports
            middles = self.family.extra_levels[number] + 0.5 * (SIZES - 4.2)
            usual = counted_near(count, tuple(middles), math.hypot(1.1, 0.4))
            odd = counted_near(count, (math.log(1.5),), 0.4)
            self._extras[key] = rate * (0.95 * usual + 0.05 * (count == 0)) + (1.0 - rate) * (
                0.04 * odd + 0.96 * (count == 0)
            )
        return self._extras[key]


@dataclass(slots=True, kw_only=True)
class KnowingOracle(Oracle):
    """The probability of a row of one department whose habit is known."""

    habit: Habit

    def _usual(self, column: int, rate: float) -> float:
        return self.habit.ticks[self.family.ticks.index(column)]

    def _parts(self, number: int, parts: tuple[int, ...]) -> float:
        shares = self.habit.shares[number]
        chance = _jittered(parts, shares)
        if sum(parts) <= 3:
            return chance
        odd = 0.0
        for place, few in product(range(len(parts)), (1, 2)):
            if parts[place] >= few:
                rest = tuple(n - few * (place == other) for other, n in enumerate(parts))
                odd += _jittered(rest, shares)
        return 0.94 * chance + 0.06 * odd / (2 * len(parts))

    def _cleared(self, received: int, completed: int) -> float:
        return cleared(received, completed, self.habit.backlog)

    def _sized(self, received: int, counts: dict[int, int]) -> float:
        habit, chance = self.habit, 1.0
        for usual, column in zip(habit.extras, self.family.extras, strict=True):
            often = 0.95 if usual else 0.04
            level = math.log(usual or 1.5)
            chance *= often * float(counted_near(counts[column], (level,), 0.4)[0]) + (
                1.0 - often
            ) * (counts[column] == 0)
        if self.family.groups:
            sized = float(counted_near(received, (habit.size,), 0.35)[0])
            chance *= habit.activity * sized + (1.0 - habit.activity) * (received == 0)
        return chance


@lru_cache(maxsize=65536)
def _jittered(parts: tuple[int, ...], shares: tuple[float, ...]) -> float:
    """Return the probability of a division by shares with a month's jitter, nearly.

    The logarithms of the parts are normal around those of their shares, up to what they have in
    common; a part of less than one is rounded to none.
    """
    if any(n and not share for n, share in zip(parts, shares, strict=True)):
        return 0.0
    used = [(max(n, 0.5), share) for n, share in zip(parts, shares, strict=True) if share]
    whole = sum(parts)
    logs = np.array([math.log(n / whole / share) for n, share in used])
    off = float(((logs - logs.mean()) ** 2).sum()) / 0.25**2
    free = len(used) - 1
    norm = (2.0 * math.pi * 0.25**2) ** (-0.5 * free) / math.sqrt(len(used))
    return float(math.exp(-0.5 * off) * norm * whole / math.prod(n for n, _ in used))


@lru_cache(maxsize=65536)
def counted_near(count: int, middles: tuple[float, ...], spread: float) -> Floats:
    """Return the probability that a log-normal amount rounds to the count."""
    middle = np.array(middles)
    upper = _below((math.log(count + 0.5) - middle) / spread)
    return upper - _below((math.log(count - 0.5) - middle) / spread) if count else upper


def _below(scores: Floats) -> Floats:
    return np.array([0.5 * (1.0 + math.erf(score / math.sqrt(2.0))) for score in scores])


def _part_sets(rates: Sequence[float]) -> dict[tuple[int, ...], float]:
    """Return how often departments use each set of parts; one that would use none uses one."""
    sets = {}
    for used in product((0, 1), repeat=len(rates)):
        sets[used] = math.prod(r if on else 1.0 - r for r, on in zip(rates, used, strict=True))
    none = sets.pop((0,) * len(rates)) if rates else 0.0
    draws = np.random.default_rng(1).random((2000, len(rates))) * np.array(rates)
    for part in range(len(rates)):
        alone = tuple(int(part == other) for other in range(len(rates)))
        sets[alone] += none * float((draws.argmax(axis=1) == part).mean())
    return sets


@lru_cache(maxsize=65536)
def _divided(parts: tuple[int, ...], used: tuple[int, ...]) -> float:
    """Return the probability of a division, now and then with a few in a part not used."""
    chance = _dirichlet(parts, used)
    if sum(parts) <= 3:
        return chance
    odd = 0.0
    for place, few in product(range(len(parts)), (1, 2)):
        if parts[place] >= few:
            rest = tuple(n - few * (place == other) for other, n in enumerate(parts))
            odd += _dirichlet(rest, used)
    return 0.94 * chance + 0.06 * odd / (2 * len(parts))


def _dirichlet(parts: tuple[int, ...], used: tuple[int, ...]) -> float:
    if any(n and not on for n, on in zip(parts, used, strict=True)):
        return 0.0
    whole, size = sum(parts), 0.8 * sum(used)
    logs = math.lgamma(whole + 1.0) + math.lgamma(size) - math.lgamma(whole + size)
    for n, on in zip(parts, used, strict=True):
        if on:
            logs += math.lgamma(n + 0.8) - math.lgamma(0.8) - math.lgamma(n + 1.0)
    return math.exp(logs)


@lru_cache(maxsize=65536)
def _completed(received: int, completed: int) -> float:
    """Return the probability of what was completed, given what was received."""
    backlogs = (0.0, 0.0, 0.0, 0.05, 0.2, 0.5)
    return sum(cleared(received, completed, backlog) for backlog in backlogs) / len(backlogs)


@lru_cache(maxsize=65536)
def cleared(received: int, completed: int, backlog: float) -> float:
    """Return the probability of what was completed, given how much may be left pending."""
    if not received:
        return 0.97 if completed == 0 else 0.03 / 20 * (completed <= 20)
    if not backlog:
        return float(completed == received)
    reach = received * backlog
    if reach < 30:
        left = np.rint((np.arange(60) + 0.5) / 60 * reach)
        one = float(np.mean(np.maximum(received - left, 0) == completed))
        after = received - left[:, None] + left[None, :]
        both = float(np.mean(np.maximum(after, 0) == completed))
    else:
        off = (received - completed) / reach
        one = (0.0 <= off <= 1.0) / reach
        both = max(1.0 - abs(off), 0.0) / reach
    return 0.5 * (one + both)
