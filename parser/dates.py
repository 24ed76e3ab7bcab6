"""Time expressions in Chinese text: days, weeks, months, quarters, halves, years and ranges.

One grammar for the title, the dateline and the narrative. Offsets are those of the text as
given. Years in document numbers (〔2017〕108号), in cited titles (《…2015年版…》) and in
editions are not time expressions.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from parser.numerals import chinese_numeral
from parser.text import fold_width

SpanKind = Literal["day", "days", "month", "quarter", "half", "year", "range"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """A time expression: ``text[start:end]`` names it, the year may be missing.

    Months bound every kind but ``year``; days are set for ``day`` and ``days``. ``last_year``
    differs from ``year`` only where both ends print one (2016年12月至2017年2月).
    """

    kind: SpanKind
    year: int | None
    first_month: int | None = None
    last_month: int | None = None
    first_day: int | None = None
    last_day: int | None = None
    last_year: int | None = None
    start: int = 0
    end: int = 0

    def label(self, year: int | None = None) -> str | None:
        """Return the ISO label, with ``year`` where the text prints none; else ``None``."""
        first_year = self.year or year
        if first_year is None:
            return None
        last_year = self.last_year or first_year
        first, last = self.first_month, self.last_month
        if self.kind == "year" and last_year > first_year:
            return f"{first_year:04d}/{last_year:04d}"
        if self.kind == "year" or first is None or last is None:
            return f"{first_year:04d}"
        if last < first and last_year == first_year:
            last_year += 1
        match self.kind:
            case "day":
                return f"{first_year:04d}-{first:02d}-{self.first_day:02d}"
            case "days":
                opening = f"{first_year:04d}-{first:02d}-{self.first_day:02d}"
                return f"{opening}/{last_year:04d}-{last:02d}-{self.last_day:02d}"
            case "month":
                return f"{first_year:04d}-{first:02d}"
            case "quarter":
                return f"{first_year:04d}-Q{last // 3}"
            case "half":
                return f"{first_year:04d}-H{last // 6}"
            case _:
                return f"{first_year:04d}-{first:02d}/{last_year:04d}-{last:02d}"


_DIGIT = "〇○零一二三四五六七八九"
_OH = "OoОо0"  # typed for 〇: 二O一七年
_YEAR = rf"(?<!\d)(?:(?:19|20)\d\d|[一二][{_DIGIT}{_OH}]{{3}})\s*年度?\s*"
_SHORT_YEAR = r"(?<!\d)[012]\d\s*年\s*(?=\d{1,2}\s*月)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9]|二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
_TO = r"\s*(?:[-－—–~～﹣─]{1,2}|至|到)\s*"
_QUARTER = r"(?:[1-4]|[一二三四])"
_NOT_NUMBER = rf"(?<![\d.{_DIGIT}十百])"

_FORMS: tuple[tuple[SpanKind, str], ...] = (
    (
        "days",
        rf"(?:(?P<y>{_YEAR})(?:第\s*\d{{1,2}}\s*周\s*[(（])?)?"
        rf"{_NOT_NUMBER}(?P<m1>{_MONTH})\s*月\s*(?P<d1>{_DAY})\s*[日号]?(?:\d{{1,2}}[时点]|\s*(?:\d{{1,2}}[:：]\d\d|□{{4,5}}))?{_TO}"
        rf"(?P<y2>{_YEAR})?(?:(?P<m2>{_MONTH})\s*月\s*)?(?P<d2>{_DAY})\s*[日号]",
    ),
    # 上周(2.27—3.05): days without their words, where a bracket holds nothing else.
    (
        "days",
        rf"(?<=[(（])(?P<y>(?:19|20)\d\d\.)?(?P<m1>1[0-2]|0?[1-9])\.(?P<d1>\d{{1,2}}){_TO}"
        r"(?P<m2>1[0-2]|0?[1-9])\.(?P<d2>\d{1,2})(?=[)）])",
    ),
    ("day", rf"(?P<y>{_YEAR})?{_NOT_NUMBER}(?P<m1>{_MONTH})\s*月份?\s*(?P<d1>{_DAY})\s*[日号]"),
    ("day", r"(?<!\d)(?P<y>(?:19|20)\d\d)([-/.])(?P<m1>1[0-2]|0?[1-9])\2(?P<d1>\d{1,2})(?!\d)"),
    (
        "range",
        rf"(?P<y>{_YEAR})?{_NOT_NUMBER}(?P<m1>{_MONTH})\s*(?:月份?)?{_TO}"
        rf"(?P<y2>{_YEAR})?(?P<m2>{_MONTH})\s*月份?",
    ),
    # Months told one by one; without a year before them a number may be that of a heading.
    ("range", rf"(?P<y>{_YEAR})(?P<m1>{_MONTH})\s*月?份?(?:、{_MONTH})*、(?P<m2>{_MONTH})\s*月份?"),
    ("range", rf"(?P<y>{_YEAR})?前\s*(?P<q2>[二三23])\s*个?\s*季度"),
    # The first months of a year (前5月); a number of months just past is told otherwise (近).
    (
        "range",
        rf"(?P<y>{_YEAR})?(?<![\d提以之])前\s*(?P<m2>1[01]|[2-9]|十一?|[二三四五六七八九])\s*个?\s*月(?!\s*\d)",
    ),
    (
        "range",
        rf"(?P<y>{_YEAR})?(?<!第)第?{_NOT_NUMBER}(?P<q1>{_QUARTER})\s*(?:季度)?{_TO}第?"
        rf"(?P<q2>{_QUARTER})\s*季度",
    ),
    ("quarter", rf"(?P<y>{_YEAR})?第?{_NOT_NUMBER}(?P<q2>{_QUARTER})\s*季度"),
    ("half", rf"(?P<y>{_YEAR})?(?P<h>[上下])半年"),
    (
        "month",
        rf"(?P<y>{_YEAR}|{_SHORT_YEAR})?{_NOT_NUMBER}(?P<m1>{_MONTH})\s*月"
        r"(?:\s*份)?+(?!\s*\d+\s*[日号])",
    ),
    ("month", r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/](?P<m1>1[0-2]|0?[1-9])(?![\d/-])"),
    ("year", rf"(?<!\d)(?P<y>(?:19|20)\d\d)年?{_TO}(?P<y2>{_YEAR})(?!\d)"),
    ("year", rf"(?P<y>{_YEAR})"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _FORMS)

_DECOYS = re.compile(
    r"[\[(〔﹝【〈](?:19|20)\d\d[\])〕﹞】〉]\s*(?:第?\s*\d+\s*[号號])?"
    r"|《[^》]*》"
    r"|(?:19|20)\d\d\s*年?\s*(?:版|修订|修正|最新版)"
)


def _blank(match: re.Match[str]) -> str:
    return "□" * len(match[0])


def mask_decoys(text: str) -> str:
    """Return ``text``, as long as before, with document numbers and cited titles blanked."""
    return _DECOYS.sub(_blank, fold_width(text))


def find_spans(text: str, *, masked: bool = True) -> tuple[TimeSpan, ...]:
    """Return the time expressions of ``text`` in order, longest first where they overlap.

    ``masked=False`` reads cited titles too.

    >>> [(s.kind, s.label()) for s in find_spans("2017年3月14日,比2016年上半年")]
    [('day', '2017-03-14'), ('half', '2016-H1')]
    """
    plain = mask_decoys(text) if masked else fold_width(text)
    found: list[TimeSpan] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            span = _read(kind, match)
            if span is None and kind == "range" and "、" in match[0]:  # neither month alone
                plain = plain[: match.start()] + _blank(match) + plain[match.end() :]
            if span and all(span.end <= f.start or span.start >= f.end for f in found):
                found.append(span)
    return tuple(sorted(found, key=lambda span: span.start))


def _read(kind: SpanKind, match: re.Match[str]) -> TimeSpan | None:
    """Turn a match into a span; ``None`` where its numbers are no date."""
    parts = {name: value for name, value in match.groupdict().items() if value}
    year = _year(parts.get("y"))
    end = match.start() + len(match[0].rstrip())
    span = TimeSpan(
        kind=kind, year=year, last_year=_year(parts.get("y2")), start=match.start(), end=end
    )
    if kind == "year":
        return span
    if "h" in parts:
        first = 1 if parts["h"] == "上" else 7
        return replace(span, first_month=first, last_month=first + 5)
    if "q2" in parts:
        last = 3 * _small(parts["q2"])
        first = 3 * _small(parts["q1"]) - 2 if "q1" in parts else last - 2
        if kind == "range" and "q1" not in parts:
            first = 1
        return replace(span, first_month=first, last_month=last)
    if kind == "range" and not _follow_each_other(match[0][len(parts.get("y", "")) :]):
        return None
    first = _small(parts.get("m1", "1"))
    last = _small(parts["m2"]) if "m2" in parts else first
    days = {name: _small(parts[name]) for name in ("d1", "d2") if name in parts}
    if any(not 1 <= month <= 12 for month in (first, last)):
        return None
    if "d1" in days and days["d1"] > calendar.monthrange(2000, first)[1]:
        return None
    if "d2" in days and days["d2"] > calendar.monthrange(2000, last)[1]:
        return None
    if kind == "days" and first == last and days["d2"] <= days["d1"]:
        return None
    if year and first > last and re.search(r"第\s*0?1\s*周", match[0]):
        span = replace(span, year=year - 1, last_year=year)  # a year's first week begins before it
    return replace(
        span,
        first_month=first,
        last_month=last,
        first_day=days.get("d1"),
        last_day=days.get("d2", days.get("d1")),
    )


def _follow_each_other(months: str) -> bool:
    """Tell whether months told one by one (1、2月份) are one after the other."""
    told = [_small(word) for word in re.findall(_MONTH, months)] if "、" in months else []
    return all(after == before + 1 for before, after in pairwise(told))


def _small(text: str) -> int:
    if text == "元":
        return 1
    return int(text) if text.isdecimal() else (chinese_numeral(text) or 0)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.rstrip(" .").removesuffix("度").rstrip().removesuffix("年").strip()
    if not digits.isdecimal():
        digits = re.sub(f"[{_OH}]", "〇", digits)
    number = int(digits) if digits.isdecimal() else chinese_numeral(digits)
    if number is not None and number < 100:
        number += 2000
    return number if number and 1949 <= number <= 2100 else None


_COMPARED = re.compile(r"(?:比|较|与|同|对比|于|自从?|从|年|去|上年|原|(?:^|[^截止])[至到])\s*$")
_AS_BEFORE = re.compile(
    r"^(?:份|底|末)?\s*(?:底?前|以前|之前|同期|相比|以来|起|开始|印发|出台|施行)"
)


def is_compared(text: str, span: TimeSpan) -> bool:
    """Tell whether the words around make ``span`` another time than the bulletin's."""
    plain = fold_width(text)
    return bool(
        _COMPARED.search(plain[max(0, span.start - 3) : span.start])
        or _AS_BEFORE.match(plain[span.end :])
    )


