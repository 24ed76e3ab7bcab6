from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.bulletin import Period
from parser.dates import find_spans, mask_decoys
from parser.document import Locator
from parser.finding import Finding
from parser.passage import Passage, PassageRole
from parser.period import find_period

Line = tuple[PassageRole, str]


def passages(*lines: Line) -> tuple[Passage, ...]:
    return tuple(
        Passage(text=text, role=role, locator=Locator(block=order, line=order + 1))
        for order, (role, text) in enumerate(lines)
    )


def period_of(title: str | None, *lines: Line, **known: object) -> Period:
    found, _ = both(title, *lines, **known)
    assert found is not None
    return found


def both(
    title: str | None, *lines: Line, **known: object
) -> tuple[Period | None, tuple[Finding, ...]]:
    titled: tuple[Line, ...] = (("title", title), *lines) if title else lines
    return find_period(title=title, passages=passages(*titled), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("2017年3月份", ["2017-03"]),
        ("二〇一七年三月份", ["2017-03"]),
        ("二零一七年十二月", ["2017-12"]),
        ("2017 年 3 月 份", ["2017-03"]),
        ("17年3月份", ["2017-03"]),
        ("元月份", ["1999-01"]),
        ("1.2023年10月", ["2023-10"]),
        ("1—9月", ["1999-01/1999-09"]),
        ("2017年一至三季度", ["2017-01/2017-09"]),
        ("前三季度", ["1999-01/1999-09"]),
        ("第二季度", ["1999-Q2"]),
        ("2020年第1季度", ["2020-Q1"]),
        ("下半年", ["1999-H2"]),
        ("2016年度", ["2016"]),
        ("2016年12月至2017年2月", ["2016-12/2017-02"]),
        ("(7月8日—7月14日)", ["1999-07-08/1999-07-14"]),
        ("12月26日至1月25日", ["1999-12-26/2000-01-25"]),
        ("3月31号", ["1999-03-31"]),
        ("2023-10-18 14:18", ["2023-10-18"]),
        ("国办发〔2012〕26号", []),
        ("淮纪通[2025]5号", []),
        ("《生产许可目录(2015年版)》", []),
        ("2015年版", []),
        ("3个月", []),
        ("31月", []),
        ("2月30日", []),
        ("12345热线", []),
    ],
)
def test_time_expressions_are_read_and_decoys_are_not(text: str, labels: list[str]) -> None:
    assert [span.label(1999) for span in find_spans(text)] == labels


@given(st.text(alphabet="2017年三十月份日至-—季度上半第〔〕《》号 、", max_size=30))
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    spans = find_spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert len(mask_decoys(text)) == len(text)


@given(st.integers(1980, 2099), st.integers(1, 12), st.sampled_from(["份", ""]))
def test_a_title_with_year_and_month_gives_the_period(year: int, month: int, suffix: str) -> None:
    found = period_of(f"{year}年{month}月{suffix}某市政务服务中心运行情况通报")
    assert (found.label, found.year_source) == (f"{year}-{month:02d}", "text")


def test_a_year_that_is_nowhere_stays_unknown() -> None:
    found, findings = both("3月份省政务服务中心运行情况通报", ("lead", "3月份,受理23933件。"))
    assert found == Period(
        kind="month",
        year=None,
        month=3,
        first_month=3,
        last_month=3,
        evidence=("3月份省政务服务中心运行情况通报",),
    )
    assert [finding.code for finding in findings] == ["year-unknown"]


@pytest.mark.parametrize(
    ("known", "year", "source"),
    [
        ({"year": 2017}, 2017, "argument"),
        ({"year": 2017, "year_source": "manifest"}, 2017, "manifest"),
        ({"period": "2017-03"}, 2017, "manifest"),
        ({"filename": "2017-03-jiangsu.txt"}, 2017, "filename"),
        ({"filename": "2017年3月.docx"}, 2017, "filename"),
        ({"filename": "201703.html"}, 2017, "filename"),
        ({"filename": "t20170607_12.html"}, 2017, "filename"),
        ({"filename": "2017-04.txt"}, None, None),
        ({"filename": "bulletin-12345.txt"}, None, None),
        ({"properties": {"created": "2017-04-06", "modified": "2017-06-07"}}, 2017, "properties"),
        ({"properties": {"created": "2012-04-06", "modified": "2017-06-07"}}, None, None),
        ({"filename": "2017-03.txt", "year": 2018}, 2018, "argument"),
        ({"filename": "2017-03.txt", "properties": {"created": "2019-04-01"}}, 2017, "filename"),
    ],
)
def test_the_year_comes_from_the_best_source_there_is(
    known: dict[str, object], year: int | None, source: str | None
) -> None:
    found = period_of("3月份政务服务中心运行情况通报", ("lead", "3月份,受理2件。"), **known)
    assert (found.month, found.year, found.year_source) == (3, year, source)


