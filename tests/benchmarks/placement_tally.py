"""What the placement benchmark counts, and how it prints it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from corpus.synthetic import SyntheticRow, SyntheticTable
from parser.table import Identity
from parser.tables.placement import Placed, Placement
from parser.tables.remaining import Narrowed
from parser.tables.rowspace import RowSpace

_AIMS = {
    "wrong proven": "0; with errors at most 1 in 10,000",
    "share proven": "0.99 of what is provable",
    "accuracy": ">= 0.92 counts, 0.85 √ alone; 0.99 intact, 0.95 collapsed",
    "true a candidate": ">= 0.999",
    "ECE": "<= 0.03",
    "median seconds": "<= 0.3 for 54 x 10",
}


@dataclass(slots=True)
class Tally:
    """What was counted over the cells of some tables; open cells are all but the sure ones.

    ``oracle`` counts only the tables that the oracle saw, ``beside`` the parser on the same.
    """

    tables: int = 0
    cells: int = 0
    right: int = 0
    sure: int = 0
    wrong: int = 0
    provable: int = 0
    followed: int = 0
    inferred: int = 0
    inferred_right: int = 0
    candidates: int = 0
    packed: int = 0
    leftmost: int = 0
    oracle: int = 0
    beside: int = 0
    oracle_cells: int = 0
    open: list[tuple[float, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, table: SyntheticTable, placement: Placement) -> None:
        """Compare a placement with the truth."""
        self.tables += 1
        for truth, found in zip(table.rows, placement.rows, strict=True):
            for position, (column, cell) in enumerate(zip(truth.filled, found, strict=True)):
                right = cell.column == column
                self.cells += 1
                self.right += right
                self.packed += position == column
                self.candidates += column in cell.candidates
                if cell.status in ("printed", "proven"):
                    self.sure += 1
                    self.wrong += not right
                    if not right:
                        self.notes.append(explained(table, truth, column, cell, placement))
                else:
                    self.open.append((cell.probability, right))
                    self.inferred += cell.status == "inferred"
                    self.inferred_right += cell.status == "inferred" and right

    def add_bounds(self, table: SyntheticTable, left: Narrowed) -> None:
        """Count the leftmost baseline, and what is provable as far as it can be followed."""
        self.followed += all(part.graph is not None for part in left.reconciled.tied)
        for truth, before, space in zip(
            table.rows, left.judged.spaces, left.reconciled.spaces, strict=True
        ):
            if before is not None and space is not None and truth.filled:
                self.leftmost += sum(map(int.__eq__, _leftmost(before), truth.filled))
                self.provable += int((space.columns == space.columns[0]).all(axis=0).sum())

    def add_oracle(
        self, table: SyntheticTable, placement: Placement, columns: Sequence[Sequence[int]]
    ) -> None:
        """Count what the oracle gets right, and the parser on the same cells."""
        for truth, found, known in zip(table.rows, placement.rows, columns, strict=True):
            self.oracle_cells += len(found)
            self.oracle += sum(map(int.__eq__, known, truth.filled))
            self.beside += sum(
                cell.column == column for cell, column in zip(found, truth.filled, strict=True)
            )


def _leftmost(space: RowSpace) -> list[int]:
    return list(min(map(tuple, space.columns.tolist())))


def merged(tallies: Sequence[Tally]) -> Tally:
    """Add tallies up."""
    whole = Tally()
    for tally in tallies:
        for one in fields(Tally):
            setattr(whole, one.name, getattr(whole, one.name) + getattr(tally, one.name))
    return whole


def explained(
    table: SyntheticTable, row: SyntheticRow, column: int, cell: Placed, placement: Placement
) -> str:
    """Say of a value that is proven where it does not stand what misled the proof."""
    what = f"{table.family}, {row.label}: {row.cells[column]} proven in {cell.column}, not {column}"
    errors = "; ".join(f"{e.kind} {e.label} {e.meant}->{e.printed}" for e in table.errors) or "none"
    own = [error for error in table.errors if error.label == row.label]
    kept = [i for i in placement.identities if not _keeps(i, row)]
    if own and kept:
        why = "its misprint breaks a sum where it stands, and keeps all sums where it does not"
    elif "total" in cell.basis:
        why = "the misprinted table's totals are reached, but only by wrong placements"
    elif kept:
        why = "the table is taken to keep a sum that this row does not"
    else:
        why = "NOT EXPLAINED"
    return f"{what}, by {'+'.join(cell.basis)}: {why} [errors: {errors}]"


def _keeps(identity: Identity, row: SyntheticRow) -> bool:
    whole, *parts = (int(row.cells[c] or 0) for c in (identity.total, *identity.parts))
    if identity.kind == "sum":
        return whole == sum(parts)
    return identity.kind != "difference" or parts[0] == max(whole - parts[1], 0)


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error over equal-width bins of probability."""
    sums = [[0, 0.0, 0] for _ in range(bins)]
    for said, held in pairs:
        inside = sums[min(int(said * bins), bins - 1)]
        inside[0] += 1
        inside[1] += said
        inside[2] += held
    return sum(abs(said - held) for _, said, held in sums) / max(len(pairs), 1)


