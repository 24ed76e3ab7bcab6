"""What docs/comparison.md says of this project holds, and the scale it measures with is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.render import PrintedTable, browser, office
from tests.benchmarks.compare_probes import PROBES, Probe
from tests.benchmarks.equality import sample
from tests.benchmarks.peers import ENVIRONMENTS, READ_BY, score
from tests.benchmarks.peers_adapters import ADAPTERS, Grid, filled, from_markdown, merged, tongbao
from tests.benchmarks.peers_environments import LOCKED
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
PAPER = sample(1).paper


def grids() -> list[Grid]:
    """The tables of a bulletin as a reader without fault gives them."""
    return [
        filled(
            [
                *((row, column, down, node.width, node.text) for node, row, column, down in
                  table.header_cells()),
                *((row, column, 1, 1, text) for row, values in
                  enumerate(table.rows, start=table.header_rows)
                  for column, text in enumerate(values)),
            ]
        )
        for table in PAPER.blocks
        if isinstance(table, PrintedTable)
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(office() is None or browser() is None, reason="no LibreOffice or no Chromium")
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: str(probe.name))
def test_this_project_does_what_the_page_says_of_it(probe: Probe, tmp_path: Path) -> None:
    path = tmp_path / f"probe.{probe.suffix}"
    path.write_bytes(probe.build())

    assert probe.holds(*tongbao(path))


def test_every_probe_stands_on_the_page() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]

    assert [probe.name for probe in PROBES if not any(probe.name in row for row in rows)] == []


def test_every_peer_has_an_adapter_and_pinned_versions() -> None:
    assert {peer for peers in READ_BY.values() for peer in peers} <= ADAPTERS.keys()
    for environment in set(ENVIRONMENTS.values()) - {None}:
        lines = (LOCKED / f"{environment}.txt").read_text().splitlines()
        assert lines
        assert all("==" in line for line in lines)


def test_the_truth_scores_full_marks() -> None:
    counts = score(PAPER, grids(), [b for b in PAPER.blocks if isinstance(b, str)])

    assert counts["cells"] == counts["found"] == counts["cells/"]
    assert counts["headers"] == counts["headers/"]
    assert counts["paragraphs"] == counts["paragraphs/"]


def test_a_table_cut_at_the_page_end_loses_nothing_and_one_given_twice_gains_nothing() -> None:
    first, second = grids()
    cut = score(PAPER, [first[:6], first[6:], second], [])
    twice = score(PAPER, [first, first, second], [])

    assert cut["cells"] == cut["found"] == cut["cells/"]
    assert twice["cells"] == twice["cells/"] < twice["found"]


def test_values_pushed_to_the_left_are_wrong_though_all_are_there() -> None:
    packed = [
        [
            row[:2] + sorted(row[2:], key=lambda text: not text) if row[0].isdigit() else row
            for row in grid
        ]
        for grid in grids()
    ]
    counts = score(PAPER, packed, [])

    assert counts["found"] == counts["cells/"]
    assert counts["cells"] < 0.9 * counts["cells/"]


def test_merged_cells_reach_every_column_they_cover() -> None:
    rows = [["部门", "其中", None], [None, "大厅", "网上"]]

    assert merged(rows) == [["部门", "其中", "其中"], ["部门", "大厅", "网上"]]


def test_markdown_keeps_html_tables_and_paragraphs_apart() -> None:
    text = "# 通报\n\n| 部门 | 件 |\n| --- | --- |\n| 市财政局 | 3 |"
    page = "<table><tr><td>1</td></tr></table>"

    assert from_markdown(f"{text}\n\n{page}") == (
        [[["部门", "件"], ["市财政局", "3"]], [["1"]]],
        ["通报"],
    )
