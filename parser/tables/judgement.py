"""Which proposed identities a table bears out, and what they leave of each row.

Every row is asked about every proposal. A row *supports* an identity when its numbers fit it in
a way that chance would hardly make (6432 = 24 + 6354 + 54), and *contradicts* it when no
placement of its values fits. An identity becomes a premise when what supports it outweighs what
contradicts it by far; proposals are taken up one by one, sums before differences, each judged by
what those before it leave of the rows.

A premise that only a stray row contradicts holds for all other rows: the stray row is wrong, and
a finding says so. A premise that a sizeable share of the rows contradicts is no rule of the
table; it then decides only rows whose own numbers support it.
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
from parser.tables.rowspace import (
    Bools,
    Floats,
    RowSpace,
    TooManyPlacementsError,
    fixed_space,
    holds,
    holds_as_far_as_printed,
    row_space,
)
from parser.tables.values import ValueRow

PLACEMENT_LIMIT = 20_000
"""Most placements of a single row that are held; a row with more stays open."""

TABLE_LIMIT = 2_000_000
"""Most cells of all placements of a table that are held; the most open rows go first."""

STRAY = 0.1
"""Largest share of contradicting rows at which an identity still is a rule of the table."""

WITNESS = 3.0
"""Least support (as a natural logarithm) by which a row's own numbers bear an identity out."""

_ENOUGH = 7.0
_HEADER_SAYS = 3.0
_CONTRADICTION = 4.0
_MOST_SUPPORT = 6.0
_BROKEN_PENALTY = 5.0
_UNPROVEN_PENALTY = 3.0
_NOTHING_LEFT = 0.6


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row's order-preserving placements and where it fits each identity."""

    row: ValueRow
    space: RowSpace | None

    def fits(self, identity: Identity) -> Bools:
        """Mark the placements that keep the identity."""
        if self.space is None:
            return np.ones(0, dtype=np.bool_)
        sums_rows = self.row.kind == "total" or self.row.is_subtotal
        if identity.kind == "difference" and sums_rows:
            # A sum of clipped differences is not the clipped difference of the sums.
            return np.ones(self.space.size, dtype=np.bool_)
        if self.row.kind == "other" and not sums_rows:
            # Means and changes keep no sums, or keep them by chance.
            return np.ones(self.space.size, dtype=np.bool_)
        if self.row.cut:
            return holds_as_far_as_printed(identity, self.space, self.row.values)
        return holds(identity, self.space.amounts, self.row.values)


@dataclass(frozen=True, slots=True)
class _Premise:
    """An identity with what each row says: its support, or ``nan`` if it contradicts."""

    identity: Identity
    fits: tuple[Bools, ...]
    support: Floats

    @property
    def contradicted(self) -> int:
        return int(np.isnan(self.support).sum())

    @property
    def confirmed(self) -> int:
        return int((self.support > 0.5).sum())

    @property
    def clear(self) -> float:
        """How clearly the rows speak for the identity: 1 if none contradicts it."""
        doubt = 2.0 * self.contradicted / (self.confirmed + self.contradicted + 1)
        return 1.0 - doubt

    @property
    def a_rule(self) -> bool:
        """Whether too few rows contradict the identity to doubt that the table keeps it."""
        return self.contradicted <= STRAY * (self.contradicted + self.confirmed)

    def binds(self, row: int) -> bool:
        """Tell whether the identity decides the row."""
        return self.a_rule or bool(self.support[row] >= WITNESS)


def judge(columns: Sequence[Column], rows: Sequence[ValueRow]) -> Judged:
    """Find the identities that the table satisfies and each row's placements under them."""
    limit = _held(rows, len(columns))
    asked = [_Asked(row, _open_space(row, columns, limit)) for row in rows]
    header = proposed(columns)
    premises = _accepted(asked, header, _HEADER_SAYS)
    if len(premises) < len(header) or not header:
        known = tuple(premise.identity for premise in premises)
        premises = _accepted(asked, discovered(columns, rows, known), 0.0, premises)
    likely = _likely(asked, header, premises)
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


