"""All ways to share out the cells of a header's lower rows among those above, best first.

A header is a forest: each cell of the top row is a column or a group of cells of the row
below, in order. Of the partial forests only the best are followed up (a beam).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parser.tables.header_evidence import group_score, leaf_score

Path = tuple[str, ...]
Sums = Callable[[int, Sequence[int], bool], float]
"""How well the table's figures support that a column is the sum of others: -1..1, 0 unknown.

Arguments: the total's column, the parts' columns, both over all columns of the table, and
whether the header itself says so (其中) or merely could.
"""

_BEAM = 24
_REPEATED_GROUP = 2.0


@dataclass(frozen=True, slots=True)
class _Partial:
    score: float
    paths: tuple[Path, ...]


_State = tuple[int, int, int, int]
"""Cells used of the three rows, and how many of them are groups."""


_Branch = tuple[int, int, int, float, tuple[Path, ...], tuple[tuple[str, int], ...]]
"""Cells used of the lower rows, groups, score, the paths below, and the children so far."""


def header_forests(
    rows: Sequence[Sequence[str]], width: int, lead: int, sums: Sums
) -> list[tuple[float, tuple[Path, ...]]]:
    """Return the forests with ``width`` columns, best first, at most a beam of them."""
    tops, middle = rows[0], rows[1]
    bottom = rows[2] if len(rows) > 2 else ()
    groups = len(tops) + len(middle) + len(bottom) - width
    if groups < 1:
        return []
    # The larger the header, the fewer of its partial readings are followed up.
    beam = max(_BEAM * 8 // (len(tops) + len(middle) + 2 * len(bottom)), 4)
    states: dict[_State, list[_Partial]] = {(0, 0, 0, 0): [_Partial(0.0, ())]}
    for index, top in enumerate(tops):
        following: dict[_State, list[_Partial]] = {}
        for (_, used, deep, count), partials in states.items():
            for partial in partials:
                column = len(partial.paths)
                leaf = _Partial(partial.score + leaf_score(top), (*partial.paths, (top,)))
                following.setdefault((index + 1, used, deep, count), []).append(leaf)
                if index < lead or count >= groups:
                    continue
                grown = _grow(
                    top, partial, middle, bottom, (used, deep, count), groups, sums, column
                )
                for key, found in grown:
                    following.setdefault((index + 1, *key), []).append(found)
        states = {key: _prune(found, beam) for key, found in following.items()}
    goal = (len(tops), len(middle), len(bottom), groups)
    done = [p for p in states.get(goal, []) if len(p.paths) == width]
    return sorted(((p.score, p.paths) for p in done), key=lambda pair: -pair[0])


def _prune(partials: list[_Partial], beam: int) -> list[_Partial]:
    return sorted(partials, key=lambda partial: -partial.score)[:beam]


def _grow(
    top: str,
    partial: _Partial,
    middle: Sequence[str],
    bottom: Sequence[str],
    start: tuple[int, int, int],
    groups: int,
    sums: Sums,
    column: int,
) -> list[tuple[tuple[int, int, int], _Partial]]:
    """Return every way to give ``top`` the next cells of the row below as its children."""
    used, deep, count = start
    before = partial.paths[-1] if partial.paths else ()
    open_: list[_Branch] = [(used, deep, count + 1, 0.0, (), ())]
    found: list[tuple[tuple[int, int, int], _Partial]] = []
    while open_:
        later: list[_Branch] = []
        for a, b, n, inner, below, children in open_:
            if children:
                score = group_score(top, before, children, column, sums)
                if _divides_alike(partial.paths, below):
                    score += _REPEATED_GROUP
                paths = (*partial.paths, *((top, *path) for path in below))
                found.append(((a, b, n), _Partial(partial.score + inner + score, paths)))
            if a == len(middle):
                continue
            child = middle[a]
            start_leaf = below[-1] if below else before
            later.append((a + 1, b, n, inner, (*below, (child,)), (*children, (child, 1))))
            if n >= groups:
                continue
            for end in range(b + 1, len(bottom) + 1):
                leaves = tuple((name, 1) for name in bottom[b:end])
                score = group_score(child, start_leaf, leaves, column + len(below), sums)
                grown = (*below, *((child, name) for name, _ in leaves))
                if _repeats(below, bottom[b:end]):
                    score += _REPEATED_GROUP
                later.append(
                    (a + 1, end, n + 1, inner + score, grown, (*children, (child, len(leaves))))
                )
        open_ = sorted(later, key=lambda item: -item[3])[: _BEAM * 2]
    return found


def _divides_alike(before: Sequence[Path], below: Sequence[Path]) -> bool:
    """Tell whether the group beside has the same groups and columns within it."""
    last = before[-len(below) :]
    return (
        len(last) == len(below)
        and any(len(path) > 1 for path in below)
        and len({path[0] for path in last}) == 1
        and all(path[1:] == own for path, own in zip(last, below, strict=True))
    )


def _repeats(below: Sequence[Path], names: Sequence[str]) -> bool:
    """Tell whether a group has the same columns as the group beside it."""
    last = below[-len(names) :]
    return len(last) == len(names) and all(
        len(path) == 2 and path[-1] == name for path, name in zip(last, names, strict=True)
    )
