"""Tables put together from blocks: grids, the real bulletin, and what is odd about them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from parser.document import Block, Locator, Paragraph, RawCell, RawTable
from parser.readers.plain import read_text
from parser.table import Table
from parser.tables.assemble import Recovered, recover_tables
from parser.text import compact

REAL = Path(__file__).parent.parent / "corpus" / "bulletins" / "2017-03-jiangsu.txt"


def _lines(text: str) -> list[Paragraph]:
    return [
        Paragraph(text=line, locator=Locator(block=index, line=index + 1))
        for index, line in enumerate(text.strip("\n").splitlines())
    ]


def _table(text: str) -> Table:
    (table,) = recover_tables(_lines(text)).tables
    return table


Printed = str | tuple[str, int, int]


def _grid(rows: Sequence[Sequence[Printed]], width: int, block: int = 0) -> RawTable:
    """Build a grid; a cell is its text or ``(text, row span, column span)``."""
    cells = []
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        column = 0
        for item in row:
            while (r, column) in covered:
                column += 1
            text, down, across = item if isinstance(item, tuple) else (item, 1, 1)
            covered |= {(r + i, column + j) for i in range(down) for j in range(across)}
            place = Locator(block=block, table=1, row=r + 1, cell=column + 1)
            cells.append(
                RawCell(
                    text=text,
                    row=r,
                    column=column,
                    row_span=down,
                    column_span=across,
                    locator=place,
                )
            )
            column += across
    return RawTable(
        cells=tuple(cells),
        row_count=len(rows),
        column_count=width,
        locator=Locator(block=block, table=1),
    )


CASES: list[list[Printed]] = [
    [
        ("序号", 2, 1),
        ("部门名称", 2, 1),
        ("收件\n总数", 2, 1),
        ("其中", 1, 3),
        ("办结总数", 2, 1),
        ("其中", 1, 2),
        ("未办结", 1, 1),
    ],
    ["大厅受理", "网上申报", "邮寄", "即办件", "承诺件", "总数"],
    [("合 计", 1, 2), "50", "30", "19", "1", "49", "40", "9", "1"],
    ["1", "省发改委", "14", "14", "", "", "14", "14", "", ""],
    ["2", "省新闻出版\n广电局", "36", "16", "19", "1", "35", "26", "9", "1"],
    ["3", "省体育局", "", "", "", "", "", "", "", ""],
    [("备注:空白为无办件", 1, 10)],
]


@pytest.fixture(scope="module")
def real() -> Recovered:
    return recover_tables(read_text(REAL.read_bytes()).blocks, ends_document=True)


def test_a_grid_gives_exact_paths_and_printed_cells() -> None:
    found = recover_tables([_grid(CASES, 10)])
    (table,) = found.tables
    assert table.layout == "grid"
    assert [column.path for column in table.columns] == [
        ("收件总数",),
        ("其中", "大厅受理"),
        ("其中", "网上申报"),
        ("其中", "邮寄"),
        ("办结总数",),
        ("其中", "即办件"),
        ("其中", "承诺件"),
        ("未办结", "总数"),
    ]
    total, first, second, empty = table.rows
    assert (total.number, total.label, total.raw, total.kind) == (None, "合计", "合 计", "total")
    assert [(c.column, c.value) for c in first.cells] == [(0, 14), (1, 14), (4, 14), (5, 14)]
    assert (second.label, second.raw) == ("省新闻出版广电局", "省新闻出版\n广电局")
    assert [c.column for c in second.cells] == list(range(8))
    assert empty.cells == ()
    statuses = {(c.status, c.basis, c.probability) for row in table.rows for c in row.cells}
    assert statuses == {("printed", ("layout",), 1.0)}
    assert first.cells[0].locator == Locator(block=0, table=1, row=4, cell=3)
    assert [paragraph.text for paragraph in found.rest] == ["备注:空白为无办件"]


def test_the_text_of_a_grid_is_in_its_source() -> None:
    found = recover_tables([_grid(CASES, 10)])
    text = "".join(line.text for line in found.tables[0].source) + found.rest[0].text
    whole = "".join(item[0] if isinstance(item, tuple) else item for row in CASES for item in row)
    assert compact(text) == compact(whole)
    assert [line.role for line in found.tables[0].source[:3]] == ["header", "header", "row"]


def test_a_spanned_name_holds_for_its_rows_and_a_spanned_figure_for_none() -> None:
    rows: list[list[Printed]] = [
        ["类别", "单位", "受理数", "满意率"],
        [("市直", 2, 1), "市公安局", "12", ("98%", 2, 1)],
        ["市教育局", "7"],
        ["县区", "青山区", "30", "97%"],
    ]
    found = recover_tables([_grid(rows, 4)])
    (table,) = found.tables
    assert [row.label for row in table.rows] == ["市公安局", "市教育局", "青山区"]
    assert [[(c.column, c.raw, c.value) for c in row.cells] for row in table.rows] == [
        [(0, "市直", None), (1, "12", 12), (2, "98%", None)],
        [(0, "市直", None), (1, "7", 7)],
        [(0, "县区", None), (1, "30", 30), (2, "97%", 97)],
    ]
    assert [column.path for column in table.columns] == [("类别",), ("受理数",), ("满意率",)]
    assert "figure-merged" in [finding.code for finding in found.findings]


def test_a_grid_of_page_furniture_is_kept_as_text() -> None:
    rows = [
        ["索引号:", "014-2017-1", "信息分类:", "通报"],
        ["发布机构:", "省政务办", "发布日期:", "2017-06-07"],
    ]
    found = recover_tables([_grid(rows, 4)])
    assert found.tables == ()
    assert [p.text.split("\t")[0] for p in found.rest] == ["索引号:", "发布机构:"]


def test_a_grid_goes_on_over_a_page_with_its_header_printed_again() -> None:
    head = ["序号", "部门", "受理", "办结"]
    blocks: list[Block] = [
        _grid([head, ["1", "甲局", "5", "4"], ["2", "乙局", "6", "6"]], 4, block=0),
        Paragraph(text="- 2 -", locator=Locator(block=1), role="footer"),
        _grid([head, ["3", "丙局", "1", "0"]], 4, block=2),
    ]
    found = recover_tables(blocks)
    (table,) = found.tables
    assert [row.number for row in table.rows] == ["1", "2", "3"]
    assert [[c.value for c in row.cells] for row in table.rows] == [[5, 4], [6, 6], [1, 0]]
    assert len(table.source) == 5


def test_tables_with_other_headers_stay_apart() -> None:
    blocks = [
        _grid([["部门", "受理"], ["甲局", "5"], ["乙局", "6"]], 2, block=0),
        _grid([["窗口", "咨询"], ["一号", "3"], ["二号", "4"]], 2, block=1),
    ]
    assert len(recover_tables(blocks).tables) == 2


def test_the_real_bulletin_has_three_collapsed_tables(real: Recovered) -> None:
    assert [table.layout for table in real.tables] == ["collapsed"] * 3
    assert [len(table.rows) for table in real.tables] == [55, 53, 8]
    assert [sum(len(row.cells) for row in table.rows) for table in real.tables] == [256, 105, 45]
    wrapped = next(row for row in real.tables[1].rows if row.number == "30")
    assert (wrapped.label, wrapped.raw) == ("省新闻出版广电局", "省新闻出版 广电局")


def test_the_real_bulletin_keeps_all_its_text(real: Recovered) -> None:
    lines = [(line.locator.block, line.text) for table in real.tables for line in table.source]
    lines += [(paragraph.locator.block, paragraph.text) for paragraph in real.rest]
    whole = compact(REAL.read_text("utf-8"))
    assert compact("".join(text for _, text in sorted(lines))) == whole


def test_the_real_bulletins_wrong_sequence_number_is_one_finding(real: Recovered) -> None:
    (finding,) = [f for f in real.findings if f.code == "sequence-number"]
    assert finding.evidence == {"printed": 39, "expected": 29, "label": "省统计局"}
    assert finding.locator is not None
    assert finding.locator.line == 60


def test_the_real_bulletin_breaks_off_in_its_last_row(real: Recovered) -> None:
    (finding,) = [f for f in real.findings if f.code == "truncated"]
    assert finding.locator is not None
    assert finding.locator.line == 155
    assert {cell.status for cell in real.tables[2].rows[-1].cells} & {"printed", "proven"} == set()


def test_a_name_that_stands_twice_is_reported() -> None:
    found = recover_tables(
        _lines("部门 | 受理 | 办结 |\n甲局 | 5 | 4 |\n乙局 | 6 | 6 |\n甲 局 | 7 | 7 |")
    )
    (finding,) = [f for f in found.findings if f.code == "duplicate-row"]
    assert finding.evidence["label"] == "甲局"
    assert finding.evidence["same_figures"] is False


def test_ranks_with_ties_are_no_sequence() -> None:
    text = (
        "排名 | 县区 | 得分 |\n1 | 甲县 | 99 |\n1 | 乙县 | 99 |\n3 | 丙县 | 98 |\n3 | 丁县 | 98 |"
    )
    assert [f.code for f in recover_tables(_lines(text)).findings] == []


def test_one_jump_in_the_numbers_of_a_short_table_is_told() -> None:
    text = "序号 | 部门 | 受理 |\n1 | 甲局 | 9 |\n2 | 乙局 | 8 |\n4 | 丙局 | 7 |"
    (finding,) = recover_tables(_lines(text)).findings
    assert (finding.code, finding.evidence["printed"], finding.evidence["expected"]) == (
        "sequence-number",
        4,
        3,
    )


def test_units_come_from_the_figure_the_header_or_the_measure() -> None:
    table = _table(
        "部门 | 受理量 | 收费（万元） | 满意率 | 办结率(%) |\n"
        "甲局 | 12 | 3.5 | 98% | 97 |\n乙局 | 4 | 1 | 100% | 96 |"
    )
    assert [cell.unit for cell in table.rows[0].cells] == ["件", "万元", "%", "%"]


def test_a_count_printed_in_percent_is_not_the_measure() -> None:
    table = _table("部门 | 受理 | 办结 |\n甲局 | 12 | 98% |\n乙局 | 4 | 100% |")
    assert [column.measure for column in table.columns] == ["received_total", None]


def test_ticks_are_true_and_markers_have_no_value() -> None:
    table = _table("部门 | 到岗 | 投诉 |\n甲局 | √ | / |\n乙局 | ✓ | 0 |\n丙局 | 是 | 无数据 |")
    assert [[c.value for c in row.cells] for row in table.rows] == [
        [True, None],
        [True, 0],
        [True, None],
    ]


def test_a_table_with_too_many_figures_in_a_row_is_refused_and_kept_as_text() -> None:
    text = "部门 | 受理 | 办结 |\n甲局 | 5 | 4 |\n乙局 | 6 | 6 | 7 | 8 |\n丙局 | 2 | 2 |"
    found = recover_tables(_lines(text))
    assert found.tables == ()
    assert [f.code for f in found.findings] == ["table-refused"]
    assert [p.text for p in found.rest] == text.splitlines()


def test_one_stray_blank_does_not_show_that_blanks_are_kept() -> None:
    rows = "\n".join(f"{n} | 部门{chr(0x4E00 + n)} | {n + 7} | {n + 7} | |" for n in range(2, 14))
    text = f"序号 | 部门 | 收件 | 其中 | 办结 |\n1 | 甲局 | 5 | | 5 |\n{rows}"
    table = _table(text)
    assert table.layout == "collapsed"
    assert "printed" not in {cell.status for row in table.rows for cell in row.cells}


def test_text_without_figures_is_no_table() -> None:
    text = "首页 | 要闻 | 公开 | 服务\n一、总体情况\n本月受理12件、办结10件。"
    found = recover_tables(_lines(text))
    assert found.tables == ()
    assert found.findings == ()
    assert len(found.rest) == 3


@pytest.mark.parametrize(
    "text",
    [
        " | ".join(["序号", "部门", *["受理"] * 100_000])
        + "\n"
        + " | ".join(["1", "局"] + ["7"] * 100_000),
        "|" * 100_000 + "\n" + "|" * 100_000,
        "\n".join("7 |" for _ in range(20_000)),
        "\n".join("甲 |" if i % 3 else "7 |" for i in range(20_000)),
        "\n".join(str(i) for i in range(20_000)),
        "\n".join("甲局" if i % 4 else "12" for i in range(20_000)),
        "\n".join("甲 1 2" if i % 5 else "甲" for i in range(20_000)),
        "\n".join(f"{i}\t局\t1" for i in range(3_000)),
    ],
    ids=["wide", "pipes", "figures", "stack", "numbers", "paragraphs", "spaces", "tabs"],
)
def test_absurd_input_ends_in_bounded_time(text: str) -> None:
    begin = time.monotonic()
    recover_tables(_lines(text))
    assert time.monotonic() - begin < 20


def test_a_name_broken_by_the_page_is_one_row() -> None:
    head = ["序号", "部门", "受理", "办结"]
    blocks: list[Block] = [
        _grid([head, ["1", "甲局", "5", "4"], ["2", "市机关", "6", "6"]], 4, block=0),
        _grid([head, ["", "管理局", "", ""], ["3", "丙局", "1", "0"]], 4, block=1),
    ]
    (table,) = recover_tables(blocks).tables
    assert [(row.number, row.label, len(row.cells)) for row in table.rows] == [
        ("1", "甲局", 2),
        ("2", "市机关管理局", 2),
        ("3", "丙局", 2),
    ]


def test_a_figure_that_may_be_misread_is_neither_printed_nor_proven() -> None:
    grid = [["部门", "受理", "办结"], ["甲局", "12", "10"], ["乙局", "4", "4"]]
    cells = tuple(
        RawCell(
            text=text,
            row=row,
            column=column,
            locator=Locator(block=0, table=1, row=row + 1, cell=column + 1),
            doubt=0.1 if text == "12" else 0.4 if text == "10" else 0.0,
        )
        for row, texts in enumerate(grid)
        for column, text in enumerate(texts)
    )
    raw = RawTable(cells=cells, row_count=3, column_count=3, locator=Locator(block=0, table=1))

    (table,) = recover_tables([raw]).tables

    assert [(cell.raw, cell.status) for row in table.rows for cell in row.cells] == [
        ("12", "inferred"),
        ("10", "ambiguous"),
        ("4", "printed"),
        ("4", "printed"),
    ]
    assert table.rows[0].cells[0].probability == pytest.approx(0.9)
