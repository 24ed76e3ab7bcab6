"""What is odd about a table's rows: numbers out of order, names twice, an end broken off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parser.finding import Finding
from parser.tables.body import BodyRow
from parser.tables.cells import read_cell, sequence_number
from parser.tables.flat import FlatTable
from parser.text import compact


def row_findings(body: Sequence[BodyRow], *, ranked: bool = False) -> tuple[Finding, ...]:
    """Return the findings on sequence numbers and repeated names; ranks are no sequence."""
    return (*(() if ranked else _sequence(body)), *_duplicates(body))


def _sequence(body: Sequence[BodyRow]) -> list[Finding]:
    """Report every number that neither follows the row before nor leads to the row after.

    One wrong number breaks two steps; it is reported once. Numbers that start anew at 1
    begin a part of the table.
    """
    numbered = [
        (row, number)
        for row in body
        if row.number and (number := sequence_number(row.number.text)) is not None
    ]
    if len(numbered) < 3:
        return []
    found: list[Finding] = []
    expected = numbered[0][1]
    for index, (row, number) in enumerate(numbered):
        if number == expected or (number == 1 and index):
            expected = number + 1
            continue
        following = numbered[index + 1][1] if index + 1 < len(numbered) else None
        slip = following == expected + 1
        found.append(_out_of_sequence(row, number, expected))
        expected = expected + 1 if slip or following is None else number + 1
    # Ranks with ties and the like: if most steps are odd, the numbers are no sequence. Of a
    # short table one jump is told where the numbers only rise.
    rising = all(one < other for (_, one), (_, other) in pairwise(numbered))
    few = len(found) * 4 <= len(numbered) or (len(found) == 1 and rising)
    return found if few else []


def _out_of_sequence(row: BodyRow, number: int, expected: int) -> Finding:
    name = compact(row.label.text) if row.label else ""
    return Finding(
        code="sequence-number",
        message=f"Sequence number {number} is printed where {expected} belongs ({name})",
        evidence={"printed": number, "expected": expected, "label": name},
        locator=row.number.locator if row.number else row.flat.locator,
    )


def _duplicates(body: Sequence[BodyRow]) -> list[Finding]:
    first: dict[tuple[str, ...], BodyRow] = {}
    found = []
    classed: tuple[str, ...] = ()
    for row in body:
        # A category printed once stands for the rows beneath it.
        classed = tuple(compact(slot.text) for _, slot in row.categories) or classed
        if row.label is None or row.kind != "department":
            continue
        key = (*classed, compact(row.label.text))
        if key in first:
            same = [s.text for s in first[key].figures] == [s.text for s in row.figures]
            found.append(
                Finding(
                    code="duplicate-row",
                    message=f"{key[-1]} stands twice in the table",
                    evidence={
                        "label": key[-1],
                        "same_figures": same,
                        "first": first[key].flat.locator.as_json(),
                    },
                    locator=row.flat.locator,
                )
            )
        first.setdefault(key, row)
    return found


def ends_short(body: Sequence[BodyRow]) -> bool:
    """Tell whether the last row alone has fewer separators than the table is wide."""
    if not body or not body[-1].flat.open or body[-1].places is not None:
        return False
    return not any(row.flat.open for row in body[:-1])


def breaks_off(table: FlatTable, body: Sequence[BodyRow], *, padding_dropped: bool) -> bool:
    """Tell whether a table at the document's end breaks off in its last row.

    It does if that row ends short and no line follows it. Where other tables of the document
    end short too (``padding_dropped``), that is the form, and the row must itself stop in the
    middle: its last figure repeats its first, a second total whose parts are missing.
    """
    if not table.ends_document or not ends_short(body):
        return False
    if not padding_dropped:
        return True
    values = [read_cell(slot.text).value for slot in body[-1].figures]
    return len(values) > 3 and values[-1] is not None and values[-1] == values[0]
