from __future__ import annotations

import hashlib
import os
import signal
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from corpus.manifest import read_manifest
from db.connect import close, open_archive
from parser.bulletin import Bulletin, Source
from parser.document import UnreadableError
from tests.builders import annex, bulletin, cell, month, row, table
from tongbao.batch import Result, import_files
from tongbao.discovery import discover
from tongbao.limits import Limits
from tongbao.reading import Given, Options, file_bytes


def read(path: Path, given: Given) -> Bulletin:
    """Stand in for the parser: the file holds a month, or says how to fail."""
    text = path.read_text(encoding="utf-8")
    if text.startswith("unreadable"):
        raise UnreadableError("is no bulletin; check the file")
    if text.startswith("die"):
        os._exit(9)
    if text.startswith("sleep"):
        time.sleep(30)
    if text.startswith("greedy"):
        bytearray(2 * 1024**3)
    if text.startswith("deaf"):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        time.sleep(60)
    year = given.row.year if given.row and given.row.year else given.year or 2017
    made = bulletin(month(year, int(text.split()[0])), paragraphs=(text,))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(made, source=Source(path=str(path), sha256=sha256, format="txt", reader="plain"))


def read_bulletin_like(path: Path, given: Given) -> Bulletin:
    """Read as :func:`read` does and fail as the product's own reading does."""
    try:
        return read(path, given)
    except MemoryError as error:
        raise UnreadableError("needs more memory than allowed; split the document") from error


def read_oddly(path: Path, given: Given) -> Bulletin:
    """Read as :func:`read` does; a file named odd has a value in no column of its table."""
    made = read(path, given)
    odd = [annex([table([row("合计", [cell(99, 1)])])])]
    return replace(made, annexes=tuple(odd)) if path.stem == "odd" else made


def read_zipped(path: Path, given: Given) -> Bulletin:
    """Read as :func:`read` does, from where members of zip archives can be read too."""
    data = file_bytes(path)
    made = bulletin(month(2017, int(data.split()[0])))
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(made, source=Source(path=str(path), sha256=sha256, format="txt", reader="x"))


def read_changed(path: Path, given: Given) -> Bulletin:
    """Read as :func:`read` does, a moment too late."""
    path.write_text("5 x", encoding="utf-8")
    return read(path, given)


def read_then_changed(path: Path, given: Given) -> Bulletin:
    """Read as :func:`read` does, a moment before the file becomes another."""
    made = read(path, given)
    path.write_text("5 x", encoding="utf-8")
    return made


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_archive(tmp_path / "archive.db")


def folder_of(tmp_path: Path, files: dict[str, str]) -> Path:
    folder = tmp_path / "files"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def outcomes(results: tuple[Result, ...]) -> dict[str, str]:
    return {Path(result.path).name: result.outcome for result in results}


def views(db: Database) -> list[list[tuple[object, ...]]]:
    names = ("observations", "bulletin_list", "finding_list", "passages")
    return [sorted(db.conn.execute(f"SELECT * FROM {name}"), key=repr) for name in names]


def test_folders_files_and_patterns_are_found_each_once(tmp_path: Path) -> None:
    names = ("b.txt", "a.bin", "sub/c.docx", "notes.md", "manifest.csv", ".x.txt", "~$c.docx")
    folder = folder_of(tmp_path, dict.fromkeys(names, "1"))
    found = [path.name for path in discover([folder])]
    assert found == ["a.bin", "b.txt", "notes.md", "c.docx"]
    found = [path.name for path in discover([folder / "notes.md", folder / "*.*d*"])]
    assert found == ["notes.md", "~$c.docx"]
    assert list(discover([folder / "none*.pdf"])) == [folder / "none*.pdf"]


def test_a_second_import_finds_everything_unchanged_and_tries_failures_again(
    tmp_path: Path, db: Database
) -> None:
    folder = folder_of(tmp_path, {"a.txt": "1 x", "b.txt": "unreadable", "c.txt": ""})
    files = [*discover([folder]), folder / "missing.txt"]
    first = import_files(db, files, read=read)
    assert outcomes(first.results) == {
        "a.txt": "imported",
        "b.txt": "failed",
        "c.txt": "failed",
        "missing.txt": "failed",
    }
    reasons = {Path(result.path).name: result.reason for result in first.failures}
    assert reasons == {
        "b.txt": "is no bulletin; check the file",
        "c.txt": "is empty; fetch the file again",
        "missing.txt": "no such file; check the name",
    }
    assert db.conn.execute("SELECT count(*) FROM failures").fetchone() == (3,)
    (folder / "b.txt").write_text("2 y", encoding="utf-8")
    second = import_files(db, files, read=read)
    assert outcomes(second.results)["a.txt"] == "unchanged"
    assert outcomes(second.results)["b.txt"] == "imported"
    assert db.conn.execute("SELECT count(*) FROM failures").fetchone() == (2,)


