"""Where the year of a bulletin comes from, once its months are known.

Text (the months themselves, an issue number, the dateline), then the manifest's day of
publishing and page address, the file name, the properties of the document. A date of publishing
gives the latest year in which the period was over, or nearly: a December bulletin dated January
is about the year before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from parser.bulletin import YearSource
from parser.dates import TimeSpan, find_spans, is_compared, parse_label
from parser.passage import Passage
from parser.text import fold_width

YearFound = tuple[int, YearSource, str]
"""A year, what gave it and the words that say so."""

_TODAY = re.compile("今天|今日|现在|欢迎|当前")
_PUBLISHED = re.compile(r"发布|发文|成文|印发|生成|公开日期|时间|日期|签发")
_OTHERS = re.compile(
    r"\|?\s*(?:来源|來源|作者|编辑|編輯|浏览|瀏覽|阅读|閱讀|点击|點擊|分享|字号|字號)"
)
_LONGEST_LAG = 8  # months between the end of a period and its bulletin


def find_year(
    nominal: TimeSpan,
    passages: Sequence[Passage],
    filename: str | None,
    properties: Mapping[str, str],
    published: str | None = None,
    address: str | None = None,
    title: str | None = None,
) -> YearFound | None:
    """Return the year of ``nominal``, which prints none, by the best evidence there is.

    ``published`` and ``address`` are the day and the web page that the manifest tells.
    """
    return (
        _year_in_body(nominal, passages)
        or _year_of_issue(nominal, (title or "", *(p.text for p in passages[:6])))
        or _year_of_dateline(nominal, passages)
        or _year_of_publishing(nominal, published, address, "manifest")
        or _year_of_filename(nominal, filename)
        or _year_of_properties(nominal, properties)
    )


def body_passages(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Return the passages that are running text, headings or labels."""
    return (p for p in passages if p.role in ("lead", "body", "heading", "label", "note"))


_COMPACT_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_PARTED_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_./]?)(1[0-2]|0?[1-9])([-_/])(3[01]|[12]\d|0?[1-9])(?!\d)"
)
_MONTH_FOLDER = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])/")
_COMPACT_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_COMPACT_PART = re.compile(r"(?<![0-9])((?:19|20)\d\d)[-_. ]?([QqHh])([1-4])(?!\d)")


def filename_span(filename: str) -> TimeSpan | None:
    """Return the period, or the day (of publishing), that a file name states."""
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", filename.replace("\\", "/").rsplit("/", 1)[-1])
    if part := _COMPACT_PART.search(stem):
        return parse_label(f"{part[1]}-{part[2].upper()}{part[3]}")
    if day := _COMPACT_DAY.search(stem):
        iso = f"{day[1]}-{day[2]}-{day[3]}"
        return next(iter(find_spans(iso)), None)
    if day := _PARTED_DAY.search(stem):
        iso = f"{day[1]}-{day[3]}-{day[5]}"
        return next(iter(find_spans(iso)), None)
    spans = [s for s in find_spans(stem) if s.year]
    if spans:
        return spans[0]
    if month := _COMPACT_MONTH.search(stem):
        return parse_label(f"{month[1]}-{month[2]}")
    return None


def address_span(address: str) -> TimeSpan | None:
    """Return the day, else the month, of publishing that the address of a web page states.

    >>> found = address_span("http://www.x.gov.cn/art/2021/6/3/art_1229_88.html")
    >>> found.label() if found else None
    '2021-06-03'
    """
    path = re.sub(r"^[a-z]+://[^/]*", "", address)
    day = _COMPACT_DAY.search(path)
    parted = _PARTED_DAY.search(path)
    if day or parted:
        parts = (day[1], day[2], day[3]) if day else (parted[1], parted[3], parted[5])  # type: ignore[index]
        return next(iter(find_spans("-".join(parts))), None)
    month = _MONTH_FOLDER.search(path)
    return parse_label(f"{month[1]}-{month[2]}") if month else None


def _year_of_publishing(
    nominal: TimeSpan, published: str | None, address: str | None, source: YearSource
) -> YearFound | None:
    """The year by a stated day of publishing, else by the page's address."""
    day = next(iter(find_spans(published)), None) if published else None
    for span, quote in ((day, published), (address_span(address) if address else None, address)):
        if span is not None and span.kind in ("day", "month") and quote:
            year = _latest_year(nominal, span)
            if year is not None:
                return year, source, quote
    return None


