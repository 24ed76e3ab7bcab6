"""The command that imports files and folders into an archive."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongbao.terminal import (
    FailedError,
    command,
    db_option,
    failures_named,
    remark,
    say,
    say_all,
    say_json,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

    from tongbao.batch import Summary
    from tongbao.reading import Options

_PATH = click.Path(path_type=Path)
_CHANGED = (
    "SELECT 'a correction no longer fits and is not applied:', bulletin, 'annex', annex,"
    ' "row", "column", raw FROM corrections WHERE state = \'changed\' ORDER BY 2, 4, 5, 6'
)
_LEFT = (
    "other months could not be asked about its open cells (the process was ended);"
    " run the same command again"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """The options of the command as they were given."""

    paths: tuple[Path, ...]
    db_path: Path
    jobs: int | None
    scheduler: str | None
    manifest: Path | None
    year: int | None
    issuer: str | None
    register: Path | None
    keep_sources: bool
    seconds: float
    megabytes: int
    as_json: bool


@command(
    "import",
    example="tongbao import bulletins/ --db archive.db\n"
    "tongbao import bulletins/ --db archive.db --manifest manifest.csv --jobs 4",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=_PATH)
@db_option
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1), help="Processes; one a core if left out."
)
@click.option("--scheduler", metavar="ADDRESS", help="Parse on the Dask cluster at this address.")
@click.option(
    "--manifest",
    metavar="CSV",
    type=_PATH,
    help="What is known of the files; else manifest.csv beside them.",
)
@click.option(
    "--year", type=click.IntRange(1949, 2100), help="The year of all files, if their text lacks it."
)
@click.option("--issuer", metavar="NAME", help="Who issued all files, if their text does not say.")
@click.option(
    "--register",
    metavar="FILE",
    type=_PATH,
    help="Your own register of names; else departments.local.yaml beside the archive.",
)
@click.option("--keep-sources", is_flag=True, help="Keep the files themselves in the archive.")
@click.option(
    "--seconds",
    default=900.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Longest time for one file.",
)
@click.option(
    "--megabytes",
    default=4096,
    show_default=True,
    type=click.IntRange(256),
    help="Most memory for one process.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def import_command(**given: Any) -> None:
    """Read files and folders into an archive; run it again to go on or to add files."""
    from db.connect import close, explained, open_archive
    from db.overview import overview
    from tongbao.report import overview_lines

    asked = _Given(**given)
    with failures_named(), explained(asked.db_path):
        files, strays = _found(asked)
        options = _options(asked, files)
        if not asked.db_path.exists():
            _refuse_nothing(asked, files, strays)
        db = open_archive(asked.db_path)
        try:
            summary = _import(db, asked, files, strays, options)
            for line in db.conn.execute(_CHANGED):
                remark(" ".join(line))
            held = overview(db.conn)
        finally:
            close(db)
    counts = summary.as_json()
    if asked.as_json:
        say_json(counts)
    else:
        words = ("imported", "unchanged", "replaced", "failed")
        say(", ".join(f"{counts[word]} {word}" for word in words))
        say_all(overview_lines(held, str(asked.db_path)))
    failed = [f"{failed.path}: {failed.reason}" for failed in summary.failures]
    failed += [f"{issuer}: {_LEFT}" for issuer in summary.left]
    if failed:
        raise FailedError(*failed)


def _found(asked: _Given) -> tuple[list[Path], list[Path]]:
    """Return the files to import, without the archive itself, and links that lead elsewhere."""
    from tongbao.discovery import discover

    path = asked.db_path
    own = {path.resolve().with_name(path.name + end) for end in ("", "-wal", "-shm")}
    strays: list[Path] = []
    found = discover(asked.paths, strays=strays)
    return [file for file in found if Path(os.path.realpath(file)) not in own], strays


def _refuse_nothing(asked: _Given, files: Sequence[Path], strays: Sequence[Path]) -> None:
    """Refuse to make an archive of nothing: a mistyped name shall not leave an empty one."""
    from tongbao.zipped import is_in_zip

    if strays or any(file.exists() or is_in_zip(file) for file in files):
        return
    if files:
        raise FailedError(*(f"{file}: no such file or folder; check the name" for file in files))
    raise FailedError(*(f"{path}: there are no files in it" for path in asked.paths))


def _import(
    db: Database, asked: _Given, files: list[Path], strays: list[Path], options: Options
) -> Summary:
    from tongbao.archive import resolve_name
    from tongbao.batch import default_jobs, import_files
    from tongbao.limits import Limits
    from tongbao.pools import ClusterLostError
    from tongbao.progress import progress

    try:
        with _cluster(asked.scheduler) as (executor, slots), progress(len(files)) as bar:
            return import_files(
                db,
                files,
                strays=strays,
                options=options,
                jobs=slots or min(asked.jobs or default_jobs(), max(1, len(files) // 2)),
                resolve=partial(resolve_name, register=options.register),
                executor=executor,
                keep_sources=asked.keep_sources,
                limits=Limits(seconds=asked.seconds, megabytes=asked.megabytes),
                on_result=bar.file,
                on_issuer=bar.issuer,
            )
    except ClusterLostError as error:
        raise FailedError(f"{asked.scheduler}: {error}") from error


def _options(asked: _Given, files: Sequence[Path]) -> Options:
    from corpus.manifest import nearest_manifest, read_manifest
    from parser.names.resolve import resolver_with
    from parser.names.schema import register_beside
    from tongbao.reading import Options

    register = asked.register or register_beside(asked.db_path)
    resolver_with(register)  # says so at once if it cannot be read
    if asked.manifest is not None:
        places = {asked.manifest}
    else:
        folders = {file.parent for file in files}
        places = {place for folder in folders if (place := nearest_manifest(folder))}
    manifests = tuple(read_manifest(place) for place in sorted(places))
    return Options(year=asked.year, issuer=asked.issuer, manifests=manifests, register=register)


@contextlib.contextmanager
def _cluster(scheduler: str | None) -> Iterator[tuple[Executor | None, int]]:
    """Connect to a Dask cluster if an address is given; tell how many files it reads at once."""
    if scheduler is None:
        yield None, 0
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise FailedError(
            "--scheduler needs Dask; install it with: pip install tongbao[dask]"
        ) from error
    try:
        client: Any = Client(scheduler, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise FailedError(f"{scheduler}: no Dask scheduler answers there ({error})") from error
    with client:
        yield client.get_executor(), max(1, sum(client.nthreads().values()))
