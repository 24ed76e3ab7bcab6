"""Readings of a header close to one that was found: a group moved, a boundary shifted.

The search for readings (:mod:`parser.tables.header_forest`) follows up only the best beginnings,
and so may drop one of several that are as good in the end. What differs from a reading by one
step is therefore looked at as well, until nothing better is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from parser.tables.header_evidence import leaf_score

Path = tuple[str, ...]
Spans = tuple[int, ...]
Form = tuple[Spans, Spans]
"""How many cells of the row below each cell of the first and the second row holds; 0 a column."""

ScoreGroup = Callable[[str, Path, tuple[tuple[str, int], ...], int], float]
ScoreBeside = Callable[[Sequence[Path], Sequence[Path]], float]
"""How well columns go with those right before them, within a group or beside it."""

_MOST_LOOKED_AT = 400
_CLIMBED = 3


def form_of(paths: Sequence[Path], tops: Sequence[str], middle: Sequence[str]) -> Form | None:
    """Return a reading as spans, ``None`` where neighbours of one name leave them open."""
    first: list[int] = []
    second: list[int] = []
    open_: Path = ()
    for path in paths:
        if len(path) == 1:
            first.append(0)
        else:
            if not first or open_[:1] != path[:1]:
                first.append(0)
            if len(path) == 2 or open_[:2] != path[:2] or len(open_) < 3:
                first[-1] += 1
                second.append(0)
            if len(path) == 3:
                second[-1] += 1
        open_ = path
    complete = len(first) == len(tops) and len(second) == len(middle)
    return (tuple(first), tuple(second)) if complete else None


def neighbours(form: Form) -> Iterator[Form]:
    """Return the readings one step away: with as many columns, every cell used once."""
    first, second = form
    yield from ((moved, second) for moved in _moved(first))
    yield from ((first, moved) for moved in _moved(second))


def _moved(spans: Spans) -> Iterator[Spans]:
    """Give a group's cells to a column beside it, or one of its cells to the next group."""
    groups = [place for place, span in enumerate(spans) if span]
    for order, place in enumerate(groups):
        lower = groups[order - 1] if order else -1
        upper = groups[order + 1] if order + 1 < len(groups) else len(spans)
        for other in range(lower + 1, upper):
            if other != place:
                changed = list(spans)
                changed[place], changed[other] = 0, spans[place]
                yield tuple(changed)
        if upper < len(spans):
            for step in (1, -1):
                changed = list(spans)
                changed[place] += step
                changed[upper] -= step
                if changed[place] > 0 and changed[upper] > 0:
                    yield tuple(changed)


def paths_of(
    form: Form,
    rows: Sequence[Sequence[str]],
    group: ScoreGroup,
    *,
    within: ScoreBeside,
    beside: ScoreBeside,
) -> tuple[float, tuple[Path, ...]]:
    """Return a reading's score and its paths."""
    tops, middle = rows[0], rows[1]
    bottom = rows[2] if len(rows) > 2 else ()
    paths: list[Path] = []
    score = 0.0
    a = b = 0
    for top, span in zip(tops, form[0], strict=True):
        if not span:
            score += leaf_score(top)
            paths.append((top,))
            continue
        before = paths[-1] if paths else ()
        below: list[Path] = []
        children: list[tuple[str, int]] = []
        for child, leaves in zip(middle[a : a + span], form[1][a : a + span], strict=True):
            names = tuple((name, 1) for name in bottom[b : b + leaves])
            if leaves:
                start = below[-1] if below else before
                score += group(child, start, names, len(paths) + len(below))
            own = [(child, name) for name, _ in names]
            score += within(below, own) if own else 0.0
            below += own or [(child,)]
            children.append((child, leaves or 1))
            b += leaves
        a += span
        score += group(top, before, tuple(children), len(paths))
        columns = [(top, *path) for path in below]
        score += beside(paths, columns)
        paths += columns
    return score, tuple(paths)


def with_neighbours(
    found: Sequence[tuple[float, tuple[Path, ...]]],
    rows: Sequence[Sequence[str]],
    lead: int,
    score: Callable[[Form], tuple[float, tuple[Path, ...]]],
) -> list[tuple[float, tuple[Path, ...]]]:
    """Return readings with those around the best of them, best first."""
    known = {paths: value for value, paths in found}
    waiting = [form_of(paths, rows[0], rows[1]) for _, paths in found[:_CLIMBED]]
    seen = set(waiting)
    best = found[0][0] if found else 0.0
    looked = 0
    while waiting and looked < _MOST_LOOKED_AT:
        form = waiting.pop()
        for near in neighbours(form) if form is not None else ():
            if near in seen or any(near[0][:lead]):
                continue
            seen.add(near)
            looked += 1
            value, paths = score(near)
            known[paths] = max(value, known.get(paths, value))
            if value >= best:
                best = value
                waiting.append(near)
    return sorted(((v, paths) for paths, v in known.items()), key=lambda pair: -pair[0])
