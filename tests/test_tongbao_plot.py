from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib import font_manager

from db.numbers import Point
from db.series import Series
from tongbao.plot import PlotError, plot_series

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
    for words in ("江苏省环境保护厅", "column not certain", "no number", "2018-10 更名"):
        assert f"<!-- {words}" in drawn or words in drawn
    assert "stroke-dasharray" in drawn


def test_without_a_chinese_font_nothing_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(PlotError, match="no font with Chinese characters"):
        plot_series(SERIES, "received_total", tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()
