"""From blocks to tables: dialect, parts, header, figures in their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parser.document import Block, Paragraph
from parser.finding import Finding
from parser.passage import Passage, PassageRole
from parser.table import Cell, Identity, Row, Table
from parser.tables.body import BodyRow, merged_figures, parts_unbounded, read_body
from parser.tables.cells import read_cell
from parser.tables.columns import ColumnReading, read_columns
from parser.tables.continuation import join_continued
from parser.tables.dialects import Region, find_tables
from parser.tables.flat import FlatRow, FlatTable, Refusal, grid_lines
from parser.tables.placed_cells import category_cell, figure_cell, remark_cell
from parser.tables.placement import (
    PrintedValue,
    ValueRow,
    place_values,
)
from parser.tables.row_checks import breaks_off, ends_short, row_findings
from parser.tables.shape import Shape, find_shape, is_unit_line, printed_lines
from parser.text import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The tables among blocks, and all paragraphs that stand in none.

    ``captions`` runs parallel to ``tables``: the caption printed as a row of the table, or
    ``None``; its lines are part of the table's source. ``refused`` are the lines of tables that
    could not be rebuilt, among the rest. ``ends_short`` says that a table's last
    row lacks separators that all its other rows have.
    """

    tables: tuple[Table, ...]
    captions: tuple[str | None, ...]
    rest: tuple[Paragraph, ...]
    findings: tuple[Finding, ...]
    ends_short: bool
    refused: tuple[Paragraph, ...] = ()


def recover_tables(
    blocks: Sequence[Block],
    *,
    ends_document: bool = False,
    padding_dropped: bool = False,
) -> Recovered:
    """Recover every table among blocks; no text is lost between tables and rest.

    ``ends_document`` says that nothing follows the blocks, so that a table may break off there;
    ``padding_dropped`` that tables elsewhere in the document end short though nothing is missing.
    """
    regions = join_continued(find_tables(blocks), blocks)
    tables: list[Table] = []
    captions: list[str | None] = []
    findings: list[Finding] = []
    rest: list[Paragraph] = []
    taken: set[int] = set()
    short = False
    refused_lines: list[Paragraph] = []
    for region in regions:
        built = _build(
            region, ends_document=ends_document, padding_dropped=padding_dropped or short
        )
        short = short or built.ends_short
        findings += built.findings
        if built.table is not None:
            tables.append(built.table)
            captions.append(built.caption)
            rest += built.notes
            taken |= region.blocks
        elif any(finding.code == "table-refused" for finding in built.findings):
            refused_lines += _lines_of(region, blocks)
    for index, block in enumerate(blocks):
        if index not in taken:
            rest += [block] if isinstance(block, Paragraph) else grid_lines(block)
    return Recovered(
        tables=tuple(tables),
        captions=tuple(captions),
        rest=tuple(sorted(rest, key=lambda p: (p.locator.block, p.locator.row or 0))),
        findings=tuple(findings),
        ends_short=short,
        refused=tuple(refused_lines),
    )


def _lines_of(region: Region, blocks: Sequence[Block]) -> list[Paragraph]:
    """Return the lines of a region, as they are kept as text."""
    lines: list[Paragraph] = []
    for index in sorted(region.blocks):
        block = blocks[index]
        lines += [block] if isinstance(block, Paragraph) else grid_lines(block)
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    table: Table | None
    caption: str | None = None
    notes: tuple[Paragraph, ...] = ()
    findings: tuple[Finding, ...] = ()
    ends_short: bool = False


def _build(region: Region, *, ends_document: bool, padding_dropped: bool) -> _Built:
    found = region.found
    if isinstance(found, Refusal):
        return _Built(table=None, findings=(refused(found.lines, found.reason),))
    shape = find_shape(found)
    if shape is None or shape.data_width < 1:
        figures = sum(_figure_count(row) > 1 for row in found.rows)
        if figures < _LEAST_ROWS:
            return _Built(table=None)
        reason = "no columns of figures can be told from those of names"
        return _Built(table=None, findings=(refused(printed_lines(found.rows), reason),))
    body = read_body(shape)
    if any(len(row.figures) > shape.data_width for row in body):
        reason = "a row has more figures than the table has columns"
        lines = printed_lines(found.rows)
        return _Built(table=None, findings=(refused(lines, reason),))
    reading = read_columns(shape, body)
    cut = ends_document and breaks_off(found, body, padding_dropped=padding_dropped)
    merged = merged_figures(shape)
    rows, identities, placed = _place(reading, body, merged, cut=cut)
    findings = [*reading.findings, *placed, *row_findings(body, ranked=shape.ranked)]
    if merged:
        findings.append(_spans(merged, found))
    if cut:
        findings.append(_truncated(body[-1], found))
    notes = printed_lines(shape.notes)
    above = [slot.text for row in shape.caption for slot in row.filled[:1]]
    caption = " ".join(text for text in above if not is_unit_line(text)) or None
    table = Table(
        layout="collapsed" if shape.blanks == "moved" else "grid",
        columns=(*reading.before, *reading.columns, *reading.after),
        rows=rows,
        source=_source(found, shape),
        identities=identities,
        locator=found.rows[0].locator,
    )
    return _Built(
        table=table,
        caption=caption,
        notes=notes,
        findings=tuple(findings),
        ends_short=ends_short(body),
    )


