"""Sums that the header does not announce, looked for in rows whose columns are certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from parser.table import Column, Identity
from parser.tables.identities import is_additive, is_rate
from parser.tables.rowspace import Floats, fixed_space
from parser.tables.values import ValueRow

_LEAST_ROWS = 3
_MOST_PARTS = 6


def discovered(
    columns: Sequence[Column], rows: Sequence[ValueRow], known: Sequence[Identity]
) -> tuple[Identity, ...]:
    """Return sums, differences and rates that all rows with certain columns keep.

    Looked at are sums of neighbouring columns beside their whole, differences of any two
    columns, and rates of any two. At least three rows must be certain and say something; the
    other rows are asked afterwards, as about any proposal.
    """
    width = len(columns)
    certain = [
        fixed_space(row.values, row.columns or tuple(range(width)), width).amounts
        for row in rows
        if row.values and not row.cut and (row.columns is not None or len(row.values) == width)
    ]
    if len(certain) < _LEAST_ROWS:
        return ()
    amounts = np.concatenate(certain)
    wholes = {identity.total for identity in known if identity.kind == "sum"}
    parts = {part for identity in known for part in identity.parts}
    found = [
        identity for identity in _candidates(columns, wholes, parts) if _kept(identity, amounts)
    ]
    return tuple(found)


def _candidates(columns: Sequence[Column], wholes: set[int], parts: set[int]) -> Iterator[Identity]:
    additive = [is_additive(column) for column in columns]
    width = len(columns)
    for whole in range(width):
        if not additive[whole] or whole in wholes:
            continue
        for length in range(2, _MOST_PARTS + 1):
            for first in (whole + 1, whole - length):
                run = tuple(range(first, first + length))
                inside = first >= 0 and run[-1] < width and not parts & set(run)
                if inside and all(additive[part] for part in run):
                    yield Identity(kind="sum", total=whole, parts=run, origin="data")
    for rate in range(width):
        if is_rate(columns[rate]):
            for part in range(width):
                for base in range(width):
                    if len({rate, part, base}) == 3 and additive[part] and additive[base]:
                        yield Identity(kind="rate", total=rate, parts=(part, base), origin="data")


def _kept(identity: Identity, amounts: Floats) -> bool:
    whole = amounts[:, identity.total]
    inside = amounts[:, list(identity.parts)]
    if identity.kind == "sum":
        telling = (inside > 0).sum(axis=1) >= 2
        return bool(telling.sum() >= _LEAST_ROWS and (whole == inside.sum(axis=1)).all())
    part, base = inside.T
    telling = (whole > 0) & (whole != 100.0) & (base > 0)
    if telling.sum() < _LEAST_ROWS:
        return False
    expected = 100.0 * part[telling] / base[telling]
    return bool((np.abs(expected - whole[telling]) <= 0.051).all())
