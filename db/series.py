"""Time series of a measure: one tidy row per department and month, gaps as gaps.

What is doubtful stays out unless asked for and is counted. Two different numbers for one
department and month (two annexes that count different things) are both given, never added
up and never chosen between in silence.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from db.load import Resolve
from parser.text import compact

Frequency = Literal["month", "quarter", "half", "year"]
Gap = Literal["no bulletin", "blank", "doubtful"]
CERTAIN = frozenset({"printed", "proven", "reviewed"})

_PARTS: dict[str, int] = {"month": 12, "quarter": 4, "half": 2, "year": 1}


class SeriesError(ValueError):
    """A series that the archive cannot give: says what is missing and what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose series: a department by ``id``, else by the name that is printed.

    With neither it is the total of the whole centre.
    """

    id: str | None = None
    name: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One number of a series, or one gap (``value`` ``None``, ``gap`` says why).

    ``obs_status`` is the SDMX observation status; ``breaks`` are changes of the department
    since the point before. ``annex`` is ``None`` for a number from running text.
    """

    period: str
    issuer: str | None
    department_id: str | None
    department: str | None
    label: str | None
    measure: str
    value: int | float | None
    unit: str | None = None
    status: str | None = None
    obs_status: str
    probability: float | None = None
    breaks: tuple[str, ...] = ()
    gap: Gap | None = None
    annex: str | None = None
    column_path: str | None = None
    candidates: tuple[str, ...] = ()
    bulletin_id: str | None = None
    source: str | None = None
    locator: dict[str, object] | None = None

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "period": self.period,
            "department": self.department or self.label,
            "measure": self.measure,
            "value": self.value,
            "unit": self.unit,
            "status": self.status,
            "obs_status": self.obs_status,
            "probability": self.probability,
            "breaks": list(self.breaks),
            "source": self.source,
            "locator": self.locator,
            "issuer": self.issuer,
            "department_id": self.department_id,
            "label": self.label,
            "gap": self.gap,
            "annex": self.annex,
            "column_path": self.column_path,
            "candidates": list(self.candidates),
            "bulletin_id": self.bulletin_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The points in order of subject and time, and what was left out of them."""

    points: tuple[Point, ...]
    doubtful_left_out: int = 0
    undated_left_out: int = 0
    other_frequency_left_out: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the numbers has to know, one sentence each."""
        several = sum(1 for _, group in _by_month(self.points) if len(group) > 1)
        counted = (
            (self.doubtful_left_out, "value(s) whose column is doubtful left out"),
            (self.undated_left_out, "value(s) of bulletins whose year is unknown left out"),
            (self.other_frequency_left_out, "value(s) for other lengths of time left out"),
            (several, "month(s) with more than one number: different annexes or issuers"),
        )
        return tuple(f"{count} {words}" for count, words in counted if count)


def series(
    connection: sqlite3.Connection,
    measure: str,
    subjects: Sequence[Subject] = (Subject(),),
    *,
    since: str | None = None,
    until: str | None = None,
    issuer: str | None = None,
    annex: str | None = None,
    doubtful: bool = False,
    frequency: Frequency = "month",
) -> Series:
    """Return the series of ``measure`` for each of ``subjects`` between two periods.

    ``measure`` is a word of the vocabulary (``received_total``) or a header as printed
    (收件总数). ``issuer`` and ``annex`` are parts of names that narrow the choice.
    ``doubtful`` lets numbers in whose column is ambiguous.
    """
    _check_measure(connection, measure)
    found: list[Point] = []
    undated = left_out = other = 0
    for subject in subjects:
        numbers = [
            point
            for point in _numbers(connection, measure, subject)
            if (issuer is None or issuer in (point.issuer or ""))
            and (annex is None or annex in (point.annex or ""))
        ]
        dated = [point for point in numbers if point.period]
        undated += len(numbers) - len(dated)
        of_length = [point for point in dated if _has_frequency(point.period, frequency)]
        other += len(dated) - len(of_length)
        inside = [point for point in of_length if _inside(point.period, since, until)]
        shown, dropped = _choose(inside, doubtful=doubtful)
        left_out += len(dropped)
        found += _with_gaps(connection, shown, dropped, since, until, frequency)
    return Series(
        points=tuple(found),
        doubtful_left_out=left_out,
        undated_left_out=undated,
        other_frequency_left_out=other,
    )


