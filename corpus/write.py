"""Write synthetic bulletins as files, with a manifest and their truth.

``python -m corpus.write FOLDER [--bulletins N] [--forms docx doc ...] [--seed S] [--months M]``
writes N offices' bulletins of M months each in every form, ``manifest.csv`` beside them and
``truth/NAME.json`` of each. The same seed gives the same truth and the same texts; Word and PDF
files differ in the dates that the programs write into them. ``--kept`` writes the small set that
is kept in ``corpus/invented``.

Everything says that it is synthetic: the file names, the titles, the issuer and the licence in
the manifest, the properties of the documents; so an archive built from the folder says it too.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.bodies import PLACES
from corpus.forms import FORMS, STYLES, draw_form
from corpus.generate import bulletin, issuer
from corpus.manifest import COLUMNS
from corpus.printed import Layout, layout, printed_bulletin
from corpus.render import Style
from corpus.synthetic import MARKER, SyntheticBulletin, SyntheticTable

LICENCE = "synthetic: invented for tests, tells nothing of any real office"
KEPT_FORMS = ("docx", "doc", "html", "ruled-pdf", "borderless-pdf", "kept-text", "collapsed-text")
LARGE_FORMS = ("ruled-page", "scan-150")


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A bulletin to write: its truth and how it is set, under a file ``name``."""

    name: str
    truth: SyntheticBulletin
    layout: Layout
    style: Style
    forms: tuple[str, ...]


def specimen(
    seed: int, month: int, *, forms: Sequence[str], departments: int | None = None
) -> Specimen:
    """Draw the bulletin of a month of the office ``seed``; levels and years take turns."""
    level = tuple(PLACES)[seed % len(PLACES)]
    source = issuer(seed, level=level, departments=departments, first_year=2014 + seed * 5 % 9)
    return Specimen(
        name=f"synthetic-{seed:04d}-{month:02d}",
        truth=bulletin(source, month),
        layout=layout(seed),
        style=STYLES[seed % len(STYLES)],
        forms=tuple(forms),
    )


def kept() -> tuple[Specimen, ...]:
    """Return the bulletins whose files are kept in ``corpus/invented``: one of each level."""
    few = ((12, (*KEPT_FORMS, *LARGE_FORMS)), (10, KEPT_FORMS), (14, KEPT_FORMS))
    return tuple(
        specimen(seed, 2 + 9 * seed, departments=departments, forms=forms)
        for seed, (departments, forms) in enumerate(few)
    )


def write(specimens: Sequence[Specimen], folder: Path) -> None:
    """Write the files of all specimens, their truth and the manifest into ``folder``."""
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, str]] = []
    for form in FORMS:
        wanted = [one for one in specimens if form in one.forms]
        papers = [(printed_bulletin(one.truth, one.layout), one.style) for one in wanted]
        for one, data in zip(wanted, draw_form(form, papers) if papers else (), strict=True):
            path = folder / f"{one.name}.{form}"
            if form != FORMS[form].suffix:
                path = path.with_name(f"{path.name}.{FORMS[form].suffix}")
            path.write_bytes(data)
            rows.append(_manifest_row(one, path.name, data))
    for one in specimens:
        path = folder / "truth" / f"{one.name}.json"
        path.write_text(truth_as_text(one), encoding="utf-8")
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        lines = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        lines.writeheader()
        lines.writerows(sorted(rows, key=lambda row: row["file"]))


def _manifest_row(one: Specimen, name: str, data: bytes) -> dict[str, str]:
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "file": name,
        "issuer": MARKER + one.truth.issuer,
        "period": f"{one.truth.year}-{one.truth.month:02d}",
        "published": "",
        "source_page": "",
        "licence": LICENCE,
    }


def truth_as_text(one: Specimen) -> str:
    """Return what a parser should find, as JSON: fields as ``tongbao parse --json`` names them."""
    truth = one.truth
    held = {
        "synthetic": True,
        "issuer": truth.issuer,
        "title": truth.title,
        "period": f"{truth.year}-{truth.month:02d}",
        "sections": [
            {
                "level": section.level,
                "number": section.number or None,
                "heading": section.heading or None,
                "text": "\n".join(section.paragraphs),
            }
            for section in truth.sections
        ],
        "annexes": [
            {"number": annex.number, "title": annex.title, "notes": list(annex.notes)}
            | _table_as_json(annex.table)
            for annex in truth.annexes
        ],
    }
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def _table_as_json(table: SyntheticTable) -> dict[str, object]:
    return {
        "columns": [{"path": list(c.path), "measure": c.measure} for c in table.columns],
        "rows": [
            {
                "number": row.number,
                "label": row.label,
                "kind": row.kind,
                "cells": {str(c): text for c, text in enumerate(row.cells) if text is not None},
            }
            for row in table.rows
        ],
    }


def main() -> None:
    """Write bulletins from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bulletins", type=int, default=3, metavar="OFFICES")
    parser.add_argument("--months", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--forms", nargs="+", choices=sorted(FORMS), default=list(KEPT_FORMS))
    parser.add_argument("--kept", action="store_true")
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.bulletins)
    drawn = [
        specimen(seed, month, forms=given.forms) for seed in seeds for month in range(given.months)
    ]
    write(kept() if given.kept else drawn, given.folder)


if __name__ == "__main__":
    main()
