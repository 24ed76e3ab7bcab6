"""The words by which rows are known: names of totals, headers of number and name columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from parser.table import RowKind
from parser.text import compact, fold_width, simplify

NUMBER_WORDS = frozenset(
    ("序号", "编号", "序", "NO", "No", "NO.", "No.", "排名", "名次", "排序", "位次", "行次")
)

RANK_WORDS = frozenset(("排名", "名次", "位次"))
"""Headers of numbers that need not go up by one: ranks may be shared."""

_TOTAL = re.compile(
    r"(?:合计|总计|共计|总数|总合计|累计|全[省市区县州旗](?:合计|总计)?|[省市区县]?合计|[省市区县]?总计)[:：]?"
)
_OTHER = re.compile(
    r"(?:.{0,10}小计|.{2,10}合计|.{2,8}平均|其中.*|#.+|平均[值数分]?|全[省市区县]平均[值数]?|均值|备注|说明|注|同比|环比|增减|增幅|数量|件数|占比|比例|百分比)[:：]?"
)
_BODY = (
    r"部门|单位|窗口|机构|科室|股室|站所|中心|企业|平台|大厅|办事处|村居|村社区|村\(居\)"
    r"|责任单位|名称"
)
_PLACE = (
    r"地区|区域|县区|区县|县市区|市州|州市|地市|市县|市区|乡镇|镇街|街镇|镇乡|街道|镇村|区|县|市|州"
)
_CLASS = (
    r"类别|类型|性质|分类|种类|组别|级别|层级|领域|行业|系统|条线|片区|板块|批次|属性|等次|等级"
)
_OTHERS = r"项目|事项|指标|渠道|来源|姓名|人员|方式|科目|内容|对象|阶段|环节"
_LABEL = re.compile(rf".{{0,6}}(?:{_BODY}|{_PLACE}|{_CLASS}|{_OTHERS})(?:名称)?")
_BODY_HEADER = re.compile(rf".{{0,6}}(?:{_BODY})(?:名称)?")
_CLASS_HEADER = re.compile(rf".{{0,4}}(?:{_CLASS})|(?:所属|隶属|归属|主管|牵头).{{1,6}}|计量单位")
_TIME = r"月份|月|年份|年度|季度|时间|日期|时段|周次|统计时间|统计月份"
_TIME_HEADER = re.compile(rf"(?:{_TIME})")
_ITEM_HEADER = re.compile(r".{0,6}(?:项目|事项|任务|工程|工作|内容)(?:名称|内容)?")
_PERSON_HEADER = re.compile(r"(?:窗口|工作|参评|考核|值班|导办)?(?:人员)?姓名|(?:窗口|工作)?人员")
_RESPONSIBLE_HEADER = re.compile(
    r"(?:责任|建设|承建|实施|牵头|主管|配合|包保|承担)(?:单位|部门|主体|科室|领导)|负责人|联系人|责任人"
)
_OPENS = re.compile(
    rf"(?:{'|'.join(map(re.escape, NUMBER_WORDS))}"
    rf"|(?:承办|责任|办理|受理|主办|协办|进驻|成员|考核|填报|服务|所属|各)?(?:{_BODY}|{_PLACE}|{_CLASS})"
    rf"(?:名称|类别|类型)?|县\(市、?区\)|名称|{_OTHERS}|(?:受理|诉求|办理|工单|案件|问题|业务){{1,2}}(?:{_OTHERS})|{_TIME})"
)
_GROUP_TITLE = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}[)、.]|.{0,8}(?:部门|单位|乡镇|街道|镇街|县区|区县|市区|窗口|企业|类|组|片区|板块)$"
)
# Endings of bodies' names with which no measure's name ends.
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fff]{1,16}(?:局|委员会|管委会|发改委|卫健委|卫计委|经信委|(?<!大)厅|镇|乡|街道|公司|银行)"
)
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_MONTH = re.compile(r"\d{1,2}月|\d{4}年")


def plain_word(text: str) -> str:
    """Return a printed word as it is compared: no white space, half width, simplified script.

    >>> plain_word("單 位"), plain_word("縣（市、區）")
    ('单位', '县(市、区)')
    """
    return _plain_word(text) if len(text) <= 60 else compact(fold_width(text))


@lru_cache(maxsize=16384)
def _plain_word(text: str) -> str:
    return simplify(compact(fold_width(text)))


def is_total_name(text: str) -> bool:
    """Tell whether a row's name is that of a total.

    >>> is_total_name("合 计"), is_total_name("總計"), is_total_name("省发改委")
    (True, True, False)
    """
    return bool(_TOTAL.fullmatch(plain_word(text)))


def is_body_name(text: str) -> bool:
    """Tell whether words can only be the name of a body, never that of a measure.

    >>> is_body_name("统计局"), is_body_name("政务大厅"), is_body_name("转办")
    (True, False, False)
    """
    return bool(_BODY_NAME.fullmatch(plain_word(text)))


def is_label_header(text: str) -> bool:
    """Tell whether a header names a column of names.

    >>> is_label_header("承办单位"), is_label_header("县(市、区)"), is_label_header("办结数")
    (True, True, False)
    """
    plain = re.sub(r"[(（、)）]", "", plain_word(text))
    return bool(_LABEL.fullmatch(plain)) or plain == "名称"


def is_group_title(text: str) -> bool:
    """Tell whether words may head a group of rows: numbered in Chinese, or what kind of body.

    >>> is_group_title("一、乡镇"), is_group_title("县直部门"), is_group_title("整改中")
    (True, True, False)
    """
    return bool(_GROUP_TITLE.match(plain_word(text)))


def is_header_line(texts: Sequence[str]) -> bool:
    """Tell whether a line's cells are a header's: what names rows, then names or years.

    >>> is_header_line(("单位", "2019", "2020", "增长率")), is_header_line(("供电公司", "2019"))
    (True, False)
    """
    filled = [plain_word(text) for text in texts if text]
    if len(filled) < 3 or not _OPENS.fullmatch(filled[0]):
        return False
    return not any(_has_figure(text) for text in filled[1:])


def _has_figure(text: str) -> bool:
    return text[0].isdigit() and not _YEAR.fullmatch(text) and not _MONTH.match(text)


def is_body_header(text: str) -> bool:
    """Tell whether a header names a column of bodies: departments, windows, companies.

    >>> is_body_header("承办单位"), is_body_header("区县")
    (True, False)
    """
    return bool(_BODY_HEADER.fullmatch(plain_word(text)))


def is_class_header(text: str) -> bool:
    """Tell whether a header names a column by which rows are classed.

    >>> is_class_header("单位类别"), is_class_header("所属片区"), is_class_header("单位名称")
    (True, True, False)
    """
    return bool(_CLASS_HEADER.fullmatch(plain_word(text)))


def is_person_header(text: str) -> bool:
    """Tell whether a header names a column of persons, each a row's own.

    >>> is_person_header("姓 名"), is_person_header("联系人姓名")
    (True, False)
    """
    return bool(_PERSON_HEADER.fullmatch(plain_word(text)))


def is_time_header(text: str) -> bool:
    """Tell whether a header names a column of times: months, years, days.

    >>> is_time_header("月 份"), is_time_header("本月")
    (True, False)
    """
    return bool(_TIME_HEADER.fullmatch(plain_word(text)))


def is_item_header(text: str) -> bool:
    """Tell whether a header names what is worked on: projects, items, tasks.

    >>> is_item_header("项目名称"), is_item_header("责任单位")
    (True, False)
    """
    return bool(_ITEM_HEADER.fullmatch(plain_word(text)))


def is_responsible_header(text: str) -> bool:
    """Tell whether a header names who answers for the row's item.

    >>> is_responsible_header("责任单位"), is_responsible_header("单位")
    (True, False)
    """
    return bool(_RESPONSIBLE_HEADER.fullmatch(plain_word(text)))


def row_kind(label: str | None) -> RowKind:
    """Tell a total row from a named one by its label.

    >>> row_kind("合 计"), row_kind("省发改委"), row_kind("小计")
    ('total', 'department', 'other')
    """
    text = plain_word(label or "")
    if _TOTAL.fullmatch(text):
        return "total"
    return "department" if text and not _OTHER.fullmatch(text) else "other"
