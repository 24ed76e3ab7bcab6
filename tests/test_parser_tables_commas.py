"""Tables whose cells are set apart by commas: taken where the columns are certain."""

from __future__ import annotations

import pytest

from parser.readers.plain import read_text
from parser.tables.assemble import Recovered, recover_tables


def recovered(text: str) -> Recovered:
    return recover_tables(read_text(text.encode()).blocks, ends_document=True)


@pytest.mark.parametrize("comma", [",", "，"])
def test_every_row_with_the_headers_cells_is_a_row(comma: str) -> None:
    lines = ["单位,受理,办结,办结率", "国土,310,,96.8%", "住建,400,400,100%"]
    (table,) = recovered("\n".join(lines).replace(",", comma)).tables
    assert [[(cell.column, cell.raw) for cell in row.cells] for row in table.rows] == [
        [(0, "310"), (2, "96.8%")],
        [(0, "400"), (1, "400"), (2, "100%")],
    ]


def test_a_comma_within_a_number_refuses_the_table() -> None:
    found = recovered("单位,受理,办结\n国土,1,310,1,300\n住建,400,400\n民政,12,12")
    assert not found.tables
    assert [finding.code for finding in found.findings] == ["table-refused"]
    assert len(found.rest) == 4


def test_a_quoted_number_keeps_its_comma() -> None:
    (table,) = recovered('单位,受理,办结\n国土,"1,310","1,300"\n住建,400,400').tables
    assert [cell.value for cell in table.rows[0].cells] == [1310, 1300]


def test_a_commas_number_that_fills_the_place_of_a_remark_refuses_the_table() -> None:
    found = recovered("单位,受理,办结,备注\n国土,1,310,300\n住建,400,400,延期\n民政,12,12,")
    assert [finding.code for finding in found.findings] == ["table-refused"]


@pytest.mark.parametrize(
    "text",
    [
        "公安局,人社局,医保局\n城管局,住建局,水务局\n教育局,科技局,民政局",
        "一季度，受理1203件，办结1200件\n二季度，受理980件，办结975件\n三季度，受理77件，办结7件",
        "姓名,单位,电话\n请各单位于3月5日前报送",
    ],
)
def test_lists_and_sentences_with_commas_are_no_table(text: str) -> None:
    found = recovered(text)
    assert (found.tables, found.findings) == ((), ())
    assert "\n".join(line.text for line in found.rest) == text
