"""The pages of one bulletin: its text beside its tables, one value with its proof, one page."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import PurePath

from markupsafe import Markup, escape

from db.site.originals import PAGED, Originals
from db.site.pages import Frame, render
from db.site.places import Locator, PassageView, Place
from db.site.reading import read_bulletin
from db.site.tables import MARKS, table_html
from db.site.view import (
    AnnexView,
    BulletinView,
    CellView,
    FindingView,
    Head,
    RowView,
    TableView,
)
from db.site.words import NAMES, Language

_AROUND = 4
"""Passages shown before and after a value's own."""


def bulletin_page(
    connection: sqlite3.Connection, frame: Frame, identifier: str, originals: Originals
) -> str | None:
    """Return a bulletin's page, or ``None`` if there is none with this id."""
    view = read_bulletin(connection, identifier)
    if view is None:
        return None
    there = originals.is_there(connection, view.head.sha256)
    return bulletin_html(view, frame, original=there)


def bulletin_html(view: BulletinView, frame: Frame, *, original: bool) -> str:
    """Return a bulletin as a page of the site, or as one that stands alone."""
    head = view.head
    flagged: dict[int, list[int]] = {}
    for index, found in enumerate(view.findings):
        if found.place is not None and found.severity != "info":
            flagged.setdefault(found.place.passage.position, []).append(index)
    statuses = view.statuses
    other: Language = "en" if frame.language == "zh" else "zh"
    return render(
        "snapshot.html" if frame.snapshot else "bulletin.html",
        frame,
        head=head,
        file_name=PurePath(head.source).name,
        source_page=_web_address(head.source_page),
        original=original,
        images=original and head.format in PAGED,
        statuses=statuses,
        findings=view.findings,
        worst=view.findings[0].severity if view.findings else None,
        passages=view.passages,
        text=text_html(view.passages, frame, head),
        annexes=[_annex(annex, frame, head.bulletin_id, flagged) for annex in view.annexes],
        facts=view.facts,
        citation=citation(head, frame),
        script_words=_script_words(frame),
        index="index.html",
        other=f"../{other}/{head.bulletin_id}.html",
        other_name=NAMES[other],
    )


def _web_address(address: str | None) -> str | None:
    """Return an address that may become a link."""
    return address if address and address.startswith(("https://", "http://")) else None


def _annex(
    annex: AnnexView, frame: Frame, identifier: str, flagged: dict[int, list[int]]
) -> dict[str, object]:
    tables = [
        {
            "layout": table.layout,
            "identities": table.identities,
            "html": table_html(table, frame, identifier, name=annex.title or "", flagged=flagged),
        }
        for table in annex.tables
    ]
    return {
        "position": annex.position,
        "number": annex.number,
        "title": annex.title,
        "tables": tables,
        "place": annex.place,
    }


def text_html(
    passages: Sequence[PassageView], frame: Frame, head: Head, *, at: Place | None = None
) -> Markup:
    """Return passages as the source prints them, with their lines; ``at`` is marked."""
    parts: list[str] = []
    page: object = None
    for passage in passages:
        here = passage.locator.get("page")
        if here is not None and here != page:
            page = here
            parts.append(_page_mark(here, frame, head))
        text: str = escape(passage.text)
        chosen = at is not None and at.passage.position == passage.position
        if chosen and at is not None and at.start is not None and at.end is not None:
            text = (
                escape(passage.text[: at.start])
                + Markup('<mark class="at">')
                + escape(passage.text[at.start : at.end])
                + Markup("</mark>")
                + escape(passage.text[at.end :])
            )
        gutter = _gutter(passage.locator)
        kind = f"{passage.role} at" if chosen else passage.role
        data = f' data-n="{gutter}"' if gutter else ""
        parts.append(f'<p class="{kind}" id="p{passage.position}"{data}>{text}</p>')
    return Markup("".join(parts))


def _page_mark(page: object, frame: Frame, head: Head) -> str:
    words = frame.words("page_n", page)
    if frame.snapshot or head.format not in PAGED:
        return f'<p class="pagemark" lang="{frame.language}">{words}</p>'
    href = escape(frame.path(f"/bulletin/{head.bulletin_id}/page/{page}"))
    return f'<p class="pagemark" lang="{frame.language}"><a href="{href}">{words}</a></p>'


def _gutter(locator: Locator) -> str:
    if locator.get("line") is not None:
        return str(locator["line"])
    if locator.get("paragraph") is not None:
        return f"¶{locator['paragraph']}"
    if locator.get("table") is not None and locator.get("row") is not None:
        return f"{locator['table']}:{locator['row']}"
    return ""


def citation(head: Head, frame: Frame) -> str:
    """Return how this bulletin in this archive is cited."""
    words = frame.words
    return words(
        "cite_words",
        issuer=head.issuer or words("issuer_unknown"),
        title=head.title or words("untitled"),
        period=head.period or words("year_unknown"),
        version=frame.version,
        id=head.bulletin_id,
        sha=head.sha256,
    )


