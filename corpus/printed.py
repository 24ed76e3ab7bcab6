"""A synthetic bulletin as it stands on the paper: the bridge from its truth to every form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from corpus.render import HeaderCell, PrintedBulletin, PrintedTable
from corpus.synthetic import Heading, SyntheticBulletin, SyntheticSection, SyntheticTable

_NEXT_MONTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How an office sets its bulletins.

    ``bracketed`` and ``dotted`` are the marks of headings of the second and third level,
    ``listed`` that of the list of annexes, ``label`` stands above an annex. With ``run_in`` a
    paragraph goes on in the line of its heading; a ``signed`` bulletin closes with its issuer
    and a day of the following month.
    """

    bracketed: str = "({})"
    dotted: str = "{}."
    listed: str = "{}."
    label: str = "附件{}"
    opening: str = "附件:"
    run_in: bool = False
    signed: bool = False


def layout(seed: int) -> Layout:
    """Draw an office's layout."""
    random = Random(f"layout {seed}")
    return Layout(
        bracketed=random.choice(("({})", "（{}）")),
        dotted=random.choice(("{}.", "{}、", "{}．")),
        listed=random.choice(("{}.", "{}﹒", "{}、")),
        label=random.choice(("附件{}", "附件{}", "附件{}:", "附件{}：")),
        opening=random.choice(("附件:", "附件：")),
        run_in=random.random() < 0.4,
        signed=random.random() < 0.5,
    )


def printed_bulletin(bulletin: SyntheticBulletin, layout: Layout = Layout()) -> PrintedBulletin:
    """Return the bulletin's paragraphs and tables in printed order."""
    return PrintedBulletin(blocks=tuple(_blocks(bulletin, layout)))


def _blocks(bulletin: SyntheticBulletin, layout: Layout) -> Iterator[str | PrintedTable]:
    yield bulletin.title
    for section in bulletin.sections:
        yield from _section(section, layout)
    for position, annex in enumerate(bulletin.annexes):
        mark = layout.listed.format(annex.number)
        yield f"{'' if position else layout.opening}{mark}{annex.title}"
    if layout.signed:
        yield bulletin.issuer
        year = bulletin.year + (bulletin.month == _NEXT_MONTH)
        yield f"{year}年{bulletin.month % 12 + 1}月{8 + bulletin.month}日"
    for annex in bulletin.annexes:
        yield layout.label.format(annex.number)
        yield annex.title
        yield printed_table(annex.table)
        yield from annex.notes


def _section(section: SyntheticSection, layout: Layout) -> Iterator[str]:
    if not section.heading:
        yield from section.paragraphs
        return
    marks = ("{}、", layout.bracketed, layout.dotted)
    heading = marks[section.level - 1].format(section.number) + section.heading
    if layout.run_in and section.level > 1 and section.paragraphs:
        first, *others = section.paragraphs
        yield f"{heading}。{first}"
        yield from others
    else:
        yield heading
        yield from section.paragraphs


def printed_table(table: SyntheticTable) -> PrintedTable:
    """Return a table with its leading columns, a text for every cell."""
    lead = tuple(HeaderCell(text=text) for text in table.lead)
    return PrintedTable(
        header=(*lead, *_header(table.header)),
        rows=tuple(
            (row.number or "", row.label, *(text or "" for text in row.cells)) for row in table.rows
        ),
    )


def _header(headings: Sequence[Heading]) -> Iterator[HeaderCell]:
    for heading in headings:
        yield HeaderCell(text=heading.text, children=tuple(_header(heading.children)))
