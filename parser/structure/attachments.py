"""Annexes that are files of their own: what a page links, or names by a file name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parser.document import Document, LinkedFile, Paragraph
from parser.structure.annex_list import Announcement
from parser.structure.annexes import AnnexPart
from parser.structure.titles import similarity
from parser.text import compact, fold_width

_ENDING = re.compile(
    r"\.(?P<kind>docx?|xlsx?|pptx?|wps|et|pdf|ofd|rtf|csv|rar|zip|7z)(?:[(\[][^()\[\]]*[)\]])?$",
    re.IGNORECASE,
)
_CALL = re.compile("[(\\[【]?(?:点击|点此|附件|查看|请)?下载(?:附件|查看)?[)\\]】]?$")
_LABEL = re.compile("(?:附件|附表|附录|附)[(]?(?P<number>[0-9]{1,2})?[)]?[:、.]?")
_NUMBERED = re.compile("(?P<number>[0-9]{1,2})[.、:]")
_BUNDLES = frozenset(("rar", "zip", "7z"))
_LONGEST = 80
_SAME_TITLE = 80.0


def find_attachments(document: Document) -> tuple[LinkedFile, ...]:
    """Return the files that a document links, and those that lines of it are the names of."""
    return (*document.linked, *_named_by_lines(document))


def _named_by_lines(document: Document) -> Iterator[LinkedFile]:
    for block in document.blocks:
        if isinstance(block, Paragraph) and len(block.text) <= _LONGEST:
            line = compact(fold_width(block.text))
            if _ENDING.search(line) and "。" not in line:
                yield LinkedFile(text=line, target="")


def attached_as(announcement: Announcement, files: Sequence[LinkedFile]) -> str | None:
    """Return the name of the file that an announced annex is, if the document tells it.

    A file is one annex by its title or number, or all of them if it is a bundle.
    """
    title = compact(fold_width(announcement.title))
    if _ENDING.search(title) or _CALL.search(title):
        return title
    for file in files:
        words, number = _read(file)
        alike = similarity(title, words) >= _SAME_TITLE or (words and words == title)
        if number == announcement.number if None not in (number, announcement.number) else alike:
            return file.target or file.text
    return next((file.target or file.text for file in files if _is_bundle(file)), None)


def is_file_name(part: AnnexPart) -> bool:
    """Tell whether what looks like an annex is but the name of a file (附件1:办件表.xls)."""
    return not part.blocks and _ENDING.search(compact(fold_width(part.title or ""))) is not None


def _read(file: LinkedFile) -> tuple[str, int | None]:
    """Return what a link calls its file, and the number of the annex, if it has one."""
    words = _CALL.sub("", _ENDING.sub("", compact(fold_width(file.text))))
    for pattern in (_LABEL, _NUMBERED):
        match = pattern.match(words)
        if match is not None:
            number = match["number"]
            return words[match.end() :], int(number) if number else None
    return words, None


def _is_bundle(file: LinkedFile) -> bool:
    names = (compact(fold_width(name)).partition("?")[0] for name in (file.target, file.text))
    endings = (_ENDING.search(name) for name in names)
    return any(match is not None and match["kind"].lower() in _BUNDLES for match in endings)
