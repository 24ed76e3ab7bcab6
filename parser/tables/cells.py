"""What one printed cell says: a number, a tick, a marker of absence, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from parser.numerals import chinese_numeral, holds_several, read_number
from parser.table import Value
from parser.text import compact, fold_width

Kind = Literal["number", "several", "tick", "unchanged", "absent", "text", "blank"]

FIGURES: frozenset[Kind] = frozenset(("number", "several", "tick"))
"""The kinds of cells that count something, a tick among them."""

TICKS = frozenset("√✓✔☑✅∨是")
ABSENT = frozenset(("/", "\\", "-", "--", "---", "—", "——", "–", "−", "~", "*"))
ABSENT_WORDS = frozenset(("无", "无数据", "暂无", "暂无数据", "未开展", "不涉及", "N/A", "n/a"))

UNCHANGED = frozenset(
    ("持平", "基本持平", "与上月持平", "与上年持平", "同比持平", "环比持平", "无变化", "不变")
)
"""Words in place of a change's figure; they are no names, wherever they stand."""

_UNITS = (
    "件次|人次|万件|万元|亿元|个工作日|工作日|个百分点|小时|分钟"
    "|件|个|次|人|分|天|条|宗|项|户|家|元|秒|张|篇|封"
)
_WITH_UNIT = re.compile(rf"(?P<number>.*?\d)(?P<myriad>万?)(?P<unit>{_UNITS})")
# Several figures in one cell: 3.25(3.76), 120/118. None of them alone is the cell's value.
_SEVERAL = re.compile(r"\d[\d,.]*%?(?:[(/、;]\d[\d,.]*%?[)]?)+")
# A figure in brackets may be one below nought, or beside another: it has no value either.
_IN_BRACKETS = re.compile(r"[(]\d[\d,.]*%?[)]")
_RANK = re.compile(r"(?:并列)?第(?P<rank>\d{1,3}|[一二三四五六七八九十]{1,3})[名位]")
_ARROWS = {"↑": 1, "▲": 1, "↓": -1, "▼": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A cell's kind, its value where it has one, and the unit printed with it.

    ``several`` figures in one cell have no value: it would be a choice among them.
    """

    kind: Kind
    value: Value | None = None
    unit: str | None = None


def read_cell(raw: str) -> Reading:
    """Read a printed cell.

    >>> read_cell("1,234").value, read_cell("98.5%").unit, read_cell("√").value
    (1234, '%', True)
    >>> read_cell("并列第2名").value, read_cell("持平").kind
    (2, 'unchanged')
    >>> read_cell("12件")
    Reading(kind='number', value=12, unit='件')
    >>> [read_cell(raw).kind for raw in ("", "/", "无数据", "0", "3.25(3.76)", "省发改委")]
    ['blank', 'absent', 'absent', 'number', 'several', 'text']
    """
    text = compact(fold_width(raw))
    if not text:
        return Reading(kind="blank")
    if text in ABSENT or text in ABSENT_WORDS:
        return Reading(kind="absent")
    if text in UNCHANGED:
        return Reading(kind="unchanged")
    if len(text) > 40 or holds_several(raw):
        return Reading(kind="text")
    if all(character in TICKS for character in text) and len(set(text)) == 1:
        return Reading(kind="tick", value=True) if len(text) == 1 else Reading(kind="text")
    sign = _ARROWS.get(text[0], 0)
    bare = text[1:] if sign else text
    number = read_number(bare)
    if number is not None:
        value = number.value * sign if sign else number.value
        return Reading(kind="number", value=value, unit=number.unit)
    if _SEVERAL.fullmatch(bare) or _IN_BRACKETS.fullmatch(bare):
        return Reading(kind="several")
    rank = _RANK.fullmatch(text)
    if rank is not None:
        own = rank["rank"]
        order = int(own) if own.isdecimal() else chinese_numeral(own)
        return Reading(kind="text" if order is None else "number", value=order)
    match = _WITH_UNIT.fullmatch(bare)
    if match is None:
        return Reading(kind="text")
    number = read_number(match["number"] + match["myriad"])
    if number is None or number.unit is not None:
        return Reading(kind="text")
    return Reading(
        kind="number", value=number.value * sign if sign else number.value, unit=match["unit"]
    )


def is_value(raw: str) -> bool:
    """Tell whether a cell holds figures, a tick or a marker of absence, rather than words."""
    return read_cell(raw).kind not in ("text", "blank")


def is_absent(raw: str) -> bool:
    """Tell whether a cell holds a marker of absence (``/``, ``—``, 无数据)."""
    return read_cell(raw).kind == "absent"


def sequence_number(raw: str) -> int | None:
    """Return the plain whole number that a 序号 cell holds (``3``, ``3.``, ``3、``).

    >>> sequence_number("12"), sequence_number("3、"), sequence_number("12%")
    (12, 3, None)
    """
    text = compact(fold_width(raw)).rstrip(".、")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


SlotKind = Literal["blank", "text", "integer", "value"]


def slot_kind(raw: str) -> SlotKind:
    """Return ``blank``, ``text``, ``value``, or ``integer`` for what may be a row's number.

    >>> slot_kind("3"), slot_kind("98%"), slot_kind("/"), slot_kind("甲局")
    ('integer', 'value', 'value', 'text')
    """
    if sequence_number(raw) is not None:
        return "integer"
    kind = read_cell(raw).kind
    return kind if kind in ("blank", "text") else "value"


_GROUP_NUMBER = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}[)、.]?|[(]\d{1,3}[)]|[A-Z]?\d{1,2}(?:[-.]\d{1,2}){0,2}"
)


def row_number(raw: str) -> bool:
    """Tell whether a cell under 序号 holds a number of any form (``3``, ``一``, ``(二)``, ``1.2``).

    >>> row_number("3"), row_number("(二)"), row_number("1-2"), row_number("合计")
    (True, True, True, False)
    """
    text = compact(fold_width(raw))
    return sequence_number(raw) is not None or bool(_GROUP_NUMBER.fullmatch(text))
