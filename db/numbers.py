"""The numbers of an archive, one by one, as a series is made of them.

A number comes from a table's cell or from the running text; either way it keeps its place.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from db.periods import months_of

Gap = Literal["no bulletin", "blank", "doubtful", "incomplete"]
"""Why there is no number; ``incomplete``: not all departments that it is the sum of report."""

CERTAIN = frozenset({"printed", "proven", "reviewed"})

# Both ways meet a table's one column of the measure and in it the one cell of the row.
_CELL = (
    " CROSS JOIN table_columns ON table_columns.table_id = table_rows.table_id"
    " CROSS JOIN cells ON cells.column_id = table_columns.column_id"
    " AND cells.row_id = table_rows.row_id"
)
_UPWARD = (
    f"table_rows INDEXED BY {{index}}{_CELL} CROSS JOIN annex_tables"
    " ON annex_tables.table_id = table_rows.table_id"
    " CROSS JOIN annexes USING (annex_id) CROSS JOIN bulletins USING (bulletin_id)"
)
_DOWNWARD = (
    "bulletins CROSS JOIN annexes USING (bulletin_id) CROSS JOIN annex_tables USING (annex_id)"
    f" CROSS JOIN table_rows INDEXED BY {{index}} ON table_rows.table_id = annex_tables.table_id"
    f"{_CELL}"
)
_OF_ISSUERS = " AND bulletins.issuer IN (SELECT value FROM json_each(:issuers))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A change of departments; ``date`` is EDTF (``2018-10~``), ``after`` are ids."""

    date: str
    text: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What a department consisted of before ``until`` (EDTF): the ids that make it up.

    ``in_part`` names bodies of which only a part went over: then no sum can be made.
    """

    until: str
    parts: tuple[str, ...]
    in_part: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose series: a department by ``id``, else by the name that is printed.

    With neither it is the total of the whole centre. ``before`` is what it consisted of
    earlier, the latest first. ``others`` are the ids of departments whose numbers go on where
    its own end; those in ``wider`` hold more than it did.
    """

    id: str | None = None
    name: str | None = None
    label: str | None = None
    before: tuple[Composition, ...] = ()
    others: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()

    @property
    def ids(self) -> str:
        """The ids whose numbers are looked for, as JSON."""
        parts = (part for composition in self.before for part in composition.parts)
        return json.dumps(list(dict.fromkeys((self.id, *self.others, *parts))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One number of a series, or one gap (``value`` ``None``, ``gap`` says why).

    ``obs_status`` is the SDMX observation status; ``breaks`` are changes of the department
    since the point before. ``annex`` is ``None`` for a number from running text. ``parts``
    are the printed numbers that a sum of predecessors is made of, or those of them there are.
    ``place`` is the locator as JSON.
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
    place: str | None = None
    parts: tuple[Point, ...] = ()

    @property
    def locator(self) -> dict[str, object] | None:
        """Where the number stands."""
        held: dict[str, object] | None = json.loads(self.place) if self.place else None
        return held

    @property
    def is_certain(self) -> bool:
        """Tell whether neither its column nor what it counts is in doubt."""
        return self.status in CERTAIN and self.obs_status != "U"

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
            "parts": [part.as_json() for part in self.parts],
        }


def numbers(
    connection: sqlite3.Connection,
    measure: str,
    subject: Subject,
    *,
    issuer: str | None = None,
) -> Iterable[Point]:
    """Yield every number of a subject: table cells, and facts of periods without a cell.

    ``issuer`` is a part of the issuer's name. Bulletins that another one stands for are
    left out. A number of the text is as sure as it is what it counts and whose it is.
    """
    issuers = _issuers(connection, issuer)
    rows = _cell_rows(connection, measure, subject, issuers)
    cells = [_cell_point(connection, row, measure) for row in rows]
    yield from cells
    covered = {(point.issuer, point.period, _whose(point, subject)) for point in cells}
    rows = _fact_rows(connection, measure, subject, issuers)
    points = (_fact_point(row, measure) for row in rows)
    yield from (p for p in points if (p.issuer, p.period, _whose(p, subject)) not in covered)


def _whose(point: Point, subject: Subject) -> str | None:
    return None if subject.id is None else point.department_id


def _issuers(connection: sqlite3.Connection, part: str | None) -> str | None:
    """Return the issuers whose name holds ``part`` as JSON; ``None`` means all."""
    if part is None:
        return None
    rows = connection.execute(
        "SELECT DISTINCT issuer FROM bulletins WHERE instr(issuer, ?) > 0", (part,)
    )
    return json.dumps([issuer for (issuer,) in rows])


def _cell_rows(
    connection: sqlite3.Connection, measure: str, subject: Subject, issuers: str | None
) -> list[tuple[object, ...]]:
    if subject.id is not None:
        whose = "table_rows.department_id IN (SELECT value FROM json_each(:value))"
        value, index = subject.ids, "table_rows_department"
    elif subject.label is not None:
        whose, value, index = "table_rows.label = :value", subject.label, "table_rows_label"
    else:
        whose, value, index = "table_rows.kind = 'total'", "", "table_rows_total"
    way = (_UPWARD if issuers is None else _DOWNWARD).format(index=index)
    return connection.execute(
        "SELECT bulletins.period, bulletins.issuer, table_rows.department_id, departments.name,"
        " table_rows.label, cells.value,"
        " coalesce(cells.unit, table_columns.unit), cells.status, cells.probability,"
        " coalesce(annexes.title, '附件' || annexes.number), table_columns.path, cells.cell_id,"
        " bulletins.bulletin_id, bulletins.source, cells.locator"
        f" FROM {way}"
        " LEFT JOIN departments ON departments.department_id = table_rows.department_id"
        f" WHERE {whose} AND {_which(connection, measure)}"
        " AND cells.value IS NOT NULL AND bulletins.superseded_by IS NULL"
        f"{_OF_ISSUERS if issuers is not None else ''}"
        " ORDER BY bulletins.issuer, bulletins.period, bulletins.bulletin_id, annexes.position,"
        " annex_tables.position, table_rows.position, cells.position",
        {"value": value, "measure": measure, "issuers": issuers},
    ).fetchall()


def _which(connection: sqlite3.Connection, measure: str) -> str:
    """Return the condition for columns: by measure, or by the header as printed."""
    known = "SELECT 1 FROM table_columns WHERE measure = ? LIMIT 1"
    if connection.execute(known, (measure,)).fetchone():
        return "table_columns.measure = :measure"
    return "(table_columns.path = :measure OR table_columns.path LIKE '%/' || :measure)"


def _fact_rows(
    connection: sqlite3.Connection, measure: str, subject: Subject, issuers: str | None
) -> list[tuple[object, ...]]:
    # A number of the text that names nobody is the centre's own.
    whose, value = "facts.entity IS :value", subject.label
    way, which = "facts CROSS JOIN bulletins USING (bulletin_id)", "facts.measure = :measure"
    if subject.id is not None:
        whose = "facts.department_id IN (SELECT value FROM json_each(:value))"
        value = subject.ids
        way = way.replace("facts", "facts INDEXED BY facts_department", 1)
    elif issuers is not None:
        way = "bulletins CROSS JOIN facts USING (bulletin_id)"
        # The plus keeps SQLite from the index of measures: an issuer has few facts.
        whose, which = f"+{whose}", f"+{which}"
    return connection.execute(
        "SELECT facts.period, bulletins.period, bulletins.issuer,"
        " facts.department_id, departments.name, facts.entity, facts.value, facts.unit,"
        " facts.status, facts.probability, facts.quote,"
        " bulletins.bulletin_id, bulletins.source, facts.locator"
        f" FROM {way}"
        " LEFT JOIN departments ON departments.department_id = facts.department_id"
        f" WHERE {whose} AND {which} AND facts.kind = 'result'"
        " AND bulletins.superseded_by IS NULL"
        f"{_OF_ISSUERS if issuers is not None else ''}"
        " ORDER BY bulletins.issuer, bulletins.period, bulletins.bulletin_id, facts.position",
        {"value": value, "measure": measure, "issuers": issuers},
    ).fetchall()


def _cell_point(connection: sqlite3.Connection, row: tuple[object, ...], measure: str) -> Point:
    names = (
        "period", "issuer", "department_id", "department", "label", "value", "unit", "status",
        "probability", "annex", "column_path", "cell_id", "bulletin_id", "source", "place",
    )  # fmt: skip
    held: dict[str, object] = dict(zip(names, row, strict=True))
    cell_id = held.pop("cell_id")
    certain = held["status"] in CERTAIN
    candidates = () if certain else _candidates(connection, cell_id)
    return Point(
        **held,  # type: ignore[arg-type]
        measure=measure,
        obs_status="A" if certain else "U",
        candidates=candidates,
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
        "period", "issued_for", "issuer", "department_id", "department", "label", "value", "unit",
        "status", "probability", "column_path", "bulletin_id", "source", "place",
    )  # fmt: skip
    held: dict[str, object] = dict(zip(names, row, strict=True))
    issued_for = held.pop("issued_for")
    if measure.endswith("_ytd"):
        held["period"] = _until(held["period"], issued_for)
    return Point(
        **held,  # type: ignore[arg-type]
        measure=measure,
        obs_status="A" if held["status"] in CERTAIN else "U",
    )


def _until(period: object, issued_for: object) -> object:
    """The period at whose end a cumulative number stands: its bulletin's, where both end alike."""
    if not isinstance(period, str) or not isinstance(issued_for, str):
        return period
    last = (months_of(period) or (period,))[-1]
    return issued_for if last in (months_of(issued_for) or ())[-1:] else last
