"""An environment of its own for every peer, with pinned versions, outside the repository.

``peers_locked/NAME.txt`` holds what is installed, to the last dependency. An environment is made
once under the user's cache folder and made anew when its file changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LOCKED = Path(__file__).parent / "peers_locked"
ADAPTERS = Path(__file__).parent / "peers_adapters.py"
SECONDS = 900
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def cache() -> Path:
    """Return the folder that holds the peers' environments."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "tongbao" / "peers"


def python_of(environment: str | None) -> Path:
    """Return the interpreter of an environment, made if need be; ``None`` is this one."""
    if environment is None:
        return Path(sys.executable)
    locked = LOCKED / f"{environment}.txt"
    digest = hashlib.sha256(locked.read_bytes()).hexdigest()[:12]
    folder = cache() / f"{environment}-{sys.version_info.major}{sys.version_info.minor}-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "made").exists():
        print(f"installing {environment} into {folder}", file=sys.stderr, flush=True)
        uv = [sys.executable, "-m", "uv"]
        subprocess.run(
            [*uv, "venv", "-q", "--clear", "--python", sys.executable, folder], check=True
        )
        install = ["pip", "install", "-q", "--no-deps", "--python", str(python), "-r", str(locked)]
        subprocess.run([*uv, *install], check=True)
        (folder / "made").touch()
    return python


def megabytes(environment: str | None) -> float | None:
    """Return what an environment takes on disk, ``None`` for this one."""
    if environment is None:
        return None
    folder = python_of(environment).parent.parent
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


@dataclass(slots=True)
class Memory:
    """The greatest resident memory, in MB, of a process and all it starts."""

    process: subprocess.Popen[str]
    peak: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look every tenth of a second until :attr:`done`."""
        while not self.done.wait(0.1):
            pages = 0
            for path in Path("/proc").glob("[0-9]*/stat"):
                try:
                    fields = path.read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                pages += int(fields[21]) if int(fields[3]) == self.process.pid else 0
            self.peak = max(self.peak, pages * _PAGE_BYTES / 1e6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a peer said of each file (see ``peers_adapters.py``), and its greatest memory in MB."""

    files: tuple[dict[str, object], ...]
    peak_mb: float


def ask(peer: str, environment: str | None, files: list[Path], *, times: int) -> Answers:
    """Let a peer read files in a process of its own; a file not answered for has an ``error``."""
    request = json.dumps({"peer": peer, "files": [str(path) for path in files], "times": times})
    offline = {"HF_HUB_OFFLINE": "1", "MINERU_MODEL_SOURCE": "local", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [python_of(environment), ADAPTERS],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, **offline}, start_new_session=True,
    )  # fmt: skip
    memory = Memory(process)
    watcher = threading.Thread(target=memory.watch, daemon=True)
    watcher.start()
    start = time.monotonic()
    try:
        out, _ = process.communicate(request, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        out, _ = process.communicate()
    memory.done.set()
    watcher.join()
    answers = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    lacking = f"no answer in {time.monotonic() - start:.0f} s, exit {process.returncode}"
    answers += [{"error": lacking}] * (len(files) - len(answers))
    own = max((float(answer.get("peak_mb", 0.0)) for answer in answers), default=0.0)
    return Answers(files=tuple(answers), peak_mb=max(own, memory.peak))
