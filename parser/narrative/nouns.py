"""The noun after a number: what its unit counts, and what was done with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.narrative.reading import trim
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary

_COUNTED = re.compile(
    "(?!单位|部门|窗口|乡镇|街道)[\u4e00-\u9fff]{0,4}?(?:企业|群众|市民|学校|医院|家庭|社区|商户|问题|人员)(?=[\u4e00-\u9fff]{2,})"
)
"""A noun that more words follow (23家企业|申领补贴186万元)."""
_FACILITY = re.compile(
    "[\u4e00-\u9fff()、]{3,16}(?:站|点|中心|大厅|专区|服务区|平台|系统|小组|队|室|亭|自助机|一体机)"
)
_QUANTITY_OF = re.compile("[件宗户人次]?[数量额率](?!据|字)")
_GAP = re.compile("[()、和及/]*(?:便民)?")
_AFTER_NOUN = re.compile(
    "由|对(?![口外象应])|转(?!变|型|让|移)|(?:不同程度)?存在|(?<![超逾]期)(?<!超时)[未没]|因(?!素)|(?<=.)被|的|(?<!公)共(?![享建同青])|合计|累计|均|已|全部|分别|实现|进行|开展|完成|(?<!.)[是为]"
)


def noun_of(text: str, unit: str | None) -> str:
    """The noun that ``unit`` counts, without what is said of it (业务|不适合…)."""
    text = re.sub("^(?:是|为|属于|系)", "", text)
    text = re.sub(r"\([^()]*$", "", text)
    said, cut = text, _AFTER_NOUN.search(text)
    whole = trim(text[: cut.start()] if cut else text)
    words = vocabulary().find(whole)
    if words and words[-1].kind == "loose" and words[-1].end == len(whole) <= 12:
        return whole
    if words and words[0].kind == "loose" and _FACILITY.fullmatch(whole):
        return whole  # 镇(街)网上办事服务站: no towns
    if counted := _COUNTED.match(text):
        return counted[0]
    text = text[: cut.start()] if cut else text
    words = vocabulary().find(text)
    known = vocabulary().units
    fitting = (n for n, w in enumerate(words) if w.kind == "loose" or unit in known.get(w.id, ()))
    first = next(fitting, None)
    if first is not None and words[first].start <= 8:
        end = words[first].end
        for word in words[first + 1 :]:  # 乡镇(街道)便民服务中心
            if word.kind != "loose" or not _GAP.fullmatch(text, end, word.start):
                break
            end = word.end
        if _QUANTITY_OF.match(text, end):
            end = words[first].start  # 6个地区|交易宗数: the noun of another figure
        return trim(text[:end])
    noun = whole or trim(said)
    return noun if len(noun) <= 16 else ""


def told_of(right: Sequence[Token], noun: str) -> str | None:
    """11个问题由局长直接答复: what was done with them, where the noun names no measure."""
    told = re.fullmatch("(?:问题|事项|诉求)?(?P<done>[由转已均].+)", "".join(t.text for t in right))
    known = noun and vocabulary().measure(noun) is not None
    return vocabulary().measure(told["done"], None, "件") if told and not known else None
