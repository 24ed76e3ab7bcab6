"""The tables of docs/comparison.md, measured: ``make compare``.

``python -m tests.benchmarks.compare [--quick] [--write]`` asks each tool each thing of
``compare_probes.py``, lets them read synthetic bulletins (see ``peers.py``), places the values of
tables that lost their blanks, and searches an archive as Datasette alone would. It prints the
tables in Markdown; ``--write`` puts them into the page.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

from corpus.render import render_collapsed_text, render_kept_text
from corpus.synthetic import SyntheticBulletin
from db.connect import close, open_archive
from db.load import Provenance, load
from db.search import search
from parser.bulletin import Bulletin
from parser.pipeline import parse_bytes
from tests.benchmarks.compare_probes import PROBES, Probe
from tests.benchmarks.equality import sample
from tests.benchmarks.peers import AIMS, ENVIRONMENTS, READ_BY, Line, measure
from tests.benchmarks.peers_environments import ROOT, ask

PAGE = ROOT / "docs" / "comparison.md"
TOOLS = {
    "tongbao": ("tongbao",),
    "pdfplumber": ("pdfplumber", "pdfplumber text"),
    "camelot": ("camelot lattice", "camelot stream", "camelot network"),
    "python-docx": ("python-docx",),
    "markitdown": ("markitdown",),
    "docling": ("docling",),
    "kreuzberg": ("kreuzberg",),
    "MinerU": ("MinerU flash",),
}
READS = {
    "pdfplumber": ("pdf",),
    "camelot": ("pdf",),
    "python-docx": ("docx",),
    "docling": ("docx", "html"),
}
WORDS = 300


def features() -> Iterator[str]:
    """Yield the table of what each tool can do, asked one by one."""
    yield "| | " + " | ".join(TOOLS) + " |"
    yield "| --- |" + " :-: |" * len(TOOLS)
    with tempfile.TemporaryDirectory() as folder:
        files: dict[str, Path] = {}
        for number, probe in enumerate(PROBES):
            files[probe.name] = Path(folder) / f"probe{number}.{probe.suffix}"
            files[probe.name].write_bytes(probe.build())
        marks = {tool: _marks(tool, files) for tool in TOOLS}
    for probe in PROBES:
        yield f"| {probe.name} | " + " | ".join(marks[tool][probe.name] for tool in TOOLS) + " |"


def _marks(tool: str, files: dict[str, Path]) -> dict[str, str]:
    """Return yes, no or – (a form the tool does not read) for each probe."""
    asked = [probe for probe in PROBES if probe.suffix in READS.get(tool, (probe.suffix,))]
    marks = {probe.name: "–" for probe in PROBES} | {probe.name: "no" for probe in asked}
    for peer in TOOLS[tool]:
        answers = ask(peer, ENVIRONMENTS[peer], [files[p.name] for p in asked], times=1)
        for probe, answer in zip(asked, answers.files, strict=True):
            if _holds(probe, answer):
                marks[probe.name] = "**yes**"
    return marks


def _holds(probe: Probe, answer: dict[str, object]) -> bool:
    tables, paragraphs = answer.get("tables"), answer.get("paragraphs")
    if not isinstance(tables, list) or not isinstance(paragraphs, list):
        return False
    return probe.holds(tables, paragraphs)


def figures(bulletins: int, scans: int) -> Iterator[str]:
    """Yield a table a form: accuracy, speed and memory of whatever reads it."""
    for form in READ_BY:
        count = scans if form.startswith("scan") else bulletins
        measured = measure(form, range(count))
        yield ""
        yield f"**{form}**: {count} bulletins, {measured.pages} pages. Aim: {AIMS[form]}."
        yield ""
        yield "| | F1 of placed cells | headers right | paragraphs intact | ms a page | MB |"
        yield "| --- | --: | --: | --: | --: | --: |"
        for line in measured.lines:
            yield _row(line)


def _row(line: Line) -> str:
    if line.error is not None and line.f1 == 0.0:
        return f"| {line.peer} | reads none: {line.error[:70].rstrip()} | | | | |"
    return (
        f"| {line.peer} | {line.f1:.4f} | {line.headers:.2f} | {line.paragraphs:.3f}"
        f" | {line.ms_a_page:.0f} | {line.peak_mb:.0f} |"
    )


def lost_blanks(bulletins: int) -> Iterator[str]:
    """Yield how values are placed in tables whose blanks were moved to the ends of the rows."""
    counts: Counter[str] = Counter()
    for seed in range(bulletins):
        truth = sample(seed).truth
        text = render_collapsed_text(sample(seed).paper)
        _count_placed(counts, truth, parse_bytes(text.encode(), path="a.txt"))
    cells = counts["cells"]
    yield "| | in the true column | and called certain | wrong though called certain |"
    yield "| --- | --: | --: | --: |"
    yield (
        f"| tongbao | {counts['right'] / cells:.3f} | {counts['sure'] / cells:.3f}"
        f" | {counts['wrong though sure']} of {cells} |"
    )
    yield f"| taken as they stand (every other tool) | {counts['packed'] / cells:.3f} | all | all |"


def _count_placed(counts: Counter[str], truth: SyntheticBulletin, found: Bulletin) -> None:
    tables = [table for annex in found.annexes for table in annex.tables]
    for annex, table in zip(truth.annexes, tables, strict=True):
        rows = {row.label: row for row in table.rows}
        for row in annex.table.rows:
            given = rows[row.label].cells
            for position, (column, cell) in enumerate(zip(row.filled, given, strict=True)):
                sure = cell.status in ("printed", "proven")
                counts["cells"] += 1
                counts["right"] += cell.column == column
                counts["packed"] += position == column
                counts["sure"] += sure and cell.column == column
                counts["wrong though sure"] += sure and cell.column != column


def searching(bulletins: int) -> Iterator[str]:
    """Yield the share found of the passages that hold a word, by the word's length."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_archive(Path(folder) / "archive.db")
        for seed in range(bulletins):
            text = render_kept_text(sample(seed).paper)
            parsed = parse_bytes(text.encode(), path=f"{seed}.txt")
            load(db, parsed, Provenance(parser_version="1"))
        connection = db.conn
        passages = [row[0] for row in connection.execute("SELECT text FROM passages")]
        words = list(islice(_words(passages), WORDS))
        for name in ("unicode61", "trigram"):
            connection.execute(f"CREATE VIRTUAL TABLE temp.{name} USING fts5(t, tokenize={name})")
            rows = [(text,) for text in passages]
            connection.executemany(f"INSERT INTO temp.{name} VALUES (?)", rows)

        def by(name: str) -> Callable[[str], int]:
            query = f"SELECT count(*) FROM temp.{name} WHERE {name} MATCH ?"
            return lambda word: int(connection.execute(query, (f'"{word}"',)).fetchone()[0])

        ways: dict[str, Callable[[str], int]] = {
            "tongbao": lambda word: len(search(connection, word, limit=None)),
            "Datasette alone (FTS5 as it enables it)": by("unicode61"),
            "Datasette with the trigram tokenizer": by("trigram"),
        }
        yield "| | 2 characters | 3 characters | 4 characters |"
        yield "| --- | --: | --: | --: |"
        for label, count in ways.items():
            shares = [f"{_recall(words, passages, length, count):.2f}" for length in (2, 3, 4)]
            yield f"| {label} | {' | '.join(shares)} |"
        close(db)


