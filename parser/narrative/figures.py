"""One figure with the words around it: what it counts, whose it is, whether it counts at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from parser.narrative.clauses import Clause
from parser.narrative.lexicon import CLASSIFIERS
from parser.narrative.reading import (
    Draft,
    FactKind,
    Reading,
    alike,
    entity_of,
    inherited_measure,
    resolve,
    trim,
    words_of,
)
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary

Groups = Mapping[str, Sequence[Token]]


_DURATIONS = frozenset(
    (
        "天",
        "小时",
        "分钟",
        "秒",
        "工作日",
        "个工作日",
        "个月",
        "周",
        "日",
        "期",
        "届",
        "轮",
        "类",
        "种",
    )
)


SHARED = frozenset(("%", "分"))


_TARGET = re.compile("力争|确保|争取|目标(?:为|是|值|定)")


_BOUND = re.compile("必须|不得|每周|每月不|每人|至少|最多|最低")


_OTHERS = re.compile("各(?![类项种])|(?:其他|其它|其余)(?:部门|单位|窗口|县|区|市|乡|镇)")
"""What opens a clause about others than the subject so far."""


_AFTER_NOUN = re.compile(
    "(?:不同程度)?存在|[未没]|因(?!素)|被|的|共|合计|累计|均|已|全部|分别|实现|进行|开展|完成|(?<!.)[是为]"
)


def add_figure(
    reading: Reading,
    number: Token,
    *,
    label: str,
    entity: str | None,
    measure: str | None,
    start: int,
    end: int,
    kind: FactKind = "result",
) -> Draft:
    """Add a figure to ``reading``; the heading's subject is its entity if it has no other."""
    return reading.add(
        Draft(
            value=number.value,
            unit=number.unit,
            measure=measure,
            label=label or None,
            entity=entity or reading.entity,
            start=start,
            end=end,
            number_start=number.start,
            kind=_intended(reading) if kind == "result" else kind,
            child=reading.parent is not None,
            whole=_whole_of(reading, number),
        )
    )


def _intended(reading: Reading) -> FactKind:
    """A figure that a sentence about aims or demands states is no result."""
    return "target" if reading.due else reading.modal or "result"


def _whole_of(reading: Reading, number: Token) -> int | float | None:
    whole = reading.parent
    counted = whole is not None and number.unit != "%" and alike(whole.unit, number.unit)
    return whole.value if whole and counted else None


def read_value(
    reading: Reading,
    clause: Clause,
    left: Sequence[Token],
    number: Token,
    right: Sequence[Token],
) -> Draft | None:
    """One figure with the words before it, or after it where those say what is counted."""
    _close_list(reading, number)
    _choose_parent(reading, number)
    words = _words_around(reading, clause, left, number, right)
    kind = kind_of(clause, number)
    if kind != "result" and not words.named and number.unit == "%" and reading.recent:
        last = reading.recent[-1]
        words = replace(words, measure=last.measure, named=last.unit == "%")
    if not _countable(reading, number, words, kind):
        return None
    entity, measure = _part_of_whole(reading, clause, number, words)
    if entity == words.entity and entity and left and _leads(left):
        set_subject(reading, entity)
    printed = words_of(left) or words.entity
    others = bool(left) and left[0].kind == "words" and _OTHERS.match(left[0].text) is not None
    subject = None if words.is_part or others or _several(reading, measure) else reading.subject
    if reading.in_bracket and reading.owner and words.named:
        subject = subject or reading.owner.entity
    draft = add_figure(
        reading,
        number,
        label=words.label,
        entity=entity or subject,
        measure=measure,
        start=left[0].start if left and printed else number.start,
        end=max(end_of(clause, number), words.end),
        kind=kind,
    )
    draft.inherited = entity is None
    return draft


