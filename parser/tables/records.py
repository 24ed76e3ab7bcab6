"""Rows of a table whose cells stand one below the other, without a mark between rows.

Two ways, tried in this order. *By their length* (:mod:`parser.tables.periodic`), where blanks
are printed too. *By beginnings*: a row begins with its number and a name, or with a name;
figures are no names. What follows counts as figures up to the next beginning. Either way the
rows must bear each other out, or the table is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from parser.tables.cells import is_absent, sequence_number, slot_kind
from parser.tables.flat import Slot
from parser.tables.periodic import MOST_COLUMNS, YEAR, Records, find_periodic, find_uniform
from parser.tables.record_rows import checked, has_remarks
from parser.tables.row_words import is_group_title, is_total_name
from parser.text import compact

_MOST_LANES = 4
_LAST = 10_000
_TITLE_AND_NAME = 2


def find_records(slots: Sequence[Slot], *, framed: bool) -> Records | str:
    """Return the rows of a stack of cells, or the reason why they cannot be told apart.

    ``framed`` says that all slots belong to the table: then the first begins the header.
    Otherwise the header's beginning must be found too.
    """
    kinds = [slot_kind(slot.text) for slot in slots]
    if framed and "blank" in kinds:
        periodic = find_periodic(slots, kinds)
        if periodic is not None:
            return periodic
    found = _by_beginnings(slots, kinds, framed=framed)
    if framed and isinstance(found, str):
        return find_uniform(slots, kinds) or found
    return found


def _begins(slots: Sequence[Slot], kinds: Sequence[str], index: int) -> bool:
    """Tell whether a numbered row may begin at a slot."""
    return (
        kinds[index] == "integer"
        and index + 1 < len(slots)
        and kinds[index + 1] == "text"
        and not is_total_name(slots[index + 1].text)
    )


# --- rows by their beginnings ---------------------------------------------------------


def _by_beginnings(slots: Sequence[Slot], kinds: Sequence[str], *, framed: bool) -> Records | str:
    numbered = _number_starts(slots, kinds)
    if numbered and _figures_before(slots, kinds, numbered[0]):
        # What looks like numbers of rows closes them: the first row ends in 1.
        numbered = []
    starts = numbered or _named_starts(slots, kinds)
    if len(starts) < 2:
        return "no beginnings of rows can be told"
    if not numbered and has_remarks(slots[: starts[0]]) and _double(starts, kinds):
        return "words behind the figures cannot be told from the names of rows"
    totals = [i for i, slot in enumerate(slots) if is_total_name(slot.text) and i >= 1]
    begin = starts[0]
    early = [i for i in totals if i < begin and _figures_follow(kinds, i)]
    begin = early[0] if early else begin
    if early and begin > 1 and is_absent(slots[begin - 1].text):
        # A dash stands where the total has no number.
        starts, begin = [begin - 1, *starts], begin - 1
    starts = sorted({*starts, *(i for i in totals if i >= begin and _figures_follow(kinds, i))})
    cut = _without_headers(slots, begin, framed=framed)
    lanes = bool(numbered) and _stand_side_by_side(slots, numbered)
    cut |= _marks_of_totals(slots, starts)
    bounds = [*starts, len(slots)]
    body = []
    for first, last in pairwise(bounds):
        row = tuple(slots[i] for i in range(first, last) if i not in cut)
        body += [row] if row else []
    if lanes:
        body.sort(key=lambda row: (sequence_number(row[0].text) or _LAST) if row else _LAST)
    return checked(slots, kinds, begin, body, bool(numbered), framed=framed)


def _marks_of_totals(slots: Sequence[Slot], starts: Sequence[int]) -> set[int]:
    """Return the dashes that stand where a total has no number.

    Such a one would lengthen the row before it beyond all others.
    """
    lengths = Counter(b - a for a, b in pairwise(starts))
    usual = max(lengths, key=lambda n: lengths[n]) if lengths else 0
    marks = set()
    for before, start in pairwise(starts):
        mark = start - 1
        if is_total_name(slots[start].text) and is_absent(slots[mark].text):
            marks |= {mark} if start - before in (1, usual + 1) else set()
    return marks


def _figures_before(slots: Sequence[Slot], kinds: Sequence[str], begin: int) -> bool:
    """Tell whether a row of figures stands above the first numbered one, and is no total's.

    Years and the numbers of columns are a header's.
    """
    total = next((i for i in range(begin) if is_total_name(slots[i].text)), begin)
    own = [slots[i].text for i in range(total) if kinds[i] in ("integer", "value")]
    figures = [text for text in own if not YEAR.fullmatch(compact(text))]
    return bool(figures) and figures != [str(n) for n in range(1, len(figures) + 1)]


def _figures_follow(kinds: Sequence[str], index: int) -> bool:
    return index + 1 < len(kinds) and kinds[index + 1] in ("integer", "value")


def _number_starts(slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Return where numbered rows begin: numbers that follow each other, each before a name."""
    candidates = [i for i in range(1, len(slots)) if _begins(slots, kinds, i)]
    if not candidates or sequence_number(slots[candidates[0]].text) != 1:
        return []
    numbers = {i: sequence_number(slots[i].text) or 0 for i in candidates}
    expected = {1, *_other_sequences(candidates, numbers)}
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


