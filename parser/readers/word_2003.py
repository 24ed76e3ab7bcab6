"""Word 2003 XML (``w:wordDocument``): what templates of office systems fill and name .doc.

Its elements are those of later Word files but for a few, which are renamed here, so that
:mod:`parser.readers.docx` reads it. Automatic numbers are kept in it as they print.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from parser.document import Document
from parser.readers.docx import read_docx
from parser.readers.package import attribute, child, local, parse_xml

_W = "http://schemas.microsoft.com/office/word/2003/wordml"
_SMART_TAGS = "urn:schemas-microsoft-com:office:smarttags"
_RENAMED = {
    "vmerge": "vMerge",
    "hmerge": "hMerge",
    "hlink": "hyperlink",
    "sect": "customXml",
    "sub-section": "customXml",
    "pBdrGroup": "customXml",
}
_TRACKED = {"Word.Insertion": "ins", "Word.Deletion": "del"}
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read_word_2003(data: bytes) -> Document:
    """Return the document in ``data``; :class:`UnreadableError` if it is damaged."""
    root = parse_xml(data, "document", pictures=True)
    for element in list(root.iter()):
        _renew(element)
    styles = child(root, "styles")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", etree.tostring(root))
        if styles is not None:
            archive.writestr("word/styles.xml", etree.tostring(styles))
            archive.writestr(
                "word/_rels/document.xml.rels",
                f'<Relationships><Relationship Id="s" Type="{_RELATION}/styles" '
                'Target="styles.xml"/></Relationships>',
            )
    return read_docx(stream.getvalue(), container="doc", reader="doc:word-2003")


def _renew(element: etree._Element) -> None:
    """Give an element the name that it has in later files."""
    name = local(element)
    if name == "annotation":
        tracked = _TRACKED.get(attribute(element, "type") or "")
        content = child(element, "content")
        parent = element.getparent()
        if tracked and content is not None:
            element.tag = f"{{{_W}}}{tracked}"
            element.extend(list(content))
            element.remove(content)
        elif parent is not None:
            parent.remove(element)  # bookmarks, comments
    elif name == "binData":
        element.text = None  # a picture
    elif name == "listPr":
        _print_number(element)
    elif name in _RENAMED:
        element.tag = f"{{{_W}}}{_RENAMED[name]}"
    elif str(element.tag).startswith(f"{{{_SMART_TAGS}}}"):
        element.tag = f"{{{_W}}}smartTag"


def _print_number(numbering: etree._Element) -> None:
    """Put a paragraph's automatic number before its text, as it prints."""
    label = attribute(child(numbering, "t"), "val")
    properties = numbering.getparent()
    paragraph = properties.getparent() if properties is not None else None
    if not label or properties is None or paragraph is None or local(paragraph) != "p":
        return
    run = etree.Element(f"{{{_W}}}r")
    etree.SubElement(run, f"{{{_W}}}t").text = label
    paragraph.insert(paragraph.index(properties) + 1, run)
