"""The values of a table: columns with their header paths, rows, cells and how sure they are.

Every figure stands beside the text it was read from and the locator of its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parser.document import Locator
from parser.passage import Passage

Status = Literal["printed", "proven", "inferred", "ambiguous", "reviewed"]
"""How sure a cell's column is; see the contract's table of status words."""

Basis = Literal["layout", "order", "row", "total", "other-months", "model", "person"]
"""What forced or suggested a cell's column."""

Layout = Literal["grid", "collapsed"]
RowKind = Literal["department", "total", "other"]
Method = Literal["exact", "alias", "composed", "fuzzy"]
Value = int | float | bool
"""A number, or ``True`` for a tick (√)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A body of the register that a printed name was resolved to."""

    id: str
    name: str
    method: Method
    score: float

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {"id": self.id, "name": self.name, "method": self.method, "score": self.score}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A data column: its header from the outermost group inward, and what it measures."""

    path: tuple[str, ...]
    measure: str | None = None
    unit: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {"path": list(self.path), "measure": self.measure}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A printed value and the column it belongs to.

    ``candidates`` are the 0-based data columns that remain possible, best first, and hold
    ``column``. ``probability`` is that of ``column``.
    """

    column: int
    raw: str
    value: Value | None
    unit: str | None
    status: Status
    basis: tuple[Basis, ...]
    probability: float
    candidates: tuple[int, ...]
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "column": self.column,
            "raw": self.raw,
            "value": self.value,
            "unit": self.unit,
            "status": self.status,
            "basis": list(self.basis),
            "probability": round(self.probability, 4),
            "candidates": list(self.candidates),
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row: ``label`` is the name without inner spaces, ``raw`` the name as printed.

    ``cut`` says that the document breaks off in the row: values may have followed.
    """

    number: str | None
    label: str | None
    raw: str | None
    kind: RowKind
    department: Department | None
    cells: tuple[Cell, ...]
    locator: Locator
    cut: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "number": self.number,
            "label": self.label,
            "raw": self.raw,
            "kind": self.kind,
            "cut": self.cut,
            "department": self.department.as_json() if self.department else None,
            "cells": [cell.as_json() for cell in self.cells],
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A sum that a table's own columns are found to satisfy: ``total`` = sum of ``parts``.

    A difference column is the same fact written as ``minuend = difference + subtrahend``;
    ``clipped`` says it is printed only where positive (未办结 = 收件 - 办结).
    ``confirmed``/``contradicted`` count the rows that speak for and against it.
    """

    kind: Literal["sum", "difference", "rate"]
    total: int
    parts: tuple[int, ...]
    clipped: bool = False
    origin: Literal["header", "data"] = "header"
    confirmed: int = 0
    contradicted: int = 0

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "kind": self.kind,
            "total": self.total,
            "parts": list(self.parts),
            "clipped": self.clipped,
            "origin": self.origin,
            "confirmed": self.confirmed,
            "contradicted": self.contradicted,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of an annex. ``source`` holds its printed lines (or grid rows), header first."""

    layout: Layout
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: tuple[Passage, ...]
    identities: tuple[Identity, ...]
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "layout": self.layout,
            "columns": [column.as_json() for column in self.columns],
            "rows": [row.as_json() for row in self.rows],
            "identities": [identity.as_json() for identity in self.identities],
            "locator": self.locator.as_json(),
        }
