"""A table as a person would read it: merged headers, ticks, blanks, doubt marked on each value.

Written by hand rather than by a template, as one page holds some thousand cells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from db.site.pages import Frame
from db.site.view import CellView, ColumnView, RowView, TableView
from db.site.words import Words

MARKS = {"printed": "", "proven": "", "inferred": "≈", "ambiguous": "?", "reviewed": "✎"}
"""What stands beside a value, so that its status is told without colour too."""


def header_rows(columns: Sequence[ColumnView]) -> list[list[tuple[str, int, int]]]:
    """Return the header's rows as ``(text, columns spanned, rows spanned)``.

    >>> header_rows([ColumnView(path=p, measure=None, unit=None)
    ...              for p in (("收件",), ("其中", "大厅"), ("其中", "网上"))])
    [[('收件', 1, 2), ('其中', 2, 1)], [('大厅', 1, 1), ('网上', 1, 1)]]
    """
    depth = max((len(column.path) for column in columns), default=1)
    rows: list[list[tuple[str, int, int]]] = []
    for level in range(depth):
        row: list[tuple[str, int, int]] = []
        before: tuple[str, ...] | None = None
        for column in columns:
            if level >= len(column.path):
                before = None
                continue
            prefix = column.path[: level + 1]
            leaf = level == len(column.path) - 1
            if not leaf and prefix == before:
                text, width, height = row[-1]
                row[-1] = (text, width + 1, height)
            else:
                row.append((column.path[level], 1, depth - level if leaf else 1))
            before = None if leaf else prefix
        rows.append(row)
    return rows


def table_html(
    table: TableView,
    frame: Frame,
    bulletin_id: str,
    *,
    name: str,
    flagged: Mapping[int, Sequence[int]],
) -> Markup:
    """Return the table; ``flagged`` are the findings (by number) of each source passage."""
    words = frame.words
    columns = json.dumps([column.name for column in table.columns], ensure_ascii=False)
    parts = [
        f'<table class="bulletin" data-columns="{escape(columns)}">'
        f'<caption class="sr">{escape(name)}</caption><thead>'
    ]
    rows = header_rows(table.columns)
    for level, row in enumerate(rows):
        parts.append("<tr>")
        if level == 0:
            for key in ("row_number", "row_name"):
                parts.append(f'<th rowspan="{len(rows)}" scope="col">{words(key)}</th>')
        for text, width, height in row:
            scope = "colgroup" if width > 1 else "col"
            spans = (f' colspan="{width}"' if width > 1 else "") + (
                f' rowspan="{height}"' if height > 1 else ""
            )
            parts.append(f'<th scope="{scope}"{spans}>{escape(text)}</th>')
        parts.append("</tr>")
    parts.append("</thead><tbody>")
    parts += [_row(row, table.columns, frame, bulletin_id, flagged) for row in table.rows]
    parts.append("</tbody></table>")
    return Markup("".join(parts))


def _row(
    row: RowView,
    columns: Sequence[ColumnView],
    frame: Frame,
    bulletin_id: str,
    flagged: Mapping[int, Sequence[int]],
) -> str:
    words = frame.words
    label = escape(row.raw or row.label or "")
    if row.department_id and not frame.snapshot:
        href = escape(frame.path(f"/department/{row.department_id}"))
        label = Markup(f'<a href="{href}">{label}</a>')
    first = next((cell.place for cell in row.cells if cell.place), None)
    findings = flagged.get(first.passage.position, ()) if first else ()
    flags = ""
    if findings:
        many = str(len(findings)) if len(findings) > 1 else ""
        numbers = ",".join(map(str, findings))
        flags = (
            f' <a class="flag" href="#f{findings[0]}" data-f="{numbers}"'
            f' title="{words("findings")}">⚑{many}<span class="sr"> {words("findings")}</span></a>'
        )
    cut = f' <span class="cut" title="{words("row_cut")}">✂</span>' if row.cut else ""
    parts = [
        f'<tr class="{row.kind}"><td class="no">{escape(row.number or "")}</td>'
        f'<th scope="row">{label}{flags}{cut}</th>'
    ]
    held: dict[int, list[CellView]] = {}
    for cell in row.cells:
        held.setdefault(cell.column, []).append(cell)
    for position in range(len(columns)):
        cells = held.get(position)
        if cells is None:
            parts.append("<td></td>")
        else:
            shown = " ".join(_cell(cell, columns, frame, bulletin_id) for cell in cells)
            parts.append(f"<td>{shown}</td>")
    parts.append("</tr>")
    return "".join(parts)


def _cell(cell: CellView, columns: Sequence[ColumnView], frame: Frame, bulletin_id: str) -> str:
    place, status = cell.place, cell.status
    data = ""
    if place is not None:
        data = f' data-p="{place.passage.position}"'
        if place.start is not None:
            data += f' data-a="{place.start},{place.end}"'
    box = cell.locator.get("box")
    if box is not None:
        data += f' data-g="{cell.locator.get("page", 1)},{",".join(map(str, box))}"'
    said = mark = ""
    if status != "printed":
        data += f' data-b="{" ".join(cell.basis)}"'
        said = f'<span class="sr"> {frame.words.of("status", status)}</span>'
        if MARKS.get(status):
            mark = f'<i aria-hidden="true">{MARKS[status]}</i>'
    if status in ("inferred", "ambiguous"):
        data += f' data-q="{cell.probability:.2f}"'
        data += f' data-c="{",".join(map(str, cell.candidates))}"'
        data += f' title="{escape(tooltip(cell, columns, frame.words))}"'
    if frame.snapshot:
        href = f"#p{place.passage.position}" if place else "#source"
    else:
        href = f"{frame.base.rstrip('/')}/bulletin/{bulletin_id}/cell/{cell.key}"
    raw = cell.raw if cell.raw.isalnum() else escape(cell.raw)
    return f'<a class="v {status}" id="c{cell.key}" href="{href}"{data}>{mark}{raw}{said}</a>'


def tooltip(cell: CellView, columns: Sequence[ColumnView], words: Words) -> str:
    """Return in one line what is doubtful about a value."""
    status = words.of("status", cell.status)
    if len(cell.candidates) < 2:
        return f"{status} {cell.probability:.0%} · {words('reading_doubtful')}"
    names = [columns[column].name for column in cell.candidates if column < len(columns)]
    listed = ("、" if words.language == "zh" else ", ").join(names)
    return f"{status} {cell.probability:.0%} · {words('candidates')}: {listed}"
