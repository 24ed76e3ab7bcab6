"""What became of departments: renamed, merged, split, moved, abolished, with date and source.

Ids are those of :mod:`parser.names.resolve`. An event of the register that names a region holds
there and takes the place of a general one for the same body; a general one holds wherever the
body exists. A new supervisor is an event too, but no break: the department stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parser.names.edtf import months
from parser.names.places import Places
from parser.names.printed import fold
from parser.names.regions import Level, default_gazetteer
from parser.names.register import Event, EventKind, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An event as it happened to departments of one region; ``before`` and ``after`` are ids."""

    kind: EventKind
    date: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    note: str | None
    source: str
    confirmed: bool

    @property
    def is_break(self) -> bool:
        """Tell whether a series breaks here."""
        return self.kind != "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a department consisted of before ``until``, the date (EDTF) of ``steps``.

    ``whole`` are departments that went into it as a whole: they may be summed where all of
    them report and ``partial`` is empty. ``partial`` are those of which only a part did.
    """

    until: str
    whole: tuple[str, ...]
    partial: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def is_additive(self) -> bool:
        """Tell whether the sum of ``whole`` is what the department would have reported."""
        return bool(self.whole) and not self.partial


class Lineage:
    """The events of a register, to be followed by department id."""

    def __init__(self, register: Register) -> None:
        self._places = Places(default_gazetteer())
        self._events = tuple(
            sorted(register.events, key=lambda event: (months(event.date)[0], event.kind))
        )
        self._codes = {event.region: self._code(event.region) for event in register.events}

    def _code(self, region: str | None) -> str | None:
        found = self._places.context(fold(region)) if region else None
        return found.code if found else None

    def _level(self, where: str) -> Level:
        if where in ("province", "city"):
            return "province" if where == "province" else "city"
        region = self._places.gazetteer.by_code.get(where)
        return region.level if region else "county"

    def _own(self, where: str) -> Iterable[Event]:
        """Yield the events of a region: its own, and general ones where it has none.

        It has one of its own where it tells what became of the same body, or what the same
        body was formed of at about that time.
        """
        level = self._level(where)
        regional = [e for e in self._events if e.region and self._codes[e.region] == where]
        told = {key for event in regional for key in event.before}
        for event in self._events:
            if event.region is None:
                formed = any(
                    set(own.after) & set(event.after) and _is_about(own.date, event.date)
                    for own in regional
                    if own.kind != "supervisor"
                )
                if level in event.levels and not told.intersection(event.before) and not formed:
                    yield event
            elif event in regional:
                yield event

    def steps(self, department_id: str) -> tuple[Step, ...]:
        """Return every event that the department took part in, the earliest first."""
        where, _, key = department_id.partition("/")
        return tuple(
            Step(
                kind=event.kind,
                date=event.date,
                before=tuple(f"{where}/{one}" for one in event.before),
                after=tuple(f"{where}/{one}" for one in event.after),
                note=event.note,
                source=event.source,
                confirmed=event.confirmed,
            )
            for event in self._own(where)
            if key in event.before or (key in event.after and not event.local)
        )

    def successors(self, department_id: str) -> tuple[str, ...]:
        """Return what the department became, step by step to those that still exist.

        Itself if nothing became of it yet, nothing if it was abolished.
        """
        return self._follow(department_id, forward=True, until=None)

    def predecessors(self, department_id: str) -> tuple[str, ...]:
        """Return the departments it was formed of, back to those formed of nothing known."""
        return self._follow(department_id, forward=False, until=None)

    def as_of(self, department_id: str, date: str) -> tuple[str, ...]:
        """Return the departments that stood in its place on ``date``.

        Its successors if it was gone by then (none if it was abolished), its predecessors if it
        was not yet formed, else itself. Where the date of a change is approximate its middle
        decides.
        """
        forward = self._follow(department_id, forward=True, until=date)
        if forward != (department_id,):
            return forward
        return self._follow(department_id, forward=False, until=date)

    def _follow(self, start: str, *, forward: bool, until: str | None) -> tuple[str, ...]:
        reached: dict[str, None] = {}
        open_ids = [start]
        seen = {start}
        while open_ids:
            here = open_ids.pop(0)
            following: list[str] = []
            abolished = False
            for step in self.steps(here):
                old, new = (step.before, step.after) if forward else (step.after, step.before)
                # A body that stands on both sides (司法厅 took in 法制办) goes on existing.
                ended = step.is_break and here in old and here not in new
                if ended and (until is None or _is_past(step.date, until) == forward):
                    following += new
                    abolished = abolished or not new
            for one in following:
                if one not in seen:
                    seen.add(one)
                    open_ids.append(one)
            if not following and not abolished:
                reached[here] = None
        return tuple(reached)

    def stages(self, department_id: str) -> tuple[Stage, ...]:
        """Return what the department consisted of before each break, the latest break first."""
        stages = []
        forming = [s for s in self.steps(department_id) if s.is_break and department_id in s.after]
        for date in sorted({s.date for s in forming}, key=months, reverse=True):
            steps = tuple(s for s in forming if s.date == date)
            whole: dict[str, None] = {}
            partial: dict[str, None] = {}
            for step in steps:
                (partial if step.kind == "split" else whole).update(dict.fromkeys(step.before))
                if step.kind == "moved":
                    whole[department_id] = None
            stages.append(
                Stage(
                    until=date,
                    whole=tuple(whole),
                    partial=tuple(one for one in partial if one not in whole),
                    steps=steps,
                )
            )
        return tuple(stages)


def _is_about(one: str, other: str) -> bool:
    return months(one)[0] <= months(other)[1] and months(other)[0] <= months(one)[1]


def _is_past(event: str, date: str) -> bool:
    first, last = months(event)
    return (first + last) / 2 <= months(date)[1]
