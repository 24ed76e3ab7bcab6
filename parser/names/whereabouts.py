"""What region a bulletin is from when its issuer doesn't say: 省政务服务中心 of which province?

The regions that the text names tell it, if they agree: the bulletin of a province names its
cities, that of a city its counties. One name is no evidence (a visit, a comparison); three that
lie in one region, with next to none elsewhere, are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import ahocorasick

from parser.names.places import Places
from parser.names.printed import fold
from parser.names.regions import Gazetteer, Level, Region, default_gazetteer

ENOUGH = 3
FOREIGN_SHARE = 0.2
_INNER: dict[Level, Level] = {"province": "city", "city": "county"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """The region (江苏省, 江苏省连云港市) and the names in the text that told it."""

    region: str
    evidence: tuple[str, ...]


def find_whereabouts(issuer: str | None, texts: Iterable[str]) -> Whereabouts | None:
    """Return the region of a bulletin, or ``None`` if nothing decides.

    An issuer that names its region decides alone. Else the issuer must tell its level (省, 市)
    and ``texts`` name at least three regions right below it, all but a few in one region.

    >>> found = find_whereabouts("省政务服务中心", ["南京、无锡、徐州、常州", "苏州"])
    >>> found.region if found else None
    '江苏省'
    """
    if issuer is None:
        return None
    gazetteer = default_gazetteer()
    places = Places(gazetteer)
    region = places.context(fold(issuer))
    if region is None:
        return None
    if region.code in gazetteer.by_code or region.level == "zone":
        return Whereabouts(region=_written(places, region), evidence=(issuer,))
    inner = _INNER.get(region.level)
    return _by_majority(gazetteer, inner, fold("\n".join(texts))) if inner else None


def _written(places: Places, region: Region) -> str:
    return "".join(one.name for one in reversed(places.chain(region)))


@cache
def _automaton(level: Level) -> ahocorasick.Automaton:
    gazetteer = default_gazetteer()
    automaton = ahocorasick.Automaton()
    for name in gazetteer.names():
        # Counties only by their full name: 资源 and 公安 are words.
        if any(r.level == level and (level == "city" or r.name == name) for r in _all(name)):
            automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


def _all(name: str) -> tuple[Region, ...]:
    return default_gazetteer().named(name)


def _by_majority(gazetteer: Gazetteer, level: Level, text: str) -> Whereabouts | None:
    named = {name for _, name in _automaton(level).iter_long(text)}
    # 江苏 is no city, and 南京市 and 南京 are one.
    found: dict[frozenset[str], str] = {}
    for name in sorted(named):
        codes = frozenset(r.code for r in gazetteer.named(name) if r.level == level)
        if not any(r.level != level for r in gazetteer.named(name)):
            found.setdefault(codes, name)
    outer: Counter[str] = Counter()
    for codes in found:
        outer.update({parent for c in codes if (parent := gazetteer.by_code[c].parent)})
    if not outer:
        return None
    (best, votes), *others = outer.most_common()
    foreign = len(found) - votes
    tied = bool(others) and others[0][1] == votes
    if votes < ENOUGH or tied or foreign > FOREIGN_SHARE * votes:
        return None
    evidence = tuple(
        name
        for codes, name in found.items()
        if any(gazetteer.by_code[code].parent == best for code in codes)
    )
    region = gazetteer.by_code[best]
    return Whereabouts(region=_written(Places(gazetteer), region), evidence=evidence)
