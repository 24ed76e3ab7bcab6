"""Which proposed identities a table bears out, and what they leave of each row.

Premises are found first (:mod:`parser.tables.premises`). A premise that only a stray row
contradicts holds for all other rows: the stray row is wrong, and a finding says so. A premise that
a sizeable share of the rows contradicts is no rule of the table; it then decides only rows whose
own numbers support it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb

import numpy as np

from parser.finding import Finding
from parser.table import Column, Identity
from parser.tables.discovery import discovered
from parser.tables.identities import described, is_rate, proposed
from parser.tables.misprints import swap_in_row
from parser.tables.premises import HEADER_SAYS, Asked, Premise, accepted, likely_besides
from parser.tables.rowspace import (
    Bools,
    Floats,
    RowSpace,
    TooManyPlacementsError,
    fixed_space,
    row_space,
)
from parser.tables.values import ValueRow

PLACEMENT_LIMIT = 20_000
"""Most placements of a single row that are held; a row with more stays open."""

TABLE_LIMIT = 2_000_000
"""Most cells of all placements of a table that are held; the most open rows go first."""

_BROKEN_PENALTY = 5.0
_UNPROVEN_PENALTY = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the rows say about the proposed identities, and what these leave of each row.

    ``spaces`` runs parallel to the rows; ``None`` where a row has too many placements to be
    held. ``ordered`` are the placements that keep the order alone. ``identities`` are the
    premises; ``likely`` are what else the header proposes, where the rows say too little to
    prove anything by it, but no more against it than for it. ``broken`` are the rows that break
    a premise in every placement, with the premises that may be at fault: their spaces hold every
    placement that keeps the order.
    ``penalties`` are log factors by which placements in ``ordered`` are less probable as they
    break premises or likely identities.
    """

    spaces: tuple[RowSpace | None, ...]
    ordered: tuple[RowSpace | None, ...]
    identities: tuple[Identity, ...]
    likely: tuple[Identity, ...]
    broken: Mapping[int, tuple[Identity, ...]]
    penalties: tuple[Floats, ...]
    findings: tuple[Finding, ...]


def judge(columns: Sequence[Column], rows: Sequence[ValueRow]) -> Judged:
    """Find the identities that the table satisfies and each row's placements under them."""
    limit = _held(rows, len(columns))
    asked = [Asked(row, _open_space(row, columns, limit)) for row in rows]
    header = proposed(columns)
    premises = accepted(asked, header, HEADER_SAYS)
    if len(premises) < len(header) or not header:
        known = tuple(premise.identity for premise in premises)
        premises = accepted(asked, discovered(columns, rows, known), 0.0, premises)
    likely = likely_besides(asked, header, premises)
    spaces, penalties = [], []
    broken: dict[int, tuple[Identity, ...]] = {}
    for position, one in enumerate(asked):
        space, penalty = _left_over(one, position, premises, columns)
        if one.space is not None:
            for premise in likely:
                penalty -= _UNPROVEN_PENALTY * premise.clear * ~premise.fits[position]
        spaces.append(space)
        penalties.append(penalty)
        if one.space is not None and one.row.kind != "other":
            failed = _broken(position, premises)
            if failed:
                broken[position] = failed
    identities = tuple(
        replace(p.identity, confirmed=p.confirmed, contradicted=p.contradicted) for p in premises
    )
    return Judged(
        spaces=tuple(spaces),
        ordered=tuple(one.space for one in asked),
        identities=identities,
        likely=tuple(premise.identity for premise in likely),
        broken=broken,
        penalties=tuple(penalties),
        findings=tuple(
            finding
            for p, at in broken.items()
            for finding in (
                _contradiction(rows[p], columns, at),
                *_swapped(asked[p], [premise.identity for premise in premises]),
            )
        ),
    )


def _held(rows: Sequence[ValueRow], width: int) -> int:
    """Return the most placements of a row with which the table can be held."""
    limit, cells = 0, 0
    for count in sorted(comb(width, len(r.values)) for r in rows if not is_printed(r, width)):
        cells += count * width
        if cells > TABLE_LIMIT or count > PLACEMENT_LIMIT:
            return limit
        limit = count
    return PLACEMENT_LIMIT


