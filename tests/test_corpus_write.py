"""The synthetic bulletins that are kept, and those written on demand."""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.forms import FORMS
from corpus.printed import printed_bulletin
from corpus.synthetic import MARKER
from corpus.write import kept, specimen, truth_as_text
from corpus.write import main as write_main
from parser.pipeline import parse
from tests.benchmarks.equality import FACETS, Sample, found, meant
from tongbao.cli import run

INVENTED = Path(__file__).parent.parent / "corpus" / "invented"
SURE = ("docx", "doc", "html", "ruled-pdf", "ruled-page", "borderless-pdf", "kept-text")
FILES = sorted(path for path in INVENTED.iterdir() if path.name.startswith("synthetic"))


def form_of(path: Path) -> str:
    """The form is the second part of a file's name."""
    return path.name.split(".")[1]


def sample_of(path: Path) -> Sample:
    (one,) = [one for one in kept() if one.name == path.name.split(".")[0]]
    return Sample(seed=0, truth=one.truth, paper=printed_bulletin(one.truth, one.layout))


@pytest.mark.parametrize("one", kept(), ids=lambda one: str(one.name))
def test_drawing_the_kept_bulletins_again_gives_the_same_truth(one: object) -> None:
    for again in kept():
        held = (INVENTED.with_name("invented-truth") / f"{again.name}.json").read_text(
            encoding="utf-8"
        )
        assert truth_as_text(again) == held


def test_the_kept_set_holds_every_form_and_is_small() -> None:
    assert {form_of(path) for path in FILES} >= {*SURE, "collapsed-text", "scan-150"}
    assert sum(path.stat().st_size for path in INVENTED.rglob("*")) < 2_000_000


def test_the_manifest_names_every_file_by_its_content_and_says_what_it_is() -> None:
    with (INVENTED / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert [row["file"] for row in rows] == sorted(path.name for path in FILES)
    for row in rows:
        data = (INVENTED / row["file"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
        assert row["issuer"].startswith(MARKER)
        assert row["licence"].startswith("synthetic")


@pytest.mark.parametrize(
    "path", [path for path in FILES if form_of(path) in SURE], ids=lambda path: str(path.name)
)
def test_a_kept_file_says_what_was_meant(path: Path) -> None:
    wanted, here = meant(sample_of(path)), found(parse(path))

    for facet in FACETS:
        assert here[facet] == wanted[facet], facet


@pytest.mark.slow
@pytest.mark.skipif(find_spec("rapidocr") is None, reason="rapidocr is not installed")
@pytest.mark.parametrize("path", [path for path in FILES if form_of(path) == "scan-150"])
def test_a_kept_scan_says_what_was_meant_or_that_it_is_in_doubt(path: Path) -> None:
    bulletin = parse(path)
    wanted, here = meant(sample_of(path))["cells"], found(bulletin)["cells"]
    sure = {
        (at, number, cell.column)
        for at, annex in enumerate(bulletin.annexes)
        for number, row in enumerate(annex.tables[0].rows)
        for cell in row.cells
        if cell.status in ("printed", "proven")
    }
    assert isinstance(wanted, dict)
    assert isinstance(here, dict)
    wrong = {place for place, text in here.items() if wanted.get(place) != text}

    assert len(wanted.items() & here.items()) >= 0.99 * len(wanted)
    assert wrong & sure == set()


def test_an_archive_of_synthetic_bulletins_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    file = INVENTED / "synthetic-0001-2019-12.kept-text.txt"
    assert run(["import", str(file), "--db", str(archive)]) == 0
    with sqlite3.connect(archive) as db:
        ((issuer, title, source),) = db.execute("SELECT issuer, title, source FROM bulletin_list")

    assert issuer.startswith(MARKER)
    assert title.startswith(MARKER)
    assert "synthetic" in source


def test_months_of_an_office_are_written_with_manifest_and_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "--issuer-seed 7 --months 14 --from 2018-03 --level city --forms txt html"
    monkeypatch.setattr("sys.argv", ["write", str(tmp_path / "made"), *asked.split()])
    write_main()

    names = sorted(path.name for path in (tmp_path / "made").iterdir())
    assert names[:3] == [
        "manifest.csv",
        "synthetic-0007-2018-03.html",
        "synthetic-0007-2018-03.kept-text.txt",
    ]
    assert len(names) == 1 + 2 * 14
    assert len(list((tmp_path / "made-truth").iterdir())) == 14
    assert "synthetic-0007-2019-04.html" in names


def test_a_series_follows_an_office_across_the_reform(tmp_path: Path) -> None:
    months = [specimen(3, (2019, 2), k, forms=("txt",), level="city") for k in range(2)]
    before, after = ({row.label for row in one.truth.annexes[0].table.rows} for one in months)

    assert before - after
    assert after - before
    assert len(before & after) > 10


def test_every_form_says_what_makes_it() -> None:
    for form in FORMS.values():
        assert (form.by == "python") == (form.draw is not None)
