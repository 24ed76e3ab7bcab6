from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from db.connect import open_archive
from db.load import Provenance, load
from db.numbers import Subject, numbers
from tests.builders import bulletin


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path / "archive.db")
    load(db, bulletin(), Provenance(parser_version="1"))
    return db


def plans(db: Database, subject: Subject, issuer: str | None) -> list[str]:
    """The plans of the queries that a series runs."""
    queries: list[str] = []
    db.conn.set_trace_callback(queries.append)
    list(numbers(db.conn, "received_total", subject, issuer=issuer))
    db.conn.set_trace_callback(None)
    return [
        line[3]
        for query in queries
        for line in db.conn.execute(f"EXPLAIN QUERY PLAN {query}")
        if "json_each" not in line[3] and not line[3].startswith(("CREATE", "LIST", "USE TEMP"))
    ]


@pytest.mark.parametrize("issuer", [None, "中心"])
@pytest.mark.parametrize("subject", [Subject(id="js-env"), Subject(label="省环保厅"), Subject()])
def test_a_series_is_found_through_indexes(
    db: Database, subject: Subject, issuer: str | None
) -> None:
    scans = [line for line in plans(db, subject, issuer) if line.startswith("SCAN ")]
    allowed = ("SCAN table_rows USING", "SCAN bulletins USING", "SCAN departments")
    assert [line for line in scans if not line.startswith(allowed)] == []


@pytest.mark.parametrize("issuer", [None, "中心"])
def test_a_row_meets_its_one_cell_of_a_measure_without_reading_the_others(
    db: Database, issuer: str | None
) -> None:
    found = plans(db, Subject(id="js-env"), issuer)
    column = "SEARCH table_columns USING INDEX table_columns_measure (measure=? AND table_id=?)"
    cell = "SEARCH cells USING INDEX cells_column (column_id=? AND row_id=?)"
    rows = "table_rows USING INDEX table_rows_department (department_id=?"
    assert column in found
    assert found.index(cell) == found.index(column) + 1
    assert any(rows in line for line in found)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM observations WHERE department_id = 'x'",
        "SELECT * FROM observations WHERE label = 'x' AND measure = 'received_total'",
        "SELECT * FROM observations WHERE bulletin_id = 'x'",
        "SELECT * FROM observations WHERE period = '2017-03' AND department_id = 'x'",
        "SELECT * FROM bulletin_list WHERE period = '2017-03'",
        "SELECT * FROM finding_list WHERE code = 'truncated'",
        "SELECT * FROM finding_list WHERE bulletin_id = 'x'",
        "SELECT * FROM passages WHERE bulletin_id = 'x'",
    ],
)
def test_the_views_are_asked_through_indexes(db: Database, query: str) -> None:
    plan = [line[3] for line in db.conn.execute(f"EXPLAIN QUERY PLAN {query}")]
    # The view itself is read to the end; what counts is how its rows are found.
    scans = [line for line in plan if line.startswith("SCAN ") and line != "SCAN observations"]
    assert [line for line in scans if " USING " not in line] == []
