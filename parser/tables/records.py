"""Rows of a table whose cells stand one below the other, without a mark between rows.

Two ways, tried in this order. *Periodic*: blanks are printed too, so that every row has the
same number of slots; a period fits if each row then begins as a row must. *By beginnings*: a
row begins with its number and a name, or with a name; figures are no names. What follows
counts as figures up to the next beginning. Either way the rows must bear each other out, or
the table is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from parser.tables.cells import read_cell, sequence_number
from parser.tables.flat import Slot
from parser.tables.row_words import NUMBER_WORDS, is_label_header, is_total_name
from parser.tables.vocabulary import OF_WHICH, default_vocabulary, plain_header
from parser.text import compact

_MOST_COLUMNS = 60
_NOW_WORDS = frozenset(("本月", "当月", "累计", "本期", "上月", "同比", "环比"))
_KEY_WORDS = re.compile(r"[表图]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Rows of slots: ``header`` rows as far as they can be told apart, then ``body``.

    ``width`` is how many slots a whole row has; a shorter row lacks figures somewhere.
    ``first``/``last`` (half open) are the slots used, ``skipped`` those of repeated headers.
    """

    header: tuple[tuple[Slot, ...], ...]
    body: tuple[tuple[Slot, ...], ...]
    width: int
    first: int
    last: int


def find_records(slots: Sequence[Slot], *, framed: bool) -> Records | str:
    """Return the rows of a stack of cells, or the reason why they cannot be told apart.

    ``framed`` says that all slots belong to the table: then the first begins the header.
    Otherwise the header's beginning must be found too.
    """
    kinds = [_kind(slot.text) for slot in slots]
    if framed and "blank" in kinds:
        periodic = _periodic(slots, kinds)
        if periodic is not None:
            return periodic
    return _by_beginnings(slots, kinds, framed=framed)


def _kind(text: str) -> str:
    """Return ``blank``, ``text``, ``value``, or ``integer`` for what may be a row's number."""
    if sequence_number(text) is not None:
        return "integer"
    kind = read_cell(text).kind
    return kind if kind in ("blank", "text") else "value"


def _begins(slots: Sequence[Slot], kinds: Sequence[str], index: int) -> bool:
    """Tell whether a numbered row may begin at a slot."""
    return (
        kinds[index] == "integer"
        and index + 1 < len(slots)
        and kinds[index + 1] == "text"
        and not is_total_name(slots[index + 1].text)
    )


# --- rows of equal length -------------------------------------------------------------


def _periodic(slots: Sequence[Slot], kinds: Sequence[str]) -> Records | None:
    fitting = []
    for width in _periods(slots, kinds):
        found = _with_period(slots, kinds, width)
        if found is not None:
            fitting.append(found)
    if not fitting:
        return None
    best = max(score for score, _ in fitting)
    top = [found for score, found in fitting if score == best]
    return top[0] if len(top) == 1 else None


