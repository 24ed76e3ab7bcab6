"""Tables whose cells are set apart by tabs or spaces, one printed row a line.

Tabs keep blanks within a row but not at its end (they are trimmed in most archives). Runs of
spaces keep no blank. Single spaces also stand inside names: such lines are a table only if
many of them read as name and figures, and their number of figures agrees with the header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from parser.document import Paragraph
from parser.tables.cells import is_value, read_cell, sequence_number
from parser.tables.flat import FlatRow, FlatTable, Refusal, Slot
from parser.tables.header_places import merged_upper, placed_header
from parser.tables.row_words import NUMBER_WORDS, is_label_header
from parser.tables.tabbed import read_tabbed, slot_at, split_cells
from parser.tables.vocabulary import plain_header
from parser.tables.word_columns import REMARKS

_RULE = re.compile(r"\s*[-=_─━]{3,}(?:\s+[-=_─━]{3,})*\s*")
_WIDE = re.compile(r"[ \u00a0\u3000]{2,}|\t")
_WIDE_CHARACTER = re.compile(r"\u3000")
_ANY = re.compile(r"[ \u00a0\u3000\t]+")
_SENTENCE = re.compile(r"[。;；!！?？]")
_LEAST_ROWS = 3
_LONGEST_LINE = 400
_TWO = 2
_LONGEST_NAME = 30
_LONGEST_GROUP = 6
_NO_GROUP = re.compile(r"[:：。()（）]|(?:表|统计|一览|通报|报告|公报|简报)\s*$")


def set_apart(line: Paragraph) -> bool:
    """Tell whether a line may be a printed row: several cells set apart, and no sentence."""
    text = line.text.strip()
    if len(text) > _LONGEST_LINE or _SENTENCE.search(text):
        return False
    return "\t" in line.text or len([part for part in _ANY.split(text) if part]) >= 3


def goes_on_with_spaces(line: Paragraph) -> bool:
    """Tell whether a line may go on with rows: two cells, far apart or the second a figure."""
    text = line.text.strip()
    if len(text) > _LONGEST_LINE or _SENTENCE.search(text):
        return False
    parts = [part for part in _ANY.split(text) if part]
    return len(parts) == _TWO and (bool(_WIDE.search(text)) or is_value(parts[1]))


def opens_with_spaces(line: Paragraph) -> bool:
    """Tell whether a line of two cells opens a header: it begins with what names the rows."""
    first = plain_header(_ANY.split(line.text.strip())[0])
    return goes_on_with_spaces(line) and (first in NUMBER_WORDS or is_label_header(first))


def heads_groups(line: Paragraph, following: Paragraph) -> bool:
    """Tell whether a line holds the groups of a header that begins on the line below it.

    Such a line is set in from the left, and its words are too short for a caption's.
    """
    parts = [part for part in _WIDE.split(line.text.strip()) if part]
    short = all(len(part) <= _LONGEST_GROUP for part in parts)
    words = short and not any(map(str.isdigit, line.text)) and not _NO_GROUP.search(line.text)
    first = plain_header(_ANY.split(following.text.strip())[0])
    opens = first in NUMBER_WORDS or is_label_header(first)
    return bool(parts) and line.text[:1].isspace() and words and opens


def read_spaced(
    lines: Sequence[Paragraph], *, ends_document: bool
) -> tuple[FlatTable | Refusal, int] | None:
    """Read a run of lines as a table; return it with the number of lines before it.

    ``None`` where the lines do not bear out that they are a table.
    """
    if sum("\t" in line.text for line in lines) * 2 > len(lines):
        return read_tabbed(lines, ends_document=ends_document)
    return _by_spaces(lines, ends_document=ends_document)


def _by_spaces(
    lines: Sequence[Paragraph], *, ends_document: bool
) -> tuple[FlatTable | Refusal, int] | None:
    owns, rows = _with_names_above(lines)
    remarks = any(plain_header(slot.text) in REMARKS for row in rows[:3] for slot in row)
    counts = [_figures(row, remarks=remarks) for row in rows]
    body = [i for i, count in enumerate(counts) if count]
    if len(body) < _LEAST_ROWS:
        return None
    most = max(counts)
    begin = _header_start(rows, body[0])
    if body[-1] - body[0] + 1 > len(body) * 1.2:
        if most < _TWO or begin is None:
            return None
        reason = "lines without figures stand among its rows"
        return Refusal(lines=_joined(owns[begin : body[-1] + 1]), reason=reason), begin
    if most < _TWO or (begin is None and counts.count(most) < _TWO):
        return None
    rows, owns = rows[: body[-1] + 1], owns[: body[-1] + 1]
    ends_document = ends_document and len(rows) == len(counts)
    if begin is None:
        several = sum(count > 1 for count in counts) >= _TWO
        reason = "no header stands above its rows"
        return (
            (Refusal(lines=_joined(owns[body[0] :]), reason=reason), body[0]) if several else None
        )
    lead = max(_lead(rows[i]) for i in body)
    head = [slot for row in rows[begin : body[0]] for slot in row if slot.text]
    width = lead + most + int(remarks)
    if len(head) < width:
        reason = f"{len(head)} header cells for {width} columns"
        return Refusal(lines=_joined(owns[begin:]), reason=reason), begin
    if body[0] - begin == 1:
        width = len(head)
    elif counts.count(most) < _TWO:
        reason = "only one of its rows has a figure in every column, if any has"
        return Refusal(lines=_joined(owns[begin:]), reason=reason), begin
    header = _placed(owns, rows, body, begin, width)
    if isinstance(header, str):
        return Refusal(lines=_joined(owns[begin:]), reason=header), begin
    placed, begin, width = header
    flat = list(placed)
    for index in range(body[0] if placed else begin, len(rows)):
        row = rows[index]
        flat.append(
            FlatRow(
                slots=tuple(row),
                lines=owns[index],
                open=len(row) < width and index >= body[0],
            )
        )
    table = FlatTable(
        dialect="columns-of-spaces",
        width=width,
        rows=tuple(flat),
        ends_document=ends_document,
        header_rows=len(placed) if placed else body[0] - begin,
    )
    return table, begin


def _placed(
    owns: Sequence[tuple[Paragraph, ...]],
    rows: Sequence[Sequence[Slot]],
    body: Sequence[int],
    begin: int,
    width: int,
) -> tuple[tuple[FlatRow, ...], int, int] | str:
    """Return the rows of a header that words' places tell, where it begins, and the width.

    No rows where the places tell nothing; a reason where they contradict the rows beneath.
    """
    if begin and heads_groups(owns[begin - 1][0], owns[begin][0]):
        # A line of groups alone stands above what names the rows.
        begin -= 1
    first = body[0]
    pairs = [(own[0], row) for own, row in zip(owns, rows, strict=True)]
    if first - begin > 1:
        own_lines = [pairs[at] for at in body if _on_its_line(*pairs[at])]
        placed = placed_header(pairs[begin:first], own_lines, width)
        if placed is not None:
            return placed, begin, width
    labelled = _header_start(rows, first)
    if labelled is None or not begin < labelled < first - 1:
        return (), begin, width
    named = len(rows[labelled]) + len(rows[first - 1])
    if named < width:
        return f"its header names {named} columns, its rows hold {width}"
    return merged_upper(pairs[begin:first]), begin, named


def _on_its_line(line: Paragraph, cells: Sequence[Slot]) -> bool:
    """Tell whether all cells of a row stand on its first line."""
    return all(cell.locator.block == line.locator.block for cell in cells)


def _with_names_above(
    lines: Sequence[Paragraph],
) -> tuple[list[tuple[Paragraph, ...]], list[list[Slot]]]:
    """Return the lines of each row, and its cells: a long name may stand above its figures."""
    owns: list[tuple[Paragraph, ...]] = []
    rows: list[list[Slot]] = []
    for line in lines:
        if _RULE.fullmatch(line.text) and owns:
            owns[-1] = (*owns[-1], line)
            continue
        cells = _cells(line)
        figures = len(cells) >= _TWO and all(is_value(slot.text) for slot in cells)
        above = bool(rows) and len(rows[-1]) == 1 and read_cell(rows[-1][0].text).kind == "text"
        if figures and above and line.text[:1].isspace():
            owns[-1], rows[-1] = (*owns[-1], line), [*rows[-1], *cells]
        else:
            owns.append((line,))
            rows.append(cells)
    return owns, rows


def _joined(owns: Sequence[tuple[Paragraph, ...]]) -> tuple[Paragraph, ...]:
    return tuple(line for own in owns for line in own)


def _header_start(rows: Sequence[Sequence[Slot]], body: int) -> int | None:
    for index in range(max(body - 3, 0), body):
        name = plain_header(rows[index][0].text)
        if name in NUMBER_WORDS or is_label_header(name):
            return index
    return None


def _cells(line: Paragraph) -> list[Slot]:
    """Split a line at spaces; a name printed with inner spaces is put together again."""
    parts = [slot for slot in split_cells(line, _ANY) if slot.text]
    kinds = [read_cell(slot.text).kind for slot in parts]
    if "number" not in kinds[1:]:
        # A single wide space may stand within a name whose neighbours are further off.
        stripped = line.text.strip()
        apart = next((gap for gap in (_WIDE, _WIDE_CHARACTER) if gap.search(stripped)), _ANY)
        return _first_together([slot for slot in split_cells(line, apart) if slot.text], line)
    cells: list[Slot] = []
    for slot, kind in zip(parts, kinds, strict=True):
        last = cells[-1] if cells else None
        if kind == "text" and last is not None and _belong_together(last, slot, line):
            start, end = last.locator.start or 0, slot.locator.end or 0
            base = line.locator.start or 0
            cells[-1] = slot_at(line, start - base, end - base)
        else:
            cells.append(slot)
    return cells


def _belong_together(one: Slot, other: Slot, line: Paragraph) -> bool:
    """Tell whether two words are one name printed with spaces: near, or single characters."""
    if read_cell(one.text).kind != "text":
        return False
    base = line.locator.start or 0
    gap = line.text[(one.locator.end or 0) - base : (other.locator.start or 0) - base]
    return not _WIDE.search(gap) or len(other.text) == 1 or len(one.text) == 1


def _first_together(cells: list[Slot], line: Paragraph) -> list[Slot]:
    """Return a header's cells, the first one whole where spaces stand within it (单  位)."""
    if len(cells) < 2 or any(len(slot.text) > 1 for slot in cells[:2]):
        return cells
    name = plain_header(cells[0].text + cells[1].text)
    if name not in NUMBER_WORDS and not is_label_header(name):
        return cells
    base = line.locator.start or 0
    start, end = cells[0].locator.start or 0, cells[1].locator.end or 0
    return [slot_at(line, start - base, end - base), *cells[2:]]


def _lead(row: Sequence[Slot]) -> int:
    """Return how many cells of a row are its number and names."""
    start = int(sequence_number(row[0].text) is not None)
    rest = (read_cell(slot.text).kind for slot in row[start:])
    return start + len(list(takewhile(lambda kind: kind == "text", rest)))


def _figures(row: Sequence[Slot], *, remarks: bool) -> int:
    """Return how many figures follow a row's names, 0 where the line is no such row.

    ``remarks`` says that words may stand behind them.
    """
    kinds = [read_cell(slot.text).kind for slot in row]
    if remarks and len(kinds) > _TWO and kinds[-1] == "text" and kinds[-2] != "text":
        kinds.pop()
    start = int(sequence_number(row[0].text) is not None) if row else 0
    if start >= len(kinds) or kinds[start] != "text":
        return 0
    lead = _lead(row)
    rest = kinds[lead:]
    named = all(len(slot.text) <= _LONGEST_NAME for slot in row[start:lead])
    return len(rest) if rest and "text" not in rest and named and lead - start <= _TWO else 0
