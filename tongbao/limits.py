"""Limits for reading one file, so that none can stop a batch: time and memory."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from types import FrameType


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may take; a scan of many pages takes minutes and a gigabyte."""

    seconds: float = 900.0
    megabytes: int = 4096

    @property
    def patience(self) -> float:
        """Seconds after which a process that does not even notice its time is ended."""
        return 2 * self.seconds + 20


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
    """Make this process one that works for another: bound in memory, ended with the other."""
    limit_memory(megabytes)
    if (parent := multiprocessing.parent_process()) is not None:
        end_after(parent.join)


def end_after(wait: Callable[[], object]) -> None:
    """End this process when ``wait`` returns, also in the middle of a file."""

    def end() -> None:
        wait()
        os._exit(1)

    threading.Thread(target=end, daemon=True).start()


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
