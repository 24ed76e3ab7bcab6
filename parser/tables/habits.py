"""What the same department's rows in other tables say of a row's placements.

Departments keep their habits. Two things are taken from the other tables of the issuer.

*Which columns are filled.* A row's pattern is, with probability ``n / (n + 1)`` for ``n`` other
tables (one whose row is itself in doubt counts for less), one of habit: half of the time that of
another table taken at random, with column ``c`` turned from filled to blank or back with
probability ``turn[c]``; half of the time every column is filled as often as it was in the other
tables. Else the pattern is one of this table (:mod:`parser.tables.model`). ``turn`` is how often
two tables of one department differ in the column, on average over all departments.

*How large the amounts are.* The logarithm of an amount is normal around the mean of the
department's amounts in that column; or, once in twenty times, anywhere around the mean of all
its amounts. A placement counts by how much better the columns it chooses explain its amounts
than the latter alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.table import Column, Identity
from parser.tables.rowspace import Bools, Floats, RowSpace
from parser.tables.values import Evidence, PastRow, ValueRow, column_keys

_TURN = 0.07
_TURN_PRIOR = 4.0
_SPREAD = 0.6
_ANYWHERE = 2.5
_SURPRISE = 0.05
_BELIEVED_FROM = 1.0

SOME = 0.2
"""The least weight of past amounts that says anything of a column."""


@dataclass(frozen=True, slots=True)
class Habits:
    """For every placement: the log probability of its pattern by habit, how much habit counts,
    and the log factor of its amounts. Rows without a past have ``share`` 0.
    """

    pattern: Floats
    share: Floats
    amounts: Floats


def habits(
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    spaces: Sequence[RowSpace | None],
    identities: Sequence[Identity],
    evidence: Evidence,
) -> Habits | None:
    """Return what the evidence says, or ``None`` if it knows none of the departments."""
    keys = column_keys(columns)
    counted = counted_columns(len(columns), identities)
    turn = _turns(evidence, keys)
    starts = np.cumsum([0, *(0 if space is None else space.size for space in spaces)])
    size = int(starts[-1])
    pattern, share, amounts = np.zeros(size), np.zeros(size), np.zeros(size)
    known = False
    for position, (row, space) in enumerate(zip(rows, spaces, strict=True)):
        past = evidence.of(row.label) if row.kind == "department" else ()
        if not past or space is None:
            continue
        known = True
        at = slice(starts[position], starts[position + 1])
        tables = sum(one.weight**2 for one in past)
        pattern[at] = _pattern_logs(space.filled, past, keys, turn, counted)
        share[at] = tables / (tables + _BELIEVED_FROM)
        amounts[at] = _amount_logs(space, past, keys)
    return Habits(pattern, share, amounts) if known else None


def counted_columns(width: int, identities: Sequence[Identity]) -> Bools:
    """Mark the columns whose filling says something: all but those of differences."""
    counted = np.ones(width, dtype=np.bool_)
    for identity in identities:
        if identity.kind == "difference":
            counted[identity.parts[0]] = False
    return counted


def _turns(evidence: Evidence, keys: Sequence[str]) -> Floats:
    """Return for each column how often two tables of one department differ in it."""
    differ = np.full(len(keys), _TURN * _TURN_PRIOR)
    pairs = np.full(len(keys), _TURN_PRIOR)
    for past in evidence.rows.values():
        for c, key in enumerate(keys):
            count = sum(one.weight for one in past if key in one.known)
            if count > 1.5:
                filled = sum(one.weight for one in past if key in one.filled) / count
                differ[c] += 2.0 * filled * (1.0 - filled) * count / (count - 1.0)
                pairs[c] += 1.0
    turn: Floats = np.clip(differ / pairs, 0.01, 0.4)
    return turn


def _pattern_logs(
    filled: Bools, past: Sequence[PastRow], keys: Sequence[str], turn: Floats, counted: Bools
) -> Floats:
    seen = np.array([[key in one.filled for key in keys] for one in past], dtype=np.float64)
    known = np.array([[key in one.known for key in keys] for one in past]) & counted
    weight = np.array([one.weight for one in past])
    now = filled.astype(np.float64)
    stays, turns = np.log(1.0 - turn) - np.log(0.5), np.log(turn) - np.log(0.5)
    differs = known * seen
    # In each known column: stays if filled in both or in neither, else turns.
    both = (
        now @ (differs * (stays - turns)).T + (1.0 - now) @ ((known - differs) * (stays - turns)).T
    )
    alike = np.exp(both + (known * turns).sum(axis=1) + np.log(0.5) * counted.sum())
    copied = alike @ weight / weight.sum()
    count = weight @ known
    often = (weight @ differs + 0.5 * turn + 0.25) / (count + turn + 0.5)
    often = np.clip(np.where(count > 0, often, 0.5), 0.005, 0.995)
    columnwise = np.exp(
        (now * counted) @ np.log(often) + ((1.0 - now) * counted) @ np.log1p(-often)
    )
    result: Floats = np.log(0.5 * copied + 0.5 * columnwise + 1e-300)
    return result


def _amount_logs(space: RowSpace, past: Sequence[PastRow], keys: Sequence[str]) -> Floats:
    weights, means = np.zeros(len(keys)), np.zeros(len(keys))
    for c, key in enumerate(keys):
        found = [
            (one.weight, value) for one in past if (value := one.filled.get(key)) and value > 0
        ]
        weights[c] = sum(weight for weight, _ in found)
        if found:
            means[c] = sum(weight * np.log(value) for weight, value in found) / weights[c]
    if not weights.any():
        return np.zeros(space.size)
    middle = float(weights @ means / weights.sum())
    present = (space.amounts > 0) & (weights > SOME)
    logs = np.log(np.where(present, space.amounts, 1.0))
    result: Floats = (present * agreement(logs, means, middle, weights)).sum(axis=1)
    return result


def agreement(logs: Floats, level: Floats, middle: Floats | float, count: Floats) -> Floats:
    """Return how much better a column's past explains amounts than the department's size does.

    All in logarithms: ``level`` is the mean of ``count`` amounts in the column, ``middle`` that
    of all amounts.
    """
    spread = _SPREAD * np.sqrt(1.0 + 1.0 / np.maximum(count, SOME))
    usual = np.exp(-0.5 * ((logs - level) / spread) ** 2) / spread
    anywhere = np.exp(-0.5 * ((logs - middle) / _ANYWHERE) ** 2) / _ANYWHERE
    ratio: Floats = np.log((1.0 - _SURPRISE) * usual / np.maximum(anywhere, 1e-12) + _SURPRISE)
    return ratio
