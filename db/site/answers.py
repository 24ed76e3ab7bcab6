"""Readers of the archive in threads of their own, and answers kept while it does not change."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from db.connect import open_for_reading
from db.site.version import Mark

T = TypeVar("T")
READERS = 2
"""More would only wait for each other: one Python thread runs at a time, SQLite beside it."""
SECONDS = 8.0
"""Longest time for one page."""
_STEPS = 20_000
_MOST_MAPPED = 0x7FFF0000
"""Bytes of the file that are read as memory: as many as SQLite allows."""
_KEPT_BYTES = 96 * 1024 * 1024


class TooLongError(Exception):
    """A page that took longer than allowed."""


class Readers:
    """Runs readings of one archive, each on one state of it, some at a time."""

    def __init__(self, path: Path, *, seconds: float = SECONDS, threads: int = READERS) -> None:
        self.path = path
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._own = threading.local()

    async def read(self, reading: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``reading`` makes of the archive; raises :class:`TooLongError`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self.read_now, reading, self._seconds)

    def read_now(
        self, reading: Callable[[sqlite3.Connection], T], seconds: float | None = None
    ) -> T:
        """Run ``reading`` in this thread; without ``seconds`` it may take its time."""
        connection = self._connection()
        if seconds is not None:
            end = time.monotonic() + seconds
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        connection.execute("BEGIN")
        try:
            return reading(connection)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise TooLongError from error
            raise
        finally:
            connection.execute("ROLLBACK")
            connection.set_progress_handler(None, _STEPS)

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection; another file under the name is opened anew."""
        inode = self.path.stat().st_ino
        held: tuple[int, sqlite3.Connection] | None = getattr(self._own, "held", None)
        if held is None or held[0] != inode:
            if held is not None:
                held[1].close()
            held = (inode, open_for_reading(self.path))
            held[1].execute("PRAGMA cache_size = -16384")
            held[1].execute(f"PRAGMA mmap_size = {_MOST_MAPPED}")
            self._own.held = held
        return held[1]

    def close(self) -> None:
        """Wait for running readings and end."""
        self._pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page as it is sent; ``tag`` is the same only for the same bytes, whoever made them."""

    body: bytes
    tag: str
    status: int = 200


def answer_of(body: bytes, *, status: int = 200) -> Answer:
    """Return a page with its tag."""
    return Answer(body=body, tag=f'"{hashlib.sha256(body).hexdigest()[:20]}"', status=status)


class Answers:
    """Answers by question, good as long as the archive does not change."""

    def __init__(self, *, most_bytes: int = _KEPT_BYTES) -> None:
        self._mark: Mark | None = None
        self._held: OrderedDict[Hashable, Answer] = OrderedDict()
        self._bytes = 0
        self._most = most_bytes

    def get(self, mark: Mark | None, question: Hashable) -> Answer | None:
        """Return the answer, if it is known for an archive with this mark."""
        self._forget_others(mark)
        answer = self._held.get(question)
        if answer is not None:
            self._held.move_to_end(question)
        return answer

    def put(self, mark: Mark | None, question: Hashable, answer: Answer) -> None:
        """Keep an answer that was read after the archive had this mark.

        What was changed since then changes the mark, so that the answer is asked for no more.
        """
        if mark is None or mark != self._mark or len(answer.body) > self._most // 8:
            return
        before = self._held.get(question)
        self._bytes += len(answer.body) - (len(before.body) if before else 0)
        self._held[question] = answer
        while self._bytes > self._most:
            _, dropped = self._held.popitem(last=False)
            self._bytes -= len(dropped.body)

    def _forget_others(self, mark: Mark | None) -> None:
        if mark is None or mark != self._mark:
            self._held.clear()
            self._bytes, self._mark = 0, mark


class Summary:
    """A value that takes seconds to read: kept, and read anew behind the scenes.

    While an import goes on the last value is given: a fifth of the time at most goes into
    reading it anew.
    """

    def __init__(self, readers: Readers, reading: Callable[[sqlite3.Connection], T]) -> None:
        self._readers = readers
        self._reading = reading
        self._pause = 0.0
        self._mark: Mark | None = None
        self._value: object = None
        self._last = 0.0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def value(self, mark: Mark | None, *, wait: float = 0.0) -> tuple[object, bool]:
        """Return the value (``None`` if not read yet) and whether it is of this mark.

        ``wait`` is how long it may be waited for, in seconds.
        """
        with self._lock:
            due = self._mark is None or time.monotonic() - self._last > self._pause
            running = self._thread is not None and self._thread.is_alive()
            if self._mark != mark and due and not running:
                self._thread = threading.Thread(target=self._renew, args=(mark,), daemon=True)
                self._thread.start()
            thread = self._thread
        if self._mark != mark and thread is not None:
            thread.join(wait)
        return self._value, mark is not None and self._mark == mark

    def _renew(self, mark: Mark | None) -> None:
        started = time.monotonic()
        value = self._readers.read_now(self._reading)
        with self._lock:
            self._value, self._mark, self._last = value, mark, time.monotonic()
            self._pause = 4 * (self._last - started)
