"""How probable every placement of a table of √ is.

No sums help there, and how often each column is ticked can hardly be learned: that most rows hold
two marks says that two columns are usually marked, but it is the header that tells which. So
nothing is fitted. Many sets of rates are drawn from what the header lets one expect
(:mod:`parser.tables.expectation`), and each counts by how probable it makes the rows as printed,
summed over all their placements; the probability of a placement is the mean over the sets.

*Marks.* A row of kind ``k`` marks column ``c`` with probability ``fill[k, c]``. In half of the sets
all departments are of one kind, in the others of two. Of a column and its denial (到岗, 未到岗) a
row marks the second only if it does not mark the first, but for a slip.

*What is marked.* A mark in column ``c`` is a √ with probability ``tick[c]``, else a figure: faults
are counted, duties ticked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from parser.tables.budget import Budget
from parser.tables.choices import Choices
from parser.tables.expectation import Expected
from parser.tables.habits import Habits
from parser.tables.model import by_column, log_sum
from parser.tables.rowspace import Bools, Floats, Ints, RowSpace
from parser.tables.values import ValueRow

SETS = 4000
FEWEST_SETS = 100
WORK = 10_000_000
"""Sets of rates times placements; a table of more placements gets fewer sets."""

_KINDS = 2
_KIND_STRENGTH = 4.0
_SLIP = 0.01
_DENIED = (1.0, 1.0)
_EFFECTIVE = 30.0
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Marks:
    """The distinct ways to mark a row's columns, and which of them each placement is.

    ``ticks`` and ``figures`` are ``(columns, ways)``, 1 where a √ or a figure stands.
    """

    ticks: Floats
    figures: Floats
    way: Ints

    @property
    def filled(self) -> Floats:
        """1 where anything stands, ``(columns, ways)``."""
        return self.ticks + self.figures


def marks(rows: Sequence[ValueRow], spaces: Sequence[RowSpace | None]) -> Marks | None:
    """Lay out the marks of all placements, or return ``None`` if this is no table of √."""
    values = [value for row in rows for value in row.values]
    ticked = sum(value.value is True for value in values)
    held = [(row, space) for row, space in zip(rows, spaces, strict=True) if space is not None]
    if not held or 2 * ticked <= len(values):
        return None
    both = []
    for row, space in held:
        tick = np.array([value.value is True for value in row.values], dtype=np.bool_)
        ticks = np.zeros_like(space.filled)
        np.put_along_axis(ticks, space.columns, np.broadcast_to(tick, space.columns.shape), axis=1)
        both.append(np.concatenate([ticks, space.filled & ~ticks], axis=1))
    ways, way = np.unique(np.concatenate(both), axis=0, return_inverse=True)
    width = ways.shape[1] // 2
    laid = np.ascontiguousarray(ways.T).astype(np.float64)
    return Marks(laid[:width], laid[width:], way.reshape(-1).astype(np.int64))


def weighed_by_marks(
    laid: Choices,
    marked: Marks,
    expected: Expected,
    learning: Bools,
    given: Floats,
    habits: Habits | None,
    budget: Budget,
) -> Floats:
    """Return the probability of every placement among those of its row."""
    if not laid.size:
        return np.zeros(0)
    like = _rows_alike(laid, marked, learning, given, habits)
    at = like.placements
    way, added = marked.way[at], given[at]
    sets = int(np.clip(WORK // at.size, FEWEST_SETS, SETS))
    random = np.random.default_rng(20170301)
    logs, shares = [], []
    budget.spend(sets * at.size)
    for start in range(0, sets, _CHUNK):
        pattern, kind_of_mark = _drawn(min(_CHUNK, sets - start), marked, expected, random)
        weight = pattern[:, way]
        if habits is not None:
            share = np.clip(habits.share[at], 1e-12, 1.0 - 1e-12)
            weight = np.logaddexp(np.log1p(-share) + weight, np.log(share) + habits.pattern[at])
        weight = weight + kind_of_mark[:, way] + added
        highest = np.maximum.reduceat(weight, like.begin, axis=1)
        mass = np.exp(weight - np.repeat(highest, like.sizes, axis=1))
        whole = np.add.reduceat(mass, like.begin, axis=1)
        logs.append(np.einsum("sr,r->s", highest + np.log(whole), like.telling))
        shares.append(mass / np.repeat(whole, like.sizes, axis=1))
    counts = _weights(np.concatenate(logs))
    mean = np.einsum("s,sp->p", counts, np.concatenate(shares))
    result: Floats = mean[like.back]
    return result


@dataclass(frozen=True, slots=True)
class _Alike:
    """One row of each sort, of rows in which everything is equal.

    ``placements`` are theirs, each row's from ``begin`` on, ``sizes`` many; ``telling`` counts the
    rows of each sort that tell of the rates; ``back`` leads from all placements to these.
    """

    placements: Ints
    begin: Ints
    sizes: Ints
    telling: Floats
    back: Ints


def _rows_alike(
    laid: Choices, marked: Marks, learning: Bools, given: Floats, habits: Habits | None
) -> _Alike:
    sorts: dict[tuple[bytes, ...], int] = {}
    kept: list[Ints] = []
    begin, telling, back = [], [], []
    size = 0
    for row, (start, end) in enumerate(pairwise(laid.starts.tolist())):
        if start == end:
            continue
        said = () if habits is None else (habits.share, habits.pattern)
        key = tuple(part[start:end].tobytes() for part in (marked.way, given, *said))
        sort = sorts.setdefault(key, len(sorts))
        if sort == len(kept):
            kept.append(np.arange(start, end))
            begin.append(size)
            telling.append(0.0)
            size += end - start
        telling[sort] += float(learning[row])
        back.append(begin[sort] + np.arange(end - start))
    placements = np.concatenate(kept)
    starts = np.array(begin, dtype=np.int64)
    return _Alike(
        placements,
        starts,
        np.diff(np.append(starts, placements.size)),
        np.array(telling),
        np.concatenate(back),
    )


def _drawn(
    count: int, marked: Marks, expected: Expected, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw rates; return the log probability of each way's columns and of its kinds of mark."""
    rate, strength = expected.rate, expected.strength
    usual = random.beta(strength * rate, strength * (1.0 - rate), size=(count, rate.size))
    usual = np.clip(usual, 1e-3, 1.0 - 1e-3)[:, None, :]
    apart = random.beta(
        np.broadcast_to(_KIND_STRENGTH * usual, (count, _KINDS, rate.size)),
        np.broadcast_to(_KIND_STRENGTH * (1.0 - usual), (count, _KINDS, rate.size)),
    )
    alike = (np.arange(count) % 2 == 0)[:, None, None]
    fill = np.clip(np.where(alike, usual, apart), 1e-3, 1.0 - 1e-3)
    share = random.random(count)
    kinds = np.log(np.stack([share, 1.0 - share], axis=1))
    denials = random.beta(*_DENIED, size=(count, len(expected.denials)))
    filled, free = marked.filled, np.ones(rate.size)
    free[[denial for _, denial in expected.denials]] = 0.0
    by_kind = by_column(np.log(fill).reshape(-1, rate.size), filled * free[:, None])
    by_kind += by_column(np.log1p(-fill).reshape(-1, rate.size), (1.0 - filled) * free[:, None])
    pattern = log_sum(by_kind.reshape(count, _KINDS, -1).transpose(0, 2, 1) + kinds[:, None, :])
    for number, (duty, denial) in enumerate(expected.denials):
        chance = np.where(filled[duty] > 0, _SLIP, denials[:, [number]])
        pattern = pattern + np.log(np.where(filled[denial] > 0, chance, 1.0 - chance))
    tick = np.clip(
        random.beta(
            expected.tick_strength * expected.tick,
            expected.tick_strength * (1.0 - expected.tick),
            size=(count, rate.size),
        ),
        1e-3,
        1.0 - 1e-3,
    )
    kind_of_mark = by_column(np.log(tick), marked.ticks) + by_column(
        np.log1p(-tick), marked.figures
    )
    return pattern, kind_of_mark


def _weights(logs: Floats) -> Floats:
    """Return how much each set of rates counts, evened out until enough of them count."""
    low, high = 0.0, 1.0
    power = 1.0
    for _ in range(20):
        weights = np.exp(power * (logs - logs.max()))
        weights /= weights.sum()
        enough = 1.0 / float((weights**2).sum()) >= min(_EFFECTIVE, 0.5 * logs.size)
        if enough and power == 1.0:
            break
        low, high = (power, high) if enough else (low, power)
        power = 0.5 * (low + high)
    result: Floats = weights
    return result
