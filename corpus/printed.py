"""A synthetic bulletin as it stands on the paper: the bridge from its truth to every form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.render import HeaderCell, PrintedBulletin, PrintedTable
from corpus.synthetic import Heading, SyntheticBulletin, SyntheticTable


def printed_bulletin(bulletin: SyntheticBulletin) -> PrintedBulletin:
    """Return the bulletin's paragraphs and tables in printed order."""
    return PrintedBulletin(blocks=tuple(_blocks(bulletin)))


def _blocks(bulletin: SyntheticBulletin) -> Iterator[str | PrintedTable]:
    yield bulletin.title
    for section in bulletin.sections:
        mark = f"{section.number}、" if section.level == 1 else f"({section.number})"
        yield mark + section.heading
        yield from section.paragraphs
    for position, annex in enumerate(bulletin.annexes):
        yield f"{'附件:' if not position else ''}{annex.number}.{annex.title}"
    for annex in bulletin.annexes:
        yield f"附件{annex.number}"
        yield annex.title
        yield printed_table(annex.table)
        yield from annex.notes


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
