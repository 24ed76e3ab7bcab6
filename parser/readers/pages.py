"""From pages to the blocks of a document: paragraphs and tables, joined over pages.

Every page comes with its ruled tables and the characters outside them, whether a PDF's own or
recognised on a scan. A table that goes on over pages is joined where the continuation is
evident: nothing but page furniture stands between and the columns are the same. Locators give
the page and the box in points from its top left corner; tables are counted through the
document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.document import Block, Locator, Paragraph, Role
from parser.readers.page import Box, Char, PageContent
from parser.readers.pdf_bare import BareTable, bare_tables
from parser.readers.pdf_joining import PageBlock, PageTable, joined_pages, joined_table
from parser.readers.pdf_lines import Line, lines_of
from parser.readers.pdf_paragraphs import (
    Measure,
    TextBlock,
    furniture,
    measure_of,
    paragraphs_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page, its ruled tables and the characters that stand in none of them.

    ``scores`` are boxes of recognised text with how sure the recognition was (0..1).
    """

    content: PageContent
    tables: tuple[PageTable, ...]
    chars: tuple[Char, ...]
    scores: tuple[tuple[Box, float], ...] = ()


def blocks_of(pages: Sequence[ReadPage]) -> tuple[Block, ...]:
    """Return what stands on the pages in one order, joining what goes on over a page's end."""
    return _numbered(_page_blocks(pages))


def _page_blocks(pages: Sequence[ReadPage]) -> list[list[PageBlock]]:
    """Return what stands on each page, top down, page furniture included."""
    lines = [lines_of(page.chars) for page in pages]
    marks = furniture(lines, [page.content.height for page in pages])
    bare = bare_tables(
        [
            [line for index, line in enumerate(own) if index not in mark]
            for own, mark in zip(lines, marks, strict=True)
        ]
    )
    taken = {id(line) for areas in bare for area in areas for line in area.lines}
    measure = measure_of(
        [
            line
            for own, mark in zip(lines, marks, strict=True)
            for index, line in enumerate(own)
            if index not in mark and id(line) not in taken
        ],
        min((page.content.width for page in pages), default=0.0),
    )
    result = []
    for number, page in enumerate(pages):
        blocks: list[PageBlock] = list(page.tables)
        blocks += [_page_table(area, page) for area in bare[number]]
        blocks += _texts(page.content, lines[number], marks[number], taken, blocks, measure)
        if page.content.aslant:
            blocks.append(_watermark(page.content))
        result.append(sorted(blocks, key=lambda block: (block.box[1], block.box[0])))
    return result


def _watermark(page: PageContent) -> TextBlock:
    """Return the text that runs across a page, of which no paragraph or cell is part."""
    whole = (0.0, 0.0, page.width, page.height)
    return TextBlock(text=page.aslant, box=whole, page=page.number, role="header")


def _page_table(area: BareTable, page: ReadPage) -> PageTable:
    number = page.content.number
    return PageTable(
        cells=tuple(
            replace(
                cell,
                locator=replace(cell.locator, page=number),
                doubt=max(cell.doubt, _doubt(cell.locator.box, page.scores)) if cell.text else 0.0,
            )
            for cell in area.cells
        ),
        row_count=area.row_count,
        edges=area.edges,
        box=area.box,
        page=number,
        full=area.full,
    )


def _doubt(box: Box | None, scores: Sequence[tuple[Box, float]]) -> float:
    """Return the doubt of what was recognised within ``box``."""
    if box is None or not scores:
        return 0.0
    inside = [
        score
        for (x0, top, x1, bottom), score in scores
        if x0 < box[2] and box[0] < x1 and top < box[3] and box[1] < bottom
    ]
    # Without rulings a recognised line may hold two cells, so that none is ever certain.
    return round(max(0.02, 1 - min(inside, default=0.5)), 4)


def _texts(
    page: PageContent,
    lines: Sequence[Line],
    marks: dict[int, Role],
    taken: set[int],
    tables: Sequence[PageBlock],
    measure: Measure | None,
) -> list[PageBlock]:
    found: list[PageBlock] = []
    stretch: list[Line] = []
    for index, line in enumerate([*lines, None]):
        broken = line is None or index in marks or id(line) in taken
        if not broken and stretch and line is not None:
            between = (stretch[-1].box[1], line.box[1])
            broken = any(between[0] < table.box[1] < between[1] for table in tables)
        if broken and stretch and measure is not None:
            found += paragraphs_of(stretch, measure, page.number)
            stretch = []
        if line is None or id(line) in taken:
            continue
        if index in marks:
            found.append(
                TextBlock(text=line.text, box=line.box, page=page.number, role=marks[index])
            )
        else:
            stretch.append(line)
    return found


def _numbered(pages: Sequence[Sequence[PageBlock]]) -> tuple[Block, ...]:
    """Put the pages' blocks in one order, joining what goes on over a page's end."""
    blocks: list[Block] = []
    tables = 0
    for item in joined_pages(pages):
        if isinstance(item, TextBlock):
            place = Locator(block=len(blocks), paragraph=None, page=item.page, box=item.box)
            blocks.append(Paragraph(text=item.text, locator=place, role=item.role))
            continue
        tables += 1
        parts, header_rows = item
        place = Locator(block=len(blocks), table=tables, page=parts[0].page, box=parts[0].box)
        blocks.append(joined_table(parts, header_rows, place))
    return tuple(blocks)
