"""Wholes and their parts in running text: do the parts add up?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from parser.checks.rounding import slack_of
from parser.finding import Finding
from parser.statement import Fact
from parser.tables.shortfall import digit_swaps
from parser.text import fold_width

_TOTAL_BEHIND = re.compile(r"合计|共计|总计|总共|共(?=[收受办接处])|^共(?=\d)")
_MARK = 2
"""So many characters stand between two figures of a list: a comma, a space."""
_LEAD = 6
"""And so many between a whole and the first of its parts: 。其中:"""

_KINDS = (  # parts of one whole, by the same principle: only such parts add up
    *(
        frozenset(f"{stage}_{part}" for part in parts)
        for stage in ("received", "completed", "handled")
        for parts in (("counter", "online", "mail", "phone", "mobile"), ("instant", "promised"))
    ),
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


def check_sums(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """Parts of one kind against their whole: too much always, too little if said to be all."""
    for order, whole in enumerate(paragraph):
        if whole.whole is not None:
            continue
        own = _until_again(whole, paragraph[order + 1 :])
        parts = [fact for fact in own if _is_part(fact, whole)]
        if not parts:
            continue
        every = sum({fact.locator.start: fact.value for fact in parts}.values())
        for kind in _of_one_kind([*parts, *_more_parts(parts, whole, paragraph)], whole):
            total = round(sum(part.value for part in kind), 6)
            slack = sum(slack_of(fact) for fact in (whole, *kind)) + 1e-6
            if abs(total - whole.value) <= slack:
                continue
            if total < whole.value:
                # With those of another kind they are all: 融资类200、咨询类90、其他110.
                with_others = abs(every - whole.value) <= slack
                if with_others or not _is_all(kind, paragraph):
                    continue
                if _holds_others(kind, whole, paragraph):
                    continue
            elif _are_shared(kind, whole, paragraph) or _are_of_two_lists(kind, whole):
                continue
            if not _are_of_another(kind, total, whole, paragraph):
                yield _finding(whole, kind, total)
                break
    yield from _sums_after(paragraph)


def _sums_after(paragraph: Sequence[Fact]) -> Iterator[Finding]:
    """Parts in a row and what they come to behind them (窗口320件、网上455件,合计775件)."""
    for order, whole in enumerate(paragraph):
        if not _TOTAL_BEHIND.search(fold_width(whole.quote)) or whole.whole is not None:
            continue
        parts: list[Fact] = []
        follower = whole
        for fact in reversed(paragraph[:order]):
            same = (fact.unit, fact.period, _stage(fact.measure)) == (
                whole.unit,
                whole.period,
                _stage(whole.measure),
            )
            if not same or not _stands_next(fact, follower) or fact.measure is None:
                break
            parts.insert(0, fact)
            follower = fact
        names = {(part.measure, part.entity) for part in parts}
        slack = sum(slack_of(fact) for fact in (whole, *parts)) + 1e-6
        sums = [sum(part.value for part in parts[first:]) for first in range(len(parts))]
        if len(parts) < 2 or len(names) < len(parts) or (whole.measure, whole.entity) in names:
            continue
        if not any(abs(total - whole.value) <= slack for total in sums):
            yield _finding(whole, parts, round(sums[0], 6))


def _opens(part: Fact, whole: Fact) -> bool:
    """Tell whether a list begins with ``part`` right behind the whole (其中)."""
    end, start = whole.locator.end, part.locator.start
    return end is not None and start is not None and 0 <= start - end <= _LEAD


def _stands_next(fact: Fact, follower: Fact) -> bool:
    """Tell whether nothing but a comma stands between two figures."""
    end, start = fact.locator.end, follower.locator.start
    return end is not None and start is not None and 0 <= start - end <= _MARK


def _until_again(whole: Fact, later: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the facts up to where the whole is told again, to be divided by something else."""
    for fact in later:
        alike = (fact.value, fact.unit, fact.measure) == (whole.value, whole.unit, whole.measure)
        if alike and fact.whole is None:
            return
        yield fact


def _is_part(fact: Fact, whole: Fact) -> bool:
    return (
        fact.whole == whole.value
        and fact.unit == whole.unit
        and fact.period == whole.period
        and (fact.locator.end or 0) > (whole.locator.end or 0)
    )


