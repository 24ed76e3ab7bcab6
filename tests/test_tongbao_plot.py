from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib import font_manager

import tongbao
from db.lines import lines_of
from db.numbers import Point
from db.series import Series
from tests.builders_site import BEFORE, archive_of_months
from tongbao.plot import PlotError, chinese_font, figure, plot_series

POINT = Point(
    period="2018-09",
    issuer="省中心",
    department_id="320000/environment-protection",
    department="江苏省环境保护厅",
    label="省环保厅",
    measure="received_total",
    value=611,
    unit="件",
    status="printed",
    obs_status="A",
    annex="办件统计表",
)
SERIES = Series(
    points=(
        POINT,
        replace(POINT, period="2018-10", value=None, obs_status="L", annex=None),
        replace(POINT, period="2018-11", value=580, obs_status="B", breaks=("2018-10 更名",)),
        replace(POINT, period="2018-12", value=400, status="ambiguous", obs_status="U"),
    )
)


def test_a_figure_is_drawn_with_chinese_labels_doubt_gap_and_break(tmp_path: Path) -> None:
    plot_series(SERIES, "received_total", tmp_path / "a.png")
    plot_series(SERIES, "received_total", tmp_path / "a.svg")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in (
        "收件总数",
        "江苏省环境保护厅",
        "not certain",
        "no number",
        "2018-10 更名",
    ):
        assert f"<!-- {words}" in drawn or words in drawn
    assert "stroke-dasharray" in drawn


def test_numbers_between_which_a_text_leaves_the_choice_are_drawn_as_doubtful() -> None:
    sure = figure(lines_of((POINT,), None), "收件总数", "svg")
    assert b"not certain" not in sure
    either = (replace(POINT, obs_status="U"), replace(POINT, value=90, obs_status="U"))
    (line,) = lines_of((*either, replace(POINT, period="2018-10", value=600)), None)
    assert [(point.value, span) for point, span in zip(line.points, line.ranges, strict=True)] == [
        (611, (90.0, 611.0)),
        (600, None),
    ]
    assert b"not certain" in figure([line], "收件总数", "svg")


def test_a_doubtful_point_bears_its_range_and_every_gap_month_its_place(tmp_path: Path) -> None:
    path = archive_of_months(tmp_path / "archive.db")
    with tongbao.Archive(path) as archive:
        found = archive.find_series("received_total", departments=[BEFORE.id], doubtful=True)
        lines = lines_of(found.points, archive.reading)
        plain = figure(
            [replace(lines[0], ranges=(None,) * len(lines[0].points))], "收件总数", "svg"
        )
        drawn = figure(lines, "收件总数", "svg")
        assert figure(lines, "收件总数", "svg") == drawn
    assert lines[0].ranges.count((120.0, 480.0)) == 1
    assert drawn.count(b"LineCollection") > plain.count(b"LineCollection")
    assert "2018-02" in {point.period for point in lines[0].points}
    assert "<!-- 收件总数 -->" in drawn.decode()


def test_a_font_that_nobody_named_is_taken_if_it_has_chinese_characters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fonts = font_manager.fontManager.ttflist
    known = next(font for font in fonts if "CJK" in font.name)
    latin = next(font for font in fonts if font.name == "DejaVu Sans")
    unnamed = font_manager.FontEntry(fname=known.fname, name="A Font Nobody Named")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [latin, unnamed])
    assert chinese_font() == "A Font Nobody Named"


def test_without_a_chinese_font_nothing_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(PlotError, match="no font with Chinese characters"):
        plot_series(SERIES, "received_total", tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()
