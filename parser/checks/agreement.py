"""Figures of one thing in two places: the text against the annexes.

Two figures are compared only if they mean the same: the text's total and a total row of the
same measure, a department's figure and its row. Where a table agrees with nothing around, it
is taken to be about something else and nothing is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.bulletin import Annex, Section
from parser.checks.slips import is_slip
from parser.finding import Finding
from parser.statement import Fact
from parser.table import Cell, Row, Table
from parser.tables.shortfall import digit_swaps

FIXED = ("printed", "proven", "reviewed")
"""Statuses of figures whose column is certain."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure of a table: whose, of what, and where."""

    annex: int
    called: str
    name: str | None
    measure: str
    cell: Cell
    rows: float | int | None = None
    """What the rows add up to, where the figure is their total."""


def check_prose_against_tables(
    facts: Sequence[Fact], annexes: Sequence[Annex], sections: Sequence[Section] = ()
) -> tuple[Finding, ...]:
    """Compare the text's figures of the bulletin's own period with the annexes' rows.

    Silent where any annex agrees, where the table prints the figure for another row, and
    where no other figure shows that text and annex are about the same thing, unless the two
    figures differ by one slip of the pen. A table within the ``sections`` of the body is
    about what the part is about that it stands in.
    """
    places = list(_places(annexes))
    chapters = _chapters(sections)
    within = {order: _chapter_of(annex, sections, chapters) for order, annex in enumerate(annexes)}
    findings: list[Finding] = []
    current = [fact for fact in facts if _comparable(fact) or _is_part_of_total(fact, places)]
    agreeing = {place.annex for f in current for place in _same(f, places) if _equal(f, place)}
    said: set[tuple[str | None, str | None]] = set()
    for fact in current:
        same = _same(fact, places)
        key = (fact.measure, fact.entity)
        if not same or key in said or any(_equal(fact, place) for place in same):
            continue
        if any(place.rows == fact.value for place in same):
            continue  # the total is at fault, which its own table tells
        if fact.entity is not None and any(_is_of_other(fact, place) for place in places):
            continue  # whose figure it is may be misread
        here = chapters[fact.section] if fact.section is not None and chapters else None
        near = [
            place
            for place in same
            if not any(_tells(other, fact, place) for other in facts)
            and (
                is_slip(fact.value, place.cell.value)
                or (
                    place.annex in agreeing
                    and (None in (here, of := within[place.annex]) or here == of)
                )
            )
        ]
        if len(near) == 1:
            said.add(key)
            findings.append(_prose_finding(fact, near[0]))
    return tuple(findings)


def _tells(other: Fact, fact: Fact, place: _Place) -> bool:
    """Tell whether the table's figure is another of the text, so that this one is of its own.

    受理46件,派遣16件, a table of 16; 满分150分,得分145分, a table of 145. A slip is one still, but
    for two digits swapped: of those the text tells by itself.
    """
    if not _equal(other, place) or other.unit != fact.unit:
        return False
    # Whose figure it is may be misread, of two of a kind in one paragraph.
    beside = (other.measure, other.locator.block) == (fact.measure, fact.locator.block)
    if other.entity != fact.entity and not beside:
        return False
    if not is_slip(fact.value, place.cell.value):
        return True
    same = other.measure == fact.measure and fact.entity is None
    return same and str(fact.value) in digit_swaps(str(other.value))


def _is_of_other(fact: Fact, place: _Place) -> bool:
    """Tell whether a table prints the figure, for another row."""
    return (
        place.measure == fact.measure
        and place.name not in (None, fact.entity)
        and _equal(fact, place)
    )


def _chapters(sections: Sequence[Section]) -> tuple[int | None, ...]:
    """The numbered section of the first level that each section is, or is part of."""
    found: list[int | None] = []
    for order, section in enumerate(sections):
        opens = section.level == 1 and section.number is not None
        within = found[-1] if found and section.number is not None else None
        found.append(order if opens else within)
    return tuple(found)


