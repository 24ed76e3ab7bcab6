from __future__ import annotations

from parser.checks.crossref import check_annexes, check_end, check_heading_numbers
from parser.document import Locator, Paragraph
from parser.finding import Finding
from parser.passage import Passage
from parser.readers.plain import read_text
from parser.structure.annexes import split_annexes
from parser.structure.sections import build_body

BODY = "三月份运行情况通报\n一、办件情况\n共受理办件100件。\n"


def annex_findings(text: str) -> list[tuple[str, object]]:
    parts = split_annexes(read_text((BODY + text).encode()).blocks)
    found = check_annexes(parts.announcements, parts.annexes)
    return [(finding.code, finding.evidence["number"]) for finding in found]


def heading_findings(text: str) -> list[Finding]:
    paragraphs = [b for b in read_text(text.encode()).blocks if isinstance(b, Paragraph)]
    return list(check_heading_numbers(build_body(paragraphs, ()).sections))


def test_annexes_that_agree_with_their_list_say_nothing() -> None:
    text = "附件:1.统计表\n2.考勤表\n附件1\n统计表\n甲。\n附件2\n考勤表\n乙。\n"

    assert annex_findings(text) == []


def test_an_announced_annex_that_is_not_there_is_missing() -> None:
    text = "附件:1.统计表\n2.考勤表\n附件1\n统计表\n甲。\n"

    assert annex_findings(text) == [("annex-missing", 2)]


def test_an_annex_that_no_list_names_is_unannounced() -> None:
    text = "附件:1.统计表\n附件1\n统计表\n甲。\n附件2\n考勤表\n乙。\n"

    assert annex_findings(text) == [("annex-unannounced", 2)]


def test_annexes_of_a_bulletin_without_a_list_are_not_held_against_one() -> None:
    assert annex_findings("附件1\n统计表\n甲。\n附件2\n考勤表\n乙。\n") == []


def test_another_wording_of_a_title_is_reported_with_both() -> None:
    text = (
        "附件:1.进驻部门办件统计情况表\n2.考勤表\n"
        "附件1\n部门办件统计表\n甲。\n附件2\n考勤表\n乙。\n"
    )
    parts = split_annexes(read_text((BODY + text).encode()).blocks)

    (found,) = check_annexes(parts.announcements, parts.annexes)

    assert found.code == "annex-title-differs"
    assert found.evidence["announced"] == "进驻部门办件统计情况表"
    assert found.evidence["title"] == "部门办件统计表"


def test_a_heading_number_out_of_sequence_is_one_finding() -> None:
    found = heading_findings("通报\n一、办件\n好。\n三、考勤\n好。\n四、热线\n好。\n")

    assert [(f.code, f.evidence) for f in found] == [
        ("sequence-number", {"printed": "三", "expected": 2})
    ]


def test_numbering_that_starts_again_under_each_parent_is_in_sequence() -> None:
    text = "通报\n一、甲\n(一)子\n好。\n(二)丑\n好。\n二、乙\n(一)子\n好。\n"

    assert heading_findings(text) == []


def passage(text: str) -> Passage:
    return Passage(text=text, role="body", locator=Locator(block=0, line=1))


def test_a_text_that_stops_in_mid_sentence_is_cut_off() -> None:
    whole = "下一步,各窗口要继续加强作风建设,严格落实首问负责制,确保群众满意。"

    assert check_end([passage(whole)], ()) == ()
    (found,) = check_end([passage(whole[:-4] + "并")], ())
    assert found.code == "truncated"


def test_a_number_in_another_script_follows_those_of_its_own() -> None:
    text = "通报\n1、渠道上报情况\n好。\n2、网上举报情况\n好。\n二、案件分析\n好。\n"

    assert [f.evidence for f in heading_findings(text)] == [{"printed": "二", "expected": 1}]
