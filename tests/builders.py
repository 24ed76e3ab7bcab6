"""Small bulletins built by hand, for tests that start where parsing ends."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from parser.bulletin import Annex, Bulletin, Period, Section, Source
from parser.document import Locator
from parser.finding import Finding
from parser.passage import Passage
from parser.statement import Event, Fact, FactStatus, Person
from parser.table import Basis, Cell, Column, Department, Identity, Row, Status, Table, Value

CENTRE = "省政务服务中心"
COLUMNS = (
    Column(path=("收件总数",), measure="received_total"),
    Column(path=("其中", "大厅受理"), measure="received_counter"),
    Column(path=("其中", "网上申报"), measure="received_online"),
    Column(path=("办结总数",), measure="completed_total", unit="件"),
)


def at(line: int, start: int | None = None) -> Locator:
    return Locator(block=line - 1, line=line, start=start)


def passage(text: str, line: int, role: str = "body") -> Passage:
    return Passage(text=text, role=role, locator=at(line))  # type: ignore[arg-type]


def cell(
    column: int,
    value: Value | None,
    line: int = 1,
    *,
    raw: str | None = None,
    unit: str | None = None,
    status: Status = "printed",
    basis: tuple[Basis, ...] = ("layout",),
    probability: float = 1.0,
    candidates: tuple[int, ...] | None = None,
) -> Cell:
    shown = raw if raw is not None else "√" if value is True else str(value)
    return Cell(
        column=column,
        raw=shown,
        value=value,
        unit=unit,
        status=status,
        basis=basis,
        probability=probability,
        candidates=candidates or (column,),
        locator=Locator(block=line - 1, line=line, cell=column + 3),
    )


def row(
    label: str,
    values: Sequence[Cell | int | float | None],
    line: int = 1,
    *,
    department: Department | None = None,
    number: str | None = None,
) -> Row:
    cells = tuple(
        value if isinstance(value, Cell) else cell(column, value, line)
        for column, value in enumerate(values)
        if value is not None
    )
    return Row(
        number=number,
        label=label,
        raw=label,
        kind="total" if label in ("合计", "总计") else "department",
        department=department,
        cells=cells,
        locator=at(line),
    )


def department(identifier: str, name: str) -> Department:
    return Department(id=identifier, name=name, method="exact", score=1.0)


ENVIRONMENT = department("js-env", "江苏省环境保护厅")
CIVIL = department("js-civil", "江苏省民政厅")


def table(rows: Sequence[Row], columns: Sequence[Column] = COLUMNS, line: int = 10) -> Table:
    header = " | ".join(column.path[-1] for column in columns)
    source = [passage(f"序号 | 部门名称 | {header}", line, "header")]
    for offset, one in enumerate(rows, start=1):
        words = [one.number or "", one.label or "", *(c.raw for c in one.cells)]
        source.append(passage(" | ".join(words), line + offset, "row"))
    return Table(
        layout="grid",
        columns=tuple(columns),
        rows=tuple(rows),
        source=tuple(source),
        identities=(Identity(kind="sum", total=0, parts=(1, 2), confirmed=len(rows)),),
        locator=at(line),
    )


def annex(
    tables: Sequence[Table],
    *,
    number: int | None = 3,
    title: str | None = "进驻部门办件统计表",
    line: int = 8,
) -> Annex:
    return Annex(
        number=number,
        title=title,
        announced=title,
        label=(passage(f"附件{number}", line, "label"),),
        passages=(),
        notes=(),
        tables=tuple(tables),
        locator=at(line),
    )


def month(year: int | None, number: int) -> Period:
    source = "text" if year is not None else None
    return Period(kind="month", year=year, month=number, year_source=source)  # type: ignore[arg-type]


DEFAULT_ROWS = (
    row("合计", [743, 694, 49, 647], 11),
    row("省环保厅", [611, 563, 48, 515], 12, department=ENVIRONMENT, number="1"),
    row("省民政厅", [132, 131, 1, 132], 13, department=CIVIL, number="2"),
)


def bulletin(
    period: Period | None = None,
    *,
    annexes: Sequence[Annex] | None = None,
    paragraphs: Sequence[str] = (
        "提高在线申办服务能力,推进“互联网+政务服务”。",
        "拨打12345热线,联系省公安厅。",
    ),
    facts: Sequence[Fact] = (),
    issuer: str | None = CENTRE,
    title: str = "运行情况通报",
    path: str | None = None,
    findings: Sequence[Finding] | None = None,
) -> Bulletin:
    """Return a bulletin with everything in it; its SHA-256 is that of its content."""
    period = month(2017, 3) if period is None else period
    name = path or f"{period.label or 'unknown'}.txt"
    annexes = (annex([table(DEFAULT_ROWS)]),) if annexes is None else tuple(annexes)
    content = repr((period, annexes, tuple(paragraphs), tuple(facts), issuer, title))
    section = Section(
        level=1,
        number="一",
        heading="主要工作",
        raw="一、主要工作",
        passages=tuple(passage(text, 3 + n) for n, text in enumerate(paragraphs)),
        locator=at(2),
    )
    warning = Finding(
        code="share-mismatch",
        message="1% printed, 9.0% computed",
        evidence={"printed": 1.0},
        locator=at(4),
    )
    return Bulletin(
        source=Source(
            path=name,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            format="txt",
            reader="plain",
        ),
        title=title,
        title_passages=(passage(title, 1, "title"),),
        issuer=issuer,
        period=period,
        sections=(section,),
        annexes=annexes,
        facts=tuple(_of(period, fact) for fact in facts),
        people=(
            Person(
                name="李青",
                department="环保厅",
                context="commended",
                quote="环保厅李青",
                section=0,
                locator=at(4),
            ),
        ),
        events=(Event(date="2017-03-14", text="召开会议", section=0, locator=at(3)),),
        findings=(warning,) if findings is None else tuple(findings),
    )


def _of(period: Period | None, fact: Fact) -> Fact:
    label = period.label if period else None
    return replace(fact, period=label) if fact.period == OWN else fact


OWN = "own"
"""The period of a fact that is its bulletin's."""


def fact(
    measure: str,
    value: int | float,
    *,
    entity: str | None = None,
    period: str | None = OWN,
    unit: str | None = "件",
    line: int = 4,
    status: FactStatus = "printed",
) -> Fact:
    return Fact(
        measure=measure,
        status=status,
        entity=entity,
        value=value,
        unit=unit,
        period=period,
        quote=f"{entity or ''}{value}{unit or ''}",
        section=0,
        locator=at(line),
    )
