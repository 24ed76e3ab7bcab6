"""How a series becomes lines, and what a doubtful number may be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from db.connect import open_for_reading
from db.lines import candidate_range, lines_of, table_name
from db.numbers import Point, Subject, numbers
from tests.builders_site import BEFORE, archive_of_months

POINT = Point(
    period="2018-09",
    issuer="省中心",
    department_id=None,
    department="江苏省环境保护厅",
    label="省环保厅",
    measure="received_total",
    value=611,
    status="printed",
    obs_status="A",
    annex="9月份办件统计表",
)


def test_titles_that_differ_in_the_month_alone_make_one_line() -> None:
    points = [POINT, replace(POINT, period="2018-10", annex="10月份办件统计表")]

    (line,) = lines_of(points)

    assert line.name == "江苏省环境保护厅"
    assert [point.period for point in line.points] == ["2018-09", "2018-10"]


def test_two_annexes_of_one_month_make_a_line_each() -> None:
    later = replace(POINT, period="2018-10", annex="10月份办件统计表")
    points = [POINT, replace(POINT, annex="9月份分中心统计表", value=3), later]

    names = {line.name: [p.value for p in line.points] for line in lines_of(points)}

    assert names == {
        "江苏省环境保护厅 办件统计表": [611, 611],
        "江苏省环境保护厅 分中心统计表": [3],
    }


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2017年3月份省政务服务中心部门办件统计表", "省政务服务中心部门办件统计表"),
        ("第一季度办件情况", "办件情况"),
        ("2018年上半年12345热线办理情况", "12345热线办理情况"),
        ("1-6月12345热线办理情况", "12345热线办理情况"),
        (None, ""),
    ],
)
def test_the_time_is_taken_out_of_a_title_and_nothing_else(title: str | None, name: str) -> None:
    assert table_name(title) == name


def test_a_doubtful_number_may_be_any_of_its_row_that_may_stand_there(tmp_path: Path) -> None:
    connection = open_for_reading(archive_of_months(tmp_path / "archive.db"))
    held = {p.period: p for p in numbers(connection, "received_total", Subject(id=BEFORE.id))}

    assert candidate_range(connection, held["2018-05"]) == (120.0, 480.0)
    assert candidate_range(connection, held["2018-06"]) is None
    assert candidate_range(None, held["2018-05"]) is None


def test_a_sum_may_be_what_its_parts_may_be(tmp_path: Path) -> None:
    connection = open_for_reading(archive_of_months(tmp_path / "archive.db"))
    held = {p.period: p for p in numbers(connection, "received_total", Subject(id=BEFORE.id))}
    doubtful, sure = held["2018-05"], replace(POINT, value=100)

    whole = replace(doubtful, value=580, place=None, parts=(doubtful, sure))

    assert candidate_range(connection, whole) == (220.0, 580.0)
