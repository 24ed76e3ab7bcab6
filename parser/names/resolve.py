"""A printed name, the region of its issuer and a date -> a body of the register, or unknown.

Nothing here decides by similarity alone: a name is looked up as printed, without its region,
without its additions; what is left over goes to :mod:`parser.names.misprint`, which accepts a
name only under a rule that has been measured. Several readings that nothing decides between
are unknown, with all of them as candidates.

An id is ``<region>/<body>``: the region's GB/T 2260 code (``320000/development-reform``), or
``province``, ``city``, ``county`` where neither name nor issuer tell the region. Ids of the
latter kind must not be joined across issuers.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from parser.names.edtf import may_hold, months
from parser.names.localities import locality
from parser.names.misprint import Misprints
from parser.names.places import Place
from parser.names.printed import Printed, fold, take_apart
from parser.names.readings import Reading, Readings
from parser.names.regions import Region
from parser.names.register import LEVELS, Register, RegisterError, check
from parser.names.schema import default_register, read_register
from parser.table import Department, Method

CANDIDATES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A body that a name may mean; ``score`` is between 0 and 1."""

    id: str
    name: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a printed name was resolved to: ``department`` is ``None`` where it is unknown.

    ``is_listed`` tells that the name is in the register, though perhaps of several bodies.
    """

    name: str
    department: Department | None
    candidates: tuple[Candidate, ...] = ()
    is_listed: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the public shape of ``tongbao names --json``."""
        found = self.department
        return {
            "name": self.name,
            "department": {"id": found.id, "name": found.name} if found else None,
            "method": found.method if found else None,
            "score": found.score if found else 0.0,
            "candidates": [
                {"id": one.id, "name": one.name, "score": one.score} for one in self.candidates
            ],
        }


