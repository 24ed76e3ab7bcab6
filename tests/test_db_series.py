from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from db.connect import open_archive
from db.load import Provenance, load
from db.numbers import Break, Point, Subject
from db.periods import periods_between
from db.series import SeriesError, measures, series, subjects_of
from parser.bulletin import Bulletin, Period
from tests.builders import (
    CIVIL,
    ENVIRONMENT,
    annex,
    bulletin,
    cell,
    department,
    fact,
    month,
    row,
    table,
)

PROVENANCE = Provenance(parser_version="1")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_archive(tmp_path / "archive.db")


def one_number(
    year: int | None, number: int, value: object, label: str = "省环保厅", issuer: str = "省中心"
) -> Bulletin:
    rows = [row(label, [value], department=ENVIRONMENT)]  # type: ignore[list-item]
    return bulletin(month(year, number), annexes=[annex([table(rows)])], issuer=issuer)


def values(points: tuple[Point, ...]) -> list[tuple[str, object, str, str | None]]:
    return [(point.period, point.value, point.obs_status, point.gap) for point in points]


ENV = (Subject(id="js-env"),)


def test_a_month_without_bulletin_is_a_gap_and_not_a_zero(db: Database) -> None:
    for number, value in ((1, 10), (4, 0)):
        load(db, one_number(2017, number, value), PROVENANCE)
    assert values(series(db.conn, "received_total", ENV).points) == [
        ("2017-01", 10, "A", None),
        ("2017-02", None, "L", "no bulletin"),
        ("2017-03", None, "L", "no bulletin"),
        ("2017-04", 0, "A", None),
    ]


def test_a_blank_in_a_bulletin_is_told_from_a_missing_bulletin(db: Database) -> None:
    for number, value in ((1, 10), (2, None), (3, 12)):
        load(db, one_number(2017, number, value), PROVENANCE)
    assert values(series(db.conn, "received_total", ENV).points)[1] == (
        "2017-02",
        None,
        "O",
        "blank",
    )


def test_doubtful_numbers_stay_out_and_are_counted_unless_asked_for(db: Database) -> None:
    doubtful = cell(0, 7, status="ambiguous", probability=0.5, candidates=(0, 2))
    load(db, one_number(2017, 1, 10), PROVENANCE)
    load(db, one_number(2017, 2, doubtful), PROVENANCE)
    without = series(db.conn, "received_total", ENV)
    assert values(without.points)[1] == ("2017-02", None, "O", "doubtful")
    assert without.doubtful_left_out == 1
    assert without.notes == ("1 value(s) left out whose column, or what they count, is doubtful",)
    with_doubt = series(db.conn, "received_total", ENV, doubtful=True)
    assert values(with_doubt.points)[1] == ("2017-02", 7, "U", None)
    assert with_doubt.points[1].candidates == ("received_total", "received_online")
    assert with_doubt.doubtful_left_out == 0


def test_an_inferred_number_enters_with_its_probability(db: Database) -> None:
    inferred = cell(0, 7, status="inferred", probability=0.9, candidates=(0, 1))
    load(db, one_number(2017, 1, inferred), PROVENANCE)
    (point,) = series(db.conn, "received_total", ENV).points
    assert (point.value, point.status, point.obs_status, point.probability) == (
        7,
        "inferred",
        "U",
        0.9,
    )


def test_a_series_follows_a_department_under_all_its_printed_names(db: Database) -> None:
    load(db, one_number(2017, 1, 10, "省环保厅"), PROVENANCE)
    load(db, one_number(2017, 2, 11, "环保厅"), PROVENANCE)
    for name in ("省环保厅", "环保厅", "江苏省环境保护厅", "js-env", "省环 保厅"):
        subjects = subjects_of(db.conn, [name])
        assert [p.value for p in series(db.conn, "received_total", subjects).points] == [10, 11]


def test_an_unknown_name_is_looked_up_as_printed_or_by_the_register(db: Database) -> None:
    load(
        db,
        bulletin(annexes=[annex([table([row("公证处", [5])]), table([row("乙", [6])])])]),
        PROVENANCE,
    )
    found = department("x", "甲局")
    assert subjects_of(db.conn, ["公证处"]) == (Subject(label="公证处"),)
    assert series(db.conn, "received_total", [Subject(label="公证处")]).points[0].value == 5
    assert subjects_of(db.conn, ["甲"], resolve=lambda name, issuer, date: found) == (
        Subject(id="x", name="甲局", label="甲"),
    )


def test_without_department_the_series_is_that_of_the_total_row(db: Database) -> None:
    load(db, bulletin(), PROVENANCE)
    (point,) = series(db.conn, "received_total").points
    assert (point.value, point.label, point.department) == (743, "合计", None)
    assert point.as_json()["department"] == "合计"


