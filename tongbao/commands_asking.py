"""The commands that ask an archive: search, series."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from tongbao.terminal import (
    DateType,
    FailedError,
    PeriodType,
    command,
    db_option,
    failures_named,
    json_option,
    remark,
    say_all,
    say_json,
)

if TYPE_CHECKING:
    from db.periods import Frequency
    from db.series import Series

_PATH = click.Path(path_type=Path)


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
    elif hits[0].partial:
        remark("so common that only the passages loaded last are ranked; add a word, or --limit 0")
    elif limit and len(hits) == limit:
        remark(f"the best {limit}; there may be more (--limit 0 shows all)")


def _measures_beginning_with(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    from parser.tables.vocabulary import default_vocabulary

    return [name for name in default_vocabulary().measures if name.startswith(typed)]


@command(
    "series",
    example="tongbao series --db archive.db\n"
    "tongbao series --db archive.db --measure received_total --department 省环保厅\n"
    "tongbao series --db archive.db --measure 收件总数 --format csv > total.csv\n"
    "tongbao series --db archive.db --measure received_total --department 省生态环境厅"
    " --as-of 2017-03",
)
@db_option
@click.option(
    "--measure",
    metavar="M",
    shell_complete=_measures_beginning_with,
    help="A measure (received_total) or a printed header (收件总数). Left out: list what there is.",
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
@click.option(
    "--doubtful", is_flag=True, help="Let numbers in whose column, or what they count, is doubtful."
)
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(["table", "csv", "json", "parquet"]),
    help="Form of the answer.",
)
@click.option(
    "--lineage",
    is_flag=True,
    help="Follow the department through renamings and mergers; predecessors are added up"
    " where all of them report.",
)
@click.option(
    "--as-of",
    metavar="DATE",
    type=DateType(),
    help="The departments that there were on this day, with their predecessors added up.",
)
@click.option("--wide", is_flag=True, help="One line a period, one column a department.")
@click.option("--plot", metavar="FILE", type=_PATH, help="Draw a figure too (.png or .svg).")
@click.option("--out", metavar="FILE", type=_PATH, help="Write the answer to this file.")
def series_command(
    db_path: Path,
    measure: str | None,
    departments: tuple[str, ...],
    since: str | None,
    until: str | None,
    issuer: str | None,
    annex: str | None,
    frequency: Frequency,
    doubtful: bool,
    form: Literal["table", "csv", "json", "parquet"],
    lineage: bool,
    as_of: str | None,
    wide: bool,
    plot: Path | None,
    out: Path | None,
) -> None:
    """Show a measure across months: one row a month, gaps as gaps, doubt as doubt."""
    from tongbao.archive import Archive

    if measure is None:
        _list_measures(db_path)
        return
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise click.UsageError("parquet is no text; give --out FILE or redirect the output")
    if plot is not None and plot.suffix.lower() not in (".png", ".svg"):
        raise click.UsageError(f"{plot}: a figure is .png or .svg")
    if as_of is not None and not departments:
        raise click.UsageError("--as-of tells departments of that day; give --department")
    if wide and form == "json":
        raise click.UsageError("--wide is a table; give --format table, csv or parquet")
    with failures_named(), Archive(db_path) as archive:
        found = archive.find_series(
            measure,
            departments=departments,
            since=since,
            until=until,
            issuer=issuer,
            annex=annex,
            doubtful=doubtful,
            lineage=lineage,
            as_of=as_of,
            frequency=frequency,
        )
    if not found.points:
        whose = "、".join(departments) or "the total row"
        left_out = f" ({'; '.join(found.notes)})" if found.notes else ""
        raise FailedError(f"no {measure} of {whose} in {db_path} for this time{left_out}")
    if plot is not None:
        from tongbao.plot import PlotError, plot_series

        try:
            with failures_named(), Archive(db_path) as archive:
                plot_series(found, measure, plot, archive.reading)
        except PlotError as error:
            raise FailedError(str(error)) from error
    _write_series(found, form, out, wide=wide)
    for note in found.notes:
        remark(note)


def _list_measures(db_path: Path) -> None:
    from db.connect import explained, open_for_reading
    from db.overview import held
    from tongbao.report import held_lines

    with failures_named(), explained(db_path):
        there = held(open_for_reading(db_path))
    if not there:
        raise FailedError(f"{db_path} has no numbers yet; import bulletins first")
    say_all(held_lines(there))
    remark("give one with --measure; --department names whose, else it is the total row's")


def _write_series(found: Series, form: str, out: Path | None, *, wide: bool) -> None:
    from tongbao import frames, report

    answer: str | bytes
    match form:
        case "csv":
            answer = frames.wide_csv(found) if wide else frames.series_csv(found)
        case "json":
            answer = "".join(f"{line}\n" for line in frames.series_json(found))
        case "parquet":
            answer = frames.wide_parquet(found) if wide else frames.series_parquet(found)
        case _:
            lines = report.wide_lines(frames.wide_rows(found)) if wide else None
            answer = "".join(f"{line}\n" for line in lines or report.series_lines(found))
    if out is None:
        click.echo(answer, nl=False)
        return
    try:
        out.write_bytes(answer if isinstance(answer, bytes) else answer.encode())
    except OSError as error:
        raise FailedError(f"{out}: cannot be written ({error.strerror})") from error
