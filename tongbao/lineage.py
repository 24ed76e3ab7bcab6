"""What became of a department, told to a series: breaks, and whose numbers go on."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from db.numbers import Break, Subject
from parser.names.lineage import Lineage, Step
from parser.names.resolve import default_resolver

_FORWARD = frozenset({"renamed", "merged", "moved"})
_BACKWARD = frozenset({"renamed", "merged"})
"""A body that took in another was there before: it does not go back to that other one."""


def with_lineage(subject: Subject, *, follow: bool) -> Subject:
    """Return ``subject`` with the breaks of its department.

    With ``follow`` also the departments it was before a renaming or merger and those it
    became. A split is a break that is told and not followed: no part is the whole.
    """
    if subject.id is None:
        return subject
    others = _followed(subject.id) if follow else ()
    steps: dict[Step, None] = {}
    for identifier in (subject.id, *others):
        steps |= dict.fromkeys(step for step in _lineage().steps(identifier) if step.is_break)
    breaks = tuple(Break(date=s.date, text=_words(s), after=s.after) for s in steps)
    return replace(subject, others=others, breaks=breaks)


def _followed(identifier: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for kinds, forward in ((_FORWARD, True), (_BACKWARD, False)):
        waiting = [identifier]
        while waiting:
            here = waiting.pop()
            for step in _lineage().steps(here):
                old, new = (step.before, step.after) if forward else (step.after, step.before)
                if step.kind in kinds and here in old and here not in new:
                    fresh = [one for one in new if one not in found and one != identifier]
                    found |= dict.fromkeys(fresh)
                    waiting += fresh
    return tuple(found)


def _words(step: Step) -> str:
    names = default_resolver().name_of
    before = "、".join(map(names, step.before))
    after = "、".join(map(names, step.after))
    doubt = "" if step.confirmed else " (unconfirmed)"
    return f"{step.date} {step.kind}: {before} → {after or 'none'}{doubt}"


@lru_cache(maxsize=1)
def _lineage() -> Lineage:
    return Lineage(default_resolver().register)
