"""What an issuer's other months settle, whatever order they arrive in."""

from __future__ import annotations

import gc
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.generate import bulletin as draw
from corpus.generate import issuer
from corpus.printed import printed_bulletin
from corpus.render import render_collapsed_text, render_html, render_kept_text
from corpus.synthetic import SyntheticBulletin
from db.connect import close, open_archive
from db.load import Provenance, load
from db.placing import PlacingTask, place_here
from db.second_pass import Run, second_pass
from db.stored_tables import StoredTable
from parser.bulletin import Source
from parser.pipeline import parse
from tests.builders import bulletin as built
from tongbao.batch import import_files

COLLAPSED = 3
MONTHS = 6


@pytest.fixture(scope="module")
def truths() -> list[SyntheticBulletin]:
    source = issuer(4, departments=24)
    return [draw(source, month, families=("counter-online-mail",)) for month in range(MONTHS)]


@pytest.fixture(scope="module")
def files(truths: list[SyntheticBulletin], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Six months of one issuer; the blanks of the fourth were lost."""
    folder = tmp_path_factory.mktemp("months")
    paths = []
    for month, truth in enumerate(truths):
        render = render_collapsed_text if month == COLLAPSED else render_kept_text
        path = folder / f"2017-{month + 1:02d}.txt"
        path.write_text(render(printed_bulletin(truth)), encoding="utf-8")
        paths.append(path)
    return paths


def dump(path: Path) -> list[tuple[object, ...]]:
    """Everything that placement says, without row numbers."""
    db = open_archive(path)
    rows = db.conn.execute(
        "SELECT b.bulletin_id, a.position, r.position, c.position, k.position, c.status, c.basis,"
        " c.probability, (SELECT group_concat(o.position) FROM (SELECT t.position FROM"
        " cell_candidates n JOIN table_columns t USING (column_id) WHERE n.cell_id = c.cell_id"
        " ORDER BY n.rank) o)"
        " FROM cells c JOIN table_columns k USING (column_id) JOIN table_rows r USING (row_id)"
        " JOIN annex_tables t ON t.table_id = r.table_id JOIN annexes a USING (annex_id)"
        " JOIN bulletins b USING (bulletin_id) ORDER BY 1, 2, 3, 4"
    ).fetchall()
    close(db)
    return rows


def archive_of(files: list[Path], path: Path, batches: int = 1) -> Path:
    db = open_archive(path)
    for start in range(batches):
        import_files(db, files[start::batches])
    close(db)
    return path


def right(path: Path, truth: SyntheticBulletin) -> float:
    """The share of the collapsed month's values that are in their true column."""
    db = open_archive(path)
    found = db.conn.execute(
        "SELECT k.position FROM cells c JOIN table_columns k USING (column_id)"
        " JOIN table_rows r USING (row_id) JOIN annex_tables t ON t.table_id = r.table_id"
        " JOIN annexes USING (annex_id) JOIN bulletins b USING (bulletin_id)"
        " WHERE b.period = ? ORDER BY r.position, c.position",
        (f"{truth.year}-{truth.month:02d}",),
    ).fetchall()
    close(db)
    wanted = [column for row in truth.annexes[0].table.rows for column in row.filled]
    assert len(found) == len(wanted)
    hits = sum(int(one == column) for (one,), column in zip(found, wanted, strict=True))
    return hits / len(wanted)


def interrupted(after: int) -> Run:
    """Place tasks here; the one after ``after`` of them is answered by a power cut."""

    def run(tasks: Iterator[PlacingTask]) -> Iterator[tuple[PlacingTask, bytes | None]]:
        for number, answer in enumerate(place_here(tasks)):
            if number == after:
                raise KeyboardInterrupt
            yield answer

    return run


def counted(told: list[int]) -> Run:
    """Place tasks here and note how many tables each was asked for."""

    def run(tasks: Iterator[PlacingTask]) -> Iterator[tuple[PlacingTask, bytes | None]]:
        for task, answer in place_here(tasks):
            told.append(len(task.where))
            yield task, answer

    return run


P1 = Provenance(parser_version="1")


def elsewhere(source: Source, issuer: str) -> Source:
    sha256 = hashlib.sha256(f"{issuer} {source.sha256}".encode()).hexdigest()
    return replace(source, sha256=sha256)


def tables_in_memory() -> int:
    gc.collect()
    return sum(isinstance(one, StoredTable) for one in gc.get_objects())


def unplaced(files: list[Path], path: Path) -> Path:
    """Load files without a second pass."""
    db = open_archive(path)
    for file in files:
        load(db, parse(file), Provenance(parser_version="1"))
    close(db)
    return path


def test_intact_months_settle_a_collapsed_one_and_say_so(
    files: list[Path], truths: list[SyntheticBulletin], tmp_path: Path
) -> None:
    alone = archive_of([files[COLLAPSED]], tmp_path / "alone.db")
    together = archive_of(files, tmp_path / "together.db")

    assert right(together, truths[COLLAPSED]) > right(alone, truths[COLLAPSED])
    assert right(together, truths[COLLAPSED]) >= 0.97
    bases = {str(row[6]) for row in dump(together) if row[5] in ("inferred", "ambiguous")}
    assert all("other-months" in basis for basis in bases)
    assert not any("other-months" in str(row[6]) for row in dump(alone))


def test_the_archive_does_not_depend_on_order_or_batches(files: list[Path], tmp_path: Path) -> None:
    shuffled = random.Random(1).sample(files, len(files))

    first = dump(archive_of(files, tmp_path / "first.db"))

    assert dump(archive_of(shuffled, tmp_path / "second.db")) == first
    assert dump(archive_of(shuffled, tmp_path / "third.db", batches=3)) == first


def test_a_second_pass_over_an_unchanged_archive_does_nothing(
    files: list[Path], tmp_path: Path
) -> None:
    path = archive_of(files, tmp_path / "archive.db")
    before = dump(path)

    db = open_archive(path)
    told: list[tuple[str, int, int]] = []
    assert second_pass(db, on_issuer=lambda *said: told.append(said)).moved == 0
    db.conn.execute("DELETE FROM meta WHERE name LIKE 'second pass%'")
    db.conn.execute("DELETE FROM placements")
    assert second_pass(db, on_issuer=lambda *said: told.append(said)).moved == 0
    close(db)

    assert [said[1:] for said in told] == [(1, 1)]
    assert dump(path) == before


def test_the_annexes_of_one_bulletin_are_no_evidence_for_each_other(
    real_bulletin: Path, tmp_path: Path
) -> None:
    path = archive_of([real_bulletin], tmp_path / "archive.db")
    parsed = [
        (cell.column, cell.status, json.dumps(list(cell.basis)))
        for annex in parse(real_bulletin).annexes
        for table in annex.tables
        for row in table.rows
        for cell in row.cells
    ]

    assert [(row[4], row[5], json.dumps(json.loads(str(row[6])))) for row in dump(path)] == parsed


def archive_by(jobs: int, files: list[Path], path: Path) -> Path:
    db = open_archive(path)
    import_files(db, files, jobs=jobs)
    close(db)
    return path


def test_one_process_and_four_make_the_same_archive(files: list[Path], tmp_path: Path) -> None:
    assert dump(archive_by(4, files, tmp_path / "four.db")) == dump(
        archive_by(1, files[::-1], tmp_path / "one.db")
    )


def test_nothing_of_an_issuer_that_is_done_is_held_in_memory(
    files: list[Path], tmp_path: Path
) -> None:
    db = open_archive(unplaced(files, tmp_path / "a.db"))
    for other in ("乙", "丙"):
        for file in files:
            bulletin = parse(file)
            load(db, replace(bulletin, issuer=other, source=elsewhere(bulletin.source, other)), P1)
    held: list[int] = []

    second_pass(db, on_issuer=lambda *_: held.append(tables_in_memory()))

    close(db)
    assert held == [0, 0, 0]


def test_only_bulletins_whose_evidence_changed_are_placed_anew(
    files: list[Path], tmp_path: Path
) -> None:
    path = archive_of(files[:-1], tmp_path / "archive.db")
    db = open_archive(path)
    name, evidence = db.conn.execute(
        "SELECT issuer, evidence FROM placements JOIN bulletins USING (bulletin_id)"
    ).fetchone()

    told: list[int] = []
    load(db, built(issuer=name), Provenance(parser_version="1"))
    second_pass(db, counted(told))
    assert told == []  # the new bulletin prints nothing in the same annex

    load(db, parse(files[-1]), Provenance(parser_version="1"))
    second_pass(db, counted(told))
    assert told == [1]  # the one collapsed month of six
    (now,) = db.conn.execute("SELECT evidence FROM placements").fetchone()
    assert now != evidence
    close(db)


def test_a_bulletin_that_is_read_anew_is_placed_anew(files: list[Path], tmp_path: Path) -> None:
    path = archive_of(files, tmp_path / "archive.db")
    before = dump(path)
    db = open_archive(path)
    load(db, parse(files[COLLAPSED]), Provenance(parser_version="other"))
    assert dump(path) != before
    told: list[int] = []
    second_pass(db, counted(told))
    close(db)
    assert told == [1]
    assert dump(path) == before


def test_a_pass_that_was_interrupted_goes_on_where_it_stood(
    truths: list[SyntheticBulletin], tmp_path: Path
) -> None:
    several = []
    for month, truth in enumerate(truths):
        path = tmp_path / f"2017-{month + 1:02d}.txt"
        text = render_collapsed_text(printed_bulletin(truth))
        path.write_text(text, encoding="utf-8")
        other = tmp_path / f"other-{path.name}"
        other.write_text(text.replace(truth.issuer, f"新{truth.issuer}"), encoding="utf-8")
        several += [path, other]
    whole = unplaced(several, tmp_path / "whole.db")
    db = open_archive(whole)
    second_pass(db)
    close(db)

    cut = unplaced(several, tmp_path / "cut.db")
    db = open_archive(cut)
    with pytest.raises(KeyboardInterrupt):
        second_pass(db, interrupted(after=1))
    close(db)
    db = open_archive(cut)
    told: list[int] = []
    left = second_pass(db, counted(told))
    close(db)

    assert told == [MONTHS]  # one issuer was done
    assert left.left == ()
    assert dump(cut) == dump(whole)


def test_an_issuer_that_cannot_be_placed_is_named_and_tried_again(
    files: list[Path], tmp_path: Path
) -> None:
    def lost(tasks: Iterator[PlacingTask]) -> Iterator[tuple[PlacingTask, bytes | None]]:
        return ((task, None) for task in tasks)

    path = unplaced(files, tmp_path / "archive.db")
    before = dump(path)
    db = open_archive(path)
    (name,) = second_pass(db, lost).left
    assert db.conn.execute("SELECT DISTINCT issuer FROM bulletins").fetchall() == [(name,)]
    assert dump(path) == before
    assert second_pass(db).left == ()
    assert dump(path) != before
    close(db)


def test_another_import_meanwhile_is_not_overwritten(files: list[Path], tmp_path: Path) -> None:
    path = unplaced(files[:-1], tmp_path / "archive.db")
    before = dump(path)
    db = open_archive(path)

    def overtaken(tasks: Iterator[PlacingTask]) -> Iterator[tuple[PlacingTask, bytes | None]]:
        for answer in place_here(tasks):
            load(db, parse(files[-1]), Provenance(parser_version="1"))
            yield answer

    second_pass(db, overtaken)
    assert [row for row in dump(path) if row in before] == before
    second_pass(db)
    close(db)
    assert dump(path) == dump(archive_of(files, tmp_path / "at-once.db"))


def test_another_form_of_a_month_changes_nothing_of_the_order(
    files: list[Path], truths: list[SyntheticBulletin], tmp_path: Path
) -> None:
    twin = tmp_path / "twin.html"
    twin.write_text(render_html(printed_bulletin(truths[COLLAPSED])), encoding="utf-8")
    together = archive_of([*files, twin], tmp_path / "together.db")
    later = archive_of(files, tmp_path / "later.db")
    db = open_archive(later)
    import_files(db, [twin])
    superseded = db.conn.execute("SELECT format FROM bulletins WHERE superseded_by IS NOT NULL")
    assert superseded.fetchall() == [("txt",)]
    close(db)
    assert dump(together) == dump(later)
