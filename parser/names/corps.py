"""新疆生产建设兵团, a province of its own in all but GB/T 2260, which has no code for it.

Its code here is the 660000 of social insurance and budget statistics. A division (第八师) is one
body with the city that it governs (石河子市), where there is one, and goes by the city's code.
The cities are those of the yearly lists; which division governs which (师市合一) says each
city's own site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

CORPS = ("660000", "新疆生产建设兵团", "兵团")
_DIGITS = "一二三四五六七八九十"
_CITIES = {
    1: "659002",
    2: "659006",
    3: "659003",
    4: "659008",
    5: "659007",
    6: "659004",
    7: "659010",
    8: "659001",
    9: "659012",
    10: "659005",
    13: "659011",
    14: "659009",
}
_WITHOUT_CITY = (11, 12)


def _numeral(division: int) -> str:
    return _DIGITS[division - 1] if division <= 10 else "十" + _DIGITS[division - 11]


def divisions() -> Iterator[tuple[str, str, str]]:
    """Yield code, name and short name of the divisions that govern no city.

    >>> next(divisions())
    ('661100', '第十一师', '十一师')
    """
    for division in _WITHOUT_CITY:
        yield f"66{division}00", f"第{_numeral(division)}师", f"{_numeral(division)}师"


def division_names(cities: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names of the divisions that govern a city, each with the city's code.

    ``cities`` are names by code.

    >>> list(division_names({"659001": "石河子市"}))[1]
    ('八师石河子市', '659001')
    """
    for division, code in _CITIES.items():
        city = cities.get(code)
        for name in (f"{_numeral(division)}师", f"第{_numeral(division)}师"):
            if city is not None:
                yield from ((name, code), (name + city, code), (CORPS[2] + name, code))
