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


@pytest.mark.parametrize("name", ["数据局", "林业局", "机关事务管理局", "档案局", "公安局"])
def test_a_bare_name_in_a_city_is_the_citys_though_the_province_has_one_too(name: str) -> None:
    bare, prefixed = (
        resolved(name, "连云港市", "2024-05"),
        resolved(f"市{name}", "连云港市", "2024-05"),
    )
    assert bare == prefixed
    assert bare[0].startswith("320700/")


def test_a_name_is_not_printed_before_there_is_such_a_body() -> None:
    assert is_unknown("市医保局", "上海市", "2010-06")
    assert resolved("市国土局", "南京市", "2020-01")[0] == "320100/land-resources"


def test_a_county_without_its_suffix_is_no_county_far_from_the_issuer() -> None:
    assert is_unknown("资源环保局")
    assert is_unknown("资源和城建局", "昆山市")
    assert resolved("昆山住建局", "苏州市")[0] == "320583/housing-construction"


@pytest.mark.parametrize(
    ("printed", "region", "name"),
    [
        ("市公安局玄武分局", "南京市", "南京市公安局玄武分局"),
        ("国家税务总局连云港市海州区税务局", None, "国家税务总局连云港市海州区税务局"),
        ("中国共产党内江市委员会组织部", None, "中共内江市委组织部"),
        ("市政府机管局", "上海市", "上海市机关事务管理局"),
        ("高新区管委会", "连云港市", "连云港高新技术产业开发区管理委员会"),
        ("玄武门街道办事处", "南京市玄武区", "南京市玄武区玄武门街道办事处"),
        ("人社窗口", "连云港市", "连云港市人力资源和社会保障局"),
        ("上海市场监管局", None, "上海市市场监督管理局"),
        ("乾县财政局", None, "乾县财政局"),
    ],
)
def test_names_of_many_makes_get_their_official_form(
    printed: str, region: str | None, name: str
) -> None:
    assert resolved(printed, region, "2020-05")[1] == name


def test_a_misprint_is_taken_for_what_was_meant_and_says_so() -> None:
    found = default_resolver().resolve("省发该委", region="江苏省").department
    assert found is not None
    assert (found.id, found.method) == ("320000/development-reform", "fuzzy")
    assert found.score < 1


@pytest.mark.parametrize("name", ["省国睡局", "市血防办公厅", "省民贸局", "市茶业管理厅"])
def test_a_slip_that_may_carry_a_distinction_is_not_accepted(name: str) -> None:
    assert is_unknown(name, ISSUER)


def test_one_department_has_one_name_at_one_time() -> None:
    names = {resolved(name, ISSUER, MARCH) for name in ("省级机关管理局", "省机关事务 管理局")}
    assert names == {("320000/organ-affairs", "江苏省机关事务管理局")}
    assert resolved("省民防局", ISSUER, MARCH) == resolved("省人防办", ISSUER, MARCH)
    assert resolved("省人防办", ISSUER, "2020-05")[1] == "江苏省人民防空办公室"


def test_a_government_is_known_where_its_region_is() -> None:
    assert resolved("省政府", "江苏省")[1] == "江苏省人民政府"
    assert resolved("县人民政府", "江苏省灌云县")[0] == "320723/government"
    assert is_unknown("  县人民政府", "江苏省灌云县")
    assert is_unknown("县人民政府", "连云港市")


def test_a_unit_after_its_department_is_the_unit() -> None:
    assert resolved("市人社局社保中心", "连云港市")[0] == "320700/social-insurance-centre"
    assert resolved("市国土局不动产登记中心", "连云港市")[0] == "320700/real-estate-registration"


@pytest.mark.parametrize("name", ["办公室", "综合处", "中心", "省直单位", "各市", "国税、地税"])
def test_words_that_are_no_names_stay_unknown(name: str) -> None:
    assert is_unknown(name, "连云港市", "2017-03")


@pytest.mark.parametrize("name", ["省⺠政厅", "省民政廳", "省民政厅：", "★省民政厅", "3、省民政厅"])
def test_marks_and_look_alikes_are_seen_through(name: str) -> None:
    assert resolved(name, "江苏省")[0] == "320000/civil-affairs"


def test_a_citys_bare_name_that_is_a_countys_elsewhere_needs_the_region() -> None:
    assert is_unknown("朝阳市场监管局")
    assert resolved("朝阳市场监管局", "北京市")[0] == "110105/market-regulation"
    assert resolved("朝阳市市场监管局")[0] == "211300/market-regulation"
    assert resolved("南昌海关")[1] == "南昌海关"
