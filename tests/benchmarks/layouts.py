"""How tables drawn at random come back from every way of flattening them.

``python -m tests.benchmarks.layouts [--tables N] [--seed S] [--show]`` draws tables (numbered or
not, totals first, last or absent, classes, ranks, remarks, groups in the header, blanks), flattens
each in one way after another, and prints by way how many come back right, left open, wrong with a
finding that doubts them, and wrong without a word. ``--show`` prints those last ones.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from parser.document import Locator, Paragraph
from parser.table import Table
from parser.tables.assemble import Recovered, recover_tables

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


# --- ways of flattening ---------------------------------------------------------------


def _spans(row: Row) -> Row:
    """Return a header row with each group's name in its first column only."""
    return tuple("" if at and name == row[at - 1] else name for at, name in enumerate(row))


def _rows(table: Drawn) -> list[Row]:
    return [*map(_spans, table.header), *table.body]


def _filled(row: Row) -> list[str]:
    return [cell for cell in row if cell]


def kept(table: Drawn) -> list[str]:
    """One row a line, blanks where they were."""
    return [" | ".join(row) + " |" for row in _rows(table)]


def collapsed(table: Drawn) -> list[str]:
    """One row a line, blanks moved to the row's end."""
    rows = [_filled(row) for row in _rows(table)]
    width = len(table.header[0])
    return [" | ".join([*row, *("" for _ in range(width - len(row)))]) + " |" for row in rows]


def stacked(table: Drawn) -> list[str]:
    """One cell a line, blanks dropped."""
    return [f"{cell} |" for row in _rows(table) for cell in _filled(row)]


def stacked_blanks(table: Drawn) -> list[str]:
    """One cell a line, blanks as lone separators."""
    return [f"{cell} |".strip() for row in _rows(table) for cell in row]


def paragraphs(table: Drawn) -> list[str]:
    """One cell a paragraph, nothing between."""
    return [cell for row in _rows(table) for cell in _filled(row)]


def tabs(table: Drawn) -> list[str]:
    """Tabs between the cells, those at the row's end trimmed."""
    return ["\t".join(row).rstrip("\t") for row in _rows(table)]


def spaces(table: Drawn) -> list[str]:
    """Spaces between the cells."""
    return ["  ".join(_filled(row)) for row in _rows(table)]


def commas(table: Drawn) -> list[str]:
    """Commas between the cells."""
    return [",".join(row) for row in _rows(table)]


WAYS: tuple[Callable[[Drawn], list[str]], ...] = (
    kept, collapsed, stacked, stacked_blanks, paragraphs, tabs, spaces, commas,
)  # fmt: skip
_DOUBTS = frozenset(("table-refused", "header-ambiguous", "figure-merged", "row-contradiction"))


def recovered(lines: list[str]) -> Recovered:
    """Return what the parser makes of lines between two sentences."""
    text = ["现将有关情况通报如下。", *lines, "请各单位认真抓好落实。"]
    blocks = [
        Paragraph(text=line, locator=Locator(block=at, line=at + 1)) for at, line in enumerate(text)
    ]
    return recover_tables(blocks)


def judge(table: Drawn, found: Recovered) -> tuple[str, str]:
    """Return ``right``, ``open``, ``flagged`` or ``silent``, and what is wrong."""
    codes = {finding.code for finding in found.findings}
    if not found.tables:
        return ("open", "") if codes & _DOUBTS else ("silent", "no table")
    if len(found.tables) > 1:
        return "flagged" if codes & _DOUBTS else "silent", f"{len(found.tables)} tables"
    fault = _fault(table, found.tables[0], doubted=bool(codes & _DOUBTS))
    if fault:
        return ("flagged" if codes & _DOUBTS else "silent"), fault
    return ("right" if _all_right(table, found.tables[0]) else "open"), ""


def _fault(table: Drawn, found: Table, *, doubted: bool) -> str:
    words = ("类别",) if table.classed else ()
    paths = tuple("/".join(column.path) for column in found.columns)
    wanted = (*words, *table.paths)
    told = len(paths) == len(wanted) and all(
        own == path or (doubted and (not path or own.endswith(f"/{path}")))
        for own, path in zip(wanted, paths, strict=True)
    )
    if not told:
        return f"columns {paths}"
    body = table.body
    while not any(body[-1][table.lead :]):
        # A last row that holds nothing but its name cannot be told from the text that follows.
        body = body[:-1]
    if len(found.rows) not in (len(body), len(table.body)):
        return f"{len(found.rows)} rows for {len(body)}"
    for own, row in zip(table.body, found.rows, strict=False):
        name = own[table.lead - 1]
        number = own[0] if table.numbered else ""
        if (row.number or "", row.label or "") != (number, name):
            return f"row {row.number} {row.label} for {number} {name}"
        at_class = int(table.numbered)
        cells = [*(own[at_class : at_class + 1] if table.classed else ()), *own[table.lead :]]
        figures = [(at, raw) for at, raw in enumerate(cells) if raw]
        if [cell.raw for cell in row.cells] != [raw for _, raw in figures]:
            return f"cells of {name}: {[cell.raw for cell in row.cells]}"
        for cell, (column, raw) in zip(row.cells, figures, strict=True):
            certain = cell.status in ("printed", "proven") and cell.column != column
            if certain or column not in cell.candidates:
                return f"{raw} of {name}: {cell.status} in {cell.column}, not {column}"
    return ""


def _all_right(table: Drawn, found: Table) -> bool:
    for own, row in zip(table.body, found.rows, strict=False):
        places = [at for at, raw in enumerate(own[table.lead :]) if raw]
        figures = [cell.column for cell in row.cells if cell.column >= int(table.classed)]
        if places and [at + int(table.classed) for at in places] != figures[-len(places) :]:
            return False
    return all(column.path for column in found.columns)


def main() -> None:
    """Print how tables come back, by way of flattening."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tables", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", action="store_true")
    chosen = options.parse_args()
    source = random.Random(chosen.seed)
    tables = [draw(source) for _ in range(chosen.tables)]
    for way in WAYS:
        outcomes = Counter[str]()
        for table in tables:
            lines = way(table)
            outcome, fault = judge(table, recovered(lines))
            outcomes[outcome] += 1
            if chosen.show and outcome == "silent":
                print(f"--- {way.__name__}: {fault}", *lines, sep="\n")
        counts = "  ".join(f"{word} {outcomes[word]:4}" for word in _OUTCOMES)
        print(f"{way.__name__:15} {counts}")


_OUTCOMES = ("right", "open", "flagged", "silent")

if __name__ == "__main__":
    main()
