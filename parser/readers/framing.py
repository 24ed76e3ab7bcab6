"""Lines printed in a table's first and last rows that are none of its header or body.

A grid often begins with rows over its whole width: 附件1, the title, 填报单位 and 单位：件. They
become paragraphs before the table, as where they stand outside of it; a last row of 填表人 and
审核人 becomes one after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.document import Block, Document, Locator, Paragraph, RawCell, RawTable
from parser.text import compact

_ANNEX = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十０-９]{0,3}\s*[:：]?")
_LABELLED = re.compile(r"[^:：]{2,12}[:：].{0,40}|\d{4}年\d{1,2}月(?:\d{1,2}日)?")
_SIGNED = re.compile(
    r"(?:填\s*表|填\s*报|制\s*表|审\s*核|统\s*计|联\s*系|负\s*责|分管|单位负责)[^:：]{0,8}[:：]"
)
_FEWEST_ROWS = 3


def with_lines_apart(document: Document) -> Document:
    """Return the document with such rows as paragraphs beside their tables."""
    blocks: list[Block] = []
    numbers: dict[int, int] = {}
    for index, block in enumerate(document.blocks):
        own = _apart(block) if isinstance(block, RawTable) else [block]
        numbers[index] = len(blocks) + next(
            (at for at, one in enumerate(own) if type(one) is type(block)), 0
        )
        blocks += own
    if len(blocks) == len(document.blocks):
        return document
    problems = tuple(
        (code, message, _moved(place, numbers.get(place.block, place.block)) if place else None)
        for code, message, place in document.problems
    )
    numbered = tuple(_numbered(block, number) for number, block in enumerate(blocks))
    return replace(document, blocks=numbered, problems=problems)


def _apart(table: RawTable) -> list[Block]:
    rows: list[list[RawCell]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        if cell.text:
            rows[cell.row].append(cell)
    first, end = 0, table.row_count
    while end - first > _FEWEST_ROWS and _is_leading(rows[first], table.column_count):
        first += 1
    while end - first > _FEWEST_ROWS and _is_signature(rows[end - 1]):
        end -= 1
    if first == 0 and end == table.row_count:
        return [table]
    kept = tuple(replace(c, row=c.row - first) for c in table.cells if first <= c.row < end)
    body = replace(
        table,
        cells=kept,
        row_count=end - first,
        header_rows=max((table.header_rows or 0) - first, 0) or None,
    )
    return [*_lines(rows[:first]), body, *_lines(rows[end:])]


def _is_leading(filled: Sequence[RawCell], width: int) -> bool:
    """Tell whether a row holds a line over the whole width, or only labelled entries."""
    if not filled or any(cell.row_span > 1 for cell in filled):
        return False
    texts = [compact(cell.text) for cell in filled]
    if len(filled) == 1:
        whole = filled[0].column_span >= width
        return whole or _ANNEX.fullmatch(texts[0]) is not None or _is_labelled(texts)
    return _is_labelled(texts)


def _is_labelled(texts: Sequence[str]) -> bool:
    return all(_LABELLED.fullmatch(text) for text in texts)


def _is_signature(filled: Sequence[RawCell]) -> bool:
    return bool(filled) and all(_SIGNED.match(compact(cell.text)) for cell in filled)


def _lines(rows: Sequence[Sequence[RawCell]]) -> list[Block]:
    return [
        Paragraph(text="　".join(cell.text for cell in row), locator=row[0].locator)
        for row in rows
        if row
    ]


def _numbered(block: Block, number: int) -> Block:
    """Return a block with its place in the order of blocks."""
    if isinstance(block, Paragraph):
        return replace(block, locator=_moved(block.locator, number))
    cells = tuple(replace(c, locator=_moved(c.locator, number)) for c in block.cells)
    return replace(block, locator=_moved(block.locator, number), cells=cells)


def _moved(place: Locator, number: int) -> Locator:
    return replace(place, block=number)