def test_two_annexes_with_different_numbers_are_both_shown(db: Database) -> None:
    def counted(value: int, number: int, title: str) -> object:
        return annex(
            [table([row("省环保厅", [value], department=ENVIRONMENT)])], number=number, title=title
        )

    tables = [counted(11, 3, "部门办件统计表"), counted(7, 5, "分中心办件统计表")]
    load(db, bulletin(annexes=tables), PROVENANCE)  # type: ignore[arg-type]
    found = series(db.conn, "received_total", ENV)
    assert [(point.value, point.annex) for point in found.points] == [
        (11, "部门办件统计表"),
        (7, "分中心办件统计表"),
    ]
    assert found.notes == (
        "1 month(s) with more than one number: different annexes, issuers or passages",
    )
    assert [p.value for p in series(db.conn, "received_total", ENV, annex="分中心").points] == [7]


def test_two_issuers_are_never_mixed_into_one_series(db: Database) -> None:
    for number, value, issuer in ((1, 1, "甲中心"), (3, 3, "甲中心"), (2, 200, "乙中心")):
        load(db, one_number(2017, number, value, issuer=issuer), PROVENANCE)
    found = series(db.conn, "received_total", ENV)
    assert [(point.issuer, point.period, point.value) for point in found.points] == [
        ("乙中心", "2017-02", 200),
        ("甲中心", "2017-01", 1),
        ("甲中心", "2017-02", None),
        ("甲中心", "2017-03", 3),
    ]
    only = series(db.conn, "received_total", ENV, issuer="乙")
    assert [point.value for point in only.points] == [200]


def test_a_number_in_the_text_counts_only_where_no_annex_has_it(db: Database) -> None:
    told = fact("received_total", 610, entity="省环保厅", period="2017-03")
    load(db, bulletin(month(2017, 3), facts=[told]), PROVENANCE)
    only_text = bulletin(
        month(2017, 4),
        annexes=(),
        facts=[fact("received_total", 5, entity="省环保厅", period="2017-04")],
    )
    load(
        db,
        only_text,
        PROVENANCE,
        resolve=lambda name, issuer, date: ENVIRONMENT if name == "省环保厅" else None,
    )
    found = series(db.conn, "received_total", ENV).points
    assert [(point.value, point.annex) for point in found] == [
        (611, "进驻部门办件统计表"),
        (5, None),
    ]


def test_numbers_of_the_text_are_as_sure_as_what_they_count(db: Database) -> None:
    sure = fact("received_total", 8406, period="2017-03")
    taken_over = fact("received_total", 8407, period="2017-03", status="inferred")
    open_ = fact("received_total", 917, period="2017-03", status="ambiguous")
    load(db, bulletin(month(2017, 3), annexes=(), facts=[sure, taken_over, open_]), PROVENANCE)
    found = series(db.conn, "received_total")
    assert [(point.value, point.status, point.obs_status) for point in found.points] == [
        (8406, "printed", "A"),
        (8407, "inferred", "U"),
    ]
    assert found.counts == {"doubtful": 1, "several": 1}
    every = series(db.conn, "received_total", doubtful=True).points
    assert [(point.value, point.obs_status) for point in every][2] == (917, "U")


def test_a_number_without_a_period_is_of_no_month(db: Database) -> None:
    since_the_opening = fact("received_total", 5_000_000, period=None)
    load(db, bulletin(month(2017, 3), annexes=(), facts=[since_the_opening]), PROVENANCE)
    found = series(db.conn, "received_total")
    assert (found.points, found.undated_left_out) == ((), 1)


def test_cumulative_and_as_of_numbers_do_not_enter_a_monthly_series(db: Database) -> None:
    numbers = [
        fact("received_total", value, entity="南京", period=period)
        for value, period in (
            (1, "2017-03"),
            (90, "2017-01/2017-03"),
            (91, "2017-03-31"),
            (92, "2017-Q1"),
        )
    ]
    load(db, bulletin(facts=numbers), PROVENANCE)
    found = series(db.conn, "received_total", [Subject(label="南京")])
    assert [point.value for point in found.points] == [1]
    assert found.other_frequency_left_out == 3
    quarterly = series(db.conn, "received_total", [Subject(label="南京")], frequency="quarter")
    assert [(point.period, point.value) for point in quarterly.points] == [("2017-Q1", 92)]


def test_bulletins_of_unknown_year_are_left_out_and_counted(db: Database) -> None:
    load(db, one_number(None, 3, 5), PROVENANCE)
    found = series(db.conn, "received_total", ENV)
    assert (found.points, found.undated_left_out) == ((), 1)


