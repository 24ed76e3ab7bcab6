"""Several names or measures and their figures: in order, one for each, before or after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.narrative.clauses import Clause
from parser.narrative.contrast import tell_apart
from parser.narrative.figures import (
    SHARED,
    Groups,
    add_figure,
    read_value,
    set_subject,
)
from parser.narrative.reading import Part, Reading, is_share, resolve, trim, words_of
from parser.narrative.sequences import read_sequence
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wording import end_of, kind_of


def coordinates(reading: Reading, head: Sequence[Token]) -> list[Part]:
    """The names or measures held back, and the last one, before a shared or mapped figure."""
    groups = [
        [t for t in clause.tokens if t.kind in ("words", "entity")] for clause in reading.pending
    ]
    groups.append(list(head))
    parts: list[Part] = []
    for tokens in groups:
        if not tokens:
            continue
        names = [t for t in tokens if t.kind == "entity"]
        label = re.sub("^(?:涉及|反映|关于)", "", words_of(tokens))
        if label.startswith("等") and names:
            continue
        parts.append(Part(names[0].text if names else None, label, tokens[0].start))
    return parts


def split_joined(parts: list[Part], count: int) -> list[Part]:
    """Split 受理和办结 where the figures ask for one more name than separators gave."""
    if len(parts) >= count or not parts:
        return parts
    split: list[Part] = []
    for part in parts:
        pieces = re.split("[和及与]|以及", part.label) if part.label else [""]
        at = part.start
        for order, piece in enumerate(pieces):
            split.append(Part(part.entity if order == 0 else None, trim(piece), at))
    return split if len(split) == count else parts


def coordinate_figure(
    reading: Reading, clause: Clause, part: Part, shared: str, number: Token
) -> None:
    """Add the figure of one of several names or measures; ``shared`` words go with all."""
    own = vocabulary().measure(part.label, reading.parent.measure if reading.parent else None)
    if reading.aspect and number is clause.tokens[0]:
        own = None  # 内容主要在物业管理(89条)、违规经营(15条)
    label = shared or part.label
    entity = part.entity
    if shared or own is None:
        measure, _ = resolve(reading, shared, number.unit)
        rated = part.label.endswith(("率", "度"))
        entity = entity or (None if rated else part.label or None)
    else:
        measure = own
    draft = add_figure(
        reading,
        number,
        label=label,
        entity=entity,
        measure=measure,
        start=part.start,
        end=end_of(clause, number),
    )
    draft.end = max(draft.end, number.end)


def read_respectively(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A、B、C分别为5件、3件和2件: names or measures mapped to figures in order."""
    numbers = [token for token in groups["values"] if token.kind == "number"]
    shared = words_of(groups.get("verb", ()))
    parts = coordinates(reading, groups["head"])
    parts = split_joined(parts, len(numbers))
    reading.pending = []
    if len(parts) == 1 and not parts[0].entity and len(numbers) > 1:
        # 办结率分别为…: the names of the figures before.
        listed = reading.listed or _listed_before(reading)
        if len(listed) == len(numbers):
            shared = shared or parts[0].label
            parts = [replace(part, label="") for part in listed]
    if len(parts) != len(numbers):
        return
    if not shared:
        parts, shared = _shared_words(parts)
    if not shared:
        parts = _with_subject(parts)
    before = len(reading.drafts)
    for part, number in zip(parts, numbers, strict=True):
        coordinate_figure(reading, clause, part, shared, number)
    names = [draft.entity for draft in reading.drafts[before:]]
    if shared and all(names):
        reading.listed = tuple(
            Part(name, "", part.start) for name, part in zip(names, parts, strict=True)
        )


def _listed_before(reading: Reading) -> tuple[Part, ...]:
    """The names that had a figure of one measure each, since the last full stop."""
    before = reading.drafts[reading.stop_start :]
    tell_apart(before)
    results = [d for d in before if d.kind == "result" and not is_share(d)]
    same = [
        d
        for d in results
        if results and (d.measure, d.unit) == (results[-1].measure, results[-1].unit)
    ]
    names = [d.entity for d in same]
    if len(same) != len(results) or None in names or len(set(names)) != len(names):
        return ()
    return tuple(Part(d.entity, "", d.start) for d in same)