def _year_in_body(nominal: TimeSpan, passages: Sequence[Passage]) -> YearFound | None:
    """The one year that the text prints with the bulletin's own months."""
    quotes: dict[int, str] = {}
    for passage in body_passages(passages):
        if is_dateline(passage.text):
            continue
        for span in find_spans(passage.text):
            if span.year is None or span.kind == "year" or is_compared(passage.text, span):
                continue
            if span.last_month == nominal.last_month:
                quotes.setdefault(span.year, passage.text[span.start : span.end].strip())
    if len(quotes) != 1:
        return None
    year, quote = next(iter(quotes.items()))
    return year, "text", quote


_ISSUE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*年?度?\s*(?:第\s*)?(\d{1,2}|[一二三四五六七八九十]{1,3})\s*期"
)


def _year_of_issue(nominal: TimeSpan, texts: Sequence[str]) -> YearFound | None:
    """The year of an issue number (2023年第5期); the first issue may still cover December."""
    for text in texts:
        match = _ISSUE.search(fold_width(text))
        if match and nominal.last_month:
            early = match[2] in ("1", "01", "一") and nominal.last_month == 12
            return int(match[1]) - early, "text", match[0]
    return None


def is_dateline(text: str) -> bool:
    """Tell whether ``text`` is a line that dates the document: a day and little else."""
    spans = [s for s in find_spans(text) if s.kind == "day" and s.year]
    if len(spans) != 1:
        return False
    span = spans[0]
    before, after = text[: span.start].strip(), text[span.end :].strip(" \t。)）:：0123456789|")
    if after in ("印发", "发布", "签发", "印", "发"):
        after = ""
    if _TODAY.search(before):
        return False
    if _PUBLISHED.search(before[-12:]) or (not before and _OTHERS.match(after)):
        return len(after) <= 60
    return len(before) <= 40 and not after and not re.search(r"[,,。;;]", before)


def _year_of_dateline(nominal: TimeSpan, passages: Sequence[Passage]) -> YearFound | None:
    datelines = [p.text for p in passages if p.role != "row" and is_dateline(p.text)]
    found: dict[int, str] = {}
    for text in datelines:
        span = next(s for s in find_spans(text) if s.kind == "day" and s.year)
        year = _latest_year(nominal, span)
        if year is not None:
            found.setdefault(year, text.strip())
    if len(found) != 1:
        return None
    year, quote = next(iter(found.items()))
    return year, "text", quote


def _latest_year(nominal: TimeSpan, published: TimeSpan) -> int | None:
    """The latest year in which ``nominal`` was over, or nearly, when it was published."""
    if published.year is None or published.first_month is None:
        return None
    if nominal.kind == "year" or nominal.last_month is None:
        return published.year - 1
    lag = published.first_month - nominal.last_month
    year = published.year if lag >= 0 else published.year - 1
    return year if lag % 12 <= _LONGEST_LAG else None


def _year_of_filename(nominal: TimeSpan, filename: str | None) -> YearFound | None:
    span = filename_span(filename) if filename else None
    if span is None or span.year is None:
        return None
    if span.kind == "day":
        year = _latest_year(nominal, span)
        return (year, "filename", str(filename)) if year else None
    agrees = span.kind == "year" or span.last_month == nominal.last_month
    return (span.year, "filename", str(filename)) if agrees else None


def _year_of_properties(nominal: TimeSpan, properties: Mapping[str, str]) -> YearFound | None:
    """The year of the document's own title, else of its dates where they agree."""
    for span in find_spans(properties.get("title", "")):
        if span.year and span.last_month in (None, nominal.last_month):
            return span.year, "properties", properties["title"]
    stated = _year_of_publishing(
        nominal, properties.get("published"), properties.get("address"), "properties"
    )
    if stated is not None:
        return stated
    dates = [properties[name][:10] for name in ("created", "modified") if name in properties]
    years = {_latest_year(nominal, span) for date in dates for span in find_spans(date)}
    if len(years) == 1 and (year := years.pop()):
        return year, "properties", dates[0]
    return None
