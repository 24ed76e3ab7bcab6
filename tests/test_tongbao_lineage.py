from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from db.connect import close, open_archive
from db.load import Provenance, load
from db.numbers import Composition, Subject
from tests.builders import annex, bulletin, department, month, row, table
from tongbao.archive import Archive
from tongbao.cli import run
from tongbao.lineage import structure_of, with_lineage


def test_a_renamed_department_is_followed_to_its_new_name() -> None:
    subject = with_lineage(Subject(id="320000/environment-protection"), follow=True)
    assert subject.others == ("320000/ecology-environment",)
    assert any("江苏省环境保护厅 → 江苏省生态环境厅" in change.text for change in subject.breaks)


def test_a_merged_department_does_not_take_in_its_siblings() -> None:
    subject = with_lineage(Subject(id="320000/state-tax"), follow=True)
    assert subject.others == ("320000/tax",)


def test_a_split_is_told_and_not_followed() -> None:
    subject = with_lineage(Subject(id="320000/food-drug"), follow=True)
    assert subject.others == ()
    assert any(" split: " in change.text for change in subject.breaks)


def test_without_following_only_the_breaks_are_told() -> None:
    subject = with_lineage(Subject(id="320000/tax"), follow=False)
    assert subject.others == ()
    assert len(subject.breaks) == 1
    assert with_lineage(Subject(label="公证处"), follow=True) == Subject(label="公证处")


def test_a_merged_department_was_all_that_went_into_it() -> None:
    subject = with_lineage(Subject(id="320000/tax"), follow=True)
    assert subject.before == (
        Composition(until="2018-06", parts=("320000/state-tax", "320000/local-tax")),
    )
    assert subject.others == ()


def test_a_department_that_took_in_another_was_there_before() -> None:
    (before,) = with_lineage(Subject(id="320000/justice"), follow=True).before
    assert before.parts == ("320000/justice", "320000/legal-affairs")


def test_a_department_formed_of_parts_of_others_has_no_sum_before() -> None:
    (before,) = with_lineage(Subject(id="320000/natural-resources"), follow=True).before
    assert before.parts == ("320000/land-resources", "320000/surveying")
    assert before.in_part == ("320000/ocean-fishery",)


def test_a_new_name_leads_back_to_the_old_one_step_by_step() -> None:
    before = with_lineage(Subject(id="320000/health-commission"), follow=True).before
    assert [composition.parts for composition in before] == [
        ("320000/health-family-planning",),
        ("320000/health", "320000/family-planning"),
    ]


def test_the_structure_of_a_day_has_the_departments_of_that_day() -> None:
    two = structure_of([Subject(id="320000/tax")], "2017-03-31")
    assert [subject.id for subject in two] == ["320000/state-tax", "320000/local-tax"]
    assert [subject.others for subject in two] == [(), ()]
    (one,) = structure_of([Subject(id=f"320000/{name}-tax") for name in ("state", "local")], "2020")
    assert (one.id, len(one.before[0].parts)) == ("320000/tax", 2)


def test_in_the_structure_of_a_day_a_later_name_is_followed() -> None:
    (old,) = structure_of([Subject(id="320000/environment-protection")], "2017")
    assert old.others == ("320000/ecology-environment",)


def test_another_supervisor_is_no_break() -> None:
    subject = with_lineage(Subject(id="320000/intellectual-property"), follow=True)
    assert (subject.breaks, subject.before, subject.others) == ((), (), ())


def _reporting(db: Database, year: int, number: int, *numbers: tuple[str, str, int]) -> None:
    rows = [row(label, [value], department=department(i, label)) for i, label, value in numbers]
    made = bulletin(month(year, number), annexes=[annex([table(rows)])])
    load(db, made, Provenance(parser_version="1"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    db = open_archive(tmp_path / "archive.db")
    state, local = ("320000/state-tax", "省国税局"), ("320000/local-tax", "省地税局")
    _reporting(db, 2018, 3, (*state, 100), (*local, 30), ("320000/radio", "省无线电管理局", 7))
    _reporting(db, 2018, 4, (*state, 110), ("320000/radio", "省无线电管理局", 8))
    new = ("320000/tax", "省税务局", 150), ("320000/radio", "省无线电管理局", 9)
    _reporting(db, 2019, 1, *new)
    close(db)
    return tmp_path / "archive.db"


def _found(path: Path, department: str, **options: object) -> list[tuple[object, ...]]:
    with Archive(path) as archive:
        found = archive.find_series("received_total", departments=[department], **options)  # type: ignore[arg-type]
    return [(p.period, p.value, p.obs_status) for p in found.points if p.gap != "no bulletin"]


def test_the_lineage_of_an_archive_is_summed_where_all_report(path: Path) -> None:
    assert _found(path, "320000/tax", lineage=True) == [
        ("2018-03", 130, "A"),
        ("2018-04", None, "O"),
        ("2019-01", 150, "B"),
    ]
    assert _found(path, "320000/tax") == [("2019-01", 150, "A")]


def test_a_series_as_of_a_day_is_that_of_the_departments_of_that_day(path: Path) -> None:
    assert _found(path, "320000/tax", as_of="2017-03-31") == [
        ("2018-03", 100, "A"),
        ("2018-04", 110, "A"),
        ("2018-03", 30, "A"),
    ]
    assert _found(path, "320000/state-tax", as_of="2019-06") == [
        ("2018-03", 130, "A"),
        ("2018-04", None, "O"),
        ("2019-01", 150, "B"),
    ]


def test_a_series_goes_on_unbroken_under_another_supervisor(path: Path) -> None:
    assert _found(path, "320000/radio", lineage=True) == [
        ("2018-03", 7, "A"),
        ("2018-04", 8, "A"),
        ("2019-01", 9, "A"),
    ]


def test_the_command_shows_the_structure_of_a_day(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["series", "--db", str(path), "--measure", "received_total"]
    tax = ["--department", "320000/tax"]
    assert run([*asked, *tax, "--as-of", "2017-03", "--wide", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "period,省国税局,省地税局",
        "2018-03,100,30",
        "2018-04,110,",
    ]
    assert run([*asked, *tax, "--lineage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "sum of 省国税局 100 + 省地税局 30" in lines[1]
    assert "gap: incomplete" in lines[2]
    assert "break: 2018-06 merged: " in lines[-1]
    assert run([*asked, "--as-of", "2017-03"]) == 2
    assert run([*asked, *tax, "--as-of", "2017-3"]) == 2
