"""Gibbs sampling of the placement model: parameters and placements drawn in turn.

Each sweep draws the parameters given the placements of all rows, then the placements given the
parameters; columns tied together by totals are drawn together, along a path of their joint
graph. What is averaged is not the drawn placements but their probabilities given the rest,
which wastes less. The random numbers are seeded: the same table gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from parser.tables.habits import Habits
from parser.tables.joint import draw
from parser.tables.model import (
    KINDS,
    Choices,
    Division,
    Expected,
    Parameters,
    amount_logs,
    independent_sets,
    kind_logs,
    pattern_logs,
)
from parser.tables.narrowing import Tied
from parser.tables.rowspace import Bools, Floats, Ints

CHAINS = 4
"""Chains that start apart: one alone may stay where it began."""

TEMPER = {"counts": 0.55, "ticks": 0.85}
"""Power of the odds that is believed where a table stands alone, set by measuring calibration."""

SWEEPS = 30
WARM_UP = 0.3
WORK = 4_000_000
"""Steps of joint graphs and placements gone through in all; fewer sweeps where one costs more."""

_CLASS_SPREAD = 1.5
_SET_SPREAD = 30.0
_UNSEEN = 0.02


class Sampler:
    """Draws from the model of one table."""

    def __init__(
        self,
        laid: Choices,
        tied: Sequence[Tied],
        expected: Expected,
        learning: Bools,
        given: Floats | None = None,
        habits: Habits | None = None,
    ) -> None:
        self.laid, self.expected, self.given, self.habits = laid, expected, given, habits
        self.tied = [part for part in tied if part.graph is not None]
        held = np.diff(laid.starts) > 0
        self.held = np.flatnonzero(held)
        self.learning = np.flatnonzero(learning & held)
        self.random = np.random.default_rng(20170301)
        self.offers = [self._offers(part) for part in self.tied]
        self.kind: Ints | None = None
        self.levels: tuple[Floats, Floats, float] | None = None

    def _offers(self, part: Tied) -> tuple[Ints, Ints]:
        """Return each placement's choice in a component, numbered through, and the starts."""
        starts = np.concatenate(([0], np.cumsum(part.sizes))).astype(np.int64)
        number = np.full(self.laid.row.size, -1, dtype=np.int64)
        for place, (row, offer_of) in enumerate(zip(part.rows, part.offer_of, strict=True)):
            at = slice(self.laid.starts[row], self.laid.starts[row + 1])
            number[at] = np.where(offer_of < 0, -1, starts[place] + offer_of)
        return number, starts

    def sweeps(self) -> int:
        """Return how many sweeps of each chain the table is worth."""
        steps = self.laid.row.size + sum(
            layer.start.size for part in self.tied if part.graph for layer in part.graph.layers
        )
        return int(np.clip(WORK // (CHAINS * max(steps, 1)), 8, SWEEPS))

    def probabilities(self, late: Callable[[], bool]) -> Floats:
        """Return the probability of every placement among those of its row."""
        sweeps = self.sweeps()
        gathered = np.zeros(self.laid.row.size)
        if not gathered.size:
            return gathered
        for _ in range(CHAINS):
            self.kind, self.levels = None, None
            state = self._start()
            for sweep in range(sweeps):
                values = self._parameters(state)
                state, share = self._placements(values, state)
                if sweep >= WARM_UP * sweeps or late():
                    gathered += share
                if late():
                    break
        return self._share(self._tempered(np.log(gathered + 1e-300)))

    def _tempered(self, logs: Floats) -> Floats:
        """Take back some of the odds: departments are less alike than the model has them."""
        power = TEMPER["counts" if self.laid.free.any() else "ticks"]
        if self.habits is None:
            return power * logs
        return (power + (1.0 - power) * self.habits.share) * logs

    def _start(self) -> Ints:
        """Start from a table whose placements are drawn by the header's word alone."""
        rate = self.expected.rate
        values = Parameters(
            kinds=np.full(KINDS, 1.0 / KINDS),
            fill=np.tile(rate, (KINDS, 1)),
            division=tuple(
                independent_sets(division.sets, rate[list(division.parts)])
                for division in self.laid.divisions
            ),
            level=np.full(rate.size, 3.0),
            spread=np.full(rate.size, 1.5),
            size_spread=1.5,
            same=0.7,
        )
        logs = self._logs(values)
        state = self._pick(logs)
        for part, (number, starts) in zip(self.tied, self.offers, strict=True):
            state, _ = self._draw_component(part, number, starts, logs, state, loose=True)
        return state

    def _logs(self, values: Parameters) -> Floats:
        pattern = pattern_logs(self.laid, values)
        logs: Floats = amount_logs(self.laid, values)
        if self.habits is not None:
            share = np.clip(self.habits.share, 1e-12, 1.0 - 1e-12)
            pattern = np.logaddexp(np.log1p(-share) + pattern, np.log(share) + self.habits.pattern)
            logs = logs + self.habits.amounts
        logs = logs + pattern
        if self.given is not None:
            logs = logs + self.given
        return logs

    def _share(self, logs: Floats) -> Floats:
        """Normalise log weights to probabilities within each row."""
        highest = np.full(self.laid.rows, -np.inf)
        np.maximum.at(highest, self.laid.row, logs)
        highest = np.where(np.isfinite(highest), highest, 0.0)
        mass = np.exp(logs - highest[self.laid.row])
        whole = np.bincount(self.laid.row, weights=mass, minlength=self.laid.rows)
        share: Floats = mass / np.maximum(whole[self.laid.row], 1e-300)
        return share

    def _pick(self, logs: Floats) -> Ints:
        """Draw one placement a row by its log weight; rows without any get -1."""
        noisy = logs + self.random.gumbel(size=logs.size)
        picked = np.full(self.laid.rows, -1, dtype=np.int64)
        order = np.lexsort((noisy, self.laid.row))
        picked[self.laid.row[order]] = order
        return picked

    def _placements(self, values: Parameters, state: Ints) -> tuple[Ints, Floats]:
        """Draw all placements; return them with their probabilities given the rest."""
        logs = self._logs(values)
        shares = self._share(logs)
        fixed = np.zeros(logs.size)
        sums = np.zeros(logs.size)
        drawn = np.zeros(self.laid.rows, dtype=np.int64)
        for part, (number, starts) in zip(self.tied, self.offers, strict=True):
            state, share = self._draw_component(part, number, starts, logs, state)
            sums += share
            drawn[list(part.rows)] += 1
        fits = self._fits(state, None)
        state = self._pick(np.where(fits, logs, -np.inf))
        open_rows = drawn[self.laid.row] == 0
        result = np.where(open_rows, shares, sums / np.maximum(drawn[self.laid.row], 1))
        return state, result + fixed

    def _fits(self, state: Ints, but: Tied | None) -> Bools:
        """Mark the placements that make the state's choice in every component but one."""
        fits = np.ones(self.laid.row.size, dtype=np.bool_)
        for part, (number, _) in zip(self.tied, self.offers, strict=True):
            if part is not but:
                fits &= (number < 0) | (number == number[state[self.laid.row]])
        return fits

    def _draw_component(
        self,
        part: Tied,
        number: Ints,
        starts: Ints,
        logs: Floats,
        state: Ints,
        *,
        loose: bool = False,
    ) -> tuple[Ints, Floats]:
        """Draw one component's choices along a path of its graph."""
        fits = number >= 0
        if not loose:
            fits = fits & self._fits(state, part)
        share = self._share(np.where(fits, logs, -np.inf)) * fits
        offered = np.bincount(number[fits], weights=share[fits], minlength=starts[-1]).astype(float)
        assert part.graph is not None
        weights = [offered[a:b] for a, b in pairwise(starts)]
        picked, after = draw(part.graph, weights, self.random)
        joined = np.concatenate(after) if after else np.zeros(0)
        if not part.graph.exact:
            joined = (1.0 - _UNSEEN) * joined + _UNSEEN * offered
        factor = np.zeros(logs.size)
        factor[fits] = (joined / np.maximum(offered, 1e-300))[number[fits]]
        chosen = np.zeros(logs.size, dtype=np.bool_)
        goal = np.full(self.laid.rows, -2, dtype=np.int64)
        goal[list(part.rows)] = starts[:-1] + picked
        chosen[fits] = number[fits] == goal[self.laid.row[fits]]
        moved = self._pick(np.where(chosen, logs, -np.inf))
        state = state.copy()
        state[list(part.rows)] = moved[list(part.rows)]
        return state, share * factor

    def _parameters(self, state: Ints) -> Parameters:
        """Draw the parameters given one placement a row."""
        at = state[self.learning]
        kinds, fill = self._kinds(self.laid.filled[at])
        level, spread, size_spread = self._levels(at)
        equal = self.laid.equal[at]
        same = self.random.beta(2.0 + (equal == 1).sum(), 1.0 + (equal == -1).sum())
        return Parameters(
            kinds=kinds,
            fill=fill,
            division=tuple(self._division(division, at) for division in self.laid.divisions),
            level=level,
            spread=spread,
            size_spread=size_spread,
            same=float(np.clip(same, 0.01, 0.99)),
        )

    def _kinds(self, filled: Floats) -> tuple[Floats, Floats]:
        """Draw what kind each row is, and how often each kind fills each column."""
        if self.kind is None:
            printed = filled.sum(axis=1)
            ranks = np.argsort(np.argsort(printed, kind="stable"), kind="stable")
            self.kind = (ranks * KINDS) // max(filled.shape[0], 1)
        member = np.eye(KINDS)[self.kind]
        mass = member.sum(axis=0)
        counts = member.T @ filled
        prior, strength = self.expected.rate, self.expected.strength
        seen = (counts + 0.5) / (mass[:, None] + 1.0)
        present = (mass > 0).astype(float)
        usual = (strength * prior + present @ seen) / (strength + present.sum())
        fill = self.random.beta(
            _CLASS_SPREAD * usual + counts,
            _CLASS_SPREAD * (1.0 - usual) + mass[:, None] - counts,
        )
        fill = np.clip(fill, 1e-3, 1.0 - 1e-3)
        kinds = np.maximum(self.random.dirichlet(1.0 + mass), 1e-6)
        values = Parameters(kinds, fill, (), prior, prior, 1.0, 0.5)
        logs = kind_logs(filled, self.laid.heads, values)
        self.kind = np.argmax(logs + self.random.gumbel(size=logs.shape), axis=1)
        return kinds, fill

    def _division(self, division: Division, at: Ints) -> Floats:
        """Draw how probable each set of parts is, near what independent parts would do."""
        code = division.code[at]
        counts = np.bincount(code[code > 0], minlength=len(division.sets)).astype(np.float64)
        prior = self.expected.rate[list(division.parts)]
        strength = self.expected.strength[list(division.parts)]
        used = counts @ division.sets
        rates = self.random.beta(
            strength * prior + used, strength * (1.0 - prior) + counts.sum() - used
        )
        base = independent_sets(division.sets, np.clip(rates, 0.01, 0.99))
        drawn = self.random.gamma(np.maximum(_SET_SPREAD * base + counts, 1e-3))[1:]
        result: Floats = np.concatenate(([1.0], np.maximum(drawn / drawn.sum(), 1e-6)))
        return result

    def _levels(self, at: Ints) -> tuple[Floats, Floats, float]:
        """Draw each column's level and spread and how much the rows' sizes differ."""
        free, logs = self.laid.free[at], self.laid.logs[at]
        width = free.shape[1]
        if self.levels is None:
            middle = float((free * logs).sum() / max(free.sum(), 1.0))
            self.levels = (np.full(width, middle), np.full(width, 1.5), 1.5)
        level, spread, size_spread = self.levels
        size = self._sizes(free, logs - level, spread, 1.0 / size_spread**2)
        off = free * (logs - size[:, None])
        count = free.sum(axis=0)
        centre = np.full(width, off.sum() / max(count.sum(), 1.0))
        for parts in self.laid.divided:
            several = parts[at] * (parts[at].sum(axis=1, keepdims=True) > 1)
            common = self._sizes(several, logs - level, spread, 1e-4)
            off += several * (logs - common[:, None])
            count = count + several.sum(axis=0)
            centre[parts.any(axis=0)] = 0.0
        known = count / spread**2 + 1.0
        level = (off.sum(axis=0) / spread**2 + centre) / known
        level = level + self.random.standard_normal(width) / np.sqrt(known)
        marked = off != 0.0
        squares = (marked * (off - level) ** 2).sum(axis=0)
        spread = np.sqrt((squares + 4.0 * 1.2**2) / self.random.chisquare(count + 4.0))
        sized = free.any(axis=1)
        spare = float((size[sized] ** 2).sum()) + 4.0 * 1.5**2
        size_spread = float(np.sqrt(spare / self.random.chisquare(float(sized.sum()) + 4.0)))
        self.levels = (level, np.clip(spread, 0.3, 4.0), float(np.clip(size_spread, 0.2, 4.0)))
        return self.levels

    def _sizes(self, marked: Floats, off: Floats, spread: Floats, tight: float) -> Floats:
        """Draw what the marked logarithms of each row have in common."""
        precision = marked / spread**2
        known = precision.sum(axis=1) + tight
        mean = (precision * off).sum(axis=1) / known
        drawn: Floats = mean + self.random.standard_normal(mean.size) / np.sqrt(known)
        return drawn
