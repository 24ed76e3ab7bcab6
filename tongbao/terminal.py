"""What all commands share in talking to the terminal."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Any)

CONTEXT = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}
"""How every command shows its help."""

_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class FailedError(Exception):
    """Something could not be done: ``lines`` say what, one line each."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class PeriodType(click.ParamType[str]):
    """A month (2017-03) or year (2017) on the command line."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Accept a month or year as written."""
        if not _PERIOD.fullmatch(str(value)):
            self.fail(f"{value!r} is no month; write it as 2017-03", param, ctx)
        return str(value)


class DateType(click.ParamType[str]):
    """A day (2017-03-31), month or year on the command line."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Accept a day, month or year as written."""
        if not _DATE.fullmatch(str(value)):
            self.fail(f"{value!r} is no date; write it as 2017-03-31 or 2017-03", param, ctx)
        return str(value)


def command(name: str, *, example: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command; ``example`` is shown at the end of its ``--help``."""
    lines = "\n".join(f"  {line}" for line in example.splitlines())
    return click.command(name, epilog=f"\b\nExample:\n{lines}", context_settings=CONTEXT)


def db_option(command: F) -> F:
    """Add the ``--db FILE`` option."""
    option = click.option(
        "--db",
        "db_path",
        required=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The archive file.",
    )
    return option(command)


def json_option(command: F) -> F:
    """Add the ``--json`` option."""
    option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
    return option(command)


def say(text: str) -> None:
    """Print a line of the answer."""
    click.echo(harmless(text))


def say_all(lines: Iterable[str]) -> None:
    """Print lines of the answer."""
    for line in lines:
        say(line)


def say_json(value: Mapping[str, object]) -> None:
    """Print one object of the answer on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=_listed))


def remark(text: str) -> None:
    """Say something that is no part of the answer."""
    click.echo(f"tongbao: {harmless(text, one_line=True)}", err=True)


def harmless(text: str, *, one_line: bool = False) -> str:
    """Return ``text`` with what would steer a terminal written out.

    Documents and file names may hold escape sequences and marks that turn the direction of
    writing.
    """
    kept = "\t" if one_line else "\t\n"
    return "".join(
        character
        if character in kept
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else ascii(character)[1:-1]
        for character in text
    )


@contextlib.contextmanager
def failures_named() -> Iterator[None]:
    """Turn the errors of the archive's rooms into one line and exit status 1."""
    from corpus.manifest import ManifestError
    from db.connect import ArchiveError
    from db.correcting import CorrectionError
    from db.search import QueryError
    from db.series import SeriesError
    from parser.document import UnreadableError
    from parser.names.register import RegisterError

    try:
        yield
    except (
        ArchiveError,
        ManifestError,
        QueryError,
        RegisterError,
        SeriesError,
        UnreadableError,
    ) as error:
        raise FailedError(" ".join(str(error).split())) from error
    except CorrectionError as error:
        raise FailedError(*error.lines) from error
    except sqlite3.DatabaseError as error:
        raise FailedError(f"the archive could not be used ({error})") from error


def _listed(value: object) -> object:
    return list(value) if isinstance(value, Iterable) else str(value)
