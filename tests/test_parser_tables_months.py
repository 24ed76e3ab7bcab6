"""Months that are all flattened, placed together."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.generate import issuer, month_table
from corpus.synthetic import SyntheticTable, value_rows
from parser.tables.evidence import PastTable, gather_evidence
from parser.tables.months import placed_over_months
from parser.tables.placement import Placement, concluded
from parser.tables.probabilities import weigh
from parser.tables.remaining import Narrowed, narrow

SOURCE = issuer(77, departments=24)
MONTHS = 6


def flattened(family: str) -> tuple[list[SyntheticTable], list[Narrowed]]:
    tables = [month_table(SOURCE, family, month) for month in range(MONTHS)]
    return tables, [narrow(one.columns, value_rows(one, collapsed=True)) for one in tables]


def in_place(truth: SyntheticTable, found: Placement) -> list[bool]:
    return [
        cell.column == column
        for row, cells in zip(truth.rows, found.rows, strict=True)
        for column, cell in zip(row.filled, cells, strict=True)
    ]


@pytest.fixture(scope="module")
def counted() -> tuple[list[SyntheticTable], list[Placement], list[Placement]]:
    """The tables, each placed alone, and each placed beside the others."""
    tables, left = flattened("counter-online-mail")
    past = [
        PastTable(name=str(n), columns=one.columns, rows=one.rows) for n, one in enumerate(left)
    ]
    evidence = gather_evidence(past)
    alone = [concluded(one, None) for one in left]
    return tables, alone, [concluded(one, evidence.without(str(n))) for n, one in enumerate(left)]


def test_flattened_months_settle_most_of_what_each_leaves_open(
    counted: tuple[list[SyntheticTable], list[Placement], list[Placement]],
) -> None:
    tables, alone, together = counted
    wrong = [
        sum(
            not right
            for truth, one in zip(tables, found, strict=True)
            for right in in_place(truth, one)
        )
        for found in (alone, together)
    ]

    assert wrong[1] < 0.4 * wrong[0]


def test_no_more_and_no_less_is_proven(
    counted: tuple[list[SyntheticTable], list[Placement], list[Placement]],
) -> None:
    _, alone, together = counted
    proven = [
        [
            [cell.column if cell.status == "proven" else None for row in one.rows for cell in row]
            for one in found
        ]
        for found in (alone, together)
    ]

    assert proven[0] == proven[1]


def test_months_of_ticks_do_not_talk_each_other_into_certainty() -> None:
    _, left = flattened("checklist")

    found = placed_over_months(left, {})

    for narrowed, shares in zip(left, found, strict=True):
        alone = weigh(narrowed, None).shares
        assert all(np.array_equal(a, b) for a, b in zip(alone, shares, strict=True))
