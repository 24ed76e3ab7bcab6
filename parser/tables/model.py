"""How probable each remaining placement of a row is, judged by the table itself.

A row is thought to come about in this way.

*Pattern.* The row belongs to one of :data:`KINDS` kinds of department (those that only give
advice, those that receive and complete, ...), kind ``k`` with probability ``kinds[k]``. A row of
kind ``k`` fills column ``c`` with probability ``fill[k, c]``, so that columns may be filled
together. The parts of a sum come after it: if the whole is filled, it is divided among a set of
its parts with the probability that ``division`` gives the set, which is near the one that
independent parts would have. Before any row is seen, the header says what to expect
(:func:`expected_fill`): a column that names a fault (未按要求, 迟到, 投诉) is seldom filled, the
first part of a sum oftener than the last.

*Amounts.* An amount that others in the row determine costs nothing. A free amount ``v`` is
log-normal around ``size + level[c]`` with spread ``spread[c]``, where ``size`` is the row's own and
normal with spread ``size_spread``; as counts are whole numbers, its probability is the density
divided by ``v``, so that a placement which explains a large figure as a sum beats one in which the
same figure occurs twice by chance. The parts of a sum say only how it divides: the logarithms of
the parts that are filled are normal around ``level[c]``, up to what they have in common. Where
nothing is left pending, what was completed equals what was received with probability ``same``.

*Totals.* Where column totals were reached, the rows are not independent: the placements of all
rows together reach them (:mod:`parser.tables.joint`).

The parameters are not known, and one best guess of them would make the model too sure of
itself. They are drawn, in turn with the placements of all rows, from what is known of them given
the rest (Gibbs sampling, :mod:`parser.tables.sampler`), and the probability of a placement is
its mean over the draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.bulletin import Column, Identity
from parser.tables.rowspace import Bools, Floats, Ints, RowSpace
from parser.text import compact

KINDS = 3
_MOST_PARTS = 8

_FAULTS = ("未", "不", "无", "迟", "早退", "旷", "缺", "违", "超", "逾", "投诉", "退", "差", "误")
_SELDOM = ("其他", "其它", "锦旗", "表扬", "撤", "终止", "作废", "举报")


@dataclass(frozen=True, slots=True)
class Division:
    """Among which parts a sum is divided.

    ``code`` is one bit a part (the first part is bit 0) for each placement, 0 for none;
    ``sets`` is ``(codes, parts)``: the parts of each code.
    """

    parts: tuple[int, ...]
    code: Ints
    sets: Floats


@dataclass(frozen=True, slots=True)
class Choices:
    """The placements of all rows, one below the other.

    ``row`` says whose each is, ``starts`` where each row's begin (and, last, how many there
    are). ``logs`` are the logarithms of the amounts (0 for none). ``free`` marks the amounts
    that no others determine; each of ``divided`` marks the parts of one sum. ``equal`` is 1
    where nothing is pending and all that was received is completed, -1 where nothing is pending
    and it is not, 0 elsewhere.
    """

    row: Ints
    starts: Ints
    filled: Floats
    logs: Floats
    free: Floats
    divided: tuple[Floats, ...]
    divisions: tuple[Division, ...]
    heads: Floats
    equal: Ints

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.starts.size - 1


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the model does not know beforehand: see the module's docstring."""

    kinds: Floats
    fill: Floats
    division: tuple[Floats, ...]
    level: Floats
    spread: Floats
    size_spread: float
    same: float


@dataclass(frozen=True, slots=True)
class Expected:
    """How often each column is filled, as far as the header tells, and how firmly it does."""

    rate: Floats
    strength: Floats


def expected_fill(columns: Sequence[Column], identities: Sequence[Identity]) -> Expected:
    """Read from the header how often each column may be filled.

    ``strength`` is how many rows' worth of evidence the header's word is.
    """
    rate = np.full(len(columns), 0.5)
    strength = np.full(len(columns), 2.0)
    for identity in identities:
        if identity.kind == "sum":
            rate[identity.total] = 0.6
            for place, part in enumerate(identity.parts):
                rate[part] = max(0.6 - 0.1 * place, 0.3)
    for c, column in enumerate(columns):
        leaf = compact(column.path[-1]) if column.path else ""
        if any(word in leaf for word in _SELDOM):
            rate[c] = 0.25
        if any(word in leaf for word in _FAULTS) and column.measure != "pending":
            rate[c], strength[c] = 0.08, 6.0
    return Expected(rate, strength)


def choices(spaces: Sequence[RowSpace | None], identities: Sequence[Identity]) -> Choices:
    """Lay out the placements of all rows for the model."""
    width = next((space.filled.shape[1] for space in spaces if space is not None), 0)
    sizes = [0 if space is None else space.size for space in spaces]
    blank = np.zeros((0, width))
    held = [space for space in spaces if space is not None]
    filled = np.concatenate([blank, *(space.filled for space in held)]) > 0
    amounts = np.concatenate([blank, *(space.amounts for space in held)])
    free, divided, equal = _roles(filled, amounts, identities)
    divisions = _divisions(filled, identities)
    heads = np.ones(width)
    for division in divisions:
        heads[list(division.parts)] = 0.0
    for identity in identities:
        if identity.kind == "difference":
            heads[identity.parts[0]] = 0.0
    return Choices(
        row=np.repeat(np.arange(len(spaces)), sizes),
        starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        filled=filled.astype(np.float64),
        logs=np.log(np.maximum(amounts, 1.0)),
        free=free.astype(np.float64),
        divided=tuple(parts.astype(np.float64) for parts in divided),
        divisions=divisions,
        heads=heads,
        equal=equal,
    )


