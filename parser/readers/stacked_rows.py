"""Rows that were typed as one: every cell holds a line for each of them.

Lines belong together by their number. That is proven only where all cells hold as many: where
a figure is blank its line is often missing, and the others would move up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parser.document import Document, Locator, RawCell, RawTable
from parser.readers.pdf_table_lines import is_number

_FEWEST_LINES = 3
"""Lines in every cell: two may be a figure and what is said of it."""
_FEWEST_CELLS = 3


def with_rows_apart(document: Document) -> Document:
    """Return the document with such rows divided; those that cannot be are its problems."""
    problems: list[tuple[str, str, Locator | None]] = []
    blocks = tuple(
        _divided(block, problems) if isinstance(block, RawTable) else block
        for block in document.blocks
    )
    if blocks == document.blocks and not problems:
        return document
    return replace(document, blocks=blocks, problems=(*document.problems, *problems))


def _divided(table: RawTable, problems: list[tuple[str, str, Locator | None]]) -> RawTable:
    rows: list[list[RawCell]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    cells: list[RawCell] = []
    moved = 0
    for row in rows:
        filled = [cell for cell in row if cell.text]
        counts = {cell.text.count("\n") + 1 for cell in filled}
        if not _holds_rows(filled):
            cells += [replace(cell, row=cell.row + moved) for cell in row] if moved else row
            continue
        if len(counts) > 1 or any(cell.row_span + cell.column_span > 2 for cell in row):
            said = "cells hold several figures each: which belong together cannot be told"
            problems.append(("part-unreadable", said, filled[0].locator))
            cells += [replace(cell, row=cell.row + moved) for cell in row] if moved else row
            continue
        count = counts.pop()
        for cell in row:
            lines = cell.text.split("\n") if cell.text else [""] * count
            cells += [
                replace(cell, text=line.strip(), row=cell.row + moved + at)
                for at, line in enumerate(lines)
            ]
        moved += count - 1
    if not moved:
        return table
    cells.sort(key=lambda one: (one.row, one.column))
    return replace(table, cells=tuple(cells), row_count=table.row_count + moved)


def _holds_rows(filled: Sequence[RawCell]) -> bool:
    """Tell whether a row's cells hold lines of figures, two of them nothing else."""
    lines = [cell.text.split("\n") for cell in filled]
    several = [own for own in lines if len(own) >= _FEWEST_LINES]
    figures = [own for own in several if all(is_number(line) for line in own)]
    return len(several) >= _FEWEST_CELLS and len(figures) > 1
