from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from db.checks import check_archive
from db.checks.figures import ArchiveFinding
from db.connect import close, open_archive
from db.load import Provenance, load
from parser.bulletin import Bulletin
from parser.finding import Finding
from parser.statement import Fact
from parser.table import Column, Row
from tests.builders import CIVIL, ENVIRONMENT, annex, bulletin, fact, month, row, table
from tongbao.cli import run


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_archive(tmp_path / "archive.db")


def keep(db: Database, made: Bulletin, published: str | None = None) -> None:
    load(db, made, Provenance(parser_version="1", published=published))


def told(db: Database) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.period) for finding in check_archive(db.conn)]


def text(db: Database, year: int, number: int, *facts: Fact) -> None:
    """Load a bulletin that has only text."""
    keep(db, bulletin(month(year, number), annexes=(), facts=facts))


def received(value: float, **said: object) -> Fact:
    quote = f"{value}件{said.get('previous') or ''},{said.get('change') or ''}%"
    return replace(fact("received_total", value), quote=quote, **said)  # type: ignore[arg-type]


def since_january(value: int, last: int, year: int = 2017) -> Fact:
    return fact("received_total_ytd", value, period=f"{year}-01/{year}-{last:02d}")


def test_a_cumulative_figure_is_held_against_its_months(db: Database) -> None:
    text(db, 2017, 1, received(15000))
    text(db, 2017, 2, received(14158))
    text(db, 2017, 3, received(23933), since_january(53091, 3))
    assert told(db) == []
    text(db, 2017, 4, received(20000), since_january(73191, 4))
    (finding,) = check_archive(db.conn)
    assert (finding.code, finding.period) == ("cumulative-mismatch", "2017-04")
    assert finding.evidence["printed"] == 73191
    assert finding.evidence["recomputed"] == 73091
    assert finding.evidence["difference"] == 100
    assert finding.locator
    assert "15000 + 14158 + 23933 + 20000 = 73091" in finding.message


def test_a_month_that_is_missing_forbids_the_sum(db: Database) -> None:
    text(db, 2017, 1, received(15000))
    text(db, 2017, 3, received(23933), since_january(53091, 3))
    assert told(db) == []


def test_a_wrong_month_is_told_once_and_not_again_in_every_later_sum(db: Database) -> None:
    for number, value, total in ((1, 100, 100), (2, 210, 300), (3, 300, 600), (4, 400, 1000)):
        text(db, 2017, number, received(value), since_january(total, number))
    assert told(db) == [("cumulative-mismatch", "2017-02")]


def test_a_wrong_sum_is_told_once_though_the_next_is_right(db: Database) -> None:
    for number, value, total in ((1, 100, 100), (2, 200, 330), (3, 300, 600), (4, 400, 1000)):
        text(db, 2017, number, received(value), since_january(total, number))
    assert told(db) == [("cumulative-mismatch", "2017-02")]


def test_rounded_figures_are_allowed_their_rounding(db: Database) -> None:
    text(db, 2017, 1, received(15000))
    text(db, 2017, 2, received(14158))
    rounded = replace(since_january(30000, 2), quote="累计受理3万件")
    text(db, 2017, 2, received(14158), rounded)
    assert told(db) == []


def test_a_quarter_is_the_sum_of_its_months(db: Database) -> None:
    for number in (1, 2):
        text(db, 2017, number, received(100))
    text(db, 2017, 3, received(100), fact("received_total", 310, period="2017-Q1"))
    assert told(db) == [("cumulative-mismatch", "2017-03")]


def test_cumulative_columns_of_an_annex_are_summed_row_by_row(db: Database) -> None:
    columns = (
        Column(path=("本月收件",), measure="received_total"),
        Column(path=("累计收件",), measure="received_total_ytd"),
    )

    def monthly(number: int, *rows: Row) -> None:
        keep(db, bulletin(month(2017, number), annexes=[annex([table(rows, columns)])]))

    monthly(1, row("合计", [30, 30]), row("省环保厅", [10, 10], department=ENVIRONMENT))
    monthly(2, row("合计", [40, 70]), row("省环保厅", [15, 52], department=ENVIRONMENT))
    (finding,) = check_archive(db.conn)
    assert (finding.code, finding.evidence["entity"]) == ("cumulative-mismatch", "省环保厅")
    assert (finding.evidence["printed"], finding.evidence["recomputed"]) == (52, 25)


