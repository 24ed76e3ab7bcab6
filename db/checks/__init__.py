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
from db.checks.told import Told, told_within
from db.checks.versions import check_versions


def check_archive(connection: sqlite3.Connection) -> Iterator[ArchiveFinding]:
    """Yield what can be found only by comparing bulletins, issuer by issuer."""
    issuers = connection.execute(
        "SELECT DISTINCT issuer FROM bulletins WHERE issuer IS NOT NULL ORDER BY 1"
    ).fetchall()
    for (issuer,) in issuers:
        figures = gather(connection, issuer)
        yield from _one_each(connection, figures, told_within(connection, issuer))
        yield from check_versions(connection, issuer)


def _one_each(
    connection: sqlite3.Connection, figures: Figures, within: Told
) -> Iterator[ArchiveFinding]:
    """Yield the findings of each cause once; ``within`` are those of single bulletins."""
    cumulative = [one for one in check_cumulative(figures) if not within.tells_text(one)]
    yield from cumulative
    implied = dict(one.implied for one in cumulative if one.implied is not None)
    about = {key for one in cumulative for key in one.about}
    for finding in check_earlier(figures, implied):
        if not within.tells_text(finding):
            about |= finding.about
            yield finding
    for finding in check_jumps(connection, figures):
        told = within.tells_table(finding) or within.tells_text(finding)
        if about.isdisjoint(finding.about) and not told:
            yield finding
