"""What period a bulletin is about, and on what evidence.

The month comes from the title or, failing that, from the statements that open the text. The
year comes from an argument, the manifest, the text (title, body, dateline), the file name or
the document's properties, in this order, or from nowhere: then it is ``None``. A date of
publishing gives the latest year in which the period was over: a December bulletin dated
January is about the year before.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parser.bulletin import Period, PeriodKind, YearSource
from parser.dates import TimeSpan, find_spans, is_compared, parse_label
from parser.finding import Finding
from parser.passage import Passage
from parser.period_evidence import Nominal, against_given, against_year, reconcile
from parser.period_words import (
    Told,
    is_weekly,
    length,
    period_words,
    this_month,
    told_by_word,
    unknown_week,
    week_span,
)
from parser.text import fold_width
from parser.year import YearFound, body_passages, filename_span, find_year

_ISSUE_AFTER = re.compile(r"\s*度?\s*第?\s*(?:\d+|[一二三四五六七八九十]{1,3})\s*期")
_STATES = re.compile(r"^(?:份|度)?[,、:共全,]")


def find_period(
    *,
    title: str | None,
    passages: Sequence[Passage],
    filename: str | None = None,
    properties: Mapping[str, str] | None = None,
    year: int | None = None,
    year_source: YearSource | None = None,
    period: str | None = None,
    published: str | None = None,
    address: str | None = None,
) -> tuple[Period | None, tuple[Finding, ...]]:
    """Return the nominal period with its evidence, and what speaks against it.

    ``passages`` is the document's text in reading order. ``year`` and ``period`` (a label such
    as ``2017-03``) are what a person or the manifest says; ``year_source`` is which of the
    two. ``properties`` are the container's, dates in ISO form; ``published`` and ``address`` the
    day and the page of publishing that the manifest tells.
    """
    findings: list[Finding] = []
    stated = _from_title(title, passages)
    body = _from_body(passages)
    nominal = stated or body
    if stated and body:
        nominal, contradiction = reconcile(stated, body, passages)
        findings += contradiction
    given = parse_label(period) if period else None
    if given:
        findings += against_given(given, nominal)
        nominal = Nominal(given, str(period), None)
        year_source = year_source or "manifest"
    if is_weekly(title) and (nominal is None or nominal.span.kind != "days"):
        if (days := week_span(passages)) is None:
            week, open_days = unknown_week(title or "", published, passages, filename)
            if given is None:
                return _of_year(week, year, year_source), (*findings, open_days)
        elif given is None:
            nominal = Nominal(*days)
    told: Told | None = None
    if nominal is None:
        nominal = _from_filename(filename)
    if nominal is None and (told := told_by_word(published, passages, filename)):
        nominal = Nominal(told.span, told.quote, told.locator)
    if nominal is None:
        unknown = Period(kind=None, year=year, year_source=year_source if year else None)
        return (
            unknown if year else None,
            (Finding(code="period-unknown", message="no month, quarter or year is named"),),
        )
    found: YearFound | None
    if told is not None:
        found = told.found
    else:
        found = _year_named(nominal, filename) or find_year(
            nominal.span, passages, filename, properties or {}, published, address, title
        )
    if given and given.year and year is None:
        year = given.year
    if year is not None:
        findings += against_year(year, nominal if not given else stated or body)
        found = (year, year_source or "argument", str(year))
    result = _as_period(nominal, found, passages)
    if result.year is None:
        message = "the year is nowhere in the document; give it with --year or the manifest"
        findings.append(Finding(code="year-unknown", message=message))
    return result, (*findings, *period_words(result, passages))


def _year_named(nominal: Nominal, filename: str | None) -> YearFound | None:
    """Return the year that stands with the period itself."""
    if nominal.span.year is None:
        return None
    source: YearSource = "filename" if nominal.quote == filename else "text"
    return nominal.span.year, source, nominal.quote


def _of_year(period: Period, year: int | None, source: YearSource | None) -> Period:
    return replace(period, year=year, year_source=source or "argument") if year else period


def _from_title(title: str | None, passages: Sequence[Passage]) -> Nominal | None:
    """The period a title names; the year may stand apart from the month."""
    titles = [p for p in passages if p.role == "title"]
    locator = titles[0].locator if titles else None
    printed = [title or "", *(p.text for p in titles if p.text not in (title or ""))]
    for text in printed:
        spans = find_spans(text)
        if not any(s.kind != "year" for s in spans) and "《" in text:
            spans = find_spans(text, masked=False)
        span = _nominal_span(text, spans) or _compact_month(text)
        if span:
            return Nominal(span, text.strip(), locator)
    return None


def _compact_month(text: str) -> TimeSpan | None:
    """政务服务月报(202203): a month printed as a number in a title's brackets."""
    found = re.search(r"[(（]((?:19|20)\d\d)[-.]?(0[1-9]|1[0-2])[)）]", text)
    return parse_label(f"{found[1]}-{found[2]}") if found else None


