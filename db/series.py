"""Time series of a measure: one tidy row per department and month, gaps as gaps.

What is doubtful stays out unless asked for and is counted. Two different numbers for one
department and month (two annexes that count different things) are both given, never added
up and never chosen between in silence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from db.numbers import Break, Gap, Point, Subject, numbers
from db.periods import Frequency, bound, has_frequency, inside, periods_between
from db.predecessors import compose
from db.provenance import Resolve
from parser.names.edtf import months
from parser.tables.measures import assign_measures
from parser.text import compact

Note = Literal["doubtful", "undated", "other-frequency", "several", "incomplete", "overlapping"]
NOTES: dict[Note, str] = {
    "doubtful": "value(s) left out whose column, or what they count, is doubtful",
    "undated": "value(s) of bulletins whose year is unknown left out",
    "other-frequency": "value(s) for other lengths of time left out",
    "several": "month(s) with more than one number: different annexes, issuers or passages",
    "incomplete": "month(s) without a sum: not all predecessors report, or one went over in part",
    "overlapping": "month(s) in which predecessors report beside the department",
}
"""What may have to be known of a series, said after a count."""


_HELD = (
    "table_columns WHERE measure = ?",
    "facts WHERE measure = ?",
    "table_columns WHERE path = ?1 OR path LIKE '%/' || ?1",
)
"""Where the archive may have what is asked for."""


class SeriesError(ValueError):
    """A series that the archive cannot give: says what is missing and what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The points in order of subject and time, and what was left out of them."""

    points: tuple[Point, ...]
    doubtful_left_out: int = 0
    undated_left_out: int = 0
    other_frequency_left_out: int = 0
    overlapping: int = 0

    @property
    def counts(self) -> dict[Note, int]:
        """What a reader of the numbers has to know, and of how many values or months."""
        several = sum(1 for _, group in _by_month(self.points) if len(group) > 1)
        incomplete = sum(1 for point in self.points if point.gap == "incomplete")
        counted: dict[Note, int] = {
            "doubtful": self.doubtful_left_out,
            "undated": self.undated_left_out,
            "other-frequency": self.other_frequency_left_out,
            "several": several,
            "incomplete": incomplete,
            "overlapping": self.overlapping,
        }
        return {note: count for note, count in counted.items() if count}

    @property
    def notes(self) -> tuple[str, ...]:
        """The same, one sentence each."""
        return tuple(f"{count} {NOTES[note]}" for note, count in self.counts.items())


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

    ``measure`` is a word of the vocabulary (``received_total``) or a header as printed,
    here (收件总数) or elsewhere. ``issuer`` and ``annex`` are parts of names that narrow the
    choice. ``doubtful`` lets numbers in whose column, or what they count, is ambiguous.
    """
    measure = _held_measure(connection, measure)
    found: list[Point] = []
    undated = left_out = other = overlapping = 0
    for subject in subjects:
        every = [
            point
            for point in numbers(connection, measure, subject, issuer=issuer)
            if annex is None or annex in (point.annex or "")
        ]
        dated = [point for point in every if point.period]
        undated += len(every) - len(dated)
        of_length = [point for point in dated if has_frequency(point.period, frequency)]
        other += len(dated) - len(of_length)
        asked = [point for point in of_length if inside(point.period, since, until)]
        shown, dropped = _choose(asked, doubtful=doubtful)
        left_out += len(dropped)
        composed, beside = compose(shown, dropped, subject)
        overlapping += beside
        filled = _with_gaps(connection, composed, dropped, since, until, frequency)
        found += _with_breaks(filled, subject.breaks)
    return Series(
        points=tuple(found),
        doubtful_left_out=left_out,
        undated_left_out=undated,
        other_frequency_left_out=other,
        overlapping=overlapping,
    )


def subjects_of(
    connection: sqlite3.Connection,
    names: Iterable[str],
    *,
    issuer: str | None = None,
    resolve: Resolve | None = None,
    date: str | None = None,
) -> tuple[Subject, ...]:
    """Find the departments that ``names`` mean: an id, an official name, a printed name.

    ``resolve`` is asked for names that the archive itself does not tell, as names that
    ``issuer`` would print, on ``date`` if that is known.
    """
    two = connection.execute("SELECT DISTINCT issuer FROM bulletins LIMIT 2").fetchall()
    region = issuer or (two[0][0] if len(two) == 1 else None)
    return tuple(_subject(connection, name, region, resolve, date) for name in names)


