from __future__ import annotations

import pytest

from parser.document import Document, Paragraph, RawTable, UnreadableError
from parser.readers import read

HEAD = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset2 Wingdings;}}"


def hexed(text: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in text.encode("gb18030"))


def read_rtf(body: bytes) -> Document:
    return read(HEAD + body + b"}", name="2009-03.doc")


def texts(document: Document, role: str = "body") -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph) and b.role == role]


def test_chinese_is_read_from_bytes_and_from_unicode_escapes() -> None:
    document = read_rtf(
        hexed("3月份通报") + rb"\par \uc1\u20108?\u12289? " + hexed("马上就办") + rb"\par"
    )
    assert texts(document) == ["3月份通报", "二、 马上就办"]
    assert document.format == "doc"


def test_merged_cells_keep_their_spans() -> None:
    rows = (
        rb"\trowd\trhdr\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000"
        rb"\pard\intbl A\cell B\cell\cell\row"
        rb"\trowd\trhdr\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell C\cell D\cell\row"
        rb"\trowd\cellx1000\cellx2020\cellx3000\pard\intbl a\cell 14\cell\cell\row\pard "
    )
    document = read_rtf(rows + rb"after\par")
    table, after = document.blocks
    assert isinstance(table, RawTable)
    assert isinstance(after, Paragraph)
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        ("A", 0, 0, 2, 1), ("B", 0, 1, 1, 2), ("C", 1, 1, 1, 1), ("D", 1, 2, 1, 1),
        ("a", 2, 0, 1, 1), ("14", 2, 1, 1, 1), ("", 2, 2, 1, 1),
    ]  # fmt: skip
    assert table.header_rows == 2
    assert after.text == "after"


def test_list_numbers_fields_notes_and_ticks() -> None:
    document = read_rtf(
        rb"{\listtext\pard\plain " + hexed("一、") + rb"\tab}" + hexed("工作") + rb"\par "
        rb"{\field{\*\fldinst PAGE}{\fldrslt 3}}{\f1 \'fc}{\deleted 9}{\v 8}\par "
        rb"{\header\pard head\par}{\footer\pard foot\par}x{\footnote\pard note\par}\par"
    )
    assert texts(document) == ["一、工作", "3√", "x"]
    assert texts(document, "header") == ["head"]
    assert texts(document, "footer") == ["foot"]
    assert texts(document, "footnote") == ["note"]


def test_an_empty_file_ends_in_one_line() -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read_rtf(b"")


def nested_rows(cells: tuple[tuple[str, str], ...]) -> bytes:
    rows = b""
    for one, other in cells:
        rows += rb"\pard\intbl\itap2 " + hexed(one) + rb"\nestcell " + hexed(other) + rb"\nestcell "
        rows += rb"{\*\nesttableprops\trowd\cellx1500\cellx2000\nestrow}{\nonesttables\par}"
    return rows


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = nested_rows((("网上", "24"), ("大厅", "1")))
    outer = rb"\trowd\cellx1000\cellx2000\pard\intbl " + hexed("省民委") + rb"\cell "
    document = read_rtf(outer + inner + rb"\pard\intbl\cell\row\pard " + hexed("完") + rb"\par")
    around, within, _ = document.blocks
    assert isinstance(around, RawTable)
    assert isinstance(within, RawTable)
    assert [cell.text for cell in around.cells] == ["省民委", ""]
    assert [cell.text for cell in within.cells] == ["网上", "24", "大厅", "1"]


def test_a_frame_of_one_cell_gives_what_stands_in_it_in_its_order() -> None:
    inner = nested_rows((("省外办", "2"), ("省民委", "3")))
    frame = rb"\trowd\cellx2000\pard\intbl " + hexed("4月份通报") + rb"\par "
    document = read_rtf(
        frame
        + inner
        + rb"\pard\intbl "
        + hexed("完")
        + rb"\cell\row\pard "
        + hexed("后")
        + rb"\par"
    )
    first, table, last, after = document.blocks
    assert isinstance(table, RawTable)
    assert [cell.text for cell in table.cells] == ["省外办", "2", "省民委", "3"]
    assert texts(document) == ["4月份通报", "完", "后"]
    assert [block.locator.block for block in (first, table, last, after)] == [0, 1, 2, 3]


def test_a_tick_is_told_by_the_name_of_its_font() -> None:
    fonts = rb"{\rtf1\ansi{\fonttbl{\f0\fcharset134 SimSun;}{\f7\fcharset2 Wingdings 2;}}"
    document = read(fonts + rb"{\f7 P}\par}", name="a.rtf")
    assert texts(document) == ["√"]


def test_raised_marks_and_struck_figures_are_no_part_of_a_number() -> None:
    document = read_rtf(
        rb"{\b 17}{\super 1}2{\strike 77}3\par {\up6 9}{\striked1 5}{\super 2\nosupersub 4}\par"
    )
    assert texts(document) == ["1723", "94"]
    assert [(code, message) for code, message, _ in document.problems] == [
        ("text-struck", "left out: 775")
    ]
