"""Whether files nobody here wrote are read, refused in one line, or break something.

``python -m tests.benchmarks.real_files DIR [--seconds S] [--show]`` reads every file below DIR
and prints, form by form: files, read, refused, failed (a traceback, or longer than S seconds),
the slowest, and the peak memory; then the reasons of refusals with their counts. ``--show``
names each file that was refused or failed.
"""

from __future__ import annotations

import argparse
import resource
import signal
import time
from collections import Counter, defaultdict
from pathlib import Path
from types import FrameType

from parser.document import UnreadableError
from parser.readers import read


class _SlowError(Exception):
    """A file that took longer than it may."""


def _stop(signal_number: int, frame: FrameType | None) -> None:
    raise _SlowError


def outcome(path: Path, seconds: int) -> tuple[str, str]:
    """Return what became of a file (read, refused, failed) and the line that says why."""
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(seconds)
    try:
        read(path.read_bytes(), name=path.name)
    except UnreadableError as error:
        damaged = "is damaged (" in str(error)  # the last wall: a parser raised something
        return ("failed" if damaged and error.__cause__ is not None else "refused"), str(error)
    except _SlowError:
        return "failed", f"longer than {seconds} s"
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
    return "read", ""


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    slowest: dict[str, tuple[float, str]] = {}
    reasons: Counter[str] = Counter()
    for path in sorted(one for one in arguments.folder.rglob("*") if one.is_file()):
        form = path.suffix.lower() or "none"
        start = time.perf_counter()
        result, why = outcome(path, arguments.seconds)
        slowest[form] = max(slowest.get(form, (0.0, "")), (time.perf_counter() - start, path.name))
        counts[form][result] += 1
        if why:
            reasons[f"{result}: {why}"] += 1
            if arguments.show:
                print(f"{path.name}: {result}: {why}", flush=True)
    for form, found in sorted(counts.items()):
        line = f"{form:8} files {found.total():4}  read {found['read']:4}  "
        line += f"refused {found['refused']:3}  failed {found['failed']:3}  "
        print(f"{line}slowest {slowest[form][0]:.1f} s ({slowest[form][1]})")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    for reason, count in reasons.most_common():
        print(f"{count:4}  {reason}")


if __name__ == "__main__":
    main()
