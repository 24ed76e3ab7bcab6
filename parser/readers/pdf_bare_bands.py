"""Which lines of a table without rulings are one row's.

Every row has one line with its key or its figures; lines between two of them hold pieces of
wrapped cells of the one or the other. Each way in which cells may be set in their rows is tried
on the whole table, and the one that leaves least unexplained is taken. Where two ways explain it
as well, names decide, which end alike (局, 中心) more than they begin; where these do not either,
the rows concerned are unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import product

from parser.readers.pdf_bare_fit import (
    SIDES,
    Band,
    Division,
    Lines,
    Part,
    Placed,
    Setting,
    divided,
    lines_of_parts,
)
from parser.readers.pdf_table_lines import is_number

_MARGIN = 1.5
"""By how much a way of division must be cheaper than another to be taken without more ado."""
_MIXED = 3.0
"""The cost of a column of words that is set in another way than the figures."""
_MOST_MIXED = 2
"""Columns of words that may be set in another way, at most."""
_MISFIT = 1.0
"""The cost from which on a row's pieces do not fit the way the table is set."""
_UNEXPLAINED = 0.4
"""The cost for each row from which on no row of a table is sure."""
_MOST_ABOVE = 6
"""Lines of a first row that may stand above its figures, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banding:
    """The bands of a table's rows on one page, from the top down.

    ``unsure`` are the indices of bands whose lines may as well be another row's.
    """

    bands: tuple[Band, ...]
    unsure: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A table's pages divided under a setting."""

    setting: Setting
    cost: float
    pages: tuple[Division, ...]

    @property
    def bands(self) -> tuple[tuple[Band, ...], ...]:
        return tuple(page.bands for page in self.pages)


def banded(parts: Sequence[Part]) -> list[Banding]:
    """Return the bands on each page of a table."""
    if all(len(anchors) == len(placed) for placed, anchors in parts):
        return [Banding(bands=tuple((at, at + 1) for at in anchors)) for _, anchors in parts]
    pages = lines_of_parts(parts)
    best, unsure = _best_way(parts, pages)
    result: list[Banding] = []
    names: list[dict[int, str]] = []
    for (placed, anchors), page, division, open_ in zip(
        parts, pages, best.pages, unsure, strict=True
    ):
        bands = division.bands
        if division.otherwise is not None:
            bands, doubted = _at_top(placed, division, names)
            open_ |= doubted
        whole = bands[bands[0][1] <= anchors[0] :]
        open_ |= {band for band in whole if page.cost(band, best.setting) >= _MISFIT}
        result.append(
            Banding(
                bands=bands,
                unsure=frozenset(at for at, band in enumerate(bands) if band in open_),
            )
        )
        names += [_last_words(placed, band) for band in bands]
    return result


def _best_way(parts: Sequence[Part], pages: Sequence[Lines]) -> tuple[_Way, list[set[Band]]]:
    """Return the way that explains most, and on each page the bands it leaves unsure."""
    found = _ways(parts, pages)
    best = found[0]
    unsure: list[set[Band]] = [set() for _ in parts]
    for other in found[1:]:
        if other.bands == best.bands:
            continue
        kept, ends = (_alike_ends(parts, one, (best, other)) for one in (best, other))
        if other.cost > found[0].cost + _MARGIN + max(0.0, ends - kept):
            continue
        if ends and ends >= 2 * kept:
            best = other
        elif not kept or kept < 2 * ends:
            for open_, own, its in zip(unsure, best.bands, other.bands, strict=True):
                open_ |= set(own) - set(its)
    rows = sum(map(len, best.bands))
    if sum(page.cost for page in best.pages) > _UNEXPLAINED * rows:
        unsure = [set(own) for own in best.bands]
    return best, unsure


def _ways(parts: Sequence[Part], pages: Sequence[Lines]) -> list[_Way]:
    """Return the divisions under every setting, the cheapest first.

    Settings in which columns of wrapped words differ from the figures are tried where no other
    explains the table.
    """
    found = sorted((_way(pages, Setting(side)) for side in SIDES), key=lambda way: way.cost)
    if found[0].cost > _MARGIN:
        columns = [column for column, _ in _wrapped(parts).most_common(_MOST_MIXED)]
        mixed = {
            Setting(
                figures,
                tuple((c, side) for c, side in zip(columns, own, strict=True) if side != figures),
            )
            for figures in SIDES
            for own in product(SIDES, repeat=len(columns))
        }
        found += [_way(pages, setting) for setting in mixed if setting.words]
        found.sort(key=lambda way: (way.cost, SIDES.index(way.setting.figures)))
    return found


