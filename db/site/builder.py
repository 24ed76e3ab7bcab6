"""The series builder: what was asked for, the numbers as rows, and the SQL that takes them out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from db.lines import Line
from db.numbers import CERTAIN, Point
from db.site.drawing import Chart, number
from db.site.pages import Frame
from db.site.tables import MARKS
from db.site.tools import Question
from parser.tables.vocabulary import default_vocabulary

MOST_ROWS = 1500
MOST_DEPARTMENTS = 12
_GAP, _WIDE = ' class="gap"', ' class="wide"'
_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?\Z")


class QuestionError(ValueError):
    """A question that cannot be asked; ``key`` names the words that say why."""

    def __init__(self, key: str, value: str) -> None:
        super().__init__(key)
        self.key, self.value = key, value


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """A line of the table of numbers, as words."""

    period: str
    name: str
    value: str
    gap: str | None
    status: str | None
    mark: str
    probability: float | None
    range: str
    breaks: str
    places: tuple[tuple[str, str], ...]


def question_of(query: Mapping[str, Sequence[str]]) -> Question:
    """Read what is asked for from a page's address; raises :class:`QuestionError`."""

    def one(name: str) -> str | None:
        return next((value.strip() for value in query.get(name, ()) if value.strip()), None)

    for name in ("from", "to"):
        month = one(name)
        if month is not None and not _MONTH.match(month):
            raise QuestionError("bad_month", month)
    departments = [name.strip() for name in query.get("department", ()) if name.strip()]
    return Question(
        measure=one("measure") or "",
        departments=tuple(dict.fromkeys(departments))[:MOST_DEPARTMENTS],
        since=one("from"),
        until=one("to"),
        issuer=one("issuer"),
        annex=one("annex"),
        doubtful=one("doubtful") is not None,
        lineage=one("lineage") is not None,
    )


def query_of(question: Question) -> dict[str, object]:
    """Return the address of a question, for links to the same series in another form."""
    held: dict[str, object] = {
        "measure": question.measure,
        "department": list(question.departments),
        "from": question.since,
        "to": question.until,
        "issuer": question.issuer,
        "annex": question.annex,
        "doubtful": "1" if question.doubtful else None,
        "lineage": "1" if question.lineage else None,
    }
    return {name: value for name, value in held.items() if value}


def rows_of(lines: Sequence[Line], frame: Frame) -> list[NumberRow]:
    """Return the numbers and gaps as rows of words; a gap of several lines stands once."""
    rows: list[NumberRow] = []
    for line in lines:
        for point, span in zip(line.points, line.ranges, strict=True):
            rows.append(_row(line, point, span, frame))
    return rows


def _row(line: Line, point: Point, span: tuple[float, float] | None, frame: Frame) -> NumberRow:
    value = "" if point.value is None else number(float(point.value)) + (point.unit or "")
    return NumberRow(
        period=point.period,
        name=line.name
        if point.label in (None, *line.name.split())
        else f"{line.name} ({point.label})",
        value=value,
        gap=None if point.gap is None else point.gap.replace(" ", "_"),
        status=point.status,
        mark=MARKS.get(point.status or "", ""),
        probability=point.probability,
        range="" if span is None or span[0] == span[1] else f"{number(span[0])}–{number(span[1])}",
        breaks="；".join(map(frame.words.change, point.breaks)),
        places=tuple(
            (_place_words(part, point, frame), _place_link(part, frame))
            for part in point.parts or (point,)
            if part.bulletin_id is not None and part.place is not None
        ),
    )


def rows_html(rows: Sequence[NumberRow], frame: Frame) -> Markup:
    """Return the rows of the table of numbers; by hand, as there may be a thousand."""
    words = frame.words
    parts = []
    for row in rows:
        if row.gap:
            value = f'<span class="soft">{escape(words.of("gap", row.gap))}</span>'
        else:
            value = escape(row.value)
        mark = f'<i aria-hidden="true">{row.mark}</i>' if row.mark else ""
        status = ""
        if row.status:
            told = escape(words.of("status", row.status))
            status = f'<span class="v {escape(row.status)}">{mark}{told}</span>'
            if row.probability and row.probability < 1:
                status += f" {100 * row.probability:.0f}%"
        links = " + ".join(
            f'<a href="{escape(link)}" rel="nofollow">{escape(told)}</a>'
            for told, link in row.places
        )
        parts.append(
            f"<tr{_GAP if row.gap else ''}><td>{escape(row.period)}</td>"
            f'<td lang="zh-CN">{escape(row.name)}</td><td class="n">{value}</td>'
            f"<td>{status}</td><td>{escape(row.range)}</td>"
            f"<td{_WIDE if row.breaks else ''}>{escape(row.breaks)}</td>"
            f"<td{_WIDE if len(row.places) > 1 else ''}>{links}</td></tr>"
        )
    return Markup("".join(parts))


