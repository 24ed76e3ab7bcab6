"""The rows of all months of an issuer's table, placed together.

A row is tied to the rows beside it by its table's totals, and to the same department's rows of the
other months by habit. Both are followed in turn (belief propagation): each department's rows are
weighed together (:mod:`parser.tables.together`), what that says of a month goes into the month's
totals, and what these say of its rows goes back to the departments, without what came from there.
Large counts are settled first and leave less for the small ones to explain. Steps are damped, and
what totals say counts for a part only: it rests on what is believed of all other departments, and
where that is wrong it is wrong alike in every month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parser.tables.habits import counted_columns
from parser.tables.probabilities import Weighed, weigh
from parser.tables.remaining import Narrowed
from parser.tables.rowspace import Floats
from parser.tables.ties import Tie, ties
from parser.tables.together import HYPOTHESES, PLACEMENTS, MonthRow, placed_together
from parser.tables.values import column_keys
from parser.tables.weighing import Rows
from parser.text import compact

TURNS = 8
FEWEST_TURNS = 2
WORK = 200_000_000
"""Numbers weighed in all turns; an archive of more gets fewer turns, down to the fewest."""

_DAMPING = 0.6
_BELIEVED = 0.3


def department_of(label: str, departments: Mapping[str, str]) -> str:
    """Return what identifies the department of a printed label."""
    name = compact(label)
    return departments.get(name, name)


@dataclass(slots=True)
class _Month:
    """One table: its rows as weighed alone, and what its totals say by now."""

    narrowed: Narrowed
    alone: Weighed
    parts: list[Tie]
    rows: Rows | None
    said: list[Floats]
    told: Floats
    starts: NDArray[np.int64]
    usual: Floats

    @classmethod
    def of(cls, narrowed: Narrowed) -> _Month:
        """Weigh a table alone."""
        alone = weigh(narrowed, None)
        laid = alone.laid
        parts = ties(alone.tied, laid) if laid is not None else []
        shares = np.concatenate([np.zeros(0), *alone.shares])
        return cls(
            narrowed=narrowed,
            alone=alone,
            parts=parts,
            rows=Rows(laid) if laid is not None else None,
            said=[np.zeros((1, shares.size)) for _ in parts],
            told=alone.told,
            starts=np.cumsum([0, *(share.size for share in alone.shares)]),
            usual=np.log(shares + 1e-12) - alone.given - alone.told,
        )

    def at(self, row: int) -> slice:
        """Return where a row's placements stand among the table's."""
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def tell(self, logs: Floats) -> None:
        """Ask the totals what they say of rows that are else believed to be so probable."""
        if self.rows is None or not self.parts:
            return
        for k, part in enumerate(self.parts):
            others = sum((s for j, s in enumerate(self.said) if j != k), np.zeros(1))
            new = part.says(self.rows.share((logs + self.alone.given)[None, :] + others))
            self.said[k] = _DAMPING * self.said[k] + (1.0 - _DAMPING) * new
        self.told = _BELIEVED * sum(self.said, np.zeros(1))[0]


_Place = tuple[int, int]
"""A table's number and a row's position in it."""


def placed_over_months(
    tables: Sequence[Narrowed], departments: Mapping[str, str]
) -> list[list[Floats]]:
    """Return how probable the placements of each row of each table are, beside all the others.

    Where neither totals nor identities speak (tables of √), each month's guess rests on the same
    expectations as all others, which therefore do not bear it out: it stays as it is.
    """
    months = [_Month.of(narrowed) for narrowed in tables]
    places = _by_department(tables, departments)
    wide = _widened(tables)
    found = [list(month.alone.shares) for month in months]
    if not any(month.parts or month.narrowed.judged.identities for month in months):
        return found
    several = [rows for rows in places.values() if len({table for table, _ in rows}) > 1]
    turns = _turns(months, wide, several)
    for turn in range(turns + 1):
        logs = [month.usual.copy() for month in months]
        for rows in several:
            both = placed_together([_row(months[t], wide[t], r) for t, r in rows])
            for (t, r), others, share in zip(rows, both.others, both.shares, strict=True):
                logs[t][months[t].at(r)] = others
                found[t][r] = share
        if turn < turns:
            for month, log in zip(months, logs, strict=True):
                month.tell(log)
    return found


def _turns(
    months: Sequence[_Month], wide: Sequence[_Wide], several: Sequence[Sequence[_Place]]
) -> int:
    """Return how often totals are asked: never where no month has any."""
    if not any(month.parts for month in months):
        return 0
    sizes = (months[t].alone.shares[r].size for rows in several for t, r in rows)
    work = HYPOTHESES * wide[0].counted.size * sum(min(size, PLACEMENTS) for size in sizes)
    return int(np.clip(WORK // max(work, 1), FEWEST_TURNS, TURNS))


def _by_department(
    tables: Sequence[Narrowed], departments: Mapping[str, str]
) -> dict[str, list[_Place]]:
    """Return where each department's rows are."""
    places: dict[str, list[_Place]] = {}
    for number, table in enumerate(tables):
        for position, (row, space) in enumerate(zip(table.rows, table.spaces, strict=True)):
            if row.kind == "department" and row.label is not None and space is not None:
                name = department_of(row.label, departments)
                places.setdefault(name, []).append((number, position))
    return {name: places[name] for name in sorted(places)}


@dataclass(frozen=True, slots=True)
class _Wide:
    """A table's columns among those of all tables: their places, and which of them count."""

    places: tuple[int, ...]
    counted: NDArray[np.bool_]


def _widened(tables: Sequence[Narrowed]) -> list[_Wide]:
    of_tables = [column_keys(table.columns) for table in tables]
    keys = sorted({key for of_table in of_tables for key in of_table})
    place = {key: number for number, key in enumerate(keys)}
    wide = []
    for table, of_table in zip(tables, of_tables, strict=True):
        judged = table.judged
        at = tuple(place[key] for key in of_table)
        counted = np.zeros(len(keys), dtype=np.bool_)
        counted[list(at)] = counted_columns(len(at), (*judged.identities, *judged.likely))
        wide.append(_Wide(at, counted))
    return wide


def _row(month: _Month, wide: _Wide, position: int) -> MonthRow:
    space, at = month.narrowed.spaces[position], month.at(position)
    assert space is not None
    filled = np.zeros((space.size, wide.counted.size), dtype=np.bool_)
    amounts = np.zeros(filled.shape)
    filled[:, wide.places] = space.filled
    amounts[:, wide.places] = space.amounts
    return MonthRow(
        filled=filled,
        amounts=amounts,
        known=wide.counted,
        certain=month.alone.given[at] + month.told[at],
        usual=month.usual[at],
    )
