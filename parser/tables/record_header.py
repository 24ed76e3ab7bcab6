"""The header of a table whose cells stand one below the other: where it begins and its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.tables.flat import Slot
from parser.tables.row_words import NUMBER_WORDS, is_label_header
from parser.tables.vocabulary import OF_WHICH, default_vocabulary, plain_header
from parser.text import compact

_NOW_WORDS = frozenset(("本月", "当月", "累计", "本期", "上月", "同比", "环比"))
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


def halved(header: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], ...]:
    """Return a header that is printed twice in a row once."""
    half = len(header) // 2
    texts = [compact(slot.text) for slot in header]
    if len(header) % 2 == 0 and half > 1 and texts[:half] == texts[half:]:
        return (header[:half],)
    return (header,)


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
    if len(exact) == width and (not marked or exact[0] in marked or marked[0] >= exact[0]):
        if marked and marked[0] > exact[0]:
            exact = [i for i in exact if i >= marked[0]]
        return tuple(slots[i] for i in exact), exact[0]
    if marked:
        rest = [i for i in words if i >= marked[0]]
        return tuple(slots[i] for i in rest), rest[0]
    return (), begin


def _opens_header(text: str) -> bool:
    plain = plain_header(text)
    return (plain in NUMBER_WORDS or is_label_header(plain)) and not _KEY_WORDS.search(plain)
