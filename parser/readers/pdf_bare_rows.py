"""The rows of a table without rulings: which lines make a row, what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parser.readers.page import Box
from parser.readers.pdf_edges import column_at
from parser.readers.pdf_lines import Line, joined, words_of
from parser.readers.pdf_table_lines import TableLine, is_number, nearer_than_rows

_REST_OF_NUMBER = re.compile(r"\d+(?:\.\d+)?[%％]?|[%％]")


@dataclass(frozen=True, slots=True)
class CellPiece:
    """What stands in a cell; ``broken`` says that a number's digits stand on two lines."""

    text: str
    box: Box
    broken: bool = False


Row = dict[int, CellPiece]
"""The pieces of a row by column."""


def rows_of(
    lines: Sequence[TableLine], edges: Sequence[float], *, continued: bool
) -> Iterator[Row]:
    """Yield the rows: lines with a key or figures, with the pieces of wrapped cells around.

    On a page that continues a table, pieces above the first row may be the rest of a row of
    the page before; they are then a row of their own.
    """
    placed = [_placed(line, edges) for line in lines]
    keyed = _is_keyed(placed)
    anchors = [index for index, row in enumerate(placed) if _is_anchor(row, keyed, len(edges) - 1)]
    anchors = [at for at in anchors if not _is_rest_of_numbers(at, lines, placed)]
    if keyed:
        anchors = _without_pieces(anchors, lines, placed)
    anchors = _one_a_row(anchors, lines, placed, keyed)
    if not anchors:
        anchors = list(range(len(lines)))
    gaps = [lines[b].middle - lines[a].middle for a, b in pairwise(anchors)]
    pitch = median(gaps) if gaps else 12.0
    if continued and anchors[0] > 0:
        above = lines[anchors[0]].middle - lines[0].middle
        if set(placed[0]) <= set(placed[anchors[0]]) or (gaps and above > 0.6 * pitch):
            anchors.insert(0, 0)
    members: dict[int, list[int]] = {anchor: [anchor] for anchor in anchors}
    centred = _is_centred(placed, anchors)
    for index in range(len(lines)):
        if index not in members:
            home = _home(index, anchors, lines, placed, None if not centred else pitch)
            members[home].append(index)
    for anchor in anchors:
        row: Row = {}
        for index in sorted(members[anchor]):
            for column, word in placed[index].items():
                if column in row:
                    row[column] = _with(row[column], word)
                else:
                    row[column] = CellPiece(word.text, word.box)
        yield row


def _without_pieces(
    anchors: Sequence[int], lines: Sequence[TableLine], placed: Sequence[dict[int, Line]]
) -> list[int]:
    """Take out lines without a key that hold few numbers and stand close to a numbered row's.

    They are pieces of numbers that a narrow column breaks.
    """
    keyed = [at for at in anchors if 0 in placed[at] and is_number(placed[at][0].text)]
    if len(keyed) < 2:
        return list(anchors)
    pitch = median(lines[b].middle - lines[a].middle for a, b in pairwise(keyed))
    usual = median(lines[at].numbers for at in keyed)
    return [
        at
        for at in anchors
        if at in keyed
        or 2 * lines[at].numbers >= usual
        or min(abs(lines[at].middle - lines[key].middle) for key in keyed) > 0.7 * pitch
    ]


