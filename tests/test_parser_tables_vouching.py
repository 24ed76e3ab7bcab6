from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.generate import issuer, month_table, with_errors
from corpus.synthetic import SyntheticTable, value_rows
from parser.table import Identity
from parser.tables.budget import Budget
from parser.tables.narrowing import Sums
from parser.tables.placement import Placement, ValueRow, place_values
from parser.tables.reach import reachable
from parser.tables.vouching import UNNOTICED, unnoticed


def one_value_a_row(rows: int, width: int) -> Sums:
    """Rows of one value that may stand in any column; in truth all stand in the first."""
    numbers = [1 + k % 9 for k in range(rows)]
    amounts = tuple(np.eye(width, dtype=np.int64) * number for number in numbers)
    totals = np.array([sum(numbers), *[0] * (width - 1)], dtype=np.int64)
    return Sums(tuple(range(rows)), amounts, totals, 1)


def test_where_all_totals_are_known_their_sum_shows_every_misprint() -> None:
    assert unnoticed(one_value_a_row(60, 3), (0, 1, 2), (), Budget()) == {}


def test_where_a_total_is_not_known_many_open_rows_reach_almost_any_other() -> None:
    doubtful = unnoticed(one_value_a_row(60, 3), (0, 1), (), Budget())

    assert set(doubtful) == {0, 1}
    assert all(UNNOTICED <= risk < 0.1 for risk in doubtful.values())


def test_in_few_figures_a_misprint_is_seldom() -> None:
    assert unnoticed(one_value_a_row(4, 3), (0, 1), (), Budget()) == {}


def test_columns_of_a_sum_are_vouched_for_by_the_total_row() -> None:
    identity = Identity(kind="sum", total=0, parts=(1,))

    assert unnoticed(one_value_a_row(60, 3), (0, 1), (identity,), Budget()) == {}


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=3), min_size=1, max_size=5))
def test_the_sums_that_rows_reach_are_those_of_all_choices(offers: list[list[int]]) -> None:
    wanted = {0}
    for offer in offers:
        wanted = {before + amount for before in wanted for amount in offer}

    found = reachable(offers, Budget())

    assert found is not None
    assert {total for total in range(200) if found.holds(total)} == wanted


def without_the_last_total(table: SyntheticTable) -> list[ValueRow]:
    """Return the flattened rows; the total row's columns are known, its last figure is blank."""
    return [
        replace(printed, values=printed.values[:-1], columns=row.filled[:-1])
        if row.kind == "total"
        else printed
        for row, printed in zip(table.rows, value_rows(table, collapsed=True), strict=True)
    ]


def wrong(table: SyntheticTable, placement: Placement) -> int:
    return sum(
        cell.status == "proven" and cell.column != column
        for truth, found in zip(table.rows, placement.rows, strict=True)
        for column, cell in zip(truth.filled, found, strict=False)
    )


def test_what_only_such_totals_tell_is_inferred_and_keeps_its_other_columns() -> None:
    table = month_table(issuer(70004), "counts-only", 2, total=True)
    rows = without_the_last_total(table)
    cells = [
        cell
        for row, found in zip(table.rows, place_values(table.columns, rows).rows, strict=True)
        for cell in found
        if row.kind == "department" and "total" in cell.basis
    ]
    taken_back = [cell for cell in cells if cell.status == "inferred" and cell.probability > 0.95]

    assert taken_back
    assert all(len(cell.candidates) > 1 for cell in taken_back)


@pytest.mark.parametrize(("seed", "month"), [(70007, 5), (70007, 7), (70010, 5)])
def test_a_wrong_total_beside_an_unknown_one_proves_nothing_wrong(seed: int, month: int) -> None:
    clean = month_table(issuer(seed), "counts-only", month, total=True)
    table = with_errors(clean, month, count=1 + month % 3)
    placement = place_values(table.columns, without_the_last_total(table))

    assert wrong(table, placement) == 0
