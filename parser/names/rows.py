"""The rows of a bulletin's tables bound to the bodies of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parser.bulletin import Annex
from parser.finding import Finding
from parser.names.resolve import Resolver
from parser.table import Row


def with_departments(
    annexes: Sequence[Annex], resolver: Resolver, *, region: str | None, date: str | None
) -> tuple[tuple[Annex, ...], tuple[Finding, ...]]:
    """Return the annexes with each named row's department, and what stayed unknown.

    ``region`` (or the issuer, which tells it) is that of names without one; ``date``
    (``2017-03``) tells which body a name meant then.
    """

    def named(row: Row) -> Row:
        if row.kind != "department" or row.label is None:
            return row
        found = resolver.resolve(row.raw or row.label, region=region, date=date)
        return replace(row, department=found.department)

    bound = tuple(
        replace(
            annex,
            tables=tuple(
                replace(table, rows=tuple(map(named, table.rows))) for table in annex.tables
            ),
        )
        for annex in annexes
    )
    return bound, _unknown(bound)


def _unknown(annexes: Sequence[Annex]) -> tuple[Finding, ...]:
    rows = [row for annex in annexes for table in annex.tables for row in table.rows]
    unknown = [
        row for row in rows if row.kind == "department" and row.label and row.department is None
    ]
    if not unknown:
        return ()
    names = list(dict.fromkeys(str(row.label) for row in unknown))
    return (
        Finding(
            code="name-unresolved",
            message=f"{len(names)} names are not in the register: {'、'.join(names[:20])}",
            evidence={"names": names},
            locator=unknown[0].locator,
        ),
    )
