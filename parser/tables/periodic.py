"""Rows of equal length in a stack of cells: found by the one length that fits all of them.

Where blanks are printed too, every row has the same number of slots, and a length fits if each
row then begins as a row must. Where no cell is blank and words stand among the figures, a
length fits if each column then holds either words or figures throughout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from parser.tables.cells import sequence_number
from parser.tables.flat import Slot
from parser.tables.row_words import NUMBER_WORDS, is_label_header, is_total_name
from parser.tables.vocabulary import plain_header
from parser.tables.word_columns import REMARKS

MOST_COLUMNS = 60
YEAR = re.compile(r"(?:19|20)\d\d")
_TRY_ALL = 3_000
_MOST_HEADER_ROWS = 4
_MOST_LANES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Rows of slots: ``header`` rows as far as they can be told apart, then ``body``.

    ``width`` is how many slots a whole row has; a shorter row lacks figures somewhere.
    ``first``/``last`` (half open) are the slots used.
    """

    header: tuple[tuple[Slot, ...], ...]
    body: tuple[tuple[Slot, ...], ...]
    width: int
    first: int
    last: int


def find_periodic(slots: Sequence[Slot], kinds: Sequence[str]) -> Records | None:
    """Return the rows of a stack in which blanks are printed, if one length fits best.

    Of lengths that fit as well, the shortest is meant if the others are its multiples.
    """
    fitting = []
    for width in _periods(slots, kinds):
        found = _with_period(slots, kinds, width)
        if found is not None:
            fitting.append(found)
    if not fitting:
        return None
    best = max(score for score, _ in fitting)
    top = [found for score, found in fitting if score == best]
    shortest = min(top, key=lambda found: found.width)
    return shortest if all(found.width % shortest.width == 0 for found in top) else None


