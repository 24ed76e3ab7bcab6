from __future__ import annotations

import pytest

from corpus.families import FAMILIES
from corpus.generate import bulletin, issuer, month_table, with_errors
from corpus.synthetic import MARKER, value_rows
from tests.benchmarks.realism import ANNEXES, measured, real_rows


def test_the_same_seed_gives_the_same_bulletin_marked_as_synthetic() -> None:
    drawn = bulletin(issuer(5), 3)

    assert drawn == bulletin(issuer(5), 3)
    assert drawn.title.startswith(MARKER)
    assert (drawn.year, drawn.month) == (2017, 4)


@pytest.mark.parametrize("family", FAMILIES)
def test_clean_tables_add_up(family: str) -> None:
    table = month_table(issuer(6), family, 0, total=True)
    groups = FAMILIES[family].groups

    for row in table.rows:
        numbers = [int(text) if text and text.isdigit() else 0 for text in row.cells]
        for group in groups:
            if group.parts:
                assert numbers[group.whole] == sum(numbers[part] for part in group.parts)


def test_errors_say_what_was_meant() -> None:
    clean = month_table(issuer(7), "counter-online-mail", 0, total=True)
    wrong = with_errors(clean, 1, count=3)

    assert len(wrong.errors) == 3
    for error in wrong.errors:
        if error.column is not None:
            (row,) = [row for row in wrong.rows if row.label == error.label]
            assert row.cells[error.column] == error.printed != error.meant


def test_collapsing_keeps_values_and_order() -> None:
    table = month_table(issuer(8), "hotline", 0)

    for row, kept, lost in zip(
        table.rows,
        value_rows(table, collapsed=False),
        value_rows(table, collapsed=True),
        strict=True,
    ):
        assert kept.columns == row.filled
        assert lost.columns is None
        assert kept.values == lost.values
        assert sorted(filter(None, row.collapsed)) == sorted(filter(None, row.cells))


def test_no_row_of_the_real_bulletin_is_one_that_could_not_be_drawn() -> None:
    for annex, family in ANNEXES.items():
        figures = measured(family, real_rows(annex))

        assert figures["values a row"] > 1.9
        assert figures["cannot be drawn"] == 0


def test_departments_complete_nothing_in_one_month_and_several_months_work_in_another() -> None:
    tables = [month_table(issuer(9), "counter-online-mail", month) for month in range(12)]
    rows = [row for table in tables for row in table.rows if row.kind == "department"]
    counts = [(int(row.cells[0] or 0), int(row.cells[4] or 0)) for row in rows if row.cells[0]]

    assert any(completed == 0 for _, completed in counts)
    assert any(completed > 2 * received > 20 for received, completed in counts)
    assert 0.2 < sum(a == b for a, b in counts) / len(counts) < 0.7