def _wrapped(parts: Sequence[Part]) -> Counter[int]:
    """Count the words on lines without a row's key or figures, by column."""
    return Counter(
        column
        for placed, anchors in parts
        for index, line in enumerate(placed)
        if index not in set(anchors)
        for column, word in line.items()
        if not is_number(word.text)
    )


def _way(pages: Sequence[Lines], setting: Setting) -> _Way:
    own = tuple(divided(page, setting, continued=at > 0) for at, page in enumerate(pages))
    cost = sum(division.cost for division in own)
    return _Way(setting=setting, cost=cost + _MIXED * len(setting.words), pages=own)


def _last_words(placed: Sequence[Placed], band: Band) -> dict[int, str]:
    """Return the last words of a band's cells that hold words, by column."""
    return {
        column: word.text
        for line in placed[band[0] : band[1]]
        for column, word in line.items()
        if not is_number(word.text)
    }


def _at_top(
    placed: Sequence[Placed], division: Division, names: Sequence[dict[int, str]]
) -> tuple[tuple[Band, ...], set[Band]]:
    """Decide whether a page's first lines are the rest of the last row before, and the unsure.

    The rest ends a name as names end, and what stands before it does not.
    """
    assert division.otherwise is not None
    rest, whole = sorted((division.bands, division.otherwise), key=lambda bands: bands[0][1])
    cells = _last_words(placed, rest[0])
    column = next((column for column in sorted(cells) if column in names[-1]), None)
    if column is not None:
        ends = Counter(own[column][-1] for own in names[:-1] if column in own)
        broken, ended = ends[cells[column][-1]], ends[names[-1][column][-1]]
        if broken >= 2 * max(1, ended):
            return rest, set()
        if ended >= 2 * max(1, broken):
            return whole, set()
    return division.bands, {division.bands[0]}


def _alike_ends(parts: Sequence[Part], way: _Way, ways: Sequence[_Way]) -> float:
    """Return how many wrapped cells in which ``ways`` differ end as another does in one of them."""
    ends: dict[int, Counter[str]] = {}
    wrapped = set(_wrapped(parts))
    for at, (placed, _) in enumerate(parts):
        shared = set.intersection(*(set(one.bands[at]) for one in ways))
        for band in way.bands[at]:
            if band not in shared:
                for column, text in _last_words(placed, band).items():
                    if column in wrapped:
                        ends.setdefault(column, Counter())[text[-1]] += 1
    return sum(_alike(own) for own in ends.values())


def _alike(ends: Counter[str]) -> float:
    """Return how many of the counted are as another one chosen at random, 0 of too few."""
    count = ends.total()
    return sum(n * (n - 1) for n in ends.values()) / (count - 1) if count > 2 else 0.0


def lines_above(
    heads: Sequence[Placed], parts: Sequence[Part], words: Set[int], columns: int
) -> int:
    """Return how many of the last lines of a header are the first row's, as its rows are set.

    ``words`` are the columns that hold words in the body. Nothing is taken from a header whose
    table has no wrapped cells or whose cells begin at the top.
    """
    taken = 0
    while taken < min(_MOST_ABOVE, len(heads) - 1) and set(heads[-taken - 1]) <= words:
        taken += 1
    if not taken or all(len(anchors) == len(placed) for placed, anchors in parts):
        return 0
    way, _ = _best_way(parts, lines_of_parts(parts))
    if way.setting.figures == "top":
        return 0
    if (
        way.setting.figures == "bottom"
    ):  # a header's cells end on one line, its last with most of them
        full = max(len(line) for line in heads)
        return taken if len(heads[-taken - 1]) >= max(0.6 * columns, 0.8 * full) else 0
    placed, anchors = parts[0]
    above = [*heads[len(heads) - taken :], *placed]
    lines = lines_of_parts([(above, [at + taken for at in anchors]), *parts[1:]])[0]
    end = way.bands[0][0][1] + taken
    costs = [lines.cost((taken - more, end), way.setting) for more in range(taken + 1)]
    return min(range(taken + 1), key=costs.__getitem__)
