from __future__ import annotations

import io
from importlib.util import find_spec

import pytest
from PIL import Image

from corpus.render import PrintedBulletin, Style, office, render_pdf, render_scan
from parser.document import Locator, RawCell, RawTable, UnreadableError
from parser.readers import ocr, read
from parser.text import join_wrapped
from tests.builders_documents import counts_table
from tests.conftest import ROOT

needs_ocr = pytest.mark.skipif(find_spec("rapidocr") is None, reason="rapidocr is not installed")
needs_office = pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")


def picture(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, "PNG")
    return stream.getvalue()


@needs_ocr
@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("dpi", "degrees", "noise"), [(200, 0.0, 0.0), (150, 0.8, 12.0)])
def test_a_scanned_table_is_read_cell_by_cell(dpi: int, degrees: float, noise: float) -> None:
    table = counts_table(5, rows=6)
    pdf = render_pdf(PrintedBulletin(blocks=("3月份运行情况通报", table)), Style(points=10.5))
    page = render_scan(pdf, dpi=dpi, degrees=degrees, noise=noise)[0]
    document = read(page, name="scan.png")
    found = next(block for block in document.blocks if isinstance(block, RawTable))
    meant = {
        (row, column): text
        for row, values in enumerate(table.rows, start=table.header_rows)
        for column, text in enumerate(values)
        if text
    }
    cells = {(c.row, c.column): c for c in found.cells if c.row >= table.header_rows and c.text}
    wrong = [c for at, c in cells.items() if join_wrapped(c.text) != meant.get(at)]
    assert document.format == "scan"
    assert len(wrong) <= 0.05 * len(meant)
    assert all(cell.doubt > 0 for cell in wrong)
    assert len(set(meant) - set(cells)) <= 0.02 * len(meant)


@needs_ocr
@needs_office
@pytest.mark.slow
def test_a_pdf_of_pictures_is_read_as_a_scan() -> None:
    pdf = render_pdf(PrintedBulletin(blocks=("3月份运行情况通报", "一、主要工作")))
    stream = io.BytesIO()
    Image.open(io.BytesIO(render_scan(pdf, dpi=150)[0])).save(stream, "PDF", resolution=150)
    document = read(stream.getvalue(), name="a.pdf")
    texts = [block.text for block in document.blocks if not isinstance(block, RawTable)]
    assert document.format == "scan"
    assert "3月份运行情况通报" in texts


def test_a_picture_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    with pytest.raises(UnreadableError, match=r"install tongbao\[ocr\]"):
        read(picture(400, 400), name="a.png")


@needs_ocr
def test_an_empty_picture_ends_in_one_line() -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(picture(800, 1100), name="a.png")


@needs_ocr
def test_a_damaged_picture_ends_in_one_line() -> None:
    with pytest.raises(UnreadableError, match="cut off or damaged"):
        read(picture(800, 1100)[:60], name="a.png")


def test_two_readings_that_differ_are_never_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy

    from parser.readers import scan_recognition

    answers = iter([[("359.7", 0.97)], [("3597", 0.99)]])
    monkeypatch.setattr(scan_recognition, "read_lines", lambda crops: next(answers))
    reading = scan_recognition.recognised([numpy.zeros((20, 40), dtype=numpy.uint8)])[0]
    assert (reading.text, reading.other) == ("3597", "359.7")
    assert reading.score <= 0.9


@needs_ocr
def test_marks_that_specks_are_read_as_are_no_part_of_a_figure() -> None:
    from parser.readers.scan_table import _without_marks

    def cell(text: str) -> RawCell:
        return RawCell(text=text, row=0, column=0, locator=Locator(block=0))

    speck = _without_marks(cell(".8"))
    blank = _without_marks(cell("•"))
    assert (speck.text, speck.doubt > 0, speck.readings[0][0]) == ("8", True, ".8")
    assert (blank.text, blank.doubt > 0) == ("", True)
    assert _without_marks(cell("96.2%")) == cell("96.2%")


@needs_ocr
def test_a_line_of_letters_on_a_scan_is_not_taken_for_a_ruling() -> None:
    import numpy

    from parser.readers.page import Rule
    from parser.readers.pdf_grid import ruled_grids
    from parser.readers.scan import _sides
    from parser.readers.scan_image import PageImage

    grid = ruled_grids([Rule(y, 10, 90) for y in (10, 50)], [Rule(x, 10, 50) for x in (10, 90)])
    page = PageImage(grey=numpy.full((120, 200), 255, dtype=numpy.uint8), scale=2.0)
    sides = _sides(grid, page)
    assert sides[20, 100] == 255
    assert sides[60, 100] == 0


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("page", [0, 1])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_turned_the_right_way_up(page: int, degrees: int) -> None:
    from parser.readers.scan_image import images_of
    from parser.readers.scan_turn import right_way_up

    kept = next((ROOT / "corpus" / "invented").glob("*.scan-150.tiff"))
    stream = io.BytesIO()
    with Image.open(kept) as pages:
        pages.seek(page)
        lying = pages.convert("L").rotate(-degrees, expand=True, fillcolor=255)
        lying.save(stream, "PNG", dpi=(150, 150))
    found, quarters = right_way_up(next(images_of(stream.getvalue())))
    assert (quarters * 90 + degrees) % 360 == 0
    assert found.grey.shape[0] > found.grey.shape[1]