def _shared_words(parts: list[Part]) -> tuple[list[Part], str]:
    """Only the last of several names carries the measure: A、B、C受理量分别为…."""
    named = [vocabulary().measure(part.label) if part.label else None for part in parts]
    if len(parts) < 2 or named[-1] is None or any(named[:-1]):
        return parts, ""
    last = parts[-1]
    if last.entity:
        return parts, last.label
    words = vocabulary().find(last.label)
    cut = words[0].start if words else 0
    if not cut:
        return parts, ""
    return [*parts[:-1], Part(None, trim(last.label[:cut]), last.start)], last.label[cut:]


def _with_subject(parts: list[Part]) -> list[Part]:
    """全市受理、办结、超时件: the name before the first measure is the subject of all."""
    first, rest = parts[0], parts[1:]
    if not (first.entity and first.label) or any(p.entity or not p.label for p in rest):
        return parts
    if not all(vocabulary().measure(part.label) for part in parts):
        return parts
    return [first, *(replace(part, entity=first.entity) for part in rest)]


def read_each(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A、B、C各5件 / 投诉、举报均为零: one figure for each name or measure."""
    number = groups["value"][0]
    verb = words_of(groups.get("verb", ()))
    tail = words_of(groups.get("tail", ()))
    parts = coordinates(reading, groups["head"]) or list(reading.listed)
    if len(parts) == 1:
        joined = re.split("[和及与]|以及", parts[0].label)
        if len(joined) == 2 and all(vocabulary().measure(j) for j in joined):
            parts = [Part(parts[0].entity, trim(j), parts[0].start) for j in joined]
    reading.pending = []
    kind = kind_of(clause, number)
    shared = verb or (tail if number.unit not in SHARED else "")
    if not shared:
        parts, shared = _shared_words(parts)
    if (
        shared
        and parts
        and parts[0].entity
        and parts[0].label
        and not any(p.entity for p in parts[1:])
    ):
        # 县农业局窗口甲、乙迟到各1次: what belongs to the first name all have in common.
        parts = [replace(part, entity=parts[0].entity) for part in parts]
    for part in parts:
        before = len(reading.drafts)
        coordinate_figure(reading, clause, part, shared, number)
        for draft in reading.drafts[before:]:
            draft.kind = kind
            if draft.value == 0 and draft.unit is None and draft.measure:
                draft.unit = None


def read_ordered(reading: Reading, clause: Clause, groups: Groups) -> None:
    """受理量依次为A局5件、…: the measure before, then names with their figures."""
    label = words_of(groups["topic"])
    reading.topic = vocabulary().measure(label) or reading.topic
    reading.topic_text = label
    reading.pending = []
    read_sequence(reading, replace(clause, tokens=tuple(groups["rest"])), {})


def read_ordered_name(reading: Reading, clause: Clause, groups: Groups) -> None:
    """投诉量排前五的分别(是)甲区(7042件): the measure, then the first of the names."""
    label = words_of(groups["topic"])
    if not clause.inner:
        reading.pending = []
        return
    reading.topic = vocabulary().measure(label) or reading.topic
    reading.topic_text, reading.aspect = label, True
    reading.pending = [replace(clause, tokens=tuple(groups["name"]))]


def read_those(reading: Reading, clause: Clause, groups: Groups) -> None:
    """(95%以下的单位3个,)分别是甲局94%、…: names with the figure that was asked for before."""
    counts = [d for d in reading.recent if d.kind == "result" and d.unit != "%"]
    if reading.bound:
        reading.topic, reading.topic_text = reading.bound.measure, reading.bound.label or ""
    elif reading.parent is None and counts:
        reading.parent = counts[-1]  # 820件,主要反映拖欠工资问题612件
    read_sequence(reading, replace(clause, tokens=tuple(groups["rest"])), {})


def spread_over(reading: Reading, clause: Clause) -> None:
    """满意率100%的单位有A、B: the figure stands before the names that share it."""
    spread = reading.spread
    if spread is None:
        return
    if spread in reading.drafts and any(t.kind == "entity" for t in clause.tokens):
        reading.drafts.remove(spread)
    for token in clause.tokens:
        if token.kind == "entity":
            reading.add(replace(spread, entity=token.text, end=token.end))


def _read_joint(
    reading: Reading, clause: Clause, parts: list[Part], number: Token, all_named: bool
) -> bool:
    """受理来电、微信25.9万件: one count of all that is listed; 受理、办结50件: of each."""
    if len(parts) < 2 or any(part.entity for part in parts[1:]) or not parts[0].label:
        return False
    words = [vocabulary().find(part.label) for part in parts]
    stages = [{word.id for word in found if word.kind == "stage"} for found in words]
    if all_named and all(found and found[0].kind == "stage" for found in words):
        for part in parts:
            coordinate_figure(reading, clause, part, "", number)
        reading.pending = []
        return True
    governs = bool(words[0]) and words[0][0].kind == "stage" and words[0][0].start == 0
    plain = any(vocabulary().is_loose(part.label) for part in parts)
    if not (all_named and not plain) and (not governs or any(stages[1:])):
        return False
    label = "、".join(part.label for part in parts)
    stage = vocabulary().totals.get(words[0][0].id) if governs else None
    add_figure(
        reading,
        number,
        label=label,
        entity=parts[0].entity or reading.subject,
        measure=stage,
        start=parts[0].start,
        end=number.end,
    )
    reading.pending = []
    return True


def _joined_subject(reading: Reading, clause: Clause, head: Sequence[Token]) -> Sequence[Token]:
    """涉及占道经营、乱停乱放等问题54件: the words before the number with those held back."""
    held = [token for one in reading.pending for token in one.tokens]
    tokens = [*held, *head]
    if clause.before != "item" or not held or any(token.kind != "words" for token in tokens):
        return head
    if not re.search("涉及|反映|关于", held[0].text) or "等" not in head[-1].text:
        return head
    reading.pending = []
    text = "、".join(token.text for token in tokens)
    return [replace(held[0], text=text, end=head[-1].end)]


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


_ASKED = re.compile("的(?P<of>[\u4e00-\u9fff]{2,6}?)(?:有|为|是|包括)")


def _read_count_of_listed(
    reading: Reading, clause: Clause, head: Sequence[Token], number: Token, tail: Sequence[Token]
) -> bool:
    """(满意率100%的单位有)甲局、乙局等8家: how many there are of those named as examples."""
    if tail or number.unit not in ("个", "家") or _text(head[1:]) != "等":
        return False
    asked = list(_ASKED.finditer(reading.text, 0, number.start))
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


def read_single(reading: Reading, clause: Clause, groups: Groups) -> None:
    """受理300件: the commonest pattern; names held back before it share it (A、B 98分)."""
    head, number = groups["head"], groups["value"][0]
    if _read_count_of_listed(reading, clause, head, number, groups.get("tail", ())):
        return
    tail = groups.get("tail", ())
    parts = coordinates(reading, head) if reading.pending else []
    names = [part for part in parts if part.entity or part.label]
    only_names = len(names) > 1 and all(p.entity and not p.label for p in names[:-1])
    if only_names and names[-1].entity and clause.before == "item":
        shared = names[-1].label
        reading.pending = []
        if number.unit in SHARED or number.value == 0:
            for part in names:
                coordinate_figure(reading, clause, part, shared, number)
        else:
            draft = read_value(reading, clause, head, number, tail)
            if shared.startswith("等"):
                reading.listed = tuple(replace(part, label="") for part in names)
            elif draft and draft.entity:
                draft.entity = "、".join(part.entity or part.label for part in names)
                draft.start = names[0].start
                set_subject(reading, draft.entity)
        return
    measures = [vocabulary().measure(p.label) for p in parts if p.label]
    all_named = len(measures) == len(parts) > 1 and all(measures)
    if number.unit in SHARED and all_named and clause.before == "item":
        reading.pending = []
        for part in parts:
            coordinate_figure(reading, clause, part, "", number)
        return
    head = _joined_subject(reading, clause, head)
    if clause.before == "item" and _read_joint(reading, clause, parts, number, all_named):
        return
    draft = read_value(reading, clause, head, number, tail)
    after = reading.text[number.end :]
    limited = re.search("超过?|突破|达到|不足|多于|高于|低于", _text(clause.tokens))
    if draft and clause.after == "colon" and limited and re.match("(?:以[上下])?的", after):
        draft.kind = "threshold"
    if draft and draft.kind == "threshold" and clause.after == "colon":
        reading.topic, reading.topic_text = draft.measure, draft.label or ""
    reading.pending = []
    printed = "".join(token.text for token in tail if token.kind == "words")
    if (
        draft
        and number.unit in SHARED
        and re.search("(?:单位|部门|窗口|镇|乡|的)(?:有|为|是)?$", printed)
    ):
        reading.spread = draft
        spread_over(reading, replace(clause, tokens=tuple(tail)))
