"""The data columns of a table: header paths, measures and units."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parser.finding import Finding
from parser.table import Column
from parser.tables.body import BodyRow
from parser.tables.cells import read_cell
from parser.tables.header_fit import fit
from parser.tables.headers import HeaderReading, read_header
from parser.tables.measures import assign_measures
from parser.tables.shape import Shape
from parser.tables.vocabulary import default_vocabulary, plain_header, printed_unit
from parser.tables.word_columns import REMARKS
from parser.text import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnReading:
    """The columns of figures, those of words before and behind them, and what is doubtful.

    ``before`` are the columns that class the rows, ``after`` that of remarks. ``rivals`` are the
    columns of figures under every reading of the header that is not ruled out, where there are
    several; of readings that could not all be followed, one that says nothing.
    """

    columns: tuple[Column, ...]
    before: tuple[Column, ...]
    after: tuple[Column, ...]
    findings: tuple[Finding, ...]
    rivals: tuple[tuple[Column, ...], ...] = ()


def read_columns(shape: Shape, body: Sequence[BodyRow]) -> ColumnReading:
    """Return the columns of a table, number and name left out.

    A column whose header has several readings keeps its measure only if all agree on it.
    """
    rows = [row.texts for row in shape.header]
    grid = any(slot.origin is not None for row in shape.header for slot in row.slots)
    sums = _sums(shape, body)
    reading = read_header(
        rows, shape.width, lead=shape.lead, sums=sums, fit=_fits(shape, body), exact=grid
    )
    findings: list[Finding] = []
    if not shape.header:
        findings.append(_headless(shape))
    if reading is None:
        findings.append(_unreadable(shape))
        reading = HeaderReading(paths=((),) * shape.width)
    elif reading.ambiguous or reading.unlikely:
        findings.append(_ambiguous(shape, reading))
    paths = _data_paths(reading.paths, shape.lead)[: shape.data_width]
    measures = list(assign_measures(paths))
    for rival in reading.rivals:
        other = assign_measures(_data_paths(rival, shape.lead)[: shape.data_width])
        measures = [a if a == b else None for a, b in zip(measures, other, strict=True)]
    agreed = [_agreed(index, shape.lead, paths[index], reading) for index in range(len(paths))]
    columns = []
    for index, path in enumerate(agreed):
        measure = measures[index]
        known = default_vocabulary().measure(measure) if measure else None
        printed = next((u for u in map(printed_unit, reversed(path)) if u), None)
        unit = printed or (known.unit if known else None) or _percent(index, body)
        if known is not None and _contradicts(known.unit, index, body):
            measure, unit = None, printed
        columns.append(Column(path=path, measure=measure, unit=unit))
    findings += _unknown(columns, shape)
    after = range(shape.width - int(shape.remarks), shape.width)
    return ColumnReading(
        columns=tuple(columns),
        before=_of_words(reading.paths, shape.leading.categories),
        after=_of_words(reading.paths, after),
        findings=tuple(findings),
        rivals=_rivals(shape, reading),
    )


def _rivals(shape: Shape, reading: HeaderReading) -> tuple[tuple[Column, ...], ...]:
    others = (*reading.rivals, *reading.unlikely)
    readings = [_data_paths(paths, shape.lead) for paths in (reading.paths, *others) if others]
    if not reading.certain:
        readings.append(((),) * shape.data_width)
    return tuple(
        tuple(
            Column(path=path, measure=measure, unit=None)
            for path, measure in zip(paths, assign_measures(paths), strict=True)
        )
        for paths in (paths[: shape.data_width] for paths in readings)
    )


def _of_words(paths: Sequence[tuple[str, ...]], places: Sequence[int]) -> tuple[Column, ...]:
    return tuple(Column(path=tuple(map(compact, paths[place]))) for place in places)


def _agreed(
    index: int, lead: int, path: tuple[str, ...], reading: HeaderReading
) -> tuple[str, ...]:
    """Return the innermost names of a column on which all readings of the header agree."""
    others = [tuple(compact(name) for name in rival[index + lead]) for rival in reading.rivals]
    while path and any(other[-len(path) :] != path for other in others):
        path = path[1:]
    return path


def _data_paths(paths: Sequence[tuple[str, ...]], lead: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(compact(name) for name in path) for path in paths[lead:])


def _percent(column: int, body: Sequence[BodyRow]) -> str | None:
    """Return ``%`` for a column whose figures are mostly printed with it."""
    units = [read_cell(text).unit for text in _printed_in(column, body)]
    return "%" if sum(unit == "%" for unit in units) * 2 > len(units) else None


def _printed_in(column: int, body: Sequence[BodyRow]) -> list[str]:
    """Return the cells of a column in the rows whose layout shows their columns."""
    return [
        slot.text
        for row in body
        if row.places is not None
        for slot, place in zip(row.figures, row.places, strict=True)
        if place == column
    ]


_CLOCK = re.compile(r"\d+(?:\.\d+)?(?:小时|分|秒)")


def _contradicts(unit: str | None, column: int, body: Sequence[BodyRow]) -> bool:
    """Tell whether counts are printed in percent, or days as a time of the clock."""
    if unit is None or unit == "%":
        return False
    cells = _printed_in(column, body)
    if unit == "天":
        return sum(bool(_CLOCK.search(text)) for text in cells) * 2 > len(cells)
    numbers = [reading for reading in map(read_cell, cells) if reading.kind == "number"]
    return sum(reading.unit == "%" for reading in numbers) * 2 > len(numbers)


def _sums(shape: Shape, body: Sequence[BodyRow]) -> Callable[[int, Sequence[int], bool], float]:
    """Return how well rows whose columns are certain support a sum, for the header's reading."""
    table: list[dict[int, float]] = []
    for row in body:
        if row.places is None:
            continue
        figures = {}
        for slot, place in zip(row.figures, row.places, strict=True):
            value = read_cell(slot.text).value
            if value is not None and value is not True:
                figures[place + shape.lead] = float(value)
        table.append(figures)

    def support(total: int, parts: Sequence[int], stated: bool) -> float:
        right = wrong = 0
        for figures in table:
            printed = [figures[part] for part in parts if part in figures]
            if total not in figures or not printed or figures[total] == 0:
                continue
            if abs(sum(printed) - figures[total]) < 0.5:
                right += 1
            else:
                wrong += 1
        if not right + wrong:
            return 0.0
        share = (right - wrong) / (right + wrong)
        return share if stated else max(share, 0.0)

    return support


