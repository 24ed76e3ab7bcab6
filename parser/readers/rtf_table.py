"""Tables of RTF files: each row says where its cells end; the rows together make the grid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parser.document import Locator, RawCell, RawTable
from parser.readers.grids import raw_table

_SNAP = 100
"""Twentieths of a point within which edges of different rows are one."""


@dataclass(slots=True)
class CellDefinition:
    """Where a cell ends and how it is merged."""

    right: int = 0
    across: str = ""
    down: str = ""


@dataclass(slots=True)
class RowDefinition:
    """A row as the words from trowd to the last cellx define it."""

    left: int = 0
    header: bool = False
    cells: list[CellDefinition] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class RtfRow:
    """A finished row: its definition, its cells' texts, the rows of the tables in them.

    ``pieces`` are each cell's texts before, between and after the tables in it.
    """

    definition: RowDefinition
    texts: tuple[str, ...]
    pieces: tuple[tuple[str, ...], ...] = ()
    inner: tuple[tuple[RtfRow, ...], ...] = ()


def table_of(rows: Sequence[RtfRow], place: Locator) -> RawTable:
    """Return the rows as one table at ``place``."""
    edges = _edges(rows)
    cells: list[RawCell] = []
    header_rows = 0
    open_down: dict[int, int] = {}
    for number, row in enumerate(rows):
        if row.definition.header and header_rows == number:
            header_rows += 1
        still_open: dict[int, int] = {}
        left = row.definition.left
        for index, definition in enumerate(row.definition.cells):
            first, last = _nearest(edges, left), _nearest(edges, definition.right)
            left = definition.right
            width = max(1, last - first)
            if definition.across == "mrg" and cells and cells[-1].row == number:
                cells[-1] = replace(cells[-1], column_span=cells[-1].column_span + width)
                continue
            if definition.down == "mrg" and first in open_down:
                above = open_down[first]
                cells[above] = replace(cells[above], row_span=number - cells[above].row + 1)
                still_open[first] = above
                continue
            if definition.down:
                still_open[first] = len(cells)
            cells.append(
                RawCell(
                    text=row.texts[index] if index < len(row.texts) else "",
                    row=number,
                    column=first,
                    column_span=width,
                    locator=replace(place, row=number + 1, cell=index + 1),
                )
            )
        open_down = still_open
    return raw_table(cells, len(rows), place, header_rows=header_rows or None)


def _edges(rows: Sequence[RtfRow]) -> list[int]:
    positions = sorted(
        {row.definition.left for row in rows}
        | {cell.right for row in rows for cell in row.definition.cells}
    )
    edges: list[int] = []
    for position in positions:
        if not edges or position - edges[-1] >= _SNAP:
            edges.append(position)
    return edges


def _nearest(edges: Sequence[int], position: int) -> int:
    """Return the edge that ``position`` was snapped to: the last one not right of it."""
    at = bisect_left(edges, position)
    return at if at < len(edges) and edges[at] == position else max(at - 1, 0)
