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
from dataclasses import dataclass, replace

from parser.tables.header_evidence import group_score, leaf_score

Path = tuple[str, ...]
Sums = Callable[[int, Sequence[int], bool], float]
"""How well the table's figures support that a column is the sum of others: -1..1, 0 unknown.

Arguments: the total's column, the parts' columns, both over all columns of the table, and
whether the header itself says so (其中) or merely could.
"""

Fit = Callable[[Sequence[Path]], float]
"""How well the table's rows can be placed under a reading: sums that come out, a row."""

_BEAM = 24
_WITHIN = 4.0
_MOST_RIVALS = 16
_FIT_WEIGHT = 4.0
_MARGIN = 0.5
# Less than what a single sum that comes out weighs: what is this close, words alone decide.
_DOUBT = 1.5
# Header cells up to which all forests are enumerated, by the number of header rows.
_MOST_CELLS = {2: 36, 3: 24}
_REPEATED_GROUP = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderReading:
    """One path a column (label columns too), and the rival readings that fit as well.

    ``unlikely`` are readings that only the words, not the figures, speak against.
    ``certain`` is false where rivals were cut off or the header was too large to enumerate.
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
    if lead and len(filled) > 1 and not rows[0][0]:
        # The corner above the rows' names is blank.
        filled[0] = ["", *filled[0]]
    if len(filled) == 1 and len(filled[0]) > width:
        return _unbroken(filled[0], width, lead, sums, fit)
    if len(filled) == 1:
        return _one_row(filled[0], width, lead)
    if len(filled) > 3 or sum(map(len, filled)) > _MOST_CELLS[len(filled)]:
        return None
    return _best(_forests(filled, width, lead, sums), fit)


def _unbroken(
    cells: Sequence[str], width: int, lead: int, sums: Sums, fit: Fit
) -> HeaderReading | None:
    """Read two header rows of which it is unknown where the first one ends."""
    if len(cells) > _MOST_CELLS[3]:
        return None
    forests = [
        forest
        for split in range(max(lead, 1) + 1, len(cells))
        for forest in _forests((cells[:split], cells[split:]), width, lead, sums)
    ]
    found = _best(sorted(forests, key=lambda pair: -pair[0]), fit)
    # Where nothing speaks for groups, the header may as well have columns that no row fills.
    doubtful = found is not None and max(score for score, _ in forests) < 0
    return replace(found, certain=False) if found is not None and doubtful else found


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
    )


def _one_row(cells: Sequence[str], width: int, lead: int) -> HeaderReading | None:
    if len(cells) == width:
        return HeaderReading(paths=tuple((cell,) for cell in cells))
    if len(cells) == width - lead and lead:
        # The corner above the rows' names is blank and was lost.
        return HeaderReading(paths=((),) * lead + tuple((cell,) for cell in cells))
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


@dataclass(frozen=True, slots=True)
class _Partial:
    score: float
    paths: tuple[Path, ...]


_State = tuple[int, int, int, int]
"""Cells used of the three rows, and how many of them are groups."""


_Branch = tuple[int, int, int, float, tuple[Path, ...], tuple[tuple[str, int], ...]]
"""Cells used of the lower rows, groups, score, the paths below, and the children so far."""


def _forests(
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
