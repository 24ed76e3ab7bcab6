"""Who issued a bulletin, as printed: in the signature, the front matter or the title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from parser.bulletin import Section
from parser.text import compact, fold_width, simplify

_OFFICE = (
    r"(?:政务服务(?:和)?(?:数据|大数据)?管理(?:办公室|局|委员会)|行政审批(?:服务)?局|政务服务办公室|政务服务局"
    r"|(?:政务|行政|便民|人民|市民|公共)?(?:审批)?服务(?:热线)?(?:管理|运行|受理)?(?:中心|大厅)"
    r"|政务(?:服务)?(?:热线)?(?:管理|受理|运行)?中心|热线(?:办公室|办|中心)"
    r"|管理委员会(?:办公室)?|管委会|人民政府(?:办公厅|办公室)?"
    r"|委员会|办公室|办公厅|督查室|领导小组|指挥部|工作专班|专班|(?:督查|监督|业务|综合|管理|信息)[科股处]|[局厅委]|(?<![督代承联交协帮即网查催快易主未在经申可通跑转已能])办)"
)
_NUMERAL = r"[\d一二三四五六七八九十]{1,3}"
_PERIOD = (
    rf"(?:(?:\d{{4}}年?度?)?(?:第?{_NUMERAL}(?:[-至到~—]{_NUMERAL})?(?:月份?|季度)"
    rf"|[上下]半年|全年)?的?)"
)
_NAME = r"(?:[\u4e00-\u9fffA-Z()]|123(?:45|15))"
_IN_TITLE = re.compile(
    rf"(?:[\[【(][^\]】)]{{1,12}}[\]】)])?(?:关于)?{_PERIOD}全?(?P<office>{_NAME}{{1,24}}?{_OFFICE})"
    rf"(?=运行|办件|窗口|工作|政务|行政|服务|办理|关于|的|情况|月|第|[\d〔(]|[上下]半年"
    rf"|{_NUMERAL}月|[一二三四]季度|通报|简报|投诉|考[核评])"
)
_WHOLE = re.compile(
    rf"(?:发布机构:|发布单位:|信息来源:|来源:)?(?P<office>{_NAME}{{2,30}}{_OFFICE})"
)

# Above a date any body may sign, whatever it is called.
_SIGNATURE = re.compile(
    rf"(?P<office>{_NAME}{{2,30}}(?:{_OFFICE}|中心|公司|[局厅委办院校会署处科股站所队组部府行社]))"
)
_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?"
    r"|\d{4}([-./])\d{1,2}\1\d{1,2}"
)


def find_issuer(
    title: str | None, sections: Sequence[Section], closing: Sequence[str] = ()
) -> str | None:
    """Return the issuer's name as printed, or ``None``.

    A dated signature below the text says most, then any line that is an office's name, then the
    title, then a dated signature among ``closing``, the lines below the last annex.
    """
    nameless = [section for section in sections if section.heading is None and not section.raw]
    for section in reversed(nameless):
        signed = _signed([p.text for p in section.passages if p.role == "body"])
        if signed is not None:
            return signed
    for section in reversed(nameless):
        for line in (p.text for p in section.passages if p.role == "body"):
            found = _office(_WHOLE.fullmatch(_plain(line)), line)
            if found is not None:
                return found
    titled = _office(_IN_TITLE.match(_plain(title)), title) if title is not None else None
    return titled or _signed(closing)


def _signed(lines: Sequence[str]) -> str | None:
    """Return the body that stands right above the last of the dates in lines."""
    for above, line in reversed(list(pairwise(lines))):
        if _DATE.fullmatch(_plain(line)):
            return _office(_SIGNATURE.fullmatch(_plain(above)), above)
    return None


def _plain(text: str) -> str:
    return simplify(compact(fold_width(text)))


def _office(match: re.Match[str] | None, printed: str) -> str | None:
    """Return the office that was found, in the script in which it is printed."""
    if match is None:
        return None
    return compact(fold_width(printed))[match.start("office") : match.end("office")]
