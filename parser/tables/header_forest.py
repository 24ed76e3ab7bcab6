"""All ways to share out the cells of a header's lower rows among those above, best first.

A header is a forest: each cell of the top row is a column or a group of cells of the row
below, in order. Of the partial forests only the best are followed up (a beam); what lies one
step from the best of those found is looked at as well (:mod:`parser.tables.header_moves`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parser.tables.header_evidence import group_score, is_placed, leaf_score
from parser.tables.header_moves import Form, paths_of, with_neighbours

Path = tuple[str, ...]
Sums = Callable[[int, Sequence[int], bool], float]
"""How well the table's figures support that a column is the sum of others: -1..1, 0 unknown.

Arguments: the total's column, the parts' columns, both over all columns of the table, and
whether the header itself says so (其中) or merely could.
"""

_BEAM = 24
# Groups to a column: more of them than this would mostly be groups of a single column.
_MOST_GROUPS = 0.75
_REPEATED_GROUP = 2.0
_REPEATED_COLUMNS = 0.8
# What a name that is a group in one place and a column in another speaks against a reading.
_MIXED = 2.0


@dataclass(frozen=True, slots=True)
class _Partial:
    score: float
    paths: tuple[Path, ...]


_State = tuple[int, int, int, int]
"""Cells used of the three rows, and how many of them are groups."""

_Grown = tuple[float, _Partial, tuple[Path, ...]]
"""A partial reading with the columns that go on with it, and the score of both."""

_Children = tuple[tuple[str, int], ...]
_Branch = tuple[int, int, int, float, tuple[Path, ...], _Children]
"""Cells used of the lower rows, groups, score, the paths below, and the children so far."""


def header_forests(
    rows: Sequence[Sequence[str]], width: int, lead: int, sums: Sums
) -> list[tuple[float, tuple[Path, ...]]]:
    """Return the forests with ``width`` columns, best first, at most a beam of them."""
    tops, middle = rows[0], rows[1]
    bottom = rows[2] if len(rows) > 2 else ()
    groups = len(tops) + len(middle) + len(bottom) - width
    if not 0 < groups <= _MOST_GROUPS * width:
        return []
    # The larger the header, the fewer of its partial readings are followed up.
    beam = max(_BEAM * 8 // (len(tops) + len(middle) + 2 * len(bottom)), 4)
    branches = _Branches(middle=middle, bottom=bottom, groups=groups, beam=2 * beam, sums=sums)
    states: dict[_State, list[_Partial]] = {(0, 0, 0, 0): [_Partial(0.0, ())]}
    for index, top in enumerate(tops):
        following: dict[_State, list[_Grown]] = {}
        for (_, used, deep, count), partials in states.items():
            for partial in partials:
                leaf = (partial.score + leaf_score(top), partial, ((top,),))
                following.setdefault((index + 1, used, deep, count), []).append(leaf)
                if index < lead or count >= groups:
                    continue
                before = partial.paths[-1] if partial.paths else ()
                start = (used, deep, count)
                for a, b, n, score, below in branches.of(top, before, len(partial.paths), start):
                    alike = _alike(partial.paths, below)
                    grown = (partial.score + score + alike, partial, below)
                    following.setdefault((index + 1, a, b, n), []).append(grown)
        states = {key: _prune(found, beam) for key, found in following.items()}
    goal = (len(tops), len(middle), len(bottom), groups)
    done = [p for p in states.get(goal, []) if len(p.paths) == width]
    scored = [(p.score - _MIXED * _mixed(p.paths), p.paths) for p in done]
    scored.sort(key=lambda pair: -pair[0])

    def weigh(form: Form) -> tuple[float, tuple[Path, ...]]:
        value, paths = paths_of(form, rows, branches.score, within=_within, beside=_alike)
        return value - _MIXED * _mixed(paths), paths

    return with_neighbours(scored, rows, lead, weigh)


def _mixed(paths: Sequence[Path]) -> int:
    """Count the names that stand both for a group and, in the same row, for a column."""
    groups = {(depth, name) for path in paths for depth, name in enumerate(path[:-1])}
    columns = {(len(path) - 1, path[-1]) for path in paths}
    return len(groups & columns)


def _prune(grown: list[_Grown], beam: int) -> list[_Partial]:
    best = sorted(grown, key=lambda one: -one[0])[:beam]
    return [_Partial(score, (*partial.paths, *below)) for score, partial, below in best]


class _Branches:
    """Every way to give a top cell the next cells of the rows below, each found once.

    Partial readings share most of them: they depend on where a reading stands, not on how it
    came there.
    """

    def __init__(
        self,
        *,
        middle: Sequence[str],
        bottom: Sequence[str],
        groups: int,
        beam: int,
        sums: Sums,
    ) -> None:
        self._middle, self._bottom, self._groups, self._sums = middle, bottom, groups, sums
        self._beam = beam
        self._scores: dict[tuple[str, Path, _Children, int], float] = {}
        self._found: dict[tuple[str, Path, int, tuple[int, int, int]], list[_Found]] = {}

    def of(self, top: str, before: Path, column: int, start: tuple[int, int, int]) -> list[_Found]:
        """Return the ways to go on from a state with ``top`` as a group at ``column``."""
        key = (top, before, column, start)
        if key not in self._found:
            self._found[key] = self._grow(top, before, column, start)
        return self._found[key]

    def score(self, name: str, before: Path, children: _Children, column: int) -> float:
        placed = is_placed(name, children)
        key = (name, before if placed else (), children, column if placed else -1)
        if key not in self._scores:
            self._scores[key] = group_score(name, before, children, column, self._sums)
        return self._scores[key]

    def _grow(
        self, top: str, before: Path, column: int, start: tuple[int, int, int]
    ) -> list[_Found]:
        used, deep, count = start
        open_: list[_Branch] = [(used, deep, count + 1, 0.0, (), ())]
        found: list[_Found] = []
        while open_:
            later: list[_Branch] = []
            for branch in open_:
                a, b, n, inner, below, children = branch
                if children and not self._dead(a, b, n):
                    score = self.score(top, before, children, column)
                    found.append((a, b, n, inner + score, tuple((top, *path) for path in below)))
                if a < len(self._middle):
                    later += self._with_child(branch, before, column)
            open_ = sorted(later, key=lambda item: -item[3])[: self._beam]
        return found

    def _dead(self, a: int, b: int, n: int) -> bool:
        """Tell whether cells are left of the lower rows that no further group can take."""
        return n >= self._groups and (a < len(self._middle) or b < len(self._bottom))

    def _with_child(self, branch: _Branch, before: Path, column: int) -> list[_Branch]:
        """Return a branch with the middle row's next cell as a column, or as a group."""
        a, b, n, inner, below, children = branch
        child, bottom = self._middle[a], self._bottom
        grown = [(a + 1, b, n, inner, (*below, (child,)), (*children, (child, 1)))]
        if n >= self._groups:
            return grown if b == len(bottom) else []
        start = below[-1] if below else before
        for end in range(b + 1, len(bottom) + 1):
            leaves = tuple((name, 1) for name in bottom[b:end])
            score = inner + self.score(child, start, leaves, column + len(below))
            own = tuple((child, name) for name, _ in leaves)
            score += _within(below, own)
            paths = (*below, *own)
            grown.append((a + 1, end, n + 1, score, paths, (*children, (child, len(leaves)))))
        return grown


_Found = tuple[int, int, int, float, tuple[Path, ...]]
"""Cells used of the lower rows, groups, score and columns of a top cell with its children."""


def _alike(before: Sequence[Path], below: Sequence[Path]) -> float:
    """Score a group by the group beside it: the same columns, and the same groups within it."""
    last = before[-len(below) :]
    same = (
        len(last) == len(below)
        and len({path[0] for path in last}) == 1
        and all(path[1:] and path[1:] == own[1:] for path, own in zip(last, below, strict=True))
    )
    if not same:
        return 0.0
    if any(len(path) > 2 for path in below):
        return _REPEATED_GROUP
    return _REPEATED_COLUMNS * min(len(below), 3)


def _within(below: Sequence[Path], own: Sequence[Path]) -> float:
    """Score a group within a group by the one beside it: whether it has the same columns."""
    last = below[-len(own) :]
    same = len(last) == len(own) and all(
        len(path) == 2 and path[-1] == name for path, (_, name) in zip(last, own, strict=True)
    )
    return _REPEATED_GROUP if same else 0.0
