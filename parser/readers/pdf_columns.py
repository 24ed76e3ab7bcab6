"""Tables without rulings: where they stand, and their columns from all their pages at once.

The columns are the stretches that words cover, pooled over every row on every page; what no
word covers is a gutter. A sparse column that one page alone would not show appears this way,
and a continuation page keeps the columns of the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from parser.readers.pdf_lines import Line, words_of
from parser.text import compact, fold_width

_WORD_GAP = 0.45
"""Gap between words of neighbouring columns at least, in heights of the line."""
_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3
_NUMBER = re.compile(r"[+\-−]?[\d][\d,.]*\s*[%％‰]?|[√✓×/]|[+\-−—–]+")
_BREAK = re.compile(r"附\s*件|附\s*表|表\s*\d|备\s*注|注\s*[:：]|说\s*明|单\s*位\s*[:：]|填报")


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


@dataclass(slots=True)
class Region:
    """Lines of one page that look like a table.

    One that is ``weak`` has too few rows to be told from text, but stands at the page's edge,
    where it may belong to a table of the next page or the one before.
    """

    lines: list[TableLine] = field(default_factory=list)
    first_on_page: bool = False
    last_on_page: bool = False
    weak: bool = False


def is_number(text: str) -> bool:
    """Tell whether a word is a number, a tick or a sign for no number."""
    return _NUMBER.fullmatch(compact(fold_width(text))) is not None


def table_line(line: Line) -> TableLine:
    """Return ``line`` divided into words."""
    return TableLine(line=line, words=tuple(words_of(line, _WORD_GAP * line.size)))


def regions_of(lines: Sequence[Line]) -> list[Region]:
    """Return the stretches of a page's lines that look like tables."""
    divided = [table_line(line) for line in lines]
    tabular = [_is_tabular(line) for line in divided]
    pitch = _pitch([line for line, is_row in zip(divided, tabular, strict=True) if is_row])
    widest = max(
        (word.box[2] - word.box[0] for line, is_row in zip(divided, tabular, strict=True) if is_row
         for word in line.words),
        default=0.0,
    )  # fmt: skip
    regions: list[tuple[int, int]] = []
    start = None
    for index in range(len(divided) + 1):
        inside = index < len(divided) and (tabular[index] or _may_belong(divided[index], widest))
        if inside and start is not None:
            gap = divided[index].line.box[1] - divided[index - 1].line.box[3]
            if gap > 2.2 * pitch:
                regions.append((start, index))
                start = index
        elif inside:
            start = index
        elif start is not None:
            regions.append((start, index))
            start = None
    found = []
    for first, end in regions:
        trimmed = _trimmed(divided, tabular, first, end, pitch)
        if trimmed is None:
            continue
        region = Region(
            lines=divided[trimmed[0] : trimmed[1]],
            first_on_page=trimmed[0] == 0,
            last_on_page=trimmed[1] == len(divided),
        )
        region.weak = sum(line.numbers >= 1 for line in region.lines) < _FEWEST_ROWS
        if not region.weak or region.first_on_page or region.last_on_page:
            found.append(region)
    return found


def _pitch(rows: Sequence[TableLine]) -> float:
    gaps = [after.middle - before.middle for before, after in pairwise(rows)]
    return median(gaps) if gaps else 0.0


def _is_tabular(line: TableLine) -> bool:
    words = line.words
    if len(words) < _FEWEST_COLUMNS or _BREAK.match(line.line.text):
        return False
    return median(len(word.chars) for word in words) <= 8 and "。" not in line.line.text


def _may_belong(line: TableLine, widest: float) -> bool:
    """Tell whether a line of one or two words may be a sparse row or a wrapped cell."""
    text = line.line.text
    if len(line.words) > 2 or _BREAK.match(text) or text[-1] in "。；：":
        return False
    if len(line.words) == 2 and is_number(line.words[0].text):
        return True  # a numbered row that holds nothing but its name
    limit = max(1.25 * widest, 8 * line.line.size)
    return all(word.box[2] - word.box[0] <= limit for word in line.words)


