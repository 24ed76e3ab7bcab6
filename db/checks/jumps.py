"""Figures that are ten times what the months around print: a digit too many or too few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from db.checks.figures import ArchiveFinding, Figure, Figures
from db.periods import has_frequency

_FEWEST = 4  # months around, so that there is a usual size
_MOST = 8
_STEADY = 3.0  # the largest of them over the smallest
_TEN = (7.0, 14.0)
_SMALLEST = 30  # of the usual size: small counts jump by themselves


def check_jumps(figures: Figures) -> Iterator[ArchiveFinding]:
    """Yield figures that differ from a steady surrounding by a factor of about ten.

    Several columns of one row, or most rows of a table, that jump together are one cause.
    """
    runs: dict[object, list[Figure]] = {}
    for figure in figures.all:
        if has_frequency(figure.period, "month") and figure.unit not in ("%", "‰", "分"):
            key = (figure.measure, figure.whose, figure.kind, figure.path)
            runs.setdefault(key, []).append(figure)
    jumps: dict[tuple[str, str | None], list[tuple[Figure, float]]] = {}
    for run in runs.values():
        periods = [figure.period for figure in run]
        if len(run) <= _FEWEST or len(set(periods)) < len(periods):
            continue
        for place, figure in enumerate(run):
            usual = _usual(run, place)
            if usual is not None and _is_ten_times(figure.value, usual):
                jumps.setdefault((figure.bulletin_id, figure.whose), []).append((figure, usual))
    by_bulletin: dict[str, list[list[tuple[Figure, float]]]] = {}
    for (bulletin, _), group in jumps.items():
        by_bulletin.setdefault(bulletin, []).append(group)
    for groups in by_bulletin.values():
        rows = [group for group in groups if group]
        if len(rows) > 3:
            yield _finding([jump for group in rows for jump in group])
        else:
            yield from (_finding(group) for group in rows)


def _usual(run: Sequence[Figure], place: int) -> float | None:
    """The usual size of the nearest other months, if they are steady."""
    order = sorted((n for n in range(len(run)) if n != place), key=lambda n: abs(n - place))
    around = [run[n].value for n in order[:_MOST]]
    # Another misprint nearby must not hide this one.
    kept = sorted(around)[1:-1] if len(around) > _FEWEST + 1 else sorted(around)
    if len(kept) < _FEWEST or kept[0] <= 0 or kept[-1] / kept[0] > _STEADY:
        return None
    usual = median(kept)
    # A neighbour that is as unusual speaks of a new size rather than of a misprint.
    beside = [run[n].value for n in (place - 1, place + 1) if 0 <= n < len(run)]
    return usual if all(_is_about(value, usual) for value in beside) else None


def _is_about(value: float, usual: float) -> bool:
    return usual / _STEADY <= value <= usual * _STEADY


def _is_ten_times(value: float, usual: float) -> bool:
    if value <= 0 or usual < _SMALLEST:
        return False
    return _TEN[0] <= value / usual <= _TEN[1] or _TEN[0] <= usual / value <= _TEN[1]


def _finding(group: Sequence[tuple[Figure, float]]) -> ArchiveFinding:
    figure, usual = group[0]
    who = f"{figure.name}, " if figure.name else ""
    more = f", and {len(group) - 1} more with it" if len(group) > 1 else ""
    return ArchiveFinding(
        code="factor-ten",
        message=f"{who}{figure.measure} is {figure.value} where months around have about "
        f"{usual:g}{more}",
        evidence={
            "measure": figure.measure,
            "entity": figure.name,
            "value": figure.value,
            "usual": usual,
            "figures": [one.place for one, _ in group],
        },
        bulletin_id=figure.bulletin_id,
        source=figure.source,
        period=figure.issued_for,
        locator=figure.place["locator"],  # type: ignore[arg-type]
        about=frozenset(one.key for one, _ in group),
    )
