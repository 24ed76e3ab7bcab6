"""How probable each remaining placement of a row is, judged by the table itself.

A row is thought to come about in this way.

*Pattern.* The row belongs to one of :data:`KINDS` kinds of department (those that only give
advice, those that receive and complete, ...), kind ``k`` with probability ``kinds[k]``. A row of
kind ``k`` fills column ``c`` with probability ``fill[k, c]``, so that columns may be filled
together. The parts of a sum come after it: if the whole is filled, it is divided among a set of
its parts with the probability that ``division`` gives the set, which is near the one that
independent parts would have. Before any row is seen, the header says what to expect
(:mod:`parser.tables.expectation`).

*Amounts.* An amount that others in the row determine costs nothing. A free amount ``v`` is
log-normal around ``level[c] + load[c] * size`` with spread ``spread[c]``, where ``size`` is the
row's own and normal with spread ``size_spread``; as counts are whole numbers, its probability is
the density divided by ``v``, so that a placement which explains a large figure as a sum beats one
in which the same figure occurs twice by chance. The parts of a sum say only how it divides: the
logarithms of the parts that are filled are normal around ``level[c]``, up to what they have in
common. Where nothing is left pending, what was completed equals what was received with
probability ``same``.

*Identities.* A placement that breaks an identity which the header proposes, and which the rows
neither bear out nor contradict, is less probable by a fixed factor; so is one that breaks a
premise, in a row that has to break one.

*Totals.* Where column totals were reached, the rows are not independent: the placements of all
rows together reach them (:mod:`parser.tables.ties`).

*Learning.* The parameters are not known, and one best guess of them would make the model too sure
of itself. Several sets of them are learned side by side (:mod:`parser.tables.learning`): in turn,
every placement is weighed under the parameters, and the parameters are drawn from what those
weights leave open about them. The probability of a placement is its mean over the draws
(:mod:`parser.tables.weighing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.table import Column, Identity
from parser.tables.identities import is_rate
from parser.tables.rowspace import Bools, Floats, Ints, RowSpace

KINDS = 3
_MOST_PARTS = 8
_HALF_LOG_TAU = 0.9189385


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
class Marked:
    """Logarithms of the amounts of one role, ``(columns, placements)``.

    ``on`` is 1 where an amount has the role; ``logs`` and ``squares`` are its logarithm and the
    square of it there, 0 elsewhere.
    """

    on: Floats
    logs: Floats
    squares: Floats

    @classmethod
    def of(cls, marks: Bools, logs: Floats) -> Marked:
        """Mark some of the logarithms."""
        on = np.ascontiguousarray(marks.T).astype(np.float64)
        found = on * logs.T
        return cls(on, found, found**2)

    @property
    def count(self) -> Floats:
        """How many amounts each placement has in the role."""
        count: Floats = self.on.sum(axis=0)
        return count


@dataclass(frozen=True, slots=True)
class Choices:
    """The placements of all rows, one below the other.

    ``row`` says whose each is, ``starts`` where each row's begin (and, last, how many there
    are). ``patterns``, ``(columns, patterns)``, are the distinct sets of filled columns,
    ``pattern`` which of them each placement has. ``free`` are the amounts that no others
    determine; each of ``divided`` the parts of one sum, where it has several. ``fixed`` is the
    log probability that no parameter
    changes. ``equal`` is 1 where nothing is pending and all that was received is completed, -1
    where nothing is pending and it is not, 0 elsewhere.
    """

    row: Ints
    starts: Ints
    patterns: Floats
    pattern: Ints
    free: Marked
    divided: tuple[Marked, ...]
    fixed: Floats
    divisions: tuple[Division, ...]
    heads: Floats
    equal: Ints

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.starts.size - 1

    @property
    def size(self) -> int:
        """The number of placements."""
        return self.row.size


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the model does not know beforehand, in several versions: the leading axis.

    ``kinds`` is ``(versions, kinds)``, ``fill`` ``(versions, kinds, columns)``, each of
    ``division`` ``(versions, sets)``; ``level``, ``load`` and ``spread`` are ``(versions,
    columns)``, ``size_spread`` and ``same`` ``(versions,)``.
    """

    kinds: Floats
    fill: Floats
    division: tuple[Floats, ...]
    level: Floats
    load: Floats
    spread: Floats
    size_spread: Floats
    same: Floats


