from __future__ import annotations

import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from db.connect import ArchiveError, close, open_archive, open_for_reading
from db.load import Provenance, load
from parser.finding import Finding
from tests.builders import (
    annex,
    bulletin,
    cell,
    fact,
    month,
    row,
    table,
)

VIEWS = {
    "observations": (
        "bulletin_id issuer period annex department_id department label measure column_path value"
        " unit status probability source locator"
    ),
    "bulletin_list": "bulletin_id issuer title period year_source source sha256 cells findings",
    "finding_list": "bulletin_id period code severity message locator",
    "passages": "bulletin_id period section text locator",
}
FIRST = Provenance(parser_version="1")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_archive(tmp_path / "archive.db")


def rows_of(db: Database, query: str) -> list[tuple[object, ...]]:
    return db.conn.execute(query).fetchall()


def content(db: Database) -> list[list[tuple[object, ...]]]:
    return [sorted(rows_of(db, f"SELECT * FROM {view}"), key=repr) for view in VIEWS]


@pytest.mark.parametrize("view", VIEWS)
def test_views_have_exactly_the_promised_columns(db: Database, view: str) -> None:
    columns = [column[1] for column in rows_of(db, f"PRAGMA table_info({view})")]
    assert columns == VIEWS[view].split()


def test_every_table_view_and_column_has_a_description_in_both_languages(db: Database) -> None:
    described = {
        (name, column): (english, chinese)
        for name, column, english, chinese in rows_of(db, "SELECT * FROM descriptions")
    }
    names = rows_of(
        db,
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT LIKE 'paragraphs_fts%' AND name NOT LIKE 'sqlite_%'",
    )
    expected = {(str(name), "") for (name,) in names}
    for (name,) in names:
        expected |= {
            (str(name), str(column[1])) for column in rows_of(db, f'PRAGMA table_info("{name}")')
        }
    assert set(described) == expected
    assert all(english and chinese for english, chinese in described.values())


def test_every_table_is_strict_and_every_foreign_key_has_an_index(db: Database) -> None:
    tables = rows_of(
        db,
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%'",
    )
    assert [name for name, strict in tables if not strict] == []
    for name, _ in tables:
        leading = {
            rows_of(db, f'PRAGMA index_info("{index[1]}")')[0][2]
            for index in rows_of(db, f'PRAGMA index_list("{name}")')
        }
        for key in rows_of(db, f'PRAGMA foreign_key_list("{name}")'):
            assert key[3] in leading, f"{name}.{key[3]} has no index"


def test_a_bulletin_is_found_whole_in_the_views(db: Database) -> None:
    assert load(db, bulletin(facts=[fact("visitors", 180000, unit="人次")]), FIRST) == "imported"
    assert rows_of(db, "SELECT issuer, title, period, cells, findings FROM bulletin_list") == [
        ("省政务服务中心", "运行情况通报", "2017-03", 12, 1)
    ]
    assert rows_of(
        db,
        "SELECT annex, department, label, column_path, value, unit, status, locator"
        " FROM observations WHERE department_id = 'js-env' AND measure = 'completed_total'",
    ) == [
        (
            3,
            "江苏省环境保护厅",
            "省环保厅",
            "办结总数",
            515,
            "件",
            "printed",
            '{"line":12,"cell":6}',
        )
    ]
    assert rows_of(db, "SELECT measure, value, annex FROM observations WHERE annex IS NULL") == [
        ("visitors", 180000, None)
    ]
    assert rows_of(db, "SELECT code, severity FROM finding_list") == [("share-mismatch", "error")]
    texts = [text for (text,) in rows_of(db, "SELECT text FROM passages")]
    assert texts == [p.text for _, p in bulletin().passages()]


def test_the_same_file_is_loaded_once(db: Database) -> None:
    load(db, bulletin(), FIRST)
    before = content(db)
    assert load(db, bulletin(), FIRST) == "unchanged"
    assert content(db) == before


def test_a_new_parser_version_or_other_options_replace_what_was_read(db: Database) -> None:
    load(db, bulletin(), FIRST)
    wiser = replace(bulletin(), findings=(Finding(code="truncated", message="cut off"),))
    assert load(db, wiser, replace(FIRST, parser_version="2")) == "replaced"
    assert rows_of(db, "SELECT code FROM finding_list") == [("truncated",)]
    assert load(db, wiser, replace(FIRST, parser_version="2", options={"year": 2018})) == "replaced"
    assert rows_of(db, "SELECT count(*) FROM bulletin_list") == [(1,)]
    assert rows_of(db, "SELECT count(*) FROM passages") == rows_of(
        db, "SELECT count(*) FROM paragraphs_fts"
    )


def test_deleting_a_bulletin_leaves_nothing_of_it(db: Database) -> None:
    load(db, bulletin(facts=[fact("visitors", 1)]), FIRST)
    db.conn.execute("DELETE FROM bulletins")
    kept = {"meta", "descriptions", "codes", "departments"}
    for (name,) in rows_of(db, "SELECT name FROM pragma_table_list WHERE schema = 'main'"):
        if name not in kept and not str(name).startswith(("sqlite_", "paragraphs_fts_")):
            assert rows_of(db, f'SELECT count(*) FROM "{name}"') == [(0,)], name


