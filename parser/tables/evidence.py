"""The second pass: what an issuer's tables say about each other.

:func:`gather_evidence` looks at a collection of parsed tables, intact and collapsed alike, and
returns how each department filled its rows; :func:`place_again` places one of them once more by
what all the others say. Both start from what is printed and from each table alone, never from
what a former pass concluded. So the result does not depend on the order in which documents
arrive, and doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parser.table import Cell, Column, Row, Table
from parser.tables.months import department_of, placed_over_months
from parser.tables.placement import UNSOUND, concluded
from parser.tables.remaining import narrow
from parser.tables.rowspace import Floats, RowSpace
from parser.tables.values import Evidence, PastRow, Placed, PrintedValue, ValueRow, column_keys
from parser.tables.word_columns import figure_columns, only_figures, with_words

_LEAST_WEIGHT = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTable:
    """A table as printed. ``name`` tells it from all others and orders them."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[ValueRow, ...]


def past_table(table: Table, *, name: str) -> PastTable:
    """Return what is printed in a parsed table, without what was concluded of it.

    Columns set by a person count as printed ones; columns of words beside the figures, which
    take no figure, are left out.
    """
    figures = only_figures(table, figure_columns(table))
    return PastTable(name=name, columns=figures.columns, rows=value_rows(figures))


def value_rows(table: Table) -> tuple[ValueRow, ...]:
    """Return a parsed table's rows as they were before their values were placed."""
    return tuple(
        ValueRow(
            values=tuple(
                PrintedValue(raw=cell.raw, value=cell.value, unit=cell.unit) for cell in row.cells
            ),
            kind=row.kind,
            label=row.label,
            locator=row.locator,
            columns=_fixed(row),
            cut=row.cut,
        )
        for row in table.rows
    )


def _fixed(row: Row) -> tuple[int, ...] | None:
    known = all(cell.status in ("printed", "reviewed") for cell in row.cells)
    return tuple(cell.column for cell in row.cells) if known else None


def gather_evidence(
    tables: Iterable[PastTable],
    *,
    departments: Mapping[str, str] | None = None,
) -> Evidence:
    """Return how each department filled its rows in the tables.

    ``departments`` maps printed labels (white space removed) to what identifies a department,
    for tables that name it differently. A row of a collapsed table enters with each of its
    remaining placements, weighed by how probable it is beside the department's rows in all the
    others (:mod:`parser.tables.months`).
    """
    ordered = sorted(tables, key=lambda table: table.name)
    known = dict(departments or {})
    narrowed = [narrow(table.columns, table.rows) for table in ordered]
    rows: dict[str, list[PastRow]] = {}
    for number, (table, shares) in enumerate(
        zip(ordered, placed_over_months(narrowed, known), strict=True)
    ):
        keys = column_keys(table.columns)
        for row, space, weights in zip(table.rows, narrowed[number].spaces, shares, strict=True):
            if row.label is not None and row.kind == "department" and space is not None:
                rows.setdefault(department_of(row.label, known), []).extend(
                    _past_row(table.name, row, keys, columns, weight)
                    for columns, weight in _ways(space, weights)
                )
    gathered = {name: tuple(past) for name, past in sorted(rows.items())}
    return Evidence(rows=gathered, departments=known)


def _ways(space: RowSpace, weights: Floats) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield a row's placements worth keeping, with weights that sum to 1."""
    kept = np.flatnonzero(weights >= _LEAST_WEIGHT)
    share = weights[kept] / max(float(weights[kept].sum()), 1e-300)
    for k, weight in zip(kept, share, strict=True):
        yield tuple(int(c) for c in space.columns[k]), float(weight)


def _past_row(
    table: str, row: ValueRow, keys: Sequence[str], columns: Sequence[int], weight: float
) -> PastRow:
    filled = {
        keys[column]: None
        if value.value is None or isinstance(value.value, bool)
        else float(value.value)
        for column, value in zip(columns, row.values, strict=True)
    }
    return PastRow(table=table, filled=filled, known=frozenset(keys), weight=weight)


def place_again(table: Table, evidence: Evidence, *, name: str) -> Table:
    """Return the table with its open cells placed by what the other tables say.

    ``name`` is the one it has among the evidence: a table is no evidence for itself. Cells
    that a layout, a proof or a person fixed stay as they are.
    """
    kept = figure_columns(table)
    figures = only_figures(table, kept)
    narrowed = narrow(figures.columns, value_rows(figures))
    placement = concluded(narrowed, evidence.without(name))
    rows = tuple(
        replace(
            row,
            cells=tuple(_placed(cell, at) for cell, at in zip(row.cells, found, strict=True)),
        )
        for row, found in zip(figures.rows, placement.rows, strict=True)
    )
    return with_words(replace(figures, rows=rows), table, kept)


def _placed(cell: Cell, at: Placed) -> Cell:
    if cell.status in ("printed", "reviewed"):
        return cell
    if at.status == "proven" and cell.status != "proven":
        # Other readings of the header, which are not kept, may have taken the proof back.
        others = tuple(c for c in cell.candidates if c != at.column)
        at = replace(
            at,
            candidates=(at.column, *others),
            status="inferred",
            basis=(*at.basis, "model"),
            probability=UNSOUND,
        )
    return replace(
        cell,
        column=at.column,
        candidates=at.candidates,
        status=at.status,
        basis=at.basis,
        probability=at.probability,
    )
