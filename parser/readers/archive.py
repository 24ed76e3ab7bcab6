"""Zip archives of documents: the body and its annexes kept as files of their own."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace

from parser.document import Block, Document, Format, Locator, RawTable, UnreadableError
from parser.readers.package import open_package, read_member

DEPTH_LIMIT = 3
"""Archives within archives that are opened."""
_IGNORED = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def read_archive(data: bytes, read: Callable[[bytes, str], Document]) -> Document:
    """Return the documents of an archive as one, in the order of their names.

    A member that cannot be read is a problem of the whole; none that can is its end. The
    format is that of the first member read. ``Locator.member`` names the member.
    """
    documents: list[tuple[str, Document]] = []
    problems: list[tuple[str, str, Locator | None]] = []
    with open_package(data) as archive:
        for shown, stored in _members(archive):
            try:
                documents.append((shown, read(read_member(archive, stored), shown)))
            except UnreadableError as error:
                problems.append(
                    ("part-unreadable", f"{shown}: {error}", Locator(block=0, member=shown))
                )
    if not documents:
        why = problems[0][1] if problems else "it is empty"
        raise UnreadableError(f"the archive holds no document that can be read: {why}")
    blocks: list[Block] = []
    for shown, document in documents:
        for block in document.blocks:
            blocks.append(moved_into(block, len(blocks) - block.locator.block, shown))
        problems += [
            (code, message, replace(place, member=_within(shown, place.member)) if place else None)
            for code, message, place in document.problems
        ]
    container: Format = documents[0][1].format
    return Document(
        format=container,
        reader=f"zip:{documents[0][1].reader}",
        blocks=tuple(blocks),
        properties=documents[0][1].properties,
        problems=tuple(problems),
    )


def _members(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return (name as its maker wrote it, name as stored) of the files, in reading order."""
    found = []
    for member in archive.infolist():
        lower = member.filename.lower()
        if member.is_dir() or any(part in lower for part in _IGNORED):
            continue
        shown = member.filename
        if not member.flag_bits & 0x800:
            # Chinese Windows stores names in GBK without saying so.
            try:
                shown = shown.encode("cp437").decode("gb18030")
            except UnicodeError:
                shown = member.filename
        found.append((shown, member.filename))
    return sorted(found)


def _within(outer: str, inner: str | None) -> str:
    return f"{outer}/{inner}" if inner else outer


def moved_into(block: Block, offset: int, member: str) -> Block:
    """Return a block of the ``member`` of a container, its number ``offset`` further on."""

    def moved(place: Locator) -> Locator:
        return replace(place, block=place.block + offset, member=_within(member, place.member))

    if isinstance(block, RawTable):
        cells = tuple(replace(cell, locator=moved(cell.locator)) for cell in block.cells)
        return replace(block, cells=cells, locator=moved(block.locator))
    return replace(block, locator=moved(block.locator))
