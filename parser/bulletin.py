"""The values a bulletin is made of, from the whole down to the single cell.

Everything is frozen, every interpretation stands beside the raw text it came from and the
locator of its place. Unknown is ``None``. :meth:`Bulletin.as_json` is the public shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from parser.document import Format, Locator
from parser.finding import Finding

Status = Literal["printed", "proven", "inferred", "ambiguous", "reviewed"]
"""How sure a cell's column is; see the contract's table of status words."""

Basis = Literal["layout", "order", "row", "total", "other-months", "model", "person"]
"""What forced or suggested a cell's column."""

Layout = Literal["grid", "collapsed"]
RowKind = Literal["department", "total", "other"]
PeriodKind = Literal["month", "quarter", "half", "year", "range", "week"]
YearSource = Literal["argument", "manifest", "filename", "text", "properties"]
Method = Literal["exact", "alias", "composed", "fuzzy"]
PassageRole = Literal["title", "lead", "heading", "body", "label", "note", "header", "row"]
Value = int | float | bool
"""A number, or ``True`` for a tick (√)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the document's text as printed: never more than one source block."""

    text: str
    role: PassageRole
    locator: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file a bulletin was read from."""

    path: str
    sha256: str
    format: Format
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What time a bulletin is about.

    ``month`` is set for ``month`` only. ``first_month``/``last_month`` (1..12) bound the
    other kinds within ``year``; ``label`` is ``2017-03``, ``2017-Q1``, ``2017-H1``, ``2017``
    or ``2017-01/2017-03``, and ``None`` while the year is unknown. A range whose last month is
    before its first ends in the following year. ``window`` is the interval of days that the
    statistics cover (``2016-03-04/2016-03-10``) where the source prints it, and the label of
    a week, and of a range that is not one of whole months (2022-03-26/2022-04-25).
    ``evidence`` quotes what said so.
    """

    kind: PeriodKind | None
    year: int | None
    month: int | None = None
    first_month: int | None = None
    last_month: int | None = None
    year_source: YearSource | None = None
    window: str | None = None
    evidence: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """The period as a label, if the year is known."""
        if self.year is None:
            return None
        first, last = self.first_month, self.last_month
        match self.kind:
            case "month":
                return f"{self.year:04d}-{self.month:02d}" if self.month else None
            case "quarter":
                return f"{self.year:04d}-Q{(last + 2) // 3}" if last else None
            case "half":
                return f"{self.year:04d}-H{(last + 5) // 6}" if last else None
            case "year":
                return f"{self.year:04d}"
            case "range":
                if first is None or last is None:
                    return self.window
                last_year = self.year + (last < first)
                return f"{self.year:04d}-{first:02d}/{last_year:04d}-{last:02d}"
            case "week":
                return self.window
            case _:
                return None

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "label": self.label,
            "year": self.year,
            "month": self.month,
            "kind": self.kind,
            "year_source": self.year_source,
            "first_month": self.first_month,
            "last_month": self.last_month,
            "window": self.window,
            "evidence": list(self.evidence),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the narrative.

    ``number`` is the bare number (一, 1), ``heading`` the bare heading, ``raw`` both as
    printed with punctuation (``一、主要工作``, ``1﹒…情况。``). A stretch of text before the
    first heading, or the list of annexes, has neither. ``passages`` is the body.
    """

    level: int
    number: str | None
    heading: str | None
    raw: str
    passages: tuple[Passage, ...]
    locator: Locator

    @property
    def text(self) -> str:
        """The body as printed, paragraphs separated by line ends."""
        return "\n".join(passage.text for passage in self.passages)

    @property
    def printed(self) -> tuple[Passage, ...]:
        """Heading, if there is one, and body as printed."""
        if not self.raw:
            return self.passages
        return (Passage(text=self.raw, role="heading", locator=self.locator), *self.passages)

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "level": self.level,
            "number": self.number,
            "heading": self.heading,
            "raw": self.raw,
            "text": self.text,
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A body of the register that a printed name was resolved to."""

    id: str
    name: str
    method: Method
    score: float

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {"id": self.id, "name": self.name, "method": self.method, "score": self.score}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A data column: its header from the outermost group inward, and what it measures."""

    path: tuple[str, ...]
    measure: str | None = None
    unit: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {"path": list(self.path), "measure": self.measure}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A printed value and the column it belongs to.

    ``candidates`` are the 0-based data columns that remain possible, best first, and hold
    ``column``. ``probability`` is that of ``column``.
    """

    column: int
    raw: str
    value: Value | None
    unit: str | None
    status: Status
    basis: tuple[Basis, ...]
    probability: float
    candidates: tuple[int, ...]
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "column": self.column,
            "raw": self.raw,
            "value": self.value,
            "unit": self.unit,
            "status": self.status,
            "basis": list(self.basis),
            "probability": round(self.probability, 4),
            "candidates": list(self.candidates),
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row: ``label`` is the name without inner spaces, ``raw`` the name as printed.

    ``cut`` says that the document breaks off in the row: values may have followed.
    """

    number: str | None
    label: str | None
    raw: str | None
    kind: RowKind
    department: Department | None
    cells: tuple[Cell, ...]
    locator: Locator
    cut: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "number": self.number,
            "label": self.label,
            "raw": self.raw,
            "kind": self.kind,
            "cut": self.cut,
            "department": self.department.as_json() if self.department else None,
            "cells": [cell.as_json() for cell in self.cells],
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A sum that a table's own columns are found to satisfy: ``total`` = sum of ``parts``.

    A difference column is the same fact written as ``minuend = difference + subtrahend``;
    ``clipped`` says it is printed only where positive (未办结 = 收件 - 办结).
    ``confirmed``/``contradicted`` count the rows that speak for and against it.
    """

    kind: Literal["sum", "difference", "rate"]
    total: int
    parts: tuple[int, ...]
    clipped: bool = False
    origin: Literal["header", "data"] = "header"
    confirmed: int = 0
    contradicted: int = 0

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "kind": self.kind,
            "total": self.total,
            "parts": list(self.parts),
            "clipped": self.clipped,
            "origin": self.origin,
            "confirmed": self.confirmed,
            "contradicted": self.contradicted,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of an annex. ``source`` holds its printed lines (or grid rows), header first."""

    layout: Layout
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: tuple[Passage, ...]
    identities: tuple[Identity, ...]
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "layout": self.layout,
            "columns": [column.as_json() for column in self.columns],
            "rows": [row.as_json() for row in self.rows],
            "identities": [identity.as_json() for identity in self.identities],
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex: ``number`` and ``title`` as far as known, and all that stands in it.

    ``label`` are the printed lines of label and titles (附件3 / 3月份…统计表);
    ``announced`` is the title under which the body's list of annexes names it.
    """

    number: int | None
    title: str | None
    announced: str | None
    label: tuple[Passage, ...]
    passages: tuple[Passage, ...]
    notes: tuple[Passage, ...]
    tables: tuple[Table, ...]
    locator: Locator

    @property
    def running_text(self) -> tuple[Passage, ...]:
        """Text and notes in reading order: all but label, title and tables."""
        return tuple(sorted((*self.passages, *self.notes), key=_place))

    @property
    def text(self) -> str:
        """The running text, notes among it, paragraphs separated by line ends."""
        return "\n".join(passage.text for passage in self.running_text)

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "number": self.number,
            "title": self.title,
            "announced": self.announced,
            "notes": [note.text for note in self.notes],
            "text": self.text,
            "tables": [table.as_json() for table in self.tables],
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number in running text.

    ``previous`` is the value before, ``change`` the change as printed (percent for a
    relative one, percentage points for a rate's, else in ``unit``), ``change_kind`` which of
    these it is and ``base`` what it compares with. ``period`` is a label such as ``2017-03``,
    ``2017-01/2017-03`` (cumulative), ``2017-03-31`` (as of) or ``None``.
    ``kind`` tells a result from a threshold (不低于92%) or a target. ``label`` are the printed
    words that say what is measured, ``whole`` is the figure that this one is printed as a part
    of (其中).
    """

    measure: str | None
    entity: str | None
    value: Value
    unit: str | None
    previous: float | int | None = None
    change: float | int | None = None
    change_kind: Literal["relative", "points", "absolute"] | None = None
    base: Literal["同比", "环比"] | None = None
    period: str | None = None
    kind: Literal["result", "threshold", "target"] = "result"
    label: str | None = None
    whole: int | float | None = None
    quote: str
    section: int | None
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "measure": self.measure,
            "entity": self.entity,
            "value": self.value,
            "previous": self.previous,
            "change": self.change,
            "change_kind": self.change_kind,
            "base": self.base,
            "unit": self.unit,
            "period": self.period,
            "kind": self.kind,
            "label": self.label,
            "whole": self.whole,
            "quote": self.quote,
            "section": self.section,
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person named in running text; ``department`` is the name that stands before."""

    name: str
    department: str | None
    context: Literal["commended", "official"]
    quote: str
    section: int | None
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "name": self.name,
            "department": self.department,
            "context": self.context,
            "quote": self.quote,
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated event in running text (3月14日,召开…会议)."""

    date: str
    text: str
    section: int | None
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {"date": self.date, "text": self.text, "locator": self.locator.as_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One bulletin with everything recovered from it."""

    source: Source
    title: str | None
    title_passages: tuple[Passage, ...]
    issuer: str | None
    period: Period | None
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    facts: tuple[Fact, ...] = ()
    people: tuple[Person, ...] = ()
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def lead(self) -> str | None:
        """The text before the first heading, if there is any."""
        leads = (s for s in self.sections if any(p.role == "lead" for p in s.passages))
        return next((section.text for section in leads), None)

    def passages(self) -> Iterator[tuple[str | None, Passage]]:
        """Yield ``(heading or annex title, passage)`` for every stretch of text.

        In reading order; together the passages are the document's text.
        """
        gathered: list[tuple[str | None, Passage]] = [(None, p) for p in self.title_passages]
        for section in self.sections:
            gathered += [(section.heading, passage) for passage in section.printed]
        for annex in self.annexes:
            own = [*annex.label, *annex.passages, *annex.notes]
            own += [line for table in annex.tables for line in table.source]
            gathered += [(annex.title, passage) for passage in own]
        yield from sorted(gathered, key=lambda item: _place(item[1]))

    def as_json(self) -> dict[str, object]:
        """Return the public shape of ``tongbao parse --json``."""
        source = self.source
        return {
            "source": {
                "path": source.path,
                "sha256": source.sha256,
                "format": source.format,
                "reader": source.reader,
            },
            "title": self.title,
            "issuer": self.issuer,
            "lead": self.lead,
            "period": (self.period or Period(kind=None, year=None)).as_json(),
            "sections": [section.as_json() for section in self.sections],
            "annexes": [annex.as_json() for annex in self.annexes],
            "facts": [fact.as_json() for fact in self.facts],
            "people": [person.as_json() for person in self.people],
            "events": [event.as_json() for event in self.events],
            "findings": [finding.as_json() for finding in self.findings],
        }


def _place(passage: Passage) -> tuple[int, int, int]:
    locator = passage.locator
    return locator.block, locator.row or 0, locator.start or 0
