"""What looks like a figure and is none: orders, names, ranges, numbering, citations."""

from __future__ import annotations

import re

from parser.dates import find_spans, mask_decoys
from parser.narrative.lexicon import UNITS
from parser.text import fold_width, simplify

_THOUSANDS = re.compile(
    r"(?<![\d，、.])(?<!分别)(?<!分别为)(?<!依次为)\d{1,3}，\d{3}(?![\d，、])(?=\s*(?:件|人|个|条|次|项|元|户|宗|笔|万))"
)
"""１，２３４件: a full-width comma separates thousands only between the digits of one count."""

_RANGE = re.compile(
    r"\d[\d.,]*\s*[%万]?(?:件|分|个|天|项)?\s*(?:[-－—–~～]{1,2}|至)\s*\d[\d.,]*\s*%?[\u4e00-\u9fff]?"
)
_ORDER = re.compile(
    r"第\s*\d+(?:[\u4e00-\u9fff])?|(?:后|近|排名|位列|位居|列)\s*(?:第)?\d+\s*(?:强|名|位|大|年|个月|天|类)"
    r"|前\s*(?:第)?\d+\s*(?:强|名|位|大|年|天|类)"
    r"|第[一二三四五六七八九十](?:[、和及][一二三四五六七八九十])+名?"
    r"|[前后末][一二三四五六七八九十两]+[名位大个项类]?|No\.?\d+|\d+[×*]\d+|\d+\s*/\s*\d+|\d+:\d+"
    rf"|(?<![\d.])12[345]\d\d(?!\s*(?:{UNITS}|[\d.%,万余多]))|(?<![\d.])(?:110|114|119|120|122|8890)"
    rf"(?=[\u4e00-\u9fff])(?!\s*(?:{UNITS}|[万余多]))"
    r"|[较比](?:法定|承诺|规定)[^，,。;\d]{0,6}\d+\s*(?:个)?(?:工作日|天|日)(?=[^，,。;\d]{0,6}\d)"
    r"|(?<!\d)(?:[01]?\d|2[0-4])[时点][0-5]?\d分?(?!\d)|(?:附件|附表|附图|见表|见图)\s*\d+"
    r"|\d+\s*(?:秒|分钟|小时|个?工作日|天)内?(?=[^，,。;\d]{0,5}率)"
    r"|(?<=的)(?:前)?(?:[一二三四五六七八九十两]|\d{1,2})(?:个|名|位|家)(?=[^，,。;\d]{0,8}[为是])"
    r"|24小时(?=热线|服务热线|电话|值守|在线|接听)"
    r"|[A-Za-z]+[-/ ]?\d+(?:[-.]\d+)*|\d+\.\d+\.\d+|\d+[A-Za-z+]+|\d{3,4}-\d{7,8}"
    r"|“[^”，,。;]{0,24}?\d[^”]{0,24}”|\"[^\"，,。;]{0,16}?\d[^\"]{0,16}\""
)
NUMBERING = re.compile(
    r"^\s*(?:\(?\d{1,2}[.、)](?!\d\s*[%件])|\(?[一二三四五六七八九十]{1,3}[)、.]|[①-⑳⑴-⒇])"
    r"|(?<=[。;:\n])\s*(?:\d{1,2}[、)]|\d{1,2}\.(?!\d)|\(\d{1,2}\)|[一二三四五六七八九十][是、])"
)


def plain_text(text: str) -> str:
    """Return ``text`` half-width and simplified, character for character.

    Full-width commas stay, so that they're never thousands separators.
    """
    folded = simplify(fold_width(text))
    plain = "".join("，" if c == "，" else f for c, f in zip(text, folded, strict=True))
    return _THOUSANDS.sub(lambda match: match[0].replace("，", ","), plain)


def without_decoys(plain: str) -> str:
    """Blank what looks like numbers but is part of names, orders, ranges or citations."""
    hidden = mask_decoys(plain)
    hidden = "".join("，" if p == "，" else h for p, h in zip(plain, hidden, strict=True))
    for pattern in (NUMBERING, _ORDER):
        hidden = pattern.sub(lambda match: "□" * len(match[0]), hidden)
    spans = [(span.start, span.end) for span in find_spans(hidden)]

    def blank(match: re.Match[str]) -> str:
        dated = any(match.start() < end and start < match.end() for start, end in spans)
        return match[0] if dated else "□" * len(match[0])

    return _RANGE.sub(blank, hidden)
