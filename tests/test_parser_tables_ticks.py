from __future__ import annotations

import pytest

from parser.document import Locator
from parser.table import Column
from parser.tables.placement import PrintedValue, ValueRow, place_values

DUTIES = tuple(
    Column(path=(*path,))
    for path in (
        ("到岗", "按要求到岗"),
        ("到岗", "未按要求到岗"),
        ("迟到",),
        ("旷工",),
        ("及时报送",),
    )
)


def rows(*printed: str) -> list[ValueRow]:
    """Return a row for each string of marks, √ or digits."""
    return [
        ValueRow(
            values=tuple(
                PrintedValue(raw=mark, value=True if mark == "√" else int(mark)) for mark in marks
            ),
            kind="department",
            label=f"部门{number}",
            locator=Locator(block=number),
        )
        for number, marks in enumerate(printed)
    ]


def test_two_ticks_stand_with_the_two_duties_and_not_with_faults() -> None:
    placed = place_values(DUTIES, rows(*["√√"] * 30)).rows[0]
    assert [cell.column for cell in placed] == [0, 4]
    assert placed[1].probability > 0.95


def test_a_duty_denied_remains_possible_beside_the_duty_itself() -> None:
    """That 30 departments have two ticks each does not tell 到岗 from 未到岗."""
    placed = place_values(DUTIES, rows(*["√√"] * 30)).rows[0]
    assert placed[0].probability < 0.95
    assert placed[0].candidates[:2] == (0, 1)


def test_a_figure_counts_faults() -> None:
    placed = place_values(DUTIES, rows(*["√√"] * 30, "√2√")).rows[-1]
    assert placed[1].column in (2, 3)
    assert placed[1].probability == pytest.approx(0.5, abs=0.1), "迟到 and 旷工 are alike"


def test_rows_alike_are_placed_alike() -> None:
    found = place_values(DUTIES, rows("√√", "√", "√√", "√")).rows
    assert found[0] == found[2]
    assert found[1] == found[3]


def test_one_tick_a_row_stays_open_between_two_duties() -> None:
    columns = tuple(Column(path=(leaf,)) for leaf in ("着装规范", "旷工", "及时报送"))
    placed = place_values(columns, rows(*["√"] * 20)).rows[0]
    assert placed[0].status == "ambiguous"
    assert set(placed[0].candidates[:2]) == {0, 2}


def test_a_title_is_ticked_as_duties_are_and_no_count() -> None:
    """Of five ticks in six columns the last may well be 先进窗口."""
    leaves = ("材料报送", "网上公示", "全勤", "着装规范", "无投诉")
    titled, counted = (
        place_values(
            [Column(path=(leaf,)) for leaf in (*leaves, last)],
            rows(*["√√√√√"] * 20, *["√√√√"] * 12),
        ).rows[0][-1]
        for last in ("先进窗口", "锦旗")
    )

    assert titled.column == counted.column == 4
    assert titled.probability < counted.probability < 1.0
