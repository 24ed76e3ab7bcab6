"""Which lines of a table without rulings are its header, on its first page and on further ones."""

from __future__ import annotations

from collections.abc import Sequence

from parser.readers.pdf_lines import Line
from parser.readers.pdf_regions import FEWEST_ROWS, Region, pitch_of, stand_close
from parser.readers.pdf_table_lines import (
    Stretch,
    TableLine,
    cells_apart,
    is_number,
    stretches_of,
    table_line,
)
from parser.text import compact


def header_count(lines: Sequence[TableLine]) -> int:
    """Return how many leading lines are header: those before the first row of figures."""
    for index, line in enumerate(lines):
        first_is_key = is_number(line.words[0].text) and len(line.words) > 1
        if line.numbers >= max(1, 0.5 * (len(line.words) - 1)) or first_is_key:
            above = index
            while above > 1 and _begins_row(lines[above - 2], lines[above - 1], line):
                above -= 1
            while above < index and _heads_figures(lines[above], lines[:above], lines[index:]):
                above += 1
            return above
    return len(lines)


def _begins_row(before: TableLine, above: TableLine, row: TableLine) -> bool:
    """Tell whether a line is the first of wrapped cells whose row's figures stand right below.

    It stands nearer to them than to the line ``before``, and over none of them.
    """
    near = row.middle - above.middle
    if above.numbers or near > 1.05 * row.line.size or above.middle - before.middle < 1.2 * near:
        return False
    return all(
        other.box[2] <= word.box[0] or other.box[0] >= word.box[2]
        for word in above.words
        for other in row.words
    )


def _heads_figures(line: TableLine, above: Sequence[TableLine], below: Sequence[TableLine]) -> bool:
    """Tell whether a line goes on with a heading that stands over figures, not with a name."""

    def meets(word: Line, other: Line) -> bool:
        return word.box[0] < other.box[2] and other.box[0] < word.box[2]

    for word in line.words:
        headings = [one for row in above[-3:] for one in row.words if meets(word, one)]
        under = [
            one
            for row in below
            for one in row.words
            if any(meets(one, heading) for heading in (word, *headings))
        ]
        figures = sum(is_number(one.text) for one in under)
        if headings and figures > 1 and 2 * figures > len(under):
            return True
    return False


def repeated_header(first: Region, other: Region) -> int | None:
    """Return how many lines of ``other`` repeat the header of ``first``; None if it does not.

    Fewer than seemed to be header are so where the others, right above the first figures, may
    be pieces of the first row's wrapped cells.
    """
    count = header_count(first.lines)
    same = 0
    for own, its in zip(first.lines[:count], other.lines, strict=False):
        if compact(own.line.text) != compact(its.line.text):
            break
        same += 1
    if not same:
        return None
    rest = first.lines[same : count + 1]
    pieces = same < count < len(first.lines) and all(
        _stands_clear(line, rest[-1]) for line in rest[:-1]
    )
    return same if same == count or pieces else None


def _stands_clear(line: TableLine, row: TableLine) -> bool:
    """Tell whether a line holds no figures and stands over none of those of ``row``."""
    figures = [word for word in row.words if is_number(word.text)]
    return not line.numbers and all(
        other.box[2] <= word.box[0] or other.box[0] >= word.box[2]
        for word in line.words
        for other in figures
    )


def continued_region(first: Region, lines: Sequence[Line]) -> Region | None:
    """Return the region at a page's top that repeats the header of ``first``, if one does.

    It may hold no row of figures, only the rest of a row that the page's end broke: lines that
    follow closely and stand in the columns of the rows before.
    """
    count = header_count(first.lines)
    divided = [table_line(line) for line in lines]
    texts = [compact(line.line.text) for line in first.lines[:count]]
    if not count or [compact(line.line.text) for line in divided[:count]] != texts:
        return None
    columns = stretches_of(first.lines[count:])
    pitch = pitch_of(first.lines)
    stop = count
    while (
        stop < len(divided)
        and stand_close(divided[stop - 1], divided[stop], pitch)
        and all(_stands_in(columns, word) for word in divided[stop].words)
    ):
        stop += 1
    return Region(
        lines=cells_apart(divided[:stop]),
        first_on_page=True,
        last_on_page=stop == len(divided),
        weak=stop < count + FEWEST_ROWS,
    )


def _stands_in(columns: Sequence[Stretch], word: Line) -> bool:
    return any(left - 3 <= word.box[0] and word.box[2] <= right + 3 for left, right in columns)
