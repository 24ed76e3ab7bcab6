"""Readers of the archive in threads of their own, and answers kept while it does not change."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from db.connect import open_for_reading
from db.site.version import Mark, file_mark

T = TypeVar("T")
READERS = 4
SECONDS = 8.0
"""Longest time for one page."""
_STEPS = 20_000
_KEPT_BYTES = 96 * 1024 * 1024


class TooLongError(Exception):
    """A page that took longer than allowed."""


class Readers:
    """Runs readings of one archive, each on one state of it, some at a time."""

    def __init__(self, path: Path, *, seconds: float = SECONDS) -> None:
        self.path = path
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="page")
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
            held[1].execute("PRAGMA mmap_size = 1073741824")
            self._own.held = held
        return held[1]

    def close(self) -> None:
        """Wait for running readings and end."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class Answers:
    """Answers by question, good as long as the archive's files do not change."""

    def __init__(self, path: Path, *, most_bytes: int = _KEPT_BYTES) -> None:
        self._path = path
        self._mark: Mark = ()
        self._held: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._most = most_bytes

    def mark(self) -> Mark:
        """Return the archive's mark; everything kept under another one is forgotten."""
        mark = file_mark(self._path)
        if mark != self._mark:
            self._held.clear()
            self._bytes, self._mark = 0, mark
        return mark

    def get(self, question: Hashable) -> bytes | None:
        """Return the answer, if it is known."""
        answer = self._held.get(question)
        if answer is not None:
            self._held.move_to_end(question)
        return answer

    def put(self, mark: Mark, question: Hashable, answer: bytes) -> None:
        """Keep an answer that was read while the archive had this mark."""
        if mark != self._mark or len(answer) > self._most // 8:
            return
        self._bytes += len(answer) - len(self._held.get(question, b""))
        self._held[question] = answer
        while self._bytes > self._most:
            _, dropped = self._held.popitem(last=False)
            self._bytes -= len(dropped)


class Summary:
    """A value that takes seconds to read: kept, and read anew behind the scenes.

    While an import goes on the last value is given, at most ``pause`` seconds behind.
    """

    def __init__(
        self, readers: Readers, reading: Callable[[sqlite3.Connection], T], *, pause: float = 20.0
    ) -> None:
        self._readers = readers
        self._reading = reading
        self._pause = pause
        self._mark: Mark | None = None
        self._value: object = None
        self._last = 0.0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def value(self, mark: Mark, *, wait: float = 0.0) -> tuple[object, bool]:
        """Return the value (``None`` if not read yet) and whether it is of this mark."""
        with self._lock:
            due = self._mark is None or time.monotonic() - self._last > self._pause
            running = self._thread is not None and self._thread.is_alive()
            if self._mark != mark and due and not running:
                self._thread = threading.Thread(target=self._renew, args=(mark,), daemon=True)
                self._thread.start()
            thread = self._thread
        if wait and thread is not None and self._value is None:
            thread.join(wait)
        return self._value, self._mark == mark

    def _renew(self, mark: Mark) -> None:
        value = self._readers.read_now(self._reading)
        with self._lock:
            self._value, self._mark, self._last = value, mark, time.monotonic()
