"""Many bulletins in one form, drawn fast: one office process for all of them.

The forms are those an archive keeps: Word files of both kinds, RTF, PDF as the office and as the
browser make it, with and without rulings, scans, web pages, text with and without its blanks.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus import render
from corpus.render import PrintedBulletin, Style

Drawn = tuple[PrintedBulletin, Style]
FILES_A_PROCESS = 30
SECONDS_A_FILE = 20
STYLES = (
    Style(),
    Style(points=7, font="Noto Sans CJK SC"),
    Style(landscape=True, points=10.5),
    Style(align="right", font="Noto Sans CJK SC"),
    Style(landscape=True, align="left"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """How a page was scanned: resolution, skew in degrees, noise as in :func:`render_scan`."""

    dpi: int
    degrees: float = 0.0
    noise: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: the ``suffix`` of its files and what makes them.

    ``by`` is ``python`` (see ``draw``), ``office`` (saving as ``suffix``) or ``browser``.
    """

    suffix: str
    by: Literal["python", "office", "browser"]
    draw: Callable[[PrintedBulletin, Style], bytes] | None = None
    ruled: bool = True
    scan: Scan | None = None


def _plain(draw: Callable[[PrintedBulletin], str]) -> Callable[[PrintedBulletin, Style], bytes]:
    return lambda bulletin, _: draw(bulletin).encode()


FORMS: dict[str, Form] = {
    "docx": Form(suffix="docx", by="python", draw=render.render_docx),
    "doc": Form(suffix="doc", by="office"),
    "rtf": Form(suffix="rtf", by="office"),
    "html": Form(
        suffix="html", by="python", draw=lambda b, style: render.render_html(b, style).encode()
    ),
    "ruled-pdf": Form(suffix="pdf", by="office"),
    "ruled-page": Form(suffix="pdf", by="browser"),
    "borderless-pdf": Form(suffix="pdf", by="office", ruled=False),
    "borderless-page": Form(suffix="pdf", by="browser", ruled=False),
    "scan-200": Form(suffix="tiff", by="office", scan=Scan(dpi=200)),
    "scan-150": Form(suffix="tiff", by="office", scan=Scan(dpi=150)),
    "scan-200-noisy": Form(suffix="tiff", by="office", scan=Scan(dpi=200, degrees=-0.7, noise=12)),
    "scan-150-noisy": Form(suffix="tiff", by="office", scan=Scan(dpi=150, degrees=0.9, noise=12)),
    "kept-text": Form(suffix="txt", by="python", draw=_plain(render.render_kept_text)),
    "collapsed-text": Form(suffix="txt", by="python", draw=_plain(render.render_collapsed_text)),
}


def draw_form(name: str, bulletins: Sequence[Drawn]) -> list[bytes]:
    """Return every bulletin in the form ``name``, in the order given.

    Raises FileNotFoundError if the program that makes the form is not installed.
    """
    form = FORMS[name]
    styled = [(printed, replace(style, ruled=form.ruled)) for printed, style in bulletins]
    if form.scan is not None:
        return [_scanned(pdf, form.scan) for pdf in _by_office(styled, "pdf")]
    if form.by == "office":
        return _by_office(styled, form.suffix)
    if form.by == "browser":
        return [render.render_printed_page(printed, style) for printed, style in styled]
    assert form.draw is not None
    return [form.draw(printed, style) for printed, style in styled]


def _scanned(pdf: bytes, scan: Scan) -> bytes:
    """Return a PDF's pages as the pages of one TIFF."""
    from PIL import Image

    pages = render.render_scan(pdf, dpi=scan.dpi, degrees=scan.degrees, noise=scan.noise)
    images = [Image.open(io.BytesIO(page)) for page in pages]
    stream = io.BytesIO()
    images[0].save(
        stream,
        "TIFF",
        save_all=True,
        append_images=images[1:],
        compression="tiff_lzw",
        dpi=(scan.dpi, scan.dpi),
    )
    return stream.getvalue()


def _by_office(bulletins: Sequence[Drawn], suffix: str) -> list[bytes]:
    command = render.office()
    if command is None:
        raise FileNotFoundError("LibreOffice is not installed")
    made: list[bytes] = []
    with tempfile.TemporaryDirectory() as folder:
        while len(made) < len(bulletins):
            sources: list[Path] = []
            for printed, style in bulletins[len(made) : len(made) + FILES_A_PROCESS]:
                sources.append(Path(folder) / f"{len(made) + len(sources)}.docx")
                sources[-1].write_bytes(render.render_docx(printed, style))
            subprocess.run(
                [command, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                 "--norestore", "--convert-to", suffix, "--outdir", f"{folder}/out",
                 *map(str, sources)],
                check=True, capture_output=True, timeout=60 + SECONDS_A_FILE * len(sources),
            )  # fmt: skip
            made += [(Path(folder) / "out" / f"{s.stem}.{suffix}").read_bytes() for s in sources]
    return made
