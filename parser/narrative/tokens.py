"""Running text to tokens: numbers with units, times, names, closed words, separators, the rest.

Every character belongs to at most one token; ``text[token.start:token.end]`` is what is
printed. Digits inside names, dates, document numbers, orders (第9期, 前10位) and ranges are
never numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from parser.dates import TimeSpan, find_spans
from parser.narrative.decoys import NUMBERING, plain_text, without_decoys
from parser.narrative.entities import Mentions, find_entities, is_generic
from parser.narrative.lexicon import CLOSED, KINDS, NOT_COUNTED, UNITS, TokenKind
from parser.numerals import chinese_numeral

TimeScope = Literal["span", "current", "ytd", "as_of", "total"]
"""A named time, this period, since January, up to a day, or cumulative without a start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A stretch of text with its class; ``value`` and ``unit`` are set for numbers."""

    kind: TokenKind
    start: int
    end: int
    text: str
    value: int | float = 0
    unit: str | None = None
    span: TimeSpan | None = None
    scope: TimeScope = "span"
    spelled: bool = False


_SEPARATORS: dict[str, TokenKind] = {
    "(": "open", "[": "open", "〔": "open", ")": "close", "]": "close", "〕": "close",
    "，": "comma", ",": "comma", "、": "item", ":": "colon", "。": "stop", ";": "stop", "!": "stop",
    "?": "stop", "\n": "stop",
}  # fmt: skip
_MYRIAD = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100, "万亿": 10**12}
_COUNTED = "[件个条宗项次人户家起](?=[，,。;、)])"
"""A unit after a bracket, which says what else is counted: 50(含复派)件."""
_NUMERAL = (
    "[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]{0,9}"
    "(?:点[零〇一二三四五六七八九]{1,3})?"
)
_NUMBER = re.compile(
    r"(?<![\d.A-Za-z×*+“第前〔])"
    r"(?P<digits>\d{1,3}(?:[, \u00a0]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"\s*[余多]?(?P<myriad>万亿|[万亿千百])?(?P<more>[多余])?\s*(?:\([^()\d]{{1,8}}\)(?={_COUNTED}))?"
    rf"(?P<unit>%|‰|{UNITS})?(?P<after>[多余])?"
    rf"|(?<![第前一二三四五六七八九十百千万亿点每某])(?P<han>{_NUMERAL})(?P<han_unit>{UNITS})"
    r"|(?<=[为是])(?P<zero>零)(?=[，,。;、)]|$)"
)
_LASTS = re.compile(r"(\d+)(?:分钟?(\d{1,2})秒|个?小时(\d{1,2})分钟?)")
"""3分12秒, 2小时30分: one time, in seconds or minutes."""
_THIS_YEAR = r"(?:今年|本年度?|当年|本年)"
_TIME_WORDS = re.compile(
    rf"(?P<ytd>{_THIS_YEAR}以来|年初(?:以来|至今)|{_THIS_YEAR}(?:共|累计)|今年(?!\d)|1[-—至]本月|年初到目前|全年)"
    r"|(?P<as_of>截[至止]到?(?:目前|今日?|日前|发稿|本月底|月底|本月末|月末|年底|季末))"
    r"|(?P<current>本月份?|当月|本季度?|当季|本周|当周|本期|上半年(?=\d))|(?P<total>累计)"
)
_SINCE = re.compile("[^，,。;\\d]{0,10}?(?:以来|至今|起(?:至(?:今|昨[天日]|目前))?)")
"""自2018年7月30日试运行以来: all since then, no figure of that day."""
_OPENED = re.compile(
    "[，,]?[^，,。;\\d]{0,24}?(?:成立|挂牌|揭牌|启用|(?:投入|正式|试|上线)(?:使用|运行)|上线|开业|开通|建成|揭幕)(?=[，,。;])"
)
"""2015年12月15日,中心正式运行,办理16万件: all since then, no figures of that day."""
_FIRST_MONTHS = re.compile(
    rf"{_THIS_YEAR}?(?<![之以提目\d月日])前\s*(?P<last>[2-9]|1[01])\s*个?月(?:份)?(?!内|完成|底|\d)"
)
_AS_OF = re.compile(rf"截[至止]到?\s*{_THIS_YEAR}?\s*$")
_BEFORE_SPAN = re.compile(
    rf"(?P<base>较|比|与|同|和|相比)\s*$|(?P<last>去年|上年)\s*$|{_THIS_YEAR}\s*$"
)
_AFTER_SPAN = re.compile(r"^(?:份)?(?:的?同期|同月)?(?:相比|比)?")
_IDIOM_ONE = frozenset("一")
_ONE_COUNTED = frozenset("面封起例件份家名")


def tokenize(text: str, mentions: Mentions | None = None) -> tuple[Token, ...]:
    """Return the tokens of one paragraph in order; white space between them is dropped."""
    plain = plain_text(text)
    if _SPREAD.search(plain):
        return _tokenize_spread(text, plain, mentions)
    visible = without_decoys(plain)
    taken = [False] * len(plain)
    for match in NUMBERING.finditer(plain):
        taken[match.start() : match.end()] = [True] * len(match[0])
    found: list[Token] = []

    def take(tokens: Iterator[Token]) -> None:
        for token in tokens:
            if not any(taken[token.start : token.end]):
                taken[token.start : token.end] = [True] * (token.end - token.start)
                found.append(token)

    take(_times(visible))
    take(_numbers(visible, plain))
    take(_closed(visible))
    take(_names(text, plain, taken, mentions))
    take(_rest(plain, taken))
    return tuple(sorted(found, key=lambda token: token.start))


_SPREAD = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?P<gap>[ \u3000]+)(?=[\u4e00-\u9fff])")
"""A single character set apart from the next (全 市 共受理): no gap between words."""


def _tokenize_spread(text: str, plain: str, mentions: Mentions | None) -> tuple[Token, ...]:
    """Read ``text`` without the gaps inside its words; offsets stay those of the text."""
    gaps = {at for match in _SPREAD.finditer(plain) for at in range(*match.span("gap"))}
    kept = [at for at in range(len(text)) if at not in gaps]
    tokens = tokenize("".join(text[at] for at in kept), mentions)
    return tuple(
        replace(token, start=kept[token.start], end=kept[token.end - 1] + 1) for token in tokens
    )


def _times(plain: str) -> Iterator[Token]:
    for match in _FIRST_MONTHS.finditer(plain):
        span = TimeSpan(
            kind="range", year=None, first_month=1, last_month=int(match["last"]),
            start=match.start(), end=match.end(),
        )  # fmt: skip
        yield _token("time", plain, *match.span(), span=span)
    for span in find_spans(plain):
        before, after = plain[: span.start], plain[span.end :]
        closes = re.match("年?[底末]", after)
        ends = re.search("(?<![\\d年月日])至\\s*$", before) if closes else None
        if as_of := _AS_OF.search(before) or ends:
            scope: TimeScope = "ytd" if re.search(_THIS_YEAR, as_of[0]) else "as_of"
            end = span.end + (closes.end() if closes else 0)
            yield _token("time", plain, as_of.start(), end, span=span, scope=scope)
            continue
        lead = _BEFORE_SPAN.search(before)
        start = lead.start() if lead else span.start
        tail = _AFTER_SPAN.match(after)
        end = span.end + (tail.end() if tail else 0)
        if span.kind == "year" and re.match("[底末初]", after):
            end = span.end + 1
        compared = bool(lead and lead["base"]) and span.kind != "day"
        past = bool(lead and lead["last"]) or "同" in plain[span.end : end]
        since = re.search("[自从]\\s*$", before) and _SINCE.match(after)
        running = _SINCE.match(after) if span.kind == "year" and not since else None
        if running and running[0].endswith("以来") and running[0] != "以来":
            end = span.end + len(running[0])  # 2019年平台运行以来
            yield _token("time", plain, span.start, end, scope="total")
        elif span.kind in ("day", "month") and span.year and _OPENED.match(after):
            yield _token("time", plain, span.start, span.end, scope="total")
        elif since and (span.kind == "day" or (span.year and span.first_month != 1)):
            end = span.end + len(since[0])
            yield _token("time", plain, span.start, end, scope="total")
        elif past and re.match("到|至|起|以来", after):
            yield _token("time", plain, start, span.end + 1, scope="total")
        elif span.kind == "year" and after.startswith("以来"):
            yield _token("time", plain, span.start, span.end + 2, span=span, scope="ytd")
        elif compared or past:
            kind: TokenKind = "base" if compared else "prior"
            yield _token(kind, plain, start, end, span=span)
        else:
            yield _token("time", plain, start, span.end, span=span)
    for match in _TIME_WORDS.finditer(plain):
        scope = match.lastgroup  # type: ignore[assignment]
        yield _token("time", plain, *match.span(), scope=scope)


def _numbers(visible: str, plain: str) -> Iterator[Token]:
    for match in _NUMBER.finditer(visible):
        if match["zero"]:
            yield _token("number", plain, *match.span(), value=0)
            continue
        if match["han"]:
            value = _spelled(match["han"])
            unit = match["han_unit"]
            if value is None or unit in ("倍", "分", "天", "门", "面场") or not _counted(match):
                continue
            yield _token("number", plain, *match.span(), value=value, unit=unit, spelled=True)
            continue
        if lasts := _LASTS.match(visible, match.start()):
            lasted = 60 * int(lasts[1]) + int(lasts[2] or lasts[3])
            unit = "秒" if lasts[2] else "分钟"
            yield _token("number", plain, *lasts.span(), value=lasted, unit=unit)
            continue
        digits = re.sub(r"[, \u00a0]", "", match["digits"])
        if re.match(r"0\d", digits):
            continue  # 工单号031116
        scaled = Decimal(digits) * _MYRIAD.get(match["myriad"] or "", 1)
        whole = "." not in digits or (match["myriad"] and scaled == scaled.to_integral_value())
        amount: int | float = int(scaled) if whole else float(scaled)
        unit = match["unit"]
        if unit == "百分点":
            unit = "个百分点"
        if unit is None and not match["myriad"] and not _stands_alone(visible, match):
            continue
        if unit is None and match["myriad"] in ("千", "百"):
            continue
        yield _token("number", plain, *match.span(), value=amount, unit=unit)


def _spelled(numeral: str) -> int | float | None:
    """四十一万 is 410000, 三点二 is 3.2; ``None`` if it is no numeral."""
    whole, _, rest = numeral.partition("点")
    value = chinese_numeral(whole)
    if value is None or not rest:
        return value
    digits = "".join(str("零一二三四五六七八九".find(digit.replace("〇", "零"))) for digit in rest)
    return float(f"{value}.{digits}")


def _counted(match: re.Match[str]) -> bool:
    """Chinese numerals count only where they can't be an idiom (一次办好, 两个转变)."""
    if match["han_unit"] == "次" and re.match("[\u4e00-\u9fff]", match.string[match.end() :]):
        return False  # 二次重办126件
    if match["han_unit"] == "个" and re.match("季度|月|星期|年度", match.string[match.end() :]):
        return False  # 连续两个季度: how long, no count
    if match["han"] in _IDIOM_ONE:
        after = match.string[match.end() : match.end() + 1]
        return (match["han_unit"] in _ONE_COUNTED and after in "，,。;、)\n") or (
            match["han_unit"] == "面" and after == "锦"
        )
    return True


