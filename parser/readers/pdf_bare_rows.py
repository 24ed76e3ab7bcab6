"""The rows of a table without rulings: which lines make a row, what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parser.readers.page import Box
from parser.readers.pdf_bare_bands import banded, lines_above
from parser.readers.pdf_bare_fit import Part, Placed
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


@dataclass(frozen=True, slots=True)
class BareRow:
    """A row; ``unsure`` says that some of its lines may as well be another row's."""

    cells: Row
    unsure: bool = False


def rows_of(parts: Sequence[Sequence[TableLine]], edges: Sequence[float]) -> list[list[BareRow]]:
    """Return the rows on each page: lines with a key or figures, wrapped cells' pieces around.

    Pieces above the first row of a further page may be the rest of the last row of the page
    before; they are then a row of their own.
    """
    found = _parts(parts, edges)
    return [
        [
            BareRow(_cells(placed[start:end]), number in banding.unsure)
            for number, (start, end) in enumerate(banding.bands)
        ]
        for (placed, _), banding in zip(found, banded(found), strict=True)
    ]


def _cells(placed: Sequence[Placed]) -> Row:
    cells: Row = {}
    for line in placed:
        for column, word in line.items():
            if column in cells:
                cells[column] = _with(cells[column], word)
            else:
                cells[column] = CellPiece(word.text, word.box)
    return cells


def lines_of_first_row(
    heads: Sequence[TableLine], parts: Sequence[Sequence[TableLine]], edges: Sequence[float]
) -> int:
    """Return how many of the last header lines hold pieces of the first row's cells.

    They hold words in columns of words alone, and stand as the other rows' pieces do.
    """
    found = _parts(parts, edges)
    kinds: dict[int, list[bool]] = {}
    for placed, _ in found:
        for line in placed:
            for column, word in line.items():
                kinds.setdefault(column, []).append(is_number(word.text))
    words = {column for column, own in kinds.items() if sum(own) < 0.5 * len(own)}
    return lines_above([_placed(line, edges) for line in heads], found, words, len(edges) - 1)


def _parts(parts: Sequence[Sequence[TableLine]], edges: Sequence[float]) -> list[Part]:
    found: list[Part] = []
    for lines in parts:
        placed = [_placed(line, edges) for line in lines]
        found.append((placed, _anchors(lines, placed, len(edges) - 1)))
    return found


def _anchors(
    lines: Sequence[TableLine], placed: Sequence[dict[int, Line]], columns: int
) -> list[int]:
    """Return the lines (by index) that hold a row's key or figures, one of each row."""
    keyed = _is_keyed(placed)
    anchors = [index for index, row in enumerate(placed) if _is_anchor(row, keyed, columns)]
    anchors = [at for at in anchors if not _is_rest_of_numbers(at, lines, placed)]
    if keyed:
        anchors = _without_pieces(anchors, lines, placed)
    return _one_a_row(anchors, lines, placed, keyed) or list(range(len(lines)))


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


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
