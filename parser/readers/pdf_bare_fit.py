"""How well lines of a table without rulings fit together as rows, by where their words stand.

A row's lines are one band. Cells of a table begin at the top of their band, end at its bottom or
stand in its middle, figures all in one way and words mostly in the same, by columns otherwise;
the lines of a cell are equally far apart, and rows may stand further apart than those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal

from parser.readers.pdf_lines import Line
from parser.readers.pdf_table_lines import is_number

Side = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where in their rows a table's figures stand, and in some columns its words otherwise."""

    figures: Side
    words: tuple[tuple[int, Side], ...] = ()

    def of_words(self, column: int) -> Side:
        """Return where the words of a column stand."""
        return next((side for own, side in self.words if own == column), self.figures)


Placed = Mapping[int, Line]
"""The words of a line by column."""

Band = tuple[int, int]
"""The lines of a row: the first, and the one after the last."""

Part = tuple[Sequence[Placed], Sequence[int]]
"""A table's lines on one page, and which of them (by index) hold a row's key or figures."""

SIDES: tuple[Side, ...] = ("middle", "top", "bottom")
REST_ABOVE = 0.6
"""The cost of lines at a page's top that are the rest of a row of the page before."""

_OFF = 0.12
"""Lines by which a cell may stand beside its place in the row."""
_WRONG = 2.0
"""The cost of a cell that stands a line or more beside its place, or has a gap within."""
_APART = 1.15
"""From how many lines on two pieces in a column are further apart than those of one cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a table on one page.

    ``bases`` are the heights of its words by line and column, ``anchors`` the lines with a
    row's key or figures, ``figures`` the lines and columns with figures. ``pitch`` is the
    distance of a cell's lines; ``padded`` says that rows stand further apart.
    """

    bases: Sequence[Mapping[int, float]]
    anchors: Sequence[int]
    figures: frozenset[tuple[int, int]]
    pitch: float
    padded: bool
    _known: dict[Band, _Misfit] = field(default_factory=dict, repr=False, compare=False)

    def cost(self, band: Band, setting: Setting) -> float:
        """Return what the lines of a band leave unexplained as one row's."""
        if band not in self._known:
            self._known[band] = self._misfit(band)
        found = self._known[band]
        words = (costs[setting.of_words(column)] for column, costs in found.words.items())
        return found.figures[setting.figures] + sum(words) + found.gaps

    def _misfit(self, band: Band) -> _Misfit:
        none: dict[Side, float] = dict.fromkeys(SIDES, 0.0)
        if band[1] - band[0] == 1 or not any(band[0] <= at < band[1] for at in self.anchors):
            return _Misfit(none, {}, 0.0)
        cells: dict[int, list[float]] = {}
        for line in self.bases[band[0] : band[1]]:
            for column, base in line.items():
                cells.setdefault(column, []).append(base)
        ends = [base for bases in cells.values() for base in (bases[0], bases[-1])]
        whole = min(ends), max(ends)
        figures, gaps = dict(none), 0.0
        words: dict[int, dict[Side, float]] = {}
        for column, bases in cells.items():
            holds_figures = any((at, column) in self.figures for at in range(*band))
            for side in SIDES:
                off = abs(_at(side, bases) - _at(side, whole)) / self.pitch
                cost = min(_WRONG, _WRONG * off) if off > _OFF else 0.0
                if holds_figures:  # all on one line
                    figures[side] = max(figures[side], cost)
                else:
                    words.setdefault(column, {})[side] = cost
            gaps += sum(_WRONG for a, b in pairwise(bases) if b - a > 1.3 * self.pitch)
        return _Misfit(figures, words, gaps)

    def cut_cost(self, at: int) -> float:
        """Return what speaks against a new row from the line ``at`` on."""
        if not self.padded:
            return 0.0
        return float(sum(step < _APART * self.pitch for step in _steps_over(self.bases, at)))


@dataclass(frozen=True, slots=True)
class _Misfit:
    figures: Mapping[Side, float]
    words: Mapping[int, Mapping[Side, float]]
    gaps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """Lines divided into bands, and what that costs.

    ``otherwise`` is the division of a further page that takes its first lines the other way,
    for the rest of a row or not, where it costs no more but for that.
    """

    cost: float
    bands: tuple[Band, ...]
    otherwise: tuple[Band, ...] | None = None


