"""Register files read and checked by hand: errors say file, entry and field.

The schema: ``sources`` (name -> source, confirmed), ``bodies`` (id, kind, levels, names, stems,
region, supervisor, examples), ``events`` (kind, date, before, after, levels, region, note,
local, source, confirmed), ``never_merge`` (pairs of printed names) and ``names`` (a person's own:
name, region, id, from, to, source, confirmed). A ``source`` may be the name of one in
``sources``, whose ``confirmed`` then holds unless it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml

from parser.names.edtf import months
from parser.names.regions import Level
from parser.names.register import (
    LEVELS,
    Body,
    Event,
    EventKind,
    Kind,
    LocalName,
    NameForm,
    Register,
    RegisterError,
    Supervision,
    check,
)

T = TypeVar("T")
FOLDER = Path(__file__).parent
BESIDE = "departments.local.yaml"
"""The name of a person's own register that is taken up where it lies beside an archive."""


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

    def flag(self, field_name: str) -> bool:
        value = self.values.get(field_name, False)
        if not isinstance(value, bool):
            raise self.fail(f"{field_name!r} must be true or false, not {value!r}")
        return value

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
    entry.only(
        "kind",
        "date",
        "before",
        "after",
        "levels",
        "region",
        "note",
        "local",
        "source",
        "confirmed",
    )
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
        local=entry.flag("local"),
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


def register_beside(archive: Path) -> Path | None:
    """Return a person's own register file that lies beside an archive, if there is one."""
    path = archive.with_name(BESIDE)
    return path if path.is_file() else None


@cache
def default_register() -> Register:
    """Return the register that comes with the software, read and checked once."""
    register = Register()
    for path in [*sorted((FOLDER / "generic").glob("*.yaml")), FOLDER / "departments.yaml"]:
        register = register.plus(read_register(path))
    check(register)
    return register
