"""The patterns in which bulletins print figures: one line a pattern, tried in order.

A pattern is written over the letters of :data:`parser.narrative.clauses.LETTERS`; ``H`` stands
for the words and names before a figure. An action reads one clause and adds to, or completes,
the drafts of the :class:`~parser.narrative.reading.Reading`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from parser.narrative.bases import base_of
from parser.narrative.changes import read_change, read_changes
from parser.narrative.clauses import Clause, is_filler
from parser.narrative.earlier import (
    read_against,
    read_done,
    read_from_to,
    read_level,
    read_prior,
    read_with_base,
)
from parser.narrative.entities import is_level
from parser.narrative.figures import Groups, set_subject
from parser.narrative.lists import (
    read_each,
    read_ordered,
    read_ordered_name,
    read_respectively,
    read_those,
    spread_over,
)
from parser.narrative.parts import read_bare, read_share, read_share_together
from parser.narrative.reading import Reading, entity_of, words_of
from parser.narrative.scene import (
    note_aim,
    with_names_meant,
    without_apposition,
    without_time,
)
from parser.narrative.sequences import read_condition, read_fulfilled, read_sequence
from parser.narrative.singles import read_single
from parser.narrative.vocabulary import vocabulary

Action = Callable[[Reading, Clause, Groups], None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern over a clause's shape and what it means."""

    name: str
    pattern: re.Pattern[str]
    action: Action


def _rule(name: str, pattern: str, action: Action) -> Rule:
    """``<name:x>`` is what the action gets as ``name``, ``H`` any word or name."""
    named = re.sub(r"<(\w+):([^<>]*)>", r"(?P<\1>\2)", pattern)
    return Rule(name, re.compile(named.replace("H", "[ew]")), action)


_ASPECT = re.compile(
    "(?:从|按照?|依)(?P<of>.+?)(?:来?看|分析|划分|分类|分|统计|排名)$|(?P<among>.{2,12}(?<![理查程作动册]))(?:之)?中$"
)
"""从来信类型看, 投诉件中: what the figures after it are all about."""


def read_clause(reading: Reading, clause: Clause) -> None:
    """Let the first rule that fits the whole clause act on ``reading``."""
    if (parts := _that_have(clause)) is not None:
        for part in parts:  # 受理超过5000件的有甲县(6852件): the bound, then whose figures
            read_clause(reading, part)
        return
    if _read_before(reading, clause):
        return
    clause = without_time(reading, clause)
    clause = with_names_meant(reading, clause)
    clause = without_apposition(reading, clause)
    note_aim(reading, clause)
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
    reported = clause.tokens and _REPORT.fullmatch("".join(t.text for t in clause.tokens))
    reading.opening = reading.opening and (not clause.tokens or reported is not None)
    _read_bracket(reading, clause)


_REPORT = re.compile(
    "据(?:悉|了解|统计|介绍|报道|通报)|(?:数据|结果|报告)显示|记者.{0,12}(?:获悉|了解到)"
)


def _read_before(reading: Reading, clause: Clause) -> bool:
    """三季度受理300件,二季度为280件: the value before, where only its time is told."""
    tokens, head = clause.tokens, reading.head
    bare = re.fullmatch("tw?n", clause.shape) and all(
        is_filler(token.text) for token in tokens if token.kind == "words"
    )
    if not bare or head is None or head.previous is not None or tokens[-1].unit != head.unit:
        return False
    period, span = reading.period, head.time.span if head.time else None
    ours = span is None or (
        period is not None
        and (span.first_month, span.last_month) == (period.first_month, period.last_month)
    )
    base = base_of(reading, tokens[:1]) if tokens[0].span and ours else None
    if base is None:
        return False
    head.previous, head.base = tokens[-1].value, base
    head.end = max(head.end, tokens[-1].end)
    return True


def _that_have(clause: Clause) -> tuple[Clause, Clause] | None:
    """The bound and the first of the names, whose figure the bracket gives, of …件的有A(…件)."""
    tokens = clause.tokens
    if len(tokens) < 3 or not clause.inner or tokens[-1].kind != "entity":
        return None
    if tokens[-3].kind != "number" or not re.match(
        "(?:以[上下])?的(?:分别)?(?:有|为|是)", tokens[-2].text
    ):
        return None
    bound = replace(clause, tokens=tokens[:-1], after="colon", inner=())
    return bound, replace(clause, tokens=tokens[-1:], before="colon")


