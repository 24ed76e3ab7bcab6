"""Where a printed name stands: region names, words such as 省 or 市, and development zones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from parser.names.regions import Gazetteer, Level, Region
from parser.names.zones import ZONE, branch_zone, starts_with_zone, zone_region

_WORDS: dict[str, Level] = {
    "自治区": "province",
    "省": "province",
    "师市": "city",
    "市": "city",
    "州": "city",
    "盟": "city",
    "地区": "city",
    "县": "county",
    "区": "county",
    "旗": "county",
}
_WORD = re.compile(r"(?:全|我|本)?(自治区|地区|省|师市|市|州|盟|县|区|旗)(?:级|本级)?(?=.)")
_COMMON = frozenset({"城区", "郊区", "矿区"})  # names of districts, and words for any city's
_OWN_WORD = re.compile(r"(?:自治[州县旗]|林区|特区|新区|矿区|师)\Z")
_ISSUER = re.compile(
    r"(自治区|地区|省|市|州|盟|县|区|旗)(?:级|本级)?"
    r"(?=政务|行政|人民政府|政府|公共|数据|大数据|营商|委|便民|办事|机关)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body is: a ``region``, or only a ``level`` and the ``word`` that said so.

    ``several`` are the regions of one name between which nothing decides. ``lost`` tells that
    a region is meant which can't be found out (区 in the bulletin of a city), ``branch`` is
    分局 where the body is the branch of a city's for one of its districts (市公安局玄武分局).
    """

    region: Region | None = None
    level: Level | None = None
    word: str = ""
    explicit: bool = False
    several: tuple[Region, ...] = ()
    lost: bool = False
    branch: str = ""


def _somewhere(text: str) -> Region | None:
    """Return a region of which only the level is known: the issuer is 省政务服务中心."""
    word = _ISSUER.match(text)
    if word is None:
        return None
    level = _WORDS[word[1]]
    return Region(
        code=level, name=word[1], short=word[1], level=level, parent=None, last_year="9999"
    )


LONGEST_BRANCH = 12
OFFICES = ("管理部", "办事处", "分理部")
BRANCHES = ("分局", "分中心", "管理部", "办事处", "分理部", "监管局", "管理局")
"""How the branch of a city's body for a district ends; the last two in Shenzhen."""