def report(title: str, tallies: Mapping[str, Tally], *, aims: bool) -> Iterator[str]:
    """Yield a title with the figures, one line each and a column a setting."""
    tallies = {setting: tally for setting, tally in tallies.items() if tally.tables}
    for setting, tally in list(tallies.items())[:1]:
        yield f"{title}: {tally.tables} tables in each setting, {tally.cells} values {setting}"
    yield "  ".join((f"{'':18}", *(f"{setting:>9}" for setting in tallies)))
    lines = [(name, [_figure(name, tally) for tally in tallies.values()]) for name in _FIGURES]
    for name, shown in lines:
        if any(shown):
            aim = f"   aim {_AIMS[name]}" if aims and name in _AIMS else ""
            yield "  ".join((f"{name:18}", *(f"{figure:>9}" for figure in shown))) + aim
    if aims:
        for setting, tally in tallies.items():
            yield from (f"  WRONG ({setting}) {note}" for note in tally.notes)


_FIGURES = (
    "wrong proven",
    "share proven",
    "share provable",
    "followed exactly",
    "left-packing",
    "leftmost",
    "accuracy",
    "oracle",
    "accuracy beside it",
    "inferred",
    "inferred right",
    "true a candidate",
    "ECE",
    "ECE of open cells",
    "median seconds",
    "most seconds",
)


def _figure(name: str, tally: Tally) -> str:
    cells = max(tally.cells, 1)
    match name:
        case "wrong proven":
            return str(tally.wrong)
        case "share proven":
            return f"{tally.sure / cells:.4f}"
        case "share provable":
            return f"{tally.provable / cells:.4f}" if tally.provable else ""
        case "followed exactly":
            return str(tally.followed) if tally.followed else ""
        case "left-packing":
            return f"{tally.packed / cells:.4f}"
        case "leftmost":
            return f"{tally.leftmost / cells:.4f}" if tally.leftmost else ""
        case "accuracy":
            return f"{tally.right / cells:.4f}"
        case "oracle":
            return f"{tally.oracle / tally.oracle_cells:.4f}" if tally.oracle else ""
        case "accuracy beside it":
            return f"{tally.beside / tally.oracle_cells:.4f}" if tally.oracle else ""
        case "inferred":
            return f"{tally.inferred / cells:.4f}"
        case "inferred right":
            return f"{tally.inferred_right / max(tally.inferred, 1):.4f}"
        case "true a candidate":
            return f"{tally.candidates / cells:.5f}"
        case "ECE":
            return f"{calibration_error(tally.open) * len(tally.open) / cells:.4f}"
        case "ECE of open cells":
            return f"{calibration_error(tally.open):.4f}"
        case "median seconds":
            return f"{statistics.median(tally.seconds):.3f}" if tally.seconds else ""
        case "most seconds":
            return f"{max(tally.seconds):.3f}" if tally.seconds else ""
    return ""
