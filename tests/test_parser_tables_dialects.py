"""Every way in which a table is flattened, from layouts seen in public bulletins."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.readers.plain import read_text
from parser.tables.assemble import Recovered, recover_tables
from parser.tables.word_columns import figure_columns
from parser.text import compact

FIXTURES = Path(__file__).parent / "fixtures" / "dialects"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.txt"))


def recovered(name: str) -> Recovered:
    document = read_text((FIXTURES / f"{name}.txt").read_bytes())
    return recover_tables(document.blocks, ends_document=True)


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_columns_and_measures_of_the_dialect(name: str) -> None:
    tables = recovered(name).tables
    assert [
        {
            "layout": table.layout,
            "columns": ["/".join(column.path) for column in table.columns],
            "measures": [column.measure for column in table.columns],
        }
        for table in tables
    ] == [
        {key: t[key] for key in ("layout", "columns", "measures")} for t in golden(name)["tables"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_rows_and_figures_of_the_dialect(name: str) -> None:
    for table, truth in zip(recovered(name).tables, golden(name)["tables"], strict=True):
        assert [[row.number, row.label] for row in table.rows] == [row[:2] for row in truth["rows"]]
        for row, (_, label, figures) in zip(table.rows, truth["rows"], strict=True):
            assert [cell.raw for cell in row.cells] == [f for f in figures if f is not None], label


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_is_certain_of_a_wrong_column(name: str) -> None:
    for table, truth in zip(recovered(name).tables, golden(name)["tables"], strict=True):
        for row, (_, label, figures) in zip(table.rows, truth["rows"], strict=True):
            columns = [index for index, figure in enumerate(figures) if figure is not None]
            for cell, column in zip(row.cells, columns, strict=True):
                assert column in cell.candidates, (label, cell.raw)
                if cell.status in ("printed", "proven"):
                    assert cell.column == column, (label, cell.raw)


@pytest.mark.parametrize("name", NAMES)
def test_only_complete_rows_and_kept_blanks_are_called_printed(name: str) -> None:
    for table in recovered(name).tables:
        figures = figure_columns(table)
        for row in table.rows:
            printed = {cell.status == "printed" for cell in row.cells if cell.column in figures}
            complete = sum(cell.column in figures for cell in row.cells) == len(figures)
            if printed and (table.layout == "grid" or complete):
                assert printed == {True}
            else:
                assert True not in printed


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_table_stays_text_and_nothing_is_lost(name: str) -> None:
    found = recovered(name)
    assert [paragraph.text for paragraph in found.rest] == golden(name)["rest"]
    lines = [(line.locator.block, line.text) for table in found.tables for line in table.source]
    lines += [(paragraph.locator.block, paragraph.text) for paragraph in found.rest]
    whole = (FIXTURES / f"{name}.txt").read_text("utf-8")
    assert compact("".join(text for _, text in sorted(lines))) == compact(whole)


@pytest.mark.parametrize("name", NAMES)
def test_findings_of_the_dialect(name: str) -> None:
    # How much placement leaves open is its own matter.
    codes = [f.code for f in recovered(name).findings if f.code != "cells-ambiguous"]
    assert codes == golden(name)["findings"]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_says_where_it_stands(name: str) -> None:
    lines = (FIXTURES / f"{name}.txt").read_text("utf-8").splitlines()
    for table in recovered(name).tables:
        for row in table.rows:
            for cell in row.cells:
                place = cell.locator
                assert place.line is not None
                assert lines[place.line - 1][place.start : place.end].strip() == cell.raw


# --- any table, rendered in each dialect ----------------------------------------------

PLACES = ("临江", "青山", "白河", "东湖", "清源", "永宁", "石门", "安平", "南浦", "北川")
BODIES = ("区政府", "县公安局", "市教育局", "街道办事处", "供电公司", "水务集团")
COLUMNS = ("收件数", "办结数", "退件数", "咨询件", "取号", "表扬", "差评数", "回访量", "来电量")
LABELS = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(BODIES)).map("".join),
    min_size=3,
    max_size=9,
    unique=True,
)
FIGURE = st.integers(0, 99_999).map(str)


@dataclass(frozen=True)
class Drawn:
    """A table as drawn: its truth."""

    columns: list[str]
    labels: list[str]
    rows: list[list[str]]
    numbered: bool
    total: bool

    def printed(self) -> list[list[str]]:
        """Return all rows with every blank in its place, header first."""
        head = (["序号"] if self.numbered else []) + ["承办单位", *self.columns]
        body = [
            ([str(n)] if self.numbered else []) + [label, *row]
            for n, (label, row) in enumerate(zip(self.labels, self.rows, strict=True), 1)
        ]
        if self.total:
            sums = [
                str(sum(int(row[c] or 0) for row in self.rows)) for c in range(len(self.columns))
            ]
            body.append(([""] if self.numbered else []) + ["合计", *sums])
        return [head, *body]

    def truth(self) -> list[tuple[str, dict[int, str]]]:
        """Return each row's name and its figures by column."""
        lead = 2 if self.numbered else 1
        return [
            (row[lead - 1], {i: text for i, text in enumerate(row[lead:]) if text})
            for row in self.printed()[1:]
        ]


