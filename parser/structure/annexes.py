"""Where the annexes begin, what they are called, and which announcement each answers.

The body usually ends in a list of annexes (附件:1.… 2.…); the annexes follow, each under
a label (附件3) and a title. Labels get lost and titles differ in wording, so an annex is
bound to its announcement by number, and by its title where it has no label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from parser.bulletin import Passage
from parser.document import Block, Locator, Paragraph
from parser.numerals import chinese_numeral
from parser.text import compact, fold_width, simplify

_NUMBER = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_LABEL = re.compile(
    rf"[【(\[]?(?:附件|附表|附录|附)[(]?(?P<number>{_NUMBER})?[】)\]]?(?P<rest>(?:[:.、)-].*)?)"
)
# A title that only a space sets off from its label says itself that it is one.
_SPACED = re.compile(
    rf"\s*[【(\[]?(?:附件|附表|附录)\s?(?P<number>{_NUMBER})[】)\]]?\s+(?P<rest>\S.*?)\s*"
)
_TITLE_END = re.compile(
    r"(?:表|图|统计|情况|一览|名单|清单|明细|汇总|排名|目录|办法|方案|标准|细则|说明|结果)(?:[(〔].*[)〕])?$"
)
_LIST_HEAD = re.compile(r"附件?(?:目录|清单|列表)?:(?P<rest>.*)")
_ITEM = re.compile(rf"(?:附件|附表)?(?P<number>{_NUMBER})[.、:)](?P<title>.+)")
_NOTE = re.compile(r"(?:备注|注|说明|附注|注释)(?:[:0-9一二三]|$)")
_SENTENCE = re.compile(r"[。;!?]")
_PERIOD = re.compile(r"(?:\d{4}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?|\d{4}年度?")
_LONGEST_TITLE = 60
# Two wordings of one title (部门办件统计表 / 进驻部门办件统计情况表) stay well above this;
# titles of different annexes of one bulletin, which share the centre's name, may pass it
# too, so that only a title without a rival counts.
_SAME_TITLE = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """An item of the body's list of annexes."""

    number: int | None
    title: str
    locator: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexPart:
    """The blocks of one annex, without the lines of its label and title."""

    number: int | None
    title: str | None
    labelled: bool
    announcement: Announcement | None
    label: tuple[Passage, ...]
    blocks: tuple[Block, ...]
    locator: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A document taken apart: body, the list of annexes as printed, and the annexes."""

    body: tuple[Block, ...]
    listing: tuple[Passage, ...]
    announcements: tuple[Announcement, ...]
    annexes: tuple[AnnexPart, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """An annex begins at block ``at``: by label, or by its announced title."""

    at: int
    number: int | None
    title: str
    labelled: bool


def split_annexes(blocks: Sequence[Block]) -> Parts:
    """Take a document's blocks apart into body, list of annexes and annexes."""
    announcements, listed = _announcements(blocks)
    starts = _labels(blocks, listed)
    if announcements:
        starts = _with_bare_titles(blocks, announcements, listed, starts)
    first = starts[0].at if starts else len(blocks)
    body = tuple(block for at, block in enumerate(blocks[:first]) if at not in listed)
    ends = [*(start.at for start in starts[1:]), len(blocks)][: len(starts)]
    annexes = tuple(
        _annex(blocks[start.at : end], start, announcements)
        for start, end in zip(starts, ends, strict=True)
    )
    listing = tuple(
        Passage(text=block.text, role="body", locator=block.locator)
        for at, block in enumerate(blocks)
        if at in listed and isinstance(block, Paragraph)
    )
    return Parts(body=body, listing=listing, announcements=announcements, annexes=annexes)


def is_note(text: str) -> bool:
    """Tell whether a paragraph opens a note (备注:…, 注1:…)."""
    return _NOTE.match(compact(fold_width(text))) is not None


def _bare(block: Block) -> str:
    return compact(fold_width(block.text)) if isinstance(block, Paragraph) else ""


def _printed(block: Block, bare: str) -> str:
    """Return ``bare`` (compact, width-folded) as the block prints it."""
    at = _bare(block).find(bare)
    text = compact(block.text) if isinstance(block, Paragraph) else ""
    return text[at : at + len(bare)] if at >= 0 else bare


def _value(printed: str | None) -> int | None:
    if printed is None:
        return None
    return int(printed) if printed.isdecimal() else chinese_numeral(printed)


def _is_title(bare: str) -> bool:
    return (
        0 < len(bare) <= _LONGEST_TITLE
        and not _SENTENCE.search(bare)
        and "|" not in bare
        and not _NOTE.match(bare)
    )


def _announcements(blocks: Sequence[Block]) -> tuple[tuple[Announcement, ...], frozenset[int]]:
    """Find the body's list of annexes: its items, and the blocks that hold it."""
    for at, block in enumerate(blocks):
        head = _LIST_HEAD.fullmatch(_bare(block))
        labels = _run_of_labels(blocks, at)
        if labels:
            return labels, frozenset(range(at, at + len(labels)))
        if head is None or len(head["rest"]) > 10 * _LONGEST_TITLE:
            continue
        items, taken = _items(blocks, at, head["rest"])
        if items:
            return items, frozenset(range(at, at + taken))
    return (), frozenset()


def _items(blocks: Sequence[Block], at: int, rest: str) -> tuple[tuple[Announcement, ...], int]:
    """Read the items that stand in the list's first line and in the lines after it."""
    found = _items_of_line(rest, blocks[at].locator, expected=1)
    taken = 1
    if rest and not found:
        return (
            (Announcement(number=None, title=rest, locator=blocks[at].locator),)
            if _is_title(rest)
            else ()
        ), taken
    while at + taken < len(blocks):
        block = blocks[at + taken]
        more = _items_of_line(_bare(block), block.locator, expected=len(found) + 1)
        if not more:
            break
        found += more
        taken += 1
    return found, taken


