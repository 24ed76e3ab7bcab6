from __future__ import annotations

from parser.readers.plain import read_text
from parser.structure.annexes import split_annexes
from parser.tables.annexes import BuiltAnnex, annexes_of_body, build_annexes

HEAD = "附件{n}\n{title}\n序号 | 部门 | 受理 | 办结 | 咨询 | 取号 |\n"
ROWS = "1 | 省发改委 | 14 | 14 | 5 | 7 |\n2 | 省教育厅 | 243 | 20 | | |\n3 | 省科技厅 | 7 | | | |\n"


def built(text: str) -> tuple[BuiltAnnex, ...]:
    return build_annexes(split_annexes(read_text(text.encode()).blocks).annexes)


def codes(annex: BuiltAnnex) -> list[str]:
    return [finding.code for finding in annex.findings]


def annex(number: int, last: str) -> str:
    return HEAD.format(n=number, title=f"第{number}类部门办件统计表") + ROWS + last


def test_a_document_that_stops_in_a_short_row_is_cut_off_there() -> None:
    (only,) = built(annex(1, "4 | 省民委 | 25 |"))

    assert "truncated" in codes(only)
    assert only.annex.tables[0].rows[-1].cut


def test_a_table_that_others_follow_is_not_cut_off() -> None:
    first, second = built(
        annex(1, "4 | 省民委 | 25 |\n") + annex(2, "4 | 省民委 | 25 | 3 | 2 | 1 |")
    )

    assert "truncated" not in codes(first) + codes(second)


def test_where_every_table_ends_short_that_is_the_form() -> None:
    _, second = built(annex(1, "4 | 省民委 | 25 |\n") + annex(2, "4 | 省民委 | 25 | 3 |"))

    assert "truncated" not in codes(second)
    assert not second.annex.tables[0].rows[-1].cut


def test_a_caption_above_and_notes_below_a_table_in_the_body_belong_to_it() -> None:
    text = (
        "三月份情况如下。\n部门办件统计表\n部门 | 受理 | 办结 |\n省发改委 | 14 | 13 |\n"
        "省教育厅 | 5 | 5 |\n注:不含咨询。\n各部门要继续努力。\n"
    )

    body = annexes_of_body(read_text(text.encode()).blocks)

    (table,) = body.annexes
    assert table.title == "部门办件统计表"
    assert [note.text for note in table.notes] == ["注:不含咨询。"]
    assert [line.text for line in body.rest] == ["三月份情况如下。", "各部门要继续努力。"]
