"""A table's parts: caption, header, body; and in the body number, name and figures.

Also the question on which all else rests: do the blanks still mark columns? They do if a
blank stands between figures. If every blank stands at the end of its row, they may have been
moved there, and the layout says nothing about the columns of a row that lacks a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from parser.document import Paragraph
from parser.tables.cells import FIGURES, read_cell, sequence_number
from parser.tables.flat import FlatRow, FlatTable
from parser.tables.leading import Leading, find_leading, names_first, take_lead
from parser.tables.row_notes import is_single, notes_apart
from parser.tables.row_words import RANK_WORDS, is_header_line, is_total_name
from parser.tables.vocabulary import plain_header
from parser.tables.word_columns import REMARKS
from parser.text import compact, fold_width

Blanks = Literal["none", "kept", "moved"]

_UNIT_ROW = re.compile(r"[(\[]?(?:数据|计量|金额)?单位[:：].{1,24}[)\]]?")
_FORMULA = re.compile(r"(?<=\d)=[\d()+*/×÷%-]+$")
_UNIT_CELL = re.compile(r"[(\[](?:单位:)?[^()\[\]]{1,4}[)\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A table taken apart. ``lead`` columns of ``width`` hold numbers, names, categories.

    ``remarks`` says that the last column holds words about the row (备注) and no figures.
    """

    caption: tuple[FlatRow, ...]
    header: tuple[FlatRow, ...]
    repeated: tuple[FlatRow, ...]
    body: tuple[FlatRow, ...]
    notes: tuple[FlatRow, ...]
    leading: Leading
    width: int
    blanks: Blanks
    remarks: bool = False

    @property
    def lead(self) -> int:
        """How many leading columns hold no figures."""
        return self.leading.width

    @property
    def ranked(self) -> bool:
        """Whether the rows' numbers are ranks."""
        first = self.header[0].slots[0].text if self.header else ""
        return self.leading.number == 0 and plain_header(first) in RANK_WORDS

    @property
    def plainly_numbered(self) -> bool:
        """Whether rows are numbered 1, 2, 3."""
        numbers = (take_lead(row, self.leading)[0] for row in self.body)
        return any(slot is not None and sequence_number(slot.text) is not None for slot in numbers)

    @property
    def data_width(self) -> int:
        """How many columns of figures there are."""
        return self.width - self.lead - int(self.remarks)


def find_shape(table: FlatTable) -> Shape | None:
    """Take a table apart, or return ``None`` where it has no body of figures."""
    rows = [row for row in table.rows if row.filled]
    # A table set out with spaces begins with its header: a word alone there heads a group.
    headed = table.dialect == "columns-of-spaces" and table.header_rows is not None
    caption, rows = ([], rows) if headed else _take_captions(rows, table.width)
    count = _header_count(rows, table.width)
    if table.header_rows is not None:
        marked = max(table.header_rows - len(caption), 0)
        count = max(count, marked) if table.dialect == "grid" else marked
    header, body = rows[:count], rows[count:]
    if _heads_a_group(caption, header, body):
        caption, body = caption[:-1], [caption[-1], *body]
    body, notes = notes_apart(body)
    if body and _numbers_columns(body[0]):
        header, body = [*header, body[0]], body[1:]
    repeats = {tuple(map(compact, row.texts)) for row in (*caption, *header)}
    repeated = [row for row in body if tuple(map(compact, row.texts)) in repeats]
    body = [row for row in body if tuple(map(compact, row.texts)) not in repeats]
    if not body:
        return None
    header, body = names_first(header, body, table.width)
    named = [row for row in body if not _is_total(row)] or body
    named_header = [row for row in header if not _numbers_columns(row)]
    shape = Shape(
        caption=tuple(caption),
        header=tuple(named_header),
        repeated=(*repeated, *(row for row in header if _numbers_columns(row))),
        body=tuple(body),
        notes=tuple(notes),
        leading=find_leading(named, header),
        width=table.width,
        blanks="none",
    )
    grid = table.dialect == "grid"
    if not grid and _has_remarks(shape):
        shape = replace(shape, remarks=True)
    return _with_blanks(shape, grid=grid)


def _take_captions(rows: list[FlatRow], width: int) -> tuple[list[FlatRow], list[FlatRow]]:
    """Split off rows that hold one long text: a caption, or the unit of the figures."""
    caption: list[FlatRow] = []
    while len(rows) > 1 and width > 2:
        if not is_single(rows[0]) or len(compact(rows[0].filled[0].text)) < 4:
            break
        caption.append(rows[0])
        rows = rows[1:]
    return caption, rows


def is_unit_line(text: str) -> bool:
    """Tell whether a line above a table only says in what it counts (单位:件、万元).

    >>> is_unit_line("(单位：件)"), is_unit_line("各单位办件情况")
    (True, False)
    """
    return bool(_UNIT_ROW.fullmatch(compact(fold_width(text))))


def _heads_a_group(
    caption: Sequence[FlatRow], header: Sequence[FlatRow], body: Sequence[FlatRow]
) -> bool:
    """Tell whether the row above the header names the first group of rows, and is no caption.

    It does if the header is printed again further down, and there too beneath another such row.
    """
    if not caption or not header:
        return False
    own, head = caption[-1].filled[0].text, header[0].texts
    return any(
        row.texts == head and is_single(before) and before.filled[0].text != own
        for before, row in pairwise(body)
    )