def _nominal_span(text: str, spans: Sequence[TimeSpan]) -> TimeSpan | None:
    years = [s for s in spans if s.kind == "year" and s.last_year in (None, s.year)]
    dated = [s for s in spans if s.kind not in ("year", "day") and not _names_issue(text, s)]
    if not dated:
        whole = [s for s in years if not _ISSUE_AFTER.match(text[s.end :])]
        return whole[0] if len(whole) == 1 else None
    # A month says more than the days after it in brackets, which are its window.
    named = [s for s in dated if s.kind != "days"]
    span = _both_months(text, named) or (named or dated)[0]
    if span.year is None and len({s.year for s in years}) == 1:
        return replace(span, year=years[0].year)
    if span.year is None and len({s.year for s in dated if s.year}) == 1:
        return replace(span, year=next(s.year for s in dated if s.year))
    return span


def _both_months(text: str, named: Sequence[TimeSpan]) -> TimeSpan | None:
    """Return the time of a title that names two months in a row (10月和11月)."""
    if len(named) != 2 or any(span.kind != "month" for span in named):
        return None
    first, second = named
    joined = re.fullmatch(r"\s*[和与及、]\s*", fold_width(text)[first.end : second.start])
    follows = (first.first_month or 0) % 12 + 1 == second.last_month
    if not joined or not follows or second.year not in (None, first.year):
        return None
    return replace(first, kind="range", last_month=second.last_month, end=second.end)


_WORKS = re.compile("(?:份|度)?(?:共|累计)?(?:受理|收到|接到|接听|办理|办结)")
"""县热线2022年9月份共受理…: a month that a name stands before, with what was done in it."""
_EVENT = re.compile(
    r"(?:份)?[,，]?[^。;，,\d]{2,16}(?:印发|召开|举行|举办|出台|启动|下发)[^。;，,\d]{0,40}[。;，,]"
)
"""10月,市政府办公室印发《…》: when something was done, not what the figures are about."""


def _names_issue(text: str, span: TimeSpan) -> bool:
    """Tell whether a month is that of an issue (2020年8月刊), which appears later."""
    return bool(
        re.match(
            r"\s*(?:[刊号]|第\s*(?:\d+|[一二三四五六七八九十]{1,3})\s*期)",
            fold_width(text)[span.end :],
        )
    )


def _opens_clause(text: str, span: TimeSpan) -> bool:
    before = fold_width(text)[: span.start].rstrip()
    return not before or before[-1] in "。;:,(、\n◆◇●○■□▲△★☆※•·➢◎"


