"""How well a table's rows can be placed under a reading of its header.

Where blanks were moved, most rows do not show their columns; but under the right header a row
has a placement in which its sums come out, and under a wrong one mostly not. Only sums of two
or more printed parts count: a part equal to its whole comes out anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from math import comb

from parser.tables.vocabulary import OF_WHICH, plain_header

Path = tuple[str, ...]

TOTALS = frozenset(("总数", "合计", "小计", "总计", "总量", "总件数"))
"""Names of the total within a group."""
_MOST_PLACEMENTS = 800
_MOST_ROWS = 40


def stated_sums(paths: Sequence[Path]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the sums that a header states: total's column and parts' columns.

    A group named 其中 divides the column before it; a group that begins with a total
    (合计, 总数) has its other columns as parts.
    """
    found = []
    start = 0
    bounds = [i for i, (a, b) in enumerate(pairwise(paths), 1) if a[:1] != b[:1] or len(a) < 2]
    for end in [*bounds, len(paths)]:
        group = range(start, end)
        path = paths[start] if start < len(paths) else ()
        if len(path) > 1 and len(group) > 1:
            if plain_header(path[0]) in OF_WHICH:
                if start > 0:
                    found.append((start - 1, tuple(group)))
            elif plain_header(path[-1]) in TOTALS and len(path) == 2 and len(group) > 2:
                found.append((start, tuple(group)[1:]))
        start = end
    return tuple(found)


_BEFORE = re.compile(r"(?:上[月期年周]|上季度|去年|前期|上?年?同期)(?:同期|份)?.{0,4}")
_NOW = re.compile(r"(?:[本当今][月期年周日]|本季度)份?.{0,4}")
_CHANGE = re.compile(
    r"(?:同比|环比|较上[月年期]|比上[月年期])?(?:增减|增长|增幅|变化|升降|增降)?(?:[数量额率值]|幅度|情况)?"
)


def stated_changes(paths: Sequence[Path]) -> tuple[tuple[int, int, int], ...]:
    """Return the changes that a header states side by side: columns of now, before, change."""
    found = []
    for at in range(len(paths) - 2):
        three = paths[at : at + 3]
        names = [plain_header(path[-1]) if path else "" for path in three]
        alike = len({path[:-1] for path in three}) == 1
        if not alike or not names[2] or not _CHANGE.fullmatch(names[2]):
            continue
        for now, before in ((0, 1), (1, 0)):
            if _NOW.fullmatch(names[now]) and _BEFORE.fullmatch(names[before]):
                found.append((at + now, at + before, at + 2))
    return tuple(found)


def fit(
    paths: Sequence[Path], rows: Sequence[tuple[float, ...]], *, width: int
) -> tuple[float, int]:
    """Return how many stated sums come out in a row's best placement, and the number of rows.

    ``rows`` are rows' numbers in printed order, ``paths`` those of the ``width`` data columns.
    """
    sums, changes = stated_sums(paths), stated_changes(paths)
    if not sums and not changes:
        return 0.0, 0
    usable = [row for row in rows if len(row) > 2 and comb(width, len(row)) <= _MOST_PLACEMENTS]
    usable = sorted(usable, key=lambda row: -len(row))[:_MOST_ROWS]
    if not usable:
        return 0.0, 0
    return sum(_best(row, sums, changes, width) for row in usable) / len(usable), len(usable)


def _best(
    row: tuple[float, ...],
    sums: Sequence[tuple[int, tuple[int, ...]]],
    changes: Sequence[tuple[int, int, int]],
    width: int,
) -> float:
    best = -float(len(sums) + len(changes))
    for columns in combinations(range(width), len(row)):
        at = dict(zip(columns, row, strict=True))
        score = 0.0
        for total, parts in sums:
            printed = [at[part] for part in parts if part in at]
            if not printed:
                continue
            if total not in at or abs(sum(printed) - at[total]) > 0.5:
                score -= 1.0
            elif len(printed) > 1:
                score += 1.0
        for columns_of in changes:
            if all(column in at for column in columns_of):
                score += 1.0 if _comes_out(*(at[column] for column in columns_of)) else -1.0
        best = max(best, score)
    return best


def _comes_out(now: float, before: float, change: float) -> bool:
    """Tell whether a change is that from ``before`` to ``now``, in figures or in percent."""
    share = 100 * (now - before) / before if before else None
    return abs(now - before - change) < 0.05 or (share is not None and abs(share - change) < 0.06)
