"""One bulletin in every form an archive has kept it in, drawn by the programs people use.

A :class:`PrintedBulletin` is what stands on the paper: paragraphs and tables as texts. From
it come .docx (python-docx), .doc and PDF (LibreOffice), PDF printed by a browser (Chromium),
web pages, scans (pages drawn by pypdfium2, then turned and soiled) and flattened text. All of
it is synthetic and says so in its metadata.
"""

from __future__ import annotations

import html
import io
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

OFFICE_SECONDS = 120
MARK = "synthetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderCell:
    """A node of a table's header: a column, or a group of the columns under it."""

    text: str
    children: tuple[HeaderCell, ...] = ()

    @property
    def width(self) -> int:
        """How many columns stand under this node."""
        return sum(one.width for one in self.children) or 1

    @property
    def depth(self) -> int:
        """How many header rows this node needs."""
        return 1 + max((one.depth for one in self.children), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table: its header tree and its rows, each with a text for every column."""

    header: tuple[HeaderCell, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def header_rows(self) -> int:
        """How many rows the header takes."""
        return max(one.depth for one in self.header)

    def header_cells(self) -> Iterator[tuple[HeaderCell, int, int, int]]:
        """Yield ``(node, row, column, row span)`` for every node of the header."""
        yield from _placed(self.header, 0, 0, self.header_rows)


def _placed(
    nodes: Sequence[HeaderCell], row: int, column: int, rows: int
) -> Iterator[tuple[HeaderCell, int, int, int]]:
    for node in nodes:
        yield node, row, column, 1 if node.children else rows - row
        yield from _placed(node.children, row + 1, column, rows)
        column += node.width


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBulletin:
    """What stands on the paper, in order: paragraphs (the first is the title) and tables."""

    blocks: tuple[str | PrintedTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a bulletin is drawn; ``points`` is the size of the tables' letters.

    ``align`` is how the body cells of tables stand; names stand at the left unless centred.
    """

    ruled: bool = True
    points: float = 9
    landscape: bool = False
    repeat_header: bool = True
    page_numbers: bool = True
    align: Literal["center", "left", "right"] = "center"
    font: str = "Noto Serif CJK SC"


def render_docx(bulletin: PrintedBulletin, style: Style | None = None) -> bytes:
    """Return the bulletin as a Word file."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = style or Style()
    document = docx.Document()
    document.core_properties.title = str(bulletin.blocks[0])
    document.core_properties.comments = MARK
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = style.font, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), style.font)
    section = document.sections[0]
    if style.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    if style.page_numbers:
        _add_page_number(section.footer.paragraphs[0])
    for index, block in enumerate(bulletin.blocks):
        if isinstance(block, PrintedTable):
            _add_table(document, block, style)
        else:
            paragraph = document.add_paragraph(block)
            paragraph.paragraph_format.space_after = Pt(0)
            if index == 0:
                paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
            elif len(block) > 30:
                paragraph.paragraph_format.first_line_indent = Pt(24)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_page_number(paragraph: object) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = 1  # type: ignore[attr-defined]
    run = paragraph.add_run("— ")  # type: ignore[attr-defined]
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run._r.addnext(field)
    paragraph.add_run(" —")  # type: ignore[attr-defined]


def _add_table(document: object, table: PrintedTable, style: Style) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    columns = sum(one.width for one in table.header)
    drawn = document.add_table(rows=table.header_rows + len(table.rows), cols=columns)  # type: ignore[attr-defined]
    drawn.style = "Table Grid" if style.ruled else "Normal Table"
    cells = [list(row.cells) for row in drawn.rows]
    for node, row, column, span in table.header_cells():
        cell = cells[row][column]
        if span > 1 or node.width > 1:
            cell = cell.merge(cells[row + span - 1][column + node.width - 1])
        _fill(cell, node.text, Pt(style.points))
    for number, values in enumerate(table.rows, start=table.header_rows):
        for column, text in enumerate(values):
            _fill(cells[number][column], text, Pt(style.points), _alignment(style, column))
    if style.repeat_header:
        for row in drawn.rows[: table.header_rows]:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _alignment(style: Style, column: int) -> int:
    """Return python-docx's number of a body cell's alignment."""
    if style.align == "right":
        return 2 if column != 1 else 0
    return 0 if style.align == "left" else 1


def _fill(cell: object, text: str, size: object, alignment: int = 1) -> None:
    paragraph = cell.paragraphs[0]  # type: ignore[attr-defined]
    paragraph.alignment = alignment
    run = paragraph.add_run(text)
    run.font.size = size


def render_html(bulletin: PrintedBulletin, style: Style | None = None) -> str:
    """Return the bulletin as a web page."""
    style = style or Style()
    border = "1px solid black" if style.ruled else "none"
    size = "size: A4 landscape;" if style.landscape else "size: A4;"
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="zh-CN"><head><meta charset="utf-8"><meta name="generator" content="{MARK}">',
        f"<title>{html.escape(str(bulletin.blocks[0]))}</title><style>",
        f"@page {{ {size} margin: 20mm }}",
        f'body {{ font: 12pt/1.5 "{style.font}" }}',
        f"table {{ border-collapse: collapse; font-size: {style.points}pt; width: 100% }}",
        f"td, th {{ border: {border}; padding: 1pt 3pt; text-align: center; font-weight: 400 }}",
        f"td {{ text-align: {style.align} }}",
        f"td:nth-child(2) {{ text-align: {'center' if style.align == 'center' else 'left'} }}",
        "</style></head><body>",
    ]
    for index, block in enumerate(bulletin.blocks):
        if isinstance(block, PrintedTable):
            parts.append(_html_table(block))
        else:
            tag = "h1" if index == 0 else "p"
            parts.append(f"<{tag}>{html.escape(block)}</{tag}>")
    return "\n".join([*parts, "</body></html>"])


def _html_table(table: PrintedTable) -> str:
    lines: list[list[str]] = [[] for _ in range(table.header_rows)]
    for node, row, _, span in table.header_cells():
        spans = (f' rowspan="{span}"' if span > 1 else "") + (
            f' colspan="{node.width}"' if node.width > 1 else ""
        )
        lines[row].append(f"<th{spans}>{html.escape(node.text)}</th>")
    head = "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in lines)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>\n"
        for row in table.rows
    )
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def render_kept_text(bulletin: PrintedBulletin) -> str:
    """Return the bulletin as text whose table rows keep a separator for every blank."""
    return "\n".join(_text_lines(bulletin, collapsed=False)) + "\n"


def render_collapsed_text(bulletin: PrintedBulletin) -> str:
    """Return the bulletin as text whose blanks were moved to the ends of the rows."""
    return "\n".join(_text_lines(bulletin, collapsed=True)) + "\n"


def _text_lines(bulletin: PrintedBulletin, *, collapsed: bool) -> Iterator[str]:
    for block in bulletin.blocks:
        if isinstance(block, str):
            yield block
            continue
        width = sum(one.width for one in block.header)
        header = [[""] * width for _ in range(block.header_rows)]
        for node, row, column, _ in block.header_cells():
            header[row][column] = node.text
        for row_texts in [*header, *map(list, block.rows)]:
            filled = [text for text in row_texts if text]
            if collapsed:
                row_texts = filled + [""] * (width - len(filled))
            yield " | ".join(row_texts).strip() + " |"


def office() -> str | None:
    """Return LibreOffice's command, if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def browser() -> str | None:
    """Return Chromium's command, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def convert_by_office(content: bytes, suffix: str, target: str) -> bytes:
    """Return ``content`` (a file with ``suffix``) as LibreOffice saves it in form ``target``."""
    command = office()
    if command is None:
        raise FileNotFoundError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(content)
        subprocess.run(
            [command, f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--norestore", "--convert-to", target, "--outdir", f"{folder}/out", str(source)],
            check=True, capture_output=True, timeout=OFFICE_SECONDS,
        )  # fmt: skip
        return (Path(folder) / "out" / f"source.{target.partition(':')[0]}").read_bytes()


def render_doc(bulletin: PrintedBulletin, style: Style | None = None) -> bytes:
    """Return the bulletin as a Word 97-2003 file, saved by LibreOffice."""
    return convert_by_office(render_docx(bulletin, style), ".docx", "doc")


def render_pdf(bulletin: PrintedBulletin, style: Style | None = None) -> bytes:
    """Return the bulletin as a PDF made by LibreOffice."""
    return convert_by_office(render_docx(bulletin, style), ".docx", "pdf")


def render_printed_page(bulletin: PrintedBulletin, style: Style | None = None) -> bytes:
    """Return the bulletin's web page as Chromium prints it to PDF."""
    command = browser()
    if command is None:
        raise FileNotFoundError("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(render_html(bulletin, style), encoding="utf-8")
        subprocess.run(
            [command, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
             f"--print-to-pdf={target}", source.as_uri()],
            check=True, capture_output=True, timeout=OFFICE_SECONDS,
        )  # fmt: skip
        return target.read_bytes()


def render_scan(
    pdf: bytes, *, dpi: int = 200, degrees: float = 0.0, noise: float = 0.0, seed: int = 0
) -> list[bytes]:
    """Return the pages of ``pdf`` as scanned PNG images, turned and soiled as told.

    ``noise`` is the standard deviation of the grey values (0..255); a soiled page also gets
    specks.
    """
    import numpy
    import pypdfium2
    from PIL import Image, ImageFilter

    chance = numpy.random.default_rng(seed)
    specks = random.Random(seed)
    pages: list[bytes] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            image = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
            if degrees:
                image = image.rotate(
                    degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255
                )
            if noise:
                image = image.filter(ImageFilter.GaussianBlur(0.5))
                grey = numpy.asarray(image, dtype=numpy.float64)
                grey = grey + chance.normal(0, noise, grey.shape)
                for _ in range(60):
                    y, x = specks.randrange(grey.shape[0] - 2), specks.randrange(grey.shape[1] - 2)
                    grey[y : y + 2, x : x + 2] = 0
                image = Image.fromarray(numpy.clip(grey, 0, 255).astype(numpy.uint8))
            stream = io.BytesIO()
            image.save(stream, "PNG", dpi=(dpi, dpi))
            pages.append(stream.getvalue())
    return pages
