"""How well values are placed: ``python -m tests.benchmarks.placement [--tables N] [--growth]``.

Synthetic tables with known truth, twelve months each of as many issuers as it takes, are placed
in four settings: *alone*; *errors*, with one to three figures printed wrong or rows left out;
*intact*, with the issuer's eleven other months as they were before flattening; *collapsed*, with
eleven other months that are flattened as well. For count tables, √ tables and all, each figure is
printed beside its aim and two baselines: left-packing, and the leftmost placement that keeps the
row identities. ``oracle`` is what one who knows how the tables were drawn would get right
(:mod:`tests.benchmarks.placement_oracle`), on every fourth month, beside the parser's accuracy
on the same: no model of a table alone can be better (under *intact*: none that knows the
departments' habits of ticking, which eleven months tell at best). Every wrong ``proven`` is
explained.

``--only errors`` counts one setting alone, so that thousands of tables can be counted.

``--keep DIR`` keeps what was counted of each issuer in a file of its own: a run that ends early,
or that ``--minutes`` ends, goes on where it stopped when it is started again, and prints the whole
once all is there. A directory belongs to one state of the code.

``--growth`` shows time and memory by size instead. Times are CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from random import Random

from corpus.families import FAMILIES, Family
from corpus.generate import Issuer, issuer, month_table, with_errors
from corpus.issuers import custom, joined
from corpus.synthetic import SyntheticTable, value_rows
from parser.document import Locator
from parser.table import Column
from parser.tables.evidence import PastTable, gather_evidence
from parser.tables.placement import PrintedValue, ValueRow, concluded, place_values
from parser.tables.remaining import narrow
from tests.benchmarks.placement_oracle import oracle_columns
from tests.benchmarks.placement_tally import Tally, merged, report

MONTHS = 12
SETTINGS = ("alone", "errors", "intact", "collapsed")
TICKS = tuple(family.name for family in FAMILIES.values() if family.ticks)
COUNTS = tuple(family.name for family in FAMILIES.values() if not family.ticks)


def main() -> None:
    """Run what the arguments ask for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tables", type=int, default=1008, help="tables in each setting")
    arguments.add_argument("--first", type=int, default=10_000, help="first issuer's seed")
    arguments.add_argument("--families", nargs="+", default=[*FAMILIES], choices=[*FAMILIES])
    arguments.add_argument("--only", nargs="+", default=[*SETTINGS], choices=SETTINGS)
    arguments.add_argument("--keep", type=Path, help="directory for what each issuer gave")
    arguments.add_argument("--minutes", type=float, default=math.inf, help="begin no issuer after")
    arguments.add_argument("--growth", action="store_true", help="time and memory by size")
    chosen = arguments.parse_args()
    if chosen.growth:
        growth()
        return
    issuers = -(-chosen.tables // MONTHS)
    tallies = {name: {setting: Tally() for setting in SETTINGS} for name in chosen.families}
    start, spent, peak = time.monotonic(), 0.0, 0
    for number, name in zip(range(issuers), cycle(chosen.families), strict=False):
        seed = chosen.first + number
        file = chosen.keep / f"{name}-{seed}.json" if chosen.keep else None
        if time.monotonic() - start > 60.0 * chosen.minutes and not (file and file.exists()):
            print(f"{number} of {issuers} issuers counted; start again to go on")
            return
        year = _kept(file, seed, name, chosen.only)
        tallies[name] = {one: merged([tallies[name][one], year.tallies[one]]) for one in SETTINGS}
        spent, peak = spent + year.seconds, max(peak, year.peak)
    for name in chosen.families:
        print("\n".join(report(name, tallies[name], aims=False)))
    for title, names in (("COUNT TABLES", COUNTS), ("√ TABLES", TICKS), ("ALL", [*FAMILIES])):
        found = [tallies[name] for name in names if name in tallies]
        if found:
            both = {setting: merged([one[setting] for one in found]) for setting in SETTINGS}
            print("\n".join(report(title, both, aims=True)), flush=True)
    print(f"whole run {spent:.0f} CPU s, peak memory {peak} MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What twelve months of one issuer's table gave, in CPU seconds and megabytes at most."""

    tallies: dict[str, Tally]
    seconds: float
    peak: int


def _kept(file: Path | None, seed: int, name: str, only: Sequence[str]) -> Year:
    """Count an issuer's year, or read what was counted of it."""
    if file is not None and file.exists():
        held = json.loads(file.read_text(encoding="utf-8"))
        tallies = {one: Tally(**counted) for one, counted in held.pop("tallies").items()}
        return Year(tallies=tallies, **held)
    start = time.process_time()
    tallies = _year(issuer(seed), name, only)
    year = Year(tallies=tallies, seconds=time.process_time() - start, peak=_peak())
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(year)), encoding="utf-8")
        unfinished.rename(file)
    return year


