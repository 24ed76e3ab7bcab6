"""Reads one bulletin out of the archive for its page."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from db.site.places import Locator, PassageView, Place, Places, printed_parts
from db.site.view import (
    AnnexView,
    BulletinView,
    CellView,
    ColumnView,
    FactView,
    FindingView,
    Head,
    RowView,
    TableView,
)


def _decoded(texts: Iterable[str]) -> list[Any]:
    """Decode many JSON texts at once, which takes a fifth of the time."""
    decoded: list[Any] = json.loads(f"[{','.join(texts)}]")
    return decoded


RowKey = tuple[int, ...]
"""A row of a bulletin: the positions of its annex, of the table in it, and its own."""


def read_bulletin(
    connection: sqlite3.Connection, identifier: str, *, only: RowKey | None = None
) -> BulletinView | None:
    """Return the bulletin with this id, or ``None`` if there is none.

    With ``only`` one row alone is read of its tables, and no facts.
    """
    names = tuple(Head.__dataclass_fields__)
    row = connection.execute(
        f"SELECT {', '.join(names)} FROM bulletins WHERE bulletin_id = ?", (identifier,)
    ).fetchone()
    if row is None:
        return None
    held = connection.execute(
        "SELECT position, heading, role, text, locator FROM paragraphs"
        " WHERE bulletin_id = ? ORDER BY position",
        (identifier,),
    ).fetchall()
    locators = _decoded(row[4] for row in held)
    passages = tuple(
        PassageView(position=position, heading=heading, role=role, text=text, locator=locator)
        for (position, heading, role, text, _), locator in zip(held, locators, strict=True)
    )
    places = Places(passages)
    return BulletinView(
        head=Head(**dict(zip(names, row, strict=True))),
        passages=passages,
        annexes=_annexes(connection, identifier, places, only),
        facts=() if only else _facts(connection, identifier, places),
        findings=_findings(connection, identifier, places),
    )


def _annexes(
    connection: sqlite3.Connection, identifier: str, places: Places, only: RowKey | None
) -> tuple[AnnexView, ...]:
    tables = _tables(connection, identifier, places, only)
    return tuple(
        AnnexView(
            position=position,
            number=number,
            title=title,
            tables=tuple(tables.get(position, ())),
            place=places.of(json.loads(locator)),
        )
        for position, number, title, locator in connection.execute(
            "SELECT position, number, title, locator FROM annexes"
            " WHERE bulletin_id = ? ORDER BY position",
            (identifier,),
        )
    )


_OF_BULLETIN = "annexes CROSS JOIN annex_tables USING (annex_id)"


def _tables(
    connection: sqlite3.Connection, identifier: str, places: Places, only: RowKey | None
) -> dict[int, list[TableView]]:
    columns: dict[int, list[ColumnView]] = {}
    for table_id, header, measure, unit in connection.execute(
        f"SELECT table_id, header, measure, unit FROM {_OF_BULLETIN}"
        " CROSS JOIN table_columns USING (table_id) WHERE bulletin_id = ?"
        " ORDER BY table_id, table_columns.position",
        (identifier,),
    ):
        path = tuple(json.loads(header))
        columns.setdefault(table_id, []).append(ColumnView(path=path, measure=measure, unit=unit))
    identities: dict[int, list[tuple[str, int, int]]] = {}
    for table_id, kind, total, parts, confirmed, contradicted in connection.execute(
        f"SELECT table_id, kind, total, parts, confirmed, contradicted FROM {_OF_BULLETIN}"
        " CROSS JOIN identities USING (table_id) WHERE bulletin_id = ?"
        " ORDER BY table_id, identities.position",
        (identifier,),
    ):
        words = _identity(kind, total, json.loads(parts), columns.get(table_id, []))
        identities.setdefault(table_id, []).append((words, confirmed, contradicted))
    asked: tuple[str | int, ...] = (identifier, *(only or ()))
    candidates = _candidates(connection, asked)
    rows = _rows(connection, asked, places, candidates)
    found: dict[int, list[TableView]] = {}
    for position, table_id, layout in connection.execute(
        f"SELECT annexes.position, table_id, layout FROM {_OF_BULLETIN} WHERE bulletin_id = ?"
        " ORDER BY annexes.position, annex_tables.position",
        (identifier,),
    ):
        found.setdefault(position, []).append(
            TableView(
                layout=layout,
                columns=tuple(columns.get(table_id, ())),
                rows=rows.get(table_id, ()),
                identities=tuple(identities.get(table_id, ())),
            )
        )
    return found


def _identity(kind: str, total: int, parts: Sequence[int], columns: Sequence[ColumnView]) -> str:
    def name(column: int) -> str:
        return columns[column].path[-1] if 0 <= column < len(columns) else str(column)

    if kind == "rate":
        return f"{name(total)} = {' ÷ '.join(map(name, parts))}"
    if kind == "difference":
        return f"{name(total)} = {' − '.join(map(name, parts))}"
    return f"{name(total)} = {' + '.join(map(name, parts))}"


_ONLY = " AND (annexes.position, annex_tables.position, table_rows.position) = (?, ?, ?)"


def _candidates(
    connection: sqlite3.Connection, asked: tuple[str | int, ...]
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for cell_id, column in connection.execute(
        f"SELECT cell_id, table_columns.position FROM {_OF_BULLETIN}"
        " CROSS JOIN table_rows USING (table_id) CROSS JOIN cells USING (row_id)"
        " CROSS JOIN cell_candidates USING (cell_id)"
        " CROSS JOIN table_columns ON table_columns.column_id = cell_candidates.column_id"
        f" WHERE bulletin_id = ?{_ONLY if len(asked) > 1 else ''} ORDER BY cell_id, rank",
        asked,
    ):
        found.setdefault(cell_id, []).append(column)
    return found


_ROWS = (
    "SELECT annex_tables.table_id, annexes.position, annex_tables.position, table_rows.position,"
    " table_rows.number, label, table_rows.raw, kind, department_id, cut, table_rows.locator,"
    " cell_id, cells.position, table_columns.position, cells.raw, cells.unit, status, basis,"
    " probability, cells.locator"
    f" FROM {_OF_BULLETIN} CROSS JOIN table_rows USING (table_id)"
    " LEFT JOIN cells USING (row_id)"
    " LEFT JOIN table_columns ON table_columns.column_id = cells.column_id"
    " WHERE bulletin_id = ?{only} ORDER BY annexes.position, annex_tables.position,"
    " table_rows.position, cells.position"
)


def _rows(
    connection: sqlite3.Connection,
    asked: tuple[str | int, ...],
    places: Places,
    candidates: Mapping[int, list[int]],
) -> dict[int, tuple[RowView, ...]]:
    found: dict[int, list[RowView]] = {}
    rows_asked = _ROWS.format(only=_ONLY if len(asked) > 1 else "")
    lines = connection.execute(rows_asked, asked).fetchall()
    of_rows, of_cells = _decoded(r[10] for r in lines), _decoded(r[19] or "{}" for r in lines)
    whole = zip(lines, zip(of_rows, of_cells, strict=True), strict=True)
    for key, group in groupby(whole, key=lambda line: line[0][:4]):
        held = list(group)
        number, label, raw, kind, department, cut = held[0][0][4:10]
        cells = [(row[11:19], locators[1]) for row, locators in held if row[11] is not None]
        row_place = places.of(held[0][1][0])
        texts = [cell[3] for cell, _ in cells]
        parts = printed_parts(row_place.passage.text, texts) if row_place else ()
        found.setdefault(key[0], []).append(
            RowView(
                number=number,
                label=label,
                raw=raw,
                kind=kind,
                department_id=department,
                cut=bool(cut),
                cells=tuple(
                    _cell(
                        f"{key[1]}-{key[2]}-{key[3]}-{cell[1]}",
                        cell,
                        locator,
                        _cell_place(places, locator, row_place, parts, n),
                        candidates.get(cell[0], (cell[2],)),
                    )
                    for n, (cell, locator) in enumerate(cells)
                ),
            )
        )
    return {table: tuple(rows) for table, rows in found.items()}


def _cell_place(
    places: Places,
    locator: Locator,
    row_place: Place | None,
    parts: Sequence[tuple[int, int] | None],
    position: int,
) -> Place | None:
    own = places.of(locator)
    if own is not None and own.start is not None:
        return own
    if row_place is None or (own is not None and own.passage is not row_place.passage):
        return own
    part = parts[position] if position < len(parts) else None
    if part is None:
        return row_place
    return Place(passage=row_place.passage, start=part[0], end=part[1])


def _cell(
    key: str, row: Sequence[Any], locator: Locator, place: Place | None, candidates: Sequence[int]
) -> CellView:
    _, _, column, raw, unit, status, basis, probability = row
    return CellView(
        key=key,
        column=column,
        raw=raw,
        unit=unit,
        status=status,
        basis=_basis(basis),
        probability=probability,
        candidates=tuple(candidates),
        locator=locator,
        place=place,
    )


@lru_cache(maxsize=256)
def _basis(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _facts(connection: sqlite3.Connection, identifier: str, places: Places) -> tuple[FactView, ...]:
    held = connection.execute(
        "SELECT locator, basis, doubts, measure, entity, value, unit, kind, status, probability,"
        " quote FROM facts WHERE bulletin_id = ? ORDER BY position",
        (identifier,),
    ).fetchall()
    locators = _decoded(row[0] for row in held)
    names = ("measure", "entity", "value", "unit", "kind", "status", "probability", "quote")
    return tuple(
        FactView(
            **dict(zip(names, said, strict=True)),
            signs=_basis(basis) + _basis(doubts),
            place=places.of(locator),
        )
        for (_, basis, doubts, *said), locator in zip(held, locators, strict=True)
    )


_WORST_FIRST = "CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END"


def _findings(
    connection: sqlite3.Connection, identifier: str, places: Places
) -> tuple[FindingView, ...]:
    found = []
    for code, severity, message, locator in connection.execute(
        "SELECT code, severity, message, locator FROM findings WHERE bulletin_id = ?"
        f" ORDER BY {_WORST_FIRST}, position",
        (identifier,),
    ):
        where = json.loads(locator) if locator else None
        found.append(
            FindingView(
                code=code,
                severity=severity,
                message=message,
                locator=where,
                place=places.of(where),
            )
        )
    return tuple(found)
