"""Companies on the lists of the service centres: telephone, power, banks, named by brand and place.

中国移动通信集团江苏有限公司连云港分公司 is 移动公司: once the legal form is taken off, nothing but
brand and regions may remain. A company of another brand stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parser.names.regions import Gazetteer, Region

_ENDING = re.compile(r"(?:公司|分行|支行|营业部|营业厅|营业所|客户服务中心|供电所)\Z")
_FORM = re.compile(
    r"(?:集团|股份|控股)?(?:有限责任公司|有限公司|总公司|分公司|支公司|子公司|公司)|集团"
    r"|分行|支行|营业部|营业厅|营业所|客户服务中心|销售"
)
_NEUTRAL = ("石油", "市", "县", "区")


def is_company(name: str) -> bool:
    """Tell whether ``name`` ends as a company's or a bank's branch does."""
    return _ENDING.search(name) is not None


def brand(name: str) -> str:
    """Return ``name`` without its legal form.

    >>> brand("中国电信股份有限公司")
    '中国电信'
    """
    return _FORM.sub("", name).replace("股份", "")


def brands_and_region(
    text: str, brands: Mapping[str, frozenset[str]], gazetteer: Gazetteer
) -> tuple[frozenset[str], Region | None] | None:
    """Return the bodies whose brand ``text`` bears and the innermost region it names.

    ``brands`` are the bodies (ids) by brand. ``None`` if anything else is in the name, or
    nothing in it decides between several bodies or regions.
    """
    found = list(_parse(brand(text), brands, gazetteer))
    answers = {answer for answer in found if len(answer[0]) == 1}
    return answers.pop() if len(answers) == 1 else None


def _parse(
    text: str,
    brands: Mapping[str, frozenset[str]],
    gazetteer: Gazetteer,
    bodies: frozenset[str] | None = None,
    region: Region | None = None,
) -> Iterator[tuple[frozenset[str], Region | None]]:
    if not text:
        if bodies:
            yield bodies, region
        return
    for length in range(len(text), 1, -1):
        here = brands.get(text[:length])
        if here and (bodies is None or bodies & here):
            both = here if bodies is None else bodies & here
            yield from _parse(text[length:], brands, gazetteer, both, region)
            break
    for length in range(min(len(text), gazetteer.longest), 1, -1):
        inside = tuple(
            one
            for one in gazetteer.named(text[:length])
            if region is None or gazetteer.is_within(one, region)
        )
        newest = max((one.last_year for one in inside), default="")
        inside = tuple(one for one in inside if one.last_year == newest)
        # 恩施 is the prefecture before it is the city in it.
        inside = tuple(one for one in inside if one.level != "county") or inside
        if len(inside) == 1:
            yield from _parse(text[length:], brands, gazetteer, bodies, inside[0])
            break
    for word in _NEUTRAL:
        if bodies and text.startswith(word):
            yield from _parse(text[len(word) :], brands, gazetteer, bodies, region)
