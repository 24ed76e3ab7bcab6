"""A bulletin as the rows of an archive's tables."""

from __future__ import annotations

import sqlite3

from db.provenance import Provenance, Resolve
from db.rows import SqlRow, insert, json_of, next_key, number_of, place_of
from db.search_terms import spread
from db.writing_tables import write_annexes
from parser.bulletin import Bulletin, Period
from parser.finding import Finding
from parser.statement import Person
from parser.table import Department


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
        insert(self.connection, "bulletins", [self._bulletin_row(provenance)])
        insert(self.connection, "sources", [(self.identifier, bulletin.source.path)])
        self._sections()
        write_annexes(self.connection, self.identifier, bulletin.annexes)
        self._paragraphs()
        self._narrative()
        self._findings()

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
            json_of(list(period.evidence)),
            provenance.published,
            provenance.source_page,
            provenance.licence,
            None,
            None,
            provenance.parser_version,
            provenance.options_text,
        )

    def _sections(self) -> None:
        first = next_key(self.connection, "sections", "section_id")
        insert(
            self.connection,
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
                    place_of(section.locator),
                )
                for position, section in enumerate(self.bulletin.sections)
            ],
        )

    def _paragraphs(self) -> None:
        first = next_key(self.connection, "paragraphs", "paragraph_id")
        passages = [
            (heading, passage)
            for heading, passage in self.bulletin.passages()
            if passage.text.strip()
        ]
        insert(
            self.connection,
            "paragraphs",
            [
                (
                    first + position,
                    self.identifier,
                    position,
                    heading,
                    passage.role,
                    passage.text,
                    place_of(passage.locator),
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
        first = next_key(self.connection, "facts", "fact_id")
        facts: list[SqlRow] = []
        for n, fact in enumerate(bulletin.facts):
            found = self._entity(fact.entity) if fact.entity else None
            value = number_of(fact.value)
            whose = (fact.section, fact.measure, fact.entity, found.id if found else None)
            change = (fact.previous, fact.change, fact.change_kind, fact.base)
            said = (value, fact.unit, *change, fact.period, fact.kind, fact.label, fact.whole)
            sure = (
                fact.status,
                json_of(list(fact.basis)),
                json_of(list(fact.doubts)),
                fact.probability,
            )
            place = (fact.quote, place_of(fact.locator))
            facts.append((first + n, identifier, n, *whose, *said, *sure, *place))
        insert(self.connection, "facts", facts)
        first = next_key(self.connection, "people", "person_id")
        people = [
            (first + n, identifier, n, p.section, *_person_fields(p), place_of(p.locator))
            for n, p in enumerate(bulletin.people)
        ]
        insert(self.connection, "people", people)
        first = next_key(self.connection, "events", "event_id")
        events = [
            (first + n, identifier, n, e.section, e.date, e.text, place_of(e.locator))
            for n, e in enumerate(bulletin.events)
        ]
        insert(self.connection, "events", events)

    def _findings(self) -> None:
        first = next_key(self.connection, "findings", "finding_id")
        findings = [
            (first + n, self.identifier, n, *_finding_fields(f))
            for n, f in enumerate(self.bulletin.findings)
        ]
        insert(self.connection, "findings", findings)


def _person_fields(person: Person) -> SqlRow:
    return (person.name, person.department, person.context, person.quote)


def _finding_fields(finding: Finding) -> SqlRow:
    where = place_of(finding.locator) if finding.locator else None
    return (finding.code, finding.severity, finding.message, json_of(finding.evidence), where)
