"""Draw the parameters of the placement model, given how probable every placement is.

Every placement counts by its probability. What these leave open about a parameter is drawn, with
conjugate priors: Dirichlet for kinds and sets of parts, beta for the share of filled cells, normal
and scaled chi-square for amounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parser.tables.choices import Choices, Division, Marked
from parser.tables.expectation import Expected
from parser.tables.joint import sums_by
from parser.tables.model import (
    KINDS,
    Parameters,
    Sized,
    by_placement,
    free_sizes,
    independent_sets,
    kind_logs,
    log_sum,
    part_sizes,
)
from parser.tables.rowspace import Floats

_KIND_STRENGTH = 1.5
_SET_STRENGTH = 30.0
_SPREAD = 1.2
_SPREAD_STRENGTH = 4.0
_SIZE_SPREAD = 1.5
_LOAD, _LOAD_PRECISION = 1.0, 20.0
_KIND_START = (-1.2, 0.0, 1.2)


@dataclass(frozen=True, slots=True)
class Learner:
    """Draws parameters for ``versions`` side by side."""

    laid: Choices
    expected: Expected
    versions: int
    random: np.random.Generator

    def start(self) -> Parameters:
        """Return parameters by the header's word alone, each version's kinds somewhat apart."""
        rate = self.expected.rate
        width = rate.size
        odds = np.log(rate) - np.log1p(-rate)
        apart = np.array(_KIND_START)[:, None]
        noise = self.random.normal(0.0, 0.5, size=(self.versions, KINDS, width))
        rates = np.broadcast_to(rate, (self.versions, width))
        return Parameters(
            kinds=np.full((self.versions, KINDS), 1.0 / KINDS),
            fill=1.0 / (1.0 + np.exp(-(odds + apart + noise))),
            division=tuple(
                independent_sets(division.sets, rates[:, list(division.parts)])
                for division in self.laid.divisions
            ),
            level=np.where(self.laid.heads > 0, 3.0 + self.expected.level, 0.0)
            + self.random.normal(0.0, 0.3, size=(self.versions, width)),
            load=np.full((self.versions, width), _LOAD),
            spread=np.full((self.versions, width), 1.5),
            size_spread=np.full(self.versions, _SIZE_SPREAD),
            same=np.full(self.versions, 0.7),
        )

    def drawn(self, weight: Floats, before: Parameters) -> Parameters:
        """Draw parameters given the weights ``(versions, placements)``; 0 where none is learned."""
        kinds, fill = self._kinds(weight, before)
        level, load, spread, size_spread = self._amounts(weight, before)
        equal = self.laid.equal
        same = self.random.beta(
            2.0 + weight[:, equal == 1].sum(axis=1), 1.0 + weight[:, equal == -1].sum(axis=1)
        )
        return Parameters(
            kinds=kinds,
            fill=fill,
            division=tuple(self._division(division, weight) for division in self.laid.divisions),
            level=level,
            load=load,
            spread=spread,
            size_spread=size_spread,
            same=np.clip(same, 0.01, 0.99),
        )

    def _kinds(self, weight: Floats, before: Parameters) -> tuple[Floats, Floats]:
        by_kind = kind_logs(self.laid, before)
        share = np.exp(by_kind - log_sum(by_kind)[:, :, None])
        mass = sums_by(weight, self.laid.pattern, share.shape[1])
        member = share * mass[:, :, None]
        size = member.sum(axis=1)
        counts = np.einsum("vpk,cp->vkc", member, self.laid.patterns)
        prior, strength = self.expected.rate, self.expected.strength
        seen = (counts + 0.5) / (size[:, :, None] + 1.0)
        present = (size > 0.5).astype(float)[:, :, None]
        usual = (strength * prior + (present * seen).sum(axis=1)) / (strength + present.sum(axis=1))
        usual = usual[:, None, :]
        fill = self.random.beta(
            _KIND_STRENGTH * usual + counts,
            _KIND_STRENGTH * (1.0 - usual) + np.maximum(size[:, :, None] - counts, 0.0),
        )
        kinds = self.random.standard_gamma(1.0 + size)
        kinds = np.maximum(kinds / kinds.sum(axis=1, keepdims=True), 1e-6)
        return kinds, np.clip(fill, 1e-3, 1.0 - 1e-3)

    def _division(self, division: Division, weight: Floats) -> Floats:
        """Draw how probable each set of parts is, near what independent parts would do."""
        counts = sums_by(weight, division.code, len(division.sets))
        counts[:, 0] = 0.0
        prior = self.expected.rate[list(division.parts)]
        strength = self.expected.strength[list(division.parts)]
        used = counts @ division.sets
        unused = np.maximum(counts.sum(axis=1, keepdims=True) - used, 0.0)
        rates = self.random.beta(strength * prior + used, strength * (1.0 - prior) + unused)
        base = independent_sets(division.sets, np.clip(rates, 0.01, 0.99))
        drawn = self.random.standard_gamma(np.maximum(_SET_STRENGTH * base + counts, 1e-3))
        drawn[:, 0] = 0.0
        result: Floats = np.maximum(drawn / drawn.sum(axis=1, keepdims=True), 1e-6)
        result[:, 0] = 1.0
        return result

    def _amounts(self, weight: Floats, before: Parameters) -> tuple[Floats, Floats, Floats, Floats]:
        """Draw levels, loads and spreads of the columns and how much the rows' sizes differ."""
        width = before.level.shape[1]
        free = _Seen.of(self.laid.free, free_sizes(self.laid, before), weight)
        parts = [_Seen.of(p, part_sizes(p, before), weight) for p in self.laid.divided]
        tight = before.spread**-2.0
        count = free.count + sum(seen.count for seen in parts)
        middle = free.logs.sum(axis=1) / np.maximum(free.count.sum(axis=1), 1e-9)
        of_parts = np.zeros(width, dtype=np.bool_)
        for marked in self.laid.divided:
            of_parts |= marked.on.any(axis=1)
        centre = np.where(of_parts, 0.0, middle[:, None] + self.expected.level)
        known = count * tight + 1.0
        off = free.logs - before.load * free.sizes + sum(s.logs - s.sizes for s in parts)
        level = (off * tight + centre) / known + self._noise(known)
        known = free.size_squares * tight + _LOAD_PRECISION
        pull = (free.products - level * free.sizes) * tight + _LOAD * _LOAD_PRECISION
        load = np.clip(pull / known + self._noise(known), 0.0, 2.0)
        squares = free.residual(level, load)
        for seen in parts:
            squares = squares + seen.residual(level, np.ones_like(load))
        spare = np.maximum(squares, 0.0) + _SPREAD_STRENGTH * _SPREAD**2
        spread = np.sqrt(spare / self.random.chisquare(count + _SPREAD_STRENGTH))
        sizes = free.spread + 4.0 * _SIZE_SPREAD**2
        size_spread = np.sqrt(sizes / self.random.chisquare(free.rows + 4.0))
        return level, load, np.clip(spread, 0.3, 4.0), np.clip(size_spread, 0.2, 4.0)

    def _noise(self, precision: Floats) -> Floats:
        noise: Floats = self.random.standard_normal(precision.shape) / np.sqrt(precision)
        return noise


