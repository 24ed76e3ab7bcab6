"""What narrows a count of nobody: 消费维权 of 消费维权投诉, 工程建设 of 完成工程建设项目.

Complaints about one thing are not all complaints, a kind of project not all projects: without
a name such a figure would enter the series of the whole. Only plain nouns right before the
measure's own word are taken; ways in, senders and words for how many name no part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.narrative.contrast import name_before
from parser.narrative.reading import Draft, alike, is_of_all
from parser.narrative.vocabulary import vocabulary

_CLASSES = frozenset(
    ("complaints", "consultations", "reports", "help_requests", "suggestions", "ratings")
)
"""Kinds of cases whose words are narrowed by what stands before them."""
_GOES_ON = frozenset(
    (
        "transaction_amount", "savings", "saving_rate", "added_value", "good_rating_rate",
        "bad_rating_rate", "completion_rate", "on_time_rate", "satisfaction_rate", "reply_rate",
    )
)  # fmt: skip
"""What is told on of the part that was just counted."""
_PUBLISHED = frozenset(("publications", "proactive_disclosures", "submitted_information"))
_DEEDS = frozenset(("replied", "completed_total", "received_total", "handled_total", "overdue"))
_LEAD = re.compile("^(?:(?:位)?居首位|[排位]名?第.位?|[最较][多高大])的|^(?:涉及|反映|关于|有关)")
_NO_PART = re.compile(
    "群众|市民|企业|网民|公众|消费者|用户|办事|社会|各|全|本|我|该|此|上述|以上|这些|所有|相关|有关"
    "|有效|无效|实际|实名|匿名|重复|[总整]体|综合|[日月平]均|累计|共|新增|主动|重点|其[他它余]"
    "|电话|网[上络站]|线[上下]|现场|来[电信访]|信[函件箱]|短信|微[信博]|热线|专[线席]|[坐座]席|平台|系统|窗口|大厅"
    "|中心|前台|评价器|自助|智能|人工|语音|政策|业务|政务|服务|工单|诉求|问题|事项|案件|线索"
    "|项目|交易|接受|提供|征集|参与|收集|解答|开展|发出|产生|形成|表示|微$|[的及和或与、“”\\d]"
)
_TRADED = re.compile(
    "(?:^|共|累计)(?:完成|成交)(?P<of>[\u4e00-\u9fff]{2,8}?)类?(?:项目(?:招标|交易)?|交易(?:项目)?)?$"
)
_SOLD = re.compile(
    "^(?:进入[\u4e00-\u9fff]{2,10}的)?(?P<of>[\u4e00-\u9fff]{2,8}?)(?:项目)?(?:累计|共)?(?:完成交易|成交)$"
)
"""国有土地出让|成交220宗: what was traded stands before the verb."""
_CLASS_DONE = re.compile(
    "(?:受理|办理|办结|处理|收到|发布|公开|公布|推送|报送)(?:各类|的)?(?P<of>[\u4e00-\u9fff]{2,8}(?<![各等])类)(?:事项|诉求|工单|案件|问题|业务|信息)$"
)
_ABOUT = re.compile(
    "(?:关于|(?<=[民众体到])反映(?:关于)?|涉及)(?P<of>[\u4e00-\u9fff]{2,12}?)(?:方面)?的?"
    "(?:投诉|举报|咨询|诉求|问题)(?:事项|件|工单)?$"
)
_KIND_OF_ANY = re.compile(
    "(?:共接|其中)?(?P<of>[\u4e00-\u9fff\\d]{2,8}(?<![各等种分])类)[\u4e00-\u9fff]{2,6}"
)
"""刑事类|报警310起: of which class, whatever is counted."""
_WHO_DID = re.compile("(?:部门|单位|乡镇|镇街|街道|窗口)[^。;；]*的(?:有|为)?$")
"""参与部门和单位中,全部完成答复的有|31个: who did it, not what was done."""
_KIND_OF_RATE = re.compile("(?P<of>[\u4e00-\u9fff]{2,8}类)[\u4e00-\u9fff]{1,8}率$")
_TOGETHER = re.compile(
    "(?P<names>(?:[\u4e00-\u9fff]{2,6}、)+[\u4e00-\u9fff]{2,6}?)等?(?:\\d{1,2}|[两三四五六七八九十])个?[市县区州镇乡]"
    "(?!直)[^，,。;、]{0,16}$"
)
"""甲、乙、丙3市|抽查合格率: places without the word for their level, and how many they are."""
_BY = re.compile(
    "(?P<of>上级(?:机关|部门)?(?=转办|交办|转交|批转)|(?:[省市国]|110|119|上级)[\u4e00-\u9fff\\d]{0,12}(?:平台|热线|信箱)(?=转派|转交|转来)"
    "|(?:微博|短信|邮件|传真)(?=受理|收到))"
)
"""甲市平台来电100个;微博|受理1件,省平台|转派8件: by whom or by what way it came."""
_QUOTED = re.compile("“(?P<of>[^“”]{2,8})”(?:类)?(?:问题|投诉)$")


def tell_narrower(text: str, drafts: Sequence[Draft]) -> None:
    """Name the part where the words of a figure of nobody, or of 全市, narrow its measure."""
    for order, draft in enumerate(drafts):
        if draft.kind == "result" and draft.inherited and (by := _BY.match(draft.label or "")):
            draft.entity = draft.entity and by["of"]
        if names := _TOGETHER.search(text, 0, draft.number_start):
            last = names["names"].rpartition("、")[2]  # 丙3市抽查 is no name either
            if draft.entity is None or re.match(last + ".", draft.entity):
                draft.entity = names["names"]
                continue
        if draft.unit in ("个", "家") and _counts_who(text, draft):
            draft.measure = None
        named = draft.named or draft.measure is None
        if draft.kind != "result" or not named or not is_of_all(draft.entity):
            continue
        after = drafts[order + 1 :]
        if (name := _traded(draft, after) or _narrowing(draft)) is not None:
            _give(draft, name, after)


def _counts_who(text: str, draft: Draft) -> bool:
    """Tell whether bodies are counted by what they did or reached: 回复率不达标的有23个."""
    if draft.measure is None or draft.kind != "result":
        return False
    deed = draft.measure in _DEEDS and _WHO_DID.search(text, 0, draft.number_start)
    return vocabulary().is_rate(draft.measure) or bool(deed)


def _traded(draft: Draft, after: Sequence[Draft]) -> str | None:
    """Of which kind what was traded is: 完成工程建设项目36个; 完成国有土地出让5宗,交易金额…."""
    told = [other for other in after if other.segment == draft.segment][:1]
    sold = bool(told) and told[0].measure == "transaction_amount" and draft.measure is None
    kind = _TRADED.search(draft.label or "") or _SOLD.match(draft.label or "")
    if kind is None or not (draft.measure in ("projects", "transactions") or sold):
        return None
    return _plain(kind["of"])


def _narrowing(draft: Draft) -> str | None:
    """What the words before the measure's own say of which part the figure is."""
    label = draft.label or ""
    if draft.measure is None:
        kind = _KIND_OF_ANY.fullmatch(label) if draft.unit != "%" else None
        return kind["of"] if kind else None
    if draft.unit == "%":
        kind = _KIND_OF_RATE.match(label)
        qualified = kind and vocabulary().qualifier_pattern.search(kind["of"])
        return kind["of"] if kind and not qualified else None
    cases = draft.measure in (*_CLASSES, *_DEEDS, *_PUBLISHED) and draft.unit != "个"
    for words in (_QUOTED, _CLASS_DONE, _ABOUT) if cases else ():
        if told := words.search(label):
            return told["of"]
    name, rest = name_before(draft) if draft.measure in _CLASSES else ("", "")
    if name == "其他" and rest:
        return name  # 其他投诉24宗: none of those named before
    return _plain(_LEAD.sub("", name)) if vocabulary().is_plain(rest) else None


def _plain(name: str) -> str | None:
    """``name`` where it is a plain noun: no way in, no sender, nothing that was done."""
    found = vocabulary().find(name)
    done = any(word.kind == "stage" or word.id in _CLASSES for word in found)
    fits = re.fullmatch("[\u4e00-\u9fff]{2,8}", name) and not _NO_PART.search(name)
    return name if fits and not done else None


def _give(first: Draft, name: str, after: Sequence[Draft]) -> None:
    """Give the figure its name, and to what its segment tells on of it in another unit."""
    before, first.entity = first.entity, name
    for draft in after:
        if draft.segment != first.segment or draft.entity != before:
            return
        shared = draft.label == first.label
        if not shared and (draft.measure not in _GOES_ON or alike(draft.unit, first.unit)):
            return
        draft.entity = name
