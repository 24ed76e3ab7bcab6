"""What the site needs from here: series that follow departments, their files and figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tongbao import __version__

if TYPE_CHECKING:
    from db.lines import Line
    from db.series import Series
    from db.site.tools import Question, Tools
    from db.site.words import Words


def site_tools() -> Tools:
    """Return the tools of the site."""
    from db.site.tools import Tools
    from tongbao.frames import series_csv, series_parquet

    return Tools(
        software=__version__,
        find=_find,
        csv=series_csv,
        parquet=series_parquet,
        figure=_figure,
    )


def _find(connection: sqlite3.Connection, question: Question) -> Series:
    from tongbao.archive import Archive

    return Archive.over(connection).find_series(
        question.measure,
        departments=question.departments,
        since=question.since,
        until=question.until,
        issuer=question.issuer,
        annex=question.annex,
        doubtful=question.doubtful,
        lineage=question.lineage,
    )


def _figure(
    lines: Sequence[Line], measure: str, form: Literal["png", "svg"], words: Words
) -> bytes:
    from tongbao.plot import figure

    return figure(lines, measure, form, language=words.language, told=words.change)
