"""The archive as one object: what ``import tongbao`` offers to programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from parser.bulletin import Bulletin
from parser.table import Department

if TYPE_CHECKING:
    import sqlite3

    import pandas
    from sqlite_utils import Database

    from db.load import Outcome
    from db.periods import Frequency
    from db.search import Hit
    from db.series import Series


class Archive:
    """An archive file; created at the first :meth:`load` if it does not exist.

    Use it in a ``with`` statement. Reading methods open the file read-only.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._reading: sqlite3.Connection | None = None
        self._writing: Database | None = None

    @classmethod
    def over(cls, connection: sqlite3.Connection) -> Archive:
        """Return an archive that reads through a connection which someone else opens and closes."""
        held = cls(":opened:")
        held._reading = connection
        return held

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; it is complete in itself then."""
        from db.connect import close

        if self._reading is not None:
            self._reading.close()
            self._reading = None
        if self._writing is not None:
            close(self._writing)
            self._writing = None

    @property
    def reading(self) -> sqlite3.Connection:
        """The archive opened for reading."""
        from db.connect import open_for_reading

        if self._reading is None:
            self._reading = open_for_reading(self.path)
        return self._reading

    @property
    def writing(self) -> Database:
        """The archive opened for writing, as a sqlite-utils database."""
        from db.connect import open_archive

        if self._writing is None:
            self._writing = open_archive(self.path)
        return self._writing

    def load(self, bulletin: Bulletin) -> Outcome:
        """Load a bulletin: ``imported``, ``unchanged`` or ``replaced``."""
        from db.connect import explained
        from db.load import Provenance, load
        from tongbao import __version__

        with explained(self.path):
            provenance = Provenance(parser_version=__version__)
            return load(self.writing, bulletin, provenance, resolve=resolve_name)

    def search(self, words: str, *, limit: int | None = 20) -> list[Hit]:
        """Return the passages that hold all of ``words``, best first."""
        from db.connect import explained
        from db.search import search

        with explained(self.path):
            return list(search(self.reading, words, limit=limit))

    def find_series(
        self,
        measure: str,
        *,
        departments: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        issuer: str | None = None,
        annex: str | None = None,
        doubtful: bool = False,
        lineage: bool = False,
        as_of: str | None = None,
        frequency: Frequency = "month",
    ) -> Series:
        """Return the series of a measure as values; see :func:`db.series.series`."""
        from db.connect import explained
        from db.numbers import Subject
        from db.series import series, subjects_of

        with explained(self.path):
            connection = self.reading
            subjects = subjects_of(
                connection, departments, issuer=issuer, resolve=self._resolve, date=as_of
            )
            if as_of is not None:
                from tongbao.lineage import structure_of

                subjects = structure_of(subjects, as_of)
            elif lineage or any("/" in (subject.id or "") for subject in subjects):
                from tongbao.lineage import with_lineage

                subjects = tuple(with_lineage(subject, follow=lineage) for subject in subjects)
            subjects = subjects or (Subject(),)
            return series(
                connection,
                measure,
                subjects,
                since=since,
                until=until,
                issuer=issuer,
                annex=annex,
                doubtful=doubtful,
                frequency=frequency,
            )

    def _resolve(self, name: str, issuer: str | None, date: str | None) -> Department | None:
        """Resolve a name as of ``date``, or, if nobody bore it then, as of whenever somebody did.

        A person's own register beside the archive is asked too.
        """
        from parser.names.schema import register_beside

        own = register_beside(self.path)
        return resolve_name(name, issuer, date, register=own) or resolve_name(
            name, issuer, None, register=own
        )

    def series(
        self,
        measure: str,
        department: str | Sequence[str] | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        issuer: str | None = None,
        annex: str | None = None,
        doubtful: bool = False,
        lineage: bool = False,
        as_of: str | None = None,
        frequency: Frequency = "month",
        wide: bool = False,
    ) -> pandas.DataFrame:
        """Return the series of a measure as a data frame, one row a period, gaps as NaN.

        ``wide`` gives one column a department instead, with the periods as the index.

        ``department`` is any printed name, official name or id, or several of them; without
        it the series is that of the total row. ``lineage`` follows renamings and mergers:
        predecessors are summed where all of them report, breaks are marked. ``as_of``
        (``2017-03``) gives the series of the departments that there were on that day.
        What was left out stands in ``frame.attrs["notes"]``.
        """
        names = () if department is None else department
        found = self.find_series(
            measure,
            departments=(names,) if isinstance(names, str) else tuple(names),
            since=since,
            until=until,
            issuer=issuer,
            annex=annex,
            doubtful=doubtful,
            lineage=lineage,
            as_of=as_of,
            frequency=frequency,
        )
        from tongbao.frames import series_frame, wide_frame

        return wide_frame(found) if wide else series_frame(found)


def resolve_name(
    name: str, issuer: str | None, date: str | None, *, register: Path | None = None
) -> Department | None:
    """Return the department that a name means in a bulletin of ``issuer`` at ``date``."""
    from parser.names.resolve import resolver_with

    return resolver_with(register).resolve(name, region=issuer, date=date).department
