"""Which columns have to be reasoned about together, and the open rows' choices in them.

Two columns belong together when some row's amounts in them depend on each other: what stands
in one limits what may stand in the other. Columns that no row ties together have totals of
their own, and are worked out apart; that keeps the joint graphs small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.tables.rowspace import Ints


@dataclass(frozen=True, slots=True)
class Component:
    """Columns that are tied together.

    ``rows`` are the open rows, ``offers`` each one's distinct amounts in ``columns``,
    ``offer_of`` which of them each of its placements makes. ``rest`` is what the totals leave
    for the open rows.
    """

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    offers: tuple[Ints, ...]
    offer_of: tuple[Ints, ...]
    rest: Ints


def components(
    amounts: Sequence[Ints], totals: Ints, columns: Sequence[int]
) -> tuple[Component, ...]:
    """Split ``columns`` into components.

    ``amounts[r]`` is ``(placements, all columns)`` in whole units, ``totals`` runs over all
    columns as well.
    """
    tied = {column: column for column in columns}

    def root(column: int) -> int:
        while tied[column] != column:
            column = tied[column]
        return column

    for amount in amounts:
        for block in _blocks(amount, columns):
            for column in block[1:]:
                tied[root(column)] = root(block[0])
    groups: dict[int, list[int]] = {}
    for column in columns:
        groups.setdefault(root(column), []).append(column)
    return tuple(_component(amounts, totals, group) for group in groups.values())


def _component(amounts: Sequence[Ints], totals: Ints, columns: list[int]) -> Component:
    rest = totals[columns].copy()
    rows: list[int] = []
    offers: list[Ints] = []
    offer_of: list[Ints] = []
    for row, amount in enumerate(amounts):
        if not amount.shape[0]:
            continue
        distinct, which = np.unique(amount[:, columns], axis=0, return_inverse=True)
        if len(distinct) == 1:
            rest -= distinct[0]
            continue
        rows.append(row)
        offers.append(distinct)
        offer_of.append(which.reshape(-1).astype(np.int64))
    return Component(tuple(columns), tuple(rows), tuple(offers), tuple(offer_of), rest)


def _blocks(amount: Ints, columns: Sequence[int]) -> list[list[int]]:
    """Split the columns in which the row is open into blocks that vary independently."""
    if amount.shape[0] < 2:
        return []
    inside = amount[:, list(columns)]
    open_at = [c for c in range(len(columns)) if (inside[:, c] != inside[0, c]).any()]
    if not open_at:
        return []
    codes = {c: np.unique(inside[:, c], return_inverse=True)[1].reshape(-1) for c in open_at}
    count = {c: int(codes[c].max()) + 1 for c in open_at}
    blocks: list[list[int]] = []
    for column in open_at:
        joined = [
            block
            for block in blocks
            if any(
                np.unique(codes[column] * count[other] + codes[other]).size
                < count[column] * count[other]
                for other in block
            )
        ]
        blocks = [block for block in blocks if block not in joined]
        blocks.append([c for block in joined for c in block] + [column])
    whole = len(np.unique(inside[:, open_at], axis=0))
    product = 1
    for block in blocks:
        product *= len(np.unique(inside[:, block], axis=0))
    if product != whole:
        blocks = [open_at]
    return [[columns[c] for c in block] for block in blocks]
