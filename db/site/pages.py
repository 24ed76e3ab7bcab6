"""Pages from templates: every text is escaped, every link carries the site's base."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from db.site.words import NAMES, Language, Words, words_of

_FOLDER = files("db.site")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page needs: its language, where the site's root is, which archive it shows.

    ``here`` is the page's own path with its query, for the switch of language. ``actor``
    is the name of who is logged in.
    """

    language: Language
    base: str
    here: str
    version: str
    software: str
    actor: str | None = None
    snapshot: bool = False

    @property
    def words(self) -> Words:
        """The words of the page's language."""
        return words_of(self.language)

    def path(self, path: str, **query: object) -> str:
        """Return a link to a page of the site; what is empty is left out of the query."""
        held = [(name, value) for name, value in query.items() if value not in (None, "", ())]
        asked = urlencode(held, doseq=True) if held else ""
        return f"{self.base.rstrip('/')}{quote(path)}{'?' + asked if asked else ''}"


@cache
def environment() -> Environment:
    """Return the environment that all templates are rendered in."""
    made = Environment(
        loader=PackageLoader("db.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # or every page asks the disk whether its templates have changed
    )
    made.globals["languages"] = NAMES
    made.globals["asset"] = asset
    return made


def render(template: str, frame: Frame, **context: object) -> str:
    """Return a page as HTML."""
    page = environment().get_template(template)
    return page.render(frame=frame, w=frame.words, path=frame.path, **context)


@cache
def asset(name: str) -> str:
    """Return the text of a file of ours, to be put into a page that stands alone."""
    return Markup((_FOLDER / "static" / name).read_text("utf-8"))


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> Markup:
    """Return ``text`` with its stretches marked; stretches inside others are left out.

    >>> marked("a<公安>", ((2, 4),))
    Markup('a&lt;<mark>公安</mark>&gt;')
    """
    parts: list[str] = []
    at = 0
    for start, end in marks:
        if start < at or end > len(text):
            continue
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end])]
        parts.append(Markup("</mark>"))
        at = end
    return Markup("").join([*parts, escape(text[at:])])
