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

from corpus.generate import bulletin as draw
from corpus.generate import issuer
from corpus.printed import printed_bulletin
from corpus.render import render_collapsed_text, render_kept_text
from db.connect import close, open_archive
from tests.test_db_second_pass import dump
from tests.test_tongbao_batch import folder_of, read_bulletin_like, views
from tongbao.batch import import_files
from tongbao.cli import run
from tongbao.discovery import discover
from tongbao.limits import Limits

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


def test_limits_of_time_and_memory_hold_for_each_file_on_a_cluster(tmp_path: Path) -> None:
    files = {f"{n}.txt": f"{n} x" for n in range(1, 5)}
    files |= {"slow.txt": "sleep", "greedy.txt": "greedy", "killer.txt": "die", "deaf.txt": "deaf"}
    db = open_archive(tmp_path / "archive.db")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        before = client.run(os.getpid)
        summary = import_files(
            db,
            list(discover([folder_of(tmp_path, files)])),
            read=read_bulletin_like,
            executor=client.get_executor(),
            jobs=2,
            limits=Limits(seconds=1.0, megabytes=512),
        )
        assert client.run(os.getpid) == before  # the cluster's own process lives on
    close(db)
    assert summary.count("imported") == 4
    assert {Path(failed.path).stem: failed.reason for failed in summary.failures} == {
        "slow": "took longer than 1 seconds; split it, or allow more time",
        "greedy": "needs more memory than allowed; split the document",
        "killer": "ended the process that read it (out of memory or time); split the file",
        "deaf": "ended the process that read it (out of memory or time); split the file",
    }


def test_other_months_are_asked_on_the_cluster_too(tmp_path: Path) -> None:
    source = issuer(4, departments=12)
    files = []
    for month in range(4):
        render = render_collapsed_text if month == 2 else render_kept_text
        printed = printed_bulletin(draw(source, month, families=("counter-online-mail",)))
        files.append(tmp_path / f"2017-{month + 1:02d}.txt")
        files[-1].write_text(render(printed), encoding="utf-8")
    made = []
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        for name, executor in (("there", client.get_executor()), ("here", None)):
            db = open_archive(tmp_path / f"{name}.db")
            import_files(db, files, executor=executor, jobs=2)
            close(db)
            made.append(dump(tmp_path / f"{name}.db"))
    assert made[0] == made[1]
    assert any("other-months" in str(row[6]) for row in made[0])


def test_an_address_without_a_scheduler_is_one_clear_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["import", str(folder), "--db", str(tmp_path / "a.db")]
    assert run([*command, "--scheduler", "tcp://127.0.0.1:9"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if "no Dask scheduler answers there" in line]) == 1