@pytest.mark.parametrize(
    ("title", "dateline", "label"),
    [
        ("12月份运行情况通报", "2018年1月9日", "2017-12"),
        ("3月份运行情况通报", "2017年6月7日", "2017-03"),
        ("8月份运行情况通报", "发布日期:2023-09-18 14:18", "2023-08"),
        ("8月份运行情况通报", "某市政务服务管理办公室 2023年9月19日", "2023-08"),
        ("第四季度运行情况通报", "2018年1月9日", "2017-Q4"),
        ("5月份运行情况通报", "2018年4月9日", None),
    ],
)
def test_a_dateline_gives_the_last_year_in_which_the_period_was_over(
    title: str, dateline: str, label: str | None
) -> None:
    assert period_of(title, ("body", "受理300件。"), ("body", dateline)).label == label


@pytest.mark.parametrize(
    "decoy",
    [
        "根据国办发〔2015〕108号文件,受理3件。",
        "依据《行政许可法》(2003年修订)办理。",
        "比2016年3月份增长3%。",
        "按照2015年版目录办理。",
        "自2014年3月起实行首问负责。",
        "要求2018年3月底前完成。",
        "今天是2023年5月6日",
    ],
)
def test_years_of_other_things_are_not_the_bulletins(decoy: str) -> None:
    found = period_of("3月份政务服务中心运行情况通报", ("lead", "3月份,受理2件。"), ("body", decoy))
    assert found.year is None


def test_the_body_gives_year_and_month_where_there_is_no_title() -> None:
    found = period_of(None, ("body", "据统计, 2011年3月份,某市政务服务中心共受理5610件。"))
    assert (found.label, found.year_source) == ("2011-03", "text")


def test_an_issue_number_gives_the_year_but_not_the_month() -> None:
    found = period_of(
        "某市热线通报", ("body", "2023年第9期(总第74期)"), ("body", "8月份,受理诉求38447件。")
    )
    assert found.label == "2023-08"
    january = period_of("通报", ("body", "2024年第1期"), ("body", "12月份,受理诉求38447件。"))
    assert january.label == "2023-12"


def test_a_title_that_contradicts_the_text_is_a_finding_with_its_place() -> None:
    found, findings = both(
        "政府服务热线二月情况通报",
        ("heading", "一、基本情况"),
        ("body", "2017年3月,共办理热线工单2495件。"),
    )
    assert found is not None
    assert found.label == "2017-03"
    (finding,) = findings
    assert finding.code == "period-contradiction"
    assert finding.locator is not None
    assert finding.locator.line == 3


def test_another_month_in_a_comparison_is_no_contradiction() -> None:
    _, findings = both(
        "2017年3月份通报", ("lead", "3月份,受理2件,较2月份增长3%;与2016年3月份持平。")
    )
    assert findings == ()


def test_a_given_period_that_the_title_contradicts_wins_and_is_reported() -> None:
    found, findings = both("2017年3月份通报", ("lead", "3月份,受理2件。"), period="2017-04")
    assert found is not None
    assert found.label == "2017-04"
    assert [finding.code for finding in findings] == ["period-contradiction"]


def test_a_week_is_labelled_by_its_days() -> None:
    found = period_of(
        "热线一周情况通报", ("title", "(2016年3月4日—3月10日)"), ("body", "本周受理506件。")
    )
    assert (found.kind, found.label) == ("week", "2016-03-04/2016-03-10")


def test_a_monthly_bulletin_keeps_its_statistics_window() -> None:
    found = period_of("2017年3月份通报(2月26日—3月25日)", ("lead", "受理3件。"))
    assert (found.label, found.window) == ("2017-03", "2017-02-26/2017-03-25")


def test_a_window_over_new_year_begins_the_year_before() -> None:
    found = period_of("2018年1月份通报(12月26日至1月25日)", ("lead", "受理3件。"))
    assert (found.label, found.window) == ("2018-01", "2017-12-26/2018-01-25")


@pytest.mark.parametrize(
    ("title", "kind", "label"),
    [
        ("2017年上半年工作通报", "half", "2017-H1"),
        ("2017年度政务服务情况", "year", "2017"),
        ("二〇一八年第三季度政务公开通报", "quarter", "2018-Q3"),
        ("关于2017年1-9月份全市情况的通报", "range", "2017-01/2017-09"),
        ("2016年12月至2017年2月通报", "range", "2016-12/2017-02"),
    ],
)
def test_periods_of_every_kind_have_their_label(title: str, kind: str, label: str) -> None:
    found = period_of(title)
    assert (found.kind, found.label) == (kind, label)


