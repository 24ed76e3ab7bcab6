"""Text files: encodings, lines, and what PDF-to-text leaves of pages.

Contract of a reader: bytes in, :class:`~parser.document.Document` out; everything that is
text is kept, in reading order, with its place; nothing is interpreted. What cannot be read
raises :class:`~parser.document.UnreadableError`, what was read with doubt is a problem.

Here a paragraph is a line that is not blank; ``Locator.line`` counts from 1 and
``Locator.page`` is set where form feeds mark pages.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from charset_normalizer import from_bytes

from parser.document import Document, Locator, Paragraph, Role, UnreadableError
from parser.text import compact, without_unseen

_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Only what stands in Chinese archives: a detector that may choose any code page finds one
# that fits short or damaged texts by accident.
_CANDIDATES = ["gb18030", "big5", "utf_16_le", "utf_16_be"]
_NO_TEXT = (
    "the file is neither text nor a document of a known kind; "
    "save it as docx, doc, pdf, html or text"
)
_NUMBER_OF_PAGE = r"第?\d{1,4}页?(?:[,，/]?共\d{1,4}页?)?"
# Dashes stand on both sides: on one, -8 is a figure below nought.
_PAGE_NUMBER = re.compile(rf"[-—–－―]{_NUMBER_OF_PAGE}[-—–－―]|{_NUMBER_OF_PAGE}")
_BARE_NUMBER = re.compile(r"\d{1,4}页?")


def read_text(data: bytes) -> Document:
    """Read a text file of any usual encoding.

    Raises UnreadableError for an empty file and for bytes that are no text.
    """
    if not data.strip(b" \t\r\n\x00\x0c"):
        raise UnreadableError("the file is empty; check that it was saved completely")
    text, encoding, problems = _decode(data)
    return Document(
        format="txt",
        reader="plain",
        blocks=_paragraphs(text),
        properties={"encoding": encoding},
        problems=problems,
    )


def _decode(data: bytes) -> tuple[str, str, tuple[tuple[str, str, Locator | None], ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"), encoding)
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    best = from_bytes(data, cp_isolation=_CANDIDATES).best()
    if best is not None and _share_common(str(best)) > 0.8:
        return _checked(str(best), best.encoding.replace("_", "-"))
    # Damaged UTF-8 keeps most of its text; what is no text at all fits neither.
    damaged = {name: data.decode(name, errors="replace") for name in ("utf-8", "gb18030")}
    encoding = min(damaged, key=lambda name: damaged[name].count("\ufffd"))
    if _share_common(damaged[encoding]) < 0.9:
        raise UnreadableError(_NO_TEXT)
    return _checked(damaged[encoding], encoding)


def _checked(text: str, encoding: str) -> tuple[str, str, tuple[tuple[str, str, None], ...]]:
    replaced = text.count("\ufffd")
    strange = replaced + sum(_is_strange(character) for character in text)
    if strange > 0.02 * len(text) + 2:
        raise UnreadableError(_NO_TEXT)
    if not replaced:
        return text, encoding, ()
    lost = f"{replaced} characters could not be decoded as {encoding}"
    return text, encoding, (("encoding-doubtful", lost, None),)


def _share_common(text: str) -> float:
    """Return the share of characters that are ASCII or everyday Chinese of either script.

    The wrong code page turns text into rare characters, the right one does not.
    """
    return sum(_is_common(character) for character in text) / len(text)


def _is_common(character: str) -> bool:
    if character.isascii():
        return character.isprintable() or character.isspace()
    # GB2312 rows 1-55 and Big5 up to its first level: punctuation and the common characters.
    simplified = character.encode("gb2312", errors="ignore")
    traditional = character.encode("big5", errors="ignore")
    return b"" < simplified < b"\xd8" or b"" < traditional < b"\xc6\xa1"


def _is_strange(character: str) -> bool:
    """Tell control characters, private use and unassigned-looking planes from text."""
    code = ord(character)
    if code < 0x20:
        return character not in "\t\n\r\f\v\x1f"
    return 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x3FFFF


_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*\|[\s|:-]*$", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})(?=\s+\S)", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\*)(\*\*)(?=\S)([^*\n]+?\*?)(?<=\S)(\*\*)(?!\*)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _is_markdown(text: str) -> bool:
    """Tell whether a text is Markdown: a rule beneath a table's header, or several headings."""
    return bool(_RULE.search(text)) or len(_HEADING.findall(text)) > 1


def _unmarked(line: str) -> str:
    """Return a line with spaces in place of Markdown's marks, so that places stay the same."""
    line = _HEADING.sub(_blank, line)
    line = _EMPHASIS.sub(r"  \2  ", line)
    return _BREAK.sub(_blank, line)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    paged = "\f" in text.strip()
    markdown = _is_markdown(text)
    lines: list[tuple[int, int | None, str]] = []
    page = 1
    for number, line in enumerate(_LINE_END.split(text), start=1):
        page += line.count("\f")
        shown = without_unseen(line.replace("\f", "")).rstrip()
        if compact(shown):
            lines.append((number, page if paged else None, shown))
    running = _running_heads(lines) if paged else frozenset()
    return tuple(
        Paragraph(
            text=_unmarked(shown).rstrip() if markdown else shown,
            level=_level(shown) if markdown else None,
            role=_role(shown, running, paged=paged),
            locator=Locator(block=block, line=number, page=on_page),
        )
        for block, (number, on_page, shown) in enumerate(lines)
    )


def _level(line: str) -> int | None:
    heading = _HEADING.match(line)
    return len(heading[1]) if heading else None


def _running_heads(lines: list[tuple[int, int | None, str]]) -> frozenset[str]:
    """Return the texts that open or close at least three pages and most of them."""
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    for _, page, text in lines:
        if page is not None:
            first.setdefault(page, compact(text))
            last[page] = compact(text)
    counted = Counter(first.values()) + Counter(last.values())
    enough = max(3, len(first) // 2 + 1)
    return frozenset(text for text, count in counted.items() if count >= enough)


def _role(text: str, running: frozenset[str], *, paged: bool) -> Role:
    bare = compact(text)
    if bare in running:
        return "header"
    is_number = _PAGE_NUMBER.fullmatch(bare) and (paged or not _BARE_NUMBER.fullmatch(bare))
    return "footer" if is_number else "body"
