"""One department: its printed names through time and all its series; and the list of all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from db.lines import Line, lines_of
from db.numbers import CERTAIN, Point

_UPWARD = (
    "table_rows CROSS JOIN annex_tables USING (table_id) CROSS JOIN annexes USING (annex_id)"
    " CROSS JOIN bulletins USING (bulletin_id)"
)
MOST_SERIES = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A department of the archive."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    """A printed name of a department: since when and until when, and how it was resolved."""

    label: str
    method: str | None
    first: str | None
    last: str | None
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """A series of a department; ``annex`` tells apart the same measure of two tables."""

    measure: str
    line: Line
    held: int
    doubtful: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Every department of an archive, the shortest names first, and who prints it how.

    ``labels`` gives the ids of the departments that are printed under a name, ``issuers`` the
    departments that an issuer prints.
    """

    bodies: tuple[Body, ...]
    labels: Mapping[str, frozenset[str]]
    issuers: Mapping[str, tuple[Body, ...]]

    def find(
        self, part: str = "", *, issuer: str | None = None, limit: int | None = None
    ) -> tuple[Body, ...]:
        """Return departments whose name, or one of whose printed names, holds ``part``."""
        bodies = self.bodies if issuer is None else self.issuers.get(issuer, ())
        if not part:
            return bodies[:limit]
        printed = {one for label, held in self.labels.items() if part in label for one in held}
        found = (
            body for body in bodies if part in body.name or part == body.id or body.id in printed
        )
        return tuple(islice(found, limit))


def read_directory(connection: sqlite3.Connection) -> Directory:
    """Read it: a third of a second for half a million rows of tables."""
    bodies = tuple(
        Body(id=identifier, name=name)
        for identifier, name in connection.execute(
            "SELECT department_id, name FROM departments ORDER BY length(name), name"
        )
    )
    labels: dict[str, set[str]] = {}
    printed: dict[str, set[str]] = {}
    for issuer, label, identifier in connection.execute(
        "SELECT DISTINCT issuer, label, department_id FROM bulletins"
        " CROSS JOIN annexes USING (bulletin_id) CROSS JOIN annex_tables USING (annex_id)"
        " CROSS JOIN table_rows USING (table_id) WHERE department_id IS NOT NULL"
    ):
        labels.setdefault(label or "", set()).add(identifier)
        printed.setdefault(identifier, set()).add(issuer or "")
    issuers: dict[str, list[Body]] = {}
    for body in bodies:
        for issuer in printed.get(body.id, ()):
            issuers.setdefault(issuer, []).append(body)
    return Directory(
        bodies=bodies,
        labels={label: frozenset(held) for label, held in labels.items()},
        issuers={issuer: tuple(held) for issuer, held in issuers.items()},
    )


def find_department(connection: sqlite3.Connection, identifier: str) -> Body | None:
    """Return the department with this id."""
    row = connection.execute(
        "SELECT department_id, name FROM departments WHERE department_id = ?", (identifier,)
    ).fetchone()
    return None if row is None else Body(id=row[0], name=row[1])


def names_of(connection: sqlite3.Connection, identifier: str) -> tuple[NameUse, ...]:
    """Return the printed names of a department, the earliest first."""
    rows = connection.execute(
        "SELECT label, method, min(period), max(period), count(*)"
        f" FROM {_UPWARD} WHERE department_id = ? AND label IS NOT NULL"
        " GROUP BY label, method ORDER BY min(period), label",
        (identifier,),
    )
    names = ("label", "method", "first", "last", "times")
    return tuple(NameUse(**dict(zip(names, row, strict=True))) for row in rows)


def issuers_of(connection: sqlite3.Connection, identifier: str) -> tuple[str, ...]:
    """Return who prints the department, the one that does most often first."""
    rows = connection.execute(
        f"SELECT issuer FROM {_UPWARD} WHERE department_id = ? AND issuer IS NOT NULL"
        " GROUP BY issuer ORDER BY count(*) DESC, issuer",
        (identifier,),
    )
    return tuple(issuer for (issuer,) in rows)


_NUMBERS = (
    "SELECT table_columns.measure, period, issuer, label, value,"
    " CASE WHEN tick THEN '√' ELSE coalesce(cells.unit, table_columns.unit) END, status,"
    " probability, coalesce(annexes.title, '附件' || annexes.number), bulletin_id, cells.locator"
    f" FROM {_UPWARD} CROSS JOIN cells USING (row_id) CROSS JOIN table_columns"
    " ON table_columns.column_id = cells.column_id"
    " WHERE department_id = :id AND issuer IS :issuer AND measure IS NOT NULL"
    " AND value IS NOT NULL AND period LIKE '____-__' AND superseded_by IS NULL"
    " ORDER BY measure, period"
)


def series_of(
    connection: sqlite3.Connection, body: Body, issuer: str | None
) -> tuple[tuple[MeasureLine, ...], tuple[str, ...]]:
    """Return every monthly series of a department, and the months from the first to the last."""
    found: list[MeasureLine] = []
    periods: set[str] = set()
    rows = connection.execute(_NUMBERS, {"id": body.id, "issuer": issuer}).fetchall()
    for measure, group in groupby(rows, key=lambda row: row[0]):
        points = [_point(row, body) for row in group]
        periods.update(point.period for point in points)
        for line in lines_of(points):
            held = [point for point in line.points if point.value is not None]
            doubtful = sum(point.status not in CERTAIN for point in held)
            found.append(MeasureLine(measure=measure, line=line, held=len(held), doubtful=doubtful))
    found.sort(key=lambda one: -one.held)
    return tuple(found[:MOST_SERIES]), months_between(sorted(periods))


def months_between(periods: Sequence[str]) -> tuple[str, ...]:
    """Return every month from the first to the last of ``periods``, which are in order.

    >>> months_between(["2016-11", "2017-01"])
    ('2016-11', '2016-12', '2017-01')
    """
    if not periods:
        return ()
    first, last = (int(p[:4]) * 12 + int(p[5:7]) - 1 for p in (periods[0], periods[-1]))
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1))


def _point(row: Sequence[object], body: Body) -> Point:
    measure, period, issuer, label, value, unit, status, probability, annex, bulletin, locator = row
    return Point(
        period=str(period),
        issuer=None if issuer is None else str(issuer),
        department_id=body.id,
        department=body.name,
        label=None if label is None else str(label),
        measure=str(measure),
        value=value if isinstance(value, int | float) else None,
        unit=None if unit is None else str(unit),
        status=str(status),
        obs_status="A" if status in CERTAIN else "U",
        probability=float(str(probability)),
        annex=None if annex is None else str(annex),
        bulletin_id=str(bulletin),
        place=None if locator is None else str(locator),
    )
