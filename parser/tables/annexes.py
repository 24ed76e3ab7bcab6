"""Annexes from their blocks: tables recovered, notes told apart from running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parser.bulletin import Annex
from parser.document import Block, Paragraph
from parser.finding import Finding
from parser.passage import Passage, PassageRole
from parser.structure.annexes import AnnexPart
from parser.structure.headings import read_heading
from parser.structure.title_lines import is_furniture_line
from parser.structure.titles import is_note
from parser.table import Table
from parser.tables.assemble import recover_tables
from parser.tables.shape import is_unit_line
from parser.text import compact, simplify

_CAPTION = re.compile(
    r"表(?:[(（].*[)）]|[0-9一二三四五六七八九十]*)?$|^表[0-9一二三四五六七八九十]|情况|统计|一览|排名|明细|汇总"
)
_NUMBERED_CAPTION = re.compile(r"表[0-9一二三四五六七八九十]{1,2}(?:-\d{1,2})?[^。;；,，]{2,40}$")
_UNIT = re.compile(r"[(（](?:计量)?单位[:：][^()（）]{1,12}[)）]$")
_LABEL = re.compile(r"^表[0-9一二三四五六七八九十]{1,3}[:：]")
_LONGEST_CAPTION = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltAnnex:
    """An annex and what was found wrong or doubtful in its tables.

    ``ends_short`` and ``refused`` are those of :class:`~parser.tables.assemble.Recovered`.
    """

    annex: Annex
    findings: tuple[Finding, ...]
    ends_short: bool
    refused: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyTables:
    """The tables that stand in the body, each as an annex without number, and the rest."""

    annexes: tuple[Annex, ...]
    rest: tuple[Paragraph, ...]
    findings: tuple[Finding, ...]
    refused: tuple[Paragraph, ...] = ()


def build_annexes(parts: Sequence[AnnexPart]) -> tuple[BuiltAnnex, ...]:
    """Build the annexes of a document; the last one ends it."""
    built: list[BuiltAnnex] = []
    for part in parts:
        short = any(annex.ends_short for annex in built)
        built.append(_build_annex(part, ends_document=part is parts[-1], padding_dropped=short))
    return tuple(built)


def _build_annex(part: AnnexPart, *, ends_document: bool, padding_dropped: bool) -> BuiltAnnex:
    """Recover an annex's tables and tell its notes from its text."""
    recovered = recover_tables(
        part.blocks, ends_document=ends_document, padding_dropped=padding_dropped
    )
    text, notes = _notes_apart(recovered.rest)
    announced = part.announcement.title if part.announcement else None
    title = part.title or next((caption for caption in recovered.captions if caption), announced)
    annex = Annex(
        number=part.number,
        title=title,
        announced=announced,
        label=part.label,
        passages=text,
        notes=notes,
        tables=recovered.tables,
        locator=part.locator,
    )
    return BuiltAnnex(
        annex=annex,
        findings=recovered.findings,
        ends_short=recovered.ends_short,
        refused=recovered.refused,
    )


def annexes_of_body(blocks: Sequence[Block], *, ends_document: bool = False) -> BodyTables:
    """Recover the tables that stand in the body itself.

    A caption above a table is its title and leaves the text, as do notes right below it.
    """
    recovered = recover_tables(blocks, ends_document=ends_document)
    rest = list(recovered.rest)
    annexes = []
    for table, caption in zip(recovered.tables, recovered.captions, strict=True):
        above = _caption_above(rest, table) if caption is None else None
        under = _caption_below(rest, table) if caption is None and above is None else None
        title = above or under
        below = _notes_below(rest, table, skipped=int(under is not None))
        rest = [paragraph for paragraph in rest if paragraph not in (title, *below)]
        label = (_passage(title, "title"),) if title is not None else ()
        annexes.append(
            Annex(
                number=None,
                title=compact(title.text) if title else caption,
                announced=None,
                label=label,
                passages=(),
                notes=tuple(_passage(note, "note") for note in below),
                tables=(table,),
                locator=above.locator if above is not None else table.locator,
            )
        )
    return BodyTables(
        annexes=tuple(annexes),
        rest=tuple(rest),
        findings=recovered.findings,
        refused=recovered.refused,
    )


def _passage(paragraph: Paragraph, role: PassageRole) -> Passage:
    return Passage(text=paragraph.text, role=role, locator=paragraph.locator)


def _notes_apart(
    rest: Sequence[Paragraph],
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return text and notes: a note's numbered items go on until a line opens otherwise."""
    text: list[Passage] = []
    notes: list[Passage] = []
    in_note = False
    for paragraph in rest:
        in_note = is_note(paragraph.text) or (in_note and read_heading(paragraph.text) is not None)
        (notes if in_note else text).append(_passage(paragraph, "note" if in_note else "body"))
    return tuple(text), tuple(notes)


def _caption_above(rest: Sequence[Paragraph], table: Table) -> Paragraph | None:
    """Return the line right above a table, if it is its caption: short and no sentence.

    The unit of the figures may stand between them.
    """
    first = min(table.locator.block, *(line.locator.block for line in table.source))
    above = [p for p in rest if p.locator.block < first]
    while above and above[-1].locator.block == first - 1 and is_unit_line(above[-1].text):
        first -= 1
        above.pop()
    printed = [paragraph for paragraph in above if not is_furniture_line(paragraph.text)]
    if len(printed) < 2 or above[-1].locator.block != first - 1:
        # What opens the document, its page's navigation aside, is its title.
        return None
    if read_heading(above[-1].text) is not None:
        # A numbered heading heads a section, which the table may be all of.
        return None
    bare = simplify(_UNIT.sub("", compact(above[-1].text)))
    own = _LABEL.sub("", bare)
    is_caption = len(own) <= _LONGEST_CAPTION and not any(mark in own for mark in "。;；,，:：")
    return above[-1] if is_caption and _CAPTION.search(bare) else None


def _caption_below(rest: Sequence[Paragraph], table: Table) -> Paragraph | None:
    """Return the line right below a table if it numbers it (表1 …)."""
    last = max(line.locator.block for line in table.source)
    for paragraph in rest:
        if paragraph.locator.block == last + 1 and _NUMBERED_CAPTION.match(compact(paragraph.text)):
            return paragraph
    return None


def _notes_below(rest: Sequence[Paragraph], table: Table, *, skipped: int) -> list[Paragraph]:
    """Return the notes that follow a table without a gap, a caption aside."""
    last = max(line.locator.block for line in table.source) + skipped
    below: list[Paragraph] = []
    for paragraph in rest:
        if paragraph.locator.block == last + 1 + len(below) and is_note(paragraph.text):
            below.append(paragraph)
    return below