def _read_bracket(reading: Reading, clause: Clause) -> None:
    """Read the bracket after a clause: about its figure, or giving names their figure."""
    if not clause.inner:
        return
    has_number = any(token.kind == "number" for token in clause.tokens)
    outer = (reading.in_bracket, reading.owner, reading.parent, reading.time, reading.pending)
    part = reading.part
    bracket_start, subject = reading.bracket_start, reading.subject
    bare = len(clause.inner) == 1 and clause.inner[0].shape == "n"
    if bare and clause.shape.endswith(("b", "y")):
        # 同比上年(36368件)上升4.2%: the value before.
        read_against(reading, clause, {"prior": clause.tokens, "previous": clause.inner[0].tokens})
        return
    if has_number:
        reading.owner = reading.head
        reading.in_bracket, reading.bracket_start = True, len(reading.drafts)
        reading.parent = reading.owner or reading.parent
        reading.pending = []
    elif (name := entity_of(clause.tokens)) and any("w" in c.shape for c in clause.inner):
        # 历河区(直办5件,转办6件): whose the figures in the bracket are.
        reading.subject, reading.pending = name, []
    for inner in clause.inner:
        read_clause(reading, inner)
    reading.subject, reading.part = subject, part
    reading.in_bracket, reading.owner, reading.parent, reading.time, pending = outer
    reading.pending, reading.bracket_start = (pending if has_number else []), bracket_start


