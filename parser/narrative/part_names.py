"""Names of parts as they are: without the verb before them, the count behind them, a remark.

What stands before a number names a part only by its noun: 提供政策咨询服务29016次 is of
政策咨询服务,
农民工参加工伤保险人数67人 of 农民工参加工伤保险. A phrase that goes on over a time or a deed names
no part with what follows (工程建设交易1—4月份共完成…).
"""

from __future__ import annotations

import re

from parser.narrative.entities import is_generic

_REMARK = re.compile(r"\((?:主要|含|包括|不含|其中|指)[^()]*\)")
_LEADING = re.compile(
    "^(?:[>＞、,，)]|其中|包含|涉及|新增|投诉(?!中心|热线|平台|电话|举报|类|件|问题|[、和及与])(?=..)|提供|接受|完成|开展|设置|组织|实施|给予|(?:主要)?(?:分布|集中)[在于]?|来自|属于|以(?=..)|将(?=..)|等(?=..)"
    "|先后|分别|各类(?=..)|其(?=..部门))+"
)
_COUNTED = re.compile(
    "(?<=..)(?:(?:用户|注册)?数量|(?:总|参保)?[人户件次]数|总[数量额]|注册量)$"
    "|(?<=交易)工作$|(?<=类)有效$|(?<=..)(?:合格|满意|办结|及时)率$"
    "|(?<=(?:平台|热线|信箱))(?:群众|市民)?(?:案件|诉求|工单|来件)+$"
    "|(?<=..)(?:评价|中标|成交)(?:数|金额)$|(?<=问题)的?(?:投诉|举报|诉求)$"
)
_CLASS = re.compile(
    "(?<=..类)的?(?:(?:采购|交易)(?:项目|规模|金额)?|(?:举报|投诉|咨询|诉求|工单|案件|留言|信件|来电)+"
    "|规模|金额|(?:信息)?数量?|量)$"
)
"""What stands behind a class and says no more than that cases are counted: 计量监督类|举报投诉."""
_IN_BRACKET = re.compile(r"\(([^()]{1,10}类)\)$")
"""正在解决的(B类), 建设类(市容环境卫生类): the class that the bracket says."""
_FIELD = re.compile("(?<=..方面)的.*$")
_AND_SUCH = re.compile("^.{2,}等(?=[^等级候待]{3,}类$)")
"""物业、住房保障等|城乡规划建设类: the class, behind what is in it."""
_CAME_BY = re.compile("^通过(?P<way>..+?)(?:公开|申请|受理|提交|收到)?$")
_GOES_ON = re.compile("(?<=..)(?:\\d{1,4}[年月]|[累合]计|共(?=[完受办收]))")
_NO_PART = re.compile(
    "约谈|函询|批转|约见|我[办局委]$|^群众[到进]|^实现[省市县区]$|^(?:不予|平均|单日|(?:采购|交易)?(?:预算|计划)金额|.*(?<!效)率”?|成|网民|群众|市民|主办单位|或.*|留作.*)$"
)


def part_name(name: str) -> str | None:
    """Return ``name`` as a part is called, ``None`` where it is no name.

    >>> part_name("提供政策咨询服务"), part_name("退休人数"), part_name("市局")
    ('政策咨询服务', '退休', '市局')
    """
    plain = _REMARK.sub("", name)
    if told := _IN_BRACKET.search(plain):
        return told[1]
    if told := _GOES_ON.search(plain):
        plain = plain[: told.start()]
    plain = _AND_SUCH.sub("", _LEADING.sub("", plain))
    if came := _CAME_BY.match(plain):
        plain = came["way"]
    for _ in range(2):
        plain = _FIELD.sub("", _CLASS.sub("", _COUNTED.sub("", plain)))
    if _NO_PART.search(plain) or (plain != name and is_generic(plain)):
        return None
    return plain or None
