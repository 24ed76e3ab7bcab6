"""The rows of a stack of cells, once their beginnings are known: do they bear each other out?"""

from __future__ import annotations

from collections.abc import Sequence

from parser.tables.cells import sequence_number, slot_kind
from parser.tables.flat import Slot
from parser.tables.headers import read_header
from parser.tables.periodic import Records
from parser.tables.record_header import (
    captions_apart,
    find_header,
    has_groups,
    once,
    wrapped_name,
)
from parser.tables.row_words import (
    is_body_name,
    is_group_title,
    is_label_header,
    is_total_name,
)
from parser.tables.vocabulary import plain_header
from parser.tables.word_columns import REMARKS


def checked(
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
    names = max(leads)
    headed = has_remarks(slots[:begin])
    remarks = numbered and headed and plain_header(_last_text(slots[:begin])) in REMARKS
    rows, last = (rows, len(slots)) if remarks and framed else _trim(rows, slots)
    titled = numbered and not headed and _hold_titles(rows)
    if titled:
        rows = _titles_apart(rows)
        leads = [_lead(row, numbered) for row in rows]
    leads = leads[: len(rows)]
    if len(rows) < 2:
        return "fewer than two rows of figures"
    figures = [len(row) - lead for row, lead in zip(rows, leads, strict=True)]
    if remarks:
        figures = [n - _ends_in_words(row) for n, row in zip(figures, rows, strict=True)]
    inner = [
        _text_within(row[: len(row) - (remarks and _ends_in_words(row))], lead)
        for row, lead in zip(rows, leads, strict=True)
    ]
    if any(inner):
        return "words stand among the figures"
    if not numbered and _lacks_names(rows, leads):
        return "where the header ends and the first row begins cannot be told"
    most = max(figures)
    header, first = find_header(
        slots, begin, names + most + remarks, framed=framed, numbered=numbered
    )
    width = names + most + remarks
    captions: tuple[Slot, ...] = ()
    if framed and len(header) > width:
        captions, header = captions_apart(header)
    if len(header) > width == names + 1:
        header = wrapped_name(header, names)
    while len(header) > width and is_body_name(header[-1].text):
        # A row without figures stands first: what it is can only be told by its name.
        header, rows, leads = header[:-1], [header[-1:], *rows], [1, *leads]
        figures = [0, *figures]
    if len(header) > width and not has_groups(header) and _may_lack_columns(header, rows):
        width = len(header)
    if titled and len(header) == width + 1:
        # The first group's title stands behind the header.
        header, rows, leads = header[:-1], [header[-1:], *rows], [1, *leads]
        figures = [0, *figures]
    corner = framed and kinds[0] == "blank"
    if len(header) == width - 1 and (corner or (numbered and _names_rows(header))):
        # The corner above the rows' numbers, or first names, is blank.
        header = (Slot(text="", locator=header[0].locator), *header)
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
        if lead < names and len(row) > 1 and not is_total_name(row[0].text)
        else row
        for row, lead in zip(rows, leads, strict=True)
    )
    above = tuple((caption,) for caption in captions)
    return Records(header=(*above, *once(header)), body=filled, width=width, first=first, last=last)


def _names_rows(header: Sequence[Slot]) -> bool:
    """Tell whether a header opens with what names the rows rather than their numbers."""
    return bool(header) and is_label_header(plain_header(header[0].text))


def _hold_titles(rows: Sequence[Sequence[Slot]]) -> bool:
    """Tell whether a few rows end in words: the titles of the groups that follow them."""
    titles = [row[-1].text for row in rows[:-1] if _ends_in_words(row)]
    return 0 < len(titles) * 3 <= len(rows) and all(map(is_group_title, titles))


def _titles_apart(rows: Sequence[tuple[Slot, ...]]) -> list[tuple[Slot, ...]]:
    """Return the rows with each title as a row of its own."""
    apart: list[tuple[Slot, ...]] = []
    for row in rows:
        apart += [row[:-1], row[-1:]] if _ends_in_words(row) else [row]
    return apart


def has_remarks(header: Sequence[Slot]) -> bool:
    """Tell whether a cell of a header heads words about the row (备注)."""
    return any(plain_header(slot.text) in REMARKS for slot in header)


def _last_text(header: Sequence[Slot]) -> str:
    return next((slot.text for slot in reversed(header) if slot.text), "")


def _ends_in_words(row: Sequence[Slot]) -> bool:
    """Tell whether words stand behind a row's figures."""
    kinds = [slot_kind(slot.text) for slot in row]
    return len(kinds) > 2 and kinds[-1] == "text" and kinds[-2] in ("integer", "value")


def _lacks_names(rows: Sequence[Sequence[Slot]], leads: Sequence[int]) -> bool:
    """Tell whether the first row has fewer names than some other.

    Its names then rather ended up in the header: a class printed once for several rows stands
    in the first of them.
    """
    named = [
        lead
        for row, lead in zip(rows[1:], leads[1:], strict=True)
        if not is_total_name(row[0].text)
    ]
    return bool(named) and not is_total_name(rows[0][0].text) and leads[0] < max(named)


def _may_lack_columns(header: Sequence[Slot], rows: Sequence[Sequence[Slot]]) -> bool:
    """Tell whether a header's further cells may be columns that no row fills.

    Rows all of one length rather stand beneath a header of two lines, and so do those beneath
    a header whose words say so.
    """
    names = [slot.text for slot in header]
    width = len(names) - 1
    if plain_header(names[-1]) not in REMARKS and read_header((names,), width, lead=1) is not None:
        return False
    lengths = {len(row) for row in rows if not is_total_name(row[0].text)}
    return len(lengths) > 1 or plain_header(header[-1].text) in REMARKS


def _lead(row: Sequence[Slot], numbered: bool) -> int:
    """Return how many slots of a row are its number and names."""
    start = int(numbered and bool(row) and sequence_number(row[0].text) is not None)
    run = 0
    for slot in row[start:]:
        if slot_kind(slot.text) != "text":
            break
        run += 1
    return start + run


def _text_within(row: Sequence[Slot], lead: int) -> bool:
    return any(slot_kind(slot.text) == "text" for slot in row[lead:])


def _trim(
    rows: list[tuple[Slot, ...]], slots: Sequence[Slot]
) -> tuple[list[tuple[Slot, ...]], int]:
    """Cut trailing words off the row that is printed last: they follow the table.

    Records side by side are sorted by their numbers, so that it need not be the last one.
    """
    at = {id(slot): index for index, slot in enumerate(slots)}
    rows = list(rows)
    if rows:
        final = max(range(len(rows)), key=lambda i: at[id(rows[i][0])] if rows[i] else -1)
        row = list(rows[final])
        while row and slot_kind(row[-1].text) == "text":
            row.pop()
        rows[final : final + 1] = [tuple(row)] if row else []
    if not rows:
        return rows, len(slots)
    return rows, 1 + max(at[id(slot)] for row in rows for slot in row)
