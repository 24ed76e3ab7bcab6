"""Word tables: the grid with its spans, from gridSpan, vMerge, hMerge and gridBefore."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from parser.document import Locator, RawCell, RawTable
from parser.readers.docx_styles import integer
from parser.readers.docx_text import InlineText
from parser.readers.grids import SPAN_LIMIT, raw_table
from parser.readers.package import attribute, child, local, switched_on

_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_SLIVER = 284
"""Twentieths of a point: grid columns narrower than this come of edges moved by hand."""


@dataclass(slots=True)
class Grid:
    """A table as read, before it has a place in the document."""

    cells: list[RawCell] = field(default_factory=list)
    row_count: int = 0
    header_rows: int = 0
    contents: list[etree._Element] = field(default_factory=list)
    inner: list[etree._Element] = field(default_factory=list)
    inlines: list[InlineText] = field(default_factory=list)

    @property
    def is_frame(self) -> bool:
        """Whether the table only frames or lays out what stands in it."""
        if len({cell.column for cell in self.cells}) <= 1:
            return True
        return bool(self.inner) and len({cell.column for cell in self.cells if cell.text}) <= 1

    @property
    def texts(self) -> list[str]:
        """The cells' texts that are not empty."""
        return [cell.text for cell in self.cells if cell.text]

    def table(self, locator: Locator) -> RawTable:
        """Return the table at ``locator``."""
        placed = (
            RawCell(
                text=cell.text,
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                locator=Locator(
                    block=locator.block,
                    table=locator.table,
                    row=cell.locator.row,
                    cell=cell.locator.cell,
                    member=locator.member,
                ),
            )
            for cell in self.cells
        )
        return raw_table(placed, self.row_count, locator, header_rows=self.header_rows or None)


class TableWalk:
    """Reads one ``w:tbl``; ``read_paragraph`` gives a cell's paragraph with its number."""

    def __init__(self, read_paragraph: Callable[[etree._Element], InlineText]) -> None:
        self._read_paragraph = read_paragraph
        self._open: dict[int, int] = {}  # grid column -> index of the cell that may grow down

    def read(self, tables: Sequence[etree._Element]) -> Grid:
        """Return the one grid of ``tables``, which follow each other with nothing between.

        Rows that are hidden, or that a tracked change deleted, are left out.
        """
        grid = Grid()
        snapped = _snapped_columns(tables)
        for row in (row for table in tables for row in _descend(table, "tr")):
            properties = child(row, "trPr")
            if child(properties, "del") is not None or switched_on(child(properties, "hidden")):
                continue
            if switched_on(child(properties, "tblHeader")) and grid.header_rows == grid.row_count:
                grid.header_rows += 1
            self._row(row, properties, grid, snapped)
            grid.row_count += 1
        return grid

    def _row(
        self,
        row: etree._Element,
        properties: etree._Element | None,
        grid: Grid,
        snapped: list[int],
    ) -> None:
        column = _count(child(properties, "gridBefore"), 0)
        open_now: dict[int, int] = {}
        merged_from: int | None = None
        for number, cell in enumerate(_descend(row, "tc"), start=1):
            said = child(cell, "tcPr")
            span = max(1, _count(child(said, "gridSpan"), 1))
            start, end = _snap(column, snapped), _snap(column + span, snapped)
            column += span
            width = max(1, end - start)
            across = child(said, "hMerge")
            if (
                across is not None
                and attribute(across, "val") != "restart"
                and merged_from is not None
            ):
                anchor = grid.cells[merged_from]
                grid.cells[merged_from] = replace(anchor, column_span=anchor.column_span + width)
                continue
            down = child(said, "vMerge")
            above = self._open.get(start)
            if down is not None and attribute(down, "val") != "restart" and above is not None:
                anchor = grid.cells[above]
                if anchor.column_span == width and anchor.row + anchor.row_span == grid.row_count:
                    grid.cells[above] = replace(anchor, row_span=anchor.row_span + 1)
                    open_now[start] = above
                    self._content(cell, grid, keep=False)
                    continue
            merged_from = len(grid.cells)
            if down is not None:
                open_now[start] = merged_from
            grid.cells.append(
                RawCell(
                    text=self._content(cell, grid, keep=True),
                    row=grid.row_count,
                    column=start,
                    column_span=width,
                    locator=Locator(block=0, row=grid.row_count + 1, cell=number),
                )
            )
        self._open = open_now

    def _content(self, cell: etree._Element, grid: Grid, *, keep: bool) -> str:
        """Return a cell's text; tables in it and what is anchored in it go to ``grid``."""
        lines: list[str] = []
        for block in _descend(cell, "p", "tbl"):
            if local(block) == "tbl":
                grid.inner.append(block)
                continue
            inline = self._read_paragraph(block)
            grid.inlines.append(inline)
            lines.append("".join(inline.parts))
        if keep:
            grid.contents.append(cell)
        return "\n".join(lines).strip()


def _descend(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    for element in parent:
        name = local(element)
        if name in names:
            yield element
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            if chosen is not None:
                yield from _descend(chosen, *names)
        elif name in _WRAPPERS:
            if name == "sdt" and switched_on(child(element, "sdtPr", "showingPlcHdr")):
                continue
            yield from _descend(element, *names)


def _count(element: etree._Element | None, default: int) -> int:
    number = integer(attribute(element, "val"))
    return default if number is None else min(max(number, 0), SPAN_LIMIT)


def column_widths(table: etree._Element) -> list[int]:
    """Return the widths of the grid's columns in twentieths of a point, as the table says."""
    said = child(table, "tblGrid")
    columns = () if said is None else [one for one in said if local(one) == "gridCol"]
    return [integer(attribute(one, "w")) or 0 for one in columns]


def _snapped_columns(tables: Sequence[etree._Element]) -> list[int]:
    """Return, for each edge of the tables' grid, the number of the edge it counts as.

    An edge less than :data:`_SLIVER` right of the one before counts as that one, unless a
    cell fills just the space between.
    """
    widths = column_widths(tables[0])
    if not any(0 < width < _SLIVER for width in widths):
        return []
    filled = set()
    for row in (row for table in tables for row in _descend(table, "tr")):
        column = _count(child(row, "trPr", "gridBefore"), 0)
        for cell in _descend(row, "tc"):
            span = max(1, _count(child(cell, "tcPr", "gridSpan"), 1))
            if span == 1:
                filled.add(column)
            column += span
    edges = [0]
    for index, width in enumerate(widths):
        sliver = 0 < width < _SLIVER and index not in filled
        edges.append(edges[-1] if sliver else edges[-1] + 1)
    return edges


def _snap(edge: int, snapped: list[int]) -> int:
    if not snapped:
        return edge
    return snapped[edge] if edge < len(snapped) else snapped[-1] + edge - len(snapped) + 1
