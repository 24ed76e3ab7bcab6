"""Clauses without figures: the subject, the topic or the names that the figures after them have."""

from __future__ import annotations

import re

from parser.narrative.clauses import Clause, is_filler
from parser.narrative.entities import is_level
from parser.narrative.figures import Groups, set_subject
from parser.narrative.lists import spread_over
from parser.narrative.reading import Part, Reading, entity_of, words_of
from parser.narrative.vocabulary import vocabulary

_ASPECT = re.compile(
    "(?:从|按照?|依)(?P<of>.+?)(?:来?看|分析|划分|分类|分|统计|排名)$|(?P<among>.{2,12}(?<![理查程作动册]))(?:之)?中$"
)
"""从来信类型看, 投诉件中: what the figures after it are all about."""


def read_topic(reading: Reading, clause: Clause, groups: Groups) -> None:
    """A clause without figures: a subject, a topic before a colon, or one of several names."""
    label = words_of(clause.tokens)
    name = entity_of(clause.tokens)
    if name and clause.after == "comma" and clause.tokens[-1].text == "中" and is_level(name):
        return  # 各县(市、区)中,…: among whom the names after it are
    aspect = _ASPECT.match(label) if name is None else None
    named = vocabulary().measure(aspect["of"] or aspect["among"]) if aspect else None
    if aspect and clause.after in ("comma", "colon") and (aspect["of"] or named):
        if not reading.aspect:
            reading.divided = reading.drafts[0].measure if reading.drafts else reading.main
        first = reading.divided
        outcome = re.search(
            "(?:办理|承办|受理|转办|交办|办复|处理|落实|解决)(?:情况|结果)$", str(aspect["of"])
        )
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
        reports = _REPORTS.search(label) is not None
        if told and label and not (reports or _AUTHORITY.search(name) or _TITLE.match(label)):
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
        reading.listed = _foremost(reading, clause) or reading.listed
        reading.pending = []


def _foremost(reading: Reading, clause: Clause) -> tuple[Part, ...]:
    """投诉以行程变更、签证类问题为主,分别占…: what the shares that follow are of, in order."""
    first = reading.pending[0] if reading.pending else clause
    text = reading.text[first.tokens[0].start : clause.tokens[-1].end]
    told = _MOSTLY.search(text)
    if told is None or (reading.pending and clause.before != "item"):
        return ()
    names = re.split("[、和及与]", told["of"])
    start = first.tokens[0].start
    return tuple(Part(name, "", start) for name in names if 2 <= len(name) <= 14)


_MOSTLY = re.compile(
    "(?:以|反映|涉及|集中在|主要[是为在]?)(?P<of>[\u4e00-\u9fff、()（）]{2,60}?)(?:等)?(?:方面)?(?:的)?(?:问题)?"
    "(?:为主|(?:相对|比)?较多|居多|居前|最多|(?:较为|比较)?突出)$"
)


def _topic_before_colon(reading: Reading, label: str, name: str | None) -> None:
    """工单数量较多的单位为:, 物业服务方面:, 甲局: what or whom the figures after it are about."""
    measure = vocabulary().measure(label) if label else None
    unknown = measure is None and _OWN_COUNT.search(label)  # 答政数量排在前五的部门
    if asked := _THOSE.fullmatch(label):  # 工单数量较多的单位为:
        measure = vocabulary().measure(asked["of"])
        counted = reading.drafts[0].measure if reading.drafts else reading.main
        again = asked["of"].startswith("窗口") and counted == "received_total"
        loose = measure is None or vocabulary().is_loose(asked["of"])
        if (loose or again) and not unknown:
            measure = counted or measure
    if reading.bound and is_filler(label or "是"):
        measure, label = reading.bound.measure, reading.bound.label or ""
    reflected = re.search("反映(?:的)?(?:事项|问题|诉求|内容)", label) is not None
    ranks = _RANKED.search(label) or not (label or name)
    if (measure is None or reflected) and ranks and not unknown:
        # 市民反映的热点依次为:, 排名前五位主要涉及,
        measure = (reading.drafts[0].measure if reading.drafts else reading.main) or measure
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


_OWN_COUNT = re.compile("(?<!工单|诉求|事项|办件|问题)数?量(?=较|最|居|位|排|前)")
_PLACED = re.compile("第[一二三四五六七八九十]+名?|[末首]位|最[高低]")
"""第一名为城东街道,得分99.1分: whose the score is."""


_MANNER = re.compile("采取|通过|坚持|组织|开展|围绕|按照|利用|结合|联合|对")


_TITLE = re.compile(
    "(?:常务|党组|党委|首席)?(?:副|代)?(?:主任|局长|书记|处长|科长|厅长|[省市县区州镇乡]长|队长|站长|所长)"
)


_REPORTS = re.compile(
    "(?:统计|数据|结果|信息)?(?:显示|获悉|了解到?|介绍说?|表示|透露|公布|发布(?:消息|数据)?|通报)$"
)
"""市审批局经统计显示,…: who tells of the figures, not whose they are."""


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
