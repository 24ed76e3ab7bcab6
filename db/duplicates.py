"""The same bulletin twice: in another form, or issued again with corrections.

Both are kept; one is counted in series. Which one does not depend on the order of import.
Where it cannot be told which of two different versions is the later one, both are counted
and the series shows both numbers.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parser.text import compact, fold_width

Group = tuple[str, str] | None
"""Issuer and period label of bulletins that may be the same; ``None`` if one is unknown."""

SAME = 0.95
"""Share of common numbers from which two files are one bulletin (a scan may be misread)."""

ALIKE = 0.5
"""Share from which, under the same title, one is a re-issue of the other."""

_FEWEST_NUMBERS = 8
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FORMS = ("docx", "xlsx", "html", "doc", "txt", "pdf", "scan")
_REISSUE_WORDS = re.compile("[(（]?(更正|修订|重发|更新)(版|稿)?[)）]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    bulletin_id: str
    title: str
    form: str
    published: str | None
    certain: int
    numbers: Counter[str]


def group_of(connection: sqlite3.Connection, bulletin_id: str) -> Group:
    """Return the group that a bulletin belongs to."""
    row = connection.execute(
        "SELECT issuer, period FROM bulletins WHERE bulletin_id = ?", (bulletin_id,)
    ).fetchone()
    return None if row is None or None in row else (row[0], row[1])


def mark_duplicates(connection: sqlite3.Connection, group: Group) -> None:
    """Find out anew which bulletins of a group stand for which others."""
    if group is None:
        return
    identifiers = connection.execute(
        "SELECT bulletin_id FROM bulletins WHERE issuer = ? AND period = ?", group
    ).fetchall()
    if len(identifiers) < 2 and not _is_marked(connection, group):
        return
    versions = [_version(connection, identifier) for (identifier,) in identifiers]
    marks = _superseded(versions)
    connection.executemany(
        "UPDATE bulletins SET superseded_by = ?, superseded_why = ? WHERE bulletin_id = ?",
        [
            (*marks.get(version.bulletin_id, (None, None)), version.bulletin_id)
            for version in versions
        ],
    )


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of numbers that two bulletins have in common, 0 to 1."""
    union = (one | other).total()
    return (one & other).total() / union if union else 0.0


def _superseded(versions: Sequence[_Version]) -> dict[str, tuple[str, str]]:
    """Return for each bulletin that is not counted the one that is, and why."""
    marks: dict[str, tuple[str, str]] = {}
    counted: list[_Version] = []
    for version in sorted(versions, key=_preference):
        twin = next((one for one in counted if _is_twin(one, version)), None)
        if twin is None:
            counted.append(version)
        else:
            marks[version.bulletin_id] = (twin.bulletin_id, "other-form")
    for version in counted:
        later = [one for one in counted if _is_reissue(one, of=version)]
        if later:
            newest = max(later, key=lambda one: (one.published or "", one.bulletin_id))
            marks[version.bulletin_id] = (newest.bulletin_id, "re-issue")
    # Who stood for a version that has been superseded itself leads on to the one counted.
    for identifier, (by, why) in marks.items():
        while by in marks:
            by = marks[by][0]
        marks[identifier] = (by, why)
    return marks


def _is_twin(one: _Version, other: _Version) -> bool:
    enough = min(one.numbers.total(), other.numbers.total()) >= _FEWEST_NUMBERS
    # A file of the same form with other bytes is a twin only if every number is the same.
    least = SAME if one.form != other.form else 1.0
    return enough and likeness(one.numbers, other.numbers) >= least


def _is_reissue(later: _Version, *, of: _Version) -> bool:
    return (
        _is_later(later, of)
        and plain_title(later.title) == plain_title(of.title)
        and min(later.numbers.total(), of.numbers.total()) >= _FEWEST_NUMBERS
        and likeness(later.numbers, of.numbers) >= ALIKE
    )


def _is_later(one: _Version, other: _Version) -> bool:
    """Tell by the days of publishing, or without both by the title that says so (更正)."""
    if (
        one.published is not None
        and other.published is not None
        and one.published != other.published
    ):
        return one.published > other.published
    says, said = (_REISSUE_WORDS.search(compact(v.title)) is not None for v in (one, other))
    return says and not said


def _preference(version: _Version) -> tuple[int, int, str, str]:
    form = _FORMS.index(version.form) if version.form in _FORMS else len(_FORMS)
    return -version.certain, form, version.published or "", version.bulletin_id


def plain_title(title: str) -> str:
    """Return a title without white space and without the word that it is a revision."""
    return _REISSUE_WORDS.sub("", compact(title))


def _version(connection: sqlite3.Connection, bulletin_id: str) -> _Version:
    title, form, published = connection.execute(
        "SELECT coalesce(title, ''), format, published FROM bulletins WHERE bulletin_id = ?",
        (bulletin_id,),
    ).fetchone()
    (certain,) = connection.execute(
        "SELECT count(*) FROM annexes JOIN annex_tables USING (annex_id)"
        " JOIN table_rows USING (table_id) JOIN cells USING (row_id)"
        " WHERE bulletin_id = ? AND status IN ('printed', 'proven', 'reviewed')",
        (bulletin_id,),
    ).fetchone()
    texts = connection.execute("SELECT text FROM paragraphs WHERE bulletin_id = ?", (bulletin_id,))
    numbers = Counter(number for (text,) in texts for number in _NUMBER.findall(fold_width(text)))
    return _Version(
        bulletin_id=bulletin_id,
        title=title,
        form=form,
        published=published,
        certain=certain,
        numbers=numbers,
    )


def _is_marked(connection: sqlite3.Connection, group: tuple[str, str]) -> bool:
    row = connection.execute(
        "SELECT 1 FROM bulletins WHERE issuer = ? AND period = ? AND superseded_by IS NOT NULL",
        group,
    ).fetchone()
    return row is not None
