"""Names are resolved as the register says, and unknown where it does not."""

from __future__ import annotations

import pytest

from parser.names.resolve import default_resolver

ISSUER = "江苏省政务服务管理办公室"
MARCH = "2017-03"


def resolved(name: str, region: str | None = None, date: str | None = None) -> tuple[str, str]:
    found = default_resolver().resolve(name, region=region, date=date).department
    assert found is not None, name
    return found.id, found.name


def is_unknown(name: str, region: str | None = None, date: str | None = None) -> bool:
    return default_resolver().resolve(name, region=region, date=date).department is None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("省食药监管局", "江苏省食品药品监督管理局"),
        ("省食药监局", "江苏省食品药品监督管理局"),
        ("省新闻出版 广电局", "江苏省新闻出版广电局"),
        ("省機關事務 管理局", "江苏省机关事务管理局"),
        ("省民委(省宗教局)", "江苏省民族事务委员会"),
        ("江苏银监局", "中国银行业监督管理委员会江苏监管局"),
        ("财政部江苏专员办", "财政部驻江苏省财政监察专员办事处"),
        ("省安全厅", "江苏省国家安全厅"),
        ("卫计委", "江苏省卫生和计划生育委员会"),
    ],
)
def test_a_printed_name_gets_the_official_one(printed: str, name: str) -> None:
    assert resolved(printed, ISSUER, MARCH)[1] == name


def test_two_printed_names_of_one_body_have_one_id() -> None:
    assert resolved("省级机关管理局", ISSUER)[0] == resolved("省机关事务 管理局", ISSUER)[0]


def test_the_two_tax_bureaus_are_two() -> None:
    assert resolved("省国税局", ISSUER)[0] != resolved("省地税局", ISSUER)[0]


def test_a_name_of_two_bodies_is_decided_by_the_date() -> None:
    assert resolved("省药监局", ISSUER, "2017-03")[0] == "320000/food-drug"
    assert resolved("省药监局", ISSUER, "2020-05")[0] == "320000/drug"
    assert is_unknown("省药监局", ISSUER)
    assert is_unknown("省药监局", ISSUER, "2018-10")


@pytest.mark.parametrize(
    "name", ["农业农村和交通运输局", "  县人民政府", "共受理", "合计", "12345"]
)
def test_what_is_no_known_body_stays_unknown(name: str) -> None:
    assert is_unknown(name, ISSUER, MARCH)
    assert is_unknown(name)


def test_a_county_name_that_several_counties_bear_needs_the_region() -> None:
    assert is_unknown("鼓楼区市场监管局")
    assert resolved("鼓楼区市场监管局", "南京市")[0] == "320106/market-regulation"


def test_the_same_name_belongs_to_the_region_of_the_issuer() -> None:
    assert resolved("市场监管局", "昆山市行政审批局")[0] == "320583/market-regulation"
    assert resolved("市场监管局", "苏州工业园区行政审批局")[1] == "苏州工业园区市场监督管理局"
    assert resolved("公安厅", "连云港市")[0] == "320000/public-security"


def test_without_any_region_the_level_alone_is_known() -> None:
    assert resolved("省食药监局") == ("province/food-drug", "省食品药品监督管理局")
    assert is_unknown("市场监管局")
