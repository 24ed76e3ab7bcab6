"""The patterns in which bulletins print figures: one line a pattern, tried in order.

A pattern is written over the letters of :data:`parser.narrative.clauses.LETTERS`; ``H`` stands
for the words and names before a figure. An action reads one clause and adds to, or completes,
the drafts of the :class:`~parser.narrative.reading.Reading`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from parser.narrative.clauses import Clause, is_filler
from parser.narrative.lexicon import CLASSIFIERS, PERIOD_BEFORE, RISES, SAME_PERIOD
from parser.narrative.reading import (
    Base,
    ChangeKind,
    Draft,
    FactKind,
    Reading,
    entity_of,
    inherited_measure,
    resolve,
    trim,
    words_of,
)
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary

Groups = Mapping[str, Sequence[Token]]
Action = Callable[[Reading, Clause, Groups], None]

_DURATIONS = frozenset(
    ("天", "小时", "分钟", "秒", "工作日", "个工作日", "日", "期", "届", "轮", "类", "种")
)
_SHARED = frozenset(("%", "分"))
_TARGET = re.compile("力争|确保|争取|目标(?:为|是|值|定)")
_BOUND = re.compile("必须|不得|每周|每月不|每人|至少|最多|最低")
_ONE_OF_ALL = re.compile("^(?:各|每)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern over a clause's shape and what it means."""

    name: str
    pattern: re.Pattern[str]
    action: Action


def _rule(name: str, pattern: str, action: Action) -> Rule:
    return Rule(name, re.compile(pattern.replace("H", "[ew]")), action)


def read_clause(reading: Reading, clause: Clause) -> None:
    """Let the first rule that fits the whole clause act on ``reading``."""
    clause = _without_time(reading, clause)
    shape = clause.shape
    for rule in RULES:
        match = rule.pattern.fullmatch(shape)
        if match is not None:
            groups = {
                name: clause.tokens[match.start(name) : match.end(name)]
                for name in match.groupdict()
                if match.start(name) >= 0
            }
            rule.action(reading, clause, groups)
            break
    _read_bracket(reading, clause)


def _without_time(reading: Reading, clause: Clause) -> Clause:
    """Take times, 其中 and peers out of the clause; they set the scene for what follows."""
    kept: list[Token] = []
    for token in clause.tokens:
        if token.kind == "time":
            _set_time(reading, token)
        elif token.kind == "among":
            reading.parent = _whole(reading)
            reading.wholes = [d for d in reading.drafts if d.kind == "result" and not d.child][-6:]
            reading.part = None
            reading.pending = []
        elif token.kind == "peer":
            break  # a comparison with others says nothing about this figure in time
        elif token.kind == "words" and is_filler(token.text):
            continue
        else:
            kept.append(token)
    return replace(clause, tokens=tuple(kept))


def _set_time(reading: Reading, token: Token) -> None:
    if token.span and token.span.kind == "day" and token.scope == "span":
        reading.day = True
    if token.scope == "total" and reading.time and reading.time.scope != "current":
        return
    reading.time = token


def _whole(reading: Reading) -> Draft | None:
    """The figure that 其中 divides: the last one that is not itself a part or a share."""
    for draft in reversed(reading.drafts):
        is_share = (draft.measure or "").endswith("_share")
        if draft.kind == "result" and not is_share and not (draft.child and reading.parent):
            return draft
    return None


def _read_bracket(reading: Reading, clause: Clause) -> None:
    """Read the bracket after a clause: about its figure, or giving names their figure."""
    if not clause.inner:
        return
    has_number = any(token.kind == "number" for token in clause.tokens)
    outer = (reading.in_bracket, reading.owner, reading.parent, reading.time, reading.pending)
    if has_number:
        reading.owner = reading.head
        reading.in_bracket = True
        reading.parent = reading.owner or reading.parent
        reading.pending = []
    for inner in clause.inner:
        read_clause(reading, inner)
    reading.in_bracket, reading.owner, reading.parent, reading.time, pending = outer
    reading.pending = pending if has_number else []


