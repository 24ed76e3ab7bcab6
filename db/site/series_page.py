"""The page of the series builder, and a series as a file."""

from __future__ import annotations

import sqlite3
from typing import Literal

from db.lines import lines_of
from db.numbers import Point
from db.series import Series, SeriesError
from db.site.builder import (
    MOST_DEPARTMENTS,
    MOST_ROWS,
    QuestionError,
    chart_data,
    query_of,
    question_of,
    rows_html,
    rows_of,
    sql_of,
)
from db.site.departments import Body
from db.site.drawing import chart_of, chart_svg
from db.site.known import Known
from db.site.pages import Frame, render
from db.site.tools import Question, Tools
from db.site.views import MOST_LISTED, Query, one

Form = Literal["csv", "parquet", "png", "svg"]
TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_FEW_ISSUERS = 12
_MOST_OFFERED = 300
_MOST_LINES = 36


class FigureError(Exception):
    """A figure that cannot be drawn on this machine."""


def series_page(
    connection: sqlite3.Connection, frame: Frame, query: Query, *, tools: Tools, known: Known
) -> str:
    """Return the builder, with the series if one is asked for."""
    words = frame.words
    problem, found = None, Series(points=())
    try:
        question = question_of(query)
    except QuestionError as error:
        question, problem = Question(measure=one(query, "measure")), words(error.key, error.value)
    asked = bool(question.measure) and one(query, "more") == ""
    issuers = known.issuers
    if asked and problem is None:
        if not question.departments and not question.issuer and len(issuers) > _FEW_ISSUERS:
            problem = words("issuer_needed")
        else:
            found, problem = _find(connection, question, tools, frame)
    names = [(name, words.measure(name)) for name in known.measures]
    scope = question.issuer or (issuers[0] if len(issuers) == 1 else None)
    return render(
        "series.html",
        frame,
        question=question,
        measures=names,
        measure_ids=[name for name, _ in names],
        issuers=issuers[:MOST_LISTED],
        bodies=_offered(known, scope),
        fields=_fields(question, more=one(query, "more") != ""),
        asked=asked,
        problem=problem,
        **_answer(connection, question, found, frame),
    )


def _offered(known: Known, issuer: str | None) -> tuple[Body, ...]:
    """Return the departments to choose from: none if they are too many for one list."""
    bodies = known.departments.find(issuer=issuer)
    return bodies if issuer or len(bodies) <= _MOST_OFFERED else ()


def _fields(question: Question, *, more: bool) -> list[str]:
    held = list(question.departments)
    wanted = min(MOST_DEPARTMENTS, max(3, len(held) + (2 if more else 0)))
    return held + [""] * (wanted - len(held))


def _find(
    connection: sqlite3.Connection, question: Question, tools: Tools, frame: Frame
) -> tuple[Series, str | None]:
    try:
        found = tools.find(connection, question)
    except SeriesError:
        return Series(points=()), frame.words("unknown_measure", question.measure)
    if len({(p.issuer, p.department or p.label) for p in found.points}) > _MOST_LINES:
        return Series(points=()), frame.words("issuer_needed")
    return found, None


def _answer(
    connection: sqlite3.Connection, question: Question, found: Series, frame: Frame
) -> dict[str, object]:
    words = frame.words
    notes = [words(f"note_{note}", count) for note, count in found.counts.items()]
    values = [point for point in found.points if point.value is not None]
    if not values:
        heading = words.measure(question.measure) if question.measure else None
        return {"chart": None, "notes": notes, "heading": heading}
    lines = lines_of(found.points, connection, total=words("total"))
    chart = chart_of(lines, told=words.change)
    sql, parameters = sql_of(question, found.points)
    rows = rows_of(lines, frame)
    heading = f"{words.measure(question.measure)}: {_whose(values, frame)}"
    return {
        "chart": chart,
        "heading": heading,
        "svg": chart_svg(chart, label=words("chart_of", heading)),
        "data": chart_data(chart, frame),
        "rows": rows_html(rows[:MOST_ROWS], frame),
        "shown": min(len(rows), MOST_ROWS),
        "total_points": len(rows),
        "notes": notes,
        "ask": query_of(question),
        "sql": sql,
        "sql_link": frame.path("/archive", sql=sql, **parameters),
    }


def _whose(points: list[Point], frame: Frame) -> str:
    names = dict.fromkeys(p.department or p.label or frame.words("total") for p in points)
    shown = list(names)[:4]
    return "、".join(shown) + (" …" if len(names) > len(shown) else "")


def series_file(
    connection: sqlite3.Connection, frame: Frame, query: Query, form: Form, *, tools: Tools
) -> bytes | None:
    """Return the series as a file; ``None`` if there is none or it cannot be asked for."""
    try:
        question = question_of(query)
        found = tools.find(connection, question)
    except (QuestionError, SeriesError):
        return None
    match form:
        case "csv":
            return tools.csv(found).encode()
        case "parquet":
            return tools.parquet(found)
        case _:
            if all(point.value is None for point in found.points):
                return None
            name = frame.words.measure(question.measure)
            try:
                return tools.figure(
                    lines_of(found.points, connection, total=frame.words("total")),
                    name,
                    form,
                    frame.words,
                )
            except ValueError as error:
                raise FigureError(str(error)) from error
