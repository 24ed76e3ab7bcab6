"""Raised characters: marks that refer to a note, which are no part of the text, and powers.

A raised figure behind a number is never one of its digits.
"""

from __future__ import annotations

import re

_POWERS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_MARK = re.compile(r"[\s\[\]()（）【】〔〕注,，、*＊※\d０-９①-⑳]+")
_HAS_POWERS = re.compile(r"(?:[A-Za-z]|(?<!\d)10)$")


def with_raised(before: str, raised: str) -> str:
    """Return the text ``before`` with what is printed raised behind it.

    >>> [with_raised("1729", "1"), with_raised("省国土厅", "[2]"), with_raised("10 m", "2")]
    ['1729', '省国土厅', '10 m²']
    >>> with_raised("", "12"), with_raised("5月", "份")
    ('12', '5月份')
    """
    if not before.strip() or not _MARK.fullmatch(raised):
        return before + raised
    power = raised.translate(_POWERS)
    if _HAS_POWERS.search(before) and not any(char.isdecimal() for char in power):
        return before + power
    return before
