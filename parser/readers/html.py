"""Saved web pages: the bulletin's text and tables apart from what surrounds them.

The page's encoding is told by its content first (UTF-8 proves itself), then by what it
declares; gb2312 and gbk are read as GB18030, which contains them. Navigation, page furniture
and publishing lines keep their place in the blocks under the role ``navigation``; the
standard meta elements of government sites (ArticleTitle, PubDate, ContentSource, SiteName)
become properties. Paragraphs and tables are counted from 1 as the page shows them.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from collections.abc import Iterator

import charset_normalizer
import lxml.html
from lxml import etree

from parser.document import Document, LinkedFile, Locator, UnreadableError
from parser.readers.html_blocks import PageWalk
from parser.readers.html_main import hide_by_class, main_element
from parser.text import compact

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "csgb2312", "cp936", "ms936", "hz-gb-2312"}
_DOCUMENT = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|wps|et|pdf|ofd|rtf|csv|txt|rar|zip|7z)$", re.IGNORECASE
)
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "source",
    "sitename": "site",
    "author": "author",
}


def read_html(data: bytes) -> Document:
    """Return the page in ``data``."""
    text, encoding, doubtful = decode_page(data)
    problems: list[tuple[str, str, Locator | None]] = []
    if doubtful:
        problems.append(("encoding-doubtful", f"the page was read as {encoding}", None))
    return _page(text, encoding, problems)


def read_mht(data: bytes) -> Document:
    """Return the page in a web archive (.mht, .mhtml)."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                declared = part.get_content_charset()
                text, encoding, _ = decode_page(payload, declared)
                return _page(text, encoding, [])
    raise UnreadableError("the web archive holds no page: save the page again")


def decode_page(data: bytes, declared: str | None = None) -> tuple[str, str, bool]:
    """Return a page's text, the encoding it was read as and whether that is doubtful."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding, False
    if b"\x00" in data[:200]:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return data.decode(encoding, errors="replace"), encoding, False
    for encoding in ("utf-8", *_declared(data, declared)):
        try:
            return data.decode(encoding), encoding, False
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(data)


def _declared(data: bytes, declared: str | None) -> list[str]:
    found = _DECLARED.search(data[:4096])
    names = [declared.lower()] if declared else []
    names += [found.group(1).decode("ascii", "replace").lower()] if found else []
    names = ["gb18030" if name in _CHINESE else name for name in names]
    # Latin encodings accept any byte, so that a page that merely says so proves nothing.
    return [name for name in names if not name.startswith(("iso-8859", "windows-12", "latin"))]


def _guessed(data: bytes) -> tuple[str, str, bool]:
    try:
        return data.decode("gb18030"), "gb18030", False
    except UnicodeDecodeError:
        pass
    best = charset_normalizer.from_bytes(data[:200_000], cp_isolation=["big5", "gb18030", "utf_8"])
    found = best.best()
    encoding = found.encoding if found is not None else "gb18030"
    return data.decode(encoding, errors="replace"), encoding, True


def _page(text: str, encoding: str, problems: list[tuple[str, str, Locator | None]]) -> Document:
    text = _XML_DECLARATION.sub("", text.replace("\x00", ""))
    try:
        parser = lxml.html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)
        root = lxml.html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("the page holds nothing readable: save the page again") from error
    properties = {"encoding": encoding} | _properties(root)
    body = root.find("body")
    if body is None:
        body = root
    hide_by_class(root)
    walk = PageWalk(main_element(body), title=properties.get("title", ""))
    walk.read(body)
    blocks = walk.blocks()
    if not blocks:
        raise UnreadableError("the page holds no text: its content was loaded by a script")
    problems = [*problems, *(("text-struck", f"left out: {t[:60]}", None) for t in walk.struck)]
    return Document(
        format="html",
        reader="html",
        blocks=blocks,
        properties=properties,
        problems=tuple(problems),
        linked=tuple(_linked_files(root)),
    )


def _linked_files(root: etree._Element) -> Iterator[LinkedFile]:
    for link in root.iter("a"):
        target = str(link.get("href") or "").strip()
        if _DOCUMENT.search(target.partition("?")[0].partition("#")[0]):
            words = "".join(map(str, link.itertext()))
            yield LinkedFile(text=compact(words) or str(link.get("title") or ""), target=target)


def _properties(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = _META.get(str(meta.get("name") or "").lower())
        content = str(meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    for link in root.iter("link"):
        if str(link.get("rel") or "").lower() == "canonical" and link.get("href"):
            found.setdefault("address", str(link.get("href")).strip())
    title = next(
        (" ".join("".join(map(str, one.itertext())).split()) for one in root.iter("title")), ""
    )
    if title:
        found.setdefault("title", title)
    return found
