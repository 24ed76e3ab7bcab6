"""The commands that read documents or names and store nothing: parse, check, names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from parser.bulletin import Bulletin
from tongbao.terminal import (
    FailedError,
    PeriodType,
    command,
    failures_named,
    json_option,
    say,
    say_all,
    say_json,
)

_PATH = click.Path(path_type=Path)
_SECOND_READING = click.option(
    "--second-reading", is_flag=True, help="Read PDF tables twice; doubt figures that differ."
)


@command(
    "parse",
    example="tongbao parse 2017-03.txt --year 2017\ntongbao parse *.docx --json > bulletins.jsonl",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_PATH)
@click.option("--year", type=click.IntRange(1949, 2100), help="The year, if the text lacks it.")
@click.option("--issuer", metavar="NAME", help="Who issued it, if the text does not say.")
@click.option("--manifest", metavar="CSV", type=_PATH, help="What is known of the files.")
@_SECOND_READING
@json_option
def parse_command(
    files: tuple[Path, ...],
    year: int | None,
    issuer: str | None,
    manifest: Path | None,
    second_reading: bool,
    as_json: bool,
) -> None:
    """Read documents and show what is in them; nothing is stored."""
    from tongbao.report import bulletin_lines

    failures: list[str] = []
    for number, bulletin in enumerate(
        _read(files, year, issuer, manifest, failures, second_reading=second_reading)
    ):
        if as_json:
            say_json(bulletin.as_json())
            continue
        if number:
            say("")
        say_all(bulletin_lines(bulletin))
    if failures:
        raise FailedError(*failures)


@command(
    "check",
    example="tongbao check 2017-03.txt\ntongbao check --db archive.db --json",
)
@click.argument("files", metavar="[FILE...]", nargs=-1, type=_PATH)
@click.option("--db", "db_path", metavar="FILE", type=_PATH, help="Check a whole archive instead.")
@click.option("--year", type=click.IntRange(1949, 2100), help="The year, if the text lacks it.")
@_SECOND_READING
@json_option
def check_command(
    files: tuple[Path, ...],
    db_path: Path | None,
    year: int | None,
    second_reading: bool,
    as_json: bool,
) -> None:
    """Recompute every sum, share and cross-reference; list what is wrong, the worst first.

    In an archive also cumulative figures against their months, changes against the month or
    year before, jumps by a factor of ten, duplicates and revisions.
    """
    if bool(files) == (db_path is not None):
        raise click.UsageError("give either files or --db FILE")
    if second_reading and db_path is not None:
        raise click.UsageError("--second-reading reads files, no archive")
    from tongbao.report import finding_line, sorted_findings

    failures: list[str] = []
    found: list[dict[str, object]] = []
    if db_path is not None:
        found = _archived_findings(db_path)
    else:
        for bulletin in _read(files, year, None, None, failures, second_reading=second_reading):
            source = {"source": bulletin.source.path}
            found += [{**finding.as_json(), **source} for finding in bulletin.findings]
    for finding in sorted_findings(found):
        if as_json:
            say_json(finding)
        else:
            say(f"{finding['source']}: {finding_line(finding)}")
    if failures:
        raise FailedError(*failures)


@command(
    "names",
    example="tongbao names 省食药监局 --date 2017-03\ntongbao names - --json < names.txt",
)
@click.argument("names", metavar="[NAME...]", nargs=-1)
@click.option("--region", metavar="R", help="The province or city that the names belong to.")
@click.option("--date", metavar="YYYY-MM", type=PeriodType(), help="When the names were in use.")
@click.option("--register", metavar="FILE", type=_PATH, help="Your own register of names.")
@click.option("--unresolved", is_flag=True, help="Print an archive's unknown names as YAML.")
@click.option("--db", "db_path", metavar="FILE", type=_PATH, help="The archive of --unresolved.")
@json_option
def names_command(
    names: tuple[str, ...],
    region: str | None,
    date: str | None,
    register: Path | None,
    unresolved: bool,
    db_path: Path | None,
    as_json: bool,
) -> None:
    """Tell which department a printed name means; '-' reads names from standard input.

    --unresolved prints the names of an archive that are not in the register, with candidates;
    complete them, keep them as departments.local.yaml beside the archive (or give the file with
    --register) and import again.
    """
    from parser.names.resolve import resolver_with
    from parser.names.schema import register_beside
    from parser.names.unresolved import unresolved_yaml

    if unresolved != (db_path is not None) or unresolved == bool(names):
        raise click.UsageError("give either NAME... or --unresolved with --db FILE")
    if register is None and db_path is not None:
        register = register_beside(db_path)
    with failures_named():
        resolver = resolver_with(register)
    if db_path is not None:
        say(unresolved_yaml(_archived_names(db_path), resolver=resolver).rstrip("\n"))
        return
    for name in _names(names):
        answer = resolver.resolve(name, region=region, date=date).as_json()
        if as_json:
            say_json(answer)
        else:
            say(_name_line(answer))


def _read(
    files: Sequence[Path],
    year: int | None,
    issuer: str | None,
    manifest: Path | None,
    failures: list[str],
    *,
    second_reading: bool,
) -> Iterator[Bulletin]:
    """Parse the files one by one; what cannot be read is added to ``failures``."""
    from corpus.manifest import read_manifest
    from parser.document import UnreadableError
    from tongbao.limits import Limits
    from tongbao.reading import Given, Options, file_digest, path_text
    from tongbao.worker import read_in_worker

    with failures_named():
        manifests = (read_manifest(manifest),) if manifest is not None else ()
    options = Options(year=year, issuer=issuer, manifests=manifests, second_reading=second_reading)
    readable: list[tuple[Path, Given]] = []
    for path in files:
        try:
            readable.append((path, options.given(path, file_digest(path))))
        except UnreadableError as error:
            failures.append(f"{path_text(path)}: {error}")
    answers = read_in_worker(readable, limits=Limits())
    for (path, _), answer in zip(readable, answers, strict=True):
        if isinstance(answer, UnreadableError):
            failures.append(f"{path_text(path)}: {answer}")
        else:
            yield answer


def _archived_findings(db_path: Path) -> list[dict[str, object]]:
    """Return what the parser found in each bulletin and what only several together show."""
    from db.checks import check_archive
    from db.connect import explained, open_for_reading

    with failures_named(), explained(db_path):
        connection = open_for_reading(db_path)
        connection.execute("BEGIN")  # all of one moment
        rows = connection.execute(
            "SELECT code, severity, message, evidence, findings.locator, bulletins.source,"
            " bulletin_id, period FROM findings JOIN bulletins USING (bulletin_id)"
            " ORDER BY period, bulletin_id, position"
        ).fetchall()
        across = [finding.as_json() for finding in check_archive(connection)]
        connection.close()
    names = ("code", "severity", "message", "evidence", "locator", "source", "bulletin_id")
    found = [dict(zip((*names, "period"), row, strict=True)) for row in rows]
    for finding in found:
        finding["evidence"] = json.loads(finding["evidence"])
        finding["locator"] = json.loads(finding["locator"]) if finding["locator"] else None
    return [*found, *across]


def _archived_names(db_path: Path) -> list[tuple[str, str | None, str | None]]:
    """Return the names of an archive's rows without a department or resolved as misprints."""
    from db.connect import explained, open_for_reading

    with failures_named(), explained(db_path):
        return [
            (label, issuer, period)
            for label, issuer, period in open_for_reading(db_path).execute(
                "SELECT DISTINCT r.label, b.issuer, b.period FROM table_rows r"
                " JOIN annex_tables USING (table_id) JOIN annexes USING (annex_id)"
                " JOIN bulletins b USING (bulletin_id) WHERE r.kind = 'department'"
                " AND r.label IS NOT NULL AND (r.department_id IS NULL OR r.method = 'fuzzy')"
                " ORDER BY 1, 2, 3"
            )
        ]


def _names(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name != "-":
            yield name
            continue
        for line in sys.stdin:
            if line.strip():
                yield line.rstrip("\r\n")


def _name_line(answer: dict[str, object]) -> str:
    department = answer["department"]
    if isinstance(department, dict):
        how = f"{answer['method']}, {answer['score']:.2f}"
        return f"{answer['name']}\t{department['name']}\t{department['id']}\t{how}"
    candidates = answer["candidates"]
    nearest = ""
    if isinstance(candidates, list | tuple) and candidates:
        listed = (f"{c['name']} ({c['id']}, {c['score']:.2f})" for c in candidates)
        nearest = "\tnearest: " + "; ".join(listed)
    return f"{answer['name']}\tunknown{nearest}"
