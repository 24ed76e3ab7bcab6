"""What the findings of single bulletins have told already."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from db.checks.figures import ArchiveFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The figures that a bulletin itself contradicts, each with its bulletin.

    ``text`` are measure and entity of the text, ``rows`` labels of table rows, ``columns``
    header and difference of columns whose total is not the sum of their rows.
    """

    text: frozenset[tuple[str, object, object]]
    rows: frozenset[tuple[str, object]]
    columns: tuple[tuple[str, object, float], ...]

    def tells_text(self, finding: ArchiveFinding) -> bool:
        """Tell whether the figure of the text differs from its own bulletin's annex."""
        measure, entity = finding.evidence["measure"], finding.evidence["entity"]
        return (finding.bulletin_id, measure, entity) in self.text

    def tells_table(self, finding: ArchiveFinding) -> bool:
        """Tell whether the row, or the total that it spoils, has been told."""
        value, usual = finding.evidence["value"], finding.evidence["usual"]
        assert isinstance(value, int | float)
        assert isinstance(usual, int | float)
        return (finding.bulletin_id, finding.evidence["entity"]) in self.rows or any(
            bulletin == finding.bulletin_id
            and name == finding.evidence["column"]
            and abs(difference) > abs(value - usual) / 2
            for bulletin, name, difference in self.columns
        )


def told_within(connection: sqlite3.Connection, issuer: str) -> Told:
    """Return what the parser found in the issuer's bulletins one by one."""
    found: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for bulletin, code, evidence in connection.execute(
        "SELECT bulletin_id, code, evidence FROM findings JOIN bulletins USING (bulletin_id)"
        " WHERE issuer = ? AND code IN"
        " ('prose-table-mismatch', 'row-contradiction', 'total-mismatch')",
        (issuer,),
    ):
        found.setdefault(code, []).append((bulletin, json.loads(evidence)))
    return Told(
        text=frozenset(
            (bulletin, said["measure"], said["entity"])
            for bulletin, said in found.get("prose-table-mismatch", ())
        ),
        rows=frozenset(
            (bulletin, said["row"]) for bulletin, said in found.get("row-contradiction", ())
        ),
        columns=tuple(
            (bulletin, said["name"], float(str(said["sum"])) - float(str(said["printed"])))
            for bulletin, said in found.get("total-mismatch", ())
        ),
    )
