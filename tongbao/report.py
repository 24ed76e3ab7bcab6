"""Bulletins, findings, hits and series as text that a person reads."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.cells import cell_len

from db.overview import Held, Overview
from db.search import Hit
from db.series import Series
from parser.bulletin import Bulletin
from parser.table import Status, Table
from parser.tables.vocabulary import default_vocabulary

STATUSES: tuple[Status, ...] = ("printed", "proven", "inferred", "ambiguous", "reviewed")
SEVERITIES = ("error", "warning", "info")


def bulletin_lines(bulletin: Bulletin) -> Iterator[str]:
    """Yield a readable summary of a parsed bulletin."""
    period = bulletin.period
    yield f"{bulletin.source.path}  ({bulletin.source.format})"
    yield f"  title    {bulletin.title or 'unknown'}"
    yield f"  issuer   {bulletin.issuer or 'unknown'}"
    if period is None or (period.kind is None and period.year is None):
        yield "  period   unknown"
    else:
        known = period.label or f"{period.month or period.kind}, year unknown (give --year)"
        source = f"  (year from {period.year_source})" if period.year_source else ""
        yield f"  period   {known}{source}"
    yield f"  sections {sum(1 for section in bulletin.sections if section.heading)}"
    for section in bulletin.sections:
        if section.heading:
            yield f"  {'  ' * section.level}{section.number or '-'} {section.heading}"
    for annex in bulletin.annexes:
        number = f"annex {annex.number}" if annex.number is not None else "annex"
        yield f"  {number}  {annex.title or ''}".rstrip()
        for table in annex.tables:
            yield f"    {table_line(table)}"
    facts: Counter[str] = Counter(fact.status for fact in bulletin.facts)
    told = ", ".join(f"{facts[status]} {status}" for status in STATUSES if facts[status])
    counts = f"{len(bulletin.facts)} facts{f' ({told})' if told else ''}"
    yield f"  text     {counts}, {len(bulletin.people)} people, {len(bulletin.events)} events"
    yield f"  findings {len(bulletin.findings)}"
    for finding in _worst_first([finding.as_json() for finding in bulletin.findings]):
        yield f"    {finding_line(finding)}"


def _by_status(counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    return f"{sum(counts.values())}{': ' + told if told else ''}"


def overview_lines(overview: Overview, name: str) -> Iterator[str]:
    """Say what an archive holds and what can be done with it."""
    span = " to ".join(dict.fromkeys(label for label in (overview.first, overview.last) if label))
    undated = f", {overview.undated} without a year" if overview.undated else ""
    yield (
        f"{name}: {_many(overview.bulletins, 'bulletin')} of {_many(overview.issuers, 'issuer')}"
        f"{', ' + span if span else ''}{undated}"
    )
    yield f"  table values  {_by_status(overview.values)}"
    yield f"  figures in text  {_by_status(overview.facts)}"
    findings = ", ".join(f"{count} {severity}" for severity, count in overview.findings.items())
    yield f"  findings  {findings or 'none'}"
    if overview.unnamed:
        yield f"  rows with a name that is not in the register  {overview.unnamed}"
    if overview.undated:
        yield "  without a year they are in no series: give --year, keep a manifest.csv beside"
        yield "  the files, or name them like 2017-03.txt, and import again"
    if not overview.bulletins:
        return
    db = shlex.quote(name)
    if overview.example:
        measure, department = overview.example
        yield f"next: tongbao series --measure {measure} --department {department} --db {db}"
        yield f"      tongbao series --db {db}  (what else can be asked for)"
    yield f"{'      ' if overview.example else 'next: '}tongbao search 办结 --db {db}"
    yield f"      tongbao check --db {db}"
    yield f"      tongbao serve --db {db}"


def held_lines(held: Iterable[Held]) -> Iterator[str]:
    """Yield what a series can be asked for, a measure or printed header a line."""
    rows = [["measure", "", "unit", "tables", "in text", "from", "to"]]
    for one in held:
        known = default_vocabulary().measure(one.measure) if one.measure else None
        unit = (known.unit if known else None) or ""
        called = known.zh if known else ""
        counts = [str(one.tables), str(one.facts)]
        when = [one.first or "", one.last or ""]
        rows.append([one.measure or one.header or "", called, unit, *counts, *when])
    yield from aligned(rows, right=frozenset({3, 4}))


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def table_line(table: Table) -> str:
    """Return one line about a table: its size and how sure its cells are."""
    statuses = Counter(cell.status for row in table.rows for cell in row.cells)
    shares = ", ".join(f"{statuses[name]} {name}" for name in STATUSES if statuses[name])
    size = f"{len(table.rows)} rows x {len(table.columns)} columns"
    return f"table ({table.layout}): {size}; cells: {shares or 'none'}"


def finding_line(finding: Mapping[str, object]) -> str:
    """Return one finding on one line."""
    where = place(finding.get("locator"))
    suffix = f"  [{where}]" if where else ""
    return f"{finding['severity']}: {finding['code']}: {finding['message']}{suffix}"


def _worst_first(findings: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    return sorted(findings, key=lambda finding: SEVERITIES.index(str(finding["severity"])))


def sorted_findings(findings: Iterable[dict[str, object]]) -> list[Mapping[str, object]]:
    """Return findings, the worst first, otherwise in the order given."""
    return _worst_first(findings)


def place(locator: object) -> str:
    """Return a locator as words: ``page 2, table 1, row 3, cell 4``."""
    if not isinstance(locator, Mapping):
        return ""
    named = ("member", "page", "line", "paragraph", "table", "row", "cell")
    return ", ".join(f"{name} {locator[name]}" for name in named if name in locator)


def hit_lines(hit: Hit, *, before: str = "【", after: str = "】") -> Iterator[str]:
    """Yield a search hit: where it stands, then the passage with the finds marked."""
    head = [hit.period or "period unknown", hit.section, hit.source, place(hit.locator)]
    yield f"{hit.rank}. {hit.bulletin_id}  " + "  ".join(str(part) for part in head if part)
    yield f"   {hit.snippet(before, after)}"


def series_lines(series: Series) -> Iterator[str]:
    """Yield a series as an aligned table; a gap is shown with its reason."""
    points = series.points
    several_issuers = len({point.issuer for point in points}) > 1
    header = ["period", "department", "value", "unit", "status", "obs", "prob", "where", "note"]
    rows = []
    for point in points:
        note = [f"gap: {point.gap}"] if point.gap else []
        others = [one for one in point.candidates if one not in (point.measure, point.column_path)]
        note += [f"or {' or '.join(others)}"] if others else []
        note += [f"break: {event}" for event in point.breaks]
        of = [f"{part.department or part.label} {part.value:,}" for part in point.parts]
        note += [f"{'only' if point.gap else 'sum of'} {' + '.join(of)}"] if of else []
        note += [str(point.issuer)] if several_issuers and point.issuer else []
        rows.append(
            [
                point.period,
                point.department or point.label or "合计",
                "" if point.value is None else f"{point.value:,}",
                point.unit or "",
                point.status or "",
                point.obs_status,
                "" if point.probability is None else f"{point.probability:.2f}",
                point.annex or ("text" if point.value is not None else ""),
                "; ".join(note),
            ]
        )
    yield from aligned([header, *rows], right=frozenset({2, 6}))


def wide_lines(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Yield the wide table of a series, numbers to the right; a gap is blank."""
    shown = [
        [
            "" if value is None else value if isinstance(value, str) else f"{value:,}"
            for value in row
        ]
        for row in rows
    ]
    yield from aligned(shown, right=frozenset(range(1, len(rows[0]))))


def aligned(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Yield rows as lines with columns aligned; a Chinese character is two wide."""
    widths = [max(cell_len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        cells = []
        for n, text in enumerate(row):
            blank = " " * (widths[n] - cell_len(text))
            cells.append(blank + text if n in right else text + blank)
        yield "  ".join(cells).rstrip()