def _is_total(row: FlatRow) -> bool:
    return any(is_total_name(slot.text) for slot in row.filled[:2])


def _is_body(row: FlatRow) -> bool:
    """Tell whether a row holds figures, or a number and a name."""
    filled = row.filled
    kinds = [read_cell(slot.text).kind for slot in filled]
    if len(filled) > 1 and sequence_number(filled[0].text) is not None and kinds[1] == "text":
        return True
    if _is_total(row) and any(kind != "text" for kind in kinds[1:]):
        return True
    figures = sum(kind in FIGURES for kind in kinds)
    return figures > 0 and figures * 3 >= len(kinds)


def _header_count(rows: Sequence[FlatRow], width: int) -> int:
    count = 0
    for row in rows:
        if _is_body(row) and (count or not is_header_line(row.texts)):
            break
        if count and _heads_rows(row, width):
            break
        whole = bool(count) and len(rows[count - 1].filled) == width
        if whole and _inner_names_only(rows[:count]) and not _holds_units(row):
            break
        count += 1
    return count


def _heads_rows(row: FlatRow, width: int) -> bool:
    """Tell whether a row is one cell over the whole width: it heads the rows below it.

    What it holds is no heading of the columns, unless it says in what they are counted.
    """
    filled = row.filled
    return len(filled) == width > 2 and is_single(row) and not is_unit_line(filled[0].text)


def _holds_units(row: FlatRow) -> bool:
    """Tell whether a row only says in what its columns are counted: (件), (%)."""
    return all(_UNIT_CELL.fullmatch(compact(fold_width(slot.text))) for slot in row.filled)


def _inner_names_only(header: Sequence[FlatRow]) -> bool:
    """Tell whether a header fills every column with a name of its own: it needs no second row."""
    texts = header[-1].texts
    origins = [slot.origin for slot in header[-1].slots]
    spread = len(set(origins)) < len(origins) and None not in origins
    return not spread and len(set(texts)) == len(texts)


def _numbers_columns(row: FlatRow) -> bool:
    """Tell whether a row only numbers the columns (1 2 3 4, 甲 乙 1 2, 1 2 3=2/1)."""
    filled = [_FORMULA.sub("", compact(fold_width(slot.text))) for slot in row.filled]
    digits = [text for text in filled if text.isdigit()]
    others = [text for text in filled if not text.isdigit()]
    if len(digits) < 3 or any(text not in ("甲", "乙", "丙", "栏次") for text in others):
        return False
    return [int(text) for text in digits] == list(range(1, len(digits) + 1))


def _with_blanks(shape: Shape, *, grid: bool) -> Shape:
    """Decide on the evidence of all rows whether blanks mark columns.

    A row that holds a figure for every column says nothing, whatever follows it. One stray
    blank among many rows whose blanks all stand at the end does not show that blanks are kept.
    """
    inner = trailing = 0
    for row in shape.body:
        figures = row.slots[figures_begin(row, shape) :]
        words = [read_cell(slot.text).kind == "text" for slot in figures]
        remark = shape.remarks and any(words)
        if sum(bool(slot.text) for slot in figures) - remark >= shape.data_width:
            continue
        last = max((i for i, slot in enumerate(row.slots) if slot.text), default=0)
        gap = any(not slot.text for slot in row.slots[1:last])
        if gap and len(row.slots) == shape.width:
            inner += 1
        else:
            trailing += 1
    blanks: Blanks = "none"
    if grid or (inner and inner * 5 >= inner + trailing):
        blanks = "kept"
    elif inner or trailing:
        blanks = "moved"
    return replace(shape, blanks=blanks)


def _has_remarks(shape: Shape) -> bool:
    """Tell whether the last column is for remarks (备注): words stand there and nowhere else.

    It then takes no figure, and rows are complete without it.
    """
    last = plain_header(shape.header[0].filled[-1].text) if shape.header else ""
    if last not in REMARKS:
        return False
    for row in shape.body:
        figures = [slot for slot in row.slots[figures_begin(row, shape) :] if slot.text]
        # A figure with a mark (88*) is no remark, wherever it stands.
        words = [slot for slot in figures[:-1] if not slot.text[0].isdigit()]
        if any(read_cell(slot.text).kind == "text" for slot in words):
            return False
    return True


def figures_begin(row: FlatRow, shape: Shape) -> int:
    """Return where the figures begin in a row whose blanks may have been moved."""
    return 1 if is_merged_total(row, shape) else take_lead(row, shape.leading)[-1]


def is_merged_total(row: FlatRow, shape: Shape) -> bool:
    """Tell whether a total's name stands in for number and name, its figures one place early."""
    return (
        shape.lead > 1
        and len(row.slots) > 1
        and _is_total(row)
        and bool(row.slots[0].text)
        and row.slots[0].origin is None
        and read_cell(row.slots[1].text).kind not in ("text", "blank")
    )


def printed_lines(rows: Sequence[FlatRow]) -> tuple[Paragraph, ...]:
    """Return the lines that rows stand on, in order."""
    return tuple(line for row in rows for line in row.lines)
