"""The page of docs/ on ``tongbao parse --json``: keys and types as in the real bulletin."""

from __future__ import annotations

from collections.abc import Iterator

import tongbao
from tests.conftest import ROOT

_TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "true or false",
    "NoneType": "null",
    "list": "list",
    "dict": "object",
}
_OPEN = ("locator", "evidence")
"""Objects whose keys differ from one to the next; their shape is told in words."""

_TITLES = {
    "": "One bulletin",
    "source": "source",
    "period": "period",
    "sections": "sections, in reading order",
    "annexes": "annexes",
    "annexes.tables": "annexes: tables",
    "annexes.tables.columns": "tables: columns",
    "annexes.tables.identities": "tables: identities",
    "annexes.tables.rows": "tables: rows",
    "annexes.tables.rows.department": "rows: department",
    "annexes.tables.rows.cells": "rows: cells",
    "facts": "facts",
    "people": "people",
    "events": "events",
    "findings": "findings",
}

MEANING = {
    "source": "the file",
    "title": "as printed",
    "issuer": "who issued it",
    "lead": "the text before the first section",
    "period": "what time it is about",
    "sections": "the running text",
    "annexes": "the annexes and their tables",
    "facts": "the figures of the running text",
    "people": "who is named",
    "events": "what happened on which day",
    "findings": "what the source got wrong and what we doubt, the worst first",
    "source.path": "as given",
    "source.sha256": "of the file's bytes",
    "source.format": "txt, docx, doc, pdf, scan or html",
    "source.reader": "which reader read it",
    "period.label": "2017-03, 2017-Q1, 2017-H1, 2017 or 2017-01/2017-03; null without a year",
    "period.year": "null if nothing says it",
    "period.month": "1..12, for a month only",
    "period.kind": "month, quarter, half, year, range or week",
    "period.year_source": "argument, manifest, filename, text or properties",
    "period.first_month": "1..12",
    "period.last_month": "1..12",
    "period.window": "the days that the figures cover, where the text says so",
    "period.evidence": "where the period was read",
    "sections.level": "1 is the outermost",
    "sections.number": "the bare number (一, 1)",
    "sections.heading": "without its number",
    "sections.raw": "number and heading as printed",
    "sections.text": "the body, paragraphs separated by line ends",
    "annexes.number": "as printed",
    "annexes.title": "as printed over it",
    "annexes.announced": "the title in the list of annexes",
    "annexes.notes": "notes under the tables",
    "annexes.text": "its running text, notes among it",
    "annexes.tables": "its tables",
    "annexes.tables.layout": "grid (blanks kept) or collapsed (blanks lost)",
    "annexes.tables.columns": "the data columns only, without 序号 and the row's name",
    "annexes.tables.rows": "its rows",
    "annexes.tables.identities": "the sums that were looked for, and how the rows bear them out",
    "annexes.tables.columns.path": "the header from the outermost group inward, no white space",
    "annexes.tables.columns.measure": "an id of the [measures](measures.md), null if unknown",
    "annexes.tables.identities.kind": "sum, difference or rate",
    "annexes.tables.identities.total": "column of the whole, from 0",
    "annexes.tables.identities.parts": "columns of the parts",
    "annexes.tables.identities.clipped": "a difference that is blank where it is not positive",
    "annexes.tables.identities.origin": "header or data: what proposed it",
    "annexes.tables.identities.confirmed": "rows that support it",
    "annexes.tables.identities.contradicted": "rows that no placement makes agree with it",
    "annexes.tables.rows.number": "序号 as printed",
    "annexes.tables.rows.label": "the row's name without inner spaces",
    "annexes.tables.rows.raw": "the row's name as printed",
    "annexes.tables.rows.kind": "department, total or other",
    "annexes.tables.rows.cut": "the document breaks off within it",
    "annexes.tables.rows.department": "the body, null if unknown",
    "annexes.tables.rows.cells": "what is printed; empty cells are left out",
    "annexes.tables.rows.department.id": "of the register",
    "annexes.tables.rows.department.name": "official full name, with the region where known",
    "annexes.tables.rows.department.method": "exact, alias, composed or fuzzy",
    "annexes.tables.rows.department.score": "0..1",
    "annexes.tables.rows.cells.column": "index into columns; the best guess where ambiguous",
    "annexes.tables.rows.cells.raw": "as printed",
    "annexes.tables.rows.cells.value": "the number (18万 is 180000), true for √, null for words",
    "annexes.tables.rows.cells.unit": "件, % …, where printed in cell, header or caption",
    "annexes.tables.rows.cells.status": "printed, proven, inferred, ambiguous or reviewed",
    "annexes.tables.rows.cells.basis": "layout, order, row, total, other-months, model, person",
    "annexes.tables.rows.cells.probability": "that it stands in this column, 0..1",
    "annexes.tables.rows.cells.candidates": "the columns that remain possible",
    "facts.measure": "an id of the [measures](measures.md), null if unknown",
    "facts.entity": "whose figure it is: a body, a place, a group of them",
    "facts.value": "the figure; the change where only that is printed (`_yoy`, `_mom` measures)",
    "facts.previous": "the value it is compared with, where printed",
    "facts.change": "negative for a decrease",
    "facts.change_kind": "relative (%), points (个百分点) or absolute",
    "facts.base": "同比, 环比 …: what the change is measured against",
    "facts.unit": "of the value",
    "facts.period": "what time the figure is about",
    "facts.kind": "result, threshold (不低于…) or target",
    "facts.label": "what was counted, as printed",
    "facts.whole": "of a share: the figure that it is a share of",
    "facts.status": "printed, inferred or ambiguous: how sure it is what it counts and whose it is",
    "facts.basis": "what that rests on, see [Numbers of the text](facts.md)",
    "facts.doubts": "what speaks against it",
    "facts.probability": "how often readings with the same signs were right, 0..1",
    "facts.quote": "the words it was read from",
    "facts.section": "index into sections, null in an annex",
    "people.name": "as printed",
    "people.department": "the body named with them",
    "people.context": "commended or official",
    "people.quote": "the words it was read from",
    "events.date": "the day, or the month and day where no year is known",
    "events.text": "as printed",
    "findings.code": "one of the [findings](findings.md)",
    "findings.severity": "error, warning or info",
    "findings.message": "in words",
    "findings.evidence": "the figures, by name",
}