class Resolver:
    """Resolves printed names against a register; cheap to call, remembers what it resolved."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.readings = Readings(register)
        self.places = self.readings.places
        self.misprints = Misprints(self.readings.index, register)
        self._local = {
            (fold(local.name), self.readings.code(local.region)): local
            for local in register.local_names
        }
        self._resolve = lru_cache(maxsize=1 << 17)(self._resolve_uncached)
        self._context = lru_cache(maxsize=4096)(lambda text: self.places.context(fold(text)))

    def resolve(
        self, name: str, *, region: str | None = None, date: str | None = None
    ) -> Resolution:
        """Resolve ``name`` as printed in a document of ``region`` (or issuer) on ``date``.

        ``region`` is a region's or an issuer's name (江苏, 连云港市政务服务管理办公室), ``date``
        is ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or a period's label; ValueError for anything else.
        """
        return self._resolve(name, region, date)

    def with_register(self, path: Path) -> Resolver:
        """Return a resolver that also knows the register file ``path``.

        Raises RegisterError if the file does not follow the schema or names no department.
        """
        own = read_register(path)
        register = self.register.plus(own)
        check(register)
        resolver = Resolver(register)
        for local in own.local_names:
            if not resolver.readings.is_department(local.id):
                near = "、".join(resolver.readings.nearest_ids(local.id, local.region))
                raise RegisterError(
                    f"{path.name}, names ({local.name}): {local.id!r} is no department;"
                    f" the nearest are {near}"
                )
        return resolver

    def body_names(self) -> Iterable[str]:
        """Return every name without region that the register knows."""
        return self.readings.index.table.keys()

    def local_names(self) -> Iterable[str]:
        """Return the names that a person added, folded."""
        return (name for name, _ in self._local)

    def is_region(self, name: str) -> bool:
        """Tell whether ``name`` is that of a region."""
        return bool(self.places.gazetteer.named(name))

    @property
    def leads(self) -> Set[str]:
        """What may stand before a region's name within a body's: 国家税务总局, 财政部驻 ..."""
        return self.readings.index.leads

    @property
    def longest_lead(self) -> int:
        """The number of characters of the longest lead."""
        return self.readings.index.longest_lead

    @property
    def longest_region(self) -> int:
        """The number of characters of the longest region name."""
        return self.places.gazetteer.longest

    def _resolve_uncached(self, name: str, region: str | None, date: str | None) -> Resolution:
        if date is not None:
            months(date)
        context = self._context(region) if region else None
        printed = take_apart(name)
        if any(self.is_region(inner) for inner in printed.inner):
            # 中国(江苏)自由贸易试验区: what stands in brackets is part of the name.
            return Resolution(name=name, department=None)
        if len(printed.base) < 2:
            return Resolution(name=name, department=None)
        local = self._local_name(printed.whole, context, date)
        if local is not None:
            return Resolution(name=name, department=local)
        readings = self._read(printed, context, date)
        if readings and printed.unit and not self._is_placed(printed.unit):
            return self._unit(name, printed, readings, context, date)
        if readings:
            return self._answer(name, printed.base, readings, date)
        place = locality(printed.base, self.places, context)
        if place is not None:
            found = Department(id=place[0], name=place[1], method="composed", score=0.95)
            return Resolution(name=name, department=found)
        return self._misprinted(name, printed.bare, context, date)

    def _read(self, printed: Printed, context: Region | None, date: str | None) -> list[Reading]:
        for text in printed.texts:
            readings = self.readings.of_name(text, context)
            if readings:
                return readings
        if printed.window or context is not None:
            # 人社 in the list of an issuer is what it is on a window: 人社窗口.
            return self.readings.of_window(printed.bare, context, date, bare=not printed.window)
        return []

    def _unit(
        self,
        name: str,
        printed: Printed,
        readings: list[Reading],
        context: Region | None,
        date: str | None,
    ) -> Resolution:
        """Resolve a body with a unit in brackets, which is never taken for the body itself."""
        unit = self.readings.of_name(printed.bare + printed.unit, context)
        if unit:
            return self._answer(name, printed.base, unit, date)
        candidates = self._candidates(readings)
        return Resolution(name=name, department=None, candidates=candidates, is_listed=True)

    def _is_placed(self, unit: str) -> bool:
        """Tell whether what stands in brackets names its region: a second plaque, no unit."""
        return unit[0] in "省市县区州" or next(self.places.prefixes(unit, None), None) is not None

    def _local_name(self, text: str, context: Region | None, date: str | None) -> Department | None:
        codes: list[str | None] = [r.code for r in self.places.chain(context)] if context else []
        for code in [*codes, None]:
            local = self._local.get((text, code))
            if local and (date is None or may_hold(date, local.start, local.end)):
                return Department(
                    id=local.id, name=self.name_of(local.id), method="alias", score=1.0
                )
        return None

    def name_of(self, department_id: str) -> str:
        """Return the official name of the department with that id (the id itself if unknown)."""
        return self.readings.name_of(department_id) or department_id

    def _answer(self, name: str, text: str, every: list[Reading], date: str | None) -> Resolution:
        readings = self.readings.decide(every, date)
        if not readings:
            candidates = self._candidates(every)
            return Resolution(name=name, department=None, candidates=candidates, is_listed=True)
        ids = {self.readings.id_of(reading): reading for reading in reversed(readings)}
        certain = len(ids) == 1 and not any(
            r.place.several or r.place.lost or self._is_nowhere(r, name) for r in readings
        )
        if not certain:
            candidates = self._candidates(readings)
            return Resolution(name=name, department=None, candidates=candidates, is_listed=True)
        reading = readings[0]
        official = self.readings.official(reading, date)
        method = self._method(reading, text == official)
        score = {"exact": 1.0, "alias": 1.0, "composed": 0.98, "fuzzy": 0.9}[method]
        found = Department(
            id=self.readings.id_of(reading), name=official, method=method, score=score
        )
        return Resolution(name=name, department=found, is_listed=True)

    def _is_nowhere(self, reading: Reading, name: str) -> bool:
        """Tell whether the body is a locality (县人民政府) without a region.

        One that is printed after a gap has lost its region.
        """
        if reading.entry.body.kind != "locality" or reading.place.explicit:
            return False
        region = reading.place.region
        return region is None or region.code in LEVELS or name[:1].isspace()

    def _method(self, reading: Reading, is_official: bool) -> Method:
        if not self.readings.is_listed(reading.place.region):
            return "composed"
        return "exact" if is_official else "alias"

    def _candidates(self, readings: list[Reading], score: float = 1.0) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for reading in readings:
            places = [Place(region=one, level=one.level) for one in reading.place.several]
            for place in places or [reading.place]:
                placed = replace(reading, place=place, level=place.level or reading.level)
                share = round(score / max(1, len(places)), 4)
                candidate = Candidate(
                    id=self.readings.id_of(placed), name=self.readings.official(placed), score=share
                )
                found.setdefault(candidate.id, candidate)
        return tuple(found.values())[: 2 * CANDIDATES]

    def _misprinted(
        self, name: str, text: str, context: Region | None, date: str | None
    ) -> Resolution:
        """Look for the name that was meant; without one, for what comes nearest."""
        near: list[tuple[float, list[Reading]]] = []
        for place, rest in self.places.readings(text, context, self.readings.index.leads):
            if len(rest) < 2:
                continue
            for guess in self.misprints.nearest(rest):
                entries = self.readings.index.named(guess.name)
                readings = self.readings.at_place(entries, place)
                if readings and guess.accepted:
                    answer = self._answer(name, text, readings, date)
                    if answer.department is not None:
                        found = answer.department
                        fuzzy = Department(
                            id=found.id, name=found.name, method="fuzzy", score=guess.score
                        )
                        return Resolution(name=name, department=fuzzy)
                if readings:
                    near.append((guess.score, readings))
        near.sort(key=lambda pair: -pair[0])
        candidates: dict[str, Candidate] = {}
        for score, readings in near:
            for candidate in self._candidates(readings, score):
                candidates.setdefault(candidate.id, candidate)
        return Resolution(
            name=name, department=None, candidates=tuple(candidates.values())[:CANDIDATES]
        )


@cache
def default_resolver() -> Resolver:
    """Return the resolver over the register that comes with the software, made once."""
    return Resolver(default_register())


@cache
def resolver_with(register: Path | None) -> Resolver:
    """Return the resolver that also knows a person's own register file, if one is given.

    Raises RegisterError if the file does not follow the schema.
    """
    return default_resolver() if register is None else default_resolver().with_register(register)
