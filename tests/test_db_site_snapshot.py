"""The static copy of the bulletins' pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from db.connect import close, open_archive
from db.load import Provenance, load
from db.site.snapshot import write_snapshot
from tests.builders import bulletin, month
from tests.builders_site import archive_of_months
from tests.conftest import environment


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of_months(tmp_path_factory.mktemp("snapshot") / "archive.db")


@pytest.fixture(scope="module")
def pages(archive: Path) -> Path:
    folder = archive.with_name("pages")
    write_snapshot(archive, folder, software="1")
    return folder


def test_every_bulletin_has_a_page_in_both_languages(pages: Path) -> None:
    names = {path.name for path in (pages / "zh").iterdir()}

    assert len(names) == 17
    assert names == {path.name for path in (pages / "en").iterdir()}


def test_a_page_stands_alone_and_names_the_version_of_the_archive(pages: Path) -> None:
    version = (pages / "archive-version.txt").read_text(encoding="utf-8").strip()
    for page in (pages / "en").glob("[0-9a-f]*.html"):
        text = page.read_text(encoding="utf-8")
        assert f"static copy of archive version {version}" in text
        assert f"version {version}, no. {page.stem}; file SHA-256 {page.stem}" in text
        assert "<script" not in text
        assert "<link" not in text
        assert re.findall(r'src="|url\(|@import', text) == []


def test_every_link_of_the_pages_leads_somewhere(pages: Path) -> None:
    for page in pages.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'href="([^"]*)"', text):
            target, _, anchor = link.partition("#")
            file = page if not target else page.parent / target
            assert file.is_file(), (page, link)
            if anchor:
                assert f'id="{anchor}"' in file.read_text(encoding="utf-8"), (page, link)


def test_a_value_leads_to_its_place_in_the_text(pages: Path) -> None:
    page = next(p for p in (pages / "zh").glob("*.html") if "2018-05" in p.read_text("utf-8")[:900])
    text = page.read_text(encoding="utf-8")

    assert '<a class="v ambiguous" id="c0-0-2-0" href="#p' in text
    assert '<p class="row" id="p' in text


def test_the_same_archive_has_the_same_version_and_another_one_another(
    archive: Path, pages: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    write_snapshot(archive, again, software="1")
    assert _all(again) == _all(pages)

    changed = tmp_path / "changed.db"
    changed.write_bytes(archive.read_bytes())
    db = open_archive(changed)
    load(db, bulletin(month(2021, 1)), Provenance(parser_version="1"))
    close(db)
    write_snapshot(changed, again, software="1")
    first, second = ((folder / "archive-version.txt").read_text() for folder in (pages, again))
    assert first != second
    assert len(list((again / "zh").iterdir())) == 18


def _all(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_command_writes_the_pages_and_spares_other_files(archive: Path, tmp_path: Path) -> None:
    def run(folder: Path) -> subprocess.CompletedProcess[str]:
        command = ["export", "--site", str(folder), "--db", str(archive)]
        return subprocess.run(
            [sys.executable, "-m", "tongbao", *command],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    done = run(tmp_path / "pages")
    assert done.returncode == 0
    assert str(tmp_path / "pages" / "zh" / "index.html") in done.stdout.splitlines()

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep", encoding="utf-8")
    refused = run(tmp_path / "mine")
    assert refused.returncode == 1
    assert "holds other files" in refused.stderr
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "keep"
