"""The words by which rows are known: names of totals, headers of number and name columns."""

from __future__ import annotations

import re

from parser.bulletin import RowKind
from parser.text import compact

NUMBER_WORDS = frozenset(
    ("序号", "编号", "序", "NO", "No", "NO.", "No.", "排名", "名次", "排序", "位次", "行次")
)

RANK_WORDS = frozenset(("排名", "名次", "位次"))
"""Headers of numbers that need not go up by one: ranks may be shared."""

_TOTAL = re.compile(
    r"(?:合计|总计|共计|总数|总合计|累计|全[省市区县州旗](?:合计|总计)?|[省市区县]?合计|[省市区县]?总计)[:：]?"
)
_OTHER = re.compile(
    r"(?:小计|平均[值数分]?|全[省市区县]平均[值数]?|均值|备注|说明|注|同比|环比|增减|增幅)[:：]?"
)
_LABEL = re.compile(
    r".{0,6}(?:部门|单位|窗口|地区|区域|县区|区县|县市区|市州|州市|地市|市县|市区|乡镇|镇街|街镇"
    r"|街道|机构|科室|股室|中心|企业|平台|区|县|市|州|责任单位|类别|类型|项目|事项|指标|渠道|来源)"
    r"(?:名称|\(?名称\)?)?"
)


def is_total_name(text: str) -> bool:
    """Tell whether a row's name is that of a total.

    >>> is_total_name("合 计"), is_total_name("省发改委")
    (True, False)
    """
    return bool(_TOTAL.fullmatch(compact(text)))


def is_label_header(text: str) -> bool:
    """Tell whether a header names a column of names.

    >>> is_label_header("承办单位"), is_label_header("县(市、区)"), is_label_header("办结数")
    (True, True, False)
    """
    plain = re.sub(r"[(（、)）]", "", compact(text))
    return bool(_LABEL.fullmatch(plain)) or plain == "名称"


def row_kind(label: str | None) -> RowKind:
    """Tell a total row from a named one by its label.

    >>> row_kind("合 计"), row_kind("省发改委"), row_kind("小计")
    ('total', 'department', 'other')
    """
    text = compact(label or "")
    if _TOTAL.fullmatch(text):
        return "total"
    return "department" if text and not _OTHER.fullmatch(text) else "other"
