"""Whole documents, in layouts seen in public bulletins, against what a person read in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from parser.bulletin import Bulletin
from parser.pipeline import parse_bytes
from parser.table import Table

FIXTURES = Path(__file__).parent / "fixtures" / "documents"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.txt"))


@cache
def parsed(name: str) -> Bulletin:
    return parse_bytes((FIXTURES / f"{name}.txt").read_bytes(), path=f"{name}.txt")


@cache
def truth(name: str) -> dict[str, Any]:
    """What a person read: all values as text, ``~`` for what the document does not say.

    A table's rows are lines of number, name and figures with ``|`` between, ``.`` for a row
    without number.
    """
    read: dict[str, Any] = yaml.load(
        (FIXTURES / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader
    )
    return read


def stated(value: str) -> str | None:
    return None if value == "~" else value


def cells(line: str) -> list[str]:
    first, *others = (part.strip() for part in line.split("|"))
    return ["" if first == "." else first, *others]


def tables(name: str) -> list[tuple[Table, dict[str, str]]]:
    """The tables with what was read in them, those of an annex in their order."""
    pairs = []
    for annex, read in zip(parsed(name).annexes, truth(name).get("annexes", []), strict=True):
        pairs += list(zip(annex.tables, read.get("tables", []), strict=True))
    return pairs


@pytest.mark.parametrize("name", NAMES)
def test_title_issuer_and_period_are_those_printed(name: str) -> None:
    bulletin, read = parsed(name), truth(name)
    found = {
        "title": bulletin.title,
        "issuer": bulletin.issuer,
        "period": bulletin.period.label if bulletin.period else None,
    }
    wanted = {key: stated(read[key]) for key in found if key in read}
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", NAMES)
def test_sections_and_annexes_are_those_printed(name: str) -> None:
    bulletin, read = parsed(name), truth(name)
    if "sections" in read:
        assert [
            f"{section.level} {section.number or '-'} {section.heading or '-'}"
            for section in bulletin.sections
        ] == read["sections"]
    wanted = read.get("annexes", [])
    assert len(bulletin.annexes) == len(wanted)
    for annex, own in zip(bulletin.annexes, wanted, strict=True):
        found = {
            "number": annex.number and str(annex.number),
            "title": annex.title,
            "notes": [note.text for note in annex.notes],
            "text": [passage.text for passage in annex.passages],
        }
        stands = {key: value for key, value in own.items() if key in found}
        stands = {k: stated(v) if isinstance(v, str) else v for k, v in stands.items()}
        assert {key: found[key] for key in stands} == stands


@pytest.mark.parametrize("name", NAMES)
def test_columns_and_rows_bear_their_printed_names(name: str) -> None:
    for table, read in tables(name):
        assert ["/".join(column.path) for column in table.columns] == [
            path.strip() for path in read["columns"].split("|")
        ]
        rows = [cells(line)[:2] for line in read["rows"].splitlines()]
        assert [[row.number or "", row.label or ""] for row in table.rows] == rows
        if "kinds" in read:
            assert "".join(row.kind[0] for row in table.rows) == read["kinds"]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_kept_and_none_is_certain_of_a_wrong_column(name: str) -> None:
    for table, read in tables(name):
        for row, line in zip(table.rows, read["rows"].splitlines(), strict=True):
            wanted = [(at, raw) for at, raw in enumerate(cells(line)[2:]) if raw]
            assert [cell.raw for cell in row.cells] == [raw for _, raw in wanted], row.label
            for cell, (column, raw) in zip(row.cells, wanted, strict=True):
                assert column in cell.candidates, (row.label, raw)
                if cell.status in ("printed", "proven"):
                    assert cell.column == column, (row.label, raw)


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_read_is_said_so(name: str) -> None:
    codes = [finding.code for finding in parsed(name).findings]
    assert codes.count("table-refused") == int(truth(name).get("refused", 0))
    for code in truth(name).get("findings", []):
        assert code in codes


@pytest.mark.parametrize("name", ["glued_then_grid", "rows_glued_numbers_refused"])
def test_the_lines_of_a_refused_table_state_no_facts(name: str) -> None:
    bulletin = parsed(name)
    assert any(finding.code == "table-refused" for finding in bulletin.findings)
    assert not [fact.quote for fact in bulletin.facts if "局" in fact.quote]
    assert any("局" in passage.text for _, passage in bulletin.passages())
