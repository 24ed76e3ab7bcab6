"""What the words around a number say: its label, whose it is, and whether it counts at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parser.narrative.clauses import Clause
from parser.narrative.lexicon import CLASSIFIERS
from parser.narrative.measuring import inherited_measure, resolve
from parser.narrative.nouns import noun_of, told_of
from parser.narrative.people import is_person
from parser.narrative.reading import FactKind, Reading, alike, entity_of, is_list, trim, words_of
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary

_DURATIONS = frozenset(
    (
        "天", "小时", "分钟", "秒", "工作日", "个工作日", "个月", "周", "日", "期", "届", "轮",
        "类", "种",
    )
)  # fmt: skip
_TARGET = re.compile(
    r"(?<![模比虚草])拟(?=率先|在|于|对|建|新|将)|力争|确保|争取|目标(?:为|是|值|定|\s*\d)"
)
_BOUND = re.compile(
    "(?<!非)必须|不得|每周|每月不|每人|至少|超过\\(含\\)|最低(?=标准|要求|不|应|限)|满分[为是]?\\d"
)
QUANTITY = re.compile(
    "(?:实际|计划|预算|采购|成交|中标|合同|交易|投资|控制|工程)*"
    "(?:金额|数量|总量|总数|总额|件数|人次|人数|面积|规模|预算价|中标价|成交价|控制价)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the words around a number say; ``named`` if they themselves name the measure."""

    label: str
    entity: str | None
    measure: str | None
    named: bool
    after: bool
    is_part: bool
    end: int
    goes_on: bool
    is_one: bool
    relative: bool
    extreme: bool


def words_around(
    reading: Reading,
    clause: Clause,
    left: Sequence[Token],
    number: Token,
    right: Sequence[Token],
) -> Words:
    """Return what the words before and after ``number`` say of it."""
    noun = noun_of("".join(token.text for token in _unbroken(right)), number.unit)
    label, entity, extreme = _before(reading, left)
    measure, named = resolve(reading, label, number.unit, entity)
    if clause.before == "item" and named and vocabulary().is_loose(label):
        measure = _governed(reading, left, label, number) or measure
    after = bool(noun) and (number.unit in CLASSIFIERS or not label)
    end = number.end
    if after:
        level = right[0].kind == "entity" and right[0].text.endswith("级")
        if level or re.match("来自|涉及|属于", noun):
            entity = entity or entity_of(right)
        label = "" if clause.before == "item" and reading.pending else label
        measure, named = resolve(reading, noun, number.unit, entity)
        if not named:
            measure, named = resolve(reading, label + noun, number.unit, entity)
        label = trim(label + noun)
        end = max(end, reading.text.find(noun, end) + len(noun))
        if not named and (told := told_of(right, noun)):
            measure, named = told, True
    elif label and not named and noun:
        measure, named = resolve(reading, noun, number.unit, entity)
    if number.unit == "%" and not words_of(left) and (of := _share_of_noun(right)):
        measure, named = of, True
    relative = bool(left) and left[-1].text.endswith("的") and len(label) >= 6 and is_list(reading)
    if relative and not after:
        named, measure = False, _of_whole(reading, number)
    parent = reading.parent
    if (
        after
        and clause.before == "item"
        and vocabulary().is_loose(noun)
        and not label[: -len(noun)]
    ):
        entity = None  # A局、B局2个部门: the names are those counted
    beneath = parent is not None and not after and parent.unit == number.unit
    if parent and named and beneath and vocabulary().is_loose(label):
        measure, named = inherited_measure(reading, number.unit), False
    same = parent is not None and measure == parent.measure
    part = not after and (not named or same) and _may_be_part(reading, label, number)
    if part and (name := _before_time(reading, left)):
        label = name
    elif part and reading.time_said and beneath and vocabulary().is_loose(label):
        part, named = False, True  # 交易项目545个。其中:4月份完成项目159个
    plain = named and vocabulary().is_plain(label)
    return Words(
        label=label,
        entity=entity,
        measure=measure,
        named=named,
        after=after,
        is_part=part and not plain,
        end=end,
        relative=relative,
        is_one=after and right[0].text.startswith(("为", "是", "属于")),
        extreme=extreme,
        goes_on=bool(left) and left[0].text.startswith(("已", "均", "全部", "现已")),
    )


