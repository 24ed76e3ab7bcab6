"""The narratives of ``truth/narratives``: running text with the facts that it holds.

How the truth is written, so that two people write the same:

- *Entity* is whose figure it is, as printed: a body, place, level or class that the sentence
  itself, the bracket or list it stands in, or the heading above names. What a sentence before the
  full stop named is no longer said; ``null`` is the issuer's own. A body's window is the body
  (县公安局窗口: 县公安局). A way in (12345热线, a platform, an app) is nobody but in a list
  of ways. A class is the entity where the measure does not say it (城建类; 投诉类 is
  ``complaints``). Names with one figure together are joined by 、.
  Where one measure of nobody is given twice in a period with two values, the narrower one's is
  what narrows it: the words between verb and noun (省派 of 受理省派工单), what its segment counts
  first (群众来电), or the way in that its heading names.
- *Measure* is the identifier of what is printed with the figure (head noun and verb); figures
  without words of their own in a list have that of the list. What the vocabulary has no word for
  is ``null``. A share is ``<measure of the part>_share``.
- A change belongs to the figure that it is said of; printed twice (件 and %) it is two facts.
- Period is the bulletin's unless the text names another time; totals over all time have none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from parser.bulletin import Period, Section
from parser.document import Locator
from parser.passage import Passage
from parser.period import find_period

NARRATIVES = Path(__file__).parent / "truth" / "narratives"


def _number(path: Path) -> int:
    return int(path.name.partition("-")[0])


def narratives() -> Iterator[dict[str, object]]:
    """Yield the narratives of the truth in the order of their numbers."""
    for path in sorted(NARRATIVES.glob("*.json"), key=_number):
        yield json.loads(path.read_text("utf-8"))


def parts() -> tuple[str, ...]:
    """Return the names of the narratives' parts in the order in which they were written."""
    return tuple(dict.fromkeys(str(narrative["part"]) for narrative in narratives()))


def period_of(label: str) -> Period:
    """Return the period that a narrative gives as its bulletin's."""
    period, _ = find_period(title=None, passages=(), period=label)
    assert period is not None
    return period


def sections_of(headings: Sequence[str], text: str, at: int) -> list[Section]:
    """Return the headings, outermost first, with ``text`` under the last of them."""
    sections = [
        Section(
            level=depth,
            number=None,
            heading=heading.split("、")[-1].split(")")[-1],
            raw=heading,
            passages=(),
            locator=Locator(block=at + depth),
        )
        for depth, heading in enumerate(headings, 1)
    ]
    body = tuple(
        Passage(text=line, role="body", locator=Locator(block=at, line=at + order + 1))
        for order, line in enumerate(text.split("\n"))
    )
    if not sections:
        return [
            Section(
                level=1, number=None, heading=None, raw="", passages=body, locator=Locator(block=at)
            )
        ]
    last = sections[-1]
    sections[-1] = Section(
        level=last.level,
        number=None,
        heading=last.heading,
        raw=last.raw,
        passages=body,
        locator=last.locator,
    )
    return sections
