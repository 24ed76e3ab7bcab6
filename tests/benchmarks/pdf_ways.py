"""Where other ways to a PDF's table are better: one table ruled in many ways.

``python -m tests.benchmarks.pdf_ways`` prints Chromium's page of the same small table for each
way of ruling, read by this package, by pdfplumber's lines and by camelot's flavours (both
installed beside it): F1 of placed cells and milliseconds of CPU. Radicals in others' text are
mapped back and rows may be shifted as a whole, so that only the table counts.
"""

from __future__ import annotations

import base64
import io
import logging
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from corpus.render import browser
from parser.document import RawTable
from parser.readers import read
from parser.readers.radicals import unify_radicals
from parser.text import join_wrapped

Cells = dict[tuple[int, int], str]
RULINGS = {
    "ruled": "td,th{border:1px solid #000}",
    "dashed": "td,th{border:1px dashed #000}",
    "dotted": "td,th{border:1px dotted #555}",
    "thick": "td,th{border:4px solid #000}",
    "double": "td,th{border:3px double #000}",
    "light grey": "td,th{border:1px solid #f4f4f4}",
    "horizontal": "td,th{border-bottom:1px solid #000}",
    "three lines": "table{border-top:2px solid;border-bottom:2px solid} "
    "th{border-bottom:1px solid}",
    "vertical": "td,th{border-left:1px solid #000;border-right:1px solid #000}",
    "outer": "table{border:1px solid #000} th{border-bottom:1px solid #000}",
    "header only": "th{border:1px solid #000}",
    "backgrounds": ".even td,th{background:#dde}",
    "picture": "",
    "none": "",
}
_NAMES = "省发改委 省经信委 省教育厅 省科技厅 省民委 省公安厅 省民政厅 省司法厅 省财政厅 省人社厅"
_WIDTH, _HEIGHT = 90, 28


def table() -> list[list[str]]:
    """Return the table's rows, some cells blank."""
    rows = [["序号", "部门名称", "收件", "大厅", "网上", "办结"]]
    for number, name in enumerate(_NAMES.split()):
        online = "" if number % 3 == 0 else str(400 + 30 * number)
        counts = [str(900 + 37 * number), str(500 + 7 * number), online, str(31 * number + 3)]
        rows.append([str(number + 1), name, *counts])
    return rows


def page_of(name: str, rows: list[list[str]]) -> bytes:
    """Return a PDF of the table, ruled as ``name`` says."""
    if name == "picture":
        body = _over_picture(rows)
    else:
        body = "<table>"
        for number, row in enumerate(rows):
            tag = "td" if number else "th"
            cells = "".join(f"<{tag}>{text}</{tag}>" for text in row)
            body += f'<tr class="{"odd" if number % 2 else "even"}">{cells}</tr>'
        body += "</table>"
    style = '@page{margin:20mm} body{font:11pt "Noto Serif CJK SC"} table{border-collapse:collapse;'
    style += "width:90%} td,th{padding:2pt 4pt;text-align:center;font-weight:400}" + RULINGS[name]
    command = browser()
    if command is None:
        raise FileNotFoundError("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "a.html", Path(folder) / "a.pdf"
        source.write_text(f"<meta charset=utf-8><style>{style}</style><p>通报如下。</p>{body}")
        subprocess.run(
            [command, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
             f"--print-to-pdf={target}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return target.read_bytes()


def _over_picture(rows: list[list[str]]) -> str:
    """Return the table as texts over a picture of its rulings."""
    wide, high = _WIDTH * len(rows[0]), _HEIGHT * len(rows)
    picture = Image.new("L", (2 * wide + 4, 2 * high + 4), 255)
    pen = ImageDraw.Draw(picture)
    for y in range(0, 2 * high + 1, 2 * _HEIGHT):
        pen.line([(0, y + 1), (2 * wide, y + 1)], fill=0, width=2)
    for x in range(0, 2 * wide + 1, 2 * _WIDTH):
        pen.line([(x + 1, 0), (x + 1, 2 * high)], fill=0, width=2)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    source = "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
    texts = "".join(
        f'<div style="position:absolute;left:{_WIDTH * x}px;top:{_HEIGHT * y}px;width:{_WIDTH}px;'
        f'line-height:{_HEIGHT}px;text-align:center">{text}</div>'
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    )
    place = f"position:absolute;left:0;top:0;width:{wide + 2}px;height:{high + 2}px"
    around = f"position:relative;height:{high + 20}px"
    return f'<div style="{around}"><img src="{source}" style="{place}">{texts}</div>'


def _own(path: Path) -> Cells:
    document = read(path.read_bytes(), name=path.name)
    tables = [block for block in document.blocks if isinstance(block, RawTable)]
    return {(c.row, c.column): join_wrapped(c.text) for c in tables[0].cells} if tables else {}


def _pdfplumber(path: Path) -> Cells:
    import pdfplumber

    with pdfplumber.open(path) as document:
        tables = document.pages[0].extract_tables()
    return _cells(tables[0]) if tables else {}


def _camelot(flavor: str) -> Callable[[Path], Cells]:
    def found(path: Path) -> Cells:
        from camelot.io import read_pdf

        tables = read_pdf(str(path), flavor=flavor, pages="1", suppress_stdout=True)
        return _cells(tables[0].df.values.tolist()) if tables.n else {}

    return found


def _cells(rows: list[list[str | None]]) -> Cells:
    return {
        (y, x): unify_radicals((text or "").replace("\n", ""))
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    }


def f1(wanted: Cells, found: Cells) -> float:
    """Return F1 of the cells that are not empty, rows shifted as a whole at best."""
    found = {place: text for place, text in found.items() if text}
    right = max(
        sum(wanted.get((y - shift, x)) == text for (y, x), text in found.items())
        for shift in range(-3, 4)
    )
    return 2 * right / max(len(wanted) + len(found), 1)


def main() -> None:
    """Run the comparison."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    ways = {"own": _own, "pdfplumber": _pdfplumber}
    ways |= {name: _camelot(name) for name in ("lattice", "stream", "network", "hybrid")}
    rows = table()
    wanted = {(y, x): text for y, row in enumerate(rows) for x, text in enumerate(row) if text}
    print(f"{'':14}" + "".join(f"{way:>18}" for way in ways))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        for name in RULINGS:
            path.write_bytes(page_of(name, rows))
            line = f"{name:14}"
            for way in ways.values():
                start = time.process_time()
                score = f1(wanted, way(path))
                line += f"{score:8.3f} {1000 * (time.process_time() - start):6.0f} ms"
            print(line, flush=True)


if __name__ == "__main__":
    main()