def _trimmed(
    lines: Sequence[TableLine], tabular: Sequence[bool], first: int, end: int, pitch: float
) -> tuple[int, int] | None:
    """Return the stretch without what only stands beside a table; None if it is none."""
    rows = [index for index in range(first, end) if tabular[index]]
    if not rows:
        return None
    begin, stop = rows[0], rows[-1] + 1
    while begin > first and _belongs_above(lines[begin - 1], lines[begin], pitch):
        begin -= 1
    if begin == 1 and first == 0 and _close(lines[0], lines[1], pitch):
        begin = 0  # at the top of a page the rest of a broken row may stand
    while (
        stop < end
        and _close(lines[stop - 1], lines[stop], pitch)
        and (len(lines[stop].words) > 1 or _is_wrapped_piece(lines[stop], lines[begin:stop]))
    ):
        stop += 1
    return begin, stop


def _belongs_above(above: TableLine, below: TableLine, pitch: float) -> bool:
    """Tell whether a line right above a table's lines is of its header.

    One word alone is so only where it stands nearer than a line of text would: it is the
    heading of a group, or a wrapped one, in a header whose cells are centred.
    """
    if len(above.words) > 1 or above.numbers:
        return _close(above, below, pitch)
    return below.middle - above.middle < 1.05 * below.line.size


def _close(above: TableLine, below: TableLine, pitch: float) -> bool:
    return below.middle - above.middle <= 1.6 * max(pitch, above.line.size)


def _is_wrapped_piece(line: TableLine, above: Sequence[TableLine]) -> bool:
    """Tell whether a line's one word goes on a cell: it stands in a column of names."""
    rows = [row for row in above if row.numbers and len(row.words) > 1]
    word = line.words[0]
    if not rows or any(character.isdigit() for character in word.text):
        return False
    for left, right in columns_of(rows, ()):
        if left - 3 <= word.box[0] and word.box[2] <= right + 3:
            own = [w for row in rows for w in row.words if left <= w.box[0] and w.box[2] <= right]
            return sum(is_number(one.text) for one in own) < 0.5 * len(own)
    return False


def header_count(lines: Sequence[TableLine]) -> int:
    """Return how many leading lines are header: those before the first row of figures."""
    for index, line in enumerate(lines):
        first_is_key = is_number(line.words[0].text) and len(line.words) > 1
        if line.numbers >= max(1, 0.5 * (len(line.words) - 1)) or first_is_key:
            while index > 1 and _begins_row(lines[index - 1], line):
                index -= 1
            return index
    return len(lines)


def _begins_row(above: TableLine, row: TableLine) -> bool:
    """Tell whether a line is a piece of a wrapped name right above its row's figures."""
    if len(above.words) != 1 or row.middle - above.middle > 1.05 * row.line.size:
        return False
    left, _, right, _ = above.words[0].box
    return all(word.box[2] <= left or word.box[0] >= right for word in row.words)


def repeated_header(first: Region, other: Region) -> int | None:
    """Return how many lines of ``other`` repeat the header of ``first``; None if it does not."""
    count = header_count(first.lines)
    texts = [compact(line.line.text) for line in first.lines[:count]]
    same = [compact(line.line.text) for line in other.lines[:count]] == texts
    return count if same and count else None


