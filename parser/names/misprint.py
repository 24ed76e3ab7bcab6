"""Misprinted names: which listed name was meant, and when one may say so.

Similarity only proposes. A printed name is taken for a listed one if all of this holds:

* it is one slip away (two, in a name of nine characters or more), a slip being a wrong, missing,
  extra or doubled character or two neighbours swapped;
* no slip carries a distinction: a wrong character must sound or look like the right one, or
  be foreign to all names and stand in the general part (…监督管理局, …委员会); a missing or extra
  one must belong to the general part, be doubled, or be one of a long subject
  (人力资源社会保障);
* no other body comes as near, and none within reach is on the never-merge list beside it.

How often that rule would take a body that the register lacks for another one is measured by
leaving each body out in turn (``corpus.score_names``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Editop, Levenshtein

from parser.names.index import NameIndex
from parser.names.lookalikes import confusions, look_alike
from parser.names.printed import fold
from parser.names.register import Register

PROPOSED = 5
CUTOFF = 55.0
SHORTEST = 3
LONG_NAME = 9
LONG_SUBJECT = 6
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
        self.bodies = {
            name: frozenset(entry.body.id for entry in entries)
            for name, entries in index.table.items()
        }
        self._names = [name for name in self.bodies if len(name) >= SHORTEST]
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
        for name in self.bodies:
            for at in range(len(name)):
                masked.setdefault((name[:at], name[at + 1 :]), []).append(name)
        found: dict[frozenset[str], set[frozenset[str]]] = {}
        for (before, after), names in masked.items():
            shorter = [before + after] if before + after in self.bodies else []
            for one, other in combinations([*shorter, *names], 2):
                if self.bodies[one].isdisjoint(self.bodies[other]):
                    mark = "" if one in shorter else one[len(before)]
                    pair = frozenset((mark, other[len(before)]))
                    found.setdefault(pair, set()).add(self.bodies[one] | self.bodies[other])
        return found

    def _ids(self, name: str) -> frozenset[str]:
        folded = fold(name)
        return self.bodies.get(folded[1:]) or self.bodies.get(folded) or frozenset()

    def nearest(self, text: str, *, without: str | None = None) -> tuple[Guess, ...]:
        """Return the nearest listed names, best first; at most the first is accepted.

        ``without`` leaves a body out, as if the register did not have it.
        """
        found = process.extract(
            text, self._names, scorer=fuzz.ratio, limit=4 * PROPOSED, score_cutoff=CUTOFF
        )
        scores = {name: score for name, score, _ in found if self.bodies[name] != {without}}
        if len(text) < SHORTEST:
            return tuple(
                Guess(name, round(scores[name] / 100, 4), False) for name in [*scores][:PROPOSED]
            )
        costs = {name: cost for name in scores if (cost := self._cost(text, name, without))}
        meant = self._meant(costs)
        far = (float("inf"), False)
        order = sorted(scores, key=lambda name: (name != meant, costs.get(name, far)[0]))
        return tuple(
            Guess(name, round(scores[name] / 100, 4), name == meant) for name in order[:PROPOSED]
        )

    def _meant(self, costs: Mapping[str, tuple[float, bool]]) -> str | None:
        if not costs:
            return None
        best = min(costs, key=lambda name: costs[name][0])
        cost, harmless = costs[best]
        bodies = self.bodies[best]
        if not harmless or len(bodies) != 1:
            return None
        for name, (other, _) in costs.items():
            rivals = self.bodies[name] - bodies
            if rivals and other - cost <= MARGIN:
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
            # 旅文厅 is no slip for 文旅厅.
            return 0.5 * slips, len(name) > SHORTEST
        if Levenshtein.distance(text, name) > slips:
            return float(slips), False
        general = _GENERAL.search(name)
        subject = general.start() if general else len(name)
        edits = list(Levenshtein.editops(text, name))
        # Two characters in a row that are missing or too many are a word, not a slip.
        cost, harmless = 0.0, not _is_word(edits)
        for edit in edits:
            added, ok = self._slip(edit, text, name, subject, without)
            cost, harmless = cost + added, harmless and ok
        return cost, harmless

    def _slip(
        self, edit: Editop, text: str, name: str, subject: int, without: str | None
    ) -> tuple[float, bool]:
        """Return the cost of one slip and whether it is harmless; ``subject`` is its length."""
        at, to = edit.src_pos, edit.dest_pos
        if edit.tag == "replace":
            printed, right = text[at], name[to]
            alike = sound_alike(printed, right) or look_alike(printed, right)
            alike = alike and self._carries_nothing(printed, right, without)
            foreign = printed not in self._alphabet
            ok = alike or (foreign and to >= subject)
            # 肓 stands in no name and looks like 育: any other character is less likely meant.
            misread = foreign and bool(confusions(printed))
            return (0.5 if alike else 1.5 if misread else 1.0), ok
        if edit.tag == "delete":
            doubled = text[at] in text[max(0, at - 1) : at] + text[at + 1 : at + 2]
            ok = doubled or text[at] in _LOOSE or subject < to < len(name)
            return (0.5 if doubled else 1.0), ok
        ok = subject >= LONG_SUBJECT if to < subject else to < len(name) - 1
        return 1.0, ok and self._carries_nothing("", name[to], without)


def _is_word(edits: Sequence[Editop]) -> bool:
    if len(edits) != 2 or edits[0].tag != edits[1].tag or edits[0].tag == "replace":
        return False
    first, second = edits
    return second.src_pos - first.src_pos <= 1 and second.dest_pos - first.dest_pos <= 1
