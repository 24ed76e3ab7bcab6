"""What an archive holds, in a few numbers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

STATUSES = ("printed", "proven", "inferred", "ambiguous", "reviewed")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Counts over a whole archive; ``first``/``last`` are the outermost period labels.

    ``undated`` are bulletins whose year is unknown, ``unnamed`` table rows whose department is
    not in the register.
    """

    bulletins: int
    issuers: int
    first: str | None
    last: str | None
    undated: int
    values: dict[str, int]
    unnamed: int
    facts: int
    findings: dict[str, int]


def overview(connection: sqlite3.Connection) -> Overview:
    """Count what the archive holds."""
    bulletins, issuers, first, last, undated = connection.execute(
        "SELECT count(*), count(DISTINCT issuer), min(period), max(period),"
        " count(*) FILTER (WHERE period IS NULL) FROM bulletins"
    ).fetchone()
    (unnamed,) = connection.execute(
        "SELECT count(*) FROM table_rows WHERE kind = 'department' AND label IS NOT NULL"
        " AND department_id IS NULL"
    ).fetchone()
    (facts,) = connection.execute("SELECT count(*) FROM facts").fetchone()
    values = dict(connection.execute("SELECT status, count(*) FROM cells GROUP BY status"))
    findings = dict(connection.execute("SELECT severity, count(*) FROM findings GROUP BY severity"))
    return Overview(
        bulletins=bulletins,
        issuers=issuers,
        first=first,
        last=last,
        undated=undated,
        values={status: values[status] for status in STATUSES if status in values},
        unnamed=unnamed,
        facts=facts,
        findings={severity: findings[severity] for severity in SEVERITIES if severity in findings},
    )
