"""What is left when an import is killed, the disk is full or the archive is not writable."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.connect import ArchiveError, close, explained, open_archive, open_for_reading
from db.load import Provenance, load
from parser.bulletin import Period
from tests.builders import bulletin, month
from tongbao.cli import run

PROVENANCE = Provenance(parser_version="1")

LOADER = """
import sys
from pathlib import Path
from db.connect import open_archive
from db.load import Provenance, load
from tests.builders import bulletin, month

db = open_archive(Path(sys.argv[1]))
print("ready", flush=True)
for year in range(1950, 2050):
    for number in range(1, 13):
        texts = [f"{year}年{number}月第{n}段" for n in range(40)]
        load(db, bulletin(month(year, number), paragraphs=texts), Provenance(parser_version="1"))
"""


def load_explained(path: Path, *periods: Period) -> None:
    with explained(path):
        db = open_archive(path)
        try:
            for period in periods:
                load(db, bulletin(period), PROVENANCE)
        finally:
            close(db)


def whole(path: Path) -> int:
    """Check that the archive holds whole bulletins only and return how many."""
    connection = open_for_reading(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("SELECT count(*) FROM paragraphs_fts WHERE paragraphs_fts MATCH '月'")
    counts = connection.execute(
        "SELECT cells, findings, (SELECT count(*) FROM passages p"
        " WHERE p.bulletin_id = b.bulletin_id) FROM bulletin_list b GROUP BY 1, 2, 3"
    ).fetchall()
    assert counts in ([], [(12, 1, 47)])
    shadows = connection.execute("SELECT count(*) FROM paragraphs_fts").fetchone()
    assert shadows == connection.execute("SELECT count(*) FROM paragraphs").fetchone()
    count: int = connection.execute("SELECT count(*) FROM bulletins").fetchone()[0]
    connection.close()
    return count


@pytest.mark.slow
def test_killed_at_any_moment_the_archive_holds_whole_bulletins_only(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    chance = random.Random(20170607)
    held = 0
    for _ in range(int(os.environ.get("TONGBAO_KILLS", "5"))):
        with subprocess.Popen(
            [sys.executable, "-c", LOADER, str(path)], stdout=subprocess.PIPE
        ) as loader:
            assert loader.stdout is not None
            loader.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.4))
            loader.send_signal(signal.SIGKILL)
        now = whole(path)
        assert now >= held
        held = now
    assert held > 0


def test_a_file_that_is_being_written_can_be_read_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    db = open_archive(path)
    load(db, bulletin(), PROVENANCE)
    with db.atomic():
        db.conn.execute("DELETE FROM bulletins")
        reader = open_for_reading(path)
        assert reader.execute("SELECT count(*) FROM bulletin_list").fetchone() == (1,)
        reader.close()


def test_two_loaders_at_once_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    code = LOADER.replace("range(1950, 2050)", "range(2000, 2003)")
    loaders = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [loader.wait(timeout=300) for loader in loaders] == [0, 0]
    assert whole(path) == 36


def test_a_locked_archive_ends_in_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "archive.db"
    close(open_archive(path))
    monkeypatch.setattr("db.connect._BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ArchiveError, match="being written by another program"):
        load_explained(path, month(2017, 3))
    other.close()


def test_a_damaged_archive_ends_in_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "archive.db"
    db = open_archive(path)
    for number in range(1, 13):
        load(db, bulletin(month(2017, number)), PROVENANCE)
    close(db)
    content = bytearray(path.read_bytes())
    content[8192:] = random.Random(1).randbytes(len(content) - 8192)
    path.write_bytes(bytes(content))
    assert run(["search", "公安", "--db", str(path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "damaged" in told.err


@pytest.mark.skipif(shutil.which("mount") is None or os.geteuid() != 0, reason="needs to mount")
def test_a_full_disk_ends_in_one_clear_line_and_loses_nothing(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        path = small / "archive.db"
        periods = [month(year, number) for year in range(1950, 2050) for number in range(1, 13)]
        with pytest.raises(ArchiveError, match=r"disk is full|disk error"):
            load_explained(path, *periods)
        copy = tmp_path / "copy.db"
        for end in ("", "-wal"):
            if (small / f"archive.db{end}").exists():
                shutil.copy(small / f"archive.db{end}", f"{copy}{end}")
        connection = sqlite3.connect(copy)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (loaded,) = connection.execute("SELECT count(*) FROM bulletin_list").fetchone()
        whole_ones = "SELECT count(*) FROM bulletin_list WHERE cells = 12 AND findings = 1"
        assert connection.execute(whole_ones).fetchone() == (loaded,)
        assert 0 < loaded < len(periods)
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_archive_without_the_right_to_write_ends_in_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    close(open_archive(path))
    path.chmod(0o444)
    with pytest.raises(ArchiveError, match="read-only"):
        open_archive(path)


@pytest.mark.parametrize("damage", ["cut", "head", "pages", "text"])
@pytest.mark.parametrize("asked", ["search", "series", "check", "correct"])
def test_whatever_is_damaged_it_is_one_clear_line_or_the_right_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str, asked: str
) -> None:
    path = tmp_path / "archive.db"
    db = open_archive(path)
    for number in range(1, 13):
        load(db, bulletin(month(2017, number)), PROVENANCE)
    close(db)
    content = bytearray(path.read_bytes())
    match damage:
        case "cut":
            content = content[: len(content) // 2]
        case "head":
            content[:100] = bytes(100)
        case "pages":
            chance = random.Random(7)
            for page in chance.sample(range(2, len(content) // 4096), 12):
                content[page * 4096 : (page + 1) * 4096] = chance.randbytes(4096)
        case _:
            content = bytearray("这不是数据库\n".encode() * 100)
    path.write_bytes(bytes(content))
    commands = {
        "search": ["search", "公安"],
        "series": ["series", "--measure", "received_total"],
        "check": ["check"],
        "correct": ["correct", "--todo"],
    }
    status = run([*commands[asked], "--db", str(path)])
    told = capsys.readouterr().err
    assert status in (0, 1)
    if status == 1:
        assert told.count("\n") == 1
        assert "damaged" in told or "is no archive" in told or "disk" in told
