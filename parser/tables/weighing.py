"""How probable every placement is: weigh and learn in turn, and take the mean.

Several versions of the parameters are learned side by side. The random numbers are seeded and
the number of turns follows from counted work: the same table gives the same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parser.tables.budget import Budget
from parser.tables.choices import Choices
from parser.tables.expectation import Expected
from parser.tables.habits import Habits
from parser.tables.learning import Learner
from parser.tables.model import Parameters, amount_logs, pattern_logs
from parser.tables.narrowing import Tied
from parser.tables.rowspace import Bools, Floats
from parser.tables.ties import ties

VERSIONS = 16
TURNS = 16
FEWEST_TURNS = 6
WARM_UP = 0.4
WORK = 8_000_000
"""Steps of all turns; a table of more gets fewer versions and turns, down to the fewest."""

TEMPER = {"counts": 0.7, "ticks": 1.0}
"""Power of the odds that is believed where a table stands alone, set by measuring calibration."""

_DAMPING = 0.5


def weighed(
    laid: Choices,
    tied: Sequence[Tied],
    expected: Expected,
    learning: Bools,
    given: Floats,
    habits: Habits | None,
    budget: Budget,
) -> tuple[Floats, Floats]:
    """Return the probability of every placement among those of its row.

    ``learning`` marks the rows that the model learns from; ``given`` is a log factor of each
    placement. With it comes the log factor that totals give each placement.
    """
    if not laid.size:
        return np.zeros(0), np.zeros(0)
    rows = Rows(laid)
    parts = ties(tied, laid)
    work = laid.size * max(laid.heads.size // 3, 1) + sum(part.steps for part in parts)
    versions = int(np.clip(WORK // (FEWEST_TURNS * work), 1, VERSIONS))
    turns = int(np.clip(WORK // (versions * work), FEWEST_TURNS, TURNS))
    warm_up = int(WARM_UP * turns)
    learner = Learner(laid, expected, versions, np.random.default_rng(20170301))
    said = [np.zeros((versions, laid.size)) for _ in parts]
    learned = learning[laid.row].astype(np.float64)
    values = learner.start()
    gathered, told, turned = np.zeros(laid.size), np.zeros(laid.size), 0
    for turn in range(turns):
        budget.spend(versions * work)
        logs = _logs(laid, values, habits) + given
        for k, part in enumerate(parts):
            others = sum((s for j, s in enumerate(said) if j != k), np.zeros(1))
            new = part.says(rows.share(logs + others))
            said[k] = new if turn == 0 else _DAMPING * said[k] + (1.0 - _DAMPING) * new
        totals = sum(said, np.zeros(1))
        share = rows.share(logs + totals)
        if turn >= warm_up or budget.late:
            gathered += share.sum(axis=0)
            told += totals.mean(axis=0)
            turned += 1
        if budget.late:
            break
        values = learner.drawn(share * learned, values)
    mean = rows.share(np.log(gathered + 1e-300)[None, :])
    return _tempered(mean, laid, habits, rows), told / max(turned, 1)


class Rows:
    """Sums over each row's placements."""

    def __init__(self, laid: Choices) -> None:
        self.begin = laid.starts[:-1][np.diff(laid.starts) > 0]
        self.sizes = np.diff(np.concatenate((self.begin, [laid.size])))

    def share(self, logs: Floats) -> Floats:
        """Normalise log weights ``(versions, placements)`` to probabilities within each row."""
        highest = np.maximum.reduceat(logs, self.begin, axis=1)
        mass = np.exp(logs - np.repeat(highest, self.sizes, axis=1))
        whole = np.add.reduceat(mass, self.begin, axis=1)
        share: Floats = mass / np.repeat(whole, self.sizes, axis=1)
        return share


def _logs(laid: Choices, values: Parameters, habits: Habits | None) -> Floats:
    pattern = pattern_logs(laid, values)
    logs = amount_logs(laid, values)
    if habits is not None:
        share = np.clip(habits.share, 1e-12, 1.0 - 1e-12)
        pattern = np.logaddexp(np.log1p(-share) + pattern, np.log(share) + habits.pattern)
        logs = logs + habits.amounts
    return logs + pattern


def _tempered(share: Floats, laid: Choices, habits: Habits | None, rows: Rows) -> Floats:
    """Take back some of the odds: departments are less alike than the model has them."""
    power: float | Floats = TEMPER["counts" if laid.free.on.any() else "ticks"]
    if habits is not None:
        power = power + (1.0 - power) * habits.share
    result: Floats = rows.share(power * np.log(share + 1e-300))[0]
    return result
