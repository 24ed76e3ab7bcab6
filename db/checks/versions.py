"""The same bulletin twice: in another form, issued again, or two that contradict each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import pairwise

from db.checks.figures import ArchiveFinding
from db.duplicates import plain_title

_Row = tuple[str, str, str | None]
_MOST_LISTED = 50


def check_versions(connection: sqlite3.Connection, issuer: str) -> Iterator[ArchiveFinding]:
    """Yield what stands in the archive more than once, with the figures that differ."""
    rows = connection.execute(
        "SELECT b.bulletin_id, b.source, b.period, b.superseded_why, o.bulletin_id, o.source"
        " FROM bulletins b JOIN bulletins o ON o.bulletin_id = b.superseded_by"
        " WHERE b.issuer = ? ORDER BY b.period, b.bulletin_id",
        (issuer,),
    ).fetchall()
    for identifier, source, period, why, other, other_source in rows:
        if why == "re-issue":
            changed = _differences(connection, identifier, other)
            message = f"issued again as {other_source}; {len(changed)} figure(s) changed"
            code = "bulletin-revised"
        else:
            changed, code = [], "bulletin-duplicate"
            message = f"is the same bulletin as {other_source}, which is counted"
        yield ArchiveFinding(
            code=code,
            message=message,
            evidence={"counted": other_source, "counted_id": other, "changed": changed},
            bulletin_id=identifier,
            source=source,
            period=period,
        )
    yield from _undecided(connection, issuer)


def _undecided(connection: sqlite3.Connection, issuer: str) -> Iterator[ArchiveFinding]:
    groups: dict[tuple[str, str], list[_Row]] = {}
    for identifier, source, period, title in connection.execute(
        "SELECT bulletin_id, source, period, coalesce(title, '') FROM bulletins WHERE issuer = ?"
        " AND superseded_by IS NULL AND period IS NOT NULL ORDER BY period, bulletin_id",
        (issuer,),
    ):
        groups.setdefault((period, plain_title(title)), []).append((identifier, source, period))
    for (_, title), group in groups.items():
        if not title:
            continue
        for (first, first_source, _), (identifier, source, period) in pairwise(group):
            changed = _differences(connection, first, identifier)
            if not changed:
                continue
            yield ArchiveFinding(
                code="bulletin-twice",
                message=f"has title and period of {first_source}, but {len(changed)} other"
                " figure(s); both are counted",
                evidence={"other": first_source, "other_id": first, "changed": changed},
                bulletin_id=identifier,
                source=source,
                period=period,
            )


def _differences(connection: sqlite3.Connection, one: str, other: str) -> list[dict[str, object]]:
    """Return the table figures that two versions print differently at the same place."""
    left, right = _figures(connection, one), _figures(connection, other)
    found: list[dict[str, object]] = [
        {"annex": key[0], "label": key[1], "column": key[2], "values": [left[key], right[key]]}
        for key in left
        if key in right and left[key] != right[key]
    ]
    return found[:_MOST_LISTED]


def _figures(
    connection: sqlite3.Connection, identifier: str
) -> dict[tuple[object, object, object], object]:
    rows = connection.execute(
        "SELECT coalesce(a.number, a.title), r.label, t.path, c.value"
        " FROM annexes a JOIN annex_tables USING (annex_id)"
        " JOIN table_rows r USING (table_id) JOIN cells c USING (row_id)"
        " JOIN table_columns t USING (column_id)"
        " WHERE a.bulletin_id = ? AND c.value IS NOT NULL"
        " AND c.status IN ('printed', 'proven', 'reviewed')"
        " ORDER BY a.position, annex_tables.position, r.position, c.position",
        (identifier,),
    )
    told = connection.execute(
        "SELECT 'text', entity, coalesce(measure, '') || coalesce(' ' || period, ''), value"
        " FROM facts WHERE bulletin_id = ? AND measure IS NOT NULL AND kind = 'result'"
        " ORDER BY position",
        (identifier,),
    )
    found: dict[tuple[object, object, object], object] = {}
    doubled: set[tuple[object, object, object]] = set()
    for annex, label, path, value in (*rows, *told):
        key = (annex, label, path)
        if key in found:
            doubled.add(key)
        found[key] = value
    return {key: value for key, value in found.items() if key not in doubled}
