"""How whole documents are read: right, open, wrong and said so, or wrong without a word.

Run it with ``python -m tests.benchmarks.documents [FOLDER ...]``. A folder holds documents
(NAME.txt) beside what a person read in them (NAME.yaml, as in ``tests/fixtures/documents``).

``right``    all that was read is so, each figure in its column
``open``     nothing is wrong, but something is left unknown: a table refused that a person could
             read, a figure's column not certain and another, header names or an issuer not told
``flagged``  something is wrong, and a finding doubts the document's tables
``silent``   something is wrong, and nothing says so
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from parser.bulletin import Bulletin
from parser.pipeline import parse_bytes
from parser.table import Table

_FIXTURES = Path(__file__).parents[1] / "fixtures" / "documents"
_DOUBTS = frozenset(
    ("table-refused", "header-ambiguous", "figure-merged", "truncated", "row-contradiction")
)


def main(folders: list[str]) -> None:
    for folder in map(Path, folders or [str(_FIXTURES)]):
        outcomes = Counter[str]()
        for path in sorted(folder.glob("*.txt")):
            outcome, faults = judge(path)
            outcomes[outcome] += 1
            if outcome != "right":
                print(f"{outcome:8} {path.stem}")
                print(*(f"         {fault}" for fault in faults), sep="\n")
        counts = ", ".join(f"{outcomes[word]} {word}" for word in OUTCOMES)
        print(f"{folder.name}: {sum(outcomes.values())} documents: {counts}")


OUTCOMES = ("right", "open", "flagged", "silent")


def judge(path: Path) -> tuple[str, list[str]]:
    """Return how a document was read, and what is not as a person read it."""
    read: dict[str, Any] = yaml.load(path.with_suffix(".yaml").read_text("utf-8"), yaml.BaseLoader)
    bulletin = parse_bytes(path.read_bytes(), path=path.name)
    codes = [finding.code for finding in bulletin.findings]
    wrong = list(_wrong(bulletin, read))
    wrong += [f"finding {code}" for code in read.get("findings_not", []) if code in codes]
    refused = codes.count("table-refused") - int(read.get("refused", 0))
    wrong += ["a table that is not refused"] if refused < 0 else []
    codes_shown = [f"findings: {' '.join(sorted(set(codes)))}"]
    if refused > 0 and wrong:
        # A table that is kept as text is missing from the annexes, and nothing else need be.
        return "open", [*wrong, *codes_shown]
    if wrong:
        doubted = bool(_DOUBTS & set(codes))
        return ("flagged" if doubted else "silent"), [*wrong, *codes_shown]
    open_ = list(_open(bulletin, read))
    return ("open", [*open_, *codes_shown]) if open_ else ("right", [])


def _wrong(bulletin: Bulletin, read: dict[str, Any]) -> Iterator[str]:
    label = bulletin.period.label if bulletin.period else None
    found = {"title": bulletin.title, "issuer": bulletin.issuer, "period": label}
    for key, value in found.items():
        if value is not None and key in read and value != _stated(read[key]):
            yield f"{key}: {value}"
    sections = [f"{s.level} {s.number or '-'} {s.heading or '-'}" for s in bulletin.sections]
    if "sections" in read and sections != read["sections"]:
        yield f"sections: {sections}"
    for code in read.get("findings", []):
        if code not in {finding.code for finding in bulletin.findings}:
            yield f"no finding {code}"
    wanted = read.get("annexes", [])
    if len(bulletin.annexes) != len(wanted):
        yield f"{len(bulletin.annexes)} annexes for {len(wanted)}"
        return
    for annex, own in zip(bulletin.annexes, wanted, strict=True):
        parts = {
            "number": annex.number and str(annex.number),
            "title": annex.title,
            "notes": [note.text for note in annex.notes],
            "text": [passage.text for passage in annex.passages],
        }
        for key, part in parts.items():
            if key in own and part != _stated(own[key]):
                yield f"annex {key}: {part}"
        if len(annex.tables) != len(own.get("tables", [])):
            yield f"{len(annex.tables)} tables for {len(own.get('tables', []))}"
            continue
        for table, truth in zip(annex.tables, own.get("tables", []), strict=True):
            doubted = any(f.code == "header-ambiguous" for f in bulletin.findings)
            yield from _wrong_in_table(table, truth, doubted=doubted)


def _wrong_in_table(table: Table, truth: dict[str, Any], *, doubted: bool) -> Iterator[str]:
    columns = ["/".join(column.path) for column in table.columns]
    wanted = [path.strip() for path in truth["columns"].split("|")]
    told = [
        own == found or (doubted and _innermost(own, found))
        for own, found in zip(wanted, columns, strict=False)
    ]
    if len(columns) != len(wanted) or not all(told):
        yield f"columns: {' | '.join(columns)}"
    rows = [_cells(line) for line in truth["rows"].splitlines()]
    if [[row.number or "", row.label or ""] for row in table.rows] != [row[:2] for row in rows]:
        yield f"rows: {[(row.number, row.label) for row in table.rows]}"
        return
    if "kinds" in truth and "".join(row.kind[0] for row in table.rows) != truth["kinds"]:
        yield f"kinds: {''.join(row.kind[0] for row in table.rows)}"
    for row, own in zip(table.rows, rows, strict=True):
        figures = [(at, raw) for at, raw in enumerate(own[2:]) if raw]
        if [cell.raw for cell in row.cells] != [raw for _, raw in figures]:
            yield f"{row.label}: {[cell.raw for cell in row.cells]}"
            continue
        for cell, (column, raw) in zip(row.cells, figures, strict=True):
            certain = cell.status in ("printed", "proven") and cell.column != column
            if certain or column not in cell.candidates:
                yield f"{row.label} {raw}: {cell.status} in {cell.column}, not {column}"


def _innermost(path: str, found: str) -> bool:
    """Tell whether a path is as much of the printed one, from within, as is certain."""
    return not found or path.endswith(f"/{found}")


def _open(bulletin: Bulletin, read: dict[str, Any]) -> Iterator[str]:
    label = bulletin.period.label if bulletin.period else None
    found = {"title": bulletin.title, "issuer": bulletin.issuer, "period": label}
    yield from (f"no {key}" for key in found if found[key] is None and _stated(read.get(key)))
    for annex, own in zip(bulletin.annexes, read.get("annexes", []), strict=True):
        for table, truth in zip(annex.tables, own.get("tables", []), strict=True):
            columns = ["/".join(column.path) for column in table.columns]
            if columns != [path.strip() for path in truth["columns"].split("|")]:
                yield f"columns: {' | '.join(columns)}"
            rows = [_cells(line) for line in truth["rows"].splitlines()]
            for row, figures in zip(table.rows, rows, strict=True):
                places = [at for at, raw in enumerate(figures[2:]) if raw]
                for cell, column in zip(row.cells, places, strict=True):
                    if cell.column != column:
                        yield f"{row.label} {cell.raw}: {cell.status} in {cell.column}"


def _stated(value: Any) -> Any:
    return None if value == "~" else value


def _cells(line: str) -> list[str]:
    first, *others = (part.strip() for part in line.split("|"))
    return ["" if first == "." else first, *others]


if __name__ == "__main__":
    main(sys.argv[1:])