def test_the_bounds_asked_for_are_filled_with_gaps(db: Database) -> None:
    load(db, one_number(2017, 3, 5), PROVENANCE)
    found = series(db.conn, "received_total", ENV, since="2017-02", until="2017-04").points
    assert [(point.period, point.value) for point in found] == [
        ("2017-02", None),
        ("2017-03", 5),
        ("2017-04", None),
    ]
    assert len(series(db.conn, "received_total", ENV, since="2017", until="2017").points) == 12


def test_a_printed_header_serves_as_measure(db: Database) -> None:
    load(db, bulletin(), PROVENANCE)
    for measure in ("大厅受理", "其中/大厅受理", "received_counter"):
        (point,) = series(db.conn, measure, [Subject(id=CIVIL.id)]).points
        assert point.value == 131


def test_an_unknown_measure_is_refused_with_those_there_are(db: Database) -> None:
    load(db, bulletin(), PROVENANCE)
    with pytest.raises(SeriesError, match="received_counter, received_online, received_total"):
        series(db.conn, "nonsense", ENV)
    assert "completed_total" in measures(db.conn)


def test_quarters_and_years_have_series_of_their_own(db: Database) -> None:
    for first, last in ((1, 3), (7, 9)):
        quarter = Period(
            kind="quarter", year=2017, first_month=first, last_month=last, year_source="text"
        )
        load(db, bulletin(quarter, path=f"{first}.txt"), PROVENANCE)
    assert series(db.conn, "received_total", ENV).points == ()
    found = series(db.conn, "received_total", ENV, frequency="quarter").points
    assert [(point.period, point.value) for point in found] == [
        ("2017-Q1", 611),
        ("2017-Q2", None),
        ("2017-Q3", 611),
    ]


@given(st.integers(1990, 2030), st.integers(1, 12), st.integers(0, 40))
def test_months_follow_each_other_without_a_hole(year: int, number: int, count: int) -> None:
    first = f"{year:04d}-{number:02d}"
    last_year, last_month = divmod(year * 12 + number - 1 + count, 12)
    periods = periods_between(first, f"{last_year:04d}-{last_month + 1:02d}")
    assert len(periods) == count + 1
    assert list(periods) == sorted(set(periods))
    assert all("01" <= period[5:] <= "12" for period in periods)


def test_a_renamed_department_goes_on_under_its_new_name_with_a_break(db: Database) -> None:
    ecology = department("js-eco", "江苏省生态环境厅")
    load(db, one_number(2018, 9, 10), PROVENANCE)
    for number in (11, 12):
        rows = [row("省生态环境厅", [number], department=ecology)]
        made = bulletin(month(2018, number), annexes=[annex([table(rows)])], issuer="省中心")
        load(db, made, PROVENANCE)
    renamed = Break(date="2018-10~", text="renamed", after=("js-eco",))
    subject = Subject(id="js-env", others=("js-eco",), breaks=(renamed,))
    found = series(db.conn, "received_total", [subject]).points
    assert [(p.period, p.value, p.obs_status, p.breaks) for p in found] == [
        ("2018-09", 10, "A", ()),
        ("2018-10", None, "L", ()),
        ("2018-11", 11, "B", ("renamed",)),
        ("2018-12", 12, "A", ()),
    ]
    assert found[2].department == "江苏省生态环境厅"
    alone = series(db.conn, "received_total", [Subject(id="js-eco", breaks=(renamed,))]).points
    assert [point.obs_status for point in alone] == ["A", "A"]


def test_the_total_of_a_bulletin_without_table_comes_from_its_text(db: Database) -> None:
    beside = fact("received_total", 9, period="2017-03")
    load(db, bulletin(month(2017, 3), facts=[beside]), PROVENANCE)
    told = [
        fact("received_total", 800, period="2017-04"),
        fact("received_total", 3, entity="南京", period="2017-04"),
    ]
    load(db, bulletin(month(2017, 4), annexes=(), facts=told), PROVENANCE)
    found = series(db.conn, "received_total").points
    assert [(point.value, point.annex) for point in found] == [
        (743, "进驻部门办件统计表"),
        (800, None),
    ]
    assert found[1].column_path == "800件"


def test_a_number_since_the_beginning_of_the_year_belongs_to_the_bulletins_month(
    db: Database,
) -> None:
    for number in (3, 4):
        since = fact("received_total_ytd", number * 100, period=f"2017-01/2017-{number:02d}")
        load(db, bulletin(month(2017, number), facts=[since]), PROVENANCE)
    found = series(db.conn, "received_total_ytd").points
    assert [(point.period, point.value) for point in found] == [("2017-03", 300), ("2017-04", 400)]
