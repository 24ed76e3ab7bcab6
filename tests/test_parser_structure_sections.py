from __future__ import annotations

import json
from pathlib import Path

import pytest

from parser.document import Paragraph
from parser.pipeline import parse_bytes
from parser.readers.plain import read_text
from parser.structure.annexes import split_annexes
from parser.structure.issuer import find_issuer
from parser.structure.sections import Body, build_body
from parser.text import compact


def body_of(data: bytes) -> Body:
    parts = split_annexes(read_text(data).blocks)
    return build_body([b for b in parts.body if isinstance(b, Paragraph)], parts.listing)


def tree(body: Body) -> list[tuple[int, str | None, str | None]]:
    return [(section.level, section.number, section.heading) for section in body.sections]


def test_the_real_bulletin_has_its_section_tree(real_bulletin: Path) -> None:
    body = body_of(real_bulletin.read_bytes())

    assert body.title == "3月份省政务服务中心运行情况通报"
    assert tree(body) == [
        (1, None, None),
        (1, "一", "主要工作"),
        (2, "一", "召开“一张网”建设业务座谈会和培训会"),
        (2, "二", "“一张网”第一阶段宣传工作取得良好效果"),
        (2, "三", "抓好与各地各部门“一张网”的深度对接,提高在线申办服务能力"),
        (3, "1", "省级部门“应上尽上”情况"),
        (3, "2", "设区市和县(市、区)“应上尽上”情况"),
        (1, "二", "马上就办"),
        (2, "一", "热忱服务"),
        (2, "二", "表现突出的窗口人员"),
        (1, None, None),
    ]
    assert body.sections[0].text.startswith("3月份,按照石泰峰省长")
    assert body.sections[6].text.count("\n") == 1
    assert body.sections[-1].text.startswith("附件:1﹒")


FRONT = """当前位置:首页 > 政务公开 > 通报
政务服务简报
第9期
江苏省政务服务管理办公室
2017年4月10日
关于2017年3月份政务服务中心
运行情况的通报
各进驻部门:
现将有关情况通报如下。
1.窗口管理
各窗口秩序良好。
(1)考勤
全勤。
2.热线
无投诉。
某市行政审批局
2017年4月12日
"""


def test_front_matter_title_and_signature_are_told_apart() -> None:
    body = body_of(FRONT.encode())

    assert body.title == "关于2017年3月份政务服务中心运行情况的通报"
    assert tree(body) == [
        (1, None, None),
        (1, None, None),
        (1, "1", "窗口管理"),
        (2, "1", "考勤"),
        (1, "2", "热线"),
        (1, None, None),
    ]
    assert body.sections[1].text == "各进驻部门:\n现将有关情况通报如下。"
    assert body.sections[-1].text == "某市行政审批局\n2017年4月12日"
    assert find_issuer(body.title, body.sections) == "某市行政审批局"


def test_a_text_that_opens_with_a_sentence_has_no_title() -> None:
    body = body_of("3月份,中心共受理办件100件,办结98件,办结率98%,群众满意率100%。\n".encode())

    assert body.title is None
    assert len(body.sections) == 1


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("3月份省政务服务中心运行情况通报", "省政务服务中心"),
        ("2016年12月份全市行政服务中心窗口运行情况通报", "市行政服务中心"),
        ("南通市行政审批局2021年3月份政务服务运行情况通报", "南通市行政审批局"),
        ("2020年1-6月份淮安区政务服务中心办件情况通报", "淮安区政务服务中心"),
        ("关于12345热线办理情况的通报", None),
    ],
)
def test_the_issuer_is_read_off_the_title_or_unknown(title: str, issuer: str | None) -> None:
    assert find_issuer(title, ()) == issuer


def test_a_missing_level_does_not_leave_a_gap_in_the_tree() -> None:
    body = body_of("情况通报\n一、办件\n1.受理\n好。\n2.办结\n好。\n二、考勤\n好。\n".encode())

    assert [section.level for section in body.sections] == [1, 2, 2, 1]


def test_short_sentences_of_a_numbered_list_are_no_headings() -> None:
    body = body_of(
        "情况通报\n一、问题\n1.部分窗口网上办件比例偏低,仅为15.2%。\n2.个别窗口办件超时。\n二、下一步。\n各窗口要整改。\n".encode()
    )

    assert tree(body) == [
        (1, "一", "问题"),
        (2, "1", None),
        (2, "2", None),
        (1, "二", "下一步"),
    ]
    assert body.sections[2].text == "个别窗口办件超时。"


WHOLE = Path(__file__).parent / "fixtures" / "structure"


@pytest.mark.parametrize("name", sorted(path.stem for path in WHOLE.glob("*.txt")))
def test_a_whole_text_is_taken_apart_as_it_is_printed(name: str) -> None:
    data = (WHOLE / f"{name}.txt").read_bytes()
    truth = json.loads((WHOLE / f"{name}.json").read_text("utf-8"))

    found = parse_bytes(data, path=f"{name}.txt")

    assert found.title == truth["title"]
    assert found.issuer == truth["issuer"]
    sections = [[s.level, s.number, s.heading] for s in found.sections if s.number]
    assert sections == truth["sections"]
    annexes = [[a.number, a.title, len(a.tables)] for a in found.annexes]
    assert annexes == truth["annexes"]
    kept = compact("".join(passage.text for _, passage in found.passages()))
    assert kept == compact(data.decode())
