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

from parser.bulletin import Department, Method
from parser.names.edtf import is_before, may_hold, months
from parser.names.index import Entry, NameIndex, Rank, by_level
from parser.names.localities import locality
from parser.names.misprint import Misprints
from parser.names.places import Place, Places
from parser.names.printed import fold, take_apart
from parser.names.regions import Level, Region, default_gazetteer
from parser.names.register import LEVELS, NameForm, Register, check, default_register, read_register

CANDIDATES = 3
_GOVERNMENT = ("人民政府", "政府")
_DEPARTMENTS = ("government constituent", "directly affiliated")
_WORDS: dict[Level, str] = {"province": "省", "city": "市", "county": "县", "zone": "区"}


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


@dataclass(frozen=True, slots=True)
class _Reading:
    """One entry at one place; ``rivals`` tells that other bodies bear the same name."""

    entry: Entry
    place: Place
    level: Level
    rivals: bool = False


class Resolver:
    """Resolves printed names against a register; cheap to call, remembers what it resolved."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.places = Places(default_gazetteer())
        self._index = NameIndex(register)
        self.misprints = Misprints(self._index, register)
        self._local = {
            (fold(local.name), self._code(local.region)): local for local in register.local_names
        }
        self._regional = {
            form.region: self._code(form.region)
            for body in register.bodies.values()
            for form in body.names
            if form.region
        }
        self._resolve = lru_cache(maxsize=1 << 17)(self._resolve_uncached)
        self._context = lru_cache(maxsize=4096)(lambda text: self.places.context(fold(text)))

    def resolve(
        self, name: str, *, region: str | None = None, date: str | None = None
    ) -> Resolution:
        """Resolve ``name`` as printed in a document of ``region`` (or issuer) on ``date``.

        ``region`` is a region's or an issuer's name (江苏, 连云港市政务服务管理办公室), ``date``
        is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ValueError for anything else.
        """
        return self._resolve(name, region, date)

    def with_register(self, path: Path) -> Resolver:
        """Return a resolver that also knows the register file ``path``.

        Raises RegisterError if the file does not follow the schema.
        """
        register = self.register.plus(read_register(path))
        check(register)
        return Resolver(register)

    def body_names(self) -> Iterable[str]:
        """Return every name without region that the register knows."""
        return self._index.table.keys()

    def is_region(self, name: str) -> bool:
        """Tell whether ``name`` is that of a region."""
        return bool(self.places.gazetteer.named(name))

    @property
    def leads(self) -> Set[str]:
        """What may stand before a region's name within a body's: 国家税务总局, 财政部驻 ..."""
        return self._index.leads

    @property
    def longest_lead(self) -> int:
        """The number of characters of the longest lead."""
        return self._index.longest_lead

    @property
    def longest_region(self) -> int:
        """The number of characters of the longest region name."""
        return self.places.gazetteer.longest

    def _code(self, region: str | None) -> str | None:
        if region is None:
            return None
        found = self.places.context(fold(region))
        return found.code if found else None

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
        readings: list[_Reading] = []
        for text in printed.texts:
            readings = self._decide(self._readings(text, context), date)
            if readings:
                break
        if not readings and printed.window:
            readings = self._decide(self._stems(printed.texts[-1], context), date)
        if readings:
            return self._answer(name, printed.texts[0], readings)
        place = locality(printed.texts[0], self.places, context)
        if place is not None:
            found = Department(id=place[0], name=place[1], method="composed", score=0.95)
            return Resolution(name=name, department=found)
        return self._misprinted(name, printed.texts[-1], context, date)

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
        where, _, key = department_id.partition("/")
        body = self.register.bodies.get(key)
        if body is None:
            return department_id
        region = self.places.gazetteer.by_code.get(where)
        level: Level = region.level if region else "county"
        for generic in LEVELS:
            level = generic if where == generic else level
        readings = [
            _Reading(entry, Place(region=region, level=level), level)
            for form in body.names
            for part in by_level(form)
            for entry in self._index.named(part.key)
            if entry.body.id == key
        ]
        fitting = [r for r in readings if level in r.entry.form.levels] or readings
        return self._official(fitting[0])

    def _readings(self, text: str, context: Region | None) -> list[_Reading]:
        """Return the entries of the first place under which ``text`` is a name."""
        for place, rest in self.places.readings(text, context, self._index.leads):
            readings = self._all_placed(self._index.named(rest), place)
            if not readings and rest.startswith(_GOVERNMENT):
                readings = self._of_government(rest, place)
            if readings:
                return readings
        for place, rest in self.places.branches(text, context, self._index.leads):
            readings = self._all_placed(self._index.named(rest), place)
            if readings:
                return readings
        return []

    def _of_government(self, rest: str, place: Place) -> list[_Reading]:
        """Read 政府机管局 as 机管局: the word 政府 may stand before any of its departments."""
        for word in _GOVERNMENT:
            entries = self._index.named(rest.removeprefix(word))
            entries = tuple(entry for entry in entries if entry.body.kind in _DEPARTMENTS)
            if rest.startswith(word) and entries:
                return self._all_placed(entries, place)
        return []

    def _all_placed(self, entries: tuple[Entry, ...], place: Place) -> list[_Reading]:
        # Without a region a name is one region's own only if nobody else bears it (农资局).
        if place.region is None and any(entry.form.region is None for entry in entries):
            entries = tuple(entry for entry in entries if entry.form.region is None)
        rivals = len({entry.body.id for entry in entries}) > 1
        readings = [
            replace(r, rivals=rivals) for entry in entries for r in self._placed(entry, place)
        ]
        # 公安 in the bulletin of a city is the city's before it is the province's.
        readings = [r for r in readings if r.place == place] or readings
        own = {r.entry.body.id for r in readings if r.entry.form.region is not None}
        return [r for r in readings if r.entry.form.region is not None or r.entry.body.id not in own]

    def _stems(self, text: str, context: Region | None) -> list[_Reading]:
        for place, rest in self.places.readings(text, context, set()):
            readings = self._all_placed(self._index.stems.get(rest, ()), place)
            if readings:
                return readings
        return []

    def _placed(self, entry: Entry, place: Place) -> Iterable[_Reading]:
        """Yield the entry at the place, if a body of that kind can be there."""
        form, body = entry.form, entry.body
        if form.region is not None:
            code = self._regional[form.region]
            region = place.region
            if region is None and not place.lost and place.level in (None, *form.levels):
                region = self.places.gazetteer.by_code.get(code or "")
                place = Place(region=region, level=region.level if region else None)
            chain = self.places.chain(region) if region else ()
            if code not in [one.code for one in chain]:
                return
        if place.level is None:
            for level in form.levels:
                yield _Reading(entry, place, level)
            return
        level = place.level
        if self._fits(level, place.region, form):
            yield _Reading(entry, place, level)
        elif not place.explicit and not place.word and place.region is not None:
            # 公安厅 in the bulletin of a city is the province's: the nearest level that has one.
            for above in self.places.chain(place.region)[1:]:
                if self._fits(above.level, above, form):
                    yield _Reading(entry, Place(region=above, level=above.level), above.level)
                    return
        elif level in body.levels and form.full[-1] != "厅":
            yield _Reading(entry, place, level)

    def _fits(self, level: Level, region: Region | None, form: NameForm) -> bool:
        if level == "zone":
            return "county" in form.levels
        if region is not None and region.is_municipality:
            return level in form.levels or "city" in form.levels
        return level in form.levels

    def _decide(self, readings: list[_Reading], date: str | None) -> list[_Reading]:
        """Keep the readings that the date, then the level, then the rank of the name allow."""
        if date is not None:
            # A name may outlive its body, but is not printed before there is one.
            readings = [r for r in readings if not is_before(date, r.entry.form.start)]
            valid = [r for r in readings if may_hold(date, r.entry.form.start, r.entry.form.end)]
            if not valid and any(r.rivals for r in readings):
                return []
            readings = valid or readings
        fitting = [r for r in readings if self._fits(r.level, r.place.region, r.entry.form)]
        readings = fitting or readings
        best = max((r.entry.rank for r in readings), default=Rank.RULE)
        return [r for r in readings if r.entry.rank == best]

    def _answer(self, name: str, text: str, readings: list[_Reading]) -> Resolution:
        ids = {self._id(reading): reading for reading in reversed(readings)}
        certain = len(ids) == 1 and not any(
            r.place.several or r.place.lost or self._is_nowhere(r) for r in readings
        )
        if not certain:
            candidates = self._candidates(readings)
            return Resolution(name=name, department=None, candidates=candidates, is_listed=True)
        reading = readings[0]
        official = self._official(reading)
        method = self._method(reading, text == official)
        score = {"exact": 1.0, "alias": 1.0, "composed": 0.98, "fuzzy": 0.9}[method]
        found = Department(id=self._id(reading), name=official, method=method, score=score)
        return Resolution(name=name, department=found, is_listed=True)

    def _is_nowhere(self, reading: _Reading) -> bool:
        """Tell whether the body is a locality (县人民政府) without a region."""
        return reading.entry.body.kind == "locality" and not reading.place.explicit

    def _method(self, reading: _Reading, is_official: bool) -> Method:
        region = reading.place.region
        listed = region is None or region.code in self._regional.values()
        if is_official and listed:
            return "exact"
        return "alias" if listed else "composed"

    def _id(self, reading: _Reading) -> str:
        region = reading.place.region
        return f"{region.code if region else reading.level}/{reading.entry.body.id}"

    def _official(self, reading: _Reading) -> str:
        """Return the official name: of the form that was printed, with its region."""
        form, region = reading.entry.form, reading.place.region
        if region is not None and reading.place.branch and region.parent is not None:
            city = self.places.gazetteer.by_code[region.parent]
            place = Place(region=city, level=city.level)
            return f"{self._official(replace(reading, place=place))}{region.short}分局"
        if region is None:
            name = short = reading.place.word or _WORDS.get(reading.level, "")
        else:
            name, short = self.places.full_name(region), region.short
        return form.full.replace("{R}", name).replace("{r}", short).replace("{}", "")

    def _candidates(self, readings: list[_Reading], score: float = 1.0) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for reading in readings:
            places = [Place(region=one, level=one.level) for one in reading.place.several]
            for place in places or [reading.place]:
                placed = _Reading(reading.entry, place, place.level or reading.level)
                share = round(score / max(1, len(places)), 4)
                candidate = Candidate(id=self._id(placed), name=self._official(placed), score=share)
                found.setdefault(candidate.id, candidate)
        return tuple(found.values())[: 2 * CANDIDATES]

    def _misprinted(
        self, name: str, text: str, context: Region | None, date: str | None
    ) -> Resolution:
        """Look for the name that was meant; without one, for what comes nearest."""
        near: list[tuple[float, list[_Reading]]] = []
        for place, rest in self.places.readings(text, context, self._index.leads):
            if len(rest) < 2:
                continue
            for guess in self.misprints.nearest(rest):
                entries = self._index.named(guess.name)
                readings = self._decide(self._all_placed(entries, place), date)
                if readings and guess.accepted:
                    answer = self._answer(name, text, readings)
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
