"""The rows of a table's body: number, name, categories, figures and remark apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.table import RowKind
from parser.tables.cells import read_cell, row_number, sequence_number
from parser.tables.flat import FlatRow, Slot
from parser.tables.leading import Leading, take_lead
from parser.tables.row_words import is_total_name, row_kind
from parser.tables.shape import Shape, is_merged_total
from parser.text import compact

# No body is named so: the title of the rows beneath it.
_TITLE = re.compile(r"表$|^[(（][一二三四五六七八九十]{1,3}[)）]")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A row of the body: ``places`` are the figures' columns where the layout shows them.

    ``figures`` are the slots that are not blank after the leading columns, ``categories`` the
    words that class the row, each with its place among the table's category columns (``None``
    where blanks were moved and it cannot be told), ``remark`` the words in the column of
    remarks.
    """

    number: Slot | None
    label: Slot | None
    categories: tuple[tuple[int | None, Slot], ...]
    figures: tuple[Slot, ...]
    places: tuple[int, ...] | None
    remark: Slot | None
    kind: RowKind
    flat: FlatRow


def read_body(shape: Shape) -> tuple[BodyRow, ...]:
    """Return the body's rows taken apart."""
    rows: list[BodyRow] = []
    within = False
    for flat in shape.body:
        row = _body_row(flat, shape)
        if row.number is not None or row.kind == "total":
            within = False
        elif row.label is not None and compact(row.label.text).startswith("其中"):
            within = shape.leading.number is not None
        elif within:
            # Without a number of its own it goes on with the parts of the row above.
            row = replace(row, kind="other")
        rows.append(row)
    return tuple(rows)


def parts_unbounded(body: Sequence[BodyRow]) -> bool:
    """Tell whether rows are parts of others (其中) and nothing says where the parts end.

    Numbers do: the parts bear none.
    """
    opens = any(row.label and compact(row.label.text).startswith("其中") for row in body)
    return opens and all(row.number is None for row in body)


def _body_row(row: FlatRow, shape: Shape) -> BodyRow:
    slots = row.slots
    number: Slot | None = None
    categories: tuple[tuple[int | None, Slot], ...] = ()
    if is_merged_total(row, shape):
        label: Slot | None = slots[0]
        begin = 1
    else:
        number, label, categories, begin = _lead_slots(row, shape)
    figures = _once(slots[begin:], row)
    fixed = shape.blanks == "kept" and not row.open
    fixed = fixed and len(slots) in (shape.width, shape.width - shape.lead + begin)
    figures, remark = _remark_apart(figures, shape, fixed=fixed)
    filled = tuple(slot for slot in figures if slot.text)
    places: tuple[int, ...] | None = None
    if fixed:
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
        remark=remark,
        kind=_kind(number, label, filled, shape),
        flat=row,
    )


def _kind(
    number: Slot | None, label: Slot | None, figures: Sequence[Slot], shape: Shape
) -> RowKind:
    """Tell a row of figures from a total, and from a heading or a sum of the rows beneath it."""
    if label is None:
        return "department" if number is not None else "other"
    kind = row_kind(label.text)
    if not figures and number is None and _TITLE.search(compact(label.text)):
        return "other"
    if kind != "department" or shape.leading.number is None:
        return kind
    plain = number is not None and sequence_number(number.text) is not None
    if shape.plainly_numbered and not plain and (number is not None or not figures):
        return "other"
    return kind


def _remark_apart(
    figures: Sequence[Slot], shape: Shape, *, fixed: bool
) -> tuple[tuple[Slot, ...], Slot | None]:
    """Return a row's figures and the words in the column of remarks, where there is one."""
    if not shape.remarks:
        return tuple(figures), None
    if fixed:
        own = figures[shape.data_width : shape.data_width + 1]
        return tuple(figures[: shape.data_width]), own[0] if own and own[0].text else None
    last = max((i for i, slot in enumerate(figures) if slot.text), default=None)
    if last is None or read_cell(figures[last].text).kind != "text":
        return tuple(figures), None
    return tuple(figures[:last]), figures[last]


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


_Categories = tuple[tuple[int | None, Slot], ...]


def _lead_slots(row: FlatRow, shape: Shape) -> tuple[Slot | None, Slot | None, _Categories, int]:
    """Return number, name, categories and where the figures begin."""
    leading = shape.leading
    if shape.blanks != "kept":
        number, names, begin = take_lead(row, leading)
        if begin < leading.width:
            label, categories = _unplaced(names, leading)
            return number, label, categories, begin
    lead = row.slots[: leading.width]
    column = leading.number
    own = lead[column] if column is not None and len(lead) > column else None
    number = own if own is not None and row_number(own.text) else None
    printed = [(c, slot) for c, slot in enumerate(lead) if slot.text and slot is not number]
    label, categories = _placed(printed, leading)
    return number, label, categories, leading.width


def _unplaced(names: Sequence[Slot], leading: Leading) -> tuple[Slot | None, _Categories]:
    """Take apart the names of a row that may lack a category: its own name is never blank."""
    if len(names) == len(leading.words):
        return _placed(list(zip(leading.words, names, strict=True)), leading)
    if not names:
        return None, ()
    last = leading.name == leading.words[-1]
    at = len(names) - 1 if last else 0
    return names[at], tuple((None, slot) for i, slot in enumerate(names) if i != at)


def _placed(
    printed: Sequence[tuple[int, Slot]], leading: Leading
) -> tuple[Slot | None, _Categories]:
    """Take apart the names of a row by their columns; a merged total's name fills several."""
    distinct = list({slot.origin or id(slot): (c, slot) for c, slot in printed}.values())
    if not distinct:
        return None, ()
    total = next((pair for pair in distinct if is_total_name(pair[1].text)), None)
    named = next((pair for pair in distinct if pair[0] == leading.name), None)
    label = total or named or distinct[-1]
    where = {column: place for place, column in enumerate(leading.categories)}
    categories = tuple(
        (where[column], slot)
        for column, slot in distinct
        if slot is not label[1] and column in where
    )
    return label[1], categories
