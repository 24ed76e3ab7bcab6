from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.bulletin import Annex, Period, Section
from parser.checks.agreement import check_prose_against_tables
from parser.checks.annex_agreement import check_annexes_agree
from parser.checks.arithmetic import check_prose
from parser.checks.slips import is_slip
from parser.document import Locator
from parser.narrative.facts import find_facts
from parser.passage import Passage
from parser.statement import Fact
from parser.table import Cell, Column, Row, Table

PERIOD = Period(kind="month", year=2017, month=3, first_month=3, last_month=3)
REAL = (
    "3月份,共受理办件23933件,其中在大厅受理7063件,占总办件量的29.5%;网上受理14714件,"
    "占总办件量的61.5%;邮寄受理2156件,占总办件量的{share}%。已办结21811件,占总办件量的91.1%,"
    "其中承诺件3728件,占总办件量的15.6%;即办件18083件,占总办件量的75.6%。"
)


def facts(text: str) -> tuple[Fact, ...]:
    body = Passage(text=text, role="body", locator=Locator(block=1, line=1))
    section = Section(
        level=1, number=None, heading=None, raw="", passages=(body,), locator=Locator(block=0)
    )
    return find_facts((section,), (), PERIOD)


def codes(text: str) -> list[str]:
    return [finding.code for finding in check_prose(facts(text))]


def test_a_share_that_its_parts_contradict_is_one_finding_with_its_figures() -> None:
    (finding,) = check_prose(facts(REAL.format(share=1)))
    assert finding.code == "share-mismatch"
    assert finding.evidence == {
        "measure": "received_mail_share",
        "part": 2156,
        "base": 23933,
        "printed": 1,
        "recomputed": 9.0,
        "base_that_fits": None,
    }


@pytest.mark.parametrize("share", ["9", "9.0", "9.01"])
def test_a_share_right_to_its_last_digit_is_none(share: str) -> None:
    assert codes(REAL.format(share=share)) == []


def test_shares_of_the_sum_of_their_parts_are_one_finding() -> None:
    (finding,) = check_prose(
        facts("受理诉求2844件。其中,咨询类1246件,占63.7%;求助类567件,占29%;其他类142件,占7.3%。")
    )
    assert finding.code == "share-base"
    assert (finding.evidence["base"], finding.evidence["base_that_fits"]) == (2844, 1955)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("受理400件,其中咨询类200件,投诉类100件,其他类90件。", ["sum-mismatch"]),
        ("受理400件,其中咨询类200件,投诉类100件,其他类100件。", []),
        ("受理400件,其中咨询类200件,投诉类100件。", []),
        ("受理400件,其中融资类200件、咨询类90件、其他类110件。", []),
        ("受理400件,其中公安局200件、人社局250件。", ["sum-mismatch"]),
        ("受理400件,其中网上受理300件,即办件200件。", []),
        ("受理300件,办结270件,办结率92%。", ["share-mismatch"]),
        ("受理300件,办结270件,办结率90%。", []),
        ("受理300件,办结270件,办结率100%。", []),
        ("受理300件,应办结280件,办结270件,办结率96.4%。", []),
        ("办结率由95.2%提高到96.3%,提高2.1个百分点。", ["change-mismatch"]),
        ("办结率由95.2%提高到96.3%,提高1.1个百分点。", []),
        ("受理300件,去年同期200件,同比增长55%。", ["change-mismatch"]),
        ("受理300件,去年同期200件,同比增长50%。", []),
        ("受理1.5万件,去年同期1.2万件,同比增长24%。", []),
        ("受理4.1万件,其中网上受理1.9万件,占46%。", []),
        ("满意率不低于92%,网上占比10%。", []),
    ],
)
def test_sums_rates_and_changes_are_recomputed(text: str, found: list[str]) -> None:
    assert codes(text) == found


@settings(deadline=None)
@given(st.integers(100, 10**6), st.integers(1, 99), st.integers(0, 2))
def test_a_share_rounded_as_printed_is_never_a_finding(whole: int, part: int, places: int) -> None:
    share = f"{100 * part / whole:.{places}f}"
    assert codes(f"受理{whole}件,其中网上受理{part}件,占总量的{share}%。") == []


