"""What is fuzzed: each target takes bytes and fails by raising anything at all.

A target asserts more than that nothing is raised: what may never happen to a printed value is
checked on every input.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable

from parser.bulletin import Bulletin, Section
from parser.document import Locator, Paragraph, UnreadableError
from parser.names.resolve import default_resolver
from parser.narrative.facts import find_facts
from parser.numerals import chinese_numeral, read_number
from parser.passage import Passage
from parser.period import find_period
from parser.pipeline import parse_bytes
from parser.readers import read
from parser.tables.assemble import recover_tables
from parser.tables.headers import read_header
from parser.text import compact, fold_width
from tests.builders_hostile import docx

Target = Callable[[bytes], None]

_WORDS = (
    " | ", "|", "\n", "\n\n", "|\n", "||||\n", "序号", "单位", "部门", "其中", "收件数", "大厅",
    "网上", "办结数", "未办结", "满意率", "合计", "总计", "小计", "省公安厅", "市财政局",
    "省国税局", "0", "1", "2", "3", "5", "10", "23", "100", "2017", "3月", "年", "12.5%", "1,234",
    "/", "-",
    "√", "无数据", "附件1", "附件2:", "一、", "(一)", "受理", "办件", "件", "同比增长", "环比下降",
    "由", "提高到", "占", "分别", "、", "，", "。", "(", ")", "备注", "排名", "注：",
    "关于", "通报",
)  # fmt: skip


def words_of(data: bytes) -> str:
    """Return a text in which each byte stands for a word of bulletins, so that it goes deep."""
    return "".join(_WORDS[byte % len(_WORDS)] for byte in data[:400])


def numerals(data: bytes) -> None:
    """Numbers are finite, and only digits, signs and units make them."""
    text = data.decode("utf-8", errors="replace")
    number = read_number(text)
    if number is not None:
        assert math.isfinite(number.value)
        assert any(c.isdecimal() or c in "零〇一二两三四五六七八九十百千" for c in fold_width(text))
    value = chinese_numeral(text)
    assert value is None or value >= 0


def period(data: bytes) -> None:
    """A month is one of twelve, and no year comes from nowhere."""
    text = data.decode("utf-8", errors="replace")
    for title in (text, words_of(data)):
        passages = (Passage(text=title, role="body", locator=Locator(line=1, block=0)),)
        found, _ = find_period(title=title, passages=passages, filename=title[:80])
        if found is not None:
            assert found.month is None or 1 <= found.month <= 12
            assert found.label is None or found.year is not None


def names(data: bytes) -> None:
    """A name is known or not, and its score is a share."""
    for name in (data.decode("utf-8", errors="replace"), words_of(data)):
        answer = default_resolver().resolve(name, region="江苏", date="2017-03")
        assert answer.as_json()["name"] == name


def header(data: bytes) -> None:
    """A header read at some width has that many paths."""
    rows = [line.split("|") for line in words_of(data).split("\n")][:4]
    width = 1 + len(data) % 12
    reading = read_header([[compact(cell) for cell in row] for row in rows], width, lead=1)
    assert reading is None or len(reading.paths) == width


def tables(data: bytes) -> None:
    """Every number of a table is where a line of it was, and no value is anything but its raw."""
    blocks = tuple(
        Paragraph(text=line, locator=Locator(line=number + 1, block=number))
        for number, line in enumerate(words_of(data).split("\n"))
        if line.strip()
    )
    recovered = recover_tables(blocks)
    text = compact("".join(block.text for block in blocks))
    for table in recovered.tables:
        for row in table.rows:
            for cell in row.cells:
                assert compact(cell.raw) in text
                assert 0 <= cell.column < len(table.columns)
                assert 0 <= cell.probability <= 1


def narrative(data: bytes) -> None:
    """A fact's quote is printed in the paragraph that it is taken from."""
    for text in (data.decode("utf-8", errors="replace"), words_of(data)):
        passage = Passage(text=text, role="body", locator=Locator(line=1, block=0))
        section = Section(
            level=1,
            number="一",
            heading="总体情况",
            raw="一、总体情况",
            locator=passage.locator,
            passages=(passage,),
        )
        for fact in find_facts((section,), (), None):
            assert fact.quote in text


def text(data: bytes) -> None:
    """A text is a bulletin or refused; each number of it is printed in it."""
    for content in (data, b"\xe9\x80\x9a\xe6\x8a\xa5\n" + words_of(data).encode()):
        try:
            bulletin = parse_bytes(content, path="2017-03.txt")
        except UnreadableError:
            continue
        else:
            _check(bulletin)


def page(data: bytes) -> None:
    """Any page is read or refused."""
    _read(b"<html><body>" + data)


def word(data: bytes) -> None:
    """Any main part of a Word file is read or refused."""
    _read(docx(data))
    _read(data)


def pdf(data: bytes) -> None:
    """Any PDF is read or refused."""
    _read(data)


def _read(data: bytes) -> None:
    try:
        document = read(data, name="x")
    except UnreadableError:
        return
    else:
        for block in document.blocks:
            assert isinstance(block, Paragraph) or block.row_count >= 0


def _check(bulletin: Bulletin) -> None:
    json.dumps(bulletin.as_json(), ensure_ascii=False).encode("utf-8")
    for annex in bulletin.annexes:
        for table in annex.tables:
            for row in table.rows:
                for cell in row.cells:
                    assert 0 <= cell.column < len(table.columns)


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        numerals,
        period,
        names,
        header,
        tables,
        narrative,
        text,
        page,
        word,
        pdf,
    )
}
