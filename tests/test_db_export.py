from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas
import pyarrow.dataset
import pytest
from frictionless import Package
from sqlite_utils import Database

from db.connect import open_archive
from db.export import export
from db.load import Provenance, load
from tests.builders import annex, bulletin, cell, fact, month, row, table


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path / "archive.db")
    provenance = Provenance(parser_version="1")
    texts = ['有"引号",逗号\n与换行', "第二段"]
    load(db, bulletin(paragraphs=texts, facts=[fact("visitors", 180000)]), provenance)
    values = [cell(0, 12.5, unit="%"), cell(1, True), cell(2, 7, status="ambiguous")]
    april = [annex([table([row("省环保厅", values)])], number=None)]
    load(db, bulletin(month(2018, 4), annexes=april), provenance)
    load(db, bulletin(month(None, 5), issuer=None), provenance)
    return db


def rows_of(db: Database, view: str) -> list[tuple[object, ...]]:
    return db.conn.execute(f"SELECT * FROM {view}").fetchall()


def test_the_package_is_valid_by_frictionless(db: Database, tmp_path: Path) -> None:
    written = export(tmp_path / "archive.db", tmp_path / "out")
    package = tmp_path / "out" / "datapackage.json"
    assert package in written
    report = Package(str(package)).validate()
    assert report.valid, report.flatten(["type", "title", "note"])
    assert report.stats["tasks"] == 4


def test_every_field_is_described_and_codes_are_listed(db: Database, tmp_path: Path) -> None:
    export(tmp_path / "archive.db", tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["description"]
        assert all(field["description"] for field in resource["schema"]["fields"])
    status = next(f for f in package["resources"][0]["schema"]["fields"] if f["name"] == "status")
    assert set(status["codes"]) == {"printed", "proven", "inferred", "ambiguous", "reviewed"}


def test_csv_holds_what_the_view_holds(db: Database, tmp_path: Path) -> None:
    export(tmp_path / "archive.db", tmp_path / "out")
    for name, view in (("observations", "observations"), ("passages", "passages")):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            held = list(csv.reader(stream))[1:]
        expected = [["" if v is None else str(v) for v in row] for row in rows_of(db, view)]
        assert held == expected


def test_parquet_gives_the_same_observations_back(db: Database, tmp_path: Path) -> None:
    export(tmp_path / "archive.db", tmp_path / "out")
    source = pyarrow.dataset.dataset(
        tmp_path / "out" / "parquet" / "observations", partitioning="hive"
    )
    columns = [column[1] for column in rows_of(db, "pragma_table_info('observations')")]
    held = sorted(map(repr, zip(*source.to_table(columns).to_pydict().values(), strict=True)))
    number = columns.index("value")
    expected = [
        (*row[:number], float(str(row[number])), *row[number + 1 :])
        for row in rows_of(db, "observations")
    ]
    assert held == sorted(map(repr, expected))
    years = {path.name for path in (tmp_path / "out" / "parquet").rglob("year=*")}
    assert years == {"year=2017", "year=2018", "year=__HIVE_DEFAULT_PARTITION__"}
    assert len(pandas.read_parquet(tmp_path / "out" / "parquet" / "passages")) == len(
        rows_of(db, "passages")
    )


def test_an_empty_archive_can_be_exported(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db")
    export(tmp_path / "archive.db", tmp_path / "out")
    assert Package(str(tmp_path / "out" / "datapackage.json")).validate().valid


def test_an_earlier_export_is_replaced_but_another_folder_is_not(
    db: Database, tmp_path: Path
) -> None:
    export(tmp_path / "archive.db", tmp_path / "out")
    (tmp_path / "out" / "old.csv").write_text("old")
    export(tmp_path / "archive.db", tmp_path / "out")
    assert not (tmp_path / "out" / "old.csv").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("precious")
    with pytest.raises(FileExistsError, match="other files"):
        export(tmp_path / "archive.db", mine)
    assert (mine / "thesis.txt").read_text() == "precious"


@pytest.mark.parametrize(("issuer", "year"), [(None, 2017), ("省中心", None), (None, None)])
def test_an_archive_that_knows_no_issuer_or_no_year_can_be_read_back(
    tmp_path: Path, issuer: str | None, year: int | None
) -> None:
    db = open_archive(tmp_path / "archive.db")
    load(db, bulletin(month(year, 3), issuer=issuer), Provenance(parser_version="1"))
    export(tmp_path / "archive.db", tmp_path / "out")
    frame = pandas.read_parquet(tmp_path / "out" / "parquet" / "observations")
    assert len(frame) == len(rows_of(db, "observations"))
    for column, value in (("issuer", issuer), ("year", year)):
        known = frame[column].dropna().astype(str)
        assert set(known) == ({str(value)} if value else set())
        assert len(known) == (len(frame) if value else 0)