def _place_words(part: Point, point: Point, frame: Frame) -> str:
    """Return where a number stands; of a sum's part also whose it is and how much."""
    where = frame.words.place(part.locator)
    if part is point or part.value is None:
        return where
    return f"{part.label or part.department} {number(float(part.value))} ({where})"


def _place_link(part: Point, frame: Frame) -> str:
    return frame.path(f"/bulletin/{part.bulletin_id}/at", locator=part.place)


def chart_data(chart: Chart, frame: Frame) -> dict[str, object]:
    """Return a chart as the script wants it: columns over the periods, breaks, words."""
    places = {period: place for place, period in enumerate(chart.periods)}
    lines = []
    for line in chart.lines:
        values: list[float | None] = [None] * len(places)
        doubtful: list[int] = []
        spans: dict[int, tuple[float, float]] = {}
        for point, span in zip(line.points, line.ranges, strict=True):
            if point.value is None:
                continue
            place = places[point.period]
            values[place] = float(point.value)
            if point.status not in CERTAIN:
                doubtful.append(place)
                if span and span[0] != span[1]:
                    spans[place] = span
        lines.append({"name": line.name, "values": values, "doubtful": doubtful, "spans": spans})
    keys = ("status_ambiguous", "gap_blank", "range", "period")
    return {
        "periods": list(chart.periods),
        "lines": lines,
        "breaks": [{"at": place, "text": text} for place, text in chart.breaks],
        "unit": chart.unit,
        "words": {key: frame.words(key) for key in keys},
    }


def sql_of(question: Question, points: Sequence[Point]) -> tuple[str, dict[str, str]]:
    """Return the SQL that takes the same printed numbers out of the archive; with parameters."""
    printed = [part for point in points for part in point.parts or (point,)]
    held = [point for point in printed if point.value is not None]
    values: dict[str, str] = {"measure": question.measure}
    known = default_vocabulary().measure(question.measure) is not None
    by_header = "(column_path = :measure or column_path like '%/' || :measure)"
    where = ["measure = :measure" if known or not _is_header(held) else by_header]
    where.append(_whose(held, values))
    for name, condition, value in (
        ("issuer", "instr(issuer, :issuer) > 0", question.issuer),
        ("from", "period >= :from", question.since),
        ("to", "period <= :to || '~'", question.until),
    ):
        if value:
            values[name] = value
            where.append(condition)
    where.append("period like '____-__'")
    if not question.doubtful:
        where.append("status <> 'ambiguous'")
    if all(point.annex is not None for point in held):
        where.append("column_path is not null")
    where.append(
        "bulletin_id not in (select bulletin_id from bulletins where superseded_by is not null)"
    )
    sql = (
        "select issuer, period, coalesce(department, label) as department, value, unit, status,\n"
        "  probability, source, locator\nfrom observations\nwhere "
        + "\n  and ".join(where)
        + "\norder by issuer, department, period"
    )
    return sql, values


def _is_header(points: Sequence[Point]) -> bool:
    return any(
        point.column_path is not None and point.column_path.split("/")[-1] == point.measure
        for point in points
    )


def _whose(points: Sequence[Point], values: dict[str, str]) -> str:
    ids = sorted({point.department_id for point in points if point.department_id})
    labels = sorted({p.label for p in points if not p.department_id and p.label})
    conditions = []
    for column, held, letter in (("department_id", ids, "d"), ("label", labels, "n")):
        names = [f"{letter}{n}" for n in range(1, len(held) + 1)]
        values |= dict(zip(names, held, strict=True))
        if names:
            conditions.append(f"{column} in ({', '.join(f':{name}' for name in names)})")
    if any(not p.department_id and not p.label for p in points):
        conditions.append("(department_id is null and label is null)")
    return f"({' or '.join(conditions)})" if len(conditions) > 1 else "".join(conditions or ["1"])
