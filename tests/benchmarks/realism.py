"""How like the real bulletin synthetic tables are: ``python -m tests.benchmarks.realism``.

Annexes 3 and 4 of the kept bulletin are measured beside flattened tables of ``--offices``
synthetic offices of the same header. Every figure is taken from what a flattened table still
shows, in the same way on both sides: the real bulletin first, then the mean over the offices and
where nine in ten of them lie; ``<`` or ``>`` marks a figure of the real bulletin outside that.
Where a row is open, its placements count as probable as the oracle has them
(:mod:`tests.benchmarks.placement_oracle`). ``cannot be drawn`` counts the rows that the generator
would print never, nearly, wherever their values stand.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from corpus.enumerate_placements import printed_rows
from corpus.families import FAMILIES
from corpus.generate import issuer, month_table
from corpus.synthetic import printed, value_rows
from parser.document import Locator
from parser.table import Column
from parser.tables.judgement import judge
from parser.tables.rowspace import Floats, RowSpace
from parser.tables.values import ValueRow
from tests.benchmarks.placement_oracle import Oracle
from tests.conftest import ROOT

BULLETIN = ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt"
ANNEXES = {3: "counter-online-mail", 4: "attendance"}
_RARE = 1e-30
_RECEIVED, _COMPLETED, _PENDING, _ADVICE = 0, 4, 7, 8


def main() -> None:
    """Print the figures of each annex beside those of synthetic tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--offices", type=int, default=60)
    offices = arguments.parse_args().offices
    for annex, family in ANNEXES.items():
        found = [_drawn(family, seed) for seed in range(offices)]
        print(f"annex {annex} beside {offices} tables of {family}")
        for name, real in measured(family, real_rows(annex)).items():
            low, high = np.percentile([one[name] for one in found], (5, 95))
            mean = np.mean([one[name] for one in found])
            mark = "<" if real < low else ">" if real > high else ""
            print(f"  {name:32} {real:7.3f} {mark:1}  {mean:7.3f}  ({low:.3f} to {high:.3f})")


def _drawn(family: str, seed: int) -> dict[str, float]:
    table = month_table(issuer(500 + seed), family, seed % 12)
    return measured(family, value_rows(table, collapsed=True))


def real_rows(annex: int) -> tuple[ValueRow, ...]:
    """Return the departments' rows of an annex as they are printed."""
    return tuple(
        ValueRow(
            values=tuple(printed(text) for text in row.values),
            kind="department",
            label=row.label,
            locator=Locator(block=0),
            cut=row.cut,
        )
        for row in printed_rows(BULLETIN.read_text(encoding="utf-8"))
        if row.table.annex == annex and row.label != "合计"
    )


def measured(family: str, rows: Sequence[ValueRow]) -> dict[str, float]:
    """Return the figures of one flattened table by name."""
    departments = [row for row in rows if row.kind == "department"]
    columns = month_table(issuer(0), family, 0).columns
    oracle = Oracle(FAMILIES[family])
    spaces = [space for space in judge(columns, departments).spaces if space is not None]
    weights = [oracle.weights(row, space) for row, space in zip(departments, spaces, strict=True)]
    figures = dict(_shape(departments, columns))
    figures["cannot be drawn"] = sum(float(weight.sum()) < _RARE for weight in weights)
    if FAMILIES[family].groups:
        fixed = sum(int((s.columns == s.columns[0]).all(axis=0).sum()) for s in spaces)
        figures["values that sums of rows fix"] = fixed / sum(len(r.values) for r in departments)
        figures.update(_habits(spaces, weights))
    else:
        values = [value.value for row in departments for value in row.values]
        figures["figures among the marks"] = float(np.mean([v is not True for v in values]))
    return figures


def _shape(rows: Sequence[ValueRow], columns: Sequence[Column]) -> Iterator[tuple[str, float]]:
    """Yield how many values the rows hold and how often neighbours are equal."""
    counts = np.array([len(row.values) for row in rows])
    yield "values a row", float(counts.mean())
    yield "rows blank", float((counts == 0).mean())
    yield "rows of one value", float((counts == 1).mean())
    yield "rows of two values", float((counts == 2).mean())
    if len(columns) == 10 and counts.max() > 4:
        yield "rows of five to seven values", float(((counts > 4) & (counts < 8)).mean())
        yield "rows of eight values or more", float((counts > 7).mean())
    pairs = [
        first.raw == second.raw
        for row in rows
        for first, second in zip(row.values, row.values[1:], strict=False)
    ]
    yield "neighbours that are equal", float(np.mean(pairs))


def _habits(spaces: Sequence[RowSpace], weights: Sequence[Floats]) -> Mapping[str, float]:
    """Return what the rows say of receipts, completions and amounts, over open placements."""
    chance = np.concatenate([weight / max(float(weight.sum()), 1e-300) for weight in weights])
    amounts = np.concatenate([space.amounts for space in spaces])
    received, completed = amounts[:, _RECEIVED], amounts[:, _COMPLETED]
    active, advice = received > 0, amounts[:, _ADVICE]
    logs = np.log(np.maximum(amounts, 1.0))

    def share(these: Floats | np.ndarray, of: np.ndarray) -> float:
        return float(chance[of & (these > 0)].sum() / max(chance[of].sum(), 1e-9))

    def mean(column: int, of: np.ndarray) -> float:
        return float((chance * logs[:, column])[of].sum() / max(chance[of].sum(), 1e-9))

    return {
        "departments that received": float(chance[active].sum() / len(spaces)),
        "of these: completed as many": share(completed == received, active),
        "of these: completed more": share(completed > received, active),
        "of these: completed nothing": share(completed == 0, active),
        "of these: left more than half": share(amounts[:, _PENDING] > 0.5 * received, active),
        "log of receipts": mean(_RECEIVED, active),
        "log of advice, if received": mean(_ADVICE, active & (advice > 0)),
        "log of advice, if not": mean(_ADVICE, ~active & (advice > 0)),
    }


if __name__ == "__main__":
    main()
