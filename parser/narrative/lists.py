"""Several names or measures and their figures: in order, one for each, before or after."""

from __future__ import annotations

import re
from dataclasses import replace

from parser.narrative.changes import last_listed
from parser.narrative.clauses import Clause
from parser.narrative.coordination import (
    coordinate_figure,
    coordinates,
    listed_before,
    shared_words,
    split_joined,
    with_subject,
)
from parser.narrative.figures import (
    SHARED,
    Groups,
)
from parser.narrative.reading import Draft, Part, Reading, alike, trim, words_of
from parser.narrative.sequences import read_sequence
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wording import kind_of


def read_respectively(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A、B、C分别为5件、3件和2件: names or measures mapped to figures in order."""
    numbers = [token for token in groups["values"] if token.kind == "number"]
    shared = words_of(groups.get("verb", ()))
    parts = coordinates(reading, groups["head"])
    parts = split_joined(parts, len(numbers))
    reading.pending = []
    if len(parts) < 2 and not any(part.entity for part in parts) and len(numbers) > 1:
        # 办结率分别为…: the names of the figures before.
        listed = reading.listed or listed_before(reading)
        if len(listed) == len(numbers):
            shared = shared or (parts[0].label if parts else "")
            parts = [replace(part, label="") for part in listed]
        elif parts and (told := last_listed(reading, len(numbers))):
            # 部门38个、事项412项,进驻率分别为…: of the same, one for each
            parts = [replace(parts[0], entity=draft.entity) for draft in told]
    if len(parts) != len(numbers):
        return
    if not shared:
        parts, shared = shared_words(parts)
    if not shared:
        parts = with_subject(parts)
    before = len(reading.drafts)
    for part, number in zip(parts, numbers, strict=True):
        coordinate_figure(reading, clause, part, shared, number)
    for draft in reading.drafts[before + 1 :]:
        draft.joined = True
    names = [draft.entity for draft in reading.drafts[before:]]
    if shared and all(names):
        reading.listed = tuple(
            Part(name, "", part.start) for name, part in zip(names, parts, strict=True)
        )


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
    parts = _rates_of_names(parts) if number.unit in SHARED else parts
    reading.pending = []
    kind = kind_of(clause, number)
    shared = verb or (tail if number.unit not in SHARED else "")
    if not shared:
        parts, shared = shared_words(parts)
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


def _rates_of_names(parts: list[Part]) -> list[Part]:
    """甲县、乙县,回复率、办结率均为100%: each rate is of all the names before."""
    named = [part for part in parts if part.entity]
    names = [str(part.entity) for part in named]
    rates = parts[len(named) :]
    measured = all(vocabulary().measure(part.label) for part in rates)
    if not named or len(rates) < 2 or parts[: len(named)] != named or not measured:
        return parts
    return [replace(part, entity="、".join(names)) for part in rates]


def read_ordered(reading: Reading, clause: Clause, groups: Groups) -> None:
    """受理量依次为A局5件、…: the measure before, then names with their figures."""
    label = words_of(groups["topic"])
    reading.topic = vocabulary().measure(label) or reading.topic
    reading.topic_text = label
    reading.topical = bool(re.search("排名|排在|居前|前.{0,2}[位名]?的?$", label))
    reading.pending = []
    read_sequence(reading, replace(clause, tokens=tuple(groups["rest"])), {})


def read_ordered_name(reading: Reading, clause: Clause, groups: Groups) -> None:
    """投诉量排前五的分别(是)甲区(7042件): the measure, then the first of the names."""
    label = words_of(groups["topic"])
    if not clause.inner:
        reading.pending = []
        return
    counted = next((d.measure for d in reading.drafts if d.measure), reading.main)
    asked = counted if re.search("问题|诉求|热点|领域", label) else None
    reading.topic = vocabulary().measure(label) or reading.topic or asked
    reading.topic_text, reading.aspect = label, True
    reading.pending = [replace(clause, tokens=tuple(groups["name"]))]


def read_those(reading: Reading, clause: Clause, groups: Groups) -> None:
    """(95%以下的单位3个,)分别是甲局94%、…: names with the figure that was asked for before."""
    counts = [d for d in reading.recent if d.kind == "result" and d.unit != "%"]
    if reading.bound:
        reading.topic, reading.topic_text = reading.bound.measure, reading.bound.label or ""
    elif reading.parent is None and (counts := counts or _told_last(reading, groups)):
        reading.parent = counts[-1]  # 820件,主要反映拖欠工资问题612件
    reading.topical = reading.parent is not None and clause.tokens[0].text.startswith(
        ("主要", "集中")
    )
    read_sequence(reading, replace(clause, tokens=tuple(groups["rest"])), {})


def _told_last(reading: Reading, groups: Groups) -> list[Draft]:
    """物业类(96件)。主要涉及收费60件、…: what the sentence before counted, where it is enough."""
    first = next(token for token in groups["rest"] if token.kind == "number")
    told = reading.drafts or reading.before
    counts = [d for d in told if d.kind == "result" and d.unit != "%"][-1:]
    return [d for d in counts if alike(d.unit, first.unit) and d.value >= first.value]


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
