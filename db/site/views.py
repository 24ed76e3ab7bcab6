"""What each page shows: from a reading of the archive to HTML."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from db.search import Hit, QueryError, search
from db.site.departments import (
    Body,
    find_department,
    issuers_of,
    names_of,
    series_of,
)
from db.site.drawing import number, small_svg
from db.site.holdings import Counts, Held, recent_findings
from db.site.known import Known
from db.site.lineage import event_words, family_of, lineage_svg, name_of
from db.site.pages import Frame, marked, render

Query = Mapping[str, Sequence[str]]
ISSUERS_A_PAGE = 10
MOST_LISTED = 400
_AROUND = 60
_MOST_HITS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HitView:
    """A passage that was found, with the words marked."""

    bulletin_id: str
    period: str | None
    issuer: str | None
    section: str | None
    where: str
    snippet: Markup
    position: int


def one(query: Query, name: str) -> str:
    """Return the first value of a parameter, or an empty text."""
    return next((value.strip() for value in query.get(name, ())), "")


def whole(query: Query, name: str, default: int, most: int) -> int:
    """Return a parameter as a number between 1 and ``most``."""
    text = one(query, name)
    return max(1, min(most, int(text))) if text.isascii() and text.isdigit() else default


def front(
    connection: sqlite3.Connection,
    frame: Frame,
    query: Query,
    *,
    known: Known,
    counts: Counts | None,
) -> str:
    """Return the front page."""
    asked = one(query, "issuer")
    holdings = known.holdings
    grids = [g for g in holdings.issuers if not asked or asked in (g.issuer or "")]
    pages = max(1, -(-len(grids) // ISSUERS_A_PAGE))
    number_ = whole(query, "page", 1, pages)
    shown = grids[(number_ - 1) * ISSUERS_A_PAGE : number_ * ISSUERS_A_PAGE]
    certain = counts.certain if counts else {}
    base = frame.base.rstrip("/")

    def held_link(held: Held, text: str | None = None) -> Markup:
        sure, total = certain.get(held.bulletin_id, (0, 0))
        share = f"{100 * sure // total}%" if total else ""
        told = f"{held.period or ''} {held.title or ''}"
        if total:
            told += f" · {frame.words('certain_share', 100 * sure // total)}"
        if held.superseded:
            told += f" · {frame.words('counted_elsewhere')}"
        level = (
            ""
            if not total
            else " sure"
            if sure == total
            else " some"
            if sure * 2 > total
            else " few"
        )
        kind = f"held{level}{' other' if held.superseded else ''}"
        return Markup(
            f'<a class="{kind}" href="{base}/bulletin/{held.bulletin_id}" title="{escape(told)}">'
            f'<span class="sr">{escape(held.period or "")} </span>{escape(text or held.format)}'
            f"<small>{share}</small></a>"
        )

    return render(
        "front.html",
        frame,
        holdings=holdings,
        counts=counts,
        recent=recent_findings(connection),
        asked=asked,
        issuer_names=known.issuers[:MOST_LISTED],
        page=shown,
        pages=pages,
        number=number_,
        held_link=held_link,
    )


def search_page(connection: sqlite3.Connection, frame: Frame, query: Query, *, known: Known) -> str:
    """Return the search with what was found."""
    words = one(query, "q")[:200]
    issuer, since, until = (one(query, name) for name in ("issuer", "from", "to"))
    limit = whole(query, "limit", 20, _MOST_HITS)
    hits: list[HitView] = []
    problem = None
    more = False
    departments: tuple[Body, ...] = ()
    if words:
        try:
            found = search(
                connection,
                words,
                limit=limit + 1,
                since=since or None,
                until=until or None,
                issuer=issuer or None,
            )
            more = len(found) > limit
            hits = [_hit(frame, hit) for hit in found[:limit]]
            departments = known.departments.find(words, limit=12)
        except QueryError:
            problem = frame.words("nothing_to_find")
    elif "q" in query:
        problem = frame.words("nothing_to_find")
    return render(
        "search.html",
        frame,
        q=words,
        issuer=issuer,
        since=since,
        until=until,
        limit=limit,
        hits=hits,
        more=more,
        problem=problem,
        departments=departments,
    )


def _hit(frame: Frame, hit: Hit) -> HitView:
    return HitView(
        bulletin_id=hit.bulletin_id,
        period=hit.period,
        issuer=hit.issuer,
        section=hit.section,
        where=frame.words.place(hit.locator),
        snippet=snippet(hit.text, hit.marks),
        position=hit.position,
    )


def snippet(text: str, marks: tuple[tuple[int, int], ...]) -> Markup:
    """Return the neighbourhood of the first find, every find in it marked.

    >>> snippet("甲" * 70 + "公安", ((70, 72),)).startswith("…甲")
    True
    """
    first = marks[0] if marks else (0, 0)
    start, end = max(0, first[0] - _AROUND), min(len(text), first[1] + 2 * _AROUND)
    inside = tuple((a - start, b - start) for a, b in marks if a >= start and b <= end)
    shown = marked(text[start:end].replace("\t", " · "), _shifted(text[start:end], inside))
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def _shifted(text: str, marks: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return marks as they stand after each tab has become three characters."""
    return tuple((a + 2 * text.count("\t", 0, a), b + 2 * text.count("\t", 0, b)) for a, b in marks)


def departments_page(frame: Frame, query: Query, *, known: Known) -> str:
    """Return the list of departments."""
    part, issuer = one(query, "q")[:80], one(query, "issuer")
    bodies = known.departments.find(part, issuer=issuer or None, limit=MOST_LISTED + 1)
    return render(
        "departments.html",
        frame,
        q=part,
        issuer=issuer,
        issuers=known.issuers[:MOST_LISTED],
        bodies=bodies[:MOST_LISTED],
        more=len(bodies) > MOST_LISTED,
    )


def department_page(
    connection: sqlite3.Connection, frame: Frame, query: Query, identifier: str
) -> str | None:
    """Return a department's page, or ``None`` if the archive has no such department."""
    family = family_of(identifier)
    body = find_department(connection, identifier)
    if body is None and family.steps:  # known by its lineage alone
        body = Body(id=identifier, name=name_of(identifier))
    if body is None:
        return None
    issuers = issuers_of(connection, identifier)
    asked = one(query, "issuer")
    issuer = asked if asked in issuers else next(iter(issuers), None)
    lines, periods = series_of(connection, body, issuer)
    several = {one.measure for one in lines if sum(o.measure == one.measure for o in lines) > 1}
    words = frame.words
    shown = [
        {
            "measure": held.measure,
            "svg": small_svg(
                held.line,
                periods,
                label=words("small_caption", words.measure(held.measure), held.held, held.doubtful),
            ),
            "last": _last(held.line.points[-1].value, held.line.points[-1].unit),
            "doubtful": held.doubtful,
            "name": held.line.name.removeprefix(body.name).strip()
            if held.measure in several
            else "",
        }
        for held in lines
    ]
    return render(
        "department.html",
        frame,
        body=body,
        names=names_of(connection, identifier),
        events=[event_words(step, frame) for step in family.steps],
        drawing=lineage_svg(family, identifier, frame) if family.steps else None,
        issuers=issuers[:60],
        issuer=issuer,
        series=shown,
        periods=periods,
    )


def _last(value: float | int | None, unit: str | None) -> str:
    if unit == "√":
        return "√"
    return "" if value is None else f"{number(float(value))}{unit or ''}"
