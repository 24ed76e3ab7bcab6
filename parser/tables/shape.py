"""A table's parts: caption, header, body; and in the body number, name and figures.

Also the question on which all else rests: do the blanks still mark columns? They do if a
blank stands between figures. If every blank stands at the end of its row, they may have been
moved there, and the layout says nothing about the columns of a row that lacks a figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from parser.bulletin import RowKind
from parser.document import Paragraph
from parser.tables.cells import read_cell, sequence_number
from parser.tables.flat import FlatRow, FlatTable, Slot
from parser.tables.measures import plain_header
from parser.tables.row_words import NUMBER_WORDS, RANK_WORDS, is_total_name, row_kind
from parser.text import compact

Blanks = Literal["none", "kept", "moved"]

_NOTE = re.compile(r"(?:备\s*注|说\s*明|注)\s*(?:[:：]|\d|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A row of the body: ``places`` are the figures' data columns where the layout shows them.

    ``figures`` are the slots that are not blank after number and name; ``categories`` the
    further leading text columns' slots. ``complete`` says that no figure is missing.
    """

    number: Slot | None
    label: Slot | None
    categories: tuple[Slot, ...]
    figures: tuple[Slot, ...]
    places: tuple[int, ...] | None
    kind: RowKind
    flat: FlatRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A table taken apart. ``lead`` columns of ``width`` hold numbers, names, categories.

    ``unused`` columns at the end are for remarks of which none is printed.
    """

    caption: tuple[FlatRow, ...]
    header: tuple[FlatRow, ...]
    repeated: tuple[FlatRow, ...]
    body: tuple[FlatRow, ...]
    notes: tuple[FlatRow, ...]
    has_number: bool
    labels: int
    width: int
    blanks: Blanks
    unused: int = 0

    @property
    def lead(self) -> int:
        """How many leading columns are no data."""
        return int(self.has_number) + self.labels

    @property
    def ranked(self) -> bool:
        """Whether the rows' numbers are ranks."""
        first = self.header[0].slots[0].text if self.header else ""
        return self.has_number and plain_header(first) in RANK_WORDS

    @property
    def data_width(self) -> int:
        """How many data columns there are."""
        return self.width - self.lead - self.unused


def find_shape(table: FlatTable) -> Shape | None:
    """Take a table apart, or return ``None`` where it has no body of figures."""
    rows = [row for row in table.rows if row.filled]
    caption, rows = _take_captions(rows, table.width)
    count = _header_count(rows, table.width)
    if table.header_rows is not None:
        marked = table.header_rows - len(caption)
        count = max(count, marked) if table.dialect == "grid" else table.header_rows
    header, body = rows[:count], rows[count:]
    notes: list[FlatRow] = []
    while body and _is_note(body[-1]):
        notes.insert(0, body.pop())
    if body and _numbers_columns(body[0]):
        header, body = [*header, body[0]], body[1:]
    repeats = {tuple(map(compact, row.texts)) for row in (*caption, *header)}
    repeated = [row for row in body if tuple(map(compact, row.texts)) in repeats]
    body = [row for row in body if tuple(map(compact, row.texts)) not in repeats]
    if not body:
        return None
    named = [row for row in body if not _is_total(row)] or body
    has_number, labels = _lead(named, header)
    named_header = [row for row in header if not _numbers_columns(row)]
    shape = Shape(
        caption=tuple(caption),
        header=tuple(named_header),
        repeated=(*repeated, *(row for row in header if _numbers_columns(row))),
        body=tuple(body),
        notes=tuple(notes),
        has_number=has_number,
        labels=labels,
        width=table.width,
        blanks="none",
    )
    grid = table.dialect == "grid"
    if not grid and _remarks_unused(shape):
        shape = replace(shape, unused=1)
    return _with_blanks(shape, grid=grid)