def _from_body(passages: Sequence[Passage]) -> Nominal | None:
    """The period that the text states figures or work for: the plainest, earliest statement."""
    candidates: list[tuple[int, int, Nominal]] = []
    for order, passage in enumerate(body_passages(passages)):
        plain = fold_width(passage.text)
        for span in find_spans(passage.text):
            if span.kind in ("day", "year") or is_compared(passage.text, span):
                continue
            works = _WORKS.match(plain[span.end :]) and span.kind == "month"
            opens = _opens_clause(passage.text, span) or passage.role in ("label", "heading")
            if not opens and not works:
                continue
            if _EVENT.match(plain[span.end :]):
                continue
            plainly = bool(_STATES.match(plain[span.end :])) and span.kind == "month"
            rank = (0 if order <= 2 else 1) if plainly else (2 if order <= 2 else 3)
            rank = rank if opens else 4
            quote = plain[span.start : span.end]
            candidates.append((rank, order, Nominal(span, quote, passage.locator)))
    return _month_within(min(candidates, key=lambda c: c[:2])[2], passages) if candidates else None


def _month_within(body: Nominal, passages: Sequence[Passage]) -> Nominal:
    """The month that 本月 is where the only time told is January to that month.

    本月完成114项。…1至8月累计完成1300项: a bulletin of August, with figures of the year so far.
    """
    span = body.span
    if span.kind != "range" or span.first_month != 1 or span.last_year not in (None, span.year):
        return body
    told = this_month(passages)
    if told is None:
        return body
    return replace(body, span=replace(span, kind="month", first_month=span.last_month))


def _from_filename(filename: str | None) -> Nominal | None:
    span = filename_span(filename) if filename else None
    if span is None or span.kind in ("day", "days"):
        return None
    return Nominal(span, str(filename), None)


def _as_period(nominal: Nominal, found: YearFound | None, passages: Sequence[Passage]) -> Period:
    span = nominal.span
    year, source, quote = found or (None, None, None)
    kind: PeriodKind
    if span.kind == "days" and span.first_month == span.last_month and _is_of_whole_months(span):
        kind = "month"
    elif span.kind == "day" or span.kind == "days":
        kind = "week" if length(span) <= 8 else "range"
    elif span.kind == "range" and _is_whole_year(span):
        kind = "year"
    else:
        kind = span.kind
    evidence = tuple(dict.fromkeys(text for text in (nominal.quote, quote) if text))
    whole_year = kind == "year"
    if kind == "range" and span.kind == "days" and not _is_of_whole_months(span):
        # Neither of the months is covered: the days alone say what is.
        return Period(
            kind=kind,
            year=year,
            window=span.label(year),
            year_source=source,
            evidence=evidence,
        )
    return Period(
        kind=kind,
        year=year,
        month=span.first_month if kind == "month" else None,
        first_month=1 if whole_year else span.first_month,
        last_month=12 if whole_year else span.last_month,
        window=_window(nominal, year, passages),
        year_source=source,
        evidence=evidence,
    )


def _is_whole_year(span: TimeSpan) -> bool:
    """1—12月 is the year."""
    return (span.first_month, span.last_month) == (1, 12) and span.last_year in (None, span.year)


def _is_of_whole_months(span: TimeSpan) -> bool:
    last = calendar.monthrange(span.year or 2001, span.last_month or 1)[1]
    return span.first_day == 1 and span.last_day is not None and span.last_day >= last


def _window(nominal: Nominal, year: int | None, passages: Sequence[Passage]) -> str | None:
    """The days that the statistics cover, where title or lead print them."""
    if nominal.span.kind == "days":
        return nominal.span.label(year)
    head = [p.text for p in passages if p.role in ("title", "lead")][:4]
    for text in (nominal.quote, *head):
        for span in find_spans(text):
            ends_with = nominal.span.last_month in (None, span.last_month, span.first_month)
            if span.kind == "days" and ends_with:
                first, last = span.first_month or 0, span.last_month or 0
                # A window over New Year that ends in the nominal month began the year before.
                began = last < first and last == nominal.span.last_month
                return span.label(year - 1 if year and began else year)
    return None
