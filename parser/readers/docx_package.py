"""The parts of a Word package and what refers to what."""

from __future__ import annotations

import posixpath
import zipfile

from lxml import etree

from parser.document import Locator, UnreadableError
from parser.readers.package import attribute, local, parse_xml, read_member

_PROPERTIES = frozenset(("title", "creator", "subject", "created", "modified", "lastModifiedBy"))


class WordPackage:
    """An open package: its ``main`` part, the ``relations`` of that, and minor parts.

    A minor part that cannot be read is one of the ``problems``, not the end.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.problems: list[tuple[str, str, Locator | None]] = []
        self.main = next(
            (part for kind, part in self.related("").values() if kind == "officeDocument"),
            "word/document.xml",
        )
        self.relations = self.related(self.main)

    def root(self) -> etree._Element:
        """Return the main part; :class:`UnreadableError` where it is damaged."""
        return parse_xml(self.content(self.main), self.main)

    def content(self, part: str) -> bytes:
        """Return a part as it is stored."""
        return read_member(self._archive, part)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return ``{id: (kind, part)}`` of the parts that ``part`` refers to."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        try:
            root = parse_xml(self.content(source), source)
        except UnreadableError:
            return {}
        related = {}
        for one in root:
            if attribute(one, "TargetMode") == "External":
                continue
            target = attribute(one, "Target") or ""
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            )
            kind = (attribute(one, "Type") or "").rpartition("/")[2]
            related[attribute(one, "Id") or ""] = (kind, posixpath.normpath(target))
        return related

    def part(self, kind: str) -> etree._Element | None:
        """Return the part of a kind that the main part refers to."""
        target = next((part for one, part in self.relations.values() if one == kind), None)
        return self.parsed(target) if target else None

    def parsed(self, target: str) -> etree._Element | None:
        """Return a minor part."""
        try:
            return parse_xml(self.content(target), target)
        except UnreadableError as error:
            self.problems.append(("part-unreadable", str(error), Locator(block=0, member=target)))
            return None

    def properties(self) -> dict[str, str]:
        """Return what the file says of itself."""
        core = next((p for k, p in self.related("").values() if k == "core-properties"), None)
        root = self.parsed(core) if core else None
        found = {}
        for element in root if root is not None else ():
            if local(element) in _PROPERTIES and (element.text or "").strip():
                found[local(element)] = (element.text or "").strip()
        if "creator" in found:
            found["author"] = found.pop("creator")
        return found
