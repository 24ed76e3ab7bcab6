"""Charts as SVG, drawn on the server: they are there without any script.

Certain numbers are filled points, doubtful ones hollow with the range of what they may be; a
line never crosses a gap; periods without a number are shaded; breaks are dashed lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from db.lines import Line

WIDTH, HEIGHT = 920, 380
Scale = Callable[[float], str]
"""From a place or value to a coordinate, as written."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 18, 26, 54


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn: lines over ``periods`` (labels in order), and breaks by place."""

    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    breaks: tuple[tuple[int, str], ...]
    unit: str | None


def chart_of(lines: Sequence[Line], *, told: Callable[[str], str] = str) -> Chart:
    """Return lines with their common axis of periods and the breaks on it, as ``told`` says."""
    periods = tuple(sorted({point.period for line in lines for point in line.points}))
    places = {period: place for place, period in enumerate(periods)}
    breaks = sorted(
        {
            (places[point.period], told(text))
            for line in lines
            for point in line.points
            for text in point.breaks
        }
    )
    units = sorted({p.unit for line in lines for p in line.points if p.unit})
    return Chart(
        periods=periods,
        lines=tuple(lines),
        breaks=tuple(breaks),
        unit="/".join(units) or None,
    )


def ticks(top: float) -> tuple[float, ...]:
    """Return round values from 0 to at least ``top``.

    >>> ticks(743)
    (0.0, 200.0, 400.0, 600.0, 800.0)
    """
    if top <= 0:
        return (0.0, 1.0)
    rough = top / 4
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough)
    return tuple(step * n for n in range(math.ceil(top / step - 1e-9) + 1))


def number(value: float) -> str:
    """Return a number as a reader writes it.

    >>> number(1200.0), number(0.25)
    ('1,200', '0.25')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def chart_svg(chart: Chart, *, label: str) -> Markup:
    """Return the chart as an SVG element."""
    values = [float(p.value) for line in chart.lines for p in line.points if p.value is not None]
    values += [edge for line in chart.lines for span in line.ranges if span for edge in span]
    scale = ticks(max(values, default=0.0))
    least = min([0.0, *values])
    across = (WIDTH - _LEFT - _RIGHT) / max(len(chart.periods), 1)

    def x(place: float) -> str:
        return f"{_LEFT + across * (place + 0.5):.1f}"

    def y(value: float) -> str:
        share = (value - least) / ((scale[-1] - least) or 1.0)
        return f"{HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM):.1f}"

    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(label)}">'
    ]
    parts += _gaps(chart, across)
    for value in scale:
        level = y(value)
        parts.append(
            f'<line class="rule" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{level}" y2="{level}"/>'
            f'<text class="tick" x="{_LEFT - 8}" y="{level}" dy="4" text-anchor="end">'
            f"{number(value)}</text>"
        )
    step = max(1, math.ceil(len(chart.periods) / 12))
    for place in range(0, len(chart.periods), step):
        parts.append(
            f'<text class="tick" x="{x(place)}" y="{HEIGHT - _BOTTOM + 20}" text-anchor="middle">'
            f"{escape(chart.periods[place])}</text>"
        )
    parts += _break_lines(chart, x)
    places = {period: place for place, period in enumerate(chart.periods)}
    for index, line in enumerate(chart.lines):
        parts += _line(line, places, x, y, index % 7)
    if chart.unit:
        corner = f'x="{_LEFT - 8}" y="14" text-anchor="end"'
        parts.append(f'<text class="tick" {corner}>{escape(chart.unit)}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))


def _gaps(chart: Chart, across: float) -> list[str]:
    held = {p.period for line in chart.lines for p in line.points if p.value is not None}
    return [
        f'<rect class="gapband" x="{_LEFT + across * place:.1f}" y="{_TOP}" width="{across:.1f}"'
        f' height="{HEIGHT - _TOP - _BOTTOM}"/>'
        for place, period in enumerate(chart.periods)
        if period not in held
    ]


def _break_lines(chart: Chart, x: Scale) -> list[str]:
    """Draw a dashed line before each break, with the numbers that explain it below the chart."""
    told: dict[int, list[tuple[int, str]]] = {}
    for count, (place, text) in enumerate(chart.breaks, start=1):
        told.setdefault(place, []).append((count, text))
    parts = []
    for place, held in told.items():
        across = x(place - 0.5)
        title = escape("; ".join(text for _, text in held))
        marks = ", ".join(str(count) for count, _ in held)
        parts.append(
            f'<g class="break"><title>{title}</title><line x1="{across}" x2="{across}"'
            f' y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"/><text x="{across}" y="{_TOP - 8}"'
            f' text-anchor="middle">{marks}</text></g>'
        )
    return parts


def _line(line: Line, places: dict[str, int], x: Scale, y: Scale, colour: int) -> list[str]:
    path, pen, previous = "", False, -2
    marks: list[str] = []
    for point, span in zip(line.points, line.ranges, strict=True):
        if point.value is None:
            pen = False
            continue
        place = places[point.period]
        px, py = x(place), y(float(point.value))
        path += f"{'L' if pen and place - previous <= 1 else 'M'}{px} {py}"
        pen, previous = True, place
        if span and span[0] != span[1]:
            marks.append(
                f'<line class="span" x1="{px}" x2="{px}" y1="{y(span[0])}" y2="{y(span[1])}"/>'
            )
        kind = "sure" if point.is_certain else "doubt"
        told = f"{line.name} {point.period}: {number(float(point.value))}{point.unit or ''}"
        title = f"<title>{escape(told)}</title>"
        marks.append(f'<circle class="{kind}" cx="{px}" cy="{py}" r="4">{title}</circle>')
    return [f'<g class="line l{colour}"><path d="{path}"/>', *marks, "</g>"]


def small_svg(line: Line, periods: Sequence[str], *, label: str) -> Markup:
    """Return one line as a small multiple, ``periods`` being the axis of all of them."""
    width, height, edge = 240, 64, 5
    places = {period: place for place, period in enumerate(periods)}
    values = [float(point.value) for point in line.points if point.value is not None]
    top, least = max(values, default=0.0), min([0.0, *values])
    across = (width - 2 * edge) / max(len(periods) - 1, 1)

    def x(place: float) -> str:
        shift = (width - 2 * edge) / 2 if len(periods) == 1 else 0.0
        return f"{edge + across * place + shift:.1f}"

    def y(value: float) -> str:
        return (
            f"{height - edge - (value - least) / ((top - least) or 1.0) * (height - 2 * edge):.1f}"
        )

    drawn = "".join(_line(line, places, x, y, 0)).replace('r="4"', 'r="2.5"')
    shown = f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}"'
    zero = f'<line class="rule" x1="{edge}" x2="{width - edge}" y1="{y(0)}" y2="{y(0)}"/>'
    return Markup(f'<svg class="small" {shown}>{zero}{drawn}</svg>')
