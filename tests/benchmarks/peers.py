"""What else reads such documents, beside this project's readers, in one run.

``python -m tests.benchmarks.peers [--bulletins N] [--scans N] [--forms docx ...] [--seed S]``
draws synthetic bulletins, keeps them in each form and lets every peer read the same files, each in
an environment of its own that the command makes (pinned versions, under the user's cache folder).
It prints, for each form and peer:

- F1 of placed cells: a cell of a table's body counts as right if its text stands in the row of its
  department's name and in its column; headers do not count, nor how tables are cut at page ends;
- headers right: tables whose every column has the header path that was printed;
- paragraphs intact: of the printed ones, white space aside;
- milliseconds a page (of the bulletin as a PDF), the better of two runs but for scans, whose
  one run includes loading the models; the greatest memory of all its processes; its size on disk.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from corpus.forms import FORMS, STYLES, draw_form
from corpus.render import PrintedBulletin, PrintedTable
from parser.text import compact
from tests.benchmarks.equality import sample
from tests.benchmarks.peers_adapters import Grid
from tests.benchmarks.peers_environments import ask, megabytes

ENVIRONMENTS: dict[str, str | None] = {
    "tongbao": None,
    "python-docx": "python-docx",
    "LibreOffice": "python-docx",
    "mammoth": "mammoth",
    "markitdown": "markitdown",
    "kreuzberg": "kreuzberg",
    "docling": "docling",
    "MinerU flash": "mineru",
    "pdfplumber": "pdfplumber",
    "pdfplumber text": "pdfplumber",
    "camelot lattice": "camelot",
    "camelot stream": "camelot",
    "camelot network": "camelot",
    "img2table+RapidOCR": "img2table",
}
_EVERY = ("tongbao", "markitdown", "kreuzberg", "MinerU flash")
_RULED = (*_EVERY, "pdfplumber", "camelot lattice")
_BARE = (*_EVERY, "pdfplumber text", "camelot stream", "camelot network")
_SCAN = ("tongbao", "img2table+RapidOCR", "MinerU flash")
READ_BY: dict[str, tuple[str, ...]] = {
    "docx": (*_EVERY, "docling", "python-docx", "mammoth"),
    "doc": (*_EVERY, "LibreOffice"),
    "html": (*_EVERY, "docling"),
    "ruled-pdf": _RULED,
    "ruled-page": _RULED,
    "borderless-pdf": _BARE,
    "borderless-page": _BARE,
    "scan-200": _SCAN,
    "scan-150-noisy": _SCAN,
}
AIMS = {
    "docx": "F1 1.000, headers right; at most 1.5 times python-docx; 400 MB",
    "doc": "F1 1.000, headers right; at most LibreOffice's conversion; 400 MB",
    "html": "F1 1.000, headers right; 400 MB",
    "ruled-pdf": "F1 1.000, headers right; no slower than pdfplumber, a third aimed at; 400 MB",
    "ruled-page": "F1 1.000, headers right; no slower than pdfplumber, a third aimed at; 400 MB",
    "borderless-pdf": "F1 >= 0.98; 400 MB",
    "borderless-page": "F1 >= 0.98; 400 MB",
    "scan-200": "F1 >= 0.99; 1200 MB",
    "scan-150-noisy": "F1 >= 0.95; 1200 MB",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one peer made of one form."""

    peer: str
    f1: float
    headers: float
    paragraphs: float
    ms_a_page: float
    peak_mb: float
    disk_mb: float | None
    error: str | None

    def shown(self) -> str:
        """Return the line as printed; a peer that read nothing shows why."""
        if self.error is not None and self.f1 == 0.0:
            return f"  {self.peer:19} {self.error[:110]}"
        disk = f"{self.disk_mb:6.0f}" if self.disk_mb is not None else "     -"
        return (
            f"  {self.peer:19} {self.f1:7.4f} {self.headers:9.2f} {self.paragraphs:11.3f}"
            f" {self.ms_a_page:10.1f} {self.peak_mb:8.0f} {disk}"
            f"{'  ' + self.error[:60] if self.error else ''}"
        )


HEAD = (
    f"  {'':19} {'F1':>7} {'headers':>9} {'paragraphs':>11} {'ms a page':>10} {'peak MB':>8}"
    f" {'disk':>6}"
)


def score(
    paper: PrintedBulletin, tables: Sequence[Grid], paragraphs: Sequence[str]
) -> Counter[str]:
    """Count what is right; ``x/`` counts what could be, ``found`` the cells that were given."""
    counts: Counter[str] = Counter()
    meant = [block for block in paper.blocks if isinstance(block, PrintedTable)]
    wanted = [_by_label(table) for table in meant]
    counts["cells/"] = sum(len(row) for rows in wanted for row in rows.values())
    counts["headers/"] = len(meant)
    texts = Counter(compact(block) for block in paper.blocks if isinstance(block, str))
    counts["paragraphs/"] = texts.total()
    counts["paragraphs"] = (texts & Counter(map(compact, paragraphs))).total()
    at = 0
    seen: set[int] = set()
    met: list[set[str]] = [set() for _ in wanted]
    for grid in map(_unwrapped, tables):
        marks = [_right(grid, rows, met[k]) for k, rows in enumerate(wanted) if k >= at]
        best = max(range(len(marks)), key=lambda k: marks[k]["cells"], default=0)
        if not marks or not marks[best]["cells"]:
            counts["found"] += sum(1 for row in grid for text in row if text)
            continue
        at += best
        met[at] |= {row[1] for row in grid if len(row) > 1} & wanted[at].keys()
        counts["cells"] += marks[best]["cells"]
        counts["found"] += marks[best]["found"]
        if at not in seen:
            seen.add(at)
            counts["headers"] += _paths(grid[: marks[best]["start"]]) == _meant_paths(meant[at])
    return counts


