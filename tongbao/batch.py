"""Importing many files: parsed by several processes, written by one.

Each file is one transaction, so that an import may be ended at any moment and run again.
What is in the archive already is passed over; what failed is recorded and tried again.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db.load import (
    Provenance,
    Resolve,
    add_source,
    bulletin_id,
    is_current,
    keep_file,
    load,
    record_failure,
)
from db.second_pass import second_pass
from parser.document import UnreadableError
from tongbao import __version__
from tongbao.limits import Limits, end_overdue
from tongbao.reading import Given, Options, file_bytes, file_digest, path_text, read_bulletin
from tongbao.worker import CRASHED, Read, new_pool, read_packed, unpacked

if TYPE_CHECKING:
    from sqlite_utils import Database

_WATCH_SECONDS = 5.0

Outcome = Literal["imported", "unchanged", "replaced", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one file; ``reason`` says why it failed."""

    path: str
    outcome: Outcome
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a batch."""

    results: tuple[Result, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many files had this outcome."""
        return sum(1 for result in self.results if result.outcome == outcome)

    @property
    def failures(self) -> tuple[Result, ...]:
        """The files that could not be read, in order of their path."""
        return tuple(result for result in self.results if result.outcome == "failed")

    def as_json(self) -> dict[str, object]:
        """Return the counts and the failures."""
        return {
            "imported": self.count("imported"),
            "unchanged": self.count("unchanged"),
            "replaced": self.count("replaced"),
            "failed": self.count("failed"),
            "failures": [{"path": r.path, "reason": r.reason} for r in self.failures],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    path: Path
    sha256: str
    given: Given


def import_files(
    db: Database,
    files: Sequence[Path],
    *,
    strays: Sequence[Path] = (),
    options: Options | None = None,
    jobs: int = 1,
    read: Read = read_bulletin,
    resolve: Resolve | None = None,
    executor: Executor | None = None,
    keep_sources: bool = False,
    limits: Limits | None = None,
    on_result: Callable[[Result], None] | None = None,
) -> Summary:
    """Import ``files`` into ``db`` and say what became of each; ``strays`` are refused.

    ``read`` must be a function of a module, as it is run by other processes: ``jobs`` of
    them, or those of ``executor`` (a Dask client's, for instance). ``keep_sources`` puts the
    files themselves into the archive. At the end the open cells of every issuer with new
    bulletins are placed once more by what its other months say.
    """
    batch = _Batch(
        db,
        options or Options(),
        read,
        resolve,
        on_result,
        keep_sources=keep_sources,
        limits=limits or Limits(),
    )
    for path in strays:
        batch.fail(path, None, "is a link that leads out of its folder; name the file itself")
    tasks = batch.pending(files)
    if executor is not None:
        batch.run(tasks, executor, window=4 * jobs)
    else:
        batch.run_in_processes(tasks, max(jobs, 1))
    second_pass(db)
    return Summary(results=tuple(sorted(batch.results, key=lambda result: result.path)))


class ClusterLostError(Exception):
    """The machines that read for us do not answer any more; what was read is stored."""


def _cluster_reason(error: Exception) -> str:
    """Say why a file was not read by another machine (Dask gives up after several deaths)."""
    if type(error).__name__ == "KilledWorker":
        return CRASHED
    return f"could not be read on the cluster ({type(error).__name__}: {error})".splitlines()[0]


def default_jobs() -> int:
    """Return how many processes this machine has room for."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Batch:
    """One run of an import: what is to do, what came of it."""

    def __init__(
        self,
        db: Database,
        options: Options,
        read: Read,
        resolve: Resolve | None,
        on_result: Callable[[Result], None] | None,
        *,
        keep_sources: bool,
        limits: Limits,
    ) -> None:
        self.keep_sources = keep_sources
        self.limits = limits
        self.db = db
        self.options = options
        self.read = read
        self.resolve = resolve
        self.on_result = on_result
        self.results: list[Result] = []
        self.twins: dict[str, list[Path]] = {}

    def pending(self, files: Iterable[Path]) -> Iterator[_Task]:
        """Yield what has to be parsed; files of the same content are parsed once."""
        for path in files:
            try:
                sha256 = file_digest(path)
            except UnreadableError as error:
                self.fail(path, None, str(error))
                continue
            given = self.options.given(path, sha256)
            if sha256 in self.twins:
                self.twins[sha256].append(path)
                self.adopt_twins(sha256)
            elif is_current(self.db, sha256, _provenance(given)):
                self.unchanged(path, sha256)
            else:
                self.twins[sha256] = []
                yield _Task(path=path, sha256=sha256, given=given)

    def run(self, tasks: Iterator[_Task], executor: Executor, *, window: int) -> list[_Task]:
        """Parse ``tasks`` with ``executor``, at most ``window`` at a time.

        Returns the tasks that were under way when a process died, to be tried again.
        """
        running: dict[Future[bytes], _Task] = {}
        started: dict[Future[bytes], float] = {}
        orphans: list[_Task] = []
        while True:
            while not orphans and len(running) < window:
                task = next(tasks, None)
                if task is None:
                    break
                try:
                    running[self.submit(executor, task)] = task
                except BrokenProcessPool:
                    orphans.append(task)
            if not running:
                return orphans
            done, _ = wait(running, timeout=_WATCH_SECONDS, return_when=FIRST_COMPLETED)
            self.watch(executor, running, started)
            for future in done:
                task = running.pop(future)
                try:
                    answer = future.result()
                except BrokenProcessPool:
                    orphans.append(task)
                except CancelledError as error:
                    raise ClusterLostError(
                        "the connection to the cluster was lost; run the same command again"
                        " to go on"
                    ) from error
                except Exception as error:
                    self.fail(task.path, task.sha256, _cluster_reason(error))
                else:
                    self.store(task, answer)

    def submit(self, executor: Executor, task: _Task) -> Future[bytes]:
        """Hand a task to a process."""
        # Another machine's process has another working folder.
        path = Path.cwd() / task.path
        return executor.submit(read_packed, self.read, path, task.given, self.limits)

    def watch(
        self,
        executor: Executor,
        running: Iterable[Future[bytes]],
        started: dict[Future[bytes], float],
    ) -> None:
        """End processes that have been at one file for far too long."""
        now = time.monotonic()
        for future in running:
            if future.running():
                started.setdefault(future, now)
        taken = [now - started.get(future, now) for future in running]
        end_overdue(executor, taken, self.limits)

    def run_in_processes(self, tasks: Iterator[_Task], jobs: int) -> None:
        """Parse with ``jobs`` processes; a file that kills its process costs only itself."""
        while True:
            with new_pool(jobs, self.limits) as pool:
                orphans = self.run(tasks, pool, window=4 * jobs)
            if not orphans:
                return
            self.run_singly(iter(orphans))

    def run_singly(self, tasks: Iterator[_Task]) -> None:
        """Parse one file at a time; the one under way when the process ends is to blame."""
        while True:
            with new_pool(1, self.limits) as pool:
                guilty = self.run(tasks, pool, window=1)
            if not guilty:
                return
            for task in guilty:
                self.fail(task.path, task.sha256, CRASHED)

    def store(self, task: _Task, packed: bytes) -> None:
        """Write what a process answered."""
        answer = unpacked(packed)
        if isinstance(answer, UnreadableError):
            self.fail(task.path, task.sha256, str(answer))
            return
        answer = replace(answer, source=replace(answer.source, path=path_text(task.path)))
        if answer.source.sha256 != task.sha256:
            self.fail(task.path, None, "was changed while it was read; import it again")
            return
        try:
            outcome = load(self.db, answer, _provenance(task.given), resolve=self.resolve)
            if self.keep_sources:
                keep_file(self.db, task.sha256, file_bytes(task.path))
        except Exception as error:
            if type(error) in (sqlite3.DatabaseError, sqlite3.OperationalError):
                raise  # disk full, locked, damaged: nothing more can be stored
            words = f"{type(error).__name__}: {error}".splitlines()[0]
            reason = f"could not be stored ({words}); please report it together with the file"
            self.fail(task.path, task.sha256, reason)
            return
        self.note(Result(path=path_text(task.path), outcome=outcome))
        self.adopt_twins(task.sha256)

    def adopt_twins(self, sha256: str) -> None:
        """Note the other places of a file that has been loaded."""
        held = self.db.conn.execute(
            "SELECT 1 FROM bulletins WHERE bulletin_id = ?", (bulletin_id(sha256),)
        ).fetchone()
        while held and self.twins[sha256]:
            self.unchanged(self.twins[sha256].pop(), sha256)

    def unchanged(self, path: Path, sha256: str) -> None:
        """Note a file whose content is in the archive already."""
        held = self.db.conn.execute(
            "SELECT 1 FROM sources WHERE bulletin_id = ? AND path = ?",
            (bulletin_id(sha256), path_text(path)),
        ).fetchone()
        if not held:
            with self.db.atomic():
                add_source(self.db, sha256, path_text(path))
        self.note(Result(path=path_text(path), outcome="unchanged"))

    def fail(self, path: Path, sha256: str | None, reason: str) -> None:
        """Record a file that could not be read, and the other places of it."""
        for place in [path, *(self.twins.pop(sha256, []) if sha256 else [])]:
            record_failure(
                self.db,
                path=path_text(place),
                sha256=sha256,
                reason=reason,
                parser_version=__version__,
            )
            self.note(Result(path=path_text(place), outcome="failed", reason=reason))

    def note(self, result: Result) -> None:
        """Keep and announce a result."""
        self.results.append(result)
        if self.on_result is not None:
            self.on_result(result)


def _provenance(given: Given) -> Provenance:
    row = given.row
    return Provenance(
        parser_version=__version__,
        options=given.options,
        published=row.published if row else None,
        source_page=row.source_page if row else None,
        licence=row.licence if row else None,
    )
