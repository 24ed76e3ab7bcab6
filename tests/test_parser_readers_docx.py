from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from PIL import Image, ImageDraw, ImageFont

from parser.document import Document, Paragraph, RawTable, UnreadableError
from parser.readers import read
from tests.builders_word import in_list, level, p, r, tbl, tc, tr, word_file

WORD = Path(__file__).parent / "fixtures" / "word"


def texts(document: Document, role: str = "body") -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph) and b.role == role]


def cells(document: Document) -> list[tuple[str, int, int, int, int]]:
    table = next(b for b in document.blocks if isinstance(b, RawTable))
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells]


def read_body(body: str, **parts: str) -> Document:
    return read(word_file(body, **parts), name="a.docx")


WINGDINGS = '<w:rFonts w:ascii="Wingdings"/>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircle", "%4")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def test_automatic_numbers_are_rendered_as_text() -> None:
    document = read_body(
        p("主要工作", in_list(0))
        + p("召开会议", in_list(1))
        + p("2023年10月", in_list(2))
        + p("其他", in_list(3))
        + p("宣传", in_list(1))
        + p("马上就办", in_list(0))
        + p("热忱服务", in_list(1))
        + p("另起", in_list(0, 2)),
        numbering=NUMBERING,
    )
    assert texts(document) == [
        "一、主要工作", "（一）召开会议", "1. 2023年10月", "①其他", "（二）宣传",
        "二、马上就办", "（一）热忱服务", "五、另起",
    ]  # fmt: skip


def test_numbers_come_from_the_style_of_a_heading() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "decimal", "%1.")
        + level(1, "chineseCounting", "(%2)", '<w:pStyle w:val="H2"/>')
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    document = read_body(
        p("抓好对接", '<w:pStyle w:val="H2"/>'), styles=styles, numbering=numbering
    )
    assert texts(document) == ["(一)抓好对接"]
    assert [b.level for b in document.blocks if isinstance(b, Paragraph)] == [2]


def test_a_row_number_column_that_word_counts_is_read() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "decimal", "%1")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    rows = [
        tr(f"<w:tc>{p('', in_list(0))}</w:tc>", tc(name), tc("14")) for name in ("省编办", "省农委")
    ]
    document = read_body(tbl(*rows), numbering=numbering)
    assert [text for text, _, column, _, _ in cells(document) if column == 0] == ["1", "2"]


def test_merged_header_cells_keep_their_spans() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read_body(
        tbl(
            tr(
                tc("部门", restart),
                tc("其中", '<w:gridSpan w:val="2"/>'),
                properties="<w:tblHeader/>",
            ),
            tr(tc("", goes_on), tc("大厅"), tc("网上")),
            tr(tc("省编办"), tc("4"), tc("90")),
        )
    )
    assert cells(document) == [
        ("部门", 0, 0, 2, 1), ("其中", 0, 1, 1, 2), ("大厅", 1, 1, 1, 1), ("网上", 1, 2, 1, 1),
        ("省编办", 2, 0, 1, 1), ("4", 2, 1, 1, 1), ("90", 2, 2, 1, 1),
    ]  # fmt: skip
    table = document.blocks[0]
    assert isinstance(table, RawTable)
    assert table.header_rows == 1
    assert (table.cells[3].locator.table, table.cells[3].locator.row) == (1, 2)


def test_a_row_that_starts_further_right_keeps_its_columns() -> None:
    document = read_body(
        tbl(
            tr(tc("序号"), tc("部门"), tc("收件"), tc("办结")),
            tr(tc("23933"), tc("21811"), properties='<w:gridBefore w:val="2"/>'),
        )
    )
    assert cells(document)[4:] == [("23933", 1, 2, 1, 1), ("21811", 1, 3, 1, 1)]


def test_slivers_left_by_edges_moved_by_hand_are_no_columns() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    document = read_body(
        tbl(
            tr(tc("部门", wide), tc("收件")),
            tr(tc("省编办"), tc("104", wide)),
            grid=(2000, 30, 2000),
        )
    )
    assert cells(document) == [
        ("部门", 0, 0, 1, 1), ("收件", 0, 1, 1, 1), ("省编办", 1, 0, 1, 1), ("104", 1, 1, 1, 1),
    ]  # fmt: skip


