"""The rows of a stack of cells, once their beginnings are known: do they bear each other out?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.structure.headings import read_heading
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
from parser.text import compact

_LONGEST_REMARK = 6
# What closes a document, heads a table or opens a note stands below a table, not in it.
_NO_REMARK = re.compile(
    r"(?:局|委|(?<![代督转待在催未])办|处|室|厅|院|中心|政府|公司|表|图|情况|统计|分析|附件)$|^(?:注|备注|说明|附|抄|报|主送)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Rows as far as they can be told by themselves.

    ``leads`` says how many slots of each row are its number and names; ``last`` (half open) which
    slots are used. ``titled`` says that some rows are titles of those beneath them, ``remarks``
    that words may stand behind a row's figures.
    """

    rows: list[tuple[Slot, ...]]
    leads: list[int]
    names: int
    last: int
    titled: bool
    remarks: bool

    def figures(self) -> list[int]:
        """Return how many figures each row holds."""
        found = [len(row) - lead for row, lead in zip(self.rows, self.leads, strict=True)]
        if not self.remarks:
            return found
        return [n - _ends_in_words(row) for n, row in zip(found, self.rows, strict=True)]

    def hold_words(self) -> bool:
        """Tell whether words stand among the figures of some row."""
        return any(
            _text_within(row[: len(row) - (self.remarks and _ends_in_words(row))], lead)
            for row, lead in zip(self.rows, self.leads, strict=True)
        )

    def with_first(self, row: tuple[Slot, ...]) -> _Told:
        """Return the rows with one before them that has a name and no figure."""
        return replace(self, rows=[row, *self.rows], leads=[1, *self.leads])


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
    if not any(slot.text for row in body for slot in row):
        return "no beginnings of rows can be told"
    told = _tell(slots, begin, body, numbered, framed=framed)
    if len(told.rows) < 2:
        return "fewer than two rows of figures"
    if told.hold_words():
        return "words stand among the figures"
    if not numbered and _lacks_names(told.rows, told.leads):
        return "where the header ends and the first row begins cannot be told"
    most = max(told.figures())
    width = told.names + most + told.remarks
    header, first = find_header(slots, begin, width, framed=framed, numbered=numbered)
    captions: tuple[Slot, ...] = ()
    if framed and len(header) > width:
        captions, header = captions_apart(header)
    if len(header) > width == told.names + 1:
        header = wrapped_name(header, told.names)
    while len(header) > width and is_body_name(header[-1].text):
        # A row without figures stands first: what it is can only be told by its name.
        header, told = header[:-1], told.with_first(header[-1:])
    if len(header) > width and not has_groups(header) and _may_lack_columns(header, told.rows):
        width = len(header)
    if told.titled and len(header) == width + 1:
        # The first group's title stands behind the header.
        header, told = header[:-1], told.with_first(header[-1:])
    corner = framed and kinds[0] == "blank"
    if len(header) == width - 1 and (corner or (numbered and _names_rows(header))):
        # The corner above the rows' numbers, or first names, is blank.
        header = (Slot(text="", locator=header[0].locator), *header)
    counts = told.figures()
    if sum(count == most for count in counts) * 2 < len(counts) and len(header) != width:
        return "rows of different length and no header that tells the columns"
    if len(header) == 0:
        return "no header"
    if len(header) < width:
        return f"{len(header)} header cells for {width} columns"
    above = tuple((caption,) for caption in captions)
    return Records(
        header=(*above, *once(header)),
        body=_filled(told, numbered, Slot(text="", locator=slots[0].locator)),
        width=width,
        first=first,
        last=told.last,
    )


def _tell(
    slots: Sequence[Slot],
    begin: int,
    body: Sequence[tuple[Slot, ...]],
    numbered: bool,
    *,
    framed: bool,
) -> _Told:
    """Tell the rows' numbers and names, and what of the slots is no row."""
    rows = [own for row in body if (own := tuple(slot for slot in row if slot.text))]
    headed = has_remarks(slots[:begin])
    ends = framed and not numbered and _ends_in_words(rows[-1])
    alone = ends and is_body_name(rows[-1][-1].text)
    if alone:
        # At the end of all, a body's name is a row without figures, other words are a remark.
        rows = [*rows[:-1], rows[-1][:-1], rows[-1][-1:]]
    heads = headed and plain_header(_last_text(slots[:begin])) in REMARKS
    closes = heads and not framed and _closes_with_remark(rows)
    remarks = heads and (numbered or closes or (ends and not alone))
    leads = [_lead(row, numbered) for row in rows]
    names = max(leads)
    last = len(slots)
    if not (alone or (framed and remarks)):
        rows, last = _trim(rows, slots, remark=closes)
        leads = [_lead(row, numbered) for row in rows]
    titled = numbered and not headed and _hold_titles(rows)
    if titled:
        rows = _titles_apart(rows)
        leads = [_lead(row, numbered) for row in rows]
    return _Told(
        rows=rows,
        leads=leads,
        names=names,
        last=last,
        titled=titled,
        remarks=remarks,
    )


def _filled(told: _Told, numbered: bool, blank: Slot) -> tuple[tuple[Slot, ...], ...]:
    """Return the rows with a blank for each name that a row lacks behind its number."""
    filled = []
    for row, lead in zip(told.rows, told.leads, strict=True):
        own = int(numbered and lead > 0)
        lacks = lead < told.names and len(row) > 1 and not is_total_name(row[0].text)
        filled.append((*row[:own], *(blank,) * (told.names - lead), *row[own:]) if lacks else row)
    return tuple(filled)


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
    rows: Sequence[tuple[Slot, ...]], slots: Sequence[Slot], *, remark: bool
) -> tuple[list[tuple[Slot, ...]], int]:
    """Cut trailing words off the row that is printed last, one ``remark`` aside: they follow it.

    Records side by side are sorted by their numbers, so that it need not be the last one.
    """
    at = {id(slot): index for index, slot in enumerate(slots)}
    trimmed = list(rows)
    if trimmed:
        final = max(range(len(rows)), key=lambda i: at[id(rows[i][0])] if rows[i] else -1)
        end = _words_begin(rows[final])
        end += int(remark and end < len(rows[final]))
        trimmed[final : final + 1] = [rows[final][:end]] if end else []
    if not trimmed:
        return trimmed, len(slots)
    return trimmed, 1 + max(at[id(slot)] for row in trimmed for slot in row)


def _words_begin(row: Sequence[Slot]) -> int:
    """Return where the words begin in which a row ends."""
    end = len(row)
    while end and slot_kind(row[end - 1].text) == "text":
        end -= 1
    return end


def _closes_with_remark(rows: Sequence[Sequence[Slot]]) -> bool:
    """Tell whether the words right behind the last row's figures are its remark, no new text."""
    begin = _words_begin(rows[-1])
    if not 0 < begin < len(rows[-1]):
        return False
    text = compact(rows[-1][begin].text)
    digits = any(map(str.isdigit, text))
    heads = read_heading(text) is not None or bool(_NO_REMARK.search(text))
    return len(text) <= _LONGEST_REMARK and not digits and not heads
