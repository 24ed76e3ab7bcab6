"""What every reader returns: a document as blocks in reading order, each with its place.

A :class:`Document` holds paragraphs and tables as the source has them; nothing is
interpreted here. Every later stage carries the :class:`Locator` on, so that each number
can be shown to a person where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Format = Literal["txt", "docx", "doc", "pdf", "scan", "html", "xlsx"]
"""The form a document was archived in, told by its content."""

Role = Literal["body", "header", "footer", "footnote", "navigation"]
"""What part of the page a paragraph belongs to; only ``body`` is the bulletin's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where something stands in its source.

    ``block`` is the 0-based index of the block in reading order and orders locators; it is
    not shown. All other numbers are 1-based and ``None`` where the form has no such thing.
    ``start``/``end`` are 0-based character offsets into the line or paragraph (half open).
    ``box`` is ``(x0, top, x1, bottom)`` in points from the page's top left corner.
    ``member`` names the file within an archive or the part within a container.
    """

    block: int
    line: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    cell: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    start: int | None = None
    end: int | None = None
    member: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the fields that are known, without ``block``."""
        names = ("member", "page", "line", "paragraph", "table", "row", "cell", "start", "end")
        shown: dict[str, object] = {
            name: value for name in names if (value := getattr(self, name)) is not None
        }
        if self.box is not None:
            shown["box"] = [round(edge, 1) for edge in self.box]
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of a text file, one paragraph of a Word file or page.

    ``text`` is as printed, with automatic numbering rendered as text and without the line
    end. ``level`` is the heading level (1..) that the source's own markup gives, if any.
    """

    text: str
    locator: Locator
    role: Role = "body"
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCell:
    """A cell of a source table; ``row`` and ``column`` (0-based) are its top left corner.

    ``doubt`` is the probability that ``text`` was misread (0 for anything but a scan);
    ``readings`` are then other possible readings with their probability.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    locator: Locator
    doubt: float = 0.0
    readings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A table whose grid the source itself gives: ``cells`` in reading order, blanks kept.

    Every position of ``row_count`` x ``column_count`` is covered by at most one cell.
    ``header_rows`` is how many leading rows the source marks as header, if it says so.
    """

    cells: tuple[RawCell, ...]
    row_count: int
    column_count: int
    locator: Locator
    header_rows: int | None = None


Block = Paragraph | RawTable


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFile:
    """A document that a page links, as the words and the address of the link."""

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as read: its blocks in reading order.

    ``properties`` are what the container says of itself (``title``, ``author``, ``created``,
    ``modified`` as ISO dates, ``encoding`` ...). ``problems`` are codes and details of what
    the reader met, to become findings: ``(code, message, locator or None)``. ``linked`` are
    the documents beside this one that it links.
    """

    format: Format
    reader: str
    blocks: tuple[Block, ...]
    properties: dict[str, str] = field(default_factory=dict)
    problems: tuple[tuple[str, str, Locator | None], ...] = ()
    linked: tuple[LinkedFile, ...] = ()


class UnreadableError(Exception):
    """A file that cannot be read: one clear line saying what is wrong and what to do.

    ``str(error)`` is that line without the file's name, which the caller knows.
    """