def lines_of_parts(parts: Sequence[Part]) -> list[Lines]:
    """Return the lines of a table's pages, measured together."""
    bases = [[{c: w.chars[0].base for c, w in line.items()} for line in part] for part, _ in parts]
    anchors = [own for _, own in parts]
    sizes = [word.size for part, _ in parts for line in part for word in line.values()]
    size = max(sizes, default=10.0)
    steps = sorted(
        step
        for lines, own in zip(bases, anchors, strict=True)
        for step in _steps(lines, set(own), 0.7 * size)
    )
    pitch = steps[len(steps) // 10] if steps else 1.2 * size
    padded = _are_padded(bases, anchors, pitch)
    return [
        Lines(
            bases=lines,
            anchors=own,
            figures=frozenset(
                (at, column)
                for at, line in enumerate(part)
                for column, word in line.items()
                if is_number(word.text)
            ),
            pitch=pitch,
            padded=padded,
        )
        for lines, (part, own) in zip(bases, parts, strict=True)
    ]


def divided(lines: Lines, setting: Setting, *, continued: bool) -> Division:
    """Return the cheapest division into bands under a setting.

    The first lines of a further page (``continued``) may be no row's of that page.
    """
    anchors, count = lines.anchors, len(lines.bases)

    @cache
    def best(row: int, start: int) -> tuple[float, tuple[Band, ...]]:
        if row == len(anchors) - 1:
            return lines.cost((start, count), setting), ((start, count),)
        choices: list[tuple[float, tuple[Band, ...]]] = []
        for end in range(anchors[row] + 1, anchors[row + 1] + 1):
            further, rest = best(row + 1, end)
            cost = lines.cost((start, end), setting) + lines.cut_cost(end)
            choices.append((cost + further, ((start, end), *rest)))
        return min(choices, key=lambda one: one[0])

    for row in range(len(anchors) - 1, 0, -1):  # from below, so that no recursion is deep
        for start in range(anchors[row - 1] + 1, anchors[row] + 1):
            best(row, start)
    found = [best(0, 0)]
    for start in range(1, anchors[0] + 1) if continued else ():
        cost, bands = best(0, start)
        found.append((cost + REST_ABOVE + lines.cut_cost(start), ((0, start), *bands)))
    found.sort(key=lambda one: one[0])
    near = len(found) > 1 and found[1][0] - found[0][0] < REST_ABOVE + 0.1
    return Division(cost=found[0][0], bands=found[0][1], otherwise=found[1][1] if near else None)


def _at(side: Side, bases: Sequence[float]) -> float:
    """Return the height of a cell's or band's top, middle or bottom line."""
    return {"top": bases[0], "middle": (bases[0] + bases[-1]) / 2, "bottom": bases[-1]}[side]


def _steps(
    bases: Sequence[Mapping[int, float]], anchors: set[int], least: float
) -> Iterator[float]:
    """Yield the distances of pieces that follow in a column, unless both are on rows' lines."""
    last: dict[int, tuple[int, float]] = {}
    for at, line in enumerate(bases):
        for column, base in line.items():
            before = last.get(column)
            if before and not (at in anchors and before[0] in anchors) and base - before[1] > least:
                yield base - before[1]
            last[column] = (at, base)


def _steps_over(bases: Sequence[Mapping[int, float]], at: int) -> list[float]:
    """Return the distances, by column, of the last piece above the line ``at`` to the next."""
    found = []
    for column in {column for line in bases[max(0, at - 6) : at] for column in line}:
        above = next(line[column] for line in reversed(bases[:at]) if column in line)
        below = next((line[column] for line in bases[at:] if column in line), None)
        if below is not None:
            found.append(below - above)
    return found


def _are_padded(
    parts: Sequence[Sequence[Mapping[int, float]]],
    anchors: Sequence[Sequence[int]],
    pitch: float,
) -> bool:
    """Tell whether rows stand further apart than a cell's lines, wherever that can be seen."""
    between = [
        (lines, a, b) for lines, own in zip(parts, anchors, strict=True) for a, b in pairwise(own)
    ]
    close = [_height(lines[b]) - _height(lines[a]) for lines, a, b in between if b == a + 1]
    if close:
        return min(close) > _APART * pitch
    clear = [
        any(
            all(step > _APART * pitch for step in _steps_over(lines, at))
            for at in range(a + 1, b + 1)
        )
        for lines, a, b in between
    ]
    return bool(clear) and sum(clear) >= 0.8 * len(clear)


def _height(line: Mapping[int, float]) -> float:
    return sum(line.values()) / max(1, len(line))
