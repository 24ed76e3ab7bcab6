"""The numbering grammar of Chinese official documents: 一、 (一) 1. 1、 (1) ① 第一部分.

A heading line opens with a marker. What follows is the heading itself, up to the end of the
line or, where the text runs on in the same line, up to the end of its first sentence. A
numbered sentence that is no heading keeps its number and has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parser.numerals import chinese_numeral
from parser.text import compact, fold_width, is_han

_CHINESE = "〇零一二三四五六七八九十百"
_BRACKETED = {char: str(n) for n, char in enumerate("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", start=1)}
_CIRCLED = {char: str(n) for n, char in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", start=1)}
_DOTTED = {char: str(n) for n, char in enumerate("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", start=1)}
_IDEOGRAPHIC = {char: "一二三四五六七八九十"[n] for n, char in enumerate("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩")}

# What stands before a year or a number that is a name is no part of a decimal.
_YEAR = r"(?:19|20)\d\d\s*年"
_HOTLINES = r"123(?:45|15|28|33|48|58|66|69)(?!\d)"

# Matched on width-folded text, so that full-width digits, brackets and dots need no variants.
_STYLES = (
    ("part", re.compile(rf"第\s*([{_CHINESE}]+|\d+)\s*(?:部分|章|篇)[、,:.\s]*")),
    ("part-section", re.compile(rf"第\s*([{_CHINESE}]+|\d+)\s*节[、,:.\s]*")),
    ("chinese", re.compile(rf"([{_CHINESE}]+)\s*[、.,:]\s*")),
    ("chinese-bracketed", re.compile(rf"[(\[〔]\s*([{_CHINESE}]+)\s*[)\]〕]\s*[、.,]?\s*")),
    ("chinese-bracketed", re.compile(rf"([{''.join(_IDEOGRAPHIC)}])\s*[、.,]?\s*")),
    ("ordinal", re.compile(rf"第([{_CHINESE}]+)[、,.:]\s*")),
    ("decimal", re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?:[、.]\s*|\s+)(?!\d)")),
    (
        "arabic",
        re.compile(
            rf"(\d{{1,2}})\s*(?:[、]\s*|\.\s*(?=(?:19|20)\d\d\s*年|\d{{1,2}}月|{_HOTLINES}|\D))"
        ),
    ),
    ("arabic", re.compile(rf"([{''.join(_DOTTED)}])\s*")),
    ("arabic-bracketed", re.compile(r"\(\s*(\d{1,2})\s*\)\s*[、.,]?\s*")),
    ("arabic-half-bracketed", re.compile(r"(\d{1,2})\)\s*[、.,]?\s*")),
    ("arabic-bracketed", re.compile(rf"([{''.join(_BRACKETED)}])\s*[、.,]?\s*")),
    ("circled", re.compile(rf"([{''.join(_CIRCLED)}])\s*[、.,]?\s*")),
)
RANKS = (
    "part",
    "part-section",
    "chinese",
    "ordinal",
    "chinese-bracketed",
    "arabic",
    "decimal",
    "arabic-bracketed",
    "arabic-half-bracketed",
    "circled",
)
"""Marker styles from the outermost inward, as official documents nest them."""

_SENTENCE_END = re.compile(r"[。!?;]")
_FACT = re.compile(
    r"\d(?:[\d,.]*\d)?\s*(?:[万亿]?[件个宗项条篇封张批次起户家人天分]|%|人次|个百分点|[万亿]元)"
)
_IN_BRACKETS = re.compile(r"[(〔\[][^()〔〕\[\]]*[)〕\]]")
_DATE_FIRST = re.compile(r"(?:\d{2,4}年)?\d{1,2}月\d{1,2}日|截至|截止")
_LONGEST_RUN_IN = 32
_LONGEST_LINE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line that opens with a marker.

    ``raw`` is the printed marker and heading, ``body_start`` where the body begins in the
    line. ``heading`` is ``None`` for a numbered sentence.
    """

    style: str
    number: str
    heading: str | None
    raw: str
    body_start: int


