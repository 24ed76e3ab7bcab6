"""Tables without rulings: which lines of a page look like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from parser.readers.pdf_lines import Line
from parser.readers.pdf_table_lines import (
    TableLine,
    cells_apart,
    is_number,
    nearer_than_rows,
    stretches_of,
    table_line,
)

FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3
_LONGEST = 16
"""Characters that a heading or name on one line may have."""
_LONGEST_GROUP = 8
"""Characters of a group's heading that stands alone on its line; a caption has more."""
_BREAK = re.compile(r"附\s*件|附\s*表|表\s*\d|备\s*注|注\s*[:：]|说\s*明|单\s*位\s*[:：]|填报")


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


def regions_of(lines: Sequence[Line]) -> list[Region]:
    """Return the stretches of a page's lines that look like tables."""
    divided = [table_line(line) for line in lines]
    tabular = [_is_tabular(line) for line in divided]
    pitch = pitch_of([line for line, is_row in zip(divided, tabular, strict=True) if is_row])
    widest = max(
        (word.box[2] - word.box[0] for line, is_row in zip(divided, tabular, strict=True) if is_row
         for word in line.words),
        default=0.0,
    )  # fmt: skip
    regions: list[tuple[int, int]] = []
    start = None
    for index in range(len(divided) + 1):
        inside = index < len(divided) and (
            tabular[index]
            or _may_belong(divided[index], widest)
            or _is_overlapped(index, divided, tabular)
        )
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
            lines=cells_apart(divided[trimmed[0] : trimmed[1]]),
            first_on_page=trimmed[0] == 0,
            last_on_page=trimmed[1] == len(divided),
        )
        region.weak = sum(line.numbers >= 1 for line in region.lines) < FEWEST_ROWS
        if not region.weak or region.first_on_page or region.last_on_page:
            found.append(region)
    return found


def pitch_of(rows: Sequence[TableLine]) -> float:
    """Return the usual distance of rows, in points."""
    gaps = [after.middle - before.middle for before, after in pairwise(rows)]
    return median(gaps) if gaps else 0.0


def _is_tabular(line: TableLine) -> bool:
    words = line.words
    if len(words) < _FEWEST_COLUMNS or _BREAK.match(line.line.text):
        return False
    return median(len(word.chars) for word in words) <= 8 and "。" not in line.line.text


def _is_overlapped(index: int, lines: Sequence[TableLine], tabular: Sequence[bool]) -> bool:
    """Tell whether a line stands between two of a table, nearer to both than lines of text can.

    It is a long heading in a header whose cells are centred.
    """
    if not (0 < index < len(lines) - 1 and tabular[index - 1] and tabular[index + 1]):
        return False
    near = 1.05 * lines[index].line.size
    above, below = lines[index - 1].middle, lines[index + 1].middle
    return lines[index].middle - above < near and below - lines[index].middle < near


def _may_belong(line: TableLine, widest: float) -> bool:
    """Tell whether a line may be a sparse row, a wrapped cell or a header of long words."""
    text = line.line.text
    if _BREAK.match(text) or text[-1] in "。；：":
        return False
    if len(line.words) > 2:  # long headings, or names
        return "。" not in text and all(len(word.chars) <= _LONGEST for word in line.words)
    if len(line.words) == 2 and is_number(line.words[0].text):
        return True  # a numbered row that holds nothing but its name
    limit = max(1.25 * widest, (8 if len(line.words) == 1 else 12) * line.line.size)
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
    if begin == 1 and first == 0 and stand_close(lines[0], lines[1], pitch):
        begin = 0  # at the top of a page the rest of a broken row may stand
    while (
        stop < end
        and stand_close(lines[stop - 1], lines[stop], pitch)
        and (
            len(lines[stop].words) > 1
            or nearer_than_rows(lines[stop - 1], lines[stop])
            or _is_wrapped_piece(lines[stop], lines[begin:stop])
        )
    ):
        stop += 1
    return begin, stop


def _belongs_above(above: TableLine, below: TableLine, pitch: float) -> bool:
    """Tell whether a line right above a table's lines is of its header.

    One word alone is so only where it stands nearer than a line of text would: it is the
    heading of a group, or a wrapped one, in a header whose cells are centred.
    """
    if len(above.words) > 1 or above.numbers:
        return stand_close(above, below, pitch)
    distance = below.middle - above.middle
    return distance < 1.05 * below.line.size or (
        distance < max(1.8 * below.line.size, min(1.1 * pitch, 2.4 * below.line.size))
        and _is_group(above, below)
    )


def _is_group(above: TableLine, below: TableLine) -> bool:
    """Tell whether a line's one short word, in the table's own letters, heads two words below."""
    (word,) = above.words
    if len(word.chars) > _LONGEST_GROUP or abs(word.size - below.line.size) > 0.08 * word.size:
        return False
    centre = (word.box[0] + word.box[2]) / 2
    return any(
        left.box[0] <= centre <= right.box[2]
        and left.box[2] - 1 < word.box[2]
        and word.box[0] < right.box[0] + 1
        for left, right in pairwise(below.words)
    )


def header_above(lines: Sequence[Line], top: float, pitch: float) -> list[TableLine]:
    """Return the last of ``lines`` that are the header of a table ruled from ``top`` on.

    They stand right above it, the lowest in words of several columns, none of them figures;
    ``pitch`` is the height of the table's rows.
    """
    found: list[TableLine] = []
    for line in map(table_line, reversed(lines)):
        if not found:
            gap, size = top - line.line.box[3], line.line.size
            belongs = gap < size and _may_belong(line, 0.0) and len(line.words) > 1
        else:
            belongs = _belongs_above(line, found[-1], pitch)
        if not belongs or line.numbers or _BREAK.match(line.line.text):
            break
        found.append(line)
    return found[::-1]


def stand_close(above: TableLine, below: TableLine, pitch: float) -> bool:
    """Tell whether two lines are no further apart than those of one table."""
    return below.middle - above.middle <= 1.6 * max(pitch, above.line.size)


def _is_wrapped_piece(line: TableLine, above: Sequence[TableLine]) -> bool:
    """Tell whether a line's one word goes on a cell: it stands in a column of names."""
    rows = [row for row in above if row.numbers and len(row.words) > 1]
    word = line.words[0]
    if not rows or any(character.isdigit() for character in word.text):
        return False
    for left, right in stretches_of(rows):
        if left - 3 <= word.box[0] and word.box[2] <= right + 3:
            own = [w for row in rows for w in row.words if left <= w.box[0] and w.box[2] <= right]
            return sum(is_number(one.text) for one in own) < 0.5 * len(own)
    return False
