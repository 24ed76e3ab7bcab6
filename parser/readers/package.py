"""Opening zip containers and the XML in them without trusting either.

Sizes are bounded before anything is unpacked, entities are never resolved, nothing is
fetched. Every failure is an :class:`UnreadableError`.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from parser.document import UnreadableError

MEMBER_LIMIT = 128 * 2**20
"""Bytes that one unpacked member may have."""
TOTAL_LIMIT = 1024 * 2**20
"""Bytes that all members together may have."""
MEMBER_COUNT_LIMIT = 10_000

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    KeyError,
    RuntimeError,
)


@contextmanager
def open_package(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open ``data`` as a zip container whose declared sizes are within the limits."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise UnreadableError("the file is cut off or damaged: fetch it again") from error
    with archive:
        members = archive.infolist()
        if len(members) > MEMBER_COUNT_LIMIT:
            raise UnreadableError(f"the file holds {len(members)} parts: too many to be a document")
        if sum(member.file_size for member in members) > TOTAL_LIMIT:
            raise UnreadableError("the file would unpack to more than 1 GB: it is not read")
        yield archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the unpacked member ``name``, which may be written with other case or slashes."""
    wanted = name.replace("\\", "/").lstrip("/").lower()
    found = next(
        (m for m in archive.infolist() if m.filename.replace("\\", "/").lower() == wanted), None
    )
    if found is None:
        raise UnreadableError(f"the part {name} is missing: the file is damaged, fetch it again")
    if found.flag_bits & 1:
        raise UnreadableError("the file is protected by a password: save it without one")
    try:
        with archive.open(found) as stream:
            content = stream.read(MEMBER_LIMIT + 1)
    except _DAMAGE as error:
        raise UnreadableError(f"the part {name} is damaged: fetch the file again") from error
    if len(content) > MEMBER_LIMIT:
        raise UnreadableError(f"the part {name} unpacks to more than 128 MB: it is not read")
    return content


def parse_xml(content: bytes, name: str, *, pictures: bool = False) -> etree._Element:
    """Return the root of the XML ``content``; entities stay unexpanded.

    One that holds ``pictures`` may have texts of more than ten million characters.
    """
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=pictures,
        remove_pis=True, remove_comments=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"the part {name} is damaged: fetch the file again") from error
    if root is None:
        raise UnreadableError(f"the part {name} is empty: fetch the file again")
    return root


_LOCAL: dict[str, str] = {}


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace ('' for what is no element).

    Word's two dialects (transitional and strict) differ in namespaces only.
    """
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    name = _LOCAL.get(tag)
    if name is None:
        name = _LOCAL[tag] = tag.rpartition("}")[2]
    return name


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Return the attribute ``name``, whatever its namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant along ``path`` of local names."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(f"{{*}}{name}"), None)
    return element


def switched_on(element: etree._Element | None) -> bool:
    """Tell whether an on/off property stands and is not switched off."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off", "none")
