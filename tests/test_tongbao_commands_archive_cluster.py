"""An import on a real cluster of two worker processes, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.test_tongbao_batch import views
from tongbao.cli import run

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow
COUNT = 12
ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bulletins"
    folder.mkdir()
    for number in range(1, COUNT + 1):
        lines = [f"2017年{number}月份政务服务中心运行情况通报", "一、办件情况"]
        lines += [f"{number}月份,中心共受理办件{1000 + k}件,办结{900 + k}件。" for k in range(30)]
        (folder / f"2017-{number:02d}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def count(path: Path) -> int:
    if not path.exists():
        return 0
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        found: int = connection.execute("SELECT count(*) FROM bulletins").fetchone()[0]
    except sqlite3.OperationalError:  # not made yet
        found = 0
    connection.close()
    return found


def test_a_worker_killed_in_the_middle_loses_nothing(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "cluster.db"
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        address = cluster.scheduler_address
        command = ["import", folder.name, "--db", str(archive), "--scheduler", address]
        importing = subprocess.Popen(
            [sys.executable, "-m", "tongbao", *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while importing.poll() is None and not count(archive):
            time.sleep(0.02)
        busy = next(iter(client.run(os.getpid, on_error="ignore").values()))
        held = count(archive)
        os.kill(busy, signal.SIGKILL)
        out, err = importing.communicate(timeout=600)
    assert 0 < held < COUNT
    assert importing.returncode == 1  # for the empty file alone
    assert out.splitlines()[0] == f"{COUNT} imported, 0 unchanged, 0 replaced, 1 failed"
    named = [line for line in err.splitlines() if line.startswith("tongbao:")]
    assert [line for line in named if "empty.txt" in line and "is empty" in line]
    assert count(archive) == COUNT


def test_the_archive_of_a_cluster_is_that_of_one_machine(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.connect import open_archive

    monkeypatch.chdir(tmp_path)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        there = ["--db", "there.db", "--scheduler", cluster.scheduler_address]
        assert run(["import", folder.name, *there]) == 1
    assert run(["import", folder.name, "--db", "here.db"]) == 1
    made = [open_archive(tmp_path / name) for name in ("there.db", "here.db")]
    assert views(made[0]) == views(made[1])
    sources = made[0].conn.execute("SELECT source FROM bulletins ORDER BY 1 LIMIT 1").fetchone()
    assert sources == ("bulletins/2017-01.txt",)


def test_an_address_without_a_scheduler_is_one_clear_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["import", str(folder), "--db", str(tmp_path / "a.db")]
    assert run([*command, "--scheduler", "tcp://127.0.0.1:9"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if "no Dask scheduler answers there" in line]) == 1
