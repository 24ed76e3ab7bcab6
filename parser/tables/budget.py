"""How much work a table is worth: counted steps, so that every machine decides alike.

A clock would let a slow or busy machine leave open what another one decides, and an archive
would depend on where it was made. Work is therefore counted where it is done, in steps of very
roughly a tenth of a microsecond: a choice tried, a placement held, a word of a long integer
shifted. The clock only stops what no count foresaw.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

STEPS = 20_000_000
"""Steps that one table is worth: about two seconds of one core at the slowest."""

LAST_RESORT_SECONDS = 60.0
"""CPU seconds after which a table is given up whatever was counted."""


@dataclass(slots=True)
class Budget:
    """Work that is left for one table.

    >>> budget = Budget(10)
    >>> budget.spend(11)
    >>> budget.late
    True
    """

    steps: int = STEPS
    spent: int = 0
    _start: float = field(default_factory=time.thread_time)

    def spend(self, steps: int) -> None:
        """Count work that is done, or about to be."""
        self.spent += int(steps)

    def affords(self, steps: int) -> bool:
        """Tell whether so much more work is within the budget."""
        return self.spent + steps <= self.steps and not self._overdue

    @property
    def late(self) -> bool:
        """Whether the budget is spent."""
        return self.spent > self.steps or self._overdue

    @property
    def _overdue(self) -> bool:
        return time.thread_time() - self._start > LAST_RESORT_SECONDS
