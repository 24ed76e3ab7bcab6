"""The closed classes of words of the narrative: what compares, joins, shares out and bounds.

Each class is a line of alternatives; a new wording is added to its line. Patterns see the text
with half-width characters except the comma, which stays as printed.
"""

from __future__ import annotations

import re
from typing import Literal

TokenKind = Literal[
    "time",
    "entity",
    "words",
    "number",
    "base",
    "prior",
    "change",
    "reach",
    "from",
    "share",
    "respectively",
    "each",
    "level",
    "done",
    "among",
    "least",
    "most",
    "peer",
    "skipped",
    "open",
    "close",
    "comma",
    "item",
    "colon",
    "stop",
]

_SOON = r"(?=\s*(?:了|约|近|超|为|达|到|幅|率|长|加|少|至|分别|各|均|[:：])*\s*[-+]?\d)"
_NUMERAL = r"[零一二两三四五六七八九十百]"
_COMPARE = r"(?:相比于|相较于|相较|对比|比照|较|比|与|同|和)"
_ALIKE = r"(?:相比|对比|比较|比)?"
_RISE = "增长|增加|上升|提高|提升|上涨|增多|攀升|多出|攀高|走高|递增|延长|回升"
_FALL = "下降|减少|降低|回落|下滑|下跌|缩短|压缩|缩减|精简|压减|递减|走低"
_UP = f"{_RISE}|增幅|涨幅|升幅|增速"
_DOWN = f"{_FALL}|减幅|降幅"
_LAST = (
    r"(?:上一?个?月|上月|前一?个?月|上一?个?季度|上季度?|上周|前一?周|上一周|上期|前期|上一?期"
    r"|前一季度|上半月)(?:份)?(?:同期|[底末](?=[^，,。;]{0,3}(?:增|减|新增)))?"
)
_YEAR_BEFORE = (
    r"(?:去年|上年|上一年度?|前一年)(?:度)?(?:同期|同月|同季度?|同比)?(?:水平)?"
    r"|(?<!占)同期"
)

