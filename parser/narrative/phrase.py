"""The phrase before (or after) a number, read from its end: Chinese puts the head last.

    [who] [adverbs] verb [modifiers 的] head noun [what of it: 量, 总数, 前三位]

Only the head says what is counted, and the verb that governs it how far that has come. A word in
a modifier, a name or a subject says nothing: 投诉平台受理|诉求 are no complaints, 留言|讨论 no
messages, 在中心办理的|事项 no cases handled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parser.narrative.terms import Word

NAME = re.compile(
    "中心|平台|系统|队|器|员(?!单)|机构|机制|机关|小组|专班|专窗|专区|专栏|栏目|点(?![击赞])|站"
    "|台(?!账)|单位|部门|窗口|渠道|主体|制度|指南|流程|标准|方案|时[间限长]|期限|情形|场景|行业|品种|应用(?!情况)|岗位|大厅|网点|场所|账号|区域|板块|指标|主题|套餐|清单|目录"
)
"""Directly behind a word, what makes it part of a name: 评价|器, 代办|点, 承办|单位."""
_DOER = re.compile("人员|专员|结果|工作(?!日|情况|动态)|项(?!目)")
"""The same behind a verb: 办理|人员, 办理|工作."""
_BODY = re.compile("[\u4e00-\u9fff]{0,4}?(?:中心|平台|系统|机构|队伍|专线)")
"""The same with more between, behind a noun: 投诉举报|调处指挥中心."""
_NOT = re.compile(
    "(?:没有?|拒绝|虚假|敷衍|[未不无](?:能|予|得|被)?|尚?不能|无法)(?:按期|按时|及时|如期|有效|完全|得到)?$"
)
_NOT_YET = re.compile(
    "(?:(?<!必)需[^的]{0,16}|正在|逐步|有待|即将|临近|计划|(?<!许)可(?:全程)?(?:网上|在线|线上)?)$"
)
"""Before a verb: it was not done, or not yet."""
_CALLER = re.compile("(?<![为向给替助对访便])(?:群众|市民|企业|网民|公众|用户|居民|诉求人|来电人)$")
"""Before a verb: who called, not who answers (收到|群众反馈|问题)."""

CASE = (
    "案件|案卷|件|案|线索|问题|事件|行为|现象|单|票|类|信息|留言|业务|服务|申请|电话|邮件|来?函"
    "|请求|需求|信访"
)
"""Nouns that are called cases whatever they are about."""
_SUM = (
    "[总件人次个起宗户条天]?(?:数量|数|量)|总?额|金额|值|规模|占比|比例|共|合计|总计|累计|平均|总体|完成|由[现原](?:[有来先]的?)?|中"
    "|[查属]实|\\d+(?:个工作日|天)"
)
_ASPECT = (
    "情[况況]|概况|类型|类别|分类|来源|渠道|性质|领域|热点|方面|特点|结果|统计|分析|构成|质效|质量|效率|内容|考核"
    "|时间|方式|数据|通报|如下|总体|基本|具体|综合|主要|归口|分布|运行|应用|工作"
)
# possessive: many ways to cut 案件 and 数量 must not be tried for every such word
_TAIL = re.compile(f"(?:的|{CASE}|{_SUM})*+")
_TAIL_OF_BODY = re.compile(f"(?:的|{_SUM})*+")
_TAIL_OF_TOPIC = re.compile(f"(?:的|{_ASPECT}|{CASE}|{_SUM})*+")
"""What follows the head without being one; aspects (办理|情况) where nothing is counted."""
_PREDICATE = re.compile(
    "(?:已|未|不|均|全部|可|能|实现|进驻|入驻|纳入|列入)[\u4e00-\u9fff“”]+|举[行办]|召开|.*超过.*"
)
"""What may be said of a noun that is counted: 事项|进驻大厅100项."""
_RANKED = re.compile(
    r"(?:按照[^,，]{2,4})?(?:统计)?(?:排名|排行|排[在列]?|位[于列居]|居|列)?(?:全.)?(?:[前后末][\d一二三四五六七八九十两]+(?:[名位个大类的]|$).*|居前.*)"
    "|(?:相对|比)?[最较](?:为|突出|集中|[高低多少大小好差]).*|来看[,，].*|增长较快|排名|不?合理$|不达标"
    "|(?<=诉求|工单|来信|信件|来电|投诉|申诉|举报|信访|案件|留言|事项|问题)中?(?:共|主要)?(?:涉及|反映(?!类)|关于).*"
)
"""What is said of a measure rather than part of it: 办件量|位于前三的部门, 诉求|涉及城市管理."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The head, the verbs that govern it and the nouns beside it, in the order of the text.

    ``head`` is ``None`` where a verb governs ``object``, a noun that the vocabulary doesn't know;
    ``relative`` tells that 的 stands between verb and head.
    """

    head: Word | None
    verbs: tuple[Word, ...]
    things: tuple[Word, ...]
    relative: bool
    object: str


def is_name(text: str, word: Word, *, to_body: bool) -> bool:
    """Tell whether ``word`` is part of the name of a place, body, person, device or paper."""
    named = NAME.match(text, word.end)
    if named and not (to_body and named[0] in ("单位", "部门", "窗口")):
        return True
    if word.start and text[word.start - 1] in "非补督返特":
        return True
    more = _BODY if word.kind == "thing" else _DOER
    return word.kind in ("thing", "stage") and more.match(text, word.end) is not None


def without_rank(text: str, unit: str | None) -> str:
    """``text`` without what is said of the measure, unless bodies or classes are counted."""
    said = None if unit in ("个", "家", "名", "类", "种") else _RANKED.search(text)
    return text[: said.start()] if said and said.start() > 1 else text


def read_phrase(
    text: str,
    words: Sequence[Word],
    *,
    unit: str | None,
    bodies: frozenset[str],
    units: Mapping[str, frozenset[str]],
    deeds: frozenset[str],
) -> Phrase | None:
    """Return the phrase that ``text`` ends in, or ``None`` if none of ``words`` is its head.

    ``bodies`` are who can do something, ``deeds`` the things that are done to somebody.
    """
    words = list(words)
    head = _head(text, words, unit, bodies, units)
    if head is None:  # a noun that we don't know, with what governs it
        while words and not (words[-1].kind == "stage" or _is_deed(text, words[-1], deeds)):
            words.pop()
    if not words:
        return None
    verbs: list[Word] = []
    things: list[Word] = []
    relative, before, who, denied = False, words[-1], False, False
    for word in reversed(words):
        relative = relative or "的" in text[word.end : before.start]
        run_up = _run_up(text, word)
        denied = denied or _NOT.search(run_up) is not None
        if word.id in bodies and word is not head:
            who = True  # what stands before is whose window or department it is
        later = _NOT_YET.search(run_up) or _CALLER.search(run_up)
        if (
            word.kind == "stage"
            and word is not head
            and not later
            and not (who and word.id != "forwarded")
        ):
            verbs.insert(0, word)
        if word.kind == "thing" and word is not head and not who:
            things.insert(0, word)
        before = word
    if denied and not (head and head.kind == "loose" and head.id != "received_total"):
        return None  # 没有收到|留言; but 未回复的|部门 are departments
    return Phrase(
        head=head,
        verbs=() if denied else tuple(verbs),
        things=tuple(things),
        relative=relative,
        object="" if head else text[words[-1].end :],
    )


def _head(
    text: str,
    words: list[Word],
    unit: str | None,
    bodies: frozenset[str],
    units: Mapping[str, frozenset[str]],
) -> Word | None:
    """The last of ``words``, if nothing stands behind it that may be the head instead."""
    if not words:
        return None
    last, rest = words[-1], text[words[-1].end :]
    tail = _TAIL_OF_TOPIC if unit is None else _TAIL_OF_BODY if last.id in bodies else _TAIL
    if last.kind == "stage" and _NOT_YET.search(_run_up(text, last)):
        words.pop()
        return None
    said = unit in units.get(last.id, ()) and _PREDICATE.fullmatch(rest)
    return last if said or tail.fullmatch(rest) else None


def _run_up(text: str, word: Word) -> str:
    """The characters before ``word`` that can say that it was not done, or who did it."""
    return text[max(0, word.start - 24) : word.start]


def _is_deed(text: str, word: Word, deeds: frozenset[str]) -> bool:
    """Tell whether ``word`` is done to whom the text names behind it, not 抽查|发现…."""
    return text[word.start : word.end] in deeds and not text.startswith(("发现", "中"), word.end)