def _recall(
    words: list[str], passages: list[str], length: int, count: Callable[[str], int]
) -> float:
    hit = held = 0
    for word in (word for word in words if len(word) == length):
        wanted = sum(word in text for text in passages)
        hit += min(count(word), wanted)
        held += wanted
    return hit / max(held, 1)


def _words(passages: list[str]) -> Iterator[str]:
    """Yield Chinese words of two to four characters, drawn from the passages, seeded."""
    random = Random("words")
    while True:
        text = random.choice(passages)
        length = random.randint(2, 4)
        at = random.randrange(max(1, len(text) - length))
        word = text[at : at + length]
        if re.fullmatch(rf"[\u4e00-\u9fff]{{{length}}}", word):
            yield word


def blocks(*, quick: bool) -> Iterator[tuple[str, str]]:
    """Yield name and Markdown of each table of the page."""
    yield "features", "\n".join(features())
    yield "figures", "\n".join(figures(2 if quick else 4, 0 if quick else 1)).strip()
    yield "blanks", "\n".join(lost_blanks(6 if quick else 20))
    yield "search", "\n".join(searching(6 if quick else 20))


def main() -> None:
    """Measure, print, and write the page if told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer bulletins, no scans")
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    given = parser.parse_args()
    for name, table in blocks(quick=given.quick):
        print(f"\n### {name}\n\n{table}", flush=True)
        if given.write:
            page = PAGE.read_text(encoding="utf-8")
            start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
            before, _, rest = page.partition(start)
            PAGE.write_text(f"{before}{start}{table}\n{end}{rest.partition(end)[2]}", "utf-8")


if __name__ == "__main__":
    main()
