"""Archives for the tests of the site: months made by hand, and one bulletin in every form."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from corpus import generate, render
from corpus.printed import printed_bulletin
from db.connect import close, open_archive
from db.load import Provenance, load
from parser.bulletin import Bulletin
from parser.table import Department, Row
from tests import builders_documents
from tests.builders import annex, bulletin, cell, department, month, row, table
from tests.conftest import ROOT, environment

ISSUER = "江苏省政务服务管理办公室"
BEFORE = department("320000/environment-protection", "江苏省环境保护厅")
AFTER = department("320000/ecology-environment", "江苏省生态环境厅")
CIVIL = department("320000/civil-affairs", "江苏省民政厅")
POLICE = department("320000/public-security", "江苏省公安厅")
GAP = (2018, 2)
DOUBTFUL = (2018, 5)
MONTHS = [(2017, n) for n in range(9, 13)] + [(2018, n) for n in range(1, 13)] + [(2019, 1)]


def months() -> list[Bulletin]:
    """Return the bulletins of seventeen months but one: a renaming, a doubtful value."""
    made = []
    for number, (year, calendar_month) in enumerate(MONTHS):
        if (year, calendar_month) == GAP:
            continue
        renamed = (year, calendar_month) >= (2018, 11)
        rows = (
            row("合计", [900 + number, 700, 200 + number, 850], 11),
            row("省民政厅", [130 + number, 100, 30 + number, 128], 12, department=CIVIL),
            _environment(number, AFTER if renamed else BEFORE, (year, calendar_month) == DOUBTFUL),
            row("省公安厅", [320 - number, 300, 20 - number, 310], 14, department=POLICE),
        )
        made.append(
            bulletin(
                month(year, calendar_month),
                annexes=[annex([table(rows)], title=f"{calendar_month}月份部门办件统计表")],
                issuer=ISSUER,
                title=f"{calendar_month}月份省政务服务中心运行情况通报",
                paragraphs=(f"{calendar_month}月份,联系省公安厅,推进在线申办。",),
            )
        )
    return made


def _environment(number: int, whose: Department, doubtful: bool) -> Row:
    label = "省生态环境厅" if whose is AFTER else "省环保厅"
    if not doubtful:
        return row(label, [600 + number, 500, 100 + number, 590], 13, department=whose)
    first = cell(
        0,
        480,
        13,
        status="ambiguous",
        basis=("order", "model"),
        probability=0.55,
        candidates=(0, 1),
    )
    second = cell(
        1, 120, 13, status="ambiguous", basis=("order",), probability=0.55, candidates=(1, 0)
    )
    return row(label, [first, second], 13, department=whose)


def archive_of_months(path: Path) -> Path:
    """Write the archive of :func:`months`."""
    db = open_archive(path)
    for one in months():
        load(db, one, Provenance(parser_version="1"))
    close(db)
    return path


def write_forms(folder: Path) -> None:
    """Write one month after the other in another form, as far as the programs are there."""
    source = generate.issuer(3, departments=8)

    def printed(number: int) -> render.PrintedBulletin:
        return printed_bulletin(generate.bulletin(source, number))

    (folder / "2018-01.docx").write_bytes(render.render_docx(printed(12)))
    (folder / "2018-04.html").write_text(render.render_html(printed(15)), encoding="utf-8")
    (folder / "2018-05.txt").write_text(render.render_collapsed_text(printed(16)), "utf-8")
    if render.office() is None:
        return
    (folder / "2018-02.doc").write_bytes(render.render_doc(printed(13)))
    (folder / "2018-03.pdf").write_bytes(render.render_pdf(printed(14)))
    # Short, so that its first table is on the first page.
    short = render.render_pdf(builders_documents.bulletin(3, rows=8))
    pages = render.render_scan(short, dpi=150, degrees=0.4, noise=3)
    (folder / "2018-06.png").write_bytes(pages[0])


def archive_of_forms(folder: Path) -> Path:
    """Write an archive of every form, the real bulletin and the months, sources kept."""
    files = folder / "files"
    files.mkdir()
    write_forms(files)
    path = folder / "archive.db"
    command = ["import", str(files), str(ROOT / "corpus" / "bulletins"), "--keep-sources"]
    command += ["--manifest", str(ROOT / "corpus" / "manifest.csv"), "--db", str(path)]
    subprocess.run(
        [sys.executable, "-m", "tongbao", *command], env=environment(), check=True, cwd=ROOT
    )
    return archive_of_months(path)


def picture_size(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        return image.size
