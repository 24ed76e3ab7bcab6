"""Chinese full-text search that finds words of any length.

SQLite's tokenizers know no Chinese words, so each character is made a word: a shadow of the
text with U+001F between characters is indexed, and a Chinese word is asked for as a phrase.
Digits and Latin letters stay whole words (``12345`` does not find ``123456``). Nothing but
FTS5 itself is needed, so any reader of SQLite files can search.
"""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.text import fold_width

SEPARATOR = "\x1f"
# Private-use characters stand for Chinese ones that a font has and Unicode has not.
_PRIVATE = "\ue000-\uf8ff"
_WIDE = rf"\u2e80-\ua4cf\uac00-\ud7ff{_PRIVATE}\uf900-\ufaff\uff66-\uff9f\U00016fe0-\U0003ffff"
_BOUNDARY = re.compile(rf"(?<=[{_WIDE}])(?=.)|(?<=.)(?=[{_WIDE}])", re.DOTALL)
_TOKEN = re.compile(rf"[{_PRIVATE}]|(?![\W_])[{_WIDE}]|[^\W_{_WIDE}]+")
_TERM = re.compile(r"[\"“”]([^\"“”]*)(?:[\"“”]|$)|([^\s\"“”]+)")
_STOP = "。；;，,、：:！!？?\n"
_SNIPPET = 36

MOST_RANKED = 1000
"""So many passages are ranked; ranking a million passages that hold 省 would help nobody."""

_ROLE_WEIGHT = (
    "CASE paragraphs.role WHEN 'title' THEN 2.0 WHEN 'heading' THEN 1.6 WHEN 'row' THEN 0.5"
    " WHEN 'header' THEN 0.5 ELSE 1.0 END"
)

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


def spread(text: str) -> str:
    """Return the shadow text: half-width, with U+001F between Chinese characters.

    >>> spread("共12件").replace(SEPARATOR, "|")
    '共|12|件'
    """
    return _BOUNDARY.sub(SEPARATOR, fold_width(text))


def split_terms(words: str) -> tuple[str, ...]:
    """Split a question into terms that must all be found; quotes hold a phrase together.

    >>> split_terms('公安 "在线 申办"')
    ('公安', '在线 申办')
    """
    found = (match[1] or match[2] or "" for match in _TERM.finditer(words))
    return tuple(term.strip() for term in found if term.strip())


def match_expression(words: str) -> str:
    """Return the FTS5 expression of a question; nothing the user writes is taken as syntax.

    >>> match_expression("公安 12345热线")
    '"公 安" AND "12345 热 线"'
    """
    phrases = (" ".join(_TOKEN.findall(fold_width(term))) for term in split_terms(words))
    return " AND ".join(f'"{phrase}"' for phrase in phrases if phrase)


def term_pattern(term: str) -> re.Pattern[str]:
    """Return the pattern that finds ``term`` in a passage as the index does.

    White space and signs between the characters do not matter, but a find never runs over
    a comma or full stop that the term itself does not have there.
    """
    folded = fold_width(term)
    tokens = list(_TOKEN.finditer(folded))
    if not tokens:
        return re.compile(re.escape(folded.strip()))
    pattern = _token_pattern(tokens[0][0])
    for before, after in itertools.pairwise(tokens):
        stops = "" if any(c in _STOP for c in folded[before.end() : after.start()]) else _STOP
        pattern += rf"(?:(?![{_PRIVATE}{re.escape(stops)}])[\W_])*"
        pattern += _token_pattern(after[0])
    return re.compile(pattern)


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
    conditions, values = _scope(since, until, issuer)
    scope = (
        f" AND bulletin_id IN (SELECT bulletin_id FROM bulletins WHERE {' AND '.join(conditions)})"
        if conditions
        else ""
    )
    expression = match_expression(words)
    if expression:
        # Ranked and joined are only the rows that are kept here.
        scoped = " CROSS JOIN paragraphs ON paragraph_id = paragraphs_fts.rowid" if scope else ""
        found = (
            "SELECT paragraphs_fts.rowid AS id, paragraphs_fts.rank AS score FROM paragraphs_fts"
            f"{scoped} WHERE paragraphs_fts MATCH ?{scope}"
            " ORDER BY paragraphs_fts.rowid DESC LIMIT ?"
        )
        values = [expression, *values, most + 1 if most >= 0 else most]
    else:  # only signs, which the index leaves out
        terms = split_terms(words)
        found = (
            "SELECT paragraph_id AS id, -1.0 AS score FROM paragraphs"
            f" WHERE {' AND '.join(['instr(text, ?) > 0'] * len(terms))}{scope}"
            " ORDER BY paragraph_id DESC LIMIT ?"
        )
        values = [*terms, *values, most + 1 if most >= 0 else most]
    ordered = connection.execute(
        f"WITH found AS MATERIALIZED ({found}) SELECT id, (SELECT count(*) FROM found)"
        " FROM found CROSS JOIN paragraphs ON paragraph_id = id"
        " CROSS JOIN bulletins USING (bulletin_id)"
        f" ORDER BY score * {_ROLE_WEIGHT}, period DESC, bulletin_id, paragraphs.position",
        values,
    ).fetchall()
    # The texts of those alone that are asked for; an import under way may have taken one out.
    for identifier, count in ordered:
        row = connection.execute(_PASSAGE, (identifier,)).fetchone()
        if row is not None:
            yield (*row, count)


def _scope(
    since: str | None, until: str | None, issuer: str | None
) -> tuple[list[str], list[str | int]]:
    conditions, values = [], list[str | int]()
    for condition, value in (
        ("period >= ?", since),
        ("period < ? || '~'", until),
        ("instr(issuer, ?) > 0", issuer),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return conditions, values


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


def _token_pattern(token: str) -> str:
    if re.fullmatch(rf"[{_WIDE}]", token):
        return token
    narrow = rf"[^\W_{_WIDE}]"
    # Only the word itself may be written large or small: with a flag for the whole pattern,
    # making it takes longer than looking for it.
    return rf"(?<!{narrow})(?i:{re.escape(token)})(?!{narrow})"