def _periods(slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Return the row lengths worth trying: of a long stack, what blanks and numbers hint at."""
    if len(slots) <= _TRY_ALL:
        return list(range(2, min(MOST_COLUMNS, len(slots) // 2) + 1))
    ends = [
        i + 1
        for i, kind in enumerate(kinds)
        if kind == "blank" and (i + 1 == len(kinds) or kinds[i + 1] != "blank")
    ]
    starts = [i for i in range(len(slots) - 1) if kinds[i : i + 2] == ["integer", "text"]]
    common = gcd(*ends) if ends else 0
    found = {*ends[:3], *(n for n in range(2, MOST_COLUMNS + 1) if common and common % n == 0)}
    found |= {b - a for a, b in pairwise(starts)}
    found |= {b - a for a, b in pairwise(ends[:6])}
    found |= {starts[0]} if starts else set()
    return sorted(width for width in found if 2 <= width <= MOST_COLUMNS)


def _with_period(
    slots: Sequence[Slot], kinds: Sequence[str], width: int
) -> tuple[float, Records] | None:
    rows = [tuple(slots[i : i + width]) for i in range(0, len(slots), width)]
    marks = [tuple(kinds[i : i + width]) for i in range(0, len(slots), width)]
    lanes = _lanes(rows, width)
    heads = 0
    while (
        heads < len(rows)
        and heads < _MOST_HEADER_ROWS
        and not _is_body(rows[heads], marks[heads], lanes)
    ):
        heads += 1
    body, body_marks = rows[heads:], marks[heads:]
    if any(_holds_figures(*pair) for pair in zip(rows[:heads], marks[:heads], strict=True)):
        return None
    if len(body) < 2 or heads >= _MOST_HEADER_ROWS:
        return None
    whole = [row for row in body if len(row) == width]
    noted = lanes == 1 and any(plain_header(row[-1].text) in REMARKS for row in rows[:heads])
    head = {tuple(slot.text for slot in row) for row in rows[:heads]}
    fits = sum(
        _is_body(row, mark, lanes)
        or (noted and mark[-1] == "text" and _is_body(row[:-1], mark[:-1], lanes))
        or _without_figures(mark)
        or tuple(slot.text for slot in row) in head
        for row, mark in zip(body, body_marks, strict=True)
    )
    if fits < 0.95 * len(body) or len(whole) < len(body) - 1:
        return None
    patterns = Counter(tuple(kind == "text" for kind in mark) for mark in body_marks)
    alike = patterns.most_common(1)[0][1] / len(body)
    if alike < 0.5:
        return None
    found = Records(
        header=tuple(rows[:heads]), body=tuple(body), width=width, first=0, last=len(slots)
    )
    return fits / len(body) + alike / 100, found


def _holds_figures(row: Sequence[Slot], kinds: Sequence[str]) -> bool:
    """Tell whether a row holds figures that are neither years nor the numbers of its columns."""
    values = [slot.text for slot, kind in zip(row, kinds, strict=True) if kind != "text"]
    figures = [text for text in values if text and not YEAR.fullmatch(text)]
    return bool(figures) and figures != [str(n) for n in range(1, len(figures) + 1)]


def _lanes(rows: Sequence[Sequence[Slot]], width: int) -> int:
    """Return how many records stand side by side: as often as the header repeats itself."""
    for row in rows[:_MOST_HEADER_ROWS]:
        names = [plain_header(slot.text) for slot in row]
        opens = names[0] in NUMBER_WORDS or is_label_header(names[0])
        if not opens or len(names) < width or not all(names):
            continue
        for count in range(_MOST_LANES, 1, -1):
            size = width // count
            if size * count == width and size > 1 and names == names[:size] * count:
                return count
    return 1


def _is_body(row: Sequence[Slot], kinds: Sequence[str], lanes: int) -> bool:
    """Tell whether slots read as one row, or as records side by side of which some are blank."""
    size = max(len(row) // lanes, 1)
    parts = [(row[i : i + size], kinds[i : i + size]) for i in range(0, len(row), size)]
    filled = [(part, mark) for part, mark in parts if set(mark) != {"blank"}]
    return bool(filled) and all(_body_like(part, mark) for part, mark in filled)


def _body_like(row: Sequence[Slot], kinds: Sequence[str]) -> bool:
    """Tell whether slots read as one record: number and name, or a name, then figures."""
    filled = [(slot, kind) for slot, kind in zip(row, kinds, strict=True) if kind != "blank"]
    if not filled:
        return False
    lead = [kind for _, kind in filled[:2]]
    values = [kind for _, kind in filled if kind in ("integer", "value")]
    if lead == ["integer", "text"]:
        names = [kind for _, kind in filled[1:] if kind == "text"]
        return len(names) <= 2 and not _holds_next(filled)
    if lead[0] != "text" or not values:
        return False
    after = [kind for _, kind in filled]
    run = next(i for i, kind in enumerate(after) if kind != "text")
    return run <= 2 and "text" not in after[run:]


def _holds_next(filled: Sequence[tuple[Slot, str]]) -> bool:
    """Tell whether the record that follows by its number stands in the same stretch."""
    number = sequence_number(filled[0][0].text) or 0
    return any(
        kind == "integer" and after == "text" and sequence_number(slot.text) == number + 1
        for (slot, kind), (_, after) in pairwise(filled[1:])
    )


def _without_figures(kinds: Sequence[str]) -> bool:
    """Tell whether a row holds a name and blanks only."""
    return kinds[0] == "text" and len(kinds) > 1 and set(kinds[1:]) == {"blank"}


# --- columns that hold one kind of cell -----------------------------------------------

_LEAST_UNIFORM_ROWS = 3


def find_uniform(slots: Sequence[Slot], kinds: Sequence[str]) -> Records | None:
    """Return the rows of a stack without blanks if one length gives each column one kind.

    The first row is the header, all words; the rows' names differ from each other.
    """
    if "blank" in kinds:
        return None
    totals = [i for i, slot in enumerate(slots) if is_total_name(slot.text)]
    ends = {len(slots), *totals[-1:]}
    fitting = [
        (width, end)
        for end in ends
        for width in range(3, min(MOST_COLUMNS, end // (_LEAST_UNIFORM_ROWS + 1)) + 1)
        if end % width == 0
        and len(slots) - end < width
        and _is_uniform(slots[:end], kinds[:end], width)
    ]
    if len(fitting) != 1:
        return None
    width, end = fitting[0]
    rows = [tuple(slots[i : i + width]) for i in range(0, end, width)]
    rows += [tuple(slots[end:])] if end < len(slots) else []
    return Records(header=(rows[0],), body=tuple(rows[1:]), width=width, first=0, last=len(slots))


def _is_uniform(slots: Sequence[Slot], kinds: Sequence[str], width: int) -> bool:
    head = plain_header(slots[0].text)
    if set(kinds[:width]) != {"text"} or not (head in NUMBER_WORDS or is_label_header(head)):
        return False
    columns = [_column_kind(slots, kinds, column, width) for column in range(width)]
    if "mixed" in columns or "value" not in columns or "text" not in columns[:2]:
        return False
    name = columns.index("text")
    names = [slots[i].text for i in range(width + name, len(slots), width)]
    return name < 2 and len(set(names)) == len(names)


def _column_kind(slots: Sequence[Slot], kinds: Sequence[str], column: int, width: int) -> str:
    """Return ``text`` or ``value`` for a column that holds only these, else ``mixed``."""
    own = {
        "text" if kinds[i] == "text" else "value" for i in range(column + width, len(slots), width)
    }
    return own.pop() if len(own) == 1 else "mixed"