def test_the_archive_is_the_same_in_any_order_with_one_process_or_several(tmp_path: Path) -> None:
    files = {f"{n:02d}.txt": f"{n % 12 + 1} 第{n}份" for n in range(24)}
    files |= {"twin.txt": files["03.txt"], "00-twin.txt": files["05.txt"], "bad.txt": "unreadable"}
    found = list(discover([folder_of(tmp_path, files)]))
    archives = []
    for name, order, jobs in (
        ("a", found, 1),
        ("b", found[::-1], 1),
        ("c", found[5:] + found[:5], 4),
    ):
        db = open_archive(tmp_path / f"{name}.db")
        if name == "b":
            import_files(db, order[:7], read=read)
        summary = import_files(db, order, jobs=jobs, read=read)
        assert summary.count("failed") == 1
        archives.append(views(db))
        close(db)
    assert archives[0] == archives[1] == archives[2]
    assert len(archives[0][1]) == 24


def test_a_file_that_kills_its_process_costs_only_itself(tmp_path: Path, db: Database) -> None:
    files = {f"{n}.txt": f"{n} x" for n in range(1, 9)} | {"4-killer.txt": "die"}
    summary = import_files(db, list(discover([folder_of(tmp_path, files)])), jobs=2, read=read)
    assert summary.count("imported") == 8
    (failed,) = summary.failures
    assert failed.path.endswith("4-killer.txt")
    assert failed.reason is not None
    assert "ended the process" in failed.reason


def test_the_manifest_gives_the_year_and_is_kept_with_the_bulletin(
    tmp_path: Path, db: Database
) -> None:
    folder = folder_of(tmp_path, {"a.txt": "3 x"})
    manifest = folder / "manifest.csv"
    manifest.write_text("file,period,published,source_page,licence\na.txt,2016-03,2016-04-01,p,l\n")
    options = Options(manifests=(read_manifest(manifest),))
    import_files(db, [folder / "a.txt"], options=options, read=read)
    columns = "period, published, source_page, licence, options"
    assert db.conn.execute(f"SELECT {columns} FROM bulletins").fetchone() == (
        "2016-03",
        "2016-04-01",
        "p",
        "l",
        '{"period": "2016-03", "published": "2016-04-01", "source_page": "p"}',
    )
    again = import_files(db, [folder / "a.txt"], read=read)
    assert again.count("replaced") == 1


def test_an_unchanged_batch_is_not_parsed_again(tmp_path: Path, db: Database) -> None:
    files = list(discover([folder_of(tmp_path, {f"{n}.txt": f"{n} x" for n in range(1, 5)})]))
    import_files(db, files, read=read)

    def never(path: Path, given: Given) -> Bulletin:
        raise AssertionError("parsed again")

    assert import_files(db, files, read=never).count("unchanged") == 4


def test_a_zip_archive_is_read_like_a_folder(tmp_path: Path, db: Database) -> None:
    path = tmp_path / "batch.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2017/三月.txt", "3 x")
        archive.writestr("2017/empty.txt", "")
        archive.writestr("__MACOSX/2017/._x.txt", "1")
        legacy = zipfile.ZipInfo("2017/x.txt")
        archive.writestr(legacy, "4 y")
    content = path.read_bytes().replace(b"x.txt", "四.t".encode("gb18030") + b"x")
    path.write_bytes(content)
    summary = import_files(db, list(discover([tmp_path / "batch.zip"])), read=read_zipped)
    told = {Path(result.path).name: result.outcome for result in summary.results}
    assert told == {"三月.txt": "imported", "四.tx": "imported", "empty.txt": "failed"}
    sources = db.conn.execute("SELECT source FROM bulletin_list ORDER BY period").fetchall()
    assert sources == [(f"{path}/2017/三月.txt",), (f"{path}/2017/四.tx",)]


def test_a_broken_zip_archive_is_a_failure_with_a_name(tmp_path: Path, db: Database) -> None:
    path = tmp_path / "batch.zip"
    path.write_bytes(b"PK no archive")
    (failed,) = import_files(db, list(discover([path])), read=read).failures
    assert failed.path == str(path)


