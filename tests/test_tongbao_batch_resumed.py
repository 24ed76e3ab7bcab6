"""An import of some hundred files that is killed again and again, and one that is not."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.generate import bulletin as draw
from corpus.generate import issuer
from corpus.printed import printed_bulletin
from corpus.render import render_collapsed_text, render_kept_text
from db.connect import ArchiveError, close, explained, open_archive
from db.load import Provenance, load
from db.second_pass import second_pass
from parser.pipeline import parse
from tests.test_db_second_pass import dump
from tests.test_tongbao_batch import views

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
ISSUERS, MONTHS = 5, 48


def written(folder: Path, issuers: int, months: int) -> Path:
    """Write text bulletins of several issuers; every third has lost its blanks."""
    folder.mkdir()
    for number in range(issuers):
        source = issuer(number, departments=4)
        for month in range(months):
            printed = printed_bulletin(draw(source, month, families=("counter-online-mail",)))
            render = render_kept_text if month % 3 else render_collapsed_text
            path = folder / f"{number}-{month:02d}.txt"
            path.write_text(f"{render(printed)}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("resumed") / "files", ISSUERS, MONTHS)


def importing(folder: Path, archive: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tongbao", "import", str(folder), "--db", str(archive)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def held(archive: Path) -> tuple[int, int]:
    """How many bulletins are in the archive, and how many have been compared with others."""
    if not archive.exists():
        return 0, 0
    connection = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    try:
        counts: tuple[int, int] = connection.execute(
            "SELECT (SELECT count(*) FROM bulletins), (SELECT count(*) FROM placements)"
        ).fetchone()
    except sqlite3.OperationalError:  # not made yet
        return 0, 0
    finally:
        connection.close()
    return counts


def children(pid: int) -> set[int]:
    """The processes that descend from one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found, size = {pid}, 0
    while len(found) > size:
        size = len(found)
        found |= {one for one, parent in parents.items() if parent in found}
    return found - {pid}


def wait_until(condition: object, seconds: float = 240.0) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_killed_while_it_reads_and_while_it_compares_it_ends_as_if_it_had_not_been(
    folder: Path, tmp_path: Path
) -> None:
    count = ISSUERS * MONTHS
    cut, whole = tmp_path / "cut.db", tmp_path / "whole.db"
    chance = random.Random(20170607)
    bulletins = [chance.randrange(10, 90), chance.randrange(120, 220)]
    moments = [*((number, 0) for number in bulletins), (count, 1), (count, 40)]
    for moment in moments:
        process = importing(folder, cut)
        wait_until(lambda m=moment, p=process: held(cut) >= m or p.poll() is not None)
        workers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        wait_until(lambda w=workers: not any(Path(f"/proc/{pid}").exists() for pid in w))
        assert held(cut) < (count, ISSUERS * MONTHS // 3)
    out, _ = importing(folder, cut).communicate(timeout=600)
    assert out.splitlines()[0] == f"0 imported, {count} unchanged, 0 replaced, 0 failed"

    out, _ = importing(folder, whole).communicate(timeout=600)
    assert out.splitlines()[0] == f"{count} imported, 0 unchanged, 0 replaced, 0 failed"
    assert dump(cut) == dump(whole)
    archives = [open_archive(path) for path in (cut, whole)]
    assert views(archives[0]) == views(archives[1])
    for db in archives:
        assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        close(db)


def compare_months(path: Path) -> None:
    with explained(path):
        db = open_archive(path)
        try:
            second_pass(db)
        finally:
            close(db)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    small = tmp_path / "small"
    small.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("needs to mount")
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield small
    subprocess.run(["umount", str(small)], check=True)


def test_a_disk_that_fills_while_months_are_compared_costs_nothing_that_was_stored(
    small_disk: Path, tmp_path: Path
) -> None:
    files = sorted(written(tmp_path / "files", 1, 9).iterdir())
    paths = small_disk / "archive.db", tmp_path / "whole.db"
    for path in paths:
        db = open_archive(path)
        for file in files:
            load(db, parse(file), Provenance(parser_version="1"))
        close(db)
    before = dump(paths[0])
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb") as stream:
        while True:
            stream.write(bytes(4096))
            stream.flush()
    with pytest.raises(ArchiveError, match=r"disk is full|disk error"):
        compare_months(paths[0])
    ballast.unlink()
    assert {row[:3] for row in dump(paths[0])} == {row[:3] for row in before}
    for path in paths:
        compare_months(path)
    assert dump(paths[0]) == dump(paths[1])
    assert dump(paths[0]) != before
