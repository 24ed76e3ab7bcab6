"""How tables drawn at random come back from every way of flattening them.

``python -m tests.benchmarks.layouts [--tables N] [--seed S] [--show]`` draws tables (numbered or
not, totals first, last or absent, classes, ranks, remarks, groups in the header, blanks), flattens
each in one way after another, and prints by way how many come back right, left open, wrong with a
finding that doubts them, and wrong without a word. ``--show`` prints those last ones.
"""

from __future__ import annotations

import argparse
import random
import unicodedata
from collections import Counter
from collections.abc import Callable

from parser.document import Locator, Paragraph
from parser.table import Table
from parser.tables.assemble import Recovered, recover_tables
from tests.benchmarks.layout_tables import Drawn, Row, draw

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


def aligned(table: Drawn) -> list[str]:
    """Columns aligned by spaces, as a page prints them: all centred, or figures to the right."""
    lead, width = table.lead, len(table.paths) + table.lead
    paths = [("",) for _ in range(lead)] + [tuple(path.split("/")) for path in table.paths]
    names = [*table.header[0][:lead], *(path[-1] for path in paths[lead:])]
    wide = [
        max(_places(cell) for cell in (names[at], *(row[at] for row in table.body))) + 4
        for at in range(width)
    ]
    centred = len(table.body) % 2 == 0
    groups, lower, middle = "", "", ""
    at = 0
    while at < width:
        end = at + 1
        while len(paths[at]) > 1 and end < width and paths[end][:-1] == paths[at][:-1]:
            end += 1
        whole = sum(wide[at:end]) + 2 * (end - at - 1)
        grouped = len(paths[at]) > 1
        groups += _set(paths[at][0] if grouped else "", whole, "centre") + "  "
        middle += _set("" if grouped else names[at], whole, "centre") + "  "
        own = [_set(names[i], wide[i], "centre") for i in range(at, end)]
        lower += ("  ".join(own) if grouped else " " * whole) + "  "
        at = end
    heads = [groups, middle, lower] if groups.strip() else [middle]
    sides = ["centre" if centred else ("left" if at < lead else "right") for at in range(width)]
    body = ["  ".join(map(_set, row, wide, sides)) for row in table.body]
    return [line.rstrip() for line in (*heads, *body)]


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _set(text: str, width: int, side: str) -> str:
    spare = width - _places(text)
    left = {"left": 0, "right": spare, "centre": spare // 2}[side]
    return " " * left + text + " " * (spare - left)


def commas(table: Drawn) -> list[str]:
    """Commas between the cells."""
    return [",".join(row) for row in _rows(table)]


WAYS: tuple[Callable[[Drawn], list[str]], ...] = (
    kept, collapsed, stacked, stacked_blanks, paragraphs, tabs, spaces, aligned, commas,
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
