"""Percentages of tables are recomputed only where the table itself says what they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.bulletin import Annex
from parser.checks.table_rates import check_table_rates
from parser.finding import Finding
from parser.table import Cell, Column
from tests.builders import annex, cell, row, table

COLUMNS = (
    Column(path=("受理",), measure="received_total"),
    Column(path=("办结",), measure="completed_total"),
    Column(path=("办结率",), measure="completion_rate", unit="%"),
)


def percent(value: float, line: int) -> Cell:
    return cell(2, value, line, raw=f"{value:.1f}%", unit="%")


def annex_of(rows: list[tuple[int, int, float]]) -> Annex:
    made = [
        row(f"{name}局", [received, done, percent(rate, line)], line)
        for line, (name, (received, done, rate)) in enumerate(
            zip("甲乙丙丁戊己庚辛", rows, strict=False), start=1
        )
    ]
    return annex([table(made, COLUMNS)])


ROWS = [(400, 300, 75.0), (500, 490, 98.0), (90, 60, 66.7), (160, 144, 90.0), (80, 76, 95.0)]


def test_the_odd_rate_is_told_with_its_figures_and_its_place() -> None:
    (told,) = check_table_rates([annex_of([*ROWS, (200, 150, 57.0)])])
    assert told.evidence["label"] == "己局"
    assert (told.evidence["part"], told.evidence["base"]) == (150, 200)
    assert (told.evidence["printed"], told.evidence["recomputed"]) == (57.0, 75.0)
    assert told.locator is not None
    assert told.locator.line == 6


def test_rates_that_vary_too_little_to_tell_what_they_are_made_of_are_left_alone() -> None:
    close = [(1000, 990, 99.0), (500, 494, 98.8), (900, 891, 99.0), (160, 158, 98.8)]
    assert check_table_rates([annex_of([*close, (200, 150, 99.4)])]) == ()


def test_rates_of_something_else_are_left_alone() -> None:
    other = [(400, 300, 91.2), (500, 490, 12.0), (90, 60, 44.4), (160, 144, 71.0), (80, 76, 3.1)]
    assert check_table_rates([annex_of(other)]) == ()


@pytest.mark.parametrize("code", ["row-contradiction", "total-mismatch"])
def test_what_is_told_of_row_or_total_is_not_told_again(code: str) -> None:
    wrong = annex_of([*ROWS, (200, 150, 57.0)])
    (own,) = check_table_rates([wrong])
    told = Finding(code=code, message="", evidence={"column": 1}, locator=own.locator)
    assert check_table_rates([wrong], [told]) == ()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(50, 9999), st.integers(0, 100)), min_size=4, max_size=8))
def test_rates_rounded_as_printed_are_never_findings(drawn: list[tuple[int, int]]) -> None:
    rows = [(whole, whole * part // 100) for whole, part in drawn]
    right = [(whole, part, round(100 * part / whole, 1)) for whole, part in rows]
    assert check_table_rates([annex_of(right)]) == ()
