"""Other words that public bulletins print above the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from corpus.synthetic import Heading

LEADS = (
    ("序号", "部门名称"),
    ("序号", "部门名称"),
    ("序号", "单位名称"),
    ("序号", "进驻部门"),
    ("序号", "窗口名称"),
    ("编号", "部门"),
)

# What stands together means the same in every table of corpus/families.py.
_SAME = (
    ("收件总数", "收件总数", "受理总数", "受理件数", "接件总数"),
    ("受理数", "受理数", "受理件", "受理量"),
    ("大厅受理", "大厅受理", "大厅", "窗口受理", "现场受理"),
    ("窗口", "窗口", "窗口受理", "大厅受理"),
    ("网上申报", "网上申报", "网上受理", "在线申报", "网上申请"),
    ("网上", "网上", "网上受理", "线上受理"),
    ("邮寄", "邮寄", "邮寄受理"),
    ("办结总数", "办结总数", "办结件数", "办结量"),
    ("办结数", "办结数", "办结件", "已办结"),
    ("即办件", "即办件", "即时办结", "当场办结"),
    ("承诺件", "承诺件", "承诺办结"),
    ("在办", "在办", "在办件", "未办结"),
    ("咨询件", "咨询件", "咨询", "咨询量"),
    ("取号", "取号", "取号量"),
    ("投诉", "投诉", "投诉件"),
    ("满意率", "满意率", "群众满意率"),
    ("评价数", "评价数", "评价量"),
    ("工单总数", "工单总数", "工单数", "工单总量", "受理工单"),
    ("已办结", "已办结", "办结数", "办结"),
    ("未办结", "未办结", "在办", "处理中"),
    ("回访数", "回访数", "回访量"),
    ("迟到", "迟到", "迟到人次"),
    ("缺勤", "缺勤", "缺勤人次"),
    ("早退", "早退", "早退人次"),
)


def wording(header: Sequence[Heading], random: Random) -> tuple[Heading, ...]:
    """Return a header tree in one issuer's words; no word stands twice under one heading."""
    chosen = {first: random.choice(others) for first, *others in _SAME}
    return tuple(_worded(header, chosen))


def _worded(headings: Sequence[Heading], chosen: dict[str, str]) -> list[Heading]:
    taken = {heading.text for heading in headings}
    worded = []
    for heading in headings:
        text = heading.text if heading.children else chosen.get(heading.text, heading.text)
        if text != heading.text and text in taken:
            text = heading.text
        taken.add(text)
        children = tuple(_worded(heading.children, chosen))
        worded.append(replace(heading, text=text, children=children))
    return worded
