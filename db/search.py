"""Chinese full-text search: the passages that hold every word of a question, best first."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.search_terms import match_expression, split_terms, term_pattern
from parser.text import fold_width

_SNIPPET = 36

MOST_RANKED = 1000
"""So many passages are ranked; ranking a million passages that hold 省 would help nobody."""

_ROLE_WEIGHT = (
    "CASE paragraphs.role WHEN 'title' THEN 2.0 WHEN 'heading' THEN 1.6 WHEN 'row' THEN 0.5"
    " WHEN 'header' THEN 0.5 ELSE 1.0 END"
)

# How often a term stands in a passage, and how long that is, as BM25 weighs them. Its third
# part, how rare each term is, would be the same for every passage, since each holds every term,
# and to count it FTS5 reads all that the index holds of the term. A term that the passage writes
# otherwise (full width, signs between) counts once.
_USUAL_LENGTH = 60.0
_TERM_COUNT = "max(1.0, (length(text) - length(replace(text, ?, ''))) / length(?))"
_TERM_WEIGHT = f"{_TERM_COUNT} * 2.2 / ({_TERM_COUNT} + 0.3 + 0.9 * length(text) / {_USUAL_LENGTH})"

MOST_LISTED = 500
"""The passages of so many bulletins are listed before the index is asked; of more, it is first."""

_PASSAGE = (
    "SELECT bulletin_id, period, issuer, heading, text, paragraphs.locator, source, position"
    " FROM paragraphs JOIN bulletins USING (bulletin_id) WHERE paragraph_id = ?"
)

_Found = tuple[str, str | None, str | None, str | None, str, str, str, int, int]


class QueryError(ValueError):
    """A question with nothing in it to look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found: ``marks`` are the found stretches of ``text`` (half open).

    ``rank`` counts from 1, best first. ``partial`` says that the words are so common that
    only the passages loaded last were ranked. ``position`` is its place in the bulletin's
    reading order, from 0.
    """

    bulletin_id: str
    period: str | None
    issuer: str | None
    section: str | None
    text: str
    locator: dict[str, object]
    rank: int
    marks: tuple[tuple[int, int], ...]
    source: str
    position: int
    partial: bool = False

    def snippet(self, before: str = "【", after: str = "】") -> str:
        """Return the neighbourhood of the first find, every find in it marked."""
        first = self.marks[0] if self.marks else (0, 0)
        start = max(0, first[0] - _SNIPPET)
        end = min(len(self.text), max(first[1], start) + _SNIPPET)
        parts, at = ["…" if start else ""], start
        for mark_start, mark_end in self.marks:
            if mark_start < at or mark_end > end:
                continue
            parts += [self.text[at:mark_start], before, self.text[mark_start:mark_end], after]
            at = mark_end
        parts += [self.text[at:end], "…" if end < len(self.text) else ""]
        return "".join(parts).replace("\n", " ")

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "bulletin_id": self.bulletin_id,
            "period": self.period,
            "section": self.section,
            "text": self.text,
            "locator": self.locator,
            "rank": self.rank,
            "snippet": self.snippet(),
            "marks": [list(mark) for mark in self.marks],
            "source": self.source,
            "partial": self.partial,
        }


def search(
    connection: sqlite3.Connection,
    words: str,
    *,
    limit: int | None = 20,
    since: str | None = None,
    until: str | None = None,
    issuer: str | None = None,
) -> tuple[Hit, ...]:
    """Return the passages that hold every term of ``words``, best first.

    ``since`` and ``until`` bound the period (``2017-01``), ``issuer`` is a part of its name.
    Of a word in more than :data:`MOST_RANKED` passages those loaded last are ranked, unless
    ``limit`` is ``None``: then every passage is found.
    Raises :class:`QueryError` if ``words`` holds nothing to look for.
    """
    terms = split_terms(words)
    if not terms:
        raise QueryError("nothing to look for; give one or more words")
    patterns = [term_pattern(term) for term in terms]
    hits: list[Hit] = []
    most = -1 if limit is None else max(MOST_RANKED, limit)
    found = _candidates(connection, words, most=most, since=since, until=until, issuer=issuer)
    for row in found:
        marks = find_marks(row[4], patterns)
        if marks is None:
            continue
        hits.append(_hit(row, len(hits) + 1, marks, partial=0 <= most < row[8]))
        if limit is not None and len(hits) >= limit:
            break
    return tuple(hits)


def find_marks(
    text: str, patterns: Sequence[re.Pattern[str]]
) -> tuple[tuple[int, int], ...] | None:
    """Return where the patterns are found in ``text``, or ``None`` if one is not."""
    folded = fold_width(text)
    marks: list[tuple[int, int]] = []
    for pattern in patterns:
        found = [match.span() for match in pattern.finditer(folded)]
        if not found:
            return None
        marks += found
    return tuple(sorted(set(marks)))


def _candidates(
    connection: sqlite3.Connection,
    words: str,
    *,
    most: int,
    since: str | None,
    until: str | None,
    issuer: str | None,
) -> Iterator[_Found]:
    """Yield passages that the index finds, best first, at most ``most`` and one (-1 for all).

    The one more shows that there are more.
    """
    terms = split_terms(words)
    expression = match_expression(words)
    if expression:
        found = (
            "SELECT paragraphs_fts.rowid AS id FROM paragraphs_fts WHERE paragraphs_fts MATCH ?"
            "{} ORDER BY paragraphs_fts.rowid DESC LIMIT ?"
        )
        asked: list[str | int] = [expression]
    else:  # only signs, which the index leaves out
        found = (
            "SELECT paragraph_id AS id FROM paragraphs"
            f" WHERE {' AND '.join(['instr(text, ?) > 0'] * len(terms))}"
            "{} ORDER BY paragraph_id DESC LIMIT ?"
        )
        asked = list(terms)
    scope, values = _scope(
        connection, "paragraphs_fts.rowid" if expression else "paragraph_id", since, until, issuer
    )
    weight = " + ".join([_TERM_WEIGHT] * len(terms))
    ordered = connection.execute(
        f"WITH found AS MATERIALIZED ({found.format(scope)})"
        " SELECT id, (SELECT count(*) FROM found) FROM found"
        " CROSS JOIN paragraphs ON paragraph_id = id CROSS JOIN bulletins USING (bulletin_id)"
        f" ORDER BY ({weight}) * {_ROLE_WEIGHT} DESC,"
        " period DESC, bulletin_id, paragraphs.position",
        [*asked, *values, most + 1 if most >= 0 else most, *(t for t in terms for _ in range(4))],
    ).fetchall()
    # The texts of those alone that are asked for; an import under way may have taken one out.
    for identifier, count in ordered:
        row = connection.execute(_PASSAGE, (identifier,)).fetchone()
        if row is not None:
            yield (*row, count)


def _scope(
    connection: sqlite3.Connection,
    passage: str,
    since: str | None,
    until: str | None,
    issuer: str | None,
) -> tuple[str, list[str | int]]:
    """Return the condition that keeps to a time and an issuer, and its values."""
    conditions, values = [], list[str | int]()
    for condition, value in (
        ("period >= ?", since),
        ("period < ? || '~'", until),
        ("instr(issuer, ?) > 0", issuer),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if not conditions:
        return "", []
    inside = f"SELECT bulletin_id FROM bulletins WHERE {' AND '.join(conditions)}"
    bulletins = [
        row[0] for row in connection.execute(f"{inside} LIMIT ?", [*values, MOST_LISTED + 1])
    ]
    if len(bulletins) <= MOST_LISTED:
        # "+" keeps SQLite from asking the index once for each passage of the list.
        listed = "SELECT paragraph_id FROM paragraphs WHERE bulletin_id IN"
        return f" AND +{passage} IN ({listed} (SELECT value FROM json_each(?)))", [
            json.dumps(bulletins)
        ]
    held = f"SELECT bulletin_id FROM paragraphs AS held WHERE held.paragraph_id = {passage}"
    return f" AND ({held}) IN ({inside})", values


def _hit(
    row: _Found,
    rank: int,
    marks: tuple[tuple[int, int], ...],
    *,
    partial: bool,
) -> Hit:
    identifier, period, issuer, section, text, locator, source, position, _ = row
    return Hit(
        bulletin_id=identifier,
        period=period,
        issuer=issuer,
        section=section,
        text=text,
        locator=json.loads(locator),
        rank=rank,
        marks=marks,
        source=source,
        position=position,
        partial=partial,
    )
