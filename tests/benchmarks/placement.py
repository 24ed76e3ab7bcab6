"""How well values are placed: ``python -m tests.benchmarks.placement [--tables N] ...``.

Prints, over seeded synthetic tables with known truth: wrong ``proven`` cells, the share proven
beside the share that is provable, the accuracy of the chosen column beside two baselines
(left-packing and the leftmost placement that keeps the row identities), whether the true column
is among the candidates, how well ``probability`` is calibrated, time and memory. ``--errors``
prints up to three figures a table wrong; ``--months`` lets eleven other months speak;
``--growth`` shows time by size. Times are CPU seconds.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, product
from random import Random

from corpus.families import FAMILIES
from corpus.generate import issuer, month_table, with_errors
from corpus.synthetic import SyntheticTable, value_rows
from parser.bulletin import Column
from parser.document import Locator
from parser.tables.evidence import PastTable, gather_evidence
from parser.tables.judgement import judge
from parser.tables.placement import Evidence, Placement, PrintedValue, ValueRow, place_values
from parser.tables.totals import reconcile

KINDS = {
    "counts with sums": ("counter-online-mail", "two-channels", "total-in-group", "hotline"),
    "counts without sums": ("counts-only",),
    "ticks": ("attendance", "checklist"),
}


@dataclass(slots=True)
class Tally:
    """What was counted over the cells of some tables."""

    tables: int = 0
    cells: int = 0
    right: int = 0
    sure: int = 0
    wrong: int = 0
    provable: int = 0
    exact: int = 0
    inferred: int = 0
    inferred_right: int = 0
    candidates: int = 0
    packed: int = 0
    leftmost: int = 0
    open: list[tuple[float, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, table: SyntheticTable, placement: Placement) -> None:
        """Compare a placement with the truth."""
        self.tables += 1
        for truth, found in zip(table.rows, placement.rows, strict=True):
            for position, (column, cell) in enumerate(zip(truth.filled, found, strict=True)):
                self.cells += 1
                self.right += cell.column == column
                self.packed += position == column
                self.candidates += column in cell.candidates
                if cell.status in ("printed", "proven"):
                    self.sure += 1
                    if cell.column != column:
                        self.wrong += 1
                        errors = "; ".join(
                            f"{e.kind} {e.label} {e.meant}->{e.printed}" for e in table.errors
                        )
                        self.notes.append(
                            f"{table.family}, {truth.label}: {cell.basis} puts "
                            f"{truth.cells[column]} in {cell.column}, not {column} [{errors}]"
                        )
                else:
                    self.open.append((cell.probability, cell.column == column))
                    self.inferred += cell.status == "inferred"
                    self.inferred_right += cell.status == "inferred" and cell.column == column

    def add_bounds(self, table: SyntheticTable, rows: Sequence[ValueRow]) -> None:
        """Count the leftmost baseline, and what exact graphs show to be provable."""
        judged = judge(table.columns, rows)
        left = reconcile(table.columns, rows, judged, lambda: False)
        exact = all(part.graph is None or part.graph.exact for part in left.tied)
        self.exact += exact
        for truth, before, space in zip(table.rows, judged.spaces, left.spaces, strict=True):
            if before is None or space is None or not truth.filled:
                continue
            first = min(map(tuple, before.columns))
            self.leftmost += sum(a == b for a, b in zip(first, truth.filled, strict=True))
            fixed = (space.columns == space.columns[0]).all(axis=0)
            self.provable += int(fixed.sum())

    def shown(self) -> Iterator[str]:
        """Yield the figures, one line each."""
        cells = max(self.cells, 1)
        yield f"  tables {self.tables}, values {self.cells}"
        share = self.wrong / max(self.sure, 1)
        yield f"  wrong proven            {self.wrong} ({share:.6f} of those)"
        if self.provable:
            yield (
                f"  share proven            {self.sure / cells:.4f} of {self.provable / cells:.4f} "
                f"provable (all totals together followed exactly in {self.exact} tables)"
            )
            yield f"  leftmost baseline       {self.leftmost / cells:.4f}"
        else:
            yield f"  share proven            {self.sure / cells:.4f}"
        yield f"  left-packing baseline   {self.packed / cells:.4f}"
        yield f"  accuracy                {self.right / cells:.4f}"
        share = self.inferred_right / max(self.inferred, 1)
        yield f"  inferred                {self.inferred / cells:.4f}, right {share:.4f}"
        yield f"  true column a candidate {self.candidates / cells:.5f}"
        error = calibration_error(self.open)
        over_all = error * len(self.open) / cells
        yield f"  calibration error       {over_all:.4f} over all, {error:.4f} over open values"
        if self.seconds:
            yield (
                f"  seconds a table         median {statistics.median(self.seconds):.3f}, "
                f"most {max(self.seconds):.3f}"
            )
        yield from (f"  WRONG {note}" for note in self.notes)


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error over equal-width bins of probability."""
    error = 0.0
    for number in range(bins):
        inside = [p for p in pairs if min(int(p[0] * bins), bins - 1) == number]
        if inside:
            said = statistics.fmean(p[0] for p in inside)
            held = statistics.fmean(p[1] for p in inside)
            error += len(inside) / len(pairs) * abs(said - held)
    return error


