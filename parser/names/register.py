"""The register: bodies, their names through time, what became of them, who must not merge.

It is YAML (``departments.yaml`` and the generic forms in ``generic/``), read and checked here
by hand. A body is written once in generic form (发展和改革委员会 at province, city and county
level); together with a region it becomes a department. What is particular to one region
(Jiangsu's 省农资局, the day of a merger) is written with that region.

A name is a template: ``{R}`` stands for the region's name (江苏省), ``{r}`` for its short
name (江苏), ``{}`` in front is understood where neither stands: 财政厅 is ``{R}财政厅``.
Every dated fact has a ``source`` and says whether it is ``confirmed``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml

from parser.names.edtf import months
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
T = TypeVar("T")

FOLDER = Path(__file__).parent
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
    which existed already; ``supervisor`` is no break of a series.
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """A mapping of a register file, read field by field; errors say where."""

    values: Mapping[str, Any]
    where: str
    sources: Mapping[str, tuple[str, bool]]

    def fail(self, message: str) -> RegisterError:
        return RegisterError(f"{self.where}: {message}")

    def text(self, field_name: str) -> str:
        value = self.values.get(field_name)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{field_name!r} must be a text, not {value!r}")
        return value

    def optional_text(self, field_name: str) -> str | None:
        return self.text(field_name) if self.values.get(field_name) is not None else None

    def texts(self, field_name: str) -> tuple[str, ...]:
        value = self.values.get(field_name) or []
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
            raise self.fail(f"{field_name!r} must be a list of texts, not {value!r}")
        return tuple(value)

    def date(self, field_name: str) -> str | None:
        value = self.values.get(field_name)
        if value is None:
            return None
        try:
            months(str(value))
        except ValueError as error:
            raise self.fail(f"{field_name!r}: {error}") from None
        return str(value)

    def choice(self, field_name: str, allowed: tuple[T, ...]) -> T:
        value = self.values.get(field_name)
        for word in allowed:
            if value == word:
                return word
        raise self.fail(
            f"{field_name!r} is {value!r}, must be one of {', '.join(map(str, allowed))}"
        )

    def levels(self, default: tuple[Level, ...]) -> tuple[Level, ...]:
        words = self.texts("levels")
        allowed: tuple[Level, ...] = get_args(Level)
        for word in words:
            if word not in allowed:
                raise self.fail(f"level {word!r} is none of {', '.join(allowed)}")
        return tuple(level for level in allowed if level in words) or default

    def provenance(self) -> tuple[str, bool]:
        """Return source and confirmed; a source may be the name of one in ``sources``."""
        source = self.text("source")
        if source in self.sources:
            text, confirmed = self.sources[source]
        else:
            text, confirmed = source, False
        stated = self.values.get("confirmed", confirmed)
        if not isinstance(stated, bool):
            raise self.fail(f"'confirmed' must be true or false, not {stated!r}")
        return text, stated

    def only(self, *allowed: str) -> None:
        if unknown := sorted(set(self.values) - set(allowed)):
            raise self.fail(f"unknown field {unknown[0]!r}, known are {', '.join(allowed)}")

    def entries(self, field_name: str) -> Iterable[_Entry]:
        values = self.values.get(field_name) or []
        if not isinstance(values, list):
            raise self.fail(f"{field_name!r} must be a list")
        for number, value in enumerate(values, 1):
            where = f"{self.where}, {field_name} {number}"
            if isinstance(value, str) and field_name == "names":
                value = {"full": value}
            if not isinstance(value, dict):
                raise RegisterError(f"{where}: must be a mapping, not {value!r}")
            label = value.get("id") or value.get("full") or value.get("name")
            yield _Entry(value, f"{where} ({label})" if label else where, self.sources)


def _name_form(entry: _Entry, levels: tuple[Level, ...], region: str | None) -> NameForm:
    entry.only("full", "short", "levels", "from", "to", "source", "confirmed")
    full = entry.text("full")
    start, end = entry.date("from"), entry.date("to")
    source, confirmed = None, start is None and end is None and region is None
    if start or end or region or "source" in entry.values:
        source, confirmed = entry.provenance()
    if start and end and months(start)[0] > months(end)[1]:
        raise entry.fail(f"ends ({end}) before it starts ({start})")
    return NameForm(
        full=full if "{" in full else "{R}" + full,
        short=entry.texts("short"),
        levels=entry.levels(levels),
        start=start,
        end=end,
        region=region,
        source=source,
        confirmed=confirmed,
    )


def _body(entry: _Entry) -> Body:
    entry.only("id", "kind", "levels", "names", "stems", "region", "supervisor", "examples")
    levels, region = entry.levels(LEVELS), entry.optional_text("region")
    supervision = []
    for fact in entry.entries("supervisor"):
        fact.only("by", "from", "source", "confirmed")
        source, confirmed = fact.provenance()
        by, start = fact.text("by"), fact.date("from")
        supervision.append(
            Supervision(by=by, region=region, start=start, source=source, confirmed=confirmed)
        )
    return Body(
        id=entry.text("id"),
        kind=entry.choice("kind", get_args(Kind)),
        names=tuple(_name_form(form, levels, region) for form in entry.entries("names")),
        stems=entry.texts("stems"),
        supervision=tuple(supervision),
        examples=entry.texts("examples"),
    )


def _event(entry: _Entry) -> Event:
    entry.only("kind", "date", "before", "after", "levels", "region", "note", "source", "confirmed")
    date = entry.date("date")
    if date is None:
        raise entry.fail("'date' is missing")
    source, confirmed = entry.provenance()
    kind: EventKind = entry.choice("kind", get_args(EventKind))
    before, after = entry.texts("before"), entry.texts("after")
    if not before or (not after and kind != "abolished"):
        raise entry.fail("'before' and 'after' must name bodies")
    return Event(
        kind=kind,
        date=date,
        before=before,
        after=after,
        levels=entry.levels(LEVELS),
        region=entry.optional_text("region"),
        note=entry.optional_text("note"),
        source=source,
        confirmed=confirmed,
    )


def _local_name(entry: _Entry) -> LocalName:
    entry.only("name", "id", "region", "from", "to", "source", "confirmed")
    return LocalName(
        name=entry.text("name"),
        id=entry.text("id"),
        region=entry.optional_text("region"),
        start=entry.date("from"),
        end=entry.date("to"),
    )


def _sources(values: object, where: str) -> dict[str, tuple[str, bool]]:
    if not isinstance(values, dict):
        raise RegisterError(f"{where}: 'sources' must be a mapping")
    found = {}
    for name, value in values.items():
        entry = _Entry(value if isinstance(value, dict) else {}, f"{where}, source {name}", {})
        entry.only("source", "confirmed")
        found[str(name)] = entry.provenance()
    return found


def _gather(entries: Iterable[_Entry], make: Callable[[_Entry], T]) -> tuple[T, ...]:
    return tuple(make(entry) for entry in entries)


def parse_register(text: str, where: str) -> Register:
    """Read a register from YAML ``text``; ``where`` names it in errors (RegisterError)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        values = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise RegisterError(f"{where}: is no YAML: {error}") from None
    if values is None:
        return Register()
    if not isinstance(values, dict):
        raise RegisterError(f"{where}: must be a mapping with bodies, names, events ...")
    top = _Entry(values, where, _sources(values.get("sources") or {}, where))
    top.only("sources", "bodies", "events", "never_merge", "names")
    register = Register()
    for body in _gather(top.entries("bodies"), _body):
        register = _with_body(register, body, where)
    pairs = values.get("never_merge") or []
    for pair in pairs:
        if (
            not isinstance(pair, list)
            or len(pair) != 2
            or not all(isinstance(n, str) for n in pair)
        ):
            raise RegisterError(f"{where}: never_merge {pair!r} is not a pair of names")
    return replace(
        register,
        events=_gather(top.entries("events"), _event),
        never_merge=tuple((first, second) for first, second in pairs),
        local_names=_gather(top.entries("names"), _local_name),
    )


def _with_body(register: Register, body: Body, where: str) -> Register:
    known = register.bodies.get(body.id)
    if known is not None and known.kind != body.kind:
        raise RegisterError(f"{where}: {body.id!r} is once {known.kind!r}, once {body.kind!r}")
    return register.plus(Register(bodies={body.id: body}))


def read_register(path: Path) -> Register:
    """Read one register file. Raises RegisterError, or OSError if it cannot be read."""
    return parse_register(path.read_text(encoding="utf-8"), path.name)


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


@cache
def default_register() -> Register:
    """Return the register that comes with the software, read and checked once."""
    register = Register()
    for path in [*sorted((FOLDER / "generic").glob("*.yaml")), FOLDER / "departments.yaml"]:
        register = register.plus(read_register(path))
    check(register)
    return register
