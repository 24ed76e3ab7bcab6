"""A printed name as it is compared: spaces, width and script folded, additions taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parser.text import compact, fold_width, simplify

_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕")
_ENDS_BRACKETED = re.compile(r"[)\]】〕]\Z")
_EDGE = " \t*※◆■□○●△★☆▲●#·•:;,.、，。：；-—_“”\"'《》/\\|"
_ORDINAL = re.compile(r"^(?:\d{1,3}[.、)]|\(\d{1,3}\)|\d{1,2}(?=[省市县区州旗]))")
_FOOTNOTE = re.compile(r"(?<=[局委办厅院会处部])\d{1,2}\Z")
_IN_CENTRE = re.compile(
    r"(?:派?驻|进驻)(?:省|市|县|区|州|旗)?级?(?:政务|行政|公共|便民|服务|审批|办事|综合)*(?:中心|大厅|厅)"
    r"(?=窗口|\Z)"
)
_CENTRES = re.compile(
    r"(?:政务|行政|便民|公共)(?:服务|审批)+(?:中心|大厅)(?=.{2,}(?:窗口|分中心|分厅|专窗|专区)\Z)"
)
_WINDOW = re.compile(
    r"(?:(?:综合|服务|办事|审批|业务|受理|联合|专业|进驻|派驻|政务服务|行政审批)*"
    r"(?:窗口组?|专窗|分中心|分厅|办事大厅|服务大厅|专区|窗)(?:\d{1,2}号?|[一二三四五六七八九十])?|"
    r"行政(?:审批|许可)(?:服务)?(?:处|科|股)|审批(?:处|科|股)|\d{1,2}号窗口?)$"
)
_UNIT = re.compile(
    r"(?!含|原|加挂|挂|包括|不含|代)[\u4e00-\u9fff]{2,}(?:总队|支队|大队|中队|分局|分中心|中心|所|站|分公司)"
)
_LEAD = re.compile(r"^(?:进驻部门|进驻单位|部门|单位|窗口|原)[:：]?(?=\S{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printed name taken apart.

    ``whole`` is the folded name with its brackets, ``base`` without bracketed additions,
    ``bare`` also without window suffix; ``window`` tells that such a suffix was there
    (公安窗口), ``inner`` is what stood in brackets inside the name, ``unit`` a unit of the body
    that stood in brackets after it: 市公安局(交警支队).
    """

    whole: str
    base: str
    bare: str
    window: bool = False
    inner: tuple[str, ...] = ()
    unit: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The name without brackets, then also without window suffix: to be tried in turn."""
        return (self.base,) if self.base == self.bare else (self.base, self.bare)


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
    base = _FOOTNOTE.sub("", _LEAD.sub("", base))
    base = _CENTRES.sub("", _IN_CENTRE.sub("", base))
    bare = _WINDOW.sub("", base)
    window = (bool(bare) and bare != base) or any("窗口" in addition for addition in additions)
    return Printed(
        whole=whole,
        base=base,
        bare=bare or base,
        window=window,
        unit=next((one for one in additions if _UNIT.fullmatch(one)), ""),
        inner=tuple(additions if _ENDS_BRACKETED.search(whole) is None else additions[:-1]),
    )
