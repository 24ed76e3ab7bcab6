"""What a phrase before or after a number measures is told by its head and the verb over it."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.narrative.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("网民参与留言讨论", "条"),
        ("配备评价器", "台"),
        ("建立“好差评”联络员队伍", "名"),
        ("设立帮办代办点", "个"),
        ("编制部门办事清单", "个"),
        ("政府信息查阅场所", "个"),
        ("免费复印各类证件", "张"),
        ("减免各类规费", "元"),
        ("没有收到留言", "条"),
        ("未按期回复", "件"),
        ("回复率不达标", "个"),
        ("承办“局长接访日”", "期"),
        ("涉及快递业务问题", "件"),
        ("编发《督办落实情况专报》", "期"),
        ("缩短办结时限", "个工作日"),
        ("敷衍办理", "件"),
        ("特办件", "件"),
        ("逐步解决", "件"),
    ],
)
def test_a_head_that_is_no_word_of_ours_has_no_measure(words: str, unit: str) -> None:
    assert vocabulary().measure(words, None, unit) is None


@pytest.mark.parametrize(
    ("words", "unit", "measure"),
    [
        ("市投诉举报平台受理诉求", "件", "received_total"),
        ("区评议系统收到来信", "封", "letters"),
        ("在大厅办理的事项", "项", "items"),
        ("办结各类审批事项", "件", "completed_total"),
        ("零办件的窗口", "个", "window_count"),
        ("未按期回复的部门", "个", "departments"),
        ("受理的投诉案件", "宗", "complaints"),
        ("转派成员单位", "件", "forwarded"),
        ("检查单位", "家", "inspections"),
        ("应出勤工作人员", "人", "attendance_due"),
        ("事项进驻大厅", "项", "items"),
        ("收到群众反馈问题", "件", "received_total"),
        ("各单位办结转派工单", "件", "completed_total"),
        ("受理并转派诉求", "件", "forwarded"),
        ("申请类政务服务事项", "项", "items"),
        ("需镇和部门处理的工单", "件", "received_total"),
    ],
)
def test_modifiers_names_and_subjects_say_nothing(words: str, unit: str, measure: str) -> None:
    assert vocabulary().measure(words, None, unit) == measure


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ("受理价格举报和咨询", "received_total"),
        ("受理来电来信来访", "received_total"),
        ("受理政府信息公开申请", "disclosure_requests"),
        ("收到不满意评价", "bad_ratings"),
        ("咨询、投诉等来电", "calls"),
    ],
)
def test_several_things_together_are_none_of_them(words: str, measure: str) -> None:
    assert vocabulary().measure(words, None, "件") == measure


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ("办件量位于前三的乡镇", "handled_total"),
        ("满意率较低的单位", "satisfaction_rate"),
        ("逾期未回复的单位", "overdue"),
        ("投诉热点分析", "complaints"),
        ("窗口管理", None),
    ],
)
def test_a_topic_is_what_its_bodies_are_chosen_by(words: str, measure: str | None) -> None:
    assert vocabulary().measure(words) == measure


@pytest.mark.parametrize(
    "words",
    ["投诉" + "案件" * 60 + "x", "受理" * 2000, "情况分布" * 300 + "x", "需" * 2000 + "办理"],
)
def test_long_runs_of_words_are_read_in_no_time(words: str) -> None:
    started = process_time()
    vocabulary().measure(words, None, "件")
    vocabulary().measure(words)
    assert process_time() - started < 5


@given(
    who=st.sampled_from(["", "市投诉平台", "各窗口", "区信访服务中心"]),
    adverb=st.sampled_from(["", "共", "累计", "全年共"]),
    verb=st.sampled_from(["受理", "收到", "接到"]),
    whose=st.sampled_from(["", "群众", "企业", "各类"]),
    thing=st.sampled_from([("投诉", "complaints"), ("咨询", "consultations"), ("来信", "letters")]),
)
def test_who_and_how_change_nothing_of_what_was_received(
    who: str, adverb: str, verb: str, whose: str, thing: tuple[str, str]
) -> None:
    noun, measure = thing
    assert vocabulary().measure(f"{who}{adverb}{verb}{whose}{noun}", None, "件") == measure


@given(st.text(alphabet="受理投诉的留言讨论没有员队平台“”()、和量率事项", max_size=14))
def test_any_words_have_a_measure_that_fits_their_unit_or_none(words: str) -> None:
    measure = vocabulary().measure(words, None, "家")
    assert measure is None or vocabulary().fits(measure, "家") or measure.endswith("_total")
