"""What placement works on and what it gives back: a row's printed values and their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parser.document import Locator
from parser.finding import Finding
from parser.table import Basis, Column, Identity, RowKind, Status, Value
from parser.text import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedValue:
    """A value as printed: ``value`` is ``None`` for text that is no number (``/``, 无数据)."""

    raw: str
    value: Value | None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """The values of one row from left to right, blanks left out.

    ``columns`` holds each value's data column where the layout fixes it, else ``None``: then
    only the order of the values is known. ``label`` is the row's name. ``cut`` says that the
    document breaks off in this row: further values may have followed.
    """

    values: tuple[PrintedValue, ...]
    kind: RowKind
    label: str | None
    locator: Locator
    columns: tuple[int, ...] | None = None
    cut: bool = False

    @property
    def is_subtotal(self) -> bool:
        """Whether the row sums a group of the rows (小计)."""
        return self.kind != "department" and "小计" in compact(self.label or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a value stands: ``candidates`` are the columns that remain possible, best first."""

    column: int
    candidates: tuple[int, ...]
    status: Status
    basis: tuple[Basis, ...]
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Every value of a table in its column, and what the table says about itself.

    ``rows`` runs parallel to the rows given, each value for value.
    """

    rows: tuple[tuple[Placed, ...], ...]
    identities: tuple[Identity, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """One way in which a department's row stood in another table of the same issuer.

    ``filled`` maps each filled column's key (:func:`column_keys`) to its value, ``None`` for a
    tick or text; ``known`` are the keys of all columns that table has. ``weight`` (0..1) is
    the probability that the row stood so: 1 where the layout is intact, and the weights of one
    row of one collapsed table sum to 1. ``table`` tells tables apart.
    """

    table: str
    filled: Mapping[str, float | None]
    known: frozenset[str]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How the departments of an issuer filled their rows in its other tables.

    ``rows`` is keyed by department; ``departments`` maps a printed label to that key, and a
    label that is not in it is its own key (white space removed).
    """

    rows: Mapping[str, tuple[PastRow, ...]] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)

    def of(self, label: str | None) -> tuple[PastRow, ...]:
        """Return the department's rows in other tables, none if it is unknown."""
        if label is None:
            return ()
        name = compact(label)
        return self.rows.get(self.departments.get(name, name), ())

    def without(self, table: str) -> Evidence:
        """Return the evidence of all tables but one."""
        rows = {
            name: tuple(row for row in past if row.table != table)
            for name, past in self.rows.items()
        }
        return Evidence(rows=rows, departments=self.departments)


def column_keys(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return what tells that columns of two tables are the same: the measure, else the path.

    Where one stands above several columns of a table, these are counted: the second ``累计得分`` of
    one month is the second of another.
    """
    found: Counter[str] = Counter()
    keys = []
    for column in columns:
        key = column.measure or "/".join(compact(part) for part in column.path)
        found[key] += 1
        keys.append(key if found[key] == 1 else f"{key} #{found[key]}")
    return tuple(keys)
