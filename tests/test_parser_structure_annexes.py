from __future__ import annotations

from pathlib import Path

import pytest

from parser.document import Block, Paragraph
from parser.readers.plain import read_text
from parser.structure.annexes import Parts, split_annexes

BODY = "三月份运行情况通报\n一、办件情况\n共受理办件100件。\n"


def split(text: str) -> Parts:
    return split_annexes(read_text(text.encode()).blocks)


def lines(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def test_the_real_bulletin_binds_its_five_annexes(real_bulletin: Path) -> None:
    parts = split_annexes(read_text(real_bulletin.read_bytes()).blocks)

    assert [a.title for a in parts.announcements] == [
        "3月份省政务服务中心办件量情况",
        "3月份中心受理电话情况统计",
        "3月份省政务服务中心进驻部门办件统计情况表",
        "3月份省政务服务中心进驻部门工作情况一览表",
        "3月份省政务服务中心(分中心)部门办件统计情况表",
    ]
    assert [(a.number, a.labelled) for a in parts.annexes] == [
        (1, True),
        (2, True),
        (3, True),
        (4, False),
        (5, True),
    ]
    assert parts.annexes[2].title == "3月份省政务服务中心部门办件统计表"
    assert lines(parts.annexes[1].blocks)[0] == "3月份中心受理来电分布情况"


def test_every_line_is_in_the_body_the_list_or_an_annex(real_bulletin: Path) -> None:
    document = read_text(real_bulletin.read_bytes())

    parts = split_annexes(document.blocks)

    kept = lines(parts.body) + [item.text for item in parts.listing]
    for annex in parts.annexes:
        kept += [line.text for line in annex.label] + lines(annex.blocks)
    assert kept == lines(document.blocks)


@pytest.mark.parametrize(
    "listing",
    [
        "附件:1.办件统计表\n2.考勤情况表\n",
        "附件：\n1、办件统计表\n2、考勤情况表\n",
        "附:1.办件统计表;2.考勤情况表\n",
        "附件1:办件统计表\n附件2:考勤情况表\n",
        "附件一:办件统计表\n附件二:考勤情况表\n",
    ],
)
@pytest.mark.parametrize(
    "labels",
    [
        ("附件1\n办件统计表", "附件2\n考勤情况表"),
        ("附件一：办件统计表", "附件二：考勤情况表"),
        ("附表1\n办件统计表", "附表2\n考勤情况表"),
    ],
)
def test_lists_and_labels_are_read_however_they_are_printed(
    listing: str, labels: tuple[str, str]
) -> None:
    parts = split(BODY + listing + labels[0] + "\n内容甲。\n" + labels[1] + "\n内容乙。\n")

    assert [(a.number, a.title) for a in parts.announcements] == [
        (1, "办件统计表"),
        (2, "考勤情况表"),
    ]
    assert [(a.number, a.title, lines(a.blocks)) for a in parts.annexes] == [
        (1, "办件统计表", ["内容甲。"]),
        (2, "考勤情况表", ["内容乙。"]),
    ]


def test_a_single_annex_needs_no_number() -> None:
    parts = split(BODY + "附件:3月份办件统计表\n附件\n3月份办件统计表\n内容。\n")

    assert [(a.number, a.title) for a in parts.annexes] == [(None, "3月份办件统计表")]
    assert parts.annexes[0].announcement is not None


def test_annexes_without_a_list_are_found_by_their_labels() -> None:
    parts = split(BODY + "附件1\n办件统计表\n内容。\n附件2\n考勤表\n内容。\n")

    assert [(a.number, a.title) for a in parts.annexes] == [(1, "办件统计表"), (2, "考勤表")]
    assert parts.announcements == ()


def test_a_title_wrapped_over_two_lines_is_joined() -> None:
    text = (
        "附件:1.3月份市政务服务中心进驻部门办件情况统计表\n2.考勤表\n"
        "附件1\n3月份市政务服务中心\n进驻部门办件情况统计表\n内容。\n附件2\n考勤表\n内容。\n"
    )

    assert split(BODY + text).annexes[0].title == "3月份市政务服务中心进驻部门办件情况统计表"


def test_a_sentence_that_mentions_an_annex_begins_none() -> None:
    parts = split(BODY + "附件3所列部门请于4月10日前报送整改情况。\n详见附件。\n")

    assert parts.annexes == ()
    assert len(parts.body) == 5
