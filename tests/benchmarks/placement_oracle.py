"""The best that any model could do: placement by one who knows how the tables were drawn.

The oracle weighs every remaining placement by the probability with which
:mod:`corpus.generate` draws it, knowing the issuer's true rates, sizes, backlogs and divisions,
which a reader of one table never does. Totals are used as the parser uses them. What the oracle
gets wrong cannot be known from the table; its accuracy is the bound beside which the parser's is
to be read. It knows the departments' distribution, not each department's own habits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from corpus.families import Family
from corpus.issuers import (
    IDLE,
    IDLE_REPORTS,
    IDLE_SIZE,
    SIZE,
    SIZE_SPREAD,
    Habit,
)
from parser.tables.choices import choices
from parser.tables.probabilities import kept_by
from parser.tables.remaining import Narrowed
from parser.tables.rowspace import Floats, Ints, RowSpace
from parser.tables.ties import ties
from parser.tables.values import ValueRow
from parser.tables.weighing import Rows
from tests.benchmarks.placement_chances import (
    cleared,
    completed_of,
    counted_near,
    divided,
    in_batches,
    jittered,
    part_sets,
)

SIZES = np.linspace(IDLE_SIZE - 3.0 * SIZE_SPREAD, SIZE + 3.5 * SIZE_SPREAD, 69)
_KINDS = ((IDLE, 0.05, IDLE_REPORTS, IDLE_SIZE), (1.0 - IDLE, 0.97, 1.0, SIZE))
"""Share of the departments, how often they report receipts, how often the other columns, size."""

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
        self._used = [part_sets(rates) for rates in self.family.part_rates]

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
        return sum(p * divided(parts, used) for used, p in self._used[number].items())

    def _cleared(self, received: int, completed: int) -> float:
        return completed_of(received, completed, self.family.batches)

    def _sized(self, received: int, counts: dict[int, int]) -> float:
        """Return the probability of receipts and other columns, over kinds and sizes."""
        chance = 0.0
        sized = counted_near(received, tuple(SIZES), 0.35) if self.family.groups else 1.0
        for share, active, reports, middle in _KINDS:
            others = np.exp(-0.5 * ((SIZES - middle) / SIZE_SPREAD) ** 2)
            others /= others.sum()
            for number, column in enumerate(self.family.extras):
                others = others * self._extra(number, counts[column], reports)
            receipt = active * sized + (1.0 - active) * (received == 0)
            chance += share * float((others * receipt).sum())
        return chance

    def _extra(self, number: int, count: int, reports: float) -> Floats:
        key = (number, count, reports)
        if key not in self._extras:
            rate = self.family.extra_rates[number] * reports
            middles = self.family.extra_levels[number] + 0.5 * (SIZES - SIZE)
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
        return jittered(parts, self.habit.shares[number])

    def _cleared(self, received: int, completed: int) -> float:
        usual = cleared(received, completed, self.habit.backlog)
        batches = self.habit.batches
        return (1.0 - batches) * usual + batches * in_batches(received, completed)

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
