"""One figure in a clause, with the names or words held back before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.narrative.clauses import Clause
from parser.narrative.coordination import coordinate_figure, coordinates
from parser.narrative.figures import (
    SHARED,
    Groups,
    add_figure,
    read_value,
    set_subject,
)
from parser.narrative.lexicon import CLASSIFIERS
from parser.narrative.lists import spread_over
from parser.narrative.measuring import inherited_measure, is_account
from parser.narrative.phrases import FAMILIES
from parser.narrative.reading import Part, Reading, is_list
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary


def _read_joint(
    reading: Reading, clause: Clause, parts: list[Part], number: Token, all_named: bool
) -> bool:
    """受理来电、微信25.9万件: one count of all that is listed; 受理、办结50件: of each."""
    if len(parts) < 2 or any(part.entity for part in parts[1:]) or not parts[0].label:
        return False
    if number.unit in ("个", "家") and all(is_account(part.label) for part in parts):
        add_figure(
            reading,
            number,
            label="、".join(part.label for part in parts),
            entity=parts[0].entity or reading.subject,
            measure=None,
            start=parts[0].start,
            end=number.end,
        )
        reading.pending = []
        return True
    if re.search("..[为向给]", parts[0].label):
        return False  # 代办员为老年人、残疾人提供上门服务36次
    words = [vocabulary().find(vocabulary().plain(part.label)) for part in parts]
    stages = [{word.id for word in found if word.kind == "stage"} for found in words]
    if all_named and all(found and found[0].kind == "stage" for found in words):
        for part in parts:
            coordinate_figure(reading, clause, part, "", number)
        reading.pending = []
        return True
    if (
        (summed := _SUMMED.fullmatch(parts[-1].label))
        and (measure := vocabulary().measure(summed["what"], None, number.unit))
        and not any(vocabulary().measure(part.label, None, number.unit) for part in parts[:-1])
    ):
        reading.pending = []
        add_figure(
            reading,
            number,
            label=summed["what"],
            entity=reading.subject,
            measure=measure,
            start=parts[0].start,
            end=number.end,
        )
        return True
    opening = [word for word in words[0] if word.kind != "loose"]
    governs = bool(opening) and opening[0].kind == "stage"
    plain = any(vocabulary().is_loose(part.label) for part in parts)
    if not (all_named and not plain) and (not governs or any(stages[1:])):
        return False
    stage = vocabulary().totals.get(opening[0].id) if governs else None
    _add_together(reading, parts, stage, number)
    reading.pending = []
    return True


def _add_together(
    reading: Reading, parts: Sequence[Part], stage: str | None, number: Token
) -> None:
    """Add the one count of all ``parts``; 接到2000件,咨询、建议1500件: they are part of a total."""
    label = "、".join(part.label for part in parts)
    kinds = {vocabulary().measure(part.label) for part in parts}
    whole = inherited_measure(reading, number.unit) if stage is None else None
    divides = whole == "received_total" and any(kinds <= family for family in FAMILIES)
    add_figure(
        reading,
        number,
        label=label,
        entity=label if divides else parts[0].entity or reading.subject,
        measure=whole if divides else stage,
        start=parts[0].start,
        end=number.end,
    )


def _joined_subject(reading: Reading, clause: Clause, head: Sequence[Token]) -> Sequence[Token]:
    """涉及占道经营、乱停乱放等问题54件: the words before the number with those held back."""
    held = [token for one in reading.pending for token in one.tokens]
    tokens = [*held, *head]
    named = [token for token in tokens[1:] if token.kind != "words"]
    if clause.before != "item" or not held or not head or named:
        return head
    told = re.search("涉及|反映|关于", held[0].text) and "等" in head[-1].text
    if not told and not _is_one_name(reading, held, head):
        return head
    reading.pending = []
    text = reading.text[tokens[0].start : head[-1].end]
    return [replace(held[0], kind="words", text=text, end=head[-1].end)]


_GROUPS = re.compile("(?:部门|单位|机构)(?:及|和|以及|[及与和]其)")
"""国务院部门及其内设、…: names bodies, though 部门 is also what is counted."""


def _is_one_name(reading: Reading, held: Sequence[Token], head: Sequence[Token]) -> bool:
    """土地、矿业权和国有产权项目26项: the name of one part, none of whose pieces is a measure."""
    listed = is_list(reading) and head[-1].text.endswith("类")  # 规划、住房和城乡建设类2735件
    if (reading.parent is None and not listed) or len(head) != 1:
        return False
    told = [token.text for token in held if not _GROUPS.search(token.text)]
    measured = any(vocabulary().measure(text) for text in told)
    short = all(2 <= len(token.text) <= 10 for token in held) and len(head[0].text) <= 14
    return short and not measured and (held[0].kind == "words" or len(held) > 1)


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


_SUMMED = re.compile(".{2,10}?(?:共计?|合计|累计)(?P<what>.+)")
"""网站、微博|共|办理66件: the last of several names, and what all of them did together."""
_OVER = re.compile(
    r"[^，,。;\d]*(?:超过?|突破|高于|低于|不足)\s*[\d.]+万?\s*[%分件条宗个]\s*[，,]\s*分别"
)
"""甲市、乙市占比超过90%,分别为95%和92%: a bound before the figures themselves."""
_AMONG = re.compile(
    "(?:^|项目|工单|诉求|事项|来信|信件|留言|问题|来电|案件|投诉|办件|业务|电话|件|交易|单位|部门)中$"
)
"""依申请事项1856项中, 完成的96项交易项目中: what the figures after it are parts of."""
_ASKED = re.compile("的(?P<of>[\u4e00-\u9fff]{2,6}?)(?:有|为|是|包括)")


def _read_count_of_listed(
    reading: Reading, clause: Clause, head: Sequence[Token], number: Token, tail: Sequence[Token]
) -> bool:
    """(满意率100%的单位有)甲局、乙局等8家: how many there are of those named as examples."""
    if tail or number.unit not in ("个", "家") or not head:
        return False
    if _text(head[1:]) != "等" and not (reading.pending and len(head) == 1):
        return False
    asked = list(_ASKED.finditer(reading.text, 0, number.start))
    if asked and re.search(r"\d", reading.text[asked[-1].end() : number.start]):
        return False
    measure = vocabulary().measure(asked[-1]["of"], None, number.unit) if asked else None
    if measure is None:
        return False
    if reading.spread:
        spread_over(reading, replace(clause, tokens=tuple(head[:1])))
    reading.pending = []
    add_figure(
        reading,
        number,
        label=asked[-1]["of"],
        entity=None,
        measure=measure,
        start=number.start,
        end=number.end,
    )
    return True


def _read_of_names(reading: Reading, clause: Clause, groups: Groups, names: list[Part]) -> None:
    """甲局、乙局98分: of each; 甲局、乙局受理5件: of both; 甲市、乙市超过90%,分别为…: a bound."""
    head, number, shared = groups["head"], groups["value"][0], names[-1].label
    reading.pending = []
    if _OVER.match(reading.text, names[-1].start):
        reading.listed = tuple(replace(part, label="") for part in names)
        draft = read_value(reading, clause, [t for t in head if t.kind == "words"], number, ())
        if draft:
            draft.kind, draft.entity = "threshold", None
            reading.topic = draft.measure
        return
    if number.unit in SHARED or number.value == 0:
        for part in names:
            coordinate_figure(reading, clause, part, shared, number)
        return
    draft = read_value(reading, clause, head, number, groups.get("tail", ()))
    if shared.startswith("等") or re.match(
        "\\s*等", reading.text[names[-1].start :].removeprefix(names[-1].entity or "")
    ):
        reading.listed = tuple(replace(part, label="") for part in names)
        if draft and draft.entity in [part.entity for part in names]:
            draft.entity, draft.start = None, number.start
    elif draft and draft.kind == "threshold":
        draft.entity = None
    elif draft and draft.entity:
        draft.entity = "、".join(part.entity or part.label for part in names)
        draft.start = names[0].start
        set_subject(reading, draft.entity)


def read_single(reading: Reading, clause: Clause, groups: Groups) -> None:
    """受理300件: the commonest pattern; names held back before it share it (A、B 98分)."""
    head, number = groups["head"], groups["value"][0]
    if _read_count_of_listed(reading, clause, head, number, groups.get("tail", ())):
        return
    tail = groups.get("tail", ())
    parts = coordinates(reading, head) if reading.pending else []
    names = [part for part in parts if part.entity or part.label]
    only_names = len(names) > 1 and all(p.entity and not p.label for p in names[:-1])
    only_names = only_names and not names[-1].label.endswith("对")
    if only_names and names[-1].entity and clause.before == "item":
        _read_of_names(reading, clause, groups, names)
        return
    measures = [vocabulary().measure(p.label) for p in parts if p.label]
    all_named = len(measures) == len(parts) > 1 and all(measures)
    if number.unit in SHARED and all_named and clause.before == "item":
        reading.pending = []
        for part in parts:
            coordinate_figure(reading, clause, part, "", number)
        return
    subject = _joined_subject(reading, clause, head)
    joins = clause.before == "item" and subject is head
    if joins and _read_joint(reading, clause, parts, number, all_named):
        return
    head = subject
    leads = clause.before == "item" and parts and parts[0].entity and parts[0].label
    if leads and not any(part.entity for part in parts[1:]):
        set_subject(reading, str(parts[0].entity))  # 县交易中心完成工程、采购、产权交易125项
    draft = read_value(reading, clause, head, number, tail)
    after = reading.text[number.end :]
    limited = re.search("超过?|突破|达到|不足|多于|高于|低于", _text(clause.tokens))
    if draft and clause.after == "colon" and limited and re.match("(?:以[上下])?的", after):
        draft.kind = "threshold"
    listed = draft and draft.unit not in CLASSIFIERS | {"%"} and draft.measure is not None
    if draft and draft.kind == "result" and clause.after == "colon" and listed:
        reading.parent = draft  # 迟到6人次:甲局2次、…
    if clause.after == "colon" and number.unit in ("类", "种", "方面") and reading.recent:
        counted = [d for d in reading.recent if d.measure and d.unit not in ("%", number.unit)]
        reading.parent = counted[0] if counted else reading.parent  # 建议128件,分为五类:一是…
    if draft and draft.kind == "threshold" and clause.after == "colon":
        reading.topic, reading.topic_text = draft.measure, draft.label or ""
    if draft and _AMONG.search(_text(tail)) and clause.after == "comma":
        reading.parent = draft  # 依申请事项1856项中,可网办事项1798项
    reading.pending = []
    printed = "".join(token.text for token in tail if token.kind == "words")
    if (
        draft
        and number.unit in SHARED
        and re.search("(?:单位|部门|窗口|镇|乡|的)(?:有|为|是)?$", printed)
    ):
        reading.spread = draft
        spread_over(reading, replace(clause, tokens=tuple(tail)))
