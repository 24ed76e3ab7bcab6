"""Patterns of figures in running text: one line a pattern, then what a fact carries."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.narratives import period_of
from parser.bulletin import Annex, Period, Section
from parser.document import Locator
from parser.narrative.facts import find_facts, read_paragraph
from parser.narrative.reading import trim
from parser.narrative.tokens import tokenize
from parser.narrative.vocabulary import vocabulary
from parser.passage import Passage
from parser.statement import Fact

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
        (
            "收件17件,办结16件。",
            [("received_total", None, 17, "件"), ("completed_total", None, 16, "件")],
        ),
        (
            "城关镇、双龙镇各受理5件,均已办结。",
            [
                ("received_total", "城关镇", 5, "件"),
                ("received_total", "双龙镇", 5, "件"),
                ("completed_total", "城关镇", 5, "件"),
                ("completed_total", "双龙镇", 5, "件"),
            ],
        ),
        (
            "发改、住建、人社三个窗口受理量分别为3件、2件和1件,办结率分别为90%、80%和70%。",
            [
                ("received_total", "发改", 3, "件"),
                ("received_total", "住建", 2, "件"),
                ("received_total", "人社", 1, "件"),
                ("completion_rate", "发改", 90, "%"),
                ("completion_rate", "住建", 80, "%"),
                ("completion_rate", "人社", 70, "%"),
            ],
        ),
        (
            "省、市、县三级网上可办率分别为98%、96%、92%。",
            [
                ("online_available_rate", "省", 98, "%"),
                ("online_available_rate", "市", 96, "%"),
                ("online_available_rate", "县", 92, "%"),
            ],
        ),
        (
            "从来信分类看,住房保障45件(29.6%);物业服务20件(13.2%)。",
            [
                ("letters", "住房保障", 45, "件"),
                ("letters_share", "住房保障", 29.6, "%"),
                ("letters", "物业服务", 20, "件"),
                ("letters_share", "物业服务", 13.2, "%"),
            ],
        ),
        (
            "历河区(直办5620件,转办6000件)、市南区(直办3720件,转办5100件)。",
            [
                ("answered_directly", "历河区", 5620, "件"),
                ("forwarded", "历河区", 6000, "件"),
                ("answered_directly", "市南区", 3720, "件"),
                ("forwarded", "市南区", 5100, "件"),
            ],
        ),
        (
            "办件量超过1000件的窗口有2个,分别是:公安窗口3210件、社保窗口2850件。",
            [
                ("handled_total", None, 1000, "件"),
                ("window_count", None, 2, "个"),
                ("handled_total", "公安窗口", 3210, "件"),
                ("handled_total", "社保窗口", 2850, "件"),
            ],
        ),
        (
            "咨询占48.2%(5620件),投诉占31.5%(3673件)。",
            [
                ("consultations_share", None, 48.2, "%"),
                ("consultations", None, 5620, "件"),
                ("complaints_share", None, 31.5, "%"),
                ("complaints", None, 3673, "件"),
            ],
        ),
        ("受理来电、来信、微信25.9万件。", [("received_total", None, 259000, "件")]),
        (
            "共受理、办结审批件50件。",
            [("received_total", None, 50, "件"), ("completed_total", None, 50, "件")],
        ),
        ("迟到早退5人次。", [(None, None, 5, "人次")]),
        ("县住建局窗口主动服务,收到锦旗一面。", [("banners", "县住建局", 1, "面")]),
        ("县政府高度重视,受理热线工单5件。", [("received_total", None, 5, "件")]),
        (
            "东河县受理9件,西山县受理8件,办结率98%。",
            [
                ("received_total", "东河县", 9, "件"),
                ("received_total", "西山县", 8, "件"),
                ("completion_rate", None, 98, "%"),
            ],
        ),
        (
            "市公安局受理9件;各窗口办结8件。",
            [("received_total", "市公安局", 9, "件"), ("completed_total", None, 8, "件")],
        ),
        (
            "书记信箱40件、县长信箱43件。",
            [("letters", "书记信箱", 40, "件"), ("letters", "县长信箱", 43, "件")],
        ),
        (
            "停水停电问题,受理18件;噪声扰民问题,受理13件。",
            [
                ("received_total", "停水停电问题", 18, "件"),
                ("received_total", "噪声扰民问题", 13, "件"),
            ],
        ),
        (
            "受理10件,办结9件,办结率90%。其中,即办件6件,承诺件4件。",
            [
                ("received_total", None, 10, "件"),
                ("completed_total", None, 9, "件"),
                ("completion_rate", None, 90, "%"),
                ("received_instant", None, 6, "件"),
                ("received_promised", None, 4, "件"),
            ],
        ),
        (
            "完成交易288宗,其中:建设工程136宗,中标价3亿元;政府采购152宗,中标价2亿元。",
            [
                ("transactions", None, 288, "宗"),
                ("transactions", "建设工程", 136, "宗"),
                ("transaction_amount", "建设工程", 300000000, "元"),
                ("transactions", "政府采购", 152, "宗"),
                ("transaction_amount", "政府采购", 200000000, "元"),
            ],
        ),
        (
            "受理9件,办结8件。其中:甲县3件,乙县2件。",
            [
                ("received_total", None, 9, "件"),
                ("completed_total", None, 8, "件"),
                (None, "甲县", 3, "件"),
                (None, "乙县", 2, "件"),
            ],
        ),
        (
            "受理9件,办结8件。其中:甲县5件,乙县4件。",
            [
                ("received_total", None, 9, "件"),
                ("completed_total", None, 8, "件"),
                ("received_total", "甲县", 5, "件"),
                ("received_total", "乙县", 4, "件"),
            ],
        ),
        (
            "投诉量排前两位的分别是城东区(7042件),城西区(5812件),共占全市68.28%。",
            [
                ("complaints", "城东区", 7042, "件"),
                ("complaints", "城西区", 5812, "件"),
                ("complaints_share", "城东区、城西区", 68.28, "%"),
            ],
        ),
        (
            "新增用户3万个,累计达41万个。",
            [
                ("registered_users", None, 30000, "个"),
                ("registered_users", None, 410000, "个"),
            ],
        ),
        (
            "市委书记信箱55件、区长信箱30件。",
            [
                ("letters", "市委书记信箱", 55, "件"),
                ("letters", "区长信箱", 30, "件"),
            ],
        ),
        ("中心共受理５，６２０ 件。", [("received_total", None, 5620, "件")]),
        ("中心共受理1 250 件。", [("received_total", None, 1250, "件")]),
        ("减免费用320余万元。", [(None, None, 3200000, "元")]),
    ],
)
def test_a_pattern_gives_its_facts(text: str, expected: list[tuple[object, ...]]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "投诉3602件 占比82%",
            [("complaints", None, 3602, "件"), ("complaints_share", None, 82, "%")],
        ),
        (
            "受理300件占60%办结率98%。",
            [
                ("received_total", None, 300, "件"),
                ("received_total_share", None, 60, "%"),
                ("completion_rate", None, 98, "%"),
            ],
        ),
        ("转派各承办单位5127件。", [("forwarded", None, 5127, "件")]),
        ("承办市热线转办工单52件。", [("received_total", None, 52, "件")]),
        (
            "受理300件,市公安局窗口共享调用20次。",
            [("received_total", None, 300, "件"), (None, "市公安局", 20, "次")],
        ),
        (
            "受理500件。前两名是甲局(300件)、乙局(100件),占总量的80%。",
            [
                ("received_total", None, 500, "件"),
                ("received_total", "甲局", 300, "件"),
                ("received_total", "乙局", 100, "件"),
                ("received_total_share", "甲局、乙局", 80, "%"),
            ],
        ),
        (
            "受理300件。其中供水类60件、用电类40件。上述两类共100件,占33.3%。",
            [
                ("received_total", None, 300, "件"),
                ("received_total", "供水类", 60, "件"),
                ("received_total", "用电类", 40, "件"),
                ("received_total", "供水类、用电类", 100, "件"),
                ("received_total_share", "供水类、用电类", 33.3, "%"),
            ],
        ),
        (
            "县自然局2件、县住建局1件办件超期办结。",
            [("completed_late", "县自然局", 2, "件"), ("completed_late", "县住建局", 1, "件")],
        ),
        (
            "其中受理超过50件的有龙山县(68件)、凤台县(61件)。",
            [
                ("received_total", None, 50, "件"),
                ("received_total", "龙山县", 68, "件"),
                ("received_total", "凤台县", 61, "件"),
            ],
        ),
        (
            "接收工单最多的是新华街道,为126件;其次是区城管局98件。",
            [("received_total", "新华街道", 126, "件"), ("received_total", "区城管局", 98, "件")],
        ),
        (
            "甲局窗口、乙局窗口各收到锦旗1面。",
            [("banners", "甲局", 1, "面"), ("banners", "乙局", 1, "面")],
        ),
        ("全 市 共受理8 652 件。", [("received_total", "全市", 8652, "件")]),
        ("梳理细分办理情形412个。", [(None, None, 412, "个")]),
        ("二次重办126件。", [("reopened", None, 126, "件")]),
        ("平均通话时长3分12秒。", [("average_call", None, 192, "秒")]),
        (
            "差评4条,其中甲窗口3条、乙窗口1条,均已整改。",
            [
                ("bad_ratings", None, 4, "条"),
                ("rectified", None, 4, "条"),
                ("bad_ratings", "甲窗口", 3, "条"),
                ("bad_ratings", "乙窗口", 1, "条"),
            ],
        ),
        (
            "完成交易72宗。其中工程项目38宗、交易金额6亿元,采购项目29宗、交易金额5亿元。",
            [
                ("transactions", None, 72, "宗"),
                ("transactions", "工程项目", 38, "宗"),
                ("transaction_amount", "工程项目", 600000000, "元"),
                ("transactions", "采购项目", 29, "宗"),
                ("transaction_amount", "采购项目", 500000000, "元"),
            ],
        ),
        ("办件量四十一万件。", [("handled_total", None, 410000, "件")]),
        ("平均办理时限三点二个工作日。", [("average_days", None, 3.2, "个工作日")]),
        ("平均接通时长12秒。", [(None, None, 12, "秒")]),
        ("回访群众392人。", [("callbacks", None, 392, "人")]),
        ("减免各类规费126万元。", [(None, None, 1260000, "元")]),
        ("全区政务服务网上办件80件。", [("handled_online", "全区", 80, "件")]),
        (
            "迟到4人次:甲局窗口玩游戏1人次,乙局窗口迟到3人次、早退1人次。",
            [
                ("late", None, 4, "人次"),
                (None, "甲局", 1, "人次"),
                ("late", "乙局", 3, "人次"),
                ("left_early", "乙局", 1, "人次"),
            ],
        ),
        ("完成交易金额5亿元。", [("transaction_amount", None, 500000000, "元")]),
        ("收取登记费98万元。", [("fees", None, 980000, "元")]),
        ("第一名为城东街道,得分99.1分。", [("score", "城东街道", 99.1, "分")]),
        (
            "县政务中心进驻部门38个、审批事项412项,进驻率分别为100%和96.7%。",
            [
                ("departments", "县政务中心", 38, "个"),
                ("items", "县政务中心", 412, "项"),
                ("occupancy_rate", "县政务中心", 100, "%"),
                ("occupancy_rate", "县政务中心", 96.7, "%"),
            ],
        ),
        (
            "永福县、灌阳县受理量不足1万件,分别为8620件、7935件。",
            [
                ("received_total", None, 10000, "件"),
                ("received_total", "永福县", 8620, "件"),
                ("received_total", "灌阳县", 7935, "件"),
            ],
        ),
        ("较法定时限5个工作日压缩48%。", [("time_limit_change", None, -48, "%")]),
        (
            "依申请事项56项中,可网办事项48项。",
            [("items", None, 56, "项"), ("items", "可网办事项", 48, "项")],
        ),
        (
            "工程类项目52个,交易金额5亿元;采购类项目34个,交易金额1亿元。",
            [
                ("projects", "工程类项目", 52, "个"),
                ("transaction_amount", "工程类项目", 500000000, "元"),
                ("projects", "采购类项目", 34, "个"),
                ("transaction_amount", "采购类项目", 100000000, "元"),
            ],
        ),
    ],
)
def test_what_is_said_of_a_figure_or_a_list_goes_where_it_belongs(
    text: str, expected: list[tuple[object, ...]]
) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("heading", "text", "entity"),
    [
        ("热点问题", "1.物业管理。共受理862件。", "物业管理"),
        ("重点窗口办件情况", "(一)公安窗口。受理862件。", "公安窗口"),
        ("工作情况", "(一)上门服务。共受理862件。", None),
    ],
)
def test_a_heading_on_the_line_of_its_text_names_whose_the_figures_are(
    heading: str, text: str, entity: str | None
) -> None:
    (fact,) = find_facts([section(text, heading)], (), MARCH)
    assert (fact.measure, fact.entity) == ("received_total", entity)


def test_figures_in_a_heading_are_read_with_the_text_on_its_line() -> None:
    raw, rest = "1.住房保障类(793件,占比17%)。", "主要涉及物业管理390件、房产交易138件。"
    line = Locator(block=1, line=19)
    body = Passage(text=rest, role="body", locator=Locator(block=1, line=19, start=len(raw)))
    housing = Section(
        level=2, number="1", heading=raw[2:-1], raw=raw, passages=(body,), locator=line
    )
    found = find_facts([section("", "诉求热点"), housing], (), MARCH)
    assert [(fact.measure, fact.entity, fact.value) for fact in found] == [
        ("received_total", "住房保障类", 793),
        ("received_total_share", "住房保障类", 17),
        ("received_total", "物业管理", 390),
        ("received_total", "房产交易", 138),
    ]
    line_as_printed = raw + rest
    for fact in found:
        assert line_as_printed[fact.locator.start : fact.locator.end] == fact.quote


def test_a_figure_told_only_by_the_time_before_is_the_value_before() -> None:
    (fact,) = facts("3月份受理300件,2月份为280件,环比上升7.1%。")
    assert (fact.value, fact.previous, fact.change, fact.base) == (300, 280, 7.1, "环比")


def test_a_change_after_a_share_is_of_the_count_though_its_measure_is_unknown() -> None:
    count, share = facts("受理某项86套,占62%,环比上升3%。")
    assert (count.change, share.change) == (3, None)


def test_a_change_in_cases_goes_to_the_count_that_leads() -> None:
    first, rate = facts("受理300件,办结率99%,较上月增加20件。")
    assert (first.change, first.change_kind, rate.change) == (20, "absolute", None)


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
        "排名前10的单位见附件2。",
        "走进千家万户,推行一件事一次办,做到三个到位。",
        "推进5G专区建设,执行GB/T 36112-2018。",
    ],
)
def test_digits_in_names_dates_orders_and_idioms_are_no_facts(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "change", "kind", "base"),
    [
        ("受理300件,同比增长5%。", 5, "relative", "同比"),
        ("受理300件同比增长5%。", 5, "relative", "同比"),
        ("受理300件左右环比上周上升3%。", 3, "relative", "环比"),
        ("平均等候11分钟,比上月延长1.5分钟。", 1.5, "absolute", "环比"),
        ("注册用户4868人,较上月底新增62人。", 62, "absolute", "环比"),
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
        ("受理300件;与去年同期相比,增长5%。", 5, "relative", "同比"),
        ("受理300件,同比受理量下降5%。", -5, "relative", "同比"),
        ("来访56批,批次同比下降8.2%。", -8.2, "relative", "同比"),
        ("办理时限由15天压缩至3天,压缩率达80%。", -80, "relative", None),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理量环比下降23.5%。", ("received_total_mom", -23.5, "%", -23.5, "relative", "环比")),
        ("满意率同比提高2%。", ("satisfaction_rate_yoy", 2, "%", 2, None, "同比")),
        (
            "满意率环比提高0.4个百分点。",
            ("satisfaction_rate_mom", 0.4, "个百分点", 0.4, "points", "环比"),
        ),
        ("古树数量同比增长5%。", (None, 5, "%", 5, "relative", "同比")),
    ],
)
def test_a_change_without_its_figure_is_a_fact_of_its_own(
    text: str, expected: tuple[object, ...]
) -> None:
    (fact,) = facts(text)
    got = (fact.measure, fact.value, fact.unit, fact.change, fact.change_kind, fact.base)
    assert got == expected


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("发生事故25起、死亡21人,同比事故起数和死亡人数分别下降28%、30%。", [-28, -30]),
        ("服装类860件,餐饮类745件,同比分别增长9.1%和下降3.5%。", [9.1, -3.5]),
        ("解决率88.6%,满意率95.2%,分别较上月提高1.8个和0.6个百分点。", [1.8, 0.6]),
        ("日用品5件,完成年度目标任务的64.3%,同比增长12.8%。", [12.8, None]),
    ],
)
def test_each_change_goes_to_its_own_figure(text: str, changes: list[float | None]) -> None:
    assert [fact.change for fact in facts(text)] == changes


def test_a_change_in_a_bracket_is_of_the_figure_in_the_bracket() -> None:
    completed, rate = facts("办结98件(办结率99.6%,同比上升0.4个百分点)。")
    assert (completed.change, rate.change, rate.change_kind) == (None, 0.4, "points")


def test_without_a_word_for_it_the_measure_is_null_and_the_label_what_is_printed() -> None:
    (fact,) = facts("光盘179个。")
    assert (fact.measure, fact.label) == (None, "光盘")


@pytest.mark.parametrize(
    "text",
    [
        "接收投诉27723件,同比上年(25805件)上升7.43%。",
        "接收投诉27723件,同比上年25805件上升7.43%。",
        "接收投诉27723件,较2016年同期25805件,增长7.43%。",
    ],
)
def test_the_value_before_stands_beside_the_change(text: str) -> None:
    (fact,) = facts(text)
    assert (fact.value, fact.previous, fact.change, fact.base) == (27723, 25805, 7.43, "同比")


def test_a_change_of_a_name_goes_to_the_figure_of_that_name() -> None:
    text = "甲县、乙县分别受理件数32件和29件,办结率分别为99%和98%。甲县比上月增加12件。"
    assert [(f.entity, f.value, f.change) for f in facts(text)] == [
        ("甲县", 32, 12),
        ("乙县", 29, None),
        ("甲县", 99, None),
        ("乙县", 98, None),
    ]


def test_two_changes_for_three_figures_are_left_open() -> None:
    found = facts("发生事故37起、死亡30人、受伤15人,同比分别下降19.6%、9.1%。")
    assert [fact.change for fact in found] == [None, None, None]


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
        ("要求满意率达到95%以上。", "threshold"),
        ("更新间隔不得超过2周。", "threshold"),
        ("办理时限由116天压缩到50天以内。", "result"),
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
        ("今年前2个月,受理5件。", "2017-01/2017-02", "received_total_ytd"),
        ("1-3月受理量同比增长5%。", "2017-01/2017-03", "received_total_ytd_yoy"),
        ("2月份通报的5个网站已整改。", "2017-03", "websites"),
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


_OTHER_IN_A_LINE = frozenset(
    (
        "收办件", "派单", "派遣案件", "派发工单", "派发", "派遣", "派遣案卷", "承接", "承接工单",
        "受理申请", "及时报送月度工作情况", "按时报送月度工作情况",
        "及时报送工作情况", "暂停办理",
    )
)  # fmt: skip
"""A column of a body counts what was sent to it (派单); running text, what the issuer sends on.

