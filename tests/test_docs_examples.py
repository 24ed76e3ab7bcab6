"""The examples that every command shows at the end of its help run as they stand."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment
from tongbao.cli import tongbao

# `serve` goes on until it is stopped; the tests of the site start it.
EXAMPLES = [
    line.strip()
    for name, command in tongbao.commands.items()
    if name != "serve"
    for line in (command.epilog or "").splitlines()
    if line.strip().startswith("tongbao ")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "corpus" / "bulletins", folder / "bulletins")
    shutil.copy(ROOT / "corpus" / "manifest.csv", folder / "manifest.csv")
    shutil.copy(folder / "bulletins" / "2017-03-jiangsu.txt", folder / "2017-03.txt")
    (folder / "names.txt").write_text("省食药监局\n省国税局\n", encoding="utf-8")
    run("python -m corpus.write drawn --months 1 --departments 20 --forms docx", folder)
    shutil.copy(next((folder / "drawn").glob("*.docx")), folder)
    run("tongbao import bulletins/ --db archive.db --manifest manifest.csv", folder)
    todo = run("tongbao correct --todo --db archive.db --limit 1", folder).splitlines()
    filled = todo[1].split(",")
    column = {name: number for number, name in enumerate(todo[0].split(","))}
    filled[column["value"]] = filled[column["raw"]]
    for name, given in {"reason": "looked up", "who": "A. Reader", "when": "2026-01-02"}.items():
        filled[column[name]] = given
    (folder / "corrections.csv").write_text(f"{todo[0]}\n{','.join(filled)}\n", encoding="utf-8")
    return folder


def run(command: str, folder: Path) -> str:
    """Run a shell command in a folder; return what it prints."""
    ours = re.sub(r"^tongbao ", f"{sys.executable} -m tongbao ", command)
    ours = re.sub(r"^python ", f"{sys.executable} ", ours)
    ran = subprocess.run(
        ours, shell=True, cwd=folder, capture_output=True, text=True, env=environment(), check=False
    )
    assert ran.returncode == 0, (command, ran.stderr)
    return ran.stdout


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs_as_it_stands(example: str, folder: Path) -> None:
    run(example, folder)
