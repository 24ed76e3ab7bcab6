"""Whether another bulletin of the same kind begins further down in the same file."""

from __future__ import annotations

from collections.abc import Sequence

from parser.dates import find_spans
from parser.finding import Finding
from parser.passage import Passage
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
        if similarity(title, text) < _SAME_TITLE or not _are_other_times(title, text):
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


def _are_other_times(title: str, text: str) -> bool:
    """Tell whether two titles name different times; a year that one leaves out is no difference."""
    here, there = _times(title), _times(text)
    return bool(there) and (
        len(here) != len(there)
        or any(
            None not in pair and pair[0] != pair[1]
            for one, other in zip(here, there, strict=True)
            for pair in zip(one, other, strict=True)
        )
    )


def _times(text: str) -> tuple[tuple[int | None, int | None, int | None], ...]:
    return tuple((span.year, span.first_month, span.last_month) for span in find_spans(text))


def _opens(text: str) -> bool:
    heading = read_heading(text)
    return heading is not None and heading.number in ("一", "1")