def alone(families: Sequence[str], tables: int, errors: int) -> Tally:
    """Place tables on their own."""
    tally = Tally()
    for seed, name in zip(range(tables), cycle(families), strict=False):
        table = month_table(issuer(10_000 + seed), name, 3)
        if errors:
            table = with_errors(table, seed, count=1 + seed % errors)
        rows = value_rows(table, collapsed=True)
        start = time.thread_time()
        placement = place_values(table.columns, rows)
        tally.seconds.append(time.thread_time() - start)
        tally.add(table, placement)
        if not errors:
            tally.add_bounds(table, rows)
    return tally


def with_months(families: Sequence[str], tables: int, *, collapsed: bool) -> Tally:
    """Place one month of each issuer with its eleven other months as evidence."""
    tally = Tally()
    for seed, name in zip(range(tables), cycle(families), strict=False):
        source = issuer(20_000 + seed)
        months = [month_table(source, name, month) for month in range(12)]
        past = [
            PastTable(
                name=f"{month:02}",
                columns=table.columns,
                rows=value_rows(table, collapsed=collapsed),
            )
            for month, table in enumerate(months)
            if month != 5
        ]
        evidence: Evidence = gather_evidence(past)
        rows = value_rows(months[5], collapsed=True)
        tally.add(months[5], place_values(months[5].columns, rows, evidence=evidence))
    return tally


def growth() -> None:
    """Print time and memory by the size of the table, with and without sums."""
    for (count, width), sums in product(((54, 10), (200, 10), (54, 20), (200, 20)), (True, False)):
        columns, rows = _sized(count, width, sums=sums)
        start = time.thread_time()
        placement = place_values(columns, rows)
        seconds = time.thread_time() - start
        sure = sum(c.status in ("printed", "proven") for row in placement.rows for c in row)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        late = any(f.code == "placement-budget" for f in placement.findings)
        print(
            f"  {count} x {width} {'with' if sums else 'without'} sums: {seconds:.2f} s, "
            f"{sure} of {sum(map(len, placement.rows))} sure, peak {peak} MB"
            f"{', budget spent' if late else ''}"
        )


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


def main() -> None:
    """Run what the arguments ask for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tables", type=int, default=1000, help="tables over all kinds")
    arguments.add_argument("--errors", action="store_true", help="print figures wrong")
    arguments.add_argument("--months", type=int, default=0, metavar="N", help="issuers a kind")
    arguments.add_argument("--growth", action="store_true", help="time by size")
    chosen = arguments.parse_args()
    assert set().union(*map(set, KINDS.values())) == set(FAMILIES)
    if chosen.growth:
        growth()
        return
    for kind, families in KINDS.items():
        if chosen.months:
            for collapsed in (False, True):
                how = "collapsed" if collapsed else "intact"
                print(f"{kind}, eleven {how} months")
                tally = with_months(list(families), chosen.months, collapsed=collapsed)
                print("\n".join(tally.shown()), flush=True)
            continue
        share = chosen.tables * len(families) // len(FAMILIES)
        print(f"{kind}{', up to three errors a table' if chosen.errors else ''}")
        print(
            "\n".join(alone(list(families), share, 3 if chosen.errors else 0).shown()), flush=True
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MB")


if __name__ == "__main__":
    main()
