from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from parser.document import Paragraph, RawTable, UnreadableError
from parser.readers import read


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["3月份办件统计表", None, None, None],
        ["部门", "其中", None, "办结率"],
        [None, "大厅", "网上", None],
        ["省编办", 4, 90.0, 0.9],
        ["省农委", None, "１２", 0.125],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:D3")
    sheet["D4"].number_format = "0%"
    sheet["D5"].number_format = "0.0%"
    hidden = book.create_sheet("隐藏")
    hidden.append(["不要"])
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_sheet_is_a_table_under_its_title() -> None:
    document = read(workbook(), name="a.xlsx")
    title, table = document.blocks
    assert isinstance(title, Paragraph)
    assert isinstance(table, RawTable)
    assert title.text == "3月份办件统计表"
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        ("部门", 0, 0, 2, 1), ("其中", 0, 1, 1, 2), ("办结率", 0, 3, 2, 1), ("大厅", 1, 1, 1, 1),
        ("网上", 1, 2, 1, 1), ("省编办", 2, 0, 1, 1), ("4", 2, 1, 1, 1), ("90", 2, 2, 1, 1),
        ("90%", 2, 3, 1, 1), ("省农委", 3, 0, 1, 1), ("", 3, 1, 1, 1), ("１２", 3, 2, 1, 1),
        ("12.5%", 3, 3, 1, 1),
    ]  # fmt: skip
    assert (table.cells[5].locator.row, table.cells[5].locator.member) == (4, "Sheet")


def test_an_empty_workbook_ends_in_one_line() -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(UnreadableError, match="empty"):
        read(stream.getvalue(), name="a.xlsx")


def saved(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_formulas_without_results_are_said_where_nothing_computes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    document = read(saved([["部门", "收件"], ["省编办", "=1+2"], ["省农委", 4]]), name="a.xlsx")
    ((code, what, _),) = document.problems
    assert code == "part-unreadable"
    assert what.startswith("1 formulas have no result")


def test_a_blank_row_and_a_title_begin_another_table() -> None:
    rows: list[list[object]] = [[None, None, "甲表"], [None, None, "部门", "收件", "办结"]]
    rows += [[None, None, "省编办", 4, 3], [], [None, None, "乙表"]]
    rows += [[None, None, "部门", "迟到", "早退"], [None, None, "省农委", 1, 2]]
    document = read(saved(rows), name="a.xlsx")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["甲表", "乙表"]
    tables = [b for b in document.blocks if isinstance(b, RawTable)]
    assert [[cell.text for cell in table.cells] for table in tables] == [
        ["部门", "收件", "办结", "省编办", "4", "3"], ["部门", "迟到", "早退", "省农委", "1", "2"],
    ]  # fmt: skip
    assert tables[1].cells[0].locator.row == 6


def test_struck_and_raised_text_is_no_part_of_a_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["部门", "大厅", "网上"])
    raised, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    sheet.append(["省编办", CellRichText("17", TextBlock(raised, "1")), 5])
    sheet.append(["省农委", CellRichText(TextBlock(struck, "77"), "31"), 9])
    sheet["C3"].font = Font(strike=True)
    stream = io.BytesIO()
    book.save(stream)
    document = read(stream.getvalue(), name="a.xlsx")
    (table,) = document.blocks
    assert isinstance(table, RawTable)
    assert [cell.text for cell in table.cells][3:] == ["省编办", "17", "5", "省农委", "31", ""]
    assert [message for _, message, _ in document.problems] == ["left out: 77、9"]
