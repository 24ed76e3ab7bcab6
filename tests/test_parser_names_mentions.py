"""Department names are found in running text with their offsets."""

from __future__ import annotations

from parser.names.mentions import find_departments

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
