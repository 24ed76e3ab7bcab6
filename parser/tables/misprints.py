"""Placements of a row that only a misprint keeps from agreeing with the table's identities.

A row may keep every identity where its values do not stand, because one of its figures is
printed wrong. Where no totals vouch for the rows, such a row must not be called proven: beside
the placements that keep all identities, those are weighed that would keep them if one figure had
one digit other, or two neighbouring digits in the other order. Where swapping two digits of one
figure, and of no other, repairs a row or a total that is missed, a finding says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parser.finding import Finding
from parser.table import Column, Identity
from parser.tables.identities import column_name
from parser.tables.rowspace import Bools, Floats, RowSpace, holds
from parser.tables.shortfall import Shortfall, digit_swaps
from parser.tables.values import PrintedValue, ValueRow


def misprinted(
    space: RowSpace, identities: Sequence[Identity], values: Sequence[PrintedValue]
) -> Floats:
    """Return in how many ways the figure may be misprinted that explains all identities broken.

    As a logarithm for each placement; ``nan`` where no one misprint explains them.
    """
    sums = [identity for identity in identities if identity.kind != "rate"]
    kept = np.array([holds(identity, space.amounts, values) for identity in sums])
    found = np.full(space.size, np.nan)
    for number, identity in enumerate(sums):
        broken = np.flatnonzero(~kept[number] & np.isnan(found))
        if not broken.size:
            continue
        amounts = space.amounts[broken]
        for column, meant in _repairs(identity, amounts):
            close = space.filled[broken, column] & _close(amounts[:, column], meant)
            places = np.flatnonzero(close)
            repaired = amounts[places].copy()
            repaired[:, column] = meant[places]
            right = np.ones(places.size, dtype=np.bool_)
            for other in sums:
                right &= holds(other, repaired, values)
            places = places[right]
            digits = np.floor(np.log10(meant[places])) + 1.0
            # Another digit in one place, or two neighbours in the other order.
            found[broken[places]] = np.log(10.0 * digits - 1.0)
    return found


def swap_in_row(
    row: ValueRow, space: RowSpace, identities: Sequence[Identity]
) -> tuple[Finding, ...]:
    """Return the finding that one swap of digits repairs a row that breaks its sums, if one does.

    ``space`` holds every placement of the row that keeps the order.
    """
    found: set[tuple[int, str]] = set()
    for v, value in enumerate(row.values):
        if isinstance(value.value, bool) or not isinstance(value.value, int):
            continue
        for digits in digit_swaps(str(value.value)):
            amounts = space.amounts.copy()
            np.put_along_axis(amounts, space.columns[:, [v]], float(digits), axis=1)
            right = np.ones(space.size, dtype=np.bool_)
            for identity in identities:
                right &= holds(identity, amounts, row.values)
            if right.any():
                found.add((v, digits))
    if len(found) != 1:
        return ()
    ((v, digits),) = found
    printed = row.values[v].raw
    return (
        Finding(
            code="digit-swap",
            message=f"{row.label or 'a row'}: {digits} in place of {printed} would keep all sums",
            evidence={"row": row.label, "value": v, "printed": printed, "would_fit": int(digits)},
            locator=row.locator,
        ),
    )


def swap_for_total(
    columns: Sequence[Column],
    rows: Sequence[ValueRow],
    amounts: Sequence[NDArray[np.int64]],
    shortfall: Shortfall,
) -> tuple[Finding, ...]:
    """Return the finding that one swap of digits in one row makes a missed total right.

    ``amounts`` are the rows' ``(placements, columns)`` in whole units; only rows whose figure in
    the column is certain are looked at.
    """
    if shortfall.scale != 1 or (shortfall.below is None) == (shortfall.above is None):
        return ()
    near = shortfall.below if shortfall.below is not None else shortfall.above
    gap = shortfall.total - (near or 0)
    found = []
    for row, amount in zip(rows, amounts, strict=True):
        here = np.unique(amount[:, shortfall.column])
        if here.size == 1 and str(here[0] + gap) in digit_swaps(str(here[0])):
            found.append((row, int(here[0])))
    if len(found) != 1:
        return ()
    ((row, printed),) = found
    name = column_name(columns[shortfall.column])
    return (
        Finding(
            code="digit-swap",
            message=f"{name}: {printed + gap} in place of {printed} in {row.label or 'a row'} "
            f"would make the total {shortfall.total} right",
            evidence={
                "column": shortfall.column,
                "row": row.label,
                "printed": printed,
                "would_fit": printed + gap,
            },
            locator=row.locator,
        ),
    )


def _repairs(identity: Identity, amounts: Floats) -> Iterator[tuple[int, Floats]]:
    """Yield each column of an identity with the amount that would make the identity hold."""
    whole, parts = amounts[:, identity.total], amounts[:, list(identity.parts)]
    if identity.kind == "sum":
        missing = whole - parts.sum(axis=1)
        yield identity.total, parts.sum(axis=1)
        for place, part in enumerate(identity.parts):
            yield part, parts[:, place] + missing
        return
    rest, taken = parts.T
    yield identity.total, rest + taken
    yield identity.parts[0], np.maximum(whole - taken, 0.0)
    yield identity.parts[1], whole - rest


def _close(printed: Floats, meant: Floats) -> Bools:
    """Tell where a figure may be printed in place of the other."""
    close = np.zeros(printed.size, dtype=np.bool_)
    whole = (meant > 0) & (meant == np.rint(meant)) & (printed == np.rint(printed))
    for place in np.flatnonzero(whole & (printed != meant)):
        close[place] = is_misprint(str(int(printed[place])), str(int(meant[place])))
    return close


@lru_cache(maxsize=65536)
def is_misprint(printed: str, meant: str) -> bool:
    """Tell whether one digit differs, or two neighbouring digits changed places.

    >>> is_misprint("1334", "1343"), is_misprint("1334", "1384"), is_misprint("134", "1334")
    (True, True, False)
    """
    if len(printed) != len(meant):
        return False
    off = [k for k in range(len(printed)) if printed[k] != meant[k]]
    if len(off) == 1:
        return True
    return (
        len(off) == 2
        and off[1] == off[0] + 1
        and printed[off[0]] == meant[off[1]]
        and printed[off[1]] == meant[off[0]]
    )