def test_a_failure_in_the_middle_of_a_load_leaves_what_was_there(db: Database) -> None:
    load(db, bulletin(), FIRST)
    before = content(db)
    broken = bulletin(month(2017, 4), annexes=[annex([table([row("合计", [cell(9, 1)])])])])
    with pytest.raises(sqlite3.IntegrityError):
        load(db, broken, FIRST)
    assert content(db) == before


def test_numbers_keep_their_type_and_a_tick_is_told_from_a_one(db: Database) -> None:
    cells = [cell(0, 14), cell(1, 12.5, unit="%"), cell(2, True), cell(3, None, raw="无数据")]
    load(db, bulletin(annexes=[annex([table([row("省环保厅", cells)])])]), FIRST)
    assert rows_of(db, "SELECT value, typeof(value), unit FROM observations ORDER BY rowid") == [
        (14, "integer", None),
        (12.5, "real", "%"),
        (1, "integer", "√"),
    ]
    assert rows_of(db, "SELECT raw FROM cells WHERE value IS NULL") == [("无数据",)]


def test_candidates_of_a_doubtful_cell_are_kept_in_order(db: Database) -> None:
    doubtful = cell(1, 5, status="ambiguous", basis=("order",), probability=0.4, candidates=(1, 0))
    load(db, bulletin(annexes=[annex([table([row("省环保厅", [doubtful])])])]), FIRST)
    assert rows_of(
        db, "SELECT rank, path FROM cell_candidates JOIN table_columns USING (column_id) ORDER BY 1"
    ) == [(0, "其中/大厅受理"), (1, "收件总数")]
    assert rows_of(db, "SELECT status, probability FROM observations") == [("ambiguous", 0.4)]


def test_a_bulletin_without_year_has_no_period(db: Database) -> None:
    load(db, bulletin(month(None, 3)), FIRST)
    assert rows_of(db, "SELECT period, year_source FROM bulletin_list") == [(None, None)]


def test_the_shadow_text_gives_the_text_back(db: Database) -> None:
    load(db, bulletin(), FIRST)
    assert (
        rows_of(
            db,
            "SELECT text FROM paragraphs"
            " EXCEPT SELECT replace(text, char(31), '') FROM paragraphs_fts",
        )
        == []
    )


def test_a_file_met_under_two_names_is_one_bulletin_with_two_sources(db: Database) -> None:
    load(db, bulletin(path="b.txt"), FIRST)
    assert load(db, bulletin(path="a.txt"), FIRST) == "unchanged"
    assert rows_of(db, "SELECT source FROM bulletin_list") == [("a.txt",)]
    assert rows_of(db, "SELECT path FROM sources ORDER BY path") == [("a.txt",), ("b.txt",)]


def test_plain_sqlite3_opens_the_file_and_reads_the_views(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    db = open_archive(path)
    load(db, bulletin(), FIRST)
    close(db)
    assert [file.name for file in tmp_path.iterdir()] == ["archive.db"]
    for view in VIEWS:
        done = subprocess.run(
            ["sqlite3", str(path), f"SELECT count(*) FROM {view}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert int(done.stdout) > 0
    done = subprocess.run(
        [
            "sqlite3",
            str(path),
            "SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH '\"公 安\"'",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "4"


def test_what_is_opened_for_reading_cannot_be_written(tmp_path: Path) -> None:
    close(open_archive(tmp_path / "archive.db"))
    db = open_for_reading(tmp_path / "archive.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM bulletins")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a database at all" * 99, "is no archive"), (None, "no such archive")],
)
def test_what_is_no_archive_is_refused_in_one_line(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "archive.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArchiveError, match=words) as refusal:
        open_for_reading(path)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith(str(path))


def test_another_database_is_not_taken_for_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    for opening in (open_for_reading, open_archive):
        with pytest.raises(ArchiveError, match="no archive of tongbao"):
            opening(path)
    assert path.read_bytes().count(b"bulletins") == 0


def test_an_archive_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    db = open_archive(path)
    db.conn.execute("PRAGMA user_version = 999")
    close(db)
    with pytest.raises(ArchiveError, match="upgrade tongbao"):
        open_for_reading(path)


def test_headings_and_rows_are_passages_too(db: Database) -> None:
    load(db, bulletin(), FIRST)
    assert rows_of(db, "SELECT text FROM passages WHERE section = '进驻部门办件统计表'")[0] == (
        "附件3",
    )


def test_a_number_too_large_for_the_file_is_rounded_and_its_print_kept(db: Database) -> None:
    cells = [cell(0, 10**30), cell(1, -(2**63)), cell(2, 2**63 - 1)]
    load(db, bulletin(annexes=[annex([table([row("合计", cells)])])]), FIRST)
    assert rows_of(db, "SELECT raw, typeof(value) FROM cells ORDER BY position") == [
        (str(10**30), "real"),
        (str(-(2**63)), "real"),
        (str(2**63 - 1), "integer"),
    ]
