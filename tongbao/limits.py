"""Limits for reading one file, so that none can stop a batch: time and memory."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from types import FrameType

_SECONDS_BETWEEN_LOOKS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may take; a scan of many pages takes minutes and a gigabyte."""

    seconds: float = 900.0
    megabytes: int = 4096

    @property
    def patience(self) -> float:
        """Seconds after which a process that does not even notice its time is ended."""
        return 2 * self.seconds + 10


class OutOfTimeError(BaseException):
    """Raised in the worker when a file's time is up.

    No :class:`Exception`, so that no reader takes it for a fault of the document.
    """


@contextlib.contextmanager
def time_limited(seconds: float) -> Iterator[None]:
    """Raise :class:`OutOfTimeError` after ``seconds``, where signals can be had."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return
    before = signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory(megabytes: int) -> None:
    """Let this process have no more than ``megabytes`` of its own data."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    size = megabytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def begin_work(megabytes: int) -> None:
    """Make this process one that works for another: bound in memory, ended with its parent."""
    limit_memory(megabytes)
    end_with(os.getppid())


def end_with(parent: int) -> None:
    """End this process when its ``parent`` is gone, also in the middle of a file."""
    if hasattr(os, "fork"):  # Windows keeps the number of a parent that is gone
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def end_overdue(executor: Executor, seconds: Iterable[float], limits: Limits) -> None:
    """End the processes of a pool in which a task, deaf to signals, takes twice its time."""
    if any(taken > limits.patience for taken in seconds):
        end_workers(executor)


def end_workers(executor: Executor) -> None:
    """End the processes of a pool at once."""
    # The pool offers no way to end a worker before Python 3.14; it notices their end.
    for process in list(getattr(executor, "_processes", {}).values()):
        process.kill()


def _time_is_up(number: int, frame: FrameType | None) -> None:
    raise OutOfTimeError
