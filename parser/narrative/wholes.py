"""Wholes and their parts: what 其中 divides, when a list is complete, whose parts add up."""

from __future__ import annotations

from parser.narrative.reading import Draft, Reading, alike
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary

_STAGES = frozenset(("received", "completed"))


def close_list(reading: Reading, number: Token) -> None:
    """Parts that add up to their whole are all of them: what follows is no part any more."""
    whole = reading.parent
    if whole is None or reading.in_bracket or not alike(whole.unit, number.unit):
        return
    parts = [
        draft.value
        for draft in reading.drafts
        if draft.child and draft.whole == whole.value and draft.unit == whole.unit
    ]
    if len(parts) > 1 and sum(parts) == whole.value:
        reading.parent = None


_BODIES = frozenset(("departments", "window_count", "centres", "towns", "staff"))
"""Who is counted: 涉及34个单位,其中甲镇17件 divides the cases, not the 34."""


def choose_parent(reading: Reading, number: Token) -> None:
    """Of several figures before 其中 the one in the same unit is divided."""
    parent = reading.parent
    if parent is None or reading.in_bracket:
        return
    who = parent.measure in _BODIES and not vocabulary().fits(parent.measure, number.unit)
    if alike(parent.unit, number.unit) and not who:
        return
    told = [*reading.before, *reading.wholes] if who else reading.wholes
    wholes = [w for w in told if alike(w.unit, number.unit) and w.measure not in _BODIES]
    large = [w for w in wholes if w.value >= number.value] or wholes
    parts = [d for d in reading.recent if d.child and d.unit == number.unit]
    same = [w for w in large if parts and w.value == parts[-1].whole]
    large = same or large
    reading.parent = large[-1] if large else parent


def _leave_open(reading: Reading, parts: list[Draft], owner: str | None) -> None:
    """受理9件,办结8件。其中:甲县3件,乙县2件: received or completed is not said."""
    rivals = {w.measure for w in reading.wholes if w.unit == parts[0].unit and w.entity is None}
    rivals &= {"received_total", "completed_total", "handled_total"}
    if len(rivals) < 2:
        return
    for draft in parts:
        lent = not draft.label or (owner in rivals and not draft.named)
        if draft.measure == owner and draft.entity and lent:
            draft.measure = None


def _that_add_up(parts: list[Draft], wholes: list[Draft]) -> list[Draft]:
    """The parts from the first on that make a whole; all of them if there is none.

    收到300条,…,其中咨询200条、投诉100条,答复290条: what follows is no part any more.
    """
    values = {whole.value for whole in wholes if whole.unit == parts[0].unit}
    for count in range(len(parts), 1, -1):
        if sum(draft.value for draft in parts[:count]) in values:
            for draft in parts[count:]:
                draft.whole = None
            return parts[:count]
    return parts


def settle_wholes(reading: Reading) -> None:
    """Give parts to the figure that they add up to, where 其中 follows another one.

    受理10件,办结9件,办结率90%。其中即办件6件,承诺件4件: the parts of what was received.
    """
    parts = [d for d in reading.recent if d.child and d.whole is not None and d.unit != "%"]
    if len(parts) < 2 or len({(d.whole, d.unit) for d in parts}) > 1:
        return
    before = [w for w in reading.wholes if w.value == parts[0].whole and w.unit == parts[0].unit]
    owner = before[-1].measure if before else None
    parts = _that_add_up(parts, reading.wholes)
    total = sum(draft.value for draft in parts)
    wholes = [w for w in reading.wholes if w.unit == parts[0].unit and w.value == total]
    if total == parts[0].whole:
        return
    if not wholes:
        _leave_open(reading, parts, owner)
        return
    stage = (wholes[-1].measure or "").partition("_")[0]
    names = {d.entity for d in parts if d.entity and d.measure == owner and not d.named}
    for draft in reading.recent:
        if owner and draft.measure == f"{owner}_share" and draft.entity in names:
            draft.measure = f"{wholes[-1].measure}_share"
    for draft in reading.recent:
        old, _, kind = (draft.measure or "").partition("_")
        if draft in parts:
            draft.whole = total
            if draft.inherited and wholes[-1] in reading.recent:
                draft.entity = wholes[-1].entity
            lent = draft.measure == owner and not draft.named
            draft.measure = wholes[-1].measure if lent else draft.measure
        if old in _STAGES and stage in _STAGES and kind and draft.child:
            draft.measure = f"{stage}_{kind}"
