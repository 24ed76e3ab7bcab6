"""Patterns of figures in running text: one line a pattern, then what a fact carries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.bulletin import Annex, Fact, Passage, Period, Section
from parser.document import Locator
from parser.narrative.facts import find_facts, read_paragraph
from parser.narrative.reading import trim
from parser.narrative.tokens import tokenize
from parser.narrative.vocabulary import vocabulary

MARCH = Period(kind="month", year=2017, month=3, first_month=3, last_month=3)


def section(text: str, heading: str | None = None, level: int = 1) -> Section:
    body = Passage(text=text, role="body", locator=Locator(block=level, line=level + 4))
    return Section(
        level=level,
        number=None,
        heading=heading,
        raw=heading or "",
        passages=(body,) if text else (),
        locator=Locator(block=0),
    )


def facts(text: str, period: Period | None = MARCH) -> tuple[Fact, ...]:
    return find_facts([section(text)], (), period)


def shown(text: str) -> list[tuple[object, ...]]:
    return [(fact.measure, fact.entity, fact.value, fact.unit) for fact in facts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共受理办件23933件。", [("received_total", None, 23933, "件")]),
        ("访问人数达18万。", [("visits", None, 180000, None)]),
        ("交易额98.35亿元。", [("transaction_amount", None, 9835000000, "元")]),
        (
            "受理5610,办结5,497件。",
            [("received_total", None, 5610, None), ("completed_total", None, 5497, "件")],
        ),
        ("公安局17件。", [(None, "公安局", 17, "件")]),
        (
            "受理300件,其中网上受理200件、邮寄受理100件。",
            [
                ("received_total", None, 300, "件"),
                ("received_online", None, 200, "件"),
                ("received_mail", None, 100, "件"),
            ],
        ),
        (
            "平均在线率40%,其中南京99.5%、无锡24.9%。",
            [
                ("online_rate", None, 40, "%"),
                ("online_rate", "南京", 99.5, "%"),
                ("online_rate", "无锡", 24.9, "%"),
            ],
        ),
        (
            "咨询、投诉分别为50件、30件。",
            [("consultations", None, 50, "件"), ("complaints", None, 30, "件")],
        ),
        (
            "市公安局、市民政局受理量依次为5件和3件。",
            [("received_total", "市公安局", 5, "件"), ("received_total", "市民政局", 3, "件")],
        ),
        ("城关镇、双龙镇各5件。", [(None, "城关镇", 5, "件"), (None, "双龙镇", 5, "件")]),
        (
            "市公安局、市民政局(100分)。",
            [("score", "市公安局", 100, "分"), ("score", "市民政局", 100, "分")],
        ),
        ("投诉、举报均为零。", [("complaints", None, 0, None), ("reports", None, 0, None)]),
        (
            "市教育局5件,均已办结。",
            [(None, "市教育局", 5, "件"), ("completed_total", "市教育局", 5, "件")],
        ),
        (
            "满意率100%的单位有县残联、县医保局。",
            [
                ("satisfaction_rate", "县残联", 100, "%"),
                ("satisfaction_rate", "县医保局", 100, "%"),
            ],
        ),
        (
            "收到感谢信三封、锦旗一面。",
            [("thanks_letters", None, 3, "封"), ("banners", None, 1, "面")],
        ),
        ("窗口摆放海报900套、光盘179个。", [(None, None, 900, "套"), (None, None, 179, "个")]),
        ("有民政局、水务局等6个单位未回复。", [("departments", None, 6, "个")]),
    ],
)
def test_a_pattern_gives_its_facts(text: str, expected: list[tuple[object, ...]]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "依据国办发〔2017〕108号和第711号令,12345热线与12315平台联动。",
        "3月14日,召开第9期例会。",
        "排名前10位的单位变化不大。",
        "推行“一窗受理、一次办好”,落实三集中三到位。",
        "实行7×24小时服务,拨打0599-8830330。",
        "达到80%-90%。",
        "“互联网+3”工程在4楼启动。",
    ],
)
def test_digits_in_names_dates_orders_and_idioms_are_no_facts(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "change", "kind", "base"),
    [
        ("受理300件,同比增长5%。", 5, "relative", "同比"),
        ("受理300件,环比下降0.16%。", -0.16, "relative", "环比"),
        ("满意率98%,比上月提高1.1个百分点。", 1.1, "points", "环比"),
        ("满意率98%,较上年提高1.2%。", 1.2, None, "同比"),
        ("受理300件,比去年同期减少20件。", -20, "absolute", "同比"),
        ("满意率100%,与上月持平。", 0, "points", "环比"),
        ("受理300件,较2月份增长3%。", 3, "relative", "环比"),
        ("受理300件,较2016年3月增长3%。", 3, "relative", "同比"),
        ("受理300件,增长2倍。", 200, "relative", None),
        ("受理300件,比2016年增加30件。", 30, "absolute", "同比"),
        ("受理300件。较2月份,受理量增长5%。", 5, "relative", "环比"),
    ],
)
def test_a_change_has_its_sign_kind_and_base(
    text: str, change: float, kind: str | None, base: str | None
) -> None:
    (fact,) = facts(text)
    assert (fact.change, fact.change_kind, fact.base) == (change, kind, base)


def test_a_comparison_with_others_is_no_change() -> None:
    (fact,) = facts("办结率96.3%,高于全市平均水平2.3个百分点。")
    assert (fact.value, fact.change) == (96.3, None)


def test_from_and_to_are_one_fact_with_its_previous_value() -> None:
    (fact,) = facts("设区市平均在线率由28.4%提高到42.3%。")
    assert (fact.measure, fact.value, fact.previous) == ("online_rate_city", 42.3, 28.4)


def test_changes_are_mapped_in_order_over_brackets() -> None:
    text = "访问人数达18万(南京、苏州占30.8%)、下载量9060次,环比分别增加50%和1515%。"
    visits, share, downloads = facts(text)
    assert (visits.change, downloads.change) == (50, 1515)
    assert (share.measure, share.entity) == ("visits_share", "南京、苏州")


def test_two_changes_of_one_figure_are_two_facts() -> None:
    first, second = facts("受理300件,同比下降24.85%,环比下降0.16%。")
    assert (first.value, first.base, second.value, second.base) == (300, "同比", 300, "环比")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("满意率不低于92%。", "threshold"),
        ("首席代表必须每周到岗2天以上。", "threshold"),
        ("力争满意率达到95%。", "target"),
        ("满意率达到95%以上。", "result"),
    ],
)
def test_thresholds_and_targets_are_marked(text: str, kind: str) -> None:
    (fact,) = facts(text)
    assert fact.kind == kind


def test_a_count_under_a_condition_keeps_the_threshold_apart() -> None:
    count, bound = facts("53个部门在线率80%以上。")
    assert (count.measure, count.value, count.kind) == ("departments", 53, "result")
    assert (bound.measure, bound.value, bound.kind) == ("online_rate", 80, "threshold")


@pytest.mark.parametrize(
    ("text", "period", "measure"),
    [
        ("3月份,受理5件。", "2017-03", "received_total"),
        ("截至本年度3月31号,受理5件。", "2017-01/2017-03", "received_total_ytd"),
        ("1-3月,受理5件。", "2017-01/2017-03", "received_total_ytd"),
        ("今年以来,受理5件。", "2017-01/2017-03", "received_total_ytd"),
        ("截止3月底,受理5件。", "2017-03-31", "received_total"),
        ("累计受理5件。", None, "received_total"),
    ],
)
def test_a_fact_says_what_time_it_is_about(text: str, period: str | None, measure: str) -> None:
    (fact,) = facts(text)
    assert (fact.period, fact.measure) == (period, measure)


def test_without_a_year_no_period_is_made_up() -> None:
    (fact,) = facts("3月份,受理5件。", Period(kind="month", year=None, month=3, last_month=3))
    assert fact.period is None


def test_the_same_sub_heading_takes_the_name_of_its_own_parent() -> None:
    sections = [
        section("", "市本级"),
        section("共受理3200件。", "受理情况", 2),
        section("", "临江县"),
        section("共受理1100件。", "受理情况", 2),
    ]
    found = find_facts(sections, (), MARCH)
    assert [(fact.entity, fact.section) for fact in found] == [("市本级", 1), ("临江县", 3)]


def test_facts_of_an_annex_have_no_section() -> None:
    note = Passage(text="备注:共受理7件。", role="note", locator=Locator(block=9, line=22))
    annex = Annex(
        number=1,
        title=None,
        announced=None,
        label=(),
        passages=(),
        notes=(note,),
        tables=(),
        locator=Locator(block=9),
    )
    (fact,) = find_facts((), (annex,), MARCH)
    assert (fact.section, fact.locator.line, fact.locator.start, fact.locator.end) == (
        None,
        22,
        3,
        8,
    )


def test_a_name_from_the_register_is_used_where_its_form_tells_nothing() -> None:
    class Spot:
        start, end = 0, 2

    (fact,) = find_facts(
        [section("税务受理5件。")], (), MARCH, lambda text: [Spot()] if text else []
    )
    assert (fact.entity, fact.measure) == ("税务", "received_total")


_WORDS = st.sampled_from(
    [
        "受理",
        "办结",
        "其中",
        "市公安局",
        "满意率",
        "同比增长",
        "分别",
        "占",
        "均为",
        "由",
        "提高到",
        "300件",
        "5%",
        "1.2个百分点",
        "、",
        ",",
        "。",
        ";",
        "(",
        ")",
        "3月份",
        "零",
        "不低于",
        "等",
        "和",
        "12345",
        "１２万",
        "：",
        "与上月持平",
        "均已办结",
        "各",
        "累计",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=14).map("".join))
def test_every_fact_quotes_its_place_and_its_number(text: str) -> None:
    for fact in facts(text):
        assert fact.locator.start is not None
        assert text[fact.locator.start : fact.locator.end] == fact.quote
    for draft in read_paragraph(text, MARCH):
        assert draft.start <= draft.number_start < draft.end


@settings(deadline=None)
@given(st.text(alphabet="受理12,。、()其中市局%万件各均由 \n“”", max_size=40))
def test_tokens_lie_in_order_and_never_overlap(text: str) -> None:
    at = 0
    for token in tokenize(text):
        assert at <= token.start < token.end <= len(text)
        at = token.end


@given(st.integers(0, 10**9))
def test_any_count_is_read_as_it_is_printed(count: int) -> None:
    assert [fact.value for fact in facts(f"共受理{count}件。")] == [count]
    assert [fact.value for fact in facts(f"共受理{count:,}件。")] == [count]


@pytest.mark.parametrize(
    ("words", "whole", "measure"),
    [
        ("承诺件", "completed_total", "completed_promised"),
        ("承诺件", "received_total", "received_promised"),
        ("许可类在线率", "online_rate_province", "online_rate_province_licensing"),
        ("各窗口共受理", None, "received_total"),
        ("未按期回复", None, None),
        ("非电话诉求", None, "received_total"),
        ("资金节约率", None, "saving_rate"),
        ("某种未知率", None, None),
        ("受理来电来信来访", None, "received_total"),
        ("超时办理", None, "completed_late"),
    ],
)
def test_words_name_their_measure(words: str, whole: str | None, measure: str | None) -> None:
    assert vocabulary().measure(words, whole) == measure


@given(st.text(alphabet="共受理为达在线率有效的计约", max_size=12))
def test_trimming_leaves_a_part_of_the_text(text: str) -> None:
    assert trim(text) in text
