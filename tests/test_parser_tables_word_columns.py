"""Words beside the figures: what classes a row, and remarks."""

from __future__ import annotations

from pathlib import Path

from parser.readers.plain import read_text
from parser.table import Table
from parser.tables.assemble import recover_tables
from parser.tables.evidence import gather_evidence, past_table, place_again
from parser.tables.word_columns import figure_columns, only_figures, with_words

FIXTURES = Path(__file__).parent / "fixtures" / "dialects"


def table(name: str) -> Table:
    document = read_text((FIXTURES / f"{name}.txt").read_bytes())
    (found,) = recover_tables(document.blocks).tables
    return found


def test_columns_of_words_at_the_edges_are_no_columns_of_figures() -> None:
    assert figure_columns(table("category_before")) == (1, 2, 3)
    assert figure_columns(table("remarks_with_words")) == (0, 1, 2)
    assert figure_columns(table("grades_stacked")) == (0, 1)


def test_taking_words_away_and_putting_them_back_changes_nothing() -> None:
    for name in ("category_before", "remarks_collapsed", "region_department_spanned"):
        whole = table(name)
        kept = figure_columns(whole)

        assert with_words(only_figures(whole, kept), whole, kept) == whole


def test_other_months_move_figures_but_no_words() -> None:
    whole = table("class_spanned_numbered")
    past = [past_table(whole, name=name) for name in ("2020-01", "2020-02")]

    again = place_again(whole, gather_evidence(past), name="2020-03")

    for row, before in zip(again.rows, whole.rows, strict=True):
        assert [cell.raw for cell in row.cells] == [cell.raw for cell in before.cells]
        words = [cell for cell in row.cells if cell.column == 0]
        assert words == [cell for cell in before.cells if cell.column == 0]