def _chapter_of(
    annex: Annex, sections: Sequence[Section], chapters: Sequence[int | None]
) -> int | None:
    """The chapter in which a table of the body stands; an annex behind the text is in none."""
    before = [n for n, one in enumerate(sections) if one.locator.block < annex.locator.block]
    after = len(before) < len(sections)
    return chapters[before[-1]] if before and after else None


def _comparable(fact: Fact) -> bool:
    return (
        fact.kind == "result"
        and fact.measure is not None
        and fact.unit != "%"
        and not fact.measure.endswith(("_share", "_ytd", "_yoy", "_mom", "_change"))
        and fact.whole is None
    ) or _is_named_part(fact)


def _is_named_part(fact: Fact) -> bool:
    """A part with a measure of its own (大厅受理) stands in the total row too."""
    measure = fact.measure or ""
    named = measure.startswith(("received_", "completed_")) and not measure.endswith("_total")
    return fact.kind == "result" and fact.unit != "%" and named and "_share" not in measure


def _is_part_of_total(fact: Fact, places: Sequence[_Place]) -> bool:
    """Tell whether a department's part is one of a whole that a total row prints too."""
    return (
        fact.kind == "result"
        and fact.entity is not None
        and fact.whole is not None
        and fact.unit != "%"
        and any(place.name is None and place.cell.value == fact.whole for place in places)
    )


def _places(annexes: Sequence[Annex]) -> Iterator[_Place]:
    for order, annex in enumerate(annexes):
        for table in annex.tables:
            for row in table.rows:
                for cell in row.cells:
                    measure = table.columns[cell.column].measure
                    if measure and cell.status in FIXED and not isinstance(cell.value, bool):
                        rows = _sum_of_rows(table, cell.column) if row.kind == "total" else None
                        called = name_of(annexes, order)
                        yield _Place(order, called, _row_name(row), measure, cell, rows)


def name_of(annexes: Sequence[Annex], order: int) -> str:
    """How a finding calls an annex: by its number, by its title, or by its place."""
    annex = annexes[order]
    if annex.number is not None:
        return f"annex {annex.number}"
    alone = "the annex" if len(annexes) == 1 else f"annex {order + 1} of {len(annexes)}"
    return f"《{annex.title}》" if annex.title else alone


def _sum_of_rows(table: Table, column: int) -> float | int:
    return sum(
        cell.value
        for row in table.rows
        if row.kind == "department"
        for cell in row.cells
        if cell.column == column and cell.value is not None and cell.status in FIXED
    )


def _row_name(row: Row) -> str | None:
    """The row's department as printed; ``None`` for a total row."""
    return None if row.kind == "total" else (row.label or "?")


def _same(fact: Fact, places: Sequence[_Place]) -> list[_Place]:
    """The table's figures of the same thing: of the row of that name, or the one alike."""
    told = [one for one in places if one.measure == fact.measure and one.cell.value]
    exact = [place for place in told if place.name == fact.entity]
    if exact or fact.entity is None:
        return exact
    plain = _plain(fact.entity)
    alike = [place for place in told if place.name and _plain(place.name) == plain]
    rows = Counter((place.annex, place.cell.column) for place in alike)
    return [place for place in alike if rows[place.annex, place.cell.column] == 1]


def _plain(name: str) -> str:
    """A body's name without its region's rank and its window (市住建局窗口)."""
    return re.sub("^[省市县区](?=.{2})|窗口$", "", name)


def _equal(fact: Fact, place: _Place) -> bool:
    return place.cell.value == fact.value


def _prose_finding(fact: Fact, place: _Place) -> Finding:
    return Finding(
        code="prose-table-mismatch",
        message=f"the text says {fact.value}, {place.called} says {place.cell.value}",
        evidence={
            "measure": fact.measure,
            "entity": fact.entity,
            "text": fact.value,
            "table": place.cell.value,
            "slip": is_slip(fact.value, place.cell.value),
            "table_at": place.cell.locator.as_json(),
        },
        locator=fact.locator,
    )
