from __future__ import annotations

import pytest

from parser.document import Document, Paragraph, RawTable, UnreadableError
from parser.readers import read

PAGE = """<html><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<meta name="PubDate" content="2017-06-07"><meta name="ContentSource" content="省政务办">
<title>3月份省政务服务中心运行情况通报_江苏省人民政府</title></head><body>
<div class="header"><a href="/">首页</a> <a href="/zw">政务公开</a> <a href="/hd">互动</a></div>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/t">通报</a></div>
<div><h1>3月份省政务服务中心运行情况通报</h1>
<div class="info">发布日期：2017-06-07　来源：省政务办　字体：[<a>大</a> <a>中</a> <a>小</a>]</div>
<div id="zoom"><p>&nbsp;&nbsp;3月份，按照要求，加紧工作部署。</p><p>一、主要工作</p>
<table border="1"><thead><tr><th rowspan="2">部门</th><th colspan="2">其中</th></tr>
<tr><th>大厅<br>受理</th><th>网上</th></tr></thead>
<tr><td>省编办</td><td>4</td><td>90</td></tr>
<tr><td rowspan="2">省农委</td><td></td><td>947</td></tr><tr><td>246</td><td></td></tr></table>
附件：1.统计表<br>2.一览表</div></div>
<div id="footer">版权所有：江苏省人民政府　苏ICP备05002541号</div></body></html>"""


def texts(document: Document, role: str = "body") -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph) and b.role == role]


def table_of(document: Document) -> RawTable:
    return next(b for b in document.blocks if isinstance(b, RawTable))


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("gb2312", "utf-8"), ("utf-8", "gb18030")],
)
def test_the_body_is_told_from_navigation_in_every_encoding(charset: str, encoding: str) -> None:
    document = read(PAGE.format(charset=charset).encode(encoding), name="a.html")
    assert texts(document) == [
        "3月份省政务服务中心运行情况通报",
        "3月份，按照要求，加紧工作部署。",
        "一、主要工作",
        "附件：1.统计表",
        "2.一览表",
    ]
    assert document.properties["published"] == "2017-06-07"
    assert document.properties["source"] == "省政务办"
    assert document.properties["encoding"] == encoding
    assert "版权所有：江苏省人民政府　苏ICP备05002541号" in texts(document, "navigation")


def test_spans_become_cells_of_one_grid() -> None:
    table = table_of(read(PAGE.format(charset="utf-8").encode(), name="a"))
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        ("部门", 0, 0, 2, 1), ("其中", 0, 1, 1, 2), ("大厅\n受理", 1, 1, 1, 1),
        ("网上", 1, 2, 1, 1), ("省编办", 2, 0, 1, 1), ("4", 2, 1, 1, 1), ("90", 2, 2, 1, 1),
        ("省农委", 3, 0, 2, 1),
        ("", 3, 1, 1, 1), ("947", 3, 2, 1, 1), ("246", 4, 1, 1, 1), ("", 4, 2, 1, 1),
    ]  # fmt: skip
    assert table.header_rows == 2


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    page = (
        "<body><table><tr><td><a>首页</a><a>要闻</a></td><td><p>一、主要工作。</p>"
        "<table><tr><td>部门</td><td>收件</td></tr><tr><td>省编办</td><td>104</td></tr></table>"
        "<p>备注：略。</p></td></tr></table></body>"
    )
    document = read(page.encode(), name="a")
    assert texts(document) == ["一、主要工作。", "备注：略。"]
    assert [cell.text for cell in table_of(document).cells] == ["部门", "收件", "省编办", "104"]


def test_ordered_lists_print_their_numbers() -> None:
    page = "<body><p>安排。</p><ol start=3><li>甲。<li>乙。</ol><ol type=A><li>丙。</ol></body>"
    assert texts(read(page.encode(), name="a")) == ["安排。", "3.甲。", "4.乙。", "A.丙。"]


def test_hidden_elements_and_scripts_do_not_show() -> None:
    page = "<body><p>看得见。</p><script>x=1</script><div style='display:none'>99件。</div></body>"
    assert texts(read(page.encode(), name="a")) == ["看得见。"]


def test_a_web_archive_gives_its_page() -> None:
    data = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + "<html><body><p>一、主要工作。</p></body></html>".encode("gb18030")
        + b"\r\n--x--\r\n"
    )
    assert texts(read(data, name="a.mht")) == ["一、主要工作。"]


def test_a_page_filled_by_a_script_says_so() -> None:
    with pytest.raises(UnreadableError, match="script"):
        read(b"<html><body><div id=app></div><script>go()</script></body></html>", name="a")


