"""The placements of all rows, laid out for the model (:mod:`parser.tables.model`).

Each placement is a set of filled columns and amounts in their roles: free ones, the parts of a
sum, and those that others in the row determine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.table import Column, Identity
from parser.tables.identities import is_rate
from parser.tables.rowspace import Bools, Floats, Ints, RowSpace

HALF_LOG_TAU = 0.9189385
_MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Division:
    """Among which parts a sum is divided.

    ``code`` is one bit a part (the first part is bit 0) for each placement, 0 for none;
    ``sets`` is ``(codes, parts)``: the parts of each code.
    """

    parts: tuple[int, ...]
    code: Ints
    sets: Floats


@dataclass(frozen=True, slots=True)
class Marked:
    """Logarithms of the amounts of one role, ``(columns, placements)``.

    ``on`` is 1 where an amount has the role; ``logs`` and ``squares`` are its logarithm and the
    square of it there, 0 elsewhere.
    """

    on: Floats
    logs: Floats
    squares: Floats

    @classmethod
    def of(cls, marks: Bools, logs: Floats) -> Marked:
        """Mark some of the logarithms."""
        on = np.ascontiguousarray(marks.T).astype(np.float64)
        found = on * logs.T
        return cls(on, found, found**2)

    @property
    def count(self) -> Floats:
        """How many amounts each placement has in the role."""
        count: Floats = self.on.sum(axis=0)
        return count


@dataclass(frozen=True, slots=True)
class Choices:
    """The placements of all rows, one below the other.

    ``row`` says whose each is, ``starts`` where each row's begin (and, last, how many there
    are). ``patterns``, ``(columns, patterns)``, are the distinct sets of filled columns,
    ``pattern`` which of them each placement has. ``free`` are the amounts that no others
    determine; each of ``divided`` the parts of one sum, where it has several. ``fixed`` is the
    log probability that no parameter
    changes. ``equal`` is 1 where nothing is pending and all that was received is completed, -1
    where nothing is pending and it is not, 0 elsewhere.
    """

    row: Ints
    starts: Ints
    patterns: Floats
    pattern: Ints
    free: Marked
    divided: tuple[Marked, ...]
    fixed: Floats
    divisions: tuple[Division, ...]
    heads: Floats
    equal: Ints

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.starts.size - 1

    @property
    def size(self) -> int:
        """The number of placements."""
        return self.row.size


def choices(
    columns: Sequence[Column],
    spaces: Sequence[RowSpace | None],
    identities: Sequence[Identity],
    kept: Sequence[Bools],
) -> Choices:
    """Lay out the placements of all rows for the model.

    ``kept[i]`` marks, over all placements, those that keep ``identities[i]``.
    """
    width = len(columns)
    sizes = [0 if space is None else space.size for space in spaces]
    blank = np.zeros((0, width))
    held = [space for space in spaces if space is not None]
    filled = np.concatenate([blank, *(space.filled for space in held)]) > 0
    amounts = np.concatenate([blank, *(space.amounts for space in held)])
    free, divided, equal = _roles(filled, amounts, identities, kept)
    free &= ~np.array([is_rate(column) for column in columns], dtype=np.bool_)
    divisions = _divisions(filled, identities)
    heads = np.ones(width)
    for division in divisions:
        heads[list(division.parts)] = 0.0
    for identity in identities:
        if identity.kind == "difference":
            heads[identity.parts[0]] = 0.0
    logs = np.log(np.maximum(amounts, 1.0))
    patterns, pattern = np.unique(filled, axis=0, return_inverse=True)
    fixed = -(free * logs).sum(axis=1)
    for parts in divided:
        some = parts.any(axis=1)
        whole = np.log(np.where(parts, np.maximum(amounts, 1.0), 0.0).sum(axis=1) + ~some)
        fixed += some * (whole + HALF_LOG_TAU) - (parts * logs).sum(axis=1)
    return Choices(
        row=np.repeat(np.arange(len(spaces)), sizes),
        starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        patterns=np.ascontiguousarray(patterns.T).astype(np.float64),
        pattern=pattern.reshape(-1).astype(np.int64),
        free=Marked.of(free, logs),
        divided=tuple(Marked.of(parts, logs) for parts in divided),
        fixed=fixed,
        divisions=divisions,
        heads=heads,
        equal=equal,
    )


def _divisions(filled: Bools, identities: Sequence[Identity]) -> tuple[Division, ...]:
    """Name the set of filled parts of every sum that has few enough of them."""
    found = []
    for identity in identities:
        parts = identity.parts
        if identity.kind == "sum" and len(parts) <= _MOST_PARTS:
            code = filled[:, list(parts)] @ (1 << np.arange(len(parts)))
            sets = np.arange(1 << len(parts))[:, None] >> np.arange(len(parts)) & 1
            found.append(Division(parts, code.astype(np.int64), sets.astype(np.float64)))
    return tuple(found)


def _roles(
    filled: Bools, amounts: Floats, identities: Sequence[Identity], kept: Sequence[Bools]
) -> tuple[Bools, list[Bools], Ints]:
    """Tell free amounts, the parts of sums and the determined amounts apart."""
    present = filled & (amounts > 0)
    free = present.copy()
    divided: list[Bools] = []
    equal = np.zeros(filled.shape[0], dtype=np.int64)
    for identity, holds in zip(identities, kept, strict=True):
        whole = identity.total
        if identity.kind == "sum":
            parts = np.zeros_like(present)
            parts[:, list(identity.parts)] = True
            parts &= present & (present[:, whole] & holds)[:, None]
            free &= ~parts
            # Of parts that share an unknown size only their ratios say anything.
            divided.append(parts & (parts.sum(axis=1) > 1)[:, None])
        elif identity.kind == "difference":
            rest, taken = identity.parts
            settled = present[:, whole] & present[:, taken] & ~filled[:, rest]
            same = settled & (amounts[:, whole] == amounts[:, taken])
            equal += same.astype(np.int64) - (settled & ~same)
            pending = present[:, rest] & holds
            free[:, rest] &= ~(pending & ~present[:, taken])
            free[:, taken] &= ~(same | pending)
        else:
            free[:, whole] = False
    return free, divided, np.clip(equal, -1, 1)
