"""Printed shares recomputed, and which base makes a wrong one right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parser.checks.bases import (
    Share,
    by_base,
    earlier_wholes,
    fits,
    implied_base,
    may_be_of_all,
    odd_share,
    shares_of,
)
from parser.checks.rounding import decimals
from parser.finding import Finding
from parser.statement import Fact

_FEWEST = 3
"""So many shares that agree show what a list is of."""
_FEWEST_ITEMS = 5
"""So many items make a list of paragraphs."""


def check_shares(paragraph: Sequence[Fact], earlier: Sequence[Fact] = ()) -> Iterator[Finding]:
    """Yield the shares of one paragraph that no whole in it explains.

    A list that has none is held against the totals of the paragraphs ``earlier``, and if none
    of those is meant against itself.
    """
    shares = shares_of(paragraph)
    grouped = by_base(shares, paragraph)
    for base, group in grouped:
        wrong = [share for share in group if not fits(share, base.value)]
        if not wrong:
            continue
        other = _other_base(group, [*paragraph, *earlier])
        if other is not None and len(group) > 1:
            yield _of_another_base(group, base, other)
            continue
        # What the base itself is printed as a share of may be what its parts are shares of.
        of_base = [share for share in shares if share.part is base]
        implied = implied_base([*group, *of_base]) if len(wrong) == len(group) else None
        if implied is not None:
            yield _of_unprinted_base(group, base, implied)
            continue
        for share in wrong:
            yield _share_finding(share, base, paragraph)
    for listed in _lists(_unbased(shares, grouped)):
        yield from _check_list(listed, paragraph, earlier)


def check_share_lists(paragraphs: Sequence[Sequence[Fact]]) -> Iterator[Finding]:
    """Yield the odd shares of a list that has its items in paragraphs of their own."""
    items: list[Share] = []
    for paragraph in paragraphs:
        shares = shares_of(paragraph)
        unbased = _unbased(shares, by_base(shares, paragraph))
        if 0 < len(unbased) < _FEWEST and unbased[0] is shares[0]:
            items.append(unbased[0])
    every = [fact for paragraph in paragraphs for fact in paragraph]
    for listed in _lists(items):
        if len(listed) >= _FEWEST_ITEMS:
            yield from _check_list(listed, (), every)


def _unbased(
    shares: Sequence[Share], grouped: Sequence[tuple[Fact, Sequence[Share]]]
) -> list[Share]:
    """The shares that no figure of their paragraph is the whole of, if it may be of a list."""
    based = {id(share) for _, group in grouped for share in group}
    return [share for share in shares if id(share) not in based and may_be_of_all(share)]


def _lists(shares: Sequence[Share]) -> Iterator[list[Share]]:
    lists: dict[str | None, list[Share]] = {}
    for share in shares:
        lists.setdefault(share.part.unit, []).append(share)
    yield from lists.values()


def _check_list(
    listed: Sequence[Share], paragraph: Sequence[Fact], earlier: Sequence[Fact]
) -> Iterator[Finding]:
    """Hold a list without a base of its own against an earlier total, or against itself."""
    if len(listed) < _FEWEST:
        return
    for base in earlier_wholes(listed, earlier):
        right = [share for share in listed if fits(share, base.value)]
        if len(right) >= _FEWEST and 2 * len(right) > len(listed):
            for share in listed:
                if share not in right and _is_of_nothing(share, [*paragraph, *earlier]):
                    yield _share_finding(share, base, paragraph)
            return
    odd = odd_share(listed)
    if odd is not None and _is_of_nothing(odd[0], [*paragraph, *earlier]):
        yield _odd_one(*odd, others=len(listed) - 1)


def _is_of_nothing(share: Share, printed: Sequence[Fact]) -> bool:
    """Tell whether a share, told to a tenth at least, is of none of the figures ``printed``."""
    return decimals(share.fact, share.fact.value) > 0 and not any(
        fits(share, fact.value)
        for fact in printed
        if fact.unit == share.part.unit and fact.value and fact is not share.part
    )


def _other_base(group: Sequence[Share], printed: Sequence[Fact]) -> float | int | None:
    """A base that makes all shares right: the sum of their parts, or another printed figure."""
    total = sum(share.part.value for share in group)
    figures = [f.value for f in printed if f.unit == group[0].part.unit]
    for candidate in (total, *figures):
        if candidate > 0 and all(fits(share, candidate) for share in group):
            return candidate
    return None


def _of_another_base(group: Sequence[Share], base: Fact, other: float | int) -> Finding:
    first = group[0]
    return Finding(
        code="share-base",
        message=f"{len(group)} printed shares are of {other}, not of {base.value}",
        evidence={
            "base": base.value,
            "base_that_fits": other,
            "shares": [{"part": s.part.value, "printed": s.fact.value} for s in group],
        },
        locator=first.fact.locator,
    )


def _of_unprinted_base(group: Sequence[Share], base: Fact, implied: tuple[float, float]) -> Finding:
    """One cause: all are shares of one figure, which is nowhere printed."""
    least, most = implied
    return Finding(
        code="share-base",
        message=(
            f"{len(group)} printed shares are of a figure between {least:.0f} and {most:.0f} "
            f"that is not printed, not of {base.value}"
        ),
        evidence={
            "base": base.value,
            "base_that_fits": None,
            "base_between": [round(least, 1), round(most, 1)],
            "shares": [{"part": s.part.value, "printed": s.fact.value} for s in group],
        },
        locator=group[0].fact.locator,
    )


def _share_finding(share: Share, base: Fact, paragraph: Sequence[Fact]) -> Finding:
    places = decimals(share.fact, share.fact.value)
    recomputed = round(share.scale * share.part.value / base.value, max(places, 1))
    others = (fact for fact in paragraph if fact.unit == share.part.unit)
    right = next((f.value for f in others if f.value and fits(share, f.value)), None)
    return Finding(
        code="share-mismatch",
        message=(
            f"{share.part.value} of {base.value} is {recomputed}{share.fact.unit}, "
            f"printed is {share.fact.value}{share.fact.unit}"
        ),
        evidence={
            "measure": share.fact.measure,
            "part": share.part.value,
            "base": base.value,
            "printed": share.fact.value,
            "recomputed": recomputed,
            "base_that_fits": right,
        },
        locator=share.fact.locator,
    )


def _odd_one(share: Share, implied: tuple[float, float], *, others: int) -> Finding:
    """The one share of a list that is not of the base that all others are of."""
    places = max(decimals(share.fact, share.fact.value), 1)
    base = (implied[0] + implied[1]) / 2
    recomputed = round(share.scale * share.part.value / base, places)
    return Finding(
        code="share-mismatch",
        message=(
            f"{share.part.value} is printed as {share.fact.value}{share.fact.unit}; of the figure "
            f"near {base:.0f} that the {others} other shares are of it is {recomputed}"
        ),
        evidence={
            "measure": share.fact.measure,
            "part": share.part.value,
            "base": None,
            "base_between": [round(edge, 1) for edge in implied],
            "printed": share.fact.value,
            "recomputed": recomputed,
            "base_that_fits": None,
        },
        locator=share.fact.locator,
    )
