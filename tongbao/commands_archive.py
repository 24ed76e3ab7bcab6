"""The commands that keep an archive: import, correct, export, serve."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
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
    from tongbao.reading import Options

_PATH = click.Path(path_type=Path)
_CHANGED = (
    "SELECT 'a correction no longer fits and is not applied:', bulletin, 'annex', annex,"
    ' "row", "column", raw FROM corrections WHERE state = \'changed\' ORDER BY 2, 4, 5, 6'
)


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
def import_command(
    paths: tuple[Path, ...],
    db_path: Path,
    jobs: int | None,
    scheduler: str | None,
    manifest: Path | None,
    year: int | None,
    issuer: str | None,
    register: Path | None,
    keep_sources: bool,
    seconds: float,
    megabytes: int,
    as_json: bool,
) -> None:
    """Read files and folders into an archive; run it again to go on or to add files."""
    from db.connect import close, explained, open_archive
    from db.overview import overview
    from parser.names.resolve import resolver_with
    from parser.names.schema import register_beside
    from tongbao.archive import resolve_name
    from tongbao.batch import ClusterLostError, default_jobs, import_files
    from tongbao.discovery import discover
    from tongbao.limits import Limits
    from tongbao.progress import progress
    from tongbao.report import overview_lines

    with failures_named(), explained(db_path):
        own = {db_path.resolve().with_name(db_path.name + end) for end in ("", "-wal", "-shm")}
        strays: list[Path] = []
        found = discover(paths, strays=strays)
        files = [file for file in found if Path(os.path.realpath(file)) not in own]
        register = register or register_beside(db_path)
        resolver_with(register)
        options = replace(_options(files, manifest, year, issuer), register=register)
        db = open_archive(db_path)
        try:
            with _cluster(scheduler) as (executor, slots), progress(len(files)) as step:
                summary = import_files(
                    db,
                    files,
                    strays=strays,
                    options=options,
                    jobs=slots or min(jobs or default_jobs(), max(1, len(files) // 2)),
                    resolve=partial(resolve_name, register=register),
                    executor=executor,
                    keep_sources=keep_sources,
                    limits=Limits(seconds=seconds, megabytes=megabytes),
                    on_result=step,
                )
            for line in db.conn.execute(_CHANGED):
                remark(" ".join(line))
            held = overview(db.conn)
        except ClusterLostError as error:
            raise FailedError(f"{scheduler}: {error}") from error
        finally:
            close(db)
    counts = summary.as_json()
    if as_json:
        say_json(counts)
    else:
        words = ("imported", "unchanged", "replaced", "failed")
        say(", ".join(f"{counts[word]} {word}" for word in words))
        say_all(overview_lines(held, str(db_path)))
    if summary.failures:
        raise FailedError(*(f"{failed.path}: {failed.reason}" for failed in summary.failures))


@command(
    "correct",
    example="tongbao correct corrections.csv --db archive.db",
)
@click.argument("file", metavar="[FILE.csv]", type=_PATH, required=False)
@db_option
@click.option(
    "--todo",
    is_flag=True,
    help="Print the doubtful cells as CSV to fill in, the most useful first.",
)
@click.option(
    "--limit",
    default=200,
    show_default=True,
    type=click.IntRange(0),
    help="Most cells of --todo; 0 for all.",
)
def correct_command(file: Path | None, db_path: Path, todo: bool, limit: int) -> None:
    """Apply a person's corrections; they outlive a new import.

    The columns of the CSV are bulletin, annex, row, column, raw, value, move_to, reason, who
    and when; --todo prints such a file with the cells that need a look.
    """
    if todo == (file is not None):
        raise click.UsageError("give either FILE.csv or --todo")
    with failures_named():
        if file is None:
            _print_todo(db_path, limit)
        else:
            _apply_corrections(file, db_path)


@command(
    "export",
    example="tongbao export published/ --db archive.db\n"
    "tongbao export --site pages/ --db archive.db",
)
@click.argument("folder", metavar="DIR", type=_PATH)
@db_option
@click.option(
    "--site",
    "as_site",
    is_flag=True,
    help="Write web pages instead: one file a bulletin that stands alone and can be cited.",
)
def export_command(folder: Path, db_path: Path, as_site: bool) -> None:
    """Write the archive as Parquet and CSV with a datapackage.json that describes them."""
    from db.connect import explained
    from db.export import export
    from db.site.snapshot import write_snapshot
    from tongbao import __version__

    with failures_named(), explained(db_path):
        try:
            if as_site:
                written = write_snapshot(db_path, folder, software=__version__)
            else:
                written = export(db_path, folder)
        except OSError as error:
            raise FailedError(f"{folder}: cannot be written ({error.strerror})") from error
    say_all(str(path) for path in written)


@command(
    "serve",
    example="tongbao serve --db archive.db --port 8001",
)
@db_option
@click.option(
    "--port",
    metavar="N",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port; 0 takes a free one.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; anything but loopback is seen by others.",
)
@click.option(
    "--base",
    metavar="PATH",
    default="/",
    show_default=True,
    help="Path under which a proxy shows the site (/tongbao/).",
)
@click.option(
    "--settings",
    metavar="FILE",
    type=_PATH,
    help="Datasette metadata (YAML) to add: who may read, how plugins log people in.",
)
def serve_command(db_path: Path, port: int, host: str, base: str, settings: Path | None) -> None:
    """Show the archive in a browser (Datasette), read-only, on this machine alone."""
    from db.site.serve import AddressError, serve
    from tongbao.site_tools import site_tools

    own = _settings(settings)
    base = f"/{base.strip('/')}/".replace("//", "/")
    with failures_named():
        try:
            serve(db_path, site_tools(), host=host, port=port, announce=say, own=own, base=base)
        except AddressError as error:
            raise FailedError(str(error)) from error


def _settings(file: Path | None) -> dict[str, Any]:
    """Return Datasette metadata from a YAML (or JSON) file."""
    import yaml

    if file is None:
        return {}
    try:
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is no UTF-8 text"
        raise FailedError(f"{file}: cannot be read ({reason})") from error
    except yaml.YAMLError as error:
        raise FailedError(f"{file}: is no YAML ({' '.join(str(error).split())})") from error
    if not isinstance(held, dict):
        raise FailedError(f"{file}: is no Datasette metadata; give names with their values")
    return held


def _options(
    files: Sequence[Path], manifest: Path | None, year: int | None, issuer: str | None
) -> Options:
    from corpus.manifest import nearest_manifest, read_manifest
    from tongbao.reading import Options

    if manifest is not None:
        places = {manifest}
    else:
        folders = {file.parent for file in files}
        places = {place for folder in folders if (place := nearest_manifest(folder))}
    manifests = tuple(read_manifest(place) for place in sorted(places))
    return Options(year=year, issuer=issuer, manifests=manifests)


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


def _apply_corrections(file: Path, db_path: Path) -> None:
    from db.connect import close, explained, open_archive, open_for_reading
    from db.correcting import read_corrections
    from db.corrections import correct

    corrections = read_corrections(file)
    with explained(db_path):
        open_for_reading(db_path).close()  # refuses what is no archive
        db = open_archive(db_path)
        try:
            results = correct(db, corrections)
        finally:
            close(db)
    say_all(result.line for result in results if result.state == "applied")
    for result in results:
        if result.state == "waiting":
            remark(result.line)
    changed = [result.line for result in results if result.state == "changed"]
    if changed:
        raise FailedError(*changed)


def _print_todo(db_path: Path, limit: int) -> None:
    import csv

    from db.connect import explained, open_for_reading
    from db.correcting import TODO_COLUMNS, todo

    writer = csv.writer(sys.stdout, lineterminator="\n")
    with explained(db_path):
        rows = list(todo(open_for_reading(db_path), limit or None))
    writer.writerow(TODO_COLUMNS)
    writer.writerows(rows)
