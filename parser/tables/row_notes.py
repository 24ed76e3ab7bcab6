"""The rows at the end of a table that hold a note, or who drew it up."""

from __future__ import annotations

import re

from parser.tables.cells import read_cell
from parser.tables.flat import FlatRow
from parser.text import compact

_NOTE = re.compile(r"(?:备\s*注|说\s*明|注)\s*(?:[:：]|\d|$)|[*＊※★]")
_FOOTER = re.compile(
    r"(?:制表|填表|填报|审核|复核|审批|统计|负责|分管|联系|经办|报送|签发|单位负责|部门负责)"
    r"(?:人|领导|日期|时间|单位|电话)?[:：].{0,20}"
)


def notes_apart(body: list[FlatRow]) -> tuple[list[FlatRow], list[FlatRow]]:
    """Split off the rows at the end that hold a note, and those that go on with it."""
    end = len(body)
    while end and (is_single(body[end - 1]) or _is_footer(body[end - 1])):
        end -= 1
    first = next(
        (i for i in range(end, len(body)) if _is_note(body[i]) or _is_footer(body[i])), len(body)
    )
    between = [row for row in body[:end] if is_single(row) and _is_note(row)]
    rows = [row for row in body[:first] if row not in between]
    return rows, [*between, *body[first:]]


def _is_note(row: FlatRow) -> bool:
    return _NOTE.match(row.filled[0].text) is not None


def _is_footer(row: FlatRow) -> bool:
    """Tell whether a row says who drew the table up (制表:…, 审核:…) and nothing else."""
    return all(_FOOTER.fullmatch(compact(slot.text)) for slot in row.filled)


def is_single(row: FlatRow) -> bool:
    """Tell whether a row holds one cell of words, be it merged over the whole width."""
    filled = row.filled
    origins = {slot.origin for slot in filled}
    single = len(filled) == 1 or (len(origins) == 1 and None not in origins)
    return single and read_cell(filled[0].text).kind == "text"