def test_tracked_changes_give_the_final_text() -> None:
    document = read_body(
        f"<w:p>{r('共')}<w:ins>{r('24')}</w:ins>"
        f"<w:del><w:r><w:delText>23</w:delText></w:r></w:del>{r('件')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('前')}</w:p>" + p("后")
    )
    assert texts(document) == ["共24件", "前后"]


def test_a_deleted_row_is_gone() -> None:
    document = read_body(
        tbl(
            tr(tc("省编办"), tc("1")),
            tr(tc("旧"), tc("2"), properties="<w:del/>"),
            tr(tc("省农委"), tc("3")),
        )
    )
    assert [text for text, *_ in cells(document)] == ["省编办", "1", "省农委", "3"]


def test_symbols_of_tick_fonts_are_ticks() -> None:
    document = read_body(
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>'
        '<w:p><w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r></w:p>'
        + f"<w:p>{r('ü', WINGDINGS)}</w:p>"
    )
    assert texts(document) == ["√", "√", "√"]


def test_check_boxes_print_their_state() -> None:
    def box(state: int) -> str:
        return (
            f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>'
            "</w:sdtPr>"
            f"<w:sdtContent>{r('☒' if state else '☐')}</w:sdtContent></w:sdt>"
        )

    legacy = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox>'
        '</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = read_body(f"<w:p>{box(1)}</w:p><w:p>{box(0)}</w:p><w:p>{legacy}</w:p>")
    assert texts(document) == ["√", "□", "√"]


def test_only_the_result_of_a_field_prints() -> None:
    document = read_body(
        f"<w:p>{r('第')}<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        "<w:r><w:instrText> PAGE </w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{r('3')}"
        f"<w:r><w:fldChar w:fldCharType='end'/></w:r>{r('页')}</w:p>"
    )
    assert texts(document) == ["第3页"]


def test_hidden_text_and_placeholders_are_left_out() -> None:
    document = read_body(
        f"<w:p>{r('看得见')}{r('看不见', '<w:vanish/>')}</w:p>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{p('单击此处输入文字')}</w:sdtContent></w:sdt>"
    )
    assert texts(document) == ["看得见"]


def test_content_controls_and_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    document = read_body(
        f"<w:sdt><w:sdtContent>{p('控件内')}</w:sdtContent></w:sdt>"
        f"<w:p>{r('正文')}<w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(document) == ["控件内", "正文", "框内"]


def test_line_breaks_divide_a_paragraph_and_offsets_say_where() -> None:
    document = read_body(f"<w:p>{r('附件')}<w:r><w:br/></w:r>{r('说明')}</w:p>")
    places = [b.locator for b in document.blocks]
    assert texts(document) == ["附件", "说明"]
    assert [(at.paragraph, at.start, at.end) for at in places] == [(1, 0, 2), (1, 3, 5)]


def test_a_nested_table_follows_the_table_it_stands_in() -> None:
    inner = tbl(tr(tc("1"), tc("2")), tr(tc("3"), tc("4")))
    document = read_body(
        tbl(
            tr(tc("甲"), f"<w:tc>{p('乙')}{inner}{p('')}</w:tc>"),
            tr(tc("丙"), tc("丁")),
        )
    )
    tables = [b for b in document.blocks if isinstance(b, RawTable)]
    assert [[cell.text for cell in table.cells] for table in tables] == [
        ["甲", "乙", "丙", "丁"],
        ["1", "2", "3", "4"],
    ]


def test_a_frame_of_one_cell_is_no_table() -> None:
    document = read_body(tbl(tr(f"<w:tc>{p('一')}{p('二')}</w:tc>")))
    assert texts(document) == ["一", "二"]


def test_headers_footers_and_notes_have_their_roles() -> None:
    document = read_body(
        f"<w:p>{r('正文')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
        header=p("省政务办文件"),
        footer=p("— 1 —"),
        footnotes=f"<w:footnote w:id='1'>{p('分隔')}</w:footnote>"
        f"<w:footnote w:id='2'>{p('注')}</w:footnote>",
    )
    assert texts(document) == ["正文"]
    assert texts(document, "header") == ["省政务办文件"]
    assert texts(document, "footer") == ["— 1 —"]
    assert texts(document, "footnote") == ["注"]


def test_entities_are_not_expanded() -> None:
    content = word_file(p("x"))
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    source, target = io.BytesIO(content), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.namelist():
            text = old.read(item)
            if item == "word/document.xml":
                text = bomb.encode() + text.replace(b">x<", b">x&b;<")
            new.writestr(item, text)
    assert texts(read(target.getvalue(), name="a")) == ["x"]


def test_a_damaged_minor_part_is_a_problem_and_not_the_end() -> None:
    document = read_body(p("正文"), numbering="<broken")
    assert texts(document) == ["正文"]
    assert [code for code, _, _ in document.problems] == ["part-unreadable"]


def test_numbered_lists_of_a_real_file_restart_and_carry_on() -> None:
    document = read((WORD / "ComplexNumberedLists.docx").read_bytes(), name="a")
    labels = [text.split(" ")[0] for text in texts(document)[1:16]]
    assert labels == [
        "1.", "2.", "a.", "b.", "c.", "3.", "4.", "1.", "2.", "3.", "10.", "11.", "Normal", "12.",
        "13.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("protected_agile.docx", "password"),
        ("truncated62886.docx", "cut off or damaged"),
    ],
)
def test_files_that_cannot_be_read_end_in_one_line(name: str, line: str) -> None:
    with pytest.raises(UnreadableError, match=line) as caught:
        read((WORD / name).read_bytes(), name=name)
    assert "\n" not in str(caught.value)


