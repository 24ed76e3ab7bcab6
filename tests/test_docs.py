"""What is documented is what there is, and every command that is shown runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from parser.finding import CATALOGUE
from tests.conftest import ROOT, environment
from tests.reference import PAGES, PUBLIC_VIEWS, page
from tongbao.cli import tongbao

READMES = ("README.md", "README.zh.md")
# The Chinese README shows the same commands, which is a test of its own; the tutorial runs in an
# environment of its own, see test_frame.py.
RUN_IN_THE_CLONE = ("README.md", "docs/citing.md", "corpus/README.md")
# Run by hand and by the continuous integration; here only that the target is there.
SET_UP = ("make ",)


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page(name), "run `make docs`"


@pytest.mark.parametrize("name", sorted(tongbao.commands))
def test_every_command_has_help_with_an_example_and_every_option_a_meaning(name: str) -> None:
    command = tongbao.commands[name]

    assert command.help
    assert "Example" in (command.epilog or "")
    assert f"tongbao {name}" in (command.epilog or "")
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []


@pytest.mark.parametrize("view", PUBLIC_VIEWS)
def test_every_public_column_is_described_in_both_languages(view: str) -> None:
    section = page("archive.md").split(f"## {view}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]

    assert rows
    for row in rows:
        _, _, english, chinese, _ = row.split("|")
        assert english.strip(), row
        assert re.search(r"[\u4e00-\u9fff]", chinese), row


def test_every_finding_code_is_used_somewhere() -> None:
    sources = [
        path for package in ("parser", "db", "tongbao") for path in (ROOT / package).rglob("*.py")
    ]
    text = "".join(
        path.read_text(encoding="utf-8") for path in sources if path.name != "finding.py"
    )

    assert [code for code in CATALOGUE if f'"{code}"' not in text] == []


def shell_lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def python_blocks(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", RUN_IN_THE_CLONE)
def test_every_command_that_is_shown_runs(name: str, clone: Path) -> None:
    lines = shell_lines(name)

    assert lines
    for line in lines:
        if line.startswith(SET_UP):
            ran = subprocess.run(
                ["make", "-n", *line.split()[1:]], cwd=ROOT, capture_output=True, check=False
            )
        else:
            command = re.sub(r"^tongbao ", f"{sys.executable} -m tongbao ", line)
            command = re.sub(r"^python ", f"{sys.executable} ", command)
            ran = subprocess.run(
                command, shell=True, cwd=clone, capture_output=True, env=environment(), check=False
            )
        assert ran.returncode == 0, (line, ran.stderr.decode())


def test_the_python_in_the_readmes_runs(clone: Path) -> None:
    blocks = python_blocks("README.md")

    assert blocks
    for block in blocks:
        ran = subprocess.run(
            [sys.executable, "-c", block + "\nassert len(hits) == 3\nassert len(series)\n"],
            cwd=clone,
            capture_output=True,
            text=True,
            env=environment(),
            check=False,
        )
        assert ran.returncode == 0, ran.stderr


def test_the_pages_are_built_without_a_broken_link(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert built.returncode == 0, built.stderr
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"}
    assert {path.parent.name for path in tmp_path.glob("*/index.html")} == pages


def test_both_readmes_show_the_same_commands() -> None:
    tell = [[line.split("  ")[0] for line in shell_lines(name)] for name in READMES]

    assert tell[0] == tell[1]
    assert python_blocks(READMES[0]) == python_blocks(READMES[1])
