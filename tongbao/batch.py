"""Importing many files: parsed by several processes, written by one.

Each file is one transaction, so that an import may be ended at any moment and run again.
What is in the archive already is passed over; what failed is recorded and tried again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db.load import add_source, bulletin_id, is_current, keep_file, load, record_failure
from db.placing import PlacingTask, place_packed
from db.provenance import Provenance, Resolve
from db.second_pass import Run, second_pass
from parser.document import UnreadableError
from tongbao import __version__
from tongbao.limits import Limits
from tongbao.pools import Call, ClusterPool, LocalPool, Lost, Pool
from tongbao.reading import Given, Options, file_bytes, file_digest, path_text, read_bulletin
from tongbao.worker import Read, read_packed, unpacked

if TYPE_CHECKING:
    from sqlite_utils import Database

Outcome = Literal["imported", "unchanged", "replaced", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one file; ``reason`` says why it failed."""

    path: str
    outcome: Outcome
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a batch; of the issuers ``left`` other months could not be asked."""

    results: tuple[Result, ...]
    left: tuple[str, ...] = ()

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
            "left": list(self.left),
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
    on_issuer: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Import ``files`` into ``db`` and say what became of each; ``strays`` are refused.

    ``read`` must be a function of a module, as it is run by other processes: ``jobs`` of
    them, or those of ``executor`` (a Dask client's, for instance). ``keep_sources`` puts the
    files themselves into the archive. At the end the open cells of every issuer with new
    bulletins are placed once more by what its other months say, by the same processes.
    """
    limits = limits or Limits()
    batch = _Batch(
        db, options or Options(), read, resolve, on_result, keep_sources=keep_sources, limits=limits
    )
    for path in strays:
        batch.fail(path, None, "is a link that leads out of its folder; name the file itself")
    with contextlib.ExitStack() as stack:
        pool: Pool
        if executor is not None:
            pool = ClusterPool(executor, jobs, limits)
        else:
            pool = stack.enter_context(LocalPool(max(jobs, 1), limits))
        batch.run(batch.pending(files), pool)
        placed = second_pass(db, _placing(pool), on_issuer)
    results = sorted(batch.results, key=lambda result: result.path)
    return Summary(results=tuple(results), left=placed.left)


def _placing(pool: Pool) -> Run:
    """Return what carries out the second pass's tasks in ``pool``."""

    def run(tasks: Iterator[PlacingTask]) -> Iterator[tuple[PlacingTask, bytes | None]]:
        calls = (
            Call(subject=task, function=place_packed, arguments=(task.packed,)) for task in tasks
        )
        for task, answer in pool.run(calls):
            yield task, None if isinstance(answer, Lost) else answer

    return run


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

    def run(self, tasks: Iterator[_Task], pool: Pool) -> None:
        """Parse ``tasks`` in ``pool`` and store what it answers."""
        for task, answer in pool.run(self.call(task) for task in tasks):
            if isinstance(answer, Lost):
                self.fail(task.path, task.sha256, answer.reason)
            else:
                self.store(task, answer)

    def call(self, task: _Task) -> Call[_Task]:
        """Return what a process is to do."""
        # Another machine's process has another working folder.
        arguments = (self.read, Path.cwd() / task.path, task.given, self.limits)
        return Call(subject=task, function=read_packed, arguments=arguments)

    def store(self, task: _Task, packed: bytes) -> None:
        """Write what a process answered."""
        answer = unpacked(packed)
        if isinstance(answer, UnreadableError):
            self.fail(task.path, task.sha256, str(answer))
            return
        answer = replace(answer, source=replace(answer.source, path=path_text(task.path)))
        content = self.content(task) if self.keep_sources else None
        if answer.source.sha256 != task.sha256 or (self.keep_sources and content is None):
            self.fail(task.path, None, "was changed while it was read; import it again")
            return
        try:
            with self.db.atomic():
                outcome = load(self.db, answer, _provenance(task.given), resolve=self.resolve)
                if content is not None:
                    keep_file(self.db, task.sha256, content)
        except Exception as error:
            if type(error) in (sqlite3.DatabaseError, sqlite3.OperationalError):
                raise  # disk full, locked, damaged: nothing more can be stored
            words = f"{type(error).__name__}: {error}".splitlines()[0]
            reason = f"could not be stored ({words}); please report it together with the file"
            self.fail(task.path, task.sha256, reason)
            return
        self.note(Result(path=path_text(task.path), outcome=outcome))
        self.adopt_twins(task.sha256)

    def content(self, task: _Task) -> bytes | None:
        """Return what is in the file, or ``None`` if that is no longer what was read."""
        try:
            content = file_bytes(task.path)
        except UnreadableError:
            return None
        return content if hashlib.sha256(content).hexdigest() == task.sha256 else None

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