# ---- actions ---------------------------------------------------------------------------------


def _figure(
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
            kind=kind,
            child=reading.parent is not None,
        )
    )


def _from_to(reading: Reading, clause: Clause, groups: Groups) -> None:
    """H由28.4%提高到42.3%: value, previous and direction in one."""
    number = groups["value"][0]
    draft = _value(reading, clause, groups["head"], number, ())
    if draft and "previous" in groups:
        draft.previous = groups["previous"][0].value
        draft.base = _base_of(reading, groups.get("prior", ()) or groups.get("base", ()))
        if groups["previous"][0].unit not in (None, number.unit):
            draft.previous = None
    reading.pending = []


def _prior(reading: Reading, clause: Clause, groups: Groups) -> None:
    """去年同期200件: the value before, of the last figure of the same unit."""
    number = groups["value"][0]
    head = reading.head
    if head and head.previous is None and number.unit in (head.unit, None):
        head.previous = number.value
        head.base = head.base or _base_of(reading, groups["prior"])
        head.end = max(head.end, number.end)


def _share(reading: Reading, clause: Clause, groups: Groups) -> None:
    """占总量的29.5%: the share of the last figure, of named ones, or of several in order."""
    numbers = [t for t in groups["values"] if t.kind == "number" and t.unit in ("%", "‰")]
    if not numbers or len(numbers) != len(groups["values"]):
        return
    head = [*_coordinates(reading, groups["head"])]
    if len(numbers) > 1 or any("分别" in t.text for t in clause.tokens):
        targets = [d for d in reading.recent if not (d.measure or "").endswith("_share")]
        targets = targets[-len(numbers) :]
        if not head and len(targets) == len(numbers):
            for target, number in zip(targets, numbers, strict=True):
                _share_of(reading, target, number)
        elif len(head) == len(numbers):
            for part, number in zip(head, numbers, strict=True):
                _named_share(reading, [part], number, clause)
        reading.pending = []
        return
    if head and any(part.text for part in head):
        _named_share(reading, head, numbers[0], clause)
    elif reading.head:
        _share_of(reading, reading.head, numbers[0])
    reading.pending = []


def _share_of(reading: Reading, target: Draft, number: Token) -> None:
    group = _group(reading, target)
    entity = "、".join(name for d in group if (name := d.entity or d.label)) if group else None
    draft = _figure(
        reading,
        number,
        label=target.label or "",
        entity=entity or target.entity,
        measure=f"{target.measure}_share" if target.measure else None,
        start=group[0].start if group else target.start,
        end=number.end,
    )
    draft.time, draft.child = target.time, target.child


def _group(reading: Reading, target: Draft) -> list[Draft]:
    """The figures listed under one topic (前三位: A 5件、B 3件,占…), shared out together."""
    if not re.search("前[一二三四五六七八九十两\\d]|居前|较多|集中", reading.topic_text):
        return []
    listed = [d for d in reading.recent if d.measure == target.measure and d.entity]
    return listed if len(listed) > 1 else []


def _named_share(reading: Reading, parts: Sequence[_Part], number: Token, clause: Clause) -> None:
    label = parts[-1].label
    measure = vocabulary().measure(label) if label else None
    whole = inherited_measure(reading, None) or (reading.head.measure if reading.head else None)
    names = [part.entity or ("" if measure else part.label) for part in parts]
    if reading.parent and measure is None:
        whole = reading.parent.measure or whole
    base = measure or whole
    _figure(
        reading,
        number,
        label=label,
        entity="、".join(name for name in names if name) or None,
        measure=f"{base}_share" if base else None,
        start=parts[0].start,
        end=number.end,
    )