def columns_of(
    lines: Sequence[TableLine], headers: Sequence[TableLine]
) -> list[tuple[float, float]]:
    """Return the columns that rows of figures show, with header words in the gutters between.

    ``headers`` are taken from below: their words widen the column they stand over and add
    columns that no row fills; a word over several columns does neither.
    """
    spans = sorted((word.box[0], word.box[2]) for line in lines for word in line.words)
    tolerated = max(1, len(lines) // 60) if len(lines) > 8 else 0
    columns = _covered(spans, tolerated)
    headed = {
        met[0] for line in headers for word in line.words if len(met := _met(columns, word)) == 1
    }
    bare = [column for column in columns if column not in headed] if headers else []
    unmet = [word for line in headers for word in line.words if not _met(columns, word)]
    # A column too many on one side is another heading's: figures all stand on one side.
    to_right = sum(bool(_neighbour(columns, bare, word, right=True)) for word in unmet) >= sum(
        bool(_neighbour(columns, bare, word, right=False)) for word in unmet
    )
    for line in reversed(headers):
        for word in line.words:
            left, right = word.box[0], word.box[2]
            met = _met(columns, word) or _wrapped_from(columns, word, headers)
            met = met or _neighbour(columns, bare, word, right=to_right)
            if not met:
                columns.append((left, right))
            elif len(met) == 1:
                columns.remove(met[0])
                columns.append((min(left, met[0][0]), max(right, met[0][1])))
                bare = [column for column in bare if column != met[0]]
        columns.sort()
    return _paired(columns, lines, headers)


def _paired(
    columns: Sequence[tuple[float, float]],
    lines: Sequence[TableLine],
    headers: Sequence[TableLine],
) -> list[tuple[float, float]]:
    """Join a column of figures that no heading stands over with a heading over no figures."""

    def filled(column: tuple[float, float], rows: Sequence[TableLine]) -> bool:
        return any(
            word.box[0] < column[1] and word.box[2] > column[0]
            for row in rows
            for word in row.words
        )

    kinds = [(filled(column, headers), filled(column, lines)) for column in columns]
    joined: list[tuple[float, float]] = []
    index = 0
    while index < len(columns):
        pair = kinds[index : index + 2]
        if headers and pair in ([(True, False), (False, True)], [(False, True), (True, False)]):
            joined.append((columns[index][0], columns[index + 1][1]))
            index += 2
        else:
            joined.append(columns[index])
            index += 1
    return joined


def _met(columns: Sequence[tuple[float, float]], word: Line) -> list[tuple[float, float]]:
    """Return the columns that a header word stands over, or nearer to than columns stand."""
    near = 0.5 * word.size
    return [one for one in columns if word.box[2] > one[0] - near and word.box[0] < one[1] + near]


def _wrapped_from(
    columns: Sequence[tuple[float, float]], word: Line, headers: Sequence[TableLine]
) -> list[tuple[float, float]]:
    """Return the column over which a heading stands that ``word`` is the narrower rest of."""
    for line in headers:
        for above in line.words:
            higher = 0 < word.box[1] - above.box[1] < 2 * word.size
            if higher and above.box[0] < word.box[0] and word.box[2] < above.box[2]:
                met = _met(columns, above)
                if len(met) == 1:
                    return met
    return []


def _neighbour(
    columns: Sequence[tuple[float, float]],
    bare: Sequence[tuple[float, float]],
    word: Line,
    *,
    right: bool,
) -> list[tuple[float, float]]:
    """Return the column beside a header word if no header stands over that one.

    Figures set to one side of a wide column need not reach under its centred heading.
    """
    if right:
        beside = [one for one in columns if one[0] >= word.box[2]][:1]
    else:
        beside = [one for one in columns if one[1] <= word.box[0]][-1:]
    return [one for one in beside if one in bare]


def _covered(spans: Sequence[tuple[float, float]], tolerated: int) -> list[tuple[float, float]]:
    """Return the stretches that more than ``tolerated`` spans cover, one word at least each."""
    marks = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    strict = _stretches(marks, 0)
    if not tolerated:
        return strict
    # A stretch is divided where only a stray word (合 计 over two columns) bridges it.
    loose = _stretches(marks, tolerated)
    result: list[tuple[float, float]] = []
    for left, right in strict:
        inner = [one for one in loose if left <= one[0] and one[1] <= right]
        if len(inner) < 2 or any(b[0] - a[1] < 2.0 for a, b in pairwise(inner)):
            result.append((left, right))
        else:
            result += inner
    return result


def _stretches(marks: Sequence[tuple[float, int]], level: int) -> list[tuple[float, float]]:
    found = []
    depth, start = 0, 0.0
    for at, step in marks:
        before, depth = depth, depth + step
        if before <= level < depth:
            start = at
        elif depth <= level < before:
            found.append((start, at))
    merged: list[tuple[float, float]] = []
    for left, right in found:
        if merged and left - merged[-1][1] < 0.5:
            merged[-1] = (merged[-1][0], right)
        else:
            merged.append((left, right))
    return merged


def cell_edges(columns: Sequence[tuple[float, float]]) -> list[float]:
    """Return the borders between columns: the middles of the gutters."""
    middles = [(before[1] + after[0]) / 2 for before, after in pairwise(columns)]
    return [columns[0][0], *middles, columns[-1][1]]


def column_at(edges: Sequence[float], word: Line) -> int:
    """Return the column (0-based) in which most of ``word`` stands."""
    shares = [min(word.box[2], right) - max(word.box[0], left) for left, right in pairwise(edges)]
    return max(range(len(shares)), key=shares.__getitem__)