def _are_of_two_lists(kind: Sequence[Fact], whole: Fact) -> bool:
    """Tell whether what seem parts by their names divide the whole in two ways, or not at all.

    共17件(重点1件),其中甲镇9件、乙镇8件: some neighbours alone make up the whole.
    采用192条,其中上报223条, or scores beside one another: one alone is more than the whole.
    """
    values = [part.value for part in kind]
    if whole.unit == "分" and max(values) > whole.value:
        return True
    if kind[0].measure != whole.measure:
        return False
    if max(values) > whole.value:
        return True
    # What neighbours come to is the difference of two sums from the first part on.
    reached = [round(total, 6) for total in (0.0, *accumulate(values))]
    places = {total: place for place, total in reversed(list(enumerate(reached)))}
    starts = (places.get(round(total - whole.value, 6)) for total in reached)
    return any(start is not None and end - start > 1 for end, start in enumerate(starts))


def _are_shared(kind: Sequence[Fact], whole: Fact, paragraph: Sequence[Fact]) -> bool:
    """Tell whether those parts whose share is told stay within the whole."""
    return whole.value >= sum(part.value for part in _with_share(kind, paragraph)) > 0


def _holds_others(kind: Sequence[Fact], whole: Fact, paragraph: Sequence[Fact]) -> bool:
    """Tell whether figures stand between the parts that were not counted among them."""
    last = max(fact.locator.end or 0 for fact in kind)
    counted = {(fact.measure, fact.entity) for fact in kind}
    values = {fact.value for fact in kind}
    return any(
        fact.unit == whole.unit
        and (whole.locator.end or 0) < (fact.locator.end or 0) < last
        and (fact.measure, fact.entity) not in counted
        and fact.whole not in values
        for fact in paragraph
    )


def _finding(whole: Fact, kind: Sequence[Fact], total: float | int) -> Finding:
    return Finding(
        code="sum-mismatch",
        message=f"the parts add up to {round(total, 4)}, the whole is {whole.value}",
        evidence={
            "whole": whole.value,
            "parts": [part.value for part in kind],
            "sum": total,
            "swapped_digits": str(total) in digit_swaps(str(whole.value)),
        },
        locator=whole.locator,
    )


def _with_share(kind: Sequence[Fact], paragraph: Sequence[Fact]) -> list[Fact]:
    """The parts whose share is told too, where most are: what has none may be no part."""
    after = {id(fact): follower for fact, follower in pairwise(paragraph)}
    told = [
        part
        for part in kind
        if (share := after.get(id(part))) is not None
        and share.measure == f"{part.measure}_share"
        and share.entity == part.entity
    ]
    return told if 2 * len(told) > len(kind) else []


def _are_of_another(
    kind: Sequence[Fact], total: float | int, whole: Fact, paragraph: Sequence[Fact]
) -> bool:
    """Tell whether the parts are rather those of a figure that stands before: 受理 before 办结."""
    stages = {_stage(part.measure) for part in kind}
    own = {id(fact) for fact in (whole, *kind)}
    others = [fact for fact in paragraph if id(fact) not in own]
    return any(
        fact.value == total
        or (
            _stage(fact.measure) in stages
            and _stage(whole.measure) not in stages
            and total < fact.value
        )
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
            # The rest of a list is its last: 咨询600件(含社保500件、其他100件),投诉250件 has none.
            last = max(fact.locator.start or 0 for fact in kind)
            after = [fact for fact in rest if (fact.locator.start or 0) > last]
            yield [*kind, *(fact for fact in after if fact not in kind)]
    named = [
        f for f in unique if f.measure == whole.measure and f.entity not in (None, whole.entity)
    ]
    if named:
        yield named
    in_order = list({fact.locator.start: fact for fact in parts}.values())
    together = all(_stands_next(*pair) for pair in pairwise(in_order))
    if len(in_order) > 2 and _is_rest(in_order[-1]) and together and _opens(in_order[0], whole):
        yield in_order  # of any kind, as the last of the list is all the rest


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
    at = next(place for place, fact in enumerate(paragraph) if fact is last)
    for fact in paragraph[at + 1 :]:
        same = any(fact.measure in kind for kind in kinds) and fact.unit == whole.unit
        alike = (fact.entity, fact.period) == (last.entity, last.period)
        if not same or not alike or fact.whole is not None:
            return
        yield fact


def _is_rest(fact: Fact) -> bool:
    """Tell whether the part is called the rest of its whole."""
    return bool(re.match("其[他它余]", fact.label or fact.entity or ""))
