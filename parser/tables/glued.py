"""Tables whose cells are glued together: recognised, so that they are refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.document import Paragraph
from parser.text import compact

_SENTENCE = re.compile(r"[。;；!！?？]")
_GLUED_HEADER = re.compile(
    r"(?:序号)?.{0,4}(?:部门|单位|窗口|地区|县区|区县|镇街|乡镇|名称).*(?:总数|件|数|率|量).*(?:总数|件|数|率|量)"
)
_GLUED_ROW = re.compile(r"(?:\d{1,3})?[\u4e00-\u9fff()（）]{2,20}[\d.%√,]{3,}")


def is_glued_header(line: Paragraph) -> bool:
    """Tell whether a line is a header whose cells are glued together."""
    head = compact(line.text)
    return (
        len(head) <= 120
        and not any(character.isdigit() for character in head)
        and bool(_GLUED_HEADER.fullmatch(head))
    )


def glued(lines: Sequence[Paragraph]) -> int:
    """Return how many leading lines are a table whose cells are glued together, 0 if none.

    A header without a separator, then rows of a name and one run of digits: which digits
    belong together cannot be known.
    """
    if not is_glued_header(lines[0]):
        return 0
    rows = 0
    used = 1
    for line in lines[1:]:
        if _GLUED_ROW.fullmatch(compact(line.text)):
            rows += 1
            used += 1
        elif rows == 0 and used < 3 and len(line.text) < 80 and not _SENTENCE.search(line.text):
            used += 1
        else:
            break
    return used if rows >= 2 else 0
