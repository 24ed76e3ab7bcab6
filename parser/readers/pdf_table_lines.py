"""Lines of a table without rulings: their words, and the stretches that words cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parser.readers.page import Box
from parser.readers.pdf_lines import Line, line_of, words_of
from parser.text import compact, fold_width

_WORD_GAP = 0.45
"""Gap between words of neighbouring columns at least, in heights of the line."""
_NARROW_GAP = 0.3
"""The same where one of the words ends in a figure: wider than any space within a cell."""
_NUMBER = re.compile(r"[+\-−]?[\d][\d,.]*\s*[%％‰]?|[√✓×/]|[+\-−—–]+")

_FIGURE_PART = frozenset("0123456789,.%％+-−")
_FEWEST_IN_LINE = 3
_NARROWEST = 0.25
"""Gap between columns, in heights of the line, at least."""
_KEY_GAP = 0.1
"""Gap behind a row's number, in heights of the line, at least; none stands within a name."""

Stretch = tuple[float, float]
"""What words cover of a line's length: ``(left, right)`` in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """A line of a table with its words."""

    line: Line
    words: tuple[Line, ...]

    @property
    def numbers(self) -> int:
        """How many of the words are numbers or ticks."""
        return sum(is_number(word.text) for word in self.words)

    @property
    def middle(self) -> float:
        """The height of the line's middle."""
        return (self.line.box[1] + self.line.box[3]) / 2


def is_number(text: str) -> bool:
    """Tell whether a word is a number, a tick or a sign for no number."""
    return _NUMBER.fullmatch(compact(fold_width(text))) is not None


def nearer_than_rows(above: TableLine, below: TableLine) -> bool:
    """Tell whether two lines stand so near that they would overlap as rows of a table.

    They are of one row, of cells with an even and an odd number of lines that are centred.
    """
    return below.middle - above.middle < 0.85 * below.line.size


def table_line(line: Line) -> TableLine:
    """Return ``line`` divided into words."""
    words = words_of(line, _WORD_GAP * line.size, narrow=_NARROW_GAP * line.size)
    return TableLine(line=line, words=tuple(words))


def cells_apart(lines: Sequence[TableLine]) -> list[TableLine]:
    """Return lines with figures set apart from the words that run into them without a gap.

    A cell's text that is too long for it runs over its neighbour's. Its figures are told by
    where those of other lines stand: in one line on the right, in the middle or on the left.
    """
    lines = _columns_apart(_keys_apart(lines))
    figures = [word.box for line in lines for word in line.words if is_number(word.text)]
    apart = []
    for line in lines:
        words: list[Line] = []
        for word in line.words:
            words += _number_apart(word, figures) if line.numbers else [word]
        apart.append(replace(line, words=tuple(words)) if len(words) > len(line.words) else line)
    return apart


def _columns_apart(lines: Sequence[TableLine]) -> Sequence[TableLine]:
    """Return lines with words divided where no line of figures has a letter over a narrow gap.

    A heading stands on its own over what is on either side of it.
    """
    body = [line for line in lines if line.numbers]
    if len(body) < _FEWEST_IN_LINE:
        return lines
    covered = merged((char.x0, char.x1) for line in body for char in line.line.chars)
    heads = [word for line in lines if not line.numbers for word in line.words]
    headed = [
        sum(left < (word.box[0] + word.box[2]) / 2 < right for word in heads)
        for left, right in covered
    ]
    gaps = [
        (before[1], after[0])
        for (before, over), (after, other) in pairwise(zip(covered, headed, strict=True))
        if over and other and after[0] - before[1] > _NARROWEST * body[0].line.size
    ]
    gaps = [
        (left, right)
        for left, right in gaps
        if not any(word.box[0] < left and right < word.box[2] for word in heads)
    ]
    return [
        replace(line, words=tuple(part for word in line.words for part in _cut(word, gaps)))
        if line.numbers and gaps
        else line
        for line in lines
    ]


def _cut(word: Line, gaps: Sequence[Stretch]) -> list[Line]:
    """Return the parts of a word on the two sides of each of the gaps within it."""
    parts = []
    for left, right in gaps:
        before = [char for char in word.chars if char.x1 <= left + 0.1]
        if before and len(before) < len(word.chars) and word.chars[len(before)].x0 >= right - 0.1:
            parts.append(line_of(before))
            word = line_of(word.chars[len(before) :])
    return [*parts, word]


