"""Companies on the lists are known by brand and place; other brands stay unknown."""

from __future__ import annotations

import pytest

from parser.names.resolve import default_resolver


def identifier(name: str, region: str = "连云港市") -> str | None:
    found = default_resolver().resolve(name, region=region, date="2021-05").department
    return found.id if found else None


@pytest.mark.parametrize(
    ("names", "body"),
    [
        (("中国移动通信集团江苏有限公司连云港分公司", "移动连云港分公司", "市移动公司"), "mobile"),
        (("中国电信股份有限公司连云港分公司", "中国电信连云港市分公司", "电信公司"), "telecom"),
        (
            ("国网江苏省电力有限公司连云港供电分公司", "国网连云港供电公司", "供电"),
            "electricity-supply",
        ),
        (("中国农业银行连云港分行", "农行", "中国农业银行股份有限公司连云港分行"), "bank-abc"),
        (("中国石化销售股份有限公司江苏连云港石油分公司", "中石化连云港分公司"), "sinopec"),
    ],
)
def test_the_names_of_one_company_in_one_place_have_one_id(
    names: tuple[str, ...], body: str
) -> None:
    assert {identifier(name) for name in names} == {f"320700/{body}"}


def test_the_province_before_the_city_belongs_to_the_brand() -> None:
    assert identifier("湖北广电网络恩施分公司", "恩施州") == "422800/broadcasting-network"
    assert identifier("国网江苏省电力有限公司东海县供电分公司") == "320722/electricity-supply"


@pytest.mark.parametrize(
    "name", ["移动支付公司", "江苏银行连云港分行", "连云港电信工程公司", "某某科技有限公司"]
)
def test_a_company_of_another_brand_stays_unknown(name: str) -> None:
    assert identifier(name) is None
