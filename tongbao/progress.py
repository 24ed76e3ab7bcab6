"""How far an import has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

import click

from tongbao.batch import Result

_SECONDS_BETWEEN_LINES = 10.0


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[Result], None]]:
    """Yield a function to call for each result."""
    if not sys.stderr.isatty():
        yield _lines(total)
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
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("importing", total=total, rate="")

        def step(result: Result) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, rate=f"{speed:.1f}/s" if speed else "")

        yield step


def _lines(total: int) -> Callable[[Result], None]:
    done, last = 0, time.monotonic()

    def step(result: Result) -> None:
        nonlocal done, last
        done += 1
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            click.echo(f"tongbao: {done} of {total} files", err=True)

    return step
