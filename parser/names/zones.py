"""Development zones: in no list of regions, known by the form of their names.

A zone is a region of county level within the one that it belongs to. 高新区 and
高新技术产业开发区 are one zone; 空港经济区 is also printed 空港区, and 空港 in names of its bodies.
"""

from __future__ import annotations

import re

from parser.names.regions import Region

_END = (
    r"(?:开发区|高新区|经开区|示范区|保税区|综保区|加工区|保税港区|度假区|旅游区|试验区"
    r"|(?:工业园|产业园|科技园|高科技园|物流园|示范园|创业园)区?|科学城|物流港|港务区"
    r"|软件园|园区|新区|新城|港区|管理区|合作区|风景区|景区|名胜区|自贸区|自贸片区|片区|集聚区"
    r"|功能区|湖区|农场|垦区|经济区|工业区)"
)
ZONE = re.compile(rf"(?P<zone>(?:(?![局厅委])[\u4e00-\u9fff]){{0,14}}?{_END})(?P<rest>.*)\Z")
_SAME = (
    (
        re.compile(r"高新技术产业开发区|高新技术开发区|高新技术产业园区|高新开发区|高新区"),
        "高新技术产业开发区",
    ),
    (re.compile(r"经济技术开发区|经开区"), "经济技术开发区"),
)
_LEVEL_WORD = re.compile(
    r"^[省市州县区](?=高新|经济|经开|开发|工业|产业|保税|综合|综保|出口|旅游|农业|科技|现代|国家|循环)"
)
_KIND = re.compile(
    r"(?:经济|技术|产业|综合|旅游|工业|开发|合作|度假|示范|试验|保税|园|新|景|片|湖|港务|管理)*[区城园]\Z"
)
_HEAD = re.compile(r"[局厅委办]")
_BRANCH = re.compile(r"(?:高新|经开|开发|保税|综保)")


def zone_region(name: str, parent: Region) -> Region:
    """Return the development zone ``name`` within ``parent`` as a region of county level.

    >>> from parser.names.regions import default_gazetteer
    >>> zone_region("市高新区", default_gazetteer().by_code["320700"]).code
    '320700-高新技术产业开发区'
    """
    for own in (parent.name, parent.short):
        if name.startswith(own) and name != own:
            name = name[len(own) :]
    name = _LEVEL_WORD.sub("", name)
    for pattern, same in _SAME:
        name = pattern.sub(same, name, count=1)
    return Region(
        code=f"{parent.code}-{name}",
        name=name,
        short=name,
        level="zone",
        parent=parent.code,
        last_year=parent.last_year,
    )


def core(name: str) -> str:
    """Return what is a zone's own in its name: 空港 of 空港经济区, nothing of 开发区."""
    return _KIND.sub("", name)


def starts_with_zone(text: str, zone: Region) -> str | None:
    """Return what follows the name of ``zone`` in ``text``, ``None`` if it is not there.

    The name may be shortened: 空港区卫计局, 空港地税, 园区市场监管局 (of 苏州工业园区).
    """
    found = ZONE.match(text)
    if found and (
        zone.name.endswith(found["zone"]) or core(found["zone"]) == core(zone.name) != ""
    ):
        return found["rest"]
    own = core(zone.name)
    if len(own) >= 2 and text.startswith(own) and len(text) > len(own):
        return text[len(own) :].removeprefix("区")
    return None


def branch_zone(text: str, city: Region, context: Region | None) -> Region | None:
    """Return the zone that a branch (分局) of a city's bureau is named after: 高新, 空港经济区."""
    own = core(context.name) if context is not None and context.level == "zone" else ""
    if context is not None and text and text in (own, context.name):
        return context
    if _BRANCH.fullmatch(text):
        text += "区"
    found = ZONE.fullmatch(text)
    if found is None or found["rest"] or _HEAD.search(text):
        return None
    return zone_region(text, city)
