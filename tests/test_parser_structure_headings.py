from __future__ import annotations

import pytest

from parser.structure.headings import read_heading


@pytest.mark.parametrize(
    ("line", "number", "heading"),
    [
        ("一、主要工作", "一", "主要工作"),
        ("一、 基本情况：", "一", "基本情况"),
        ("十二、下步打算", "十二", "下步打算"),
        ("(一)热忱服务。省发改委带队进行交接。", "一", "热忱服务"),
        ("（二）表现突出的窗口", "二", "表现突出的窗口"),
        ("㈢投诉情况", "三", "投诉情况"),
        ("1﹒省级部门“应上尽上”情况。除省新闻办外均已对接。", "1", "省级部门“应上尽上”情况"),
        ("2．热线办理", "2", "热线办理"),
        ("3、窗口管理", "3", "窗口管理"),
        ("1.2023年10月办件情况", "1", "2023年10月办件情况"),
        ("⑴ 热线办理", "1", "热线办理"),
        ("（2）网上办理", "2", "网上办理"),
        ("①大厅管理", "1", "大厅管理"),
        ("第一部分 办件情况", "一", "办件情况"),
        ("第一,提高认识。各部门要重视。", "一", "提高认识"),
        ("1.1 总体情况", "1.1", "总体情况"),
        ("(一)热忱服务  省发改委带队交接", "一", "热忱服务"),
        ("1、办件情况:本月共受理12件。", "1", "办件情况"),
    ],
)
def test_markers_of_official_documents_are_read(line: str, number: str, heading: str) -> None:
    found = read_heading(line)

    assert found is not None
    assert (found.number, found.heading) == (number, heading)


@pytest.mark.parametrize(
    "line",
    [
        "3月份,开展推广宣传",
        "1.5万件办件",
        "50.2%的部门",
        "12345热线共受理",
        "2017年3月",
        "23933",
        "一是抓好落实。",
    ],
)
def test_numbers_that_open_a_sentence_are_no_markers(line: str) -> None:
    assert read_heading(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "1.共受理办件23933件,其中大厅7063件。",
        "2、3月14日,召开会议,部署工作,明确了目标。会议强调了纪律。",
        "(三)南京99.5%、无锡24.9%;",
    ],
)
def test_a_numbered_sentence_keeps_its_number_and_has_no_heading(line: str) -> None:
    found = read_heading(line)

    assert found is not None
    assert found.heading is None
    assert line.startswith(found.raw)


def test_the_printed_heading_and_its_body_make_up_the_line() -> None:
    line = "1﹒省级部门“应上尽上”情况。除省新闻办外均已对接。"

    found = read_heading(line)

    assert found is not None
    assert found.raw == "1﹒省级部门“应上尽上”情况。"
    assert found.raw + line[found.body_start :] == line