@dataclass(frozen=True, slots=True)
class Sized:
    """What amounts of one role say of the row's size, ``(versions, placements)``.

    ``logs`` is the log density of the amounts over all sizes, ``mean`` and ``variance`` what
    is then known of the size.
    """

    logs: Floats
    mean: Floats
    variance: Floats


def choices(
    columns: Sequence[Column],
    spaces: Sequence[RowSpace | None],
    identities: Sequence[Identity],
    kept: Sequence[Bools],
) -> Choices:
    """Lay out the placements of all rows for the model.

    ``kept[i]`` marks, over all placements, those that keep ``identities[i]``.
    """
    width = len(columns)
    sizes = [0 if space is None else space.size for space in spaces]
    blank = np.zeros((0, width))
    held = [space for space in spaces if space is not None]
    filled = np.concatenate([blank, *(space.filled for space in held)]) > 0
    amounts = np.concatenate([blank, *(space.amounts for space in held)])
    free, divided, equal = _roles(filled, amounts, identities, kept)
    free &= ~np.array([is_rate(column) for column in columns], dtype=np.bool_)
    divisions = _divisions(filled, identities)
    heads = np.ones(width)
    for division in divisions:
        heads[list(division.parts)] = 0.0
    for identity in identities:
        if identity.kind == "difference":
            heads[identity.parts[0]] = 0.0
    logs = np.log(np.maximum(amounts, 1.0))
    patterns, pattern = np.unique(filled, axis=0, return_inverse=True)
    fixed = -(free * logs).sum(axis=1)
    for parts in divided:
        some = parts.any(axis=1)
        whole = np.log(np.where(parts, np.maximum(amounts, 1.0), 0.0).sum(axis=1) + ~some)
        fixed += some * (whole + _HALF_LOG_TAU) - (parts * logs).sum(axis=1)
    return Choices(
        row=np.repeat(np.arange(len(spaces)), sizes),
        starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        patterns=np.ascontiguousarray(patterns.T).astype(np.float64),
        pattern=pattern.reshape(-1).astype(np.int64),
        free=Marked.of(free, logs),
        divided=tuple(Marked.of(parts, logs) for parts in divided),
        fixed=fixed,
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
    filled: Bools, amounts: Floats, identities: Sequence[Identity], kept: Sequence[Bools]
) -> tuple[Bools, list[Bools], Ints]:
    """Tell free amounts, the parts of sums and the determined amounts apart."""
    present = filled & (amounts > 0)
    free = present.copy()
    divided: list[Bools] = []
    equal = np.zeros(filled.shape[0], dtype=np.int64)
    for identity, holds in zip(identities, kept, strict=True):
        whole = identity.total
        if identity.kind == "sum":
            parts = np.zeros_like(present)
            parts[:, list(identity.parts)] = True
            parts &= present & (present[:, whole] & holds)[:, None]
            free &= ~parts
            # Of parts that share an unknown size only their ratios say anything.
            divided.append(parts & (parts.sum(axis=1) > 1)[:, None])
        elif identity.kind == "difference":
            rest, taken = identity.parts
            settled = present[:, whole] & present[:, taken] & ~filled[:, rest]
            same = settled & (amounts[:, whole] == amounts[:, taken])
            equal += same.astype(np.int64) - (settled & ~same)
            free[:, taken] &= ~(same | present[:, rest] & holds)
        else:
            free[:, whole] = False
    return free, divided, np.clip(equal, -1, 1)


