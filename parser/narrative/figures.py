"""One figure and its subject: what is added to the reading for a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parser.narrative.clauses import Clause
from parser.narrative.naming import part_of_whole
from parser.narrative.reading import Draft, FactKind, Reading, alike, words_of
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wholes import choose_parent, close_list
from parser.narrative.wording import countable, end_of, kind_of, words_around

Groups = Mapping[str, Sequence[Token]]
SHARED = frozenset(("%", "分"))
_ALL = re.compile("所有|总体|整体")
_AMONG = re.compile("中(?:主要)?(?:涉及|反映|关于|属于)")
"""投诉中涉及甲类问题的20件: what this and the figures after it are of."""
_OTHERS = re.compile("各(?![类项种])|所有|(?:其他|其它|其余)(?:部门|单位|窗口|县|区|市|乡|镇)")
"""What opens a clause about others than the subject so far."""


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
    close_list(reading, number)
    choose_parent(reading, number)
    words = words_around(reading, clause, left, number, right)
    if words.named and words.measure and _AMONG.search(words.label):
        reading.topic, reading.topic_text = words.measure, words.label
    kind = kind_of(clause, number)
    if kind != "result" and not words.named and number.unit == "%" and reading.recent:
        last = reading.recent[-1]
        words = replace(words, measure=last.measure, named=last.unit == "%")
    if not countable(reading, number, words, kind):
        return None
    others = bool(left) and left[0].kind == "words" and _OTHERS.match(left[0].text) is not None
    of_all = others or (bool(left) and _ALL.match(left[0].text) is not None)
    reading.part = None if of_all else reading.part
    entity, measure = part_of_whole(reading, clause, number, words)
    if entity == words.entity and entity and left and _leads(left):
        set_subject(reading, entity)
    printed = words_of(left) or words.entity
    if others and entity is None:
        reading.subject = None
    summed = bool(left) and reading.text.startswith(("共", "合计", "总计"), left[0].start)
    several = _several(reading, None if summed else measure)
    subject = None if words.is_part or others or several else reading.subject
    if kind == "threshold" and "".join(t.text for t in clause.tokens).startswith("均"):
        subject = None  # of all those named before
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
    draft.inherited, draft.joined = entity is None, clause.before == "item"
    draft.named = words.named
    if words.named and vocabulary().is_plain(words.label):
        _share_name(reading, draft)
    if draft.joined and right and words.named and draft.measure:
        _tell_before(reading, draft)
    return draft


def _share_name(reading: Reading, draft: Draft) -> None:
    """工程项目38宗、交易金额6亿元: both are the part's that the first names."""
    before = reading.recent[-2] if len(reading.recent) > 1 else None
    if before is None or not (draft.joined and draft.inherited and before.child):
        return
    if before.entity and before.unit != draft.unit:
        draft.entity = before.entity


def _tell_before(reading: Reading, last: Draft) -> None:
    """甲局2件、乙局1件办件超期办结: what is said after the last name goes for all of the list."""
    for draft in reversed(reading.recent[:-1]):
        if draft.label or draft.unit != last.unit or draft.measure not in (None, reading.measure):
            break
        draft.measure = last.measure
        if not draft.joined:
            break


def _several(reading: Reading, measure: str | None) -> bool:
    """Several names had a figure each: whose the next measure is is not said."""
    last = [draft for draft in reading.recent if draft.kind == "result"][-2:]
    if len(last) < 2 or last[0].child != last[1].child:
        return False
    if reading.subject not in (last[0].entity, last[1].entity):
        return False
    if None in (last[0].entity, last[1].entity):
        return False
    return last[0].measure == last[1].measure != measure and last[0].entity != last[1].entity


def _leads(left: Sequence[Token]) -> bool:
    """Tell whether a name opens the words before a number, but for 对 or 在."""
    first = left[1] if left[0].text in ("对", "在", "进驻", "入驻") and left[1:] else left[0]
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
