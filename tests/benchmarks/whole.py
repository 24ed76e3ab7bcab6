"""How well whole synthetic bulletins are recovered, form by form.

``python -m tests.benchmarks.whole [--bulletins N] [--forms collapsed kept docx html ...]``
prints, for each form: header paths right, measures right, rows right, cells in their true
column (all, and those called printed or proven), wrong ones among the latter, names resolved,
title, headings, annexes and period right, and findings of errors that were not injected.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from corpus import render
from corpus.generate import bulletin as draw
from corpus.generate import issuer
from corpus.printed import printed_bulletin
from corpus.synthetic import SyntheticBulletin, SyntheticTable
from parser.bulletin import Bulletin
from parser.document import UnreadableError
from parser.pipeline import parse
from parser.table import Table

Form = Callable[[render.PrintedBulletin], bytes]
FORMS: dict[str, tuple[str, Form]] = {
    "collapsed": ("txt", lambda b: render.render_collapsed_text(b).encode()),
    "kept": ("txt", lambda b: render.render_kept_text(b).encode()),
    "docx": ("docx", render.render_docx),
    "html": ("html", lambda b: render.render_html(b).encode()),
    "doc": ("doc", render.render_doc),
    "pdf": ("pdf", render.render_pdf),
    "borderless": ("pdf", lambda b: render.render_pdf(b, render.Style(ruled=False))),
    "page": ("pdf", render.render_printed_page),
}


def score(truth: SyntheticBulletin, found: Bulletin) -> Counter[str]:
    """Count what is right of a bulletin; ``x/`` counts what could be."""
    counts: Counter[str] = Counter()
    month = found.period.month if found.period else None
    _count(counts, "title", found.title == truth.title.replace(" ", ""))
    _count(counts, "period", month == truth.month)
    headings = [(s.level, s.number, s.heading) for s in found.sections if s.heading]
    wanted = [(s.level, s.number, s.heading) for s in truth.sections if s.heading]
    _count(counts, "headings", headings == wanted)
    annexes = {annex.number: annex for annex in found.annexes}
    for annex in truth.annexes:
        here = annexes.get(annex.number)
        _count(counts, "annexes", here is not None and here.title == annex.title)
        tables = here.tables if here else ()
        _count(counts, "tables", len(tables) == 1)
        _score_table(counts, annex.table, tables[0] if len(tables) == 1 else None)
    counts["errors"] += sum(finding.severity == "error" for finding in found.findings)
    return counts


def _score_table(counts: Counter[str], truth: SyntheticTable, found: Table | None) -> None:
    columns = found.columns if found else ()
    _count(counts, "paths", [c.path for c in columns] == [c.path for c in truth.columns])
    for wanted, found_column in zip(truth.columns, columns, strict=False):
        if wanted.measure is not None:
            _count(counts, "measures", found_column.measure == wanted.measure)
    rows = {(row.number, row.label): row for row in found.rows} if found else {}
    for row in truth.rows:
        here = rows.get((row.number, row.label))
        printed = [text for text in row.cells if text is not None]
        same = here is not None and [cell.raw for cell in here.cells] == printed
        _count(counts, "rows", same)
        if here is not None and row.kind == "department":
            _count(counts, "names", here.department is not None)
        for position, column in enumerate(row.filled):
            cell = here.cells[position] if same and here else None
            sure = cell is not None and cell.status in ("printed", "proven")
            _count(counts, "cells", cell is not None and cell.column == column)
            if cell is not None and sure:
                _count(counts, "sure", cell.column == column)
                counts["wrong though sure"] += cell.column != column


def _count(counts: Counter[str], what: str, right: bool) -> None:
    counts[what] += right
    counts[f"/{what}"] += 1


def main() -> None:
    """Draw, render, parse and score; print a line a form."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bulletins", type=int, default=20)
    arguments.add_argument("--forms", nargs="+", default=["collapsed", "kept", "docx", "html"])
    given = arguments.parse_args()
    for form in given.forms:
        suffix, draw_form = FORMS[form]
        total: Counter[str] = Counter()
        for seed in range(given.bulletins):
            truth = draw(issuer(seed), seed % 24)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"bulletin.{suffix}"
                path.write_bytes(draw_form(printed_bulletin(truth)))
                try:
                    total += score(truth, parse(path))
                except UnreadableError as error:
                    print(f"{form} {seed}: {error}", file=sys.stderr)
        shares = [name for name in total if f"/{name}" in total]
        shown = [f"{name} {total[name]}/{total['/' + name]}" for name in shares]
        plain = [f"{name} {total[name]}" for name in ("wrong though sure", "errors")]
        print(f"{form:10}", " ".join([*shown, *plain]))


if __name__ == "__main__":
    main()
