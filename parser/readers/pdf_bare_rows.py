"""The rows of a table without rulings: which lines make a row, what stands in its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parser.readers.page import Box
from parser.readers.pdf_edges import column_at
from parser.readers.pdf_lines import Line, joined, words_of
from parser.readers.pdf_table_lines import TableLine, is_number


@dataclass(frozen=True, slots=True)
class CellPiece:
    """What stands in a cell; ``broken`` says that a number was put together from two lines."""

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
    if not anchors:
        anchors = list(range(len(lines)))
    if continued and anchors[0] > 0 and set(placed[0]) <= set(placed[anchors[0]]):
        anchors.insert(0, 0)
    gaps = [lines[b].middle - lines[a].middle for a, b in pairwise(anchors)]
    pitch = median(gaps) if gaps else 12.0
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


def _with(held: CellPiece, word: Line) -> CellPiece:
    """Put a further line into a cell; digits go on a number, with doubt."""
    box = _around(held.box, word.box)
    if word.text.isdigit() and is_number(held.text):
        return CellPiece(held.text + word.text, box, broken=True)
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
    valued = sum(any(is_number(row[c].text) for c in row if c) for row in placed)
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

    They do where a row has nothing on its own line in a column that has pieces right above it.
    """
    known = set(anchors)
    count = sum(
        anchor > 0
        and anchor - 1 not in known
        and bool(set(placed[anchor - 1]) - set(placed[anchor]))
        for anchor in anchors
    )
    return count > 0


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
