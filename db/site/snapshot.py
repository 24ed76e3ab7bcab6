"""A static copy of the bulletins' pages that can be cited: each file stands by itself.

Chinese pages lie in ``zh/``, English ones in ``en/``, both under the same names. No script, no
file beside the page, and nothing is asked of another address.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from db.connect import open_for_reading
from db.site.bulletins import bulletin_html
from db.site.holdings import Held, Holdings, read_holdings
from db.site.pages import Frame, render
from db.site.reading import read_bulletin
from db.site.version import archive_version
from db.site.words import LANGUAGES, NAMES, Language

_SIGN = "archive-version.txt"


def write_snapshot(archive: Path, folder: Path, *, software: str) -> tuple[Path, ...]:
    """Write the pages of ``archive`` into ``folder``; an earlier snapshot is replaced.

    Raises :class:`OSError` if the folder cannot be written or holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _SIGN).is_file():
        raise FileExistsError(17, "holds other files; give a new folder", str(folder))
    draft = folder.with_name(folder.name + ".partial")
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(parents=True)
    with contextlib.closing(open_for_reading(archive)) as connection:
        connection.execute("BEGIN")  # all pages of one moment
        version = archive_version(connection)
        holdings = read_holdings(connection)
        for language in LANGUAGES:
            target = draft / language
            target.mkdir()
            frame = _frame(language, version, software)
            (target / "index.html").write_text(_index(holdings, frame), encoding="utf-8")
            for name, page in _pages(connection, holdings, frame):
                (target / f"{name}.html").write_text(page, encoding="utf-8")
        first = _index(holdings, _frame("zh", version, software), into="zh/", back="")
        (draft / "index.html").write_text(first, encoding="utf-8")
    (draft / _SIGN).write_text(f"{version}\n", encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    draft.rename(folder)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _frame(language: Language, version: str, software: str) -> Frame:
    return Frame(
        language=language, base="", here="", version=version, software=software, snapshot=True
    )


def _pages(
    connection: sqlite3.Connection, holdings: Holdings, frame: Frame
) -> Iterator[tuple[str, str]]:
    for held in _all(holdings):
        view = read_bulletin(connection, held.bulletin_id)
        if view is not None:
            yield held.bulletin_id, bulletin_html(view, frame, original=False)


def _all(holdings: Holdings) -> Iterator[Held]:
    for grid in holdings.issuers:
        for row in grid.years:
            for month in row.months:
                yield from month
            yield from row.others
        yield from grid.undated


def _index(holdings: Holdings, frame: Frame, *, into: str = "", back: str = "../") -> str:
    bulletins: dict[str | None, list[Held]] = {}
    for held in _all(holdings):
        bulletins.setdefault(held.issuer, []).append(held)
    for own in bulletins.values():
        own.sort(key=lambda held: (held.period or "~", held.bulletin_id))
    other = _other(frame.language)
    return render(
        "snapshot_index.html",
        frame,
        holdings=holdings,
        bulletins=bulletins,
        into=into,
        other=f"{back}{other}/index.html",
        other_name=NAMES[other],
    )


def _other(language: Language) -> Language:
    return "en" if language == "zh" else "zh"
