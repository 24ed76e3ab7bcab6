from __future__ import annotations

from pathlib import Path

import pytest

from corpus.enumerate_placements import PrintedRow, main, placements, printed_rows
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def rows() -> list[PrintedRow]:
    path = ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt"
    return list(printed_rows(path.read_text(encoding="utf-8")))


def row(rows: list[PrintedRow], annex: int, label: str) -> PrintedRow:
    (found,) = [row for row in rows if row.table.annex == annex and row.label == label]
    return found


def test_every_row_of_the_three_tables_is_there(rows: list[PrintedRow]) -> None:
    counted = [sum(1 for row in rows if row.table.annex == annex) for annex in (3, 4, 5)]
    values = [
        sum(len(row.values) for row in rows if row.table.annex == annex) for annex in (3, 4, 5)
    ]

    assert counted == [55, 53, 8]
    assert values == [256, 105, 45]


def test_a_row_whose_numbers_fit_one_way_has_one_placement(rows: list[PrintedRow]) -> None:
    assert placements(row(rows, 3, "省质监局")) == (tuple(range(10)),)
    assert placements(row(rows, 3, "省财政厅")) == ((8,), (9,))


def test_a_row_that_breaks_its_sums_keeps_the_order_alone(rows: list[PrintedRow]) -> None:
    assert len(placements(row(rows, 5, "省机关事务管理局"))) == 84


def test_a_row_that_is_cut_off_is_not_closed_by_its_end(rows: list[PrintedRow]) -> None:
    cut = row(rows, 5, "省知识产权局")

    assert cut.cut
    assert placements(cut) == ((0, 1, 2, 3, 4), (0, 1, 2, 3, 7), (0, 1, 2, 3, 8))


def test_the_kept_truth_is_what_the_enumeration_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, real_bulletin: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["enumerate_placements", str(real_bulletin)])

    main()

    kept = ROOT / "corpus" / "truth" / "2017-03-jiangsu.cells.tsv"
    assert capsys.readouterr().out == kept.read_text(encoding="utf-8")
