"""From a file to a bulletin: every stage in order, each from values to values.

bytes -> document -> parts (body, annexes) -> tables -> sections -> period -> names -> facts
-> findings -> bulletin. Only the first stage does input; no stage changes another's value.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from parser.bulletin import Bulletin, Source, YearSource
from parser.checks.arithmetic import check_prose
from parser.checks.crossref import check_annexes, check_end, check_heading_numbers
from parser.document import UnreadableError
from parser.names.resolve import default_resolver
from parser.narrative import find_events, find_facts, find_people
from parser.period import find_period
from parser.readers import read
from parser.structure.annexes import split_annexes
from parser.structure.issuer import find_issuer
from parser.structure.recognise import require_bulletin
from parser.structure.sections import build_body


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a bulletin from outside its text, from the command or the manifest."""

    year: int | None = None
    issuer: str | None = None
    period: str | None = None
    published: str | None = None
    year_source: YearSource | None = None


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


def parse_bytes(data: bytes, *, path: str, known: Known = Known()) -> Bulletin:
    """Parse a document that was read already; ``path`` names it and may date it."""
    document = read(data, name=Path(path).name)
    parts = split_annexes(_text_blocks(document))
    body_blocks, body_tables, findings = _tables_of(parts.body)
    body = build_body(body_blocks, parts.listing)
    issuer = known.issuer or find_issuer(body.title, body.sections)
    annexes = [*body_tables]
    for part in parts.annexes:
        annex, found = _annex(part)
        annexes.append(annex)
        findings += found
    passages = [passage for section in body.sections for passage in section.passages]
    passages += [passage for annex in annexes for passage in (*annex.passages, *annex.notes)]
    period, found = find_period(
        title=body.title,
        passages=passages,
        filename=Path(path).name,
        properties=document.properties,
        year=known.year,
        year_source=known.year_source,
        period=known.period,
    )
    findings += found
    resolver = default_resolver()
    date = period.label if period else None
    named = tuple(_with_departments(annex, resolver, issuer, date) for annex in annexes)
    require_bulletin(body, named, period)
    facts = find_facts(body.sections, named, period)
    findings += check_annexes(parts.announcements, parts.annexes)
    findings += check_heading_numbers(body.sections)
    findings += check_end(passages, named)
    findings += check_prose(facts)
    findings += check_prose_against_tables(facts, named)
    findings += _reading_problems(document)
    return Bulletin(
        source=Source(
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
            format=document.format,
            reader=document.reader,
        ),
        title=body.title,
        title_passages=body.title_passages,
        issuer=issuer,
        period=period,
        sections=body.sections,
        annexes=named,
        facts=facts,
        people=find_people(body.sections),
        events=find_events(body.sections, period),
        findings=_worst_first(findings),
    )
