"""Whether another bulletin of the same kind begins further down in the same file."""

from __future__ import annotations

from collections.abc import Sequence

from parser.bulletin import Passage
from parser.dates import find_spans
from parser.finding import Finding
from parser.structure.headings import read_heading
from parser.structure.titles import similarity
from parser.text import compact, fold_width

_SAME_TITLE = 90.0
_LONGEST_TITLE = 60
# A title is followed by its first section, salutation and lead between them.
_OPENS_WITHIN = 8


def check_second_bulletin(title: str | None, passages: Sequence[Passage]) -> tuple[Finding, ...]:
    """Return a finding for each line that reads as the title does, but of another time.

    What stands beneath it belongs to another bulletin, though it is read as this one's.
    """
    if title is None or not _times(title):
        return ()
    found = []
    for at, passage in enumerate(passages):
        text = compact(fold_width(passage.text))
        if len(text) > _LONGEST_TITLE or passage.role not in ("body", "lead"):
            continue
        if similarity(title, text) < _SAME_TITLE or _times(text) in ((), _times(title)):
            continue
        following = passages[at + 1 : at + 1 + _OPENS_WITHIN]
        if any(_opens(after.text) for after in following):
            found.append(
                Finding(
                    code="second-bulletin",
                    message=f"Another bulletin begins here, read as part of this one: {text}",
                    evidence={"title": title, "second": text},
                    locator=passage.locator,
                )
            )
    return tuple(found)


def _times(text: str) -> tuple[tuple[int | None, int | None, int | None], ...]:
    return tuple((span.year, span.first_month, span.last_month) for span in find_spans(text))


def _opens(text: str) -> bool:
    heading = read_heading(text)
    return heading is not None and heading.number in ("一", "1")
