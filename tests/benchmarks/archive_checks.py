"""What the checks across an archive find in generated years, and what they cry without cause.

``python -m tests.benchmarks.archive_checks [--issuers N] [--months M]`` prints the findings
about sound bulletins (false alarms a bulletin, and which) and how many of the injected faults
are found: a cumulative figure, a change on the month and on the year before, a previous value, a
digit too many in an annex, a figure of the text, a copy in another form, a revision. Every
bulletin is printed as text, read by the parser and loaded.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from corpus import render
from corpus.families import FAMILIES
from corpus.generate import Issuer, bulletin, issuer
from corpus.printed import printed_bulletin
from corpus.synthetic import SyntheticBulletin, SyntheticRow, SyntheticSection
from db.checks import check_archive
from db.connect import close, open_archive
from db.load import Provenance, load
from parser.bulletin import Bulletin
from parser.pipeline import Known, parse_bytes

FAULTS = (
    "cumulative", "month before", "year before", "previous", "digit", "digit alone", "text",
    "copy", "revision",
)  # fmt: skip
_CODES = {
    "cumulative": {"cumulative-mismatch"},
    "month before": {"earlier-mismatch"},
    "year before": {"earlier-mismatch"},
    "previous": {"earlier-mismatch"},
    "digit": {"factor-ten", "row-contradiction", "total-mismatch"},
    "digit alone": {"factor-ten"},
    "text": {"cumulative-mismatch", "earlier-mismatch", "prose-table-mismatch"},
    "copy": {"bulletin-duplicate"},
    "revision": {"bulletin-revised"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The figures that a narrative tells; a fault changes what is printed, not the truth."""

    received: int
    completed: int
    completed_before: int | None
    before: int | None
    year_before: int | None
    since_january: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A file of the archive: its bytes, what is known of it and the fault put into it."""

    path: str
    content: bytes
    issuer: str
    published: str | None = None
    fault: str | None = None
    period: str = ""


def narrative(month: int, told: Month, said: Month) -> tuple[SyntheticSection, ...]:
    """Return the section that tells the figures; ``said`` is what is printed of them."""
    lead = f"{month}月份,中心共受理办件{said.received}件"
    if told.before:
        lead += f",{_change('环比', told.received, said.before or told.before)}"
    if told.year_before:
        lead += f",{_change('同比', told.received, said.year_before or told.year_before)}"
    lines = [f"{lead}。", f"1-{month}月,累计受理办件{said.since_january}件。"]
    if said.completed_before is not None:
        lines.append(f"{month}月份,办结{said.completed}件,上月为{said.completed_before}件。")
    return (SyntheticSection(level=1, number="一", heading="办件情况", paragraphs=tuple(lines)),)


def _change(word: str, now: int, then: int) -> str:
    percent = 100 * (now - then) / then
    return f"{word}{'增长' if percent >= 0 else '下降'}{abs(percent):.1f}%"


def files(source: Issuer, months: int, faults: bool) -> Iterator[Printed]:
    """Yield an issuer's bulletins month by month, each of the faults put into one of them."""
    drawn = [bulletin(source, month, families=_families(source)) for month in range(months)]
    totals = [_total(one, done=False) for one in drawn]
    done = [_total(one, done=True) for one in drawn]
    places = Random(f"faults {source.seed}").sample(
        range(13, months - 1), min(months - 14, len(FAULTS))
    )
    planned = dict(zip(places, FAULTS, strict=False)) if faults else {}
    for number, one in enumerate(drawn):
        first = number - number % 12
        told = Month(
            received=totals[number],
            completed=done[number],
            completed_before=done[number - 1] if number else None,
            before=totals[number - 1] if number else None,
            year_before=totals[number - 12] if number >= 12 else None,
            since_january=sum(totals[first : number + 1]),
        )
        yield from _with_fault(source, one, told, planned.get(number))


def _families(source: Issuer) -> tuple[str, ...]:
    counting = [
        family.name
        for family in FAMILIES.values()
        if family.totalled and {group.done for group in family.groups} == {False, True}
    ]
    return (counting[source.seed % len(counting)],)


def _total(one: SyntheticBulletin, *, done: bool) -> int:
    groups = FAMILIES[one.annexes[0].table.family].groups
    whole = next(group.whole for group in groups if group.done == done)
    rows = [row for row in one.annexes[0].table.rows if row.kind == "department"]
    return sum(int(row.cells[whole] or 0) for row in rows)


