"""Figures of a part of the cases that their own words alone tell from those of all.

受理诉求284406件;…受理省派工单2917件,已处理完毕2349件: without 省派 the second would be received
in all as well. Only where a bulletin gives one measure, of nobody, twice in a period with two
values are the words that narrow it looked for: between verb and noun, before the verb, in what
the sentence counts first, in the heading.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parser.narrative.reading import Draft, is_of_all, is_share
from parser.narrative.vocabulary import vocabulary


@dataclass(slots=True)
class Told:
    """A draft with the text it stands in and the heading above."""

    draft: Draft
    text: str
    heading: str | None


_COMMON = re.compile(
    "^(?:市民|群众|企业|网民|公众|社会|办事|各类|各种|各项|各级|所有|有关|相关|有效|热线|的|各|共|到|了|和|及)+"
    "|(?:市民|群众|企业|网民|公众|各类|各种|各项|相关|有关|有效|热线|的)+$"
)
_OF_CASES = frozenset(
    (
        "received_total", "completed_total", "handled_total", "pending", "forwarded", "overdue",
        "answered_directly", "replied", "completed_on_time", "completed_late", "letters",
        "messages", "calls", "resolved", "unresolved",
    )
)  # fmt: skip
"""Measures of cases; of bodies and matters it is a condition that tells two counts apart."""
_RATES = frozenset(("completion_rate", "on_time_rate", "satisfaction_rate"))
_VERB = (
    "受理|收到|接收|接到|接件|承办|交办|办理完成|处理完毕|办理|办结|处理|转办|转派|派发|答复|回复"
    "|解决"
)
_CASES = "工单|诉求|案件|事项|问题|来电|来信|业务|信件|留言|投诉|办件|件"
_NARROWED = re.compile(f"(?:^|共|.{{2}})(?:{_VERB})(?P<by>.{{2,14}}?)(?:{_CASES})+(?:总?[量数])?$")
_CAME_BY = re.compile(
    "(?:^|(?:承办|受理|接收|收到|接到))(?P<by>(?!12345|共|各|本|由|向|在|通过|登记)[\u4e00-\u9fff\\d]{2,12}?"
    f"(?:热线|信箱|平台|网站|服务网|留言板|微信)|网站|微信)(?:$|(?:{_VERB})|(?:{_CASES})+$)"
)
"""By which way in cases came: 省长热线转办, 承办省长热线, 网站诉求."""
_ENDS = "。；;\n"
_WAY = re.compile("[\u4e00-\u9fff\\d+]{2,14}(?:热线|信箱|平台|网站?|渠道|公众号|留言板?)")


def tell_populations(told: Sequence[Told], label: Callable[[Draft], str | None]) -> None:
    """Name the part that a figure is of where another of its measure is that of all."""
    groups: dict[tuple[str | None, ...], list[Told]] = defaultdict(list)
    for one in told:
        draft = one.draft
        if _is_total(draft):
            groups[draft.measure, draft.unit, draft.entity, label(draft)].append(one)
    for group in groups.values():
        if len({one.draft.value for one in group}) > 1:
            _tell_apart(group, told)
    classes: dict[tuple[str | None, ...], list[Told]] = defaultdict(list)
    for one in told:
        draft = one.draft
        if draft.kind == "result" and draft.entity is None and is_share(draft):
            classes[draft.measure, label(draft)].append(one)
    firsts: dict[int, Draft] = {}
    for one in told:
        firsts.setdefault(id(one.text), one.draft)
    for group in classes.values():
        if len({one.draft.value for one in group}) > 1:
            _tell_whose(group, firsts)


def _tell_whose(group: Sequence[Told], firsts: Mapping[int, Draft]) -> None:
    """Shares told of several in turn (省12345热线…咨询类占77%): of whom their paragraph tells."""
    whose = [firsts[id(one.text)].entity for one in group]
    if len(set(whose)) == len(group):
        for one, name in zip(group, whose, strict=True):
            one.draft.entity = name


def _is_total(draft: Draft) -> bool:
    counted = draft.kind == "result" and draft.measure in _OF_CASES | _RATES
    return counted and is_of_all(draft.entity)


def _tell_apart(group: Sequence[Told], told: Sequence[Told]) -> None:
    if group[0].draft.measure in _RATES:
        for one in group[1:]:
            if (name := _led(one, told)) and one.draft.value != group[0].draft.value:
                one.draft.entity = name
        return
    most = max(one.draft.value for one in group)
    parts = [
        one for order, one in enumerate(group) if one.draft.value != most or order
    ]  # the first, if none is more, is all
    for one in parts:
        if one.draft.measure == "received_total" and _HANDED_ON.match(one.draft.label or ""):
            one.draft.measure = "forwarded"  # 受理5040件;登记交办1006件
    names = [_narrowed(one.draft.label) or _led(one, told) for one in parts]
    values: dict[str | None, set[int | float]] = defaultdict(set)
    for one, name in zip(parts, names, strict=True):
        values[name].add(one.draft.value)
    for one, name in zip(parts, names, strict=True):
        if name is None or len(values[name]) > 1:
            name = _box(one)  # 群众来信 of both boxes: of which box
        if is_of_all(one.draft.entity) and name and name != _narrowed(group[0].draft.label):
            _give(one, name, told)


_HANDED_ON = re.compile("(?:登记)?交办(?:[量数件]|件数)?$")
_BOX = re.compile('[“"](?P<name>[^“”"]{2,10})[”"](?:栏目|平台|板块)?')


def _box(one: Told) -> str | None:
    """The box or column by which the segment's first figure came: “县长信箱”栏目共收到…."""
    start, _ = _sentence(one)
    opening = re.sub("^.{0,8}[月周季年]份?[,，]", "", one.text[start:].strip())
    box = _BOX.match(opening)
    return box["name"] if box else None


