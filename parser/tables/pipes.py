"""Lines with separators to slots: one printed row a line.

A separator ends a cell when most lines end with one (``a | b |``), else it stands between
cells (``a | b``). A leading separator is either decoration or a blank first cell; the width
of the other lines tells. The rows follow in :mod:`parser.tables.pipe_rows`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from parser.document import Locator, Paragraph
from parser.tables.cells import FIGURES, is_value, read_cell
from parser.tables.flat import Slot
from parser.tables.row_words import is_header_line

SEPARATOR = re.compile(r"[|｜│┃║]")
MOST_LINES_A_ROW = 4
_LEAST_WHOLE = 3
_RUN = re.compile(r"[|｜│┃║]+")
_FRAME = re.compile(r"^(\s*)[|｜│┃║]")
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#12288);", re.IGNORECASE)
_PAIR = 2
_PAIR_WITHIN = re.compile(r"[^\s|｜│┃]\s*(?:\|\||｜｜)\s*[^\s|｜│┃]")
_RULE = re.compile(r"[\s|｜:+=─—-]*-[\s|｜:+=─—-]*")
# A rule drawn in characters: ├──┼──┤, ┏━━┳━━┓, +---+---+.
_BOX_RULE = re.compile(r"[\s\u2500-\u257f]*[─━═]{2}[\s\u2500-\u257f]*|\s*\+(?:[-=]{2,}\+)+\s*")


def is_rule(text: str) -> bool:
    """Tell whether a line is a Markdown rule (``|---|:--:|``), or one drawn in characters."""
    if is_box_rule(text):
        return True
    if "--" not in text or not _RULE.fullmatch(text):
        return False
    # Two dashes alone in a line are a cell in which nothing stands.
    return len([part for part in SEPARATOR.split(text) if part.strip()]) > 1 or len(text) > 4


def is_box_rule(text: str) -> bool:
    """Tell whether a line is a rule between rows, drawn in characters.

    >>> is_box_rule("├───┼───┤"), is_box_rule("│部门│受理│")
    (True, False)
    """
    return bool(_BOX_RULE.fullmatch(text))


def is_padding(text: str) -> bool:
    """Tell whether a line holds separators only."""
    return bool(SEPARATOR.search(text)) and not SEPARATOR.sub("", text).strip()


def with_single_separators(lines: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Return lines with one separator where each was printed twice (``a || b``), in its place.

    So it is where every separator of every line stands in a pair; other lines come back as
    they are.
    """
    runs = [run for line in lines for run in _RUN.findall(line.text)]
    paired = sum(bool(_PAIR_WITHIN.search(line.text)) for line in lines)
    if paired < _LEAST_WHOLE or any(len(run) != _PAIR for run in runs):
        return lines
    return [replace(line, text=_RUN.sub("| ", line.text)) for line in lines]


