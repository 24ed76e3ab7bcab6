"""A series as a figure that can go into a paper."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from db.lines import Line, Range, lines_of
from db.numbers import Point
from db.series import Series
from parser.tables.vocabulary import default_vocabulary

if TYPE_CHECKING:
    import sqlite3

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
_WORDS = {
    "en": {"doubtful": "{}: not certain", "gap": "no number"},
    "zh": {"doubtful": "{}：存疑", "gap": "没有数字"},
}
_A_CHINESE_CHARACTER = ord("报")
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colours, which the colour-blind tell apart."""
_ONE_AT_A_TIME = threading.Lock()
"""Matplotlib's settings are the same for all threads."""


class PlotError(ValueError):
    """A figure that cannot be drawn: one clear line."""


def plot_series(
    series: Series, measure: str, path: Path, connection: sqlite3.Connection | None = None
) -> None:
    """Draw ``series`` into ``path`` (.png or .svg), the measure under its Chinese name.

    ``connection`` is the archive that it is of: it tells what a doubtful number may be.
    """
    form: Literal["png", "svg"] = "svg" if path.suffix.lower() == ".svg" else "png"
    # Departments stand in the figure as they are called, and so does what is measured.
    known = default_vocabulary().measure(measure)
    drawn = figure(lines_of(series.points, connection), known.zh if known else measure, form)
    try:
        path.write_bytes(drawn)
    except OSError as error:
        raise PlotError(f"{path}: cannot be written ({error.strerror or error})") from error


def figure(
    lines: Sequence[Line],
    measure: str,
    form: Literal["png", "svg"],
    *,
    language: Literal["zh", "en"] = "en",
    told: Callable[[str], str] = str,
) -> bytes:
    """Return the figure of ``lines``; ``told`` says a break in the language of the figure.

    Certain numbers are filled points, doubtful ones hollow with the range of what they may be;
    a line never crosses a gap; periods without a number are shaded; breaks are dashed lines,
    explained below.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    periods = sorted({point.period for line in lines for point in line.points})
    places = {period: place for place, period in enumerate(periods)}
    points = [point for line in lines for point in line.points]
    settings: Any = {"font.family": [chinese_font(), "DejaVu Sans"], "axes.unicode_minus": False}
    with _ONE_AT_A_TIME, matplotlib.rc_context(settings):
        drawn = Figure(figsize=(8.0, 4.5), layout="constrained")
        FigureCanvasAgg(drawn)
        axes = drawn.add_subplot()
        for number, line in enumerate(lines):
            _draw(axes, line, places, _COLOURS[number % len(_COLOURS)], _WORDS[language])
        _shade_gaps(axes, points, places, _WORDS[language])
        breaks = _draw_breaks(axes, points, places, told)
        if breaks:
            drawn.supxlabel("\n".join(breaks), fontsize="x-small", x=0.01, ha="left")
        if all((point.value or 0) >= 0 for point in points):
            axes.set_ylim(bottom=0)
        units = {point.unit for point in points if point.unit}
        axes.set_ylabel(f"{measure} ({'/'.join(sorted(units))})" if units else measure)
        step = max(1, len(periods) // 12)
        axes.set_xticks(range(0, len(periods), step), periods[::step], rotation=45, ha="right")
        axes.set_xlim(-0.5, len(periods) - 0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        drawn.legend(loc="outside upper left", ncols=3, frameon=False, fontsize="small")
        stream = io.BytesIO()
        # No date and no random names: the same series gives the same file.
        fixed: Any = {"metadata": {"Date": None}} if form == "svg" else {}
        with matplotlib.rc_context({"svg.hashsalt": "tongbao"}):
            drawn.savefig(stream, format=form, dpi=200, **fixed)
    return stream.getvalue()


def _draw(
    axes: Any, line: Line, places: Mapping[str, int], colour: str, words: Mapping[str, str]
) -> None:
    values: dict[int, tuple[Point, Range | None]] = {
        places[point.period]: (point, span)
        for point, span in zip(line.points, line.ranges, strict=True)
        if point.value is not None
    }
    everywhere = range(len(places))
    heights = [float(values[n][0].value or 0) if n in values else float("nan") for n in everywhere]
    axes.plot(everywhere, heights, color=colour, linewidth=1.2)
    certain = [n for n, (point, _) in values.items() if point.is_certain]
    doubtful = [n for n in values if n not in certain]
    axes.scatter(
        certain, [heights[n] for n in certain], color=colour, s=22, label=line.name, zorder=3
    )
    spans = {n: values[n][1] for n in doubtful}
    low = [heights[n] - span[0] if (span := spans[n]) else 0.0 for n in doubtful]
    high = [span[1] - heights[n] if (span := spans[n]) else 0.0 for n in doubtful]
    if any(low) or any(high):
        axes.errorbar(
            doubtful, [heights[n] for n in doubtful], yerr=[low, high], fmt="none",
            ecolor=colour, elinewidth=0.9, capsize=2.5, zorder=2,
        )  # fmt: skip
    if doubtful:
        hollow = {"facecolors": "white", "edgecolors": colour, "s": 28, "zorder": 3}
        label = words["doubtful"].format(line.name)
        axes.scatter(doubtful, [heights[n] for n in doubtful], label=label, **hollow)


def _shade_gaps(
    axes: Any, points: Sequence[Point], places: Mapping[str, int], words: Mapping[str, str]
) -> None:
    """Shade the periods of which there is no number at all."""
    held = {point.period for point in points if point.value is not None}
    missing = [place for period, place in places.items() if period not in held]
    for number, place in enumerate(missing):
        label = words["gap"] if number == 0 else None
        axes.axvspan(place - 0.5, place + 0.5, color="#eeeeee", zorder=0, linewidth=0, label=label)


def _draw_breaks(
    axes: Any, points: Sequence[Point], places: Mapping[str, int], said: Callable[[str], str]
) -> list[str]:
    """Draw a dashed line before each break; return what happened, numbered as the lines are."""
    told: list[str] = []
    broken: dict[str, dict[str, None]] = {}
    for point in points:
        broken.setdefault(point.period, {}).update(dict.fromkeys(point.breaks))
    for period, texts in sorted(broken.items()):
        if not texts:
            continue
        first = len(told) + 1
        told += [f"{first + n}  {said(text)}" for n, text in enumerate(texts)]
        place, top = places[period] - 0.5, axes.get_xaxis_transform()
        axes.axvline(place, color="#555555", linestyle="--", linewidth=0.9)
        mark = ", ".join(str(first + n) for n in range(len(texts)))
        axes.text(place, 1.01, mark, transform=top, ha="center", fontsize="x-small")
    return told


def chinese_font() -> str:
    """Return the name of an installed font with Chinese characters, a known one first."""
    from matplotlib import font_manager

    fonts = font_manager.fontManager.ttflist
    there = {font.name for font in fonts}
    known = next((name for name in _CHINESE_FONTS if name in there), None)
    name = known or next((font.name for font in fonts if _has_chinese(font.fname)), None)
    if name is None:
        raise PlotError(
            "no font with Chinese characters is installed, so that labels would be empty boxes;"
            " install one (on Debian: fonts-noto-cjk)"
        )
    return name


@cache
def _has_chinese(file: str) -> bool:
    """Tell whether a font none of us knows by name has Chinese characters."""
    from matplotlib.ft2font import FT2Font

    try:
        return FT2Font(file).get_char_index(_A_CHINESE_CHARACTER) != 0
    except (OSError, RuntimeError):
        return False
