"""What every page may need of an archive, read once for as long as it does not change."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.series import measures
from db.site.departments import Directory, read_directory
from db.site.holdings import Holdings, read_holdings
from db.site.version import archive_version
from parser.tables.vocabulary import default_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """``issuers`` and ``measures`` are names, those with the most bulletins or tables first."""

    holdings: Holdings
    version: str
    measures: tuple[str, ...]
    departments: Directory
    issuers: tuple[str, ...]


def read_known(connection: sqlite3.Connection) -> Known:
    """Read it."""
    holdings = read_holdings(connection)
    return Known(
        holdings=holdings,
        version=archive_version(connection),
        measures=_measures(connection),
        departments=read_directory(connection),
        issuers=tuple(grid.issuer for grid in holdings.issuers if grid.issuer),
    )


def _measures(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the measures that there are numbers of: what is looked for most stands first."""
    tables = dict(
        connection.execute(
            "SELECT measure, count(*) FROM table_columns WHERE measure IS NOT NULL GROUP BY measure"
        )
    )
    order = {name: place for place, name in enumerate(default_vocabulary().measures)}
    return tuple(
        sorted(
            measures(connection),
            key=lambda name: (-tables.get(name, 0), order.get(name, len(order)), name),
        )
    )
