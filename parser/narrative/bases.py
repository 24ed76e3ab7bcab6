"""What a change compares with: the year before (同比) or the period before (环比)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.narrative.lexicon import PERIOD_BEFORE, SAME_PERIOD
from parser.narrative.reading import Base, Reading
from parser.narrative.tokens import Token


def base_of(reading: Reading, tokens: Sequence[Token]) -> Base | None:
    """同比 or 环比, of the words or of the month compared with; ``None`` if neither."""
    for token in tokens:
        if token.span is not None and not (
            token.span.kind == "year" and re.search("[底末初]$", token.text)
        ):
            return _base_of_span(reading, token)
        if re.search("年[底末初]|(?<!上月)(?<!上季度)[底末]$", token.text):
            return None  # 较上年末: neither a year nor a period before
        if SAME_PERIOD.search(token.text):
            return "同比"
        if PERIOD_BEFORE.search(token.text):
            return "环比"
    return None


def _base_of_span(reading: Reading, token: Token) -> Base | None:
    """较2月份 in March is 环比; 较2016年3月, 去年3月 or 2016年同期 in 2017 is 同比."""
    span = token.span
    now = reading.time.span if reading.time else None
    dated = now is not None and now.kind in ("day", "days")
    period = now if now and now.last_month and not dated else reading.period
    this_year = (period.year if period else None) or (
        reading.period.year if reading.period else None
    )
    if span is None:
        return None
    if "同" in token.text or re.match("较?比?与?(?:去年|上年)", token.text):
        return "同比"
    if period is None or period.last_month is None or period.first_month is None:
        return None
    same_months = (span.first_month, span.last_month) == (period.first_month, period.last_month)
    whole_year = span.kind == "year"
    if span.year and this_year == span.year + 1 and (same_months or whole_year):
        return "同比"
    before = (period.first_month - 2) % 12 + 1
    years = (None, this_year if period.first_month > 1 else (this_year or 0) - 1)
    if span.last_month == before and (span.year in years or this_year is None):
        return "环比"
    return None
