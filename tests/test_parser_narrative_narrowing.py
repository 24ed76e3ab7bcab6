"""Figures of a part that only the words before their measure tell from those of all."""

from __future__ import annotations

import pytest

from corpus.narratives import period_of
from parser.names.mentions import find_departments
from parser.narrative.facts import read_paragraph

MAY = period_of("2021-05")


def _read(text: str) -> list[tuple[float, str | None, str | None]]:
    drafts = read_paragraph(text, MAY, find_departments)
    return [(draft.value, draft.measure, draft.entity) for draft in drafts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("消费维权投诉121宗。", (121, "complaints", "消费维权")),
        ("受理违建举报37件。", (37, "reports", "违建")),
        ("居首位的无照经营举报量为80件。", (80, "reports", "无照经营")),
        ("信息咨询类按期答复率为97.2%。", (97.2, "on_time_reply_rate", "信息咨询类")),
        ("全市完成工程建设项目31个。", (31, "projects", "工程建设")),
    ],
)
def test_words_that_narrow_a_measure_name_the_part(
    text: str, expected: tuple[float, str, str]
) -> None:
    assert _read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理有效投诉121宗。", (121, "complaints", None)),
        ("电话投诉121宗。", (121, "complaints", None)),
        ("群众主动评价300条。", (300, "ratings", None)),
        ("接受政策咨询45人次。", (45, "consultations", None)),
        ("全市完成交易项目31个。", (31, "transactions", "全市")),
        ("许可类在线率97.2%。", (97.2, "online_rate_licensing", None)),
    ],
)
def test_senders_and_ways_in_name_no_part(
    text: str, expected: tuple[float, str, str | None]
) -> None:
    assert _read(text) == [expected]


def test_what_is_told_on_of_a_part_is_the_parts() -> None:
    assert _read("物业收费投诉146件,占4.6%,办结率98.6%;咨询80件。") == [
        (146, "complaints", "物业收费"),
        (4.6, "complaints_share", "物业收费"),
        (98.6, "completion_rate", "物业收费"),
        (80, "consultations", None),
    ]


def test_what_callers_are_content_with_is_no_part() -> None:
    assert [entity for _, _, entity in _read("办理工作满意率99.1%,办理结果满意率98.2%。")] == [
        None,
        None,
    ]


def test_devices_called_after_ratings_are_no_bad_ratings() -> None:
    assert _read("安装“好差评”评价器64台。") == [(64, None, None)]


def test_money_is_no_count_of_cases() -> None:
    assert _read("投诉案件中,办结率91.5%,挽回经济损失31.2万元。")[1][:2] == (312000, None)


def test_what_was_traded_stands_before_the_verb_too() -> None:
    assert _read("国有土地出让成交22宗,成交金额5亿元;政府采购项目累计成交127宗。") == [
        (22, "transactions", "国有土地出让"),
        (500000000, "transaction_amount", "国有土地出让"),
        (127, "transactions", "政府采购项目"),
    ]


def test_what_callers_told_of_names_the_part() -> None:
    assert _read("共接到市民反映停水问题54件。") == [(54, "received_total", "停水")]


def test_a_class_of_what_has_no_measure_is_whose_the_number_is() -> None:
    assert _read("刑事类报警310起,治安类报警750起。") == [
        (310, None, "刑事类"),
        (750, None, "治安类"),
    ]
