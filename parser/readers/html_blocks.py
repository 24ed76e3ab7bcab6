"""The blocks of a page: paragraphs where the page breaks lines, tables where it tabulates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from lxml import etree

from parser.document import Block, Locator, Paragraph, RawTable, Role
from parser.readers.counting import label_number
from parser.readers.grids import SpanCell, joined_pieces, lay_out, raw_table
from parser.readers.html_main import (
    input_text,
    is_furniture,
    is_publishing_line,
    is_silent,
    is_struck,
)
from parser.readers.numbering import join_label
from parser.readers.raised import with_raised
from parser.text import HAN, compact, without_unseen

_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td",
     "th", "table", "tbody", "thead", "tfoot", "caption", "section", "article", "main", "header",
     "footer", "nav", "aside", "form", "fieldset", "blockquote", "pre", "center", "hr", "body",
     "address", "figure", "figcaption", "legend")
)  # fmt: skip
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_WRAPPED = re.compile(rf"(?<=[{HAN}，。；：、）”])[ \t\r]*\n[ \t\r\n]*(?=[{HAN}（“])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LONG_CELL = 400
_FEWEST_HEADINGS = 3


@dataclass(slots=True)
class _Line:
    """A line being gathered: its pieces, and how much of it is links."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    level: int | None = None

    def text(self) -> str:
        joined = _WRAPPED.sub("", without_unseen("".join(self.pieces)))
        return _SPACE.sub(" ", joined).strip(" \u00a0\u3000")


class PageWalk:
    """Walks a page in the order it shows; ``main`` is the element with the page's own text.

    ``struck`` is what the page shows struck through, which is no part of the text.
    """

    def __init__(self, main: etree._Element, *, title: str) -> None:
        self._main = main
        self._title = compact(title)
        self._inside = False
        self._past = False
        self._furniture = 0
        self._line = _Line()
        self._found: list[Block] = []
        self._before: list[int] = []  # paragraphs before the main element, as indices
        self._tables = 0
        self._paragraphs = 0
        self._label = ""
        self._of_cell = False
        self.struck: list[str] = []

    def blocks(self) -> tuple[Block, ...]:
        """Return what was read; the page's title before the main element counts as body."""
        self._end_line()
        for index in reversed(self._before):
            block = self._found[index]
            if isinstance(block, Paragraph) and self._is_title(block.text):
                self._found[index] = replace(block, role="body", level=1)
                break
        return tuple(self._found)

    def _is_title(self, text: str) -> bool:
        squeezed = compact(text)
        return len(squeezed) >= 6 and squeezed in self._title

    def read(self, element: etree._Element) -> None:
        """Read ``element`` and all in it."""
        if not isinstance(element.tag, str) or is_silent(element):
            return
        entered = element is self._main
        self._inside = self._inside or entered
        furniture = is_furniture(element)
        self._furniture += furniture
        tag = str(element.tag)
        if tag == "table" and is_data_table(element):
            self._end_line()
            self._table(element)
        elif tag == "input":
            self._line.pieces.append(input_text(element, in_table=self._of_cell))
        elif tag == "br":
            self._end_line()
        elif is_struck(element):
            self.struck += filter(None, ["".join(map(str, element.itertext())).strip()])
        elif tag == "sup":
            raised = "".join(map(str, element.itertext()))
            self._line.pieces = [with_raised("".join(self._line.pieces), raised)]
        else:
            self._element(element, tag)
        self._furniture -= furniture
        if entered:
            self._end_line()
            self._inside, self._past = False, True

    def read_cell(self, cell: etree._Element) -> None:
        """Read what stands in ``cell``, lines where the page breaks them."""
        self._inside = self._of_cell = True
        self._element(cell, "td")

    def _element(self, element: etree._Element, tag: str) -> None:
        breaks = tag in _BLOCKS
        if breaks:
            self._end_line()
            if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
                self._line.level = int(tag[1])
            if tag == "li":
                self._label = list_label(element)
        before = len(compact("".join(self._line.pieces)))
        self._text(element.text, verbatim=tag == "pre")
        for one in element:
            self.read(one)
            self._text(one.tail, verbatim=tag == "pre")
        if tag == "a":
            self._line.linked += max(0, len(compact("".join(self._line.pieces))) - before)
            self._line.links += 1
        if breaks:
            self._end_line()

    def _text(self, text: str | None, *, verbatim: bool) -> None:
        if not text:
            return
        if not verbatim:
            self._line.pieces.append(text)
            return
        first, *others = text.split("\n")
        self._line.pieces.append(first)
        for line in others:
            self._end_line()
            self._line.pieces.append(line)

    def _end_line(self) -> None:
        line, self._line = self._line, _Line(level=None)
        text = line.text()
        if not text:
            self._line.level = line.level
            return
        self._add_paragraph(join_label(self._label, text), self._role(line, text), line.level)
        self._label = ""

    def _role(self, line: _Line, text: str) -> Role:
        if not self._inside or self._furniture or is_publishing_line(text):
            return "navigation"
        mostly_links = line.links > 1 and line.linked > 0.6 * len(compact(text))
        return "navigation" if mostly_links else "body"

    def _add_paragraph(self, text: str, role: Role, level: int | None) -> None:
        self._paragraphs += 1
        if not self._past and not self._inside:
            self._before.append(len(self._found))
        locator = Locator(block=len(self._found), paragraph=self._paragraphs)
        self._found.append(Paragraph(text=text, locator=locator, role=role, level=level))

    def _table(self, element: etree._Element) -> None:
        caption = element.find("caption")
        if caption is not None:
            self.read(caption)
        rows = table_rows(element)
        texts = [[self._cell(cell) for cell in cells] for _, cells in rows]
        flat = [cell.text for row in texts for cell in row if cell.text]
        labels = sum(is_publishing_line(f"{text}:") for text in flat)
        if labels >= 3 or not self._inside or self._furniture:
            for row in texts:
                line = " ".join(cell.text for cell in row if cell.text)
                if line:
                    self._add_paragraph(line, "navigation", None)
            return
        self._tables += 1
        locator = Locator(block=len(self._found), table=self._tables)
        heads = 0
        while heads < len(rows) and rows[heads][0]:
            heads += 1
        table: RawTable = raw_table(
            lay_out(texts, locator), len(rows), locator, header_rows=heads or None
        )
        before = self._found[-1] if self._found else None
        if isinstance(before, RawTable) and (joined := joined_pieces(before, table)):
            self._found[-1] = joined
            self._tables -= 1
        else:
            self._found.append(table)

    def _cell(self, cell: etree._Element) -> SpanCell:
        walk = PageWalk(cell, title="")
        walk.read_cell(cell)
        self.struck += walk.struck
        lines = [block.text for block in walk.blocks() if isinstance(block, Paragraph)]
        return SpanCell(
            text="\n".join(lines),
            row_span=_span(cell, "rowspan"),
            column_span=_span(cell, "colspan"),
        )


