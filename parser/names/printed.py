"""A printed name as it is compared: spaces, width and script folded, additions taken off."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import opencc

from parser.text import compact, fold_width

_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕")
_ENDS_BRACKETED = re.compile(r"[)\]】〕]\Z")
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
_EDGE = " \t*★☆▲●#·•:;,.、，。：；-—_“”\"'《》/\\|"
_ORDINAL = re.compile(r"^(?:\d{1,3}[.、)]|\(\d{1,3}\)|[①-⑳])")
_WINDOW = re.compile(
    r"(?:(?:综合|服务|办事|审批|业务|受理|联合|专业|进驻|派驻|政务服务|行政审批)*"
    r"(?:窗口组?|专窗|分中心|分厅|办事大厅|服务大厅|专区|窗)(?:\d{1,2}号?|[一二三四五六七八九十])?|"
    r"行政(?:审批|许可)(?:服务)?(?:处|科|股)|审批(?:处|科|股)|\d{1,2}号窗口?)$"
)
_LEAD = re.compile(r"^(?:进驻部门|部门|单位|窗口|原)[:：]?(?=\S{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printed name taken apart.

    ``whole`` is the folded name with its brackets, ``base`` without bracketed additions,
    ``bare`` also without window suffix; ``window`` tells that such a suffix was there
    (公安窗口), ``inner`` is what stood in brackets inside the name.
    """

    whole: str
    base: str
    bare: str
    window: bool = False
    inner: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The name without brackets, then also without window suffix: to be tried in turn."""
        return (self.base,) if self.base == self.bare else (self.base, self.bare)


class _Simplified(dict[int, str]):
    """Maps a character's code to its simplified form, asking OpenCC once for each."""

    def __init__(self) -> None:
        self._converter = opencc.OpenCC("t2s")

    def __missing__(self, code: int) -> str:
        # Radicals and compatibility characters, as some PDF fonts give them, are folded too.
        whole = unicodedata.normalize("NFKC", chr(code))
        character = whole if len(whole) == 1 and code > _LAST_ASCII else chr(code)
        character = _LOOK_ALIKE.get(character, character)
        simple: str = self._converter.convert(character)
        self[code] = simple if len(simple) == 1 else character
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


def fold(text: str) -> str:
    """Return ``text`` as names are compared: no white space, half width, simplified script.

    >>> fold("省新聞出版 廣電局（版權局）")
    '省新闻出版广电局(版权局)'
    """
    return simplify(compact(fold_width(text)))


def take_apart(text: str) -> Printed:
    """Fold a printed name and take off bracketed additions and window suffixes.

    >>> take_apart("县公安局（出入境）窗口").bare
    '县公安局'
    """
    whole = _ORDINAL.sub("", fold(text)).strip(_EDGE)
    if whole.isascii():
        return Printed(whole=whole, base=whole, bare=whole)
    additions = [next(filter(None, found), "") for found in _BRACKETED.findall(whole)]
    base = _BRACKETED.sub("", whole).split("(")[0].strip(_EDGE)
    base = _LEAD.sub("", base)
    bare = _WINDOW.sub("", base)
    window = (bool(bare) and bare != base) or any("窗口" in addition for addition in additions)
    return Printed(
        whole=whole,
        base=base,
        bare=bare or base,
        window=window,
        inner=tuple(additions if _ENDS_BRACKETED.search(whole) is None else additions[:-1]),
    )
