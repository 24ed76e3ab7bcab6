"""Figures of one measure that only the words before it tell apart (事件类立案, 部件类立案)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from parser.narrative.entities import is_name
from parser.narrative.reading import Draft, alike, is_share, trim
from parser.narrative.terms import Word
from parser.narrative.vocabulary import vocabulary

_LONGEST = 12
_LEAD = re.compile("^(?:关于|涉及|反映|有关|属于)")
_NOBODY = re.compile(
    "(?:网民|群众|市民|企业|公众|全部|各类)+|(?:平台|中心|系统)(?:累计|共计)?"
    "|(?:办理|处理|服务|办件)?(?:工作|结果|过程|质量|态度)"
)
_PREPOSITION = re.compile("向|对|为|由|从|按|经|通过")
_CARRIERS = ("信箱", "热线", "网站", "窗口")


def tell_apart(drafts: Sequence[Draft]) -> None:
    """Make the words before a measure the entity where they contrast with another figure's.

    书记信箱40件、县长信箱43件: one alone would say who was written to, two are a list. What is
    divided further (其中) and the shares go with the figure before them.
    """
    groups: dict[tuple[str | None, str | None, str], list[tuple[Draft, str]]] = defaultdict(list)
    for draft in drafts:
        name, rest = name_before(draft)
        if name:
            unit = "件" if alike(draft.unit, "件") else draft.unit
            groups[draft.measure, unit, rest].append((draft, name))
    named = {
        id(draft): (name + rest * rest.startswith(_CARRIERS), rest)
        for (_, _, rest), members in groups.items()
        if len({name for _, name in members}) == len(members) > 1
        for draft, name in members
        if _free(draft, [name for _, name in members])
    }
    labels: dict[str | None, str | None] = {}
    divided = len({draft.segment for draft in drafts if id(draft) in named}) > 1
    current: str | None = None
    segment = -1  # 工程交易114项,交易额5亿元;产权交易3项,…: each has what its segment tells
    for draft in drafts:
        if id(draft) in named:
            draft.entity, rest = named[id(draft)]
            current = draft.entity if rest else None
            # 甲局、乙局分别受理5件、3件,分别占…: words of several tell none of them.
            labels[draft.label] = None if draft.label in labels else draft.entity
            segment = draft.segment if divided else -1
        elif (
            is_share(draft)
            and draft.label
            and labels.get(draft.label)
            and "、" not in (draft.entity or "")
        ):
            draft.entity = labels[draft.label]
        elif draft.entity == current:
            continue
        elif draft.joined and draft.named and draft.inherited and _says_more(draft):
            current = None  # 行政效能投诉类3宗、违法举报类2宗: another of the list
        elif (draft.entity is not None and not draft.inherited) or not (
            draft.child or is_share(draft) or draft.segment == segment
        ):
            current = None
        elif current is not None:
            draft.entity = current


def _says_more(draft: Draft) -> bool:
    """Tell whether the words are more than a measure's name: 违法现象举报类, not 红牌."""
    return draft.unit != "%" and not vocabulary().is_plain((draft.label or "").removesuffix("类"))


_LEVEL = re.compile("^[全我].$|级$|本级$")


def _free(draft: Draft, names: Sequence[str]) -> bool:
    """Tell whether the name before the measure may take the place of the subject so far.

    Not that of a body: 住建窗口核发施工许可证18份、预售许可证6份 are both the window's.
    """
    taken = draft.entity if draft.inherited else None
    return taken is None or taken in names or _LEVEL.search(taken) is not None


def name_before(draft: Draft) -> tuple[str, str]:
    """The name or the words before the measure's own, and the measure's; empty if none."""
    label = draft.label or ""
    if draft.measure in (None, "websites") or draft.kind != "result" or is_share(draft):
        return "", ""
    rates = list(vocabulary().rate_pattern.finditer(label))
    words = vocabulary().find(label)
    if any(word.kind == "loose" and word.id == draft.measure for word in words):
        return "", ""
    end = rates[-1].start() if rates else _start_of_measure(draft.measure, label, words)
    verbs = [word.end for word in words if word.kind == "stage" and word.end <= end - 2]
    name = _LEAD.sub("", label[verbs[-1] if verbs else 0 : end])
    name = "" if _PREPOSITION.match(name) else name.removesuffix("等")
    name = "" if _NOBODY.fullmatch(name) or not is_name(name) else name
    done = [word for word in words if word.kind == "stage" and word.end == end]
    noun = any(word.start and label[word.start : end] == name for word in done)  # 核实|办件|差评
    name = "" if done and not noun else name
    if not draft.inherited and draft.entity is not None:
        kinds = name not in ("", draft.entity) and not re.match(
            "平台|热线|分?中心|窗口|大厅|各?部门", name
        )
        return ("", "") if kinds else (draft.entity, label[end:] if label != draft.entity else "")
    return (name if 2 <= len(name) <= _LONGEST and trim(name) == name else ""), label[end:]


def _start_of_measure(measure: str, label: str, words: Sequence[Word]) -> int:
    """Where the words begin that end ``label`` and name ``measure``: 类|转办工单."""
    start = len(label)
    for word in reversed(words):
        own = measure.startswith(word.id)
        own = own or (word.id == "handled" and measure.startswith("received"))  # 受理|办件
        if word.end != start or not (own or (word.kind == "loose" and start == len(label))):
            break
        start = word.start
    return start if words and words[-1].end == len(label) else words[-1].start if words else 0
