"""The header of a table whose cells stand one below the other: where it begins and its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.tables.flat import Slot
from parser.tables.row_words import NUMBER_WORDS, is_label_header
from parser.tables.vocabulary import OF_WHICH, default_vocabulary, plain_header
from parser.text import compact, fold_width

_NOW_WORDS = frozenset(("本月", "当月", "累计", "本期", "上月", "同比", "环比"))
_MOST_TIMES = 4
_HALVES = 2
_LONGEST_HALF = 3
_UNIT_LINE = re.compile(r"[(\[]?(?:数据|计量|金额)?单位:.{1,24}[)\]]?")
_CAPTION_END = re.compile(r"(?:表|情况|统计|一览|排名|明细|汇总)(?:[(].{1,16}[)])?$")
_SHORTEST_CAPTION = 6
_KEY_WORDS = re.compile(r"[表图]$")


def has_groups(header: Sequence[Slot]) -> bool:
    """Tell whether a header may have a second row: it names groups, or names that need one."""
    names = [plain_header(slot.text) for slot in header]
    half = names[: len(names) // 2]
    generic = default_vocabulary().generic
    return (
        half * 2 == names
        or any(name in OF_WHICH or name.endswith("情况") for name in names)
        or any(name in generic or name in _NOW_WORDS for name in names)
        or len(set(names)) < len(names)
    )


def once(header: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], ...]:
    """Return a header that is printed several times in a row once."""
    texts = [compact(slot.text) for slot in header]
    for count in range(_MOST_TIMES, 1, -1):
        size = len(header) // count
        if size > 1 and texts == texts[:size] * count:
            return (header[:size],)
    return (header,)


def wrapped_name(header: tuple[Slot, ...], names: int) -> tuple[Slot, ...]:
    """Return a header whose one column of figures has a short name wrapped over two lines.

    What stands before it names the rows, and no word of it is a time that heads a group.
    """
    rest = header[names:]
    texts = [compact(slot.text) for slot in rest]
    short = all(len(text) <= _LONGEST_HALF and text not in _NOW_WORDS for text in texts)
    if len(rest) != _HALVES or not short or not is_label_header(header[names - 1].text):
        return header
    return (*header[:names], Slot(text="".join(texts), locator=rest[0].locator))


def find_header(
    slots: Sequence[Slot], begin: int, width: int, *, framed: bool, numbered: bool
) -> tuple[tuple[Slot, ...], int]:
    """Return the header's cells before slot ``begin``, and where they begin.

    Without a frame the header opens with 序号 if the rows are numbered, else with what names
    the rows, as far as the cells before the rows tell.
    """
    head = [i for i in range(begin) if slots[i].text]
    if framed:
        return tuple(slots[i] for i in head), 0
    words = head[-width * 2 :]
    marked = [i for i in words if _opens_header(slots[i].text)]
    opening = [i for i in marked if plain_header(slots[i].text) in NUMBER_WORDS]
    if numbered and opening:
        marked = opening[-1:]
        if len([i for i in words if i >= marked[0]]) >= width:
            rest = [i for i in words if i >= marked[0]]
            return tuple(slots[i] for i in rest), rest[0]
    exact = head[-width:]
    names = [plain_header(slots[i].text) for i in exact]
    if not marked and len(head) > width and len(set(names)) < len(names):
        # A name that stands twice needs a group above it, of which nothing tells the beginning.
        return (), begin
    if len(exact) == width and (not marked or exact[0] in marked or marked[0] >= exact[0]):
        if marked and marked[0] > exact[0]:
            exact = [i for i in exact if i >= marked[0]]
        return tuple(slots[i] for i in exact), exact[0]
    if marked:
        rest = [i for i in words if i >= marked[0]]
        return tuple(slots[i] for i in rest), rest[0]
    return (), begin


def captions_apart(header: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
    """Split off the cells above a header that hold a caption or the unit of the figures.

    They stand before the cell that names the rows or their numbers.
    """
    opens = next((i for i, slot in enumerate(header) if _opens_header(slot.text)), 0)
    if not all(_is_caption(slot.text) for slot in header[:opens]):
        return (), header
    return header[:opens], header[opens:]


def _is_caption(text: str) -> bool:
    plain = compact(fold_width(text))
    return bool(_UNIT_LINE.fullmatch(plain)) or (
        len(plain) >= _SHORTEST_CAPTION and bool(_CAPTION_END.search(plain))
    )


def _opens_header(text: str) -> bool:
    plain = plain_header(text)
    return (plain in NUMBER_WORDS or is_label_header(plain)) and not _KEY_WORDS.search(plain)
