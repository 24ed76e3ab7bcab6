"""Word files (.docx): paragraphs and tables with spans, as a reader of the print sees them.

The XML is walked here, over zipfile and lxml, because python-docx shows neither tracked
insertions nor content controls, text boxes, nested tables, automatic numbers or
``gridBefore``, and refuses packages whose minor parts are damaged. What is read: the final
text of tracked changes, results of fields, one of the alternatives of alternate content; what
is left out: hidden text, comments, placeholders of forms, note marks.

Paragraphs of the body are counted from 1 (a text box, note, header or footer counts its own
and names itself in ``Locator.member``); tables are counted through the whole document.
A paragraph with line breaks becomes one :class:`Paragraph` a line.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from parser.document import (
    Block,
    Document,
    Format,
    Locator,
    Paragraph,
    RawTable,
    Role,
    UnreadableError,
)
from parser.readers.docx_inserts import Inserts
from parser.readers.docx_package import WordPackage
from parser.readers.docx_styles import Styles, integer, read_styles
from parser.readers.docx_table import TableWalk, column_widths
from parser.readers.docx_text import Fields, InlineText, read_inline
from parser.readers.numbering import Counter, join_label, read_numbering
from parser.readers.package import (
    attribute,
    child,
    local,
    open_package,
    switched_on,
)

_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "subDoc"))


def read_docx(data: bytes, *, container: Format = "docx", reader: str = "docx") -> Document:
    """Return the document in ``data``; :class:`UnreadableError` when its main part is damaged."""
    with open_package(data) as archive:
        try:
            return _Reading(archive).document(container, reader)
        except RecursionError as error:
            raise UnreadableError("the file is nested too deeply: it is damaged") from error


class _Reading:
    """One pass over a package; the parts it meets become blocks in reading order."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._package = WordPackage(archive)
        self._blocks: list[Block] = []
        self._tables = 0
        self._boxes = 0
        self.inserts = Inserts(self._package, self._blocks)
        self._notes: list[tuple[str, str]] = []
        self.styles: Styles = read_styles(self._package.part("styles"))
        numbering = self._package.part("numbering")
        self.counter = Counter(read_numbering(numbering, self.styles.lists))
        self.fields = Fields()

    def document(self, container: Format, reader: str) -> Document:
        root = self._package.root()
        body = child(root, "body")
        if body is None:
            raise UnreadableError("the file is a Word package without a text: fetch it again")
        self.inserts.are_pages = not any((one.text or "").strip() for one in body.iter("{*}t"))
        self._edges(root, "header")
        self._story(body, "body", None)
        for kind in ("footnote", "endnote"):
            self._note_texts(kind)
        self._edges(root, "footer")
        self.inserts.say_unread()
        if not any(isinstance(one, RawTable) or one.text.strip() for one in self._blocks):
            raise UnreadableError("the file holds no text, at most pictures: scan it to PDF")
        return Document(
            format=container,
            reader=reader,
            blocks=tuple(self._blocks),
            properties=self._package.properties(),
            problems=tuple(self._package.problems),
        )

    # stories: the body, boxes, notes, headers, footers

    def _story(self, parent: etree._Element, role: Role, member: str | None) -> None:
        story = _Story(self, role, member)
        story.walk(parent)
        story.flush()

    def add_lines(self, lines: list[str], role: Role, level: int | None, locator: Locator) -> None:
        """Add a paragraph's lines as blocks."""
        offset = 0
        for line in lines:
            start, end = (offset, offset + len(line)) if len(lines) > 1 else (None, None)
            offset += len(line) + 1
            place = replace(locator, block=len(self._blocks), start=start, end=end)
            if line or len(lines) == 1:
                self._blocks.append(Paragraph(text=line, locator=place, role=role, level=level))

    def add_table(self, elements: Sequence[etree._Element], role: Role, member: str | None) -> None:
        """Add a table, or the content of one that only frames it, then the tables inside.

        Several ``elements`` are one table: nothing stands between them.
        """
        walk = TableWalk(self.cell_text)
        grid = walk.read(elements)
        if grid.is_frame:
            for cell in grid.contents:
                self._story(cell, role, member)
            return
        self._tables += 1
        locator = Locator(block=len(self._blocks), table=self._tables, member=member)
        if role == "body":
            self._blocks.append(grid.table(locator))
        else:
            for text in grid.texts:
                self.add_lines([text], role, None, locator)
        for inner in grid.inner:
            self.add_table([inner], role, member)
        self.after(grid.inlines, role)

    def after(self, inlines: list[InlineText], role: Role) -> None:
        """Add what is anchored in the paragraphs just read: boxes now, notes at the end."""
        for inline in inlines:
            for box in inline.boxes:
                self._boxes += 1
                self._story(box, role, f"textbox {self._boxes}")
            for key, whole in inline.objects:
                self.inserts.add_document(key, role, whole=whole)
            for key, inches in inline.pictures if role == "body" else ():
                self.inserts.add_picture(key, inches)
            self._notes += inline.notes
            if struck := "".join(inline.struck).strip():
                place = Locator(block=max(len(self._blocks) - 1, 0))
                self._package.problems.append(("text-struck", f"left out: {struck[:60]}", place))

    def cell_text(self, paragraph: etree._Element) -> InlineText:
        """Return a cell's paragraph with its automatic number."""
        inline = read_inline(paragraph, self.fields, self.styles.hidden)
        label = self.number(paragraph)
        inline.parts = [join_label(label, "".join(inline.parts))]
        return inline

    def number(self, paragraph: etree._Element) -> str:
        """Count ``paragraph`` and return its automatic number ('' for none)."""
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        own = child(properties, "numPr")
        list_id = attribute(child(own, "numId"), "val")
        level = integer(attribute(child(own, "ilvl"), "val"))
        if list_id is None:
            found = self.styles.numbering(style)
            if found is None:
                return ""
            list_id, style_level, holder = found
            if level is None:
                bound = self.counter.level_for_style(list_id, holder)
                level = bound if style_level is None else style_level
        return "" if list_id == "0" else self.counter.label(list_id, level or 0)

    def _note_texts(self, kind: str) -> None:
        wanted = [key for one, key in self._notes if one == kind]
        root = self._package.part(f"{kind}s") if wanted else None
        notes = {attribute(note, "id"): note for note in root} if root is not None else {}
        for key in dict.fromkeys(wanted):
            if key in notes:
                self._story(notes[key], "footnote", f"{kind} {key}")

    def _edges(self, root: etree._Element, kind: Role) -> None:
        """Add the headers or footers that the document's sections refer to, each once."""
        seen = set()
        for reference in root.iter(f"{{*}}{kind}Reference"):
            _, target = self._package.relations.get(attribute(reference, "id") or "", ("", ""))
            if target and target not in seen:
                seen.add(target)
                part = self._package.parsed(target)
                if part is not None:
                    self._story(part, kind, posixpath.basename(target))


