"""How an archive of ten thousand bulletins is imported, searched and asked, with what memory.

``python -m tests.benchmarks.archive_scale [--bulletins 10000] [--folder DIR]`` makes the files
(kept in the folder, so that a run that was ended goes on), then prints as it goes: for each form
bulletins a second when files are read, parsed and imported by two processes; the import of all,
with the seconds for reading and for comparing each issuer's months, and the peak memory of the
writer and of a worker; the import again of the unchanged files; loading by plain executemany, by
sqlite-utils and as we do; searches beside LIKE; series beside a scan without index; the export.
Smaller: ``--bulletins 600``. An import that was ended goes on; ``--fresh`` begins anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from corpus.manifest import read_manifest
from db.connect import close, open_archive, open_for_reading
from db.export import export
from db.numbers import Subject
from db.search import search
from db.series import series
from parser.pipeline import parse_bytes
from parser.readers import read
from tests.benchmarks.archive_files import MANIFEST, make
from tests.benchmarks.archive_load import compare_loading
from tongbao.archive import resolve_name
from tongbao.batch import Result, import_files
from tongbao.reading import Options

JOBS = 2
SAMPLE = 24
WORDS = (
    "窗口", "公安", "在线", "在线申办", "互联网+政务服务", "12345", "审批处", "不动产登记",
    "公安厅 窗口", "民政", "超时", "市",
)  # fmt: skip


def peak(process: str = "self") -> float:
    """Return the most memory that a process has held, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("VmHWM", "0 kB").split()[0]) / 1024


def peak_of_workers() -> float:
    """Return the most that any other process of our group holds or has held, in MB."""
    group, most = os.getpgid(0), 0.0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if os.getpgid(int(entry.name)) == group:
                most = max(most, peak(entry.name))
        except (OSError, ValueError):
            continue
    return most