def without_entities(lines: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Return lines with the spaces that a web page names (``&nbsp;``) as spaces, in their place.

    Lines without any come back as they are.
    """
    if not any(_ENTITY.search(line.text) for line in lines):
        return lines
    return [
        replace(line, text=_ENTITY.sub(lambda found: " " * len(found[0]), line.text))
        for line in lines
    ]


def without_frame(lines: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Return the lines of a table drawn in characters without the frame at their left.

    Other lines come back as they are.
    """
    if not any(is_box_rule(line.text) for line in lines):
        return lines
    return [replace(line, text=_FRAME.sub(r"\1 ", line.text)) for line in lines]


def ends_cells(lines: Sequence[Paragraph]) -> bool:
    """Tell whether separators end cells: most lines with content close with one."""
    content = [line.text.rstrip() for line in lines if not is_padding(line.text)]
    closed = sum(bool(SEPARATOR.fullmatch(text[-1:])) for text in content)
    return closed * 2 >= len(content)


def line_form(lines: Sequence[Paragraph]) -> tuple[bool, int]:
    """Return whether separators end cells, and how many slots a whole row has.

    Blank last cells look like separators that end cells; so the reading counts under which
    more lines have the same number of slots, and the ends of the lines if that is even.
    Where the lines with figures are wider than that, the header's cells were broken in two.
    """
    closed = _closed_width(lines)
    if closed is not None:
        return True, closed
    form = _commonest_form(lines)
    figures = [line for line in lines if _has_figures(line.text)]
    if len(figures) < 2:
        return form
    if _lacks_spanned(lines, figures, *form):
        return form[0], form[1] + 1
    of_figures = _commonest_form(figures)
    return of_figures if of_figures[1] > form[1] else form


def _closed_width(lines: Sequence[Paragraph]) -> int | None:
    """Return the width of rows that are wrapped within cells over several lines each.

    A line that no separator ends then goes on in the next one, and the lines taken together
    are all of one width, which most lines by themselves are not.
    """
    rows: list[list[Paragraph]] = [[]]
    for line in lines:
        rows[-1].append(line)
        if SEPARATOR.fullmatch(line.text.rstrip()[-1:]):
            rows.append([])
    whole = [row for row in rows if row]
    wrapped = sum(len(row) > 1 for row in whole)
    if not wrapped or len(whole) < _LEAST_WHOLE or max(map(len, whole)) > MOST_LINES_A_ROW:
        return None
    counts = Counter(len(read_slots(row, ended=True)) for row in whole)
    width, usual = counts.most_common(1)[0]
    alone = sum(len(read_slots((line,), ended=True)) == width for line in lines)
    return width if usual == len(whole) and alone < usual else None


def _lacks_spanned(
    lines: Sequence[Paragraph], figures: Sequence[Paragraph], ended: bool, width: int
) -> bool:
    """Tell whether most rows lack the name of their class, printed once for several rows.

    The header has one cell more than they have, and so have those rows that begin with it.
    """
    header = [slot.text for slot in read_slots(lines[:1], ended=ended)]
    if len(header) != width + 1 or not all(header) or not is_header_line(header):
        return False
    rows = [[slot.text for slot in line_slots(line, width, ended=ended)] for line in figures]
    whole = [row for row in rows if len(row) == width + 1]
    classed = all(not is_value(text) for row in whole for text in row[:2])
    return len(whole) >= 2 and classed and len(whole) + sum(map(_lacks(width), rows)) == len(rows)


def _lacks(width: int) -> Callable[[Sequence[str]], bool]:
    return lambda row: len(row) == width and not is_value(row[0]) and all(map(is_value, row[1:]))


def _commonest_form(lines: Sequence[Paragraph]) -> tuple[bool, int]:
    first = ends_cells(lines)
    forms = [(ended, common_width(lines, ended=ended)) for ended in (first, not first)]
    return max(forms, key=lambda form: _agreeing(lines, *form))


def _has_figures(text: str) -> bool:
    return any(read_cell(part).kind in FIGURES for part in SEPARATOR.split(text))


def _agreeing(lines: Sequence[Paragraph], ended: bool, width: int) -> int:
    return sum(len(line_slots(line, width, ended=ended)) == width for line in lines)


def read_slots(lines: Sequence[Paragraph], *, ended: bool, skip_first: bool = False) -> list[Slot]:
    """Return the slots of a stretch of lines, a line end being white space within a cell.

    ``ended`` says that separators end cells; ``skip_first`` that a leading one is decoration.
    """
    slots: list[Slot] = []
    parts: list[tuple[str, Locator]] = []
    pending = True

    def flush(fallback: Locator) -> None:
        texts = [(text, place) for text, place in parts if text.strip()]
        joined = "\n".join(text.strip() for text, _ in texts)
        slots.append(Slot(text=joined, locator=texts[0][1] if texts else fallback))
        parts.clear()

    for index, line in enumerate(lines):
        start = 0
        for match in SEPARATOR.finditer(line.text):
            parts.append(located(line, start, match.start()))
            start = match.end()
            blank = not any(text.strip() for text, _ in parts)
            if index == 0 and pending and blank and skip_first and not slots:
                parts.clear()
                pending = False
                continue
            flush(located(line, match.start(), match.start())[1])
        parts.append(located(line, start, len(line.text)))
    if not ended or any(text.strip() for text, _ in parts):
        flush(parts[-1][1])
    return slots


def located(line: Paragraph, start: int, end: int) -> tuple[str, Locator]:
    """Return a stretch of a line with the place of what is printed there, white space aside."""
    text = line.text[start:end]
    lead = len(text) - len(text.lstrip())
    stripped = text.strip()
    begin = start + lead if stripped else start
    place = line.locator
    base = place.start or 0
    located = Locator(
        block=place.block,
        line=place.line,
        paragraph=place.paragraph,
        table=place.table,
        row=place.row,
        cell=place.cell,
        page=place.page,
        box=place.box,
        member=place.member,
        start=base + begin,
        end=base + begin + len(stripped),
    )
    return text, located


def common_width(lines: Sequence[Paragraph], *, ended: bool) -> int:
    """Return how many slots a whole row has: the commonest count, the larger if tied.

    Lines with a leading separator vote for either reading, the others twice.
    """
    votes: Counter[int] = Counter()
    for line in lines:
        width = len(read_slots((line,), ended=ended))
        if _leads(line.text):
            votes[width] += 1
            votes[width - 1] += 1
        else:
            votes[width] += 2
    if all(_leads(line.text) for line in lines):
        # Every line leads with a separator: decoration, or the first column were empty.
        votes = Counter(len(read_slots((line,), ended=ended, skip_first=True)) for line in lines)
    if not votes:
        return 0
    most = max(votes.values())
    return max(width for width, count in votes.items() if count == most)


def _leads(text: str) -> bool:
    return bool(SEPARATOR.match(text.lstrip()[:1])) and not is_padding(text)


def line_slots(line: Paragraph, width: int, *, ended: bool) -> list[Slot]:
    """Read one line; a leading separator is a blank cell only where the width asks for it."""
    with_blank = read_slots((line,), ended=ended)
    if not _leads(line.text) or len(with_blank) == width:
        return with_blank
    return read_slots((line,), ended=ended, skip_first=True)
