"""Which column totals would show a misprint, and may therefore prove.

With many open rows, wrong placements reach almost any total: that a total is reached then says
nothing of whether it is printed right. A misprint in one column's figures shows where its total
or the sum of all totals would no longer be reached, or where the total row would break a sum of
its own. Where every value has a column whose total is known, the sum of all totals is the sum of
all values, wherever these stand, and shows every misprint; where some total is not known, the
column without it takes up what a wrong total leaves over.

The chance that a misprint goes unnoticed is the number of figures in which it may be, times how
seldom a figure is misprinted, times the share of the misprints of the total that the rows would
reach as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np

from parser.table import Identity
from parser.tables.budget import Budget
from parser.tables.narrowing import Sums
from parser.tables.reach import reachable
from parser.tables.shortfall import digit_swaps

MISPRINTED = 7.5
"""Log factor of a misprint of one figure in a table in which none shows."""

UNNOTICED = 0.01
"""Chance of an unnoticed misprint at which a column's total proves nothing."""


def unnoticed(
    sums: Sums, columns: Sequence[int], identities: Sequence[Identity], budget: Budget
) -> dict[int, float]:
    """Return the columns whose totals prove nothing, each with its chance of a misprint.

    What is left of ``columns`` is judged anew without them, until each shows its misprints.
    """
    doubtful: dict[int, float] = {}
    kept = list(columns)
    while kept:
        found = {c: risk for c, risk in _risks(sums, kept, identities, budget) if risk >= UNNOTICED}
        if not found:
            break
        doubtful |= found
        kept = [column for column in kept if column not in found]
    return doubtful


def _risks(
    sums: Sums, kept: Sequence[int], identities: Sequence[Identity], budget: Budget
) -> list[tuple[int, float]]:
    together = [np.unique(amount[:, kept].sum(axis=1)).tolist() for amount in sums.amounts]
    if all(len(offer) == 1 for offer in together):
        return []
    whole = reachable(together, budget)
    summed = {
        column
        for identity in identities
        if identity.kind == "sum" and {identity.total, *identity.parts} <= {*kept}
        for column in (identity.total, *identity.parts)
    }
    total = int(sums.totals[list(kept)].sum())
    risks = []
    for column in kept:
        offers = [np.unique(amount[:, column]).tolist() for amount in sums.amounts]
        alone = reachable(offers, budget)
        if column in summed or all(len(offer) == 1 for offer in offers):
            continue
        here = int(sums.totals[column])
        steps = [meant - here for meant in _misprints(here)]
        unseen = [
            step
            for step in steps
            if (alone is None or alone.holds(here + step))
            and (whole is None or whole.holds(total + step))
        ]
        figures = 1 + sum(max(offer) > 0 for offer in offers)
        risks.append((column, exp(-MISPRINTED) * figures * len(unseen) / max(len(steps), 1)))
    return risks


def _misprints(total: int) -> list[int]:
    """Return what may have been meant: one digit other, or two neighbours in the other order."""
    digits = str(total)
    other = {
        digits[:k] + digit + digits[k + 1 :]
        for k in range(len(digits))
        for digit in "0123456789"
        if digit != digits[k] and (k or digit != "0")
    }
    return sorted(map(int, other | {*digit_swaps(digits)}))
