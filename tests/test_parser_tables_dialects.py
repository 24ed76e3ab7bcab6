"""Every way in which a table is flattened, from layouts seen in public bulletins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parser.readers.plain import read_text
from parser.tables.assemble import Recovered, recover_tables
from parser.text import compact

FIXTURES = Path(__file__).parent / "fixtures" / "dialects"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.txt"))


def recovered(name: str) -> Recovered:
    document = read_text((FIXTURES / f"{name}.txt").read_bytes())
    return recover_tables(document.blocks, ends_document=True)


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_columns_and_measures_of_the_dialect(name: str) -> None:
    tables = recovered(name).tables
    assert [
        {
            "layout": table.layout,
            "columns": ["/".join(column.path) for column in table.columns],
            "measures": [column.measure for column in table.columns],
        }
        for table in tables
    ] == [
        {key: t[key] for key in ("layout", "columns", "measures")} for t in golden(name)["tables"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_rows_and_figures_of_the_dialect(name: str) -> None:
    for table, truth in zip(recovered(name).tables, golden(name)["tables"], strict=True):
        assert [[row.number, row.label] for row in table.rows] == [row[:2] for row in truth["rows"]]
        for row, (_, label, figures) in zip(table.rows, truth["rows"], strict=True):
            assert [cell.raw for cell in row.cells] == [f for f in figures if f is not None], label


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_is_certain_of_a_wrong_column(name: str) -> None:
    for table, truth in zip(recovered(name).tables, golden(name)["tables"], strict=True):
        for row, (_, label, figures) in zip(table.rows, truth["rows"], strict=True):
            columns = [index for index, figure in enumerate(figures) if figure is not None]
            for cell, column in zip(row.cells, columns, strict=True):
                assert column in cell.candidates, (label, cell.raw)
                if cell.status in ("printed", "proven"):
                    assert cell.column == column, (label, cell.raw)


@pytest.mark.parametrize("name", NAMES)
def test_only_complete_rows_and_kept_blanks_are_called_printed(name: str) -> None:
    for table in recovered(name).tables:
        for row in table.rows:
            printed = {cell.status == "printed" for cell in row.cells}
            complete = len(row.cells) == len(table.columns)
            if row.cells and (table.layout == "grid" or complete):
                assert printed == {True}
            else:
                assert True not in printed


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_table_stays_text_and_nothing_is_lost(name: str) -> None:
    found = recovered(name)
    assert [paragraph.text for paragraph in found.rest] == golden(name)["rest"]
    lines = [(line.locator.block, line.text) for table in found.tables for line in table.source]
    lines += [(paragraph.locator.block, paragraph.text) for paragraph in found.rest]
    whole = (FIXTURES / f"{name}.txt").read_text("utf-8")
    assert compact("".join(text for _, text in sorted(lines))) == compact(whole)


@pytest.mark.parametrize("name", NAMES)
def test_findings_of_the_dialect(name: str) -> None:
    # How much placement leaves open is its own matter.
    codes = [f.code for f in recovered(name).findings if f.code != "cells-ambiguous"]
    assert codes == golden(name)["findings"]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_says_where_it_stands(name: str) -> None:
    lines = (FIXTURES / f"{name}.txt").read_text("utf-8").splitlines()
    for table in recovered(name).tables:
        for row in table.rows:
            for cell in row.cells:
                place = cell.locator
                assert place.line is not None
                assert lines[place.line - 1][place.start : place.end].strip() == cell.raw
