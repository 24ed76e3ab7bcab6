"""Changes on the month or year before against what that month's bulletin prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from db.checks.figures import ArchiveFinding, Figure, Figures, Key, finding_at, only
from db.periods import shifted
from parser.checks.changes import PERIOD_BEFORE, YEAR_BEFORE, names_two_bases
from parser.checks.rounding import agrees, decimals_in

_ABOUT_EQUAL = re.compile("持平|相当|不变|一致")
_VARIANTS = ("_previous", "_yoy", "_mom", "_change")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mismatch:
    """A printed figure that the earlier bulletin's belies."""

    figure: Figure
    earlier: Figure
    printed: float
    recomputed: float
    of: str


def check_earlier(
    figures: Figures, implied: Mapping[Key, float] | None = None
) -> Iterator[ArchiveFinding]:
    """Compare previous values and changes with the bulletin that they speak of.

    ``implied`` are figures as they would be without faults that have been told already. A
    figure from which two changes are wrong is one cause.
    """
    told: set[tuple[str, Key]] = set()
    for figure in figures.all:
        if figure.kind is None and figure.base is not None:
            found = _of_text(figure, figures, implied or {})
            if found is not None and (figure.bulletin_id, figure.key) not in told:
                told.add((figure.bulletin_id, figure.key))
                yield _finding([found])
    columns: dict[object, list[_Mismatch]] = {}
    for figure in figures.all:
        if figure.kind is not None and figure.measure.endswith(_VARIANTS):
            found = _of_table(figure, figures)
            if found is not None:
                columns.setdefault((figure.bulletin_id, figure.kind, figure.path), []).append(found)
    for group in columns.values():
        yield _finding(group)


def _of_text(figure: Figure, figures: Figures, implied: Mapping[Key, float]) -> _Mismatch | None:
    label = _earlier_period(figure.period, figure.base == "同比")
    if label is None or figure.slack == float("inf"):
        return None
    if names_two_bases(figure.quote):
        figure = replace(figure, previous=None)
    there = figures.anywhere(figure.measure, figure.whose, label)
    there = [one for one in there if one.unit == figure.unit or one.kind is not None]
    meant = [replace(one, value=implied[one.key]) for one in there if one.key in implied]
    means = [replace(figure, value=implied[figure.key])] if figure.key in implied else []
    if any(_agrees(now, one) for now in (figure, *means) for one in (*there, *meant)):
        return None
    earlier = only([one for one in there if one.kind is None]) or _of_same_table(figure, figures)
    if earlier is None or earlier.period != label:
        return None
    printed, recomputed, of = _compared(figure, earlier)
    if printed is None or recomputed is None:
        return None
    return _Mismatch(figure=figure, earlier=earlier, printed=printed, recomputed=recomputed, of=of)


def _of_same_table(figure: Figure, figures: Figures) -> Figure | None:
    """The earlier figure of a table in which this bulletin prints what its text says."""
    label = _earlier_period(figure.period, figure.base == "同比")
    tables = [
        one
        for one in figures.anywhere(figure.measure, figure.whose, figure.period)
        if one.kind is not None and one.value == figure.value
    ]
    if label is None or not tables:
        return None
    earlier = [
        one
        for table in tables
        for one in figures.of(figure.measure, figure.whose, label, table.kind)
    ]
    return only(earlier)


def _agrees(figure: Figure, earlier: Figure) -> bool:
    printed, recomputed, of = _compared(figure, earlier)
    if printed is None or recomputed is None:
        return True  # cannot be compared
    if of == "previous value":
        return abs(printed - recomputed) <= figure.slack + earlier.slack
    places = decimals_in(figure.quote, abs(printed))
    if figure.change_kind != "relative":
        slack = figure.slack + earlier.slack
        rounded = figure.unit in ("%", "‰")
        return abs(printed - recomputed) <= slack or (
            rounded and agrees(printed, recomputed, places)
        )
    edges = [
        100 * (figure.value + one - earlier.value - other) / (earlier.value + other)
        for one in (-figure.slack, figure.slack)
        for other in (-earlier.slack, earlier.slack)
        if earlier.value + other
    ]
    return not edges or (
        min(edges) <= printed <= max(edges) or any(agrees(printed, e, places) for e in edges)
    )


def _compared(figure: Figure, earlier: Figure) -> tuple[float | None, float | None, str]:
    """Return what is printed, what the earlier figure makes of it, and what it is."""
    if figure.previous is not None:
        return figure.previous, earlier.value, "previous value"
    if figure.change is None or not earlier.value or earlier.slack == float("inf"):
        return None, None, ""
    if figure.change == 0 and _ABOUT_EQUAL.search(figure.quote):
        return None, None, ""
    if figure.change_kind == "relative":
        return figure.change, 100 * (figure.value - earlier.value) / earlier.value, "change in %"
    if figure.change_kind in ("absolute", "points"):
        return figure.change, figure.value - earlier.value, "change"
    return None, None, ""


def _of_table(figure: Figure, figures: Figures) -> _Mismatch | None:
    base, _, variant = figure.measure.rpartition("_")
    words = figure.path or ""
    a_year = bool(YEAR_BEFORE.search(words))
    if a_year == bool(PERIOD_BEFORE.search(words)):
        return None  # neither is said, or both
    label = _earlier_period(figure.period, a_year)
    if label is None:
        return None
    earlier = only(figures.of(base, figure.whose, label, figure.kind))
    now = only(figures.of(base, figure.whose, figure.period, figure.kind))
    if earlier is None or earlier.value == figure.value:
        return None
    if variant == "previous":
        return _Mismatch(
            figure=figure,
            earlier=earlier,
            printed=figure.value,
            recomputed=earlier.value,
            of="previous value",
        )
    if now is None or not earlier.value or figure.unit == "个百分点":
        return None
    difference = now.value - earlier.value
    relative = 100 * difference / earlier.value
    places = len(str(figure.value).partition(".")[2])
    if agrees(abs(figure.value), abs(relative), places) or figure.value in (
        difference,
        -difference,
    ):
        return None
    if figure.unit != "%" and variant == "change":
        recomputed: float = difference
    elif figure.unit == "%" and now.unit != "%":
        recomputed = relative
    else:
        return None  # a share of what, or points: it is not said
    return _Mismatch(
        figure=figure, earlier=earlier, printed=figure.value, recomputed=recomputed, of="change"
    )


def _earlier_period(period: str, a_year: bool) -> str | None:
    return shifted(period, years=-1) if a_year else shifted(period, parts=-1)


def _finding(group: Sequence[_Mismatch]) -> ArchiveFinding:
    """Tell the mismatches of one column, or the one of the text, as one finding."""
    first = group[0]
    figure, earlier = first.figure, first.earlier
    more = f", and {len(group) - 1} more in this column" if len(group) > 1 else ""
    return finding_at(
        figure,
        code="earlier-mismatch",
        message=f"{figure.what}: the {first.of} is printed as {_shown(first.printed)}, "
        f"by the bulletin of {earlier.issued_for} it is {_shown(first.recomputed)}{more}",
        evidence={
            "of": first.of,
            "value": figure.value,
            "printed": first.printed,
            "recomputed": round(first.recomputed, 4),
            "earlier": earlier.place,
            "rows": [
                {"label": one.figure.name, "printed": one.printed, "recomputed": one.recomputed}
                for one in group
            ],
        },
        about=frozenset(key for one in group for key in (one.earlier.key, one.figure.key)),
    )


def _shown(value: float) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) and abs(value) < 1e5 else str(value)
