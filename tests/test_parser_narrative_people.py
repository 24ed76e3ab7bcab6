from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.bulletin import Period, Section
from parser.document import Locator
from parser.narrative.events import find_events
from parser.narrative.people import find_people
from parser.passage import Passage


def sections(text: str, heading: str | None = None) -> tuple[Section, ...]:
    body = Passage(text=text, role="body", locator=Locator(block=1, line=7))
    return (
        Section(
            level=1,
            number=None,
            heading=heading,
            raw=heading or "",
            passages=(body,),
            locator=Locator(block=0),
        ),
    )


def people(text: str, heading: str | None = None) -> list[tuple[str, str | None, str]]:
    found = find_people(sections(text, heading))
    return [(person.name, person.department, person.context) for person in found]


def test_people_in_a_list_have_the_department_before_them_and_share_it() -> None:
    text = "省民政厅王浩、农委王勇、卫计委陈慧、国土厅韩佐博、王兢兢经常加班加点,在此提出表扬。"
    assert people(text) == [
        ("王浩", "省民政厅", "commended"),
        ("王勇", "农委", "commended"),
        ("陈慧", "卫计委", "commended"),
        ("韩佐博", "国土厅", "commended"),
        ("王兢兢", "国土厅", "commended"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "department"),
    [
        ("省农委吕秋欣认真钻研业务。", "吕秋欣", "省农委"),
        ("省水利厅彭昕注重窗口工作总结,改进不足。", "彭昕", "省水利厅"),
        ("市公安局窗口欧阳明同志拾金不昧。", "欧阳明", "市公安局"),
        ("对市税务局孙丽娟给予表扬。", "孙丽娟", "市税务局"),
        ("市人社局古丽·买买提。", "古丽·买买提", "市人社局"),
        ("市工商局窗口王  芳服务热情。", "王芳", "市工商局"),
        ("县公安局出入境窗口马文斌主动加班。", "马文斌", "县公安局出入境"),
        ("授予王晓梅(市公安局窗口)“服务之星”。", "王晓梅", "市公安局"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(text: str, name: str, department: str) -> None:
    assert people(text, "表现突出的窗口人员") == [(name, department, "commended")]


@pytest.mark.parametrize(
    ("text", "name", "department"),
    [
        ("省发改委魏然副主任带领人事处处长进行工作交接。", "魏然", "省发改委"),
        ("按照石泰峰省长在调研时提出的要求。", "石泰峰", None),
        ("会议由市政务服务中心主任李磊同志主持。", "李磊", "市政务服务中心"),
        ("省政务服务管理局局长马志远到我市调研。", "马志远", "省政务服务管理局"),
        ("在市委书记张建国陪同下视察。", "张建国", "市委"),
    ],
)
def test_officials_are_told_by_their_title(text: str, name: str, department: str | None) -> None:
    assert people(text) == [(name, department, "official")]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("市公安局王五迟到一次。", "存在问题"),
        ("市公安局王五迟到一次,予以批评。", "表扬和批评"),
        ("市公安局王五负责窗口工作。", "工作安排"),
        ("县长信箱收到来信85封,市长公开电话接听6个。", "表扬"),
    ],
)
def test_nobody_is_commended_who_is_blamed_or_merely_named(text: str, heading: str) -> None:
    assert people(text, heading) == []


def test_a_person_is_reported_once_with_the_place() -> None:
    found = find_people(sections("石泰峰省长调研。石泰峰省长要求。"))
    assert [(p.name, p.quote, p.locator.start, p.locator.end) for p in found] == [
        ("石泰峰", "石泰峰", 0, 3)
    ]


@given(st.text(alphabet="省民政厅王浩、农委勇卫计陈慧,。副主任表扬和 同志", max_size=40))
def test_every_person_is_quoted_from_the_text(text: str) -> None:
    for person in find_people(sections(text, "表扬")):
        assert text[person.locator.start : person.locator.end] == person.quote
        assert person.quote.replace(" ", "") == person.name  # 陈 慧: set apart in lists


def events(text: str, year: int | None = 2017) -> list[tuple[str, str]]:
    period = Period(kind="month", year=year, month=3, first_month=3, last_month=3)
    return [(event.date, event.text) for event in find_events(sections(text), period)]


def test_a_bare_day_takes_the_month_of_the_date_before() -> None:
    text = "3月14日,召开全省主任会议。会议传达精神。20日,省长在南京调研。"
    assert events(text) == [
        ("2017-03-14", "3月14日,召开全省主任会议。"),
        ("2017-03-20", "20日,省长在南京调研。"),
    ]


def test_without_a_year_the_date_says_so() -> None:
    assert events("3月14日,召开会议。", None) == [("XXXX-03-14", "3月14日,召开会议。")]


@pytest.mark.parametrize(
    "text", ["截至3月31日,受理5件。", "3月31日前报送材料。", "比3月1日增加5件。", "每月3日例会。"]
)
def test_deadlines_and_days_of_counting_are_no_events(text: str) -> None:
    assert events(text) == []
