"""Fuzz: ``python -m tests.fuzz [TARGET ...] --runs N``; prints inputs run and crashes a target.

Every target runs in a process of its own, first over its kept inputs in ``corpus/`` and those that
once crashed it (``tests/issues/TARGET/``, where a new one is put), then over inputs that coverage
guides. ``--grow`` keeps in ``corpus/`` what reached new code. Where atheris is not to be had only
the kept inputs are run.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
CRASHED = HERE.parent / "issues"
FIXTURES = HERE.parent / "fixtures"
ALSO = {"text": FIXTURES / "dialects", "pdf": FIXTURES / "pdf", "word": FIXTURES / "word"}
LONGEST = {"pdf": 100_000, "word": 60_000, "text": 20_000}


def main() -> int:
    """Run the targets; the exit status says whether one crashed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("targets", nargs="*", metavar="TARGET", help="all if left out")
    arguments.add_argument("--runs", type=int, default=200, help="inputs a target")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--grow", action="store_true", help="keep inputs that reach new code")
    arguments.add_argument("--one", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        return _guided(given.one, given.runs, given.seed, grow=given.grow)
    # Only here, as what is imported before atheris is at work is not guided.
    from tests.fuzz.targets import TARGETS

    if unknown := set(given.targets) - TARGETS.keys():
        arguments.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        run = partial(_run, runs=given.runs, seed=given.seed, grow=given.grow)
        held = list(threads.map(run, given.targets or TARGETS))
    return 0 if all(held) else 1


def _run(name: str, runs: int, seed: int, *, grow: bool) -> bool:
    """Run one target and print a line; return whether it held."""
    started = time.monotonic()
    command = [sys.executable, "-m", "tests.fuzz", "--one", name]
    command += ["--runs", str(runs), "--seed", str(seed), *(["--grow"] if grow else [])]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = done.stdout + done.stderr
    ran = re.findall(r"(?:Done |stat::number_of_executed_units: )(\d+)", said)
    seconds = time.monotonic() - started
    held = done.returncode == 0
    word = "held" if held else "CRASHED"
    print(f"{name:10} {ran[-1] if ran else '?':>9} inputs {seconds:7.0f} s  {word}", flush=True)
    if not held:
        print(said[-4000:], flush=True)
    return held


def _guided(name: str, runs: int, seed: int, *, grow: bool) -> int:
    """Run one target in this process, which ends here where atheris is at work."""
    try:
        import atheris
    except ImportError:
        return _kept_only(name)
    with atheris.instrument_imports(include=["parser"]):
        from tests.fuzz.targets import TARGETS
    crashed = CRASHED / name
    for folder in (crashed, CORPUS / name):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        found = str(CORPUS / name) if grow else scratch
        options = [
            f"-runs={runs}",
            f"-seed={seed}",
            f"-max_len={LONGEST.get(name, 2000)}",
            "-rss_limit_mb=3000",
        ]
        options += ["-timeout=120", "-print_final_stats=1", f"-artifact_prefix={crashed}/"]
        folders = list(dict.fromkeys([found, *map(str, _kept(name))]))
        atheris.Setup([sys.argv[0], *options, *folders], TARGETS[name])
        atheris.Fuzz()
    return 0


def _kept(name: str) -> list[Path]:
    """Return the folders of inputs that are kept for a target."""
    folders = [CORPUS / name, CRASHED / name, *([ALSO[name]] if name in ALSO else [])]
    return [folder for folder in folders if folder.is_dir()]


def _kept_only(name: str) -> int:
    from tests.fuzz.targets import TARGETS

    inputs = [path for folder in _kept(name) for path in sorted(folder.glob("*"))]
    for kept in inputs:
        TARGETS[name](kept.read_bytes())
    print(f"Done {len(inputs)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
