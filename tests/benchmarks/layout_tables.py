"""Tables drawn at random, as bulletins print them, before they are flattened."""

from __future__ import annotations

import random
from dataclasses import dataclass

Row = tuple[str, ...]

_NAMES = (
    "发改局", "教育局", "公安局", "民政局", "司法局", "财政局", "人社局",
    "自然资源局", "住建局", "交通局", "水利局", "农业农村局", "商务局", "卫健局",
    "审计局", "市场监管局", "统计局", "医保局", "城管局", "税务局", "气象局",
    "烟草局", "供电公司", "城关镇", "东山镇", "柳河乡", "北苑街道", "南湖街道",
)  # fmt: skip
_COUNTS = (
    ("受理数", "办结数"), ("收件", "办结", "在办"), ("派单数", "按期办结", "超期办结"),
    ("来信", "来访", "来电"), ("咨询", "投诉", "建议", "表扬"), ("登记数", "变更数", "注销数"),
    ("应检数", "实检数"), ("窗口数", "人员数"),
)  # fmt: skip
_GROUPS = (
    ("本月", ("受理", "办结")), ("累计", ("受理", "办结")), ("网上办理", ("受理数", "办结数")),
    ("窗口办理", ("受理数", "办结数")), ("群众评价", ("非常满意", "满意", "不满意")),
    ("考勤情况", ("迟到", "早退", "旷工")),
)  # fmt: skip
_RATES = ("办结率", "满意率", "及时率")
_CLASSES = ("县直", "乡镇", "垂管")
_REMARKS = ("整改中", "含代办", "数据待核")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A table as drawn: header rows and body rows of ``width`` cells, blanks as ``""``."""

    header: tuple[Row, ...]
    paths: Row
    body: tuple[Row, ...]
    numbered: bool
    classed: bool
    blanks: bool

    @property
    def lead(self) -> int:
        """How many leading columns hold number, class and name."""
        return int(self.numbered) + int(self.classed) + 1


def draw(source: random.Random) -> Drawn:
    """Draw a table."""
    numbered, classed = source.random() < 0.5, source.random() < 0.15
    columns: list[tuple[str, str, str]] = []
    if source.random() < 0.35:
        for group, names in source.sample(_GROUPS, source.choice((1, 2, 2))):
            columns += [(group, name, "count") for name in names]
    else:
        columns += [("", name, "count") for name in source.choice(_COUNTS)]
    if source.random() < 0.6:
        columns += [("", name, "rate") for name in source.sample(_RATES, source.choice((1, 2)))]
    if source.random() < 0.2:
        columns.append(("", "得分", "score"))
    if source.random() < 0.25:
        columns.append(("", "排名", "rank"))
    if source.random() < 0.15:
        columns.append(("", "备注", "words"))
    lead = (("序号",) if numbered else ()) + (("类别",) if classed else ()) + ("单位",)
    upper = (*lead, *(group or name for group, name, _ in columns))
    lower = (*("" for _ in lead), *(name if group else "" for group, name, _ in columns))
    paths = tuple(f"{group}/{name}" if group else name for group, name, _ in columns)
    blanks = source.random() < 0.4
    body = _body(source, columns, numbered=numbered, classed=classed, blanks=blanks)
    header = (upper, lower) if any(lower) else (upper,)
    return Drawn(
        header=header, paths=paths, body=body, numbered=numbered, classed=classed, blanks=blanks
    )


def _body(
    source: random.Random,
    columns: list[tuple[str, str, str]],
    *,
    numbered: bool,
    classed: bool,
    blanks: bool,
) -> tuple[Row, ...]:
    names = source.sample(_NAMES, source.randint(3, 9))
    ranks = source.sample(range(1, len(names) + 1), len(names))
    rows = []
    for at, name in enumerate(names):
        lead = ((str(at + 1),) if numbered else ()) + ((_CLASSES[3 * at // len(names)],) * classed)
        figures = [_cell(source, kind, ranks[at], blanks=blanks) for _, _, kind in columns]
        rows.append((*lead, name, *figures))
    total = source.choice(("first", "last", "last", "none"))
    if total != "none":
        lead = ("",) * (int(numbered) + int(classed))
        sums = [
            str(sum(int(row[at + len(lead) + 1] or 0) for row in rows)) if kind == "count" else ""
            for at, (_, _, kind) in enumerate(columns)
        ]
        row = (*lead, "合计", *sums)
        rows = [row, *rows] if total == "first" else [*rows, row]
    return tuple(rows)


def _cell(source: random.Random, kind: str, rank: int, *, blanks: bool) -> str:
    if kind == "words":
        return source.choice(_REMARKS) if source.random() < 0.4 else ""
    if kind == "rank":
        return str(rank)
    if blanks and source.random() < 0.2:
        return ""
    if kind == "count":
        return str(int(10 ** source.uniform(0, 3.5)))
    return f"{source.uniform(80, 100):.1f}" + ("%" if kind == "rate" else "")
