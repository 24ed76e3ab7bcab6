"""Development zones are regions by the form of their names, with bodies of their own."""

from __future__ import annotations

import pytest

from parser.names.regions import default_gazetteer
from parser.names.resolve import default_resolver
from parser.names.zones import branch_zone, core, starts_with_zone, zone_region

CITY = default_gazetteer().by_code["320700"]
JIEYANG = default_gazetteer().by_code["445200"]


@pytest.mark.parametrize("name", ["高新区", "市高新区", "高新技术开发区", "连云港高新区"])
def test_one_zone_has_one_code_however_it_is_called(name: str) -> None:
    assert zone_region(name, CITY).code == "320700-高新技术产业开发区"


def test_what_is_a_zones_own_in_its_name() -> None:
    assert core("空港经济区") == core("空港区") == "空港"
    assert core("开发区") == ""


def test_a_zones_name_is_shortened_within_its_own_documents() -> None:
    zone = zone_region("空港经济区", JIEYANG)
    assert starts_with_zone("空港区卫计局", zone) == "卫计局"
    assert starts_with_zone("空港地税", zone) == "地税"
    assert starts_with_zone("市地税局", zone) is None


def test_a_branch_may_bear_a_zones_name_and_not_a_bureaus() -> None:
    found = branch_zone("高新", CITY, None)
    assert found is not None
    assert found.name == "高新技术产业开发区"
    assert branch_zone("局空港经济区", JIEYANG, None) is None
    assert branch_zone("水上", CITY, None) is None


@pytest.mark.parametrize(
    ("printed", "region", "identifier", "name"),
    [
        (
            "国家税务总局连云港经济技术开发区税务局",
            None,
            "320700-经济技术开发区/tax",
            "国家税务总局连云港经济技术开发区税务局",
        ),
        ("区发改局", "揭阳空港经济区", "445200-空港经济区/development-reform", None),
        ("空港公安分局", "揭阳空港经济区", "445200-空港经济区/public-security", None),
        ("揭阳市工商局空港经济区分局", None, "445200-空港经济区/industry-commerce", None),
        ("园区市场监管局", "苏州工业园区", "320500-工业园区/market-regulation", None),
        ("市经济技术开发区管委会", "北京市", "110000-经济技术开发区/locality", None),
        ("新区发展改革局", "上海市浦东新区", "310115/development-reform", None),
        ("云台山景区管委会", "连云港市", "320700-云台山景区/locality", None),
    ],
)
def test_bodies_of_zones_are_the_zones(
    printed: str, region: str | None, identifier: str, name: str | None
) -> None:
    found = default_resolver().resolve(printed, region=region, date="2015-06").department
    if identifier.endswith("/tax"):
        found = default_resolver().resolve(printed, region=region, date="2020-06").department
    assert found is not None
    assert found.id == identifier
    assert name in (None, found.name)


def test_a_zone_within_a_county_that_the_issuer_leaves_unnamed_is_looked_up_all_the_same() -> None:
    found = default_resolver().resolve("开发区企业服务站", region="区数据局", date="2023-11")
    assert found.department is None
    assert found.candidates
