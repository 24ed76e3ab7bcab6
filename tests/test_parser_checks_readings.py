from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.render import PrintedBulletin, render_docx
from parser import pipeline
from parser.bulletin import Bulletin
from parser.checks.readings import looks_alike
from parser.document import Document, RawTable
from parser.readers import read
from parser.table import Cell
from tests.builders_documents import bulletin


def misread(
    document: Document, at: tuple[int, int], text: str, *, doubt: float = 0.0, other: str = ""
) -> tuple[Document, str]:
    """Return the document as a scan whose cell ``at`` reads ``text``, and what it was."""
    blocks = list(document.blocks)
    index = next(n for n, block in enumerate(blocks) if isinstance(block, RawTable))
    table = blocks[index]
    assert isinstance(table, RawTable)
    cells = list(table.cells)
    place = next(n for n, cell in enumerate(cells) if (cell.row, cell.column) == at)
    was = cells[place].text
    readings = ((other or was, 0.3),) if other else ()
    cells[place] = replace(cells[place], text=text, doubt=doubt, readings=readings)
    blocks[index] = replace(table, cells=tuple(cells))
    return replace(document, blocks=tuple(blocks), format="scan"), was


def parsed(monkeypatch: pytest.MonkeyPatch, document: Document) -> Bulletin:
    monkeypatch.setattr(pipeline, "read", lambda data, name: document)
    return pipeline.parse_bytes(b"scan", path="2017-03.tif")


def printed() -> PrintedBulletin:
    return bulletin(3, rows=25)


def first_sum(document: Document) -> tuple[int, int, str]:
    """Return (row, column, text) of a total with three digits or more."""
    table = next(block for block in document.blocks if isinstance(block, RawTable))
    cell = next(c for c in table.cells if c.row > 4 and c.column == 2 and len(c.text) > 2)
    return cell.row, cell.column, cell.text


def figure(found: Bulletin, row: int) -> Cell:
    return next(c for c in found.annexes[0].tables[0].rows[row - 2].cells if c.column == 0)


def test_a_misread_figure_is_named_with_what_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(render_docx(printed()), name="a")
    row, column, text = first_sum(document)
    wrong = text[:-1] + ("8" if text[-1] != "8" else "3")
    scan, was = misread(document, (row, column), wrong, doubt=0.02, other=text)
    found = parsed(monkeypatch, scan)
    told = [one for one in found.findings if one.code == "figure-misread"]
    cell = figure(found, row)
    assert (cell.raw, cell.status) == (wrong, "ambiguous")
    assert told[0].evidence["singled_out"] is True
    assert told[0].evidence["figures"][0] == {  # type: ignore[index]
        "column": "收件总数",
        "read": wrong,
        "may_be": int(was),
    }


def test_a_sum_that_fails_without_a_suspect_doubts_all_its_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = read(render_docx(printed()), name="a")
    row, column, _ = first_sum(document)
    scan, _ = misread(document, (row, column), "7")
    found = parsed(monkeypatch, scan)
    cells = found.annexes[0].tables[0].rows[row - 2].cells
    assert any(one.code == "figure-misread" for one in found.findings)
    assert {cell.status for cell in cells if cell.column < 4} == {"inferred"}


def test_figures_of_a_word_file_are_never_called_misread(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(render_docx(printed()), name="a")
    row, column, _ = first_sum(document)
    scan, _ = misread(document, (row, column), "7")
    found = parsed(monkeypatch, replace(scan, format="docx"))
    assert not [one for one in found.findings if one.code == "figure-misread"]
    assert figure(found, row).status == "printed"


def test_a_scan_that_adds_up_stays_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(render_docx(printed()), name="a")
    found = parsed(monkeypatch, replace(document, format="scan"))
    statuses = {c.status for row in found.annexes[0].tables[0].rows for c in row.cells}
    assert not [one for one in found.findings if one.code == "figure-misread"]
    assert statuses == {"printed"}


def test_numbers_look_alike_where_one_digit_may_be_taken_for_another() -> None:
    assert looks_alike("382", "332")
    assert looks_alike("1437", "11437")
    assert not looks_alike("382", "417")


@pytest.mark.parametrize("right", [True, False])
def test_a_number_broken_over_lines_is_sure_where_its_sum_comes_out(
    monkeypatch: pytest.MonkeyPatch, right: bool
) -> None:
    document = read(render_docx(printed()), name="a")
    row, column, text = first_sum(document)
    joined = text if right else f"{text}4"
    broken, _ = misread(document, (row, column), joined, doubt=0.1, other=f"{text[:-1]} {text[-1]}")
    found = parsed(monkeypatch, replace(broken, format="pdf"))
    cell = figure(found, row)
    assert cell.raw == joined
    assert (cell.status == "printed") is right
    assert any(one.code == "figure-misread" for one in found.findings) is not right
