"""What became of a department, told to a series: breaks, predecessors, who goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from db.numbers import Break, Composition, Subject
from parser.names.edtf import months
from parser.names.lineage import Lineage, Step
from parser.names.resolve import default_resolver

_FORWARD = frozenset({"renamed", "merged", "moved"})


def with_lineage(subject: Subject, *, follow: bool, onward: bool = True) -> Subject:
    """Return ``subject`` with the breaks of its department.

    With ``follow`` also with what it consisted of before each break and, ``onward``, with
    the departments that it became: under a new name, or as a part of a wider one. A split is
    a break that is told and not followed: no part is the whole. Without ``onward`` it is
    followed to a new name only.
    """
    if subject.id is None:
        return subject
    others, wider = _successors(subject.id, onward=onward) if follow else ((), ())
    before = _compositions(subject.id) if follow else ()
    identifiers = dict.fromkeys([subject.id, *others])
    identifiers |= dict.fromkeys(part for composition in before for part in composition.parts)
    steps: dict[Step, None] = {}
    for identifier in identifiers:
        steps |= dict.fromkeys(step for step in _lineage().steps(identifier) if step.is_break)
    breaks = tuple(Break(date=s.date, text=_words(s), after=s.after) for s in steps)
    return replace(subject, before=before, others=others, wider=wider, breaks=breaks)


def structure_of(subjects: Sequence[Subject], date: str) -> tuple[Subject, ...]:
    """Return the departments that stood in the place of ``subjects`` on ``date`` (EDTF).

    Each comes once, with what it consisted of before and with its own later names. A
    department that it went into later is not followed: on that day there was none.
    """
    units: dict[str | None, Subject] = {}
    for subject in subjects:
        found = _lineage().as_of(subject.id, date) if subject.id else ()
        if found in ((), (subject.id,)):
            units.setdefault(subject.id or subject.label, subject)
        else:
            for one in found:
                units.setdefault(one, Subject(id=one))
    return tuple(with_lineage(unit, follow=True, onward=False) for unit in units.values())


def _successors(identifier: str, *, onward: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whose numbers go on, and which of those hold more than the department did."""
    found: dict[str, bool] = {}
    waiting = [(identifier, False)]
    while waiting:
        here, is_wider = waiting.pop(0)
        for step in _lineage().steps(here):
            if step.kind not in _FORWARD or here not in step.before or here in step.after:
                continue
            if step.kind != "renamed" and not onward:
                continue
            for one in step.after:
                if one not in found and one != identifier:
                    found[one] = is_wider or step.kind != "renamed" or _has_more(one, step)
                    waiting.append((one, found[one]))
    return tuple(found), tuple(one for one, wider in found.items() if wider)


def _has_more(identifier: str, renaming: Step) -> bool:
    """Tell whether the department took in others when it got its new name."""
    return any(
        step.is_break and step.date == renaming.date and identifier in step.after
        for step in _lineage().steps(identifier)
        if step != renaming
    )


def _compositions(identifier: str) -> tuple[Composition, ...]:
    """Return what the department consisted of before each break, the latest break first.

    Going back in time, whatever was formed is replaced by what it was formed of. Where only a
    part of another came to a department that was there before, there is nothing to add up:
    its own numbers stand, with a break.
    """
    state = {identifier: None}
    in_part: dict[str, None] = {}
    found: list[Composition] = []
    for date, group in groupby(_backward(identifier), key=lambda step: step.date):
        forming = [step for step in group if not state.keys().isdisjoint(step.after)]
        merging = [step for step in forming if step.kind != "split"]
        if not merging:
            continue
        gone = {
            one
            for step in merging
            if step.kind != "moved"
            for one in step.after
            if one not in step.before
        }
        earlier = {one: None for one in state if one not in gone}
        earlier |= {one: None for step in merging for one in step.before}
        partial: dict[str, None] = {}
        if any(step.kind != "renamed" for step in merging):  # a new name alone sums nothing
            partial = {s: None for step in forming if step.kind == "split" for s in step.before}
        if partial and identifier in earlier:
            continue
        state = earlier
        in_part |= partial
        found.append(Composition(until=date, parts=tuple(state), in_part=tuple(in_part)))
    return tuple(found)


def _backward(identifier: str) -> list[Step]:
    """Return the breaks by which the department and its predecessors were formed."""
    steps: dict[Step, None] = {}
    waiting, seen = [identifier], {identifier}
    while waiting:
        here = waiting.pop()
        for step in _lineage().steps(here):
            if step.is_break and here in step.after:
                steps[step] = None
                waiting += [one for one in step.before if one not in seen]
                seen.update(step.before)
    return sorted(steps, key=lambda step: (months(step.date), step.date), reverse=True)


def _words(step: Step) -> str:
    names = default_resolver().name_of
    before = "、".join(map(names, step.before))
    after = "、".join(map(names, step.after))
    doubt = "" if step.confirmed else " (unconfirmed)"
    return f"{step.date} {step.kind}: {before} → {after or 'none'}{doubt}"


@lru_cache(maxsize=1)
def _lineage() -> Lineage:
    return Lineage(default_resolver().register)
