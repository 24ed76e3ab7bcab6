"""What the pages say, in Chinese or English; the words stand in ``words.yaml``."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from db.site.findings import in_chinese
from db.site.places import Locator
from parser.tables.vocabulary import default_vocabulary

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


class Words:
    """The words of one language: ``words("holds", 3, 2, "2017-01", "2018-06")``."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._held = {key: entry[language] for key, entry in _all_words().items()}

    def __call__(self, key: str, *values: object, **named: object) -> str:
        """Return the words of a key, filled in."""
        return self._held[key].format(*values, **named)

    def of(self, kind: str, code: str | None) -> str:
        """Return the words of a code (``of("status", "proven")``), or the code itself."""
        return self._held.get(f"{kind}_{code}", str(code))

    def measure(self, name: str | None) -> str:
        """Return what a measure is called; an unknown one keeps its id."""
        if name is None:
            return self("no_measure")
        known = default_vocabulary().measure(name)
        if known is None:
            return name
        return known.zh if self.language == "zh" else known.en

    def finding(self, code: str, message: str) -> str | None:
        """Return a finding's message in Chinese, where that is the language and it is known."""
        return in_chinese(code, message) if self.language == "zh" else None

    def change(self, text: str) -> str:
        """Return a change of departments, as a series tells it, in the page's language.

        >>> words_of("zh").change("2018-11 renamed: 环保厅 → 生态环境厅 (unconfirmed)")
        '2018-11 更名（待核实）：环保厅 → 生态环境厅'
        """
        found = _CHANGE.fullmatch(text)
        if found is None or self.language != "zh":
            return text
        date, kind, before, after, doubt = found.groups()
        doubtful = f"（{self('unconfirmed')}）" if doubt else ""
        after = self("none") if after == "none" else after
        return f"{date} {self.of('event', kind)}{doubtful}：{before} → {after}"

    def place(self, locator: Locator | None) -> str:
        """Return a locator as a person would say it."""
        shown = [
            self(key, locator[name])
            for name, key in _PLACES
            if locator and locator.get(name) is not None
        ]
        if locator and locator.get("member"):
            shown.insert(0, str(locator["member"]))
        return (" " if self.language == "zh" else ", ").join(shown) or self("no_place")


_CHANGE = re.compile(r"(\S+) (\w+): (.*) → (.*?)( \(unconfirmed\))?")
_PLACES = (
    ("page", "page_n"),
    ("line", "line_n"),
    ("paragraph", "paragraph_n"),
    ("table", "table_n"),
    ("row", "table_row_n"),
    ("cell", "table_cell_n"),
)


@cache
def words_of(language: Language) -> Words:
    """Return the words of a language."""
    return Words(language)


def chosen(asked: str | None, accepted: str | None) -> Language:
    """Return the language of a reader: what was chosen before, else what the browser prefers.

    >>> chosen(None, "en-GB,en;q=0.8,zh;q=0.5")
    'en'
    """
    for language in LANGUAGES:
        if asked == language:
            return language
    for preferred in (accepted or "").split(","):
        for language in LANGUAGES:
            if preferred.strip().lower().startswith(language):
                return language
    return "zh"


@cache
def _all_words() -> dict[str, dict[str, str]]:
    text = files("db.site").joinpath("words.yaml").read_text("utf-8")
    held: dict[str, dict[str, str]] = yaml.safe_load(text)
    return held
