"""A second reading of a PDF's tables, by pdfplumber: another decoder of fonts, other cells.

It shares nothing with the first but the file: characters come from pdfminer, and cells from
the lines that pdfplumber finds; where it finds no table, from the first reading's boxes. No
value is changed by it. A figure that it reads otherwise carries a doubt and both readings, and
is named; a page that it reads otherwise on the whole is not compared, and that is said.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parser.document import Document, Locator, RawCell, RawTable
from parser.readers.page import Box, Char
from parser.readers.pdf_lines import cell_text
from parser.readers.radicals import unify_radicals
from parser.text import compact, fold_width

_DOUBT = 0.3
"""The doubt of a figure that the two readings disagree on."""
_UNLIKE = 0.5
"""Share of disagreeing figures from which on a page is not comparable."""

Problem = tuple[str, str, Locator | None]


def with_second_reading(data: bytes, document: Document) -> Document:
    """Return ``document``, read from ``data``, with doubts where a second reading differs.

    Anything but a PDF with text is returned as it is.
    """
    if document.format != "pdf":
        return document
    wanted: dict[int, list[RawCell]] = {}
    for block in document.blocks:
        for cell in block.cells if isinstance(block, RawTable) else ():
            if cell.locator.page is not None and cell.locator.box is not None:
                wanted.setdefault(cell.locator.page, []).append(cell)
    others: dict[Locator, str] = {}
    problems: list[Problem] = []
    unread = set(wanted)
    for number, page in _pages(data, sorted(wanted)):
        unread.remove(number)
        figures = [cell for cell in wanted[number] if _figure(cell.text)]
        found = dict(_differing(wanted[number], page))
        if not page.chars or len(found) > _UNLIKE * max(len(figures), 1):
            place = Locator(block=0, page=number)
            said = f"page {number} is read otherwise as a whole and was not compared"
            problems.append(("second-reading-unlike", said, place))
            continue
        for cell in (cell for cell in wanted[number] if cell.locator in found):
            others[cell.locator] = other = found[cell.locator]
            said = f"read as {cell.text or 'blank'!r}, by the second reading {other or 'blank'!r}"
            problems.append(("second-reading-differs", said, cell.locator))
    for number in sorted(unread):
        said = f"page {number} could not be read a second time"
        problems.append(("second-reading-unlike", said, Locator(block=0, page=number)))
    blocks = tuple(
        replace(block, cells=tuple(_doubted(cell, others) for cell in block.cells))
        if isinstance(block, RawTable)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks, problems=(*document.problems, *problems))


def _doubted(cell: RawCell, others: dict[Locator, str]) -> RawCell:
    if cell.locator not in others:
        return cell
    readings = (*cell.readings, (others[cell.locator], _DOUBT))
    return replace(cell, doubt=max(cell.doubt, _DOUBT), readings=readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    chars: tuple[Char, ...]
    cells: tuple[Box, ...]


def _pages(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, _Page]]:
    """Yield the pages (from 1) as pdfplumber reads them; one that it cannot read is left out."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for number in numbers:
                page = pdf.pages[number - 1]
                yield number, _page(page)
                page.close()
    except Exception:  # it refuses files that other readers read: what is left out is said
        return


def _page(page: Any) -> _Page:
    left, top = page.cropbox[0], page.cropbox[1]
    chars = tuple(
        Char(
            unify_radicals(one["text"]),
            one["x0"] - left,
            one["top"] - top,
            one["x1"] - left,
            one["bottom"] - top,
            one["bottom"] - top,
        )
        for one in page.chars
        if one["text"].strip() and abs(one["matrix"][1]) < 0.06 * abs(one["matrix"][0])
    )
    cells = tuple(
        (x0 - left, y0 - top, x1 - left, y1 - top)
        for table in page.find_tables()
        for x0, y0, x1, y1 in table.cells
    )
    return _Page(chars=chars, cells=cells)


def _differing(cells: Sequence[RawCell], page: _Page) -> Iterator[tuple[Locator, str]]:
    """Yield the places of figures that the page reads otherwise, and how."""
    for cell in cells:
        box = cell.locator.box
        assert box is not None
        theirs = next((other for other in page.cells if _holds(other, box)), None)
        area = theirs or box
        inside = [
            char for char in page.chars if _holds(area, (char.x0, char.top, char.x1, char.bottom))
        ]
        if not inside and theirs is None:
            continue
        other = cell_text(inside, area).text
        if (_figure(cell.text) or _figure(other)) and _plain(cell.text) != _plain(other):
            yield cell.locator, other


def _holds(outer: Box, inner: Box) -> bool:
    """Tell whether the middle of one box is in another."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _plain(text: str) -> str:
    return compact(fold_width(text))


def _figure(text: str) -> bool:
    """Tell whether a cell holds a figure, whatever words beside it."""
    return any(character.isdecimal() for character in text)
