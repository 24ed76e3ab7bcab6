"""The second pass: what an issuer's tables say about each other.

:func:`gather_evidence` looks at a collection of parsed tables, intact and collapsed alike, and
returns how each department filled its rows; :func:`place_again` places one of them once more by
what all the others say. Both start from what is printed and from each table alone, never from
what a former pass concluded. So the result does not depend on the order in which documents
arrive, and doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parser.table import Cell, Column, Row, Table
from parser.tables.placement import UNSOUND, concluded
from parser.tables.probabilities import weigh
from parser.tables.remaining import Narrowed, narrow
from parser.tables.values import Evidence, PastRow, Placed, PrintedValue, ValueRow, column_key
from parser.tables.word_columns import figure_columns, only_figures, with_words
from parser.text import compact

_LEAST_WEIGHT = 0.02

_Way = tuple[tuple[int, ...], float]


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
    rounds: int = 2,
) -> Evidence:
    """Return how each department filled its rows in the tables.

    ``departments`` maps printed labels (white space removed) to what identifies a department,
    for tables that name it differently. A row of a collapsed table enters with each of its
    remaining placements, weighed by how probable it is: in the first round by its table alone,
    in each further one by what the round before found in all other tables.
    """
    ordered = sorted(tables, key=lambda table: table.name)
    known = dict(departments or {})
    narrowed = [narrow(table.columns, table.rows) for table in ordered]
    evidence: Evidence | None = None
    for _ in range(rounds if any(_is_open(table) for table in ordered) else 1):
        evidence = _gathered(ordered, narrowed, known, evidence)
    return evidence or Evidence(departments=known)


def _is_open(table: PastTable) -> bool:
    width = len(table.columns)
    return any(row.columns is None and len(row.values) < width for row in table.rows)


def _gathered(
    tables: Sequence[PastTable],
    narrowed: Sequence[Narrowed],
    known: Mapping[str, str],
    before: Evidence | None,
) -> Evidence:
    rows: dict[str, list[PastRow]] = {}
    for table, left in zip(tables, narrowed, strict=True):
        keys = [column_key(column) for column in table.columns]
        others = before.without(table.name) if before is not None else None
        for row, ways in zip(table.rows, _ways(left, others), strict=True):
            if row.label is not None and row.kind == "department":
                name = compact(row.label)
                rows.setdefault(known.get(name, name), []).extend(
                    _past_row(table.name, row, keys, columns, weight) for columns, weight in ways
                )
    gathered = {name: tuple(past) for name, past in sorted(rows.items())}
    return Evidence(rows=gathered, departments=known)


def _ways(narrowed: Narrowed, others: Evidence | None) -> list[list[_Way]]:
    """Return the placements of each row worth keeping, with weights that sum to 1."""
    found: list[list[_Way]] = []
    all_weights, _ = weigh(narrowed, others)
    for space, weights in zip(narrowed.spaces, all_weights, strict=True):
        if space is None:
            found.append([])
            continue
        kept = np.flatnonzero(weights >= _LEAST_WEIGHT)
        share = weights[kept] / max(weights[kept].sum(), 1e-300)
        found.append(
            [
                (tuple(int(c) for c in space.columns[k]), float(w))
                for k, w in zip(kept, share, strict=True)
            ]
        )
    return found


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