def _take_captions(rows: list[FlatRow], width: int) -> tuple[list[FlatRow], list[FlatRow]]:
    """Split off rows that hold one long text: a caption, or the unit of the figures."""
    caption: list[FlatRow] = []
    while len(rows) > 1 and width > 2:
        filled = rows[0].filled
        origins = {slot.origin for slot in filled}
        single = len(filled) == 1 or (len(origins) == 1 and None not in origins)
        text = compact(filled[0].text)
        if not single or read_cell(text).kind not in ("text",) or len(text) < 4:
            break
        caption.append(rows[0])
        rows = rows[1:]
    return caption, rows


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
    figures = sum(kind in ("number", "tick") for kind in kinds)
    return figures > 0 and figures * 3 >= len(kinds)


def _header_count(rows: Sequence[FlatRow], width: int) -> int:
    count = 0
    for row in rows:
        if _is_body(row):
            break
        if count and len(rows[count - 1].filled) == width and _inner_names_only(rows[:count]):
            break
        count += 1
    return count


def _inner_names_only(header: Sequence[FlatRow]) -> bool:
    """Tell whether a header fills every column with a name of its own: it needs no second row."""
    texts = header[-1].texts
    origins = [slot.origin for slot in header[-1].slots]
    spread = len(set(origins)) < len(origins) and None not in origins
    return not spread and len(set(texts)) == len(texts)


def _numbers_columns(row: FlatRow) -> bool:
    """Tell whether a row only numbers the columns (1 2 3 4, or 甲 乙 1 2)."""
    filled = [slot.text for slot in row.filled]
    digits = [text for text in filled if text.isdigit()]
    others = [text for text in filled if not text.isdigit()]
    if len(digits) < 3 or any(text not in ("甲", "乙", "丙", "栏次") for text in others):
        return False
    return [int(text) for text in digits] == list(range(1, len(digits) + 1))


def _is_note(row: FlatRow) -> bool:
    filled = row.filled
    origins = {slot.origin for slot in filled}
    single = len(filled) == 1 or (len(origins) == 1 and None not in origins)
    return single and bool(_NOTE.match(filled[0].text))


def _lead(body: Sequence[FlatRow], header: Sequence[FlatRow]) -> tuple[bool, int]:
    """Return whether rows are numbered, and how many columns of names follow."""
    numbered = sum(
        len(row.slots) > 1
        and sequence_number(row.slots[0].text) is not None
        and read_cell(row.slots[1].text).kind == "text"
        for row in body
    )
    first_header = plain_header(header[0].slots[0].text) if header and header[0].slots else ""
    has_number = numbered * 2 > len(body) or (numbered > 0 and first_header in NUMBER_WORDS)
    start = int(has_number)
    runs = Counter[int]()
    for row in body:
        run = 0
        for slot in row.slots[start:]:
            if read_cell(slot.text).kind != "text":
                break
            run += 1
        runs[run] += 1
    figures = any(
        read_cell(slot.text).kind in ("number", "tick") for r in body for slot in r.slots[start:]
    )
    labels = max(run for run, count in runs.items() if count * 5 >= len(body)) if runs else 0
    if not figures:
        labels = min(labels, 1)
    return has_number, labels


def _with_blanks(shape: Shape, *, grid: bool) -> Shape:
    """Decide on the evidence of all rows whether blanks mark columns.

    A row that holds a figure for every column says nothing, whatever follows it. One stray
    blank among many rows whose blanks all stand at the end does not show that blanks are kept.
    """
    inner = trailing = 0
    for row in shape.body:
        figures = row.slots[_figures_begin(row, shape) :]
        if sum(bool(slot.text) for slot in figures) >= shape.data_width:
            continue
        last = max((i for i, slot in enumerate(figures) if slot.text), default=0)
        gap = any(not slot.text for slot in figures[:last])
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


def _remarks_unused(shape: Shape) -> bool:
    """Tell whether the last column is for remarks (备注) and no row prints one.

    It then takes no figure, and rows are complete without it.
    """
    last = plain_header(shape.header[0].filled[-1].text) if shape.header else ""
    if last not in ("备注", "说明", "原因", "备考"):
        return False
    remarks = (
        read_cell(slot.text).kind == "text"
        for row in shape.body
        for slot in row.slots[_figures_begin(row, shape) :]
    )
    return not any(remarks)


