"""A bulletin as the rows of an archive's tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from db.search import spread
from parser.bulletin import Annex, Bulletin, Department, Period, Person, Row, Table, Value
from parser.document import Locator
from parser.finding import Finding

if TYPE_CHECKING:
    from db.load import Provenance, Resolve

_TOO_LARGE = 2**63
SqlRow = tuple[object, ...]


class Writer:
    """Gathers the rows of one bulletin and writes them table by table."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        bulletin: Bulletin,
        identifier: str,
        resolve: Resolve | None,
    ) -> None:
        self.connection = connection
        self.bulletin = bulletin
        self.identifier = identifier
        self.departments: dict[str, Department] = {}
        self.by_label: dict[str, Department] = {}
        self.resolve = resolve

    def write(self, provenance: Provenance) -> None:
        """Write every row; the caller's transaction makes them all or none."""
        bulletin = self.bulletin
        self._gather_departments()
        self._insert("bulletins", [self._bulletin_row(provenance)])
        self._insert("sources", [(self.identifier, bulletin.source.path)])
        self._sections()
        self._annexes(bulletin.annexes)
        self._paragraphs()
        self._narrative()
        self._findings()

    def _insert(self, table: str, rows: Sequence[SqlRow]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)

    def _next(self, table: str, key: str) -> int:
        query = f'SELECT coalesce(max("{key}"), 0) + 1 FROM "{table}"'
        number: int = self.connection.execute(query).fetchone()[0]
        return number

    def _gather_departments(self) -> None:
        rows = [
            row
            for annex in self.bulletin.annexes
            for table in annex.tables
            for row in table.rows
            if row.department is not None
        ]
        for row in rows:
            assert row.department is not None
            self.departments[row.department.id] = row.department
            if row.label:
                self.by_label[row.label] = row.department
        for fact in self.bulletin.facts:
            if fact.entity and (found := self._entity(fact.entity)):
                self.departments[found.id] = found
        self.connection.executemany(
            "INSERT INTO departments VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
            [(found.id, found.name) for found in self.departments.values()],
        )

    def _entity(self, name: str) -> Department | None:
        if name not in self.by_label and self.resolve is not None:
            bulletin = self.bulletin
            period = bulletin.period.label if bulletin.period else None
            date = period[:4] if period and not period[5:6].isdigit() else (period or "")[:7]
            found = self.resolve(name, bulletin.issuer, date or None)
            if found is not None:
                self.by_label[name] = found
        return self.by_label.get(name)

    def _bulletin_row(self, provenance: Provenance) -> SqlRow:
        bulletin, source = self.bulletin, self.bulletin.source
        period = bulletin.period or Period(kind=None, year=None)
        return (
            self.identifier,
            source.sha256,
            source.path,
            source.format,
            source.reader,
            bulletin.title,
            bulletin.issuer,
            period.label,
            period.kind,
            period.year,
            period.month,
            period.first_month,
            period.last_month,
            period.year_source,
            _json(list(period.evidence)),
            provenance.published,
            provenance.source_page,
            provenance.licence,
            None,
            None,
            provenance.parser_version,
            provenance.options_text,
        )

    def _sections(self) -> None:
        first = self._next("sections", "section_id")
        self._insert(
            "sections",
            [
                (
                    first + position,
                    self.identifier,
                    position,
                    section.level,
                    section.number,
                    section.heading,
                    section.raw,
                    _place(section.locator),
                )
                for position, section in enumerate(self.bulletin.sections)
            ],
        )

    def _annexes(self, annexes: Sequence[Annex]) -> None:
        annex_id = self._next("annexes", "annex_id")
        for position, annex in enumerate(annexes):
            row = (annex_id, self.identifier, position, annex.number, annex.title, annex.announced)
            self._insert("annexes", [(*row, _place(annex.locator))])
            for number, table in enumerate(annex.tables):
                self._table(annex_id, number, table)
            annex_id += 1

    def _table(self, annex_id: int, position: int, table: Table) -> None:
        table_id = self._next("annex_tables", "table_id")
        head = (table_id, annex_id, position, table.layout, _place(table.locator))
        self._insert("annex_tables", [head])
        first_column = self._next("table_columns", "column_id")
        columns = [
            (
                first_column + n,
                table_id,
                n,
                "/".join(column.path),
                _json(list(column.path)),
                column.measure,
                column.unit,
            )
            for n, column in enumerate(table.columns)
        ]
        self._insert("table_columns", columns)
        identities = [
            (
                table_id,
                n,
                identity.kind,
                identity.total,
                _json(list(identity.parts)),
                int(identity.clipped),
                identity.origin,
                identity.confirmed,
                identity.contradicted,
            )
            for n, identity in enumerate(table.identities)
        ]
        self._insert("identities", identities)
        self._rows(table_id, first_column, table.rows)

    def _rows(self, table_id: int, first_column: int, rows: Sequence[Row]) -> None:
        first_row = self._next("table_rows", "row_id")
        cell_id = self._next("cells", "cell_id")
        row_rows: list[SqlRow] = []
        cells: list[SqlRow] = []
        candidates: list[SqlRow] = []
        for position, row in enumerate(rows):
            row_id = first_row + position
            row_rows.append((row_id, table_id, position, *_row_fields(row)))
            for n, cell in enumerate(row.cells):
                tick = cell.value is True
                value = _number(cell.value)
                said = (cell.raw, value, int(tick), cell.unit, cell.status, _words(cell.basis))
                place = (round(cell.probability, 6), _place(cell.locator))
                cells.append((cell_id, row_id, first_column + cell.column, n, *said, *place))
                if cell.candidates != (cell.column,):
                    candidates += [
                        (cell_id, rank, first_column + column)
                        for rank, column in enumerate(cell.candidates)
                    ]
                cell_id += 1
        self._insert("table_rows", row_rows)
        self._insert("cells", cells)
        self._insert("cell_candidates", candidates)

    def _paragraphs(self) -> None:
        first = self._next("paragraphs", "paragraph_id")
        passages = [
            (heading, passage)
            for heading, passage in self.bulletin.passages()
            if passage.text.strip()
        ]
        self._insert(
            "paragraphs",
            [
                (
                    first + position,
                    self.identifier,
                    position,
                    heading,
                    passage.role,
                    passage.text,
                    _place(passage.locator),
                )
                for position, (heading, passage) in enumerate(passages)
            ],
        )
        self.connection.executemany(
            "INSERT INTO paragraphs_fts (rowid, text) VALUES (?, ?)",
            [(first + n, spread(passage.text)) for n, (_, passage) in enumerate(passages)],
        )

    def _narrative(self) -> None:
        bulletin, identifier = self.bulletin, self.identifier
        first = self._next("facts", "fact_id")
        facts: list[SqlRow] = []
        for n, fact in enumerate(bulletin.facts):
            found = self._entity(fact.entity) if fact.entity else None
            value = _number(fact.value)
            whose = (fact.section, fact.measure, fact.entity, found.id if found else None)
            change = (fact.previous, fact.change, fact.change_kind, fact.base)
            said = (value, fact.unit, *change, fact.period, fact.kind, fact.quote)
            facts.append((first + n, identifier, n, *whose, *said, _place(fact.locator)))
        self._insert("facts", facts)
        first = self._next("people", "person_id")
        people = [
            (first + n, identifier, n, p.section, *_person_fields(p), _place(p.locator))
            for n, p in enumerate(bulletin.people)
        ]
        self._insert("people", people)
        first = self._next("events", "event_id")
        events = [
            (first + n, identifier, n, e.section, e.date, e.text, _place(e.locator))
            for n, e in enumerate(bulletin.events)
        ]
        self._insert("events", events)

    def _findings(self) -> None:
        first = self._next("findings", "finding_id")
        findings = [
            (first + n, self.identifier, n, *_finding_fields(f))
            for n, f in enumerate(self.bulletin.findings)
        ]
        self._insert("findings", findings)


def _number(value: Value | None) -> int | float | None:
    """Return a number as SQLite can hold it; a whole number of more than 18 digits rounded."""
    if isinstance(value, float) or value is None:
        return value
    return int(value) if abs(value) < _TOO_LARGE else float(value)


def _row_fields(row: Row) -> SqlRow:
    found = row.department
    name = (found.id, found.method, found.score) if found else (None, None, None)
    return (row.number, row.label, row.raw, row.kind, *name, int(row.cut), _place(row.locator))


def _person_fields(person: Person) -> SqlRow:
    return (person.name, person.department, person.context, person.quote)


def _finding_fields(finding: Finding) -> SqlRow:
    where = _place(finding.locator) if finding.locator else None
    return (finding.code, finding.severity, finding.message, _json(finding.evidence), where)


def _place(locator: Locator) -> str:
    return _json(locator.as_json())


def _json(value: object) -> str:
    return _ENCODER.encode(value)


@lru_cache(maxsize=256)
def _words(words: tuple[str, ...]) -> str:
    return _json(list(words))


def _listed(value: object) -> object:
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_listed)
