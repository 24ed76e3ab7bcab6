from __future__ import annotations

from parser.document import Paragraph, RawTable
from parser.pipeline import parse_bytes
from parser.readers import read

FRAMED = """<body><p>2023年5月份运行情况的通报</p><table>
<tr><td colspan=3>附件1</td></tr><tr><td colspan=3><b>窗口办件统计表</b></td></tr>
<tr><td colspan=2>填报单位：县政务局</td><td>单位：件</td></tr>
<tr><td rowspan=2>部门</td><td colspan=2>办件</td></tr><tr><td>大厅</td><td>网上</td></tr>
<tr><td>县公安局</td><td>12</td><td>7</td></tr><tr><td>县人社局</td><td>5</td><td></td></tr>
<tr><td>填表人：某某</td><td colspan=2>联系电话：1234</td></tr>
</table></body>"""


def test_title_rows_stand_before_their_table_and_signatures_after_it() -> None:
    _, label, title, unit, table, signed = read(FRAMED.encode(), name="a").blocks
    lines = [b.text for b in (label, title, unit, signed) if isinstance(b, Paragraph)]
    assert lines == [
        "附件1", "窗口办件统计表", "填报单位：县政务局　单位：件", "填表人：某某　联系电话：1234",
    ]  # fmt: skip
    assert isinstance(table, RawTable)
    assert (table.row_count, table.column_count) == (4, 3)
    assert [b.locator.block for b in (label, title, unit, table, signed)] == [1, 2, 3, 4, 5]
    assert {cell.locator.block for cell in table.cells} == {4}
    assert table.cells[0].locator.row == 4


def test_what_stands_in_title_rows_is_in_no_header() -> None:
    annex = parse_bytes(FRAMED.encode(), path="a.html").annexes[0]
    assert (annex.number, annex.title) == (1, "窗口办件统计表")
    assert [column.path for column in annex.tables[0].columns] == [
        ("办件", "大厅"), ("办件", "网上"),
    ]  # fmt: skip


def test_a_group_over_all_columns_of_figures_stays_in_the_header() -> None:
    page = (
        "<body><table><tr><td>部门</td><td colspan=2>5月</td></tr>"
        "<tr><td></td><td>收件</td><td>办结</td></tr>"
        "<tr><td>县公安局</td><td>12</td><td>7</td></tr></table></body>"
    )
    (table,) = read(page.encode(), name="a").blocks
    assert isinstance(table, RawTable)
    assert table.row_count == 3