def kind_logs(laid: Choices, values: Parameters) -> Floats:
    """Return ``(versions, patterns, kinds)``: log probability of a kind and the heads it fills."""
    versions, kinds, width = values.fill.shape
    heads = laid.heads[:, None]
    rates = values.fill.reshape(-1, width)
    logs = by_column(np.log(rates), laid.patterns * heads)
    logs += by_column(np.log1p(-rates), (1.0 - laid.patterns) * heads)
    by_kind: Floats = logs.reshape(versions, kinds, -1).transpose(0, 2, 1)
    return by_kind + np.log(values.kinds)[:, None, :]


def pattern_logs(laid: Choices, values: Parameters) -> Floats:
    """Return ``(versions, placements)``: the log probability of each pattern, over all kinds."""
    result = log_sum(kind_logs(laid, values))[:, laid.pattern]
    for division, probability in zip(laid.divisions, values.division, strict=True):
        result = result + np.log(probability)[:, division.code]
    return result


def independent_sets(sets: Floats, rates: Floats) -> Floats:
    """Return ``(versions, sets)``: the probability of every set of parts, each on its own.

    ``rates`` is ``(versions, parts)``. The empty set, which costs nothing where there is no
    whole, gets 1; the others are given that there is a part.
    """
    chance = np.exp(np.log(rates) @ sets.T + np.log1p(-rates) @ (1.0 - sets).T)
    result: Floats = chance / (1.0 - chance[:, :1])
    result[:, 0] = 1.0
    return result


def amount_logs(laid: Choices, values: Parameters) -> Floats:
    """Return ``(versions, placements)``: the log probability of the amounts, over all sizes."""
    result = laid.fixed + free_sizes(laid, values).logs
    for parts in laid.divided:
        result = result + part_sizes(parts, values).logs
    by_equal: Floats = np.stack(
        [np.log1p(-values.same), np.zeros_like(values.same), np.log(values.same)], axis=1
    )
    return result + by_equal[:, laid.equal + 1]


def free_sizes(laid: Choices, values: Parameters) -> Sized:
    """Weigh the free amounts around their levels and the row's size."""
    return _sized(laid.free, values.level, values.load, values.spread, values.size_spread**-2.0)


def part_sizes(parts: Marked, values: Parameters) -> Sized:
    """Weigh the parts of a sum around their levels and a size that nothing is known of."""
    return _sized(parts, values.level, np.ones_like(values.load), values.spread, None)


def _sized(
    marked: Marked, level: Floats, load: Floats, spread: Floats, tight: Floats | None
) -> Sized:
    tightness = spread**-2.0
    precision = by_column(load**2 * tightness, marked.on)
    pull = by_column(load * tightness, marked.logs)
    pull -= by_column(load * level * tightness, marked.on)
    squares = by_column(tightness, marked.squares)
    squares -= by_column(2.0 * level * tightness, marked.logs)
    squares += by_column(level**2 * tightness, marked.on)
    count = marked.count
    some = (count > 0).astype(np.float64)
    if tight is None:
        known = np.maximum(precision, 1e-12)
        prior: Floats = np.log(known) * some
    else:
        known = precision + tight[:, None]
        prior = np.log(known / tight[:, None])
    logs = -0.5 * (squares - pull**2 / known + prior)
    logs -= by_column(np.log(spread), marked.on) + _HALF_LOG_TAU * count
    return Sized(logs, pull / known, some / known if tight is None else 1.0 / known)


def by_column(factors: Floats, marks: Floats) -> Floats:
    """Return ``(versions, placements)``: the factors of the marked columns, added up.

    Not a matrix product, which some machines would share among threads and so round otherwise.
    """
    added: Floats = np.einsum("vc,cp->vp", factors, marks)
    return added


def by_placement(weights: Floats, marks: Floats) -> Floats:
    """Return ``(versions, columns)``: the weights of the marked placements, added up."""
    added: Floats = np.einsum("vp,cp->vc", weights, marks)
    return added


def log_sum(logs: Floats) -> Floats:
    """Return the logarithm of the sum of exponentials over the last axis."""
    highest = np.maximum(logs.max(axis=-1, keepdims=True), -1e300)
    result: Floats = (
        np.log(np.maximum(np.exp(logs - highest).sum(axis=-1), 1e-300)) + highest[..., 0]
    )
    return result
