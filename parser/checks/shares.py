"""Printed shares recomputed, and which base makes a wrong one right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.finding import Finding
from parser.narrative.vocabulary import vocabulary
from parser.statement import Fact
from parser.text import fold_width

_TOTALS = ("received_total", "handled_total", "transactions", "transaction_amount", "ratings")
_SHARE_OF = re.compile(r"占(?!比)[到了]?(?P<base>[^\d,，。;]*?)的?\s*[\d.]+\s*[%‰]$")


@dataclass(frozen=True, slots=True)
class _Share:
    """A printed share with the figure it is a share of the whole of."""

    fact: Fact
    part: Fact


def decimals(fact: Fact, value: float | int) -> int:
    """Return with how many decimals ``value`` is printed in the fact's quote."""
    return decimals_in(fact.quote, value)


def decimals_in(quote: str, value: float | int) -> int:
    """Return with how many decimals ``value`` is printed in ``quote``."""
    printed = re.findall(r"\d+(?:\.\d+)?", fold_width(quote).replace(",", ""))
    found = [text for text in printed if float(text) == float(value)]
    return len(found[-1].partition(".")[2]) if found else 0


def slack_of(fact: Fact) -> float:
    """Return how far a figure may be from what it stands for: half a last digit in 万."""
    return slack_in(fact.quote)


def slack_in(quote: str) -> float:
    """Return how far the figures of ``quote`` may be from what they stand for."""
    quote = fold_width(quote)
    if re.search(r"\d[余多]|[余多]?[件人个]?(?:左右|上下)|[近约逾超]\s*\d|突破", quote):
        return float("inf")
    slack = 0.0
    for digits, scale in re.findall(r"(\d+(?:\.\d+)?)\s*([万亿])", quote):
        unit = {"万": 10_000, "亿": 100_000_000}[scale]
        slack = max(slack, 0.5 * unit * 10.0 ** -len(digits.partition(".")[2]))
    return slack


def agrees(printed: float | int, recomputed: float, places: int) -> bool:
    """Tell whether ``printed`` is ``recomputed``, rounded or cut to ``places`` decimals."""
    return abs(printed - recomputed) < 1.0000001 * 10.0**-places


