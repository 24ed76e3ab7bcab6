"""What the months of one department say of each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.tables.together import MonthRow, placed_together


def month(*columns: int, chances: tuple[float, ...], certain: tuple[float, ...] = ()) -> MonthRow:
    """A row of one figure, 30, that may stand in any of the columns of three."""
    filled = np.zeros((len(columns), 3), dtype=np.bool_)
    filled[range(len(columns)), columns] = True
    return MonthRow(
        filled=filled,
        amounts=np.where(filled, 30.0, 0.0),
        known=np.ones(3, dtype=np.bool_),
        certain=np.log(np.array(certain or (1.0,) * len(columns))),
        usual=np.log(np.array(chances)),
    )


def test_a_month_in_doubt_follows_the_months_that_are_certain() -> None:
    settled = [month(1, chances=(1.0,))] * 4

    both = placed_together([*settled, month(0, 1, chances=(0.6, 0.4))])

    assert both.shares[-1][1] > 0.95


def test_the_same_doubt_in_every_month_stays_a_doubt() -> None:
    both = placed_together([month(0, 1, chances=(0.6, 0.4))] * 12)

    assert [share[0] for share in both.shares] == [pytest.approx(0.6, abs=0.05)] * 12


def test_what_each_month_is_certain_of_adds_up() -> None:
    doubts = month(0, 1, chances=(0.5, 0.5), certain=(0.4, 0.6))

    both = placed_together([doubts] * 12)

    assert all(share[1] > 0.9 for share in both.shares)


@given(
    st.lists(
        st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True), min_size=1, max_size=6
    )
)
def test_every_month_keeps_a_probability_of_one(placements: list[list[int]]) -> None:
    months = [month(*columns, chances=(1.0,) * len(columns)) for columns in placements]

    both = placed_together(months)

    assert [share.sum() for share in both.shares] == [pytest.approx(1.0)] * len(months)
    assert [other.size for other in both.others] == [len(columns) for columns in placements]