def _year(source: Issuer, name: str, only: Sequence[str]) -> dict[str, Tally]:
    """Place twelve months of one issuer's table in the settings asked for."""
    tallies = {setting: Tally() for setting in SETTINGS}
    tables = [month_table(source, name, month) for month in range(MONTHS)]
    if "alone" in only:
        for month, table in enumerate(tables):
            _alone(tallies["alone"], table, custom(FAMILIES[name], source), oracle=month % 4 == 0)
    if "errors" in only:
        for month, table in enumerate(tables):
            seed = source.seed * MONTHS + month
            spoilt = with_errors(table, seed, count=1 + seed % 3)
            rows = value_rows(spoilt, collapsed=True)
            tallies["errors"].add(spoilt, place_values(spoilt.columns, rows))
    for setting in ("intact", "collapsed"):
        if setting in only:
            _among_months(tallies[setting], tables, source, name, collapsed=setting == "collapsed")
    return tallies


def _alone(tally: Tally, table: SyntheticTable, family: Family, *, oracle: bool) -> None:
    rows = value_rows(table, collapsed=True)
    start = time.thread_time()
    left = narrow(table.columns, rows)
    placement = concluded(left, None)
    tally.seconds.append(time.thread_time() - start)
    tally.add(table, placement)
    tally.add_bounds(table, left)
    if oracle:
        tally.add_oracle(table, placement, oracle_columns(left, family))


def _among_months(
    tally: Tally,
    tables: Sequence[SyntheticTable],
    source: Issuer,
    name: str,
    *,
    collapsed: bool,
) -> None:
    """Place each month's table beside the eleven others, intact or collapsed."""
    evidence = gather_evidence(_past(tables, collapsed=collapsed))
    own = source.habits[name]
    for month, table in enumerate(tables):
        left = narrow(table.columns, value_rows(table, collapsed=True))
        placement = concluded(left, evidence.without(f"{month:02}"))
        tally.add(table, placement)
        if month % 4 == 0:
            habits = {
                label: joined([own[k] for k in positions])
                for label, positions in source.departments_in(month).items()
            }
            tally.add_oracle(
                table, placement, oracle_columns(left, custom(FAMILIES[name], source), habits)
            )


def _past(tables: Sequence[SyntheticTable], *, collapsed: bool) -> Iterator[PastTable]:
    for month, table in enumerate(tables):
        rows = value_rows(table, collapsed=collapsed)
        yield PastTable(name=f"{month:02}", columns=table.columns, rows=rows)


def growth() -> None:
    """Print time and memory by the size of the table, each in a process of its own."""
    sizes = ((54, 10), (54, 15), (200, 10), (54, 20), (200, 20))
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for count, width in sizes:
            for sums in (True, False):
                print(f"  {pool.submit(_grown, count, width, sums).result()}", flush=True)


def _grown(count: int, width: int, sums: bool) -> str:
    columns, rows = _sized(count, width, sums=sums)
    before = _peak()
    start = time.thread_time()
    placement = place_values(columns, rows)
    seconds = time.thread_time() - start
    sure = sum(c.status in ("printed", "proven") for row in placement.rows for c in row)
    late = any(f.code == "placement-budget" for f in placement.findings)
    return (
        f"{count} x {width} {'with' if sums else 'without'} sums: {seconds:.2f} s, "
        f"{sure} of {sum(map(len, placement.rows))} sure, peak {_peak()} MB ({before} before)"
        f"{', left open' if late else ''}"
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _sized(count: int, width: int, *, sums: bool) -> tuple[list[Column], list[ValueRow]]:
    random = Random(count * width)
    columns = [
        Column(path=("其中", f"项{c}") if sums and 0 < c % 5 < 4 else (f"列{c}",))
        for c in range(width)
    ]
    table = []
    for _ in range(count):
        row = [
            int(random.lognormvariate(3, 2)) if random.random() < 0.5 else 0 for _ in range(width)
        ]
        for whole in range(0, width, 5):
            row[whole] = sum(row[whole + 1 : whole + 4])
        table.append(row)
    table.append([sum(column) for column in zip(*table, strict=True)])
    rows = [
        ValueRow(
            values=tuple(PrintedValue(raw=str(n), value=n) for n in row if n),
            kind="total" if number == count else "department",
            label=f"{number}",
            locator=Locator(block=number),
        )
        for number, row in enumerate(table)
    ]
    return columns, rows


if __name__ == "__main__":
    main()
