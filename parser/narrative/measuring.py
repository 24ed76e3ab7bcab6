"""What a figure measures: what its own words name, or what it takes over from those before it."""

from __future__ import annotations

import re

from parser.narrative.reading import Draft, Reading, alike
from parser.narrative.vocabulary import vocabulary


def resolve(
    reading: Reading, label: str, unit: str | None, entity: str | None = None
) -> tuple[str | None, bool]:
    """Return the measure for ``label`` and whether the words themselves named it.

    A level (省级, 设区市) as subject qualifies the measure.
    """
    if unit in ("个", "家") and reading.parent is None and is_account(label):
        return None, True  # 政务微信75个: no websites
    inherited = reading.parent.measure if reading.parent else reading.topic
    measure = vocabulary().measure(label, inherited, unit) if label else None
    if unit == "分" and (
        points := re.search("(?P<less>扣|减)|(?P<more>加|奖)", label[-2:])
        or re.match("(?P<less>扣除?|扣减)|(?P<more>奖励)", label)
    ):
        return ("deducted_points" if points["less"] else "added_points"), True
    if _TOTAL_SO_FAR.fullmatch(label) and reading.head and alike(reading.head.unit, unit):
        return reading.head.measure, True  # 新增15台,总数达62台
    if unit == "分" and measure is None:
        measure = vocabulary().measure(label + unit, inherited, unit) or "score"
    if measure is None and (mean := _MEAN_AFTER.search(label)):
        measure = vocabulary().measure("平均" + mean["what"], inherited, unit)
    if unit == "通" and measure is None:
        measure = "calls"
    if measure and measure != vocabulary().measure((entity or "") + label, inherited, unit):
        measure = vocabulary().qualified(measure, (entity or "") + label, inherited)
    if measure and re.match("无效|重复", label) and re.search("_(?:phone|online|mobile)$", measure):
        return inherited_measure(reading, unit), False  # 无效电话: not all that came by phone
    if measure and unit in ("%", "‰") and not _is_of_percent(measure):
        counted = any(vocabulary().fits(measure, one) for one in ("件", "个", "条", "人"))
        return (f"{measure}_share" if counted else None), True  # 其他类0.01%: of what is divided
    owner = reading.owner if reading.in_bracket and measure == "received_total" else None
    if owner and owner.measure in _OWN_IDS and alike(owner.unit, unit):
        return owner.measure, True  # 投诉类9796件(热线受理9711件)
    if measure and label.endswith("申请") and _told_before(reading, "disclosure_requests"):
        measure = "disclosure_requests"  # 收到公开申请30件,其中网络申请20件
    if measure in ("received_total", "completed_total") and (
        same := _received_again(reading, label, unit)
    ):
        measure = same
    average = vocabulary().average(label)
    if average:
        measure = measure or inherited_measure(reading, unit)
        known = measure and measure.removesuffix(f"_{average}")
        return (f"{known}_{average}" if known else None), True
    if measure:
        return measure, True
    if (
        _OWN_RATE.search(label)
        if unit in ("%", "‰")
        else is_own_noun(label) or re.search("(?<!效)率", label)
    ):
        return None, True  # 调用量: a measure that the vocabulary doesn't know, no part of another
    return inherited_measure(reading, unit), False


_MEAN_AFTER = re.compile("(?P<what>[\u4e00-\u9fff]{2}(?:时间|时限|用时|时长|天数))平均$")
"""审批时间平均18天."""


def _is_of_percent(measure: str) -> bool:
    """Tell whether ``measure`` is printed in percent by its nature: a rate, a share, a change."""
    return vocabulary().is_rate(measure) or measure.endswith(("_share", "_change", "_yoy", "_mom"))


_OWN_NOUN = re.compile(
    "[\u4e00-\u9fff]{2}(?:(?<![总数件])量|(?<![总件])额|次数|人数|时长|里程|面积)$"
)


def is_own_noun(label: str) -> bool:
    """Tell whether ``label`` ends as the name of a measure does (调用量居前三位)."""
    return _OWN_NOUN.search(_RANK.sub("", label)) is not None