def test_this_week_in_a_monthly_bulletin_is_a_finding_at_its_place() -> None:
    _, findings = both("2017年3月份通报", ("body", "其中,本周共受理来电304个。"))
    (finding,) = findings
    assert (finding.code, finding.evidence["word"]) == ("period-word", "本周")
    assert finding.locator is not None
    assert (finding.locator.line, finding.locator.start, finding.locator.end) == (2, 3, 5)


def test_this_week_without_figures_or_in_a_weekly_bulletin_is_none() -> None:
    _, monthly = both("2017年3月份通报", ("body", "本周召开会议。"))
    _, weekly = both("热线通报(2016年3月4日—3月10日)", ("body", "本周受理5件。"))
    assert (monthly, weekly) == ((), ())


def test_a_text_without_any_period_has_none() -> None:
    found, findings = both("关于窗口人员的通报", ("body", "表扬王某。"))
    assert found is None
    assert [finding.code for finding in findings] == ["period-unknown"]


def test_a_numbered_week_without_its_days_is_no_year_and_its_days_stay_unknown() -> None:
    period, findings = both("12345热线2022年第23周情况通报", ("body", "本周共受理诉求860件。"))
    assert period is not None
    assert (period.kind, period.year, period.label, period.month) == ("week", 2022, None, None)
    assert [finding.code for finding in findings] == ["period-unknown"]
    without_year = period_of("12345热线第23周情况通报", ("body", "本周共受理诉求860件。"))
    assert (without_year.kind, without_year.year) == ("week", None)


def test_a_numbered_week_takes_its_days_from_the_text() -> None:
    period = period_of(
        "热线第10周情况通报", ("lead", "(2022年2月28日-3月6日)"), ("body", "受理9件")
    )
    assert period.label == "2022-02-28/2022-03-06"


@pytest.mark.parametrize(
    ("text", "dateline", "label"),
    [
        ("上月,全县共受理办件3256件。", "2021年4月8日", "2021-03"),
        ("上月,全县共受理办件3256件。", "2021年1月8日", "2020-12"),
        ("上季度共受理办件3256件。", "2021年1月8日", "2020-Q4"),
        ("本月共受理办件3256件。", "2021年4月30日", "2021-04"),
        ("本月共受理办件3256件。", "2021年4月8日", None),
        ("办件量比上月增加3件。", "2021年4月8日", None),
        ("上月,全县共受理办件3256件。", "", None),
    ],
)
def test_last_month_is_told_by_the_day_of_publishing_alone(
    text: str, dateline: str, label: str | None
) -> None:
    period, findings = both("政务服务中心运行情况通报", ("body", text), ("body", dateline))
    assert (period.label if period else None) == label
    assert [f.code for f in findings] == ([] if label else ["period-unknown"])


def test_days_printed_with_points_are_a_week_over_the_end_of_a_month() -> None:
    period = period_of(
        "工作周报", ("body", "上周(2.27—3.05)共受理46件。"), ("body", "2021年3月8日")
    )
    assert (period.kind, period.label) == ("week", "2021-02-27/2021-03-05")


def test_a_month_in_the_brackets_of_a_title_may_be_a_number() -> None:
    assert period_of("政务服务月报(202203)").label == "2022-03"


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (
            ("本月全市完成交易项目96项。", "2020年1至8月,全市累计完成交易项目1150项。"),
            "2020-08",
        ),
        (("2020年1至8月,全市累计完成交易项目1150项。",), "2020-01/2020-08"),
        (("◆2021年1-9月,全区共受理工单2840件。",), "2021-01/2021-09"),
        (("东县公众服务热线2022年9月份共受理诉求1520件,同比增加90件。",), "2022-09"),
        (
            ("10月,市政府办公室印发《通报》,对成绩显著的单位予以表扬。", "2023年11月,受理9件。"),
            "2023-11",
        ),
    ],
    ids=["this-month-beside-the-year", "the-year-so-far", "behind-a-mark", "after-a-name", "deed"],
)
def test_the_text_alone_says_what_its_figures_are_about(lines: tuple[str, ...], label: str) -> None:
    assert period_of(None, *(("body", line) for line in lines)).label == label


def test_an_issue_number_in_chinese_numerals_leaves_the_period_to_the_text() -> None:
    title = "山区热线工作情况通报(2021年第三期)"
    found = period_of(title, ("body", "7-9月,全区受理工单2840件。"))
    assert (found.kind, found.label) == ("range", "2021-07/2021-09")


def test_the_first_week_of_a_year_may_begin_in_the_year_before() -> None:
    title = "12345热线周报(2024年第1周)"
    found = period_of(title, ("body", "2024年第1周(12月30日—1月5日),受理诉求9120件。"))
    assert found.window == "2023-12-30/2024-01-05"