def _with_fault(
    source: Issuer, one: SyntheticBulletin, told: Month, fault: str | None
) -> Iterator[Printed]:
    said = told
    if fault == "cumulative":
        said = replace(told, since_january=told.since_january + 900)
    elif fault == "month before":
        said = replace(told, before=round((told.before or 1) * 1.3))
    elif fault == "year before":
        said = replace(told, year_before=round((told.year_before or 1) * 1.3))
    elif fault == "previous":
        said = replace(told, completed_before=(told.completed_before or 0) + 500)
    elif fault == "text":
        said = replace(told, received=told.received + 1000)
    sections = narrative(one.month, told, said)
    whole = replace(one, sections=sections)
    if fault in ("digit", "digit alone"):
        whole = _digit_too_many(whole, total=fault == "digit")
    label = f"{one.year}-{one.month:02d}"
    path = f"{source.seed}/{label}"
    content = render.render_kept_text(printed_bulletin(whole))

    def printed(suffix: str, text: str, day: str | None, what: str | None) -> Printed:
        return Printed(
            path=path + suffix,
            content=text.encode(),
            issuer=f"{source.name} {source.seed}",
            published=day,
            fault=what,
            period=label,
        )

    yield printed(".txt", content, f"{label}-28", None if fault == "revision" else fault)
    if fault == "copy":
        copy = render.render_html(printed_bulletin(whole))
        yield printed(".html", copy, f"{label}-28", None)
    if fault == "revision":
        again = _digit_too_many(whole, factor=1)
        yield printed(
            "-2.txt", render.render_kept_text(printed_bulletin(again)), f"{label}-30", fault
        )


def _digit_too_many(
    one: SyntheticBulletin, factor: int = 10, *, total: bool = True
) -> SyntheticBulletin:
    """Print the largest row of the annex with another number in its first part.

    Without ``total`` it is a column outside of the sums, in a table without total row.
    """
    annex = one.annexes[0]
    family = FAMILIES[annex.table.family]
    column = family.groups[0].whole if total or not family.extras else family.extras[0]
    if not total:
        kept = tuple(row for row in annex.table.rows if row.kind == "department")
        annex = replace(annex, table=replace(annex.table, rows=kept))
    rows = [row for row in annex.table.rows if row.kind == "department" and row.cells[column]]
    largest = max(rows, key=lambda row: int(row.cells[column] or 0))
    wrong = f"{int(largest.cells[column] or 0) * factor + 1 - (factor > 1)}"
    cells = (*largest.cells[:column], wrong, *largest.cells[column + 1 :])
    changed: SyntheticRow = replace(largest, cells=cells)
    table = replace(
        annex.table, rows=tuple(changed if row is largest else row for row in annex.table.rows)
    )
    return replace(one, annexes=(replace(annex, table=table), *one.annexes[1:]))


def read(printed: Printed) -> tuple[Printed, Bulletin]:
    """Parse a file."""
    known = Known(issuer=printed.issuer)
    return printed, parse_bytes(printed.content, path=printed.path, known=known)


def check(read_files: Sequence[tuple[Printed, Bulletin]]) -> list[tuple[str, str, str, str]]:
    """Load the bulletins and return the findings as (code, issuer, period, message)."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_archive(Path(folder) / "archive.db")
        for printed, found in read_files:
            load(db, found, Provenance(parser_version="1", published=printed.published))
        findings = [(f.code, f.source, f.period or "", f.message) for f in check_archive(db.conn)]
        findings += db.conn.execute(
            "SELECT code, source, period, message FROM findings JOIN bulletins USING (bulletin_id)"
            " WHERE severity = 'error' OR code = 'digit-swap'"
        ).fetchall()
        close(db)
    return findings


def main() -> None:
    """Draw, read, check; print what was found and what was not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--issuers", type=int, default=2)
    arguments.add_argument("--months", type=int, default=24)
    arguments.add_argument("--show", action="store_true", help="print every finding")
    given = arguments.parse_args()
    sources = [issuer(seed, departments=15) for seed in range(given.issuers)]
    with ProcessPoolExecutor(2) as pool:
        for faulty in (False, True):
            drawn = [file for source in sources for file in files(source, given.months, faulty)]
            found = check(list(pool.map(read, drawn, chunksize=4)))
            if given.show:
                print(*found, sep="\n")
            if faulty:
                _print_found(drawn, found)
            else:
                counts = Counter(code for code, *_ in found)
                print(f"sound bulletins {len(drawn)}: {len(found)} false alarms")
                print(*(f"    {finding}" for finding in found), sep="\n")
                print(f"  {len(found) / len(drawn):.3f} a bulletin {dict(counts)}", flush=True)


def _print_found(drawn: Sequence[Printed], found: Sequence[tuple[str, str, str, str]]) -> None:
    faults = [file for file in drawn if file.fault]
    right: Counter[str] = Counter()
    explained = set()
    for file in faults:
        seed = file.path.partition("/")[0]
        # What is told of the bulletin itself first: a later one may be at fault of its own.
        for code, source, period, message in sorted(found, key=lambda f: f[2] != file.period):
            of = source.partition("/")[0]
            near = period == file.period or (file.fault == "text" and period > file.period)
            if of == seed and near and code in _CODES[str(file.fault)]:
                right[str(file.fault)] += 1
                explained.add((code, source, period, message))
                break
    for fault in FAULTS:
        count = sum(file.fault == fault for file in faults)
        print(f"  {fault}: {right[fault]} of {count} found")
    rest = [finding for finding in found if finding not in explained]
    print(f"faults {len(faults)}: {right.total()} found, {len(rest)} other findings")
    for finding in rest:
        print("   ", *finding)


if __name__ == "__main__":
    main()
