"""The leading columns of a table: the row's number, its name, and what it is classed under.

A row has one name. Where words stand in several leading columns, the others class it (类别, 区县
beside 部门) or describe it (单位 holding 件, 条): they are data as printed. Which column holds the
names is told by the headers, and by the names being different from each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.tables.cells import FIGURES, is_absent, read_cell, row_number, sequence_number
from parser.tables.flat import FlatRow, Slot
from parser.tables.row_words import (
    NUMBER_WORDS,
    is_body_header,
    is_class_header,
    is_item_header,
    is_label_header,
    is_person_header,
    is_responsible_header,
    is_time_header,
    row_kind,
)
from parser.tables.vocabulary import default_vocabulary, plain_header
from parser.text import compact

_UNIT = re.compile(
    r"[-—–/]+|件次?|人次|[件个次人项条篇宗户家元天分份台套起张辆户]|万[元件人]|亿元|%|百分比|个百分点"
)
_FEW = 5
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """The leading columns (0-based) that hold no figures: ``width`` of them.

    ``number`` is the column of the rows' numbers, ``name`` that of their names; the others hold
    words that class the rows. ``timed`` says that the names are times, printed as bare figures
    perhaps (10 beneath 月份).
    """

    number: int | None
    width: int
    name: int | None
    timed: bool = False

    @property
    def words(self) -> tuple[int, ...]:
        """The leading columns that hold words."""
        return tuple(column for column in range(self.width) if column != self.number)

    @property
    def categories(self) -> tuple[int, ...]:
        """The leading columns of words that are not the rows' names."""
        return tuple(column for column in self.words if column != self.name)


def find_leading(body: Sequence[FlatRow], header: Sequence[FlatRow]) -> Leading:
    """Return the leading columns, told from rows that are no totals."""
    number = _number_column(body, header)
    starts = [_names_start(row, number) for row in body]
    front = 0 if number is None else number + 1
    labels = _labels(body, header, starts, front)
    if not labels and is_time_header(_header(header, front)) and _all_differ(body, front):
        return Leading(number=number, width=front + 1, name=front, timed=True)
    leading = Leading(number=number, width=front + labels, name=None)
    names = leading.words
    if len(names) > 1:
        return replace(leading, name=_name_column(body, header, leading))
    return replace(leading, name=names[0] if names else None)


def names_first(
    header: Sequence[FlatRow], body: Sequence[FlatRow], width: int
) -> tuple[list[FlatRow], list[FlatRow]]:
    """Return a table's rows with the column of names before the figures, if it stands behind.

    Only where the layout fixes the columns: every row has all its slots, and the header is one
    row or a grid's. The other columns keep their order.
    """
    unchanged = list(header), list(body)
    fixed = [*header, *body]
    grid = any(slot.origin is not None for row in header for slot in row.slots)
    if not header or any(len(row.slots) != width or row.open for row in fixed):
        return unchanged
    if not grid and (len(header) > 1 or len(header[0].filled) < width):
        return unchanged
    start = int(_header(header, 0) in NUMBER_WORDS and _share_of_words(body, 0) == 0)
    if start >= width or _share_of_words(body, start) > 0:
        return unchanged
    names = (
        column
        for column in range(start + 1, width)
        if is_label_header(_header(header, column)) and _share_of_words(body, column) >= _MOSTLY
    )
    name = next(names, None)
    if name is None:
        return unchanged
    order = [*range(start), name, *(c for c in range(start, width) if c != name)]
    moved = [replace(row, slots=tuple(row.slots[c] for c in order)) for row in fixed]
    return moved[: len(header)], moved[len(header) :]


def _all_differ(body: Sequence[FlatRow], column: int) -> bool:
    """Tell whether a column holds something else in every row."""
    printed = [compact(row.slots[column].text) for row in body if len(row.slots) > column]
    return len(printed) == len(body) and all(printed) and len(set(printed)) == len(printed)


def _share_of_words(body: Sequence[FlatRow], column: int) -> float:
    kinds = [read_cell(row.slots[column].text).kind for row in body]
    return sum(kind == "text" for kind in kinds) / max(len(kinds), 1)


def _number_column(body: Sequence[FlatRow], header: Sequence[FlatRow]) -> int | None:
    """Return the column of the rows' numbers: the first, or the one behind their category."""
    numbered = sum(_is_numbered(row, 0) for row in body)
    marked = sum(row_number(row.slots[0].text) for row in body if row.slots)
    if numbered * 2 > len(body) and _header(header, 1) not in NUMBER_WORDS:
        return 0
    if _header(header, 0) in NUMBER_WORDS and marked:
        return 0
    behind = sum(_is_numbered(row, 0) or _is_numbered(row, 1) for row in body)
    return 1 if _header(header, 1) in NUMBER_WORDS and behind * 2 > len(body) else None


def _is_numbered(row: FlatRow, column: int) -> bool:
    slots = row.slots[column : column + 2]
    return (
        len(slots) == 2
        and sequence_number(slots[0].text) is not None
        and read_cell(slots[1].text).kind == "text"
    )


def _names_start(row: FlatRow, number: int | None) -> int:
    """Return where a row's names begin behind its number."""
    if number is None:
        return 0
    return 1 if number == 0 or _is_numbered(row, 0) else 2


