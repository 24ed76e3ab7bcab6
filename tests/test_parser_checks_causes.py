from __future__ import annotations

from parser.finding import Finding
from parser.pipeline import parse_bytes

ROWS = (
    "2021年5月份青河县政务服务中心运行情况通报\n一、办件情况\n5月份,共受理办件1055件。\n附件:办件统计表\n附件\n"
    "办件统计表\n序号 | 部门 | 受理 | 其中 | |\n | | | 窗口 | 网上 |\n"
    "1 | 公安局 | 500 | 300 | 200 |\n"
    "2 | 民政局 | {} | 220 | 100 |\n3 | 人社局 | 100 | 60 | 40 |\n4 | 教育局 | 60 | 20 | 40 |\n"
    "5 | 卫健局 | 45 | 40 | 5 |\n6 | 水利局 | 30 | 20 | 10 |\n | 合计 | 1055 | 660 | 395 |\n"
)


def errors(text: str) -> list[Finding]:
    found = parse_bytes(text.encode(), path="a.txt").findings
    return [finding for finding in found if finding.severity == "error"]


def test_a_digit_too_many_is_one_finding_that_says_what_would_fit() -> None:
    (told,) = errors(ROWS.format(3200))
    assert told.code == "row-contradiction"
    assert (told.evidence["column"], told.evidence["printed"]) == ("受理", 3200)
    assert (told.evidence["would_fit"], told.evidence["total"]) == (320, 1055)
    assert told.message.endswith("320 in place of 3200 would keep them and the total 1055")


def test_a_wrong_total_is_one_finding_though_its_row_is_contradicted_too() -> None:
    (told,) = errors(ROWS.format(320).replace("合计 | 1055", "合计 | 1155"))
    assert (told.code, told.evidence["sum"]) == ("total-mismatch", 1055)


def test_two_wrong_figures_are_told_each() -> None:
    text = ROWS.format(3200).replace("合计 | 1055", "合计 | 1155")
    assert sorted(told.code for told in errors(text)) == [
        "prose-table-mismatch",
        "row-contradiction",
        "row-contradiction",
        "total-mismatch",
    ]
