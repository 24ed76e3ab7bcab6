"""How far an import has come: bars on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import click

from tongbao.batch import Result

if TYPE_CHECKING:
    from rich.progress import Progress

_SECONDS_BETWEEN_LINES = 10.0


class Watcher(Protocol):
    """What is told how far an import has come."""

    def file(self, result: Result) -> None:
        """Note a file that is done."""

    def issuer(self, name: str, done: int, total: int) -> None:
        """Note an issuer whose other months have been asked about its open cells."""


@contextlib.contextmanager
def progress(total: int) -> Iterator[Watcher]:
    """Yield what is to be told of each of ``total`` files, and then of each issuer."""
    if not sys.stderr.isatty():
        yield _Lines(total)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        yield _Bars(bars, total)


class _Bars:
    """A bar for the files, then one for the issuers."""

    def __init__(self, bars: Progress, total: int) -> None:
        self.bars = bars
        self.files = bars.add_task("importing", total=total, rate="")
        self.issuers = bars.add_task(
            "comparing issuers' months", total=None, rate="", visible=False
        )

    def file(self, result: Result) -> None:
        speed = self.bars.tasks[0].speed
        self.bars.update(self.files, advance=1, rate=f"{speed:.1f}/s" if speed else "")

    def issuer(self, name: str, done: int, total: int) -> None:
        self.bars.update(self.issuers, completed=done, total=total, visible=True)


class _Lines:
    """A line every few seconds."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.last = time.monotonic()

    def file(self, result: Result) -> None:
        self.done += 1
        self._say(f"{self.done} of {self.total} files")

    def issuer(self, name: str, done: int, total: int) -> None:
        self._say(f"months of {done} of {total} issuers compared")

    def _say(self, words: str) -> None:
        if time.monotonic() - self.last >= _SECONDS_BETWEEN_LINES:
            self.last = time.monotonic()
            click.echo(f"tongbao: {words}", err=True)
