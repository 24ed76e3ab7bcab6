from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageDraw

from parser.document import (
    Document,
    Locator,
    Paragraph,
    RawCell,
    RawTable,
    UnreadableError,
)
from parser.readers import read
from parser.readers.page import Char, Rule
from parser.readers.pdf_grid import ruled_grids
from parser.readers.pdf_joining import PageTable, joined_table
from parser.readers.pdf_lines import cell_text
from parser.readers.radicals import unify_radicals

FIXTURES = Path(__file__).parent / "fixtures" / "pdf"


def texts(document: Document, role: str = "body") -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph) and b.role == role]


def tables(document: Document) -> list[RawTable]:
    return [b for b in document.blocks if isinstance(b, RawTable)]


def rows(table: RawTable) -> list[list[str]]:
    found = [[""] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row][cell.column] = cell.text
    return found


TURNS = (
    (1, 0, 0, 1, 0, 0),
    (0, 1, -1, 0, 595, 0),
    (-1, 0, 0, -1, 595, 842),
    (0, -1, 1, 0, 0, 842),
)


def drawn(
    words: Sequence[tuple[float, float, str]],
    lines: Sequence[tuple[float, float, float, float]] = (),
    *,
    pages: int = 1,
    rotation: int = 0,
    turned: int = 0,
    across: str = "",
) -> bytes:
    """Return a PDF (A4 upright) with ``words`` and straight ``lines`` at points from the top left.

    ``turned`` quarters anticlockwise, all of it is drawn lying; the text ``across`` runs from
    the lower left over it.
    """
    document = pypdfium2.PdfDocument.new()
    font = pdfium.FPDFText_LoadStandardFont(document, b"Helvetica")
    for _ in range(pages):
        page = document.new_page(595, 842)
        for x, y, text in words:
            item = pdfium.FPDFPageObj_CreateTextObj(document, font, ctypes.c_float(10))
            raw = (text + "\0").encode("utf-16-le")
            buffer = (ctypes.c_ushort * (len(raw) // 2)).from_buffer_copy(raw)
            pdfium.FPDFText_SetText(item, buffer)
            pdfium.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, 842 - y)
            pdfium.FPDFPageObj_Transform(item, *TURNS[turned])
            pdfium.FPDFPage_InsertObject(page, item)
        if across:
            item = pdfium.FPDFPageObj_CreateTextObj(document, font, ctypes.c_float(60))
            raw = (across + "\0").encode("utf-16-le")
            pdfium.FPDFText_SetText(item, (ctypes.c_ushort * (len(raw) // 2)).from_buffer_copy(raw))
            pdfium.FPDFPageObj_Transform(item, 0.8, 0.6, -0.6, 0.8, 100, 600)
            pdfium.FPDFPage_InsertObject(page, item)
        for x0, y0, x1, y1 in lines:
            path = pdfium.FPDFPageObj_CreateNewPath(x0, 842 - y0)
            pdfium.FPDFPath_LineTo(path, x1, 842 - y1)
            pdfium.FPDFPath_SetDrawMode(path, 0, True)
            pdfium.FPDFPageObj_Transform(path, *TURNS[turned])
            pdfium.FPDFPage_InsertObject(page, path)
        page.set_rotation(rotation)
        page.gen_content()
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def grid_lines(
    xs: tuple[float, ...], ys: tuple[float, ...]
) -> list[tuple[float, float, float, float]]:
    return [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]


TABLE = [
    (105, 95, "No"), (155, 95, "Name"), (255, 95, "In"),
    (105, 115, "1"), (155, 115, "Alpha"), (255, 115, "14"),
    (105, 135, "2"), (155, 135, "Beta"),
]  # fmt: skip
LINES = grid_lines((100, 150, 250, 300), (80, 100, 120, 140))


def test_a_ruled_table_keeps_its_blanks_and_boxes() -> None:
    document = read(drawn(TABLE, LINES), name="a.pdf")
    table = tables(document)[0]
    assert rows(table) == [["No", "Name", "In"], ["1", "Alpha", "14"], ["2", "Beta", ""]]
    place = table.cells[5].locator
    assert (place.page, place.row, place.cell) == (1, 2, 3)
    assert place.box == pytest.approx((250, 100, 300, 120), abs=1)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_turned_by_its_rotate_entry_is_read_by_its_text(rotation: int) -> None:
    # The content is drawn upright, so that the page shows it lying; its text is still read.
    document = read(drawn(TABLE, LINES, rotation=rotation), name="a.pdf")
    assert rows(tables(document)[0])[1] == ["1", "Alpha", "14"]


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_a_table_drawn_lying_is_read_upright(turned: int) -> None:
    words = [(x, y - 60, text) for x, y, text in TABLE]
    lines = [(a, b - 60, c, d - 60) for a, b, c, d in LINES]
    document = read(drawn(words, lines, turned=turned), name="a.pdf")
    assert rows(tables(document)[0]) == [
        ["No", "Name", "In"],
        ["1", "Alpha", "14"],
        ["2", "Beta", ""],
    ]


def test_a_table_goes_on_over_pages_where_its_columns_do() -> None:
    document = read(drawn(TABLE, LINES, pages=3), name="a.pdf")
    found = tables(document)
    assert len(found) == 1
    assert (found[0].row_count, found[0].header_rows) == (7, 1)
    assert [cell.locator.page for cell in found[0].cells if cell.text == "Alpha"] == [1, 2, 3]


def test_page_numbers_and_running_heads_are_told_from_the_text() -> None:
    words = [(250, 40, "Bulletin"), (60, 400, "A line of text."), (290, 800, "- 3 -")]
    document = read(drawn(words, pages=3), name="a.pdf")
    assert texts(document, "header") == ["Bulletin"] * 3
    assert texts(document, "footer") == ["- 3 -"] * 3
    assert texts(document) == ["A line of text."] * 3


def test_a_column_of_figures_without_rulings_keeps_its_blanks() -> None:
    words = [(60, 100, "No"), (150, 100, "Name"), (250, 100, "In"), (350, 100, "Out")]
    for index in range(6):
        y = 120 + 18 * index
        words += [(60, y, str(index + 1)), (150, y, f"Office {'abcdef'[index]}")]
        words += [(250, y, str(10 + index))] if index % 2 else [(350, y, str(90 + index))]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[:3] == [
        ["No", "Name", "In", "Out"],
        ["1", "Office a", "", "90"],
        ["2", "Office b", "11", ""],
    ]


def test_a_pdf_with_a_password_ends_in_one_line() -> None:
    with pytest.raises(UnreadableError, match="password"):
        read((FIXTURES / "password.pdf").read_bytes(), name="a.pdf")


def test_a_pdf_without_text_ends_in_one_line() -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(drawn([]), name="a.pdf")


def test_a_number_on_two_lines_of_a_full_cell_is_doubtful() -> None:
    def line(text: str, base: float) -> list[Char]:
        return [
            Char(one, 2 + 5 * at, base - 8, 7 + 5 * at, base, base) for at, one in enumerate(text)
        ]

    narrow = cell_text([*line("2393", 10), *line("3", 22)], (0, 0, 25, 30))
    wide = cell_text([*line("2393", 10), *line("3", 22)], (0, 0, 80, 30))
    assert (narrow.text, narrow.other) == ("23933", "2393 3")
    assert (wide.text, wide.other) == ("2393 3", None)


def test_a_grid_open_at_its_sides_is_closed_where_its_lines_end() -> None:
    grid = ruled_grids(
        [Rule(y, 100, 300) for y in (10, 30, 50)], [Rule(x, 10, 50) for x in (150, 200)]
    )[0]
    assert grid.xs == (100, 150, 200, 300)
    assert len(grid.cells) == 6


def test_a_missing_stretch_of_line_makes_a_span() -> None:
    across = [Rule(0, 0, 90), Rule(20, 30, 90), Rule(40, 0, 90)]
    down = [Rule(0, 0, 40), Rule(30, 0, 40), Rule(60, 20, 40), Rule(90, 0, 40)]
    cells = ruled_grids(across, down)[0].cells
    assert [(c.row, c.column, c.row_span, c.column_span) for c in cells] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


def test_radicals_become_characters_and_punctuation_stays() -> None:
    assert unify_radicals("⼈⽉⺠⻔，１﹒（⻓）") == "人月民门，１﹒（长）"


NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")


def centred(x: float, text: str) -> float:
    """Return where ``text`` begins for its middle to stand at ``x``."""
    return x - len(text) * 5.2 / 2


def test_figures_at_the_left_belong_to_the_centred_heading_of_their_cell() -> None:
    # Cells begin at 50, 100, 220, 320, 420; headings are centred, figures stand at the left.
    heads = ((75, "No"), (160, "Name"), (270, "In"), (370, "Out"), (470, "Left"))
    words = [(centred(x, text), 100.0, text) for x, text in heads]
    for index, name in enumerate(NAMES):
        y = 118.0 + 16 * index
        words += [(54, y, str(index + 8)), (104, y, name)]
        words += [(224, y, str(5 + 7 * index))]
        words += [(424, y, str(index))] if index % 2 else []
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[:3] == [
        ["No", "Name", "In", "Out", "Left"],
        ["8", "Alpha", "5", "", ""],
        ["9", "Beta", "12", "", "1"],
    ]


def test_a_group_between_two_headings_without_figures_is_no_column() -> None:
    heads = [(75, 100, "No"), (160, 100, "Name"), (270, 100, "All"), (420, 100, "of")]
    heads += [(370, 114, "Front"), (470, 114, "Online")]
    words = [(centred(x, text), float(y), text) for x, y, text in heads]
    for index, name in enumerate(NAMES):
        y = 132.0 + 16 * index
        words += [(centred(75, str(index)), y, str(index)), (centred(160, name), y, name)]
        words += [(centred(270, str(40 * index)), y, str(40 * index))]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    heading = next(cell for cell in table.cells if cell.text == "of")
    assert table.column_count == 5
    assert (heading.column, heading.column_span) == (3, 2)


def test_a_row_broken_over_a_page_is_one_row_though_its_name_holds_a_number() -> None:
    def part(text: str, key: str) -> PageTable:
        place = Locator(block=0)
        texts_in = (("No", "Name"), (key, text))
        cells = tuple(
            RawCell(text=one, row=row, column=column, locator=place)
            for row, line in enumerate(texts_in)
            for column, one in enumerate(line)
        )
        return PageTable(
            cells=cells, row_count=2, edges=(0, 50, 99), box=(0, 0, 99, 40), page=1,
            full=frozenset({(1, 1)}),
        )  # fmt: skip

    place = Locator(block=0)
    joined = joined_table([part("省第9号部门", "10"), part("办公室", "")], 1, place)
    apart = joined_table([part("市地税局", "30"), part("合计", "31")], 1, place)
    assert rows(joined)[1:] == [["10", "省第9号部门办公室"]]
    assert rows(apart)[1:] == [["30", "市地税局"], ["31", "合计"]]


def test_only_the_header_of_a_table_need_be_ruled() -> None:
    words = [(x, y + 24, text) for x, y, text in [*TABLE, (105, 155, "3"), (155, 155, "Gamma")]]
    words += [(255, 159, "7"), (255, 179, "9")]
    lines = grid_lines((100, 150, 250, 300), (104, 124))
    table = tables(read(drawn(words, lines), name="a.pdf"))[0]
    assert rows(table)[0] == ["No", "Name", "In"]
    assert rows(table)[-1] == ["3", "Gamma", "9"]


def with_picture(data: bytes, box: tuple[float, float, float, float]) -> bytes:
    """Return the PDF with a picture of a grid of three by three cells under its first page."""
    picture = Image.new("L", (600, 180), 255)
    pen = ImageDraw.Draw(picture)
    for at in (1, 200, 400, 598):
        pen.line([(at, 0), (at, 179)], fill=0, width=3)
    for at in (1, 60, 120, 178):
        pen.line([(0, at), (599, at)], fill=0, width=3)
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(pypdfium2.PdfBitmap.from_pil(picture))
    x0, top, x1, bottom = box
    image.set_matrix(pypdfium2.PdfMatrix().scale(x1 - x0, bottom - top).translate(x0, 842 - bottom))
    page.insert_obj(image)
    page.gen_content()
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_rulings_that_are_a_picture_give_the_cells_of_the_text_over_them() -> None:
    words = [
        (65, 120, "Office"), (260, 120, "Came by post"), (460, 120, "Remark"),
        (65, 170, "Alpha"), (260, 165, "letters"), (260, 180, "only"),
        (65, 220, "Beta"), (460, 220, "closed"),
    ]  # fmt: skip
    data = with_picture(drawn(words), (60, 100, 560, 250))
    table = tables(read(data, name="a.pdf"))[0]
    assert rows(table) == [
        ["Office", "Came by post", "Remark"],
        ["Alpha", "letters only", ""],
        ["Beta", "", "closed"],
    ]


def test_a_header_without_rulings_above_a_grid_is_the_tables() -> None:
    words = [
        (105, 54, "No"),
        (155, 54, "Name"),
        (centred(300, "All"), 48, "All"),
        (255, 60, "In"),
        (305, 60, "Out"),
    ]
    words += [(105, 95, "1"), (155, 95, "Alpha"), (255, 95, "14"), (305, 95, "3")]
    words += [(105, 115, "2"), (155, 115, "Beta"), (255, 115, "5"), (305, 115, "6")]
    lines = grid_lines((100, 150, 250, 300, 350), (66, 100, 120))
    document = read(drawn(words, lines), name="a.pdf")
    table = tables(document)[0]
    assert rows(table)[0][:3] == ["No", "Name", "All"]
    assert rows(table)[1] == ["", "", "In", "Out"]
    assert texts(document) == []


def test_headings_of_groups_may_stand_at_the_left() -> None:
    heads = [(54, 100, "No"), (104, 100, "Name"), (224, 100, "Received"), (364, 100, "Done")]
    heads += [
        (224, 114, "Front"),
        (294, 114, "Online"),
        (364, 114, "Same day"),
        (434, 114, "Later"),
    ]
    words = [(x, float(y), text) for x, y, text in heads]
    for index, name in enumerate(NAMES):
        y = 132.0 + 16 * index
        words += [(54, y, str(index + 8)), (104, y, name)]
        words += [(x, y, str(x + 7 * index)) for x in (224, 294, 364, 434)]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    groups = [(c.text, c.column, c.column_span) for c in table.cells if c.column_span > 1]
    assert groups == [("Received", 2, 2), ("Done", 4, 2)]


def test_boxes_with_space_between_make_one_grid() -> None:
    xs, ys = (100.0, 150.0, 250.0, 300.0), (80.0, 100.0, 120.0, 140.0)
    lines = []
    for left, right in pairwise(xs):
        for top, bottom in pairwise(ys):
            x0, y0, x1, y1 = left + 1.1, top + 1.1, right - 1.1, bottom - 1.1
            lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
    # Another table of the page, whose sides stand near those of the first.
    lines += grid_lines((100.7, 151.5, 248.3), (200, 220, 240))
    found = tables(read(drawn(TABLE, lines), name="a.pdf"))
    assert rows(found[0]) == [["No", "Name", "In"], ["1", "Alpha", "14"], ["2", "Beta", ""]]


def test_two_numbers_near_each_other_are_not_one() -> None:
    words = [(50, 100.0, "Name"), (150, 100.0, "In"), (180, 100.0, "Out")]
    for index, name in enumerate(NAMES):
        y = 118.0 + 16 * index
        words += [(50, y, name), (150, y, "1611"), (176, y, str(8795 - index))]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[1] == ["Alpha", "1611", "8795"]


def upright(text: str, right: float) -> list[Char]:
    """Return characters of nine points, one below the other at the ``right``."""
    return [
        Char(char, right - 9, 9.0 * at, right, 9.0 * at + 8, 9.0 * at + 8)
        for at, char in enumerate(text)
    ]


def test_a_cell_written_in_columns_is_read_from_the_right() -> None:
    chars = upright("按时签收", 40.0) + upright("数量", 27.0)
    assert cell_text(chars, (10.0, 0.0, 45.0, 50.0)).text == "按时签收数量"


def test_a_narrow_cell_of_two_characters_a_line_is_read_by_lines() -> None:
    lines = ("按时", "签收", "数量")
    chars = [
        Char(
            char, 10.0 + 9 * at, 12.0 * number, 19.0 + 9 * at, 12.0 * number + 8, 12.0 * number + 8
        )
        for number, line in enumerate(lines)
        for at, char in enumerate(line)
    ]
    assert cell_text(chars, (9.0, 0.0, 29.0, 40.0)).text == "按时签收数量"


def recognised(data: bytes, *, visible: bool) -> bytes:
    """Return a PDF whose pages are pictures, its text laid over them."""
    document = pypdfium2.PdfDocument(with_picture(data, (0, 0, 595, 842)))
    for page in document:
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            mode = pdfium.FPDF_TEXTRENDERMODE_FILL if visible else 3
            pdfium.FPDFTextObj_SetTextRenderMode(item, mode)
        page.gen_content()
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("visible", [True, False])
def test_text_that_a_program_laid_over_a_picture_is_doubted(
    visible: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parser.readers.ocr.installed", lambda: False)
    words = [(105, 95, "1"), (155, 95, "Alpha"), (255, 95, "14")]
    words += [(105, 115, "2"), (155, 115, "Beta"), (255, 115, "5")]
    words += [(105, 60, "What the offices received in May")]
    data = drawn(words, grid_lines((100, 150, 250, 300), (80, 100, 120)))
    document = read(recognised(data, visible=visible), name="a.pdf")
    doubts = {cell.doubt for cell in tables(document)[0].cells}
    codes = [code for code, _, _ in document.problems]
    assert (doubts, codes) == (({0.0}, []) if visible else ({0.1}, ["text-recognised"]))


def test_a_cells_text_that_goes_on_beside_the_page_is_not_on_it() -> None:
    words = [(60, 60 + 20 * at, f"The office of roads received {at} letters") for at in range(4)]
    document = read(drawn([*words, (-80, 60, "Beside")]), name="a.pdf")
    assert not any("Beside" in text for text in texts(document))
    assert len(texts(document)) == 4


def test_a_page_whose_size_stands_with_its_parent_keeps_all_its_words() -> None:
    lines = [(60, 60 + 20 * at, f"The office of roads received {at} letters") for at in range(4)]
    data = drawn([*lines, (700, 60, "Remark")]).replace(b"/MediaBox", b"/NediaBox")
    data = data.replace(b"/Type/Pages", b"/Type/Pages/MediaBox[0 0 842 595]")
    assert b"/Type/Pages/MediaBox" in data
    shown = "".join(texts(read(data, name="a.pdf")))
    assert "Remark" in shown
    assert shown.count("letters") == 4


def test_a_grid_whose_rows_no_line_divides_is_read_by_its_words() -> None:
    xs = (100.0, 200.0, 300.0, 400.0)
    words = [(105.0, 74.0, "Office"), (205.0, 74.0, "In"), (305.0, 74.0, "Out")]
    for at, name in enumerate(NAMES[:4]):
        y = 94.0 + 16 * at
        words += [(105, y, name), (205, y, str(1200 + at)), (305, y, str(40 + at))]
    lines = [*grid_lines(xs, (60, 80)), *((x, 80.0, x, 160.0) for x in xs)]
    table = tables(read(drawn(words, [*lines, (100, 160, 400, 160)]), name="a.pdf"))[0]
    assert rows(table)[0] == ["Office", "In", "Out"]
    assert rows(table)[1:] == [[NAMES[at], str(1200 + at), str(40 + at)] for at in range(4)]
