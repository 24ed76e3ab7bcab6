"""The period of a figure: its bulletin's, the time told beside it, the year so far, or none."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace

from parser.bulletin import Period
from parser.dates import TimeSpan
from parser.narrative.tokens import Token


def is_cumulative(time: Token | None, period: Period | None) -> bool:
    """Tell whether a figure of ``time`` counts from January on, in the bulletin of ``period``."""
    if time is None or time.scope == "current":
        return bool(period and period.kind == "range" and period.first_month == 1)
    if _is_whole_year(time, period):
        return False
    if time.scope == "ytd":
        return True
    span = time.span
    return bool(time.scope == "span" and span and span.kind == "range" and span.first_month == 1)


def since_january(measure: str) -> str:
    """The id over the year to date; a share or change stays the last word, as in tables."""
    base = re.sub("_(?:share|yoy|mom|change)$", "", measure)
    return f"{base}_ytd{measure[len(base) :]}"


def _is_whole_year(time: Token, period: Period | None) -> bool:
    """全年, 今年 or 1—12月 in the bulletin of a year is that year itself."""
    span = time.span
    months = span is not None and span.kind == "range" and time.scope in ("span", "ytd")
    every = months and span is not None and (span.first_month, span.last_month) == (1, 12)
    own = span is None or span.year is None or (period is not None and span.year == period.year)
    so_far = time.scope == "ytd" and span is None  # 本年度共…
    return bool((so_far or every) and own and period and period.kind == "year")


def period_label(time: Token | None, period: Period | None) -> str | None:
    """The label of the time a figure is about; ``None`` where it is not said or not known."""
    year = period.year if period else None
    if time is None or time.scope == "current" or _is_whole_year(time, period):
        return period.label if period else None
    if time.scope == "total":
        return None
    span = time.span
    if time.scope == "span" and span is not None:
        return _of_whole_month(span).label(year)
    if time.scope == "ytd" and span and span.year and year and span.year != year:
        return None  # 2021年以来 in a bulletin of 2023
    if time.scope == "ytd":
        last = span.last_month if span else (period.last_month if period else None)
        known = (span.year if span else None) or year
        return f"{known:04d}-01/{known:04d}-{last:02d}" if known and last else None
    return _as_of(span, year, time.text)


def _of_whole_month(span: TimeSpan) -> TimeSpan:
    """2月1日至2月28日 is February."""
    last = calendar.monthrange(span.year or 2001, span.last_month or 1)[1]
    whole = span.kind == "days" and span.first_day == 1 and (span.last_day or 0) >= last
    if not whole or span.first_month != span.last_month:
        return span
    return replace(span, kind="month")


def _as_of(span: TimeSpan | None, year: int | None, text: str) -> str | None:
    """截止3月底, 2013年末: the last day of the month or year that is named."""
    if span is None:
        return None
    if span.kind == "day":
        return span.label(year)
    known = span.year or year
    if known is not None and span.kind == "year" and re.search("[末底]$", text):
        return f"{known:04d}-12-31"
    if known is None or span.last_month is None:
        return None
    last = calendar.monthrange(known, span.last_month)[1]
    return f"{known:04d}-{span.last_month:02d}-{last:02d}"
