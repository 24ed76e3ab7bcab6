"""Misprinted names: which listed name was meant, and when one may say so.

Placeholder rule until measured: nothing is accepted, the nearest names are proposed.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from parser.names.index import NameIndex
from parser.names.register import Register

LIMIT = 5
CUTOFF = 60.0


@dataclass(frozen=True, slots=True)
class Guess:
    """A listed name near to the printed one; ``accepted`` if it may be taken for it."""

    name: str
    score: float
    accepted: bool


class Misprints:
    """Finds the listed names that a printed one comes near to."""

    def __init__(self, index: NameIndex, register: Register) -> None:
        self._names = list(index.table)

    def nearest(self, text: str) -> tuple[Guess, ...]:
        """Return the nearest names, best first."""
        found = process.extract(
            text, self._names, scorer=fuzz.ratio, limit=LIMIT, score_cutoff=CUTOFF
        )
        return tuple(Guess(name, round(score / 100, 4), False) for name, score, _ in found)
