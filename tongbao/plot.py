"""A series as a figure that can go into a paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from db.numbers import CERTAIN, Point
from db.series import Series

_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Arial Unicode MS",
)
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colours, which the colour-blind tell apart."""


class PlotError(Exception):
    """A figure that cannot be drawn: one clear line."""


def plot_series(series: Series, measure: str, path: Path) -> None:
    """Draw ``series`` into ``path`` (.png or .svg).

    Certain numbers are filled points, doubtful ones hollow; a line never crosses a gap;
    periods without a number are shaded; breaks are dashed lines, explained below.
    """
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    periods = sorted({point.period for point in series.points})
    places = {period: place for place, period in enumerate(periods)}
    settings: Any = {"font.family": [_font(), "DejaVu Sans"], "axes.unicode_minus": False}
    with pyplot.rc_context(settings):
        figure, axes = pyplot.subplots(figsize=(8.0, 4.5), layout="constrained")
        lines = list(_lines(series.points))
        for number, (name, points) in enumerate(lines):
            _draw(axes, name, points, places, _COLOURS[number % len(_COLOURS)])
        _shade_gaps(axes, series.points, places)
        told = _draw_breaks(axes, series.points, places)
        if told:
            figure.supxlabel("\n".join(told), fontsize="x-small", x=0.01, ha="left")
        if all((point.value or 0) >= 0 for point in series.points):
            axes.set_ylim(bottom=0)
        units = {point.unit for point in series.points if point.unit}
        axes.set_ylabel(f"{measure} ({'/'.join(sorted(units))})" if units else measure)
        step = max(1, len(periods) // 12)
        axes.set_xticks(range(0, len(periods), step), periods[::step], rotation=45, ha="right")
        axes.set_xlim(-0.5, len(periods) - 0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.legend(frameon=False, fontsize="small")
        try:
            figure.savefig(path, dpi=200)
        except OSError as error:
            raise PlotError(f"{path}: cannot be written ({error.strerror or error})") from error
        finally:
            pyplot.close(figure)


def _lines(points: Iterable[Point]) -> Iterable[tuple[str, list[Point]]]:
    """Part the points into lines: one a department, issuer and annex."""
    held = list(points)
    issuers = {point.issuer for point in held}

    def key(point: Point) -> tuple[str, str]:
        return point.issuer or "", point.department or point.label or ""

    for (issuer, name), group in groupby(sorted(held, key=key), key=key):
        own = sorted(group, key=lambda point: point.period)
        annexes = sorted({point.annex or "" for point in own if point.value is not None})
        for annex in annexes or [""]:
            parts = [name, *([issuer] if len(issuers) > 1 else [])]
            parts += [annex] if len(annexes) > 1 else []
            of_annex = [p for p in own if p.value is None or (p.annex or "") == annex]
            yield " ".join(part for part in parts if part) or "合计", of_annex


def _draw(
    axes: Any, name: str, points: Sequence[Point], places: dict[str, int], colour: str
) -> None:
    values = {places[point.period]: point for point in points if point.value is not None}
    everywhere = range(len(places))
    heights = [float(values[n].value or 0) if n in values else float("nan") for n in everywhere]
    axes.plot(everywhere, heights, color=colour, linewidth=1.2)
    certain = [n for n in values if values[n].status in CERTAIN]
    doubtful = [n for n in values if n not in certain]
    axes.scatter(certain, [heights[n] for n in certain], color=colour, s=22, label=name, zorder=3)
    if doubtful:
        hollow = {"facecolors": "white", "edgecolors": colour, "s": 28, "zorder": 3}
        label = f"{name}: column not certain"
        axes.scatter(doubtful, [heights[n] for n in doubtful], label=label, **hollow)


def _shade_gaps(axes: Any, points: Sequence[Point], places: dict[str, int]) -> None:
    """Shade the periods of which there is no number at all."""
    held = {point.period for point in points if point.value is not None}
    missing = [place for period, place in places.items() if period not in held]
    for number, place in enumerate(missing):
        label = "no number" if number == 0 else None
        axes.axvspan(place - 0.5, place + 0.5, color="#eeeeee", zorder=0, linewidth=0, label=label)


def _draw_breaks(axes: Any, points: Sequence[Point], places: dict[str, int]) -> list[str]:
    """Draw a dashed line before each break; return what happened, numbered as the lines are."""
    told: list[str] = []
    broken = {point.period: point.breaks for point in points if point.breaks}
    for period, texts in sorted(broken.items()):
        first = len(told) + 1
        told += [f"{first + n}  {text}" for n, text in enumerate(texts)]
        place, top = places[period] - 0.5, axes.get_xaxis_transform()
        axes.axvline(place, color="#555555", linestyle="--", linewidth=0.9)
        mark = ", ".join(str(first + n) for n in range(len(texts)))
        axes.text(place, 1.01, mark, transform=top, ha="center", fontsize="x-small")
    return told


def _font() -> str:
    from matplotlib import font_manager

    there = {font.name for font in font_manager.fontManager.ttflist}
    for name in _CHINESE_FONTS:
        if name in there:
            return name
    raise PlotError(
        "no font with Chinese characters is installed, so that labels would be empty boxes;"
        " install one (on Debian: fonts-noto-cjk)"
    )
