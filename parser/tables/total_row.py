"""Where the values of a total row stand, told by the columns whose sums are known.

A total row may have lost its blanks as well. In a column in which every row's amount is certain
the sum is known, and a placement of the total row that puts another number there is wrong, if the
number is printed right: a placement that one misprint keeps from agreeing stays possible.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parser.table import Column
from parser.tables.identities import is_additive
from parser.tables.misprints import is_misprint
from parser.tables.rowspace import RowSpace

_ROUNDING = 1e-6


def settled(
    columns: Sequence[Column], total: RowSpace, rows: Sequence[RowSpace], *, least: int = 0
) -> RowSpace | None:
    """Return the placements of a total row that keep all known sums, or miss one by a misprint.

    ``None`` if none of them keeps every known sum, ``least`` many of its own figures among them.
    """
    known = [
        c
        for c, column in enumerate(columns)
        if is_additive(column) and all(np.ptp(row.amounts[:, c]) == 0.0 for row in rows)
    ]
    sums = np.array([sum(row.amounts[0, c] for row in rows) for c in known])
    printed = total.amounts[:, known]
    missed = total.filled[:, known] & (np.abs(printed - sums) > _ROUNDING * (1.0 + sums))
    off = missed.sum(axis=1)
    kept = (off == 0) & (total.filled[:, known].sum(axis=1) >= least)
    if not kept.any():
        return None
    for place in np.flatnonzero(off == 1):
        column = int(missed[place].argmax())
        here, meant = float(printed[place, column]), float(sums[column])
        whole = here.is_integer() and meant.is_integer() and meant > 0.0
        kept[place] = whole and is_misprint(str(int(here)), str(int(meant)))
    return total.only(kept)
