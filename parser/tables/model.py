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

from dataclasses import dataclass

import numpy as np

from parser.tables.choices import HALF_LOG_TAU, Choices, Marked
from parser.tables.rowspace import Floats

KINDS = 3


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
    logs -= by_column(np.log(spread), marked.on) + HALF_LOG_TAU * count
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
