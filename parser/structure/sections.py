"""The body: front matter, title, lead paragraph, the tree of sections, the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.bulletin import Section
from parser.document import Paragraph
from parser.passage import Passage, PassageRole
from parser.structure.headings import (
    RANKS,
    Heading,
    as_bare_heading,
    as_item,
    read_heading,
    sequence_value,
)
from parser.structure.title_lines import (
    MASTHEAD,
    OFFICE_LINE,
    title_in_metadata,
    title_lines,
    without_padding,
)
from parser.text import compact, fold_width

_CLOSING = re.compile(
    r"[(\[](?:此件|联系人|联系电话|公开方式).*|抄[送报]|主题词|主送|联系(?:人|电话)|附注|印发|共印"
    r"|扫一扫|打印|关闭|上一[篇条]|下一[篇条]|责任编辑|编辑|审核|分享"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The narrative: ``title`` without white space and as printed, and the sections."""

    title: str | None
    title_passages: tuple[Passage, ...]
    sections: tuple[Section, ...]


def build_body(paragraphs: Sequence[Paragraph], listing: tuple[Passage, ...]) -> Body:
    """Build title and sections from the body's paragraphs.

    ``listing`` is the printed list of annexes; it stands as a section of its own, before the
    signature if the document has one below it.
    """
    marked = [_heading(paragraph) for paragraph in paragraphs]
    marked = _without_contents(paragraphs, marked)
    headings = _without_items(paragraphs, _with_bare(paragraphs, marked))
    title_at = title_lines(paragraphs)
    printed = "".join(without_padding(compact(paragraphs[at].text)) for at in title_at)
    title = printed or title_in_metadata(paragraphs)
    start = title_at.stop if title_at else 0
    signature = _signature_start(paragraphs, headings, start)
    sections = list(_nameless(paragraphs[: title_at.start], "body") if title_at else ())
    sections += _tree(paragraphs[start:signature], headings[start:signature])
    tail = [_section(1, listing)] if listing else []
    tail += _nameless(paragraphs[signature:], "body")
    sections += sorted(tail, key=lambda section: section.locator.block)
    return Body(
        title=title,
        title_passages=tuple(_passage(paragraphs[at], "title") for at in title_at),
        sections=tuple(sections),
    )


def _bare(paragraph: Paragraph) -> str:
    return compact(fold_width(paragraph.text))


def _heading(paragraph: Paragraph) -> Heading | None:
    # What separators stand in was a table, or is what is left of one.
    found = read_heading(paragraph.text) if "|" not in paragraph.text else None
    if found is None and paragraph.level is not None:
        text = paragraph.text
        return Heading(
            style=f"markup-{paragraph.level}",
            number="",
            heading=text.strip(),
            raw=text,
            body_start=len(text),
        )
    return found


def _without_contents(
    paragraphs: Sequence[Paragraph], headings: Sequence[Heading | None]
) -> list[Heading | None]:
    """Return the headings, without those that a table of contents (目录) lists."""
    kept = list(headings)
    listing = False
    for at, paragraph in enumerate(paragraphs):
        listing = _bare(paragraph) == "目录" or (listing and headings[at] is not None)
        if listing:
            kept[at] = None
    return kept


def _with_bare(
    paragraphs: Sequence[Paragraph], headings: Sequence[Heading | None]
) -> list[Heading | None]:
    """Add the headings whose numbers are set off by nothing, if they follow each other.

    The sequence begins at one, and something stands beneath each of its headings.
    """
    found = list(headings)
    for style in ("chinese", "arabic"):
        if any(h is not None and h.style == style and h.heading for h in headings):
            continue
        expected = 1
        run: list[tuple[int, Heading]] = []
        for at, paragraph in enumerate(paragraphs):
            own = headings[at] is None and "|" not in paragraph.text
            bare = as_bare_heading(paragraph.text) if own else None
            if bare is None or bare.style != style or sequence_value(bare.number) != expected:
                continue
            after = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
            if after is not None and as_bare_heading(after.text) is None:
                run.append((at, bare))
                expected += 1
        if len(run) > 1:
            for at, bare in run:
                found[at] = bare
    return found


