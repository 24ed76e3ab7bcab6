"""Rates, shares and changes in the columns of a table, recomputed row by row.

What a column of percentages is made of is found in the table's own figures: one column of
another, of its total, or its change from another. Only what nearly all rows bear out, over a
range in which it cannot be chance, is held against the few that do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.bulletin import Annex
from parser.checks.agreement import FIXED
from parser.checks.rounding import agrees
from parser.finding import Finding
from parser.table import Cell, Row, Table

_FEWEST = 4  # rows that bear a reading out
_MOST_ODD = 0.25  # of all rows, that do not
_RANGE = 20  # units of the last digit that the rates must be apart
_MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a column of percentages comes about: of ``part`` and ``base`` (``None``: its total)."""

    part: int
    base: int | None
    change: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A row's certain figures by column."""

    row: Row
    cells: dict[int, Cell]

    def value(self, column: int) -> float | None:
        cell = self.cells.get(column)
        return float(cell.value) if cell is not None and cell.value is not None else None


def check_table_rates(
    annexes: Sequence[Annex], findings: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """Yield the percentages of tables that the figures beside them belie.

    ``findings`` are those told already: a row or a total that is told to be wrong is no base.
    """
    told = [f.locator for f in findings if f.code in ("row-contradiction", "figure-misread")]
    missed = [f.evidence["column"] for f in findings if f.code == "total-mismatch"]
    return tuple(
        finding
        for annex in annexes
        for table in annex.tables
        for finding in _of_table(table)
        if finding.locator not in told and not missed
    )


def _of_table(table: Table) -> Iterator[Finding]:
    lines = [_Line(row, _figures(row)) for row in table.rows if row.kind != "other"]
    rates = [n for n in range(len(table.columns)) if _is_rate(table, lines, n)]
    counts = [n for n in range(len(table.columns)) if n not in rates]
    if not rates or len(table.columns) > _MOST_COLUMNS:
        return
    for rate in rates:
        borne_out = []
        for reading in _readings(table, rate, counts):
            odd = _odd(lines, rate, reading)
            if odd is not None:
                borne_out.append((reading, odd))
        if not borne_out:
            continue
        reading, odd = min(borne_out, key=lambda found: len(found[1]))
        for line in odd:
            # A row that another reading explains as well as most may be meant so.
            if all(line in others for _, others in borne_out):
                yield _finding(table, line, rate, reading, lines)


def _figures(row: Row) -> dict[int, Cell]:
    return {
        cell.column: cell
        for cell in row.cells
        if cell.status in FIXED
        and isinstance(cell.value, int | float)
        and not isinstance(cell.value, bool)
    }


def _is_rate(table: Table, lines: Sequence[_Line], column: int) -> bool:
    units = [line.cells[column].unit for line in lines if column in line.cells]
    return bool(units) and all((unit or table.columns[column].unit) == "%" for unit in units)


def _readings(table: Table, rate: int, counts: Sequence[int]) -> Iterator[_Reading]:
    for part in counts:
        yield _Reading(part, None)
        for base in counts:
            if base != part:
                yield _Reading(part, base)
                yield _Reading(part, base, change=True)


def _odd(lines: Sequence[_Line], rate: int, reading: _Reading) -> list[_Line] | None:
    """The rows that do not fit a reading which nearly all others bear out, if they do."""
    fitting: list[tuple[float, int]] = []
    odd: list[_Line] = []
    whole = _whole(lines, reading)
    for line in lines:
        printed, wanted = line.value(rate), _recomputed(line, reading, whole)
        if printed is None or wanted is None:
            continue
        places = _places(line.cells[rate])
        if not agrees(abs(printed), abs(wanted), places):
            odd.append(line)
            if len(odd) > len(fitting) + _FEWEST:
                return None  # of no use to look at the rest
        elif printed not in (0, 100):
            fitting.append((abs(printed), places))
    if len(fitting) < _FEWEST or len(odd) > _MOST_ODD * (len(odd) + len(fitting)):
        return None
    values, places = [value for value, _ in fitting], max(places for _, places in fitting)
    return odd if max(values) - min(values) >= _RANGE * 10.0**-places else None


def _recomputed(line: _Line, reading: _Reading, whole: float | None) -> float | None:
    part, base = line.value(reading.part), _base(line, reading, whole)
    if part is None or not base or base < 0 or (part > base and not reading.change):
        return None
    return 100 * ((part - base) if reading.change else part) / base


def _base(line: _Line, reading: _Reading, whole: float | None) -> float | None:
    return whole if reading.base is None else line.value(reading.base)


def _whole(lines: Sequence[_Line], reading: _Reading) -> float | None:
    """The total of the reading's column: as printed, or the sum of the rows without one."""
    totals = [line.value(reading.part) for line in lines if line.row.kind == "total"]
    if totals:
        return totals[0] if len(totals) == 1 else None
    rows = [line.value(reading.part) for line in lines]
    return sum(value for value in rows if value is not None)


def _places(cell: Cell) -> int:
    return len(str(cell.raw).strip().rstrip("%").partition(".")[2])


def _finding(
    table: Table, line: _Line, rate: int, reading: _Reading, lines: Sequence[_Line]
) -> Finding:
    cell, whole = line.cells[rate], _whole(lines, reading)
    wanted = round(_recomputed(line, reading, whole) or 0.0, max(_places(cell), 1))
    part, base = line.cells[reading.part].value, _base(line, reading, whole)
    shown = int(base) if base is not None and base == int(base) else base
    label = line.row.label or line.row.number or "a row"
    column = "/".join(table.columns[rate].path)
    if reading.change:
        return Finding(
            code="change-mismatch",
            message=f"{label}, {column}: from {shown} to {part} is {wanted}, "
            f"printed is {cell.value}",
            evidence={
                "label": label,
                "column": column,
                "value": part,
                "previous": shown,
                "printed": cell.value,
                "recomputed": wanted,
            },
            locator=cell.locator,
        )
    return Finding(
        code="share-mismatch",
        message=f"{label}, {column}: {part} of {shown} is {wanted}%, printed is {cell.value}%",
        evidence={
            "label": label,
            "column": column,
            "measure": table.columns[rate].measure,
            "part": part,
            "base": shown,
            "printed": cell.value,
            "recomputed": wanted,
            "base_that_fits": None,
        },
        locator=cell.locator,
    )
