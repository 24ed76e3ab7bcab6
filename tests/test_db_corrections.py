from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from db.connect import open_archive, open_for_reading
from db.correcting import (
    TODO_COLUMNS,
    Correction,
    CorrectionError,
    read_corrections,
    todo,
)
from db.corrections import Applied, correct
from db.load import Provenance, bulletin_id, load
from db.numbers import Subject
from db.series import series
from parser.bulletin import Bulletin
from parser.table import Cell
from tests.builders import ENVIRONMENT, annex, bulletin, cell, row, table

FIRST = Provenance(parser_version="1")
SECOND = Provenance(parser_version="2")
HEADER = "bulletin,annex,row,column,raw,value,move_to,reason,who,when\n"


def doubtful(column: int, value: int, *candidates: int) -> Cell:
    return cell(
        column,
        value,
        status="ambiguous",
        basis=("order",),
        probability=0.5,
        candidates=(column, *candidates),
    )


def with_cells(*cells: Cell) -> Bulletin:
    rows = [row("省环保厅", list(cells), department=ENVIRONMENT)]
    made = bulletin(annexes=[annex([table(rows)])])
    # A new parser reads the same file: the content, and so the SHA-256, stays.
    return replace(made, source=replace(made.source, sha256="ab" * 32))


MADE = with_cells(cell(0, 60), doubtful(1, 48, 2))


def correction(**changes: str) -> Correction:
    given = {
        "bulletin": "ab" * 8,
        "annex": "3",
        "row": "省环保厅",
        "column": "其中/大厅受理",
        "raw": "48",
        "value": "",
        "move_to": "其中/网上申报",
        "reason": "see the scan",
        "who": "Li",
        "when": "2024-01-31",
    }
    return Correction(**{**given, **changes})


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path / "archive.db")
    load(db, MADE, FIRST)
    return db


def cells(db: Database) -> list[tuple[object, ...]]:
    return db.conn.execute(
        "SELECT column_path, value, status, probability FROM observations ORDER BY value"
    ).fetchall()


BEFORE = [("其中/大厅受理", 48, "ambiguous", 0.5), ("收件总数", 60, "printed", 1.0)]
AFTER = [("其中/网上申报", 48, "reviewed", 1.0), ("收件总数", 60, "printed", 1.0)]


def state(results: tuple[Applied, ...]) -> list[str]:
    return [result.state for result in results]


def test_a_moved_value_is_reviewed_and_what_it_replaced_is_kept(db: Database) -> None:
    assert cells(db) == BEFORE
    assert state(correct(db, [correction()])) == ["applied"]
    assert cells(db) == AFTER
    (replaced,) = db.conn.execute("SELECT replaced FROM corrections").fetchone()
    assert '"status": "ambiguous"' in replaced
    (point,) = series(db.conn, "received_online", [Subject(id="js-env")]).points
    assert (point.value, point.status) == (48, "reviewed")


def test_a_correction_survives_a_new_reading(db: Database) -> None:
    correct(db, [correction()])
    assert load(db, MADE, SECOND) == "replaced"
    assert cells(db) == AFTER


def test_a_correction_given_before_the_bulletin_waits_for_it(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "new.db")
    assert state(correct(db, [correction()])) == ["waiting"]
    load(db, MADE, FIRST)
    assert cells(db) == AFTER


def test_a_correction_whose_target_has_changed_is_reported_and_not_applied(db: Database) -> None:
    correct(db, [correction()])
    wiser = with_cells(cell(0, 60), cell(2, 48, status="proven"))
    load(db, wiser, SECOND)
    assert cells(db)[0] == ("其中/网上申报", 48, "proven", 1.0)
    assert db.conn.execute("SELECT state FROM corrections").fetchone() == ("changed",)
    (result,) = correct(db, [correction()])
    assert (result.state, result.detail) == ("changed", "no such value there now")


def test_a_correction_without_raw_is_bound_to_what_the_person_saw(db: Database) -> None:
    assert state(correct(db, [correction(raw="", move_to="", value="49")])) == ["applied"]
    assert cells(db)[0] == ("其中/大厅受理", 49, "reviewed", 1.0)
    load(db, with_cells(cell(0, 60), doubtful(1, 84, 2)), SECOND)
    assert cells(db)[-1] == ("其中/大厅受理", 84, "ambiguous", 0.5)


