"""The ``tongbao`` command.

Answers go to standard output, everything else to standard error; the exit status is 0 when
all was done, 1 when something failed and 2 for wrong usage. A failure is one line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from tongbao import __version__
from tongbao.commands_archive import correct_command, export_command, serve_command
from tongbao.commands_asking import search_command, series_command
from tongbao.commands_import import import_command
from tongbao.commands_reading import check_command, names_command, parse_command
from tongbao.terminal import CONTEXT, FailedError, remark


@click.group(
    context_settings=CONTEXT,
    epilog="\b\nExample:\n  tongbao import bulletins/ --db archive.db\n"
    "  tongbao search 在线申办 --db archive.db",
)
@click.version_option(__version__, "--version", prog_name="tongbao")
def tongbao() -> None:
    """Reads archived bulletins (通报) and keeps every number with its proof."""


for _command in (
    parse_command,
    import_command,
    search_command,
    series_command,
    check_command,
    names_command,
    correct_command,
    export_command,
    serve_command,
):
    tongbao.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, 1 or 2. A closed pipe and Ctrl-C end it quietly."""
    try:
        tongbao.main(args=arguments, prog_name="tongbao", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        error.show()
        return 2
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except FailedError as error:
        for line in error.lines:
            remark(line)
        return 1
    except click.ClickException as error:
        click.echo(f"tongbao: {error.format_message()}", err=True)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has gone; keep Python from complaining at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("tongbao: stopped", err=True)
        return 1
    except OSError as error:
        click.echo(f"tongbao: cannot write the answer ({error.strerror or error})", err=True)
        return 1
    return 0
