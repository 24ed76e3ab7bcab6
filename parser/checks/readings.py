"""Figures that a scan may have been misread in, exposed by what a table's figures add up to.

What was read stays as it was read. A row or column of figures that breaks a sum the table
keeps holds a misreading (or a source's error): its figures are then no longer called printed,
and a finding names the one that most likely is, and what it may be: another reading of the
same picture, or the figure that the sums ask for and that looks like it. A number whose digits
a narrow column broke is doubted no longer where a sum comes out with it whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parser.bulletin import Annex
from parser.document import Document, Locator, RawCell, RawTable
from parser.finding import Finding
from parser.numerals import read_number
from parser.table import Cell, Identity, Row, Table

_MISREAD = 0.5
"""The probability of a figure that the sums single out as misread, at most."""
_ONE_OF_THEM = 0.9
"""The probability of a figure in a sum that does not come out, at most."""
_STANDS_OUT = 0.8
_BROKEN = 0.1
"""The doubt of a number whose digits stand on two lines, at most."""
_MISTAKEN = frozenset(
    frozenset(pair)
    for pair in ("01", "06", "08", "09", "17", "14", "27", "23", "35", "38", "39", "49", "56", "68")
)
"""Digits that recognition takes for one another."""

_Place = tuple[str | None, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suspect:
    """A figure of a sum that does not come out, what it would have to be, and why it may be.

    ``weight``: 3 another reading of the picture says so, 2 recognition was unsure and it looks
    alike, 1 it looks alike, 0 neither.
    """

    row: int
    cell: Cell
    value: float
    weight: int


def check_readings(
    document: Document, annexes: Sequence[Annex]
) -> tuple[tuple[Annex, ...], tuple[Finding, ...]]:
    """Return the annexes with misread figures in doubt, and what was found.

    Only figures that were recognised or put together with doubt are looked at; those of other
    documents stand as they are.
    """
    raw = {
        _place(cell.locator): cell
        for block in document.blocks
        if isinstance(block, RawTable)
        for cell in block.cells
    }
    if document.format != "scan":
        raw = {place: cell for place, cell in raw.items() if cell.doubt}
    if not raw:
        return tuple(annexes), ()
    checked = []
    findings: list[Finding] = []
    for annex in annexes:
        tables = []
        for own in annex.tables:
            table = own
            if document.format != "scan":
                table = _borne_out(table, raw)
            doubted, found = _checked(table, raw)
            tables.append(doubted)
            findings += found
        checked.append(replace(annex, tables=tuple(tables)))
    return tuple(checked), tuple(findings)


def _place(locator: Locator) -> _Place:
    return locator.member, locator.table, locator.row, locator.cell


def _checked(table: Table, raw: dict[_Place, RawCell]) -> tuple[Table, list[Finding]]:
    if table.layout != "grid":
        return table, []
    findings: list[Finding] = []
    lowered: dict[tuple[int, int], float] = {}
    for number, row in enumerate(table.rows):
        for identity in table.identities:
            suspects = list(_suspects(number, row, identity, raw))
            if not suspects:
                continue
            best = _singled_out(suspects)
            for suspect in suspects:
                at = suspect.row, suspect.cell.column
                most = _MISREAD if suspect is best else _ONE_OF_THEM
                lowered[at] = min(lowered.get(at, 1.0), most)
            findings.append(_finding(row, table, suspects, best))
    if not findings:
        return table, []
    rows = tuple(
        replace(
            row,
            cells=tuple(
                _doubted(cell, lowered.get((number, cell.column), 1.0)) for cell in row.cells
            ),
        )
        for number, row in enumerate(table.rows)
    )
    return replace(table, rows=rows), findings


def _borne_out(table: Table, raw: dict[_Place, RawCell]) -> Table:
    """Return a table whose broken numbers are as sure as others where the row's sums come out."""
    rows = []
    for row in table.rows:
        borne = {
            column
            for identity in table.identities
            for column in (identity.total, *identity.parts)
            if _comes_out(row, identity)
        }
        cells = tuple(
            replace(cell, status="printed", basis=("layout", "row"), probability=1.0)
            if cell.column in borne and _is_broken(raw.get(_place(cell.locator)))
            else cell
            for cell in row.cells
        )
        rows.append(replace(row, cells=cells))
    return replace(table, rows=tuple(rows))


