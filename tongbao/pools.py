"""Processes that work for a batch: of this machine, or of a cluster.

Calls are taken one by one, so that a batch of any size fits, and answered in any order. What
crashes its process, hangs or wants too much memory is lost; all else is answered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from tongbao.child import ChildEndedError, call_in_child
from tongbao.limits import Limits, end_overdue, end_workers
from tongbao.worker import CRASHED, new_pool

_WATCH_SECONDS = 5.0
_WAITING = 4
"""Calls that are handed out for each process, so that none waits for the next."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """A function of a module with its arguments; ``subject`` is what it is about."""

    subject: T
    function: Callable[..., bytes]
    arguments: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Why a call has no answer."""

    reason: str


class ClusterLostError(Exception):
    """The machines that read for us do not answer any more; what was read is stored."""


class Pool(Protocol):
    """What carries out calls."""

    def run(self, calls: Iterator[Call[T]]) -> Iterator[tuple[T, bytes | Lost]]:
        """Yield the subject of each call with its answer."""


class LocalPool:
    """Processes of this machine, started when they are needed and ended with the block."""

    def __init__(self, jobs: int, limits: Limits) -> None:
        self.jobs = jobs
        self.limits = limits
        self._executor: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None and self._executor is not None:
            end_workers(self._executor)  # nobody waits for their answers
        self._close()

    def run(self, calls: Iterator[Call[T]]) -> Iterator[tuple[T, bytes | Lost]]:
        """Yield answers; a call that kills its process costs only itself."""
        for first in calls:
            if self._executor is None:
                self._executor = new_pool(self.jobs, self.limits)
            handed = _Handed[T](self._executor, self.limits)
            yield from handed.run(chain((first,), calls), _WAITING * self.jobs)
            if handed.orphans:
                self._close()
                yield from self._one_by_one(iter(handed.orphans))

    def _one_by_one(self, calls: Iterator[Call[T]]) -> Iterator[tuple[T, bytes | Lost]]:
        """Make one call at a time; the one under way when the process ends is to blame."""
        for first in calls:
            with new_pool(1, self.limits) as executor:
                handed = _Handed[T](executor, self.limits)
                yield from handed.run(chain((first,), calls), 1)
            for call in handed.orphans:
                yield call.subject, Lost(reason=CRASHED)

    def _close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None


class ClusterPool:
    """The processes of a cluster, ``slots`` at once; each thread there has a process of its own."""

    def __init__(self, executor: Executor, slots: int, limits: Limits) -> None:
        self.executor = executor
        self.slots = slots
        self.limits = limits

    def run(self, calls: Iterator[Call[T]]) -> Iterator[tuple[T, bytes | Lost]]:
        """Yield answers; raise :class:`ClusterLostError` if the cluster is gone."""
        guarded = (
            Call(
                subject=call.subject,
                function=call_in_child,
                arguments=(self.limits, call.function, *call.arguments),
            )
            for call in calls
        )
        yield from _Handed[T](self.executor, self.limits).run(guarded, _WAITING * self.slots)


class _Handed(Generic[T]):
    """Calls handed to an executor; ``orphans`` were under way when a process of ours died."""

    def __init__(self, executor: Executor, limits: Limits) -> None:
        self.executor = executor
        self.limits = limits
        self.running: dict[Future[bytes], Call[T]] = {}
        self.started: dict[Future[bytes], float] = {}
        self.orphans: list[Call[T]] = []

    def run(
        self, calls: Iterator[Call[T]], window: int
    ) -> Generator[tuple[T, bytes | Lost], None, None]:
        """Yield answers with at most ``window`` calls under way; none is taken after a death."""
        while True:
            while not self.orphans and len(self.running) < window:
                call = next(calls, None)
                if call is None:
                    break
                try:
                    future = self.executor.submit(call.function, *call.arguments)
                except BrokenProcessPool:
                    self.orphans.append(call)
                else:
                    self.running[future] = call
            if not self.running:
                return
            done, _ = wait(self.running, timeout=_WATCH_SECONDS, return_when=FIRST_COMPLETED)
            self._watch(self.running)
            for future in done:
                call = self.running.pop(future)
                self.started.pop(future, None)
                answer = self._answer(future)
                if answer is None:
                    self.orphans.append(call)
                else:
                    yield call.subject, answer

    def _answer(self, future: Future[bytes]) -> bytes | Lost | None:
        """Return the answer, why there is none, or ``None`` if its process died."""
        try:
            return future.result()
        except BrokenProcessPool:
            return None
        except ChildEndedError:
            return Lost(reason=CRASHED)
        except CancelledError as error:
            raise ClusterLostError(
                "the connection to the cluster was lost; run the same command again to go on"
            ) from error
        except Exception as error:
            return Lost(reason=_reason(error))

    def _watch(self, running: Iterable[Future[bytes]]) -> None:
        """End processes that have been at one call for far too long."""
        now = time.monotonic()
        for future in running:
            if future.running():
                self.started.setdefault(future, now)
        taken = [now - self.started.get(future, now) for future in running]
        end_overdue(self.executor, taken, self.limits)


def _reason(error: Exception) -> str:
    """Say why a file was not read by another process (Dask gives up after several deaths)."""
    if type(error).__name__ == "KilledWorker":
        return CRASHED
    return f"could not be read on the cluster ({type(error).__name__}: {error})".splitlines()[0]
