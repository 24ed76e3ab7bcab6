"""Cumulative figures against the months that they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.checks.figures import ArchiveFinding, Figure, Figures, finding_at, only, sums
from db.periods import months_of

_NOT_SUMMED = ("_rate", "_share", "_score", "_rank", "_days", "_average", "_index", "_previous")
_UNITS = frozenset({"%", "‰", "分", "天", "名", "位", "个百分点"})


def check_cumulative(figures: Figures) -> Iterator[ArchiveFinding]:
    """Compare every figure of several months with the sum of those months.

    All months must be there. Once the sum is off by some amount it stays off until the year
    ends; only where the amount changes a new cause is told.
    """
    off: dict[object, float] = {}
    cumulative = sorted(
        (figure for figure in figures.all if _is_sum(figure)), key=lambda figure: figure.period[8:]
    )
    for figure in cumulative:
        months = months_of(figure.period) or ()
        parts = [figures.of(figure.measure, figure.whose, month, figure.kind) for month in months]
        if not all(parts):
            continue
        chain = (figure.measure, figure.whose, figure.kind, months[0])
        everything = [figures.anywhere(figure.measure, figure.whose, month) for month in months]
        options = [*sums(parts), *(sums(everything) if figure.kind is None else ())]
        if any(abs(figure.value - total) <= slack + figure.slack for total, slack in options):
            off.pop(chain, None)
            continue
        single = [one for one in map(only, parts) if one is not None]
        if len(single) < len(parts) or any(one.bulletin_id == "" for one in single):
            continue
        total = sum(one.value for one in single)
        difference = round(figure.value - total, 6)
        if off.get(chain) != difference:
            yield _finding(figure, single, total)
        off[chain] = difference


def _is_sum(figure: Figure) -> bool:
    months = months_of(figure.period)
    return (
        months is not None
        and len(months) > 1
        and figure.unit not in _UNITS
        and not figure.measure.endswith(_NOT_SUMMED)
    )


def _finding(figure: Figure, months: Sequence[Figure], total: float) -> ArchiveFinding:
    terms = " + ".join(f"{month.value}" for month in months)
    return finding_at(
        figure,
        code="cumulative-mismatch",
        message=f"{figure.what} {figure.period} is printed as {figure.value}, "
        f"the months say {terms} = {total}",
        evidence={
            "printed": figure.value,
            "recomputed": total,
            "difference": round(figure.value - total, 6),
            "months": [month.place for month in months],
        },
        about=frozenset({figure.key, months[-1].key}),
        implied=(months[-1].key, months[-1].value + figure.value - total),
    )
