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

_LARGEST_CODE = 2**62


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
        inside = amount[:, columns]
        first, which = distinct_rows(inside)
        if first.size == 1:
            rest -= inside[0]
            continue
        rows.append(row)
        offers.append(inside[first])
        offer_of.append(which)
    return Component(tuple(columns), tuple(rows), tuple(offers), tuple(offer_of), rest)


def _blocks(amount: Ints, columns: Sequence[int]) -> list[list[int]]:
    """Split the columns in which the row is open into blocks that vary independently."""
    if amount.shape[0] < 2:
        return []
    inside = amount[:, list(columns)]
    open_at = [c for c in range(len(columns)) if (inside[:, c] != inside[0, c]).any()]
    if not open_at:
        return []
    coded = {c: np.unique(inside[:, c], return_inverse=True)[1].reshape(-1) for c in open_at}
    count = {c: int(coded[c].max()) + 1 for c in open_at}
    blocks: list[list[int]] = []
    for column in open_at:
        joined = [
            block
            for block in blocks
            if any(_depend(coded[column], coded[other], count[other]) for other in block)
        ]
        blocks = [block for block in blocks if block not in joined]
        blocks.append([c for block in joined for c in block] + [column])
    product = 1
    for block in blocks:
        product *= distinct_rows(inside[:, block])[0].size
    if product != distinct_rows(inside[:, open_at])[0].size:
        blocks = [open_at]
    return [[columns[c] for c in block] for block in blocks]


def _depend(one: Ints, other: Ints, count: int) -> bool:
    """Tell whether what stands in one column limits what may stand in the other."""
    together = np.bincount(one * count + other)
    return bool((together == 0).any()) or together.size < (int(one.max()) + 1) * count


def distinct_rows(matrix: Ints) -> tuple[Ints, Ints]:
    """Return the first place of each distinct row and which of them each row is."""
    lowest = matrix.min(axis=0)
    sizes = (matrix.max(axis=0) - lowest + 1).tolist()
    code = np.zeros(len(matrix), dtype=np.int64)
    size = 1
    for column, least, count in zip(matrix.T, lowest, sizes, strict=True):
        offset = column - least
        if size * count >= _LARGEST_CODE:
            size, code = _renumbered(code)
            if size * count >= _LARGEST_CODE:
                count, offset = _renumbered(offset)
        code = code * count + offset
        size *= count
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    return first.astype(np.int64), which.reshape(-1).astype(np.int64)


def _renumbered(code: Ints) -> tuple[int, Ints]:
    codes, which = np.unique(code, return_inverse=True)
    return len(codes), which.reshape(-1).astype(np.int64)