def _several(reading: Reading, measure: str | None) -> bool:
    """Several names had a figure each: whose the next measure is is not said."""
    last = [draft for draft in reading.recent if draft.kind == "result"][-2:]
    if len(last) < 2 or last[0].child != last[1].child:
        return False
    if None in (last[0].entity, last[1].entity):
        return False
    return last[0].measure == last[1].measure != measure and last[0].entity != last[1].entity


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What the words around a number say; ``named`` if they themselves name the measure."""

    label: str
    entity: str | None
    measure: str | None
    named: bool
    after: bool
    is_part: bool
    end: int
    goes_on: bool
    relative: bool


def _words_around(
    reading: Reading,
    clause: Clause,
    left: Sequence[Token],
    number: Token,
    right: Sequence[Token],
) -> _Words:
    label, noun = words_of(left), noun_of("".join(token.text for token in right))
    entity = entity_of(left)
    measure, named = resolve(reading, label, number.unit, entity)
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
    elif label and not named and noun:
        measure, named = resolve(reading, noun, number.unit, entity)
    relative = bool(left) and left[-1].text.endswith("的") and len(label) >= 6 and is_list(reading)
    if relative and not after:
        named, measure = False, inherited_measure(reading, number.unit)
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
        measure, named = parent.measure, False
    # Under a whole or a topic, words that name no other measure name the part.
    same = reading.parent is not None and measure == reading.parent.measure
    part = bool(label) and not after and is_list(reading) and (not named or same)
    plain = named and vocabulary().is_plain(label)
    return _Words(
        label=label,
        entity=entity,
        measure=measure,
        named=named,
        after=after,
        is_part=part and not plain,
        end=end,
        relative=relative,
        goes_on=bool(left) and left[0].text.startswith(("已", "均", "全部", "现已")),
    )


def _part_of_whole(
    reading: Reading, clause: Clause, number: Token, words: _Words
) -> tuple[str | None, str | None]:
    """The entity and the measure of a figure that may be a part of what stands before."""
    entity, measure = words.entity, words.measure
    subset = re.search(
        "(?:^|诉求|问题|事项|工单)(?:主要)?(?:涉及|反映|关于)(?P<of>..+)", words.label
    )
    head = reading.head
    if subset and entity is None and not words.after and vocabulary().is_loose(words.label):
        return _without_measure(subset["of"]), measure
    if subset and not words.named and entity is None and head and alike(head.unit, number.unit):
        return _without_measure(subset["of"]), head.measure
    if entity is None and not (words.named or words.is_part) and _CLASS.fullmatch(words.label):
        return words.label, measure
    if words.is_part and entity is None and _describes_part(reading, clause, number):
        return reading.part, None
    if words.is_part and entity is None:
        reading.part = words.label if words.relative else _without_measure(words.label)
        return reading.part, measure
    if words.is_part and entity and entity.endswith("级"):
        return entity + words.label, measure
    if entity is None and reading.part and clause.before == "comma":
        again = (
            words.goes_on
            or any(whole.measure == measure for whole in reading.wholes)
            or _describes_part(reading, clause, number)
        )
        entity = reading.part if again else None
    inherits = reading.parent is not None and (entity is not None or words.after)
    if not words.named and words.label and not inherits:
        measure = "score" if number.unit == "分" else None
    return entity, measure


def _describes_part(reading: Reading, clause: Clause, number: Token) -> bool:
    """其中:工程136宗,中标价32亿元: what follows the only part so far, counted otherwise, is its."""
    parts = [draft for draft in reading.recent if draft.child and not _is_share(draft)]
    if reading.part is None or clause.before != "comma" or not parts:
        return False
    if words_of(clause.tokens).startswith(reading.part):
        return False
    same = {draft.entity for draft in parts} == {reading.part}
    return same and not alike(parts[0].unit, number.unit)


_CLASS = re.compile("[\u4e00-\u9fff]{2,10}类")
_QUALITY = re.compile("有效|无效|重复|重点|紧急|疑难")
"""What says of which kind the cases are: it is no name without them."""


def _without_measure(label: str) -> str:
    """The part's name without the stage said of it (实体大厅|收到评价)."""
    words = vocabulary().find(label)
    stages = [word.start for word in words if word.kind == "stage"]
    if _QUALITY.match(label):
        return label
    cut = stages[0] if stages else 0
    return trim(label[:cut]) if cut >= 2 else label


