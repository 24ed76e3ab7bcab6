"""What several test files share: where the real bulletin stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def real_bulletin() -> Path:
    """The bulletin of March 2017 as it was archived."""
    return ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt"


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user has it after ``make archive``."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    made = ("import", "corpus/bulletins", "--manifest", "corpus/manifest.csv", "--db", "archive.db")
    command = [sys.executable, "-m", "tongbao", *made]
    subprocess.run(command, cwd=folder, check=True, env=environment())
    return folder


def environment() -> dict[str, str]:
    """The environment in which another process runs this checkout, drawing on no screen."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
