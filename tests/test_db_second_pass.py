"""What an issuer's other months settle, whatever order they arrive in."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from corpus.generate import bulletin as draw
from corpus.generate import issuer
from corpus.printed import printed_bulletin
from corpus.render import render_collapsed_text, render_kept_text
from corpus.synthetic import SyntheticBulletin
from db.connect import close, open_archive
from db.second_pass import second_pass
from parser.pipeline import parse
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