def _close_list(reading: Reading, number: Token) -> None:
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


def _is_share(draft: Draft) -> bool:
    return (draft.measure or "").endswith("_share")


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


_STAGES = frozenset(("received", "completed"))


def _choose_parent(reading: Reading, number: Token) -> None:
    """Of several figures before 其中 the one in the same unit is divided."""
    parent = reading.parent
    if parent is None or reading.in_bracket or alike(parent.unit, number.unit):
        return
    whole = next((w for w in reversed(reading.wholes) if alike(w.unit, number.unit)), None)
    reading.parent = whole or parent


def _leads(left: Sequence[Token]) -> bool:
    """Tell whether a name opens the words before a number, but for 对 or 在."""
    first = left[1] if left[0].text in ("对", "在") and left[1:] else left[0]
    return first.kind == "entity"


def set_subject(reading: Reading, entity: str) -> None:
    """Make ``entity`` the subject of what follows; the first of a sentence is its theme."""
    if reading.in_bracket:
        return
    if reading.subject is None and not reading.recent:
        reading.theme = entity
    elif entity != reading.theme and reading.parent is None:
        reading.theme = None
    reading.subject = entity


def is_list(reading: Reading) -> bool:
    """Tell whether figures here are parts of a whole (其中) or of a list after a topic."""
    return reading.parent is not None or reading.topic is not None


def _countable(reading: Reading, number: Token, words: _Words, kind: FactKind) -> bool:
    """Tell whether a number is a figure: durations and bare shares need a word that says so."""
    label, entity, named = words.label, words.entity, words.named
    whole = reading.parent
    if number.spelled and not named and not (whole and whole.unit == number.unit):
        return False
    if number.unit in _DURATIONS and kind != "result":
        return bool(label)
    if number.unit in _DURATIONS:
        return (named and number.unit not in ("类", "种", "期")) or (
            number.unit in ("类", "种", "期") and bool(label)
        )
    if number.unit in ("%", "‰"):
        rated = label.endswith(("率", "率为", "度", "比例"))
        return named or rated or is_list(reading) or bool(entity)
    if number.unit in ("个百分点", "倍"):
        return False
    if number.unit is None:
        return named or bool(entity) or is_list(reading)
    return bool(label or entity) or is_list(reading) or reading.in_bracket


def kind_of(clause: Clause, number: Token) -> FactKind:
    """A result, a threshold (不低于92%, 80%以上) or a target (力争达到95%)."""
    text = "".join(token.text for token in clause.tokens)
    if _TARGET.search(text):
        return "target"
    shape = clause.shape
    if "l" in shape or _BOUND.search(text):
        return "threshold"
    if "u" in shape and not re.search("达到?|在|均", text):
        return "threshold"
    return "result"


def end_of(clause: Clause, number: Token) -> int:
    """The end of the quote: the number and a 以上 directly after it."""
    for token in clause.tokens:
        if token.kind == "most" and token.start >= number.end:
            return token.end
    return number.end


def noun_of(text: str) -> str:
    """The noun that a classifier counts, without what is said of it (业务|不适合…)."""
    text = re.sub("^(?:是|为|属于|系)", "", text)
    cut = _AFTER_NOUN.search(text)
    whole = trim(text[: cut.start()] if cut else text)
    words = vocabulary().find(whole)
    if words and words[-1].kind == "loose" and words[-1].end == len(whole) <= 12:
        return whole
    loose = [word for word in vocabulary().find(text) if word.kind == "loose"]
    if loose and loose[0].start <= 8:
        return trim(text[: loose[0].end])
    noun = whole or trim(text)
    return noun if len(noun) <= 16 else ""
