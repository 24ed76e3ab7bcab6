"""What a spreadsheet's cell shows: its value through its number format.

Formats have sections for positive, negative and zero values; each holds places for digits
(0 # ?), a decimal point, thousands separators, per cent, and literal text. What a format does
not show of a number (a dash for zero, nothing) is shown as the number: it is known, not missing.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

_SECTION = re.compile(r'((?:"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[^;"\\_*\[])*);?')
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[[^\]]*\]'
    r"|(?P<places>[0#?][0#?,]*(?:\.[0#?]*,*)?|\.[0#?]+,*)"
    r"|(?P<percent>%)|(?P<general>General)|(?P<other>.)"
)
_SHIFTED = re.compile(r'([0#,]*[0#])(?:[\\!]\.|"\.")(0+)(?=[^0#]|$)')
"""A point written between digits: 0!.0000 shows ten thousands, 0!.0, does with one decimal."""
_UNSHOWN = "¥￥$€£ "
"""Signs of money, which stand with every figure of a column, and padding."""
_DATE_PART = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|(y+|m+|d+|h+|s+)|(.)', re.IGNORECASE)


def shown_number(value: int | float, number_format: str) -> str:
    """Return ``value`` as ``number_format`` shows it.

    >>> shown_number(5854.98, '_ * #,##0.00_ ;_ * -#,##0.00_ '), shown_number(0.9987, "0.0%")
    ('5,854.98', '99.9%')
    >>> shown_number(50, '0"件"'), shown_number(0, "#,##0;;"), shown_number(7, "000")
    ('50件', '0', '007')
    """
    sections = [found.group(1) for found in _SECTION.finditer(number_format or "General")]
    sections = sections[: number_format.count(";") + 1] or ["General"]
    negative = value < 0
    if negative and len(sections) > 1:
        section, size = sections[1], abs(value)
    elif value == 0 and len(sections) > 2:
        section, size = sections[2], value
    else:
        section, size = sections[0], abs(value)
    text = _in_section(size, section)
    if text is None:
        return _general(value)
    return f"-{text}" if negative and not text.startswith(("-", "(")) else text


def _in_section(size: int | float, section: str) -> str | None:
    """Return a value as one section shows it; None where that is not known here."""
    parts: list[str] = []
    places = None
    percent = section.count("%")
    shifted = _SHIFTED.search(section)
    if shifted:
        section = section.replace(shifted[0], f"{shifted[1]}.{shifted[2]}")
    for token in _TOKEN.finditer(section):
        if token["places"] is not None or token["general"]:
            if places is not None:
                return None  # a fraction, or figures in groups
            places = token["places"] or ""
            parts.append("\0")
        elif token["percent"]:
            parts.append("%")
        elif token["other"]:
            if token["other"] not in "-+()/:" + _UNSHOWN and token["other"].isascii():
                return None  # a power, a date
            parts.append(token["other"])
        else:
            parts.append(token["quoted"] or token["escaped"] or "")
    if places is None:
        return None
    thousands = len(places) - len(places.rstrip(","))
    power = 2 * percent - 3 * thousands - (len(shifted[2]) if shifted else 0)
    figure = _general(size) if not places else _in_places(size, places.rstrip(","), power)
    shown = "".join(parts).strip().lstrip(_UNSHOWN).replace("\0", figure)
    return shown.strip()


def _in_places(size: int | float, places: str, power: int) -> str:
    """Return ``size`` times ten to the ``power`` with the digits that ``places`` ask for."""
    whole, _, decimals = places.partition(".")
    exact = Decimal(repr(size)).scaleb(power)
    exact = exact.quantize(Decimal(1).scaleb(-len(decimals)), rounding=ROUND_HALF_UP)
    digits, _, fraction = f"{exact:f}".partition(".")
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and fraction.endswith("0"):
        fraction, optional = fraction[:-1], optional - 1
    digits = digits.zfill(whole.count("0"))
    if "," in whole:
        digits = f"{int(digits):,}"
    return f"{digits}.{fraction}" if fraction else digits


def _general(value: int | float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.12g}"


def shown_date(value: datetime.datetime | datetime.date, number_format: str) -> str:
    """Return a day as ``number_format`` shows it; with a time of day, as ISO writes it.

    >>> shown_date(datetime.date(2023, 5, 1), "yyyy/m/d")
    '2023/5/1'
    >>> shown_date(datetime.date(2023, 5, 1), 'yyyy"年"m"月"')
    '2023年5月'
    """
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return str(value)
    shown = []
    for quoted, escaped, part, other in _DATE_PART.findall(number_format.partition(";")[0]):
        unit = part[:1].lower()
        if unit == "y":
            shown.append(f"{value.year:04d}" if len(part) > 2 else f"{value.year % 100:02d}")
        elif unit in ("m", "d") and len(part) < 3:
            number = value.month if unit == "m" else value.day
            shown.append(f"{number:0{len(part)}d}")
        elif part:
            break
        else:
            shown.append(quoted or escaped or other)
    else:
        if "yyyy" in number_format.lower() or "月" in number_format:
            return "".join(shown).strip("@ ")
    return (value.date() if isinstance(value, datetime.datetime) else value).isoformat()