_CLASSES: tuple[tuple[TokenKind, str], ...] = (
    (
        "peer",
        r"(?:高于|低于|高出|低出|高过|比|较|超过|超出)[^，,。;\d]{0,12}(?:平均|均值|目标|任务)(?:水平|值|数|线|要求)*",
    ),
    ("base", rf"{_COMPARE}(?:(?:去年|上年)?年?[底末]|年初|{_LAST}|{_YEAR_BEFORE}){_ALIKE}"),
    (
        "base",
        rf"(?:环比|同比)(?:{_LAST}|{_YEAR_BEFORE})?|(?:{_LAST}|{_YEAR_BEFORE})(?:相比|对比)|月环比|年同比|周环比",
    ),
    ("prior", rf"(?:{_LAST}|{_YEAR_BEFORE})(?:的)?(?=[^，,。;]{{0,6}}\d)"),
    (
        "reach",
        rf"(?:{_RISE}|{_FALL}|扩大|扩展|升|增|降|减)(?:到|至|为)了?(?=\s*(?:约|近|目前的?|现在的?)?\s*(?:[\d全]|{_NUMERAL}))",
    ),
    ("change", rf"(?<!新)(?:{_UP}|{_DOWN})了?(?:幅度|率|比例)?{_SOON}"),
    ("change", rf"(?:(?<=[比底末])|(?<=上月)|(?<=同期)|(?<=上季度))新增{_SOON}"),
    ("change", rf"(?<=[比月期季周年])(?:增|减|降|升|多|少|涨)了?{_SOON}"),
    ("change", rf"(?<=\d[件个次宗条人户起项])(?:增|减|多|少)了?{_SOON}"),
    ("change", rf"(?<=\d人次)(?:增|减|多|少)了?{_SOON}"),
    ("level", "基本持平|持平|不变|相当"),
    (
        "from",
        rf"(?:由|从)(?=[^，,。;]{{0,8}}?(?:\d|{_NUMERAL}+[项件个天条])[^，,。;]{{0,8}}(?:到|至|为))",
    ),
    ("share", r"(?:分别|各|约)?(?:占比|占(?![道地用据线领]|有(?!效)))(?:为|达|到|了|约)*"),
    ("respectively", "分别|依次|(?:主要)?集中[在于]|主要在|主要(?:涉及|反映|为|是|有)"),
    (
        "each",
        r"(?:(?<![平日月人窗])均|(?<![成宜丰昌江盐花武新首])都|各|皆)(?=(?:为|达到?|是|得|受理|办结|办理|完成|收到|有|占|在|获|计|扣|加|超过)?"
        rf"\s*(?:\d|{_NUMERAL}[件宗项条个分次家起人]|零))"
        r"|(?<=[\u4e00-\u9fff)])各(?=(?:收到|受理|办结|办理|完成|获得?)[^，,。;、\d]{1,6}\d)",
    ),
    (
        "done",
        r"(?:均已|全部|已全部|全都|(?<![平日月人窗])均|现已全部|已全)(?:按时|按期|及时|如期|予以|得到)?"
        r"(?:办结|结案|(?:办理|处理|处置|解决|整改|答复|回复)(?:完毕|完成|到位|了)?)(?![率\u4e00-\u9fff])",
    ),
    ("among", r"其中(?=[，,:：]?)|包括(?=[^，,。;]{1,20}\d)|(?<=\()含(?=[^)]{1,20}\d)"),
    (
        "least",
        r"不低于|不少于|不得(?:低于|少于|高于|超过)|不高于|不超过|不足(?![的之])|未达到?|达不到|低于|高于|少于"
        r"|大于|小于|最低标准|最低要求|(?:力争|确保|争取)(?=[^，,。;]{0,20}\d)|目标(?:值|任务)?(?:为|是)|应(?:达到|不低于)"
        r"|须达到?|必须达到?|要求达到|达到[^，,。;\d]{0,6}要求",
    ),
    (
        "most",
        r"(?<!级)(?<!及)以上|(?<!级)(?<!及)以下|以内|之内|(?<=[\d%分天日件元人个名])及以[上下]",
    ),
)

CLOSED = re.compile(
    "|".join(f"(?P<c{order}>{pattern})" for order, (_, pattern) in enumerate(_CLASSES))
)
KINDS: tuple[TokenKind, ...] = tuple(kind for kind, _ in _CLASSES)

RISES = re.compile(f"{_UP}|扩大|升|增|多|涨")
SAME_PERIOD = re.compile("去年|上年|上一年|前一年|同期|同比")
PERIOD_BEFORE = re.compile("环比|上|前")

UNITS = (
    "个百分点|百分点|个工作日|工作日|个月|周(?=[，,。;、)内以])|人次|件次|户次|批次|台次|车次|场次|家次|条次|平方米|公里|亩|公顷|小时|分钟|元"
    "|件|宗|项|条|篇|封|张|户|家|个|名|人(?!民|社|力|大|防|员)|位|次|起|例|笔|份|套|台|通|册|卷|席(?!位)|本(?!月|周|季|年)"
    "|部(?!门)|面|场|类|种|处(?!理|于|置)|期|批|支(?!队|付|持|部)|辆|吨|秒|天|日(?=[内以及，,。;)])|分(?!别|之|局|中|析|类|级|公|管|钟|离|发|送|派)"
    "|倍|所|座|间|栏|轮|环|门|对|幅|块|列|只|盒|单(?!位)|枚|组|届|家"
)
"""Units and classifiers; the look-ahead keeps the first character of a word from being one."""

NOT_COUNTED = (
    "年|月|日|时|号|楼|层|级|届|度|点(?!击)"
    "|星|版|代|区|路|街|栋|排|岁|热线|平台|专线|接警|工程|服务圈|行动"
)
"""What may follow a number that is part of a name, a date or an order."""

CLASSIFIERS = frozenset("个家名位类种所处项部座支间组")
"""Units that say little without the noun after them."""