def test_correcting_twice_keeps_the_last_word_and_the_parsers_first(db: Database) -> None:
    correct(db, [correction()])
    correct(db, [correction()])
    assert cells(db) == AFTER
    correct(db, [correction(move_to="", value="47")])
    assert cells(db)[0] == ("其中/大厅受理", 47, "reviewed", 1.0)
    assert db.conn.execute("SELECT count(*) FROM corrections").fetchone() == (1,)
    correct(db, [correction(move_to="nonsense")])
    assert cells(db) == BEFORE
    assert db.conn.execute("SELECT count(*) FROM cell_candidates").fetchone() == (2,)


def test_two_corrections_may_swap_two_values(db: Database) -> None:
    load(db, with_cells(doubtful(1, 5, 2), doubtful(2, 6, 1)), SECOND)
    swap = [
        correction(raw="5", move_to="其中/网上申报"),
        correction(raw="6", column="其中/网上申报", move_to="其中/大厅受理"),
    ]
    assert state(correct(db, swap)) == ["applied", "applied"]
    assert [(path, value) for path, value, _, _ in cells(db)] == [
        ("其中/网上申报", 5),
        ("其中/大厅受理", 6),
    ]


def test_two_corrections_cannot_claim_the_same_place(db: Database) -> None:
    both = [correction(), correction(column="收件总数", raw="60")]
    assert state(correct(db, both)) == ["applied", "changed"]


def test_a_file_name_serves_in_place_of_the_identifier(db: Database) -> None:
    (result,) = correct(db, [correction(bulletin="2017-03.txt")])
    assert (result.state, result.correction.bulletin) == ("applied", bulletin_id("ab" * 32))
    with pytest.raises(CorrectionError, match="no bulletin of this file name"):
        correct(db, [correction(bulletin="other.txt")])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",3,省环保厅,a,,1,,r,w,2024-01-31", "line 2: bulletin must be filled"),
        ("b,3,省环保厅,a,,1,,,w,2024-01-31", "reason must be filled"),
        ("b,3,省环保厅,a,,one,,r,w,2024-01-31", "'one' is no number"),
        ("b,3,省环保厅,a,,1,,r,w,31.1.2024", "when '31.1.2024'"),
        ("b,3,省环保厅,a,,,a,r,w,2024-01-31", "move_to is the column itself"),
    ],
)
def test_a_wrong_line_refuses_the_whole_file(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text(f"{HEADER}{line}\nb,3,x,a,,1,,r,w,2024-01-31\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match=words):
        read_corrections(path)


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text("bulletin,row\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="has no column annex, column, reason, who, when"):
        read_corrections(path)


def test_what_needs_a_look_comes_in_the_order_of_what_a_look_settles(
    db: Database, tmp_path: Path
) -> None:
    rows = [
        row("甲", [doubtful(0, 1, 1)]),
        row("乙", [doubtful(0, 2, 1, 2, 3), doubtful(1, 3, 2)]),
        row("丙", [cell(0, 4)]),
    ]
    load(db, bulletin(annexes=[annex([table(rows)])]), FIRST)
    listed = [dict(zip(TODO_COLUMNS, line, strict=True)) for line in todo(db.conn)]
    found = [(line["row"], line["raw"], line["settles"]) for line in listed]
    assert found[:2] == [("乙", "2", 3.0), ("乙", "3", 3.0)]
    assert sorted(found[2:]) == [("甲", "1", 1.0), ("省环保厅", "48", 1.0)]
    assert listed[0]["candidates"] == "收件总数 | 其中/大厅受理 | 其中/网上申报 | 办结总数"


def test_the_todo_list_filled_in_is_a_file_of_corrections(db: Database, tmp_path: Path) -> None:
    (line,) = [dict(zip(TODO_COLUMNS, line, strict=True)) for line in todo(db.conn)]
    line |= {"move_to": "其中/网上申报", "reason": "r", "who": "w", "when": "2024-01-31"}
    stream = io.StringIO()
    writer = csv.DictWriter(stream, TODO_COLUMNS)
    writer.writeheader()
    writer.writerow(line)
    path = tmp_path / "todo.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    assert state(correct(db, read_corrections(path))) == ["applied"]
    assert cells(db) == AFTER
    assert list(todo(open_for_reading(tmp_path / "archive.db"))) == []
