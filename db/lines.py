"""A series as it is drawn: one line a department, issuer and annex, with what doubt leaves open."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from db.numbers import CERTAIN, Point

Range = tuple[float, float]

_TIME = re.compile(
    r"(\d{2,4}年度?)|(\d{1,2}([至—-]\d{1,2})?月份?)|(第?[一二三四1-4]季度)|([上下]半年)|(全年)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Points of one line in order of time; ``ranges`` are those of doubtful points."""

    name: str
    points: tuple[Point, ...]
    ranges: tuple[Range | None, ...]


def lines_of(
    points: Iterable[Point], connection: sqlite3.Connection | None = None, *, total: str = "合计"
) -> tuple[Line, ...]:
    """Part points into lines; with ``connection`` doubtful ones get their candidate range.

    A gap belongs to every annex of its department. Annexes part lines only where a period has
    more than one number. What one annex, or the text, gives several numbers for is one doubtful
    point, whose range holds them all.
    """
    held = list(points)
    issuers = {point.issuer for point in held}
    found: list[Line] = []
    for (issuer, name), group in groupby(sorted(held, key=_whose), key=_whose):
        own = sorted(group, key=lambda point: point.period)
        for annex in _annexes(own):
            parts = [name or total, *([issuer] if len(issuers) > 1 else [])]
            parts += [annex] if annex else []
            line = tuple(
                p for p in own if p.value is None or annex is None or table_name(p.annex) == annex
            )
            drawn = [_one(list(of), connection) for _, of in groupby(line, key=_period)]
            found.append(
                Line(
                    name=" ".join(filter(None, parts)),
                    points=tuple(point for point, _ in drawn),
                    ranges=tuple(span for _, span in drawn),
                )
            )
    return tuple(found)


def _one(
    points: Sequence[Point], connection: sqlite3.Connection | None
) -> tuple[Point, Range | None]:
    """Return the point of one period: of several numbers the first, and how far they reach."""
    first = points[0]
    if len(points) == 1:
        return first, candidate_range(connection, first)
    values = [float(point.value) for point in points if point.value is not None]
    return replace(first, obs_status="U"), (min(values), max(values))


def _annexes(points: Iterable[Point]) -> tuple[str | None, ...]:
    """Return the annexes that need a line each: ``None`` for all, if no period has two numbers."""
    periods = [point.period for point in points if point.value is not None]
    if len(set(periods)) == len(periods):
        return (None,)
    return tuple(sorted({table_name(p.annex) for p in points if p.value is not None}))


def table_name(title: str | None) -> str:
    """Return an annex's title without the time in it, the same for every month.

    >>> table_name("3月份省政务服务中心部门办件统计表")
    '省政务服务中心部门办件统计表'
    """
    return _TIME.sub("", title or "").strip()


def _period(point: Point) -> str:
    return point.period


def _whose(point: Point) -> tuple[str, str]:
    return point.issuer or "", point.department or point.label or ""


_RANGE = (
    "SELECT min(other.value), max(other.value) FROM annexes"
    " CROSS JOIN annex_tables USING (annex_id)"
    " CROSS JOIN table_rows ON table_rows.label = :label"
    "  AND table_rows.table_id = annex_tables.table_id"
    " CROSS JOIN cells AS own ON own.row_id = table_rows.row_id AND own.locator = :locator"
    " CROSS JOIN cells AS other ON other.row_id = table_rows.row_id"
    " CROSS JOIN cell_candidates ON cell_candidates.cell_id = other.cell_id"
    "  AND cell_candidates.column_id = own.column_id"
    " WHERE annexes.bulletin_id = :bulletin AND typeof(other.value) IN ('integer', 'real')"
)


def candidate_range(connection: sqlite3.Connection | None, point: Point) -> Range | None:
    """Return the least and largest value of the row that may stand in a doubtful point's column.

    For a sum it is the sum of what its parts may be.
    """
    if connection is None or point.value is None or point.status in CERTAIN:
        return None
    if point.parts:
        spans = [
            candidate_range(connection, part) or (float(part.value or 0), float(part.value or 0))
            for part in point.parts
        ]
        return sum(low for low, _ in spans), sum(high for _, high in spans)
    low, high = connection.execute(
        _RANGE, {"label": point.label, "locator": point.place, "bulletin": point.bulletin_id}
    ).fetchone()
    if low is None:
        return None
    return float(min(low, point.value)), float(max(high, point.value))
