"""The site's own pages as routes of Datasette: who may read, in which language, kept or anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, quote, unquote
from weakref import WeakKeyDictionary

from db.site import bulletins, series_page, views
from db.site.answers import Answers, Readers, Summary, TooLongError, answer_of
from db.site.holdings import Counts, read_counts
from db.site.known import Known, read_known
from db.site.lineage import load_register
from db.site.originals import PAGED, Originals
from db.site.pages import Frame, render
from db.site.responses import allowed, asset, here, is_held, page_headers, response
from db.site.series_page import TYPES, FigureError, Form
from db.site.tools import Tools
from db.site.version import Mark, Watch
from db.site.views import Query
from db.site.words import LANGUAGES, Language, chosen

_ID = r"(?P<identifier>[0-9a-f]{16})"
_FIRST_WAIT, _WAIT = 20.0, 2.0
_YEAR = 365 * 24 * 3600

Handler = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page is made of beside the archive; ``counts`` are ``None`` until they are there."""

    frame: Frame
    query: Query
    known: Known
    counts: Counts | None


class Site:
    """One archive with its readers, what is kept of it and the tools it was given."""

    def __init__(self, path: Path, tools: Tools) -> None:
        self.path, self.tools = path, tools
        self.readers = Readers(path)
        # Pictures take long; nobody who reads waits behind them.
        self.drawers = Readers(path, threads=1)
        self.watch = Watch(path)
        self.answers = Answers()
        self.originals = Originals()
        self._known = Summary(self.readers, read_known)
        self._counts = Summary(self.readers, read_counts)

    def start(self) -> None:
        """Begin to count, so that the first reader need not wait."""
        mark = self.watch.mark()
        self._known.value(mark)
        self._counts.value(mark)
        load_register()

    def known(self, mark: Mark | None) -> tuple[Known, bool]:
        """Return what every page may need, and whether it is of the archive as it is now."""
        value, current = self._known.value(mark, wait=_WAIT)
        if value is None:
            value, current = self._known.value(mark, wait=_FIRST_WAIT)
        return cast(Known, value), current

    def counts(self, mark: Mark | None) -> tuple[Counts | None, bool]:
        """Return the counts, and whether they are of the archive as it is now."""
        value, current = self._counts.value(mark, wait=0.5)
        return cast(Counts | None, value), current

    def routes(self) -> list[tuple[str, Handler]]:
        """Return every route with its handler."""
        routes: list[tuple[str, Handler]] = [
            (r"^/$", self._page(self._front, counted=True)),
            (r"^/search$", self._page(self._search)),
            (r"^/departments$", self._page(self._departments)),
            (r"^/department/(?P<identifier>[^?]{1,200})$", self._page(self._department)),
            (rf"^/bulletin/{_ID}$", self._page(self._bulletin)),
            (
                rf"^/bulletin/{_ID}/cell/(?P<key>\d{{1,6}}(-\d{{1,6}}){{3}})$",
                self._page(self._cell),
            ),
            (rf"^/bulletin/{_ID}/page/(?P<page>\d{{1,5}})$", self._page(self._one_page)),
            (rf"^/bulletin/{_ID}/page/(?P<page>\d{{1,5}})\.(?P<form>png|json)$", self._image),
            (rf"^/bulletin/{_ID}/original$", self._original),
            (rf"^/bulletin/{_ID}/at$", self._at),
            (r"^/series$", self._page(self._series)),
            (r"^/series\.(?P<form>csv|parquet|png|svg)$", self._file),
            (r"^/language$", self._language),
            (r"^/assets/(?P<name>[\w./-]{1,80})$", asset),
        ]
        return routes

    def _front(self, connection: sqlite3.Connection, asked: Asked) -> str:
        return views.front(
            connection, asked.frame, asked.query, known=asked.known, counts=asked.counts
        )

    def _search(self, connection: sqlite3.Connection, asked: Asked) -> str:
        return views.search_page(connection, asked.frame, asked.query, known=asked.known)

    def _departments(self, connection: sqlite3.Connection, asked: Asked) -> str:
        return views.departments_page(asked.frame, asked.query, known=asked.known)

    def _department(
        self, connection: sqlite3.Connection, asked: Asked, identifier: str
    ) -> str | None:
        return views.department_page(connection, asked.frame, asked.query, unquote(identifier))

    def _bulletin(
        self, connection: sqlite3.Connection, asked: Asked, identifier: str
    ) -> str | None:
        return bulletins.bulletin_page(connection, asked.frame, identifier, self.originals)

    def _cell(
        self, connection: sqlite3.Connection, asked: Asked, identifier: str, key: str
    ) -> str | None:
        return bulletins.cell_page(connection, asked.frame, identifier, key, self.originals)

    def _one_page(
        self, connection: sqlite3.Connection, asked: Asked, identifier: str, page: str
    ) -> str | None:
        return bulletins.page_page(connection, asked.frame, identifier, int(page), self.originals)

    def _series(self, connection: sqlite3.Connection, asked: Asked) -> str:
        return series_page.series_page(
            connection, asked.frame, asked.query, tools=self.tools, known=asked.known
        )

    def _page(self, make: Callable[..., str | None], *, counted: bool = False) -> Handler:
        """Return the handler of a page: kept answers are given again while nothing changes.

        A ``counted`` page is kept only with the counts of the archive as it is now.
        """

        async def handler(request: Any, datasette: Any) -> Any:
            await allowed(request, datasette)
            mark = self.watch.mark()
            language = _language_of(request)
            actor = (request.actor or {}).get("id")
            page = here(request, datasette)
            question = (language, actor, page)
            answer = self.answers.get(mark, question)
            if answer is None:
                query = parse_qs(request.query_string, keep_blank_values=True)

                def made(connection: sqlite3.Connection) -> tuple[str | None, bool]:
                    known, current = self.known(mark)
                    frame = self._frame(datasette, language, page, actor, known)
                    counts, as_now = self.counts(mark) if counted else (None, True)
                    asked = Asked(frame=frame, query=query, known=known, counts=counts)
                    return make(connection, asked, **request.url_vars), current and as_now

                try:
                    text, current = await self.readers.read(made)
                except TooLongError:
                    return self._problem(datasette, language, "failed", "too_long", 503)
                if text is None:
                    missing = self._told(datasette, language, "not_found", "not_found_hint")
                    answer = answer_of(missing, status=404)
                else:
                    answer = answer_of(text.encode())
                if current:
                    self.answers.put(mark, question, answer)
            if answer.status != 200:
                return response(answer.body, {"Cache-Control": "no-store"}, status=answer.status)
            headers = page_headers(actor, answer.tag)
            if is_held(request.headers.get("if-none-match"), answer.tag):
                return response(b"", headers, status=304)
            return response(answer.body, headers)

        return handler

    def _frame(
        self,
        datasette: Any,
        language: Language,
        page: str,
        actor: str | None,
        known: Known | None = None,
    ) -> Frame:
        known = known or self.known(self.watch.mark())[0]
        return Frame(
            language=language,
            base=datasette.setting("base_url"),
            here=page,
            version=known.version,
            software=self.tools.software,
            actor=actor,
        )

    def _problem(
        self, datasette: Any, language: Language, heading: str, text: str, status: int
    ) -> Any:
        body = self._told(datasette, language, heading, text)
        return response(body, {"Cache-Control": "no-store"}, status=status)

    def _told(self, datasette: Any, language: Language, heading: str, text: str) -> bytes:
        frame = self._frame(datasette, language, "/", None)
        words = frame.words
        return render("problem.html", frame, heading=words(heading), text=words(text)).encode()

    async def _image(self, request: Any, datasette: Any) -> Any:
        await allowed(request, datasette)
        number, form = int(request.url_vars["page"]), request.url_vars["form"]
        identifier = request.url_vars["identifier"]

        def draw(connection: sqlite3.Connection) -> Any:
            row = connection.execute(
                "SELECT sha256, format FROM bulletins WHERE bulletin_id = ?", (identifier,)
            ).fetchone()
            if row is None or row[1] not in PAGED:
                return None
            return self.originals.page(connection, row[0], number, scanned=row[1] == "scan")

        image = await self.drawers.read(draw)
        if image is None:
            return response(b"", {}, status=404, kind="text/plain")
        headers = {"Cache-Control": f"private, max-age={_YEAR}, immutable"}
        if form == "json":
            size = {"width": image.width, "height": image.height}
            return response(json.dumps(size).encode(), headers, kind="application/json")
        return response(image.png, headers, kind="image/png")

    async def _original(self, request: Any, datasette: Any) -> Any:
        """Give the original file to be kept, never to be shown: it may hold scripts."""
        await allowed(request, datasette)
        identifier = request.url_vars["identifier"]

        def read(connection: sqlite3.Connection) -> tuple[bytes, str] | None:
            row = connection.execute(
                "SELECT sha256, source FROM bulletins WHERE bulletin_id = ?", (identifier,)
            ).fetchone()
            content = None if row is None else self.originals.content(connection, row[0])
            return None if content is None else (content, Path(row[1]).name)

        found = await self.readers.read(read)
        if found is None:
            return response(b"", {}, status=404, kind="text/plain")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found[1])}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return response(found[0], headers, kind="application/octet-stream")

    async def _at(self, request: Any, datasette: Any) -> Any:
        await allowed(request, datasette)
        locator = request.args.get("locator") or ""
        identifier = request.url_vars["identifier"]
        frame = partial(self._frame, datasette, "zh", "/", None)
        where = await self.readers.read(
            lambda c: bulletins.place_of(c, frame(), identifier, locator)
        )
        return response(b"", {"Location": where}, status=302)

    async def _file(self, request: Any, datasette: Any) -> Any:
        await allowed(request, datasette)
        form = cast(Form, request.url_vars["form"])
        language = _language_of(request)
        frame = partial(self._frame, datasette, language, "/", None)
        query = parse_qs(request.query_string)
        mark, question = self.watch.mark(), (language, None, here(request, datasette))
        held = self.answers.get(mark, question)
        try:
            readers = self.drawers if form in ("png", "svg") else self.readers
            content = (
                held.body
                if held
                else await readers.read(
                    lambda c: series_page.series_file(c, frame(), query, form, tools=self.tools)
                )
            )
        except TooLongError:
            return self._problem(datasette, language, "failed", "too_long", 503)
        except FigureError:
            return self._problem(datasette, language, "failed", "no_figure", 503)
        if content is None:
            return self._problem(datasette, language, "no_numbers", "no_numbers_hint", 404)
        if held is None:
            self.answers.put(mark, question, answer_of(content))
        headers = {"Content-Disposition": f'attachment; filename="series.{form}"'}
        return response(content, headers, kind=TYPES[form])

    async def _language(self, request: Any, datasette: Any) -> Any:
        """Remember the language and go back; only to a page of this site."""
        to, back = request.args.get("to"), request.args.get("back") or "/"
        base = datasette.setting("base_url").rstrip("/")
        safe = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
        headers = {
            "Location": base + "".join(c for c in safe if c.isprintable()),
            "Cache-Control": "no-store",
        }
        if to in LANGUAGES:
            cookie = f"language={to}; Path={base or '/'}; Max-Age={_YEAR}; SameSite=Lax; HttpOnly"
            headers["Set-Cookie"] = cookie
        return response(b"", headers, status=302)


def _language_of(request: Any) -> Language:
    return chosen(request.cookies.get("language"), request.headers.get("accept-language"))


SITES: WeakKeyDictionary[Any, Site] = WeakKeyDictionary()
"""The site of each Datasette application."""
