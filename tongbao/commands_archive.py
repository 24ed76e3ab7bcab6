"""The commands that keep and ask an archive: import, search, series, correct, export, serve."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from tongbao.terminal import (
    FailedError,
    PeriodType,
    command,
    db_option,
    failures_named,
    json_option,
    remark,
    say,
    say_all,
    say_json,
)

if TYPE_CHECKING:
    from db.series import Frequency, Series
    from tongbao.reading import Options

_PATH = click.Path(path_type=Path)


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
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def import_command(
    paths: tuple[Path, ...],
    db_path: Path,
    jobs: int | None,
    scheduler: str | None,
    manifest: Path | None,
    year: int | None,
    issuer: str | None,
    as_json: bool,
) -> None:
    """Read files and folders into an archive; run it again to go on or to add files."""
    from db.connect import close, explained, open_archive
    from tongbao.archive import resolve_name
    from tongbao.batch import default_jobs, discover, import_files
    from tongbao.progress import progress

    with failures_named(), explained(db_path):
        files = list(discover(paths))
        options = _options(files, manifest, year, issuer)
        db = open_archive(db_path)
        try:
            with _executor(scheduler) as executor, progress(len(files)) as step:
                summary = import_files(
                    db,
                    files,
                    options=options,
                    jobs=min(jobs or default_jobs(), max(1, len(files) // 2)),
                    resolve=resolve_name,
                    executor=executor,
                    on_result=step,
                )
        finally:
            close(db)
    counts = summary.as_json()
    if as_json:
        say_json(counts)
    else:
        words = ("imported", "unchanged", "replaced", "failed")
        say(", ".join(f"{counts[word]} {word}" for word in words))
    if summary.failures:
        raise FailedError(*(f"{failed.path}: {failed.reason}" for failed in summary.failures))


@command(
    "search",
    example="tongbao search 在线申办 --db archive.db\n"
    "tongbao search 互联网+政务服务 南京 --from 2017-01 --db archive.db",
)
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@db_option
@click.option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="Most hits to show; 0 for all.",
)
@click.option("--from", "since", type=PeriodType(), help="From this month or year on.")
@click.option("--to", "until", type=PeriodType(), help="Up to this month or year.")
@click.option("--issuer", metavar="NAME", help="Only issuers whose name holds this.")
@json_option
def search_command(
    words: tuple[str, ...],
    db_path: Path,
    limit: int,
    since: str | None,
    until: str | None,
    issuer: str | None,
    as_json: bool,
) -> None:
    """Find passages that hold all the words; Chinese words of any length, best first.

    Quotes hold a phrase together.
    """
    from db.connect import explained, open_for_reading
    from db.search import search
    from tongbao.report import hit_lines

    with failures_named(), explained(db_path):
        hits = search(
            open_for_reading(db_path),
            " ".join(words),
            limit=limit or None,
            since=since,
            until=until,
            issuer=issuer,
        )
    marks = ("\x1b[1;31m", "\x1b[0m") if sys.stdout.isatty() else ("【", "】")
    for hit in hits:
        if as_json:
            say_json(hit.as_json())
        else:
            say_all(hit_lines(hit, before=marks[0], after=marks[1]))
    if not hits:
        remark("nothing found")
    elif limit and len(hits) == limit:
        remark(f"the best {limit}; there may be more (--limit 0 shows all)")


@command(
    "series",
    example="tongbao series --db archive.db --measure received_total --department 省环保厅\n"
    "tongbao series --db archive.db --measure 收件总数 --format csv > total.csv",
)
@db_option
@click.option(
    "--measure",
    required=True,
    metavar="M",
    help="A measure (received_total) or a printed header (收件总数).",
)
@click.option(
    "--department",
    "departments",
    multiple=True,
    metavar="D",
    help="A department by any of its names; may be repeated. The total row if left out.",
)
@click.option("--from", "since", type=PeriodType(), help="First month.")
@click.option("--to", "until", type=PeriodType(), help="Last month.")
@click.option("--issuer", metavar="NAME", help="Only issuers whose name holds this.")
@click.option("--annex", metavar="WORDS", help="Only annexes whose title holds this.")
@click.option(
    "--frequency",
    default="month",
    show_default=True,
    type=click.Choice(["month", "quarter", "half", "year"]),
    help="Length of the periods.",
)
@click.option("--doubtful", is_flag=True, help="Let numbers in whose column is doubtful.")
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(["table", "csv", "json", "parquet"]),
    help="Form of the answer.",
)
@click.option("--out", metavar="FILE", type=_PATH, help="Write the answer to this file.")
def series_command(
    db_path: Path,
    measure: str,
    departments: tuple[str, ...],
    since: str | None,
    until: str | None,
    issuer: str | None,
    annex: str | None,
    frequency: Frequency,
    doubtful: bool,
    form: Literal["table", "csv", "json", "parquet"],
    out: Path | None,
) -> None:
    """Show a measure across months: one row a month, gaps as gaps, doubt as doubt."""
    from tongbao.archive import Archive

    if form == "parquet" and out is None and sys.stdout.isatty():
        raise click.UsageError("parquet is no text; give --out FILE or redirect the output")
    with failures_named(), Archive(db_path) as archive:
        found = archive.find_series(
            measure,
            departments=departments,
            since=since,
            until=until,
            issuer=issuer,
            annex=annex,
            doubtful=doubtful,
            frequency=frequency,
        )
    if not found.points:
        whose = "、".join(departments) or "the total row"
        left_out = f" ({'; '.join(found.notes)})" if found.notes else ""
        raise FailedError(f"no {measure} of {whose} in {db_path} for this time{left_out}")
    _write_series(found, form, out)
    for note in found.notes:
        remark(note)


@command(
    "correct",
    example="tongbao correct corrections.csv --db archive.db",
)
@click.argument("file", metavar="FILE.csv", type=_PATH)
@db_option
def correct_command(file: Path, db_path: Path) -> None:
    """Apply a person's corrections; they outlive a new import."""
    raise FailedError(f"{file}: corrections cannot be applied yet")