The others are whole headings (及时报送…: a tick), which in running text are words among others.
"""


def test_a_word_names_the_same_measure_in_running_text_as_in_a_table() -> None:
    tables = resources.files("parser.tables").joinpath("measures.yaml").read_text("utf-8")
    printed = [
        (term, measure["id"])
        for measure in yaml.safe_load(tables)["measures"]
        for term in measure["terms"]
        if not measure.get("under") and term not in _OTHER_IN_A_LINE
    ]
    named = [(term, known, vocabulary().measure(term)) for term, known in printed]
    assert [one for one in named if one[2] not in (None, one[1])] == []
    assert sum(known == found for _, known, found in named) > 600


@given(st.text(alphabet="共受理为达在线率有效的计约", max_size=12))
def test_trimming_leaves_a_part_of_the_text(text: str) -> None:
    assert trim(text) in text


def test_from_january_to_december_is_the_year_in_a_bulletin_of_the_year() -> None:
    (fact,) = facts("1—12月,共受理300件。", period_of("2016"))
    assert (fact.measure, fact.period) == ("received_total", "2016")
    (fact,) = facts("1—12月,共受理300件。", period_of("2016-12"))
    assert (fact.measure, fact.period) == ("received_total_ytd", "2016-01/2016-12")


@pytest.mark.parametrize("until", ["截至2016年末", "截止2016年底", "截至2016年年底"])
def test_the_end_of_a_year_is_its_last_day(until: str) -> None:
    (fact,) = facts(f"{until},共有窗口65个。", period_of("2016"))
    assert (fact.value, fact.period) == (65, "2016-12-31")


def test_the_number_before_stands_between_base_and_change() -> None:
    (fact,) = facts("共受理投诉550件,比上年同期847件少297件。", period_of("2016"))
    assert (fact.previous, fact.change, fact.change_kind, fact.base) == (
        847,
        -297,
        "absolute",
        "同比",
    )


def test_this_year_in_the_bulletin_of_a_year_is_the_year() -> None:
    (fact,) = facts("本年度共受理300件。", period_of("2016"))
    assert (fact.measure, fact.period) == ("received_total", "2016")


def test_the_date_of_an_event_is_not_that_of_the_figures_after_it() -> None:
    (fact,) = facts("2015年11月大厅建成启用。共有服务窗口40个。", period_of("2016"))
    assert (fact.value, fact.period) == (40, "2016")


def test_hours_do_not_part_the_days_of_a_range() -> None:
    (fact,) = facts("9月29日12时至10月7日17时,共接到投诉534件。", period_of("2015"))
    assert fact.period == "2015-09-29/2015-10-07"


def test_a_share_tells_what_its_part_counts() -> None:
    found = facts("共受理投诉17件。延误行程3件,占投诉总数的17.6%。", period_of("2016"))
    assert [(f.measure, f.entity, f.value) for f in found[1:]] == [
        ("complaints", "延误行程", 3),
        ("complaints_share", "延误行程", 17.6),
    ]


def test_what_cases_are_about_names_the_part_whatever_its_words() -> None:
    _, found = facts("共受理诉求300件,其中涉及快递业务问题的20件。", period_of("2016"))
    assert (found.measure, found.entity) == ("received_total", "快递业务问题")


def test_the_day_on_which_a_hall_opened_is_no_month_of_its_figures() -> None:
    (fact,) = facts("2015年12月15日,政务中心正式运行,办理业务16万件。", period_of("2016"))
    assert (fact.value, fact.period) == (160000, None)


def test_a_mean_of_days_is_a_daily_one() -> None:
    _, fact = facts("共接听来电7987个,平均每天257个。", period_of("2016"))
    assert fact.measure == "calls_daily"


def test_shares_in_order_are_of_what_the_clause_before_is_mostly_about() -> None:
    found = facts("投诉以行程变更、签证类问题为主,分别占投诉总量的18.1%、8.5%。", period_of("2016"))
    assert [(f.measure, f.entity, f.value) for f in found] == [
        ("complaints_share", "行程变更", 18.1),
        ("complaints_share", "签证类", 8.5),
    ]


def test_shares_in_order_go_with_the_counts_before_them() -> None:
    found = facts("甲局、乙局分别受理300件、700件,分别占30%、70%。", period_of("2016"))
    assert [(f.measure, f.entity, f.value) for f in found[2:]] == [
        ("received_total_share", "甲局", 30),
        ("received_total_share", "乙局", 70),
    ]


def test_the_most_that_can_be_scored_is_no_score() -> None:
    most, score = facts("考评满分为150分,得分146分。", period_of("2016"))
    assert (most.kind, score.kind) == ("threshold", "result")


def test_what_is_told_of_the_issuer_by_its_name_is_its_own() -> None:
    text = "省政务服务中心共受理办件300件,省环保厅窗口受理20件。"
    told = find_facts([section(text)], (), MARCH, None, "江苏省政务服务中心")
    assert [(f.entity, f.value) for f in told] == [(None, 300), ("省环保厅", 20)]
    other = find_facts([section(text)], (), MARCH, None, "江苏省信访局")
    assert other[0].entity == "省政务服务中心"