@st.composite
def drawn(draw: st.DrawFn, *, complete: bool = False) -> Drawn:
    columns = draw(st.lists(st.sampled_from(COLUMNS), min_size=2, max_size=6, unique=True))
    labels = draw(LABELS)
    figure = FIGURE if complete else st.one_of(FIGURE, FIGURE, st.just(""))
    row = st.lists(figure, min_size=len(columns), max_size=len(columns))
    rows = draw(st.lists(row, min_size=len(labels), max_size=len(labels)))
    rows[0] = draw(st.lists(FIGURE, min_size=len(columns), max_size=len(columns)))
    rows[1] = draw(st.lists(FIGURE, min_size=len(columns), max_size=len(columns)))
    # A last line of which nothing but the name is left looks like text after the table.
    rows[-1][0] = rows[-1][0] or "7"
    return Drawn(
        columns=columns,
        labels=labels,
        rows=rows,
        numbered=draw(st.booleans()),
        total=draw(st.booleans()),
    )


def _moved(row: list[str]) -> list[str]:
    filled = [text for text in row if text]
    return filled + [""] * (len(row) - len(filled))


def _padded(row: list[str]) -> str:
    filled = [text for text in row if text]
    return "".join(f"{text} | " for text in filled) + "|" * (len(row) - len(filled))


RENDERINGS: dict[str, Callable[[Drawn], str]] = {
    "kept": lambda t: "\n".join(" | ".join(row) + " |" for row in t.printed()),
    "kept, led": lambda t: "\n".join("| " + " | ".join(row) + " |" for row in t.printed()),
    "kept, between": lambda t: "\n".join(" | ".join(row) for row in t.printed()),
    "markdown": lambda t: "\n".join(
        ["|".join(["", *t.printed()[0], ""]), "|---" * len(t.printed()[0]) + "|"]
        + ["|".join(["", *row, ""]) for row in t.printed()[1:]]
    ),
    "moved": lambda t: "\n".join(_padded(row) for row in t.printed()),
    "moved, stacked": lambda t: "\n".join(
        "\n".join([f"{text} |" for text in row if text] + ["|" * row.count("")] * ("" in row))
        for row in t.printed()
    ),
    "tabs": lambda t: "\n".join(
        row[0] + "\t" + "\t".join(row[1:]).rstrip("\t") for row in t.printed()
    ),
}
COMPLETE: dict[str, Callable[[Drawn], str]] = {
    "stacked": lambda t: "\n".join(f"{x} |" for row in t.printed() for x in row if x),
    "stacked, separator below": lambda t: "\n".join(f"{x}\n|" for r in t.printed() for x in r if x),
    "paragraphs": lambda t: "\n\n".join(x for row in t.printed() for x in row if x),
    "spaces": lambda t: "\n".join("    ".join(x for x in row if x) for row in t.printed()),
}


def _check(text: str, table: Drawn) -> None:
    found = recover_tables(read_text(text.encode()).blocks)
    (recovered_table,) = found.tables
    assert [column.path for column in recovered_table.columns] == [(c,) for c in table.columns]
    assert [row.label for row in recovered_table.rows] == [label for label, _ in table.truth()]
    for row, (label, figures) in zip(recovered_table.rows, table.truth(), strict=True):
        assert [cell.raw for cell in row.cells] == list(figures.values()), label
        for cell, column in zip(row.cells, figures, strict=True):
            assert column in cell.candidates, label
            if cell.status in ("printed", "proven"):
                assert cell.column == column, label


SETTINGS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("rendering", RENDERINGS)
@SETTINGS
@given(table=drawn())
def test_any_table_comes_back_from_its_rendering(rendering: str, table: Drawn) -> None:
    _check(RENDERINGS[rendering](table), table)


@pytest.mark.parametrize("rendering", COMPLETE)
@SETTINGS
@given(table=drawn(complete=True))
def test_any_complete_table_comes_back_from_a_rendering_without_blanks(
    rendering: str, table: Drawn
) -> None:
    _check(COMPLETE[rendering](table), table)


NO_TABLES = (
    ("表彰名单如下：\n张  三  李  四  王小五\n赵  六  孙  七  周大力\n吴  八  郑  九  冯晓明\n"),
    ("单位  姓名\n公安局  张三\n税务局  李四\n民政局  王五\n"),
    ("时间安排：\n3月1日  动员部署\n3月5日  自查自纠\n3月20日  总结上报\n"),
    ("联系人  电话\n张三  0512-65112345\n李四  0512-65112346\n王五  13800001111\n"),
    (
        "前三名：\n"
        "第一名  公安局  98.5分\n"
        "第二名  税务局  97.5分\n"
        "第三名  医保局  96.5分\n"
        "以上单位予以表扬。\n"
    ),
    ("窗口位置\n一楼  A区  1-12号\n二楼  B区  13-40号\n三楼  C区  41-66号\n"),
    ("责任单位,完成时限,联系人\n公安局,3月底,张三\n税务局,6月底,李四\n"),
    ("单位，时间，地点\n请公安局，税务局，医保局做好准备\n会议3月5日9时，在三楼会议室召开\n"),
    ("目  录\n一、总体情况  1\n二、存在问题  3\n三、下步打算  5\n附件  8\n"),
    (
        "第一条  为了规范政务服务，制定本办法。\n"
        "第二条  本办法适用于政务服务中心。\n"
        "第三条  窗口应当公开承诺。\n"
    ),
    ("特此通报。\n\n市政务办    市监察局    市人社局\n2019年3月5日\n"),
    ("首页 政务公开 办事服务 互动交流\n通知公告 政策文件 数据发布 专题专栏\n"),
    ("服务时间：\n周一至周五 9:00-12:00 13:00-17:00\n周六 9:00-12:00\n周日 休息\n"),
)


@pytest.mark.parametrize("text", NO_TABLES)
def test_lists_names_times_and_menus_are_left_as_text(text: str) -> None:
    document = read_text(f"现将有关事项通报如下。\n{text}请认真落实。\n".encode())
    found = recover_tables(document.blocks)
    assert (found.tables, found.findings) == ((), ())
    assert len(found.rest) == len(document.blocks)
