"""How a table was flattened, told on evidence, and its rows rebuilt.

A stretch of blocks is a table of one of these dialects:

``grid``               the source's own grid
``row-a-line``         separators, one printed row a line (:mod:`parser.tables.pipes`)
``markdown``           the same with a rule of dashes beneath the header
``cell-a-line``        one cell a line with separators (:mod:`parser.tables.stacked`)
``cell-a-paragraph``   one cell a paragraph without any separator
``tabs``               tabs between the cells (:mod:`parser.tables.spaced`)
``columns-of-spaces``  spaces between the cells
``commas``             commas between the cells (:mod:`parser.tables.commas`)

Whatever the dialect, the rows must bear each other out. A table that is recognised as one
but cannot be rebuilt is refused. Page furniture (the table of 索引号 and 发布机构, lines of
links) is not a data table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from parser.document import Block, Paragraph, RawTable
from parser.tables.cells import FIGURES, read_cell
from parser.tables.commas import read_commas
from parser.tables.flat import (
    FlatRow,
    FlatTable,
    Refusal,
    from_grid,
    without_blank_end,
    without_blank_front,
)
from parser.tables.furniture import is_furniture
from parser.tables.glued import glued
from parser.tables.pipe_rows import (
    read_rows,
    read_ruled,
    with_trimmed_ends,
    with_wrapped_names,
)
from parser.tables.pipes import (
    SEPARATOR,
    is_box_rule,
    is_rule,
    line_form,
    with_single_separators,
    without_entities,
    without_frame,
)
from parser.tables.runs import (
    Belongs,
    commas,
    glued_lines,
    marked_up,
    piped,
    run_from,
    spaced,
    stacked,
)
from parser.tables.side_by_side import one_record_a_row, unlike_side_by_side
from parser.tables.spaced import read_spaced
from parser.tables.stacked import full_of_figures, is_stack, read_paragraphs, read_stack

_LEAST_CELLS = 8
_LEAST_RULED = 2
_MOST_COLUMNS = 200
_MOST_SEPARATORS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A table found among blocks ``first`` to ``last``, or why there is none.

    ``blocks`` are the indices of the blocks that belong to it.
    """

    first: int
    last: int
    blocks: frozenset[int]
    found: FlatTable | Refusal


def find_tables(blocks: Sequence[Block]) -> tuple[Region, ...]:
    """Return the tables among blocks, in reading order."""
    return tuple(_single(region) for region in _regions(blocks))


def _single(region: Region) -> Region:
    """Return a region with one record a row, and of a width that a page can hold."""
    found = region.found
    if not isinstance(found, FlatTable):
        return region
    found = without_blank_end(without_blank_front(found))
    if found.dialect in ("row-a-line", "markdown"):
        found = replace(found, rows=with_wrapped_names(found.rows))
    region = replace(region, found=found)
    if found.width > _MOST_COLUMNS:
        reason = f"{found.width} columns are more than a printed table has"
        return replace(region, found=_refusal(found, reason))
    single = one_record_a_row(found)
    if single is None:
        reason = "the header is printed several times, but the rows do not divide accordingly"
        return replace(region, found=_refusal(found, reason))
    if unlike_side_by_side(single):
        reason = "two tables with columns of their own stand beside each other"
        return replace(region, found=_refusal(found, reason))
    return replace(region, found=single)


def _refusal(table: FlatTable, reason: str) -> Refusal:
    lines = [line for row in table.rows for line in row.lines]
    return Refusal(lines=tuple(lines), reason=reason)


def _regions(blocks: Sequence[Block]) -> Iterator[Region]:
    index = 0
    # Where each reader's last run ended: within it there is nothing more to find.
    searched = [-1] * len(_READERS)
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, RawTable):
            region = _grid(block, index)
        else:
            region = _first_found(blocks, index, searched)
        if region is not None:
            yield region
        index = region.last + 1 if region is not None else index + 1


def _first_found(blocks: Sequence[Block], index: int, searched: list[int]) -> Region | None:
    """Return the table in a run that begins at a block, by the first reader that finds one."""
    for place, (belongs, read) in enumerate(_READERS):
        if index <= searched[place]:
            continue
        run = run_from(blocks, index, belongs)
        if not run:
            continue
        region = read(blocks, run)
        searched[place] = run[-1] if region is None else region.last
        if region is not None:
            return region
    return None


def _grid(raw: RawTable, index: int) -> Region | None:
    flat = from_grid(raw)
    if is_furniture([line for row in flat.rows for line in row.lines]):
        return None
    return Region(first=index, last=index, blocks=frozenset((index,)), found=flat)


# --- reading a run --------------------------------------------------------------------


def _lines(blocks: Sequence[Block], run: Sequence[int]) -> list[Paragraph]:
    return [block for i in run if isinstance(block := blocks[i], Paragraph)]


def _at_end(blocks: Sequence[Block], last: int) -> bool:
    return not any(
        isinstance(b, RawTable) or (b.text.strip() and b.role == "body") for b in blocks[last + 1 :]
    )