def read_heading(line: str) -> Heading | None:
    """Read a line as a heading, or return ``None`` if it opens with no marker.

    >>> read_heading("(一)热忱服务。省发改委带队交接。").heading
    '热忱服务'
    >>> read_heading("1.2023年10月办件情况").number
    '1'
    >>> read_heading("1.5万件") is None
    True
    """
    item = as_item(line)
    if item is None:
        return None
    end = _heading_end(fold_width(line), item.body_start)
    if end is None:
        return item
    return replace(item, heading=_bare(line[item.body_start : end]), raw=line[:end], body_start=end)


def as_item(line: str) -> Heading | None:
    """Read a line as a numbered sentence: its marker, and all else as body.

    >>> as_item("2.个别窗口办件超时。").raw
    '2.'
    """
    indent = len(line) - len(line.lstrip())
    folded = fold_width(line)
    opened = ((name, pattern.match(folded, indent)) for name, pattern in _STYLES)
    style, match = next(((name, match) for name, match in opened if match), ("", None))
    if match is None:
        return None
    number = _number(match[1])
    if style.startswith("chinese") and chinese_numeral(number) is None:
        return None
    start = match.end()
    if line[start:].strip() and not any(map(is_han, line[start:])):
        # The name of a picture (1.png), a figure.
        return None
    return Heading(style=style, number=number, heading=None, raw=line[:start], body_start=start)


_BARE = (
    ("chinese", re.compile(rf"([{_CHINESE}]{{1,3}})[\s\u3000]*(?=[^\s{_CHINESE}是,.、:])")),
    ("arabic", re.compile(r"(\d{1,2})[\s\u3000]+(?=[^\s\d])")),
)
_LONGEST_BARE = 24


def as_bare_heading(line: str) -> Heading | None:
    """Read a short line whose number is glued to the words, or set off by a space alone.

    By itself such a line says little (一网通办): only a sequence of them tells headings.

    >>> as_bare_heading("一总体情况").heading, as_bare_heading("2 问题分析").number
    ('总体情况', '2')
    """
    folded = fold_width(line)
    if len(compact(line)) > _LONGEST_BARE or _SENTENCE_END.search(folded) or "," in folded:
        return None
    indent = len(line) - len(line.lstrip())
    for style, pattern in _BARE:
        match = pattern.match(folded, indent)
        if match is not None and not _FACT.search(folded) and sequence_value(match[1]) is not None:
            heading = _bare(line[match.end() :])
            return Heading(
                style=style, number=match[1], heading=heading, raw=line, body_start=len(line)
            )
    return None


def sequence_value(number: str) -> int | None:
    """Return the place in its sequence that a heading's number names."""
    last = number.rsplit(".", 1)[-1]
    return int(last) if last.isdecimal() else chinese_numeral(last)


def _number(printed: str) -> str:
    for table in (_BRACKETED, _CIRCLED, _DOTTED, _IDEOGRAPHIC):
        if printed in table:
            return table[printed]
    return printed


def _bare(heading: str) -> str:
    return heading.strip().rstrip("。.:：;；!！?？,，").strip()


def _heading_end(folded: str, start: int) -> int | None:
    """Return where the heading ends in a line, or ``None`` if the line has none.

    A gap of two spaces or a wide one, or a colon, sets a heading off as an end of sentence
    does.
    """
    rest = folded[start:]
    if not rest.strip():
        return None
    gap = re.search(r"(?<=\S)(?:\s{2,}|\t)(?=\S)", rest)
    stop = _SENTENCE_END.search(rest)
    colon = re.search(r":(?=.)", rest)
    ends = [match.end() for match in (gap, stop, colon) if match is not None]
    end = min(ends, default=len(rest))
    first = rest[:end]
    runs_on = bool(rest[end:].strip())
    longest = _LONGEST_RUN_IN if runs_on else _LONGEST_LINE
    if len(compact(first)) > longest or not _is_title_like(first, runs_on=runs_on):
        return None
    return start + end


def _is_title_like(first: str, *, runs_on: bool) -> bool:
    """Tell a heading from a sentence that merely stands first.

    A heading states no figure; one that runs on into its text has at most one comma and
    does not open with a date.
    """
    if _FACT.search(_IN_BRACKETS.sub("", first)) or first.rstrip().endswith((";", ",")):
        return False
    return first.count(",") <= 1 and not _DATE_FIRST.match(first) if runs_on else True
