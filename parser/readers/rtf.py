"""RTF files, which many .doc files of old archives really are.

Written here because no kept library gives the tables with their columns. Read are
paragraphs, tables with merged cells, list numbers (RTF holds them as text), text boxes,
notes, headers and footers, results of fields; left out are deleted and hidden text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parser.document import Block, Document, Paragraph, Role, UnreadableError
from parser.readers.rtf_story import Stories
from parser.readers.rtf_table import CellDefinition, RowDefinition
from parser.readers.symbols import is_symbol_font, symbol_text

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
    "line": "\n", "cellmarker": "",
}  # fmt: skip
_SKIPPED = frozenset(
    (
        "colortbl", "stylesheet", "info", "pict", "fldinst", "nonshppict", "sp", "themedata",
        "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "listtable", "ftnsep",
        "listoverridetable", "rsidtbl", "generator", "mmathPr", "objdata", "objclass", "filetbl",
        "revtbl", "pntxta", "pntxtb", "nonesttables", "xe", "tc", "annotation",
        "atnid", "atnauthor", "bkmkstart", "bkmkend", "ftnsepc", "aftnsep", "aftnsepc",
    )
)  # fmt: skip
_SHOWN_WHEN_STARRED = frozenset(("shpinst", "shptxt", "fldrslt", "footnote", "nesttableprops"))
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
    struck: bool = False
    raised: bool = False
    nested: bool = False  # within the definition of a nested table's row


def read_rtf(data: bytes) -> Document:
    """Return the RTF document in ``data``."""
    reading = _Reading()
    reading.read(data)
    blocks = reading.blocks()
    if not any(not isinstance(one, Paragraph) or one.text.strip() for one in blocks):
        raise UnreadableError("the RTF file holds no text: fetch it again")
    struck = "".join(reading.struck).strip()
    problems = (("text-struck", f"left out: {struck[:60]}", None),) if struck else ()
    return Document(format="doc", reader="doc:rtf", blocks=blocks, problems=problems)


class _Reading:
    def __init__(self) -> None:
        self._group = _Group()
        self._groups: list[_Group] = []
        self._stories = Stories()
        self._encoding = "cp1252"
        self._charsets: dict[int, int] = {}
        self._fonts: dict[int, str] = {}
        self._default_font = -1
        self._bytes = bytearray()
        self._to_skip = 0
        self.struck: list[str] = []
        self._row = self._outer_row = self._nested_row = RowDefinition()
        self._cell = CellDefinition()

    def blocks(self) -> tuple[Block, ...]:
        self._flush()
        return self._stories.finish()

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

    @property
    def _font(self) -> str:
        """The symbol font that a character of one is taken for."""
        name = self._fonts.get(self._group.font, "")
        return name if is_symbol_font(name) else "Wingdings"

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
            name = content.decode("ascii", errors="replace").strip().rstrip(";")
            if not self._group.skipped:  # of other names a font goes by
                self._fonts[self._group.font] = self._fonts.get(self._group.font, "") + name
            return
        if charset == 2:
            self._text("".join(symbol_text(chr(0xF000 + one), self._font) for one in content))
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
        if group.struck:
            self.struck.append(text)
        elif group.raised:
            self._stories.add_raised(text)
        else:
            self._stories.add(text, label=group.label)

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
        if inner.nested and not self._group.nested:
            self._nested_row, self._row = self._row, self._outer_row
        self._to_skip = 0
        if inner.role != self._group.role:
            self._stories.end(inner.role)

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
            self._stories.end_paragraph(self._group.role)

    # control words

    def _word(self, word: str, value: int | None) -> None:
        group = self._group
        if group.starred and word not in _SHOWN_WHEN_STARRED:
            self._group = replace(group, skipped=True, starred=False)
        elif word in _SKIPPED:
            self._group = replace(group, skipped=True)
        elif word in _STORIES and not group.skipped:
            self._group = replace(group, role=_STORIES[word])
            self._stories.begin()
        elif word in _SIGNS:
            self._text(_SIGNS[word])
        elif word == "nesttableprops" and not group.nested:
            self._group = replace(group, nested=True, starred=False)
            self._outer_row = self._row
        elif word == "u" and value is not None:
            self._unicode(value)
        elif not group.skipped and not self._structure(word):
            self._property(word, value)
        self._font_word(word, value)

    def _unicode(self, value: int) -> None:
        code = value + 65536 if value < 0 else value
        if 0xF000 <= code <= 0xF0FF:
            self._text(symbol_text(chr(code), self._font))
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
        group = self._group
        if word == "uc":
            self._group = replace(group, fallback=max(0, min(value or 0, 8)))
        elif word == "v" or word == "deleted":
            self._group = replace(group, hidden=value != 0)
        elif word in ("strike", "striked"):
            self._group = replace(group, struck=value != 0)
        elif word in ("super", "nosupersub", "sub", "up", "dn"):
            raised = word == "super" or (word == "up" and bool(value))
            self._group = replace(group, raised=raised)
        elif word == "plain":
            plain = replace(group, hidden=False, struck=False, raised=False)
            self._group = replace(plain, font=self._default_font)
        elif word in ("listtext", "pntext"):
            self._group = replace(group, label=True)
        elif word == "pard":
            self._stories.plain_paragraph()
        elif word == "intbl":
            self._stories.in_table()
        elif word == "itap" and value is not None:
            self._stories.set_depth(value)
        elif word == "outlinelevel" and value is not None:
            self._stories.set_outline(value + 1 if value < 9 else None)
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
        if word in ("par", "sect", "page"):
            if word != "page" or self._stories.has_text():
                self._stories.end_paragraph(self._group.role)
        elif word in ("cell", "nestcell"):
            self._stories.end_cell(nested=word == "nestcell")
        elif word == "row":
            self._stories.end_row(self._row, nested=False)
        elif word == "nestrow":
            definition = self._row if self._group.nested else self._nested_row
            self._stories.end_row(definition, nested=True)
        else:
            return False
        return True
