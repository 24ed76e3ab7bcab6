"""Rows of a stack whose first cells alone are opened by a separator.

Where a table was written one cell a line, each closed by a separator, and a separator also
stands in front of each row's first cell (``| 10月 |`` then ``1247 |``), that separator marks the
rows: nothing else need be known of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from parser.document import Paragraph
from parser.tables.flat import FlatRow, FlatTable
from parser.tables.pipes import SEPARATOR, is_padding, read_slots

_LEAST_ROWS = 3
_LEAST_WIDTH = 3
_MOSTLY = 0.8


def read_marked(lines: Sequence[Paragraph], *, ends_document: bool) -> FlatTable | None:
    """Read a stack whose rows are marked, header rows among them; ``None`` where they are not.

    The marked lines must be as far apart as rows are long, and all others be closed.
    """
    if not lines or not _marks(lines[0]):
        return None
    starts = [index for index, line in enumerate(lines) if _marks(line)]
    others = [line for line in lines if not _marks(line)]
    closed = sum(bool(SEPARATOR.search(line.text.rstrip()[-1:])) for line in others)
    if len(starts) < _LEAST_ROWS or len(others) < len(starts) or closed < _MOSTLY * len(others):
        return None
    bounds = [*starts, len(lines)]
    rows = []
    for first, last in pairwise(bounds):
        own = tuple(lines[first:last])
        rows.append((own, tuple(read_slots(own, ended=True, skip_first=True))))
    counts = Counter(len(slots) for _, slots in rows)
    width, usual = counts.most_common(1)[0]
    if width < _LEAST_WIDTH or usual < _MOSTLY * len(rows) or max(counts) > width:
        return None
    return FlatTable(
        dialect="cell-a-line",
        width=width,
        rows=tuple(FlatRow(slots=slots, lines=own, open=len(slots) < width) for own, slots in rows),
        ends_document=ends_document,
    )


def _marks(line: Paragraph) -> bool:
    """Tell whether a separator opens a line's words."""
    return bool(SEPARATOR.match(line.text.lstrip()[:1])) and not is_padding(line.text)
