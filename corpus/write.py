"""Write synthetic bulletins as files, with a manifest and their truth.

Everything says that it is synthetic: the file names, the titles, the issuer and the licence in
the manifest, the properties of the documents; so an archive built from the folder says it too.
The same seed gives the same truth and the same texts; Word and PDF files differ in the dates that
the programs write into them.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.bodies import PLACES, Level, Month
from corpus.forms import FORMS, STYLES, draw_form
from corpus.generate import bulletin, issuer
from corpus.manifest import COLUMNS
from corpus.printed import Layout, layout, printed_bulletin
from corpus.render import Style
from corpus.synthetic import MARKER, SyntheticBulletin, SyntheticTable

LICENCE = "synthetic: invented for tests, tells nothing of any real office"
KEPT_FORMS = ("docx", "doc", "html", "ruled-pdf", "borderless-pdf", "kept-text", "collapsed-text")
SHORT = {"txt": "kept-text", "pdf": "ruled-pdf"}
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
    seed: int,
    first: Month,
    month: int = 0,
    *,
    forms: Sequence[str],
    departments: int | None = None,
    level: Level | None = None,
) -> Specimen:
    """Draw a bulletin of the office ``seed``, whose archive begins with the month ``first``.

    ``month`` counts from there. Without a ``level`` offices of all levels take turns.
    """
    year, before = first[0], first[1] - 1
    source = issuer(
        seed,
        level=level or tuple(PLACES)[seed % len(PLACES)],
        departments=departments,
        first_year=year,
    )
    truth = bulletin(source, before + month)
    return Specimen(
        name=f"synthetic-{seed:04d}-{truth.year}-{truth.month:02d}",
        truth=truth,
        layout=layout(seed),
        style=STYLES[seed % len(STYLES)],
        forms=tuple(forms),
    )


def kept() -> tuple[Specimen, ...]:
    """Return the bulletins whose files are kept in ``corpus/invented``: one of each level."""
    return (
        specimen(0, (2014, 3), departments=12, forms=(*KEPT_FORMS, *LARGE_FORMS)),
        specimen(1, (2019, 12), departments=10, forms=KEPT_FORMS),
        specimen(2, (2016, 9), departments=14, forms=KEPT_FORMS),
    )


def write(specimens: Sequence[Specimen], folder: Path) -> None:
    """Write the files of all specimens and the manifest into ``folder``, their truth beside it."""
    folder = folder.resolve()  # "." has no name
    truth = folder.with_name(f"{folder.name}-truth")
    for needed in (folder, truth):
        needed.mkdir(parents=True, exist_ok=True)
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
        path = truth / f"{one.name}.json"
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


def _month(text: str) -> Month:
    """Read ``2016-01``."""
    year, _, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month such as 2016-01")
    return int(year), int(month)


def main() -> None:
    """Write bulletins from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus.write",
        description="Write synthetic bulletins as files, with manifest.csv and truth/ beside them.",
        epilog="Example: python -m corpus.write months --issuers 1 --months 24 --from 2018-01"
        " --level city --forms txt docx. Departments change their names with the reform of 2018.",
    )
    parser.add_argument("folder", type=Path, help="made if it is not there")
    parser.add_argument("--issuers", type=int, default=1, help="how many offices (default 1)")
    parser.add_argument("--issuer-seed", type=int, default=0, help="of the first one (default 0)")
    parser.add_argument("--months", type=int, default=1, help="of each office (default 1)")
    parser.add_argument(
        "--from",
        dest="first",
        type=_month,
        default=(2017, 1),
        metavar="YYYY-MM",
        help="first month",
    )
    parser.add_argument("--level", choices=tuple(PLACES), help="of the offices (default: in turns)")
    parser.add_argument("--departments", type=int, help="of each office (default: 20 to 55)")
    parser.add_argument(
        "--forms",
        nargs="+",
        choices=(*SHORT, *FORMS),
        default=["txt"],
        help="txt is kept-text, pdf is ruled-pdf; doc, rtf, PDF and scans need LibreOffice,"
        " ruled-page and borderless-page need Chromium (default txt)",
    )
    parser.add_argument("--kept", action="store_true", help="the set of corpus/invented instead")
    given = parser.parse_args()
    forms = [SHORT.get(form, form) for form in given.forms]
    seeds = range(given.issuer_seed, given.issuer_seed + given.issuers)
    specimens = (
        kept()
        if given.kept
        else tuple(
            specimen(
                seed,
                given.first,
                month,
                forms=forms,
                departments=given.departments,
                level=given.level,
            )
            for seed in seeds
            for month in range(given.months)
        )
    )
    write(specimens, given.folder)


if __name__ == "__main__":
    main()
