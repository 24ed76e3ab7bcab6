"""Earlier values and figures that repeat one: 由…提高到…, 去年同期…, 与上月持平, 均已办结."""

from __future__ import annotations

from dataclasses import replace

from parser.narrative.bases import base_of
from parser.narrative.changes import only_figure, set_change
from parser.narrative.clauses import Clause
from parser.narrative.figures import Groups, read_value
from parser.narrative.lexicon import RISES
from parser.narrative.reading import Reading, is_share, words_of
from parser.narrative.vocabulary import vocabulary


def read_from_to(reading: Reading, clause: Clause, groups: Groups) -> None:
    """H由28.4%提高到42.3%: value, previous and direction in one."""
    number = groups["value"][0]
    draft = read_value(reading, clause, groups["head"], number, ())
    if draft and draft.kind == "threshold" and groups.get("previous") and not reading.modal:
        draft.kind = "result"  # 由116天压缩到50天以内
    if draft and "previous" in groups:
        draft.previous = groups["previous"][0].value
        draft.base = base_of(reading, groups.get("prior", ()) or groups.get("base", ()))
        if groups["previous"][0].unit not in (None, number.unit):
            draft.previous = None
    reading.pending = []


def read_prior(reading: Reading, clause: Clause, groups: Groups) -> None:
    """去年同期200件: the value before, of the last figure of the same unit."""
    number = groups["value"][0]
    head = reading.head
    if head and head.previous is None and number.unit in (head.unit, None):
        head.previous = number.value
        head.base = head.base or base_of(reading, groups["prior"])
        head.end = max(head.end, number.end)


def read_with_base(reading: Reading, clause: Clause, groups: Groups) -> None:
    """同比提速18.6%: a figure that itself compares."""
    draft = read_value(reading, clause, groups["head"], groups["value"][0], ())
    if draft:
        draft.base = base_of(reading, groups["base"])


def read_against(reading: Reading, clause: Clause, groups: Groups) -> None:
    """环比上季度56675件增长5%: the value before, with or without the change itself."""
    number, base = groups["previous"][0], base_of(reading, clause.tokens)
    counts = [d for d in reading.recent if d.kind == "result" and not is_share(d)]
    head = reading.head or only_figure(reading)
    head = counts[-1] if head and is_share(head) and counts else head
    reading.frame = base or reading.frame
    if head is None or number.unit not in (head.unit, None):
        return
    if head.previous is not None or head.change is not None:
        copy = replace(head, previous=None, change=None, change_kind=None, base=None)
        reading.drafts.insert(reading.drafts.index(head) + 1, copy)
        head = copy
    head.previous, head.base = number.value, base
    head.end = max(head.end, number.end)
    if groups.get("values") and groups["verb"]:  # not: 是去年同期400件的3倍
        rises = RISES.search(groups["verb"][0].text) is not None
        set_change(reading, head, groups["values"][0], rises, base)


def read_level(reading: Reading, clause: Clause, groups: Groups) -> None:
    """与上月持平: a change of nothing."""
    head = reading.head
    if head and is_share(head):  # 862件,占16%,环比持平: the count is as it was
        counts = [d for d in reading.recent if d.kind == "result" and not is_share(d)]
        head = counts[-1] if counts else head
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
        head.base = base_of(reading, groups["base"])
        head.end = max(head.end, clause.tokens[-1].end)


def read_done(reading: Reading, clause: Clause, groups: Groups) -> None:
    """17件,均已办结: as many completed as there were."""
    head = reading.head
    if head is None or head.unit in ("%", None) or words_of(groups.get("tail", ())):
        return
    if (head.measure or "").startswith(("completed", "pending")):
        return
    if head.child and not reading.in_bracket and "均" in groups["verb"][0].text:
        # 差评4条,其中甲窗口3条、乙窗口1条,均已整改: all of those that are divided
        wholes = [d for d in reading.recent if d.value == head.whole and d.unit == head.unit]
        head = wholes[-1] if wholes else head
    alike = [d for d in reading.recent if d.number_start == head.number_start]
    done = vocabulary().measure(groups["verb"][0].text.lstrip("均已全部都现"))
    for draft in [d for d in alike if d.measure == head.measure]:
        reading.add(
            replace(
                draft,
                measure=done if done in ("rectified", "resolved") else "completed_total",
                label=groups["verb"][0].text,
                end=clause.tokens[-1].end,
                previous=None,
                change=None,
                change_kind=None,
                base=None,
            )
        )