@command(
    "export",
    example="tongbao export published/ --db archive.db",
)
@click.argument("folder", metavar="DIR", type=_PATH)
@db_option
def export_command(folder: Path, db_path: Path) -> None:
    """Write the archive as Parquet and CSV with a datapackage.json that describes them."""
    from db.connect import explained
    from db.export import export

    with failures_named(), explained(db_path):
        try:
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
def serve_command(db_path: Path, port: int, host: str) -> None:
    """Show the archive in a browser (Datasette), read-only, on this machine alone."""
    from db.site.serve import AddressError, serve

    with failures_named():
        try:
            serve(db_path, host=host, port=port, announce=say)
        except AddressError as error:
            raise FailedError(str(error)) from error


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
def _executor(scheduler: str | None) -> Iterator[Executor | None]:
    """Connect to a Dask cluster if an address is given."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise FailedError(
            "--scheduler needs Dask; install it with: pip install tongbao[dask]"
        ) from error
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise FailedError(f"{scheduler}: no Dask scheduler answers there ({error})") from error
    with client:
        yield client.get_executor()


def _write_series(found: Series, form: str, out: Path | None) -> None:
    from tongbao import frames, report

    match form:
        case "csv":
            answer: str | bytes = frames.series_csv(found)
        case "json":
            answer = "".join(f"{line}\n" for line in frames.series_json(found))
        case "parquet":
            answer = frames.series_parquet(found)
        case _:
            answer = "".join(f"{line}\n" for line in report.series_lines(found))
    if out is None:
        click.echo(answer, nl=False)
        return
    try:
        out.write_bytes(answer if isinstance(answer, bytes) else answer.encode())
    except OSError as error:
        raise FailedError(f"{out}: cannot be written ({error.strerror})") from error
