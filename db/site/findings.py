"""Findings in Chinese: the archive keeps the English message, the page says it again.

``findings.yaml`` holds for every code how the message is worded and how that is said in Chinese.
A message that none of its wordings fits stays as it is stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from parser.tables.vocabulary import default_vocabulary

_PHRASES_ALONE = frozenset({"kind", "of", "reach", "reason"})
_FILLING = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An English wording as a pattern whose groups are the fillings of the Chinese one."""

    pattern: re.Pattern[str]
    chinese: str

    def said(self, message: str) -> str | None:
        """Return the message in Chinese, or ``None`` if it is worded otherwise."""
        found = self.pattern.fullmatch(message)
        if found is None:
            return None
        held = {name: _filling(name, text) for name, text in found.groupdict().items()}
        return None if None in held.values() else self.chinese.format(**held)


def in_chinese(code: str, message: str) -> str | None:
    """Return a finding's message in Chinese, or ``None`` if its wording is not known.

    >>> in_chinese("total-unreachable", "收件: the total is printed as 9, the rows reach at most 7")
    '收件：合计印作 9，各行之和至多 7'
    """
    return _first(wordings().get(code, ()), message) or _first(_phrases(), message)


@cache
def wordings() -> dict[str, tuple[Wording, ...]]:
    """Return the wordings of every code, in the order in which they are tried."""
    return {code: _wordings(entries) for code, entries in _file()["findings"].items()}


@cache
def _phrases() -> tuple[Wording, ...]:
    return _wordings(_file()["phrases"])


def _first(tried: tuple[Wording, ...], message: str) -> str | None:
    return next((said for one in tried if (said := one.said(message)) is not None), None)


def _filling(name: str, text: str) -> str | None:
    """Return what fills a place of the Chinese wording, or ``None`` if it is not known."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if name == "names":
        return "、".join(re.split(r", | and ", text))
    if name == "sums":
        return " 或 ".join(text.split(" or "))
    if name == "measure":
        known = default_vocabulary().measure(text)
        return known.zh if known else text
    return _first(_phrases(), text) or (None if name in _PHRASES_ALONE else text)


def _wordings(entries: list[dict[str, str]]) -> tuple[Wording, ...]:
    return tuple(Wording(pattern=_pattern(e["en"]), chinese=e["zh"]) for e in entries)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _FILLING.split(english)
    return re.compile(
        "".join(
            f"(?P<{part}>.+?)" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        ),
        re.DOTALL,
    )


@cache
def _file() -> dict[str, Any]:
    text = files("db.site").joinpath("findings.yaml").read_text("utf-8")
    held: dict[str, Any] = yaml.safe_load(text)
    return held
