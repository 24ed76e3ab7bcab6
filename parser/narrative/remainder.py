"""What the words of a figure say beyond its measure: 无照经营 of 无照经营举报量.

Such words may name a part, a kind or a condition that no rule has understood; a figure of which
nothing is left over is what it seems to be.
"""

from __future__ import annotations

import re

from parser.narrative.vocabulary import vocabulary

_ASKERS = "市民|群众|企业|网民|网友|公众|社会|用户|消费者|当事人|申请人"
_ALL = "各类|各种|各项|各级|所有|全部|总体|整体|有关|相关|有效|累计|合计|实际|平均|[日月年]均"
_RECEIVERS = (
    "政务服务|行政服务|行政审批|审批服务|公共资源|公开电话|数字城管|热线|平台|系统|中心|窗口|大厅|前台|政府|机构"
    "|[省市县区]长|书记|领导|便民|服务"
)
_TIMES = "本月|本季度|[本上]周|[本此]次|全年|目前|现有|以上|当天"
_DEEDS = "实现|开展|接受|产生|工作|责任|表示"
_GRAMMAR = (
    "通过|总|共|各|的|了|到|和|及|与|并|已|向|对|为|在|由|等|其|中|个|类|量|数|金额|额|率|度|案|件|均|被"
    "|他"
)
_NEUTRAL = re.compile(
    rf"{_ASKERS}|{_ALL}|{_RECEIVERS}|{_TIMES}|{_DEEDS}|{_GRAMMAR}|(?<!\d)12\d{{3}}(?!\d)|[^\u4e00-\u9fff\d]"
)
"""Words that narrow nothing: who asks, all of them, who receives, when, that it is done."""


def remainder(label: str | None) -> str:
    """Return the words of ``label`` that neither the vocabulary nor neutral words account for.

    >>> remainder("12345热线共受理群众诉求"), remainder("无照经营举报量")
    ('', '无照经营')
    """
    rest = label or ""
    covered = [False] * len(rest)
    words = vocabulary()
    for pattern in (words.pattern, words.part_pattern, words.qualifier_pattern):
        for match in pattern.finditer(rest):
            covered[match.start() : match.end()] = [True] * (match.end() - match.start())
    left = "".join(" " if used else c for c, used in zip(rest, covered, strict=True))
    return "".join(_NEUTRAL.sub(" ", left).split())
