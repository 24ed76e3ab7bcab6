"""Numbers as list labels print them: ``label_number(12, "chineseCounting")`` is 十二.

The formats are those of ECMA-376 part 1, 17.18.59 (ST_NumberFormat), as Word prints them.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def chinese_count(number: int, digits: str = "零" + _DIGITS[1:], units: str = "十百千") -> str:
    """Return ``number`` (0..99999999) in Chinese counting words.

    >>> [chinese_count(n) for n in (3, 10, 12, 20, 105, 110, 1003)]
    ['三', '十', '十二', '二十', '一百零五', '一百一十', '一千零三']
    """
    if number >= 10_000:
        low = number % 10_000
        gap = digits[0] if 0 < low < 1000 else ""
        rest = _below_ten_thousand(low, digits, units) if low else ""
        return chinese_count(number // 10_000, digits, units) + "万" + gap + rest
    words = _below_ten_thousand(number, digits, units)
    colloquial = units[0] == "十" and words.startswith(digits[1] + units[0])
    return words[1:] if colloquial else words


def _below_ten_thousand(number: int, digits: str, units: str) -> str:
    if number == 0:
        return digits[0]
    words, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            pending = bool(words)
            continue
        words += (digits[0] if pending else "") + digits[digit]
        words += units[place - 1] if place else ""
        pending = False
    return words


def _digitwise(number: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    letters = ""
    for value, letter in _ROMAN:
        letters += letter * (number // value)
        number %= value
    return letters


def _letter(number: int) -> str:
    if number < 1:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from_blocks(*blocks: tuple[int, int, int]) -> Callable[[int], str]:
    """Return a printer of single characters: numbers first..last stand from a code point on."""

    def printed(number: int) -> str:
        for first, last, code in blocks:
            if first <= number <= last:
                return chr(code + number - first)
        return str(number)

    return printed


def _one_of(characters: str) -> Callable[[int], str]:
    def printed(number: int) -> str:
        return characters[(number - 1) % len(characters)] if number > 0 else str(number)

    return printed


def _counting(number: int) -> str:
    # Word counts in words up to 99 and digit by digit from 100 on.
    return chinese_count(number) if number < 100 else _digitwise(number, "○" + _DIGITS[1:])


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: _digitwise(number, "０１２３４５６７８９"),
    "decimalFullWidth2": lambda number: _digitwise(number, "０１２３４５６７８９"),
    "decimalEnclosedCircle": _from_blocks((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)),
    "decimalEnclosedCircleChinese": _from_blocks(
        (1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)
    ),
    "decimalEnclosedParen": _from_blocks((1, 20, 0x2474)),
    "decimalEnclosedFullstop": _from_blocks((1, 20, 0x2488)),
    "ideographEnclosedCircle": _from_blocks((1, 10, 0x3280)),
    "numberInDash": lambda number: f"- {number} -",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "ordinal": str,
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographDigital": lambda number: _digitwise(number, "○" + _DIGITS[1:]),
    "japaneseDigitalTenThousand": lambda number: _digitwise(number, _DIGITS),
    "taiwaneseDigital": lambda number: _digitwise(number, "○" + _DIGITS[1:]),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "japaneseCounting": chinese_count,
    "chineseCountingThousand": chinese_count,
    "taiwaneseCountingThousand": chinese_count,
    "ideographLegalTraditional": lambda n: chinese_count(n, _LEGAL_TRADITIONAL, "拾佰仟"),
    "chineseLegalSimplified": lambda n: chinese_count(n, _LEGAL_SIMPLIFIED, "拾佰仟"),
    "japaneseLegal": lambda n: chinese_count(n, _LEGAL_TRADITIONAL, "拾佰仟"),
    "none": lambda number: "",
}


def label_number(number: int, number_format: str) -> str:
    """Return ``number`` in a list format; one that is not known prints as digits.

    >>> label_number(3, "chineseCounting"), label_number(2, "decimalEnclosedCircle")
    ('三', '②')
    """
    if number < 0:
        return str(number)
    return _FORMATS.get(number_format, str)(number)