def _one_a_row(
    anchors: Sequence[int],
    lines: Sequence[TableLine],
    placed: Sequence[dict[int, Line]],
    keyed: bool,
) -> list[int]:
    """Keep one of the lines that stand nearer than rows can, also by the lines between.

    They are of cells with an even and an odd number of lines, centred in the same row.
    """
    groups: list[list[int]] = []
    for at in anchors:
        if groups and all(
            nearer_than_rows(lines[index], lines[index + 1]) for index in range(groups[-1][-1], at)
        ):
            groups[-1].append(at)
        else:
            groups.append([at])
    kept: list[int] = []
    for group in groups:
        keys = [at for at in group if keyed and 0 in placed[at]]
        kept += keys or [(group[0] + group[-1]) // 2]
    return kept


def _with(held: CellPiece, word: Line) -> CellPiece:
    """Put a further line into a cell; digits go on a number, with doubt."""
    box = _around(held.box, word.box)
    if _REST_OF_NUMBER.fullmatch(word.text) and held.text[-1:].isdigit() and is_number(held.text):
        return CellPiece(held.text + word.text, box, held.broken or word.text[0].isdigit())
    return CellPiece(joined(held.text, word.text), box, held.broken)


def _is_rest_of_numbers(
    index: int, lines: Sequence[TableLine], placed: Sequence[dict[int, Line]]
) -> bool:
    """Tell whether a line holds nothing but the last digits of numbers right above it.

    A narrow column breaks a number; the rest stands as close below as a line of the same cell
    does, where rows stand clearly further apart.
    """
    if index == 0 or not placed[index]:
        return False
    above, here = placed[index - 1], placed[index]
    if not set(here) < set(above) or 0 in here:
        return False
    gaps = [b.line.box[1] - a.line.box[3] for a, b in pairwise(lines)]
    gap = gaps[index - 1]
    return 1.5 * gap < max(gaps) and all(
        word.text.isdigit()
        and is_number(above[column].text)
        and len(word.text) < len(above[column].text)
        for column, word in here.items()
    )


def _placed(line: TableLine, edges: Sequence[float]) -> dict[int, Line]:
    """Return the line's words by column; words of one column are one."""
    by_column: dict[int, list[Line]] = {}
    for word in line.words:
        for piece in _pieces(word, edges):
            by_column.setdefault(column_at(edges, piece), []).append(piece)
    return {
        column: words[0] if len(words) == 1 else _run_together(words)
        for column, words in by_column.items()
    }


def _pieces(word: Line, edges: Sequence[float]) -> list[Line]:
    """Divide a word that runs over a border where it leaves a gap there."""
    crossed = [
        edge for edge in edges[1:-1] if word.box[0] + word.size < edge < word.box[2] - word.size
    ]
    if not crossed:
        return [word]
    return words_of(word, 0.3 * word.size)


def _run_together(words: Sequence[Line]) -> Line:
    chars = tuple(char for word in words for char in word.chars)
    box = words[0].box
    for word in words[1:]:
        box = _around(box, word.box)
    return Line(chars=chars, box=box)


def _is_keyed(placed: Sequence[dict[int, Line]]) -> bool:
    """Tell whether the first column numbers the rows."""
    keys = sum(is_number(row[0].text) for row in placed if 0 in row)
    figures = [sum(is_number(row[c].text) for c in row if c) for row in placed]
    # Lines with few figures may hold but the pieces of numbers that a narrow column breaks.
    valued = sum(count > 0 and 3 * count >= max(figures) for count in figures)
    return keys >= 0.6 * sum(0 in row for row in placed) and keys >= 0.5 * valued


def _is_anchor(row: dict[int, Line], keyed: bool, columns: int) -> bool:
    if keyed and 0 in row and is_number(row[0].text):
        return True
    return any(is_number(word.text) for column, word in row.items() if column > 0)


def _home(
    index: int,
    anchors: Sequence[int],
    lines: Sequence[TableLine],
    placed: Sequence[dict[int, Line]],
    pitch: float | None,
) -> int:
    """Return the row (its anchor) that a piece of a wrapped cell belongs to.

    ``pitch`` is the distance of rows whose cells are centred, None where cells begin at the
    top of their row, so that a piece goes on the row above.
    """
    above = max((anchor for anchor in anchors if anchor < index), default=None)
    below = min((anchor for anchor in anchors if anchor > index), default=None)
    if above is None or below is None:
        found = below if above is None else above
        assert found is not None
        return found
    if pitch is None:
        return above
    up = lines[index].middle - lines[above].middle
    down = lines[below].middle - lines[index].middle
    if abs(up - down) > 0.2 * pitch:
        return above if up < down else below
    # As far from both: the cell began in the row above, if that has a beginning.
    return above if set(placed[index]) <= set(placed[above]) else below


def _is_centred(placed: Sequence[dict[int, Line]], anchors: Sequence[int]) -> bool:
    """Tell whether wrapped cells stand around their row's figures rather than below.

    They do where a cell has pieces right above and below the line of its row's figures and
    nothing on it; where it begins on that line and goes on below, they do not.
    """
    known = set(anchors)
    around = below = 0
    for anchor in anchors:
        above = placed[anchor - 1] if anchor and anchor - 1 not in known else {}
        under = placed[anchor + 1] if anchor + 1 < len(placed) and anchor + 1 not in known else {}
        around += len((set(above) & set(under)) - set(placed[anchor]))
        below += len((set(under) & set(placed[anchor])) - set(above))
    if around == below == 0:  # pieces above only: they belong to figures that lack them
        return any(
            anchor > 0
            and anchor - 1 not in known
            and bool(set(placed[anchor - 1]) - set(placed[anchor]))
            for anchor in anchors
        )
    return around >= below


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
