from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from db.connect import SCHEMA_VERSION, ArchiveError, close, open_archive, open_for_reading
from db.corrections import apply_corrections
from db.load import Provenance, load
from db.numbers import Subject
from db.search import search
from db.series import series
from tests.builders import bulletin, fact, month

KEPT = Path(__file__).parent / "fixtures" / "archive" / "first-schema.db.gz"
"""An archive of two bulletins as the first version of the schema had it."""
FIRST, SECOND = Provenance(parser_version="0.1"), Provenance(parser_version="0.2")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(KEPT.read_bytes()))
    return path


def schema_of(db: Database | sqlite3.Connection) -> set[tuple[str, str, tuple[str, ...]]]:
    connection = db if isinstance(db, sqlite3.Connection) else db.conn
    found = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        (kind, name, tuple(r[1] for r in connection.execute(f'PRAGMA table_info("{name}")')))
        for kind, name in found
    }


def test_an_archive_of_the_first_schema_opens_as_one_of_today(old: Path, tmp_path: Path) -> None:
    before = sqlite3.connect(old)
    assert before.execute("PRAGMA user_version").fetchone() == (1,)
    assert "fingerprint" in {r[1] for r in before.execute("PRAGMA table_info(bulletins)")}
    cells = before.execute("SELECT * FROM cells ORDER BY 1").fetchall()
    before.close()
    connection = open_for_reading(old)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    fresh = open_archive(tmp_path / "new.db")
    assert schema_of(connection) == schema_of(fresh)
    assert connection.execute("SELECT * FROM cells ORDER BY 1").fetchall() == cells
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_everything_in_it_is_found_as_before(old: Path) -> None:
    connection = open_for_reading(old)
    found = series(connection, "received_total", [Subject(id="js-env")]).points
    assert [(point.period, point.value) for point in found] == [("2017-02", 611), ("2017-03", 611)]
    assert [hit.period for hit in search(connection, "在线申办")] == ["2017-03", "2017-02"]
    held = connection.execute(
        "SELECT DISTINCT path, header FROM table_columns WHERE path LIKE '%/%' ORDER BY 1"
    ).fetchall()
    assert held == [
        ("其中/大厅受理", '["其中","大厅受理"]'),
        ("其中/网上申报", '["其中","网上申报"]'),
    ]
    words = connection.execute(
        "SELECT chinese FROM descriptions WHERE object = 'table_rows' AND \"column\" = 'cut'"
    ).fetchone()
    assert words == ("文件在该行中断则为 1。",)


def test_it_can_be_written_again_and_its_corrections_still_stand(old: Path) -> None:
    db = open_archive(old)
    assert load(db, bulletin(month(2017, 4)), Provenance(parser_version="0.2")) == "imported"
    (identifier,) = db.conn.execute("SELECT bulletin FROM corrections").fetchone()
    (applied,) = apply_corrections(db.conn, identifier)
    assert (applied.state, applied.detail) == ("applied", "611 -> 617")
    db.conn.execute("DELETE FROM bulletins")
    assert db.conn.execute("SELECT count(*) FROM cells").fetchone() == (0,)
    assert db.conn.execute("SELECT count(*) FROM paragraphs_fts").fetchone() == (0,)
    close(db)


def test_what_cannot_be_told_from_an_old_archive_is_refused_and_nothing_changes(
    old: Path,
) -> None:
    connection = sqlite3.connect(old)
    connection.execute("DROP VIEW observations")
    connection.execute("DROP VIEW bulletin_list")
    connection.execute("ALTER TABLE bulletins DROP COLUMN reader")
    connection.commit()
    connection.close()
    before = old.read_bytes()
    with pytest.raises(ArchiveError, match=r"too old to upgrade \(its table bulletins has no"):
        open_archive(old)
    assert old.read_bytes() == before


SINCE_FOUR = ("label", "whole", "status", "basis", "doubts", "probability")


def test_numbers_of_an_archive_without_statuses_are_ambiguous_until_read_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "three.db"
    told = fact("received_total", 800, period="2017-04")
    db = open_archive(path)
    assert load(db, bulletin(month(2017, 4), annexes=(), facts=[told]), FIRST) == "imported"
    columns = [r[1] for r in db.conn.execute("PRAGMA table_info(facts)")]
    kept = ", ".join(column for column in columns if column not in SINCE_FOUR)
    for (view,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        db.conn.execute(f"DROP VIEW {view}")
    db.conn.execute(f"CREATE TABLE three AS SELECT {kept} FROM facts")
    db.conn.execute("DROP TABLE facts")
    db.conn.execute("ALTER TABLE three RENAME TO facts")
    db.conn.execute("CREATE INDEX facts_measure ON facts (measure, entity)")
    db.conn.execute("PRAGMA user_version = 3")
    close(db)
    connection = open_for_reading(path)
    assert [r[1] for r in connection.execute("PRAGMA table_info(facts)")] == columns
    found = connection.execute("SELECT value, period, status, basis, label FROM facts").fetchall()
    assert found == [(800, "2017-04", "ambiguous", "[]", None)]
    assert series(connection, "received_total").counts == {"doubtful": 1}
    meaning = "SELECT chinese FROM codes WHERE list = 'fact_doubt' AND code = 'rivals'"
    assert connection.execute(meaning).fetchone() == ("原文就同一事项另有数字",)
    again = open_archive(path)
    assert load(again, bulletin(month(2017, 4), annexes=(), facts=[told]), SECOND) == "replaced"
    assert [p.value for p in series(again.conn, "received_total").points] == [800]
