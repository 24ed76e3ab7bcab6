"""What column totals say of each placement, given how probable the others' are.

Where the ways of reaching the totals are held as a graph, what they say is worked out over all
of them (:func:`parser.tables.joint.path_shares`). Where they are too many, the amounts of all
other rows together are taken as normal, with the mean and the covariance that their
probabilities give: what a row leaves of the totals must be in keeping with them.

A row may stand in several groups of tied columns; each group is told what the others say of it
(belief propagation).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from parser.tables.choices import Choices
from parser.tables.joint import path_shares, sums_by
from parser.tables.narrowing import Tied
from parser.tables.rowspace import Floats, Ints

_UNIT = 0.25
_LARGEST = 1_000_000


class Tie:
    """One group of tied columns, laid out over the placements of all rows."""

    def __init__(self, part: Tied, laid: Choices) -> None:
        self.part = part
        sizes = [len(offers) for offers in part.offers]
        self.starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        number = np.full(laid.size, -1, dtype=np.int64)
        for start, row, offer_of in zip(self.starts, part.rows, part.offer_of, strict=False):
            number[laid.starts[row] : laid.starts[row + 1]] = start + offer_of
        self.inside = np.flatnonzero(number >= 0)
        self.number: Ints = number[self.inside]
        covariances = int(self.starts[-1]) * len(part.columns) ** 2
        self.steps = part.graph.steps if part.graph is not None else covariances
        if part.graph is None:
            self.offers = np.concatenate(part.offers).astype(np.float64)
            self.rest = part.rest.astype(np.float64)
            scale = np.maximum(self.offers.std(axis=0), 1.0)
            self.offers, self.rest, self.unit = self.offers / scale, self.rest / scale, 1.0 / scale

    def says(self, share: Floats) -> Floats:
        """Return the log factor of every placement, ``(versions, placements)``.

        ``share`` is how probable each placement is by everything else, within its row.
        """
        versions, size = share.shape
        count = int(self.starts[-1])
        offered = sums_by(share[:, self.inside], self.number, count)
        factor = self._by_paths(offered) if self.part.graph is not None else self._by_sums(offered)
        said = np.zeros((versions, size))
        said[:, self.inside] = factor[:, self.number]
        return said

    def _by_paths(self, offered: Floats) -> Floats:
        assert self.part.graph is not None
        weights = [offered[:, a:b] for a, b in pairwise(self.starts)]
        after = np.concatenate(path_shares(self.part.graph, weights), axis=1)
        factor: Floats = np.log(np.maximum(after, 1e-12) / np.maximum(offered, 1e-12))
        return factor

    def _by_sums(self, offered: Floats) -> Floats:
        begin = self.starts[:-1]
        sizes = np.diff(self.starts)
        whole = np.maximum(np.add.reduceat(offered, begin, axis=1), 1e-300)
        share = (offered / np.repeat(whole, sizes, axis=1))[:, :, None]
        mean = np.add.reduceat(share * self.offers, begin, axis=1)
        outer = self.offers[:, :, None] * self.offers[:, None, :]
        square = np.add.reduceat(share[..., None] * outer, begin, axis=1)
        spread = square - mean[..., :, None] * mean[..., None, :]
        floor = np.diag(_UNIT * self.unit**2 + 1e-6)
        others = spread.sum(axis=1, keepdims=True) - spread + floor
        tight = np.repeat(np.linalg.inv(others), sizes, axis=1)
        left = self.rest - (mean.sum(axis=1, keepdims=True) - mean)
        off = np.repeat(left, sizes, axis=1) - self.offers
        distance = np.einsum("eni,enij,enj->en", off, tight, off)
        factor: Floats = -0.5 * np.maximum(distance, 0.0)
        return factor


def ties(tied: Sequence[Tied], laid: Choices) -> list[Tie]:
    """Lay out the groups of tied columns; what is too large to be weighed says nothing."""
    parts = [Tie(part, laid) for part in tied]
    return [part for part in parts if part.steps <= _LARGEST]
