"""What a title, a text and a person say of a bulletin's period, weighed where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.dates import TimeSpan, find_spans
from parser.document import Locator
from parser.finding import Finding
from parser.passage import Passage
from parser.text import fold_width
from parser.year import body_passages


@dataclass(frozen=True, slots=True)
class Nominal:
    """A candidate for the nominal period with the words that say so."""

    span: TimeSpan
    quote: str
    locator: Locator | None


def reconcile(
    stated: Nominal, body: Nominal, passages: Sequence[Passage]
) -> tuple[Nominal, list[Finding]]:
    """Weigh title against text; they contradict where the text never names the title's time."""
    title, text = stated.span, body.span
    if title.kind == "year":
        opening = next(iter(body_passages(passages)), None)
        monthly = (
            opening is not None
            and opening.locator == body.locator
            and (text.kind == "month" or _is_only(opening.text, text))
        )
        same = text.year in (None, title.year)
        return (
            (replace(body, span=replace(text, year=title.year)), [])
            if monthly and same
            else (
                stated,
                [],
            )
        )
    if title.kind != text.kind or (title.first_month, title.last_month) == (
        text.first_month,
        text.last_month,
    ):
        return _year_agrees(stated, body)
    named = any(
        span.last_month == title.last_month
        for passage in body_passages(passages)
        for span in find_spans(passage.text)
        if span.kind != "year"
    )
    if named or title.kind not in ("month", "quarter", "half"):
        return stated, []
    # A title kept from the month before is the commoner slip; a text that prints the year too
    # was written for its own month.
    chosen = body if text.year and not title.year else stated
    finding = Finding(
        code="period-contradiction",
        message=f"the title says {stated.quote!r}, the text {body.quote!r}",
        evidence={"title": stated.quote, "text": body.quote},
        locator=body.locator,
    )
    return chosen, [finding]


def _is_only(text: str, span: TimeSpan) -> bool:
    """Tell whether a line holds a time and nothing else, brackets aside."""
    return fold_width(text).strip("()〔〕[] \u3000") == fold_width(text)[span.start : span.end]


def _year_agrees(stated: Nominal, body: Nominal) -> tuple[Nominal, list[Finding]]:
    title, text = stated.span, body.span
    if title.kind == text.kind and title.year and text.year and title.year != text.year:
        finding = Finding(
            code="period-contradiction",
            message=f"the title says {title.year}, the text {text.year}",
            evidence={"title": stated.quote, "text": body.quote},
            locator=body.locator,
        )
        return stated, [finding]
    return stated, []


def against_given(given: TimeSpan, nominal: Nominal | None) -> list[Finding]:
    """Return what speaks against a period that a person or the manifest gives."""
    if nominal is None or nominal.span.kind != given.kind:
        return []
    if nominal.span.last_month == given.last_month and nominal.span.year in (None, given.year):
        return []
    finding = Finding(
        code="period-contradiction",
        message=f"{given.label()} is given, the document says {nominal.quote!r}",
        evidence={"given": given.label(), "text": nominal.quote},
        locator=nominal.locator,
    )
    return [finding]


def against_year(year: int, nominal: Nominal | None) -> list[Finding]:
    """Return what speaks against a year that is given."""
    if nominal is None or nominal.span.year in (None, year):
        return []
    finding = Finding(
        code="period-contradiction",
        message=f"{year} is given, the document says {nominal.quote!r}",
        evidence={"given": year, "text": nominal.quote},
        locator=nominal.locator,
    )
    return [finding]