def test_the_files_themselves_are_kept_on_request(tmp_path: Path, db: Database) -> None:
    files = list(discover([folder_of(tmp_path, {"a.txt": "3 x"})]))
    import_files(db, files, read=read, keep_sources=True)
    (content,) = db.conn.execute(
        "SELECT content FROM files JOIN bulletins USING (sha256)"
    ).fetchone()
    assert content == b"3 x"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, db: Database, jobs: int) -> None:
    files = list(discover([folder_of(tmp_path, {"a.txt": "3 x", "b.txt": "sleep"})]))
    limits = Limits(seconds=0.5)
    summary = import_files(db, files, read=read, limits=limits, jobs=jobs)
    assert summary.count("imported") == 1
    assert [result.reason for result in summary.failures] == [
        "took longer than 0.5 seconds; split it, or allow more time"
    ]


def test_a_file_that_wants_too_much_memory_is_given_up(tmp_path: Path, db: Database) -> None:
    files = list(discover([folder_of(tmp_path, {"a.txt": "3 x", "b.txt": "greedy"})]))
    summary = import_files(db, files, read=read_bulletin_like, limits=Limits(megabytes=512), jobs=2)
    assert summary.count("imported") == 1
    (failed,) = summary.failures
    assert failed.reason is not None
    assert "memory" in failed.reason


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_archive(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    files = {f"{n:02d}.txt": f"{n % 12 + 1} 第{n}份" for n in range(8)} | {"bad.txt": "unreadable"}
    found = list(discover([folder_of(tmp_path, files)]))
    archives = []
    for name in ("alone", "cluster"):
        db = open_archive(tmp_path / f"{name}.db")
        if name == "alone":
            import_files(db, found, read=read)
        else:
            with (
                distributed.LocalCluster(
                    n_workers=2, threads_per_worker=1, dashboard_address=None
                ) as cluster,
                distributed.Client(cluster) as client,
            ):
                import_files(db, found, read=read, executor=client.get_executor(), jobs=2)
        archives.append(views(db))
    assert archives[0] == archives[1]


def test_a_bulletin_that_cannot_be_stored_does_not_stop_the_others(
    tmp_path: Path, db: Database
) -> None:
    files = list(discover([folder_of(tmp_path, {"odd.txt": "3 x", "z.txt": "4 x"})]))
    summary = import_files(db, files, read=read_oddly)
    assert outcomes(summary.results) == {"odd.txt": "failed", "z.txt": "imported"}
    assert db.conn.execute("SELECT count(*) FROM bulletin_list").fetchone() == (1,)


def test_a_link_out_of_the_folder_is_named_and_not_followed(db: Database, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a.txt": "3 x"})
    outside = tmp_path / "secret.txt"
    outside.write_text("4 x")
    (folder / "link.txt").symlink_to(outside)
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    strays: list[Path] = []
    files = list(discover([folder], strays=strays))
    summary = import_files(db, files, strays=strays, read=read)
    assert [path.name for path in strays] == ["link.txt"]
    reasons = {Path(failed.path).name: failed.reason for failed in summary.failures}
    assert reasons == {
        "link.txt": "is a link that leads out of its folder; name the file itself",
        "loop.txt": "no such file; check the name",
    }
    assert summary.count("imported") == 1
    assert list(discover([folder / "link.txt"])) == [folder / "link.txt"]


def test_a_file_that_changes_while_it_is_read_is_not_stored(db: Database, tmp_path: Path) -> None:
    files = list(discover([folder_of(tmp_path, {"a.txt": "3 x"})]))
    (failed,) = import_files(db, files, read=read_changed).failures
    assert failed.reason == "was changed while it was read; import it again"
    assert db.execute("SELECT count(*) FROM bulletins").fetchone() == (0,)


def test_of_a_file_that_is_changed_after_it_was_read_nothing_is_kept_as_what_was_read(
    tmp_path: Path, db: Database
) -> None:
    files = list(discover([folder_of(tmp_path, {"a.txt": "3 x"})]))

    (failed,) = import_files(db, files, read=read_then_changed, keep_sources=True).failures

    assert failed.reason == "was changed while it was read; import it again"
    for held in ("files", "bulletins"):
        assert db.execute(f"SELECT count(*) FROM {held}").fetchone() == (0,), held