def _narrowed(label: str | None) -> str | None:
    """The words between verb and noun that say of which cases: 省派 of 受理省派工单."""
    told = _NARROWED.search(label or "")
    by = _COMMON.sub("", told["by"]) if told else ""
    plain = len(by) > 1 and not by.isdecimal() and not re.search("[，,。;、()单部]|次$", by)
    named = any(word.kind != "loose" for word in vocabulary().find(by))
    if plain and not named:
        return by
    way = _CAME_BY.search(label or "")
    return way["by"] if way else None


def _sentence(one: Told) -> tuple[int, int]:
    """Where the sentence of a figure begins and ends, by full stops and semicolons."""
    start = max(one.text.rfind(mark, 0, one.draft.number_start) for mark in _ENDS) + 1
    ends = [one.text.find(mark, one.draft.number_start) for mark in _ENDS]
    return start, min((end for end in ends if end >= 0), default=len(one.text))


def _led(one: Told, told: Sequence[Told]) -> str | None:
    """What the sentence counts first (群众来电…,其中转办…), or what its heading names."""
    start, _ = _sentence(one)
    before = [
        other.draft
        for other in told
        if other.text is one.text and start <= other.draft.number_start < one.draft.number_start
    ]
    first = before[0] if before else None
    if (
        first
        and first.entity == one.draft.entity
        and first.measure in ("calls", "letters", "messages")
    ):
        return _noun(first.label)
    heading = one.heading or ""
    return heading if not before and _WAY.fullmatch(heading) else None


def _noun(label: str | None) -> str | None:
    """What is counted, without the verb: 群众来电 of 接听群众来电; nothing of 受理诉求."""
    words = vocabulary().find(label or "")
    things = [word for word in words if word.kind == "thing" and word.end == len(label or "")]
    verbs = (
        [w.end for w in words if w.kind == "stage" and w.end <= things[-1].start] if things else []
    )
    noun = (
        re.sub("^(?:接听|呼入|各类|共|到)+", "", (label or "")[max(verbs, default=0) :])
        if things
        else ""
    )
    plain = 2 <= len(noun) <= 12 and not re.match("[给向对为]", noun)
    return noun if plain else _narrowed(label)


def _give(one: Told, name: str, told: Sequence[Told]) -> None:
    """Give the figure its name, and to those of nobody that go on from it in its sentence."""
    _, end = _sentence(one)
    before, one.draft.entity = one.draft.entity, name
    for other in told:
        if other.text is not one.text or other.draft.entity != before:
            continue
        if _narrowed(other.draft.label) not in (None, name):
            continue  # 网站诉求61宗、微信诉求58宗: a name of its own
        goes_on = one.draft.number_start < other.draft.number_start < end
        divides = other.draft.child and other.draft.whole == one.draft.value
        if goes_on or (divides and other.draft.number_start > end):
            other.draft.entity = name
