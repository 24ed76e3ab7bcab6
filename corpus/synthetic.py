"""The truth of a synthetic bulletin: what it says, before anything is printed or flattened.

Everything here is invented, and says so: :attr:`SyntheticBulletin.marker` stands in the
title of every one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from parser.document import Locator
from parser.numerals import read_number
from parser.table import Column, RowKind
from parser.tables.values import PrintedValue, ValueRow

ErrorKind = Literal["total-swap", "total-off", "row-missing", "row-swap", "row-off"]
"""What was made wrong on purpose: in the total row, by leaving a row out, or in a row."""

MARKER = "[合成样本]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A node of a header tree; a leaf is a data column with its measure."""

    text: str
    measure: str | None = None
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedError:
    """A source error: the printed figure differs from the ``meant`` one.

    ``column`` and ``printed`` are ``None`` for a row that is left out; ``label`` names the row.
    """

    kind: ErrorKind
    label: str
    column: int | None
    meant: str | None
    printed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticRow:
    """A row with one entry a data column, as printed; ``None`` is a blank."""

    number: str | None
    label: str
    kind: RowKind
    cells: tuple[str | None, ...]

    @property
    def filled(self) -> tuple[int, ...]:
        """The true column of each printed value, from left to right."""
        return tuple(c for c, text in enumerate(self.cells) if text is not None)

    @property
    def collapsed(self) -> tuple[str | None, ...]:
        """The cells with the blanks moved to the row's end, as flattening leaves them."""
        printed = [text for text in self.cells if text is not None]
        return (*printed, *(None for _ in range(len(self.cells) - len(printed))))


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticTable:
    """A table: header tree over the data columns, and rows in printed order.

    ``lead`` are the headers of the columns before the data (序号, 部门名称).
    """

    family: str
    lead: tuple[str, str]
    header: tuple[Heading, ...]
    rows: tuple[SyntheticRow, ...]
    errors: tuple[InjectedError, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The data columns as the parser should recover them."""
        return tuple(_leaves(self.header, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticSection:
    """A section of the narrative: its number, heading and paragraphs, by level."""

    level: int
    number: str
    heading: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticAnnex:
    """An annex with its number, title, table and the notes below it."""

    number: int
    title: str
    table: SyntheticTable
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticBulletin:
    """A whole bulletin of one issuer for one month."""

    issuer: str
    year: int
    month: int
    title: str
    sections: tuple[SyntheticSection, ...]
    annexes: tuple[SyntheticAnnex, ...]
    marker: str = MARKER


def value_rows(table: SyntheticTable, *, collapsed: bool) -> tuple[ValueRow, ...]:
    """Return the table's rows as a reader would pass them on, with or without their blanks."""
    return tuple(
        ValueRow(
            values=tuple(printed(text) for text in row.cells if text is not None),
            kind=row.kind,
            label=row.label,
            locator=Locator(block=position),
            columns=None if collapsed else row.filled,
        )
        for position, row in enumerate(table.rows)
    )


def printed(text: str) -> PrintedValue:
    """Read a printed cell: a number with its unit, a tick, or text that is neither."""
    if text == "√":
        return PrintedValue(raw=text, value=True)
    number = read_number(text)
    if number is None:
        return PrintedValue(raw=text, value=None)
    return PrintedValue(raw=text, value=number.value, unit=number.unit)


def _leaves(headings: Sequence[Heading], above: tuple[str, ...]) -> list[Column]:
    columns: list[Column] = []
    for heading in headings:
        path = (*above, heading.text)
        if heading.children:
            columns += _leaves(heading.children, path)
        else:
            rate = (heading.measure or "").endswith("_rate")
            columns.append(Column(path=path, measure=heading.measure, unit="%" if rate else None))
    return columns
