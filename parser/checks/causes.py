"""One cause, one finding: a wrong figure that breaks both its row's sums and its column's total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parser.bulletin import Annex
from parser.finding import Finding
from parser.table import Identity, Row, Table

_CLOSE = 1e-6


def one_cause(findings: Sequence[Finding], annexes: Sequence[Annex]) -> tuple[Finding, ...]:
    """Return the findings with a total that one contradicted row explains told with that row.

    So it is where the one figure that makes the total right keeps the row's sums too. Where the
    sum of the rows keeps those of the total row, only the total is told.
    """
    left = list(findings)
    for table in (table for annex in annexes for table in annex.tables if table.layout == "grid"):
        for row in (row for row in table.rows if row.kind == "total"):
            for missed in findings:
                if missed.code == "total-mismatch" and missed.locator == row.locator:
                    _tell_together(left, missed, table)
                    _tell_total_alone(left, missed, row, table)
    return tuple(left)


def _tell_total_alone(left: list[Finding], missed: Finding, total: Row, table: Table) -> None:
    column, said = missed.evidence["column"], float(str(missed.evidence["sum"]))
    assert isinstance(column, int)
    kept = _kept(table)
    of_row = [f for f in left if f.code == "row-contradiction" and f.locator == total.locator]
    repaired = _values(total) | {column: said}
    if missed in left and of_row and all(_holds(identity, repaired) for identity in kept):
        left.remove(of_row[0])


def _tell_together(left: list[Finding], missed: Finding, table: Table) -> None:
    explained = [
        (place, row, printed, wanted)
        for place, finding in enumerate(left)
        if finding.code == "row-contradiction" and "would_fit" not in finding.evidence
        for row in table.rows
        if row.kind == "department" and row.locator == finding.locator
        for printed, wanted in _repairs(row, missed, table)
    ]
    if len(explained) != 1:
        return
    ((place, _, printed, wanted),) = explained
    contradicted, total = left[place], missed.evidence["printed"]
    left[place] = replace(
        contradicted,
        message=f"{contradicted.message}; {_plain(wanted)} in place of {_plain(printed)} "
        f"would keep them and the total {total}",
        evidence=contradicted.evidence
        | {
            "column": missed.evidence["name"],
            "printed": _plain(printed),
            "would_fit": _plain(wanted),
            "total": total,
            "total_at": missed.locator.as_json() if missed.locator else None,
        },
    )
    left.remove(missed)


def _repairs(row: Row, missed: Finding, table: Table) -> list[tuple[float, float]]:
    """Return the row's figure of the missed total, and the one that keeps total and row."""
    column, said, total = (missed.evidence[name] for name in ("column", "sum", "printed"))
    assert isinstance(column, int)
    surplus = float(str(said)) - float(str(total))
    values = _values(row)
    printed = values.get(column, 0.0)
    repaired = values | {column: printed - surplus}
    kept = _kept(table)
    if printed < surplus or not any(column in (one.total, *one.parts) for one in kept):
        return []
    return [(printed, printed - surplus)] if all(_holds(one, repaired) for one in kept) else []


def _values(row: Row) -> dict[int, float]:
    return {
        cell.column: float(cell.value)
        for cell in row.cells
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }


def _kept(table: Table) -> list[Identity]:
    """The sums that the table keeps in most of its rows."""
    return [
        identity
        for identity in table.identities
        if identity.kind != "rate" and identity.confirmed > identity.contradicted
    ]


def _holds(identity: Identity, values: dict[int, float]) -> bool:
    whole = values.get(identity.total, 0.0)
    rest = whole - sum(values.get(part, 0.0) for part in identity.parts)
    clipped = identity.clipped and values.get(identity.parts[0], 0.0) == 0 and rest < 0
    return abs(rest) < _CLOSE or clipped


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 6)
