"""Every recipe of docs/extending.md is followed on a copy of the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<what>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: ``what`` is ``file=…``, ``output`` or nothing."""

    kind: str
    what: str
    text: str


def blocks() -> list[Block]:
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    return [Block(m["kind"], m["what"] or "", m["text"]) for m in _BLOCK.finditer(page)]


def test_following_the_recipes_does_what_they_say(tmp_path: Path) -> None:
    for package in ("parser", "corpus", "db", "tongbao"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    printed = None
    followed = []
    for block in blocks():
        action, _, path = block.what.partition("=")
        if action == "file":
            (tmp_path / path).write_text(block.text, encoding="utf-8")
        elif block.kind == "diff":
            command = ["git", "apply", "--recount", "-"]
            subprocess.run(command, input=block.text, text=True, cwd=tmp_path, check=True)
        elif block.kind == "sh":
            command = ["sh", "-c", block.text.replace("python ", f"{sys.executable} ")]
            ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
            assert ran.returncode == 0, (block.text, ran.stderr)
            printed = ran.stdout
        elif action == "output":
            assert printed is not None
            assert printed == block.text
            followed.append(block.text)
    assert len(followed) == 5
