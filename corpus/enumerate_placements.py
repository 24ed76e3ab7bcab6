"""Every placement of a collapsed row, by plain enumeration: the truth that others are held to.

Written without any part of the parser, on purpose: the sums of each table stand here as a
person reads them off the printed header, and every order-preserving placement of a row is
tried. ``python -m corpus.enumerate_placements FILE`` prints the table kept in
``corpus/truth/``; the datasheet there says how it was checked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

Cells = dict[int, str]
Rule = Callable[[Cells, int], bool]

# Column numbers are 0-based data columns, in the order of the printed header.
RECEIVED, COUNTER, ONLINE, MAIL, COMPLETED, INSTANT, PROMISED, PENDING = range(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table of the real bulletin: its annex, data columns and sums."""

    annex: int
    columns: int
    rules: tuple[Rule, ...]


def _number(cells: Cells, column: int) -> int:
    return int(cells.get(column, "0"))


def _adds_up(cells: Cells, last: int, total: int, parts: tuple[int, ...]) -> bool:
    """``total`` is the sum of ``parts``, as far as the row was printed (to column ``last``)."""
    printed = sum(_number(cells, part) for part in parts if part <= last)
    if total > last:
        return True
    if max(parts) > last:
        return printed <= _number(cells, total)
    return printed == _number(cells, total)


def _received(cells: Cells, last: int) -> bool:
    """收件总数 is 大厅受理 + 网上申报 + 邮寄; none is printed without its counterpart."""
    return _adds_up(cells, last, RECEIVED, (COUNTER, ONLINE, MAIL))


def _completed(cells: Cells, last: int) -> bool:
    """办结总数 is 即办件 + 承诺件."""
    return _adds_up(cells, last, COMPLETED, (INSTANT, PROMISED))


def _pending(cells: Cells, last: int) -> bool:
    """未办结 is 收件总数 - 办结总数 where that is positive, and blank elsewhere."""
    left = _number(cells, RECEIVED) - _number(cells, COMPLETED)
    return last < PENDING or _number(cells, PENDING) == max(left, 0)


# Annex 5 prints 270 未办结 where more was completed than received (省住建厅) and none where 51
# are missing (省食药监局): there the difference is no premise. Its two sums are, in the rows
# that they fit.
TABLES = (
    PrintedTable(annex=3, columns=10, rules=(_received, _completed, _pending)),
    PrintedTable(annex=4, columns=10, rules=()),
    PrintedTable(annex=5, columns=9, rules=(_received, _completed)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """A row as printed; ``cut`` if the document breaks off in it."""

    table: PrintedTable
    number: str
    label: str
    values: tuple[str, ...]
    cut: bool


def placements(row: PrintedRow) -> tuple[tuple[int, ...], ...]:
    """Return every placement that keeps the printed order and all of the table's sums.

    A row that breaks its sums wherever it is placed keeps the order alone. Of a row that is
    cut off only what was printed is known: values may have followed.
    """
    table = row.table
    ordered = tuple(combinations(range(table.columns), len(row.values)))
    agreeing = tuple(
        columns
        for columns in ordered
        if all(
            rule(
                dict(zip(columns, row.values, strict=True)),
                columns[-1] if row.cut and columns else table.columns - 1,
            )
            for rule in table.rules
        )
    )
    return agreeing or ordered


def printed_rows(text: str) -> Iterator[PrintedRow]:
    """Yield the rows of the annex tables in their printed order."""
    tables = iter(TABLES)
    table: PrintedTable | None = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if cells[0] == "序号":
            table = next(tables)
        elif table is not None and len(cells) > 1 and re.fullmatch(r"\d+|合计", cells[0]):
            named = cells[0] != "合计"
            # 合计 spans number and name, so that its row has one cell less in front.
            values = cells[2:] if named else cells[1:]
            yield PrintedRow(
                table=table,
                number=cells[0] if named else "",
                label=cells[1].replace(" ", "") if named else "合计",
                values=tuple(value for value in values if value),
                cut=len(cells) <= table.columns,
            )


def main() -> None:
    """Print ``annex, number, label, position, raw, columns, placements`` for every value."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    print("annex", "number", "label", "position", "raw", "columns", "placements", sep="\t")
    for row in printed_rows(text):
        found = placements(row)
        for position, raw in enumerate(row.values):
            columns = " ".join(map(str, sorted({columns[position] for columns in found})))
            annex = row.table.annex
            print(annex, row.number, row.label, position, raw, columns, len(found), sep="\t")


if __name__ == "__main__":
    main()
