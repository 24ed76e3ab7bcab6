"""The figures of one issuer, through all its bulletins, as the checks compare them."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from db.periods import months_of
from parser.checks.rounding import slack_in
from parser.finding import CATALOGUE
from parser.structure.titles import without_period

Whose = str | None
"""Id of a department, else the printed name; ``None`` for the total of the whole."""

Key = tuple[str, Whose, str]
"""Measure, whose, period: what two bulletins may both print."""

_MOST_CHOICES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that a bulletin prints; ``kind`` is its table's title, ``None`` for text.

    ``slack`` is how far a rounded number may be from what it stands for, ``path`` the
    table's header. ``previous``, ``change`` and ``base`` are those of the text.
    """

    bulletin_id: str
    source: str
    issued_for: str
    measure: str
    whose: Whose
    name: str | None
    period: str
    kind: str | None
    path: str | None
    value: float | int
    unit: str | None
    slack: float
    locator: str
    row_id: int | None = None
    quote: str = ""
    previous: float | None = None
    change: float | None = None
    change_kind: str | None = None
    base: str | None = None

    @property
    def key(self) -> Key:
        """What it is a figure of."""
        return self.measure, self.whose, self.period

    @property
    def what(self) -> str:
        """Whose it is and what it measures, in words."""
        return f"{self.name}, {self.measure}" if self.name else self.measure

    @property
    def place(self) -> dict[str, object]:
        """The figure with where it stands, as evidence."""
        return {
            "source": self.source,
            "period": self.issued_for,
            "value": self.value,
            "locator": json.loads(self.locator),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFinding:
    """A finding about several bulletins, told of the one in which it shows.

    ``about`` are the figures that may be its cause, ``implied`` what a figure would be if it
    were; by these the same cause is not told again.
    """

    code: str
    message: str
    evidence: Mapping[str, object]
    bulletin_id: str
    source: str
    period: str | None
    locator: Mapping[str, object] | None = None
    about: frozenset[Key] = field(default=frozenset())
    implied: tuple[Key, float] | None = None

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise ValueError(f"finding code {self.code!r} is not in the catalogue")

    def as_json(self) -> dict[str, object]:
        """Return the public shape, with the bulletin."""
        return {
            "code": self.code,
            "severity": CATALOGUE[self.code].severity,
            "message": self.message,
            "evidence": dict(self.evidence),
            "locator": dict(self.locator) if self.locator else None,
            "source": self.source,
            "bulletin_id": self.bulletin_id,
            "period": self.period,
        }


def finding_at(
    figure: Figure,
    *,
    code: str,
    message: str,
    evidence: Mapping[str, object],
    about: frozenset[Key],
    implied: tuple[Key, float] | None = None,
) -> ArchiveFinding:
    """Return the finding that shows in ``figure``, with where it stands and what it measures."""
    return ArchiveFinding(
        code=code,
        message=message,
        evidence={"measure": figure.measure, "entity": figure.name, **evidence},
        bulletin_id=figure.bulletin_id,
        source=figure.source,
        period=figure.issued_for,
        locator=json.loads(figure.locator),
        about=about,
        implied=implied,
    )


class Figures:
    """An issuer's figures by what they are figures of."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.all = tuple(figures)
        self._by_key: dict[Key, list[Figure]] = {}
        for figure in figures:
            self._by_key.setdefault(figure.key, []).append(figure)

    def of(self, measure: str, whose: Whose, period: str, kind: str | None) -> list[Figure]:
        """Return what is printed for a period: in the text, in tables of ``kind``, anywhere.

        The first of these that prints anything; two different numbers remain two.
        """
        found = self._by_key.get((measure, whose, period), [])
        same = [figure for figure in found if figure.kind == kind]
        text = [figure for figure in found if figure.kind is None]
        if kind is None:
            return text or found
        return same

    def anywhere(self, measure: str, whose: Whose, period: str) -> list[Figure]:
        """Return everything that is printed for a period."""
        return self._by_key.get((measure, whose, period), [])


def only(figures: Sequence[Figure]) -> Figure | None:
    """Return the one figure, if all say the same number."""
    return figures[0] if len({figure.value for figure in figures}) == 1 else None


def sums(parts: Sequence[Sequence[Figure]]) -> Iterator[tuple[float, float]]:
    """Yield the sums, with their slack, of every choice of one figure a part."""
    choices = [list({figure.value: figure for figure in part}.values()) for part in parts]
    for choice in itertools.islice(itertools.product(*choices), _MOST_CHOICES):
        yield sum(figure.value for figure in choice), sum(figure.slack for figure in choice)


def gather(connection: sqlite3.Connection, issuer: str) -> Figures:
    """Read the certain figures of an issuer's counted bulletins that have a period."""
    return Figures([*_facts(connection, issuer), *_cells(connection, issuer)])


def _facts(connection: sqlite3.Connection, issuer: str) -> Iterator[Figure]:
    rows = connection.execute(
        "SELECT b.bulletin_id, b.source, b.period, f.measure, f.department_id, f.entity, f.period,"
        " f.value, f.unit, f.quote, f.previous, f.change, f.change_kind, f.base, f.locator"
        " FROM bulletins b JOIN facts f USING (bulletin_id)"
        " WHERE b.issuer = ? AND b.superseded_by IS NULL AND b.period IS NOT NULL"
        " AND f.measure IS NOT NULL AND f.kind = 'result'"
        " AND f.period IS NOT NULL"
        " ORDER BY b.period, b.bulletin_id, f.position",
        (issuer,),
    )
    for identifier, source, issued, measure, department, entity, period, *said in rows:
        value, unit, quote, previous, change, change_kind, base, locator = said
        if period is not None and months_of(period) is None:
            continue  # as of a day: no flow that adds up
        held = period
        if measure.endswith("_ytd") and "/" not in held:
            held = _since_january(held)
        yield Figure(
            bulletin_id=identifier,
            source=source,
            issued_for=issued,
            measure=measure.removesuffix("_ytd"),
            whose=department or entity,
            name=entity,
            period=held,
            kind=None,
            path=None,
            value=value,
            unit=unit,
            slack=slack_in(quote),
            locator=locator,
            quote=quote,
            previous=previous,
            change=change,
            change_kind=change_kind,
            base=base,
        )


def _cells(connection: sqlite3.Connection, issuer: str) -> Iterator[Figure]:
    rows = connection.execute(
        "SELECT b.bulletin_id, b.source, b.period, coalesce(a.title, a.number, ''),"
        " t.measure, t.path, r.kind, r.department_id, r.label, c.value,"
        " coalesce(c.unit, t.unit), c.locator, r.row_id"
        " FROM bulletins b CROSS JOIN annexes a USING (bulletin_id)"
        " CROSS JOIN annex_tables USING (annex_id)"
        " CROSS JOIN table_rows r ON r.table_id = annex_tables.table_id"
        " CROSS JOIN cells c USING (row_id) CROSS JOIN table_columns t USING (column_id)"
        " WHERE b.issuer = ? AND b.superseded_by IS NULL AND b.period IS NOT NULL"
        " AND t.measure IS NOT NULL AND c.value IS NOT NULL AND c.tick = 0"
        " AND c.status IN ('printed', 'proven', 'reviewed') AND r.kind IN ('department', 'total')"
        " ORDER BY b.period, b.bulletin_id, a.position, annex_tables.position, r.position,"
        " c.position",
        (issuer,),
    )
    for identifier, source, issued, title, measure, path, kind, department, label, *said in rows:
        value, unit, locator, row_id = said
        if not isinstance(value, int | float):
            continue
        cumulative = measure.endswith("_ytd")
        yield Figure(
            bulletin_id=identifier,
            source=source,
            issued_for=issued,
            measure=measure.removesuffix("_ytd"),
            whose=None if kind == "total" else department or label,
            name=label,
            period=_since_january(issued) if cumulative else issued,
            kind=without_period(str(title)),
            path=path,
            value=value,
            unit=unit,
            slack=0.0,
            locator=locator,
            row_id=row_id,
        )


def _since_january(period: str) -> str:
    covered = months_of(period)
    return f"{period[:4]}-01/{covered[-1]}" if covered else period