class Watch:
    """Counts what is imported and says now and then how fast, with how much memory."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.started = time.perf_counter()
        self.done = self.failed = 0
        self.of_workers = 0.0
        self.read = 0.0

    def __call__(self, result: Result) -> None:
        """Note one file."""
        self.done += 1
        self.read = time.perf_counter() - self.started
        self.failed += result.outcome == "failed"
        if result.outcome == "failed":
            print(f"  failed: {result.path}: {result.reason}", flush=True)
        if self.done % 20 == 0:
            self.of_workers = max(self.of_workers, peak_of_workers())
        if self.done % self.every == 0:
            rate = self.done / (time.perf_counter() - self.started)
            memory = f"writer {peak():.0f} MB, worker {self.of_workers:.0f} MB"
            print(f"  {self.done}: {rate:.2f} a second, {memory}", flush=True)

    def issuer(self, name: str, done: int, total: int) -> None:
        """Note an issuer whose months have been compared."""
        self.of_workers = max(self.of_workers, peak_of_workers())
        if total < 20 or done % (total // 20) == 0:
            seconds = time.perf_counter() - self.started - self.read
            print(f"  months of {done} of {total} issuers compared in {seconds:.0f} s", flush=True)


def imported(archive: Path, files: Sequence[Path], every: int = 10**9) -> tuple[float, Watch]:
    """Import files into an archive; return the seconds and what was noted."""
    watch = Watch(every)
    options = Options(manifests=(read_manifest(files[0].parents[1] / MANIFEST),))
    db = open_archive(archive)
    started = time.perf_counter()
    import_files(
        db,
        files,
        options=options,
        jobs=JOBS,
        resolve=resolve_name,
        on_result=watch,
        on_issuer=watch.issuer if every < 10**9 else None,
    )
    taken = time.perf_counter() - started
    close(db)
    return taken, watch


def by_form(files: dict[str, list[Path]]) -> None:
    """Print how fast a sample of each form is read, parsed, and imported."""
    print(f"bulletins a second ({SAMPLE} a form): read, parsed (one process), imported ({JOBS})")
    for form, paths in files.items():
        sample = paths[:: max(1, len(paths) // SAMPLE)][:SAMPLE]
        with ProcessPoolExecutor(1) as alone:  # what it holds is not the writer's
            reading, parsing = alone.submit(_read_and_parse, sample).result()
        with tempfile.TemporaryDirectory() as folder:
            whole, _ = imported(Path(folder) / "archive.db", sample)
        count = len(sample)
        print(
            f"  {form:10} read {count / reading:7.2f}  parsed {count / parsing:6.2f}"
            f"  imported {count / whole:6.2f}  ({parsing / whole:.2f} times the parse alone)",
            flush=True,
        )


def _read_and_parse(paths: Sequence[Path]) -> tuple[float, float]:
    """Return the seconds for reading the files and for parsing them, in this process."""
    contents = [(path, path.read_bytes()) for path in paths]
    parse_bytes(contents[0][1], path=str(contents[0][0]))  # registers and vocabularies
    started = time.perf_counter()
    for path, data in contents:
        read(data, name=path.name)
    reading = time.perf_counter() - started
    started = time.perf_counter()
    for path, data in contents:
        parse_bytes(data, path=str(path))
    return reading, time.perf_counter() - started


def import_all(archive: Path, files: Sequence[Path]) -> None:
    """Import everything, then once more."""
    print(f"import of {len(files)} files by {JOBS} processes", flush=True)
    taken, watch = imported(archive, files, every=max(50, len(files) // 20))
    size = archive.stat().st_size
    print(f"  {watch.done} files in {taken:.0f} s: {watch.done / taken:.2f} a second")
    print(f"  read and stored in {watch.read:.0f} s: {watch.done / watch.read:.2f} a second;")
    print(f"  months compared in {taken - watch.read:.0f} s")
    print(f"  {watch.failed} failed, {size / len(files) / 1024:.0f} kB a bulletin")
    print(f"  peak memory: writer {peak():.0f} MB, worker {watch.of_workers:.0f} MB", flush=True)
    again, _ = imported(archive, files)
    print(f"  again, unchanged: {again:.1f} s, {taken / again:.0f} times as fast", flush=True)


def timed(action: Callable[[], object], times: int = 5) -> list[float]:
    """Return the milliseconds of several runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def p95(times: Sequence[float]) -> float:
    """Return the time that 95 of 100 runs stay below."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


def ask_words(connection: sqlite3.Connection) -> None:
    """Print how long searches take beside LIKE over the same text."""
    (count,) = connection.execute("SELECT count(*) FROM paragraphs").fetchone()
    everything: list[float] = []
    for words in WORDS:
        found = timed(partial(search, connection, words), times=10)
        everything += found
        terms = words.split()
        like = " AND ".join(["text LIKE ?"] * len(terms))
        query = f"SELECT count(*) FROM paragraphs WHERE {like}"
        values = [f"%{term}%" for term in terms]
        hits = connection.execute(query, values).fetchone()[0]
        scan = timed(lambda q=query, v=values: connection.execute(q, v).fetchone(), times=1)  # type: ignore[misc]
        middle = statistics.median(found)
        print(
            f"  {words}: {middle:.1f} ms for {hits} passages, LIKE {scan[0] / middle:.0f} times"
            " as long"
        )
    print(f"search over {count} passages: p95 {p95(everything):.1f} ms", flush=True)


def ask_series(connection: sqlite3.Connection) -> None:
    """Print how long series take beside a scan that no index helps."""
    issuer, measure, identifier, label = connection.execute(
        "SELECT issuer, measure, department_id, table_rows.label FROM bulletins"
        " JOIN annexes USING (bulletin_id) JOIN annex_tables USING (annex_id)"
        " JOIN table_rows USING (table_id) JOIN cells USING (row_id)"
        " JOIN table_columns USING (column_id)"
        " WHERE department_id IS NOT NULL AND measure LIKE 'received!_%' ESCAPE '!'"
        " GROUP BY 1, 2, 3 ORDER BY count(DISTINCT period) DESC LIMIT 1"
    ).fetchone()
    subject = [Subject(id=identifier)]
    asked: dict[str, Callable[[], object]] = {
        f"{label}, one issuer": lambda: series(connection, measure, subject, issuer=issuer),
        f"{label}, all issuers": lambda: series(connection, measure, subject),
        "total row, one issuer": lambda: series(connection, measure, issuer=issuer),
        "total row, all issuers": lambda: series(connection, measure),
    }
    scan = timed(
        lambda: connection.execute(
            "SELECT period, value FROM observations"
            " WHERE +department_id || '' = ? AND +measure || '' = ?",
            (identifier, measure),
        ).fetchall(),
        times=1,
    )[0]
    for name, action in asked.items():
        taken = timed(action)
        found = action()
        count = len(getattr(found, "points", ()))
        middle = statistics.median(taken)
        print(
            f"series of {name}: {middle:.1f} ms for {count} points, a scan without index"
            f" {scan / middle:.0f} times as long",
            flush=True,
        )


def ask_export(archive: Path) -> None:
    """Print how long the export takes, with what memory."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1) as alone:
        seconds, memory, count, size = alone.submit(_export, archive, Path(folder) / "out").result()
    print(
        f"export: {seconds:.0f} s, {count} files, {size >> 20} MB, peak memory {memory:.0f} MB",
        flush=True,
    )


def _export(archive: Path, folder: Path) -> tuple[float, float, int, int]:
    started = time.perf_counter()
    written = export(archive, folder)
    taken = time.perf_counter() - started
    return taken, peak(), len(written), sum(path.stat().st_size for path in written)


def main() -> None:
    """Make, import, ask; print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bulletins", type=int, default=10_000)
    arguments.add_argument("--folder", type=Path, help="where files and archive are kept")
    arguments.add_argument("--fresh", action="store_true", help="import into a new archive")
    given = arguments.parse_args()
    folder = given.folder or Path(tempfile.gettempdir()) / f"tongbao-scale-{given.bulletins}"
    files = make(folder, given.bulletins)
    print({form: len(paths) for form, paths in files.items()}, flush=True)
    archive = folder / "archive.db"
    if given.fresh:
        for path in folder.glob("archive.db*"):
            path.unlink()
    by_form(files)
    import_all(archive, sorted(path for paths in files.values() for path in paths))
    connection = open_for_reading(archive)
    compare_loading(connection)
    ask_words(connection)
    ask_series(connection)
    connection.close()
    ask_export(archive)
    print(f"kept in {folder}; free on that disk: {shutil.disk_usage(folder).free >> 20} MB")


if __name__ == "__main__":
    main()
