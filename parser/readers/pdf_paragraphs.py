"""From the lines of a page to paragraphs, and page furniture told apart from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from parser.document import Role
from parser.readers.page import Box
from parser.readers.pdf_lines import Line, joined
from parser.text import fold_width

# A dash is read as 一 on scans.
_PAGE_NUMBER = re.compile(
    r"[-—–―·.一_\s]*(?:第\s*)?[0-9]{1,4}(?:\s*页)?(?:\s*[/／,，、]?\s*(?:共\s*)?[0-9]{1,4}\s*页?)?[-—–―·.一_\s]*"
)
_PRINTED_FROM = re.compile(r"(?:https?|file)://\S+|about:blank")
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十]+[章节条、]|"
    r"[（(]?\d{1,2}(?:[)）、．﹒]|\.(?!\d))|[①-⑳⑴-⒇]|附件|附：|备注|注："
)
_OPENING = "“‘（《〈【〔([{"
_CLOSING = "，。、；：？！”’）》〉】〕,.;:?!)]}%％"
_ENDING = "。：；！？"
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]\s*[^一二三四五六七八九十]")
_NUMERALS = "一二三四五六七八九十、第"
_WIDEST_PITCH = 1.6
"""Heights of the letters that lines of one paragraph stand apart at most, unless seen."""
_EDGE = 0.1
"""Share of the page's height in which running heads and page numbers stand."""
_FOOT = 75.0
"""Points from the lower edge within which page numbers stand on pages of any height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A paragraph on a page.

    ``room`` is how many points its last line leaves to the right margin, ``lead`` how many
    the first piece of its first line takes that no line break may divide; ``at_margin`` tells
    that its first line begins at the left margin, ``centred`` that its last line stands in the
    middle. All four tell whether it goes on.
    """

    text: str
    box: Box
    page: int
    role: Role = "body"
    room: float = 0.0
    lead: float = 0.0
    em: float = 12.0
    at_margin: bool = False
    centred: bool = False


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[dict[int, Role]]:
    """Return, page by page, which lines (by index) are running heads and page numbers.

    A line at a page's edge is one if it repeats on other pages but for its digits, or if it
    is nothing but a page number or the address that a browser prints there.
    """
    seen: Counter[tuple[str, str]] = Counter()
    edges: list[list[tuple[int, Role, str]]] = []
    for lines, height in zip(pages, heights, strict=True):
        own: list[tuple[int, Role, str]] = []
        for index, line in enumerate(lines):
            role: Role | None = None
            if line.box[3] < _EDGE * height:
                role = "header"
            elif line.box[1] > (1 - _EDGE) * height or (
                line.box[1] > max(height - _FOOT, 0.85 * height) and _is_page_mark(line.text)
            ):
                role = "footer"
            if role is not None:
                own.append((index, role, _without_digits(line.text)))
        edges.append(own)
        seen.update({(role, text) for _, role, text in own})
    found = []
    for own, lines in zip(edges, pages, strict=True):
        marks = {
            index: role
            for index, role, text in own
            if _at_edge(index, len(lines), role)
            and (seen[role, text] >= 2 or _is_page_mark(lines[index].text))
        }
        found.append(
            {index: role for index, role in marks.items() if _is_apart(lines, index, role, marks)}
        )
    return found


def _at_edge(index: int, count: int, role: Role) -> bool:
    return index < 3 if role == "header" else index >= count - 3


def _is_apart(lines: Sequence[Line], index: int, role: Role, marks: dict[int, Role]) -> bool:
    """Tell whether a line, with others like it, keeps a distance from the text.

    The first row of a table that goes on does not.
    """
    step = 1 if role == "header" else -1
    inner = index + step
    while inner in marks:
        inner += step
    if not 0 <= inner < len(lines):
        return True
    edge, text = lines[inner - step], lines[inner]
    gap = text.box[1] - edge.box[3] if role == "header" else edge.box[1] - text.box[3]
    return gap > 0.8 * min(edge.size, text.size)


def _is_page_mark(text: str) -> bool:
    text = fold_width(text).strip()
    return _PAGE_NUMBER.fullmatch(text) is not None or _PRINTED_FROM.search(text) is not None


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", fold_width(text)).replace(" ", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The text column of a document: its margins, in points."""

    left: float
    right: float
    em: float
    pitch: float


