"""The leading columns of a table: the row's number, its name, and what it is classed under.

A row has one name. Where words stand in several leading columns, the others class it (类别, 区县
beside 部门) or describe it (单位 holding 件, 条): they are data as printed. Which column holds the
names is told by the headers, and by the names being different from each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parser.tables.cells import read_cell, row_number, sequence_number
from parser.tables.flat import FlatRow
from parser.tables.row_words import NUMBER_WORDS, is_body_header, is_class_header, is_label_header
from parser.tables.vocabulary import default_vocabulary, plain_header
from parser.text import compact

_UNIT = re.compile(
    r"[-—–/]+|件次?|人次|[件个次人项条篇宗户家元天分份台套起张辆户]|万[元件人]|亿元|%|百分比|个百分点"
)
_FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """How many leading columns hold no figures, and which of them (0-based) names the row.

    ``labels`` counts the columns of words after the number's.
    """

    has_number: bool
    labels: int
    name: int | None


def find_leading(body: Sequence[FlatRow], header: Sequence[FlatRow]) -> Leading:
    """Return the leading columns, told from rows that are no totals."""
    numbered = sum(
        len(row.slots) > 1
        and sequence_number(row.slots[0].text) is not None
        and read_cell(row.slots[1].text).kind == "text"
        for row in body
    )
    first_header = _header(header, 0)
    marked = sum(row_number(row.slots[0].text) for row in body if row.slots)
    has_number = numbered * 2 > len(body) or (first_header in NUMBER_WORDS and marked > 0)
    start = int(has_number)
    labels = _labels(body, header, start)
    if labels < 2:
        return Leading(has_number=has_number, labels=labels, name=start if labels else None)
    return Leading(
        has_number=has_number, labels=labels, name=_name_column(body, header, start, labels)
    )


def _labels(body: Sequence[FlatRow], header: Sequence[FlatRow], start: int) -> int:
    """Return how many columns of words stand before the figures.

    Where blanks were moved, only the rows that print a category begin with two names; a
    column that most rows do not open with must be headed as one of names.
    """
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
    labels = max((run for run, count in runs.items() if count * _FEW >= len(body)), default=0)
    if not figures:
        return min(labels, 1)
    usual = max((run for run, count in runs.items() if count * 2 >= len(body)), default=1)
    while labels > max(usual, 1) and not _heads_names(_header(header, start + labels - 1)):
        labels -= 1
    while labels > 1 and _measures(_header(header, start + labels - 1)):
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
        texts = row.texts if len(row.slots) > column and row.slots[0].text else ()
        if len(texts) > column and texts[column]:
            return plain_header(texts[column])
    return ""


def _name_column(
    body: Sequence[FlatRow], header: Sequence[FlatRow], start: int, labels: int
) -> int:
    """Return which of several columns of words names the rows."""
    columns = range(start, start + labels)
    printed = {c: _printed(body, c) for c in columns}
    heads = {c: _header(header, c) for c in columns}
    units = {c for c in columns if printed[c] and all(map(_UNIT.fullmatch, printed[c]))}
    open_ = [c for c in columns if c not in units and not is_class_header(heads[c])]
    open_ = open_ or [c for c in columns if c not in units] or list(columns)
    distinct = [c for c in open_ if printed[c] and len(set(printed[c])) == len(printed[c])]
    whole = [c for c in distinct if len(printed[c]) * 2 > len(body)]
    open_ = whole or open_
    bodies = [c for c in open_ if is_body_header(heads[c])]
    labelled = [c for c in open_ if is_label_header(heads[c])]
    return (bodies or labelled or open_)[-1]


def _printed(body: Sequence[FlatRow], column: int) -> list[str]:
    return [
        compact(row.slots[column].text)
        for row in body
        if len(row.slots) > column and row.slots[column].text
    ]