_IN_BRACKETS = re.compile(r"[\u4e00-\u9fff]\(\d+(?:\.\d+)?\s*[分%件宗]\)")


def _stands_alone(plain: str, match: re.Match[str]) -> bool:
    """A bare number is a count only where a separator follows (受理5610,办结5497)."""
    after = plain[match.end() : match.end() + 1]
    if re.match(NOT_COUNTED, plain[match.end() :]):
        return False
    before = plain[: match.start()].rstrip()[-1:]
    if before == "(" and after == ")" and _IN_BRACKETS.search(plain):
        return True  # 甲公司(100)、乙局(99分)
    if before == "、" and re.search(r"\d[%个百分点]*、$", plain[: match.start()].rstrip()):
        before = "0"
    return (after == "" or after in "，,。;、)和及") and before not in (
        "",
        "-",
        "、",
        "：",
        "(",
        "。",
    )


def _closed(visible: str) -> Iterator[Token]:
    for match in CLOSED.finditer(visible):
        order = int((match.lastgroup or "c0")[1:])
        yield _token(KINDS[order], visible, *match.span())


def _names(
    text: str, plain: str, taken: Sequence[bool], mentions: Mentions | None
) -> Iterator[Token]:
    cited = re.sub("《[^》]*》", lambda match: "，" * len(match[0]), plain)
    open_text = "".join("，" if used else c for c, used in zip(cited, taken, strict=True))
    found = [(m.start, m.end) for m in mentions(text)] if mentions else []
    known = [(start, end) for start, end in found if not is_generic(plain[start:end])]
    known = [(a, b) for a, b in known if not (plain[b - 1] == "办" and plain.startswith("公", b))]
    guessed = [
        span for span in find_entities(open_text) if not _LEVELS_IN_ORDER.match(plain, *span[:1])
    ]
    # 开发|区政务服务大厅: the area that ends where the register's name begins is its own.
    whole = {(a, d) for a, b in guessed for c, d in known if a < c < b < d}
    # A name that the register knows only in part (市公安局 of 东兴市公安局) is the longer one.
    spans = sorted({*known, *guessed, *whole}, key=lambda s: (s[0] - s[1], s[0]))
    for start, end in spans:
        yield _token("entity", plain, start, end)