def _items_of_line(bare: str, locator: Locator, *, expected: int) -> tuple[Announcement, ...]:
    """Read ``1.A``, or ``1.A2.B3.C`` where the items follow each other in one line."""
    match = _ITEM.fullmatch(bare)
    if match is None or _value(match["number"]) != expected:
        return ()
    title = match["title"].rstrip(";,。")
    following = re.search(rf"[;,]?{expected + 1}[.、](?=\D)", title)
    if following is None:
        if not _is_title(title):
            return ()
        return (Announcement(number=expected, title=title, locator=locator),)
    head = Announcement(number=expected, title=title[: following.start()], locator=locator)
    tail = title[following.start() :].lstrip(";,")
    return (head, *_items_of_line(tail, locator, expected=expected + 1))


def _run_of_labels(blocks: Sequence[Block], at: int) -> tuple[Announcement, ...]:
    """Read ``附件1:A`` / ``附件2:B`` in adjacent lines: a list, not the annexes."""
    found: list[Announcement] = []
    for block in blocks[at:]:
        label = _LABEL.fullmatch(_bare(block))
        title = label["rest"].lstrip(":.、)-") if label else ""
        if label is None or _value(label["number"]) != len(found) + 1 or not _is_title(title):
            break
        found.append(Announcement(number=len(found) + 1, title=title, locator=block.locator))
    return tuple(found) if len(found) > 1 else ()


def _labels(blocks: Sequence[Block], listed: frozenset[int]) -> list[_Start]:
    starts: list[_Start] = []
    after = max(listed, default=-1)
    for at, block in enumerate(blocks):
        match = _label(block) if at > after else None
        if match is None:
            continue
        title = compact(match["rest"]).lstrip(":.、)-")
        if title and not _is_title(title):
            continue
        printed = _printed(block, title)
        starts.append(_Start(at, _value(match["number"]), printed, labelled=True))
    return starts


def _label(block: Block) -> re.Match[str] | None:
    """Read a block as an annex's label, with its title if that stands in the same line."""
    match = _LABEL.fullmatch(_bare(block))
    if match is not None or not isinstance(block, Paragraph):
        return match
    spaced = _SPACED.fullmatch(fold_width(block.text))
    titled = spaced is not None and _TITLE_END.search(simplify(compact(spaced["rest"])))
    return spaced if titled else None


def _with_bare_titles(
    blocks: Sequence[Block],
    announcements: tuple[Announcement, ...],
    listed: frozenset[int],
    starts: list[_Start],
) -> list[_Start]:
    """Add the annexes that bear their announced title but no label."""
    known = {start.number for start in starts}
    titles = {start.at + 1 for start in starts if not start.title}
    added = list(starts)
    for announcement in announcements:
        if announcement.number in known:
            continue
        lower = max((s.at for s in starts if _before(s, announcement)), default=max(listed))
        upper = min((s.at for s in starts if _before(announcement, s)), default=len(blocks))
        scored = [
            (similarity(announcement.title, _bare(blocks[at])), at)
            for at in range(lower + 1, upper)
            if at not in titles and _is_title(_bare(blocks[at]))
        ]
        close = [(score, at) for score, at in scored if score >= _SAME_TITLE]
        if close:
            best = max(close, key=lambda found: (found[0], -found[1]))
            printed = _printed(blocks[best[1]], _bare(blocks[best[1]]))
            added.append(_Start(best[1], announcement.number, printed, labelled=False))
    return sorted(added, key=lambda start: start.at)


def _before(one: _Start | Announcement, other: _Start | Announcement) -> bool:
    return one.number is not None and other.number is not None and one.number < other.number


def similarity(one: str, other: str) -> float:
    """Return how alike two titles are (0..100), their periods left aside."""
    return fuzz.ratio(without_period(one), without_period(other))


def without_period(title: str) -> str:
    """Return a title as it reads in any month: no period, no white space.

    >>> without_period("2017年3月份中心办件 统计表")
    '中心办件统计表'
    """
    return _PERIOD.sub("", compact(fold_width(title)))


def _annex(
    blocks: Sequence[Block], start: _Start, announcements: tuple[Announcement, ...]
) -> AnnexPart:
    number = start.number
    if number is None and len(announcements) == 1:
        number = announcements[0].number
    announcement = next((a for a in announcements if a.number == number), None)
    title, taken = start.title or None, 1
    if title is None:
        title, lines = _title(blocks[1:], announcement)
        taken += lines
    label = tuple(
        Passage(text=block.text, role="label" if at == 0 else "title", locator=block.locator)
        for at, block in enumerate(blocks[:taken])
        if isinstance(block, Paragraph)
    )
    return AnnexPart(
        number=number,
        title=title,
        labelled=start.labelled,
        announcement=announcement,
        label=label,
        blocks=tuple(blocks[taken:]),
        locator=blocks[0].locator,
    )


def _title(blocks: Sequence[Block], announcement: Announcement | None) -> tuple[str | None, int]:
    """Return the title below a label, and how many lines it takes (a title may wrap)."""
    lines = [_bare(block) for block in blocks[:2]]
    if not lines or not _is_title(lines[0]) or _LABEL.fullmatch(lines[0]):
        return None, 0
    if announcement is not None and len(lines) == 2 and _is_title(lines[1]):
        whole = similarity(announcement.title, lines[0] + lines[1])
        if whole > similarity(announcement.title, lines[0]) + 5:
            return _printed(blocks[0], lines[0]) + _printed(blocks[1], lines[1]), 2
    return _printed(blocks[0], lines[0]), 1
