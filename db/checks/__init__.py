"""What the bulletins of an archive say of one another, recomputed issuer by issuer.

Nothing is stored: the answer is that of the archive as it stands, corrections included. A
check whose other bulletin, table or figure is not there, or that would have to choose between
two figures, says nothing. One cause is one finding.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from db.checks.cumulative import check_cumulative
from db.checks.earlier import check_earlier
from db.checks.figures import ArchiveFinding, Figures, gather
from db.checks.jumps import check_jumps
from db.checks.versions import check_versions


def check_archive(connection: sqlite3.Connection) -> Iterator[ArchiveFinding]:
    """Yield what can be found only by comparing bulletins, issuer by issuer."""
    issuers = connection.execute(
        "SELECT DISTINCT issuer FROM bulletins WHERE issuer IS NOT NULL ORDER BY 1"
    ).fetchall()
    for (issuer,) in issuers:
        figures = gather(connection, issuer)
        yield from _one_each(figures)
        yield from check_versions(connection, issuer)


def _one_each(figures: Figures) -> Iterator[ArchiveFinding]:
    """Yield the findings of each cause once: the first check that meets a figure tells it."""
    told: set[object] = set()
    for check in (check_cumulative, check_earlier, check_jumps):
        for finding in check(figures):
            if told.isdisjoint(finding.about):
                yield finding
            told.update(finding.about)