def _is_broken(read: RawCell | None) -> bool:
    """Tell whether the only doubt of a cell is whether its two lines are one number."""
    return read is not None and 0 < read.doubt <= _BROKEN and read.text.isdecimal()


def _comes_out(row: Row, identity: Identity) -> bool:
    """Tell whether a sum that the table keeps comes out in a row, of two figures at least."""
    if identity.kind == "rate" or identity.confirmed <= identity.contradicted:
        return False
    values = {cell.column: cell.value for cell in row.cells}
    parts = [values[column] for column in identity.parts if column in values]
    total = values.get(identity.total)
    if len(parts) < 2 or any(isinstance(one, bool | None) for one in (total, *parts)):
        return False
    return abs(float(total or 0) - sum(float(part or 0) for part in parts)) < 1e-6


def _suspects(
    number: int, row: Row, identity: Identity, raw: dict[_Place, RawCell]
) -> Iterator[_Suspect]:
    """Yield the figures of a sum of ``row`` that does not come out, if one was recognised."""
    if identity.kind == "rate" or identity.confirmed <= identity.contradicted:
        return
    cells = {cell.column: cell for cell in row.cells}
    own = [cells[c] for c in (identity.total, *identity.parts) if c in cells]
    if any(isinstance(cell.value, bool) or cell.value is None for cell in own):
        return
    total = float(cells[identity.total].value or 0) if identity.total in cells else 0.0
    whole = sum(float(cells[c].value or 0) for c in identity.parts if c in cells)
    if not own or abs(total - whole) < 1e-6 or identity.total not in cells:
        return
    if identity.clipped and any(c not in cells for c in identity.parts):
        return  # a difference that would be negative is not printed
    if not any(_place(cell.locator) in raw for cell in own):
        return
    if identity.kind == "difference" and row.kind == "total":
        return  # a sum of differences of which some are not printed is no difference of sums
    for cell in own:
        read = raw.get(_place(cell.locator))
        value = float(cell.value or 0)
        wanted = whole if cell.column == identity.total else value + total - whole
        if read is not None:
            weight = _weight(read, value, wanted)
            yield _Suspect(row=number, cell=cell, value=wanted, weight=weight)


def _weight(read: RawCell, value: float, wanted: float) -> int:
    others = [read_number(text) for text, _ in read.readings]
    if any(other is not None and other.value == wanted for other in others):
        return 3
    alike = wanted >= 0 and looks_alike(f"{value:g}", f"{wanted:g}")
    return (2 if read.doubt else 1) if alike else 0


def looks_alike(one: str, other: str) -> bool:
    """Tell whether recognition may read one number as the other.

    One digit is another that looks like it, or was lost or added.

    >>> looks_alike("138", "188"), looks_alike("14", "146"), looks_alike("14", "90")
    (True, True, False)
    """
    if len(one) == len(other):
        unlike = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        return len(unlike) == 1 and (unlike[0] in _MISTAKEN or len(one) > 2)
    shorter, longer = sorted((one, other), key=len)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _singled_out(suspects: Sequence[_Suspect]) -> _Suspect | None:
    """Return the one figure that is more likely misread than the others, if one is."""
    ranked = sorted(suspects, key=lambda one: -one.weight)
    if ranked[0].weight and (len(ranked) == 1 or ranked[0].weight > ranked[1].weight):
        return ranked[0]
    return None


def _doubted(cell: Cell, most: float) -> Cell:
    if most >= cell.probability or cell.status == "reviewed":
        return cell
    return replace(
        cell,
        status="inferred" if most >= _STANDS_OUT else "ambiguous",
        basis=cell.basis if "row" in cell.basis else (*cell.basis, "row"),
        probability=most,
    )


def _finding(
    row: Row, table: Table, suspects: Sequence[_Suspect], best: _Suspect | None
) -> Finding:
    name = row.label or row.number or "a row"
    possible = [
        {
            "column": "/".join(table.columns[one.cell.column].path),
            "read": one.cell.raw,
            "may_be": int(one.value) if one.value == int(one.value) else one.value,
        }
        for one in sorted(suspects, key=lambda one: -one.weight)
        if one.value >= 0
    ]
    told = f"; {best.cell.raw} is most likely {best.value:g}" if best else ""
    return Finding(
        code="figure-misread",
        message=f"{name}: the figures read do not add up, one may be misread{told}",
        evidence={"label": row.label, "figures": possible, "singled_out": best is not None},
        locator=best.cell.locator if best else row.locator,
    )
