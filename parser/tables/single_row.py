"""A table of one row of figures in a stack of cells: as many names, then as many figures.

    咨询            咨询
    投诉            数量
    12              12
    7               7

Left a row without name (two names, two figures), right one whose name stands between them
beneath a corner. Nothing but the count bears such a table out: it must be exact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.structure.headings import read_heading
from parser.tables.cells import FIGURES, read_cell
from parser.tables.flat import Slot
from parser.tables.periodic import Records
from parser.tables.row_words import plain_word

_LEAST = 3
_ROW_NAME = re.compile(
    r".{0,6}(?:数量|件数|数|量|占比|比例|比重|比率|百分比|[合总共]计|[上本当]月|累计|率|得分)"
    r"(?:[(].{1,8}[)])?"
)
_CAPTION = re.compile(r"^[图表]\d|表\d?$|^表[一二三四五六七八九十]|(?:情况|统计|一览|分布)表?$")


def find_single(slots: Sequence[Slot]) -> Records | None:
    """Return the header and the one row of a stack, or ``None`` where it is no such table.

    Above the header a caption may stand, below the figures headings and captions.
    """
    kinds = [read_cell(slot.text).kind for slot in slots]
    begin = next((i for i, kind in enumerate(kinds) if kind in FIGURES), 0)
    end = next((i for i in range(begin, len(kinds)) if kinds[i] not in FIGURES), len(kinds))
    count = end - begin
    if count < _LEAST or begin < count or not all(map(_is_beside, slots[end:])):
        return None
    words = [slot for slot in slots[:begin] if slot.text]
    above = len(words)
    while above > count and any(_is_beside(slot) for slot in words[:1]):
        words = words[1:]
        above -= 1
    if any(read_cell(slot.text).kind != "text" for slot in words):
        return None
    figures = tuple(slots[begin:end])
    if len(words) == count and len({slot.text for slot in words}) == count:
        header, row = tuple(words), figures
    elif len(words) == count + 2 and _ROW_NAME.fullmatch(plain_word(words[-1].text)):
        header, row = tuple(words[:-1]), (words[-1], *figures)
    else:
        return None
    first = next(i for i, slot in enumerate(slots) if slot is header[0])
    return Records(header=(header,), body=(row,), width=len(row), first=first, last=end)


def _is_beside(slot: Slot) -> bool:
    """Tell whether a line belongs beside a table: a caption, or a numbered heading."""
    plain = plain_word(slot.text)
    return read_heading(slot.text) is not None or bool(_CAPTION.search(plain))
