from __future__ import annotations

from parser.document import Document, RawTable
from parser.readers import read

HEADS = ("单位", "受理", "办结", "满意率")


def page(*cells: str) -> bytes:
    """Return a page with one table: ``HEADS`` and one printed row of ``cells``."""
    rows = ("".join(f"<td>{text}</td>" for text in row) for row in (HEADS, cells))
    return f"<p>附件1</p><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>".encode()


def printed(document: Document) -> list[list[str]]:
    (table,) = (block for block in document.blocks if isinstance(block, RawTable))
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


def test_lines_of_cells_that_hold_as_many_are_rows() -> None:
    names, first = "甲局<br>乙局<br>丙局", "12<br>7<br>30"
    document = read(page(names, first, "11<br>7<br>29", "99%<br>100%<br>98.5%"), name="a.html")
    assert printed(document)[1:] == [
        ["甲局", "12", "11", "99%"],
        ["乙局", "7", "7", "100%"],
        ["丙局", "30", "29", "98.5%"],
    ]
    assert document.problems == ()


def test_lines_of_cells_one_of_which_lacks_one_are_left_and_said() -> None:
    names, first = "甲局<br>乙局<br>丙局", "12<br>7<br>30"
    document = read(page(names, first, "11<br>7<br>29", "99%<br>98.5%"), name="a.html")
    assert printed(document)[1][1] == "12\n7\n30"
    assert [code for code, _, _ in document.problems] == ["part-unreadable"]


def test_a_name_on_two_lines_beside_single_figures_stays_one_row() -> None:
    document = read(page("人力资源<br>社会保障局", "12", "11", "99%"), name="a.html")
    assert printed(document)[1:] == [["人力资源\n社会保障局", "12", "11", "99%"]]
