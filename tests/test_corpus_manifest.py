from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.manifest import ManifestError, nearest_manifest, read_manifest

SHA = hashlib.sha256(b"x").hexdigest()
HEADER = "sha256,file,issuer,period,published,source_page,licence\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "manifest.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_is_found_by_content_before_place(tmp_path: Path) -> None:
    text = (
        f"{HEADER},a.txt,甲中心,2017-03,,,\n{SHA},b.txt,乙中心,2017-04,2017-06-07,http://x/,公开\n"
    )
    manifest = read_manifest(written(tmp_path, text))
    by_content = manifest.find(tmp_path / "a.txt", SHA)
    assert by_content is not None
    assert (by_content.issuer, by_content.year, by_content.licence) == ("乙中心", 2017, "公开")
    by_place = manifest.find(tmp_path / "a.txt", "0" * 64)
    assert by_place is not None
    assert (by_place.issuer, by_place.period) == ("甲中心", "2017-03")


def test_a_row_whose_content_differs_speaks_of_another_file(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, f"{HEADER}{SHA},b.txt,乙中心,2017-04,,,\n"))
    assert manifest.find(tmp_path / "b.txt", "0" * 64) is None


def test_a_byte_order_mark_and_spaces_in_headers_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("File,Source page,licence note\na.txt, http://x/ ,公开\n", encoding="utf-8-sig")
    (row,) = read_manifest(path).rows
    assert (row.file, row.source_page, row.licence) == ("a.txt", "http://x/", "公开")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,period\na,2017-03\n", "neither a column"),
        (f"{HEADER},,甲,,,,\n", "line 2: neither sha256 nor file"),
        (f"{HEADER},a.txt,甲,2017年3月,,,\n", "period '2017年3月' is not of the form"),
        (f"{HEADER},a.txt,甲,2017-13,,,\n", "period"),
        (f"{HEADER},a.txt,甲,,6月7日,,\n", "published"),
        (f"{HEADER}abc,a.txt,甲,,,,\n", "sha256"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ManifestError, match=words) as refusal:
        read_manifest(written(tmp_path, text))
    assert "\n" not in str(refusal.value)


def test_a_manifest_in_another_encoding_or_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_bytes("file,issuer\na.txt,甲".encode("gb18030"))
    with pytest.raises(ManifestError, match="UTF-8"):
        read_manifest(tmp_path / "manifest.csv")
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "other.csv")


def test_the_nearest_manifest_lies_beside_the_file_or_one_folder_up(tmp_path: Path) -> None:
    folder = tmp_path / "bulletins"
    folder.mkdir()
    assert nearest_manifest(folder / "a.txt") is None
    upper = written(tmp_path, HEADER)
    assert nearest_manifest(folder / "a.txt") == upper
    beside = written(folder, HEADER)
    assert nearest_manifest(folder / "a.txt") == beside
    assert nearest_manifest(folder) == beside