def test_a_previous_value_is_held_against_the_bulletin_of_that_month(db: Database) -> None:
    text(db, 2017, 2, received(14158))
    text(
        db,
        2017,
        3,
        received(23933, previous=14185, change=68.7, change_kind="relative", base="环比"),
    )
    (finding,) = check_archive(db.conn)
    assert (finding.code, finding.period) == ("earlier-mismatch", "2017-03")
    assert (finding.evidence["printed"], finding.evidence["recomputed"]) == (14185, 14158)
    earlier = finding.evidence["earlier"]
    assert isinstance(earlier, dict)
    assert earlier["source"] == "2017-02.txt"


@pytest.mark.parametrize(
    ("change", "found"), [(69.0, []), (69.1, []), (96.0, ["earlier-mismatch"])]
)
def test_a_change_is_recomputed_from_the_month_before(
    db: Database, change: float, found: list[str]
) -> None:
    text(db, 2017, 2, received(14158))
    text(db, 2017, 3, received(23933, change=change, change_kind="relative", base="环比"))
    assert [code for code, _ in told(db)] == found


def test_a_change_on_the_year_before_looks_a_year_back(db: Database) -> None:
    text(db, 2016, 3, received(20000))
    text(db, 2017, 2, received(5))
    text(db, 2017, 3, received(23000, change=15.0, change_kind="relative", base="同比"))
    assert told(db) == []
    text(db, 2018, 3, received(24000, change=15.0, change_kind="relative", base="同比"))
    assert told(db) == [("earlier-mismatch", "2018-03")]


def test_a_change_without_its_base_or_its_bulletin_is_not_checked(db: Database) -> None:
    text(db, 2017, 2, received(10))
    text(db, 2017, 3, received(23933, change=15.0, change_kind="relative"))
    text(db, 2017, 5, received(400, change=15.0, change_kind="relative", base="环比"))
    assert told(db) == []


def test_the_total_row_of_the_month_before_serves_where_its_text_is_silent(db: Database) -> None:
    keep(db, bulletin(month(2017, 2)))
    said = received(743, change=10.0, change_kind="relative", base="环比")
    keep(db, bulletin(month(2017, 3), facts=[said]))
    (finding,) = check_archive(db.conn)
    assert finding.evidence["recomputed"] == 0.0


def test_a_total_of_another_table_is_not_compared(db: Database) -> None:
    keep(db, bulletin(month(2017, 2)))
    said = received(9000, change=10.0, change_kind="relative", base="环比")
    keep(db, bulletin(month(2017, 3), facts=[said]))
    assert told(db) == []


def test_a_column_of_last_months_figures_is_one_finding(db: Database) -> None:
    columns = (
        Column(path=("本月",), measure="received_total"),
        Column(path=("上月",), measure="received_total_previous"),
    )
    names = ("省环保厅", ENVIRONMENT), ("省民政厅", CIVIL)
    before = [row(label, [n + 10], department=d) for n, (label, d) in enumerate(names)]
    after = [row(label, [20, 90 + n], department=d) for n, (label, d) in enumerate(names)]
    keep(db, bulletin(month(2017, 2), annexes=[annex([table(before, columns)])]))
    keep(db, bulletin(month(2017, 3), annexes=[annex([table(after, columns)])]))
    (finding,) = check_archive(db.conn)
    assert finding.code == "earlier-mismatch"
    rows = finding.evidence["rows"]
    assert isinstance(rows, list)
    assert [(r["label"], r["printed"], r["recomputed"]) for r in rows] == [
        ("省环保厅", 90, 10),
        ("省民政厅", 91, 11),
    ]


