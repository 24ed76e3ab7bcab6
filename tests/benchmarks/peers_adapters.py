"""How each peer is asked for tables and paragraphs: run inside the peer's own environment.

Reads a JSON object from standard input, ``{"peer", "files": [path], "times": n}``, and prints one
JSON object a file: ``{"tables": [[[text, ...], ...]], "paragraphs", "ms", "peak_mb"}`` or
``{"error"}``. A table is its grid of texts; positions that a merged cell covers hold its text
again, so that every column can be given its header path.
Nothing of this project may be imported here but by the adapter of this project itself.

Every peer is used in the way its own documentation gives for the best tables: options that its
defaults leave out and that helped are set, and named beside the call.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

Grid = list[list[str]]
Answer = tuple[list[Grid], list[str]]
Adapter = Callable[[Path], Answer]


def filled(cells: list[tuple[int, int, int, int, str]]) -> Grid:
    """Return a grid from ``(row, column, row span, column span, text)``."""
    rows = max((row + down for row, _, down, _, _ in cells), default=0)
    columns = max((column + across for _, column, _, across, _ in cells), default=0)
    grid = [[""] * columns for _ in range(rows)]
    for row, column, down, across, text in cells:
        for line in grid[row : row + down]:
            line[column : column + across] = [text] * across
    return grid


class _Page(HTMLParser):
    """Collects the tables (with spans) and the paragraphs of a web page."""

    BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "div", "br"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Grid] = []
        self.paragraphs: list[str] = []
        self._cells: list[tuple[int, int, int, int, str]] | None = None
        self._taken: set[tuple[int, int]] = set()
        self._row = -1
        self._span: tuple[int, int] | None = None
        self._text: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row, cell or paragraph."""
        held = dict(attrs)
        if tag in ("style", "script", "title"):
            self._hidden = True
        elif tag == "table":
            self._end_paragraph()
            self._cells, self._taken, self._row = [], set(), -1
        elif tag == "tr":
            self._row += 1
        elif tag in ("td", "th"):
            self._text = []
            self._span = (int(held.get("rowspan") or 1), int(held.get("colspan") or 1))
        elif tag in self.BLOCKS and self._cells is None:
            self._end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if tag in ("style", "script", "title"):
            self._hidden = False
        elif tag in ("td", "th") and self._cells is not None and self._span:
            column = 0
            while (self._row, column) in self._taken:
                column += 1
            down, across = self._span
            self._cells.append((self._row, column, down, across, "".join(self._text).strip()))
            self._taken |= {(self._row + y, column + x) for y in range(down) for x in range(across)}
            self._text, self._span = [], None
        elif tag == "table" and self._cells is not None:
            self.tables.append(filled(self._cells))
            self._cells, self._text = None, []
        elif tag in self.BLOCKS and self._cells is None:
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._hidden:
            self._text.append(data)

    def _end_paragraph(self) -> None:
        text = "".join(self._text).strip()
        if text:
            self.paragraphs.append(text)
        self._text = []

    def close(self) -> None:
        """End the last paragraph."""
        super().close()
        self._end_paragraph()


def from_html(text: str) -> Answer:
    """Return tables and paragraphs of HTML."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.tables, page.paragraphs


def from_markdown(text: str) -> Answer:
    """Return tables and paragraphs of Markdown; HTML tables within it are read as such."""
    tables: list[Grid] = []
    paragraphs: list[str] = []
    for part in re.split(r"(<table.*?</table>)", text, flags=re.DOTALL):
        if part.startswith("<table"):
            tables += from_html(part)[0]
            continue
        for block in re.split(r"\n\s*\n", part):
            lines = block.strip().split("\n")
            rows = [line for line in lines if line.lstrip().startswith("|")]
            rest = "\n".join(line for line in lines if not line.lstrip().startswith("|"))
            if rows:
                cut = [[c.strip() for c in row.strip().strip("|").split("|")] for row in rows]
                tables.append([row for row in cut if not all(re.fullmatch("-+", c) for c in row)])
            if rest.strip():
                paragraphs.append(re.sub(r"^#+ ", "", rest.strip()))
    return tables, paragraphs


def merged(rows: list[list[str | None]]) -> Grid:
    """Return a grid whose ``None`` (covered by a merged cell) is filled: left, else above."""
    grid: Grid = []
    for at, row in enumerate(rows):
        line: list[str] = []
        for column, text in enumerate(row):
            if text is not None:
                line.append(text)
            elif at and rows[at - 1][column] is not None:
                line.append(grid[at - 1][column])
            else:
                line.append(line[-1] if line else "")
        grid.append(line)
    return grid


def tongbao(path: Path) -> Answer:
    """This project's readers, without what the parser makes of their output."""
    from parser.document import RawTable
    from parser.readers import read

    document = read(path.read_bytes(), name=path.name)
    tables = [
        filled([(c.row, c.column, c.row_span, c.column_span, c.text) for c in block.cells])
        for block in document.blocks
        if isinstance(block, RawTable)
    ]
    texts = [b.text for b in document.blocks if not isinstance(b, RawTable) and b.role == "body"]
    return tables, texts


def python_docx(path: Path) -> Answer:
    """python-docx: ``row.cells`` repeats a merged cell in every position."""
    import docx

    document = docx.Document(str(path))
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]
    return tables, [p.text for p in document.paragraphs if p.text]


