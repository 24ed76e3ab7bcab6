from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.document import UnreadableError
from parser.readers import read
from parser.readers.signature import kind_of
from tests.builders_word import p, word_file


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def assert_document_or_line(data: bytes) -> None:
    try:
        line = read(data, name="a").reader
    except UnreadableError as error:
        line = str(error)
    assert line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (word_file(p("x")), "docx"),
        (zipped(**{"xl__workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "xlsx"),
        (zipped(**{"a.txt": b"x"}), "zip"),
        (b"{\\rtf1\\ansi x}", "rtf"),
        (b"junk\n%PDF-1.4\n", "pdf"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "html"),
        ("<html><body>表</body></html>".encode("utf-16"), "html"),
        (b"<table><tr><td>1</td></tr></table>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "mht"),
        (b"\x89PNG\r\n\x1a\n0000", "image"),
        ("3月份运行情况通报".encode("gb18030"), "text"),
        ("3月份 | 1 | 2".encode("utf-16-le"), "text"),
        (b"BM is how this text begins", "text"),
    ],
)
def test_the_kind_is_told_by_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\x00" * 500, "empty"),
        (b"PK\x03\x04 cut off", "cut off or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "cut off or damaged"),
        (b"%PDF-1.7 cut off", "PDF is cut off or damaged"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        ('{"通报": [1, 2]}'.encode(), "JSON"),
        (bytes(range(1, 32)) * 20, "no kind"),
        (zipped(**{"ppt__presentation.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "presentat"),
        (zipped(**{"OFD.xml": b"<x/>"}), "OFD"),
        (zipped(**{"[Content_Types].xml": b"<x/>"}), "missing"),
        (zipped(**{"a.txt": b""}), "no document"),
    ],
)
def test_what_cannot_be_read_ends_in_one_clear_line(data: bytes, line: str) -> None:
    with pytest.raises(UnreadableError, match=line) as caught:
        read(data, name="2017-03.docx")
    assert "\n" not in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_zip_that_would_unpack_to_gigabytes_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (140 * 2**20))
    with pytest.raises(UnreadableError, match="128 MB"):
        read(stream.getvalue(), name="a.zip")


def test_members_of_a_zip_come_in_the_order_of_their_names() -> None:
    data = zipped(
        **{"2 附件.txt": "附件1".encode(), "1 正文.docx": word_file(p("正文")), "3": b"\x01\x02"}
    )
    document = read(data, name="a.zip")
    assert [(b.locator.block, b.locator.member) for b in document.blocks] == [
        (0, "1 正文.docx"),
        (1, "2 附件.txt"),
    ]


def test_a_member_that_cannot_be_read_is_a_problem_of_the_whole() -> None:
    document = read(zipped(a=word_file(p("正文")), b=b"%PDF-1.4 broken"), name="a.zip")
    assert [(code, at.member if at else None) for code, _, at in document.problems] == [
        ("part-unreadable", "b")
    ]


@settings(deadline=None)  # the first file of a kind loads its reader
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.5\n", b"{\\rtf1 "]))
def test_any_bytes_give_a_document_or_one_clear_line(data: bytes, start: bytes) -> None:
    assert_document_or_line(start + data)


@given(st.data())
def test_a_word_file_damaged_anywhere_gives_a_document_or_one_clear_line(
    data: st.DataObject,
) -> None:
    content = bytearray(word_file(p("省编办") + p("省农委")))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert_document_or_line(bytes(content))


def test_a_document_of_an_open_format_kept_as_one_text_is_told_from_a_text() -> None:
    data = b'<?xml version="1.0"?><office:document xmlns:office="x"><a>1</a></office:document>'
    assert kind_of(data) == "odf"