def year_of(db: Database, values: list[int]) -> None:
    for number, value in enumerate(values, start=1):
        rows = [row("省环保厅", [value], department=ENVIRONMENT)]
        keep(db, bulletin(month(2017, number), annexes=[annex([table(rows)])]))


def test_a_digit_too_many_stands_out_among_steady_months(db: Database) -> None:
    year_of(db, [610, 590, 605, 6120, 640, 600, 580])
    (finding,) = check_archive(db.conn)
    assert (finding.code, finding.period) == ("factor-ten", "2017-04")
    assert finding.evidence["value"] == 6120


@pytest.mark.parametrize(
    "wild",
    [
        [243, 215, 464, 439, 183, 332, 344, 287, 4410, 319, 130, 300],
        [319, 443, 179, 160, 122, 367, 303, 336, 6240, 198, 125, 118],
        [243, 215, 464, 439, 183, 332, 344, 287, 14, 319, 130, 300],
    ],
)
def test_a_digit_stands_out_among_months_that_vary_if_none_of_them_comes_near(
    db: Database, wild: list[int]
) -> None:
    year_of(db, wild)
    assert told(db) == [("factor-ten", "2017-09")]


@pytest.mark.parametrize(
    "values",
    [
        [243, 215, 464, 439, 183, 332, 344, 287, 1200, 319, 130, 300],  # four times the usual
        [243, 215, 464, 439, 183, 332, 344, 287, 9900, 319, 130, 300],  # a tenth is twice it
        [610, 590, 6050, 6120, 6400, 6000, 5800],  # a new size that stays
        [5, 3, 4, 50, 6, 4, 3],  # small counts jump by themselves
        [610, 60, 6050, 612, 64, 600, 5800],  # nothing steady around
        [610, 590, 6050],  # too few months
    ],
)
def test_what_may_be_so_is_no_jump(db: Database, values: list[int]) -> None:
    year_of(db, values)
    assert told(db) == []


def test_one_slip_that_shows_in_several_ways_is_one_finding(db: Database) -> None:
    values = [610, 590, 605, 6120, 640, 600]
    total = 0
    for number, value in enumerate(values, start=1):
        total += 612 if value == 6120 else value
        text(db, 2017, number, received(value), since_january(total, number))
    assert told(db) == [("cumulative-mismatch", "2017-04")]


def test_the_same_bulletin_in_another_form_is_named(db: Database) -> None:
    values = [row("省环保厅", [611, 563, 48, 515]), row("省民政厅", [132, 131, 1, 132])]
    first = bulletin(annexes=[annex([table(values)])], path="a.txt")
    other = replace(first.source, path="b.pdf", sha256="ab" * 32, format="pdf")
    keep(db, first)
    keep(db, replace(first, source=other))
    found = list(check_archive(db.conn))
    assert [(f.code, f.source, f.evidence["counted"]) for f in found] == [
        ("bulletin-duplicate", "b.pdf", "a.txt")
    ]


def _two_versions(db: Database, dates: tuple[str | None, str | None]) -> ArchiveFinding:
    def version(value: int, path: str) -> Bulletin:
        rows = [row("省环保厅", [value, 563, 48, 515]), row("省民政厅", [132, 131, 1, 132])]
        return bulletin(annexes=[annex([table(rows)])], path=path)

    keep(db, version(611, "first.txt"), dates[0])
    keep(db, version(617, "second.txt"), dates[1])
    (finding,) = check_archive(db.conn)
    return finding


def test_a_revision_lists_the_figures_that_changed(db: Database) -> None:
    finding = _two_versions(db, ("2017-04-05", "2017-04-09"))
    assert (finding.code, finding.source) == ("bulletin-revised", "first.txt")
    assert finding.evidence["changed"] == [
        {"annex": 3, "label": "省环保厅", "column": "收件总数", "values": [611, 617]}
    ]


