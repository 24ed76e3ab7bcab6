"""What the front page tells: months by issuer with their gaps, and how sure the numbers are."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MONTHS = tuple(range(1, 13))
_CERTAIN = "('printed', 'proven', 'reviewed')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One bulletin as the grid shows it."""

    bulletin_id: str
    issuer: str | None
    title: str | None
    period: str | None
    kind: str | None
    year: int | None
    month: int | None
    format: str
    superseded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """A year of an issuer: what is held of each month, which months are gaps, what else."""

    year: int
    months: tuple[tuple[Held, ...], ...]
    gaps: frozenset[int]
    others: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerGrid:
    """All years of an issuer from its first to its last; ``missing`` counts the gaps."""

    issuer: str | None
    years: tuple[YearRow, ...]
    undated: tuple[Held, ...]
    held: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The bulletins of an archive, issuer by issuer, those with the most first."""

    issuers: tuple[IssuerGrid, ...]
    bulletins: int
    first: str | None
    last: str | None
    formats: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What has to be counted cell by cell.

    ``certain`` is, by bulletin, how many of its values have a certain column, and all.
    """

    statuses: dict[str, int]
    certain: dict[str, tuple[int, int]]
    facts: int
    findings: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentFinding:
    """A finding of one of the bulletins that were loaded last."""

    bulletin_id: str
    period: str | None
    issuer: str | None
    code: str
    severity: str
    message: str


def read_holdings(connection: sqlite3.Connection) -> Holdings:
    """Return what the archive holds, without looking at any cell."""
    held = [
        Held(
            bulletin_id=row[0],
            issuer=row[1],
            title=row[2],
            period=row[3],
            kind=row[4],
            year=row[5],
            month=row[6],
            format=row[7],
            superseded=bool(row[8]),
        )
        for row in connection.execute(
            "SELECT bulletin_id, issuer, title, period, period_kind, year, month, format,"
            " superseded_by IS NOT NULL FROM bulletins ORDER BY issuer, period, bulletin_id"
        )
    ]
    by_issuer: dict[str | None, list[Held]] = {}
    for one in held:
        by_issuer.setdefault(one.issuer, []).append(one)
    grids = [_grid(issuer, own) for issuer, own in by_issuer.items()]
    periods = [one.period for one in held if one.period]
    return Holdings(
        issuers=tuple(sorted(grids, key=lambda grid: (-grid.held, grid.issuer or "~"))),
        bulletins=len(held),
        first=min(periods, default=None),
        last=max(periods, default=None),
        formats=tuple(Counter(one.format for one in held).most_common()),
    )


def _grid(issuer: str | None, held: Sequence[Held]) -> IssuerGrid:
    dated = [one for one in held if one.year is not None]
    monthly = sorted((one.year or 0, one.month) for one in dated if one.month)
    first, last = (monthly[0], monthly[-1]) if monthly else ((0, 0), (0, 0))
    there = set(monthly)
    years = sorted({one.year for one in dated if one.year is not None})
    rows = []
    for year in range(years[0], years[-1] + 1) if years else ():
        own = [one for one in dated if one.year == year]
        rows.append(
            YearRow(
                year=year,
                months=tuple(tuple(o for o in own if o.month == month) for month in MONTHS),
                gaps=frozenset(
                    month
                    for month in MONTHS
                    if first <= (year, month) <= last and (year, month) not in there
                ),
                others=tuple(one for one in own if not one.month),
            )
        )
    return IssuerGrid(
        issuer=issuer,
        years=tuple(reversed(rows)),
        undated=tuple(one for one in held if one.year is None),
        held=len(held),
        missing=sum(len(row.gaps) for row in rows),
    )


def read_counts(connection: sqlite3.Connection) -> Counts:
    """Count the cells of the whole archive by bulletin and status: some seconds a million."""
    statuses: Counter[str] = Counter()
    certain: dict[str, tuple[int, int]] = {}
    for identifier, sure, total, *counts in connection.execute(
        f"SELECT bulletin_id, sum(status IN {_CERTAIN}), count(*), sum(status = 'printed'),"
        " sum(status = 'proven'), sum(status = 'inferred'), sum(status = 'ambiguous'),"
        " sum(status = 'reviewed') FROM annexes CROSS JOIN annex_tables USING (annex_id)"
        " CROSS JOIN table_rows USING (table_id) CROSS JOIN cells USING (row_id)"
        " GROUP BY bulletin_id"
    ):
        certain[identifier] = (sure, total)
        names = ("printed", "proven", "inferred", "ambiguous", "reviewed")
        statuses.update(dict(zip(names, counts, strict=True)))
    (facts,) = connection.execute("SELECT count(*) FROM facts").fetchone()
    findings = dict(connection.execute("SELECT severity, count(*) FROM findings GROUP BY severity"))
    return Counts(statuses=dict(statuses), certain=certain, facts=facts, findings=findings)


def recent_findings(connection: sqlite3.Connection, limit: int = 6) -> tuple[RecentFinding, ...]:
    """Return the findings that matter of what was loaded last."""
    rows = connection.execute(
        "SELECT bulletin_id, period, issuer, code, severity, message"
        " FROM findings CROSS JOIN bulletins USING (bulletin_id)"
        " WHERE severity IN ('error', 'warning') ORDER BY finding_id DESC LIMIT ?",
        (limit,),
    )
    names = ("bulletin_id", "period", "issuer", "code", "severity", "message")
    return tuple(RecentFinding(**dict(zip(names, row, strict=True))) for row in rows)
