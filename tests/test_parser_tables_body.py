"""What the rows of a body are: departments, totals, headings and sums of what stands beneath."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.readers import read
from parser.readers.plain import read_text
from parser.tables.assemble import recover_tables

FIXTURES = Path(__file__).parent / "fixtures" / "dialects"


def kinds(name: str) -> dict[str | None, str]:
    document = read_text((FIXTURES / f"{name}.txt").read_bytes())
    (table,) = recover_tables(document.blocks).tables
    return {row.label: row.kind for row in table.rows}


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("section_rows", {"一、乡镇街道", "二、县直部门"}),
        ("chinese_numeral_groups", {"市直单位", "县(市、区)"}),
        ("kept_sections", {"委办局", "国企"}),
        ("group_total_rows_named", {"市直部门小计", "县区小计"}),
        ("kept_blank_number", {"其中:签证", "公证"}),
        ("average_row", {"平均值"}),
        ("subtotals_collapsed", {"小计"}),
    ],
)
def test_headings_and_sums_within_the_body_are_no_departments(name: str, others: set[str]) -> None:
    found = kinds(name)

    assert {label for label, kind in found.items() if kind == "other"} == others
    assert {label for label, kind in found.items() if kind == "total"} <= {"总计", "合计"}
    assert list(found.values()).count("department") > 1


def test_a_table_of_totals_alone_is_compared_with_nothing() -> None:
    document = read_text((FIXTURES / "one_record.txt").read_bytes())

    assert recover_tables(document.blocks).findings == ()


def test_a_cell_over_the_whole_width_below_the_header_heads_rows_and_no_column() -> None:
    page = (
        "<table><tr><td>单位</td><td>受理</td><td>办结</td></tr>"
        "<tr><td colspan=3>一、市直单位</td></tr>"
        "<tr><td>市公安局</td><td>12</td><td>11</td></tr>"
        "<tr><td colspan=3>二、县区</td></tr>"
        "<tr><td>东县</td><td>7</td><td>7</td></tr></table>"
    )
    (table,) = recover_tables(read(page.encode(), name="a.html").blocks).tables
    assert [column.path for column in table.columns] == [("受理",), ("办结",)]
    assert [row.label for row in table.rows] == ["一、市直单位", "市公安局", "二、县区", "东县"]
