from __future__ import annotations

from pathlib import Path

import pytest

from db import connect
from db.connect import ArchiveError, close, open_archive, open_for_reading
from db.load import Provenance, load
from tests.builders import bulletin

NEXT = connect.SCHEMA_VERSION + 1
STEP = """
ALTER TABLE bulletins ADD COLUMN pages INTEGER; -- Pages. | 页数。
CREATE TABLE pages ( -- A page. | 页。
  number INTEGER PRIMARY KEY -- Its number. | 页码。
) STRICT;
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    db = open_archive(path)
    load(db, bulletin(), Provenance(parser_version="1"))
    close(db)
    return path


def upgrade(monkeypatch: pytest.MonkeyPatch, step: str | None) -> None:
    monkeypatch.setattr(connect, "SCHEMA_VERSION", NEXT)
    monkeypatch.setattr(connect, "_migration", {NEXT: step}.get)


@pytest.mark.parametrize("opening", [open_archive, open_for_reading])
def test_an_older_archive_is_brought_up_to_date_when_it_is_opened(
    old: Path, monkeypatch: pytest.MonkeyPatch, opening: object
) -> None:
    upgrade(monkeypatch, STEP)
    opening(old)  # type: ignore[operator]
    connection = open_for_reading(old)
    assert connection.execute("PRAGMA user_version").fetchone() == (NEXT,)
    assert connection.execute("SELECT count(pages), count(*) FROM bulletins").fetchone() == (0, 1)
    assert connection.execute("SELECT label FROM observations LIMIT 1").fetchone() == ("合计",)
    described = "SELECT english FROM descriptions WHERE object = 'pages' AND \"column\" = 'number'"
    assert connection.execute(described).fetchone() == ("Its number.",)


def test_an_upgrade_that_fails_leaves_the_archive_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old.read_bytes()
    upgrade(monkeypatch, STEP + "INSERT INTO nowhere VALUES (1);")
    with pytest.raises(ArchiveError, match="nowhere"):
        open_archive(old)
    monkeypatch.undo()
    assert open_for_reading(old).execute("SELECT count(*) FROM bulletins").fetchone() == (1,)
    assert old.read_bytes() == before


def test_an_archive_that_is_too_old_is_refused_in_one_line(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch, None)
    with pytest.raises(ArchiveError, match="too old to upgrade; import the files") as refusal:
        open_archive(old)
    assert "\n" not in str(refusal.value)


def test_statements_are_split_at_their_end_and_not_within() -> None:
    script = (
        "-- a; b\nCREATE TABLE a (x -- one; two\n);\nCREATE TRIGGER t AFTER DELETE ON a BEGIN\n"
    )
    script += "  DELETE FROM a;\nEND;\n"
    assert len(list(connect._statements(script))) == 2
    with pytest.raises(ValueError, match="unfinished"):
        list(connect._statements("CREATE TABLE a ("))
