"""Dated events in running text: 3月14日,召开全省政务办主任会议."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parser.bulletin import Period, Section
from parser.dates import TimeSpan, find_spans, is_compared
from parser.narrative.decoys import plain_text
from parser.passage import Passage
from parser.statement import Event

_BARE_DAY = re.compile(r"(?<![\d月])(3[01]|[12]\d|[1-9])\s*日(?=[,，上下晚早凌当,召,组,,])")
_NOT_AN_EVENT = re.compile(r"^\s*(?:以?前|之前|止|为止|起|至今|以来)")
_AS_OF = re.compile(r"(?:截[至止]到?|截止|自|从|于每[年月])\s*$")


def find_events(sections: Sequence[Section], period: Period | None) -> tuple[Event, ...]:
    """Return the dated events of the sections in reading order.

    A date is ISO, an interval of two, or begins with ``XXXX`` while the year is unknown. A bare
    day (20日) takes its month from the date before it, or from the bulletin.
    """
    events: list[Event] = []
    for index, section in enumerate(sections):
        for passage in section.passages:
            if passage.role in ("lead", "body"):
                events += _events_in(passage, index, period)
    return tuple(events)


def _events_in(passage: Passage, index: int, period: Period | None) -> Iterator[Event]:
    plain = plain_text(passage.text)
    month = period.month if period else None
    shift = passage.locator.start or 0
    for sentence in re.finditer(r"[^。;!?\n]+", plain):
        text = sentence[0]
        found = _opening_date(text, month)
        if found is None:
            continue
        span, start = found
        month = span.last_month or month
        year = span.year or (period.year if period else None)
        label = span.label(year) if year else _without_year(span)
        told = text[span.end :].lstrip(" ,，:")
        if label is None or len(told) < 4 or _NOT_AN_EVENT.match(text[span.end :]):
            continue
        first = sentence.start() + start
        last = sentence.end() + (plain[sentence.end() : sentence.end() + 1] in ("。", ";"))
        yield Event(
            date=label,
            text=passage.text[first:last],
            section=index,
            locator=replace(passage.locator, start=shift + first, end=shift + last),
        )


def _opening_date(text: str, month: int | None) -> tuple[TimeSpan, int] | None:
    """The date that opens ``text`` or one of its clauses, with where the telling starts."""
    spans = [s for s in find_spans(text) if s.kind in ("day", "days")]
    for match in _BARE_DAY.finditer(text):
        if month and all(match.end() <= s.start or match.start() >= s.end for s in spans):
            day = int(match[1])
            spans.append(
                TimeSpan(
                    kind="day", year=None, first_month=month, last_month=month,
                    first_day=day, last_day=day, start=match.start(), end=match.end(),
                )
            )  # fmt: skip
    for span in sorted(spans, key=lambda s: s.start):
        before = text[: span.start].rstrip()
        opens = not before or before[-1] in "，,、:)" or before.endswith(("于", "在"))
        if opens and not _AS_OF.search(before) and not is_compared(text, span):
            start = 0 if len(before) <= 12 else span.start
            return span, start + len(text[start:]) - len(text[start:].lstrip())
    return None


def _without_year(span: TimeSpan) -> str:
    first = f"XXXX-{span.first_month:02d}-{span.first_day:02d}"
    if span.kind == "day":
        return first
    return f"{first}/XXXX-{span.last_month:02d}-{span.last_day:02d}"
