"""What an archive holds, in a few numbers, and what it can be asked for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

STATUSES = ("printed", "proven", "inferred", "ambiguous", "reviewed")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Counts over a whole archive; ``first``/``last`` are the outermost period labels.

    ``undated`` are bulletins whose year is unknown, ``unnamed`` table rows whose department is
    not in the register, ``example`` a measure and a department that many months have.
    """

    bulletins: int
    issuers: int
    first: str | None
    last: str | None
    undated: int
    values: dict[str, int]
    unnamed: int
    facts: dict[str, int]
    findings: dict[str, int]
    example: tuple[str, str] | None


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
    facts = dict(connection.execute("SELECT status, count(*) FROM facts GROUP BY status"))
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
        facts={status: facts[status] for status in STATUSES if status in facts},
        findings={severity: findings[severity] for severity in SEVERITIES if severity in findings},
        example=_example(connection),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the archive has of a measure, or of a header that is no known measure.

    ``tables`` and ``facts`` count the tables with such a column and the numbers in running text;
    ``first``/``last`` are the outermost period labels, ``None`` where no year is known.
    """

    measure: str | None
    header: str | None
    tables: int
    facts: int
    first: str | None
    last: str | None


def held(connection: sqlite3.Connection) -> list[Held]:
    """Return what a series can be asked for, what most tables have first."""
    rows = connection.execute(
        "WITH asked AS ("
        " SELECT measure, CASE WHEN measure IS NULL THEN path END AS header, 1 AS tables,"
        "  0 AS facts, bulletins.period FROM table_columns JOIN annex_tables USING (table_id)"
        "  JOIN annexes USING (annex_id) JOIN bulletins USING (bulletin_id)"
        "  WHERE bulletins.superseded_by IS NULL UNION ALL"
        " SELECT measure, NULL, 0, 1, bulletins.period FROM facts"
        "  JOIN bulletins USING (bulletin_id)"
        "  WHERE measure IS NOT NULL AND kind = 'result' AND bulletins.superseded_by IS NULL)"
        " SELECT measure, header, sum(tables), sum(facts), min(period), max(period) FROM asked"
        " GROUP BY measure, header ORDER BY 3 DESC, 4 DESC, 1, 2"
    )
    return [
        Held(measure=measure, header=header, tables=tables, facts=facts, first=first, last=last)
        for measure, header, tables, facts, first, last in rows
    ]


def _example(connection: sqlite3.Connection) -> tuple[str, str] | None:
    """Return a measure and a department, as printed, that many months have a number of."""
    common = (
        "SELECT {} FROM table_columns JOIN annex_tables USING (table_id)"
        " JOIN annexes USING (annex_id) JOIN bulletins USING (bulletin_id){}"
        " WHERE bulletins.period IS NOT NULL AND {} GROUP BY 1"
        " ORDER BY count(*) DESC, min(annexes.position), min(table_columns.position), 1 LIMIT 1"
    )
    measure = connection.execute(common.format("measure", "", "measure IS NOT NULL")).fetchone()
    if measure is None:
        return None
    cells = " JOIN cells USING (column_id) JOIN table_rows USING (row_id)"
    shown = "measure = ? AND kind = 'department' AND status != 'ambiguous'"
    department = connection.execute(common.format("label", cells, shown), measure).fetchone()
    return (measure[0], department[0]) if department else None
