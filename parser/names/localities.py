"""Localities as departments: regions, development zones, streets and towns by themselves."""

from __future__ import annotations

import re

from parser.names.places import Places
from parser.names.regions import Region
from parser.names.zones import ZONE, starts_with_zone, zone_region

_OFFICE = re.compile(r"(?:(?:党工委)?管委会|管理委员会|党工委)\Z")
_TOWN = re.compile(
    r"(?P<town>[\u4e00-\u9fff]{1,7}?(?:街道|镇|乡|苏木))"
    r"(?:办事处|办|党工委|党委|人民政府|政府|便民服务中心|为民服务中心|政务服务中心)?\Z"
)
# 银三角管委会; what a department would be called is none: 公积金管委会, 市容管委会.
_AREA = re.compile(
    r"(?![省市县区州旗])(?P<area>(?:(?![局委厅办资金市容管理城规划建设])[\u4e00-\u9fff]){2,6})管委会\Z"
)
_FEATURES = "山湖江河海岛寺岭峡谷泉洲"
_PLAIN = ("街道", "乡镇", "镇", "乡", "镇街", "各镇", "各街道")


def locality(text: str, places: Places, context: Region | None) -> tuple[str, str] | None:
    """Return id and name of the locality that ``text`` is, or ``None``.

    A zone, street or town needs a region, its own or the issuer's.

    >>> from parser.names.regions import default_gazetteer
    >>> locality("昆山市", Places(default_gazetteer()), None)
    ('320583/locality', '昆山市')
    """
    for found, rest in places.prefixes(text, None):
        regions = places.nearest(found, context)
        if len(regions) != 1:
            continue
        region = regions[0]
        if not rest:
            whole = text.endswith(region.name) or region.level != "county"
            known = context is not None and region.code in places.gazetteer.by_code
            if whole or (known and context in places.chain(region)):
                return f"{region.code}/locality", places.full_name(region)
            return None
        if text[: -len(rest)] == region.short != region.name and rest[0] in _FEATURES:
            # 云台山景区 isn't a 山景区 of 云台.
            continue
        inner = _within(rest, region, places)
        # 玄武门街道 isn't a street 门街道 of 玄武: a street follows a region's whole name.
        if inner is not None and (ZONE.match(rest) or text[: -len(rest)].endswith(region.name)):
            return inner
    if context is None:
        return None
    for place, rest in places.worded(text, context):
        if place.region is not None and ZONE.match(rest):
            return _within(rest, place.region, places)
    return _within(text, context, places)


def _within(text: str, region: Region, places: Places) -> tuple[str, str] | None:
    own = starts_with_zone(text, region) if region.level == "zone" else None
    zone = ZONE.match(text)
    rest = own if own is not None else zone["rest"] if zone else None
    if rest is not None and (_OFFICE.fullmatch(rest) or (not rest and zone)):
        inner = region if own is not None or zone is None else zone_region(zone["zone"], region)
        ending = "管理委员会" if rest else ""
        return f"{inner.code}/locality", places.full_name(inner) + ending
    area = _AREA.fullmatch(text)
    if area and region.level in ("county", "city"):
        name = places.full_name(region) + text.replace("管委会", "管理委员会")
        return f"{region.code}-{area['area']}/locality", name
    town = _TOWN.fullmatch(text)
    if town and town["town"] not in _PLAIN and region.level in ("county", "zone", "city"):
        ending = "办事处" if town["town"].endswith("街道") else "人民政府"
        name = places.full_name(region) + town["town"] + ending
        return f"{region.code}-{town['town']}/locality", name
    return None