class _Story:
    """One run of paragraphs; those whose mark was deleted go on in the next."""

    def __init__(self, reading: _Reading, role: Role, member: str | None) -> None:
        self._reading = reading
        self._role: Role = role
        self._member = member
        self._paragraphs = 0
        self._begun: list[str] = []

    def walk(self, parent: etree._Element) -> None:
        tables: list[etree._Element] = []
        for element in _blocks_of(parent):
            if local(element) == "tbl":
                self.flush()
                columns = len(column_widths(element))
                if tables and (not columns or columns != len(column_widths(tables[0]))):
                    self._tables(tables)
                tables.append(element)
            elif local(element) == "altChunk":
                self._tables(tables)
                self.flush()
                key = attribute(element, "id") or ""
                self._reading.inserts.add_document(key, self._role, whole=True)
            else:
                self._tables(tables)
                self._paragraph(element)
        self._tables(tables)

    def _tables(self, tables: list[etree._Element]) -> None:
        """End a run of tables with nothing between them."""
        if tables:
            self._reading.add_table(tables, self._role, self._member)
            tables.clear()

    def flush(self) -> None:
        """End a paragraph whose deleted mark had nothing after it."""
        if "".join(self._begun).strip():
            self._emit("".join(self._begun), None)
        self._begun = []

    def _paragraph(self, element: etree._Element) -> None:
        reading = self._reading
        self._paragraphs += 1
        properties = child(element, "pPr")
        inline = read_inline(element, reading.fields, reading.styles.hidden)
        text = "".join([*self._begun, *inline.parts])
        mark = child(properties, "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self._begun = [text]
        else:
            self._begun = []
            outline = integer(attribute(child(properties, "outlineLvl"), "val"))
            style = attribute(child(properties, "pStyle"), "val")
            level = reading.styles.outline(style) if outline is None else outline + 1
            hidden = switched_on(child(mark, "vanish")) and not text.strip()
            label = "" if hidden else reading.number(element)
            self._emit(join_label(label, text), level if level and level < 10 else None)
        reading.after([inline], self._role)

    def _emit(self, text: str, level: int | None) -> None:
        locator = Locator(block=0, paragraph=self._paragraphs, member=self._member)
        self._reading.add_lines(text.split("\n"), self._role, level, locator)


def _blocks_of(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield a story's paragraphs, tables and chunks, through wrappers and alternatives."""
    for element in parent:
        name = local(element)
        if name in ("p", "tbl", "altChunk"):
            yield element
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            chosen = child(element, "Fallback") if chosen is None or not len(chosen) else chosen
            if chosen is not None:
                yield from _blocks_of(chosen)
        elif name in _WRAPPERS:
            if name == "sdt" and switched_on(child(element, "sdtPr", "showingPlcHdr")):
                continue
            yield from _blocks_of(element)
