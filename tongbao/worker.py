"""Documents are read in processes of their own: what crashes or hangs there costs one file."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as NoAnswerError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from parser.bulletin import Bulletin
from parser.document import UnreadableError
from tongbao.limits import Limits, OutOfTimeError, begin_work, end_workers, time_limited
from tongbao.reading import Given, read_bulletin

Read = Callable[[Path, Given], Bulletin]

CRASHED = "ended the process that read it (out of memory or time); split the file"


def read_in_worker(
    files: Iterable[tuple[Path, Given]], *, limits: Limits, read: Read = read_bulletin
) -> Iterator[Bulletin | UnreadableError]:
    """Parse ``files`` one by one in another process; yield a bulletin or why there is none."""
    queue = iter(files)
    task = next(queue, None)
    while task is not None:
        with new_pool(1, limits) as pool:
            while task is not None:
                path, given = task
                task = next(queue, None)
                try:
                    future = pool.submit(read_packed, read, path, given, limits)
                    yield unpacked(future.result(timeout=limits.patience))
                except (BrokenProcessPool, NoAnswerError):
                    end_workers(pool)
                    yield UnreadableError(CRASHED)
                    break


def new_pool(jobs: int, limits: Limits) -> ProcessPoolExecutor:
    """Return ``jobs`` processes that are bound by ``limits``."""
    # Forked from a small server process, so that no thread or lock of ours is copied.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context(method),
        initializer=begin_work,
        initargs=(limits.megabytes,),
    )


def read_packed(read: Read, path: Path, given: Given, limits: Limits) -> bytes:
    """Parse in a worker; the answer, for :func:`unpacked`, is a bulletin or why there is none."""
    try:
        with time_limited(limits.seconds):
            return pickle.dumps(read(path, given), protocol=pickle.HIGHEST_PROTOCOL)
    except UnreadableError as error:
        return pickle.dumps(str(error))
    except OutOfTimeError:
        reason = f"took longer than {limits.seconds:g} seconds; split it, or allow more time"
        return pickle.dumps(reason)


def unpacked(answer: bytes) -> Bulletin | UnreadableError:
    """Return what a worker answered."""
    value: Bulletin | str = pickle.loads(answer)
    return UnreadableError(value) if isinstance(value, str) else value
