"""Runs of paragraphs that may be a table: which lines go on with those before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice, takewhile

from parser.document import Block, Paragraph
from parser.structure.headings import read_heading
from parser.tables.cells import FIGURES, read_cell
from parser.tables.commas import goes_on, is_comma_header
from parser.tables.furniture import is_furniture
from parser.tables.glued import is_glued_header
from parser.tables.pipes import SEPARATOR, is_box_rule
from parser.tables.row_words import NUMBER_WORDS, is_header_line, is_label_header
from parser.tables.spaced import (
    goes_on_with_spaces,
    heads_groups,
    opens_with_spaces,
    set_apart,
)
from parser.tables.stacked import cell_like
from parser.tables.vocabulary import plain_header
from parser.text import compact

_CAPTION = re.compile(r"表|情况|统计|一览|排名|明细|汇总")
_LONGEST_FRAGMENT = 30
_LONGEST_GLUED = 120
_LONGEST_FIRST_HALF = 12
_MARKUP = re.compile(r"</?(?:table|t[rdh])\b[^<>]*>", re.IGNORECASE)
_LEAST_PADDING = 2
_WORDS_AHEAD = 2
# Rows without a figure that may follow each other in a table with tabs.
_EMPTY_ROWS = 4

# As many lines as a cell may be wrapped over.
_AHEAD = 4

Belongs = Callable[[Sequence[Paragraph], Paragraph, Sequence[Paragraph]], bool]
"""Whether a paragraph goes on with a run, given what was gathered and the next few."""


def run_from(blocks: Sequence[Block], first: int, belongs: Belongs) -> list[int]:
    """Return the indices of the paragraphs of a run; page headers and footers are stepped over."""
    taken: list[int] = []
    gathered: list[Paragraph] = []
    for index in range(first, len(blocks)):
        block = blocks[index]
        if not isinstance(block, Paragraph):
            break
        if block.role != "body" or not block.text.strip():
            if not taken:
                break
            continue
        ahead = takewhile(
            lambda b: isinstance(b, Paragraph), islice(blocks, index + 1, index + 1 + _AHEAD)
        )
        if not belongs(gathered, block, [b for b in ahead if isinstance(b, Paragraph)]):
            break
        taken.append(index)
        gathered.append(block)
    return taken


def piped(gathered: Sequence[Paragraph], line: Paragraph, ahead: Sequence[Paragraph]) -> bool:
    """Lines with separators, and a short line between them that goes on with a cell.

    Another table's header, or its caption before it, ends the run.
    """
    following = ahead[0] if ahead else None
    if is_box_rule(line.text):
        return bool(gathered) or (following is not None and bool(SEPARATOR.search(following.text)))
    if SEPARATOR.search(line.text):
        return not _opens_another(gathered, line, following)
    if following is None:
        return False
    if not SEPARATOR.search(following.text):
        return bool(gathered) and _wraps_between(gathered[-1], line, ahead)
    if len(line.text) > _LONGEST_FRAGMENT or not cell_like(line):
        return False
    if is_header_line(_cells(following)) and any(map(_holds_figures, gathered)):
        # What stands above a header heads another table.
        return False
    if not gathered:
        # A cell whose separator stands on the next line.
        return _is_only_separators(following.text)
    if _wraps_in_stack(gathered, line, ahead):
        return True
    return not SEPARATOR.fullmatch(gathered[-1].text.rstrip()[-1:]) or _is_only_separators(
        following.text
    )


def _wraps_in_stack(
    gathered: Sequence[Paragraph], line: Paragraph, ahead: Sequence[Paragraph]
) -> bool:
    """Tell whether a line without separator begins a cell that the next line closes.

    Among cells closed one a line; what heads another table (a heading, a caption, or a line
    before a header) is no such cell.
    """
    following = ahead[0]
    if not gathered or not all(map(_is_closed_cell, (gathered[-1], following))):
        return False
    if sum(map(_is_closed_cell, gathered[-_AHEAD:])) < 2:
        return False
    text = compact(line.text)
    if len(text) > _LONGEST_FIRST_HALF or read_heading(line.text) or _CAPTION.search(text):
        return False
    begun = any(read_cell(_cells(one)[0]).kind in FIGURES for one in gathered if _cells(one))
    opens = plain_header(_cells(following)[0])
    named = opens in NUMBER_WORDS or is_label_header(opens)
    # What names rows in a header stands before further names, a row's own name before figures.
    words = [read_cell(cell).kind == "text" for one in ahead[1:2] for cell in _cells(one)]
    return not (begun and named and all(words))


def _is_closed_cell(line: Paragraph) -> bool:
    """Tell whether a line holds one cell that a separator closes."""
    return len(_cells(line)) == 1 and bool(SEPARATOR.fullmatch(line.text.rstrip()[-1:]))


def _wraps_between(before: Paragraph, line: Paragraph, ahead: Sequence[Paragraph]) -> bool:
    """Tell whether a cell between two lines that hold only a separator is wrapped over lines."""
    parts = [line, *takewhile(lambda one: not SEPARATOR.search(one.text), ahead)]
    closed = len(parts) <= len(ahead) and _is_only_separators(ahead[len(parts) - 1].text)
    short = all(len(part.text) <= _LONGEST_FRAGMENT and cell_like(part) for part in parts)
    return closed and short and _is_only_separators(before.text)


def _opens_another(
    gathered: Sequence[Paragraph], line: Paragraph, following: Paragraph | None
) -> bool:
    """Tell whether a line begins the next table: another header than those before."""
    cells = _cells(line)
    if len(cells) == 1 and following is not None and "|" not in cells[0]:
        # Perhaps a caption padded to the width of the table that it heads.
        padded = len(SEPARATOR.findall(line.text)) > _LEAST_PADDING
        caption = padded or _CAPTION.search(compact(cells[0])) is not None
        return caption and _opens_another(gathered, following, None)
    if any(read_cell(c).kind == "number" for c in cells):
        return False
    if not is_header_line(cells) and not _opens_as_before(gathered, cells):
        return False
    begun = any(_holds_figures(one) for one in gathered) or is_furniture(gathered)
    return begun and all(_cells(one) != cells for one in gathered)


def _opens_as_before(gathered: Sequence[Paragraph], cells: Sequence[str]) -> bool:
    """Tell whether a line of words opens with what opened the header of the table so far."""
    lines = [own for own in map(_cells, gathered) if len(own) > 1]
    words = all(read_cell(cell).kind == "text" for cell in cells)
    return len(cells) > 2 and words and bool(lines) and lines[0][0] == cells[0]


def _cells(line: Paragraph) -> list[str]:
    return [compact(part) for part in SEPARATOR.split(line.text) if part.strip()]


def _holds_figures(line: Paragraph) -> bool:
    return any(read_cell(cell).kind in FIGURES for cell in _cells(line)[1:])


def _is_only_separators(text: str) -> bool:
    """Tell whether a line is a single separator."""
    return bool(SEPARATOR.fullmatch(text.strip()))


def spaced(gathered: Sequence[Paragraph], line: Paragraph, ahead: Sequence[Paragraph]) -> bool:
    """Lines of cells set apart, and between lines with tabs a name whose row is empty."""
    if SEPARATOR.search(line.text):
        return False
    tabs = any("\t" in one.text for one in gathered[-_EMPTY_ROWS:])
    alone = tabs and bool(ahead) and cell_like(line)
    if alone and read_heading(line.text) and is_header_line(ahead[0].text.split("\t")):
        return False
    if alone or set_apart(line):
        return True
    beneath = bool(ahead) and set_apart(ahead[0])
    if not gathered:
        grouped = bool(ahead) and heads_groups(line, ahead[0]) and any(map(set_apart, ahead))
        return grouped or (any(map(set_apart, ahead[:2])) and opens_with_spaces(line))
    named = beneath and cell_like(line) and len(line.text.strip()) <= _LONGEST_FIRST_HALF
    named = named and not read_heading(line.text) and any(map(_is_figure, ahead[0].text.split()))
    return named or goes_on_with_spaces(line)


def _is_figure(text: str) -> bool:
    return read_cell(text).kind in FIGURES


def commas(gathered: Sequence[Paragraph], line: Paragraph, _: Sequence[Paragraph]) -> bool:
    """A header whose cells commas set apart, and the lines with commas beneath it."""
    return goes_on(line) if gathered else is_comma_header(line)


def stacked(gathered: Sequence[Paragraph], line: Paragraph, ahead: Sequence[Paragraph]) -> bool:
    """Short lines without separators, one cell each, up to the heading of what follows.

    What heads a group of rows stands before a name and its figures, a section's heading before
    further words.
    """
    if not cell_like(line) or SEPARATOR.search(line.text):
        return False
    heading = read_heading(line.text)
    if heading is None or not heading.style.startswith("chinese"):
        return True
    words = len(ahead) >= _WORDS_AHEAD and not any(map(_is_figure_line, ahead[:_WORDS_AHEAD]))
    return not (words and any(map(_is_figure_line, gathered)))


def _is_figure_line(line: Paragraph) -> bool:
    return _is_figure(line.text)


def marked_up(_: Sequence[Paragraph], line: Paragraph, __: Sequence[Paragraph]) -> bool:
    """Lines that hold the marks of a web page's table."""
    return bool(_MARKUP.search(line.text))


def glued_lines(gathered: Sequence[Paragraph], line: Paragraph, _: Sequence[Paragraph]) -> bool:
    """A header whose cells are glued together, and the lines beneath it."""
    if not gathered and not is_glued_header(line):
        return False
    return len(line.text) <= _LONGEST_GLUED and not SEPARATOR.search(line.text)
