"""How far probabilities of √ tables can be trusted: ``python -m tests.benchmarks.placement_ticks``.

One month each of ``--offices`` synthetic offices is placed alone. All offices of a family share
the family's rates, up to what each moves them: which duty is kept best is the same draw for all of
them, and what the header lets one expect may be wrong in the same way every time. So a family of
which no real table is behind the rates (checklist) is measured twice: as it is, and with the rates
of its duties in another order in every office.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import mean

from corpus.families import FAMILIES, Family
from corpus.generate import issuer, month_table
from corpus.synthetic import value_rows
from parser.tables.placement import place_values
from tests.benchmarks.placement_tally import calibration_error

_FIRST = 20_000


def main() -> None:
    """Print, family by family, what was believed and what held."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--offices", type=int, default=100)
    offices = arguments.parse_args().offices
    print(f"{'':30}  values  right  believed  calibration error")
    for name in ("attendance", "checklist"):
        _report(name, name, offices, lambda family, _: family)
    _report("checklist, duties reordered", "checklist", offices, _reordered)


def _reordered(family: Family, seed: int) -> Family:
    """Give the duties' rates to other duties; what is seldom ticked stays so."""
    duties = [place for place, rate in enumerate(family.tick_rates) if rate > 0.5]
    order = duties.copy()
    Random(seed).shuffle(order)
    rates = list(family.tick_rates)
    for place, other in zip(duties, order, strict=True):
        rates[place] = family.tick_rates[other]
    return replace(family, tick_rates=tuple(rates))


def _report(title: str, name: str, offices: int, drawn: Callable[[Family, int], Family]) -> None:
    usual, pairs = FAMILIES[name], []
    for office in range(offices):
        FAMILIES[name] = drawn(usual, office)
        table = month_table(issuer(_FIRST + office), name, office % 12)
        placed = place_values(table.columns, value_rows(table, collapsed=True))
        pairs += [
            (cell.probability, cell.column == column)
            for row, cells in zip(table.rows, placed.rows, strict=True)
            for column, cell in zip(row.filled, cells, strict=True)
        ]
    FAMILIES[name] = usual
    right, believed = mean(held for _, held in pairs), mean(said for said, _ in pairs)
    error = calibration_error(pairs)
    print(f"{title:30}  {len(pairs):6}  {right:5.3f}  {believed:8.3f}  {error:17.3f}", flush=True)


if __name__ == "__main__":
    main()
