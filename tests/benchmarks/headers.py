"""How often a collapsed header is read right, left open, or read wrong without a word.

``python -m tests.benchmarks.headers [--tables N] [--show]`` composes headers from groups and
single columns as public bulletins have them, fills tables under them, moves all blanks to the
row's end and prints the share of headers that come back with every path right, of those that
come back open (a finding says so), and of those that are wrong and say nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter

from parser.document import Locator, Paragraph
from parser.tables.assemble import recover_tables

Group = tuple[str, tuple[str, ...]]

# (group, children); a child "=" before its name is the total of the others.
GROUPS: tuple[Group, ...] = (
    ("受理情况", ("本月受理", "累计受理")),
    ("办结情况", ("本月办结", "累计办结")),
    ("受理件", ("本月", "累计")),
    ("办结件", ("本月", "累计")),
    ("网上办理", ("受理数", "办结数", "办结率")),
    ("窗口办理", ("受理数", "办结数", "办结率")),
    ("群众评价", ("非常满意", "满意", "基本满意", "不满意")),
    ("工单", ("=总数", "咨询", "求助", "投诉")),
    ("考勤情况", ("迟到", "早退", "旷工")),
    ("承诺件", ("受理", "办结")),
    ("即办件", ("受理", "办结")),
    ("收件", ("=合计", "窗口收件", "网上收件")),
    ("办结", ("=小计", "按时办结", "超时办结")),
    ("投诉情况", ("投诉件", "已处理")),
    ("着装情况", ("未着工装", "未戴工牌")),
    ("好差评", ("评价数", "好评率", "差评数")),
    ("回访情况", ("回访数", "满意率")),
)
TOTALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("收件总数", ("大厅受理", "网上申报", "邮寄")),
    ("受理数", ("窗口", "网上")),
    ("办结总数", ("即办件", "承诺件")),
    ("办结数", ("按时办结", "超时办结")),
    ("工单总数", ("咨询", "求助", "投诉", "举报", "建议")),
    ("咨询件", ("现场", "电话")),
)
SINGLES = ("咨询量", "取号", "退件", "表扬", "办结率", "满意率", "得分", "在办件", "窗口数", "锦旗")


def compose(draw: random.Random) -> list[Group | str]:
    """Return a header: groups and single columns from left to right, no name twice on top."""
    parts: list[list[Group | str]] = []
    for total, children in draw.sample(TOTALS, draw.choice((0, 1, 2, 2))):
        parts.append([total, ("其中", children)])
    names = {part[0] for part in parts}
    for group in draw.sample(GROUPS, draw.choice((0, 1, 1, 2, 3))):
        if group[0] not in names:
            parts.append([group])
    draw.shuffle(parts)
    tail: list[Group | str] = [*draw.sample(SINGLES, draw.randint(1, 4))]
    header = [item for part in parts for item in part]
    return [*header, *tail] if any(isinstance(i, tuple) for i in header) else compose(draw)


def leaves(header: list[Group | str]) -> list[tuple[str, ...]]:
    """Return the paths of a header's columns."""
    paths: list[tuple[str, ...]] = []
    for item in header:
        if isinstance(item, str):
            paths.append((item,))
        else:
            paths += [(item[0], child.lstrip("=")) for child in item[1]]
    return paths


def figures(header: list[Group | str], draw: random.Random) -> list[str]:
    """Return a row's figures, ``""`` for a blank: totals are the sums of their parts."""
    row: list[str] = []
    for item in header:
        if isinstance(item, str):
            row.append(_one(item, draw))
            continue
        name, children = item
        values = [_one(child, draw) for child in children]
        if name == "其中" or children[0].startswith("="):
            parts = values if name == "其中" else values[1:]
            total = sum(int(value or 0) for value in parts)
            if name == "其中":
                row[-1] = str(total) if total else ""
            else:
                values[0] = str(total) if total else ""
        row += values
    return row


def _one(name: str, draw: random.Random) -> str:
    if draw.random() < 0.3:
        return ""
    if "率" in name:
        return f"{draw.uniform(80, 100):.1f}%"
    return str(int(draw.lognormvariate(3, 1.5)) + 1)


def collapsed(header: list[Group | str], rows: int, draw: random.Random) -> list[Paragraph]:
    """Return the table as text, every row's blanks moved to its end."""
    tops = ["序号", "部门名称", *(item if isinstance(item, str) else item[0] for item in header)]
    below = [c.lstrip("=") for item in header if isinstance(item, tuple) for c in item[1]]
    width = 2 + len(leaves(header))
    printed = [tops, below]
    for number in range(1, rows + 1):
        cells = [value for value in figures(header, draw) if value]
        printed.append([str(number), f"第{chr(0x4E00 + draw.randrange(5000))}局", *cells])
    lines = [" | ".join(cells) + " |" + "|" * (width - len(cells)) for cells in printed]
    return [
        Paragraph(text=text, locator=Locator(block=index, line=index + 1))
        for index, text in enumerate(lines)
    ]


def main(arguments: list[str]) -> int:
    """Print how headers are read."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tables", type=int, default=100)
    options.add_argument("--show", action="store_true")
    chosen = options.parse_args(arguments)
    counts: Counter[str] = Counter()
    for seed in range(chosen.tables):
        draw = random.Random(seed)
        header = compose(draw)
        found = recover_tables(collapsed(header, draw.randint(8, 40), draw))
        if not found.tables:
            counts["refused"] += 1
            continue
        paths = [column.path for column in found.tables[0].columns]
        open_ = any(finding.code == "header-ambiguous" for finding in found.findings)
        right = paths == leaves(header)
        counts["right" if right else "open" if open_ else "wrong"] += 1
        if chosen.show and not right and not open_:
            print(seed, "\n  truth", leaves(header), "\n  found", paths)
    total = sum(counts.values())
    shares = "  ".join(f"{name} {count} ({count / total:.3f})" for name, count in counts.items())
    print(f"{total} collapsed headers: {shares}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