def test_raised_marks_and_struck_figures_are_not_in_a_cell() -> None:
    page = (
        "<body><p>通报。</p><table><tr><td>部门<td>收件</tr><tfoot><tr><td>合计<td>23</tr></tfoot>"
        "<tr><td>省编办<sup>1</sup><td>12<sup>[2]</sup></tr>"
        "<tr><td>省农委<td><del>7</del>11</tr></table></body>"
    )
    document = read(page.encode(), name="a")
    texts_in = [cell.text for cell in table_of(document).cells]
    assert texts_in == ["部门", "收件", "省编办", "12", "省农委", "11", "合计", "23"]
    assert [what for code, what, _ in document.problems if code == "text-struck"] == ["left out: 7"]


def test_a_page_that_a_script_would_uncover_and_figures_in_inputs_are_read() -> None:
    page = (
        '<body><input value="搜索"><div id="content" style="visibility: hidden">'
        "<p>现将三月份政务服务中心窗口办件情况通报如下：</p>"
        "<table><tr><td>单位</td><td>办件量</td></tr>"
        '<tr><td>公安局</td><td><input type="text" readonly value="128"></td></tr></table>'
        '<span style="visibility:hidden">略</span></div></body>'
    )
    document = read(page.encode(), name="a")
    assert texts(document) == ["现将三月份政务服务中心窗口办件情况通报如下："]
    assert [cell.text for cell in table_of(document).cells][-2:] == ["公安局", "128"]


def rows_of(document: Document) -> list[list[str]]:
    table = table_of(document)
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


def table_html(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


HEAD, FIRST, SECOND = ("单位", "受理", "办结"), ("甲局", "12", "11"), ("乙局", "7", "7")
TOTAL = ("合计", "19", "18")


def test_header_body_and_foot_in_tables_of_their_own_are_one_table() -> None:
    pieces = (table_html(HEAD), table_html(FIRST, SECOND), table_html(TOTAL))
    document = read("<div></div>".join(pieces).encode(), name="a.html")
    assert rows_of(document) == [list(row) for row in (HEAD, FIRST, SECOND, TOTAL)]
    assert table_of(document).header_rows == 1


def test_a_table_with_a_header_of_its_own_or_below_a_line_stays_apart() -> None:
    first, second = table_html(HEAD, FIRST), table_html(HEAD, SECOND)
    for page in (first + second, first + "<p>附件2</p>" + table_html(SECOND, TOTAL)):
        document = read(page.encode(), name="a.html")
        assert sum(isinstance(block, RawTable) for block in document.blocks) == 2
        assert rows_of(document) == [list(HEAD), list(FIRST)]


def test_a_second_header_row_that_lost_the_spans_above_it_stands_under_its_groups() -> None:
    page = (
        "<table><tr><td>单位</td><td colspan=2>受理</td><td colspan=2>办结</td><td>备注</td></tr>"
        "<tr><td>本月</td><td>累计</td><td>当月</td><td>全年</td></tr>"
        "<tr><td>甲局</td><td>1</td><td>2</td><td>3</td><td>4</td><td></td></tr></table>"
    )
    table = table_of(read(page.encode(), name="a.html"))
    below = [(cell.text, cell.column) for cell in table.cells if cell.row == 1]
    assert below == [("本月", 1), ("累计", 2), ("当月", 3), ("全年", 4)]
    assert [cell.row_span for cell in table.cells if cell.row == 0] == [2, 1, 1, 2]


def test_characters_without_width_are_no_part_of_a_figure() -> None:
    page = table_html(HEAD, ("甲\u200d局", "1\u200b,2<wbr>34", "\ufeff99\u00ad"))
    assert rows_of(read(page.encode(), name="a.html"))[1] == ["甲局", "1,234", "99"]


def test_digits_that_a_style_sheet_hides_are_no_part_of_a_figure() -> None:
    sheet = "td .x, .y{color:red} b.x{ DISPLAY : none }@media print{.z{display:none}}"
    figure = '1<b class="x">9</b>2<b class="y">3</b><span class="z">4</span>'
    page = f"<style>{sheet}</style>" + table_html(HEAD, ("甲局", figure, "11"))
    assert rows_of(read(page.encode(), name="a.html"))[1] == ["甲局", "1234", "11"]


def test_a_part_of_a_page_that_is_hidden_by_class_may_be_shown_by_a_script() -> None:
    page = "<style>.tab{display:none}</style><div class='tab'>" + table_html(HEAD, FIRST) + "</div>"
    assert rows_of(read(page.encode(), name="a.html"))[1] == list(FIRST)
