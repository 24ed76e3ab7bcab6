"""Dates of the register: EDTF level 0 and 1 as far as years and months go.

``2018``, ``2018-10``, ``2018-10-23``, the approximate ``2018~`` and ``2018-10~``; and as the
time of a bulletin also its period's label: ``2017-Q1``, ``2017-H2``, ``2017-01/2017-03``.
"""

from __future__ import annotations

import re
from functools import lru_cache

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~)?\Z")
_PART = re.compile(r"(\d{4})-(Q(?=[1-4]\Z)|H(?=[12]\Z))(\d)\Z")
_YEAR_TOLERANCE = 12
_MONTH_TOLERANCE = 2


@lru_cache(maxsize=4096)
def months(date: str) -> tuple[int, int]:
    """Return the first and last month that ``date`` may mean, counted from the year 0.

    An approximate month may lie two months off, an approximate year twelve.
    Raises ValueError for anything else than the forms above.

    >>> months("2018") == (2018 * 12, 2018 * 12 + 11)
    True
    >>> months("2018-10~") == (2018 * 12 + 7, 2018 * 12 + 11)
    True
    """
    first_part, slash, last_part = date.partition("/")
    if slash:
        return months(first_part)[0], months(last_part)[1]
    part = _PART.match(date)
    if part is not None:
        size = 3 if part[2] == "Q" else 6
        start = int(part[1]) * 12 + (int(part[3]) - 1) * size
        return start, start + size - 1
    found = _DATE.match(date)
    if found is None:
        raise ValueError(f"{date!r} is no date such as 2018, 2018-10, 2018-10-23 or 2018-10~")
    year, month, day, about = found.groups()
    if (month is not None and not 1 <= int(month) <= 12) or (
        day is not None and not 1 <= int(day) <= 31
    ):
        raise ValueError(f"{date!r} has no such month or day")
    if month is None:
        first, last, tolerance = int(year) * 12, int(year) * 12 + 11, _YEAR_TOLERANCE
    else:
        first = last = int(year) * 12 + int(month) - 1
        tolerance = _MONTH_TOLERANCE
    return (first - tolerance, last + tolerance) if about else (first, last)


@lru_cache(maxsize=65536)
def may_hold(date: str, start: str | None, end: str | None) -> bool:
    """Tell whether ``date`` may lie between ``start`` and ``end`` (``None`` is open).

    >>> may_hold("2017-03", "2013", "2018-10~"), may_hold("2019-03", "2013", "2018-10~")
    (True, False)
    """
    first, last = months(date)
    return (start is None or last >= months(start)[0]) and (end is None or first <= months(end)[1])


@lru_cache(maxsize=65536)
def is_before(date: str, start: str | None) -> bool:
    """Tell whether ``date`` certainly lies before ``start`` (``None`` is open).

    >>> is_before("2010-06", "2018-10~"), is_before("2018-09", "2018-10~")
    (True, False)
    """
    return start is not None and months(date)[1] < months(start)[0]