def _topic(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A clause without figures: a subject, a topic before a colon, or one of several names."""
    label = words_of(clause.tokens)
    name = entity_of(clause.tokens)
    if name and clause.after == "comma" and clause.tokens[-1].text == "中" and is_level(name):
        return  # 各县(市、区)中,…: among whom the names after it are
    aspect = _ASPECT.match(label) if name is None else None
    named = vocabulary().measure(aspect["of"] or aspect["among"]) if aspect else None
    if aspect and clause.after in ("comma", "colon") and (aspect["of"] or named):
        first = reading.drafts[0].measure if reading.drafts else reading.main
        outcome = re.search("(?:办理|办复|处理|落实|解决)(?:情况|结果)$", str(aspect["of"]))
        if named and first and (outcome or vocabulary().is_loose(str(aspect["of"]))):
            named = first  # 按诉求领域划分: of what was counted, complaints
        reading.topic, reading.topic_text = named or reading.topic or first, label
        reading.last_topic, reading.topic_at = reading.topic, len(reading.drafts)
        reading.aspect = True
        reading.pending, reading.parent = [], None
        return
    if name and _all_of(reading, clause, name):
        return
    if reading.spread and name and not label:
        spread_over(reading, clause)
        return
    asks = clause.tokens[-1].kind == "respectively" or clause.tokens[-1].text.endswith(("为", "是"))
    ranked = asks and _RANKED.search(reading.text, clause.tokens[0].start, clause.tokens[-1].end)
    if clause.after == "colon" or (ranked and clause.after == "comma" and name is None):
        _topic_before_colon(reading, label, name)
        reading.aspect = reading.aspect or bool(ranked and clause.after == "comma")
        return
    opening = reading.opening or clause.before == "colon" or (reading.aspect and not reading.recent)
    if opening and name is None and _CATEGORY.fullmatch(label) and clause.after == "comma":
        set_subject(reading, label)
        return
    if name and name == clause.tokens[0].text and reading.opening:
        reading.subject = reading.theme = None
        told = clause.after == "comma" or _MANNER.match(label)
        if told and label and not (_AUTHORITY.search(name) or _TITLE.match(label)):
            # 县国土局窗口耐心细致,收到锦旗一面: who opens a sentence does what it tells; not
            # so a government or committee, which urges or values what others do.
            set_subject(reading, name)
            return
    led = entity_of(reading.pending[0].tokens) if reading.pending and name is None else None
    if led and clause.before == "item" and clause.after == "comma":
        set_subject(reading, led)  # 县公安局窗口甲、乙主动加班,办理证件46本
    if clause.after in ("item", "bracket") or clause.inner or (name and clause.after == "comma"):
        if name and clause.after == "comma" and (not label or _PLACED.fullmatch(label)):
            set_subject(reading, name)
        reading.pending.append(clause)
    elif clause.after == "comma" and not (reading.pending and name):
        reading.pending = []


def _topic_before_colon(reading: Reading, label: str, name: str | None) -> None:
    """工单数量较多的单位为:, 物业服务方面:, 甲局: what or whom the figures after it are about."""
    measure = vocabulary().measure(label) if label else None
    if asked := _THOSE.fullmatch(label):  # 工单数量较多的单位为:
        measure = vocabulary().measure(asked["of"])
        counted = reading.drafts[0].measure if reading.drafts else reading.main
        again = asked["of"].startswith("窗口") and counted == "received_total"
        if measure is None or vocabulary().is_loose(asked["of"]) or again:
            measure = counted or measure
    if reading.bound and is_filler(label or "是"):
        measure, label = reading.bound.measure, reading.bound.label or ""
    if measure is None and (_RANKED.search(label) or not (label or name)):
        # 市民反映的热点依次为:, 排名前五位主要涉及,
        measure = reading.drafts[0].measure if reading.drafts else reading.main
    if measure:
        reading.topic, reading.topic_text = measure, label
        whole = next((w for w in reversed(reading.wholes) if w.measure == measure), None)
        reading.parent = whole if reading.parent and whole else reading.parent
    if name and not label:
        set_subject(reading, name)
    if measure is None and name is None and _CATEGORY.fullmatch(label):
        set_subject(reading, label)  # 物业服务方面:共96件
    reading.pending = []


def _all_of(reading: Reading, clause: Clause, name: str) -> bool:
    """早退2人次,均为甲局窗口人员: whose the last figure is."""
    head = reading.head
    if head is None or head.entity is not None or clause.before != "comma":
        return False
    if not re.match("(?:均|全部|都)[为是]", reading.text[clause.tokens[0].start :]):
        return False
    head.entity = name
    return True


_PLACED = re.compile("第[一二三四五六七八九十]+名?|[末首]位|最[高低]")
"""第一名为城东街道,得分99.1分: whose the score is."""


_MANNER = re.compile("采取|通过|坚持|组织|开展|围绕|按照|利用|结合|联合|对")


_TITLE = re.compile(
    "(?:常务|党组|党委|首席)?(?:副|代)?(?:主任|局长|书记|处长|科长|厅长|[省市县区州镇乡]长|队长|站长|所长)"
)


_THOSE = re.compile(
    "(?P<of>.+?(?:多|少|高|低|大|前|后|前.{1,3}))的(?:承办|责任|成员)?"
    "(?:单位|部门|窗口|地区|乡镇|街道|县区|区县|县市区|事项|问题|诉求|领域|类别|类型|行业)(?:分别|依次|主要)?(?:[为是有])?"
)
"""By what those are chosen whose figures follow a colon."""


_RANKED = re.compile("热点|反映|集中|前.{1,2}[位名]|排名|排序|分类|构成|居前|较多")


_CATEGORY = re.compile(
    "(?!主要|存在|突出|共性|发现|以下|有关|相关|[^，,]*(?:排名|前.{0,3}[类位名]|的问题))[\u4e00-\u9fff]{2,12}(?:问题|方面|领域|事项|诉求|类)"
)
"""停水停电问题,受理1860件: what opens a sentence as its subject without being a body."""


_AUTHORITY = re.compile("(?:政府|[省市县区州]委|党委|人大|政协|领导)$")


def _base(reading: Reading, clause: Clause, groups: Groups) -> None:
    """较1月份,…: what the changes that follow compare with."""
    reading.base = reading.frame = base_of(reading, groups["base"])


def _compared(reading: Reading, clause: Clause, groups: Groups) -> None:
    """投诉、举报数量同比增幅较大,分别增长46.3%、37.86%: whose changes follow."""
    reading.base = reading.frame = base_of(reading, groups["base"])
    if reading.pending:
        reading.pending.append(replace(clause, tokens=tuple(groups["head"])))


def _skip(reading: Reading, clause: Clause, groups: Groups) -> None:
    """Words that look like figures and are none of ours."""
    reading.pending = []


RULES: tuple[Rule, ...] = (
    _rule("nothing", "", _skip),
    _rule("from-to", "<head:H*><base:b?>f<prior:y?>w?<previous:n>w?r<value:n>u?w?", read_from_to),
    _rule("reached", "<head:H*><base:b?>r<value:n>u?w?", read_from_to),
    _rule("prior", "<prior:y>H?<value:n>w?", read_prior),
    _rule("shares together", "<count:n>w?s[ewa]*<values:n>w?", read_share_together),
    _rule("shares", "<head:H*>[da]*s[dewa]*<values:n+>[uw]*", read_share),
    _rule("against", "[by]*<prior:[by]><previous:n><verb:c?><values:n?>", read_against),
    _rule("base", "<base:[by]+>", _base),
    _rule("compared", "<head:H+><base:b>w", _compared),
    _rule("single with base", "<base:b><head:w><value:n>u?", read_with_base),
    _rule("change of", "<base:b><head:H+>d?<verb:c>d?<values:n+>", read_change),
    _rule("change", "<head:H*>d?<base:b*>d?<verb:c>d?b?<values:n+><tail:w?>", read_change),
    _rule("changes", "<head:H*>d?<base:b*>d?<moves:cn(?:cn)+>", read_changes),
    _rule("level", "<head:H*><base:b?>a?z", read_level),
    _rule("done", "H*<verb:o><tail:w?>", read_done),
    _rule("respectively", "<head:H*>d<verb:w?><values:n{2,}>w?", read_respectively),
    _rule("ordered", "<topic:H+(?:n[ew]+)?>d<rest:H+n.*>", read_ordered),
    _rule("ordered names", "<topic:H*>d<name:H+>", read_ordered_name),
    _rule("those", "d<rest:H+n.*>", read_those),
    _rule("each", "<head:H*>a<verb:w?><value:n>u?<tail:w?>", read_each),
    _rule("fulfilled", "<head:[ewl]*><bound:n>u?<noun:w><count:n><tail:w?>", read_fulfilled),
    _rule("condition", "<head:H*><count:n><words:[ewl]+?>l?w?<bound:n>u?", read_condition),
    _rule("bare", "<value:n>", read_bare),
    _rule("single", "<head:H*l?H*><value:n>u?<tail:H*>", read_single),
    _rule("topic", "H*d?", _topic),
    _rule("several", "[ewnlu]*n[ewnlu]*", read_sequence),
    _rule("other", ".*", _skip),
)  # fmt: skip