def parse_label(label: str) -> TimeSpan | None:
    """Read a period label (2017-03, 2017-Q1, 2017-H1, 2017, 2017-01/2017-03, two days)."""
    if days := re.fullmatch(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", label.strip()):
        opening, closing = (find_spans(day)[0] for day in days.groups())
        return replace(
            opening,
            kind="days",
            last_month=closing.first_month,
            last_day=closing.first_day,
            last_year=closing.year,
            end=len(label),
        )
    match = re.fullmatch(
        r"(\d{4})(?:-(?:(\d\d)|Q([1-4])|H([12])))?(?:/(\d{4})-(\d\d))?", label.strip()
    )
    if match is None:
        return next(iter(find_spans(label)), None)
    year, month, quarter, half, last_year, last_month = match.groups()
    span = TimeSpan(kind="year", year=int(year), end=len(label))
    if last_year and month:
        return replace(
            span,
            kind="range",
            first_month=int(month),
            last_month=int(last_month),
            last_year=int(last_year),
        )
    if month:
        return replace(span, kind="month", first_month=int(month), last_month=int(month))
    if quarter:
        last = 3 * int(quarter)
        return replace(span, kind="quarter", first_month=last - 2, last_month=last)
    if half:
        last = 6 * int(half)
        return replace(span, kind="half", first_month=last - 5, last_month=last)
    return span
