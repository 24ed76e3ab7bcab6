"""Figures that are ten times what the months around print: a digit too many or too few."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from statistics import median

from db.checks.figures import ArchiveFinding, Figure, Figures, finding_at, only
from db.periods import has_frequency

_FEWEST = 4  # months around, so that there is a usual size
_MOST = 8
_STEADY = 3.0  # the largest of them over the smallest
_SPREAD = 1.3  # a month may lie so far outside of them
_MANY = 8  # months at least, where all of them are what a figure is held against
_FAR = 5.0  # from the largest of all, or the least
_REACH = 1.5  # with a digit less, or one more, it may lie so far outside of them
_SMALLEST = 30  # of the usual size: small counts jump by themselves


def check_jumps(connection: sqlite3.Connection, figures: Figures) -> Iterator[ArchiveFinding]:
    """Yield figures that differ from a steady surrounding by a factor of about ten.

    A figure that its own row or column bears out by a sum is none, nor is one of the text that
    a table prints too: there it is looked at. Several columns of one row, or several rows of a
    table, that jump together are one cause.
    """
    jumps: dict[tuple[str, str | None], list[tuple[Figure, float]]] = {}
    for run in _runs(figures):
        for place, figure in enumerate(run):
            around = _around(run, place)
            if around is None:
                continue
            others = [other.value for other in run if other is not figure]
            if not (_is_ten_times(figure.value, around) or _is_beyond_all(figure.value, others)):
                continue
            if not (_is_tables(figure, figures) or _is_borne_out(connection, figure)):
                jump = (figure, median(around))
                jumps.setdefault((figure.bulletin_id, figure.whose), []).append(jump)
    by_bulletin: dict[str, list[list[tuple[Figure, float]]]] = {}
    for (bulletin, _), group in jumps.items():
        by_bulletin.setdefault(bulletin, []).append(group)
    for groups in by_bulletin.values():
        rows = [group for group in groups if group]
        if len(rows) > 3:
            yield _finding([jump for group in rows for jump in group])
        else:
            yield from (_finding(group) for group in rows)


def _runs(figures: Figures) -> Iterator[list[Figure]]:
    """Yield the months of each figure in order; a month that is printed in two ways is left out."""
    runs: dict[object, dict[str, list[Figure]]] = {}
    for figure in figures.all:
        if has_frequency(figure.period, "month") and figure.unit not in ("%", "‰", "分"):
            key = (figure.measure, figure.whose, figure.kind, figure.path)
            runs.setdefault(key, {}).setdefault(figure.period, []).append(figure)
    for months in runs.values():
        run = [one for told in months.values() if (one := only(told)) is not None]
        if len(run) > _FEWEST:
            yield run


def _around(run: Sequence[Figure], place: int) -> tuple[float, ...] | None:
    """The sizes of the nearest other months, in order, if they are steady."""
    order = sorted((n for n in range(len(run)) if n != place), key=lambda n: abs(n - place))
    near = sorted(run[n].value for n in order[:_MOST])
    # Another misprint nearby must not hide this one.
    kept = near[1:-1] if len(near) > _FEWEST + 1 else near
    if len(kept) < _FEWEST or kept[0] <= 0 or kept[-1] / kept[0] > _STEADY:
        return None
    usual = median(kept)
    # A neighbour that is as unusual speaks of a new size rather than of a misprint.
    beside = [run[n].value for n in (place - 1, place + 1) if 0 <= n < len(run)]
    steady = all(usual / _STEADY <= value <= usual * _STEADY for value in beside)
    return tuple(kept) if steady and usual >= _SMALLEST else None


def _is_ten_times(value: float, around: Sequence[float]) -> bool:
    """Tell whether a digit less, or one more, would put ``value`` among those around."""
    low, high = around[0] / _SPREAD, around[-1] * _SPREAD
    too_large = value > _STEADY * high and low <= value / 10 <= high
    too_small = 0 < value < low / _STEADY and low <= value * 10 <= high
    return too_large or too_small


def _is_beyond_all(value: float, others: Sequence[float]) -> bool:
    """Tell whether ``value`` is far from all that was ever printed, but for a digit.

    One other figure may be a misprint too.
    """
    if len(others) < _MANY:
        return False
    ordered = sorted(others)
    low = ordered[0] if ordered[0] * _FAR > ordered[1] else ordered[1]
    high = ordered[-1] if ordered[-1] < ordered[-2] * _FAR else ordered[-2]
    too_large = value >= _FAR * high and value / 10 <= _REACH * high
    too_small = 0 < value <= low / _FAR and value * 10 >= low / _REACH
    return too_large or too_small


def _is_tables(figure: Figure, figures: Figures) -> bool:
    """Tell whether a figure of the text is one that a table of its bulletin prints too."""
    return figure.kind is None and any(
        other.kind is not None
        and (other.bulletin_id, other.value) == (figure.bulletin_id, figure.value)
        for other in figures.anywhere(figure.measure, figure.whose, figure.period)
    )


def _is_borne_out(connection: sqlite3.Connection, figure: Figure) -> bool:
    """Tell whether a sum over the figure's row, or its column if it is a total, holds."""
    if figure.row_id is None:
        return False
    cells = {
        place: value
        for place, value in connection.execute(
            "SELECT t.position, c.value FROM cells c JOIN table_columns t USING (column_id)"
            " WHERE c.row_id = ? AND c.tick = 0",
            (figure.row_id,),
        )
        if isinstance(value, int | float)
    }
    table_id, column = connection.execute(
        "SELECT table_id, t.position FROM table_rows JOIN table_columns t USING (table_id)"
        " WHERE row_id = ? AND t.path = ?",
        (figure.row_id, figure.path),
    ).fetchone()
    for total, parts in connection.execute(
        "SELECT total, parts FROM identities WHERE table_id = ? AND kind <> 'rate'", (table_id,)
    ):
        terms = json.loads(parts)
        if column in (total, *terms) and total in cells:
            there = [cells[one] for one in terms if one in cells]
            if there and cells[total] == sum(there):
                return True
    if figure.whose is not None:
        return False
    (summed,) = connection.execute(
        "SELECT sum(c.value) FROM table_rows r JOIN cells c USING (row_id)"
        " JOIN table_columns t USING (column_id)"
        " WHERE r.table_id = ? AND r.kind = 'department' AND t.path = ?",
        (table_id, figure.path),
    ).fetchone()
    return bool(summed == figure.value)


def _finding(group: Sequence[tuple[Figure, float]]) -> ArchiveFinding:
    figure, usual = group[0]
    more = f", and {len(group) - 1} more with it" if len(group) > 1 else ""
    return finding_at(
        figure,
        code="factor-ten",
        message=f"{figure.what} is {figure.value} where months around have about {usual:g}{more}",
        evidence={
            "column": (figure.path or "").rpartition("/")[2],
            "value": figure.value,
            "usual": usual,
            "figures": [one.place for one, _ in group],
        },
        about=frozenset(one.key for one, _ in group),
    )