def _without_items(
    paragraphs: Sequence[Paragraph], headings: Sequence[Heading | None]
) -> list[Heading | None]:
    """Return the headings, without those that are the sentences of a numbered list.

    A line that a full stop ends is a heading only if text follows it, or what it is divided into.
    """
    kept: list[Heading | None] = []
    for at, heading in enumerate(headings):
        alone = heading is not None and heading.raw.rstrip().endswith(("。", ";", "；"))
        if heading is None or not alone or heading.body_start < len(paragraphs[at].text.rstrip()):
            kept.append(heading)
            continue
        after = headings[at + 1] if at + 1 < len(headings) else heading
        followed = after is None or _is_beneath(after, heading)
        before = kept[at - 1] if at else None
        listed = before is not None and before.heading is None and before.style == heading.style
        kept.append(heading if followed and not listed else as_item(paragraphs[at].text))
    return kept


def _is_beneath(after: Heading, heading: Heading) -> bool:
    """Tell whether what follows is numbered in a style that stands further in."""
    known = after.style in RANKS and heading.style in RANKS
    first = after.number in ("1", "一")
    return known and first and RANKS.index(after.style) > RANKS.index(heading.style)


def _passage(paragraph: Paragraph, role: PassageRole) -> Passage:
    return Passage(text=paragraph.text, role=role, locator=paragraph.locator)


def _section(level: int, passages: tuple[Passage, ...]) -> Section:
    return Section(
        level=level,
        number=None,
        heading=None,
        raw="",
        passages=passages,
        locator=passages[0].locator,
    )


def _nameless(paragraphs: Sequence[Paragraph], role: PassageRole) -> list[Section]:
    passages = tuple(_passage(paragraph, role) for paragraph in paragraphs)
    return [_section(1, passages)] if passages else []


def _signature_start(
    paragraphs: Sequence[Paragraph], headings: Sequence[Heading | None], start: int
) -> int:
    """Return where the closing lines begin: an office's name and a date, each a line."""
    end = len(paragraphs)
    while end > start and _CLOSING.match(_bare(paragraphs[end - 1])):
        end -= 1
    at = end
    dated = False
    while at > start and headings[at - 1] is None:
        bare = _bare(paragraphs[at - 1])
        is_date = MASTHEAD.fullmatch(bare) is not None
        is_office = len(bare) <= 30 and not re.search(r"[。;,:!?]", bare)
        if not is_date and not (dated and is_office):
            break
        dated = dated or is_date
        at -= 1
    if not dated and end > start + 1 and headings[end - 1] is None:
        # An office's name alone in the last line signs, unless it ends a list of such names.
        above, last = _bare(paragraphs[end - 2]), _bare(paragraphs[end - 1])
        if OFFICE_LINE.fullmatch(last) and not _office_like(above):
            return end - 1
    return at if dated else len(paragraphs)


def _office_like(bare: str) -> bool:
    return bool(OFFICE_LINE.fullmatch(bare)) or bare.endswith((":", "、", ","))


def _tree(paragraphs: Sequence[Paragraph], headings: Sequence[Heading | None]) -> list[Section]:
    """Build the sections: levels follow the nesting of marker styles, not their names."""
    sections: list[Section] = []
    open_styles: list[str] = []
    for paragraph, heading in zip(paragraphs, headings, strict=True):
        if heading is None:
            passage = _passage(paragraph, "body" if sections and sections[-1].raw else "lead")
            if sections:
                sections[-1] = _with(sections[-1], passage)
            else:
                sections.append(_section(1, (passage,)))
            continue
        open_styles = _enter(open_styles, heading.style)
        sections.append(_headed(paragraph, heading, len(open_styles)))
    return sections


def _headed(paragraph: Paragraph, heading: Heading, level: int) -> Section:
    start, text = heading.body_start, paragraph.text
    locator = paragraph.locator
    body: tuple[Passage, ...] = ()
    if text[start:].strip():
        body = (
            Passage(
                text=text[start:], role="body", locator=replace(locator, start=start, end=len(text))
            ),
        )
    return Section(
        level=level,
        number=heading.number or None,
        heading=heading.heading,
        raw=heading.raw,
        passages=body,
        locator=locator,
    )


def _with(section: Section, passage: Passage) -> Section:
    return replace(section, passages=(*section.passages, passage))


def _enter(open_styles: list[str], style: str) -> list[str]:
    """Return the styles that are open once a heading of ``style`` begins."""
    if style in open_styles:
        return open_styles[: open_styles.index(style) + 1]
    outer = [known for known in open_styles if _rank(known) < _rank(style)]
    return [*outer, style]


def _rank(style: str) -> float:
    """Rank a style; the source's own heading levels stand outside printed markers."""
    if style.startswith("markup-"):
        return -10 + int(style.removeprefix("markup-")) / 10
    return RANKS.index(style)
