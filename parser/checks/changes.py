"""Changes in running text, recomputed from the two values, or held against one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parser.checks.rounding import agrees, decimals, slack_of
from parser.finding import Finding
from parser.statement import Fact
from parser.text import simplify

YEAR_BEFORE = re.compile("同比|同期|去年|上年")
PERIOD_BEFORE = re.compile("环比|上月|上期|上季|上周|上半年")


def names_two_bases(quote: str) -> bool:
    """Tell whether a quote speaks of the month and of the year before.

    The value before and the change are then each of one of them: 收件365件(上月270件),同比下降3%.
    """
    words = simplify(quote)
    return bool(YEAR_BEFORE.search(words) and PERIOD_BEFORE.search(words))


def check_changes(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """Yield the changes that cannot be, each figure's at most once."""
    told: set[tuple[object, ...]] = set()
    for fact in paragraph:
        found = _from_before(fact) or _in_two_ways(fact, paragraph) or _impossible(fact)
        # A figure with two changes stands twice, and one value before may belie both.
        cause = (fact.locator.block, fact.locator.start, fact.value, fact.base)
        if found is not None and cause not in told:
            told.add(cause)
            yield found


def _from_before(fact: Fact) -> Finding | None:
    """A change printed with both its values."""
    if fact.previous is None or fact.change is None or slack_of(fact) > 0:
        return None
    if names_two_bases(fact.quote):
        return None
    if fact.change_kind == "relative":
        if not fact.previous:
            return None
        recomputed = 100 * (fact.value - fact.previous) / fact.previous
    elif fact.change_kind in ("points", "absolute"):
        recomputed = fact.value - fact.previous
    else:
        return None
    places = decimals(fact, abs(fact.change))
    # Both values of a rate are themselves rounded, so a unit of the last place is allowed.
    if agrees(fact.change, recomputed, places):
        return None
    exact = round(recomputed, max(places, 1))
    return Finding(
        code="change-mismatch",
        message=f"from {fact.previous} to {fact.value} is {exact}, printed is {fact.change}",
        evidence=_evidence(fact, fact.previous, exact),
        locator=fact.locator,
    )


def _in_two_ways(fact: Fact, paragraph: Sequence[Fact]) -> Finding | None:
    """A change printed both as a number and in percent (增加110件,增幅5.85%)."""
    if fact.change_kind != "relative" or fact.change is None or fact.unit in ("%", "‰"):
        return None
    number = next((other for other in paragraph if _is_same_change(other, fact)), None)
    slack = slack_of(fact)
    if number is None or number.change is None or slack == float("inf"):
        return None
    before = fact.value - number.change
    if before - 2 * slack <= 0:
        return None
    places = decimals(fact, abs(fact.change))
    # Value and number may both be rounded (145.8亿元,增长72.19亿元).
    edges = [
        100 * (abs(number.change) + one) / (before + other)
        for one in (-slack, slack)
        for other in (-2 * slack, 2 * slack)
    ]
    printed = abs(fact.change)
    if min(edges) <= printed <= max(edges) or any(agrees(printed, e, places) for e in edges):
        return None
    recomputed = round(100 * number.change / before, max(places, 1))
    of_itself = agrees(printed, 100 * abs(number.change) / (fact.value or 1), places)
    ratio = f"{fact.change}, of {fact.value} itself" if of_itself else f"{fact.change}"
    return Finding(
        code="change-mismatch",
        message=f"from {round(before, 4)} to {fact.value}, a change of {number.change}, "
        f"is {recomputed}, printed is {ratio}",
        evidence=_evidence(fact, round(before, 4), recomputed),
        locator=fact.locator,
    )


def _is_same_change(number: Fact, percent: Fact) -> bool:
    return number.change_kind == "absolute" and all(
        getattr(number, name) == getattr(percent, name)
        for name in ("measure", "entity", "value", "unit", "base", "period")
    )


def _impossible(fact: Fact) -> Finding | None:
    """A count that falls by more than all of it (减幅121.43%)."""
    if fact.change_kind != "relative" or fact.change is None or fact.unit in ("%", "‰", None):
        return None
    if fact.change >= -100 or fact.value < 0:
        return None
    return Finding(
        code="change-mismatch",
        message=f"no count falls by {abs(fact.change)}%, as {fact.value} is printed to have",
        evidence=_evidence(fact, None, None),
        locator=fact.locator,
    )


def _evidence(
    fact: Fact, before: float | int | None, recomputed: float | None
) -> dict[str, object]:
    return {
        "value": fact.value,
        "previous": before,
        "printed": fact.change,
        "recomputed": recomputed,
    }
