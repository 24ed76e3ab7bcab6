"""Columns of words beside the figures: what classes the rows in front, remarks behind."""

from __future__ import annotations

from dataclasses import replace

from parser.table import Cell, Column, Row, Table
from parser.tables.cells import read_cell
from parser.tables.vocabulary import plain_header

REMARKS = frozenset(("备注", "说明", "原因", "备考", "备注说明", "情况说明"))
"""Headers of columns that hold words about the row."""


def figure_columns(table: Table) -> tuple[int, ...]:
    """Return the columns of a parsed table without those that hold only words at its edges."""
    words = dict.fromkeys(range(len(table.columns)), True)
    used: set[int] = set()
    for row in table.rows:
        for cell in row.cells:
            used.add(cell.column)
            words[cell.column] &= cell.value is None and read_cell(cell.raw).kind == "text"
    first = 0
    while first in used and words[first]:
        first += 1
    last = len(table.columns)
    if last > first and words[last - 1] and _is_remark(table.columns[last - 1]):
        last -= 1
    return tuple(range(first, last))


def _is_remark(column: Column) -> bool:
    return bool(column.path) and plain_header(column.path[-1]) in REMARKS


def only_figures(table: Table, kept: tuple[int, ...]) -> Table:
    """Return a table with the columns ``kept`` alone, in their order."""
    place = {column: index for index, column in enumerate(kept)}
    return replace(
        table,
        columns=tuple(table.columns[column] for column in kept),
        rows=tuple(_figures(row, place) for row in table.rows),
    )


def _figures(row: Row, place: dict[int, int]) -> Row:
    cells = tuple(
        replace(
            cell,
            column=place[cell.column],
            candidates=tuple(place[c] for c in cell.candidates if c in place),
        )
        for cell in row.cells
        if cell.column in place
    )
    return replace(row, cells=cells)


def with_words(figures: Table, table: Table, kept: tuple[int, ...]) -> Table:
    """Return a table with its figures' columns as ``figures`` has them, all else as it was."""
    rows = tuple(
        replace(row, cells=_put_back(placed, row, kept))
        for placed, row in zip(figures.rows, table.rows, strict=True)
    )
    return replace(table, rows=rows)


def _put_back(placed: Row, row: Row, kept: tuple[int, ...]) -> tuple[Cell, ...]:
    found = iter(placed.cells)
    cells = []
    for cell in row.cells:
        if cell.column not in kept:
            cells.append(cell)
            continue
        again = next(found)
        cells.append(
            replace(
                again,
                column=kept[again.column],
                candidates=tuple(kept[c] for c in again.candidates),
            )
        )
    return tuple(cells)
