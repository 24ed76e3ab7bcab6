"""Changes: 同比增长…, one for each of the last figures, or printed without its figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.narrative.bases import base_of
from parser.narrative.clauses import Clause
from parser.narrative.coordination import coordinates, split_joined
from parser.narrative.figures import Groups, add_figure
from parser.narrative.lexicon import RISES
from parser.narrative.reading import (
    Base,
    ChangeKind,
    Draft,
    Part,
    Reading,
    entity_of,
    is_share,
    trim,
    words_of,
)
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wording import end_of


def read_change(reading: Reading, clause: Clause, groups: Groups) -> None:
    """同比增长5%: the change of the last figure, or of the measure that is named."""
    numbers = [token for token in groups["values"] if token.kind == "number"]
    label = words_of(groups.get("head", ()))
    base = base_of(reading, groups.get("base", ())) or reading.base or reading.frame
    if clause.shape.startswith("b"):
        reading.base = base
    rises = RISES.search(groups["verb"][0].text) is not None
    named = vocabulary().measure(label) if label else None
    if len(numbers) > 1:
        if not _named_changes(reading, clause, groups, numbers, rises, base):
            _changes_in_order(reading, numbers, rises, base)
        reading.pending = []
        return
    number, said = numbers[0], groups.get("head", ())
    head, label = _whose_change(reading, number, said, named, base)
    if head and (not label or named or label in ("量", "数量", "总量", "率", "数")):
        if number.unit == head.unit or number.unit in ("%", "个百分点", "倍", None):
            set_change(reading, head, number, rises, base)
        return
    if label and (base or number.unit in ("%", "个百分点")):
        part = Part(entity_of(said), label, said[0].start)
        _change_alone(reading, part, number, rises, base)
    elif number.unit not in ("%", "个百分点", "倍", None) and base is None:
        add_figure(
            reading,
            number,
            label=trim(label + groups["verb"][0].text + words_of(groups.get("tail", ()))),
            entity=entity_of(said),
            measure=None,
            start=groups["verb"][0].start,
            end=end_of(clause, number),
        )


def _whose_change(
    reading: Reading,
    number: Token,
    said: Sequence[Token],
    named: str | None,
    base: Base | None,
) -> tuple[Draft | None, str]:
    """The figure whose change ``number`` is, and the words before it that do not name it."""
    label = words_of(said)
    heads = [d for d in reading.recent if d.kind == "result"] if not reading.in_bracket else []
    head = reading.head
    counted = [d for d in heads if (d.unit or "-") in _COUNTED.get(label, ())]
    if counted:
        head, label = counted[-1], ""
    elif named:
        head = _stated_before(reading, heads, named, entity_of(said))
        if head is None and re.fullmatch("(?:总)?(?:办件|业务)(?:数|总)?量", label):
            counts = [d for d in heads if d.measure in ("received_total", "handled_total")]
            head = counts[-1] if counts else None
    elif label in _COUNTED:
        label = ""
    elif label and not reading.in_bracket:
        named_part = [d for d in reading.drafts if d.entity and d.entity in label and _open(d)]
        head, label = (named_part[-1], "") if named_part else (head, label)
    name = entity_of(said) if words_of(said) == label else None
    if name and not label and not reading.in_bracket:
        own = [d for d in reading.drafts if d.entity == name and _open(d)]
        own = [d for d in own if number.unit in ("%", "个百分点") or d.unit == number.unit]
        head = own[-1] if own else None
    elif head is None and not label and not reading.in_bracket:
        head = reading.changed or only_figure(reading)
    if base and not label and not reading.in_bracket and not counted:
        head = _of_unit(reading, head, number)
    if head and is_share(head) and not label and number.unit in ("%", "倍", None):
        counts = [d for d in heads if not is_share(d)]  # 占49%,同比增长133%: of the count
        head = counts[-1] if counts else head
    return head, label


_COUNTED: dict[str, tuple[str, ...]] = {
    "批次": ("批",), "人次": ("人次",), "件次": ("件次",), "起数": ("起",), "户数": ("户",),
    "宗数": ("宗",), "件数": ("件",), "人数": ("人",), "金额": ("元",), "家数": ("家",),
    "项目数量": ("项", "个", "宗"), "项目数": ("个", "项", "宗"), "项目个数": ("个", "项", "宗"),
}  # fmt: skip
"""Words that name a figure by what it is counted in (批次同比下降8%)."""


def read_changes(reading: Reading, clause: Clause, groups: Groups) -> None:
    """同比分别增长9.1%和下降3.5%: a direction for each of the last figures, in order."""
    verbs, numbers = groups["moves"][::2], groups["moves"][1::2]
    base = base_of(reading, groups.get("base", ())) or reading.base or reading.frame
    targets = last_listed(reading, len(numbers))
    reading.pending = []
    if targets and not words_of(groups.get("head", ())):
        for target, verb, number in zip(targets, verbs, numbers, strict=True):
            set_change(reading, target, number, RISES.search(verb.text) is not None, base)


def last_listed(reading: Reading, count: int) -> list[Draft]:
    """The last ``count`` figures where they are a list of so many, or all of the sentence.

    Of 事故37起、死亡30人、受伤15人,同比分别下降19%、9% nobody can say which two are meant.
    """
    results = [d for d in reading.recent if d.kind == "result" and not is_share(d)]
    run = 0
    for draft in reversed(results):
        run += 1
        if not draft.joined:
            break
    fits = count in (run, len(results)) or (count < len(results) and run == 1)
    return results[-count:] if fits and len(results) >= count else []


def only_figure(reading: Reading) -> Draft | None:
    """The figure of the clauses before a semicolon, where there is one only."""
    results = [d for d in reading.drafts[reading.stop_start :] if d.kind == "result"]
    return results[0] if len(results) == 1 else None


def _of_unit(reading: Reading, head: Draft | None, number: Token) -> Draft | None:
    """受理300件,办结率99%,较上月增加20件: of the count that leads, the last has no such unit."""
    if number.unit in ("%", "个百分点", "倍", None) or (head and head.unit == number.unit):
        return head
    counts = [d for d in reading.drafts if d.unit == number.unit and d.kind == "result"]
    counts = [d for d in counts if not d.child and d.time == reading.time]
    return counts[0] if counts and _open(counts[0]) else head


def _open(draft: Draft) -> bool:
    return draft.change is None and draft.kind == "result" and not is_share(draft)


def _stated_before(
    reading: Reading, heads: Sequence[Draft], measure: str, entity: str | None
) -> Draft | None:
    """The figure whose change is told: of this sentence, or the only one of the paragraph."""
    near = [d for d in heads if d.measure == measure and entity in (None, d.entity)]
    if near:
        return near[-1]
    far = [d for d in reading.drafts if d.measure == measure and entity in (None, d.entity)]
    far = [d for d in far if not d.child] or far
    same = {(d.value, d.entity, d.time) for d in far}
    now = [d for d in far if d.time == reading.time and d.kind == "result"]
    return now[-1] if len(same) == 1 and now else None


def _changes_in_order(
    reading: Reading, numbers: Sequence[Token], rises: bool, base: Base | None
) -> None:
    """环比分别增加50%和1515%: one change for each of the last figures, in order."""
    targets = last_listed(reading, len(numbers))
    if targets:
        for target, number in zip(targets, numbers, strict=True):
            set_change(reading, target, number, rises, base)


def _named_changes(
    reading: Reading,
    clause: Clause,
    groups: Groups,
    numbers: Sequence[Token],
    rises: bool,
    base: Base | None,
) -> bool:
    """起数和人数同比分别下降2%、3%: each change with the measure that is named for it."""
    parts = split_joined(coordinates(reading, groups.get("head", ())), len(numbers))
    if len(parts) != len(numbers) or not all(part.label for part in parts):
        return False
    heads = [draft for draft in reading.recent if draft.kind == "result"]
    for part, number in zip(parts, numbers, strict=True):
        measure = vocabulary().measure(part.label)
        head = _stated_before(reading, heads, measure, part.entity) if measure else None
        if head:
            set_change(reading, head, number, rises, base)
        else:
            _change_alone(reading, part, number, rises, base)
    return True


def set_change(
    reading: Reading, head: Draft, number: Token, rises: bool, base: Base | None
) -> None:
    """Give ``head`` its change; a second change is a second statement of the same figure."""
    if head.change is not None:
        copy = replace(head, change=None, change_kind=None, base=None)
        at = reading.drafts.index(head) + 1
        reading.drafts.insert(at, copy)
        reading.sentence_start += at <= reading.sentence_start
        reading.stop_start += at <= reading.stop_start
        head = copy
    head.change, head.change_kind = _change_of(number, rises, rate=head.unit == "%")
    reading.changed = head
    head.base = base or head.base
    head.end = max(head.end, number.end)


def _change_of(number: Token, rises: bool, *, rate: bool) -> tuple[int | float, ChangeKind | None]:
    """The signed change and its kind; of a rate's change printed with % it is not said."""
    value = number.value if rises else -number.value
    if number.unit == "倍":
        return value * 100, "relative"
    if number.unit == "%":
        return value, None if rate else "relative"
    return value, "points" if number.unit == "个百分点" else "absolute"


def _change_alone(
    reading: Reading, part: Part, number: Token, rises: bool, base: Base | None
) -> None:
    """A change printed without its figure: it is both the value and the change."""
    measure = vocabulary().measure(part.label)
    suffix = {"同比": "yoy", "环比": "mom"}.get(base or "", "change")
    rate = measure is not None and re.search("_rate|^satisfaction", measure) is not None
    draft = add_figure(
        reading,
        number,
        label=part.label,
        entity=part.entity or reading.subject,
        measure=f"{measure}_{suffix}" if measure else None,
        start=part.start,
        end=number.end,
    )
    draft.change, draft.change_kind = _change_of(number, rises, rate=rate)
    draft.value, draft.base = (number.value if rises else -number.value), base