def _figures_begin(row: FlatRow, shape: Shape) -> int:
    """Return where the figures begin in a row whose blanks may have been moved."""
    if _merged_total(row, shape):
        return 1
    begin = int(
        shape.has_number and bool(row.slots) and sequence_number(row.slots[0].text) is not None
    )
    while begin < min(shape.lead, len(row.slots)):
        kind = read_cell(row.slots[begin].text).kind
        if kind not in ("text", "blank"):
            break
        begin += 1
    return begin


def _merged_total(row: FlatRow, shape: Shape) -> bool:
    """Tell whether a total's name stands in for number and name, its figures one place early."""
    return (
        shape.lead > 1
        and _is_total(row)
        and bool(row.slots[0].text)
        and row.slots[0].origin is None
        and read_cell(row.slots[1].text).kind in ("number", "tick", "absent")
    )


def read_body(shape: Shape) -> tuple[BodyRow, ...]:
    """Return the body's rows with number, name and figures apart."""
    return tuple(_body_row(row, shape) for row in shape.body)


def _body_row(row: FlatRow, shape: Shape) -> BodyRow:
    slots = row.slots
    number: Slot | None = None
    categories: tuple[Slot, ...] = ()
    if _merged_total(row, shape):
        label: Slot | None = slots[0]
        begin = 1
    else:
        number, label, categories, begin = _lead_slots(row, shape)
    figures = slots[begin:]
    kind = row_kind(label.text if label else None)
    if label is None and number is not None:
        kind = "department"
    figures = _once(figures, row)
    filled = tuple(slot for slot in figures if slot.text)
    places: tuple[int, ...] | None = None
    fixed = shape.blanks == "kept" and not row.open
    if fixed and len(slots) in (shape.width, shape.width - shape.lead + begin):
        places = tuple(i for i, slot in enumerate(figures) if slot.text)
    elif len(filled) == shape.data_width:
        places = tuple(range(shape.data_width))
    if places and places[-1] >= shape.data_width:
        places = None
    return BodyRow(
        number=number,
        label=label,
        categories=categories,
        figures=filled,
        places=places,
        kind=kind,
        flat=row,
    )


def _once(figures: Sequence[Slot], row: FlatRow) -> tuple[Slot, ...]:
    """Return the slots with every merged cell in its first place only."""
    own = max((slot.origin[0] for slot in row.slots if slot.origin), default=0)
    seen: set[tuple[int, int]] = set()
    kept = []
    for slot in figures:
        repeated = slot.origin is not None and (slot.origin[0] < own or slot.origin in seen)
        kept.append(replace(slot, text="") if repeated else slot)
        if slot.origin is not None:
            seen.add(slot.origin)
    return tuple(kept)


def merged_figures(shape: Shape) -> frozenset[tuple[int, int]]:
    """Return the corners of cells that hold one figure for several rows or columns."""
    places = Counter(
        slot.origin
        for row in shape.body
        for slot in row.slots[shape.lead :]
        if slot.origin is not None and read_cell(slot.text).kind == "number"
    )
    return frozenset(origin for origin, count in places.items() if count > 1)


def _lead_slots(
    row: FlatRow, shape: Shape
) -> tuple[Slot | None, Slot | None, tuple[Slot, ...], int]:
    """Return number, name, categories and where the figures begin."""
    lead = list(row.slots[: shape.lead])
    number: Slot | None = None
    if shape.has_number and lead and sequence_number(lead[0].text) is not None:
        number = lead[0]
    names = [s for s in lead[int(shape.has_number) :] if s.text]
    if shape.has_number and number is None and lead and lead[0].text:
        names = [s for s in lead if s.text]
    texts = [slot for slot in names if read_cell(slot.text).kind == "text"]
    if shape.blanks != "kept" and len(texts) < len(names):
        # A row with fewer names than its table (a spanned category): figures begin earlier.
        begin = int(number is not None) + len(texts)
        return number, texts[-1] if texts else None, tuple(texts[:-1]), begin
    distinct = list({slot.origin or id(slot): slot for slot in names}.values())
    label = distinct[-1] if distinct else None
    return number, label, tuple(distinct[:-1]), shape.lead


def printed_lines(rows: Sequence[FlatRow]) -> tuple[Paragraph, ...]:
    """Return the lines that rows stand on, in order."""
    return tuple(line for row in rows for line in row.lines)
