"""How often a second reading of PDF tables differs from the first, and what it costs.

``python -m tests.benchmarks.second PATH...`` reads the PDF files named, or in the folders named,
once and a second time, and prints for each file that is not read alike what differs, and in all
how many figures were read, how many differ, how many pages could not be compared, and the time
of both readings.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from parser.document import RawTable, UnreadableError
from parser.readers import read
from parser.readers.second import with_second_reading


def pdf_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the PDF files among ``paths`` and in folders among them."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.read_bytes()[:5] == b"%PDF-":
                yield file


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    counts: Counter[str] = Counter()
    first = second = 0.0
    for path in pdf_files(parser.parse_args().paths):
        data = path.read_bytes()
        started = time.perf_counter()
        try:
            document = read(data, name=path.name)
        except UnreadableError:
            continue
        between = time.perf_counter()
        again = with_second_reading(data, document)
        first, second = first + between - started, second + time.perf_counter() - between
        counts["files"] += 1
        counts["figures"] += sum(
            any(character.isdecimal() for character in cell.text)
            for block in document.blocks
            if isinstance(block, RawTable)
            for cell in block.cells
        )
        for code, said, place in again.problems[len(document.problems) :]:
            counts[code] += 1
            print(f"{path.name}, page {place.page if place else '?'}: {said}")
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"first reading {first:.1f} s, second {second:.1f} s")


if __name__ == "__main__":
    main()