def subjects_of(
    connection: sqlite3.Connection,
    names: Iterable[str],
    *,
    issuer: str | None = None,
    resolve: Resolve | None = None,
) -> tuple[Subject, ...]:
    """Find the departments that ``names`` mean: an id, an official name, a printed name.

    ``resolve`` is asked for names that the archive itself does not tell, as names that
    ``issuer`` would print.
    """
    issuers = [name for (name,) in connection.execute("SELECT DISTINCT issuer FROM bulletins")]
    region = issuer or (issuers[0] if len(issuers) == 1 else None)
    return tuple(_subject(connection, name, region, resolve) for name in names)


def measures(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the measures that the archive has numbers of, in alphabetical order."""
    rows = connection.execute(
        "SELECT DISTINCT measure FROM table_columns WHERE measure IS NOT NULL UNION"
        " SELECT DISTINCT measure FROM facts WHERE measure IS NOT NULL ORDER BY 1"
    )
    return tuple(name for (name,) in rows)


def periods_between(first: str, last: str) -> tuple[str, ...]:
    """Return the period labels from ``first`` to ``last``, both included.

    >>> periods_between("2016-11", "2017-02")
    ('2016-11', '2016-12', '2017-01', '2017-02')
    >>> periods_between("2016-Q4", "2017-Q1")
    ('2016-Q4', '2017-Q1')
    """
    frequency = _frequency_of(first)
    start, end = _ordinal(first), _ordinal(last)
    return tuple(_label(number, frequency) for number in range(start, end + 1))


def _subject(
    connection: sqlite3.Connection, name: str, issuer: str | None, resolve: Resolve | None
) -> Subject:
    wanted = compact(name)
    row = connection.execute(
        "SELECT department_id, name FROM departments WHERE department_id = ?1 OR name = ?1",
        (wanted,),
    ).fetchone()
    if row is not None:
        return Subject(id=row[0], name=row[1], label=wanted)
    held = connection.execute(
        "SELECT DISTINCT department_id FROM table_rows WHERE label = ?", (wanted,)
    ).fetchall()
    if len(held) == 1 and held[0][0] is not None:
        return Subject(id=held[0][0], label=wanted)
    found = resolve(wanted, issuer, None) if resolve is not None and not held else None
    return Subject(id=found.id, name=found.name, label=wanted) if found else Subject(label=wanted)


def _check_measure(connection: sqlite3.Connection, measure: str) -> None:
    known = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM table_columns WHERE measure = ?1)"
        " OR EXISTS (SELECT 1 FROM facts WHERE measure = ?1)"
        " OR EXISTS (SELECT 1 FROM table_columns WHERE path = ?1 OR path LIKE '%/' || ?1)",
        (measure,),
    ).fetchone()[0]
    if not known:
        there = ", ".join(measures(connection)) or "none; import bulletins first"
        raise SeriesError(f"no measure {measure!r} in the archive; there are: {there}")


def _numbers(connection: sqlite3.Connection, measure: str, subject: Subject) -> Iterable[Point]:
    """Yield every number of a subject: table cells, and facts of months without a cell."""
    cells = [
        _cell_point(connection, row, measure) for row in _cell_rows(connection, measure, subject)
    ]
    yield from cells
    if subject == Subject():
        # A number of the text without an entity may be about anything; totals come from tables.
        return
    covered = {(point.issuer, point.period) for point in cells}
    for row in _fact_rows(connection, measure, subject):
        point = _fact_point(row, measure)
        if (point.issuer, point.period) not in covered:
            yield point


def _cell_rows(
    connection: sqlite3.Connection, measure: str, subject: Subject
) -> list[tuple[object, ...]]:
    if subject.id is not None:
        whose, value = "table_rows.department_id = :value", subject.id
    elif subject.label is not None:
        whose, value = "table_rows.label = :value", subject.label
    else:
        whose, value = "table_rows.kind = 'total'", ""
    return connection.execute(
        "SELECT bulletins.period, bulletins.issuer, table_rows.department_id, departments.name,"
        " table_rows.label, cells.value,"
        " coalesce(cells.unit, table_columns.unit), cells.status, cells.probability,"
        " coalesce(annexes.title, '附件' || annexes.number), table_columns.path, cells.cell_id,"
        " bulletins.bulletin_id, bulletins.source, cells.locator"
        " FROM table_rows CROSS JOIN cells USING (row_id) JOIN table_columns USING (column_id)"
        " JOIN annex_tables ON annex_tables.table_id = table_rows.table_id"
        " JOIN annexes USING (annex_id) JOIN bulletins USING (bulletin_id)"
        " LEFT JOIN departments ON departments.department_id = table_rows.department_id"
        f" WHERE {whose} AND (table_columns.measure = :measure OR table_columns.path = :measure"
        "  OR table_columns.path LIKE '%/' || :measure)"
        " AND cells.value IS NOT NULL AND bulletins.superseded_by IS NULL"
        " ORDER BY bulletins.issuer, bulletins.period, bulletins.bulletin_id, annexes.position,"
        " annex_tables.position, table_rows.position, cells.position",
        {"value": value, "measure": measure},
    ).fetchall()


def _fact_rows(
    connection: sqlite3.Connection, measure: str, subject: Subject
) -> list[tuple[object, ...]]:
    column = "facts.department_id" if subject.id is not None else "facts.entity"
    return connection.execute(
        "SELECT coalesce(facts.period, bulletins.period), bulletins.issuer, facts.department_id,"
        " departments.name, facts.entity, facts.value, facts.unit, facts.quote,"
        " bulletins.bulletin_id, bulletins.source, facts.locator"
        " FROM facts JOIN bulletins USING (bulletin_id)"
        " LEFT JOIN departments ON departments.department_id = facts.department_id"
        f" WHERE {column} = :value AND facts.measure = :measure AND facts.kind = 'result'"
        " AND bulletins.superseded_by IS NULL"
        " ORDER BY bulletins.issuer, bulletins.period, bulletins.bulletin_id, facts.position",
        {"value": subject.id or subject.label, "measure": measure},
    ).fetchall()


def _cell_point(connection: sqlite3.Connection, row: tuple[object, ...], measure: str) -> Point:
    names = (
        "period", "issuer", "department_id", "department", "label", "value", "unit", "status",
        "probability", "annex", "column_path", "cell_id", "bulletin_id", "source", "locator",
    )  # fmt: skip
    held: dict[str, object] = dict(zip(names, row, strict=True))
    cell_id, locator = held.pop("cell_id"), held.pop("locator")
    certain = held["status"] in CERTAIN
    candidates = () if certain else _candidates(connection, cell_id)
    return Point(
        **held,  # type: ignore[arg-type]
        measure=measure,
        obs_status="A" if certain else "U",
        candidates=candidates,
        locator=json.loads(str(locator)),
    )


def _candidates(connection: sqlite3.Connection, cell_id: object) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT coalesce(measure, path) FROM cell_candidates JOIN table_columns USING (column_id)"
        " WHERE cell_id = ? ORDER BY rank",
        (cell_id,),
    )
    return tuple(path for (path,) in rows)


def _fact_point(row: tuple[object, ...], measure: str) -> Point:
    names = (
        "period", "issuer", "department_id", "department", "label", "value", "unit",
        "column_path", "bulletin_id", "source", "locator",
    )  # fmt: skip
    held: dict[str, object] = dict(zip(names, row, strict=True))
    locator = json.loads(str(held.pop("locator")))
    return Point(
        **held,  # type: ignore[arg-type]
        measure=measure,
        status="printed",
        obs_status="A",
        probability=1.0,
        locator=locator,
    )


def _choose(points: Sequence[Point], *, doubtful: bool) -> tuple[list[Point], list[Point]]:
    """Part the points into those shown and those left out; equal twins are shown once."""
    shown: dict[tuple[object, ...], Point] = {}
    dropped: list[Point] = []
    for point in points:
        if point.status == "ambiguous" and not doubtful:
            dropped.append(point)
            continue
        key = (point.issuer, point.period, point.annex, point.column_path, point.value)
        shown.setdefault(key, point)
    return list(shown.values()), dropped


def _with_gaps(
    connection: sqlite3.Connection,
    shown: Sequence[Point],
    dropped: Sequence[Point],
    since: str | None,
    until: str | None,
    frequency: Frequency,
) -> list[Point]:
    """Add a point without value for each period that has none, issuer by issuer."""
    result: list[Point] = []
    everything = sorted([*shown, *dropped], key=lambda point: (point.issuer or "", point.period))
    for issuer, group in groupby(everything, key=lambda point: point.issuer):
        own = list(group)
        first = _bound(since, frequency, last=False) or own[0].period
        last = _bound(until, frequency, last=True) or own[-1].period
        held = {
            period
            for (period,) in connection.execute(
                "SELECT DISTINCT period FROM bulletins WHERE issuer IS ? AND period IS NOT NULL",
                (issuer,),
            )
        }
        doubtful = {point.period for point in own if point in dropped}
        values = [point for point in own if point not in dropped]
        for period in periods_between(first, last):
            here = [point for point in values if point.period == period]
            result += here or [_gap(own[-1], period, period in held, period in doubtful)]
    return result


def _gap(like: Point, period: str, held: bool, doubtful: bool) -> Point:
    reason: Gap = "doubtful" if doubtful else "blank" if held else "no bulletin"
    return replace(
        like,
        period=period,
        value=None,
        status=None,
        obs_status="O" if held else "L",
        probability=None,
        gap=reason,
        annex=None,
        column_path=None,
        candidates=(),
        bulletin_id=None,
        source=None,
        locator=None,
    )


def _by_month(points: Iterable[Point]) -> Iterable[tuple[object, list[Point]]]:
    def key(point: Point) -> tuple[str, str, str]:
        return point.issuer or "", point.department_id or point.label or "", point.period

    for name, group in groupby(points, key=key):
        yield name, list(group)


def _has_frequency(period: str, frequency: Frequency) -> bool:
    return "/" not in period and len(period) <= 7 and _frequency_of(period) == frequency


def _frequency_of(period: str) -> Frequency:
    tail = period[5:]
    if not tail:
        return "year"
    return "quarter" if tail[0] == "Q" else "half" if tail[0] == "H" else "month"


def _ordinal(period: str) -> int:
    parts = _PARTS[_frequency_of(period)]
    part = int(period[5:].lstrip("QH")) if len(period) > 4 else 1
    return int(period[:4]) * parts + part - 1


def _label(number: int, frequency: Frequency) -> str:
    year, part = divmod(number, _PARTS[frequency])
    tail = {"month": f"-{part + 1:02d}", "quarter": f"-Q{part + 1}", "half": f"-H{part + 1}"}
    return f"{year:04d}{tail.get(frequency, '')}"


def _bound(month: str | None, frequency: Frequency, *, last: bool) -> str | None:
    """Return the period of length ``frequency`` in which a month (or year) lies."""
    if month is None:
        return None
    year, part = int(month[:4]), int(month[5:7]) if len(month) > 4 else 12 if last else 1
    return _label(year * _PARTS[frequency] + (part - 1) * _PARTS[frequency] // 12, frequency)


def _inside(period: str, since: str | None, until: str | None) -> bool:
    frequency = _frequency_of(period)
    first, end = _bound(since, frequency, last=False), _bound(until, frequency, last=True)
    here = _ordinal(period)
    return (first is None or here >= _ordinal(first)) and (end is None or here <= _ordinal(end))