@settings(deadline=None)
@given(st.lists(st.integers(1, 9999), min_size=3, max_size=3), st.integers(1, 50))
def test_parts_with_the_rest_named_must_add_up(parts: list[int], surplus: int) -> None:
    listed = "其中咨询类{}件,投诉类{}件,其他类{}件。".format(*parts)
    assert codes(f"受理{sum(parts)}件,{listed}") == []
    assert codes(f"受理{sum(parts) + surplus}件,{listed}") == ["sum-mismatch"]


def table(number: int, rows: dict[str, int], measure: str = "received_total") -> Annex:
    at = Locator(block=number, line=number)
    built = tuple(
        Row(
            number=None,
            label=label,
            raw=label,
            kind="total" if label == "合计" else "department",
            department=None,
            cells=(
                Cell(
                    column=0,
                    raw=str(value),
                    value=value,
                    unit="件",
                    status="printed",
                    basis=("layout",),
                    probability=1,
                    candidates=(0,),
                    locator=at,
                ),
            ),
            locator=at,
        )
        for label, value in rows.items()
    )
    shown = Table(
        layout="grid",
        columns=(Column(path=("收件总数",), measure=measure),),
        rows=built,
        source=(),
        identities=(),
        locator=at,
    )
    return Annex(
        number=number,
        title=None,
        announced=None,
        label=(),
        passages=(),
        notes=(),
        tables=(shown,),
        locator=at,
    )


def test_a_total_in_the_text_is_held_against_the_total_row() -> None:
    annex = table(3, {"合计": 23933, "市公安局": 20000})
    assert check_prose_against_tables(facts("共受理23933件。"), (annex,)) == ()
    (finding,) = check_prose_against_tables(facts("共受理23393件。"), (annex,))
    assert finding.code == "prose-table-mismatch"
    assert (finding.evidence["text"], finding.evidence["table"]) == (23393, 23933)
    assert finding.evidence["slip"] is True


def test_a_total_that_is_about_something_else_is_not_compared() -> None:
    assert check_prose_against_tables(facts("共受理5800件。"), (table(3, {"合计": 23933}),)) == ()


def test_one_annex_that_agrees_is_enough() -> None:
    annexes = (table(3, {"合计": 23933}), table(5, {"合计": 23393}))
    assert check_prose_against_tables(facts("共受理23933件。"), annexes) == ()


def test_annexes_are_compared_only_where_they_plainly_are_about_one_thing() -> None:
    rows = {f"市{name}局": 100 + order for order, name in enumerate("甲乙丙丁戊己庚")}
    slip = rows | {"市甲局": 190}
    other = {label: value * 3 + 1 for label, value in rows.items()}
    assert check_annexes_agree((table(3, rows), table(5, other))) == ()
    (finding,) = check_annexes_agree((table(3, rows), table(5, slip)))
    assert (finding.code, finding.evidence["values"]) == ("annex-mismatch", [100, 190])


@given(st.integers(100, 10**6))
def test_a_figure_is_no_slip_of_itself_and_slips_are_mutual(value: int) -> None:
    assert not is_slip(value, value)
    changed = int(f"{value}5")
    assert is_slip(value, changed)
    assert is_slip(changed, value)


def test_scores_beside_one_another_and_a_bound_of_all_are_no_sum() -> None:
    text = "各县综合指标值均在99分以上,其中东县(99.9分)居首;西县(100分)、南县(100分)并列。"
    assert codes(text) == []


def test_a_share_behind_a_bracket_is_that_of_the_figure_before_it() -> None:
    text = "共检查网站310个(含142个门户网站),占全国正在运行的网站总数的2.1%。"
    assert codes(text) == []


def test_rates_of_two_kinds_of_cases_are_not_recomputed() -> None:
    text = "共承办工单51200件,办结率99.91%;共受理来信1830件,已办结1795件,办结率99.83%。"
    assert codes(text) == []


def test_shares_of_a_figure_that_is_not_printed_are_one_finding() -> None:
    text = (
        "共受理工单2557件。其中社保类371件,占13.9%;农林类369件,占13.82%;"
        "住建类315件,占11.8%;治安类227件,占8.5%。"
    )
    (finding,) = check_prose(facts(text))
    assert finding.code == "share-base"
    assert finding.evidence["base_that_fits"] is None
    assert finding.evidence["base_between"] == [2669.1, 2671.0]
