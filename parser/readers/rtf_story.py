"""The blocks of an RTF file while they are gathered: paragraphs, and tables level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parser.document import Block, Locator, Paragraph, Role
from parser.readers.numbering import join_label
from parser.readers.raised import with_raised
from parser.readers.rtf_table import RowDefinition, RtfRow, table_of

LEVEL_LIMIT = 20
"""Tables within tables that are told apart; deeper ones are read with the table around."""


_TABLE_HERE = "\x00"
"""Stands in a cell's text where a table stands in the cell."""


@dataclass(slots=True)
class _Level:
    """The table at one depth: finished rows, and the text, cells and tables of the row begun."""

    parts: list[str] = field(default_factory=list)
    rows: list[RtfRow] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    inner: list[list[RtfRow]] = field(default_factory=list)


@dataclass(slots=True)
class _Story:
    """The text of one story; ``depth`` is in how many tables the paragraph stands.

    The first of the ``levels`` is that of paragraphs outside tables.
    """

    label: list[str] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=lambda: [_Level()])
    depth: int = 0
    outline: int | None = None


class Stories:
    """Gathers text into blocks: the body's, and those of headers, notes and footers apart."""

    def __init__(self) -> None:
        self._stories: list[_Story] = [_Story()]
        self._kept: dict[Role, list[Paragraph]] = {"header": [], "footnote": [], "footer": []}
        self._body: list[Block] = []
        self._paragraphs = 0
        self._tables = 0

    @property
    def _story(self) -> _Story:
        return self._stories[-1]

    def begin(self) -> None:
        """Begin a story within the one being read (a note, a header)."""
        self._stories.append(_Story())

    def end(self, role: Role) -> None:
        """End the story begun last."""
        self.end_paragraph(role)
        self._stories.pop()

    def add(self, text: str, *, label: bool = False) -> None:
        """Add text to the paragraph, or to its number."""
        story = self._story
        (story.label if label else _level(story, story.depth).parts).append(text)

    def add_raised(self, text: str) -> None:
        """Add what is printed raised: a mark of a note is no part of the text."""
        parts = _level(self._story, self._story.depth).parts
        parts[:] = [with_raised("".join(parts), text)]

    def plain_paragraph(self) -> None:
        """Set the paragraph's properties back: in no table, no heading."""
        self._story.depth, self._story.outline = 0, None

    def set_depth(self, depth: int) -> None:
        """Say in how many tables the paragraph stands."""
        self._story.depth = min(max(depth, 0), LEVEL_LIMIT)

    def in_table(self) -> None:
        """Say that the paragraph stands in a table, whose depth is said otherwise."""
        self._story.depth = max(self._story.depth, 1)

    def set_outline(self, level: int | None) -> None:
        """Say what heading level the paragraph has."""
        self._story.outline = level

    def has_text(self) -> bool:
        """Tell whether the paragraph has begun."""
        return bool(_level(self._story, self._story.depth).parts)

    def end_cell(self, *, nested: bool) -> None:
        """End a cell: of the outermost table, or (``nested``) of the paragraph's depth."""
        story = self._story
        depth = max(story.depth, 2) if nested else 1
        level = _level(story, depth)
        for deeper in story.levels[depth + 1 :]:
            if deeper.rows:
                level.inner.append(deeper.rows)
                deeper.rows = []
        level.cells.append(self._taken(depth).strip())

    def end_row(self, definition: RowDefinition, *, nested: bool) -> None:
        """End a row of the outermost table, or (``nested``) of the paragraph's depth."""
        story = self._story
        depth = max(story.depth, 2) if nested else 1
        level = _level(story, depth)
        row = RtfRow(
            definition=replace(definition, cells=list(definition.cells)),
            texts=tuple(text.replace(_TABLE_HERE, "").strip() for text in level.cells),
            pieces=tuple(tuple(text.split(_TABLE_HERE)) for text in level.cells),
            inner=tuple(tuple(rows) for rows in level.inner),
        )
        level.cells, level.inner = [], []
        if not row.definition.cells:
            return
        if nested and not level.rows:
            _level(story, depth - 1).parts.append(_TABLE_HERE)
        level.rows.append(row)

    def end_paragraph(self, role: Role) -> None:
        """End a paragraph; in a table it only breaks the cell's line."""
        story = self._story
        if story.depth and role == "body":
            _level(story, story.depth).parts.append("\n")
            return
        self._end_table(role)
        lines = self._taken(0).split("\n")
        self._paragraphs += role == "body"
        for line in lines:
            if not line and (role != "body" or len(lines) > 1):
                continue
            if role == "body":
                place = Locator(block=0, paragraph=self._paragraphs)
                self._body.append(Paragraph(text=line, locator=place, level=story.outline))
            else:
                place = Locator(block=0, member=role)
                self._kept[role].append(Paragraph(text=line, locator=place, role=role))

    def finish(self) -> tuple[Block, ...]:
        """Return all blocks: headers first, notes and footers last."""
        del self._stories[1:]
        self._story.depth = 0
        self._end_table("body")
        if "".join(self._story.levels[0].parts).strip():
            self.end_paragraph("body")
        blocks: list[Block] = [*_once(self._kept["header"]), *self._body]
        blocks += [*self._kept["footnote"], *_once(self._kept["footer"])]
        return tuple(_placed(block, index) for index, block in enumerate(blocks))

    def _taken(self, depth: int) -> str:
        """Return the text of a paragraph or cell at ``depth``, with its number."""
        level, label = _level(self._story, depth), "".join(self._story.label).strip()
        text = "".join(level.parts)
        level.parts, self._story.label = [], []
        return join_label(label, text)

    def _end_table(self, role: Role) -> None:
        levels = self._story.levels
        self._story.levels = levels[:1]
        if role == "body" and len(levels) > 1 and levels[1].rows:
            self._add_table(levels[1].rows)

    def _add_table(self, rows: Sequence[RtfRow]) -> None:
        """Add a table, or the content of one that only frames it, then the tables inside."""
        place = Locator(block=0, table=self._tables + 1)
        table = table_of(rows, place)
        if table.column_count > 1:
            self._tables += 1
            self._body.append(table)
            for row in rows:
                for inner in row.inner:
                    self._add_table(inner)
            return
        for row in rows:
            self._add_framed(row, place)

    def _add_framed(self, row: RtfRow, place: Locator) -> None:
        """Add what stands in the cells of a frame, tables in their places."""
        inner = iter(row.inner)
        for pieces in row.pieces:
            for number, piece in enumerate(pieces):
                if number and (table := next(inner, None)):
                    self._add_table(table)
                lines = [line for line in piece.split("\n") if line.strip()]
                self._body += [Paragraph(text=line, locator=place) for line in lines]


def _level(story: _Story, depth: int) -> _Level:
    while len(story.levels) <= depth:
        story.levels.append(_Level())
    return story.levels[depth]


def _once(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of different text (every section repeats its headers)."""
    return list({one.text: one for one in reversed(paragraphs)}.values())[::-1]


def _placed(block: Block, index: int) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, locator=replace(block.locator, block=index))
    cells = tuple(replace(cell, locator=replace(cell.locator, block=index)) for cell in block.cells)
    return replace(block, cells=cells, locator=replace(block.locator, block=index))
