from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from db.connect import open_archive
from db.load import Provenance, load
from db.numbers import Break, Composition, Point, Subject
from db.series import Series, series
from parser.bulletin import Annex
from parser.table import Cell, Column, Department
from tests.builders import annex, bulletin, cell, department, month, row, table

PROVENANCE = Provenance(parser_version="1")
STATE = department("js/state-tax", "江苏省国家税务局")
LOCAL = department("js/local-tax", "江苏省地方税务局")
TAX = department("js/tax", "江苏省税务局")
JUSTICE = department("js/justice", "江苏省司法厅")
LEGAL = department("js/legal", "江苏省政府法制办")
MERGER = Break(date="2018-06", text="2018-06 merged", after=("js/tax",))
FORMED = Composition(until="2018-06", parts=("js/state-tax", "js/local-tax"))
TAXES = Subject(id="js/tax", before=(FORMED,), breaks=(MERGER,))
LABELS = {"js/state-tax": "省国税局", "js/local-tax": "省地税局", "js/tax": "省税务局"}


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_archive(tmp_path / "archive.db")


def report(
    db: Database, year: int, number: int, *numbers: tuple[Department, Cell | int], unit: str = "件"
) -> None:
    """Load a bulletin in which departments report numbers."""
    columns = (
        Column(path=("收件总数",), measure="received_total", unit=unit),
        Column(path=("网上申报",), measure="received_online", unit=unit),
    )
    rows = [
        row(LABELS.get(whose.id, whose.name), [value], department=whose) for whose, value in numbers
    ]
    made = bulletin(month(year, number), annexes=[annex([table(rows, columns)])])
    load(db, made, PROVENANCE)


def shown(found: Series) -> list[tuple[str, object, str, str | None]]:
    return [(p.period, p.value, p.obs_status, p.gap) for p in found.points]


def test_predecessors_are_added_up_only_where_all_of_them_report(db: Database) -> None:
    report(db, 2018, 3, (STATE, 100), (LOCAL, 30))
    report(db, 2018, 4, (STATE, 110))
    report(db, 2018, 5, (STATE, 120), (LOCAL, 40))
    report(db, 2018, 7, (TAX, 170))
    found = series(db.conn, "received_total", [TAXES])
    assert shown(found) == [
        ("2018-03", 130, "A", None),
        ("2018-04", None, "O", "incomplete"),
        ("2018-05", 160, "A", None),
        ("2018-06", None, "L", "no bulletin"),
        ("2018-07", 170, "B", None),
    ]
    assert found.points[4].breaks == ("2018-06 merged",)
    assert [point.breaks for point in found.points[:4]] == [(), (), (), ()]
    assert "1 month(s) without a sum: not all predecessors report" in found.notes[0]


def test_a_sum_keeps_the_place_of_every_number_in_it(db: Database) -> None:
    report(db, 2018, 3, (STATE, 100), (LOCAL, 30))
    report(db, 2018, 4, (STATE, 110))
    whole, missing = series(db.conn, "received_total", [TAXES]).points
    assert whole.department == "江苏省国家税务局 + 江苏省地方税务局"
    assert [(part.label, part.value) for part in whole.parts] == [
        ("省国税局", 100),
        ("省地税局", 30),
    ]
    assert all(part.locator and part.locator["line"] for part in whole.parts)
    assert [(part.label, part.value) for part in missing.parts] == [("省国税局", 110)]
    listed = missing.as_json()["parts"]
    assert isinstance(listed, list)
    assert listed[0]["value"] == 110


def test_a_sum_is_no_surer_than_its_least_sure_number(db: Database) -> None:
    doubtful = cell(0, 30, status="inferred", probability=0.8, candidates=(0, 1))
    report(db, 2018, 3, (STATE, 100), (LOCAL, doubtful))
    (point,) = series(db.conn, "received_total", [TAXES]).points
    assert (point.value, point.status, point.obs_status) == (130, "inferred", "U")
    assert point.probability == pytest.approx(0.8)


def test_a_sum_that_needs_a_doubtful_number_is_a_gap_unless_doubt_is_let_in(db: Database) -> None:
    doubtful = cell(0, 30, status="ambiguous", probability=0.4, candidates=(0, 1))
    report(db, 2018, 3, (STATE, 100), (LOCAL, doubtful))
    assert shown(series(db.conn, "received_total", [TAXES])) == [("2018-03", None, "O", "doubtful")]
    assert shown(series(db.conn, "received_total", [TAXES], doubtful=True)) == [
        ("2018-03", 130, "U", None)
    ]


