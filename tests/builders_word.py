"""Word files from the XML of their parts."""

from __future__ import annotations

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMESPACES = (
    f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_file(body: str, **parts: str) -> bytes:
    """Return a .docx whose body is ``body``; ``parts`` are the contents of numbering, styles,
    footnotes, header, footer by name."""
    stream = io.BytesIO()
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{name}" Target="{name}.xml"/>'
        for name in parts
    )
    edges = "".join(
        f'<w:{name}Reference w:type="default" r:id="{name}"/>'
        for name in parts
        if name in ("header", "footer")
    )
    roots = {"header": "hdr", "footer": "ftr"}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "_rels/.rels",
            "<Relationships><Relationship Id='d' "
            f"Type='{_RELATION}/officeDocument' Target='word/document.xml'/></Relationships>",
        )
        package.writestr(
            "word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>"
        )
        package.writestr(
            "word/document.xml",
            f"<w:document {_NAMESPACES}><w:body>{body}<w:sectPr>{edges}</w:sectPr></w:body>"
            "</w:document>",
        )
        for name, content in parts.items():
            root = roots.get(name, name)
            package.writestr(f"word/{name}.xml", f"<w:{root} {_NAMESPACES}>{content}</w:{root}>")
    return stream.getvalue()


def p(text: str, properties: str = "") -> str:
    """Return a paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(text: str, properties: str = "") -> str:
    """Return a table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """Return a table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    """Return a table; ``grid`` are its columns' widths."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def level(at: int, number_format: str, text: str, more: str = "") -> str:
    """Return a list level of numbering.xml."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def in_list(at: int, list_id: int = 1) -> str:
    """Return the paragraph property that puts a paragraph into a list."""
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>'