def _change(reading: Reading, clause: Clause, groups: Groups) -> None:
    """同比增长5%: the change of the last figure, or of the measure that is named."""
    numbers = [token for token in groups["values"] if token.kind == "number"]
    label = words_of(groups.get("head", ()))
    base = _base_of(reading, groups.get("base", ())) or reading.base
    if clause.shape.startswith("b"):
        reading.base = base
    rises = RISES.search(groups["verb"][0].text) is not None
    after = words_of(groups.get("tail", ()))
    named = vocabulary().measure(label) if label else None
    if len(numbers) > 1:
        _changes_in_order(reading, numbers, rises, base)
        return
    number = numbers[0]
    heads = [d for d in reading.recent if d.kind == "result"] if not reading.in_bracket else []
    head = reading.head
    if named:
        head = next((d for d in reversed(heads) if d.measure == named), None)
        entity = entity_of(groups["head"])
        if head and entity and head.entity != entity:
            head = None
    if head and (not label or named or label in ("量", "数量", "总量", "率", "数")):
        if number.unit == head.unit or number.unit in ("%", "个百分点", "倍", None):
            _set_change(reading, head, number, rises, base)
        return
    if label and (base or number.unit in ("%", "个百分点")):
        _change_alone(reading, clause, groups, number, rises, base)
    elif number.unit not in ("%", "个百分点", "倍", None) and base is None:
        text = groups["verb"][0].text + after
        _figure(
            reading,
            number,
            label=trim(label + text),
            entity=entity_of(groups.get("head", ())),
            measure=None,
            start=groups["verb"][0].start,
            end=_end(clause, number),
        )


def _changes_in_order(
    reading: Reading, numbers: Sequence[Token], rises: bool, base: Base | None
) -> None:
    """环比分别增加50%和1515%: one change for each of the last figures, in order."""
    targets = [
        d for d in reading.recent if d.kind == "result" and not (d.measure or "").endswith("_share")
    ][-len(numbers) :]
    if len(targets) == len(numbers):
        for target, number in zip(targets, numbers, strict=True):
            _set_change(reading, target, number, rises, base)


def _set_change(
    reading: Reading, head: Draft, number: Token, rises: bool, base: Base | None
) -> None:
    """Give ``head`` its change; a second change is a second statement of the same figure."""
    if head.change is not None:
        copy = replace(head, change=None, change_kind=None, base=None)
        reading.drafts.insert(reading.drafts.index(head) + 1, copy)
        head = copy
    sign = 1 if rises else -1
    value, unit = number.value, number.unit
    kind: ChangeKind | None
    if unit == "个百分点":
        kind = "points"
    elif unit == "倍":
        kind, value = "relative", value * 100
    elif unit == "%":
        # A rate's change printed with % may mean points: then which one is not said.
        kind = None if head.unit == "%" else "relative"
    else:
        kind = "absolute"
    head.change, head.change_kind = sign * value, kind
    head.base = base or head.base
    head.end = max(head.end, number.end)


def _change_alone(
    reading: Reading,
    clause: Clause,
    groups: Groups,
    number: Token,
    rises: bool,
    base: Base | None,
) -> None:
    label = words_of(groups["head"])
    measure, named = resolve(reading, label, number.unit)
    if not named:
        return
    suffix = {"同比": "yoy", "环比": "mom"}.get(base or "", "change")
    draft = _figure(
        reading,
        number,
        label=label,
        entity=entity_of(groups["head"]),
        measure=f"{measure}_{suffix}",
        start=groups["head"][0].start,
        end=number.end,
    )
    draft.value = number.value if rises else -number.value
    draft.base = base


