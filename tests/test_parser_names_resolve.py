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


def test_a_county_of_one_character_is_found_wherever_the_issuer_is() -> None:
    assert resolved("洋县人民政府")[0] == "610723/government"
    assert resolved("赵县行政审批局", "石家庄市")[0] == "130133/administrative-approval"
    assert is_unknown("矿区公安局")
    assert is_unknown("城区财政局", "昆山市")


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


@pytest.mark.parametrize(
    ("printed", "body"),
    [
        ("市公安局交警支队", "320700/traffic-police"),
        ("市公安局(交警支队)", "320700/traffic-police"),
        ("市公安局（车管所）", "320700/vehicle-administration"),
        ("市自然资源局(不动产登记中心)", "320700/real-estate-registration"),
        ("市自然资源和规划局高新分局", "320700-高新技术产业开发区/natural-resources"),
        ("市生态环境局海州分局", "320706/ecology-environment"),
        ("连云港市海州生态环境局", "320706/ecology-environment"),
        ("市海州生态环境局", "320706/ecology-environment"),
        ("海州国土分局", "320706/land-resources"),
        ("市不动产登记中心海州分中心", "320706/real-estate-registration"),
        ("住房公积金管理中心东海管理部", "320722/housing-fund-office"),
    ],
)
def test_a_branch_or_unit_has_an_id_of_its_own(printed: str, body: str) -> None:
    assert resolved(printed, "连云港市", "2018-11")[0] == body


@pytest.mark.parametrize(
    "name",
    ["市公安局水上分局", "市公安局（水上派出所）", "市税务局第三税务分局", "县国税局四分局"],
)
def test_a_branch_that_is_not_known_is_never_its_parent(name: str) -> None:
    assert is_unknown(name, "连云港市", "2018-11")


def test_a_second_plaque_in_brackets_is_no_unit() -> None:
    assert resolved("省民委(省宗教局)", ISSUER, MARCH)[0] == "320000/ethnic-affairs"
    name = "凤凰县房地产业管理局(凤凰县白蚁防治所)"
    assert resolved(name, "湘西州", "2017-06")[0] == "433123/housing"
    assert resolved("州司法局（含州强制隔离戒毒所）", "恩施州")[0] == "422800/justice"


@pytest.mark.parametrize(
    ("printed", "body"),
    [
        ("市公安局驻政务服务中心窗口", "public-security"),
        ("市人社局驻行政服务中心窗口", "human-resources-social-security"),
        ("市政务服务中心公安分中心", "public-security"),
        ("县政务服务中心工商局窗口", "industry-commerce"),
        ("人社", "human-resources-social-security"),
    ],
)
def test_a_window_is_that_of_its_body(printed: str, body: str) -> None:
    found = resolved(printed, "灌云县" if printed[0] == "县" else "连云港市", MARCH)
    assert found[0].partition("/")[2] == body


@pytest.mark.parametrize("name", ["规划", "卫计", "医保社保", "国地税", "社保、医保", "银行"])
def test_a_bare_word_that_may_mean_several_bodies_is_unknown(name: str) -> None:
    assert is_unknown(name, "连云港市", "2021-05")


@pytest.mark.parametrize(
    ("printed", "region", "identifier"),
    [
        ("新疆生产建设兵团财政局", "新疆", "660000/finance"),
        ("兵团教育局", "新疆", "660000/education"),
        ("自治区教育厅", "新疆", "650000/education"),
        ("第八师石河子市财政局", None, "659001/finance"),
        ("师市发改委", "第八师石河子市", "659001/development-reform"),
        ("师发展改革委", "第十二师", "661200/development-reform"),
        ("林区住建局", "神农架林区", "429021/housing-construction"),
        ("自治县民政局", "连山壮族瑶族自治县", "441825/civil-affairs"),
        ("盟发改委", "锡林郭勒盟", "152500/development-reform"),
        ("地区财政局", "阿里地区", "542500/finance"),
    ],
)
def test_the_words_of_unusual_regions_are_understood(
    printed: str, region: str | None, identifier: str
) -> None:
    assert resolved(printed, region, "2020-03")[0] == identifier


@pytest.mark.parametrize(
    ("printed", "body"),
    [("市教肓局", "education"), ("市司祛局", "justice"), ("省国士厅", "land-resources")],
)
def test_a_character_read_for_one_that_looks_alike_is_seen_through(printed: str, body: str) -> None:
    found = default_resolver().resolve(printed, region="连云港市").department
    assert found is not None
    assert (found.id.partition("/")[2], found.method) == (body, "fuzzy")


def test_hong_kongs_characters_are_folded_too() -> None:
    assert resolved("省衞生廳", "江苏省", "2012-03")[0] == "320000/health"


@pytest.mark.parametrize(
    "name", ["①市发改委", "1市发改委", "市发改委1", "12.市发改委", "市发改委※"]
)
def test_row_numbers_and_footnote_marks_are_no_part_of_a_name(name: str) -> None:
    assert resolved(name, "连云港市")[0] == "320700/development-reform"


def test_a_bureau_that_ended_gives_its_short_name_to_nobody_else() -> None:
    assert resolved("市药监局", "连云港市", "2017-03")[0] == "320700/food-drug"
    assert is_unknown("市药监局", "连云港市", "2020-05")
    assert is_unknown("省药监局", "江苏省")


@pytest.mark.parametrize("name", ["市公安局铁警支队", "市公安局林警支队", "市民宅局", "市渡业局"])
def test_another_word_in_the_subject_is_no_slip(name: str) -> None:
    assert is_unknown(name, "连云港市", "2017-06")


def test_the_polices_brigades_are_several() -> None:
    names = ("交警", "刑警", "经侦", "特警", "禁毒", "网安")
    ids = {resolved(f"市公安局{name}支队", "连云港市", "2017-06")[0] for name in names}
    assert len(ids) == len(names)
