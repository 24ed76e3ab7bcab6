"""Each check on short texts written for it: what is wrong is found once, what is sound is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parser.pipeline import parse_bytes

CASES = json.loads((Path(__file__).parent / "fixtures" / "checks.json").read_text("utf-8"))
HEAD = "2021年5月份青河县政务服务中心运行情况通报\n一、办件情况\n"
OURS = frozenset({"name-unresolved", "header-unknown", "cells-ambiguous", "header-ambiguous"})


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{c['about']}" for n, c in enumerate(CASES)])
def test_what_is_wrong_is_found_once_and_what_is_sound_is_not(case: dict[str, object]) -> None:
    found = parse_bytes(f"{HEAD}{case['text']}\n".encode(), path="a.txt").findings
    told = [finding for finding in found if finding.code not in OURS]
    assert [finding.code for finding in told] == case["codes"]
    assert all(finding.evidence for finding in told)
    placeless = {"annex-missing", "total-mismatch"}
    assert all(finding.locator for finding in told if finding.code not in placeless)


def test_an_annex_without_a_number_is_called_by_its_title() -> None:
    text = (
        "2021年5月份青河县政务服务中心运行情况通报\n一、办件情况\n"
        "5月份共受理办件150件,办结130件。\n各窗口办件情况表\n单位 | 受理数 | 办结数 |\n"
        "县公安局 | 60 | 50 |\n县人社局 | 45 | 40 |\n县民政局 | 44 | 40 |\n合计 | 149 | 130 |\n"
    )
    told = [
        finding.message
        for finding in parse_bytes(text.encode(), path="a.txt").findings
        if finding.code == "prose-table-mismatch"
    ]
    assert told == ["the text says 150, 《各窗口办件情况表》 says 149"]


def told_of(text: str, code: str) -> list[str]:
    found = parse_bytes(text.encode(), path="a.txt").findings
    return [finding.message for finding in found if finding.code == code]


TWO_HOTLINES = (
    "2021年5月份青河县城管中心运行情况通报\n一、大厅情况\n"
    "5月份实际受理310件。办结300件。\n二、巡查情况\n5月份共受理案件{second}件,办结{done}件。\n"
    "单位 | 受理数 | 办结数 |\n一大队 | 70 | 70 |\n二大队 | 52 | 50 |\n三大队 | 38 | 38 |\n"
    "合计 | 160 | 158 |\n三、下步工作\n继续努力。\n"
)


def test_a_table_within_a_chapter_is_not_held_against_another_chapter() -> None:
    text = TWO_HOTLINES.format(second=160, done=158)
    assert told_of(text, "prose-table-mismatch") == []


def test_a_table_within_a_chapter_is_held_against_its_own() -> None:
    text = TWO_HOTLINES.format(second=199, done=158)
    assert len(told_of(text, "prose-table-mismatch")) == 1


def test_a_figure_that_the_table_prints_for_another_row_is_not_held_against_this_one() -> None:
    text = (
        "2021年5月份青河县热线考评情况通报\n一、得分情况\n"
        "5月份,县教育局考评得分为97.5分,其后是县人社局95.4分,县民政局96.8分。\n各单位得分表\n"
        "单位 | 工单数 | 得分 |\n县教育局 | 60 | 97.5 |\n县人社局 | 45 | 96.8 |\n"
        "县民政局 | 44 | 95.4 |\n"
    )
    assert told_of(text, "prose-table-mismatch") == []


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("青河县12345热线第一季度运行情况分析报告", 0),
        ("青河县12345热线2025年第一季度运行情况分析报告", 0),
        ("青河县12345热线2024年第一季度运行情况分析报告", 1),
        ("青河县12345热线第二季度运行情况分析报告", 1),
    ],
)
def test_a_title_printed_again_begins_another_bulletin_only_with_another_time(
    second: str, found: int
) -> None:
    text = (
        "青河县12345热线2025年第一季度运行情况分析报告\n青河县12345热线中心\n"
        f"来源:热线中心\n第一季度,热线受理诉求277件,办结272件。\n{second}\n一、总体情况\n"
        "第一季度,热线话务总数为20693个。\n"
    )
    assert len(told_of(text, "second-bulletin")) == found