_LOCATOR = (
    "Every `locator` says where something stands, as far as the form has such a place: `line` for "
    "text; `paragraph`, `table`, `row`, `cell` for Word and pages; `page` and `box` (points from "
    "the top left corner: x0, top, x1, bottom) for PDF and scans; `start` and `end` are offsets of "
    "characters in the line or paragraph; `member` names a file within an archive."
)


def json_page() -> Iterator[str]:
    """Yield the lines of the page; a key without a meaning is a KeyError."""
    bulletin = tongbao.parse(ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt", year=2017)
    found: dict[str, dict[str, set[str]]] = {}
    _gather(bulletin.as_json(), "", found)
    yield "# JSON"
    yield ""
    yield "`tongbao parse FILE... --json` prints one object a file. Keys and types as found in the"
    yield "bulletin of March 2017; what is unknown is `null`."
    yield ""
    yield _LOCATOR
    for place, title in _TITLES.items():
        yield ""
        yield f"## {title}"
        yield ""
        yield "| key | type | meaning |"
        yield "| --- | --- | --- |"
        for key, types in found[place].items():
            full = f"{place}.{key}".lstrip(".")
            if key != "locator":
                names = ", ".join(sorted(_TYPES[name] for name in types))
                yield f"| `{key}` | {names} | {MEANING[full]} |"


def _gather(value: object, place: str, found: dict[str, dict[str, set[str]]]) -> None:
    """Note the keys and types of every object below ``value``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            found.setdefault(place, {}).setdefault(key, set()).add(type(inner).__name__)
            if key not in _OPEN:
                _gather(inner, f"{place}.{key}".lstrip("."), found)
    elif isinstance(value, list | tuple):
        for inner in value:
            _gather(inner, place, found)
