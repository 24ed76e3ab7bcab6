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
from parser.passage import Passage
from parser.statement import Event, Fact, Person
from parser.table import Table

PeriodKind = Literal["month", "quarter", "half", "year", "range", "week"]
YearSource = Literal["argument", "manifest", "filename", "text", "properties"]


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
