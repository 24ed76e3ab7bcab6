"""How a table was flattened, told on evidence, and its rows rebuilt.

A region of lines is a table of one of these dialects:

``row-a-line``        separators, one printed row a line (:mod:`parser.tables.pipes`)
``markdown``          the same with a rule of dashes beneath the header
``tabs``              tabs between the cells
``cell-a-line``       one cell a line, closed by a separator (:mod:`parser.tables.stacked`)
``cell-a-paragraph``  one cell a paragraph without any separator
``grid``              the source's own grid

Page furniture (the table of 索引号 and 发布机构, lines of links) is not a data table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.document import Block, Paragraph, RawTable
from parser.tables.cells import read_cell
from parser.tables.flat import FlatRow, FlatTable, Refusal, from_grid
from parser.tables.pipes import SEPARATOR, common_width, ends_cells, is_rule, read_rows
from parser.tables.stacked import cell_like, is_stack, read_paragraphs, read_stack
from parser.text import compact

_FURNITURE = re.compile(
    r"索引号|发布机构|发文机关|成文日期|发布日期|主题分类|信息分类|主题词|公开日期|有效性|生成日期"
    r"|发文字号|公开方式|公开范围|信息来源|打印本页|关闭窗口|网站地图|设为首页|加入收藏|当前位置"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A table found at blocks ``first`` to ``last``, or the reason why there is none."""

    first: int
    last: int
    found: FlatTable | Refusal


def find_tables(blocks: Sequence[Block]) -> tuple[Region, ...]:
    """Return the tables among blocks, in reading order; ``first``/``last`` index ``blocks``."""
    return tuple(_regions(blocks))


def _regions(blocks: Sequence[Block]) -> Iterator[Region]:
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, RawTable):
            flat = from_grid(block)
            if not is_furniture([line for row in flat.rows for line in row.lines]):
                yield Region(first=index, last=index, found=flat)
            index += 1
            continue
        lines = _run(blocks, index)
        if not lines:
            region = _without_separators(blocks, index)
            if region is not None:
                yield region
            index = region.last + 1 if region is not None else _after_run(blocks, index)
            continue
        last = index + len(lines) - 1
        found = _read(lines, ends_document=_nothing_follows(blocks, last))
        if found is not None:
            yield Region(first=index, last=last, found=found)
        index = last + 1


def _plain_run(blocks: Sequence[Block], first: int) -> list[Paragraph]:
    """Return the run of paragraphs from a block on that may be cells of a table."""
    run: list[Paragraph] = []
    for block in blocks[first:]:
        if not isinstance(block, Paragraph) or not cell_like(block) or _has_separator(block):
            break
        run.append(block)
    return run


def _after_run(blocks: Sequence[Block], first: int) -> int:
    return first + max(len(_plain_run(blocks, first)), 1)


def _without_separators(blocks: Sequence[Block], first: int) -> Region | None:
    lines = _plain_run(blocks, first)
    if len(lines) < _LEAST_CELLS:
        return None
    end = first + len(lines) - 1
    found = read_paragraphs(lines, ends_document=_nothing_follows(blocks, end))
    if found is None:
        return None
    table, begin, last = found
    return Region(first=first + begin, last=first + last - 1, found=table)


def _nothing_follows(blocks: Sequence[Block], last: int) -> bool:
    return not any(isinstance(b, RawTable) or b.text.strip() for b in blocks[last + 1 :])


def _has_separator(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(SEPARATOR.search(block.text))


_LONGEST_FRAGMENT = 30
_LEAST_CELLS = 8


def _run(blocks: Sequence[Block], first: int) -> list[Paragraph]:
    """Return the lines of the table that begins at a block: all with separators.

    A short line without one goes along if it lies between such lines and continues a cell.
    """
    lines: list[Paragraph] = []
    index = first
    while index < len(blocks):
        block = blocks[index]
        if not isinstance(block, Paragraph):
            break
        if not _has_separator(block):
            between = lines and index + 1 < len(blocks) and _has_separator(blocks[index + 1])
            wrapped = between and not SEPARATOR.fullmatch(lines[-1].text.rstrip()[-1:] or " ")
            if not wrapped or len(block.text) > _LONGEST_FRAGMENT:
                break
        lines.append(block)
        index += 1
    return lines


def is_furniture(lines: Sequence[Paragraph]) -> bool:
    """Tell whether lines are the page's metadata or links rather than a table of figures."""
    text = "".join(line.text for line in lines)
    words = len(set(_FURNITURE.findall(compact(text))))
    return words >= 2 or (words == 1 and len(lines) <= 2)


def _read(lines: Sequence[Paragraph], *, ends_document: bool) -> FlatTable | Refusal | None:
    if is_furniture(lines):
        return None
    rules = [line for line in lines if is_rule(line.text)]
    content = [line for line in lines if line not in rules]
    if not content:
        return None
    if is_stack(content):
        return read_stack(content, ends_document=ends_document)
    ended = ends_cells(content)
    width = common_width(content, ended=ended)
    if width < 2:
        return None
    rows = read_rows(content, width, ended=ended)
    if not any(_figures(row) for row in rows):
        return None
    return FlatTable(
        dialect="markdown" if rules else "row-a-line",
        width=width,
        rows=rows,
        extra=tuple(rules),
        ends_document=ends_document,
    )


def _figures(row: FlatRow) -> bool:
    return any(read_cell(slot.text).kind in ("number", "tick") for slot in row.slots)
