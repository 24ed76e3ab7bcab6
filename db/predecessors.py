"""What a department's numbers were before it was formed: sums of its predecessors'.

A sum is made only where all predecessors report a number of the same table and column; else
the month is a gap that tells which of them do. The first number of another composition is
marked as a break by :mod:`db.series`, so that nothing is spliced in silence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from db.numbers import Composition, Point, Subject
from parser.names.edtf import months

_STATUSES = ("reviewed", "printed", "proven", "inferred", "ambiguous")
_NOT_ADDITIVE_UNITS = frozenset({"%", "‰", "分", "天", "√", "个百分点", "名", "位"})
_NOT_ADDITIVE = ("_rate", "_share", "_score", "_rank", "_days", "_average", "_index")

_Key = tuple[str | None, str | None, str | None]
_Held = dict[str | None, list[Point]]


def compose(
    shown: Sequence[Point], dropped: Sequence[Point], subject: Subject
) -> tuple[list[Point], int]:
    """Return one composition's numbers a month, and in how many months others report too.

    ``dropped`` are numbers that are left out for doubt: a sum that needs one is a gap.
    """
    if not subject.before and not subject.others:
        return list(shown), 0
    result: list[Point] = []
    overlapping = 0
    doubtful = {(point.issuer, point.period, point.department_id) for point in dropped}
    for issuer, of_issuer in groupby(sorted(shown, key=_issuer), key=_issuer):
        points = list(of_issuer)
        absent = _absent([*points, *(p for p in dropped if _issuer(p) == issuer)], subject)
        for _, of_period in groupby(sorted(points, key=_period), key=_period):
            held: _Held = {}
            for point in of_period:
                held.setdefault(point.department_id, []).append(point)
            here = _Month(subject, held, absent, doubtful)
            result += here.points()
            overlapping += here.overlaps()
    return result, overlapping


def _issuer(point: Point) -> str:
    return point.issuer or ""


def _period(point: Point) -> str:
    return point.period


def _absent(points: Sequence[Point], subject: Subject) -> frozenset[str]:
    """Return the bodies taken in of which the issuer never reports anything.

    A department that took one in was there before, and its own numbers stand. (Where a
    department was formed of several, one that never reports is missing from every sum.)
    """
    there = {point.department_id for point in points}
    taken_in = [c.parts for c in subject.before if subject.id in c.parts]
    return frozenset(part for parts in taken_in for part in parts if part not in there)


class _Month:
    """The numbers of one issuer and period by department."""

    def __init__(
        self,
        subject: Subject,
        held: _Held,
        absent: frozenset[str],
        doubtful: set[tuple[str | None, str, str | None]],
    ) -> None:
        self.subject = subject
        self.held = held
        self.absent = absent
        self.doubtful = doubtful
        any_point = next(iter(held.values()))[0]
        self.issuer, self.period = any_point.issuer, any_point.period

    def points(self) -> Iterator[Point]:
        """Yield the numbers of the composition that holds in this month."""
        chosen = self._composition()
        parts = tuple(part for part in chosen.parts if part not in self.absent)
        if len(parts) == 1 and not chosen.in_part:
            if parts[0] in self.held:
                yield from self.held[parts[0]]
            elif parts[0] == self.subject.id:
                yield from self._successors()
            return
        sums = [] if chosen.in_part else list(self._sums(parts))
        yield from sums or [self._incomplete(parts)]

    def overlaps(self) -> bool:
        """Tell whether predecessors report beside the department that they went into."""
        predecessors = {part for c in self.subject.before for part in c.parts} - {self.subject.id}
        taken_in = {p for c in self.subject.before if self.subject.id in c.parts for p in c.parts}
        chosen = set(self._composition().parts)
        return bool((predecessors - taken_in - chosen) & self.held.keys())

    def _composition(self) -> Composition:
        """The department itself, or what it consisted of: by date, and by who reports."""
        own = Composition(until="", parts=(self.subject.id or "",))
        last = months(self.period)[1]
        for earlier in self.subject.before:
            replaced = self.subject.id in own.parts and self.subject.id not in earlier.parts
            if replaced and self.subject.id in self.held:
                break  # it reports: it has been formed, whatever the date says
            certainly = last < months(earlier.until)[0]
            reported = [part for part in own.parts if part in self.held]
            if certainly or (not reported and all(part in self.held for part in earlier.parts)):
                own = earlier
        return own

    def _successors(self) -> Iterator[Point]:
        for one in self.subject.others:
            if one not in self.held:
                continue
            for point in self.held[one]:
                wider = one in self.subject.wider and point.obs_status == "A"
                yield replace(point, obs_status="K") if wider else point
            return

    def _sums(self, parts: tuple[str, ...]) -> Iterator[Point]:
        """Yield one sum for each table and column in which every part has one number."""
        tables: dict[_Key, dict[str, list[Point]]] = {}
        for part in parts:
            for point in self.held.get(part, ()):
                key = (point.bulletin_id, point.annex, point.column_path if point.annex else None)
                tables.setdefault(key, {}).setdefault(part, []).append(point)
        for by_part in tables.values():
            found = [by_part.get(part, []) for part in parts]
            units = {point.unit for points in found for point in points}
            if all(len(points) == 1 for points in found) and len(units) == 1:
                points = [points[0] for points in found]
                if all(_is_additive(point) for point in points):
                    yield _sum(points)

    def _incomplete(self, parts: tuple[str, ...]) -> Point:
        there = tuple(point for part in parts for point in self.held.get(part, ()))
        like = there[0] if there else next(iter(self.held.values()))[0]
        left_out = [p for p in parts if (self.issuer, self.period, p) in self.doubtful]
        reported = all(part in self.held or part in left_out for part in parts)
        return replace(
            like,
            department_id="+".join(parts),
            department=None,
            label=" + ".join(dict.fromkeys(p.department or p.label or "" for p in there)),
            value=None,
            status=None,
            obs_status="O",
            probability=None,
            gap="doubtful" if left_out and reported else "incomplete",
            annex=None,
            column_path=None,
            candidates=(),
            bulletin_id=None,
            source=None,
            place=None,
            parts=there,
        )


def _is_additive(point: Point) -> bool:
    return (
        isinstance(point.value, int | float)
        and point.unit not in _NOT_ADDITIVE_UNITS
        and not point.measure.endswith(_NOT_ADDITIVE)
    )


def _sum(points: Sequence[Point]) -> Point:
    """Add up numbers of one table and column; no surer than the least sure of them."""
    statuses = [point.status or "ambiguous" for point in points]
    names = [point.department or point.label or "" for point in points]
    return replace(
        points[0],
        department_id="+".join(point.department_id or "" for point in points),
        department=" + ".join(names),
        label=" + ".join(point.label or "" for point in points),
        value=sum(point.value or 0 for point in points),
        status=max(statuses, key=_STATUSES.index),
        obs_status="U" if any(point.obs_status == "U" for point in points) else "A",
        probability=math.prod(point.probability or 0.0 for point in points),
        candidates=(),
        place=None,
        parts=tuple(points),
    )
