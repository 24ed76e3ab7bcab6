"""The reference in docs/, written from the code: ``python -m tests.reference``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import yaml

from db.connect import close, open_archive
from db.descriptions import read_descriptions
from parser.finding import CATALOGUE
from tests.conftest import ROOT
from tests.reference_json import json_page
from tongbao.cli import tongbao

PAGES = ("commands.md", "archive.md", "findings.md", "json.md", "measures.md")
PUBLIC_VIEWS = ("observations", "bulletin_list", "finding_list", "passages")


def page(name: str) -> str:
    """Return a page of the reference as it should read now."""
    lines = {
        "commands.md": _commands,
        "archive.md": _archive,
        "findings.md": _findings,
        "json.md": json_page,
        "measures.md": _measures,
    }[name]()
    return "\n".join(lines) + "\n"


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "Written from the program; `tongbao COMMAND --help` shows the same."
    yield "Exit status: 0 all done, 1 something failed (each failure is a line on standard error),"
    yield "2 wrong usage."
    yield ""
    yield "Commands, options, files and measures are completed by the Tab key after"
    yield ""
    yield "```sh"
    yield "# in ~/.bashrc; for other shells zsh_source or fish_source"
    yield 'eval "$(_TONGBAO_COMPLETE=bash_source tongbao)"'
    yield "```"
    for name, command in tongbao.commands.items():
        context = click.Context(command, info_name=f"tongbao {name}")
        yield ""
        yield f"## tongbao {name}"
        yield ""
        yield " ".join((command.help or "").split())
        yield ""
        yield "```"
        yield " ".join(["tongbao", name, *command.collect_usage_pieces(context)])
        yield "```"
        yield ""
        options = [
            p.get_help_record(context)
            for p in command.get_params(context)
            if isinstance(p, click.Option)
        ]
        yield "| option | meaning |"
        yield "| --- | --- |"
        for record in options:
            if record is not None:
                option, meaning = (" ".join(part.split()).replace("|", "\\|") for part in record)
                yield f"| `{option}` | {meaning} |"
        yield ""
        yield "```sh"
        yield from _example(command)
        yield "```"


def _example(command: click.Command) -> list[str]:
    lines = (command.epilog or "").replace("\b", "").splitlines()
    return [line.strip() for line in lines if line.strip() and line.strip() != "Example:"]


def _archive() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        db = open_archive(Path(folder) / "archive.db")
        held = list(read_descriptions(db.conn))
        close(db)
    yield "# The archive"
    yield ""
    yield "One SQLite file; it opens in plain `sqlite3` without any extension. The views"
    yield f"{', '.join(f'`{view}`' for view in PUBLIC_VIEWS)} are public: their columns stay."
    yield "Tables may change between versions; an older archive is upgraded when it is opened."
    names = [description.object for description in held if not description.column]
    for name in sorted(names, key=lambda name: (name not in PUBLIC_VIEWS, names.index(name))):
        head = next(d for d in held if d.object == name and not d.column)
        yield ""
        yield f"## {name}"
        yield ""
        yield f"{head.english} {head.chinese}"
        yield ""
        yield "| column | | |"
        yield "| --- | --- | --- |"
        for column in held:
            if column.object == name and column.column:
                yield f"| `{column.column}` | {column.english} | {column.chinese} |"


def _findings() -> Iterator[str]:
    yield "# Findings"
    yield ""
    yield "A finding says what is wrong or doubtful and never changes a printed value. `of` tells"
    yield "whose fault or doubt it is: the source's, our interpretation's, or the reading's."
    yield ""
    yield "Every finding names the place where it shows (`locator`), but for those about a whole"
    yield "bulletin; `evidence` holds what it rests on under these names, as far as the case has"
    yield "them. Names that end in `_at` are places too."
    yield ""
    yield "| code | severity | of | meaning | evidence |"
    yield "| --- | --- | --- | --- | --- |"
    for kind in CATALOGUE.values():
        figures = ", ".join(f"`{name}`" for name in kind.figures)
        yield f"| `{kind.code}` | {kind.severity} | {kind.of} | {kind.explanation} | {figures} |"


def _measures() -> Iterator[str]:
    path = ROOT / "parser" / "tables" / "measures.yaml"
    vocabulary = yaml.safe_load(path.read_text(encoding="utf-8"))
    yield "# Measures"
    yield ""
    yield "What a table's columns measure. A header outside this vocabulary keeps its path and has"
    yield "no measure. To add a synonym, add it to `parser/tables/measures.yaml` with an example."
    yield ""
    yield "| measure | | | unit |"
    yield "| --- | --- | --- | --- |"
    for measure in vocabulary["measures"]:
        unit = measure.get("unit") or ""
        yield f"| `{measure['id']}` | {measure['zh']} | {measure['en']} | {unit} |"
    yield ""
    yield "The same over another time or as a share has an id of its own:"
    yield ""
    yield "| suffix | | |"
    yield "| --- | --- | --- |"
    for variant in vocabulary["variants"]:
        yield f"| `_{variant['suffix']}` | {variant['zh']} | {variant['en']} |"
    yield from _measures_of_text({measure["id"] for measure in vocabulary["measures"]})


def _measures_of_text(documented: set[str]) -> Iterator[str]:
    path = ROOT / "parser" / "narrative" / "measures.yaml"
    words = yaml.safe_load(path.read_text(encoding="utf-8"))
    yield ""
    yield "## Of the running text"
    yield ""
    yield "Figures in sentences have these beside those above; the words are what names them. A"
    yield "stage makes one more of a thing (`complaints_completed`). A figure of other words has"
    yield "no measure; what is printed stands in `label`. Words are added to"
    yield "`parser/narrative/measures.yaml`."
    yield ""
    yield "| measure | words |"
    yield "| --- | --- |"
    for section in ("stages", "things", "rates", "loose"):
        for name, listed in words[section].items():
            known = words["totals"].get(name, name)
            if known not in documented:
                documented.add(known)
                yield f"| `{known}` | {'、'.join(listed[:6])} |"


def main() -> None:
    """Write every page of the reference."""
    for name in PAGES:
        (ROOT / "docs" / name).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
