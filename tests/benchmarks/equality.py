"""Whether the same bulletin comes out of every form it was kept in.

``python -m tests.benchmarks.equality [--bulletins N] [--forms docx doc ...] [--seed S]``
draws N bulletins, keeps each in every form, parses all files and prints for each form how many
bulletins are right in every title, section, paragraph, header path, row and cell, how many cells
are, and how many bulletins are the first form's in all else that is said of them too (facts,
people, departments, measures, doubts, findings). What differs goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.bodies import PLACES
from corpus.forms import FORMS, STYLES, draw_form
from corpus.generate import bulletin as draw
from corpus.generate import issuer
from corpus.printed import layout, printed_bulletin
from corpus.render import PrintedBulletin, PrintedTable
from corpus.synthetic import SyntheticBulletin, printed
from parser.bulletin import Annex, Bulletin
from parser.document import UnreadableError
from parser.passage import Passage
from parser.pipeline import parse_bytes

EQUAL = ("docx", "doc", "ruled-pdf", "html", "kept-text")
FACETS = ("title", "month", "sections", "paragraphs", "paths", "rows", "cells")
_OF_SOURCE = frozenset({"locator", "source", "evidence", "layout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A drawn bulletin: its truth, and what stands on the paper."""

    seed: int
    truth: SyntheticBulletin
    paper: PrintedBulletin


def sample(seed: int) -> Sample:
    """Draw a bulletin of some office of some year; levels take turns."""
    source = issuer(seed, level=tuple(PLACES)[seed % len(PLACES)], first_year=2014 + seed * 5 % 9)
    truth = draw(source, seed * 7 % 24)
    return Sample(seed=seed, truth=truth, paper=printed_bulletin(truth, layout(seed)))


def meant(sample: Sample) -> dict[str, object]:
    """Return what a bulletin says, by facet."""
    truth = sample.truth
    tables = [annex.table for annex in truth.annexes]
    return {
        "title": truth.title,
        "month": (truth.year, truth.month),
        "sections": [
            (s.level, s.number, s.heading, "\n".join(s.paragraphs))
            for s in truth.sections
            if s.heading
        ],
        "paragraphs": [b for b in sample.paper.blocks if not isinstance(b, PrintedTable)],
        "paths": [[column.path for column in table.columns] for table in tables],
        "rows": [[(r.number, r.label, r.kind) for r in table.rows] for table in tables],
        "cells": {
            (at, number, column): (text, printed(text).value)
            for at, table in enumerate(tables)
            for number, row in enumerate(table.rows)
            for column, text in enumerate(row.cells)
            if text is not None
        },
    }


def found(bulletin: Bulletin) -> dict[str, object]:
    """Return the same of what was recovered."""
    tables = [table for annex in bulletin.annexes for table in annex.tables]
    period = bulletin.period
    return {
        "title": bulletin.title,
        "month": (period.year, period.month) if period else None,
        "sections": [
            (s.level, s.number, s.heading, s.text) for s in bulletin.sections if s.heading
        ],
        "paragraphs": _paragraphs(bulletin),
        "paths": [[column.path for column in table.columns] for table in tables],
        "rows": [[(r.number, r.label, r.kind) for r in table.rows] for table in tables],
        "cells": {
            (at, number, cell.column): (cell.raw, cell.value)
            for at, table in enumerate(tables)
            for number, row in enumerate(table.rows)
            for cell in row.cells
        },
    }


def _paragraphs(bulletin: Bulletin) -> list[str]:
    """Return the text by paragraphs: a heading and what runs on in its line are one."""
    passages: list[Passage] = []
    for section in bulletin.sections:
        passages += section.printed
    for annex in bulletin.annexes:
        passages += _of_annex(annex)
    texts: dict[int, str] = {}
    for passage in passages:
        block = passage.locator.block
        texts[block] = texts.get(block, "") + passage.text
    return [bulletin.title or "", *(texts[block] for block in sorted(texts))]


