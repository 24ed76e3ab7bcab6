"""From the place of a number to the passage that holds it, and to the characters in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Locator = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """A paragraph of the archive; ``position`` is its place in the bulletin."""

    position: int
    heading: str | None
    role: str
    text: str
    locator: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A passage and, where it is known, the stretch of its text (half open)."""

    passage: PassageView
    start: int | None = None
    end: int | None = None


class Places:
    """Finds passages by locator."""

    def __init__(self, passages: Sequence[PassageView]) -> None:
        self._held: dict[tuple[object, ...], list[PassageView]] = {}
        for passage in passages:
            self._held.setdefault(_block(passage.locator), []).append(passage)

    def of(self, locator: Locator | None) -> Place | None:
        """Return where ``locator`` points, or ``None`` if no passage is known to hold it."""
        if not locator:
            return None
        here = self._held.get(_block(locator), [])
        start, end = locator.get("start"), locator.get("end")
        for passage in here:
            offset = passage.locator.get("start", 0)
            if start is None or offset <= start < offset + max(len(passage.text), 1):
                if start is None or end is None:
                    return Place(passage=passage)
                stop = min(end - offset, len(passage.text))
                return Place(passage=passage, start=start - offset, end=stop)
        return Place(passage=here[0]) if here else None


def _block(locator: Locator) -> tuple[object, ...]:
    """Return what tells one block of a source from another."""
    member, page = locator.get("member"), locator.get("page")
    if locator.get("table") is not None:
        return member, page, "table", locator["table"], locator.get("row")
    for name in ("line", "paragraph"):
        if locator.get(name) is not None:
            return member, page, name, locator[name]
    return member, page, "box", tuple(locator.get("box", ()))


def printed_parts(text: str, raws: Sequence[str]) -> tuple[tuple[int, int] | None, ...]:
    r"""Return where each of a row's values stands in the row's text, values parted by tabs.

    >>> printed_parts("1\t省环保厅\t14\t14", ["14", "14"])
    ((7, 9), (10, 12))
    """
    parts: list[tuple[int, int, str]] = []
    at = 0
    for part in text.split("\t"):
        parts.append((at, at + len(part), part.strip()))
        at += len(part) + 1
    found: list[tuple[int, int] | None] = []
    # From the right, as a number among the row's names must not be taken for a value.
    rest = len(parts)
    for raw in reversed(raws):
        place = next((n for n in range(rest - 1, -1, -1) if parts[n][2] == raw.strip()), None)
        found.append(None if place is None else parts[place][:2])
        rest = rest if place is None else place
    return tuple(reversed(found))