def _level(reading: Reading, clause: Clause, groups: Groups) -> None:
    """与上月持平: a change of nothing."""
    head = reading.head
    if head is None or "约" in clause.tokens[-1].text or "相当" in clause.tokens[-1].text:
        return
    named = vocabulary().measure(words_of(groups["head"]))
    if named and named != head.measure:
        return
    if "基本" in clause.tokens[-1].text:
        return
    if head.change is None and "base" in groups and groups["base"]:
        head.change = 0
        head.change_kind = "points" if head.unit == "%" else "absolute"
        head.base = _base_of(reading, groups["base"])
        head.end = max(head.end, clause.tokens[-1].end)


def _done(reading: Reading, clause: Clause, groups: Groups) -> None:
    """17件,均已办结: as many completed as there were."""
    head = reading.head
    if head is None or head.unit in ("%", None) or words_of(groups.get("tail", ())):
        return
    if (head.measure or "").startswith(("completed", "pending")):
        return
    reading.add(
        replace(
            head,
            measure="completed_total",
            label=groups["verb"][0].text,
            end=clause.tokens[-1].end,
            previous=None,
            change=None,
            change_kind=None,
            base=None,
        )
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One of several coordinate names or measures (A、B和C)."""

    entity: str | None
    label: str
    start: int

    @property
    def text(self) -> str:
        return (self.entity or "") + self.label


def _coordinates(reading: Reading, head: Sequence[Token]) -> list[_Part]:
    """The names or measures held back, and the last one, before a shared or mapped figure."""
    groups = [
        [t for t in clause.tokens if t.kind in ("words", "entity")] for clause in reading.pending
    ]
    groups.append(list(head))
    parts: list[_Part] = []
    for tokens in groups:
        if not tokens:
            continue
        names = [t for t in tokens if t.kind == "entity"]
        label = words_of(tokens)
        if label.startswith("等") and names:
            continue
        parts.append(_Part(names[0].text if names else None, label, tokens[0].start))
    return parts


def _respectively(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A、B、C分别为5件、3件和2件: names or measures mapped to figures in order."""
    numbers = [token for token in groups["values"] if token.kind == "number"]
    shared = words_of(groups.get("verb", ()))
    parts = _coordinates(reading, groups["head"])
    parts = _split_joined(parts, len(numbers))
    reading.pending = []
    if len(parts) != len(numbers):
        return
    last = parts[-1]
    named = [vocabulary().measure(part.label) if part.label else None for part in parts]
    # Only the last of several names carries the measure: A、B、C受理量分别为….
    if not shared and named[-1] and not any(named[:-1]):
        words = vocabulary().find(last.label)
        cut = words[0].start if words else 0
        if all(part.entity for part in parts):
            shared, cut = last.label, 0
        elif cut:
            shared = last.label[cut:]
            parts[-1] = _Part(last.entity, trim(last.label[:cut]), last.start)
    for part, number in zip(parts, numbers, strict=True):
        _coordinate_figure(reading, clause, part, shared, number)


def _split_joined(parts: list[_Part], count: int) -> list[_Part]:
    """Split 受理和办结 where the figures ask for one more name than separators gave."""
    if len(parts) >= count or not parts:
        return parts
    split: list[_Part] = []
    for part in parts:
        pieces = re.split("[和及与]|以及", part.label) if part.label else [""]
        at = part.start
        for order, piece in enumerate(pieces):
            split.append(_Part(part.entity if order == 0 else None, trim(piece), at))
    return split if len(split) == count else parts


def _coordinate_figure(
    reading: Reading, clause: Clause, part: _Part, shared: str, number: Token
) -> None:
    own = vocabulary().measure(part.label, reading.parent.measure if reading.parent else None)
    label = shared or part.label
    entity = part.entity
    if shared or own is None:
        measure, _ = resolve(reading, shared, number.unit)
        entity = entity or part.label or None
    else:
        measure = own
    draft = _figure(
        reading,
        number,
        label=label,
        entity=entity,
        measure=measure,
        start=part.start,
        end=_end(clause, number),
    )
    draft.end = max(draft.end, number.end)


def _each(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A、B、C各5件 / 投诉、举报均为零: one figure for each name or measure."""
    number = groups["value"][0]
    verb = words_of(groups.get("verb", ()))
    tail = words_of(groups.get("tail", ()))
    parts = _coordinates(reading, groups["head"])
    if len(parts) == 1:
        joined = re.split("[和及与]|以及", parts[0].label)
        if len(joined) == 2 and all(vocabulary().measure(j) for j in joined):
            parts = [_Part(parts[0].entity, trim(j), parts[0].start) for j in joined]
    reading.pending = []
    kind = _kind(clause, number)
    shared = verb or (tail if number.unit not in _SHARED else "")
    if not shared and len(parts) > 1 and parts[-1].entity and parts[-1].label:
        only_names = all(p.entity and not p.label for p in parts[:-1])
        shared = parts[-1].label if only_names else ""
    for part in parts:
        before = len(reading.drafts)
        _coordinate_figure(reading, clause, part, shared, number)
        for draft in reading.drafts[before:]:
            draft.kind = kind
            if draft.value == 0 and draft.unit is None and draft.measure:
                draft.unit = None


def _ordered(reading: Reading, clause: Clause, groups: Groups) -> None:
    """受理量依次为A局5件、…: the measure before, then names with their figures."""
    label = words_of(groups["topic"])
    reading.topic = vocabulary().measure(label) or reading.topic
    reading.topic_text = label
    reading.pending = []
    _sequence(reading, replace(clause, tokens=tuple(groups["rest"])), {})


def _condition(reading: Reading, clause: Clause, groups: Groups) -> None:
    """53个部门在线率80%以上: how many fulfil a condition, and the threshold itself."""
    count, bound = groups["count"][0], groups["bound"][0]
    words = groups["words"]
    if count.unit in ("%", None) or bound.unit != "%":
        _sequence(reading, clause, groups)
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
    _figure(
        reading,
        count,
        label=trim(head + condition),
        entity=subject,
        measure=counted,
        start=start,
        end=end,
    )
    limited = any(token.kind in ("least", "most") for token in clause.tokens)
    kind: FactKind = "threshold" if limited or bound.value == 100 else "result"
    if measure:
        _figure(
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


def _fulfilled(reading: Reading, clause: Clause, groups: Groups) -> None:
    """满意率达到95%以上的单位有12个: the threshold, then how many fulfil it."""
    bound, count = groups["bound"][0], groups["count"][0]
    noun = words_of(groups["noun"])
    if (
        bound.unit not in _SHARED
        or count.unit not in CLASSIFIERS
        or "的" not in groups["noun"][0].text
    ):
        _sequence(reading, clause, groups)
        return
    label = words_of(groups["head"])
    measure, named = resolve(reading, label, bound.unit)
    start, end = groups["head"][0].start if groups["head"] else bound.start, count.end
    if named:
        _figure(
            reading,
            bound,
            label=label,
            entity=None,
            measure=measure,
            start=start,
            end=end,
            kind="threshold",
        )
    _figure(
        reading,
        count,
        label=trim(noun.removeprefix("以上").removeprefix("的")),
        entity=reading.subject,
        measure=vocabulary().measure(noun, None, count.unit),
        start=start,
        end=end,
    )
    reading.pending = []


def _kind(clause: Clause, number: Token) -> FactKind:
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


def _end(clause: Clause, number: Token) -> int:
    """The end of the quote: the number and a 以上 directly after it."""
    for token in clause.tokens:
        if token.kind == "most" and token.start >= number.end:
            return token.end
    return number.end


def _value(
    reading: Reading,
    clause: Clause,
    left: Sequence[Token],
    number: Token,
    right: Sequence[Token],
) -> Draft | None:
    """One figure with the words before it, or after it where those say what is counted."""
    label, noun = words_of(left), _noun("".join(token.text for token in right))
    entity = entity_of(left)
    used_right = bool(noun) and (number.unit in CLASSIFIERS or not label)
    if used_right:
        entity = entity or (entity_of(right) if re.match("来自|涉及|属于", noun) else None)
        label = label if clause.before != "item" or not reading.pending else ""
        measure, named = resolve(reading, noun, number.unit, entity)
        if not named:
            measure, named = resolve(reading, label + noun, number.unit, entity)
        label = trim(label + noun)
    else:
        measure, named = resolve(reading, label, number.unit, entity)
    kind = _kind(clause, number)
    if kind != "result" and not named and number.unit == "%" and reading.recent:
        measure, named = reading.recent[-1].measure, reading.recent[-1].unit == "%"
    if not _countable(reading, number, label, entity, named, kind):
        return None
    start = left[0].start if words_of(left) or entity else number.start
    end = _end(clause, number)
    if used_right and right:
        end = max(end, reading.text.find(noun, number.end) + len(noun))
    # Under a whole or a topic, words that name no other measure name the part.
    same = reading.parent is not None and measure == reading.parent.measure
    part = (not named or same) and bool(label) and not used_right and _is_list(reading)
    structural = part and entity is None
    if structural and reading.part and named and vocabulary().is_plain(label):
        structural = False
    if entity is None and not structural and reading.part and clause.before == "comma":
        entity = reading.part if any(w.measure == measure for w in reading.wholes) else None
    if part and entity and entity.endswith("级"):
        entity += label
    if not named and label and not structural and not (reading.parent and entity):
        measure = None
    if measure is None and number.unit == "分":
        measure = "score"
    if entity and not structural and left and left[0].kind == "entity":
        _set_subject(reading, entity)
    if structural:
        entity = reading.part = label
    return _figure(
        reading,
        number,
        label=label,
        entity=entity or (None if structural else reading.subject),
        measure=measure,
        start=start,
        end=end,
        kind=kind,
    )


_AFTER_NOUN = re.compile("的|共|合计|累计|均|已|全部|分别|实现|进行|开展|完成|(?<!.)[是为]")


def _noun(text: str) -> str:
    """The noun that a classifier counts, without what is said of it (业务|不适合…)."""
    text = re.sub("^(?:是|为|属于|系)", "", text)
    loose = [word for word in vocabulary().find(text) if word.kind == "loose"]
    if loose and loose[0].start <= 8:
        return trim(text[: loose[0].end])
    cut = _AFTER_NOUN.search(text)
    noun = trim(text[: cut.start()] if cut else text) or trim(text)
    return noun if len(noun) <= 12 else ""


def _set_subject(reading: Reading, entity: str) -> None:
    """Make ``entity`` the subject of what follows; the first of a sentence is its theme."""
    if reading.in_bracket:
        return
    if reading.subject is None and not reading.recent:
        reading.theme = entity
    elif entity != reading.theme:
        reading.theme = None
    reading.subject = entity


def _is_list(reading: Reading) -> bool:
    return reading.parent is not None or reading.topic is not None


def _countable(
    reading: Reading,
    number: Token,
    label: str,
    entity: str | None,
    named: bool,
    kind: FactKind,
) -> bool:
    """Tell whether a number is a figure: durations and bare shares need a word that says so."""
    if number.spelled and not named:
        return False
    if number.unit in _DURATIONS and kind != "result":
        return bool(label)
    if number.unit in _DURATIONS:
        return (named and number.unit not in ("类", "种", "期")) or (
            number.unit in ("类", "种", "期") and bool(label)
        )
    if number.unit in ("%", "‰"):
        return named or _is_list(reading) or bool(entity)
    if number.unit in ("个百分点", "倍"):
        return False
    if number.unit is None:
        return named or bool(entity) or _is_list(reading)
    return bool(label or entity) or _is_list(reading) or reading.in_bracket


def _single(reading: Reading, clause: Clause, groups: Groups) -> None:
    """受理300件: the commonest pattern; names held back before it share it (A、B 98分)."""
    head, number = groups["head"], groups["value"][0]
    tail = groups.get("tail", ())
    parts = _coordinates(reading, head) if reading.pending else []
    names = [part for part in parts if part.entity or part.label]
    only_names = len(names) > 1 and all(p.entity and not p.label for p in names[:-1])
    if only_names and names[-1].entity and clause.before == "item":
        shared = names[-1].label
        reading.pending = []
        if number.unit in _SHARED:
            for part in names:
                _coordinate_figure(reading, clause, part, shared, number)
        else:
            draft = _value(reading, clause, head, number, tail)
            if draft and draft.entity and not shared.startswith("等"):
                draft.entity = "、".join(part.entity or part.label for part in names)
                draft.start = names[0].start
        return
    measures = [vocabulary().measure(p.label) for p in parts if p.label]
    if number.unit in _SHARED and len(measures) == len(parts) > 1 and all(measures):
        if clause.before == "item":
            reading.pending = []
            for part in parts:
                _coordinate_figure(reading, clause, part, "", number)
            return
    draft = _value(reading, clause, head, number, tail)
    reading.pending = []
    printed = "".join(token.text for token in tail if token.kind == "words")
    if (
        draft
        and number.unit in _SHARED
        and re.search("(?:单位|部门|窗口|镇|乡|的)(?:有|为|是)?$", printed)
    ):
        reading.spread = draft
        _spread(reading, replace(clause, tokens=tuple(tail)))


def _bare(reading: Reading, clause: Clause, groups: Groups) -> None:
    """(1952个), (100分): a figure without words, of the bracket's owner or of held names."""
    number = groups["value"][0]
    owner = reading.owner if reading.in_bracket else None
    if owner is not None:
        if number.unit in ("%", "‰") and owner.unit not in ("%", "分"):
            _share_of(reading, owner, number)
        elif owner.unit == "%" and number.unit not in ("%", None):
            draft = _figure(
                reading,
                number,
                label=owner.label or "",
                entity=owner.entity,
                measure=f"{owner.measure}_count" if owner.measure else None,
                start=owner.start,
                end=number.end,
            )
            draft.time = owner.time
        return
    parts = _coordinates(reading, ())
    if parts:
        for part in parts:
            _coordinate_figure(reading, clause, part, "", number)
        reading.pending = []
    elif _is_list(reading) or clause.before in ("item", "comma"):
        _value(reading, clause, (), number, ())


def _sequence(reading: Reading, clause: Clause, groups: Groups) -> None:
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
            _value(reading, clause, left, token, right if takes else ())
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


def _after_noun(tokens: Sequence[Token], order: int) -> list[Token]:
    """The words before the next number that the noun of this one leaves over."""
    right = _until_number(tokens, order)
    if not right or right[0].kind != "words":
        return right
    noun = _noun("".join(token.text for token in right))
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


def _topic(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A clause without figures: a subject, a topic before a colon, or one of several names."""
    label = words_of(clause.tokens)
    name = entity_of(clause.tokens)
    if reading.spread and name and not label:
        _spread(reading, clause)
        return
    if clause.after == "colon":
        measure = vocabulary().measure(label) if label else None
        if measure:
            reading.topic, reading.topic_text = measure, label
        if name and not label:
            _set_subject(reading, name)
        reading.pending = []
        return
    if clause.after in ("item", "bracket") or clause.inner or (name and clause.after == "comma"):
        if name and clause.after == "comma" and not label:
            _set_subject(reading, name)
        reading.pending.append(clause)
    elif clause.after == "comma" and not (reading.pending and name):
        reading.pending = []


def _spread(reading: Reading, clause: Clause) -> None:
    """满意率100%的单位有A、B: the figure stands before the names that share it."""
    spread = reading.spread
    if spread is None:
        return
    if spread in reading.drafts and any(t.kind == "entity" for t in clause.tokens):
        reading.drafts.remove(spread)
    for token in clause.tokens:
        if token.kind == "entity":
            reading.add(replace(spread, entity=token.text, end=token.end))


def _skip(reading: Reading, clause: Clause, groups: Groups) -> None:
    """Words that look like figures and are none of ours."""
    reading.pending = []


RULES: tuple[Rule, ...] = (
    _rule("nothing", r"", _skip),
    _rule(
        "from-to",
        r"(?P<head>H*)(?P<base>b?)f(?P<prior>y?)w?(?P<previous>n)w?r(?P<value>n)u?w?",
        _from_to,
    ),
    _rule("reached", r"(?P<head>H*)(?P<base>b?)r(?P<value>n)u?w?", _from_to),
    _rule("prior", r"(?P<prior>y)H?(?P<value>n)w?", _prior),
    _rule("shares", r"(?P<head>H*)[da]*s[dewa]*(?P<values>n+)[uw]*", _share),
    _rule("change of", r"(?P<base>b)(?P<head>H+)(?P<verb>c)(?P<values>n)", _change),
    _rule(
        "change", r"(?P<head>H*)d?(?P<base>b*)d?(?P<verb>c)d?b?(?P<values>n+)(?P<tail>w?)", _change
    ),
    _rule("level", r"(?P<head>H*)(?P<base>b?)a?z", _level),
    _rule("done", r"H*(?P<verb>o)(?P<tail>w?)", _done),
    _rule("ordered", r"(?P<topic>H+)d(?P<rest>H+n.*)", _ordered),
    _rule("respectively", r"(?P<head>H*)d(?P<verb>w?)(?P<values>n{2,})w?", _respectively),
    _rule("each", r"(?P<head>H*)a(?P<verb>w?)(?P<value>n)u?(?P<tail>w?)", _each),
    _rule("condition", r"(?P<head>H*)(?P<count>n)(?P<words>[ewl]+?)l?w?(?P<bound>n)u?", _condition),
    _rule("fulfilled", r"(?P<head>[ewl]*)(?P<bound>n)u?(?P<noun>w)(?P<count>n)", _fulfilled),
    _rule("bare", r"(?P<value>n)", _bare),
    _rule("single", r"(?P<head>H*l?H*)(?P<value>n)u?(?P<tail>H*)", _single),
    _rule("topic", r"H*", _topic),
    _rule("several", r"[ewnlu]*n[ewnlu]*", _sequence),
    _rule("other", r".*", _skip),
)


def _base_of(reading: Reading, tokens: Sequence[Token]) -> Base | None:
    """同比 or 环比, of the words or of the month compared with; ``None`` if neither."""
    for token in tokens:
        if token.span is not None:
            return _base_of_span(reading, token)
        if SAME_PERIOD.search(token.text):
            return "同比"
        if PERIOD_BEFORE.search(token.text):
            return "环比"
    return None


def _base_of_span(reading: Reading, token: Token) -> Base | None:
    """较2月份 in March is 环比; 较2016年3月, 去年3月 or 2016年同期 in 2017 is 同比."""
    span = token.span
    now = reading.time.span if reading.time else None
    period = now if now and now.last_month else reading.period
    this_year = (period.year if period else None) or (
        reading.period.year if reading.period else None
    )
    if span is None:
        return None
    if "同" in token.text or re.match("较?比?与?(?:去年|上年)", token.text):
        return "同比"
    if period is None or period.last_month is None or period.first_month is None:
        return None
    same_months = (span.first_month, span.last_month) == (period.first_month, period.last_month)
    if span.year and this_year and span.year == this_year - 1 and same_months:
        return "同比"
    before = (period.first_month - 2) % 12 + 1
    years = (None, this_year if period.first_month > 1 else (this_year or 0) - 1)
    if span.last_month == before and (span.year in years or this_year is None):
        return "环比"
    return None