def _own_rows(table: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    # A foot may be written before the body, and shows below it.
    for part in sorted(table, key=lambda one: one.tag == "tfoot"):
        if part.tag == "tr":
            yield part, False
        elif part.tag in ("thead", "tbody", "tfoot"):
            for row in part:
                if row.tag == "tr":
                    yield row, part.tag == "thead"


def table_rows(table: etree._Element) -> list[tuple[bool, list[etree._Element]]]:
    """Return a table's rows as (is a header row, cells), without those of tables inside."""
    rows = []
    for row, in_head in _own_rows(table):
        if is_silent(row):
            continue
        cells = [one for one in row if one.tag in ("td", "th")]
        heads = in_head or (bool(cells) and all(cell.tag == "th" for cell in cells))
        rows.append((heads, cells))
    return rows


def is_data_table(table: etree._Element) -> bool:
    """Tell a table of data from one that lays out the page.

    Data stand in two columns and two rows at least, in short cells without tables in them.
    """
    if next((one for one in table.iter("table") if one is not table), None) is not None:
        return False
    rows = table_rows(table)
    if max((len(cells) for _, cells in rows), default=0) < 2:
        return False
    if len(rows) < 2 and not _is_piece(table, rows[0][1]):
        return False
    lengths = [len(compact(_raw_text(cell))) for _, cells in rows for cell in cells]
    filled = [length for length in lengths if length]
    if not filled:
        return False
    long = sum(length for length in filled if length > _LONG_CELL)
    return long <= 0.5 * sum(filled)


def _is_piece(table: etree._Element, cells: Sequence[etree._Element]) -> bool:
    """Tell whether a table of one row is the header of the next, or the foot of the one before.

    Pages divide tables so for the header to stay while the rest moves. Nothing stands between
    the two, and they have as many columns.
    """
    if len(cells) < _FEWEST_HEADINGS:
        return False
    for axis in ("following", "preceding"):
        beside = cast("list[etree._Element]", table.xpath(f"{axis}::table[1]"))
        text = cast("list[Any]", table.xpath(f"{axis}::text()[normalize-space()][1]"))
        if not beside or not text or beside[0] not in text[0].getparent().iterancestors("table"):
            continue
        rows = table_rows(beside[0])
        if any(len(own) == len(cells) for _, own in rows[:: max(len(rows) - 1, 1)]):
            return True
    return False


def _raw_text(cell: etree._Element) -> str:
    return "".join(str(part) for part in cell.itertext())


def _span(cell: etree._Element, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def list_label(item: etree._Element) -> str:
    """Return the number that a browser prints before an item of an ordered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    start = parent.get("start") or "1"
    first = int(start) if start.lstrip("-").isdecimal() and len(start) < 6 else 1
    place = [one for one in parent if one.tag == "li"].index(item)
    kind = _LIST_FORMATS.get(parent.get("type") or "", "decimal")
    return label_number(first + place, kind) + "."
