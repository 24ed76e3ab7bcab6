"""RTF files, which many .doc files of old archives really are.

Written here because no kept library gives the tables with their columns. Read are
paragraphs, tables with merged cells, list numbers (RTF holds them as text), text boxes,
notes, headers and footers, results of fields; left out are deleted and hidden text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from parser.document import Block, Document, Locator, Paragraph, Role, UnreadableError
from parser.readers.numbering import join_label
from parser.readers.rtf_table import CellDefinition, RowDefinition, RtfRow, table_of
from parser.readers.symbols import symbol_text

DEPTH_LIMIT = 2000
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 204: "cp1251", 238: "cp1250"}
_SIGNS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "tab": "\t", "emspace": "\u2003", "enspace": "\u2002",
    "line": "\n", "nestcell": "\n", "cellmarker": "",
}  # fmt: skip
_SKIPPED = frozenset(
    (
        "colortbl", "stylesheet", "info", "pict", "fldinst", "nonshppict", "sp", "themedata",
        "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "listtable", "ftnsep",
        "listoverridetable", "rsidtbl", "generator", "mmathPr", "objdata", "objclass", "filetbl",
        "revtbl", "pntxta", "pntxtb", "nesttableprops", "nonesttables", "xe", "tc", "annotation",
        "atnid", "atnauthor", "bkmkstart", "bkmkend", "ftnsepc", "aftnsep", "aftnsepc",
    )
)  # fmt: skip
_SHOWN_WHEN_STARRED = frozenset(("shpinst", "shptxt", "fldrslt", "footnote"))
_STORIES: dict[str, Role] = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
    "footnote": "footnote",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What holds inside a pair of braces."""

    skipped: bool = False
    starred: bool = False
    fonts: bool = False
    label: bool = False
    role: Role = "body"
    font: int = -1
    fallback: int = 1  # bytes that stand for a \u character in older programs
    hidden: bool = False


@dataclass(slots=True)
class _Story:
    """The text of one story while it is gathered."""

    parts: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[RtfRow] = field(default_factory=list)
    in_table: bool = False
    level: int | None = None


def read_rtf(data: bytes) -> Document:
    """Return the RTF document in ``data``."""
    reading = _Reading()
    reading.read(data)
    blocks = reading.finish()
    if not any(not isinstance(one, Paragraph) or one.text.strip() for one in blocks):
        raise UnreadableError("the RTF file holds no text: fetch it again")
    return Document(format="doc", reader="doc:rtf", blocks=blocks)