class Places:
    """Finds the places that a name may stand in, given the region of the issuer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def context(self, text: str) -> Region | None:
        """Return the region that ``text`` (a region or an issuer) speaks of, if there is one.

        Of 省政务服务中心 only the level is known: a region without a name, whose code is its
        level. An issuer in a development zone stands for the zone, not for the city around it.
        """
        best: tuple[int, Region] | None = None
        for regions, rest in self.prefixes(text, None):
            if len(regions) == 1:
                length = len(text) - len(rest)
                if best is None or length > best[0]:
                    best = (length, regions[0])
        if best is None:
            return _somewhere(text)
        length, region = best
        zone = ZONE.match(text[length:])
        return zone_region(zone["zone"], region) if zone else region

    def prefixes(
        self, text: str, within: Region | None
    ) -> Iterator[tuple[tuple[Region, ...], str]]:
        """Yield the regions whose name ``text`` starts with and the rest, longest name first."""
        for length in range(min(len(text), self.gazetteer.longest), 1, -1):
            found = self.gazetteer.named(text[:length])
            if within is not None:
                found = tuple(r for r in found if r != within and self._inside(r, within))
            if not found:
                continue
            rest = text[length:]
            for region in found if rest else ():
                yield from self.prefixes(rest, region)
            yield found, rest

    def _inside(self, region: Region, outer: Region) -> bool:
        return self.gazetteer.is_within(region, outer)

    def readings(
        self, text: str, context: Region | None, leads: Set[str]
    ) -> Iterator[tuple[Place, str]]:
        """Yield every place that ``text`` may name and what remains of it, likeliest first."""
        yield self.of_context(context), text
        yield from self.worded(text, context)
        yield from self._named(text, "", context)
        for length in range(2, len(text) - 1):
            if text[:length] in leads:
                rest = text[length:]
                yield from self._named(rest, text[:length], context)
                word = _WORD.match(rest)
                if word and len(rest) > 2:
                    yield self.of_word(word[1], context), text[:length] + rest[word.end() :]
            elif length > 2:
                break
        for place, rest in self.worded(text, context):
            if place.level == "city" and place.region is not None:
                yield from self._named(rest, "", place.region)

    def worded(self, text: str, context: Region | None) -> Iterator[tuple[Place, str]]:
        """Yield the place that a word such as 省 or 市级 at the start means, and what remains."""
        own = _OWN_WORD.search(context.name) if context is not None else None
        if context is not None and own and text.startswith(own[0]):
            yield Place(region=context, level=context.level), text[len(own[0]) :]
        word = _WORD.match(text)
        if word:
            place = self.of_word(word[1], context)
            yield place, text[word.end() :]
            if word.end() > word.end(1):
                yield place, text[word.end(1) :]

    def branches(
        self, text: str, context: Region | None, leads: Set[str]
    ) -> Iterator[tuple[Place, str]]:
        """Yield district and name of the parent for a branch named after the district.

        The district may stand before it (海州国土分局) or last (市国土局海州分局,
        市公积金中心东海管理部).
        """
        ending = next((one for one in BRANCHES if text.endswith(one)), None)
        if ending is None:
            return
        for place, rest in self.readings(text, context, leads):
            if ending == "分局" and place.level in ("county", "zone") and len(rest) > 3:
                yield replace(place, branch=ending), rest[:-2] + "局"
        for place, rest in self.readings(text.removesuffix(ending), context, leads):
            if place.region is None:
                continue
            chain = self.chain(place.region)
            city = next((one for one in chain if one.level != "county"), place.region)
            for length in range(min(LONGEST_BRANCH, len(rest) - 2), 1, -1):
                region = self._branch(rest[-length:], city, context)
                if region is None:
                    continue
                branch = Place(region=region, level=region.level, branch=ending)
                parent = rest[:-length]
                if ending in OFFICES:
                    own = parent.removesuffix("中心").removesuffix("管理") + OFFICES[0]
                    yield replace(branch, branch=""), own
                yield branch, parent
                if ending in ("分局", "分中心"):
                    yield branch, parent + ending[1:]

    def _branch(self, name: str, city: Region, context: Region | None) -> Region | None:
        """Return the county or zone of ``city`` that a branch is named after."""
        found = self.gazetteer.named(name)
        inside = tuple(one for one in found if one != city and self._inside(one, city))
        inside = self.nearest(inside, context) if inside else ()
        if len(inside) == 1 and inside[0].level == "county":
            return inside[0]
        return None if inside else branch_zone(name, city, context)

    def _named(self, text: str, lead: str, context: Region | None) -> Iterator[tuple[Place, str]]:
        for named, rest in self.prefixes(text, None):
            name = text[: len(text) - len(rest)]
            found = tuple(one for one in named if self._is_meant(one, name, context))
            if not found:
                continue
            regions = self.nearest(found, context)
            if context is None and self._is_doubtful(regions, named):
                regions = tuple(one for one in named if one.level != "province")
            if len(regions) > 1:
                yield Place(level=regions[0].level, several=regions, explicit=True), lead + rest
                continue
            region = regions[0]
            yield Place(region=region, level=region.level, explicit=True), lead + rest
            zone = ZONE.match(rest)
            if zone:
                inner = zone_region(zone["zone"], region)
                yield Place(region=inner, level="zone", explicit=True), lead + zone["rest"]
        if lead or context is None:
            return
        if context.level == "zone":
            own = starts_with_zone(text, context)
            if own:
                yield Place(region=context, level="zone", explicit=True), own
            return
        zone = ZONE.match(text)
        if zone:
            inner = zone_region(zone["zone"], context)
            yield Place(region=inner, level="zone", explicit=True), zone["rest"]

    def _is_doubtful(self, regions: tuple[Region, ...], named: tuple[Region, ...]) -> bool:
        """Tell whether a city's bare name is also that of a county elsewhere: 朝阳."""
        newest = max(region.last_year for region in named)
        return len(regions) == 1 and any(
            one.level == "county" and one.last_year == newest and not self._inside(one, regions[0])
            for one in named
            if one != regions[0] and regions[0].level == "city"
        )

    def _is_meant(self, region: Region, name: str, context: Region | None) -> bool:
        """Tell whether ``name`` may mean the region here.

        A county without its 县 or 区 is one only near the issuer or after its province or city:
        资源 is a county, and also the first word of 资源环保局. 洋县 is never printed without it.
        城区 means one only in the bulletin of the city around it.
        """
        chain = () if context is None else self.chain(context)
        if name in _COMMON:
            return region.parent in {one.code for one in chain}
        is_whole = name == region.name and name.endswith("县")
        if region.level != "county" or name != region.short or is_whole:
            return True
        if context is None:
            return False
        outer = next((one for one in chain if one.level in ("city", "province")), context)
        return self._inside(region, outer)

    def nearest(self, found: tuple[Region, ...], context: Region | None) -> tuple[Region, ...]:
        """Of regions with one name, keep those nearest to the issuer, then the highest."""
        if len(found) > 1 and context is not None:
            for outer in self.chain(context):
                near = tuple(region for region in found if self._inside(region, outer))
                if near:
                    found = near
                    break
        if len(found) > 1:
            newest = max(region.last_year for region in found)
            found = tuple(region for region in found if region.last_year == newest) or found
        for level in ("province", "city"):
            high = tuple(region for region in found if region.level == level)
            if len(found) > 1 and high:
                return high
        return found

    def chain(self, region: Region) -> tuple[Region, ...]:
        """Return ``region`` and those above it, also for a zone."""
        if region.level == "zone" and region.parent is not None:
            above = self.gazetteer.by_code.get(region.parent)
            return (region, *self.chain(above)) if above is not None else (region,)
        return self.gazetteer.chain(region)

    def of_context(self, context: Region | None) -> Place:
        """Return the place of a name that says nothing of its own."""
        if context is None:
            return Place()
        return Place(region=context, level=context.level)

    def of_word(self, word: str, context: Region | None) -> Place:
        """Return the place that 省, 市, 县 ... means in a document of ``context``."""
        level = _WORDS[word]
        if context is None:
            return Place(level=level, word=word)
        for region in self.chain(context):
            is_zone = word == "区" and region.level == "zone"
            if is_zone or region.name.endswith(word.removeprefix("师")):
                return Place(region=region, level=region.level, word=word)
        return Place(level=level, word=word, lost=True)

    def full_name(self, region: Region) -> str:
        """Return the region's name as a body's name bears it."""
        if region.level == "zone":
            # The parent may be a county that the issuer leaves unnamed (区数据局).
            parent = self.gazetteer.by_code.get(region.parent or "")
            if parent is None or region.name.startswith(parent.short):
                return region.name
            return parent.short + region.name
        return self.gazetteer.full_name(region)
