from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parser.document import RawTable, UnreadableError
from parser.readers import read

WORD = Path(__file__).parent / "fixtures" / "word"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def test_merged_cells_of_an_old_word_file_keep_their_spans() -> None:
    document = read((WORD / "table-merges.doc").read_bytes(), name="a.doc")
    table = next(b for b in document.blocks if isinstance(b, RawTable))
    assert document.format == "doc"
    assert [(c.text, c.row, c.column, c.column_span) for c in table.cells[:4]] == [
        ("A", 0, 0, 3),
        ("B", 0, 3, 2),
        ("C", 1, 0, 1),
        ("D", 1, 1, 1),
    ]
    assert (table.row_count, table.column_count) == (4, 5)


def test_a_table_in_a_table_of_an_old_word_file_is_its_own_table() -> None:
    document = read((WORD / "innertable.doc").read_bytes(), name="a.wps")
    tables = [b for b in document.blocks if isinstance(b, RawTable)]
    assert [cell.text for cell in tables[1].cells] == ["1", "2", "3", "4"]


def test_a_password_is_said_in_one_line() -> None:
    with pytest.raises(UnreadableError, match="password"):
        read((WORD / "password_password_cryptoapi.doc").read_bytes(), name="a.doc")


def test_word_95_without_an_office_program_ends_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UnreadableError, match=r"install LibreOffice, or save the file as \.docx"):
        read((WORD / "Word95.doc").read_bytes(), name="a.doc")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_word_95_is_read_by_an_office_program() -> None:
    document = read((WORD / "Word95.doc").read_bytes(), name="a.doc")
    assert (document.format, document.reader) == ("doc", "doc:libreoffice")


def test_a_docx_that_calls_itself_doc_is_read_as_docx() -> None:
    document = read((WORD / "headerFooter.docx").read_bytes(), name="a.doc")
    assert document.format == "docx"
