"""What each row says of a proposed identity, and which proposals become premises.

Every row is asked about every proposal. A row *supports* an identity when its numbers fit it in
a way that chance would hardly make (6432 = 24 + 6354 + 54), and *contradicts* it when no
placement of its values fits. An identity becomes a premise when what supports it outweighs what
contradicts it by far; proposals are taken up one by one, sums before differences, each judged by
what those before it leave of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.table import Identity
from parser.tables.rowspace import Bools, Floats, RowSpace, holds, holds_as_far_as_printed
from parser.tables.values import ValueRow

STRAY = 0.1
"""Largest share of contradicting rows at which an identity still is a rule of the table."""

WITNESS = 3.0
"""Least support (as a natural logarithm) by which a row's own numbers bear an identity out."""

HEADER_SAYS = 3.0
"""What the header's word for an identity is worth, as support."""

_ENOUGH = 7.0
_CONTRADICTION = 4.0
_MOST_SUPPORT = 6.0
_NOTHING_LEFT = 0.6


@dataclass(frozen=True, slots=True)
class Asked:
    """A row's order-preserving placements and where it fits each identity."""

    row: ValueRow
    space: RowSpace | None

    def fits(self, identity: Identity) -> Bools:
        """Mark the placements that keep the identity, or that it says nothing of."""
        if self.space is None:
            return np.ones(0, dtype=np.bool_)
        sums_rows = self.row.kind == "total" or self.row.is_subtotal
        if identity.kind == "difference" and sums_rows:
            # A sum of clipped differences is not the clipped difference of the sums.
            return np.ones(self.space.size, dtype=np.bool_)
        if self.row.kind == "other" and not sums_rows:
            # Means and changes keep no sums, or keep them by chance.
            return np.ones(self.space.size, dtype=np.bool_)
        if self.leaves_out(identity):
            whole, parts = identity.total, list(identity.parts)
            amounts, told = self.space.amounts, self.space.filled[:, whole]
            within: Bools = ~told | (amounts[:, parts].sum(axis=1) <= amounts[:, whole])
            return within
        if self.row.cut:
            return holds_as_far_as_printed(identity, self.space, self.row.values)
        return holds(identity, self.space.amounts, self.row.values)

    def leaves_out(self, identity: Identity) -> bool:
        """Tell whether a total row's own layout leaves one of the figures of a sum blank.

        Not every column need have a total: such a blank is not 0.
        """
        if self.space is None or identity.kind != "sum" or self.row.columns is None:
            return False
        if self.row.kind != "total" and not self.row.is_subtotal:
            return False
        return not self.space.filled[:, [identity.total, *identity.parts]].all()


@dataclass(frozen=True, slots=True)
class Premise:
    """An identity with what each row says: its support, or ``nan`` if it contradicts."""

    identity: Identity
    fits: tuple[Bools, ...]
    support: Floats

    @property
    def contradicted(self) -> int:
        """How many rows contradict the identity."""
        return int(np.isnan(self.support).sum())

    @property
    def confirmed(self) -> int:
        """How many rows bear the identity out."""
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


def accepted(
    asked: Sequence[Asked],
    proposals: Sequence[Identity],
    head_start: float,
    before: Sequence[Premise] = (),
) -> list[Premise]:
    """Take up the proposals that the rows bear out, the best supported sum first."""
    taken = list(before)
    waiting = list(proposals)
    while waiting:
        judged = [_asked_about(identity, asked, taken) for identity in waiting]
        scored = [(p.identity.kind == "sum", _score(p) + head_start, p) for p in judged]
        good = [item for item in scored if item[1] >= _ENOUGH and _outweighs(item[2])]
        if not good:
            break
        best = max(good, key=lambda item: item[:2])[2]
        taken.append(best)
        waiting = [identity for identity in waiting if identity is not best.identity]
    return taken


def likely_besides(
    asked: Sequence[Asked], header: Sequence[Identity], premises: Sequence[Premise]
) -> list[Premise]:
    """Return the header's other proposals that more rows bear out than contradict, or none does.

    A row that fits one of them by its own numbers is likely to stand so.
    """
    taken = [premise.identity for premise in premises]
    waiting = [identity for identity in header if identity not in taken]
    judged = [_asked_about(identity, asked, premises) for identity in waiting]
    return [premise for premise in judged if premise.contradicted <= premise.confirmed]


def _score(premise: Premise) -> float:
    return float(np.nansum(premise.support)) - _CONTRADICTION * premise.contradicted


def _outweighs(premise: Premise) -> bool:
    return 2 * premise.contradicted <= premise.confirmed


def _asked_about(
    identity: Identity, asked: Sequence[Asked], accepted: Sequence[Premise]
) -> Premise:
    fits = tuple(one.fits(identity) for one in asked)
    support = np.zeros(len(asked))
    for position, (one, fit) in enumerate(zip(asked, fits, strict=True)):
        silent = one.row.kind == "total" and identity.kind == "difference"
        silent = silent or one.leaves_out(identity)
        if one.space is None or not one.row.values or one.row.kind == "other" or silent:
            continue
        open_to = np.ones(one.space.size, dtype=np.bool_)
        for premise in accepted:
            open_to &= premise.fits[position]
        if open_to.any():
            support[position] = _support(identity, one.space, open_to, fit & open_to)
    return Premise(identity, fits, support)


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