def _unwrapped(table: Grid) -> Grid:
    """Return a table without white space, lines that only go on with a name joined to it.

    What anyone does by hand with the rows of a tool that takes lines for rows.
    """
    grid: Grid = []
    for row in [[compact(text) for text in row] for row in table]:
        only = [column for column, text in enumerate(row) if text]
        if grid and only == [1] and len(grid[-1]) > 1:
            grid[-1][1] += row[1]
        else:
            grid.append(row)
    return grid


def _by_label(table: PrintedTable) -> dict[str, dict[int, str]]:
    """Return a table's body: by the row's name, the texts that are not empty by column."""
    return {
        compact(values[1]): {c: compact(text) for c, text in enumerate(values) if text}
        for values in table.rows
    }


def _right(grid: Grid, rows: dict[str, dict[int, str]], before: set[str]) -> Counter[str]:
    """Count the cells of a found table that stand right, from the first row with a name on.

    ``before`` are the names whose rows an earlier part of the table has given.
    """
    counts: Counter[str] = Counter()
    named = [len(row) > 1 and row[1] in rows for row in grid]
    counts["start"] = start = named.index(True) if any(named) else len(grid)
    met = set(before)
    for row in grid[start:]:
        given = {column: text for column, text in enumerate(row) if text}
        label = row[1] if len(row) > 1 else ""
        counts["found"] += len(given)
        if label in rows and label not in met:
            met.add(label)
            counts["cells"] += len(given.items() & rows[label].items())
    return counts


def _paths(rows: Grid) -> list[list[str]]:
    """Return the header path of every column; a text repeated below itself stands once."""
    paths: list[list[str]] = [[] for _ in range(max(map(len, rows), default=0))]
    for row in rows:
        for path, text in zip(paths, row, strict=False):
            if text and path[-1:] != [text]:
                path.append(text)
    return paths


def _meant_paths(table: PrintedTable) -> list[list[str]]:
    grid = [[""] * sum(one.width for one in table.header) for _ in range(table.header_rows)]
    for node, row, column, span in table.header_cells():
        for line in grid[row : row + span]:
            line[column : column + node.width] = [compact(node.text)] * node.width
    return _paths(grid)


def line(
    peer: str, papers: Sequence[PrintedBulletin], files: list[Path], pages: int, *, times: int
) -> Line:
    """Let a peer read the files and score it."""
    environment = ENVIRONMENTS[peer]
    answers = ask(peer, environment, files, times=times)
    counts: Counter[str] = Counter()
    milliseconds = 0.0
    errors = []
    for paper, answer in zip(papers, answers.files, strict=True):
        if "error" in answer:
            errors.append(str(answer["error"]))
        tables, paragraphs = answer.get("tables", []), answer.get("paragraphs", [])
        assert isinstance(tables, list)
        assert isinstance(paragraphs, list)
        counts.update(score(paper, tables, paragraphs))
        milliseconds += float(str(answer.get("ms", 0.0)))
    both = counts["cells/"] + counts["found"]
    return Line(
        peer=peer,
        f1=2 * counts["cells"] / max(both, 1),
        headers=counts["headers"] / max(counts["headers/"], 1),
        paragraphs=counts["paragraphs"] / max(counts["paragraphs/"], 1),
        ms_a_page=milliseconds / max(pages, 1),
        peak_mb=answers.peak_mb,
        disk_mb=megabytes(environment),
        error=errors[0] if errors else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How a form is read: the ``pages`` its bulletins have as PDF, and a line a peer."""

    pages: int
    lines: Iterator[Line]


def measure(form: str, seeds: Sequence[int], peers: Sequence[str] | None = None) -> Measured:
    """Let every peer (or those named) read the bulletins of these seeds in one form."""
    drawn = [(sample(seed).paper, STYLES[seed % len(STYLES)]) for seed in seeds]
    papers = [paper for paper, _ in drawn]
    pages = sum(map(_pages, draw_form("ruled-pdf", drawn)))
    data = draw_form(form, drawn)

    def lines() -> Iterator[Line]:
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / f"{seed}.{FORMS[form].suffix}" for seed in seeds]
            for path, content in zip(files, data, strict=True):
                path.write_bytes(content)
            for peer in READ_BY[form]:
                if not peers or peer in peers:
                    times = 1 if form.startswith("scan") else 2
                    yield line(peer, papers, files, pages, times=times)

    return Measured(pages=pages, lines=lines())


def _pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def main() -> None:
    """Run the comparison from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bulletins", type=int, default=6)
    parser.add_argument("--scans", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--forms", nargs="+", choices=sorted(READ_BY), default=list(READ_BY))
    parser.add_argument("--peers", nargs="+", choices=sorted(ENVIRONMENTS))
    given = parser.parse_args()
    for form in given.forms:
        count = given.scans if form.startswith("scan") else given.bulletins
        measured = measure(form, range(given.seed, given.seed + count), given.peers)
        print(f"{form}: {count} bulletins, {measured.pages} pages. Aim: {AIMS[form]}\n{HEAD}")
        for one in measured.lines:
            print(one.shown(), flush=True)


if __name__ == "__main__":
    main()
