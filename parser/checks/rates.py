"""Rates in running text, recomputed from the figures that they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.checks.rounding import agrees, decimals, slack_of
from parser.finding import Finding
from parser.statement import Fact

_HOLDS_OTHER_BASES = frozenset(
    ("very_satisfied", "fairly_satisfied", "forwarded", "due", "registered", "answered_directly")
)
_SAID_BASES = (
    (frozenset({"due"}), frozenset[str]()),
    (frozenset({"forwarded"}), frozenset({"received_total", "handled_total", "answered_directly"})),
)
"""Bases that a rate of completion is of where they are printed, and none of those behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _MadeOf:
    """What a rate is made of: ``part`` of ``base``, or of ``part`` and ``rest`` together.

    Of a base other than printed next to it is not known, so ``base`` asks for a paragraph
    without figures that may be bases too; part and rest leave no other choice.
    """

    part: str
    base: tuple[str, ...] = ()
    rest: str | None = None


_RATES = {
    "completion_rate": _MadeOf(part="completed_total", base=("received_total", "handled_total")),
    "satisfaction_rate": _MadeOf(part="satisfied", base=("callbacks", "ratings")),
    "connection_rate": _MadeOf(part="calls_answered", base=("calls",)),
    "good_rating_rate": _MadeOf(part="good_ratings", base=("ratings",)),
    "on_time_rate": _MadeOf(part="completed_on_time", rest="completed_late"),
    "overdue_rate": _MadeOf(part="completed_late", rest="completed_on_time"),
    "resolution_rate": _MadeOf(part="resolved", rest="unresolved"),
}


def check_rates(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """A rate printed with the two figures it is made of; 100 % may be of those due."""
    for rate in paragraph:
        made_of = _RATES.get(rate.measure or "")
        if made_of is None or rate.value >= 100 or rate.previous is not None:
            continue
        bases = _bases(rate, made_of, paragraph)
        if bases is None:
            continue  # what the rate is of isn't said
        if any(_is_rival(other, rate) for other in paragraph):
            continue  # nor of which of two the figures are
        part = _unique(paragraph, rate, (made_of.part,))
        other = _unique(paragraph, rate, bases or (made_of.rest or "",))
        if part is None or other is None or slack_of(part) or slack_of(other):
            continue
        base = other.value if made_of.base else part.value + other.value
        if not base or part.value > base:
            continue
        if not _fits(rate, part, base) and not any(
            _fits(rate, part, fact.value)
            for fact in paragraph
            if fact.unit == other.unit and fact.value and fact is not part
        ):
            yield _finding(rate, part, base)


def _bases(rate: Fact, made_of: _MadeOf, paragraph: Sequence[Fact]) -> tuple[str, ...] | None:
    """The measures that a rate's base may have; ``None`` if it may be one that isn't printed."""
    there = {fact.measure for fact in paragraph if fact.measure}
    if not made_of.base or not there & _HOLDS_OTHER_BASES:
        return made_of.base
    if rate.measure == "completion_rate":
        for said, unless in _SAID_BASES:
            if there & said and not there & unless:
                return tuple(said)
    return None


def _is_rival(other: Fact, rate: Fact) -> bool:
    """Tell whether a paragraph gives a rate twice, so that its figures may be of the other."""
    alike = other.measure == rate.measure and other.value != rate.value
    return alike and (rate.entity is None or other.entity in (None, rate.entity))


def _fits(rate: Fact, part: Fact, base: float | int) -> bool:
    return agrees(rate.value, 100 * part.value / base, decimals(rate, rate.value))


def _unique(paragraph: Sequence[Fact], rate: Fact, names: Sequence[str]) -> Fact | None:
    found = {
        fact.value: fact
        for fact in paragraph
        if fact.measure in names
        and fact.entity == rate.entity
        and fact.period == rate.period
        and fact.unit != "%"
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _finding(rate: Fact, part: Fact, base: float | int) -> Finding:
    places = max(decimals(rate, rate.value), 1)
    recomputed = 100 * part.value / base
    return Finding(
        code="share-mismatch",
        message=f"{part.value} of {base} is {recomputed:.{places}f}%, printed is {rate.value}%",
        evidence={
            "measure": rate.measure,
            "part": part.value,
            "base": base,
            "printed": rate.value,
            "recomputed": round(recomputed, places),
            "base_that_fits": None,
        },
        locator=rate.locator,
    )
