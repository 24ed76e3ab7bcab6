"""Figures of one measure that only the words before it tell apart (事件类立案, 部件类立案)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from parser.narrative.reading import Draft, trim
from parser.narrative.vocabulary import vocabulary

_LONGEST = 12
_LEAD = re.compile("^(?:关于|涉及|反映|有关|属于)")
_CARRIERS = ("信箱", "热线", "网站", "窗口")


def tell_apart(drafts: Sequence[Draft]) -> None:
    """Make the words before a measure the entity where they contrast with another figure's.

    书记信箱40件、县长信箱43件: one alone would say who was written to, two are a list. What is
    divided further (其中) and the shares go with the figure before them.
    """
    groups: dict[tuple[str | None, str | None, str], list[tuple[Draft, str]]] = defaultdict(list)
    for draft in drafts:
        name = _name_before(draft)
        if name:
            rest = (draft.label or "").partition(name)[2].removeprefix("等")
            groups[draft.measure, draft.unit, rest].append((draft, name))
    named = {
        id(draft): name + rest * rest.startswith(_CARRIERS)
        for (_, _, rest), members in groups.items()
        if len({name for _, name in members}) == len(members) > 1
        for draft, name in members
    }
    current: str | None = None
    for draft in drafts:
        if id(draft) in named:
            draft.entity = current = named[id(draft)]
        elif draft.entity == current:
            continue
        elif draft.entity is not None or not (draft.child or _is_share(draft)):
            current = None
        elif current is not None:
            draft.entity = current


def _name_before(draft: Draft) -> str:
    """The words before the measure's own, ``""`` where there are none or a name is known."""
    label = draft.label or ""
    if draft.measure is None or draft.kind != "result" or _is_share(draft):
        return ""
    rates = list(vocabulary().rate_pattern.finditer(label))
    words = vocabulary().find(label[: rates[-1].start()] if rates else label)
    if any(word.kind == "loose" and word.id == draft.measure for word in words):
        return ""
    end = rates[-1].start() if rates else (words[-1].start if words else 0)
    verbs = [word.end for word in words if word.kind == "stage" and word.end <= end - 2]
    name = _LEAD.sub("", label[verbs[-1] if verbs else 0 : end])
    name = name.removesuffix("等")
    if draft.entity not in (None, name) or trim(name) != name:
        return ""
    return name if 2 <= len(name) <= _LONGEST else ""


def _is_share(draft: Draft) -> bool:
    return (draft.measure or "").endswith("_share")
