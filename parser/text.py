"""Characters as they are printed and as they are compared.

Every fold here maps one character to one character, so that an offset into the folded text
is an offset into the printed text. Only :func:`compact` shortens, for values that are
compared as wholes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

WHITE_SPACE = re.compile(r"[\s\u00a0\u200b\u3000\ufeff]+")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_UNSEEN = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
"""Soft hyphens, joiners, marks of direction: characters that take no room and print nothing."""

_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])[\s\u00a0\u200b\u3000]+(?=[{HAN}])")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: ord(" "),
    ord("﹒"): ord("."),
}
_LAST_ASCII = 0x7F
# 巿 (fu) is not 市, 囯 a variant of 国; the others are radicals that NFKC leaves alone.
_LOOK_ALIKE = {
    "巿": "市",
    "囯": "国",
    "⺠": "民",
    "⻔": "门",
    "⻓": "长",
    "⻋": "车",
    "⻝": "食",
    "⽔": "水",
}


def fold_width(text: str) -> str:
    """Return ``text`` with full-width ASCII made half-width, character for character.

    >>> fold_width("（１２．５％）")
    '(12.5%)'
    """
    return text.translate(_HALF_WIDTH)


def compact(text: str) -> str:
    """Return ``text`` without any white space.

    >>> compact("省新闻出版 广电局")
    '省新闻出版广电局'
    """
    return WHITE_SPACE.sub("", text)


def without_unseen(text: str) -> str:
    """Return ``text`` without characters that have no width, which pages put even in figures.

    >>> without_unseen("1\u200b,234")
    '1,234'
    """
    return text.translate(_UNSEEN)


def join_wrapped(text: str) -> str:
    """Return ``text`` with the white space between Chinese characters removed.

    Line ends inside a cell become nothing between Chinese characters, else one space.

    >>> join_wrapped("窗口 投诉 A B")
    '窗口投诉 A B'
    """
    return WHITE_SPACE.sub(" ", _BETWEEN_HAN.sub("", text)).strip()


def is_han(character: str) -> bool:
    """Tell whether ``character`` is a Chinese character."""
    return unicodedata.name(character, "").startswith("CJK ")


class _Simplified(dict[int, str]):
    """Maps a character's code to its simplified form, asking OpenCC once for each."""

    def __init__(self) -> None:
        # Hong Kong writes some characters in ways of its own (衞).
        self._converters = (opencc.OpenCC("t2s"), opencc.OpenCC("hk2s"))

    def __missing__(self, code: int) -> str:
        # Radicals and compatibility characters, as some PDF fonts give them, are folded too.
        whole = unicodedata.normalize("NFKC", chr(code))
        character = whole if len(whole) == 1 and code > _LAST_ASCII else chr(code)
        character = _LOOK_ALIKE.get(character, character)
        for converter in self._converters:
            simple: str = converter.convert(character)
            character = simple if len(simple) == 1 else character
        self[code] = character
        return self[code]


@cache
def _simplified() -> _Simplified:
    return _Simplified()


def simplify(text: str) -> str:
    """Return ``text`` in simplified script, character for character.

    >>> simplify("省環保廳")
    '省环保厅'
    """
    return text.translate(_simplified())
