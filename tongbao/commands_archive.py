"""The commands that keep an archive: correct, export, serve."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from tongbao.terminal import (
    FailedError,
    command,
    db_option,
    failures_named,
    remark,
    say,
    say_all,
)

_PATH = click.Path(path_type=Path)


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
@click.option(
    "--processes",
    metavar="N",
    default=min(2, os.cpu_count() or 1),
    show_default="2 where there are two cores",
    type=click.IntRange(1, 16),
    help="Processes that answer; each keeps pages of its own.",
)
def serve_command(
    db_path: Path, port: int, host: str, base: str, settings: Path | None, processes: int
) -> None:
    """Show the archive in a browser (Datasette), read-only, on this machine alone."""
    from db.site.serve import AddressError, serve
    from tongbao.site_tools import site_tools

    own = _settings(settings)
    base = f"/{base.strip('/')}/".replace("//", "/")
    with failures_named():
        try:
            serve(
                db_path,
                site_tools(),
                host=host,
                port=port,
                announce=say,
                own=own,
                base=base,
                processes=processes,
            )
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
