"""The running text of a synthetic bulletin: lead, headings on three levels, figures, praise.

The figures are those of its first annex; the sentences follow the manner of public bulletins
and name nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from corpus.synthetic import SyntheticSection

_NUMERALS = "一二三四五六七八九十"
_WIDE = str.maketrans(",:;()", "，：；（）")

_LEADS = (
    "{month}月份,政务服务中心认真落实“放管服”改革要求,持续优化办事流程,各项工作平稳有序。"
    "现将有关情况通报如下:",
    "{month}月份,各进驻部门按照“应进必进、应上尽上”的要求,加强窗口管理,提升服务效能。"
    "现将运行情况通报如下:",
)
_COUNTS = ("办件情况", "总体运行情况", "业务办理情况", "办件总体情况")
_DUTY = ("窗口管理", "马上就办", "窗口服务情况", "日常管理")
_WORK = ("主要工作", "重点工作推进情况", "本月工作开展情况")
_FAULTS = ("存在问题", "存在的主要问题")
_NEXT = ("下一步工作", "下月工作安排", "下一步打算")

_PRAISE = (
    "{one}窗口热情高效,企业赠予锦旗一面。{two}窗口主动延时服务,受到办事群众好评。",
    "{one}带队到窗口现场办公,共同研究疑难事项,坚持做到服务到窗口、解决在窗口。",
)
_DISCIPLINE = (
    "本月对窗口工作纪律进行不定期抽查,{one}、{two}窗口人员在岗在位情况较好。",
    "从考勤情况看,多数窗口能够严格遵守上下班制度,{one}等部门窗口全勤。",
)
_TASKS = (
    ("推进“一张网”建设", "组织召开“互联网+政务服务”业务培训会,{one}、{two}等部门参加。"),
    ("开展事项梳理", "会同{one}对进驻事项逐项核对,统一名称、时限和申报材料,形成办事清单。"),
    ("优化大厅环境", "更新大厅导示标识,增设自助服务区和休息等候区,完善便民设施。"),
    ("加强业务培训", "举办窗口人员业务培训班,围绕政策法规、服务礼仪和系统操作进行授课。"),
)
_STEPS = (
    "梳理公布事项清单,做到线上线下内容一致。",
    "完善首席代表值班制度,落实专人负责。",
    "建立问题台账,逐项整改销号。",
    "做好数据报送,及时反映进展情况。",
)
_LACKS = (
    "一是个别窗口材料报送不够及时;二是少数事项网上申报比例偏低;三是部分窗口人员业务不够熟练。",
    "个别部门授权不够充分,仍有事项需要回原单位审批,群众往返跑现象尚未完全消除。",
)
_PLANS = (
    "继续推进事项标准化建设,加强对窗口的日常巡查和考核,不断提高办事群众的满意度。",
    "进一步压缩办理时限,扩大网上办理范围,推动更多事项“一次办好”。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A column's name and its sum over the departments."""

    name: str
    count: int


def narrative(
    figures: Sequence[Sequence[Figure]],
    *,
    month: int,
    departments: Sequence[str],
    habit: Random,
    random: Random,
) -> tuple[SyntheticSection, ...]:
    """Return the sections of a month's text; a lead has neither number nor heading.

    ``figures`` are groups of a whole and its parts. ``habit`` decides what an issuer keeps
    from month to month (headings, order, punctuation), ``random`` the rest.
    """
    counts, duty, work = (habit.choice(words) for words in (_COUNTS, _DUTY, _WORK))
    parts = [_counts(counts, figures, month), _duty(duty, departments, random)]
    if habit.random() < 0.6:
        parts.insert(habit.randrange(2), _work(work, departments, random, habit))
    if habit.random() < 0.5:
        parts.append([_plain(habit.choice(_FAULTS), random.choice(_LACKS))])
    if habit.random() < 0.7:
        parts.append([_plain(habit.choice(_NEXT), random.choice(_PLANS))])
    sections = []
    if habit.random() < 0.5:
        lead = habit.choice(_LEADS).format(month=month)
        sections.append(SyntheticSection(level=1, number="", heading="", paragraphs=(lead,)))
    for position, part in enumerate(parts):
        sections.append(replace(part[0], number=_NUMERALS[position]))
        sections += part[1:]
    wide = habit.random() < 0.5
    return tuple(_with_commas(section) for section in sections) if wide else tuple(sections)


def _with_commas(section: SyntheticSection) -> SyntheticSection:
    """Return the section in full-width punctuation."""
    paragraphs = tuple(text.translate(_WIDE) for text in section.paragraphs)
    return replace(section, paragraphs=paragraphs)


def _plain(heading: str, *paragraphs: str) -> SyntheticSection:
    return SyntheticSection(level=1, number="", heading=heading, paragraphs=paragraphs)


def _counts(
    heading: str, figures: Sequence[Sequence[Figure]], month: int
) -> list[SyntheticSection]:
    sentences = []
    for whole, *parts in figures:
        named = [
            f"{part.name}{part.count}件,占{100 * part.count / max(whole.count, 1):.1f}%"
            for part in parts
        ]
        among = f",其中{','.join(named)}" if named else ""
        sentences.append(f"{month}月份,{whole.name}{whole.count}件{among}。")
    return [_plain(heading, *sentences)]


def _duty(heading: str, departments: Sequence[str], random: Random) -> list[SyntheticSection]:
    texts = [("热忱服务", random.choice(_PRAISE)), ("工作纪律", random.choice(_DISCIPLINE))]
    return [_plain(heading), *_numbered(2, _filled(texts, departments, random))]


def _work(
    heading: str, departments: Sequence[str], random: Random, habit: Random
) -> list[SyntheticSection]:
    texts = random.sample(_TASKS, habit.randint(2, 3))
    sections = _numbered(2, _filled(texts, departments, random))
    if habit.random() < 0.5:
        steps = [(f"第{_NUMERALS[k]}阶段工作", _STEPS[k]) for k in range(habit.randint(2, 4))]
        sections += _numbered(3, steps)
    return [_plain(heading), *sections]


def _filled(
    texts: Sequence[tuple[str, str]], departments: Sequence[str], random: Random
) -> list[tuple[str, str]]:
    """Return headings with their texts, departments named in them."""
    filled = []
    for heading, text in texts:
        one, two = random.sample(departments, 2)
        filled.append((heading, text.format(one=one, two=two)))
    return filled


def _numbered(level: int, texts: Sequence[tuple[str, str]]) -> list[SyntheticSection]:
    return [
        SyntheticSection(
            level=level,
            number=_NUMERALS[position] if level == 2 else str(position + 1),
            heading=heading,
            paragraphs=(text,),
        )
        for position, (heading, text) in enumerate(texts)
    ]