def by_office(path: Path) -> Answer:
    """LibreOffice to docx, then python-docx: what a script for old Word files does."""
    command = shutil.which("soffice") or "soffice"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [command, f"-env:UserInstallation=file://{tempfile.gettempdir()}/peers-office",
             "--headless", "--convert-to", "docx", "--outdir", folder, str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return python_docx(next(Path(folder).glob("*.docx")))


def mammoth(path: Path) -> Answer:
    """mammoth: its HTML keeps spans."""
    import mammoth

    with path.open("rb") as stream:
        return from_html(mammoth.convert_to_html(stream).value)


def markitdown(path: Path) -> Answer:
    """markitdown: Markdown is its only output."""
    from markitdown import MarkItDown

    return from_markdown(MarkItDown().convert(str(path)).text_content)


def kreuzberg(path: Path) -> Answer:
    """kreuzberg: ``tables`` hold the cells; without its cache, in HTML for the paragraphs."""
    import kreuzberg

    config = kreuzberg.ExtractionConfig(use_cache=False, output_format="html")
    result = kreuzberg.extract_file_sync(str(path), config=config)
    tables: list[Grid] = []
    for table in result.tables:
        if table.cells not in tables:  # a web page's are listed twice
            tables.append(table.cells)
    return tables, from_html(result.content)[1]


def docling(path: Path) -> Answer:
    """docling's readers of Word files and web pages; its PDF pipeline needs models."""
    from docling.backend.html_backend import HTMLDocumentBackend
    from docling.backend.msword_backend import MsWordDocumentBackend
    from docling.datamodel.base_models import InputFormat
    from docling.datamodel.document import InputDocument

    is_word = path.suffix == ".docx"
    given = InputDocument(
        path_or_stream=path,
        format=InputFormat.DOCX if is_word else InputFormat.HTML,
        backend=MsWordDocumentBackend if is_word else HTMLDocumentBackend,
    )
    document = given._backend.convert()
    tables = [[[cell.text for cell in row] for row in t.data.grid] for t in document.tables]
    texts = [getattr(item, "marker", "") + item.text for item in document.texts]
    return tables, texts


def mineru(path: Path) -> Answer:
    """MinerU's flash tier: its Markdown holds tables as HTML with spans."""
    from mineru.parser import parse

    return from_markdown(parse(path, tier="flash").markdown())


def _pdfplumber(path: Path, settings: dict[str, object]) -> Answer:
    import pdfplumber

    tables, paragraphs = [], []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            found = page.find_tables(settings)
            tables += [merged(table.extract()) for table in found]
            for table in found:
                page = page.outside_bbox(table.bbox, strict=False)
            paragraphs += (page.extract_text() or "").split("\n")
    return tables, paragraphs


def pdfplumber_lines(path: Path) -> Answer:
    """pdfplumber with its defaults: rulings; lines of text are its paragraphs."""
    return _pdfplumber(path, {})


def pdfplumber_text(path: Path) -> Answer:
    """pdfplumber by the alignment of words."""
    return _pdfplumber(path, {"vertical_strategy": "text", "horizontal_strategy": "text"})


def _camelot(path: Path, flavor: str, **options: object) -> Answer:
    import camelot

    found = camelot.read_pdf(  # type: ignore[attr-defined]
        str(path), pages="all", flavor=flavor, **options
    ).stack_contiguous()
    return [[list(map(str, row)) for row in t.df.values.tolist()] for t in found], []


def camelot_lattice(path: Path) -> Answer:
    """camelot by rulings; a cell that spans columns is copied to each (``copy_text``)."""
    return _camelot(path, "lattice", copy_text=["h"])


def camelot_stream(path: Path) -> Answer:
    """camelot by gaps between words."""
    return _camelot(path, "stream")


def camelot_network(path: Path) -> Answer:
    """camelot by the alignment of words."""
    return _camelot(path, "network")


def img2table(path: Path) -> Answer:
    """img2table by rulings with RapidOCR for Chinese, angle classifier off (it misreads digits)."""
    from img2table.document import Image
    from PIL import Image as Pictures
    from PIL import ImageSequence

    tables = []
    with Pictures.open(path) as pages:
        for page in ImageSequence.Iterator(pages):
            stream = io.BytesIO()
            page.convert("RGB").save(stream, "PNG")
            found = Image(stream.getvalue()).extract_tables(ocr=_ocr(), min_confidence=1)
            tables += [
                [[cell.value or "" for cell in row] for row in table.content.values()]
                for table in found
            ]
    return tables, []


_ENGINES: list[object] = []


def _ocr() -> object:
    if not _ENGINES:
        from img2table.ocr import RapidOCR
        from rapidocr import LangRec

        _ENGINES.append(RapidOCR({"Rec.lang_type": LangRec.CH, "Global.use_cls": False}))
    return _ENGINES[0]


ADAPTERS: dict[str, Adapter] = {
    "tongbao": tongbao,
    "python-docx": python_docx,
    "LibreOffice": by_office,
    "mammoth": mammoth,
    "markitdown": markitdown,
    "kreuzberg": kreuzberg,
    "docling": docling,
    "MinerU flash": mineru,
    "pdfplumber": pdfplumber_lines,
    "pdfplumber text": pdfplumber_text,
    "camelot lattice": camelot_lattice,
    "camelot stream": camelot_stream,
    "camelot network": camelot_network,
    "img2table+RapidOCR": img2table,
}


def _answer(adapter: Adapter, path: Path, times: int) -> dict[str, object]:
    best = float("inf")
    tables: list[Grid] = []
    paragraphs: list[str] = []
    for _ in range(times):
        start = time.perf_counter()
        try:
            tables, paragraphs = adapter(path)
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"[:300]}
        best = min(best, time.perf_counter() - start)
    return {"tables": tables, "paragraphs": paragraphs, "ms": 1000 * best, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """Return this process' greatest resident memory; unlike ru_maxrss without its parent's."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text() if status.exists() else "")
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    adapter = ADAPTERS[request["peer"]]
    for path in map(Path, request["files"]):
        with contextlib.redirect_stdout(sys.stderr):
            answer = _answer(adapter, path, request["times"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
