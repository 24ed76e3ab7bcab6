from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.document import Document, Paragraph, UnreadableError
from parser.readers.plain import read_text

TRADITIONAL = "三月份各部門辦件情況通報\n一、主要工作\n本月共受理辦件23933件,占總辦件量的91.1%。\n"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_the_real_bulletin_reads_alike_in_every_encoding(
    real_bulletin: Path, encoding: str
) -> None:
    text = real_bulletin.read_text(encoding="utf-8")

    document = read_text(text.encode(encoding))

    assert texts(document) == [line.rstrip() for line in text.splitlines() if line.strip()]
    assert document.problems == ()


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16-be"])
def test_traditional_script_is_read_in_its_own_encodings(encoding: str) -> None:
    assert texts(read_text(TRADITIONAL.encode(encoding))) == TRADITIONAL.splitlines()


def test_a_paragraph_knows_its_line() -> None:
    document = read_text("标题\n\n第一段\r\n第二段\r第三段".encode())

    lines = [block.locator.line for block in document.blocks]

    assert lines == [1, 3, 4, 5]


@given(st.lists(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)))
def test_no_line_is_lost(lines: list[str]) -> None:
    text = "通报\n" + "\n".join(lines)

    assert texts(read_text(text.encode())) == ["通报", *lines]


@pytest.mark.parametrize("data", [b"", b"\n \r\n\t", b"\x00\x00"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="empty"):
        read_text(data)


@pytest.mark.parametrize("size", [5, 20, 50, 400, 100_000])
def test_random_bytes_are_refused_in_one_line(size: int) -> None:
    data = random.Random(size).randbytes(size)

    with pytest.raises(UnreadableError) as refused:
        read_text(data)

    assert "neither text nor a document" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_damaged_bytes_are_kept_out_and_counted(real_bulletin: Path) -> None:
    data = real_bulletin.read_bytes()
    damaged = data[:3000] + b"\xff\xfe" + data[3000:]

    document = read_text(damaged)

    assert len(document.blocks) == len(read_text(data).blocks)
    assert [problem[0] for problem in document.problems] == ["encoding-doubtful"]


def test_running_heads_and_page_numbers_of_a_paged_text_are_no_body() -> None:
    page = "省政务服务中心\n第{0}页的正文,共受理{0}00件。\n— {0} —\n"
    data = "\f".join(page.format(number) for number in (1, 2, 3)).encode()

    blocks = [block for block in read_text(data).blocks if isinstance(block, Paragraph)]

    body = [(block.text, block.locator.page) for block in blocks if block.role == "body"]
    assert body == [(f"第{n}页的正文,共受理{n}00件。", n) for n in (1, 2, 3)]


def test_a_lone_number_in_an_unpaged_text_may_be_a_value() -> None:
    blocks = read_text("省发改委\n14\n省教育厅\n243\n".encode()).blocks

    assert {block.role for block in blocks if isinstance(block, Paragraph)} == {"body"}


def test_a_figure_below_nought_alone_in_its_line_is_no_page_number() -> None:
    document = read_text("12\n-8\n— 3 —\n第4页\n".encode())
    assert [
        paragraph.role for paragraph in document.blocks if isinstance(paragraph, Paragraph)
    ] == [
        "body",
        "body",
        "footer",
        "footer",
    ]