def _divisions(filled: Bools, identities: Sequence[Identity]) -> tuple[Division, ...]:
    """Name the set of filled parts of every sum that has few enough of them."""
    found = []
    for identity in identities:
        parts = identity.parts
        if identity.kind == "sum" and len(parts) <= _MOST_PARTS:
            code = filled[:, list(parts)] @ (1 << np.arange(len(parts)))
            sets = np.arange(1 << len(parts))[:, None] >> np.arange(len(parts)) & 1
            found.append(Division(parts, code.astype(np.int64), sets.astype(np.float64)))
    return tuple(found)


def _roles(
    filled: Bools, amounts: Floats, identities: Sequence[Identity]
) -> tuple[Bools, list[Bools], Ints]:
    """Tell free amounts, the parts of sums and the determined amounts apart."""
    present = filled & (amounts > 0)
    free = present.copy()
    divided: list[Bools] = []
    equal = np.zeros(filled.shape[0], dtype=np.int64)
    for identity in identities:
        whole = identity.total
        if identity.kind == "sum":
            parts = np.zeros_like(present)
            parts[:, list(identity.parts)] = True
            parts &= present & present[:, [whole]]
            free &= ~parts
            divided.append(parts)
        elif identity.kind == "difference":
            rest, taken = identity.parts
            settled = present[:, whole] & present[:, taken] & ~filled[:, rest]
            same = settled & (amounts[:, whole] == amounts[:, taken])
            equal += same.astype(np.int64) - (settled & ~same)
            free[:, taken] &= ~(same | present[:, rest])
        else:
            free[:, whole] = False
    return free, divided, np.clip(equal, -1, 1)


def kind_logs(filled: Floats, heads: Floats, values: Parameters) -> Floats:
    """Return ``(placements, kinds)``: log probability of the kind and the heads it fills."""
    by_kind: Floats = (
        np.log(values.kinds)
        + (filled * heads) @ np.log(values.fill).T
        + ((1.0 - filled) * heads) @ np.log1p(-values.fill).T
    )
    return by_kind


def pattern_logs(laid: Choices, values: Parameters) -> Floats:
    """Return the log probability of each placement's pattern, over all kinds."""
    result = log_sum(kind_logs(laid.filled, laid.heads, values))
    for division, probability in zip(laid.divisions, values.division, strict=True):
        result = result + np.log(probability)[division.code]
    return result


def independent_sets(sets: Floats, rates: Floats) -> Floats:
    """Return the probability of every set of parts, each filled on its own, but not none.

    The empty set, which costs nothing where there is no whole, gets 1.
    """
    chance = np.exp(sets @ np.log(rates) + (1.0 - sets) @ np.log1p(-rates))
    result: Floats = chance / (1.0 - chance[0])
    result[0] = 1.0
    return result


def amount_logs(laid: Choices, values: Parameters) -> Floats:
    """Return the log probability of each placement's amounts, over all sizes of its row."""
    tight = 1.0 / values.size_spread**2
    result: Floats = _normal_logs(laid.free, laid.logs, values, tight) - 0.5 * np.log(1.0 / tight)
    result -= (laid.free * laid.logs).sum(axis=1)
    for parts in laid.divided:
        several = parts.sum(axis=1) > 1
        # Of parts that share an unknown size only their ratios say anything.
        shared = parts * several[:, None]
        result += _normal_logs(shared, laid.logs, values, 0.0) + 0.919 * several
        result -= (shared * laid.logs).sum(axis=1)
        result += log_sum(np.where(shared > 0, laid.logs, -np.inf)) * several
    ties = np.array([np.log1p(-values.same), 0.0, np.log(values.same)])
    result += ties[laid.equal + 1]
    return result


def _normal_logs(marked: Floats, logs: Floats, values: Parameters, tight: float) -> Floats:
    """Return the log density of the marked logarithms around levels and a common size.

    The size has precision ``tight``; 0 is no knowledge of it at all.
    """
    precision = marked / values.spread**2
    off = marked * (logs - values.level)
    known = np.maximum(precision.sum(axis=1) + tight, 1e-12)
    pull = (off * precision).sum(axis=1)
    fit = -0.5 * ((off**2 * precision).sum(axis=1) - pull**2 / known)
    scale = (marked * np.log(values.spread)).sum(axis=1) + 0.919 * marked.sum(axis=1)
    some = marked.any(axis=1) if tight == 0.0 else np.ones(marked.shape[0], dtype=np.bool_)
    result: Floats = fit - scale - 0.5 * np.log(known) * some
    return result


def log_sum(logs: Floats) -> Floats:
    """Return the logarithm of the sum of exponentials over the last axis."""
    highest = np.maximum(logs.max(axis=-1, keepdims=True), -1e300)
    result: Floats = (
        np.log(np.maximum(np.exp(logs - highest).sum(axis=-1), 1e-300)) + highest[..., 0]
    )
    return result