def _script_words(frame: Frame) -> dict[str, object]:
    words = frame.words
    statuses = ("printed", "proven", "inferred", "ambiguous", "reviewed")
    basis = ("layout", "order", "row", "total", "other-months", "model", "person")
    keys = ("probability", "basis", "candidates", "reading_doubtful")
    return {
        "status": {status: words.of("status", status) for status in statuses},
        "meaning": {status: words.of("meaning", status) for status in statuses},
        "base": {code: words.of("basis", code) for code in basis},
        "page": words("page_n", "{}"),
        "text": words("source_text"),
        **{key: words(key) for key in keys},
    }


def cell_page(
    connection: sqlite3.Connection,
    frame: Frame,
    identifier: str,
    key: str,
    originals: Originals,
) -> str | None:
    """Return the page of one value: what is known of it, and its place in the source."""
    position = tuple(map(int, key.split("-")))
    view = read_bulletin(connection, identifier, only=position[:3])
    found = next((one for one in view.cells() if one[2].key == key), None) if view else None
    if view is None or found is None:
        return None
    table, row, cell = found
    column = table.columns[cell.column]
    paged = cell.locator.get("page") is not None and view.head.format in PAGED
    return render(
        "cell.html",
        frame,
        head=view.head,
        cell=cell,
        column=column,
        column_name=column.name,
        row_name=row.label or row.raw or frame.words("total"),
        mark=MARKS.get(cell.status, ""),
        candidates=[table.columns[n].name for n in cell.candidates],
        where=frame.words.place(cell.locator),
        findings=_findings_at(view, cell),
        context_text=_context(view, cell.place, frame),
        series_link=_series_link(view.head, table, row, cell, frame),
        wants_image=paged,
        page_image=_image(connection, frame, view.head, cell.locator, originals) if paged else None,
    )


def _findings_at(view: BulletinView, cell: CellView) -> list[FindingView]:
    if cell.place is None:
        return []
    position = cell.place.passage.position
    return [f for f in view.findings if f.place and f.place.passage.position == position]


def _context(view: BulletinView, place: Place | None, frame: Frame) -> Markup:
    if place is None:
        return Markup("")
    middle = next(n for n, p in enumerate(view.passages) if p is place.passage)
    around = view.passages[max(0, middle - _AROUND) : middle + _AROUND + 1]
    return text_html(around, frame, view.head, at=place)


def _series_link(
    head: Head, table: TableView, row: RowView, cell: CellView, frame: Frame
) -> str | None:
    column = table.columns[cell.column]
    if column.measure is None or (row.department_id is None and row.kind != "total"):
        return None
    department = [row.department_id] if row.department_id else []
    return frame.path(
        "/series",
        measure=column.measure,
        department=department,
        issuer=head.issuer,
        doubtful=1,
        lineage=1,
    )


def _image(
    connection: sqlite3.Connection,
    frame: Frame,
    head: Head,
    locator: Locator,
    originals: Originals,
) -> dict[str, object] | None:
    number = int(locator["page"])
    drawn = originals.page(connection, head.sha256, number, scanned=head.format == "scan")
    if drawn is None:
        return None
    return {
        "number": number,
        "href": frame.path(f"/bulletin/{head.bulletin_id}/page/{number}.png"),
        "width": round(drawn.width, 1),
        "height": round(drawn.height, 1),
        "box": locator.get("box"),
        "straight": drawn.straight,
    }


def page_page(
    connection: sqlite3.Connection,
    frame: Frame,
    identifier: str,
    number: int,
    originals: Originals,
) -> str | None:
    """Return the page that shows one page image of the source."""
    view = read_bulletin(connection, identifier)
    if view is None or view.head.format not in PAGED:
        return None
    pages = originals.page_count(connection, view.head.sha256)
    image = _image(connection, frame, view.head, {"page": number}, originals)
    if not 1 <= number <= pages or image is None:
        return None
    return render("page.html", frame, head=view.head, number=number, pages=pages, page_image=image)


def place_of(connection: sqlite3.Connection, frame: Frame, identifier: str, locator: str) -> str:
    """Return where a locator leads: to the page of the value that has it, else to the text."""
    row = connection.execute(
        "SELECT annexes.position, annex_tables.position, table_rows.position, cells.position"
        " FROM annexes CROSS JOIN annex_tables USING (annex_id)"
        " CROSS JOIN table_rows USING (table_id) CROSS JOIN cells USING (row_id)"
        " WHERE bulletin_id = ? AND cells.locator = ?",
        (identifier, locator),
    ).fetchone()
    bulletin = f"/bulletin/{identifier}"
    if row is not None:
        return frame.path(f"{bulletin}/cell/{'-'.join(map(str, row))}")
    passage = connection.execute(
        "SELECT min(position) FROM paragraphs WHERE bulletin_id = ?1 AND (locator = ?2"
        " OR EXISTS (SELECT 1 FROM facts WHERE facts.bulletin_id = ?1 AND facts.locator = ?2"
        " AND instr(paragraphs.text, facts.quote) > 0))",
        (identifier, locator),
    ).fetchone()
    return frame.path(bulletin) + (f"#p{passage[0]}" if passage[0] is not None else "")
