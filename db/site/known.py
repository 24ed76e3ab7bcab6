"""What every page may need of an archive, read once for as long as it does not change."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.series import measures
from db.site.departments import Body, find_departments
from db.site.holdings import Holdings, read_holdings
from db.site.version import archive_version

_MOST_OFFERED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """``departments`` are all there are, or none if they are too many to be offered at once."""

    holdings: Holdings
    version: str
    measures: tuple[str, ...]
    departments: tuple[Body, ...]


def read_known(connection: sqlite3.Connection) -> Known:
    """Read it."""
    bodies = find_departments(connection, limit=_MOST_OFFERED + 1)
    return Known(
        holdings=read_holdings(connection),
        version=archive_version(connection),
        measures=measures(connection),
        departments=bodies if len(bodies) <= _MOST_OFFERED else (),
    )