def take_lead(row: FlatRow, leading: Leading) -> tuple[Slot | None, tuple[Slot, ...], int]:
    """Return a row's number, its names in order, and where its figures begin.

    The row's blanks may have been moved, so that a name that it lacks leaves no gap.
    """
    number: Slot | None = None
    names: list[Slot] = []
    at = 0
    for column in range(leading.width):
        if at >= len(row.slots):
            break
        slot = row.slots[at]
        if column == leading.number and slot.text:
            taken = row_number(slot.text) if column == 0 else _is_numbered(row, at)
            number = slot if taken else None
            # A dash may stand where a row has no number, before its name.
            taken = taken or (is_absent(slot.text) and _is_text(row, at + 1))
        else:
            kind = read_cell(slot.text).kind
            taken = leading.timed or kind in ("text", "blank")
            names += [slot] if taken and kind != "blank" else []
        at += int(taken)
    return number, tuple(names), at


def _is_text(row: FlatRow, at: int) -> bool:
    return at < len(row.slots) and read_cell(row.slots[at].text).kind == "text"


def _labels(
    body: Sequence[FlatRow], header: Sequence[FlatRow], starts: Sequence[int], front: int
) -> int:
    """Return how many columns of words stand between number and figures.

    Where blanks were moved, only the rows that print a category begin with two names; a
    column that most rows do not open with must be headed as one of names.
    """
    runs = Counter[int]()
    for row, start in zip(body, starts, strict=True):
        run = 0
        for column, slot in enumerate(row.slots[start:], start):
            # A class that is printed once, in the middle of its rows, leaves the others blank.
            classed = not slot.text and is_class_header(_header(header, column))
            if not classed and read_cell(slot.text).kind != "text":
                break
            run += 1
        runs[run] += 1
    figures = any(
        read_cell(slot.text).kind in FIGURES
        for row, start in zip(body, starts, strict=True)
        for slot in row.slots[start:]
    )
    labels = max((run for run, count in runs.items() if count * _FEW >= len(body)), default=0)
    if not figures:
        return min(labels, 1)
    usual = max((run for run, count in runs.items() if count * 2 >= len(body)), default=1)
    while labels > max(usual, 1) and not _heads_names(_header(header, front + labels - 1)):
        labels -= 1
    while labels > 1 and _measures(_header(header, front + labels - 1)):
        labels -= 1
    return labels


def _heads_names(name: str) -> bool:
    return is_label_header(name) or is_class_header(name)


def _measures(name: str) -> bool:
    """Tell whether a header is a measure's: words beneath it are figures in words."""
    return not _heads_names(name) and default_vocabulary().named(name) is not None


def _header(header: Sequence[FlatRow], column: int) -> str:
    """Return the plain header above a leading column: leading columns are no groups."""
    for row in header:
        # Behind a blank first cell others may have moved, unless every column has its name.
        stands = row.texts[:1] != ("",) or all(row.texts[1:])
        texts = row.texts if len(row.slots) > column and stands else ()
        if len(texts) > column and texts[column]:
            return plain_header(texts[column])
    return ""


def _name_column(body: Sequence[FlatRow], header: Sequence[FlatRow], leading: Leading) -> int:
    """Return which of several columns of words names the rows."""
    columns = leading.words
    body = [row for row in body if not _sums_a_group(row, leading)] or body
    whole_rows = [row for row in body if _has_all_names(row, leading)]
    printed = {c: _printed(whole_rows, c) for c in columns}
    heads = {c: _header(header, c) for c in columns}
    units = {c for c in columns if printed[c] and all(map(_UNIT.fullmatch, printed[c]))}
    items = any(is_item_header(head) for head in heads.values())
    open_ = [
        c
        for c in columns
        if c not in units
        and not is_class_header(heads[c])
        and not (items and is_responsible_header(heads[c]))
    ]
    open_ = open_ or [c for c in columns if c not in units] or list(columns)
    # A name printed once for several rows classes them; a row's own name is never blank.
    own = [c for c in columns if c not in units and len(printed[c]) >= _MOSTLY * len(whole_rows)]
    if own and not set(own) & set(open_):
        open_ = own
    open_ = [c for c in open_ if c in own] or open_
    distinct = [
        c
        for c in open_
        if len(set(printed[c])) == len(printed[c]) and len(printed[c]) * 2 > len(body)
    ]
    open_ = distinct or open_
    persons = [c for c in open_ if is_person_header(heads[c])]
    bodies = [c for c in open_ if is_body_header(heads[c])]
    labelled = [c for c in open_ if is_label_header(heads[c])]
    timed = [c for c in open_ if is_time_header(heads[c])]
    return (persons or bodies or labelled or timed or open_)[-1]


def _sums_a_group(row: FlatRow, leading: Leading) -> bool:
    """Tell whether a row is the sum of some of the others (小计), known by one of its names."""
    return any(row_kind(slot.text) == "other" and slot.text for slot in row.slots[: leading.width])


def _has_all_names(row: FlatRow, leading: Leading) -> bool:
    """Tell whether a row has no figure where a leading column's words stand."""
    return len(row.slots) > leading.width and all(
        read_cell(row.slots[column].text).kind not in FIGURES for column in leading.words
    )


def _printed(body: Sequence[FlatRow], column: int) -> list[str]:
    return [compact(row.slots[column].text) for row in body if row.slots[column].text]
