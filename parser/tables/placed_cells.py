"""The cells of a row: its figures as placed, and the words beside them in their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parser.table import Cell, Column, Status
from parser.tables.body import BodyRow
from parser.tables.cells import read_cell
from parser.tables.flat import Slot
from parser.tables.placement import STANDS_OUT, Placed


def figure_cell(
    slot: Slot, columns: Sequence[Column], placed: Placed, shift: int, *, merged: bool
) -> Cell:
    """Return a figure in its column; ``shift`` columns of words stand in front."""
    reading = read_cell(slot.text)
    unit = reading.unit
    if unit is None and reading.kind == "number":
        unit = columns[placed.column].unit
    cell = Cell(
        column=placed.column + shift,
        raw=slot.text,
        value=None if merged else reading.value,
        unit=unit,
        status=placed.status,
        basis=placed.basis,
        probability=placed.probability,
        candidates=tuple(candidate + shift for candidate in placed.candidates),
        locator=slot.locator,
    )
    return _doubted(cell, slot.doubt) if slot.doubt else cell


def _doubted(cell: Cell, doubt: float) -> Cell:
    """Lower what is said of a cell that may have been misread: its column is not the question.

    What may be another figure is neither printed nor proven, wherever it stands.
    """
    probability = cell.probability * (1 - doubt)
    status: Status = "inferred" if probability >= STANDS_OUT else "ambiguous"
    return replace(
        cell,
        status="ambiguous" if cell.status == "ambiguous" else status,
        basis=(*cell.basis, "model") if "model" not in cell.basis else cell.basis,
        probability=probability,
    )


def category_cell(slot: Slot, place: int | None, count: int) -> Cell:
    """Return the words that class a row; where blanks were moved, in any of their columns."""
    return Cell(
        column=place or 0,
        raw=slot.text,
        value=None,
        unit=None,
        status="ambiguous" if place is None and count > 1 else "printed",
        basis=("layout",) if place is not None or count == 1 else ("order",),
        probability=1.0 if place is not None else 1 / count,
        candidates=tuple(range(count)) if place is None else (place,),
        locator=slot.locator,
    )


def remark_cell(row: BodyRow, slot: Slot, column: int) -> Cell:
    """Return the words in the column of remarks: if blanks were moved, by its header alone."""
    printed = row.places is not None
    return Cell(
        column=column,
        raw=slot.text,
        value=None,
        unit=None,
        status="printed" if printed else "inferred",
        basis=("layout",) if printed else ("order", "model"),
        probability=1.0 if printed else 0.95,
        candidates=(column,),
        locator=slot.locator,
    )
