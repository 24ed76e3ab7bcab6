"""Department names are found in running text with their offsets."""

from __future__ import annotations

from pathlib import Path

from parser.names.mentions import find_departments
from parser.names.resolve import default_resolver

ISSUER = "江苏省政务服务管理办公室"


def names(text: str, date: str = "2017-03") -> list[str]:
    return [mention.text for mention in find_departments(text, ISSUER, date=date)]


def test_names_with_and_without_prefix_are_found() -> None:
    text = "省民政厅王浩、农委王勇、卫计委陈慧、民委王祺、环保厅李青"
    assert names(text) == ["省民政厅", "农委", "卫计委", "民委", "环保厅"]


def test_offsets_point_into_the_text_as_printed() -> None:
    text = "省發改委魏然副主任带领人事处处长进行工作交接"
    found = find_departments(text, ISSUER)
    assert [text[one.start : one.end] for one in found] == ["省發改委"]
    assert found[0].department is not None
    assert found[0].department.name == "江苏省发展和改革委员会"


def test_what_stands_before_the_region_belongs_to_the_name() -> None:
    text = "省保密局、财政部江苏专员办、江苏银监局所有政务服务事项不宜在线申办"
    assert names(text) == ["省保密局", "财政部江苏专员办", "江苏银监局"]


def test_bodies_in_the_plural_are_no_department() -> None:
    assert names("召开全省政务办主任会议") == []
    assert names("省市县三级134个政务服务中心") == []
    assert names("各县区政务办要加强联系") == []


def test_the_longest_name_is_taken() -> None:
    assert names("国家税务总局江苏省税务局", "2020-03") == ["国家税务总局江苏省税务局"]
    assert names("南京市玄武区市场监督管理局") == ["南京市玄武区市场监督管理局"]


def test_a_word_that_goes_on_is_no_name() -> None:
    assert names("其中行政许可类12件,市政府办理、公证处理、妇联系群众、宣传部门配合") == []
    assert names("与税务登记有关的业务") == []


def test_the_whole_office_is_the_name() -> None:
    assert names("省政府办公厅和省政府研究室印发通知") == ["省政府办公厅", "省政府研究室"]


def test_a_name_that_a_person_added_is_found_too(tmp_path: Path) -> None:
    own = tmp_path / "departments.local.yaml"
    own.write_text(
        "names:\n- {name: 市民心联络局, region: 连云港市, id: 320700/petitions, source: asked}\n",
        encoding="utf-8",
    )
    text = "对市民心联络局王祺、市教育局李青予以表扬"
    found = find_departments(text, "连云港市", resolver=default_resolver().with_register(own))
    ids = [(one.text, one.department.id) for one in found if one.department]
    assert ids == [("市民心联络局", "320700/petitions"), ("市教育局", "320700/education")]


def test_a_branch_is_named_whole_and_not_as_its_parent() -> None:
    found = find_departments("市公安局交警支队、市公安局车管所受理较多", "连云港市", date="2017-03")
    assert [one.text for one in found] == ["市公安局交警支队", "市公安局车管所"]
    (known,) = find_departments("市公安局海州分局受理12件", "连云港市", date="2017-03")
    assert known.department is not None
    assert (known.text, known.department.id) == ("市公安局海州分局", "320706/public-security")
    (unknown,) = find_departments("市公安局水上分局受理12件", "连云港市", date="2017-03")
    assert (unknown.text, unknown.department) == ("市公安局水上分局", None)
    (whole,) = find_departments("市公安局积极配合交警支队", "连云港市", date="2017-03")[:1]
    assert whole.text == "市公安局"