def test_tables_with_nothing_between_are_one() -> None:
    grid = (900, 900)
    head = tbl(tr(tc("部门"), tc("收件")), grid=grid)
    body = tbl(tr(tc("省编办"), tc("12")), tr(tc("省农委"), tc("7")), grid=grid)
    document = read_body(head + body + p("") + tbl(tr(tc("甲"), tc("乙")), grid=grid))
    found = [block for block in document.blocks if isinstance(block, RawTable)]
    assert [[cell.text for cell in table.cells] for table in found] == [
        ["部门", "收件", "省编办", "12", "省农委", "7"], ["甲", "乙"],
    ]  # fmt: skip


def marked(text: str, after: str, before: str = "") -> str:
    return f"<w:tc><w:tcPr/><w:p>{before}{r(text)}{after}</w:p></w:tc>"


def test_a_raised_mark_is_no_digit_of_the_number_before_it() -> None:
    mark = r("1", '<w:vertAlign w:val="superscript"/>')
    document = read_body(
        tbl(tr(marked("1729", mark), marked("省国土厅", mark)))
        + f"<w:p>{r('大厅面积90m')}{mark}</w:p>"
    )
    assert [text for text, *_ in cells(document)] == ["1729", "省国土厅"]
    assert texts(document) == ["大厅面积90m¹"]


def test_struck_figures_are_left_out_and_said() -> None:
    struck = r("88", "<w:strike/>")
    document = read_body(tbl(tr(tc("省编办"), marked("2519", "", struck))))
    assert [text for text, *_ in cells(document)] == ["省编办", "2519"]
    assert [(code, what) for code, what, _ in document.problems] == [
        ("text-struck", "left out: 88")
    ]


def as_one_document(data: bytes) -> bytes:
    """Return a Word file with its parts in one XML document, as Word saves "Word XML"."""
    space = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = "".join(
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{package.read(name).decode()}'
            "</pkg:xmlData></pkg:part>"
            for name in package.namelist()
        )
    picture = (
        '<pkg:part pkg:name="/word/a.png"><pkg:binaryData>iVBORw==</pkg:binaryData></pkg:part>'
    )
    return f"<?xml version='1.0'?><pkg:package {space}>{parts}{picture}</pkg:package>".encode()


def test_a_word_file_kept_as_one_xml_document_reads_as_the_package_does() -> None:
    data = word_file(
        p("窗口受理情况") + tbl(tr(tc("单位"), tc("受理")), tr(tc("甲局"), tc("12"))),
        footer=p("第 1 页"),
    )
    assert read(as_one_document(data), name="a.xml") == read(data, name="a.docx")
    with pytest.raises(UnreadableError, match="damaged"):
        read(as_one_document(data)[:-40], name="a.xml")


SHEET = '<w:p><w:r><w:object><o:OLEObject xmlns:o="o" Type="Embed" DrawAspect="{aspect}" '
SHEET += 'ProgID="Excel.Sheet.12" r:id="package"/></w:object></w:r></w:p>'