class _Reading:
    def __init__(self) -> None:
        self._group = _Group()
        self._groups: list[_Group] = []
        self._stories: list[_Story] = [_Story()]
        self._kept: dict[Role, list[Paragraph]] = {"header": [], "footnote": [], "footer": []}
        self._body: list[Block] = []
        self._encoding = "cp1252"
        self._charsets: dict[int, int] = {}
        self._default_font = -1
        self._bytes = bytearray()
        self._to_skip = 0
        self._row = RowDefinition()
        self._cell = CellDefinition()
        self._paragraphs = 0
        self._tables = 0

    def read(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            match = _TOKEN.match(data, at)
            if match is None:
                at += 1
                continue
            at = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if code is not None:
                self._raw(bytes([int(code, 16)]))
                continue
            if text is not None:
                self._raw(text)
                continue
            self._flush()
            if brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
            elif word is not None:
                value = int(number) if number else None
                if word == b"bin" and value:
                    at += value
                else:
                    self._word(word.decode("ascii"), value)
            elif symbol is not None:
                self._symbol(symbol)

    # text

    def _raw(self, content: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(content))
            self._to_skip -= skipped
            content = content[skipped:]
        self._bytes += content

    def _flush(self) -> None:
        if not self._bytes:
            return
        content, self._bytes = bytes(self._bytes), bytearray()
        charset = self._charsets.get(self._group.font)
        if self._group.fonts:
            return
        if charset == 2:
            self._text("".join(symbol_text(chr(0xF000 + one), "Wingdings") for one in content))
            return
        encoding = _CHARSETS.get(charset if charset is not None else -1, self._encoding)
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            text = content.decode(self._encoding, errors="replace")
        self._text(text)

    def _text(self, text: str) -> None:
        group = self._group
        if group.skipped or group.hidden:
            return
        story = self._stories[-1]
        (story.label if group.label else story.parts).append(text)

    # groups

    def _open(self) -> None:
        if len(self._groups) > DEPTH_LIMIT:
            raise UnreadableError("the RTF file is nested too deeply: it is damaged")
        self._groups.append(self._group)
        self._group = replace(self._group, starred=False)
        self._to_skip = 0

    def _close(self) -> None:
        if not self._groups:
            return
        inner, self._group = self._group, self._groups.pop()
        self._to_skip = 0
        if inner.role != self._group.role:
            self._end_paragraph(inner.role)
            self._stories.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._group = replace(self._group, starred=True)
        elif symbol in (b"\\", b"{", b"}"):
            self._text(symbol.decode())
        elif symbol == b"~":
            self._text("\u00a0")
        elif symbol == b"_":
            self._text("-")
        elif symbol in (b"\n", b"\r"):
            self._end_paragraph(self._group.role)

    # control words

    def _word(self, word: str, value: int | None) -> None:
        group = self._group
        if group.starred and word not in _SHOWN_WHEN_STARRED:
            self._group = replace(group, skipped=True, starred=False)
        elif word in _SKIPPED:
            self._group = replace(group, skipped=True)
        elif word in _STORIES and not group.skipped:
            self._group = replace(group, role=_STORIES[word])
            self._stories.append(_Story())
        elif word in _SIGNS:
            self._text(_SIGNS[word])
        elif word == "u" and value is not None:
            self._unicode(value)
        elif not group.skipped and not self._structure(word):
            self._property(word, value)
        self._font_word(word, value)

    def _unicode(self, value: int) -> None:
        code = value + 65536 if value < 0 else value
        if 0xF000 <= code <= 0xF0FF:
            self._text(symbol_text(chr(code), "Wingdings"))
        elif 0xD800 <= code <= 0xDBFF:
            self._high = code
        elif 0xDC00 <= code <= 0xDFFF:
            self._text(chr(0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00))
        elif code <= 0x10FFFF:
            self._text(chr(code))
        self._to_skip = self._group.fallback

    _high = 0xD800

    def _font_word(self, word: str, value: int | None) -> None:
        if word == "fonttbl":
            self._group = replace(self._group, fonts=True)
        elif word == "f" and value is not None:
            self._group = replace(self._group, font=value)
        elif word == "fcharset" and value is not None and self._group.fonts:
            self._charsets[self._group.font] = value
        elif word == "deff" and value is not None:
            self._default_font = value
        elif word == "ansicpg" and value:
            self._encoding = "gb18030" if value == 936 else f"cp{value}"
            try:
                b"".decode(self._encoding)
            except LookupError:
                self._encoding = "cp1252"

    def _property(self, word: str, value: int | None) -> None:
        group, story = self._group, self._stories[-1]
        if word == "uc":
            self._group = replace(group, fallback=max(0, min(value or 0, 8)))
        elif word == "v" or word == "deleted":
            self._group = replace(group, hidden=value != 0)
        elif word == "plain":
            self._group = replace(group, hidden=False, font=self._default_font)
        elif word in ("listtext", "pntext"):
            self._group = replace(group, label=True)
        elif word == "pard":
            story.in_table, story.level = False, None
        elif word == "intbl":
            story.in_table = True
        elif word == "outlinelevel" and value is not None:
            story.level = value + 1 if value < 9 else None
        else:
            self._row_property(word, value)

    def _row_property(self, word: str, value: int | None) -> None:
        if word == "trowd":
            self._row, self._cell = RowDefinition(), CellDefinition()
        elif word == "trleft":
            self._row.left = value or 0
        elif word == "trhdr":
            self._row.header = True
        elif word in ("clmgf", "clmrg"):
            self._cell.across = word[3:] if word == "clmgf" else "mrg"
        elif word in ("clvmgf", "clvmrg"):
            self._cell.down = "gf" if word == "clvmgf" else "mrg"
        elif word == "cellx":
            self._cell.right = value or 0
            self._row.cells.append(self._cell)
            self._cell = CellDefinition()

    def _structure(self, word: str) -> bool:
        story = self._stories[-1]
        if word in ("par", "sect", "page"):
            if word != "page" or story.parts:
                self._end_paragraph(self._group.role)
        elif word == "cell":
            story.cells.append(self._taken(story).strip())
        elif word == "row":
            definition = RowDefinition(
                left=self._row.left, header=self._row.header, cells=list(self._row.cells)
            )
            story.rows.append(RtfRow(definition=definition, texts=tuple(story.cells)))
            story.cells = []
        else:
            return False
        return True

    # blocks

    def _taken(self, story: _Story) -> str:
        text, label = "".join(story.parts), "".join(story.label).strip()
        story.parts, story.label = [], []
        return join_label(label, text)

    def _end_paragraph(self, role: Role) -> None:
        story = self._stories[-1]
        if story.in_table and role == "body":
            story.parts.append("\n")
            return
        self._end_table(story, role)
        level = story.level
        lines = self._taken(story).split("\n")
        self._paragraphs += role == "body"
        for line in lines:
            if not line and (role != "body" or len(lines) > 1):
                continue
            if role == "body":
                place = Locator(block=len(self._body), paragraph=self._paragraphs)
                self._body.append(Paragraph(text=line, locator=place, level=level))
            else:
                place = Locator(block=0, member=role)
                self._kept[role].append(Paragraph(text=line, locator=place, role=role))

    def _end_table(self, story: _Story, role: Role) -> None:
        rows, story.rows = [row for row in story.rows if row.definition.cells], []
        if not rows or role != "body":
            return
        self._tables += 1
        place = Locator(block=len(self._body), table=self._tables)
        table = table_of(rows, place)
        if table.column_count > 1:
            self._body.append(table)
            return
        for cell in table.cells:
            for line in filter(None, cell.text.split("\n")):
                at = replace(cell.locator, block=len(self._body))
                self._body.append(Paragraph(text=line, locator=at))

    def finish(self) -> tuple[Block, ...]:
        """Return all blocks: headers first, notes and footers last."""
        self._flush()
        while len(self._stories) > 1:
            self._stories.pop()
        story = self._stories[0]
        story.in_table = False
        self._end_table(story, "body")
        if "".join(story.parts).strip():
            self._end_paragraph("body")
        heads = [*dict.fromkeys(one.text for one in self._kept["header"])]
        feet = [*dict.fromkeys(one.text for one in self._kept["footer"])]
        blocks: list[Block] = [
            Paragraph(text=text, role="header", locator=Locator(block=0, member="header"))
            for text in heads
        ]
        blocks += self._body
        blocks += self._kept["footnote"]
        blocks += [
            Paragraph(text=text, role="footer", locator=Locator(block=0, member="footer"))
            for text in feet
        ]
        return tuple(_placed(block, index) for index, block in enumerate(blocks))


def _placed(block: Block, index: int) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, locator=replace(block.locator, block=index))
    cells = tuple(replace(cell, locator=replace(cell.locator, block=index)) for cell in block.cells)
    return replace(block, cells=cells, locator=replace(block.locator, block=index))
