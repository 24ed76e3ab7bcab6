"""A process of our own beside another program's, for work that may crash or hang there.

Dask's workers are threads of a process that is not ours: no signal reaches a thread, and a limit
of memory would end all of them. So each thread keeps one process that works for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from tongbao.limits import Limits, limit_memory

_SECONDS_BETWEEN_LOOKS = 2.0


class ChildEndedError(Exception):
    """The process ended, or was ended, before it answered."""


class Child:
    """A process that calls one function after the other, bound by limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.connection, theirs = Pipe()
        command = [sys.executable, "-m", "tongbao.child", str(theirs.fileno())]
        self.process = subprocess.Popen(
            [*command, str(limits.megabytes), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()

    def call(self, function: Callable[..., bytes], *arguments: object) -> bytes:
        """Return the answer of a module's function; raise what it raises."""
        try:
            self.connection.send((function, arguments))
            if self.connection.poll(self.limits.patience):
                answer: bytes | Exception = self.connection.recv()
                if isinstance(answer, Exception):
                    raise answer
                return answer
        except (EOFError, ConnectionError) as error:
            raise ChildEndedError from error
        raise ChildEndedError

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.wait()
        self.connection.close()


_own = threading.local()


def call_in_child(limits: Limits, function: Callable[..., bytes], *arguments: object) -> bytes:
    """Call a module's function in this thread's own process, bound by ``limits``."""
    if not hasattr(os, "fork"):  # Windows has neither the limits nor what hands them over
        return function(*arguments)
    child: Child | None = getattr(_own, "child", None)
    if child is not None and (child.limits != limits or child.process.poll() is not None):
        child.end()
        child = None
    if child is None:
        child = _own.child = Child(limits)
    try:
        return child.call(function, *arguments)
    except ChildEndedError:
        child.end()
        _own.child = None
        raise


def main(connection: Connection, megabytes: int, parent: int) -> None:
    """Answer calls until the other end is closed."""
    limit_memory(megabytes)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    while True:
        try:
            function, arguments = connection.recv()
        except EOFError:
            return
        try:
            answer: bytes | Exception = function(*arguments)
        except Exception as error:
            answer = RuntimeError(f"{type(error).__name__}: {error}")
        try:
            connection.send(answer)
        except ConnectionError:
            return


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, also in the middle of a file."""
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]))
