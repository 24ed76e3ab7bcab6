"""Tables without rulings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parser.document import RawCell
from parser.readers.pdf_lines import Line
from parser.readers.pdf_page import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class BareTable:
    """A table that only the places of its words show."""

    lines: tuple[Line, ...]
    cells: tuple[RawCell, ...]
    row_count: int
    edges: tuple[float, ...]
    box: Box


def bare_tables(pages: Sequence[Sequence[Line]]) -> list[list[BareTable]]:
    """Return the tables of each page."""
    return [[] for _ in pages]
