"""The register: bodies, their names through time, what became of them, who must not merge.

It is YAML (``departments.yaml`` and the generic forms in ``generic/``), read and checked by
:mod:`parser.names.schema`. A body is written once in generic form (发展和改革委员会 at province,
city and county level); together with a region it becomes a department. What is particular to one
region (Jiangsu's 省农资局, the day of a merger) is written with that region.

A name is a template: ``{R}`` stands for the region's name (江苏省), ``{r}`` for its short
name (江苏), ``{}`` in front is understood where neither stands: 财政厅 is ``{R}财政厅``.
Every dated fact has a ``source`` and says whether it is ``confirmed``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from parser.names.regions import Level

Kind = Literal[
    "government constituent",
    "directly affiliated",
    "party organ",
    "centrally managed",
    "mass organisation",
    "public institution",
    "enterprise",
    "window",
    "locality",
]
EventKind = Literal["renamed", "merged", "split", "moved", "abolished", "supervisor"]
LEVELS: tuple[Level, ...] = ("province", "city", "county")


class RegisterError(ValueError):
    """A register file that does not follow the schema; says file, entry and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameForm:
    """An official full name (a template) with its short forms and the time it was used.

    ``start`` and ``end`` are EDTF dates, ``None`` is open. ``region`` is set where the form
    belongs to one region only.
    """

    full: str
    short: tuple[str, ...] = ()
    levels: tuple[Level, ...] = LEVELS
    start: str | None = None
    end: str | None = None
    region: str | None = None
    source: str | None = None
    confirmed: bool = False

    @property
    def key(self) -> str:
        """The name without its region."""
        return self.full.replace("{R}", "").replace("{r}", "").replace("{}", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """The body (``by``, an id) that supervises another in ``region`` from ``start`` on."""

    by: str
    region: str | None
    start: str | None
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body in generic form; ``stems`` name its window (人社窗口) where nothing else does."""

    id: str
    kind: Kind
    names: tuple[NameForm, ...]
    stems: tuple[str, ...] = ()
    supervision: tuple[Supervision, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels at which the body exists, the highest first."""
        found = {level for form in self.names for level in form.levels}
        return tuple(level for level in get_args(Level) if level in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to bodies: ``before`` became ``after``, in ``region`` or everywhere.

    ``merged`` has several bodies before, ``split`` several after (the same body may stand in
    several events of one reform); ``moved`` means that ``before`` became part of ``after``,
    which existed already; ``supervisor`` is no break of a series. ``local`` says that only some
    places had such a body before: the event is told of it and not of what it became, since
    elsewhere that was formed of others.
    """

    kind: EventKind
    date: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    levels: tuple[Level, ...]
    region: str | None
    note: str | None
    source: str
    confirmed: bool
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalName:
    """A name that a person added: printed ``name`` in ``region`` means the department ``id``."""

    name: str
    id: str
    region: str | None
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All that is known of bodies; ``never_merge`` are pairs of printed names."""

    bodies: Mapping[str, Body] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    never_merge: tuple[tuple[str, str], ...] = ()
    local_names: tuple[LocalName, ...] = ()

    def confirmed_only(self) -> Register:
        """Return the register without unconfirmed events, periods, local names and supervisors.

        A name whose period is unconfirmed is kept without its period: that the name was used
        is one thing, until when another.
        """
        bodies = {}
        for body in self.bodies.values():
            names = tuple(
                form if form.confirmed else replace(form, start=None, end=None)
                for form in body.names
                if form.confirmed or form.region is None
            )
            if names:
                supervision = tuple(fact for fact in body.supervision if fact.confirmed)
                bodies[body.id] = replace(body, names=names, supervision=supervision)
        events = tuple(
            event
            for event in self.events
            if event.confirmed and all(key in bodies for key in (*event.before, *event.after))
        )
        return replace(self, bodies=bodies, events=events)

    def plus(self, other: Register) -> Register:
        """Return this register with the entries of ``other`` added to it."""
        bodies = dict(self.bodies)
        for body in other.bodies.values():
            known = bodies.get(body.id)
            bodies[body.id] = body if known is None else _joined(known, body)
        return Register(
            bodies=bodies,
            events=self.events + other.events,
            never_merge=self.never_merge + other.never_merge,
            local_names=self.local_names + other.local_names,
        )


def _joined(known: Body, more: Body) -> Body:
    return replace(
        known,
        names=known.names + more.names,
        stems=known.stems + more.stems,
        supervision=known.supervision + more.supervision,
        examples=known.examples + more.examples,
    )


def check(register: Register) -> None:
    """Raise RegisterError if an event or supervisor names a body that is not there."""
    for event in register.events:
        for key in (*event.before, *event.after):
            if key not in register.bodies:
                raise RegisterError(f"event {event.kind} {event.date}: no body {key!r}")
    for body in register.bodies.values():
        if not body.names:
            raise RegisterError(f"body {body.id!r} has no names")
        for fact in body.supervision:
            if fact.by not in register.bodies:
                raise RegisterError(f"body {body.id!r}: its supervisor {fact.by!r} is no body")
