"""Which amounts of each row a column's printed total leaves possible: exact, column by column.

Every row offers a set of amounts that may stand in the column. The sums that the first rows
can reach are kept as the bits of one integer; so are the sums from which the last rows can
still reach the total. An amount is possible if it leads from one to the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parser.tables.budget import Budget

LARGEST_TOTAL = 4_000_000
"""Largest open remainder of a total, in its smallest unit, that is worked out exactly."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What rows can add up to: ``possible[r]`` are row ``r``'s amounts that reach the total.

    ``below`` and ``above`` are the nearest sums the rows do reach, of those not above and not
    below the total; ``None`` where there is none. All in the column's smallest unit.
    """

    possible: tuple[tuple[int, ...], ...]
    below: int | None
    above: int | None

    @property
    def reached(self) -> bool:
        """Whether the rows reach the total."""
        return self.below is not None and self.below == self.above


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums that rows can reach: bit ``k`` of ``bits`` stands for ``least + k``."""

    least: int
    bits: int

    def holds(self, total: int) -> bool:
        """Tell whether the rows can reach the total."""
        return total >= self.least and bool(self.bits >> (total - self.least) & 1)


def _least(offers: Sequence[Sequence[int]], budget: Budget) -> int | None:
    """Return the least sum and pay for working out all of them; ``None`` if that is too much."""
    least = sum(min(offer) for offer in offers)
    most = sum(max(offer) for offer in offers)
    work = ((most - least) // 1024 + 1) * sum(len(offer) for offer in offers if len(offer) > 1)
    if most - least > LARGEST_TOTAL or not budget.affords(work):
        return None
    budget.spend(work)
    return least


def reachable(offers: Sequence[Sequence[int]], budget: Budget) -> Sums | None:
    """Work out every sum of one amount a row.

    Returns ``None`` where that is more than :data:`LARGEST_TOTAL`, or than the budget allows.

    >>> [total for total in range(20) if reachable([(0, 7), (0, 5), (3,)], Budget()).holds(total)]
    [3, 8, 10, 15]
    """
    least = _least(offers, budget)
    if least is None:
        return None
    bits = 1
    for offer in offers:
        if len(offer) > 1:
            bits = _shifted(bits, [value - min(offer) for value in offer])
    return Sums(least, bits)


def column_reach(offers: Sequence[Sequence[int]], total: int, budget: Budget) -> Reach | None:
    """Work out which offered amounts (none negative) are part of a sum equal to ``total``.

    ``offers`` holds each row's distinct amounts. Returns ``None`` when the open remainder is
    larger than :data:`LARGEST_TOTAL`, or than the budget allows.

    >>> column_reach([(0, 7), (0, 5), (3,)], 10, Budget()).possible
    ((7,), (0,), (3,))
    >>> column_reach([(0, 7), (0, 5), (3,)], 9, Budget())
    Reach(possible=(), below=8, above=10)
    """
    least = _least(offers, budget)
    if least is None:
        return None
    rises = [tuple(value - min(offer) for value in offer) for offer in offers]
    prefix = [1]
    for rise in rises:
        prefix.append(_shifted(prefix[-1], rise) if len(rise) > 1 else prefix[-1])
    rest = total - least
    if rest < 0 or not prefix[-1] >> rest & 1:
        return Reach((), *_nearest(prefix[-1], rest, least))
    suffix = 1 << rest
    possible: list[tuple[int, ...]] = []
    for offer, rise, before in zip(
        reversed(offers), reversed(rises), reversed(prefix[:-1]), strict=True
    ):
        if len(rise) == 1:
            possible.append(tuple(offer))
            continue
        possible.append(
            tuple(value for value, up in zip(offer, rise, strict=True) if before & (suffix >> up))
        )
        earlier = 0
        for up in rise:
            earlier |= suffix >> up
        suffix = earlier
    return Reach(tuple(reversed(possible)), total, total)


def _shifted(sums: int, rises: Sequence[int]) -> int:
    reached = 0
    for up in rises:
        reached |= sums << up
    return reached


def _nearest(sums: int, rest: int, least: int) -> tuple[int | None, int | None]:
    if rest < 0:
        return None, least
    lower = sums & ((1 << rest) - 1)
    higher = sums >> rest
    below = least + lower.bit_length() - 1 if lower else None
    above = least + rest + (higher & -higher).bit_length() - 1 if higher else None
    return below, above
