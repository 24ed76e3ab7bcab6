"""What running text says in figures, recomputed: shares, sums, rates and changes.

Only figures of one paragraph, one subject and one time are compared, rounding is respected
and a check whose parts aren't all there says nothing. One cause makes one finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from parser.checks.shares import agrees, check_shares, decimals, slack_of
from parser.finding import Finding
from parser.statement import Fact

_KINDS = (  # parts of one whole, by the same principle: only such parts add up
    frozenset(f"received_{part}" for part in ("counter", "online", "mail", "phone", "mobile")),
    frozenset(("completed_instant", "completed_promised")),
    frozenset(("completed_on_time", "completed_late", "completed_early")),
    frozenset(
        (
            "consultations",
            "complaints",
            "help_requests",
            "suggestions",
            "reports",
            "praise",
            "thanks",
            "other_requests",
        )
    ),
    frozenset(
        (
            "satisfied",
            "dissatisfied",
            "very_satisfied",
            "fairly_satisfied",
            "very_dissatisfied",
            "neutral",
        )
    ),
    frozenset(("answered_directly", "forwarded")),
)
_OTHER_BASES = frozenset(
    ("very_satisfied", "fairly_satisfied", "forwarded", "due", "registered", "answered_directly")
)
_RATES = {
    "completion_rate": (("completed_total",), ("received_total", "handled_total")),
    "satisfaction_rate": (("satisfied",), ("callbacks", "ratings")),
}


def check_prose(facts: Sequence[Fact]) -> tuple[Finding, ...]:
    """Recompute what the figures of each paragraph say of one another."""
    results = [fact for fact in facts if fact.kind == "result"]
    findings: list[Finding] = []
    ordered = sorted(results, key=_place)
    for _, group in groupby(ordered, key=lambda fact: fact.locator.block):
        paragraph = list(group)
        of_shares = list(check_shares(paragraph))
        # Shares of the sum of their parts and parts that miss the whole are one cause.
        told = {finding.evidence["base"] for finding in of_shares if finding.code == "share-base"}
        findings += of_shares
        findings += [f for f in _check_sums(paragraph) if f.evidence["whole"] not in told]
        findings += _check_rates(paragraph)
        findings += _check_changes(paragraph)
    return tuple(findings)


def _place(fact: Fact) -> tuple[int, int, int]:
    return fact.locator.block, fact.locator.line or 0, fact.locator.end or 0


def _check_sums(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """Parts of one kind against their whole: too much always, too little if said to be all."""
    for order, whole in enumerate(paragraph):
        again = next((f for f in paragraph[order + 1 :] if _is_again(f, whole)), None)
        parts = [
            fact
            for fact in paragraph[order + 1 : paragraph.index(again) if again else None]
            if fact.whole == whole.value
            and fact.period == whole.period
            and (fact.locator.end or 0) > (whole.locator.end or 0)
        ]
        if whole.whole is not None or not parts:
            continue
        every = {(fact.measure, fact.entity): fact.value for fact in parts}
        for kind in _of_one_kind([*parts, *_more_parts(parts, whole, paragraph)], whole):
            total = sum(part.value for part in kind)
            if any(slack_of(fact) > 0 for fact in (whole, *kind)):
                continue
            if whole.unit == "分" and max(part.value for part in kind) > whole.value:
                continue  # scores of several beside one another, none a part of another
            if total < whole.value == sum(every.values()):
                continue  # with those of another kind they are all: 融资类200、咨询类90、其他110
            if total == whole.value or not (total > whole.value or _is_all(kind, paragraph)):
                continue
            if _are_of_another(kind, total, whole, paragraph):
                continue
            if total > whole.value >= sum(part.value for part in _with_share(kind, paragraph)) > 0:
                continue
            yield Finding(
                code="sum-mismatch",
                message=f"the parts add up to {_shown(total)}, the whole is {whole.value}",
                evidence={
                    "whole": whole.value,
                    "parts": [part.value for part in kind],
                    "sum": total,
                    "swapped_digits": _swapped(total, whole.value),
                },
                locator=whole.locator,
            )


def _is_again(fact: Fact, whole: Fact) -> bool:
    """Tell whether the whole is told again, to be divided by something else."""
    same = (fact.value, fact.unit, fact.measure) == (whole.value, whole.unit, whole.measure)
    return same and fact.whole is None


def _with_share(kind: Sequence[Fact], paragraph: Sequence[Fact]) -> list[Fact]:
    """The parts whose share is told too, where most are: what has none may be no part."""
    told = [
        part
        for part in kind
        for after in paragraph[paragraph.index(part) + 1 : paragraph.index(part) + 2]
        if after.measure == f"{part.measure}_share" and after.entity == part.entity
    ]
    return told if 2 * len(told) > len(kind) else []


def _are_of_another(
    kind: Sequence[Fact], total: float | int, whole: Fact, paragraph: Sequence[Fact]
) -> bool:
    """Tell whether the parts are rather those of a figure that stands before: 受理 before 办结."""
    stages = {_stage(part.measure) for part in kind}
    others = [fact for fact in paragraph if fact not in kind and fact is not whole]
    return any(
        fact.value == total
        or (_stage(fact.measure) in stages and _stage(whole.measure) not in stages)
        for fact in others
        if fact.unit == whole.unit and fact.whole is None
    )


def _stage(measure: str | None) -> str | None:
    return measure.split("_")[0] if measure else None


def _of_one_kind(parts: Sequence[Fact], whole: Fact) -> Iterator[list[Fact]]:
    unique = list({(fact.measure, fact.entity): fact for fact in parts}.values())
    rest = [fact for fact in unique if _is_rest(fact)]
    for measures in _KINDS:
        kind = [fact for fact in unique if fact.measure in measures]
        if kind and len({fact.entity for fact in kind}) == 1:
            yield [*kind, *(fact for fact in rest if fact not in kind)]
    named = [
        f for f in unique if f.measure == whole.measure and f.entity not in (None, whole.entity)
    ]
    if named:
        yield named


def _is_all(kind: Sequence[Fact], paragraph: Sequence[Fact]) -> bool:
    """Tell whether the text itself says that the parts are all: by 其他, or shares up to 100."""
    if len(kind) < 2:
        return False
    if any(_is_rest(fact) for fact in kind):
        return True
    shares = [
        fact.value
        for fact in paragraph
        if any(
            fact.measure == f"{part.measure}_share" and fact.entity == part.entity for part in kind
        )
    ]
    return len(shares) == len(kind) and abs(sum(shares) - 100) <= 0.01 * len(shares) + 0.01


def _more_parts(parts: Sequence[Fact], whole: Fact, paragraph: Sequence[Fact]) -> Iterator[Fact]:
    """Yield figures right after the parts that are of their kind, though the sum is reached."""
    last = parts[-1]
    kinds = [kind for kind in _KINDS if last.measure in kind]
    for fact in paragraph[paragraph.index(last) + 1 :]:
        same = any(fact.measure in kind for kind in kinds) and fact.unit == whole.unit
        if (
            not same
            or fact.whole is not None
            or (fact.entity, fact.period)
            != (
                last.entity,
                last.period,
            )
        ):
            return
        yield fact


def _is_rest(fact: Fact) -> bool:
    """Tell whether the part is called the rest of its whole."""
    return bool(re.match("其[他它余]", fact.label or fact.entity or ""))


def _check_rates(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """A rate printed with the two figures it is made of; 100 % may be of those due."""
    for rate in paragraph:
        made_of = _RATES.get(rate.measure or "")
        if made_of is None or rate.value >= 100 or rate.previous is not None:
            continue
        if any(fact.measure in _OTHER_BASES for fact in paragraph):
            continue  # what the rate is of isn't said
        if any(f.measure == rate.measure and f.value != rate.value for f in paragraph):
            continue  # nor of which of two the figures are
        part, base = (_unique(paragraph, rate, names) for names in made_of)
        if part is None or base is None or not base.value or part.value > base.value:
            continue
        places = decimals(rate, rate.value)
        recomputed = 100 * part.value / base.value
        others = [f.value for f in paragraph if f.unit == base.unit and f.value and f is not part]
        if any(agrees(rate.value, 100 * part.value / other, places) for other in others):
            continue
        yield Finding(
            code="share-mismatch",
            message=(
                f"{part.value} of {base.value} is {recomputed:.{max(places, 1)}f}%, "
                f"printed is {rate.value}%"
            ),
            evidence={
                "measure": rate.measure,
                "part": part.value,
                "base": base.value,
                "printed": rate.value,
                "recomputed": round(recomputed, max(places, 1)),
                "base_that_fits": None,
            },
            locator=rate.locator,
        )


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


def _check_changes(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """A change printed with both its values."""
    for fact in paragraph:
        if fact.previous is None or fact.change is None or slack_of(fact) > 0:
            continue
        if fact.change_kind == "relative":
            if not fact.previous:
                continue
            recomputed = 100 * (fact.value - fact.previous) / fact.previous
        elif fact.change_kind in ("points", "absolute"):
            recomputed = fact.value - fact.previous
        else:
            continue
        places = decimals(fact, abs(fact.change))
        # Both values of a rate are themselves rounded, so a unit of the last place is allowed.
        if agrees(fact.change, recomputed, places):
            continue
        yield Finding(
            code="change-mismatch",
            message=(
                f"from {fact.previous} to {fact.value} is {round(recomputed, max(places, 1))}, "
                f"printed is {fact.change}"
            ),
            evidence={
                "value": fact.value,
                "previous": fact.previous,
                "printed": fact.change,
                "recomputed": round(recomputed, max(places, 1)),
            },
            locator=fact.locator,
        )


def _swapped(one: float | int, other: float | int) -> bool:
    """Tell whether swapping two neighbouring digits makes one figure the other."""
    left, right = str(one), str(other)
    if len(left) != len(right):
        return False
    unlike = [order for order in range(len(left)) if left[order] != right[order]]
    return (
        len(unlike) == 2
        and unlike[1] == unlike[0] + 1
        and left[unlike[0]] == right[unlike[1]]
        and left[unlike[1]] == right[unlike[0]]
    )


def _shown(value: float | int) -> str:
    return str(round(value, 4))
