"""Header rows to one path a column, also where the header's own blanks were lost.

A header is a forest: each cell of the top row is a column or a group of cells of the row
below. Where the blanks that showed the spans are gone, the number of columns still says how
many groups there are (columns = cells that are no group). Which cells are groups, and how
the cells below are shared out in order, is decided by enumerating all forests, best first,
on evidence: words that only name groups (其中), names that need a group (总数), parts that
belong to a total (即办件 to 办结), shared words (窗口投诉 under 窗口人员情况) and above all
the table's own arithmetic. Forests that the evidence does not separate are all returned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from parser.tables.header_forest import Path, Sums, header_forests
from parser.tables.row_words import is_label_header
from parser.tables.vocabulary import plain_header

Fit = Callable[[Sequence[Path]], float]
"""How well the table's rows can be placed under a reading: sums that come out, a row."""

_WITHIN = 4.0
_MOST_RIVALS = 16
_FIT_WEIGHT = 4.0
_MARGIN = 0.5
# Less than what a single sum that comes out weighs: what is this close, words alone decide.
_DOUBT = 1.5
_MANY_LONE = 2
_TWO = 2
# Header cells up to which all forests are enumerated, by the number of header rows.
_MOST_CELLS = {2: 36, 3: 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderReading:
    """One path a column (label columns too), and the rival readings that fit as well.

    ``unlikely`` are readings that only the words, not the figures, speak against.
    ``certain`` is false where the best reading is no likely header either.
    """

    paths: tuple[Path, ...]
    rivals: tuple[tuple[Path, ...], ...] = ()
    unlikely: tuple[tuple[Path, ...], ...] = ()
    certain: bool = True

    @property
    def ambiguous(self) -> bool:
        """Whether another reading fits as well."""
        return bool(self.rivals) or not self.certain


def _no_fit(_paths: Sequence[Path]) -> float:
    return 0.0


def _no_sums(_total: int, _parts: Sequence[int], _stated: bool) -> float:
    return 0.0


def read_header(
    rows: Sequence[Sequence[str]],
    width: int,
    *,
    lead: int = 0,
    sums: Sums = _no_sums,
    fit: Fit = _no_fit,
    exact: bool = False,
) -> HeaderReading | None:
    """Return the column paths of a header, or ``None`` where no reading has ``width`` columns.

    ``rows`` are the header rows' slots from the top, blanks as ``""``; ``lead`` is how many
    leading columns hold numbers and names of rows: they are no groups. ``exact`` says that the
    slots are the source's own grid, a merged cell's name standing in all that it covers.
    """
    rows = [list(row) for row in rows if any(row)]
    if not rows:
        return HeaderReading(paths=((),) * width)
    if exact or _positional(rows, width, lead):
        return HeaderReading(paths=_positional_paths(rows, width))
    filled = [[text for text in row if text] for row in rows]
    spanned = _spanned(rows[0], filled[1], width, lead) if len(filled) == _TWO else None
    if spanned is not None:
        return HeaderReading(paths=spanned)
    if lead and len(filled) > 1 and not rows[0][0]:
        # The corner above the rows' names is blank.
        filled[0] = ["", *filled[0]]
    if len(filled) == 1 and len(filled[0]) > width:
        return _unbroken(filled[0], width, lead, sums, fit)
    if len(filled) == 1:
        return _one_row(filled[0], width, lead)
    if len(filled) > 3 or sum(map(len, filled)) > _MOST_CELLS[len(filled)]:
        return None
    return _best(header_forests(filled, width, lead, sums), fit)


def _spanned(
    upper: Sequence[str], lower: Sequence[str], width: int, lead: int
) -> tuple[Path, ...] | None:
    """Read a header whose first row alone keeps its blanks: they show how far its groups reach.

    ``None`` unless the cells of the second row are as many as the columns of these groups.
    """
    if len(upper) != width or not (upper[0] and upper[-1] and all(upper[:lead])):
        return None
    if not _inner_blank(upper):
        return None
    starts = [at for at, text in enumerate(upper) if text]
    spans = [end - at for at, end in pairwise([*starts, width])]
    if sum(span for span in spans if span > 1) != len(lower):
        return None
    names = iter(lower)
    paths: list[Path] = []
    for at, span in zip(starts, spans, strict=True):
        own = upper[at]
        paths += [(own,)] if span == 1 else [(own, next(names)) for _ in range(span)]
    return tuple(paths)


def _unbroken(
    cells: Sequence[str], width: int, lead: int, sums: Sums, fit: Fit
) -> HeaderReading | None:
    """Read two header rows of which it is unknown where the first one ends."""
    if len(cells) > _MOST_CELLS[3]:
        return None
    forests = [
        forest
        for split in range(max(lead, 1) + 1, len(cells))
        for forest in header_forests((cells[:split], cells[split:]), width, lead, sums)
    ]
    if not forests or max(score for score, _ in forests) < 0:
        # Nothing speaks for groups: it may have three rows, or columns that no row fills.
        return None
    return _best(sorted(forests, key=lambda pair: -pair[0]), fit)


def _best(forests: Sequence[tuple[float, tuple[Path, ...]]], fit: Fit) -> HeaderReading | None:
    """Weigh the readings that the words leave open by the rows, and return the best."""
    if not forests:
        return None
    open_ = [pair for pair in forests if pair[0] > forests[0][0] - _WITHIN][:_MOST_RIVALS]
    weighed = [(score + _FIT_WEIGHT * fit(paths), paths) for score, paths in open_]
    weighed.sort(key=lambda pair: -pair[0])
    best, paths = weighed[0]
    close = [found for score, found in weighed[1:] if score > best - _MARGIN and found != paths]
    unlikely = [
        found
        for score, found in weighed[1:]
        if best - _MARGIN >= score > best - _DOUBT and found != paths
    ]
    return HeaderReading(
        paths=paths,
        rivals=tuple(dict.fromkeys(close)),
        unlikely=tuple(dict.fromkeys(unlikely)),
        certain=_lone_groups(paths) < _MANY_LONE,
    )


def _lone_groups(paths: Sequence[Path]) -> int:
    """Count the groups of a single column: several of them rather mean a column that was lost."""
    lone = 0
    for depth in (1, 2):
        runs = groupby(path[:depth] if len(path) > depth else () for path in paths)
        names = [group[-1] for group, columns in runs if group and len(list(columns)) == 1]
        # A rate has no parts: one such group says as much as several others.
        lone += sum(_MANY_LONE if plain_header(name).endswith("率") else 1 for name in names)
    return lone


def _one_row(cells: Sequence[str], width: int, lead: int) -> HeaderReading | None:
    if len(cells) == width:
        return HeaderReading(paths=tuple((cell,) for cell in cells))
    if len(cells) == width - lead and lead:
        # The corner above the rows' names is blank and was lost.
        return HeaderReading(paths=((),) * lead + tuple((cell,) for cell in cells))
    if len(cells) == width - 1 and lead > 1 and is_label_header(cells[0]):
        # Only the corner above the rows' numbers is blank.
        return HeaderReading(paths=((), *((cell,) for cell in cells)))
    return None


def _positional(rows: Sequence[Sequence[str]], width: int, lead: int) -> bool:
    """Tell whether the header's blanks stand where they were printed.

    Then every column of figures has a name.
    """
    if any(len(row) != width for row in rows):
        return False
    if len(rows) > 1 and not all(_positional_paths(rows, width)[lead:]):
        return False
    if all(all(row) for row in rows):
        return True
    if len(rows) == 1:
        return _inner_blank(rows[0])
    return any(_inner_blank(row) for row in rows)


def _inner_blank(row: Sequence[str]) -> bool:
    last = max((index for index, text in enumerate(row) if text), default=-1)
    return any(not text for text in row[:last])


def _positional_paths(rows: Sequence[Sequence[str]], width: int) -> tuple[Path, ...]:
    """Read a header whose blanks are kept: a name reaches right over blanks that have names below.

    A name repeated in a cell's every position (a merged cell written out) counts once.
    """
    owner: list[list[int | None]] = []
    for depth, row in enumerate(rows):
        owners: list[int | None] = []
        current: int | None = None
        for column in range(width):
            below = any(lower[column] for lower in rows[depth + 1 :])
            if row[column]:
                current = column
            elif not below or not _same_group(owner, column):
                current = None
            owners.append(current)
        owner.append(owners)
    paths = []
    for column in range(width):
        names: list[str] = []
        for depth, row in enumerate(rows):
            source = owner[depth][column]
            if source is not None and (not names or names[-1] != row[source]):
                names.append(row[source])
        paths.append(tuple(names))
    return tuple(paths)


def _same_group(owner: Sequence[Sequence[int | None]], column: int) -> bool:
    return all(column > 0 and above[column] == above[column - 1] for above in owner)