_ACCOUNTS = re.compile(
    "(?:新媒体|微信|微博|公众号|客户端|抖音号?|视频号|小程序|APP)(?:账号|平台)?$"
)


def is_account(label: str) -> bool:
    """Tell whether ``label`` ends as accounts are called, for which there is no measure."""
    return _ACCOUNTS.search(label) is not None


_OWN_RATE = re.compile("[\u4e00-\u9fff]{2}(?:(?<!效)率)”?$")
_RANK = re.compile(
    "(?:排名|排在|位居|位列|居|排|列)(?:全.)?前.{1,3}$|(?:最[高多低少]|较[高多低少])$"
)


_TOTAL_SO_FAR = re.compile("(?:总数|总量|总计|总)(?:已|达|达到)?")


def _received_again(reading: Reading, label: str, unit: str | None) -> str | None:
    """收到留言3071条,市直部门收到1910条: a verb alone speaks of what was received before.

    Not where the unit is 件: what was received is then a case.
    """
    last = reading.recent[-1] if reading.recent else None
    if label == "完成" and last and last.unit == unit and "完成" in (last.label or ""):
        return last.measure  # 市本级完成交易项目196个,县区完成216个
    if last is None or unit in ("件", None) or last.unit != unit or last.kind != "result":
        return None
    return last.measure if re.fullmatch("(?:收到|接到|接收|收)[量数]?", label) else None


def _told_before(reading: Reading, measure: str) -> bool:
    """Tell whether ``measure`` is what the text counts, which a shorter name then stands for."""
    told = (reading.main, reading.measure, *(draft.measure for draft in reading.drafts))
    return measure in told


def inherited_measure(reading: Reading, unit: str | None) -> str | None:
    """Return the measure that a number without words of its own takes over."""
    last = reading.recent[-1] if reading.recent else None
    listed = reading.parent and last and last.child and last.entity and last.unit == unit
    own = listed and last and last.named and (last.measure or "").partition("_")[0] in _OWN_CLASS
    if own and reading.parent and alike(reading.parent.unit, unit):
        return reading.parent.measure  # 媒体投诉5件,领导批示4件: these are no complaints
    if reading.parent and last and listed and last.measure not in (None, reading.parent.measure):
        # 其中转派市直部门5件、县区3件: the first part's own stage goes for the others too.
        return last.measure
    if reading.parent and alike(reading.parent.unit, unit):
        return reading.parent.measure
    if reading.parent:
        whole = next((w for w in reversed(reading.wholes) if w.unit == unit), None)
        if whole:
            return whole.measure
    head = reading.head or _before_semicolon(reading)
    near = head.measure if head and alike(head.unit, unit) else None
    near = near if near and vocabulary().fits(near, unit) else None
    topic = reading.topic if reading.topic and vocabulary().fits(reading.topic, unit) else None
    counted = reading.drafts[0].measure if reading.drafts else reading.main
    told = any(alike(draft.unit, unit) and not draft.entity for draft in reading.recent)
    main = counted if counted in _MAIN and unit in _MAIN_UNITS and not told else None
    bound = reading.bound.measure if reading.bound and unit == "%" else None
    headed = reading.measure
    headed = headed if headed and (unit == "%" or vocabulary().fits(headed, unit)) else None
    said = (topic, near, bound, headed, main)
    # A share or rate takes over only a rate's name, a count only a count's.
    fitting = (
        m for m in said if m and (unit == "%") == (vocabulary().is_rate(m) or m.endswith("_share"))
    )
    return next(fitting, None)


def _before_semicolon(reading: Reading) -> Draft | None:
    """接收工单最多的是甲街道1268件;其次是乙局985件: what the segment before counted first."""
    before = reading.drafts[reading.stop_start :]
    last = [d for d in before if d.kind == "result" and d.segment == before[-1].segment]
    return last[0] if last and not reading.recent else None


_OWN_CLASS = frozenset(("complaints", "reports", "consultations", "suggestions"))
_OWN_IDS = frozenset((*_OWN_CLASS, "help_requests"))
_MAIN = ("received_total", "handled_total", "completed_total", "forwarded", "letters", "calls")
_MAIN_UNITS = frozenset("件宗条封起")
"""What a list under a heading of its own divides where nothing nearer is counted."""
