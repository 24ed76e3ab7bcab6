"""Department names in running text: 省民政厅刘亚军副厅长每周三赴省政务中心 names two bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

import ahocorasick

from parser.names.resolve import Resolver, default_resolver
from parser.table import Department
from parser.text import fold_width, simplify

_LEVEL_WORDS = ("自治区", "省级", "市级", "省", "市", "县", "区", "州", "盟", "旗")
_HEADS = tuple("厅局委办会院署处室队社馆部站联所")
_LONG_HEADS = ("中心", "公司", "海关", "分行", "支行", "总队", "支队", "大队", "人民银行")
# What goes on in one of these ways is another word: 政府办|理, 宣传部|门, 妇联|系, 公证处|理.
_CONTINUED = {
    "办": "理事件结案好成完证",
    "委": "员托派任",
    "处": "理罚置以于在",
    "部": "门分署队",
    "社": "会区保",
    "局": "部面势",
    "会": "议计员见",
    "站": "点在",
    "队": "伍列",
    "联": "系合动网通络",
    "院": "校",
    "所": "有在以需示属致谓述作",
}
# 市公安局海州分局 isn't 市公安局.
_BRANCH = re.compile(r"[\u4e00-\u9fff]{1,5}?(?:分局|支队|大队|中队|总队|分中心|派出所|税务所)")
_UNKNOWN_BRANCH = 4
_SEVERAL = frozenset("各每某全个家等类多")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A department named at ``text[start:end]``; ``department`` is ``None`` if undecided.

    Undecided are names that mean several bodies (药监局 without a date).
    """

    start: int
    end: int
    text: str
    department: Department | None


@cache
def _automaton(resolver: Resolver) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in resolver.body_names():
        if len(name) >= 2 and (name.endswith(_LONG_HEADS) or name[-1] in _HEADS):
            automaton.add_word(name, len(name))
    for name in resolver.local_names():
        if len(name) >= 3:
            automaton.add_word(name, len(name))
    automaton.make_automaton()
    return automaton


def find_departments(
    text: str,
    region: str | None = None,
    *,
    date: str | None = None,
    resolver: Resolver | None = None,
) -> tuple[Mention, ...]:
    """Return the department names in ``text`` from left to right, the longest at each place.

    ``region`` and ``date`` are those of :meth:`Resolver.resolve`. White space inside a name
    isn't seen through: give the text with wrapped lines joined. Offsets are into ``text``.

    >>> [m.text for m in find_departments("省民政厅王浩、农委王勇、卫计委陈慧", "江苏")]
    ['省民政厅', '农委', '卫计委']
    """
    resolver = resolver or default_resolver()
    folded = simplify(fold_width(text))
    ends: dict[int, int] = {}
    for last, length in _automaton(resolver).iter(folded):
        end = last + 1
        ends[end] = max(ends.get(end, 0), length)
    found: list[Mention] = []
    for end, length in sorted(ends.items()):
        if folded[end : end + 1] and folded[end] in _CONTINUED.get(folded[end - 1], ""):
            continue
        start = _with_region(folded, end - length, resolver)
        if start is None:
            continue
        mention = _mention(text, start, end, end - length, region, date, resolver)
        if mention is None:
            continue
        mention = _with_branch(mention, text, folded, region, date, resolver)
        while found and found[-1].start >= mention.start:
            found.pop()
        if not found or found[-1].end <= mention.start:
            found.append(mention)
        elif mention.end - mention.start > found[-1].end - found[-1].start:
            found[-1] = mention
    return tuple(found)


def _with_region(text: str, start: int, resolver: Resolver) -> int | None:
    """Return where region and lead before a name begin: 江苏省|民政厅, 财政部|江苏|专员办.

    ``None`` if what stands before says that no single body is meant (各市发改委, 县区政务办,
    134个中心).
    """
    begin = start
    while (region := _region_before(text, begin, resolver)) < begin:
        begin = region
    if begin == start:
        begin -= len(_level_word_before(text, start))
        if begin < start and _level_word_before(text, begin):
            return None
    if begin < start:
        for length in range(min(begin, resolver.longest_lead), 1, -1):
            if text[begin - length : begin] in resolver.leads:
                return begin - length
    return None if begin and text[begin - 1] in _SEVERAL else begin


def _level_word_before(text: str, end: int) -> str:
    return next((word for word in _LEVEL_WORDS if text.endswith(word, 0, end)), "")


def _region_before(text: str, end: int, resolver: Resolver) -> int:
    for length in range(min(end, resolver.longest_region), 1, -1):
        if resolver.is_region(text[end - length : end]):
            return end - length
    return end


def _mention(
    text: str,
    start: int,
    end: int,
    bare_start: int,
    region: str | None,
    date: str | None,
    resolver: Resolver,
) -> Mention | None:
    for begin in dict.fromkeys((start, bare_start)):
        name = text[begin:end]
        resolution = resolver.resolve(name, region=region, date=date)
        department = resolution.department
        if department is not None and department.method != "fuzzy":
            return Mention(start=begin, end=end, text=name, department=department)
        if resolution.is_listed:
            return Mention(start=begin, end=end, text=name, department=None)
    return None


def _with_branch(
    mention: Mention,
    text: str,
    folded: str,
    region: str | None,
    date: str | None,
    resolver: Resolver,
) -> Mention:
    """Return the branch that follows a department's name, undecided where it is not known."""
    branch = _BRANCH.match(folded, mention.end)
    if branch is None:
        return mention
    name = text[mention.start : branch.end()]
    department = resolver.resolve(name, region=region, date=date).department
    if department is not None and department.method == "fuzzy":
        department = None
    if department is None and branch.end() - mention.end > _UNKNOWN_BRANCH:
        return mention
    return replace(mention, end=branch.end(), text=name, department=department)
