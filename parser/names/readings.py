"""Every way to read a printed name as a body of the register at a place.

A reading is one entry of the register at one place. Places are tried in turn until one leaves a
name that the register knows; between its readings decide the date, the level and the way the
name belongs to the body, in this order. What is still several is for the caller to refuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import process

from parser.names.companies import brands_and_region, is_company
from parser.names.edtf import is_before, may_hold
from parser.names.index import Entry, NameIndex, Rank, by_level
from parser.names.places import Place, Places
from parser.names.printed import fold
from parser.names.regions import Level, Region, default_gazetteer
from parser.names.register import LEVELS, NameForm, Register

_GOVERNMENT = ("人民政府", "政府")
_DEPARTMENTS = ("government constituent", "directly affiliated")
_HEADS = "厅局委办"
_WORDS: dict[Level, str] = {"province": "省", "city": "市", "county": "县", "zone": "区"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One entry at one place; ``rivals`` tells that other bodies bear the same name."""

    entry: Entry
    place: Place
    level: Level
    rivals: bool = False


class Readings:
    """Reads names against a register."""

    def __init__(self, register: Register) -> None:
        self.places = Places(default_gazetteer())
        self.index = NameIndex(register)
        self._register = register
        self._regional = {
            form.region: self.code(form.region)
            for body in register.bodies.values()
            for form in body.names
            if form.region
        }

    def code(self, region: str | None) -> str | None:
        """Return the code of the region that ``region`` speaks of."""
        found = self.places.context(fold(region)) if region else None
        return found.code if found else None

    def is_listed(self, region: Region | None) -> bool:
        """Tell whether the register has entries of the region's own (or no region is known)."""
        return region is None or region.code in (*LEVELS, *self._regional.values())

    def is_department(self, department_id: str) -> bool:
        """Tell whether there can be a department with that id: 320000/finance, county/finance."""
        where, _, key = department_id.partition("/")
        code = where.partition("-")[0]
        known = code in LEVELS or code in self.places.gazetteer.by_code
        return known and (key in self._register.bodies or key == "locality")

    def nearest_ids(self, department_id: str, region: str | None) -> list[str]:
        """Return the ids that one may have meant who wrote ``department_id`` for ``region``."""
        where, _, key = department_id.rpartition("/")
        code = self.code(region) or "province"
        if where.partition("-")[0] in self.places.gazetteer.by_code or where in LEVELS:
            code = where
        near = process.extract(key, list(self._register.bodies), limit=3)
        return [f"{code}/{body}" for body, _, _ in near]

    def name_of(self, department_id: str) -> str | None:
        """Return the official name of the department with that id if it is known."""
        where, _, key = department_id.partition("/")
        body = self._register.bodies.get(key)
        region = self.places.gazetteer.by_code.get(where)
        if body is None:
            return self.places.full_name(region) if region and key == "locality" else None
        level: Level = region.level if region else "county"
        for generic in LEVELS:
            level = generic if where == generic else level
        readings = [
            Reading(entry, Place(region=region, level=level), level)
            for form in body.names
            for part in by_level(form)
            for entry in self.index.named(part.key)
            if entry.body.id == key
        ]
        fitting = [r for r in readings if level in r.entry.form.levels] or readings
        return self.official(fitting[0])

    def of_name(self, text: str, context: Region | None) -> list[Reading]:
        """Return the entries of the first place under which ``text`` is a name."""
        for place, rest in self.places.readings(text, context, self.index.leads):
            readings = self.at_place(self.index.named(rest), place)
            if not readings and rest.startswith(_GOVERNMENT):
                readings = self._of_government(rest, place)
            if readings:
                return readings
        for place, rest in self.places.branches(text, context, self.index.leads):
            readings = self.at_place(self.index.named(rest), place)
            if readings:
                return readings
        if is_company(text):
            return self._of_company(text, context)
        for place, rest in self.places.readings(text, context, self.index.leads):
            readings = self._of_unit(rest, place)
            if readings:
                return readings
        return []

    def _of_company(self, text: str, context: Region | None) -> list[Reading]:
        """Read 中国移动通信集团江苏有限公司连云港分公司 as the 移动公司 of its place."""
        places = ((self.places.of_context(context), text), *self.places.worded(text, context))
        found = (
            (place, *answer)
            for place, rest in places
            if (answer := brands_and_region(rest, self.index.brands, self.places.gazetteer))
        )
        place, bodies, region = next(found, (Place(), frozenset(), None))
        entries = (
            entry
            for name, bearers in self.index.brands.items()
            if bodies & bearers
            for entry in self.index.named(name)
            if entry.body.id in bodies
        )
        if region is not None:
            place = Place(region=region, level=region.level, explicit=True)
        readings = self.at_place(tuple(dict.fromkeys(entries)), place)
        return sorted(readings, key=lambda r: (not self._fits_at(r), -r.entry.rank))[:1]

    def _fits_at(self, reading: Reading) -> bool:
        return self._fits(reading.level, reading.place.region, reading.entry.form)

    def _of_unit(self, rest: str, place: Place) -> list[Reading]:
        """Read 人社局社保中心 as 社保中心: a unit printed after the department it belongs to."""
        for at in range(3, len(rest) - 2):
            if rest[at - 1] in _HEADS and self.index.named(rest[:at]):
                units = self.index.named(rest[at:])
                units = tuple(unit for unit in units if unit.body.kind == "public institution")
                if units:
                    return self.at_place(units, place)
        return []

    def _of_government(self, rest: str, place: Place) -> list[Reading]:
        """Read 政府机管局 as 机管局: the word 政府 may stand before any of its departments."""
        for word in _GOVERNMENT:
            entries = self.index.named(rest.removeprefix(word))
            entries = tuple(entry for entry in entries if entry.body.kind in _DEPARTMENTS)
            if rest.startswith(word) and entries:
                return self.at_place(entries, place)
        return []

    def at_place(self, entries: tuple[Entry, ...], place: Place) -> list[Reading]:
        """Return the entries of one name as they can be read at ``place``."""
        # Without a region a name is one region's own only if nobody else bears it (农资局).
        unnamed = place.region is None or place.region.code in LEVELS
        if unnamed and any(entry.form.region is None for entry in entries):
            entries = tuple(entry for entry in entries if entry.form.region is None)
        rivals = len({entry.body.id for entry in entries}) > 1
        readings = [reading for entry in entries for reading in self._placed(entry, place)]
        if rivals:
            readings = [replace(reading, rivals=True) for reading in readings]
        # 公安 in the bulletin of a city is the city's before it is the province's.
        readings = [r for r in readings if r.place == place] or readings
        own = {r.entry.body.id for r in readings if r.entry.form.region is not None}
        return [
            r for r in readings if r.entry.form.region is not None or r.entry.body.id not in own
        ]

    def of_window(
        self, text: str, context: Region | None, date: str | None, *, bare: bool
    ) -> list[Reading]:
        """Return the readings of what a window is called: 人社 of 人社窗口.

        Only of bodies that there were on ``date`` (卫生窗口 of today isn't 卫生局), and of the
        issuer's own level; of ``bare`` words without 窗口 only those that the register lists.
        """
        for place, rest in self.places.readings(text, context, set()):
            entries = self.index.stems.get(rest, ())
            if bare:
                entries = tuple(one for one in entries if one.rank == Rank.LISTED)
            if date is not None:
                entries = tuple(
                    one for one in entries if may_hold(date, one.form.start, one.form.end)
                )
            readings = [one for one in self.at_place(entries, place) if one.place == place]
            if readings:
                return readings
        return []

    def _placed(self, entry: Entry, place: Place) -> Iterable[Reading]:
        """Yield the entry at the place, if a body of that kind can be there."""
        form, body = entry.form, entry.body
        if form.region is not None:
            code = self._regional[form.region]
            region = place.region
            if region is not None and region.code in LEVELS:
                region = None
            if region is None and not place.lost and place.level in (None, *form.levels):
                region = self.places.gazetteer.by_code.get(code or "")
                place = Place(region=region, level=region.level if region else None)
            chain = self.places.chain(region) if region else ()
            if code not in [one.code for one in chain]:
                return
        if place.level is None:
            for level in form.levels:
                yield Reading(entry, place, level)
            return
        level = place.level
        if self._fits(level, place.region, form):
            yield Reading(entry, place, level)
        elif not place.explicit and not place.word and place.region is not None:
            # 公安厅 in the bulletin of a city is the province's: the nearest level that has one.
            for above in self.places.chain(place.region)[1:]:
                if self._fits(above.level, above, form):
                    yield Reading(entry, Place(region=above, level=above.level), above.level)
                    return
        elif level in body.levels and form.full[-1] != "厅":
            yield Reading(entry, place, level)

    def _fits(self, level: Level, region: Region | None, form: NameForm) -> bool:
        if level == "zone":
            return "county" in form.levels
        if region is not None and region.is_municipality:
            return level in form.levels or "city" in form.levels
        return level in form.levels

    def decide(self, readings: list[Reading], date: str | None) -> list[Reading]:
        """Keep the readings that the date, then the level, then the rank of the name allow."""
        if date is None:
            readings = _current(readings)
        else:
            # A name may outlive its body, but is not printed before there is one.
            readings = [r for r in readings if not is_before(date, r.entry.form.start)]
            valid = [r for r in readings if may_hold(date, r.entry.form.start, r.entry.form.end)]
            if not valid and any(r.rivals for r in readings):
                return []
            readings = valid or readings
        readings = [r for r in readings if self._fits_at(r)] or readings
        best = max((r.entry.rank for r in readings), default=Rank.RULE)
        return [r for r in readings if r.entry.rank == best]

    def id_of(self, reading: Reading) -> str:
        """Return the department's id: region (or level) and body."""
        region = reading.place.region
        return f"{region.code if region else reading.level}/{reading.entry.body.id}"

    def official(self, reading: Reading, date: str | None = None) -> str:
        """Return the official name with its region.

        Where the register has names of the region's own, that of ``date``; else the official
        form of what was printed.
        """
        form, region = reading.entry.form, reading.place.region
        city = self.places.gazetteer.by_code.get(region.parent or "") if region else None
        if region is not None and reading.place.branch and city is not None:
            place = Place(region=city, level=city.level)
            parent = self.official(replace(reading, place=place))
            return f"{parent}{region.short}{reading.place.branch}"
        if region is None:
            name = short = reading.place.word or _WORDS.get(reading.level, "")
        else:
            name, short = self.places.full_name(region), region.short
            form = self._name_then(reading, region, date) or form
        return form.full.replace("{R}", name).replace("{r}", short).replace("{}", "")

    def _name_then(self, reading: Reading, region: Region, date: str | None) -> NameForm | None:
        if date is None:
            return None
        for form in reading.entry.body.names:
            own = form.region is not None and self._regional[form.region] == region.code
            if own and may_hold(date, form.start, form.end):
                return form
        return None


def _current(readings: list[Reading]) -> list[Reading]:
    """Of one body's readings keep the forms still in use: 交通运输厅 rather than 交通厅."""
    if len({reading.entry.body.id for reading in readings}) > 1:
        return readings
    return [reading for reading in readings if reading.entry.form.end is None] or readings