def with_sheet(aspect: str) -> Document:
    """Read a Word file that holds a workbook of two sheets."""
    book = openpyxl.Workbook()
    for name, figure in (("三月", 12), ("二月", 99)):
        sheet = book.create_sheet(name)
        sheet.append(["单位", "受理", "办结"])
        sheet.append(["甲局", figure, figure])
    del book["Sheet"]
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    data = word_file(p("附件1") + SHEET.format(aspect=aspect) + p("备注"), package="")
    return read(with_part(data, "word/package.xml", stream.getvalue()), name="a.docx")


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return a package with the ``content`` of one part exchanged."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            new.writestr(item, content if item == name else old.read(item))
    return stream.getvalue()


@pytest.mark.parametrize(("aspect", "figures"), [("Content", ["12"]), ("Icon", ["12", "99"])])
def test_a_sheet_put_into_a_word_file_is_read_where_it_stands(
    aspect: str, figures: list[str]
) -> None:
    document = with_sheet(aspect)
    found = [b for b in document.blocks if isinstance(b, RawTable)]
    assert [table.cells[4].text for table in found] == figures
    assert [text for text in texts(document) if text] == ["附件1", "备注"]
    assert document.blocks[2] is found[0]
    assert found[0].locator.member == "word/package.xml/三月"


def test_an_object_that_cannot_be_read_is_said() -> None:
    data = word_file(p("附件1") + SHEET.format(aspect="Content"), package="")
    document = read(with_part(data, "word/package.xml", b""), name="a.docx")
    assert [code for code, _, _ in document.problems] == ["part-unreadable"]


def test_a_web_page_put_into_a_word_file_is_part_of_its_text() -> None:
    data = word_file(p("附件1") + '<w:altChunk r:id="aFChunk"/>', aFChunk="")
    page = "<html><p>情况说明</p></html>".encode()
    document = read(with_part(data, "word/aFChunk.xml", page), name="a.docx")
    assert texts(document) == ["附件1", "情况说明"]


def with_picture() -> bytes:
    """Return a Word file with a table that is a picture six inches wide, and a small seal."""
    image = Image.new("L", (1200, 300), 255)
    draw = ImageDraw.Draw(image)
    for x in range(20, 1190, 290):
        draw.line([(x, 20), (x, 260)], fill=0, width=3)
    for y in (20, 140, 260):
        draw.line([(20, y), (1180, y)], fill=0, width=3)
    font = ImageFont.load_default(size=44)
    for row, line in enumerate((("Office", "In", "Out", "Left"), ("Alpha", "1204", "1187", "17"))):
        for column, text in enumerate(line):
            draw.text((60 + 290 * column, 55 + 120 * row), text, fill=0, font=font)
    return showing(image, p("附件1"))


def showing(image: Image.Image, text: str) -> bytes:
    """Return a Word file with a ``text``, and a picture in two sizes."""
    stream = io.BytesIO()
    image.save(stream, "PNG")
    shown = "".join(
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="wp"><wp:extent '
        f'cx="{wide * 914400}" cy="{wide * 228600}"/><a:blip xmlns:a="a" r:embed="image"/>'
        "</wp:inline></w:drawing></w:r></w:p>"
        for wide in (6, 1)
    )
    return with_part(word_file(text + shown, image=""), "word/image.xml", stream.getvalue())


def test_a_table_that_is_a_picture_is_read_where_recognition_is_installed() -> None:
    pytest.importorskip("rapidocr")
    document = read(with_picture(), name="a.docx")
    (table,) = (block for block in document.blocks if isinstance(block, RawTable))
    assert [cell.text for cell in table.cells][5:] == ["1204", "1187", "17"]
    assert table.locator.member == "word/image.xml"


def test_pictures_that_may_show_tables_are_said_once_without_recognition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parser.readers.ocr.installed", lambda: False)
    document = read(with_picture(), name="a.docx")
    assert [message for _, message, _ in document.problems] == [
        "1 pictures, which may show tables: install tongbao[ocr]"
    ]


def test_pictures_are_the_pages_of_a_file_without_text_and_photographs_of_others() -> None:
    pytest.importorskip("rapidocr")
    image = Image.new("L", (1200, 300), 255)
    font = ImageFont.load_default(size=44)
    ImageDraw.Draw(image).text((60, 100), "Letters received: 1204", fill=0, font=font)
    assert any("1204" in text for text in texts(read(showing(image, ""), name="a.docx")))
    document = read(showing(image, p("附件1")), name="a.docx")
    assert not any("1204" in text for text in texts(document))
    assert document.problems == ()
