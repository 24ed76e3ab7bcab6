"""Groups in the header of a table without rulings: which heading stands over which columns.

The division into groups is the one whose headings stand best in the middle of their columns, or
all at the left or all at the right of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from parser.readers.pdf_bare_words import Frame, Word

_OFF_CENTRE = 1.0
"""Heights of the letters by which a group's heading may stand beside the middle."""
_ALONE = 3.0
"""The cost, in heights, of leaving a low-standing column without a group."""
_ALIGNED = 0.3
"""Heights by which headings that are set to one side may miss the line they stand in."""
_BELOW_TOP = 0.5
"""The cost of a group whose heading stands lower than others: it may be part of a wider one."""

Run = tuple[int, int, Word | None]
"""Columns, the first and the last, and the heading over all of them (None: single columns)."""

Runs = tuple[float, tuple[Run, ...]]
"""A division of columns into runs, behind what it costs."""


def divided(words: Sequence[Word], first: int, last: int, frame: Frame) -> tuple[Runs, Runs]:
    """Return the cheapest division of the columns, and the cheapest of all others.

    A run of several columns costs how far its heading stands from its middle, a column that
    needs a group and gets none costs :data:`_ALONE`. Another division lacks one run of the
    cheapest at least: two that fill the same columns differ in one.
    """
    needy = {c: _needs_group(words, c, frame) for c in range(first, last + 1)}
    groups = _groups(words, needy, frame)
    alone = {c: _cost_alone(words, c, frame, needy=needy[c]) for c in needy}
    best = _cheapest(groups, alone, None)
    others = (_cheapest(groups, alone, (run[0], run[1])) for run in best[1])
    return best, min(others, key=lambda one: one[0])


def _groups(
    words: Sequence[Word], needy: Mapping[int, bool], frame: Frame
) -> dict[int, list[tuple[int, float, Word]]]:
    """Return, by their first column, the groups there may be: the last column, cost, heading."""
    found: dict[int, list[tuple[int, float, Word]]] = {column: [] for column in needy}
    top = min(word.middle for word in words)
    for column in needy:
        for end in range(column + 1, max(needy) + 1):
            label = _label_over(words, column, end, frame)
            if label is None:
                continue
            if any(not needy[c] and not _under(words, label, c) for c in range(column, end + 1)):
                continue
            off = _off_place(words, label, column, end, frame)
            if frame.setting != "center" and label.middle - top > 0.45 * frame.size:
                off += _BELOW_TOP
            if off <= _OFF_CENTRE + 0.15 * (end - column):
                found[column].append((end, off, label))
    return found


def _cost_alone(words: Sequence[Word], column: int, frame: Frame, *, needy: bool) -> float:
    """Return what speaks against a column's being in no group."""
    crossed = any(one.first <= column < one.last for one in words)
    alone = _ALONE if needy else 0.0
    if frame.bottom_aligned:
        alone = _unlike_one_heading(words, column, frame)
    return alone + (2 * _ALONE if crossed else 0.0)


def _cheapest(
    groups: Mapping[int, Sequence[tuple[int, float, Word]]],
    alone: Mapping[int, float],
    barred: tuple[int, int] | None,
) -> Runs:
    """Return the cheapest division into groups and columns alone, without a run of those barred."""
    best: dict[int, Runs] = {max(alone) + 1: (0.0, ())}
    for column in sorted(alone, reverse=True):
        cost, rest = best[column + 1]
        cost = math.inf if barred == (column, column) else cost + alone[column]
        choice: Runs = (cost, ((column, column, None), *rest))
        for end, off, label in groups[column]:
            cost, rest = best[end + 1]
            if barred != (column, end) and cost + off < choice[0]:
                choice = (cost + off, ((column, end, label), *rest))
        best[column] = choice
    return best[min(alone)]


def _unlike_one_heading(words: Sequence[Word], column: int, frame: Frame) -> float:
    """Return what speaks against all words of a column being one heading's lines.

    They stand further apart than lines do, the second would have had room on the first, that
    is wider than the column, or ends as headings do.
    """
    own = sorted(
        (word for word in words if word.first == word.last == column), key=lambda one: one.middle
    )
    room = 0.9 * (frame.edges[column + 1] - frame.edges[column])
    cost = 0.0
    for above, word in pairwise(own):
        if word.middle - above.middle > 1.35 * frame.pitch:
            cost += _ALONE
        elif not room - frame.size < above.right - above.left < room / 0.9 or above.ended:
            cost += 0.5 * _ALONE
    return cost


def _label_over(words: Sequence[Word], first: int, last: int, frame: Frame) -> Word | None:
    """Return the one word that stands above all others of the columns ``first``..``last``."""
    touching = [word for word in words if word.first <= last and word.last >= first]
    if any(word.first < first or word.last > last for word in touching) or len(touching) < 2:
        return None
    top = min(word.middle for word in touching)
    tops = [word for word in touching if word.middle - top < 0.45 * frame.size]
    return tops[0] if len(tops) == 1 else None


def _off_place(words: Sequence[Word], label: Word, first: int, last: int, frame: Frame) -> float:
    """Return how far, in heights, a heading stands from where it should over its columns."""
    if frame.setting == "right":
        ends = [word.right for word in words if word.last == last and word is not label]
        return _set_to_side(label.right, ends, max, frame)
    under = [word.left for word in words if word.first == first and word is not label]
    at_left = _set_to_side(label.left, under, min, frame)
    if frame.setting == "left":
        return at_left
    middle = (frame.edges[first] + frame.edges[last + 1]) / 2
    return min(abs(label.centre - middle) / frame.size, at_left + 0.5)


def _set_to_side(
    at: float, others: Sequence[float], outer: Callable[[Sequence[float]], float], frame: Frame
) -> float:
    """Return how far from the line of ``others`` a heading begins or ends; endless if not near."""
    off = abs(at - outer(others)) / frame.size if others else math.inf
    return off if off < _ALIGNED else math.inf


def _needs_group(words: Sequence[Word], column: int, frame: Frame) -> bool:
    """Tell whether a column's own words stand only in the lower part of the header."""
    own = [word for word in words if word.first == word.last == column]
    if not own:
        return False
    top, bottom = min(w.middle for w in words), max(w.middle for w in words)
    highest = min(word.middle for word in own)
    if highest - top < 0.45 * frame.size:
        return False
    if frame.top_aligned:
        return True
    centre = (highest + max(word.middle for word in own)) / 2
    return centre - (top + bottom) / 2 > 0.3 * frame.size


def _under(words: Sequence[Word], label: Word, column: int) -> bool:
    """Tell whether ``column`` has words of its own under ``label``."""
    if not label.first <= column <= label.last:
        return False
    return any(word.first == word.last == column and word is not label for word in words)
