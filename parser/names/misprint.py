"""Misprinted names: which listed name was meant, and when one may say so.

Similarity only proposes. A printed name is taken for a listed one if all of this holds:

* it is one slip away (two, in a name of nine characters or more), a slip being a wrong, missing,
  extra or doubled character or two neighbours swapped;
* no slip carries a distinction: a wrong character must sound like the right one, or stand in
  the general part (…监督管理局, …委员会), or be foreign to all names in one of several
  characters of a long subject; a missing or extra one must belong to the general part, be
  doubled, or be one of a long subject (人力资源社会保障);
* no other body comes as near, and none within reach is on the never-merge list beside it.

How often that rule would take a body that the register lacks for another one is measured by
leaving each body out in turn (``corpus.score_names``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Levenshtein

from parser.names.index import NameIndex
from parser.names.printed import fold
from parser.names.register import Register

PROPOSED = 5
CUTOFF = 55.0
SHORTEST = 3
LONG_NAME = 9
LONG_SUBJECT = 6
SOLID_SUBJECT = 4
MARGIN = 0.5
_GENERAL = re.compile(
    r"(?:(?:行政|综合|事业|事务|服务|工作|监督|监察|管理|执法)*"
    r"(?:委员会|办公室|管理局|管理处|管理中心|服务中心|中心|领导小组办公室|分局|总局|局|厅|委|办|处|所|队|公司))\Z"
)
_LOOSE = frozenset("和与及的")


@dataclass(frozen=True, slots=True)
class Guess:
    """A listed name near to the printed one; ``accepted`` if it may be taken for it."""

    name: str
    score: float
    accepted: bool


@cache
def _sound(character: str) -> str:
    # The usual reading only: rare ones make 居 sound like 计.
    return str(lazy_pinyin(character)[0])


def sound_alike(first: str, second: str) -> bool:
    """Tell whether two characters sound alike, tones aside (证 and 政, 该 and 改).

    >>> sound_alike("证", "政"), sound_alike("地", "国")
    (True, False)
    """
    return _sound(first) == _sound(second)


class Misprints:
    """Finds the listed names that a printed one comes near to."""

    def __init__(self, index: NameIndex, register: Register) -> None:
        self._bodies = {
            name: frozenset(entry.body.id for entry in entries)
            for name, entries in index.table.items()
        }
        self._names = [name for name in self._bodies if len(name) >= SHORTEST]
        self._alphabet = frozenset("".join(self._names))
        self._distinctive = self._distinctions()
        self._apart = frozenset(
            frozenset((one, two))
            for first, second in register.never_merge
            for one in self._ids(first)
            for two in self._ids(second)
            if one != two
        )

    def _distinctions(self) -> dict[frozenset[str], set[frozenset[str]]]:
        """Return the pairs of characters that alone tell two bodies' names apart, and whose.

        税 and 水 sound alike, but 税务局 and 水务局 are two.
        """
        masked: dict[tuple[str, str], list[str]] = {}
        for name in self._bodies:
            for at in range(len(name)):
                masked.setdefault((name[:at], name[at + 1 :]), []).append(name)
        found: dict[frozenset[str], set[frozenset[str]]] = {}
        for (before, after), names in masked.items():
            shorter = [before + after] if before + after in self._bodies else []
            for one, other in combinations([*shorter, *names], 2):
                if self._bodies[one].isdisjoint(self._bodies[other]):
                    mark = "" if one in shorter else one[len(before)]
                    pair = frozenset((mark, other[len(before)]))
                    found.setdefault(pair, set()).add(self._bodies[one] | self._bodies[other])
        return found

    def _ids(self, name: str) -> frozenset[str]:
        folded = fold(name)
        return self._bodies.get(folded[1:]) or self._bodies.get(folded) or frozenset()

    def nearest(self, text: str, *, without: str | None = None) -> tuple[Guess, ...]:
        """Return the nearest listed names, best first; at most the first is accepted.

        ``without`` leaves a body out, as if the register did not have it.
        """
        found = process.extract(
            text, self._names, scorer=fuzz.ratio, limit=4 * PROPOSED, score_cutoff=CUTOFF
        )
        names = [name for name, _, _ in found if self._bodies[name] != {without}]
        meant = self._meant(text, names, without) if len(text) >= SHORTEST else None
        guesses = [
            Guess(name, round(score / 100, 4), name == meant)
            for name, score, _ in found
            if name in names
        ]
        return tuple(sorted(guesses, key=lambda guess: not guess.accepted)[:PROPOSED])

    def _meant(self, text: str, names: Iterable[str], without: str | None) -> str | None:
        costs = {
            name: cost for name in names if (cost := self._cost(text, name, without)) is not None
        }
        if not costs:
            return None
        best = min(costs, key=lambda name: costs[name][0])
        cost, harmless = costs[best]
        bodies = self._bodies[best]
        if not harmless or len(bodies) != 1:
            return None
        for name, (other, _) in costs.items():
            rivals = self._bodies[name] - bodies
            if rivals and other - cost < MARGIN:
                return None
            if any(frozenset((one, *bodies)) in self._apart for one in rivals):
                return None
        return best

    def _carries_nothing(self, printed: str, right: str, without: str | None) -> bool:
        """Tell whether no two bodies' names differ by these characters alone ("" is none)."""
        pairs = self._distinctive.get(frozenset((printed, right)), set())
        return all(without is not None and without in bodies for bodies in pairs)

    def _cost(self, text: str, name: str, without: str | None) -> tuple[float, bool] | None:
        """Return how far ``text`` is from ``name`` and whether all slips are harmless."""
        allowed = 2 if len(name) >= LONG_NAME else 1
        slips = OSA.distance(text, name, score_cutoff=allowed)
        if slips > allowed:
            return None
        if sorted(text) == sorted(name):
            return 0.5 * slips, True
        if Levenshtein.distance(text, name) > slips:
            return float(slips), False
        general = _GENERAL.search(name)
        subject = general.start() if general else len(name)
        edits = Levenshtein.editops(text, name).as_list()
        # Two characters in a row that are missing or too many are a word, not a slip.
        cost, harmless = 0.0, not _is_word(edits)
        for tag, at, to in edits:
            if tag == "replace":
                alike = sound_alike(text[at], name[to])
                alike = alike and self._carries_nothing(text[at], name[to], without)
                foreign = text[at] not in self._alphabet
                cost += 0.5 if alike else 1.0
                ok = alike or (foreign and (to >= subject or subject >= SOLID_SUBJECT))
            elif tag == "delete":
                doubled = text[at] in text[max(0, at - 1) : at] + text[at + 1 : at + 2]
                cost += 0.5 if doubled else 1.0
                ok = doubled or text[at] in _LOOSE or (to > subject and to < len(name))
            else:
                cost += 1.0
                ok = subject >= LONG_SUBJECT if to < subject else to < len(name) - 1
                ok = ok and self._carries_nothing("", name[to], without)
            harmless = harmless and ok
        return cost, harmless


def _is_word(edits: Sequence[tuple[str, int, int]]) -> bool:
    return (
        len(edits) == 2
        and edits[0][0] == edits[1][0] != "replace"
        and (abs(edits[1][1] - edits[0][1]) <= 1 and abs(edits[1][2] - edits[0][2]) <= 1)
    )