def _other_sequences(candidates: Sequence[int], numbers: dict[int, int]) -> tuple[int, ...]:
    """Return where other sequences begin if records stand side by side (1 19 2 20)."""
    for lanes in range(2, _MOST_LANES + 1):
        first = [numbers[i] for i in candidates[: 2 * lanes]]
        below = first[lanes:]
        side_by_side = len(below) == lanes and all(
            b == a + 1 for a, b in zip(first, below, strict=False)
        )
        if side_by_side and first[0] == 1 and all(b > a + 1 for a, b in pairwise(first[:lanes])):
            return tuple(first[1:lanes])
        if _fill_lanes([numbers[i] for i in candidates], lanes):
            return tuple(first[1:lanes])
    return ()


def _fill_lanes(numbers: Sequence[int], lanes: int) -> bool:
    """Tell whether numbers run down equal lanes (1 4 7 2 5 3 6), of which the last ends early."""
    height = numbers[1] - 1 if len(numbers) > lanes else 0
    rows = [range(row + 1, len(numbers) + 1, height) for row in range(height)] if height > 1 else []
    return (
        bool(rows) and len(rows[0]) == lanes and list(numbers) == [n for row in rows for n in row]
    )


def _stand_side_by_side(slots: Sequence[Slot], starts: Sequence[int]) -> bool:
    numbers = {i: sequence_number(slots[i].text) or 0 for i in starts}
    return bool(_other_sequences(starts, numbers))


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


def _double(starts: Sequence[int], kinds: Sequence[str]) -> bool:
    """Tell whether words stand before the name of some row but the first."""
    return any(_run_of_text(kinds, start) > 1 for start in starts[1:])


def _named_starts(slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Return where rows without number begin, the titles of groups of rows among them."""
    starts = _name_starts(slots, kinds)
    return _with_titles(starts, slots, kinds) or _with_category(starts, slots, kinds)


def _with_titles(starts: Sequence[int], slots: Sequence[Slot], kinds: Sequence[str]) -> list[int]:
    """Return the beginnings with those of titles, each a row that holds no figure.

    A title stands before a name as a category does; but then the header has no cell for it.
    """
    doubled = [start for start in starts[1:] if _run_of_text(kinds, start) == _TITLE_AND_NAME]
    if not doubled or len(doubled) * 2 > len(starts):
        return []
    ends = [*starts[1:], len(slots)]
    figures = max(
        sum(kind in ("integer", "value") for kind in kinds[a:b])
        for a, b in zip(starts, ends, strict=True)
    )
    cells = sum(kind != "blank" for kind in kinds[: starts[0]])
    if cells not in (figures + 1, figures + _TITLE_AND_NAME):
        return []
    first = [starts[0] - 1] if cells > figures + 1 else []
    titles = [slots[start].text for start in (*first, *doubled)]
    if has_remarks(slots[: starts[0]]) or not all(map(is_group_title, titles)):
        return []
    return sorted({*first, *starts, *(start + 1 for start in doubled)})


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
    cells = sum(kind != "blank" for kind in kinds[: max(begin, 0)]) + (kinds[0] == "blank")
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
        header = header[-MOST_COLUMNS:]
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
