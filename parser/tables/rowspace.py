"""All order-preserving placements of one row's values that agree with given identities.

A row of ``k`` values in ``n`` columns has C(n, k) order-preserving placements. They are grown
column by column, all at once as arrays, and an identity prunes as soon as the last of its
columns is decided. A blank is missing, and counts as nothing in a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from parser.table import Identity
from parser.tables.values import PrintedValue

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDING = 1e-6


class TooManyPlacementsError(Exception):
    """A row has more placements than the caller is ready to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSpace:
    """The placements that remain possible for one row.

    ``columns`` is ``(placements, values)``: the column of each value. ``amounts`` and
    ``filled`` are ``(placements, columns)``: the number that then stands in each column
    (0 where none does), and whether anything does.
    """

    columns: Ints
    amounts: Floats
    filled: Bools

    @property
    def size(self) -> int:
        """The number of placements."""
        return int(self.columns.shape[0])

    def only(self, kept: Bools) -> RowSpace:
        """Return the placements marked in ``kept``."""
        if kept.all():
            return self
        return RowSpace(
            columns=self.columns[kept], amounts=self.amounts[kept], filled=self.filled[kept]
        )


def amount(value: PrintedValue) -> float:
    """Return what a printed value adds to a sum: ticks and text add nothing."""
    number = value.value
    return 0.0 if number is None or isinstance(number, bool) else float(number)


def holds(identity: Identity, amounts: Floats, values: Sequence[PrintedValue]) -> Bools:
    """Tell for each placement whether the identity holds, blanks counting as nothing.

    Rates are compared at the precision of the printed value.
    """
    whole = amounts[:, identity.total]
    if identity.kind == "sum":
        difference = whole - amounts[:, list(identity.parts)].sum(axis=1)
    elif identity.kind == "difference":
        rest, taken = (amounts[:, part] for part in identity.parts)
        expected = np.maximum(whole - taken, 0.0) if identity.clipped else whole - taken
        difference = rest - expected
    else:
        return _rate_holds(identity, amounts, values)
    agreed: Bools = np.abs(difference) <= _ROUNDING * (1.0 + np.abs(whole))
    return agreed


def holds_as_far_as_printed(
    identity: Identity, space: RowSpace, values: Sequence[PrintedValue]
) -> Bools:
    """Tell for each placement of a row that breaks off whether the identity may hold.

    What stands beyond a placement's last value is not known: parts there may be missing.
    """
    last = space.columns[:, -1] if space.columns.shape[1] else np.full(space.size, -1)
    concerned = (identity.total, *identity.parts)
    kept = holds(identity, space.amounts, values)
    if identity.kind == "sum":
        parts = space.amounts[:, list(identity.parts)].sum(axis=1)
        kept |= (last < max(identity.parts)) & (parts <= space.amounts[:, identity.total])
        kept |= last < identity.total
    else:
        kept |= last < max(concerned)
    return kept


def _rate_holds(identity: Identity, amounts: Floats, values: Sequence[PrintedValue]) -> Bools:
    rate = amounts[:, identity.total]
    part, base = (amounts[:, column] for column in identity.parts)
    decimals = max((_decimals(value.raw) for value in values if value.unit == "%"), default=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(base > 0, 100.0 * part / base, 0.0)
    agreed: Bools = np.abs(rate - expected) <= 0.5 * 10.0**-decimals + 1e-9
    agreed |= rate == 0.0
    return agreed


def _decimals(raw: str) -> int:
    _, _, fraction = raw.partition(".")
    return sum(character.isdigit() for character in fraction)


def row_space(
    values: Sequence[PrintedValue],
    allowed: Bools,
    identities: Sequence[Identity],
    *,
    limit: int,
) -> RowSpace:
    """Return every order-preserving placement that satisfies the identities.

    ``allowed`` is ``(values, columns)``: where each value may stand by its kind. Raises
    :class:`TooManyPlacementsError` when more than ``limit`` have to be held at once.
    """
    count, width = allowed.shape
    numbers = np.array([amount(value) for value in values], dtype=np.float64)
    if not identities and allowed.all():
        return _ordered(numbers, width, limit)
    due: dict[int, list[Identity]] = {}
    for identity in identities:
        due.setdefault(max(identity.total, *identity.parts), []).append(identity)
    placed = np.zeros(1, dtype=np.int64)
    amounts = np.zeros((1, width), dtype=np.float64)
    filled = np.zeros((1, width), dtype=np.bool_)
    for column in range(width):
        left = width - column - 1
        blank = np.flatnonzero(count - placed <= left)
        fill = np.flatnonzero(placed < count)
        fill = fill[allowed[placed[fill], column]]
        if blank.size + fill.size > limit:
            raise TooManyPlacementsError
        amounts = np.concatenate((amounts[blank], amounts[fill]))
        filled = np.concatenate((filled[blank], filled[fill]))
        amounts[blank.size :, column] = numbers[placed[fill]]
        filled[blank.size :, column] = True
        placed = np.concatenate((placed[blank], placed[fill] + 1))
        for identity in due.get(column, ()):
            kept = holds(identity, amounts, values)
            amounts, filled, placed = amounts[kept], filled[kept], placed[kept]
    columns = np.nonzero(filled)[1].reshape(filled.shape[0], count)
    return RowSpace(columns=columns.astype(np.int64), amounts=amounts, filled=filled)


def _ordered(numbers: Floats, width: int, limit: int) -> RowSpace:
    if comb(width, numbers.size) > limit:
        raise TooManyPlacementsError
    columns = _combinations(width, numbers.size)
    amounts = np.zeros((len(columns), width), dtype=np.float64)
    filled = np.zeros((len(columns), width), dtype=np.bool_)
    np.put_along_axis(amounts, columns, np.broadcast_to(numbers, columns.shape), axis=1)
    np.put_along_axis(filled, columns, True, axis=1)
    return RowSpace(columns=columns, amounts=amounts, filled=filled)


@lru_cache(maxsize=64)
def _combinations(width: int, count: int) -> Ints:
    chosen = np.array(list(combinations(range(width), count)), dtype=np.int64)
    return chosen.reshape(comb(width, count), count)


def fixed_space(values: Sequence[PrintedValue], columns: Sequence[int], width: int) -> RowSpace:
    """Return the one placement of a row whose columns the layout gives."""
    amounts = np.zeros((1, width), dtype=np.float64)
    filled = np.zeros((1, width), dtype=np.bool_)
    for value, column in zip(values, columns, strict=True):
        amounts[0, column] = amount(value)
        filled[0, column] = True
    at = np.array([list(columns)], dtype=np.int64).reshape(1, len(values))
    return RowSpace(columns=at, amounts=amounts, filled=filled)


def among(whole: RowSpace, part: RowSpace) -> Bools:
    """Mark which placements of ``whole`` are in ``part`` as well (both of the same row)."""
    bits = 1 << np.arange(whole.filled.shape[1], dtype=np.int64)
    marked: Bools = np.isin(whole.filled @ bits, part.filled @ bits)
    return marked
