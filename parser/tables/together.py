"""Place one department's rows of several months together.

Where all months are flattened, each month alone leaves the same doubt, and taking one month's
guess as evidence for the next would make the doubt look settled. So a department's rows are
weighed together, under hypotheses of its habit: the set of columns that it usually fills. Under
each, every month sums over its placements

* what the month's own totals and identities say of the placement, which is new every month;
* how well it keeps the habit: a usual column is left blank, an unusual one filled, now and then;
* how well its amounts agree with those of the other months, placed by the same habit;
* what the month's table says by how its other departments fill the columns. That is the same every
  month, and therefore counts once, not once a month.

The hypotheses are the sets of columns that some month's placement fills.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.tables.habits import SOME, agreement
from parser.tables.rowspace import Bools, Floats, Ints

HYPOTHESES = 32
PLACEMENTS = 40
"""The most sets of columns of a department, and placements of a month's row, that are followed."""

_LEFT_OUT, _ODD = 0.08, 0.04
_UNUSUAL = 0.002
_PASSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One month's row of the department, over the columns of all months.

    ``filled`` and ``amounts`` are ``(placements, columns)``, ``known`` marks the columns that the
    month's table has and whose filling says something. ``certain`` is the log factor that totals
    and identities give each placement, ``usual`` the one that the table's other rows do.
    """

    filled: Bools
    amounts: Floats
    known: Bools
    certain: Floats
    usual: Floats


@dataclass(frozen=True, slots=True)
class Together:
    """What the months say of each month's placements.

    ``shares`` are probabilities by all months, ``others`` log factors by the other months and by
    what is usual, without what is certain of the month itself.
    """

    shares: tuple[Floats, ...]
    others: tuple[Floats, ...]


def placed_together(months: Sequence[MonthRow]) -> Together:
    """Return the probability of every placement of each month's row."""
    alone = [_share(month.certain + month.usual) for month in months]
    if sum(share.size > 0 for share in alone) < 2 or all(share.size < 2 for share in alone):
        return Together(tuple(alone), tuple(month.usual for month in months))
    laid = _laid(months, alone)
    sets = _hypotheses(laid)
    open_months = sum(share.size > 1 for share in alone)
    prior = laid.usual / open_months + _habit_logs(laid, sets)
    logs = prior + laid.certain
    for _ in range(_PASSES):
        amounts = _amount_logs(laid, _within(laid, logs)[0])
        logs = prior + laid.certain + amounts
    weight, whole = _within(laid, logs)
    posterior = whole.sum(axis=1)
    mean = _share(posterior) @ weight
    besides = posterior[:, None] - whole
    besides -= besides.max(axis=0)
    sizes = np.diff(np.append(laid.begin, laid.month.size))
    other = np.repeat(besides, sizes, axis=1) + prior + amounts
    highest = other.max(axis=0)
    told = highest + np.log(np.exp(other - highest).sum(axis=0))
    shares, others = [], []
    for number, share in enumerate(alone):
        here = laid.month == number
        found, log = np.zeros(share.size), np.full(share.size, -30.0)
        found[laid.number[here]] = mean[here]
        log[laid.number[here]] = told[here] - (told[here].max() if here.any() else 0.0)
        shares.append(found)
        others.append(log)
    return Together(tuple(shares), tuple(others))


@dataclass(frozen=True, slots=True)
class _Laid:
    """The likelier placements of all months, one below the other; ``number`` is each one's own."""

    month: Ints
    number: Ints
    begin: Ints
    filled: Floats
    known: Floats
    logs: Floats
    counted: Floats
    certain: Floats
    usual: Floats
    alone: Floats


def _laid(months: Sequence[MonthRow], alone: Sequence[Floats]) -> _Laid:
    month, number = [], []
    for m, share in enumerate(alone):
        kept = np.sort(np.argsort(-share, kind="stable")[:PLACEMENTS])
        month.append(np.full(kept.size, m))
        number.append(kept)
    some = [m for m in range(len(months)) if number[m].size]
    filled = np.concatenate([months[m].filled[number[m]] for m in some])
    amounts = np.concatenate([months[m].amounts[number[m]] for m in some])
    sizes = [number[m].size for m in some]
    counted = filled & (amounts > 0)
    known = np.repeat(np.stack([months[m].known for m in some]), sizes, axis=0)
    return _Laid(
        month=np.concatenate([month[m] for m in some]),
        number=np.concatenate([number[m] for m in some]),
        begin=np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64),
        filled=(filled & known).astype(np.float64),
        known=known.astype(np.float64),
        logs=np.log(np.where(counted, amounts, 1.0)),
        counted=counted.astype(np.float64),
        certain=np.concatenate([months[m].certain[number[m]] for m in some]),
        usual=np.concatenate([months[m].usual[number[m]] for m in some]),
        alone=np.concatenate([alone[m][number[m]] for m in some]),
    )


def _hypotheses(laid: _Laid) -> Floats:
    """Return the sets of columns that placements fill, the likeliest first."""
    sets, which = np.unique(laid.filled, axis=0, return_inverse=True)
    weight = np.bincount(which.reshape(-1), weights=laid.alone, minlength=len(sets))
    result: Floats = sets[np.argsort(-weight, kind="stable")[:HYPOTHESES]]
    return result


def _habit_logs(laid: _Laid, sets: Floats) -> Floats:
    """Return ``(sets, placements)``: the log probability of what is filled, by each habit."""
    blank = laid.known - laid.filled
    filled_by = sets * np.log(1.0 - _LEFT_OUT) + (1.0 - sets) * np.log(_ODD)
    blank_by = sets * np.log(_LEFT_OUT) + (1.0 - sets) * np.log(1.0 - _ODD)
    logs = np.einsum("hc,pc->hp", filled_by, laid.filled)
    logs += np.einsum("hc,pc->hp", blank_by, blank)
    result: Floats = np.logaddexp(logs, np.log(_UNUSUAL * laid.alone + 1e-300))
    return result


def _amount_logs(laid: _Laid, weight: Floats) -> Floats:
    """Return ``(sets, placements)``: how well amounts agree with those of the other months."""
    count = np.add.reduceat(weight[:, :, None] * laid.counted, laid.begin, axis=1)
    total = np.add.reduceat(weight[:, :, None] * laid.counted * laid.logs, laid.begin, axis=1)
    sizes = np.diff(np.append(laid.begin, laid.month.size))
    others = np.repeat(count.sum(axis=1, keepdims=True) - count, sizes, axis=1)
    sums = np.repeat(total.sum(axis=1, keepdims=True) - total, sizes, axis=1)
    level = sums / np.maximum(others, 1e-9)
    middle = sums.sum(axis=2, keepdims=True) / np.maximum(others.sum(axis=2, keepdims=True), 1e-9)
    ratio = agreement(laid.logs, level, middle, others)
    result: Floats = (laid.counted * (others > SOME) * ratio).sum(axis=2)
    return result


def _within(laid: _Laid, logs: Floats) -> tuple[Floats, Floats]:
    """Normalise ``(sets, placements)`` within each month; return what each month sums to, too."""
    sizes = np.diff(np.append(laid.begin, laid.month.size))
    highest = np.maximum.reduceat(logs, laid.begin, axis=1)
    mass = np.exp(logs - np.repeat(highest, sizes, axis=1))
    whole = np.add.reduceat(mass, laid.begin, axis=1)
    return mass / np.repeat(whole, sizes, axis=1), highest + np.log(whole)


def _share(logs: Floats) -> Floats:
    share = np.exp(logs - logs.max()) if logs.size else logs
    result: Floats = share / max(float(share.sum()), 1e-300)
    return result
