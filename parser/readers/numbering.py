"""Automatic numbering of Word files: the numbers that no paragraph holds as text.

Bulletins number their headings 一、 (一) 1. by list formats, and their rows by them too
(序号). The definitions stand in numbering.xml; the counting is done here in the order of the
paragraphs (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from parser.readers.counting import label_number
from parser.readers.package import attribute, child, local, switched_on
from parser.readers.symbols import symbol_text

_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How one level of a list is numbered; ``text`` holds %1..%9 for the levels' numbers."""

    start: int
    number_format: str
    text: str
    restart: int | None
    suffix: str
    legal: bool
    font: str | None
    style: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A list in use: the definition it counts with and the starts it overrides."""

    definition: str
    levels: dict[int, Level]
    starts: dict[int, int]


def _level(element: etree._Element) -> Level:
    start = attribute(child(element, "start"), "val")
    restart = attribute(child(element, "lvlRestart"), "val")
    fonts = child(element, "rPr", "rFonts")
    return Level(
        start=_integer(start, 0 if start is None else 1),
        number_format=_number_format(element),
        text=attribute(child(element, "lvlText"), "val") or "",
        restart=None if restart is None else _integer(restart, 0),
        suffix=attribute(child(element, "suff"), "val") or "tab",
        legal=switched_on(child(element, "isLgl")),
        font=attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
        style=attribute(child(element, "pStyle"), "val"),
    )


def _number_format(element: etree._Element) -> str:
    found = child(element, "numFmt")
    if found is None:
        # Formats newer than the file's dialect stand in an AlternateContent.
        alternate = child(element, "AlternateContent")
        found = child(alternate, "Fallback", "numFmt")
        if found is None:
            found = child(alternate, "Choice", "numFmt")
    return attribute(found, "val") or "decimal"


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default


def read_numbering(root: etree._Element | None, style_lists: dict[str, str]) -> dict[str, Instance]:
    """Return the lists by their ids; ``style_lists`` are the lists of numbering styles by style."""
    if root is None:
        return {}
    definitions: dict[str, dict[int, Level]] = {}
    linked: dict[str, str] = {}
    for element in root:
        if local(element) == "abstractNum":
            key = attribute(element, "abstractNumId") or ""
            definitions[key] = {
                _integer(attribute(one, "ilvl"), 0): _level(one)
                for one in element
                if local(one) == "lvl"
            }
            if link := attribute(child(element, "numStyleLink"), "val"):
                linked[key] = link
    numbers = [element for element in root if local(element) == "num"]
    definition_of = {
        attribute(one, "numId") or "": attribute(child(one, "abstractNumId"), "val") or ""
        for one in numbers
    }
    instances = {}
    for element in numbers:
        key = attribute(element, "numId") or ""
        definition = definition_of[key]
        if definition in linked:
            definition = definition_of.get(style_lists.get(linked[definition], ""), definition)
        levels = dict(definitions.get(definition, {}))
        starts = {}
        for override in (one for one in element if local(one) == "lvlOverride"):
            at = _integer(attribute(override, "ilvl"), 0)
            own = child(override, "lvl")
            if own is not None:
                levels[at] = _level(own)
            start = attribute(child(override, "startOverride"), "val")
            if start is not None:
                starts[at] = _integer(start, 1)
        instances[key] = Instance(definition=definition, levels=levels, starts=starts)
    return instances


class Counter:
    """Counts the lists of one document; :meth:`label` is called paragraph by paragraph."""

    def __init__(self, instances: dict[str, Instance]) -> None:
        self._instances = instances
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def level_for_style(self, list_id: str, style: str) -> int:
        """Return the level that a paragraph style is bound to in a list (0 if to none)."""
        instance = self._instances.get(list_id)
        levels = instance.levels if instance else {}
        return next((at for at, level in levels.items() if level.style == style), 0)

    def label(self, list_id: str, at: int) -> str:
        """Count one paragraph of level ``at`` (0-based) and return its printed number.

        The number ends as printed, without the tab or space after it; '' for no number.
        """
        instance = self._instances.get(list_id)
        level = instance.levels.get(at) if instance else None
        if instance is None or level is None:
            return ""
        counts = self._counts.setdefault(instance.definition, {})
        if at in instance.starts and (list_id, at) not in self._restarted:
            self._restarted.add((list_id, at))
            counts.pop(at, None)
        first = instance.starts.get(at, level.start)
        counts[at] = counts[at] + 1 if at in counts else first
        for deeper in [key for key in counts if key > at]:
            restart = instance.levels[deeper].restart if deeper in instance.levels else None
            if restart is None or (restart > 0 and at < restart):
                del counts[deeper]
        if level.number_format == "bullet":
            return "".join(symbol_text(character, level.font) for character in level.text)
        return _PLACE.sub(lambda match: self._place(instance, level, match), level.text)

    def _place(self, instance: Instance, level: Level, match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        named = instance.levels.get(at)
        if named is None:
            return ""
        number = self._counts[instance.definition].get(at, instance.starts.get(at, named.start))
        return label_number(number, "decimal" if level.legal else named.number_format)


def join_label(label: str, text: str) -> str:
    """Return ``text`` with its list number before it, as a person would type it.

    A space keeps a number apart from the digits or Latin letters that follow it; Chinese
    text follows at once (一、主要工作).
    """
    if not label:
        return text
    touching = text[:1].isascii() and text[:1].isalnum() and label[-1] not in "、）)"
    return f"{label} {text}" if touching else label + text