def _of_annex(annex: Annex) -> Iterator[Passage]:
    yield from annex.label
    yield from annex.running_text


def all_else(value: object) -> object:
    """Return a bulletin's JSON without what tells where it stands in its source."""
    if isinstance(value, dict):
        return {key: all_else(held) for key, held in value.items() if key not in _OF_SOURCE}
    if isinstance(value, list):
        return [all_else(held) for held in value]
    return value


def first_difference(one: object, other: object, path: str = "") -> str | None:
    """Return where two JSON values first differ and how, or ``None``.

    >>> first_difference({"a": [1, 2]}, {"a": [1, 3]})
    '.a[1]: 3, not 2'
    """
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{path}.{key}", one[key], other[key]) for key in one]
    elif (
        isinstance(one, list | tuple)
        and isinstance(other, list | tuple)
        and len(one) == len(other)
        and one
    ):
        pairs = [(f"{path}[{k}]", a, b) for k, (a, b) in enumerate(zip(one, other, strict=True))]
    elif one == other:
        return None
    else:
        return f"{path}: {str(other)[:160]}, not {str(one)[:160]}"[:400]
    differences = (first_difference(a, b, where) for where, a, b in pairs)
    return next((difference for difference in differences if difference), None)


def _told(what: str, difference: object) -> None:
    print(what, difference, file=sys.stderr, flush=True)


def compare(form: str, samples: Sequence[Sample], first: dict[int, object]) -> str:
    """Parse every sample in a form; return the line that says how many came out right."""
    counts: Counter[str] = Counter()
    drawn = [(one.paper, STYLES[one.seed % len(STYLES)]) for one in samples]
    seconds = 0.0
    for one, data in zip(samples, draw_form(form, drawn), strict=True):
        start = time.perf_counter()
        try:
            bulletin = parse_bytes(data, path=f"bulletin.{FORMS[form].suffix}")
        except UnreadableError as error:
            _told(f"{form} {one.seed}: unreadable:", error)
            continue
        seconds += time.perf_counter() - start
        wanted, here = meant(one), found(bulletin)
        right = {facet: wanted[facet] == here[facet] for facet in FACETS}
        counts.update(facet for facet in FACETS if right[facet])
        counts["whole"] += all(right.values())
        _count_cells(counts, wanted["cells"], here["cells"])
        for facet in FACETS:
            if not right[facet]:
                _told(f"{form} {one.seed} {facet}", first_difference(wanted[facet], here[facet]))
        every = all_else(bulletin.as_json())
        same = first_difference(first.setdefault(one.seed, every), every)
        counts["else"] += same is None
        if same:
            _told(f"{form} {one.seed} all else", same)
    total = len(samples)
    shown = " ".join(f"{facet} {counts[facet]}" for facet in FACETS)
    share = 2 * counts["cells right"] / max(counts["cells wanted"] + counts["cells found"], 1)
    return (
        f"{form:15} whole {counts['whole']}/{total}  ({shown})  cells {counts['cells right']}"
        f"/{counts['cells wanted']} F1 {share:.4f}  all else as the first form {counts['else']}"
        f"/{total}  {1000 * seconds / max(total, 1):.0f} ms each"
    )


def _count_cells(counts: Counter[str], wanted: object, here: object) -> None:
    assert isinstance(wanted, dict)
    assert isinstance(here, dict)
    counts["cells wanted"] += len(wanted)
    counts["cells found"] += len(here)
    counts["cells right"] += len(wanted.items() & here.items())


def main() -> None:
    """Draw, keep, parse, compare; print a line a form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bulletins", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--forms", nargs="+", choices=sorted(FORMS), default=list(EQUAL))
    given = parser.parse_args()
    samples = [sample(seed) for seed in range(given.seed, given.seed + given.bulletins)]
    first: dict[int, object] = {}
    for form in given.forms:
        print(compare(form, samples, first), flush=True)


if __name__ == "__main__":
    main()
