"""How probable each remaining placement of a row is, judged by the table itself.

The model: column ``c`` is filled in a row with probability ``f[c]``, each column on its own.
The rates are learnt from all rows together by expectation maximisation: every row counts with
its remaining placements, weighted by what the rates of the round before say of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parser.tables.rowspace import Floats, RowSpace

_ROUNDS = 20


def fill_weights(spaces: Sequence[RowSpace | None], *, width: int) -> tuple[Floats, ...]:
    """Return for each row the probability of each of its placements."""
    held = [space for space in spaces if space is not None and space.columns.shape[1]]
    rates = np.full(width, 0.5)
    for _ in range(_ROUNDS):
        filled = sum((_row_weights(s, rates) @ s.filled for s in held), np.zeros(width))
        rates = (filled + 0.5) / (len(held) + 1.0)
    return tuple(np.zeros(0) if space is None else _row_weights(space, rates) for space in spaces)


def _row_weights(space: RowSpace, rates: Floats) -> Floats:
    logs = np.where(space.filled, np.log(rates), np.log1p(-rates)).sum(axis=1)
    weights: Floats = np.exp(logs - logs.max(initial=-np.inf))
    weights /= max(weights.sum(), 1e-300)
    return weights
