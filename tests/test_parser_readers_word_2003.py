from __future__ import annotations

import pytest

from parser.document import Document, Paragraph, RawTable, UnreadableError
from parser.readers import read

_SPACES = (
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
    'xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
    'xmlns:st1="urn:schemas-microsoft-com:office:smarttags"'
)


def word(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f"<w:wordDocument {_SPACES}><w:styles/><w:body><wx:sect>{body}</wx:sect></w:body>"
        "</w:wordDocument>"
    ).encode()


def r(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}</w:tc>"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_spans_down_and_across_are_the_tables() -> None:
    down, on = '<w:vmerge w:val="restart"/>', "<w:vmerge/>"
    rows = (
        tc("单位", down) + tc("受理", '<w:gridSpan w:val="2"/>'),
        tc("", on) + tc("大厅") + tc("网上"),
        tc("甲局") + tc("12") + tc("7"),
    )
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    document = read(word(f"<wx:sub-section>{p(r('附件1'))}{table}</wx:sub-section>"), name="a.doc")
    found = next(block for block in document.blocks if isinstance(block, RawTable))
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in found.cells] == [
        ("单位", 0, 0, 2, 1),
        ("受理", 0, 1, 1, 2),
        ("大厅", 1, 1, 1, 1),
        ("网上", 1, 2, 1, 1),
        ("甲局", 2, 0, 1, 1),
        ("12", 2, 1, 1, 1),
        ("7", 2, 2, 1, 1),
    ]


def test_automatic_numbers_print_and_of_tracked_changes_the_final_text() -> None:
    number = '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="一、"/></w:listPr>'
    tracked = (
        '<aml:annotation aml:id="1" w:type="Word.Deletion"><aml:content><w:r><w:delText>31'
        "</w:delText></w:r></aml:content></aml:annotation>"
        f'<aml:annotation aml:id="2" w:type="Word.Insertion"><aml:content>{r("45")}'
        "</aml:content></aml:annotation>"
    )
    remark = (
        '<aml:annotation aml:id="3" w:type="Word.Comment"><aml:content>'
        f"{p(r('请核实'))}</aml:content></aml:annotation>"
    )
    tagged = f"{r('受理')}<st1:chmetcnv>{tracked}{r('件')}</st1:chmetcnv>{remark}"
    document = read(word(p(r("办件情况"), number) + p(tagged)), name="a.doc")
    assert texts(document) == ["一、办件情况", "受理45件"]


def test_one_that_is_cut_off_ends_in_one_line() -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read(word(p(r("办件情况")))[:-30], name="a.doc")


def test_a_large_picture_does_not_stop_the_reading() -> None:
    picture = f"<w:r><w:pict><w:binData>{'A' * 10_100_000}</w:binData></w:pict></w:r>"
    assert texts(read(word(p(r("办件情况")) + p(picture)), name="a.doc")) == ["办件情况", ""]
