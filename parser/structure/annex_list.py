"""The body's list of annexes (附件:1.… 2.…): what it announces, and the lines that hold it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parser.document import Block, Locator
from parser.numerals import chinese_numeral
from parser.structure.titles import LONGEST_TITLE, bare, may_be_title

NUMBER = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
PART = r"(?:[-－–—](?P<part>[0-9]{1,2}))?"
"""The second half of a number in two parts (附件1-2)."""
_LABEL = re.compile(
    rf"[【(\[]?(?:附件|附表|附录|附)[(]?(?:(?P<number>{NUMBER}){PART})?[】)\]]?(?P<rest>(?:[:.、)-].*)?)"
)
_LIST_HEAD = re.compile(r"附件?(?:目录|清单|列表)?:(?P<rest>.*)")
_ITEM = re.compile(rf"(?:附件|附表)?(?P<number>{NUMBER}){PART}[.、:)](?P<title>.+)")

Mark = tuple[int | None, int | None]
"""An annex's number and, where it is printed in parts, the part's (附件1-2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """An item of the body's list of annexes; ``part`` where an annex is printed in parts."""

    number: int | None
    part: int | None = None
    title: str
    locator: Locator

    @property
    def mark(self) -> Mark:
        """Number and part."""
        return self.number, self.part


def read_label(text: str) -> tuple[Mark, str] | None:
    """Read a bare line as an annex's label, and what follows it in the line.

    >>> read_label("附件1-2:办件表"), read_label("附件要求")
    (((1, 2), '办件表'), None)
    """
    match = _LABEL.fullmatch(text)
    if match is None:
        return None
    return mark(match), match["rest"].lstrip(":.、)-")


def mark(match: re.Match[str]) -> Mark:
    """Return the number and part that a pattern with these groups has found."""
    number, part = match["number"], match["part"]
    if number is None:
        return None, None
    value = int(number) if number.isdecimal() else chinese_numeral(number)
    return value, int(part) if part else None


def find_announcements(
    blocks: Sequence[Block],
) -> tuple[tuple[Announcement, ...], frozenset[int]]:
    """Find the body's list of annexes: its items, and the indices of the blocks that hold it."""
    for at, block in enumerate(blocks):
        head = _LIST_HEAD.fullmatch(bare(block))
        labels = _run_of_labels(blocks, at)
        if labels:
            return labels, frozenset(range(at, at + len(labels)))
        if head is None or len(head["rest"]) > 10 * LONGEST_TITLE:
            continue
        items, taken = _items(blocks, at, head["rest"])
        if items:
            return items, frozenset(range(at, at + taken))
    return (), frozenset()


def _follows(before: Sequence[Announcement], found: Mark) -> bool:
    """Tell whether a number goes on with those announced before: 1 2, 1-1 1-2, 1-2 2."""
    last: Mark = before[-1].mark if before else (0, None)
    number, part = found
    if number is None or last[0] is None:
        return False
    if number == last[0] + 1:
        return part in (None, 1)
    return number == last[0] and part is not None and part == (last[1] or 0) + 1


def _items(blocks: Sequence[Block], at: int, rest: str) -> tuple[tuple[Announcement, ...], int]:
    """Read the items that stand in the list's first line and in the lines after it."""
    found = _items_of_line(rest, blocks[at].locator, ())
    taken = 1
    if rest and not found:
        only = Announcement(number=None, title=rest, locator=blocks[at].locator)
        return ((only,) if may_be_title(rest) else ()), taken
    while at + taken < len(blocks):
        block = blocks[at + taken]
        more = _items_of_line(bare(block), block.locator, found)
        if not more:
            break
        found += more
        taken += 1
    return found, taken


def _items_of_line(
    text: str, locator: Locator, before: tuple[Announcement, ...]
) -> tuple[Announcement, ...]:
    """Read ``1.A``, or ``1.A2.B3.C`` where the items follow each other in one line."""
    match = _ITEM.fullmatch(text)
    if match is None or not _follows(before, mark(match)):
        return ()
    number, part = mark(match)
    title = match["title"].rstrip(";,。")
    following = re.search(rf"[;,]?{(number or 0) + 1}[.、](?=\D)", title)
    if following is None:
        if not may_be_title(title):
            return ()
        return (Announcement(number=number, part=part, title=title, locator=locator),)
    head = Announcement(number=number, part=part, title=title[: following.start()], locator=locator)
    tail = title[following.start() :].lstrip(";,")
    return (head, *_items_of_line(tail, locator, (*before, head)))


def _run_of_labels(blocks: Sequence[Block], at: int) -> tuple[Announcement, ...]:
    """Read ``附件1:A`` / ``附件2:B`` in adjacent lines: a list, not the annexes.

    A single such line is one if its label is printed again further down.
    """
    found: list[Announcement] = []
    for block in blocks[at:]:
        label = read_label(bare(block))
        if label is None or not _follows(found, label[0]) or not may_be_title(label[1]):
            break
        (number, part), title = label
        found.append(Announcement(number=number, part=part, title=title, locator=block.locator))
    if len(found) > 1 or (found and _labelled_again(blocks[at + 1 :], found[0].mark)):
        return tuple(found)
    return ()


def _labelled_again(blocks: Sequence[Block], own: Mark) -> bool:
    labels = (read_label(bare(block)) for block in blocks)
    return any(label is not None and label[0] == own for label in labels)
