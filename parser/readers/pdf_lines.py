"""From characters to lines, words and the text of a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parser.readers.page import Box, Char

BROKEN_NUMBER_DOUBT = 0.1
"""The doubt of a number whose digits stand on two lines of its cell, or on two pages."""

UNSURE_ROW_DOUBT = 0.5
"""The doubt of all cells of a row whose lines may as well be another row's."""

UNSURE_HEADING_DOUBT = 0.45
"""The doubt of a heading that may stand over other columns than it is put over."""

_WIDE_GAP = 0.6
_LATIN_GAP = 0.22
_MIXED_GAP = 0.5
"""Gaps, in heights of the characters, that are spaces: between two Chinese characters, two
others, one of each. Justified Chinese text is stretched by less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Characters that stand on one line, from left to right."""

    chars: tuple[Char, ...]
    box: Box

    @property
    def size(self) -> float:
        """The height of the line's tallest character."""
        return max(char.bottom - char.top for char in self.chars)

    @property
    def text(self) -> str:
        """The line as text, a space where the print has one."""
        return chars_text(self.chars, self.size)


def line_of(chars: Sequence[Char]) -> Line:
    """Return the line of ``chars``, which stand on one level."""
    ordered = sorted(chars, key=lambda char: char.x0)
    return Line(
        chars=tuple(ordered),
        box=(
            ordered[0].x0,
            min(char.top for char in ordered),
            max(char.x1 for char in ordered),
            max(char.bottom for char in ordered),
        ),
    )


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Group characters into lines by the height they stand on, top down."""
    groups: list[list[Char]] = []
    base = 0.0
    for char in sorted(chars, key=lambda one: (one.base, one.x0)):
        tallest = max((c.bottom - c.top for c in groups[-1][:8]), default=0.0) if groups else 0.0
        height = max(tallest, char.bottom - char.top)
        if groups and char.base - base < 0.4 * height:
            groups[-1].append(char)
        else:
            groups.append([char])
            base = char.base
    return [line_of(group) for group in groups]


def _is_wide(char: Char) -> bool:
    return ord(char.text[0]) > 0x2E7F


def gap_limit(one: Char, other: Char, size: float) -> float:
    """Return from how many points on a gap between two neighbours is a space."""
    wide = _is_wide(one), _is_wide(other)
    share = _WIDE_GAP if all(wide) else _MIXED_GAP if any(wide) else _LATIN_GAP
    return share * size


def chars_text(chars: Sequence[Char], size: float) -> str:
    """Return characters of one line ``size`` points high, left to right, as text."""
    parts = [chars[0].text] if chars else []
    for before, char in pairwise(chars):
        if char.x0 - before.x1 > gap_limit(before, char, size):
            parts.append(" ")
        parts.append(char.text)
    return "".join(parts)


def words_of(line: Line, gap: float, *, narrow: float | None = None) -> list[Line]:
    """Divide a line at the gaps wider than ``gap`` points.

    ``narrow`` is the limit beside a character that is not Chinese, which is never set apart
    from its neighbours as justified Chinese is.
    """
    groups: list[list[Char]] = []
    for char in line.chars:
        limit = gap
        if groups and narrow is not None and not (_is_wide(groups[-1][-1]) and _is_wide(char)):
            limit = narrow
        if groups and char.x0 - groups[-1][-1].x1 <= limit:
            groups[-1].append(char)
        else:
            groups.append([char])
    return [line_of(group) for group in groups]


def is_number_part(character: str) -> bool:
    """Tell whether a character may stand inside a number."""
    return character.isdigit() or character in ".,%"


def joined(before: str, after: str) -> str:
    """Return two lines of one stretch of text as one: Chinese goes on without a space.

    So does a percent sign after its number, which stands for nothing alone.
    """
    if not before or not after:
        return before + after
    chinese = ord(before[-1]) > 0x2000 or ord(after[0]) > 0x2000
    percent = before[-1].isdigit() and after[0] in "%‰"
    return before + after if chinese or percent else f"{before} {after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellText:
    """A cell's text; ``other`` is how it reads if a broken number is two numbers.

    ``full`` tells that its last line has no room left, so that it may go on elsewhere.
    """

    text: str
    other: str | None = None
    full: bool = False


def cell_text(chars: Iterable[Char], box: Box | None) -> CellText:
    """Return the text of the characters in a cell whose box is known or not.

    Wrapped Chinese is joined. Digits on two lines are one number only where the first line
    fills the cell, and even then the other reading is kept.
    """
    chars = list(chars)
    lines = lines_of(chars)
    if not lines:
        return CellText(text="")
    if len(lines) > 2 and (upright := _read_downwards(chars)):
        return CellText(text=upright)
    text = other = lines[0].text
    doubtful = False
    for before, line in pairwise(lines):
        following = line.text
        if is_number_part(text[-1]) and following[0].isdigit():
            full = box is not None and _is_full(before, box)
            other = f"{other} {following}"
            text = text + following if full else f"{text} {following}"
            doubtful = doubtful or full
        else:
            text, other = joined(text, following), joined(other, following)
    return CellText(
        text=text,
        other=other if doubtful else None,
        full=box is not None and _is_full(lines[-1], box),
    )


def _read_downwards(chars: Sequence[Char]) -> str | None:
    """Return the text of a cell that is written in columns from the right, if it is.

    Its characters stand one right below the other, nearer than lines do, and its columns
    further apart than characters of a line.
    """
    wide = [char.x1 - char.x0 for char in chars if not char.text.isascii()]
    if not wide:
        return None
    size = median(wide)
    columns: list[list[Char]] = []
    for char in sorted(chars, key=lambda one: -one.x0 - one.x1):
        if columns and columns[-1][0].x0 + columns[-1][0].x1 - char.x0 - char.x1 < size:
            columns[-1].append(char)
        else:
            columns.append([char])
    steps, gaps = [], []
    for right, left in pairwise(columns):
        gaps.append(min(one.x0 for one in right) - min(one.x0 for one in left))
    for own in columns:
        own.sort(key=lambda one: one.top)
        steps += [b.bottom - a.bottom for a, b in pairwise(own)]
    close = bool(steps) and median(steps) < 1.1 * size and max(steps) < 1.5 * size
    if not gaps or min(gaps) < 1.15 * size or not close:
        return None
    return "".join(char.text for own in columns for char in own)


def _is_full(line: Line, box: Box) -> bool:
    """Tell whether one more character like the line's last would not fit into the cell."""
    last = line.chars[-1]
    room = (box[2] - box[0]) - (line.box[2] - line.box[0])
    margins = 2 * min(max(line.box[0] - box[0], 0.5), 6.0)
    return room - margins < 1.05 * (last.x1 - last.x0)