def measure_of(lines: Sequence[Line], page_width: float) -> Measure | None:
    """Return the margins that most lines keep; None without lines.

    Where too few lines end at one place to show a right margin, the page's left margin is
    taken for it.
    """
    if not lines:
        return None
    em = median(line.size for line in lines)
    wide = [line for line in lines if len(line.chars) > 12] or list(lines)
    lefts = Counter(round(line.box[0]) for line in wide)
    common = [left for left, count in lefts.items() if count >= max(1, max(lefts.values()) // 4)]
    right = max(line.box[2] for line in wide)
    reaching = sum(line.box[2] > right - em for line in wide)
    if reaching < 3 or right - min(common) < 0.5 * page_width:
        right = max(right, page_width - min(common))
    left = float(min(common))
    return Measure(left=left, right=right, em=em, pitch=_pitch(lines, left, right, em))


def _pitch(lines: Sequence[Line], left: float, right: float, em: float) -> float:
    """Return the distance of a paragraph's lines.

    Lines that end at the right margin in the midst of a sentence surely go on; without any,
    most lines are paragraphs of their own and may stand further apart than lines of one.
    """
    gaps, sure = [], []
    for before, after in pairwise(lines):
        gap = after.box[1] - before.box[1]
        if not 0 < gap < 4 * em:
            continue
        gaps.append(gap)
        going_on = before.box[2] > right - 1.2 * em and after.box[0] < left + 0.8 * em
        if going_on and before.text[-1] not in _ENDING and abs(before.size - after.size) < 1:
            sure.append(gap)
    if sure:
        return median(sure)
    return min(median(gaps), _WIDEST_PITCH * em) if gaps else 1.5 * em


def paragraphs_of(lines: Sequence[Line], measure: Measure, page: int) -> list[TextBlock]:
    """Join the lines of one page's stretch of text into paragraphs."""
    found: list[TextBlock] = []
    previous: Line | None = None
    for line in lines:
        block = TextBlock(
            text=line.text,
            box=line.box,
            page=page,
            room=measure.right - line.box[2],
            lead=_lead(line),
            em=measure.em,
            at_margin=line.box[0] < measure.left + 0.8 * measure.em,
            centred=_is_centred(line, measure),
        )
        near = previous is not None and (
            line.box[1] - previous.box[1] <= 1.35 * measure.pitch * max(1.0, line.size / measure.em)
            and abs(line.size - previous.size) <= 0.25 * measure.em
        )
        if near and found and continues(found[-1], block):
            found[-1] = join_blocks(found[-1], block)
        else:
            found.append(block)
        previous = line
    return found


def join_blocks(before: TextBlock, after: TextBlock) -> TextBlock:
    """Return two parts of a paragraph as one, standing where the first stands."""
    same = before.page == after.page
    return replace(
        before,
        text=joined(before.text, after.text),
        box=_around(before.box, after.box) if same else before.box,
        room=after.room,
        centred=after.centred,
    )


def _lead(line: Line) -> float:
    """Return the width of what a line break may not divide at the beginning of ``line``."""
    count = 0
    texts = [char.text for char in line.chars]
    while count < len(texts) - 1 and texts[count] in _OPENING:
        count += 1
    if texts[count].isascii():
        while count < len(texts) - 1 and texts[count + 1].isascii():
            count += 1
    while count < len(texts) - 1 and texts[count + 1] in _CLOSING:
        count += 1
    return line.chars[count].x1 - line.chars[0].x0


def _is_centred(line: Line, measure: Measure) -> bool:
    """Tell whether a line stands in the middle, further in than a first line is indented."""
    indent = line.box[0] - measure.left
    return indent > 2.5 * measure.em and abs(measure.right - line.box[2] - indent) < measure.em


def _starts_anew(before: str, text: str) -> bool:
    if before[-1:] in f"{_ENDING}:;":
        return _NUMBERED.match(text) is not None
    # 一、二 / 三、四季度 and 十 / 一、 are no headings.
    return before[-1:] not in _NUMERALS and _HEADING.match(text) is not None


def continues(before: TextBlock, after: TextBlock) -> bool:
    """Tell whether ``after`` is the next line of ``before``.

    It begins at the margin, and its first piece had no room in the line before. Programs
    break Chinese a little earlier than they must, but hardly after a full stop. A line in the
    middle is a title's, whose next line would stand in the middle as well.
    """
    if not after.at_margin or before.centred or _starts_anew(before.text, after.text):
        return False
    slack = 0.15 if before.text[-1:] in _ENDING else 1.7
    return before.room < after.lead + slack * before.em


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
