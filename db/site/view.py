"""A bulletin as its page shows it: values, each with its place in the source."""

from __future__ import annotations

from dataclasses import dataclass

from db.site.places import Locator, PassageView, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is known of a bulletin as a whole."""

    bulletin_id: str
    sha256: str
    source: str
    format: str
    reader: str
    title: str | None
    issuer: str | None
    period: str | None
    period_kind: str | None
    year_source: str | None
    period_evidence: str
    published: str | None
    source_page: str | None
    licence: str | None
    superseded_by: str | None
    superseded_why: str | None
    parser_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """A printed value in its (best) column; ``key`` names it within the bulletin for good.

    ``candidates`` are column positions, best first; ``place`` is where it is printed.
    """

    key: str
    column: int
    raw: str
    unit: str | None
    status: str
    basis: tuple[str, ...]
    probability: float
    candidates: tuple[int, ...]
    locator: Locator
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row of a table."""

    number: str | None
    label: str | None
    raw: str | None
    kind: str
    department_id: str | None
    cut: bool
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """A data column: its header from the outermost group inward."""

    path: tuple[str, ...]
    measure: str | None
    unit: str | None

    @property
    def name(self) -> str:
        """The header on one line."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table with its columns, rows and the sums that its columns keep."""

    layout: str
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    identities: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexView:
    """An annex with its tables; ``notes`` are the paragraphs of its text."""

    position: int
    number: int | None
    title: str | None
    tables: tuple[TableView, ...]
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """A number in running text; ``signs`` are what it rests on and what speaks against it."""

    measure: str | None
    entity: str | None
    value: int | float | str
    unit: str | None
    kind: str
    status: str
    signs: tuple[str, ...]
    probability: float
    quote: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding and where it stands."""

    code: str
    severity: str
    message: str
    locator: Locator | None
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinView:
    """All of a bulletin."""

    head: Head
    passages: tuple[PassageView, ...]
    annexes: tuple[AnnexView, ...]
    facts: tuple[FactView, ...]
    findings: tuple[FindingView, ...]

    @property
    def statuses(self) -> dict[str, int]:
        """How many values have each status."""
        counts: dict[str, int] = {}
        for _, _, cell in self.cells():
            counts[cell.status] = counts.get(cell.status, 0) + 1
        return counts

    def cells(self) -> list[tuple[TableView, RowView, CellView]]:
        """Return every value with its row and table."""
        return [
            (table, row, cell)
            for annex in self.annexes
            for table in annex.tables
            for row in table.rows
            for cell in row.cells
        ]