def _accepted(
    asked: Sequence[_Asked],
    proposals: Sequence[Identity],
    head_start: float,
    before: Sequence[_Premise] = (),
) -> list[_Premise]:
    """Take up the proposals that the rows bear out, the best supported sum first."""
    accepted = list(before)
    waiting = list(proposals)
    while waiting:
        judged = [_asked_about(identity, asked, accepted) for identity in waiting]
        scored = [(p.identity.kind == "sum", _score(p) + head_start, p) for p in judged]
        good = [item for item in scored if item[1] >= _ENOUGH and _outweighs(item[2])]
        if not good:
            break
        best = max(good, key=lambda item: item[:2])[2]
        accepted.append(best)
        waiting = [identity for identity in waiting if identity is not best.identity]
    return accepted


def _likely(
    asked: Sequence[_Asked], header: Sequence[Identity], premises: Sequence[_Premise]
) -> list[_Premise]:
    """Return the header's other proposals that more rows bear out than contradict, or none does.

    A row that fits one of them by its own numbers is likely to stand so.
    """
    taken = [premise.identity for premise in premises]
    waiting = [identity for identity in header if identity not in taken]
    judged = [_asked_about(identity, asked, premises) for identity in waiting]
    return [premise for premise in judged if premise.contradicted <= premise.confirmed]


def _score(premise: _Premise) -> float:
    return float(np.nansum(premise.support)) - _CONTRADICTION * premise.contradicted


def _outweighs(premise: _Premise) -> bool:
    return 2 * premise.contradicted <= premise.confirmed


def _asked_about(
    identity: Identity, asked: Sequence[_Asked], accepted: Sequence[_Premise]
) -> _Premise:
    fits = tuple(one.fits(identity) for one in asked)
    support = np.zeros(len(asked))
    for position, (one, fit) in enumerate(zip(asked, fits, strict=True)):
        silent = one.row.kind == "total" and identity.kind == "difference"
        if one.space is None or not one.row.values or one.row.kind == "other" or silent:
            continue
        open_to = np.ones(one.space.size, dtype=np.bool_)
        for premise in accepted:
            open_to &= premise.fits[position]
        if open_to.any():
            support[position] = _support(identity, one.space, open_to, fit & open_to)
    return _Premise(identity, fits, support)


def _support(identity: Identity, space: RowSpace, open_to: Bools, fit: Bools) -> float:
    """Return how hard it would be for chance to make the row fit, as a logarithm.

    Were the numbers unrelated, each way of choosing the figures would fit with a probability
    of about one in the figure's size.
    """
    if not fit.any():
        return float("nan")
    figure = identity.parts[0] if identity.kind == "difference" else identity.total
    concerned = [identity.total, *identity.parts]
    amounts = space.amounts[:, concerned]
    if (amounts[fit] == 0).all(axis=1).any():
        return 0.0
    if identity.kind == "rate":
        return 2.0
    predicted = space.amounts[fit, figure].min()
    if predicted <= 0:
        return _NOTHING_LEFT
    ways = len(np.unique(amounts[open_to], axis=0))
    return float(np.clip(np.log(predicted / ways), 0.0, _MOST_SUPPORT))


def _left_over(
    one: _Asked, position: int, premises: Sequence[_Premise], columns: Sequence[Column]
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


def _broken(position: int, premises: Sequence[_Premise]) -> tuple[Identity, ...]:
    """Return the premises a row breaks where it breaks fewest; none if it can keep them all."""
    fits = [premise.fits[position] for premise in premises]
    if not fits or np.logical_and.reduce(fits).any():
        return ()
    count = np.sum([~fit for fit in fits], axis=0)
    fewest = count == count.min()
    return tuple(
        premise.identity for premise in premises if (fewest & ~premise.fits[position]).any()
    )


def _swapped(one: _Asked, identities: Sequence[Identity]) -> tuple[Finding, ...]:
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