def check_shares(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """Yield the shares of one paragraph that no whole in it explains."""
    shares = [
        _Share(fact, part)
        for fact in paragraph
        if (fact.measure or "").endswith("_share")
        and (part := _part_of(fact, paragraph)) is not None
    ]
    for base, group in _by_base(shares, paragraph):
        wrong = [share for share in group if not _fits(share, base.value)]
        if not wrong:
            continue
        other = _other_base(group, paragraph)
        if other is not None and len(group) > 1:
            yield _of_another_base(group, base, other)
            continue
        if len(wrong) == len(group) and (implied := _implied_base(group)) is not None:
            yield _of_unprinted_base(group, base, implied)
            continue
        for share in wrong:
            yield _share_finding(share, base, paragraph)


def _part_of(share: Fact, paragraph: Sequence[Fact]) -> Fact | None:
    """The figure whose share is printed: the nearest before it of the same name."""
    measure = (share.measure or "").removesuffix("_share")
    before = [
        fact
        for fact in paragraph
        if fact.measure == measure
        and fact.entity == share.entity
        and fact.period == share.period
        and fact.unit not in ("%", None)
        and (fact.locator.end or 0) <= (share.locator.end or 0)
        and (fact.locator.start or 0) >= (share.locator.start or 0)
    ]
    # 检查网站328个(含门户网站153个),占2.3%: the quote of a share begins with its part.
    named = [fact for fact in before if fact.locator.start == share.locator.start]
    found = named or before
    return found[-1] if found else None


def _by_base(
    shares: Sequence[_Share], paragraph: Sequence[Fact]
) -> Iterator[tuple[Fact, list[_Share]]]:
    """Shares with the whole they are printed to be of; those without one are left out."""
    based: dict[int, tuple[Fact, list[_Share]]] = {}
    for share in shares:
        base = _base_of(share, paragraph)
        if base is not None:
            based.setdefault(id(base), (base, []))[1].append(share)
    yield from based.values()


def _base_of(share: _Share, paragraph: Sequence[Fact]) -> Fact | None:
    before = [
        fact
        for fact in paragraph
        if fact.unit == share.part.unit
        and fact.period == share.part.period
        and fact is not share.part
        and fact.value >= share.part.value
        and (fact.locator.end or 0) < (share.part.locator.end or 0)
    ]
    wholes = [fact for fact in before if fact.whole is None]
    words = _SHARE_OF.search(fold_width(share.fact.quote))
    said = vocabulary().measure(words["base"]) if words and words["base"] else None
    if share.part.whole is not None:
        named = [fact for fact in wholes if fact.value == share.part.whole]
        if named and said is None:
            return named[-1]
    # A part may be divided further: 办理42万件,其中受理26万件. 受理的诉求中,直办16万件,占61%.
    divided = [fact for fact in before if fact.whole is not None and fact.measure in _TOTALS]
    fitting = [fact for fact in (*divided, *wholes) if _fits(share, fact.value)]
    totals = [
        fact
        for fact in wholes
        if fact.measure in (*_TOTALS, said)
        and (said in (None, fact.measure) or said in _TOTALS)
        and (fact.entity in (None, share.part.entity) or (fact.entity or "").startswith("全"))
        and (share.part.whole == fact.value or not _is_shared(fact, paragraph))
    ]
    return next(iter(reversed(fitting)), None) or next(iter(totals), None)


def _is_shared(fact: Fact, paragraph: Sequence[Fact]) -> bool:
    """Tell whether ``fact`` is itself printed as a share: one of a list, not what is divided."""
    after = paragraph[paragraph.index(fact) + 1 : paragraph.index(fact) + 2]
    return any(f.measure == f"{fact.measure}_share" and f.entity == fact.entity for f in after)


def _fits(share: _Share, base: float | int) -> bool:
    slack = slack_of(share.part)
    if not base or slack == float("inf"):
        return True
    scale = 1000 if share.fact.unit == "‰" else 100
    places = decimals(share.fact, share.fact.value)
    low = scale * (share.part.value - slack) / (base + slack)
    high = scale * (share.part.value + slack) / max(base - slack, 1)
    printed = float(share.fact.value)
    return low <= printed <= high or any(agrees(printed, edge, places) for edge in (low, high))


def _other_base(group: Sequence[_Share], paragraph: Sequence[Fact]) -> float | int | None:
    """A base that makes all shares right: the sum of their parts, or another printed figure."""
    total = sum(share.part.value for share in group)
    printed = [f.value for f in paragraph if f.unit == group[0].part.unit]
    for candidate in (total, *printed):
        if all(_fits(share, candidate) for share in group):
            return candidate
    return None


def _of_another_base(group: Sequence[_Share], base: Fact, other: float | int) -> Finding:
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


def _implied_base(group: Sequence[_Share]) -> tuple[float, float] | None:
    """The least and the greatest base of which three or more shares would all be right."""
    if len(group) < 3 or any(not share.fact.value or slack_of(share.part) for share in group):
        return None
    least, most = 0.0, float("inf")
    for share in group:
        scale = 1000 if share.fact.unit == "‰" else 100
        half = 0.5 * 10.0 ** -decimals(share.fact, share.fact.value)
        least = max(least, scale * share.part.value / (share.fact.value + half))
        most = min(most, scale * share.part.value / max(share.fact.value - half, 1e-9))
    return (least, most) if least <= most else None


def _of_unprinted_base(
    group: Sequence[_Share], base: Fact, implied: tuple[float, float]
) -> Finding:
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


def _share_finding(share: _Share, base: Fact, paragraph: Sequence[Fact]) -> Finding:
    places = decimals(share.fact, share.fact.value)
    scale = 1000 if share.fact.unit == "‰" else 100
    recomputed = round(scale * share.part.value / base.value, max(places, 1))
    others = (fact for fact in paragraph if fact.unit == share.part.unit)
    fits = next((f.value for f in others if f.value and _fits(share, f.value)), None)
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
            "base_that_fits": fits,
        },
        locator=share.fact.locator,
    )
