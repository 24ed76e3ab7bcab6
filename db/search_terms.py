"""The words of a search: how a text is indexed, how a question is asked, how a find is marked.

SQLite's tokenizers know no Chinese words, so each character is made a word: a shadow of the
text with U+001F between characters is indexed, and a Chinese word is asked for as a phrase.
Digits and Latin letters stay whole words (``12345`` does not find ``123456``). Nothing but
FTS5 itself is needed, so any reader of SQLite files can search.
"""

from __future__ import annotations

import itertools
import re

from parser.text import fold_width

SEPARATOR = "\x1f"
# Private-use characters stand for Chinese ones that a font has and Unicode has not.
_PRIVATE = "\ue000-\uf8ff"
_WIDE = rf"\u2e80-\ua4cf\uac00-\ud7ff{_PRIVATE}\uf900-\ufaff\uff66-\uff9f\U00016fe0-\U0003ffff"
_BOUNDARY = re.compile(rf"(?<=[{_WIDE}])(?=.)|(?<=.)(?=[{_WIDE}])", re.DOTALL)
_TOKEN = re.compile(rf"[{_PRIVATE}]|(?![\W_])[{_WIDE}]|[^\W_{_WIDE}]+")
_TERM = re.compile(r"[\"“”]([^\"“”]*)(?:[\"“”]|$)|([^\s\"“”]+)")
_STOP = "。；;，,、：:！!？?\n"


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


def _token_pattern(token: str) -> str:
    if re.fullmatch(rf"[{_WIDE}]", token):
        return token
    narrow = rf"[^\W_{_WIDE}]"
    # Only the word itself may be written large or small: with a flag for the whole pattern,
    # making it takes longer than looking for it.
    return rf"(?<!{narrow})(?i:{re.escape(token)})(?!{narrow})"