def _open_space(row: ValueRow, columns: Sequence[Column], limit: int) -> RowSpace | None:
    """Return every placement that keeps the order, or ``None`` if there are too many."""
    if is_printed(row, len(columns)):
        return fixed_space(row.values, printed_columns(row, len(columns)), len(columns))
    try:
        return row_space(row.values, allowed(row, columns), (), limit=limit)
    except TooManyPlacementsError:
        return None


def is_printed(row: ValueRow, width: int) -> bool:
    """Tell whether the layout fixes the row's columns: they are given, or none is blank."""
    return row.columns is not None or (len(row.values) >= width and not row.cut)


def printed_columns(row: ValueRow, width: int) -> tuple[int, ...]:
    """Return the columns that the layout fixes; values beyond the last column stand in it."""
    if row.columns is not None:
        return row.columns
    return tuple(min(v, width - 1) for v in range(len(row.values)))


def allowed(row: ValueRow, columns: Sequence[Column]) -> Bools:
    """Return ``(values, columns)``: where each value may stand by its kind.

    A value printed with % stands in a column of rates, if the header shows any and the row
    can be placed so at all: 99% | 3 cannot where the last column is the only rate.
    """
    rates = np.array([is_rate(column) for column in columns], dtype=np.bool_)
    possible = np.ones((len(row.values), len(columns)), dtype=np.bool_)
    shares = [v for v, value in enumerate(row.values) if value.unit == "%"]
    if shares and len(shares) <= rates.sum():
        possible[shares] = rates
    return possible if _in_order(possible) else np.ones_like(possible)


def _in_order(possible: Bools) -> bool:
    """Tell whether the values can stand from left to right, each where its kind may."""
    column = -1
    for where in possible:
        right = np.flatnonzero(where[column + 1 :])
        if not right.size:
            return False
        column += 1 + int(right[0])
    return True


def _left_over(
    one: Asked, position: int, premises: Sequence[Premise], columns: Sequence[Column]
) -> tuple[RowSpace | None, Floats]:
    """Return the placements that the binding premises leave, all of them if they leave none."""
    if one.space is None:
        binding = [premise.identity for premise in premises if premise.a_rule]
        try:
            left = row_space(
                one.row.values, allowed(one.row, columns), binding, limit=PLACEMENT_LIMIT
            )
        except TooManyPlacementsError:
            return None, np.zeros(0)
        return (left, np.zeros(left.size)) if left.size else (None, np.zeros(0))
    kept = np.ones(one.space.size, dtype=np.bool_)
    penalty = np.zeros(one.space.size)
    for premise in premises:
        penalty -= _BROKEN_PENALTY * ~premise.fits[position]
        if premise.binds(position):
            kept &= premise.fits[position]
    if _broken(position, premises) or not kept.any():
        kept[:] = True
    return one.space.only(kept), penalty


def _broken(position: int, premises: Sequence[Premise]) -> tuple[Identity, ...]:
    """Return the premises a row breaks where it breaks fewest; none if it can keep them all."""
    fits = [premise.fits[position] for premise in premises]
    if not fits or np.logical_and.reduce(fits).any():
        return ()
    count = np.sum([~fit for fit in fits], axis=0)
    fewest = count == count.min()
    return tuple(
        premise.identity for premise in premises if (fewest & ~premise.fits[position]).any()
    )


def _swapped(one: Asked, identities: Sequence[Identity]) -> tuple[Finding, ...]:
    if one.space is None or one.row.cut or one.row.kind != "department":
        return ()
    return swap_in_row(one.row, one.space, identities)


def _contradiction(row: ValueRow, columns: Sequence[Column], broken: Sequence[Identity]) -> Finding:
    printed = [value.raw for value in row.values]
    sums = [described(identity, columns) for identity in broken]
    joined = " or ".join(sums)
    return Finding(
        code="row-contradiction",
        message=f"{row.label or 'a row'}: no placement of {' | '.join(printed)} keeps {joined}",
        evidence={"row": row.label, "values": printed, "identities": sums},
        locator=row.locator,
    )
