"""Wholes and their parts: what 其中 divides, what a part's figures are, when a list is complete."""

from __future__ import annotations

import re

from parser.narrative.clauses import Clause
from parser.narrative.reading import Reading, alike, inherited_measure, is_share, trim, words_of
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wording import Words

_SUBSET = re.compile(
    "(?:^|(?P<all>诉求|问题|事项|工单|来信|信件|来电|投诉|案件))(?:主要)?(?:涉及|反映|关于)(?P<of>..+)"
)
"""来信涉及城市建设126封: of all letters those about it."""
_CLASS = re.compile(
    "(?P<name>(?!各)[\u4e00-\u9fff]{2,10}(?<!各)类)(?:诉求|工单|案件|问题|事项|办件|件|留言)?"
)
_QUALITY = re.compile("有效|无效|重复|重点|紧急|疑难")
"""What says of which kind the cases are: it is no name without them."""
_STAGES = frozenset(("received", "completed"))


def part_of_whole(
    reading: Reading, clause: Clause, number: Token, words: Words
) -> tuple[str | None, str | None]:
    """The entity and the measure of a figure that may be a part of what stands before."""
    entity, measure = words.entity, words.measure
    subset = _SUBSET.search(words.label)
    head = reading.head
    if subset and entity is None and not words.after and subset["all"]:
        reading.topic = vocabulary().measure(subset["all"], None, number.unit) or reading.topic
        return _without_measure(subset["of"]), inherited_measure(reading, number.unit)
    if subset and not words.named and entity is None and head and alike(head.unit, number.unit):
        return _without_measure(subset["of"]), head.measure
    if entity is None and (kind := _CLASS.fullmatch(words.label)) and not words.is_part:
        name = re.sub("^(?:反映|涉及|关于)", "", kind["name"])
        known = vocabulary().measure(name, None, number.unit)
        return (None if known else name), measure
    if entity is None and not words.named and _describes_part(reading, clause, number):
        return reading.part, None
    if words.is_part and entity is None:
        label = re.sub("^(?:反映|涉及|关于)|[及和与]$", "", words.label)
        if vocabulary().is_plain(label):
            return None, measure  # 转派(县及镇)5件: the names are several
        reading.part = label if words.relative else _without_measure(label)
        return reading.part, measure
    if words.is_part and entity and (entity.endswith("级") or not words.named):
        return entity + words.label, measure  # 省级督办, 农村两委班子建设
    if entity is None and reading.part and clause.before == "comma":
        again = (
            words.goes_on
            or any(whole.measure == measure for whole in reading.wholes)
            or _describes_part(reading, clause, number)
        )
        entity = reading.part if again else None
    inherits = reading.parent is not None and (entity is not None or words.is_one)
    if not words.named and words.label and not inherits:
        measure = "score" if number.unit == "分" else None
    return entity, measure


def _describes_part(reading: Reading, clause: Clause, number: Token) -> bool:
    """其中:工程136宗,中标价32亿元: what follows the only part so far, counted otherwise, is its."""
    parts = [draft for draft in reading.recent if draft.child and not is_share(draft)]
    if reading.part is None or clause.before != "comma" or not parts:
        return False
    if words_of(clause.tokens).startswith(reading.part):
        return False
    same = {draft.entity for draft in parts} == {reading.part}
    return same and not alike(parts[0].unit, number.unit)


def _without_measure(label: str) -> str:
    """The part's name without the stage said of it (实体大厅|收到评价)."""
    words = vocabulary().find(label)
    stages = [word.start for word in words if word.kind == "stage"]
    if _QUALITY.match(label):
        return label
    cut = stages[0] if stages else 0
    return trim(label[:cut]) if cut >= 2 else label


def close_list(reading: Reading, number: Token) -> None:
    """Parts that add up to their whole are all of them: what follows is no part any more."""
    whole = reading.parent
    if whole is None or reading.in_bracket or not alike(whole.unit, number.unit):
        return
    parts = [
        draft.value
        for draft in reading.drafts
        if draft.child and draft.whole == whole.value and draft.unit == whole.unit
    ]
    if len(parts) > 1 and sum(parts) == whole.value:
        reading.parent = None


def choose_parent(reading: Reading, number: Token) -> None:
    """Of several figures before 其中 the one in the same unit is divided."""
    parent = reading.parent
    if parent is None or reading.in_bracket or alike(parent.unit, number.unit):
        return
    whole = next((w for w in reversed(reading.wholes) if alike(w.unit, number.unit)), None)
    reading.parent = whole or parent


def settle_wholes(reading: Reading) -> None:
    """Give parts to the figure that they add up to, where 其中 follows another one.

    受理10件,办结9件,办结率90%。其中即办件6件,承诺件4件: the parts of what was received.
    """
    parts = [d for d in reading.recent if d.child and d.whole is not None and d.unit != "%"]
    if len(parts) < 2 or len({(d.whole, d.unit) for d in parts}) > 1:
        return
    total = sum(draft.value for draft in parts)
    wholes = [w for w in reading.wholes if w.unit == parts[0].unit and w.value == total]
    if total == parts[0].whole or not wholes:
        return
    stage = (wholes[-1].measure or "").partition("_")[0]
    for draft in reading.recent:
        old, _, kind = (draft.measure or "").partition("_")
        if draft in parts:
            draft.whole = total
        if old in _STAGES and stage in _STAGES and kind and draft.child:
            draft.measure = f"{stage}_{kind}"
