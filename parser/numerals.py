"""Printed numbers to values: digits of either width, separators, %, 万/亿, Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parser.text import compact, fold_width

_SCALE = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = {"万": 10_000, "亿": 100_000_000}
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "○": 0,
}
_APART = re.compile(r"\d\s+\d")
_GROUPED = re.compile(r"[+\-−－]?\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?\s*[%‰]?")
_NUMBER = re.compile(
    r"(?P<sign>[-+−－]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<myriad>[万亿]?)(?P<unit>[%‰]|个百分点)?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a value with its unit: ``12.3%`` is 12.3 with unit ``%``."""

    value: int | float
    unit: str | None


def holds_several(raw: str) -> bool:
    r"""Tell whether a text holds digits apart from others: several numbers, not one.

    Three digits after one space each are a thousand's group; after a line end they are not.

    >>> [holds_several(text) for text in ("12 34", "12\n345", "1 234", "1 2 %", "12 %")]
    [True, True, False, True, False]
    """
    text = fold_width(raw).strip()
    return _APART.search(text) is not None and _GROUPED.fullmatch(text) is None


def read_number(raw: str) -> Number | None:
    """Read a cell's whole text as one number, or return ``None``.

    >>> read_number("１,２３４")
    Number(value=1234, unit=None)
    >>> read_number("12.3％")
    Number(value=12.3, unit='%')
    >>> read_number("18万")
    Number(value=180000, unit=None)
    >>> read_number("12 34") is None
    True
    """
    if holds_several(raw):
        return None
    match = _NUMBER.fullmatch(compact(fold_width(raw)))
    if match is None:
        return None
    digits = match["digits"].replace(",", "")
    value: int | float = float(digits + match["fraction"]) if match["fraction"] else int(digits)
    if match["myriad"]:
        scaled = value * _MYRIAD[match["myriad"]]
        value = round(scaled) if abs(scaled - round(scaled)) < 1e-6 else scaled
    if match["sign"] and match["sign"] != "+":
        value = -value
    return Number(value, match["unit"])


def chinese_numeral(text: str) -> int | None:
    """Read a Chinese numeral (二十三, 一百零五, 二〇一七), or return ``None``.

    >>> [chinese_numeral(text) for text in ("十", "二十三", "一百零五", "二〇一七", "三万二千")]
    [10, 23, 105, 2017, 32000]
    >>> chinese_numeral("主要") is None
    True
    """
    if not text or any(c not in _DIGITS and c not in _SCALE and c not in _MYRIAD for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SCALE:
            section += (1 if digit is None else digit) * _SCALE[character]
            digit = None
        else:
            total = (total + section + (digit or 0)) * _MYRIAD[character]
            section, digit = 0, None
    return total + section + (digit or 0)
