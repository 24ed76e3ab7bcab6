"""Periods told by words alone: 上月, 本月, 第23周, and words that claim another period's figures.

上月 says a month only together with the day of publishing; a numbered week whose days are
nowhere printed keeps its year and its kind, and its days stay unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parser.bulletin import Period, YearSource
from parser.dates import TimeSpan, find_spans
from parser.document import Locator
from parser.finding import Finding
from parser.passage import Passage
from parser.text import fold_width
from parser.year import YearFound, body_passages, filename_span, is_dateline

_WEEKLY = re.compile(
    r"第\s*(?P<number>\d{1,2}|[一二三四五]?十?[一二三四五六七八九]?)\s*周(?![年岁])|周报|(?:一|每|本|上)周[\u4e00-\u9fff]{0,8}(?:情况|通报|动态|综述|简报)"
)
_LAST = re.compile(r"(?:^|[。;,:、\s])(?P<word>上一?个?月份?|上一?个?季度)(?!末|底|同期|相比|度)")
_THIS = re.compile(r"(?:^|[。;,:、\s])(?P<word>本月份?|当月)(?![底末])")
_NEARLY_OVER = 25
_LONGEST_WEEK = 10
_OF_OTHERS = {
    "month": ("本周", "上周"),
    "quarter": ("本周", "上周", "本月"),
    "half": ("本周", "上周", "本月", "本季度"),
    "year": ("本周", "上周", "本月", "本季度"),
    "range": ("本周", "上周"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A period that a word tells, with the day of publishing that dates it."""

    span: TimeSpan
    quote: str
    locator: Locator | None
    found: YearFound


def is_weekly(title: str | None) -> bool:
    """Tell whether a title is that of a week's bulletin (第23周, 热线周报, 一周情况).

    >>> is_weekly("12345热线第23周情况通报"), is_weekly("3月份运行情况通报")
    (True, False)
    """
    return _WEEKLY.search(fold_width(title or "")) is not None


def week_span(passages: Sequence[Passage]) -> tuple[TimeSpan, str, Locator] | None:
    """Return the first days of the text that can be a week, as printed."""
    for passage in passages:
        for span in find_spans(passage.text):
            if span.kind == "days" and length(span) <= _LONGEST_WEEK:
                return span, fold_width(passage.text)[span.start : span.end], passage.locator
    return None


def unknown_week(
    title: str, published: str | None, passages: Sequence[Passage], filename: str | None
) -> tuple[Period, Finding]:
    """Return a week whose days are printed nowhere, with its year where one is certain."""
    plain = fold_width(title)
    years = {span.year: plain[span.start : span.end] for span in find_spans(title) if span.year}
    found: tuple[int | None, YearSource | None, str] = (None, None, "")
    if len(years) == 1:
        year, quote = next(iter(years.items()))
        found = (year, "text", quote)
    elif day := _published(published, passages, filename):
        span, source, quote = day
        # The last week of a year is told of in January.
        if (span.first_month or 1) > 1:
            found = (span.year, source, quote)
    period = Period(
        kind="week",
        year=found[0],
        year_source=found[1],
        evidence=tuple(text for text in (title.strip(), found[2].strip()) if text),
    )
    message = f"the days of the week that {title.strip()!r} is about are not printed"
    return period, Finding(code="period-unknown", message=message)


def this_month(passages: Sequence[Passage]) -> str | None:
    """Return 本月 or 当月 as printed where a sentence that it opens holds figures."""
    for passage in body_passages(passages):
        plain = fold_width(passage.text)
        for word in _THIS.finditer(plain):
            if re.search(r"\d", re.split("[。;]", plain[word.start("word") :])[0]):
                return word["word"]
    return None


def told_by_word(
    published: str | None, passages: Sequence[Passage], filename: str | None
) -> Told | None:
    """Return the month or quarter that 上月, 上季度 or 本月 means on the day of publishing.

    本月 counts only in the last days of a month; earlier, it may be the one before.
    """
    day = _published(published, passages, filename)
    if day is None:
        return None
    date, source, quote = day
    year, month = date.year or 0, date.first_month or 0
    for passage in body_passages(passages):
        plain = fold_width(passage.text)
        last = _LAST.search(plain)
        this = _THIS.search(plain)
        word = last or this
        if word is None or not re.search(r"\d", re.split("[。;]", plain[word.start("word") :])[0]):
            continue
        if this and (last is None or this.start() < last.start()):
            if (date.first_day or 0) < _NEARLY_OVER:
                return None
            span = TimeSpan(kind="month", year=year, first_month=month, last_month=month)
        elif "季" in word["word"]:
            quarter = (month - 1) // 3 or 4
            span = TimeSpan(
                kind="quarter",
                year=year - (quarter == 4),
                first_month=3 * quarter - 2,
                last_month=3 * quarter,
            )
        else:
            before = month - 1 or 12
            span = TimeSpan(
                kind="month", year=year - (month == 1), first_month=before, last_month=before
            )
        at = word.start("word")
        place = replace(passage.locator, start=at, end=at + len(word["word"]))
        return Told(span, word["word"], place, (span.year or year, source, quote))
    return None


def _published(
    published: str | None, passages: Sequence[Passage], filename: str | None
) -> tuple[TimeSpan, YearSource, str] | None:
    """The day of publishing by the manifest, the one dateline or the file's name."""
    datelines = [p.text for p in passages if p.role != "row" and is_dateline(p.text)]
    told = [(published, "manifest")] if published else [(text, "text") for text in datelines]
    days: dict[str | None, tuple[TimeSpan, YearSource, str]] = {}
    for text, source in told:
        for span in find_spans(text or ""):
            if span.kind == "day" and span.year:
                days.setdefault(span.label(), (span, source, str(text)))  # type: ignore[arg-type]
    if len(days) == 1:
        return next(iter(days.values()))
    named = filename_span(filename) if filename and not days else None
    if named is not None and named.kind == "day" and named.year:
        return named, "filename", str(filename)
    return None


def length(span: TimeSpan) -> int:
    """Return how many days ``span`` covers, both ends counted."""
    first = _day(span.first_month or 1, span.first_day or 1, span.year)
    last = _day(span.last_month or 1, span.last_day or 1, span.last_year or span.year)
    return (last - first) % 365 + 1


def _day(month: int, day: int, year: int | None) -> int:
    """The day of the year, of one that is no leap year where none is told."""
    leap = bool(year and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    months = (31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return sum(months[: month - 1]) + day


def period_words(period: Period, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Words such as 本周 that claim figures for another period than the bulletin's."""
    words = _OF_OTHERS.get(period.kind or "", ())
    for passage in body_passages(passages):
        plain = fold_width(passage.text)
        for word in words:
            at = plain.find(word)
            clause = re.split(r"[。;]", plain[at:])[0] if at >= 0 else ""
            if not re.search(r"\d", clause):
                continue
            start = (passage.locator.start or 0) + at
            yield Finding(
                code="period-word",
                message=f"{word} in a bulletin of one {period.kind}",
                evidence={"word": word, "clause": clause, "kind": period.kind},
                locator=replace(passage.locator, start=start, end=start + len(word)),
            )
