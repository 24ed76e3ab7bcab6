"""The same bulletin is the same document, whatever form it was kept in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.render import (
    PrintedBulletin,
    Style,
    browser,
    office,
    render_doc,
    render_docx,
    render_html,
    render_pdf,
    render_printed_page,
)
from parser.document import Document, RawTable
from parser.readers import read
from parser.text import join_wrapped
from tests.builders_documents import bulletin

needs_office = pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")
needs_browser = pytest.mark.skipif(browser() is None, reason="Chromium is not installed")

Content = list[str | list[tuple[str, int, int, int, int]]]


def content(document: Document) -> Content:
    found: Content = []
    for block in document.blocks:
        if isinstance(block, RawTable):
            found.append(
                [
                    (join_wrapped(c.text), c.row, c.column, c.row_span, c.column_span)
                    for c in block.cells
                ]
            )
        elif block.role == "body" and block.text:
            found.append(join_wrapped(block.text))
    return found


def meant(printed: PrintedBulletin) -> Content:
    found: Content = []
    for block in printed.blocks:
        if isinstance(block, str):
            found.append(block)
            continue
        cells = [
            (node.text, row, column, span, node.width)
            for node, row, column, span in block.header_cells()
        ]
        cells += [
            (text, number, column, 1, 1)
            for number, values in enumerate(block.rows, start=block.header_rows)
            for column, text in enumerate(values)
        ]
        found.append(sorted(cells, key=lambda cell: (cell[1], cell[2])))
    return found


STYLES = (Style(), Style(points=7), Style(landscape=True, points=10.5))


@pytest.mark.parametrize("seed", range(6))
def test_word_files_and_web_pages_hold_what_was_meant(seed: int) -> None:
    printed = bulletin(seed, rows=10 + 5 * seed)
    assert content(read(render_docx(printed), name="a")) == meant(printed)
    assert content(read(render_html(printed).encode(), name="a")) == meant(printed)


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("render", [render_doc, render_pdf], ids=["doc", "pdf"])
def test_office_forms_hold_what_was_meant(
    seed: int, render: Callable[[PrintedBulletin, Style], bytes]
) -> None:
    printed = bulletin(seed, rows=30)
    data = render(printed, STYLES[seed])
    assert content(read(data, name="a")) == meant(printed)


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_table_without_rulings_holds_what_was_meant(seed: int) -> None:
    printed = bulletin(seed, rows=30)
    data = render_pdf(printed, replace(STYLES[seed], ruled=False))
    assert content(read(data, name="a")) == meant(printed)


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("ruled", [True, False])
def test_a_page_printed_by_a_browser_holds_what_was_meant(ruled: bool) -> None:
    printed = bulletin(1, rows=30)
    data = render_printed_page(printed, Style(ruled=ruled))
    assert content(read(data, name="a")) == meant(printed)