def _region(run: Sequence[int], found: FlatTable | Refusal) -> Region:
    return Region(first=run[0], last=run[-1], blocks=frozenset(run), found=found)


def _read_piped(blocks: Sequence[Block], run: Sequence[int]) -> Region | None:
    printed = _lines(blocks, run)
    lines = without_frame(with_single_separators(without_entities(printed)))
    found = read_lines(lines, ends_document=_at_end(blocks, run[-1]))
    if found is None:
        return None
    return _region(run, found if lines is printed else _on_lines(found, printed))


def _on_lines(found: FlatTable | Refusal, printed: Sequence[Paragraph]) -> FlatTable | Refusal:
    """Return what was found on the lines as they are printed."""
    own = {line.locator.block: line for line in printed}

    def back(lines: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
        return tuple(own[line.locator.block] for line in lines)

    if isinstance(found, Refusal):
        return replace(found, lines=back(found.lines))
    rows = tuple(replace(row, lines=back(row.lines)) for row in found.rows)
    return replace(found, rows=rows, extra=back(found.extra))


def _read_spaced(blocks: Sequence[Block], run: Sequence[int]) -> Region | None:
    lines = _lines(blocks, run)
    while run and "\t" not in lines[-1].text and any("\t" in line.text for line in lines):
        # A name without figures at the end is text that follows.
        run, lines = run[:-1], lines[:-1]
    found = read_spaced(lines, ends_document=_at_end(blocks, run[-1]))
    if found is None:
        return None
    table, first = found
    own = table.lines if isinstance(table, Refusal) else [p for r in table.rows for p in r.lines]
    return _region(run[first : first + len(own)], table)


def _read_stacked(blocks: Sequence[Block], run: Sequence[int]) -> Region | None:
    if len(run) < _LEAST_CELLS:
        return None
    lines = _lines(blocks, run)
    found = read_paragraphs(lines, ends_document=_at_end(blocks, run[-1]))
    if found is None:
        figures = full_of_figures(lines)
        if figures is None:
            return None
        own = slice(figures[0], figures[1])
        reason = "its cells stand one below the other, and its rows cannot be told apart"
        return _region(run[own], Refusal(lines=tuple(lines[own]), reason=reason))
    table, first, last = found
    return _region(run[first:last], table)


def _read_commas(blocks: Sequence[Block], run: Sequence[int]) -> Region | None:
    found = read_commas(_lines(blocks, run), ends_document=_at_end(blocks, run[-1]))
    return None if found is None else _region(run[: found[1]], found[0])


def _read_glued(blocks: Sequence[Block], run: Sequence[int]) -> Region | None:
    lines = _lines(blocks, run)
    count = glued(lines)
    if not count:
        return None
    reason = "its cells are glued together without any separator"
    return _region(run[:count], Refusal(lines=tuple(lines[:count]), reason=reason))


def _refuse_markup(blocks: Sequence[Block], run: Sequence[int]) -> Region | None:
    lines = _lines(blocks, run)
    reason = "the marks of a web page stand in it: archive it as .html"
    return _region(run, Refusal(lines=tuple(lines), reason=reason))


_READERS: tuple[tuple[Belongs, Callable[[Sequence[Block], Sequence[int]], Region | None]], ...] = (
    (marked_up, _refuse_markup),
    (piped, _read_piped),
    (commas, _read_commas),
    (spaced, _read_spaced),
    (stacked, _read_stacked),
    (glued_lines, _read_glued),
)


def read_lines(lines: Sequence[Paragraph], *, ends_document: bool) -> FlatTable | Refusal | None:
    """Read lines with separators; ``None`` where they hold no figures or are furniture."""
    if is_furniture(lines):
        return None
    if max(len(SEPARATOR.findall(line.text)) for line in lines) > _MOST_SEPARATORS:
        figures = any(any(map(str.isdigit, line.text)) for line in lines)
        reason = f"a line has more than {_MOST_SEPARATORS} separators"
        return Refusal(lines=tuple(lines), reason=reason) if figures else None
    rules = [line for line in lines if is_rule(line.text)]
    content = [line for line in lines if not is_rule(line.text)]
    if not content:
        return None
    if is_stack(content):
        return read_stack(content, ends_document=ends_document)
    ended, width = line_form(content)
    if width < 2:
        return None
    blocks = _between_rules(lines)
    ruled = read_ruled(blocks, width, ended=ended) if len(blocks) > _LEAST_RULED else None
    rows = ruled or read_rows(content, width, ended=ended)
    if not ended:
        rows = with_trimmed_ends(rows, width)
    if not any(_figures(row) for row in rows):
        return None
    return FlatTable(
        dialect="markdown" if rules else "row-a-line",
        width=width,
        rows=rows,
        extra=tuple(rules),
        ends_document=ends_document,
    )


def _between_rules(lines: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return the lines with content between the rules drawn in characters."""
    blocks: list[list[Paragraph]] = [[]]
    for line in lines:
        if is_box_rule(line.text):
            blocks.append([])
        elif not is_rule(line.text):
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _figures(row: FlatRow) -> bool:
    return any(read_cell(slot.text).kind in FIGURES for slot in row.slots)
