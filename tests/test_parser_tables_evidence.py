from __future__ import annotations

from corpus.generate import issuer, month_table
from corpus.synthetic import value_rows
from parser.document import Locator
from parser.table import Cell, Column, Row, Table
from parser.tables.evidence import PastTable, gather_evidence, place_again
from parser.tables.placement import Evidence, Placed, PrintedValue, ValueRow, place_values
from parser.tables.values import column_keys

COLUMNS = (Column(path=("咨询",)), Column(path=("取号",)))


def rows(*known: tuple[str, str, int | None]) -> tuple[ValueRow, ...]:
    return tuple(
        ValueRow(
            values=(PrintedValue(raw=raw, value=int(raw)),),
            kind="department",
            label=label,
            locator=Locator(block=0),
            columns=None if column is None else (column,),
        )
        for label, raw, column in known
    )


def intact(name: str, *known: tuple[str, str, int | None]) -> PastTable:
    return PastTable(name=name, columns=COLUMNS, rows=rows(*known))


def test_intact_months_decide_what_the_table_alone_leaves_open() -> None:
    months = [intact(f"2017-{m:02}", ("甲", "30", 0), ("乙", "30", 1)) for m in range(1, 6)]
    now = rows(("甲", "31", None), ("乙", "28", None))

    alone = place_values(COLUMNS, now).rows
    known = place_values(COLUMNS, now, evidence=gather_evidence(months)).rows

    assert all(cell.status == "ambiguous" for found in alone for cell in found)
    assert [found[0].column for found in known] == [0, 1]
    assert all(found[0].status == "inferred" for found in known)
    assert all("other-months" in found[0].basis for found in known)
    assert all("other-months" not in found[0].basis for found in alone)


def test_evidence_never_proves_anything() -> None:
    months = [intact(f"{m}", ("甲", "30", 0)) for m in range(40)]

    (found,) = place_values(
        COLUMNS, rows(("甲", "30", None)), evidence=gather_evidence(months)
    ).rows

    assert found[0].status == "inferred"
    assert found[0].candidates == (0, 1)


def test_the_order_in_which_tables_arrive_makes_no_difference() -> None:
    source = issuer(4, departments=20)
    tables = [
        PastTable(
            name=str(month),
            columns=(table := month_table(source, "counter-online-mail", month)).columns,
            rows=value_rows(table, collapsed=month % 2 == 0),
        )
        for month in range(3)
    ]

    assert gather_evidence(tables) == gather_evidence(tables[::-1])


def test_a_table_is_no_evidence_for_itself() -> None:
    evidence = gather_evidence([intact("a", ("甲", "30", 0)), intact("b", ("甲", "30", 1))])

    assert [past.table for past in evidence.without("a").of("甲")] == ["b"]


def test_departments_may_go_by_several_names() -> None:
    evidence = gather_evidence(
        [intact("a", ("省工商局", "30", 0))], departments={"省工商局": "aic", "工商局": "aic"}
    )

    assert len(evidence.of("工 商局")) == 1
    assert evidence.of("税务局") == ()
    assert Evidence().of(None) == ()


def test_the_second_pass_proves_nothing_that_the_first_took_back() -> None:
    columns = (
        Column(path=("收件",)),
        Column(path=("其中", "窗口")),
        Column(path=("其中", "网上")),
        Column(path=("咨询",)),
    )
    given = tuple(
        ValueRow(
            values=tuple(PrintedValue(raw=str(n), value=n) for n in (400 + k, 200, 200 + k)),
            kind="department",
            label=f"局{k}",
            locator=Locator(block=k),
        )
        for k in range(12)
    )
    placed = place_values(columns, given, rivals=[tuple(Column(path=(str(c),)) for c in range(4))])
    table = Table(
        layout="collapsed",
        columns=columns,
        rows=tuple(map(stored, given, placed.rows)),
        source=(),
        identities=(),
        locator=Locator(block=0),
    )

    again = place_again(table, Evidence(), name="x")

    assert {cell.status for row in again.rows for cell in row.cells} == {"inferred"}
    assert [cell.candidates for cell in again.rows[0].cells] == [(0, 1), (1, 2), (2, 3)]


def stored(row: ValueRow, placed: tuple[Placed, ...]) -> Row:
    return Row(
        number=None,
        label=row.label,
        raw=row.label,
        kind=row.kind,
        department=None,
        cells=tuple(
            Cell(
                column=at.column,
                raw=value.raw,
                value=value.value,
                unit=None,
                status=at.status,
                basis=at.basis,
                probability=at.probability,
                candidates=at.candidates,
                locator=row.locator,
            )
            for value, at in zip(row.values, placed, strict=True)
        ),
        locator=row.locator,
    )


def test_columns_of_one_name_are_told_apart_by_their_order() -> None:
    """As where 得分 stands in every group of a table."""
    alike = (Column(path=("得分",)), Column(path=("得分",)))
    months = [
        PastTable(
            name=str(month),
            columns=alike,
            rows=rows(("甲", "30", 0), ("乙", "30", 1)),
        )
        for month in range(6)
    ]

    found = place_values(
        alike, rows(("甲", "31", None), ("乙", "28", None)), evidence=gather_evidence(months)
    ).rows

    assert column_keys(alike) == ("得分", "得分 #2")
    assert [row[0].column for row in found] == [0, 1]
    assert all(row[0].status == "inferred" for row in found)