_LEVELS_IN_ORDER = re.compile("[省市县区州乡镇村]、[^，,。;\\d]{0,40}(?:分别|依次)")
"""省、市、县三级…分别为: each has a figure of its own, together they are no one's name."""


def _rest(plain: str, taken: Sequence[bool]) -> Iterator[Token]:
    start: int | None = None
    for order, character in enumerate([*plain, "\0"]):
        kind = _SEPARATORS.get(character)
        if character == ">" and re.match("[(\u4e00-\u9fff]", plain[order + 1 :]):
            kind = "item"  # 食品(18%)>服装(9%): a list from the most to the least
        free = order < len(plain) and not taken[order]
        if free and kind is None and not character.isspace():
            start = order if start is None else start
            continue
        if start is not None:
            joins = plain[start:order].strip() in ("和", "及", "与", "以及")
            yield _token("item" if joins else "words", plain, start, order)
            start = None
        if free and kind:
            yield _token(kind, plain, order, order + 1)


def _token(
    kind: TokenKind,
    plain: str,
    start: int,
    end: int,
    *,
    value: int | float = 0,
    unit: str | None = None,
    span: TimeSpan | None = None,
    scope: TimeScope = "span",
    spelled: bool = False,
) -> Token:
    while end > start + 1 and plain[end - 1].isspace():
        end -= 1
    return Token(
        kind=kind, start=start, end=end, text=plain[start:end],
        value=value, unit=unit, span=span, scope=scope, spelled=spelled,
    )  # fmt: skip
