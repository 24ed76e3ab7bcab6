from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from db.connect import open_archive
from db.load import Provenance, load
from db.numbers import Subject
from db.series import series
from parser.bulletin import Bulletin
from parser.document import Format
from tests.builders import CIVIL, DEFAULT_ROWS, ENVIRONMENT, annex, bulletin, month, row, table

ENV = (Subject(id="js-env"),)


def in_form(form: Format, made: Bulletin, digit: str) -> Bulletin:
    return replace(made, source=replace(made.source, format=form, sha256=digit * 64))


def provenance(published: str | None = None) -> Provenance:
    return Provenance(parser_version="1", published=published)


def reissue(first: int) -> Bulletin:
    rows = (
        DEFAULT_ROWS[0],
        row("省环保厅", [first, 563, 48, 515], 12, department=ENVIRONMENT, number="1"),
        row("省民政厅", [132, 131, 1, 132], 13, department=CIVIL, number="2"),
    )
    return bulletin(annexes=[annex([table(rows)])])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_one_bulletin_in_three_forms_is_counted_once_whatever_the_order(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    db = open_archive(tmp_path / "archive.db")
    forms = [
        in_form("pdf", bulletin(), "a"),
        in_form("docx", bulletin(), "b"),
        in_form("txt", bulletin(), "c"),
    ]
    for number in order:
        load(db, forms[number], provenance())
    marks = db.conn.execute(
        "SELECT format, superseded_by, superseded_why FROM bulletins ORDER BY format"
    ).fetchall()
    assert marks == [
        ("docx", None, None),
        ("pdf", "b" * 16, "other-form"),
        ("txt", "b" * 16, "other-form"),
    ]
    assert [point.value for point in series(db.conn, "received_total", ENV).points] == [611]


def test_a_corrected_re_issue_takes_the_place_of_the_first(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    load(db, in_form("txt", reissue(612), "b"), provenance("2017-05-01"))
    load(db, in_form("txt", reissue(611), "a"), provenance("2017-04-01"))
    (point,) = series(db.conn, "received_total", ENV).points
    assert (point.value, point.bulletin_id) == (612, "b" * 16)


def test_two_versions_of_unknown_age_are_both_shown(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    load(db, in_form("txt", reissue(611), "a"), provenance())
    load(db, in_form("txt", reissue(612), "b"), provenance())
    assert [point.value for point in series(db.conn, "received_total", ENV).points] == [611, 612]


@pytest.mark.parametrize("corrected_first", [True, False])
def test_a_title_that_says_so_makes_a_re_issue_without_a_day_of_publishing(
    tmp_path: Path, corrected_first: bool
) -> None:
    db = open_archive(tmp_path / "archive.db")
    plain = reissue(611)
    says_so = replace(reissue(612), title=f"{plain.title}（更正）")
    both = [in_form("txt", plain, "a"), in_form("txt", says_so, "b")]
    for made in reversed(both) if corrected_first else both:
        load(db, made, provenance())
    assert [point.value for point in series(db.conn, "received_total", ENV).points] == [612]


def test_different_bulletins_of_one_month_are_both_counted(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    other = [annex([table([row("省环保厅", [1, 2, 3, 4], department=ENVIRONMENT)])])]
    load(db, in_form("txt", bulletin(), "a"), provenance("2017-04-01"))
    load(db, in_form("pdf", bulletin(annexes=other), "b"), provenance("2017-05-01"))
    assert db.conn.execute("SELECT DISTINCT superseded_by FROM bulletins").fetchall() == [(None,)]


def test_what_stood_for_a_bulletin_gives_its_place_back_when_it_is_read_anew(
    tmp_path: Path,
) -> None:
    db = open_archive(tmp_path / "archive.db")
    load(db, in_form("txt", bulletin(), "c"), provenance())
    docx = in_form("docx", bulletin(), "b")
    load(db, docx, provenance())
    load(db, replace(docx, period=month(2018, 3)), Provenance(parser_version="2"))
    assert db.conn.execute("SELECT superseded_by FROM bulletins").fetchall() == [(None,), (None,)]