def measures(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the measures that the archive has numbers of, in alphabetical order."""
    rows = connection.execute(
        "SELECT DISTINCT measure FROM table_columns WHERE measure IS NOT NULL UNION"
        " SELECT DISTINCT measure FROM facts WHERE measure IS NOT NULL ORDER BY 1"
    )
    return tuple(name for (name,) in rows)


def _subject(
    connection: sqlite3.Connection,
    name: str,
    issuer: str | None,
    resolve: Resolve | None,
    date: str | None,
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
    found = resolve(wanted, issuer, date) if resolve is not None and not held else None
    return Subject(id=found.id, name=found.name, label=wanted) if found else Subject(label=wanted)


def _held_measure(connection: sqlite3.Connection, asked: str) -> str:
    """Return the measure or header that the archive has under ``asked``, or refuse."""
    meant = assign_measures([(compact(asked),)])[0]
    for measure in (asked, *([meant] if meant else [])):
        for where in _HELD:  # one after the other: the last reads every header
            if connection.execute(f"SELECT 1 FROM {where} LIMIT 1", (measure,)).fetchone():
                return measure
    there = ", ".join(measures(connection)) or "none; import bulletins first"
    raise SeriesError(f"no measure {asked!r} in the archive; there are: {there}")


def _choose(points: Sequence[Point], *, doubtful: bool) -> tuple[list[Point], list[Point]]:
    """Part the points into those shown and those left out; equal twins are shown once."""
    shown: dict[tuple[object, ...], Point] = {}
    dropped: list[Point] = []
    for point in points:
        if point.status == "ambiguous" and not doubtful:
            dropped.append(point)
            continue
        # Where the text says a number again, it says it in other words.
        column = None if point.annex is None else point.column_path
        key = (point.issuer, point.period, point.annex, column, point.value)
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
    bulletins: dict[str | None, set[str]] = {}
    for whose in {point.issuer for point in (*shown, *dropped)}:
        bulletins[whose] = {
            period
            for (period,) in connection.execute(
                "SELECT period FROM bulletins WHERE issuer IS ? AND period IS NOT NULL", (whose,)
            )
        }
    left_out = {(point.issuer, point.period) for point in dropped}
    values: dict[tuple[str | None, str], list[Point]] = {}
    for point in shown:
        values.setdefault((point.issuer, point.period), []).append(point)
    everything = sorted([*shown, *dropped], key=lambda point: (point.issuer or "", point.period))
    for issuer, group in groupby(everything, key=lambda point: point.issuer):
        own = list(group)
        first = bound(since, frequency, last=False) or own[0].period
        last = bound(until, frequency, last=True) or own[-1].period
        held = bulletins.get(issuer, set())
        for period in periods_between(first, last):
            here = values.get((issuer, period))
            result += here or [_gap(own[-1], period, period in held, (issuer, period) in left_out)]
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
        place=None,
        parts=(),
    )


def _with_breaks(points: Sequence[Point], breaks: Sequence[Break]) -> list[Point]:
    """Mark the first number after each break, issuer by issuer.

    A break before the first number or after the last one leaves the series whole.
    """
    marked = list(points)
    for change in breaks:
        earliest = months(change.date)[0]
        seen: set[str | None] = set()
        done: set[str | None] = set()
        for place, point in enumerate(marked):
            if point.value is None or point.issuer in done:
                continue
            of_after = not change.after or point.department_id in change.after
            if months(point.period)[0] >= earliest and of_after:
                done.add(point.issuer)
                if point.issuer in seen:
                    breaks_here = (*point.breaks, change.text)
                    marked[place] = replace(point, obs_status="B", breaks=breaks_here)
            seen.add(point.issuer)
    return marked


def _by_month(points: Iterable[Point]) -> Iterable[tuple[object, list[Point]]]:
    def key(point: Point) -> tuple[str, str, str]:
        return point.issuer or "", point.department_id or point.label or "", point.period

    for name, group in groupby(points, key=key):
        yield name, list(group)
