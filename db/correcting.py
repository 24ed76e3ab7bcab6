"""Corrections as files: the CSV that a person gives, and the cells that need a person's eye."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parser.numerals import read_number

COLUMNS = (
    "bulletin", "annex", "row", "column", "raw", "value", "move_to", "reason", "who", "when",
)  # fmt: skip
_REQUIRED = ("bulletin", "annex", "row", "column", "reason", "who", "when")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
IDENTIFIER = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{48})?")


class CorrectionError(ValueError):
    """A file of corrections that cannot be used: ``lines`` say what is wrong where."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction; ``value`` and ``move_to`` are empty where they leave things as they are.

    ``raw`` is the value as printed, by which the cell is recognised. ``column`` and
    ``move_to`` are header paths joined by ``/``, or measures.
    """

    bulletin: str
    annex: str
    row: str
    column: str
    raw: str
    value: str
    move_to: str
    reason: str
    who: str
    when: str


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read and check a CSV of corrections (UTF-8); nothing of a wrong file is used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorrectionError(f"{path}: is not UTF-8; save it as CSV in UTF-8") from error
    except OSError as error:
        raise CorrectionError(f"{path}: cannot be read ({error.strerror})") from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise CorrectionError(
            f"{path}: has no column {', '.join(missing)}; the columns are {', '.join(COLUMNS)}"
        )
    rows, problems = [], []
    for line in reader:
        values = {name: (line.get(name) or "").strip() for name in COLUMNS}
        problem = _problem(values)
        if problem:
            problems.append(f"{path}: line {reader.line_num}: {problem}")
        rows.append(Correction(**values))
    if problems:
        raise CorrectionError(*problems)
    return tuple(rows)


def _problem(values: dict[str, str]) -> str | None:
    empty = [name for name in _REQUIRED if not values[name]]
    if empty:
        return f"{', '.join(empty)} must be filled"
    if not _DAY.fullmatch(values["when"]):
        return f"when {values['when']!r} is not of the form 2024-01-31"
    if values["value"] and read_number(values["value"]) is None:
        return f"value {values['value']!r} is no number"
    if values["move_to"] == values["column"]:
        return "move_to is the column itself"
    return None


TODO_COLUMNS = (*COLUMNS, "settles", "status", "probability", "candidates", "source", "locator")


def todo(connection: sqlite3.Connection, limit: int | None = None) -> Iterator[Sequence[object]]:
    """Yield the doubtful cells as rows to be filled in, those first whose row settles most.

    Whoever looks at a row of the source settles all its doubtful cells at once; ``settles``
    is how many yes-or-no questions (bits) that answers.
    """
    bits = "ln(1.0 * (SELECT count(*) FROM cell_candidates c WHERE c.cell_id = cells.cell_id))"
    rows = connection.execute(
        "WITH doubtful AS (SELECT cells.*, max(0.0, coalesce("
        f"{bits}, 0.0)) / ln(2.0) AS bits FROM cells WHERE status IN ('inferred', 'ambiguous')),"
        " sums AS (SELECT row_id, sum(bits) AS settles FROM doubtful GROUP BY row_id)"
        " SELECT bulletin_id, coalesce(CAST(annexes.number AS TEXT), annexes.title),"
        " table_rows.label, table_columns.path, doubtful.raw, '', '', '', '', '',"
        " round(settles, 1), status, probability,"
        " (SELECT group_concat(path, ' | ') FROM (SELECT path FROM cell_candidates c"
        "  JOIN table_columns t ON t.column_id = c.column_id"
        "  WHERE c.cell_id = doubtful.cell_id ORDER BY rank)),"
        " bulletins.source, doubtful.locator"
        " FROM doubtful JOIN sums USING (row_id) JOIN table_rows USING (row_id)"
        " JOIN table_columns USING (column_id)"
        " JOIN annex_tables ON annex_tables.table_id = table_rows.table_id"
        " JOIN annexes USING (annex_id) JOIN bulletins USING (bulletin_id)"
        " ORDER BY settles DESC, bulletin_id, annexes.position, table_rows.position,"
        " doubtful.position LIMIT ?",
        (-1 if limit is None else limit,),
    )
    yield from rows
