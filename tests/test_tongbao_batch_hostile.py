"""One import of the worst files there are: bounded, one line each, and the batch goes on."""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders_hostile import HOSTILE

REAL = Path("corpus/bulletins/2017-03-jiangsu.txt")
NO_TEXT = "the file is neither text nor a document of a known kind"

# name: what its one line says
REFUSED = {
    "zip-bomb.zip/2017-03.txt": "is larger than any bulletin (256 MB); split it",
    "lying-bomb.zip/2017-03.txt": "cannot be unpacked (Bad CRC-32 for file '2017-03.txt')",
    "nested.zip/11.zip": "archives stand within archives: unpack them",
    "word-bomb.docx": "unpacks to more than 128 MB: it is not read",
    "word-entities.docx": "the part word/document.xml is damaged: fetch the file again",
    "word-nested.docx": "the part word/document.xml is damaged: fetch the file again",
    "page-nested.html": "it is no bulletin: there is hardly any Chinese text in it",
    "long-line.txt": "the document has 17,476,306 characters, more than any bulletin: divide it",
    "giant.png": "the image is larger than 120 megapixels",
    "loop.pdf": "the pdf file is damaged (PdfiumError): fetch it again",
    "many-pages.pdf": "the PDF has 10000 pages: divide it and try again",
    "giant-page.pdf": "the PDF holds no text: print or scan it anew",
    "stream-bomb.pdf": "ended the process that read it (out of memory or time); split the file",
    "nested.rtf": "the RTF file is nested too deeply: it is damaged",
    "far-cell.xlsx": "a sheet has more than a million cells: it is not read",
    "$(touch owned) `id` && x.txt": NO_TEXT,
    "'; DROP TABLE bulletins; --.txt": "the file is of no kind this program knows",
    "new\\nline\\x1b[31m\\u202e.txt": NO_TEXT,
}
READ = {
    "<img src=x onerror=alert(1)>.txt",
    "many-lines.txt",
    "many-numbers.txt",
    "page-spans.html",
    "wide-row.txt",
    "word-external.docx",
    "2017年3月通报.txt",
}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every hostile file, a link to the outside, and the import's answers."""
    home = tmp_path_factory.mktemp("hostile")
    folder = home / "files"
    folder.mkdir()
    for name, make in HOSTILE.items():
        (folder / name).write_bytes(make())
    old_name = os.fsencode(folder) + b"/" + "2017年3月通报.txt".encode("gb18030")
    Path(os.fsdecode(old_name)).write_bytes(REAL.read_bytes())
    (home / "secret.txt").write_text("关于2017年5月份政务服务情况的通报\n一、总体\n受理办件3件。")
    (folder / "link.txt").symlink_to(home / "secret.txt")
    (folder / "endless").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")  # reading it would wait for ever
    command = [sys.executable, "-m", "tongbao", "import", str(folder)]
    command += ["--db", str(home / "archive.db"), "--jobs", "2", "--json"]
    command += ["--seconds", "240", "--megabytes", "1200"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (home / "out.json").write_text(done.stdout)
    (home / "err.txt").write_text(done.stderr)
    (home / "status").write_text(str(done.returncode))
    return home


def test_every_hostile_file_ends_in_its_one_line(batch: Path) -> None:
    said = (batch / "err.txt").read_text()
    lines = [line for line in said.splitlines() if not re.search(r"\d+ of \d+ files$", line)]
    of_files = {}
    for line in lines:
        name, _, reason = line.removeprefix(f"tongbao: {batch}/files/").partition(": ")
        of_files[name] = reason
    assert len(lines) == len(of_files)
    refused = {
        **REFUSED,
        "link.txt": "is a link that leads out of its folder",
        "pipe.txt": "is no regular file; save it as a file first",
    }
    assert of_files.keys() == refused.keys()
    for name, expected in refused.items():
        assert expected in of_files[name], name
    assert "Traceback" not in said
    assert (batch / "status").read_text() == "1"


def test_the_rest_of_the_batch_is_in_the_archive(batch: Path) -> None:
    answer = json.loads((batch / "out.json").read_text())
    assert (answer["imported"], answer["failed"]) == (len(READ), len(REFUSED) + 2)
    with sqlite3.connect(batch / "archive.db") as db:
        held = {Path(path).name for (path,) in db.execute("SELECT source FROM bulletin_list")}
        assert held == READ
        cells = db.execute(
            "SELECT period, cells FROM bulletin_list WHERE source LIKE '%2017年3月通报.txt'"
        ).fetchall()
        assert cells == [("2017-03", 406)]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nothing_of_the_machine_gets_into_the_archive(batch: Path) -> None:
    with sqlite3.connect(batch / "archive.db") as db:
        texts = [text for (text,) in db.execute("SELECT text FROM passages")]
    assert texts
    assert not any("root:" in text for text in texts)
    assert not Path("owned").exists()


def test_memory_stays_within_what_a_file_may_take(batch: Path) -> None:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert batch.exists()
    assert peak < 2000
