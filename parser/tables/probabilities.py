"""How probable each placement is that identities and totals leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from parser.table import Column, Identity
from parser.tables.budget import Budget
from parser.tables.choices import Choices, choices
from parser.tables.expectation import expected_fill
from parser.tables.habits import habits
from parser.tables.identities import is_rate
from parser.tables.narrowing import Tied
from parser.tables.remaining import Narrowed
from parser.tables.rowspace import Bools, Floats, RowSpace, among, holds
from parser.tables.ticks import marks, weighed_by_marks
from parser.tables.values import Evidence, ValueRow
from parser.tables.vouching import MISPRINTED
from parser.tables.weighing import weighed

_ONE_MISSED = 5.5
"""Log factor of a misprint where a total is missed, and no row that is left out explains it."""

_ONE_SHOWN = 4.0
"""Log factor of a misprint where another row contradicts itself."""

_OVER_100 = 8.0
_UNMARKED = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How probable each row's remaining placements are.

    ``shares`` runs parallel to the rows. ``given`` is the log factor of each placement that
    premises and misprints give it, ``told`` the one that totals do, over all rows; neither owes
    anything to how other rows fill their columns. ``late`` tells that work ran out. ``laid`` is
    ``None`` where no row is open.
    """

    shares: tuple[Floats, ...]
    given: Floats
    told: Floats
    late: bool
    laid: Choices | None
    tied: tuple[Tied, ...]


def weigh(narrowed: Narrowed, evidence: Evidence | None) -> Weighed:
    """Return the probability of each row's remaining placements."""
    columns, rows, judged = narrowed.columns, narrowed.rows, narrowed.judged
    spaces = narrowed.spaces
    budget = Budget(narrowed.steps, narrowed.spent)
    if all(space is None or space.size == 1 for space in spaces):
        shares = tuple(np.ones(0 if space is None else 1) for space in spaces)
        none = np.zeros(sum(share.size for share in shares))
        return Weighed(shares=shares, given=none, told=none, late=budget.late, laid=None, tied=())
    identities = (*judged.identities, *judged.likely)
    hidden = ~np.isnan(np.concatenate(narrowed.misprints))
    # A figure that may be misprinted is determined by the others, but for its misprint.
    kept = [holds | hidden for holds in kept_by(identities, rows, spaces)]
    laid = choices(columns, spaces, identities, kept)
    known = habits(columns, rows, spaces, identities, evidence) if evidence is not None else None
    expected = expected_fill(columns, identities)
    learning = np.array([row.kind == "department" for row in rows], dtype=np.bool_)
    given = _penalties(narrowed) + _shares(columns, rows, spaces)
    tied = narrowed.reconciled.tied
    marked = marks(rows, spaces) if not identities and not tied else None
    if marked is not None:
        weights = weighed_by_marks(laid, marked, expected, learning, given, known, budget)
        told = np.zeros(laid.size)
    else:
        weights, told = weighed(laid, tied, expected, learning, given, known, budget)
    return Weighed(
        shares=tuple(weights[a:b] for a, b in pairwise(laid.starts)),
        given=given,
        told=told,
        late=budget.late,
        laid=laid,
        tied=tuple(tied),
    )


def kept_by(
    identities: Sequence[Identity], rows: Sequence[ValueRow], spaces: Sequence[RowSpace | None]
) -> list[Bools]:
    """Mark, for each identity, the placements of all rows that keep it."""
    none = np.zeros(0, dtype=np.bool_)
    return [
        np.concatenate(
            [
                none,
                *(
                    holds(identity, space.amounts, row.values)
                    for row, space in zip(rows, spaces, strict=True)
                    if space is not None
                ),
            ]
        )
        for identity in identities
    ]


def _penalties(narrowed: Narrowed) -> Floats:
    """Return each placement's log factor for the premises it breaks and the misprint it needs."""
    parts = [np.zeros(0)]
    judged = narrowed.judged
    excessive = narrowed.reconciled.excessive
    usual = _misprint_cost(narrowed)
    for position, (ordered, space, ways, penalty) in enumerate(
        zip(judged.ordered, narrowed.spaces, narrowed.misprints, judged.penalties, strict=True)
    ):
        if space is None:
            continue
        cost = np.zeros(space.size) if ordered is None else penalty[among(ordered, space)]
        seldom = _ONE_SHOWN if position in excessive else usual
        # What a misprint breaks is paid for by the misprint.
        parts.append(np.where(np.isnan(ways), cost, -seldom - np.nan_to_num(ways)))
    return np.concatenate(parts)


def _misprint_cost(narrowed: Narrowed) -> float:
    """Return how seldom a row of the table hides a misprint, by what shows elsewhere in it."""
    if narrowed.judged.broken:
        return _ONE_SHOWN
    found = {finding.code for finding in narrowed.reconciled.findings}
    missed = "total-unreachable" in found and "row-missing" not in found
    return _ONE_MISSED if missed else MISPRINTED


def _shares(
    columns: Sequence[Column], rows: Sequence[ValueRow], spaces: Sequence[RowSpace | None]
) -> Floats:
    """Return each placement's log probability of the figures in its columns of rates.

    Shares are even up to 100, seldom more; where a table prints some with %, one without is odd.
    """
    rates = np.array([is_rate(column) for column in columns], dtype=np.bool_)
    marked = any(value.unit == "%" for row in rows for value in row.values)
    parts = [np.zeros(0)]
    for row, space in zip(rows, spaces, strict=True):
        if space is None:
            continue
        cost = np.zeros(space.size)
        for v, value in enumerate(row.values):
            if value.value is not None and value.value is not True:
                each = np.log(100.0) if float(value.value) <= 100.0 else _OVER_100
                each += _UNMARKED if marked and value.unit != "%" else 0.0
                cost -= each * rates[space.columns[:, v]]
        parts.append(cost)
    return np.concatenate(parts)
