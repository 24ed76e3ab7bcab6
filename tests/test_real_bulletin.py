"""The bulletin of March 2017, walked through every room of the parser."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from parser.bulletin import Annex, Bulletin
from parser.finding import Finding
from parser.pipeline import Known, parse
from parser.table import Row, Table
from parser.text import compact
from tests.conftest import ROOT
from tests.golden.cases import CASES, actual, path_of


@pytest.fixture(scope="module")
def bulletin(real_bulletin: Path, tmp_path_factory: pytest.TempPathFactory) -> Bulletin:
    """The bulletin under a name that tells nothing of its period."""
    copy = tmp_path_factory.mktemp("unnamed") / "bulletin.txt"
    copy.write_bytes(real_bulletin.read_bytes())
    return parse(copy)


def annex(bulletin: Bulletin, number: int) -> Annex:
    (found,) = [annex for annex in bulletin.annexes if annex.number == number]
    return found


def table(bulletin: Bulletin, number: int) -> Table:
    (found,) = annex(bulletin, number).tables
    return found


def row(bulletin: Bulletin, number: int, label: str) -> Row:
    (found,) = [row for row in table(bulletin, number).rows if row.label == label]
    return found


def findings(bulletin: Bulletin, code: str) -> list[Finding]:
    return [finding for finding in bulletin.findings if finding.code == code]


def test_title_lead_issuer_and_period_come_from_the_text(bulletin: Bulletin) -> None:
    assert bulletin.title == "3月份省政务服务中心运行情况通报"
    assert bulletin.issuer == "省政务服务中心"
    assert bulletin.lead is not None
    assert bulletin.lead.startswith("3月份,按照石泰峰省长")
    assert bulletin.period is not None
    assert (bulletin.period.kind, bulletin.period.month) == ("month", 3)


def test_the_year_is_unknown_from_the_text_alone(bulletin: Bulletin) -> None:
    assert bulletin.period is not None
    assert bulletin.period.year is None
    assert bulletin.period.label is None
    assert bulletin.period.year_source is None
    assert len(findings(bulletin, "year-unknown")) == 1


@pytest.mark.parametrize("source", ["argument", "manifest"])
def test_the_year_is_taken_from_outside_and_says_so(real_bulletin: Path, source: str) -> None:
    known = Known(year=2017, year_source="argument" if source == "argument" else "manifest")

    period = parse(real_bulletin, known=known).period

    assert period is not None
    assert (period.label, period.year_source) == ("2017-03", source)


def test_a_file_name_that_states_the_period_gives_the_year(real_bulletin: Path) -> None:
    period = parse(real_bulletin).period

    assert period is not None
    assert (period.label, period.year_source) == ("2017-03", "filename")


def test_nothing_of_the_text_is_lost_or_moved(bulletin: Bulletin, real_bulletin: Path) -> None:
    kept = "".join(compact(passage.text) for _, passage in bulletin.passages())

    assert kept == compact(real_bulletin.read_text(encoding="utf-8"))


def test_annexes_are_bound_to_their_announcements(bulletin: Bulletin) -> None:
    assert [(a.number, a.title, a.announced) for a in bulletin.annexes] == [
        (1, "3月份省政务服务中心办件量情况", "3月份省政务服务中心办件量情况"),
        (2, "3月份中心受理电话情况统计", "3月份中心受理电话情况统计"),
        (3, "3月份省政务服务中心部门办件统计表", "3月份省政务服务中心进驻部门办件统计情况表"),
        (
            4,
            "3月份省政务服务中心进驻部门工作情况一览表",
            "3月份省政务服务中心进驻部门工作情况一览表",
        ),
        (
            5,
            "3月份省政务服务中心(分中心)部门办件统计情况表",
            "3月份省政务服务中心(分中心)部门办件统计情况表",
        ),
    ]
    assert [f.evidence["number"] for f in findings(bulletin, "annex-label-missing")] == [4]
    assert [f.evidence["number"] for f in findings(bulletin, "annex-title-differs")] == [3]


def test_annexes_keep_their_text_and_notes(bulletin: Bulletin) -> None:
    assert annex(bulletin, 1).text.startswith("备注:截至本年度3月31号,中心共受理53091件")
    assert "本周共受理来电304个。" in annex(bulletin, 2).text
    assert [note.text for note in annex(bulletin, 4).notes] == [
        "备注:1﹒按中心人员管理要求,首席代表必须每周到岗2天以上;",
        "2﹒综合窗口首席代表根据窗口值班情况到岗。",
    ]


CASES_COLUMNS = [
    ("收件总数",),
    ("其中", "大厅受理"),
    ("其中", "网上申报"),
    ("其中", "邮寄"),
    ("办结总数",),
    ("其中", "即办件"),
    ("其中", "承诺件"),
    ("未办结", "总数"),
    ("咨询件",),
    ("取号",),
]
MEASURES = [
    "received_total",
    "received_counter",
    "received_online",
    "received_mail",
    "completed_total",
    "completed_instant",
    "completed_promised",
    "pending",
    "consultations",
    "queue_numbers",
]


def test_header_paths_are_rebuilt_from_the_flattened_lines(bulletin: Bulletin) -> None:
    third, fourth, fifth = (table(bulletin, number).columns for number in (3, 4, 5))

    assert [column.path for column in third] == CASES_COLUMNS
    assert [column.measure for column in third] == MEASURES
    assert [column.path for column in fifth] == [*CASES_COLUMNS[:7], ("未办结",), ("咨询件",)]
    assert [column.measure for column in fifth] == MEASURES[:9]
    assert [column.path for column in fourth] == [
        ("首代到岗情况", "按要求到岗"),
        ("首代到岗情况", "未按要求到岗"),
        ("窗口人员情况", "迟到"),
        ("窗口人员情况", "缺勤"),
        ("窗口人员情况", "早退"),
        ("窗口人员情况", "旷工"),
        ("窗口人员情况", "未按要求着装"),
        ("窗口人员情况", "未按要求束发"),
        ("窗口人员情况", "窗口投诉"),
        ("其他", "及时报送月度工作情况"),
    ]


def test_rows_have_number_label_and_kind(bulletin: Bulletin) -> None:
    third = table(bulletin, 3)

    assert [len(table(bulletin, number).rows) for number in (3, 4, 5)] == [55, 53, 8]
    assert (third.rows[0].label, third.rows[0].kind, third.rows[0].number) == (
        "合计",
        "total",
        None,
    )
    assert {row.kind for row in third.rows[1:]} == {"department"}
    assert row(bulletin, 3, "省统计局").number == "39"
    wrapped = row(bulletin, 4, "省新闻出版广电局")
    assert (wrapped.raw, wrapped.number) == ("省新闻出版 广电局", "30")


def test_counts_are_numbers_and_ticks_are_true(bulletin: Bulletin) -> None:
    total = table(bulletin, 3).rows[0]
    attended = row(bulletin, 4, "省经信委").cells

    assert [cell.value for cell in total.cells] == [
        23933, 7063, 14714, 2156, 21811, 18083, 3728, 2122, 6807, 5474,
    ]  # fmt: skip
    assert {cell.status for cell in total.cells} == {"printed"}
    assert {cell.unit for cell in total.cells} <= {"件", "个", "人次", "次"}
    assert [(cell.raw, cell.value) for cell in attended] == [("√", True), ("1", 1), ("2", 2)]


def test_every_cell_agrees_with_the_enumerated_placements(bulletin: Bulletin) -> None:
    possible: dict[tuple[str, str, str], list[set[int]]] = defaultdict(list)
    printed: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    path = ROOT / "corpus" / "truth" / "2017-03-jiangsu.cells.tsv"
    with path.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            key = (line["annex"], line["number"], line["label"])
            possible[key].append(set(map(int, line["columns"].split())))
            printed[key].append(line["raw"])

    seen = Counter[str]()
    for number in (3, 4, 5):
        for found in table(bulletin, number).rows:
            key = (str(number), found.number or "", found.label or "")
            assert [cell.raw for cell in found.cells] == printed[key]
            for cell, columns in zip(found.cells, possible[key], strict=True):
                assert cell.column in cell.candidates
                assert cell.column in columns
                if cell.status in ("printed", "proven"):
                    assert columns == {cell.column} == set(cell.candidates), (key, cell)
                seen[f"{number} {cell.status}"] += 1

    assert seen["3 printed"] + seen["3 proven"] == 184


def test_unproven_cells_say_so_with_candidates_and_probability(bulletin: Bulletin) -> None:
    counter = row(bulletin, 3, "省发改委").cells[1]

    assert counter.raw == "14"
    assert set(counter.candidates) == {1, 2, 3}
    assert counter.status in ("inferred", "ambiguous")
    assert 1 / 3 <= counter.probability < 1


def test_the_faults_of_the_source_are_found_and_nothing_is_altered(bulletin: Bulletin) -> None:
    (number,) = findings(bulletin, "sequence-number")
    assert (str(number.evidence["printed"]), str(number.evidence["expected"])) == ("39", "29")

    (share,) = findings(bulletin, "share-mismatch")
    assert "2156" in json.dumps(share.as_json(), ensure_ascii=False)
    assert "9.0" in json.dumps(share.as_json(), ensure_ascii=False)

    (word,) = findings(bulletin, "period-word")
    assert "本周" in word.message

    (cut,) = findings(bulletin, "truncated")
    assert cut.locator is not None
    assert cut.locator.line == 155

    unreachable = json.dumps([f.as_json() for f in findings(bulletin, "total-unreachable")])
    assert all(figure in unreachable for figure in ("23933", "23175", "21811", "21053"))
    missing = json.dumps([f.as_json() for f in findings(bulletin, "row-missing")])
    assert "758" in missing


def test_the_first_facts_of_the_annexes_are_there(bulletin: Bulletin) -> None:
    facts = {(fact.value, fact.unit) for fact in bulletin.facts}

    assert {
        (53091, "件"), (14339, "人次"), (23933, "件"), (7063, "件"), (29.5, "%"), (14714, "件"),
        (61.5, "%"), (2156, "件"), (1, "%"), (21811, "件"), (91.1, "%"), (3728, "件"),
        (15.6, "%"), (18083, "件"), (75.6, "%"), (304, "个"),
    } <= facts  # fmt: skip


def same(kept: object, now: object) -> bool:
    """Compare JSON; probabilities are drawn by sampling and may differ a little."""
    match kept, now:
        case dict(), dict():
            return kept.keys() == now.keys() and all(
                set(kept[key]) == set(now[key])
                if key == "candidates"
                else same(kept[key], now[key])
                for key in kept
            )
        case list(), list():
            return len(kept) == len(now) and all(map(same, kept, now))
        case float(), float():
            return abs(kept - now) <= 0.05
        case _:
            return kept == now


@pytest.mark.parametrize("case", CASES)
def test_the_golden_file_is_what_the_parser_says(case: str) -> None:
    kept = json.loads(path_of(case).read_text(encoding="utf-8"))

    assert same(kept, json.loads(actual(case))), "run `make golden` and read the difference"