def _periods(slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Return the row lengths worth trying: ends of blank runs, distances between numbers."""
    ends = [
        i + 1
        for i, kind in enumerate(kinds)
        if kind == "blank" and (i + 1 == len(kinds) or kinds[i + 1] != "blank")
    ]
    starts = [i for i in range(len(slots)) if _begins(slots, kinds, i)]
    common = gcd(*ends) if ends else 0
    found = {*ends[:3], *(n for n in range(2, _MOST_COLUMNS + 1) if common and common % n == 0)}
    found |= {b - a for a, b in pairwise(starts)}
    found |= {b - a for a, b in pairwise(ends[:6])}
    found |= {starts[0]} if starts else set()
    return sorted(width for width in found if 2 <= width <= _MOST_COLUMNS)


def _with_period(
    slots: Sequence[Slot], kinds: Sequence[str], width: int
) -> tuple[float, Records] | None:
    rows = [tuple(slots[i : i + width]) for i in range(0, len(slots), width)]
    marks = [tuple(kinds[i : i + width]) for i in range(0, len(slots), width)]
    heads = 0
    while heads < len(rows) and heads < 4 and not _body_like(rows[heads], marks[heads]):
        heads += 1
    body, body_marks = rows[heads:], marks[heads:]
    if len(body) < 2 or heads == len(rows) or heads > 3:
        return None
    whole = [row for row in body if len(row) == width]
    fits = sum(
        _body_like(row, mark) or _without_figures(mark)
        for row, mark in zip(body, body_marks, strict=True)
    )
    if fits < 0.95 * len(body) or len(whole) < len(body) - 1:
        return None
    patterns = Counter(tuple(kind == "text" for kind in mark) for mark in body_marks)
    alike = patterns.most_common(1)[0][1] / len(body)
    if alike < 0.5:
        return None
    found = Records(
        header=tuple(rows[:heads]), body=tuple(body), width=width, first=0, last=len(slots)
    )
    return fits / len(body) + alike / 100, found


def _body_like(row: Sequence[Slot], kinds: Sequence[str]) -> bool:
    """Tell whether slots read as one row: number and name, or a name, then figures."""
    filled = [(slot, kind) for slot, kind in zip(row, kinds, strict=True) if kind != "blank"]
    if not filled:
        return False
    lead = [kind for _, kind in filled[:2]]
    values = [kind for _, kind in filled if kind in ("integer", "value")]
    if lead == ["integer", "text"]:
        names = [kind for _, kind in filled[1:] if kind == "text"]
        return len(names) <= 2
    if lead[0] != "text" or not values:
        return False
    after = [kind for _, kind in filled]
    run = next(i for i, kind in enumerate(after) if kind != "text")
    return run <= 2 and "text" not in after[run:]


def _without_figures(kinds: Sequence[str]) -> bool:
    """Tell whether a row holds a name and blanks only."""
    return kinds[0] == "text" and len(kinds) > 1 and set(kinds[1:]) == {"blank"}


# --- rows by their beginnings ---------------------------------------------------------


def _by_beginnings(slots: Sequence[Slot], kinds: Sequence[str], *, framed: bool) -> Records | str:
    numbered = _number_starts(slots, kinds)
    starts = numbered or _with_category(_name_starts(slots, kinds), slots, kinds)
    if len(starts) < 2:
        return "no beginnings of rows can be told"
    totals = [i for i, slot in enumerate(slots) if is_total_name(slot.text) and i >= 1]
    begin = starts[0]
    early = [i for i in totals if i < begin and _figures_follow(kinds, i)]
    begin = early[0] if early else begin
    starts = sorted({*starts, *(i for i in totals if i >= begin and _figures_follow(kinds, i))})
    cut = _without_headers(slots, begin, framed=framed)
    bounds = [*starts, len(slots)]
    body = []
    for first, last in pairwise(bounds):
        body.append(tuple(slots[i] for i in range(first, last) if i not in cut))
    return _check(slots, kinds, begin, body, bool(numbered), framed=framed)


def _figures_follow(kinds: Sequence[str], index: int) -> bool:
    return index + 1 < len(kinds) and kinds[index + 1] in ("integer", "value")


def _number_starts(slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Return where numbered rows begin: numbers that follow each other, each before a name."""
    candidates = [i for i in range(1, len(slots)) if _begins(slots, kinds, i)]
    if not candidates or sequence_number(slots[candidates[0]].text) != 1:
        return []
    numbers = {i: sequence_number(slots[i].text) or 0 for i in candidates}
    second = _second_sequence(candidates, numbers)
    expected = {1, second} if second else {1}
    starts: list[int] = []
    for place, index in enumerate(candidates):
        number = numbers[index]
        if number in expected:
            expected = (expected - {number}) | {number + 1}
            starts.append(index)
        elif _is_slip(candidates, numbers, place, expected):
            expected = {e + 1 for e in expected}
            starts.append(index)
    return starts if len(starts) > 1 else []


def _second_sequence(candidates: Sequence[int], numbers: dict[int, int]) -> int | None:
    """Return where a second sequence begins if two records stand side by side (1 19 2 20)."""
    if len(candidates) < 4:
        return None
    first = [numbers[i] for i in candidates[:4]]
    side_by_side = first[0] == 1 and first[2] == 2 and first[1] > 2 and first[3] == first[1] + 1
    return first[1] if side_by_side else None


def _is_slip(
    candidates: Sequence[int], numbers: dict[int, int], place: int, expected: set[int]
) -> bool:
    """Tell whether a wrong number stands where a row begins: the next one is right again."""
    if len(expected) != 1 or place + 1 >= len(candidates) or place < 2:
        return False
    following = numbers[candidates[place + 1]]
    gap = candidates[place] - candidates[place - 1]
    usual = candidates[place - 1] - candidates[place - 2]
    return following == next(iter(expected)) + 1 and abs(gap - usual) <= usual // 2


def _name_starts(slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Return where rows without number begin: names before figures."""
    first = next((i for i, kind in enumerate(kinds) if kind in ("integer", "value")), None)
    if first is None or first == 0 or kinds[first - 1] != "text":
        return []
    starts = [first - 1]
    for index in range(first + 1, len(slots)):
        if kinds[index] == "text" and kinds[index - 1] != "text":
            starts.append(index)
    return [i for i in starts if any(k in ("integer", "value") for k in kinds[i : i + 4])]


def _with_category(starts: list[int], slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Move the first row's beginning back over the name of its category.

    Header cells and names cannot be told apart by themselves; that other rows have several
    names, and that the header then has a cell for each column, tells.
    """
    runs = [_run_of_text(kinds, start) for start in starts[1:]]
    most = max(runs, default=1)
    if most < 2 or not starts:
        return starts
    ends = [*starts[1:], len(slots)]
    width = most + max(
        sum(kind in ("integer", "value") for kind in kinds[a:b])
        for a, b in zip(starts, ends, strict=True)
    )
    begin = starts[0] - (most - 1)
    cells = sum(kind != "blank" for kind in kinds[:begin])
    return [begin, *starts[1:]] if cells == width else starts


def _run_of_text(kinds: Sequence[str], start: int) -> int:
    end = start
    while end < len(kinds) and kinds[end] == "text":
        end += 1
    return end - start


def _without_headers(slots: Sequence[Slot], begin: int, *, framed: bool) -> set[int]:
    """Return the slots of headers that are printed again further down."""
    header = [compact(slot.text) for slot in slots[:begin] if slot.text]
    if not framed:
        header = header[-_MOST_COLUMNS:]
    cut: set[int] = set()
    for size in range(len(header), 2, -1):
        wanted = header[-size:]
        for index in range(begin, len(slots) - size + 1):
            if compact(slots[index].text) != wanted[0] or index in cut:
                continue
            if [compact(slot.text) for slot in slots[index : index + size]] == wanted:
                cut |= set(range(index, index + size))
        if cut:
            break
    return cut


def _check(
    slots: Sequence[Slot],
    kinds: Sequence[str],
    begin: int,
    body: list[tuple[Slot, ...]],
    numbered: bool,
    *,
    framed: bool,
) -> Records | str:
    """Accept rows that bear each other out; return the reason otherwise."""
    rows = [tuple(slot for slot in row if slot.text) for row in body]
    leads = [_lead(row, numbered) for row in rows]
    names = max(Counter(lead for lead in leads if lead).most_common(), key=lambda p: p[0])[0]
    rows, last = _trim(rows, slots)
    leads = leads[: len(rows)]
    if len(rows) < 2:
        return "fewer than two rows of figures"
    figures = [len(row) - lead for row, lead in zip(rows, leads, strict=True)]
    inner = [_text_within(row, lead) for row, lead in zip(rows, leads, strict=True)]
    if any(inner):
        return "words stand among the figures"
    most = max(figures)
    header, first = _header(slots, kinds, begin, names + most, framed=framed)
    width = names + most
    if len(header) > width and not _has_groups(header):
        width = len(header)
    if sum(count == most for count in figures) * 2 < len(figures) and len(header) != width:
        return "rows of different length and no header that tells the columns"
    if len(header) == 0:
        return "no header"
    if len(header) < width:
        return f"{len(header)} header cells for {width} columns"
    blank = Slot(text="", locator=slots[0].locator)
    filled = tuple(
        (
            *row[: int(numbered and lead > 0)],
            *(blank,) * (names - lead),
            *row[int(numbered and lead > 0) :],
        )
        if lead < names and not is_total_name(row[0].text)
        else row
        for row, lead in zip(rows, leads, strict=True)
    )
    return Records(header=_halved(header), body=filled, width=width, first=first, last=last)


def _has_groups(header: Sequence[Slot]) -> bool:
    """Tell whether a header may have a second row: it names groups, or names that need one."""
    names = [plain_header(slot.text) for slot in header]
    half = names[: len(names) // 2]
    generic = default_vocabulary().generic
    return (
        half * 2 == names
        or any(name in OF_WHICH or name.endswith("情况") for name in names)
        or any(name in generic or name in _NOW_WORDS for name in names)
        or len(set(names)) < len(names)
    )


def _halved(header: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], ...]:
    half = len(header) // 2
    texts = [compact(slot.text) for slot in header]
    if len(header) % 2 == 0 and half > 1 and texts[:half] == texts[half:]:
        return (header[:half],)
    return (header,)


def _lead(row: Sequence[Slot], numbered: bool) -> int:
    """Return how many slots of a row are its number and names."""
    start = int(numbered and bool(row) and sequence_number(row[0].text) is not None)
    run = 0
    for slot in row[start:]:
        if _kind(slot.text) != "text":
            break
        run += 1
    return start + run


def _text_within(row: Sequence[Slot], lead: int) -> bool:
    return any(_kind(slot.text) == "text" for slot in row[lead:])


def _trim(
    rows: list[tuple[Slot, ...]], slots: Sequence[Slot]
) -> tuple[list[tuple[Slot, ...]], int]:
    """Cut trailing words off the last row: they follow the table."""
    if not rows:
        return rows, len(slots)
    row = list(rows[-1])
    while row and _kind(row[-1].text) == "text":
        row.pop()
    if row:
        rows = [*rows[:-1], tuple(row)]
        end = next(i for i in range(len(slots) - 1, -1, -1) if slots[i] is row[-1])
    else:
        rows = rows[:-1]
        end = next(i for i in range(len(slots) - 1, -1, -1) if slots[i] is rows[-1][-1])
    return rows, end + 1


def _header(
    slots: Sequence[Slot], kinds: Sequence[str], begin: int, width: int, *, framed: bool
) -> tuple[tuple[Slot, ...], int]:
    """Return the header's cells and where they begin."""
    head = [i for i in range(begin) if slots[i].text]
    if framed:
        return tuple(slots[i] for i in head), 0
    words = head[-width * 2 :]
    marked = [i for i in words if _opens_header(slots[i].text)]
    exact = head[-width:]
    if len(exact) == width and (not marked or exact[0] in marked or marked[0] >= exact[0]):
        if marked and marked[0] > exact[0]:
            exact = [i for i in exact if i >= marked[0]]
        return tuple(slots[i] for i in exact), exact[0]
    if marked:
        rest = [i for i in words if i >= marked[0]]
        return tuple(slots[i] for i in rest), rest[0]
    return (), begin


def _opens_header(text: str) -> bool:
    plain = plain_header(text)
    return (plain in NUMBER_WORDS or is_label_header(plain)) and not _KEY_WORDS.search(plain)
