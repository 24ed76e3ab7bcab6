"""How probable it is that :mod:`corpus.generate` draws a count, a division, a completion."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product

import numpy as np

from corpus.issuers import BACKLOGS, LATE
from parser.tables.rowspace import Floats


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


def part_sets(rates: Sequence[float]) -> dict[tuple[int, ...], float]:
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
def divided(parts: tuple[int, ...], used: tuple[int, ...]) -> float:
    """Return the probability of a division among the used parts by shares not known."""
    return _with_odd_ones(parts, lambda counts: _dirichlet(counts, used))


@lru_cache(maxsize=65536)
def jittered(parts: tuple[int, ...], shares: tuple[float, ...]) -> float:
    """Return the probability of a division by known shares, with a month's jitter."""
    return _with_odd_ones(parts, lambda counts: _jittered(counts, shares))


def _with_odd_ones(parts: tuple[int, ...], chance: Callable[[tuple[int, ...]], float]) -> float:
    """Return the probability of a division that now and then has a few in a part not used."""
    if sum(parts) <= 3:
        return chance(parts)
    odd = 0.0
    for place, few in product(range(len(parts)), (1, 2)):
        if parts[place] >= few:
            odd += chance(tuple(n - few * (place == other) for other, n in enumerate(parts)))
    return 0.94 * chance(parts) + 0.06 * odd / (2 * len(parts))


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
def completed_of(received: int, completed: int, batches: float) -> float:
    """Return the probability of what was completed, given what was received."""
    usual = sum(cleared(received, completed, backlog) for backlog in BACKLOGS) / len(BACKLOGS)
    return (1.0 - batches) * usual + batches * in_batches(received, completed)


@lru_cache(maxsize=65536)
def in_batches(received: int, completed: int) -> float:
    """Return the probability of what was completed where work is done in batches."""
    if not received:
        return _late(completed)
    if not completed:
        return 0.5
    reach = [min(received / (completed + off), 1.0) for off in (-0.5, 0.5)]
    return 0.5 * (reach[0] - reach[1])


def _late(completed: int) -> float:
    """Return the probability of what was completed where nothing was received."""
    counted = float(counted_near(completed, LATE[:1], LATE[1])[0])
    return 0.97 * (completed == 0) + 0.03 * counted


@lru_cache(maxsize=65536)
def cleared(received: int, completed: int, backlog: float) -> float:
    """Return the probability of what was completed, given how much may be left pending."""
    if not received:
        return _late(completed)
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