_LEAST_ROWS = 2


def _figure_count(row: FlatRow) -> int:
    return sum(read_cell(slot.text).kind == "number" for slot in row.slots)


def refused(lines: Sequence[Paragraph], reason: str) -> Finding:
    """Return the finding that a table could not be rebuilt."""
    return Finding(
        code="table-refused",
        message=f"Table not rebuilt, its {len(lines)} lines are kept as text: {reason}",
        evidence={"lines": len(lines), "reason": reason},
        locator=lines[0].locator,
    )


def _spans(merged: frozenset[tuple[int, int]], table: FlatTable) -> Finding:
    return Finding(
        code="figure-merged",
        message=f"{len(merged)} figures stand for several rows or columns and have no value here",
        evidence={"cells": len(merged)},
        locator=table.rows[0].locator,
    )


def _truncated(row: BodyRow, table: FlatTable) -> Finding:
    return Finding(
        code="truncated",
        message=f"The document ends in the row {' '.join(s.text for s in row.flat.filled)!r}",
        evidence={"separators": len(row.flat.slots), "separators_elsewhere": table.width},
        locator=row.flat.locator,
    )


def _place(
    reading: ColumnReading,
    body: Sequence[BodyRow],
    merged: frozenset[tuple[int, int]],
    *,
    cut: bool,
) -> tuple[tuple[Row, ...], tuple[Identity, ...], tuple[Finding, ...]]:
    """Place the figures among their columns, and the words beside them in theirs."""
    last = len(body) - 1
    given = [_value_row(row, merged, cut=cut and i == last) for i, row in enumerate(body)]
    if not any(row.kind == "department" for row in body):
        # Nothing stands beside the totals that they could be the sums of.
        given = [replace(row, kind="other") for row in given]
    if parts_unbounded(body):
        # Which rows are parts of others is not known, nor then what a total sums.
        given = [replace(row, kind="other") if row.kind == "total" else row for row in given]
    placement = place_values(reading.columns, given, rivals=reading.rivals)
    shift = len(reading.before)
    rows = []
    for row, placed in zip(body, placement.rows, strict=True):
        cells = [category_cell(slot, place, shift) for place, slot in row.categories]
        cells += [
            figure_cell(slot, reading.columns, where, shift, merged=slot.origin in merged)
            for slot, where in zip(row.figures, placed, strict=True)
        ]
        if row.remark is not None:
            cells.append(remark_cell(row, row.remark, shift + len(reading.columns)))
        rows.append(_row(row, tuple(cells), cut=cut and row is body[-1]))
    identities = tuple(
        replace(known, total=known.total + shift, parts=tuple(p + shift for p in known.parts))
        for known in placement.identities
    )
    return tuple(rows), identities, tuple(_moved(found, shift) for found in placement.findings)


def _moved(finding: Finding, shift: int) -> Finding:
    """Return a finding on columns of figures with their places in the whole table."""
    moved: dict[str, object] = {}
    for name, value in finding.evidence.items():
        if name == "column" and isinstance(value, int):
            moved[name] = value + shift
        elif name == "columns" and isinstance(value, list):
            moved[name] = [v + shift if isinstance(v, int) else v for v in value]
        else:
            moved[name] = value
    return replace(finding, evidence=moved)


def _value_row(row: BodyRow, merged: frozenset[tuple[int, int]], *, cut: bool) -> ValueRow:
    values = []
    for slot in row.figures:
        reading = read_cell(slot.text)
        value = None if slot.origin in merged else reading.value
        values.append(PrintedValue(raw=slot.text, value=value, unit=reading.unit))
    return ValueRow(
        values=tuple(values),
        kind=row.kind,
        label=compact(row.label.text) if row.label else None,
        locator=row.flat.locator,
        columns=row.places,
        cut=cut,
    )


def _row(row: BodyRow, cells: tuple[Cell, ...], *, cut: bool) -> Row:
    label = row.label.text if row.label else None
    return Row(
        number=compact(row.number.text) if row.number else None,
        label=compact(label) if label else None,
        raw=label,
        kind=row.kind,
        department=None,
        cells=cells,
        locator=row.flat.locator,
        cut=cut,
    )


def _source(table: FlatTable, shape: Shape) -> tuple[Passage, ...]:
    """Return every printed line of the table, header first told apart from rows."""
    head = {id(line) for line in printed_lines((*shape.caption, *shape.header))}
    notes = {id(line) for line in printed_lines(shape.notes)}
    once = {id(line): line for line in (*printed_lines(table.rows), *table.extra)}
    lines = list(once.values())
    ordered = sorted(lines, key=lambda p: (p.locator.block, p.locator.row or 0))
    passages = []
    for line in ordered:
        if id(line) in notes or not line.text.strip():
            continue
        role: PassageRole = "header" if id(line) in head else "row"
        passages.append(Passage(text=line.text, role=role, locator=line.locator))
    return tuple(passages)