def _keys_apart(lines: Sequence[TableLine]) -> Sequence[TableLine]:
    """Return lines with the rows' numbers set apart from the names right behind them.

    The numbers go up by one, and a gap too small to show a column stands behind each.
    """
    keys: dict[int, tuple[Line, Line]] = {}
    for at, line in enumerate(lines):
        chars = line.words[0].chars
        count = next((i for i, char in enumerate(chars) if not char.text.isdecimal()), 0)
        if 0 < count < 4 and chars[count].x0 - chars[count - 1].x1 > _KEY_GAP * line.line.size:
            keys[at] = line_of(chars[:count]), line_of(chars[count:])
    counted = [int("".join(char.text for char in key.chars)) for key, _ in keys.values()]
    rising = sum(after == before + 1 for before, after in pairwise(counted))
    names = {name.text for _, name in keys.values()}
    if len(names) < max(_FEWEST_IN_LINE, 0.7 * len(keys)) or rising < 0.8 * (len(keys) - 1):
        return lines  # 1月, 2月 have no number in front
    return [
        replace(line, words=(*keys[at], *line.words[1:])) if at in keys else line
        for at, line in enumerate(lines)
    ]


def _number_apart(word: Line, figures: Sequence[Box]) -> list[Line]:
    """Return a word as it is, or its figures and its other characters.

    Where one is printed over the other, their characters stand among one another.
    """
    digits = tuple(char for char in word.chars if char.text in _FIGURE_PART)
    if not digits or len(digits) == len(word.chars):
        return [word]
    for run in words_of(line_of(digits), _NARROW_GAP * word.size):
        if not is_number("".join(char.text for char in run.chars)):
            continue
        behind = word.chars[0] is not run.chars[0]
        if _stand_in_line(run.box, figures, left=behind):
            own = {id(char) for char in run.chars}
            other = line_of([char for char in word.chars if id(char) not in own])
            # The columns are found by boxes: what runs over the figures is not in theirs.
            left, top, right, bottom = other.box
            if behind:
                box = left, top, min(right, run.box[0] - 1.0), bottom
                return [replace(other, box=box), run]
            box = max(left, run.box[2] + 1.0), top, right, bottom
            return [run, replace(other, box=box)]
    return [word]


def _stand_in_line(box: Box, figures: Sequence[Box], *, left: bool) -> bool:
    """Tell whether figures stand as most of those over and under them do.

    On the ``left`` they do so also where a unit follows them, which tells nothing.
    """
    near = [other for other in figures if other[0] < box[2] and box[0] < other[2]]
    if len(near) < _FEWEST_IN_LINE:
        return False

    def share(at: Callable[[Box], float]) -> float:
        return sum(abs(at(other) - at(box)) < 0.7 for other in near) / len(near)

    sides = [share(lambda b: b[2]), share(lambda b: b[0] + b[2])]
    return max(*sides, share(lambda b: b[0]) if left else 0.0) > 0.6


def stretches_of(lines: Sequence[TableLine]) -> list[Stretch]:
    """Return the stretches from left to right that the lines' words cover.

    What only a stray word in many lines bridges stays divided.
    """
    spans = sorted((word.box[0], word.box[2]) for line in lines for word in line.words)
    tolerated = max(1, len(lines) // 60) if len(lines) > 8 else 0
    return _covered(spans, tolerated)


def _covered(spans: Sequence[Stretch], tolerated: int) -> list[Stretch]:
    """Return the stretches that more than ``tolerated`` spans cover, one word at least each."""
    marks = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    strict = _stretches(marks, 0)
    if not tolerated:
        return strict
    # A stretch is divided where only a stray word (合 计 over two columns) bridges it.
    loose = _stretches(marks, tolerated)
    result: list[Stretch] = []
    for left, right in strict:
        inner = [one for one in loose if left <= one[0] and one[1] <= right]
        if len(inner) < 2 or any(b[0] - a[1] < 2.0 for a, b in pairwise(inner)):
            result.append((left, right))
        else:
            result += inner
    return result


def _stretches(marks: Sequence[tuple[float, int]], level: int) -> list[Stretch]:
    found = []
    depth, start = 0, 0.0
    for at, step in marks:
        before, depth = depth, depth + step
        if before <= level < depth:
            start = at
        elif depth <= level < before:
            found.append((start, at))
    return merged(found)


def merged(stretches: Iterable[Stretch], *, gap: float = 0.5) -> list[Stretch]:
    """Return stretches less than ``gap`` points apart as one each, from left to right."""
    found: list[Stretch] = []
    for left, right in sorted(stretches):
        if found and left - found[-1][1] < gap:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found