def _unbroken(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens up to where something else stood between two of them: 服务站|累计|办理."""
    for order, (one, other) in enumerate(pairwise(tokens), 1):
        if other.start > one.end:
            return tokens[:order]
    return tokens


def _governed(reading: Reading, left: Sequence[Token], label: str, number: Token) -> str | None:
    """What the verb before the first of several nouns makes of the next: 受理审批、|事项300件."""
    last = reading.recent[-1] if reading.recent else None
    if last and last.named and last.unit == number.unit and last.end == left[0].start - 1:
        governed = last.measure in vocabulary().totals.values()
        return last.measure if governed and vocabulary().is_loose(label) else None
    at = left[0].start if left else 0
    told = re.search(r"[^，,。;；:：\d]*$", reading.text[max(0, at - 40) : at]) if left else None
    return vocabulary().measure(told[0] + label, None, number.unit) if told else None


def _before(reading: Reading, left: Sequence[Token]) -> tuple[str, str | None, bool]:
    """Return what the words before a number name, whose it is, and whether it is an extreme."""
    label, entity = words_of(left), entity_of(left)
    person = bool(entity) and left[-1].text.startswith("窗口") and is_person(label)
    if person and vocabulary().measure(label) is None:
        label = ""  # 县公安局窗口李娜1次
    label = "" if entity and label == "涉及" else label
    if left and _OWN_HALL.match(reading.text, left[0].start):
        label = label.removeprefix("大厅")  # 大厅累计受理…: who did it, no way in
    label = label[1:-1] if re.fullmatch(r"\([^()]+\)", label) else label  # (交通工具)13%
    extreme = re.fullmatch("最[高低多少]的?(?:是|为)?", label) is not None
    return "" if extreme else label, entity, extreme


def _of_whole(reading: Reading, number: Token) -> str | None:
    """Return the measure that a condition's number divides: 超过三天的12件."""
    whole = reading.parent
    if whole is None:
        return reading.topic  # not what the words before another figure say of that one
    if number.unit not in ("%", "分") and alike(whole.unit, number.unit):
        return whole.measure
    return inherited_measure(reading, number.unit)


def _share_of_noun(right: Sequence[Token]) -> str | None:
    """90%的政府网站开设了…: the share of what stands behind 的."""
    text = "".join(token.text for token in right)
    words = vocabulary().find(text) if re.match("(?:以上)?的", text) else ()
    near = words[0] if words and words[0].start <= 6 else None
    return f"{near.id}_share" if near and near.kind in ("loose", "thing") else None


def _may_be_part(reading: Reading, label: str, number: Token) -> bool:
    """Under a whole or a topic, words that name no other measure name the part."""
    if not label or not is_list(reading) or QUANTITY.fullmatch(label):
        return False  # 成交126个、金额1320万元
    parent = reading.parent
    if parent is None:
        return True
    if number.unit != "%" and not alike(parent.unit, number.unit):
        return False  # 其中投诉5件,挽回损失3万元
    return label != parent.label  # 完成项目856个。其中,9月份完成项目289个


def _before_time(reading: Reading, left: Sequence[Token]) -> str:
    """The part's name where a time stands between it and its measure: 工程|1—4月份完成177个."""
    if len(left) < 2 or left[0].kind != "words" or left[1].kind != "words":
        return ""
    return words_of(left[:1]) if re.search(r"\d", reading.text[left[0].end : left[1].start]) else ""


_OWN_HALL = re.compile("大厅(?:全年|日均|累计|合计|共)+(?:受理|办理|办结|接待)")
_SUMMED_UP = re.compile("[，,]\\s*(?:共计|合计|总计)\\s*$")


def countable(reading: Reading, number: Token, words: Words, kind: FactKind) -> bool:
    """Tell whether a number is a figure: durations and bare shares need a word that says so."""
    label, entity, named = words.label, words.entity, words.named
    whole = reading.parent
    if number.spelled and not named and not (whole and whole.unit == number.unit):
        return False
    if number.unit in _DURATIONS and kind != "result":
        return bool(label)
    if number.unit in _DURATIONS and re.search("(?:时间|时限|用时|时长|期限|周期|流程)$", label):
        return True
    if number.unit in _DURATIONS:
        return (named and number.unit not in ("类", "种", "期")) or (
            number.unit in ("类", "种", "期") and bool(label)
        )
    if number.unit in ("%", "‰"):
        return named or len(label) > 1 or is_list(reading) or bool(entity)
    if number.unit in ("个百分点", "倍"):
        return False
    if number.unit is None:
        return named or bool(entity) or is_list(reading)
    told = bool(label or entity or reading.subject or words.extreme)
    told = told or bool(reading.recent and _SUMMED_UP.search(reading.text, 0, number.start))
    return told or is_list(reading) or reading.in_bracket


def kind_of(clause: Clause, number: Token) -> FactKind:
    """A result, a threshold (不低于92%, 80%以上) or a target (力争达到95%)."""
    text = "".join(token.text for token in clause.tokens)
    right = "".join(token.text for token in clause.tokens if token.start >= number.end)
    if _TARGET.search(text) or re.match("的?(?:年度)?(?:目标|任务)", right):
        return "target"
    counts = [token.start for token in clause.tokens if token.kind == "number"]
    before = max((start for start in counts if start < number.start), default=-1)
    bounds = [token.start for token in clause.tokens if token.kind == "least"]
    last = not any(start > number.start for start in counts)
    if any(before < start and (start < number.start or last) for start in bounds):
        return "threshold"
    bound = _BOUND.search(text) or _is_at_most(clause)
    if bound or _is_condition(clause, number) or _is_wait(clause, number):
        return "threshold"
    if _is_bounded(clause, number) and not re.search(
        "达到?|(?<![均都])在|(?<![\u4e00-\u9fff]{2})均", text
    ):
        return "threshold"
    return "result"


def _is_at_most(clause: Clause) -> bool:
    """最多5件 bounds, 投诉最多,有36件 ranks: the number stands directly behind the word."""
    ends = [token.end for token in clause.tokens if re.search("最多可?$", token.text)]
    return any(token.kind == "number" and token.start in ends for token in clause.tokens)


def _is_wait(clause: Clause, number: Token) -> bool:
    """排队时间超过30分钟: longer than told, nobody says how long."""
    left = "".join(token.text for token in clause.tokens if token.end <= number.start)
    return number.unit in ("分钟", "小时", "秒") and bool(re.search("(?:超过|多于|不足)$", left))


def _is_condition(clause: Clause, number: Token) -> bool:
    """超过3天的有5人: what others are counted by."""
    if number.unit in ("%", "分"):
        return False
    left = "".join(token.text for token in clause.tokens if token.end <= number.start)
    right = "".join(token.text for token in clause.tokens if token.start >= number.end)
    return bool(re.search("(?:超过?|突破|达到?|不足|多于|高于|低于|少于)$", left)) and bool(
        re.match("(?:以[上下])?的(?:有|共|为|是|单位|部门|窗口|人员)?", right)
    )


def _is_bounded(clause: Clause, number: Token) -> bool:
    """Tell whether 以上 or 以内 stands directly after the number (not 亿元以上项目15个)."""
    after = [token for token in clause.tokens if token.start >= number.end]
    return bool(after) and after[0].kind == "most"


def end_of(clause: Clause, number: Token) -> int:
    """The end of the quote: the number and a 以上 directly after it."""
    for token in clause.tokens:
        if token.kind == "most" and token.start >= number.end:
            return token.end
    return number.end