def test_rates_are_never_added_up(db: Database) -> None:
    report(db, 2018, 3, (STATE, 99), (LOCAL, 98), unit="%")
    assert shown(series(db.conn, "received_total", [TAXES])) == [
        ("2018-03", None, "O", "incomplete")
    ]


def test_numbers_of_different_tables_are_not_added_up(db: Database) -> None:
    def counted(whose: Department, label: str, value: int, number: int) -> Annex:
        rows = [row(label, [value], department=whose)]
        return annex([table(rows)], number=number, title=f"统计表{number}")

    annexes = [counted(STATE, "省国税局", 100, 3), counted(LOCAL, "省地税局", 30, 4)]
    load(db, bulletin(month(2018, 3), annexes=annexes), PROVENANCE)
    (point,) = series(db.conn, "received_total", [TAXES]).points
    assert (point.value, point.gap, len(point.parts)) == (None, "incomplete", 2)


def test_one_that_went_over_in_part_makes_no_sum(db: Database) -> None:
    report(db, 2018, 3, (STATE, 100), (LOCAL, 30))
    in_part = Composition(until="2018-06", parts=FORMED.parts, in_part=("js/other",))
    subject = Subject(id="js/tax", before=(in_part,))
    assert shown(series(db.conn, "received_total", [subject])) == [
        ("2018-03", None, "O", "incomplete")
    ]


TAKEN_IN = Composition(until="2018-10~", parts=("js/justice", "js/legal"))
WIDENED = Break(date="2018-10~", text="2018-10~ merged", after=("js/justice",))
WIDER = Subject(id="js/justice", before=(TAKEN_IN,), breaks=(WIDENED,))


def test_a_department_that_took_in_another_is_the_sum_of_both_before(db: Database) -> None:
    report(db, 2018, 2, (JUSTICE, 50), (LEGAL, 5))
    report(db, 2018, 3, (JUSTICE, 51))
    report(db, 2018, 12, (JUSTICE, 60))
    found = series(db.conn, "received_total", [WIDER], since="2018-02", until="2018-03").points
    assert [(p.value, p.gap) for p in found] == [(55, None), (None, "incomplete")]
    everything = series(db.conn, "received_total", [WIDER]).points
    assert (everything[-1].value, everything[-1].obs_status) == (60, "B")


def test_its_own_numbers_stand_where_the_one_taken_in_never_reports(db: Database) -> None:
    report(db, 2018, 2, (JUSTICE, 50))
    report(db, 2018, 12, (JUSTICE, 60))
    found = [p for p in series(db.conn, "received_total", [WIDER]).points if p.value is not None]
    assert [(p.value, p.obs_status, p.breaks) for p in found] == [
        (50, "A", ()),
        (60, "B", ("2018-10~ merged",)),
    ]


def test_the_new_name_in_print_counts_before_the_date_of_the_register(db: Database) -> None:
    report(db, 2018, 5, (TAX, 170))
    assert [p.value for p in series(db.conn, "received_total", [TAXES]).points] == [170]


def test_the_old_names_in_print_count_after_the_date_of_the_register(db: Database) -> None:
    report(db, 2018, 7, (STATE, 100), (LOCAL, 30))
    report(db, 2018, 8, (TAX, 140))
    found = series(db.conn, "received_total", [TAXES]).points
    assert [(p.value, p.obs_status) for p in found] == [(130, "A"), (140, "B")]


def test_predecessors_beside_their_successor_are_told_and_not_added(db: Database) -> None:
    report(db, 2018, 6, (STATE, 100), (LOCAL, 30), (TAX, 170))
    found = series(db.conn, "received_total", [TAXES])
    assert [p.value for p in found.points] == [170]
    assert found.notes == ("1 month(s) in which predecessors report beside the department",)


def test_the_numbers_of_a_wider_successor_say_that_they_hold_more(db: Database) -> None:
    report(db, 2018, 5, (STATE, 100), (LOCAL, 30))
    for number in (7, 8):
        report(db, 2018, number, (TAX, 160 + number))
    subject = Subject(id="js/state-tax", others=("js/tax",), wider=("js/tax",), breaks=(MERGER,))
    found: tuple[Point, ...] = series(db.conn, "received_total", [subject]).points
    assert [(p.value, p.obs_status) for p in found] == [
        (100, "A"),
        (None, "L"),
        (167, "B"),
        (168, "K"),
    ]
