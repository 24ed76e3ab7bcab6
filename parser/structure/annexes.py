"""Where the annexes begin, what they are called, and which announcement each answers.

The body usually ends in a list of annexes (附件:1.… 2.…); the annexes follow, each under
a label (附件3) and a title. Labels get lost and titles differ in wording, so an annex is
bound to its announcement by number, and by its title where it has no label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parser.document import Block, Locator, Paragraph, RawTable
from parser.passage import Passage
from parser.structure.annex_list import (
    NUMBER,
    PART,
    Announcement,
    Mark,
    find_announcements,
    mark,
    read_label,
)
from parser.structure.titles import as_printed, bare, may_be_title, similarity
from parser.text import compact, fold_width, simplify

# A title that only a space sets off from its label says itself that it is one.
_SPACED = re.compile(
    rf"\s*[【(\[]?(?:附件|附表|附录)\s?(?P<number>{NUMBER}){PART}[】)\]]?\s+(?P<rest>\S.*?)\s*"
)
_TITLE_END = re.compile(
    r"(?:表|图|统计|情况|一览|名单|清单|明细|汇总|排名|目录|办法|方案|标准|细则|说明|结果)(?:[(〔].*[)〕])?$"
)
# Two wordings of one title (部门办件统计表 / 进驻部门办件统计情况表) stay well above this;
# titles of different annexes of one bulletin, which share the centre's name, may pass it
# too, so that only a title without a rival counts.
_SAME_TITLE = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexPart:
    """The blocks of one annex, without the lines of its label and title.

    ``part`` is set where the annex is printed in parts that bear labels of their own (附件1-2).
    """

    number: int | None
    part: int | None = None
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
    mark: Mark
    title: str
    labelled: bool


def split_annexes(blocks: Sequence[Block]) -> Parts:
    """Take a document's blocks apart into body, list of annexes and annexes."""
    announcements, listed = find_announcements(blocks)
    starts = _labels(blocks, listed)
    if announcements:
        starts = _with_bare_titles(blocks, announcements, listed, starts)
    if not starts and len(announcements) == 1 and _heads_a_table(blocks, max(listed)):
        # What looked like a list of one is the annex's own label.
        only = announcements[0]
        starts = [_Start(min(listed), only.mark, only.title, labelled=True)]
        announcements, listed = (), frozenset()
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


def _heads_a_table(blocks: Sequence[Block], at: int) -> bool:
    """Tell whether a table follows a line, with one heading or unit between at most."""
    following = blocks[at + 1 : at + 3]
    return any(
        isinstance(block, RawTable) or "|" in block.text or "\t" in block.text
        for block in following
    )


def _labels(blocks: Sequence[Block], listed: frozenset[int]) -> list[_Start]:
    starts: list[_Start] = []
    after = max(listed, default=-1)
    for at, block in enumerate(blocks):
        label = _label(block) if at > after else None
        if label is None:
            continue
        own, title = label
        if title and not may_be_title(title):
            continue
        starts.append(_Start(at, own, as_printed(block, title), labelled=True))
    return starts


def _label(block: Block) -> tuple[Mark, str] | None:
    """Read a block as an annex's label, with its title if that stands in the same line."""
    label = read_label(bare(block))
    if label is not None or not isinstance(block, Paragraph):
        return label
    spaced = _SPACED.fullmatch(fold_width(block.text))
    if spaced is None or not _TITLE_END.search(simplify(compact(spaced["rest"]))):
        return None
    return mark(spaced), compact(spaced["rest"]).lstrip(":.、)-")


def _with_bare_titles(
    blocks: Sequence[Block],
    announcements: tuple[Announcement, ...],
    listed: frozenset[int],
    starts: list[_Start],
) -> list[_Start]:
    """Add the annexes that bear their announced title but no label."""
    known = {start.mark for start in starts}
    titles = {start.at + 1 for start in starts if not start.title}
    added = list(starts)
    for announcement in announcements:
        if announcement.mark in known:
            continue
        lower = max((s.at for s in starts if _before(s, announcement)), default=max(listed))
        upper = min((s.at for s in starts if _before(announcement, s)), default=len(blocks))
        scored = [
            (similarity(announcement.title, _unpadded(blocks[at])), at)
            for at in range(lower + 1, upper)
            if at not in titles and may_be_title(_unpadded(blocks[at]))
        ]
        close = [(score, at) for score, at in scored if score >= _SAME_TITLE]
        if close:
            best = max(close, key=lambda found: (found[0], -found[1]))
            printed = as_printed(blocks[best[1]], _unpadded(blocks[best[1]]))
            added.append(_Start(best[1], announcement.mark, printed, labelled=False))
    return sorted(added, key=lambda start: start.at)


def _unpadded(block: Block) -> str:
    """Return a line without the separators that pad a title to the width of its table."""
    return bare(block).strip("|")


def _before(one: _Start | Announcement, other: _Start | Announcement) -> bool:
    first, second = one.mark, other.mark
    if first[0] is None or second[0] is None:
        return False
    return (first[0], first[1] or 0) < (second[0], second[1] or 0)


def _annex(
    blocks: Sequence[Block], start: _Start, announcements: tuple[Announcement, ...]
) -> AnnexPart:
    own = start.mark
    if own[0] is None and len(announcements) == 1:
        own = announcements[0].mark
    announcement = next((a for a in announcements if a.mark == own), None)
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
        number=own[0],
        part=own[1],
        title=title,
        labelled=start.labelled,
        announcement=announcement,
        label=label,
        blocks=tuple(blocks[taken:]),
        locator=blocks[0].locator,
    )


def _title(blocks: Sequence[Block], announcement: Announcement | None) -> tuple[str | None, int]:
    """Return the title below a label, and how many lines it takes (a title may wrap)."""
    lines = [bare(block) for block in blocks[:2]]
    if not lines or not may_be_title(lines[0]) or read_label(lines[0]):
        return None, 0
    if announcement is not None and len(lines) == 2 and may_be_title(lines[1]):
        whole = similarity(announcement.title, lines[0] + lines[1])
        if whole > similarity(announcement.title, lines[0]) + 5:
            return as_printed(blocks[0], lines[0]) + as_printed(blocks[1], lines[1]), 2
    return as_printed(blocks[0], lines[0]), 1
