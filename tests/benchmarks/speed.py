"""How long each form takes to read, beside what such files are usually read with.

``python -m tests.benchmarks.speed [--bulletins N] [--forms docx doc ruled-pdf scan-200 ...]``
prints for each form the milliseconds of this package's reader and of the other way on the very
same files, the best of several warm runs each, their ratio, and the most memory that reading
takes in a process of its own:

- docx: python-docx walking all paragraphs and all rows of all tables;
- doc: LibreOffice converting the file to docx (a new process each time, as it is used);
- ruled-pdf: pdfplumber's tables by their lines, all pages;
- scan-*: the recognition alone, given each whole page once.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence

import numpy
from PIL import Image, ImageSequence

from corpus.forms import FORMS, STYLES, draw_form
from corpus.render import convert_by_office
from parser.readers import read
from tests.benchmarks.equality import sample
from tests.benchmarks.readers import pages_of

_RUNS = 5


def _walk(data: bytes) -> None:
    import docx

    document = docx.Document(io.BytesIO(data))
    for item in document.iter_inner_content():
        if isinstance(item, docx.table.Table):
            for row in item._tbl.tr_lst:
                for cell in row.tc_lst:
                    _ = [paragraph.text for paragraph in cell.p_lst]
        else:
            _ = item.text


def _convert(data: bytes) -> None:
    convert_by_office(data, ".doc", "docx")


def _line_tables(data: bytes) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_tables()


def _recognise(data: bytes) -> None:
    from parser.readers.scan_recognition import engine

    with Image.open(io.BytesIO(data)) as image:
        for page in ImageSequence.Iterator(image):
            engine()(numpy.asarray(page.convert("RGB")))


_OTHERS: dict[str, tuple[str, Callable[[bytes], None], int]] = {
    "docx": ("python-docx walking it", _walk, _RUNS),
    "doc": ("LibreOffice converting it", _convert, 2),
    "ruled-pdf": ("pdfplumber's line tables", _line_tables, 2),
}
_RECOGNITION = "the recognition alone", _recognise, 1


def _best(call: Callable[[bytes], object], data: bytes, times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call(data)
        taken.append(time.perf_counter() - start)
    return 1000 * min(taken)


def _memory(files: Sequence[bytes]) -> int:
    for data in files:
        read(data, name="a")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(form: str, bulletins: int) -> None:
    """Print one form's line."""
    what, other, times = _OTHERS.get(form, _RECOGNITION)
    seeds = range(bulletins)
    files = draw_form(form, [(sample(seed).paper, STYLES[seed % len(STYLES)]) for seed in seeds])
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        peak = pool.apply(_memory, (files,))
    own = its = 0.0
    pages = sum(map(pages_of, files))
    for data in files:
        read(data, name="a")  # warm
        own += _best(lambda one: read(one, name="a"), data, times)
        its += _best(other, data, times)
    print(
        f"{form:10} {own / len(files):8.1f} ms a document, {own / pages:7.1f} a page   "
        f"{what} {its / len(files):8.1f}   ratio {own / its:5.2f}   peak {peak} MB",
        flush=True,
    )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bulletins", type=int, default=3)
    forms = [*_OTHERS, *(name for name in FORMS if name.startswith("scan"))]
    parser.add_argument("--forms", nargs="*", choices=forms, default=list(_OTHERS))
    arguments = parser.parse_args()
    for form in arguments.forms:
        measure(form, arguments.bulletins)


if __name__ == "__main__":
    main()
