"""Figures of one thing in two annexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parser.bulletin import Annex
from parser.checks.agreement import FIXED, name_of
from parser.checks.slips import is_slip
from parser.finding import Finding
from parser.table import Cell, Table

_SHARED_ROWS = 5  # so many rows must be shared before two tables can be called the same
_SAME = 0.8  # and so many of their figures equal


def check_annexes_agree(annexes: Sequence[Annex]) -> tuple[Finding, ...]:
    """Compare two annexes' columns of one measure where they are plainly about one window.

    They are if they share enough departments and nearly all their figures are equal; the
    few that differ are then findings.
    """
    tables = [
        (name_of(annexes, order), annex, table)
        for order, annex in enumerate(annexes)
        for table in annex.tables
    ]
    findings: list[Finding] = []
    for order, (called, one, first) in enumerate(tables):
        for other_called, other, second in tables[order + 1 :]:
            if one is not other:
                findings += _between(called, first, other_called, second)
    return tuple(findings)


def _between(one: str, first: Table, other: str, second: Table) -> Iterator[Finding]:
    left, right = _figures(first), _figures(second)
    for measure in dict.fromkeys(measure for _, measure in left):
        keys = [key for key in left if key in right and key[1] == measure]
        equal = [key for key in keys if left[key].value == right[key].value]
        if len(keys) < _SHARED_ROWS or len(equal) < _SAME * len(keys):
            continue
        for key in keys:
            if key in equal:
                continue
            yield Finding(
                code="annex-mismatch",
                message=(
                    f"{key[0]}: {one} says {left[key].value}, {other} says {right[key].value}"
                ),
                evidence={
                    "label": key[0],
                    "measure": measure,
                    "values": [left[key].value, right[key].value],
                    "slip": is_slip(left[key].value, right[key].value),
                    "other_at": right[key].locator.as_json(),
                },
                locator=left[key].locator,
            )


def _figures(table: Table) -> dict[tuple[str, str], Cell]:
    """The table's certain figures by department and measure; doubled names are left out."""
    found: dict[tuple[str, str], Cell] = {}
    doubled: set[tuple[str, str]] = set()
    for row in table.rows:
        name = (row.department.id if row.department else row.label) or ""
        for cell in row.cells:
            measure = table.columns[cell.column].measure
            if not (name and measure and row.kind == "department") or cell.status not in FIXED:
                continue
            key = (name, measure)
            if key in found:
                doubled.add(key)
            found[key] = cell
    return {key: cell for key, cell in found.items() if key not in doubled}