@dataclass(frozen=True, slots=True)
class _Seen:
    """Weighted sums over the placements, ``(versions, columns)``, of amounts of one role.

    ``spread`` and ``rows``, ``(versions,)``, are the sum of squared sizes and the rows behind it.
    """

    count: Floats
    logs: Floats
    squares: Floats
    sizes: Floats
    size_squares: Floats
    products: Floats
    spread: Floats
    rows: Floats

    @classmethod
    def of(cls, marked: Marked, sized: Sized, weight: Floats) -> _Seen:
        """Sum up the marked amounts and the sizes that they are seen with."""
        by_size = weight * sized.mean
        by_square = weight * (sized.mean**2 + sized.variance)
        some = marked.count > 0
        return cls(
            count=by_placement(weight, marked.on),
            logs=by_placement(weight, marked.logs),
            squares=by_placement(weight, marked.squares),
            sizes=by_placement(by_size, marked.on),
            size_squares=by_placement(by_square, marked.on),
            products=by_placement(by_size, marked.logs),
            spread=by_square[:, some].sum(axis=1),
            rows=weight[:, some].sum(axis=1),
        )

    def residual(self, level: Floats, load: Floats) -> Floats:
        """Return the sum of squares that levels and sizes leave."""
        left: Floats = (
            self.squares
            - 2.0 * level * self.logs
            + level**2 * self.count
            - 2.0 * load * (self.products - level * self.sizes)
            + load**2 * self.size_squares
        )
        return left
