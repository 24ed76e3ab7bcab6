"""Several figures in one clause, and figures that state a condition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.narrative.clauses import Clause
from parser.narrative.figures import SHARED, Groups, add_figure, read_value
from parser.narrative.lexicon import CLASSIFIERS
from parser.narrative.measuring import resolve
from parser.narrative.nouns import noun_of
from parser.narrative.reading import FactKind, Reading, entity_of, trim, words_of
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary


def read_sequence(reading: Reading, clause: Clause, groups: Groups) -> None:
    """Several figures in one clause, each with the words between (1期1件次)."""
    reading.pending = []
    tokens = list(clause.tokens)
    left: list[Token] = []
    order = 0
    while order < len(tokens):
        token = tokens[order]
        if token.kind == "number":
            right = _until_number(tokens, order + 1)
            more = any(t.kind == "number" for t in tokens[order + 1 :])
            takes = token.unit in CLASSIFIERS or not words_of(left) or not more
            draft = read_value(reading, clause, left, token, right if takes else ())
            leader = tokens[0].text if tokens[0].kind == "entity" else None
            if draft and draft.inherited and leader and token.unit not in SHARED and not left:
                draft.entity = leader  # 市国土局2张黄牌1张红牌
            if draft and draft.kind == "threshold" and more and _HAVE.match(_text(right)):
                reading.topic, reading.topic_text = draft.measure, draft.label or ""
                right = [one for one in right if one.kind == "entity"]
            adjacent = order + 1 < len(tokens) and tokens[order + 1].kind == "number"
            left = left if adjacent else []
            if takes and more and not adjacent:
                order += 1
                left = _after_noun(tokens, order)
                order += sum(1 for t in right)
                continue
        elif token.kind in ("words", "entity"):
            left.append(token)
        order += 1


_HAVE = re.compile("(?:以[上下])?的(?:分别)?(?:有|为|是|包括)$")
"""不足500件的有: the names after it are those of which it is true."""


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens if token.kind == "words")


def _after_noun(tokens: Sequence[Token], order: int) -> list[Token]:
    """The words before the next number that the noun of this one leaves over."""
    right = _until_number(tokens, order)
    if not right or right[0].kind != "words":
        return right
    noun = noun_of("".join(token.text for token in right), tokens[order - 1].unit)
    first = right[0]
    at = first.text.find(noun) + len(noun) if noun and noun in first.text else 0
    rest = replace(first, start=first.start + at, text=first.text[at:])
    return [rest, *right[1:]] if rest.text else right[1:]


def _until_number(tokens: Sequence[Token], order: int) -> list[Token]:
    right: list[Token] = []
    for token in tokens[order:]:
        if token.kind == "number":
            break
        if token.kind in ("words", "entity"):
            right.append(token)
    return right


def read_condition(reading: Reading, clause: Clause, groups: Groups) -> None:
    """53个部门在线率80%以上: how many fulfil a condition, and the threshold itself."""
    count, bound = groups["count"][0], groups["bound"][0]
    words = groups["words"]
    limited = any(token.kind in ("least", "most") for token in clause.tokens)
    if count.unit in ("%", None) or bound.unit != "%" or not (limited or bound.value == 100):
        read_sequence(reading, clause, groups)
        return
    label = words_of(words)
    subject = entity_of(groups["head"]) or reading.subject
    measure, _ = resolve(reading, label, "%", subject)
    noun = vocabulary().find(label)
    counted = next((w.id for w in noun if w.kind == "loose"), None)
    head = words_of(groups["head"])
    end = clause.tokens[-1].end
    start = groups["head"][0].start if groups["head"] else count.start
    condition = reading.text[words[0].start : end]
    add_figure(
        reading,
        count,
        label=trim(head + condition),
        entity=subject,
        measure=counted,
        start=start,
        end=end,
    )
    kind: FactKind = "threshold"
    if measure:
        add_figure(
            reading,
            bound,
            label=label,
            entity=subject,
            measure=measure,
            start=start,
            end=end,
            kind=kind,
        )
    reading.pending = []


def _read_sized(reading: Reading, clause: Clause, groups: Groups) -> None:
    """10亿元以上的项目4个: the bound says which projects are counted."""
    count, noun = groups["count"][0], words_of(groups["noun"]).removeprefix("的")
    start = groups["head"][0].start if groups["head"] else groups["bound"][0].start
    sized = reading.text[groups["bound"][0].start : groups["noun"][0].start]
    add_figure(
        reading,
        count,
        label=trim(noun),
        entity=sized,
        measure=vocabulary().measure(noun, None, count.unit),
        start=start,
        end=count.end,
    )
    reading.pending = []


def read_fulfilled(reading: Reading, clause: Clause, groups: Groups) -> None:
    """满意率达到95%以上的单位有12个: the threshold, then how many fulfil it."""
    bound, count = groups["bound"][0], groups["count"][0]
    noun = words_of(groups["noun"])
    tail = groups.get("tail", ())
    if tail and not _HAVE.match(_text(groups["noun"])):
        swapped = {**groups, "count": groups["bound"], "bound": groups["count"]}
        read_condition(reading, clause, {**swapped, "words": groups["noun"]})
        return
    noun = noun + words_of(tail)
    limited = any(t.kind in ("least", "most") for t in clause.tokens) or any(
        re.search("超过?|突破|达到?|不足|多于|高于|低于|在$", t.text) for t in groups["head"][-1:]
    )
    sized = bound.unit == "元" and any(t.kind == "most" for t in clause.tokens)
    listed = "的" in noun or (limited and vocabulary().is_loose(noun))
    asked = (listed or "的" in groups["noun"][0].text) and (bound.unit in SHARED or limited)
    told = count.unit in CLASSIFIERS | {"人"} or groups["noun"][0].text.startswith("的")
    if not (asked or sized) or not told:
        swapped = {**groups, "count": groups["bound"], "bound": groups["count"]}
        read_condition(reading, clause, {**swapped, "words": groups["noun"]})
        return
    label = words_of(groups["head"])
    if bound.unit == "元":
        _read_sized(reading, clause, groups)
        return
    measure, named = resolve(reading, label, bound.unit)
    if not label and reading.bound:
        measure, named, label = reading.bound.measure, True, reading.bound.label or ""
    start, end = groups["head"][0].start if groups["head"] else bound.start, count.end
    if clause.after == "colon":
        reading.topic, reading.topic_text = measure, label
    if named:
        reading.bound = add_figure(
            reading,
            bound,
            label=label,
            entity=None,
            measure=measure,
            start=start,
            end=end,
            kind="threshold",
        )
    add_figure(
        reading,
        count,
        label=trim(noun.removeprefix("以上").removeprefix("的")),
        entity=reading.subject,
        measure=vocabulary().measure(noun, None, count.unit),
        start=start,
        end=end,
    )
    reading.pending = []
