"""The second reading of PDF tables: it differs where a figure is wrong, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from parser.document import Document, RawTable
from parser.pipeline import parse_bytes
from parser.readers import read
from parser.readers.second import with_second_reading
from tests.conftest import ROOT

KEPT = sorted((ROOT / "corpus" / "invented").glob("*-pdf.pdf"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_two_readings_of_a_kept_pdf_agree_in_every_figure(path: Path) -> None:
    data = path.read_bytes()
    document = read(data, name=path.name)
    assert with_second_reading(data, document) == document


def misread(document: Document, number: int) -> tuple[Document, str]:
    """Return a document as if its ``number``-th figure had been read wrong, and what it was."""
    table = next(block for block in document.blocks if isinstance(block, RawTable))
    figures = [at for at, cell in enumerate(table.cells) if cell.text.isdecimal()]
    at = figures[number]
    right = table.cells[at].text
    wrong = replace(table.cells[at], text=right + "7")
    changed = replace(table, cells=(*table.cells[:at], wrong, *table.cells[at + 1 :]))
    blocks = tuple(changed if block is table else block for block in document.blocks)
    return replace(document, blocks=blocks), right


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_misread_figure_is_doubted_with_both_readings_and_never_changed(path: Path) -> None:
    data = path.read_bytes()
    document, right = misread(read(data, name=path.name), 20)
    second = with_second_reading(data, document)
    cells = [cell for block in second.blocks if isinstance(block, RawTable) for cell in block.cells]
    doubted = [cell for cell in cells if cell.doubt]
    assert [(cell.text, cell.readings) for cell in doubted] == [(right + "7", ((right, 0.3),))]
    assert [code for code, _, _ in second.problems] == ["second-reading-differs"]


def test_what_differs_becomes_a_finding_and_a_cell_that_is_not_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = KEPT[1].read_bytes()
    monkeypatch.setattr(
        "parser.pipeline.read", lambda data, name: misread(read(data, name=name), 20)[0]
    )
    bulletin = parse_bytes(data, path=KEPT[1].name, second_reading=True)
    unsure = [
        cell.status
        for annex in bulletin.annexes
        for table in annex.tables
        for row in table.rows
        for cell in row.cells
        if cell.status != "printed"
    ]
    assert unsure == ["ambiguous"]
    assert "second-reading-differs" in {finding.code for finding in bulletin.findings}
    plain = parse_bytes(data, path=KEPT[1].name)
    assert "second-reading-differs" not in {finding.code for finding in plain.findings}


def test_a_file_that_the_second_reader_refuses_is_said_not_to_be_compared() -> None:
    path = KEPT[0]
    document = read(path.read_bytes(), name=path.name)
    second = with_second_reading(b"no PDF", document)
    assert second.blocks == document.blocks
    pages = {
        cell.locator.page
        for block in document.blocks
        if isinstance(block, RawTable)
        for cell in block.cells
    }
    assert [said for _, said, _ in second.problems] == [
        f"page {page} could not be read a second time" for page in sorted(filter(None, pages))
    ]


def test_word_files_are_not_read_twice() -> None:
    path = next((ROOT / "corpus" / "invented").glob("*.docx"))
    document = read(path.read_bytes(), name=path.name)
    assert with_second_reading(path.read_bytes(), document) is document