def _fits(shape: Shape, body: Sequence[BodyRow]) -> Callable[[Sequence[tuple[str, ...]]], float]:
    """Return how well the rows can be placed under a reading of the header."""
    rows = [row for row in map(_numbers, body) if row]

    def fitting(paths: Sequence[tuple[str, ...]]) -> float:
        data = _data_paths(paths, shape.lead)[: shape.data_width]
        return fit(data, rows, width=shape.data_width)[0]

    return fitting


def _numbers(row: BodyRow) -> tuple[float, ...]:
    """Return a row's figures if all are numbers, else none: their sums cannot be formed."""
    values = [read_cell(slot.text).value for slot in row.figures]
    if any(value is None or value is True for value in values):
        return ()
    return tuple(float(value) for value in values if value is not None)


def _unreadable(shape: Shape) -> Finding:
    return Finding(
        code="header-ambiguous",
        message=f"No reading of the header has the table's {shape.width} columns",
        evidence={"columns": shape.width, "header": [list(row.texts) for row in shape.header]},
        locator=(shape.header or shape.body)[0].locator,
    )


def _headless(shape: Shape) -> Finding:
    return Finding(
        code="header-ambiguous",
        message=f"No header stands above the table's {shape.width} columns",
        evidence={"columns": shape.width, "header": []},
        locator=shape.body[0].locator,
    )


def _ambiguous(shape: Shape, reading: HeaderReading) -> Finding:
    readings = [reading.paths, *reading.rivals, *reading.unlikely]
    message = f"{1 + len(reading.rivals)} readings of the header fit equally well"
    if not reading.certain:
        message = "No reading of the header is a likely one"
    elif not reading.rivals:
        message = "Only the words of the header decide how its groups divide the columns"
    return Finding(
        code="header-ambiguous",
        message=message,
        evidence={"readings": [["/".join(path) for path in paths] for paths in readings[:4]]},
        locator=shape.header[0].locator,
    )


def _unknown(columns: Sequence[Column], shape: Shape) -> list[Finding]:
    names = [
        "/".join(column.path)
        for column in columns
        if column.measure is None and column.path and plain_header(column.path[-1]) not in REMARKS
    ]
    if not names:
        return []
    return [
        Finding(
            code="header-unknown",
            message=f"Not in the vocabulary of measures: {'、'.join(names)}",
            evidence={"columns": names},
            locator=(shape.header or shape.body)[0].locator,
        )
    ]
