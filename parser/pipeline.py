"""From a file to a bulletin: every stage in order, each from values to values.

bytes -> document -> parts (body, annexes) -> tables -> sections -> period -> names -> facts
-> findings -> bulletin. Only the first stage does input; no stage changes another's value.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from parser.bulletin import Annex, Bulletin, Period, Source, YearSource
from parser.checks.agreement import check_prose_against_tables
from parser.checks.annex_agreement import check_annexes_agree
from parser.checks.arithmetic import check_prose
from parser.checks.causes import one_cause
from parser.checks.crossref import check_annexes, check_end, check_heading_numbers
from parser.checks.readings import check_readings
from parser.checks.second import check_second_bulletin
from parser.checks.table_rates import check_table_rates
from parser.document import Block, Document, Paragraph, UnreadableError
from parser.finding import Finding
from parser.names.mentions import find_departments
from parser.names.resolve import resolver_with
from parser.names.rows import with_departments
from parser.names.whereabouts import find_whereabouts
from parser.narrative.events import find_events
from parser.narrative.facts import find_facts
from parser.narrative.people import find_people
from parser.passage import Passage
from parser.period import find_period
from parser.readers import read
from parser.readers.second import with_second_reading
from parser.structure.annexes import split_annexes
from parser.structure.attachments import find_attachments
from parser.structure.issuer import find_issuer
from parser.structure.recognise import require_bulletin
from parser.structure.sections import Body, build_body
from parser.tables.annexes import annexes_of_body, build_annexes

_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a bulletin from outside its text, from the command or the manifest.

    ``register`` is a person's own register of department names, beside the one that is shipped.
    """

    year: int | None = None
    issuer: str | None = None
    period: str | None = None
    published: str | None = None
    address: str | None = None
    year_source: YearSource | None = None
    register: Path | None = None


def parse(path: Path, *, known: Known = Known()) -> Bulletin:
    """Parse the file at ``path``.

    Raises UnreadableError, whose text is one clear line, for what cannot be read.
    """
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        raise UnreadableError("it is a folder; name the files in it") from None
    except FileNotFoundError:
        raise UnreadableError("there is no such file; check the path") from None
    except OSError as error:
        raise UnreadableError(f"it cannot be opened: {error.strerror}") from None
    return parse_bytes(data, path=str(path), known=known)


def parse_bytes(
    data: bytes, *, path: str, known: Known = Known(), second_reading: bool = False
) -> Bulletin:
    """Parse a document that was read already; ``path`` names it and may date it.

    With ``second_reading`` a PDF's figures are doubted where another reader differs.
    """
    document = read(data, name=Path(path).name)
    if second_reading:
        document = with_second_reading(data, document)
    paper = _take_apart(document)
    period, of_period = _period_of(paper, document, path=path, known=known)
    of_subject = require_bulletin(paper.body, paper.annexes, period)
    issuer = known.issuer or find_issuer(
        paper.body.title, paper.body.sections, _closing(paper.annexes)
    )
    date = period.label if period else None
    whereabouts = find_whereabouts(issuer, (passage.text for passage in paper.passages))
    region = whereabouts.region if whereabouts else issuer
    resolver = resolver_with(known.register)
    read_annexes, of_readings = check_readings(document, paper.annexes)
    annexes, of_names = with_departments(read_annexes, resolver, region=region, date=date)
    mentions = partial(find_departments, region=region, date=date, resolver=resolver)
    read_facts = find_facts(paper.body.sections, annexes, period, mentions, issuer)
    # The lines of a table that could not be rebuilt tell nothing as running text either.
    facts = tuple(fact for fact in read_facts if fact.locator.block not in paper.refused)
    findings = (
        *_problems(document),
        *of_period,
        *of_subject,
        *paper.findings,
        *of_readings,
        *of_names,
        *check_prose(facts),
        *check_prose_against_tables(facts, annexes, paper.body.sections),
        *check_annexes_agree(annexes),
    )
    told = one_cause(findings, annexes)
    if document.format != "scan":  # of a scan the figures themselves may be misread
        told = (*told, *check_table_rates(annexes, told))
    return Bulletin(
        source=Source(
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
            format=document.format,
            reader=document.reader,
        ),
        title=paper.body.title,
        title_passages=paper.body.title_passages,
        issuer=issuer,
        period=period,
        sections=paper.body.sections,
        annexes=annexes,
        facts=facts,
        people=find_people(paper.body.sections, mentions),
        events=find_events(paper.body.sections, period),
        findings=tuple(sorted(told, key=lambda f: _SEVERITIES.index(f.severity))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """A document taken apart, before anything in it is interpreted by its period or names."""

    body: Body
    annexes: tuple[Annex, ...]
    passages: tuple[Passage, ...]
    findings: tuple[Finding, ...]
    refused: frozenset[int]

    @property
    def title(self) -> str | None:
        """The title, or where an annex is a file of its own that of the annex."""
        alone = not self.body.sections and len(self.annexes) == 1
        return self.body.title or (self.annexes[0].title if alone else None)


def _period_of(
    paper: _Paper, document: Document, *, path: str, known: Known
) -> tuple[Period | None, tuple[Finding, ...]]:
    """Find what period a document is about; one without a title may name it in an annex's."""
    find = partial(
        find_period,
        passages=paper.passages,
        filename=Path(path).name,
        properties=document.properties,
        year=known.year,
        year_source=known.year_source,
        period=known.period,
        published=known.published,
        address=known.address,
    )
    found, findings = find(title=paper.title)
    titles = {annex.title for annex in paper.annexes if annex.title}
    if found is not None or paper.title or len(titles) != 1:
        return found, findings
    of_annex, of_findings = find(title=titles.pop())
    return (found, findings) if of_annex is None else (of_annex, of_findings)


def _take_apart(document: Document) -> _Paper:
    """Tell body and annexes apart, rebuild their tables, and check how they fit together."""
    parts = split_annexes(_own_text(document))
    in_body = annexes_of_body(parts.body, ends_document=not parts.annexes)
    in_annexes = build_annexes(parts.annexes)
    annexes = (*in_body.annexes, *(built.annex for built in in_annexes))
    body = build_body(in_body.rest, parts.listing)
    passages = (
        *(passage for section in body.sections for passage in section.printed),
        *(passage for annex in annexes for passage in annex.running_text),
    )
    findings = (
        *in_body.findings,
        *(finding for built in in_annexes for finding in built.findings),
        *check_annexes(parts.announcements, parts.annexes, find_attachments(document)),
        *check_heading_numbers(body.sections),
        *check_end(passages, annexes),
        *check_second_bulletin(body.title, passages),
    )
    lines = (*in_body.refused, *(line for built in in_annexes for line in built.refused))
    refused = frozenset(line.locator.block for line in lines)
    return _Paper(body=body, annexes=annexes, passages=passages, findings=findings, refused=refused)


def _closing(annexes: tuple[Annex, ...]) -> tuple[str, ...]:
    """Return the lines of text below the last annex's tables."""
    return tuple(passage.text for passage in annexes[-1].passages) if annexes else ()


def _own_text(document: Document) -> tuple[Block, ...]:
    """Return the blocks that are the bulletin's own, without running heads and navigation."""
    return tuple(
        block
        for block in document.blocks
        if not isinstance(block, Paragraph) or block.role in ("body", "footnote")
    )


def _problems(document: Document) -> tuple[Finding, ...]:
    """Return what the reader met as findings."""
    return tuple(
        Finding(code=code, message=message, locator=locator)
        for code, message, locator in document.problems
    )
