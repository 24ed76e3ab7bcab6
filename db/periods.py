"""Periods as labels: months, quarters, halves and years, counted and compared."""

from __future__ import annotations

from typing import Literal

Frequency = Literal["month", "quarter", "half", "year"]
_PARTS: dict[str, int] = {"month": 12, "quarter": 4, "half": 2, "year": 1}


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


def has_frequency(period: str, frequency: Frequency) -> bool:
    """Tell whether a label is of one period of this length."""
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


def bound(month: str | None, frequency: Frequency, *, last: bool) -> str | None:
    """Return the period of length ``frequency`` in which a month (or year) lies."""
    if month is None:
        return None
    year, part = int(month[:4]), int(month[5:7]) if len(month) > 4 else 12 if last else 1
    return _label(year * _PARTS[frequency] + (part - 1) * _PARTS[frequency] // 12, frequency)


def inside(period: str, since: str | None, until: str | None) -> bool:
    """Tell whether a period lies between two months or years, both included."""
    frequency = _frequency_of(period)
    first, end = bound(since, frequency, last=False), bound(until, frequency, last=True)
    here = _ordinal(period)
    return (first is None or here >= _ordinal(first)) and (end is None or here <= _ordinal(end))


def shifted(period: str, *, years: int = 0, parts: int = 0) -> str | None:
    """Return the period so many years and periods of its own length later.

    >>> shifted("2017-01", parts=-1), shifted("2017-Q3", years=-1)
    ('2016-12', '2016-Q3')
    >>> shifted("2017-01/2017-03", years=-1), shifted("2017-01/2017-03", parts=-1)
    ('2016-01/2016-03', None)
    """
    first, slash, last = period.partition("/")
    if slash:
        if parts or len(first) != 7:
            return None
        return f"{shifted(first, years=years)}/{shifted(last, years=years)}"
    frequency = _frequency_of(period)
    return _label(_ordinal(period) + years * _PARTS[frequency] + parts, frequency)


def months_of(period: str) -> tuple[str, ...] | None:
    """Return the months that a period covers, or ``None`` if it is one of days.

    >>> months_of("2017-Q1"), months_of("2017-03-31")
    (('2017-01', '2017-02', '2017-03'), None)
    """
    first, slash, last = period.partition("/")
    if len(first) > 7 or len(last) > 7:
        return None
    if slash:
        return periods_between(first, last) if len(first) == len(last) == 7 else None
    frequency = _frequency_of(period)
    months = 12 // _PARTS[frequency]
    start = _ordinal(period) * months
    return tuple(_label(start + n, "month") for n in range(months))
