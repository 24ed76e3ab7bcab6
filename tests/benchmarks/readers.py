"""How whole the readers bring synthetic bulletins back, form by form, and how fast.

``python -m tests.benchmarks.readers [--bulletins N] [--forms docx pdf ...] [--seed S]``
prints for each form: F1 of placed cells (right row, column and text of the cells that are not
empty), headers right (every header cell with its spans), paragraphs intact, milliseconds a
document and a page of warm runs, and of scans how many wrong cells carry no doubt. How other
tools read the same is for ``tests.benchmarks.peers``.
"""

from __future__ import annotations

import argparse
import io
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence

import pypdfium2
from PIL import Image

from corpus.forms import FORMS, STYLES, draw_form
from corpus.render import PrintedBulletin, PrintedTable
from parser.document import Document, RawTable, UnreadableError
from parser.readers import read
from parser.text import fold_width, join_wrapped
from tests.benchmarks.equality import sample

TABLED = tuple(name for name in FORMS if not name.endswith("text"))
"""Forms whose tables the source itself gives."""

Cells = dict[tuple[int, int, int], str]


def wanted_cells(printed: PrintedBulletin) -> Cells:
    """Return the texts of the bulletin's cells by table, row and column."""
    cells: Cells = {}
    tables = [block for block in printed.blocks if isinstance(block, PrintedTable)]
    for number, table in enumerate(tables):
        for node, row, column, _ in table.header_cells():
            cells[number, row, column] = node.text
        for row, values in enumerate(table.rows, start=table.header_rows):
            cells.update({(number, row, column): text for column, text in enumerate(values)})
    return {place: join_wrapped(text) for place, text in cells.items() if text}


def found_tables(document: Document) -> list[RawTable]:
    """Return a document's tables."""
    return [block for block in document.blocks if isinstance(block, RawTable)]


def score(printed: PrintedBulletin, document: Document) -> Counter[str]:
    """Count what is right; ``x/`` counts what could be."""
    counts: Counter[str] = Counter()
    wanted = wanted_cells(printed)
    cells = {
        (number, cell.row, cell.column): cell
        for number, table in enumerate(found_tables(document))
        for cell in table.cells
        if cell.text
    }
    counts["cells/"] = len(wanted) + len(cells)
    for place, cell in cells.items():
        right = wanted.get(place) == join_wrapped(cell.text)
        counts["cells"] += 2 * right
        counts["wrong"] += not right
        counts["wrong and sure"] += not right and not cell.doubt
        counts["doubtful"] += cell.doubt > 0
    meant = [block for block in printed.blocks if isinstance(block, PrintedTable)]
    found = found_tables(document)
    for number, table in enumerate(meant):
        counts["headers/"] += 1
        if number < len(found):
            head = {
                (cell.row, cell.column): (join_wrapped(cell.text), cell.row_span, cell.column_span)
                for cell in found[number].cells
                if cell.row < table.header_rows
            }
            counts["headers"] += head == {
                (row, column): (node.text, span, node.width)
                for node, row, column, span in table.header_cells()
            }
    texts = [block for block in printed.blocks if isinstance(block, str)]
    body = Counter(
        join_wrapped(block.text)
        for block in document.blocks
        if not isinstance(block, RawTable) and block.role == "body"
    )
    counts["paragraphs/"] = len(texts)
    wanted_texts = Counter(join_wrapped(text) for text in texts)
    counts["paragraphs"] = sum((body & wanted_texts).values())
    counts["folded"] = sum((_folded(body) & _folded(wanted_texts)).values())
    counts["folded/"] = len(texts)
    return counts


def _folded(texts: Counter[str]) -> Counter[str]:
    """Return texts whose punctuation is all of one width, as recognition cannot tell it."""
    folded: Counter[str] = Counter()
    for text, count in texts.items():
        folded[fold_width(text)] += count
    return folded


def pages_of(data: bytes) -> int:
    """Return the pages of a PDF or TIFF; 1 for any other form."""
    if data.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(data) as document:
            return len(document)
    if data.startswith((b"II*", b"MM\x00*")):
        return int(getattr(Image.open(io.BytesIO(data)), "n_frames", 1))
    return 1


def _timed(call: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return 1000 * best


def run(form: str, seeds: Sequence[int]) -> None:
    """Print one form's line."""
    counts: Counter[str] = Counter()
    milliseconds = pages = 0.0
    papers = [(sample(seed).paper, STYLES[seed % len(STYLES)]) for seed in seeds]
    for seed, (printed, _), data in zip(seeds, papers, draw_form(form, papers), strict=True):
        try:
            document = read(data, name=form)
        except UnreadableError as error:
            print(f"{form} {seed}: {error}", file=sys.stderr)
            continue
        counts.update(score(printed, document))
        pages += pages_of(data)
        milliseconds += _timed(lambda data=data: read(data, name=form), 1 if "scan" in form else 3)  # type: ignore[misc]

    def ratio(name: str) -> str:
        return f"{counts[name] / max(counts[f'{name}/'], 1):.4f}"

    line = f"{form:16} F1 {ratio('cells')}  headers {ratio('headers')}  "
    line += f"paragraphs {ratio('paragraphs')}  {milliseconds / max(len(seeds), 1):7.0f} ms a "
    line += f"document {milliseconds / max(pages, 1):7.1f} a page  wrong {counts['wrong']}"
    if "scan" in form:
        line += f"  wrong and sure {counts['wrong and sure']}  doubtful {counts['doubtful']}"
        line += f"  paragraphs but for the width of punctuation {ratio('folded')}"
    print(line, flush=True)


def main() -> None:
    """Run the benchmark from the command line."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bulletins", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--forms", nargs="*", choices=sorted(TABLED), default=list(TABLED))
    arguments = parser.parse_args()
    seeds = range(arguments.seed, arguments.seed + arguments.bulletins)
    for form in arguments.forms:
        run(form, seeds)


if __name__ == "__main__":
    main()
