"""Small bulletins to draw in every form, seeded."""

from __future__ import annotations

import random

from corpus.render import HeaderCell, PrintedBulletin, PrintedTable

NAMES = (
    "省发改委", "省经信委", "省教育厅", "省科技厅", "省民委", "省公安厅", "省民政厅", "省司法厅",
    "省财政厅", "省人社厅", "省国土厅", "省环保厅", "省住建厅", "省交通厅", "省农委", "省水利厅",
    "省商务厅", "省文化厅", "省卫计委", "省外办", "省地税局", "省工商局", "省质监局",
    "省食药监管局", "省新闻出版广电局", "省体育局", "省安监局", "省统计局", "省旅游局",
    "省粮食局", "省海洋与渔业局", "省级机关管理局", "省民防局", "省知识产权局", "省无线电管理局",
    "省通信管理局", "公证处", "省气象局", "省地震局", "省测绘局",
)  # fmt: skip


def header() -> tuple[HeaderCell, ...]:
    def group(text: str, *names: str) -> HeaderCell:
        return HeaderCell(text=text, children=tuple(HeaderCell(text=name) for name in names))

    return (
        HeaderCell(text="序号"),
        HeaderCell(text="部门名称"),
        HeaderCell(text="收件总数"),
        group("其中", "大厅受理", "网上申报", "邮寄"),
        HeaderCell(text="办结总数"),
        group("其中", "即办件", "承诺件"),
        HeaderCell(text="未办结"),
        HeaderCell(text="咨询件"),
    )


def counts_table(seed: int, rows: int = 40) -> PrintedTable:
    chance = random.Random(seed)
    lines = []
    for number, name in enumerate(chance.sample(NAMES, min(rows, len(NAMES))), start=1):
        counter, online, post = (
            chance.choice((0, 0, chance.randrange(1, 20), chance.randrange(1, 12000)))
            for _ in range(3)
        )
        instant = chance.randrange(0, counter + online + post + 1)
        promised = chance.choice((0, counter + online + post - instant))
        values = (
            counter + online + post, counter, online, post, instant + promised, instant, promised,
            counter + online + post - instant - promised, chance.choice((0, chance.randrange(900))),
        )  # fmt: skip
        lines.append((str(number), name, *(str(value) if value else "" for value in values)))
    return PrintedTable(header=header(), rows=tuple(lines))


def ticks_table(seed: int, rows: int = 20) -> PrintedTable:
    chance = random.Random(seed)
    heads = (
        HeaderCell(text="序号"),
        HeaderCell(text="进驻部门"),
        HeaderCell(
            text="首代到岗情况",
            children=(HeaderCell(text="按要求到岗"), HeaderCell(text="未按要求到岗")),
        ),
        HeaderCell(
            text="窗口人员情况",
            children=tuple(HeaderCell(text=text) for text in ("迟到", "缺勤", "早退", "旷工")),
        ),
        HeaderCell(text="及时报送月度工作情况"),
    )
    lines = []
    for number, name in enumerate(chance.sample(NAMES, rows), start=1):
        there = chance.random() < 0.8
        values = ["√" if there else "", "" if there else "√"]
        values += [chance.choice(("", "", "", str(chance.randrange(1, 4)))) for _ in range(4)]
        values += [chance.choice(("√", "√", ""))]
        lines.append((str(number), name, *values))
    return PrintedTable(header=heads, rows=tuple(lines))


def bulletin(seed: int, rows: int = 40) -> PrintedBulletin:
    chance = random.Random(seed)
    month = chance.randrange(1, 13)
    total = chance.randrange(1000, 90000)
    return PrintedBulletin(
        blocks=(
            f"{month}月份省政务服务中心运行情况通报",
            f"{month}月份，按照“互联网+政务服务”再加力、再提速的要求，加紧“一张网”工作部署，细化阶段任务，"
            "在实现“应上尽上、全程在线”上迈出坚实一步。",
            "一、主要工作",
            "（一）召开业务座谈会和培训会",
            f"{month}月14日，召开全省政务办主任会议，研究部署建设工作。会议传达了专题推进会精神，在前期充分"
            f"征求意见的基础上，进一步统一思想，厘清工作边界。省级在线率由44.2%提高到97.6%（{total}个），"
            f"其中许可类在线率由54.7%提高到99.6%（{total // 2}个）。",
            f"（二）办件情况。共受理办件{total}件，其中大厅受理{total // 3}件，占总办件量的33.3%。",
            "附件：1．办件统计情况表",
            "2．工作情况一览表",
            "附件1",
            f"{month}月份省政务服务中心部门办件统计表",
            counts_table(seed, rows),
            "附件2",
            f"{month}月份进驻部门工作情况一览表",
            ticks_table(seed + 1, min(rows, 20)),
            "备注：首席代表必须每周到岗2天以上。",
        )
    )
