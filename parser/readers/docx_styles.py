"""What paragraph styles of a Word file say: lists, heading levels, hidden text."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from parser.readers.package import attribute, child, local, switched_on

_DEPTH = 20  # of styles based on each other; a circle ends here


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style says itself; ``base`` is the style it is based on."""

    base: str | None
    list_id: str | None
    list_level: int | None
    outline: int | None
    hidden: bool
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The styles of a document by id; ``default`` is the paragraphs' default style.

    ``hidden`` are those whose text does not print.
    """

    by_id: dict[str, Style]
    default: str | None
    hidden: frozenset[str]

    def _chain(self, style: str | None) -> list[tuple[str, Style]]:
        chain: list[tuple[str, Style]] = []
        while style in self.by_id and len(chain) < _DEPTH:
            assert style is not None
            chain.append((style, self.by_id[style]))
            style = self.by_id[style].base
        return chain

    def numbering(self, style: str | None) -> tuple[str, int | None, str] | None:
        """Return list id, level (if the style names it) and the style that says so."""
        for key, one in self._chain(style or self.default):
            if one.list_id is not None:
                return one.list_id, one.list_level, key
        return None

    def outline(self, style: str | None) -> int | None:
        """Return the heading level 1..9 that a paragraph style gives."""
        for _, one in self._chain(style or self.default):
            if one.outline is not None:
                return one.outline + 1 if 0 <= one.outline < 9 else None
            if one.name.lower().startswith("heading ") and one.name[8:].isdigit():
                return int(one.name[8:])
        return None

    @property
    def lists(self) -> dict[str, str]:
        """List ids by the style that names them."""
        return {key: one.list_id for key, one in self.by_id.items() if one.list_id is not None}


def read_styles(root: etree._Element | None) -> Styles:
    """Return the styles of ``styles.xml``."""
    by_id: dict[str, Style] = {}
    default = None
    for element in root if root is not None else ():
        if local(element) != "style":
            continue
        key = attribute(element, "styleId") or ""
        paragraph = child(element, "pPr")
        by_id[key] = Style(
            base=attribute(child(element, "basedOn"), "val"),
            list_id=attribute(child(paragraph, "numPr", "numId"), "val"),
            list_level=integer(attribute(child(paragraph, "numPr", "ilvl"), "val")),
            outline=integer(attribute(child(paragraph, "outlineLvl"), "val")),
            hidden=switched_on(child(element, "rPr", "vanish")),
            name=attribute(child(element, "name"), "val") or "",
        )
        if attribute(element, "type") == "paragraph" and attribute(element, "default") in (
            "1",
            "true",
        ):
            default = key
    hidden = frozenset(key for key, one in by_id.items() if one.hidden)
    return Styles(by_id=by_id, default=default, hidden=hidden)


def integer(text: str | None) -> int | None:
    """Return ``text`` as an integer, or None for what is none."""
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None
