"""What the site is given by the packages above it: series with their lineage, files, figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from db.lines import Line
from db.series import Series
from db.site.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A series that is asked for; see :func:`db.series.series`."""

    measure: str
    departments: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    issuer: str | None = None
    annex: str | None = None
    doubtful: bool = False
    lineage: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """``find`` answers a question; the others write a series as a file.

    ``figure`` is given the lines, the measure's name and the words of the page, and returns a
    picture for a paper.
    """

    software: str
    find: Callable[[sqlite3.Connection, Question], Series]
    csv: Callable[[Series], str]
    parquet: Callable[[Series], bytes]
    figure: Callable[[Sequence[Line], str, Literal["png", "svg"], Words], bytes]