def test_two_versions_of_which_neither_is_known_to_be_later_are_told(db: Database) -> None:
    assert _two_versions(db, (None, None)).code == "bulletin-twice"


def test_the_command_lists_what_only_several_bulletins_show(
    db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text(db, 2017, 2, received(14158))
    text(
        db,
        2017,
        3,
        received(23933, previous=14185, change=68.7, change_kind="relative", base="环比"),
    )
    close(db)
    assert run(["check", "--db", str(tmp_path / "archive.db"), "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (across,) = [finding for finding in found if finding["code"] == "earlier-mismatch"]
    assert across["severity"] == "error"
    assert (across["source"], across["period"]) == ("2017-03.txt", "2017-03")
    assert list(across) == list(found[-1])


def test_a_jump_that_the_rows_own_sum_bears_out_is_none(db: Database) -> None:
    for number, value in enumerate([610, 590, 605, 61, 640, 600, 580], start=1):
        rows = [row("省环保厅", [value, value - 5, 5], department=ENVIRONMENT)]
        keep(db, bulletin(month(2017, number), annexes=[annex([table(rows)])]))
    assert told(db) == []


def test_a_figure_that_its_own_annex_contradicts_is_not_told_again(db: Database) -> None:
    text(db, 2017, 2, received(100))
    within = Finding(
        code="prose-table-mismatch",
        message="the text says 843, annex 3 says 743",
        evidence={"measure": "received_total", "entity": None},
    )
    said = received(843, change=643.0, change_kind="relative", base="环比")
    keep(db, bulletin(month(2017, 3), facts=[said], findings=[within]))
    assert told(db) == []


def test_a_jump_of_the_text_that_a_table_bears_out_is_none(db: Database) -> None:
    for number, value in enumerate([610, 590, 605, 6120, 640, 600, 580], start=1):
        rows = [
            row("省环保厅", [value - 100], department=ENVIRONMENT),
            row("省民政厅", [100], department=CIVIL),
            row("合计", [value]),
        ]
        tables = [annex([table(rows)])]
        keep(db, bulletin(month(2017, number), annexes=tables, facts=[received(value)]))
    assert ("factor-ten", "2017-04") in told(db)  # the row of the department
    assert all(finding.evidence["entity"] == "省环保厅" for finding in check_archive(db.conn))


def test_a_month_that_is_printed_in_two_ways_hides_no_jump_of_another(db: Database) -> None:
    year_of(db, [610, 590, 605, 6120, 640, 600, 580, 615])
    other = bulletin(
        month(2017, 7), annexes=[annex([table([row("省环保厅", [585], department=ENVIRONMENT)])])]
    )
    keep(db, replace(other, source=replace(other.source, sha256="cd" * 32)))
    assert ("factor-ten", "2017-04") in told(db)


def test_the_month_before_in_brackets_is_not_held_against_the_year_before(db: Database) -> None:
    text(db, 2016, 3, received(3560))
    text(db, 2017, 2, received(2700))
    quote = "收件3650件(上月2700件),比去年同期{}2.5%"
    said = received(3650, previous=2700, change=2.5, change_kind="relative", base="同比")
    text(db, 2017, 3, replace(said, quote=quote.format("增长")))
    assert told(db) == []
    wrong = replace(said, change=-14.6, quote="收件3650件(上月2700件),比去年同期下降14.6%")
    text(db, 2017, 3, wrong)
    assert ("earlier-mismatch", "2017-03") in told(db)


def test_a_jump_that_the_bulletins_own_annex_tells_is_not_told_again(db: Database) -> None:
    for number, value in enumerate([112, 118, 121, 1115, 109, 117], start=1):
        made = bulletin(month(2017, number), annexes=(), facts=(received(value),))
        if value == 1115:
            said: dict[str, object] = {"measure": "received_total", "entity": None}
            own = Finding(code="prose-table-mismatch", message="", evidence=said)
            made = replace(made, findings=(own,))
        keep(db, made)
    assert told(db) == []
