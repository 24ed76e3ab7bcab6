"""Small files that each ask one thing of a reader, and what an answer must hold."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.forms import draw_form
from corpus.render import PrintedBulletin, PrintedTable, Style, render_html
from parser.text import compact
from tests.benchmarks.equality import sample
from tests.benchmarks.peers import score
from tests.benchmarks.peers_adapters import Grid

_W = nsdecls("w")
_NUMBERING = (
    f'<w:abstractNum {_W} w:abstractNumId="91"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>',
    f'<w:num {_W} w:numId="91"><w:abstractNumId w:val="91"/></w:num>',
)
_COUNTED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr></w:pPr>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing asked: ``name``, a file, and whether an answer (tables, paragraphs) holds it."""

    name: str
    suffix: str
    build: Callable[[], bytes]
    holds: Callable[[Sequence[Grid], Sequence[str]], bool]


def _word(*elements: str) -> bytes:
    """Return a Word file whose body holds the elements."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(_NUMBERING[0]))
    numbering.append(parse_xml(_NUMBERING[1]))
    for element in elements:
        document.element.body.insert(-1, parse_xml(element))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _p(text: str, properties: str = "") -> str:
    return f"<w:p {_W}>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def _table(*rows: str, columns: int) -> str:
    grid = '<w:gridCol w:w="1500"/>' * columns
    return f"<w:tbl {_W}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _in_word_table(tables: Sequence[Grid], row: int, column: int, text: str) -> bool:
    grid = tables[0] if tables else []
    return row < len(grid) and column < len(grid[row]) and compact(grid[row][column]) == text


def _merged() -> bytes:
    whole = '<w:vMerge w:val="restart"/>'
    return _word(
        _table(
            _row(_cell("部门", whole), _cell("其中", '<w:gridSpan w:val="2"/>')),
            _row(_cell("", "<w:vMerge/>"), _cell("大厅"), _cell("网上")),
            _row(_cell("市财政局"), _cell("3"), _cell("4")),
            columns=3,
        )
    )


def _said(tables: Sequence[Grid], paragraphs: Sequence[str], text: str) -> bool:
    """Tell whether a paragraph is ``text``, white space aside."""
    return any(compact(one) == text for one in paragraphs)


@cache
def _long_table() -> PrintedBulletin:
    """Return the first sampled bulletin with a table of more than forty rows, alone."""
    for seed in range(100):
        tables = [b for b in sample(seed).paper.blocks if isinstance(b, PrintedTable)]
        if len(tables[0].rows) > 40:
            return PrintedBulletin(blocks=("[合成样本]运行情况通报", tables[0]))
    raise LookupError("no long table among the first hundred samples")


def _drawn(form: str, style: Style | None = None) -> Callable[[], bytes]:
    return lambda: draw_form(form, [(_long_table(), style or Style())])[0]


def _all_placed(tables: Sequence[Grid], paragraphs: Sequence[str]) -> bool:
    counts = score(_long_table(), tables, paragraphs)
    return 2 * counts["cells"] == counts["cells/"] + counts["found"]


def _one_table(tables: Sequence[Grid], paragraphs: Sequence[str]) -> bool:
    return len(tables) == 1 and _all_placed(tables, paragraphs)


def _tracked() -> bytes:
    by = 'w:id="1" w:author="a"'
    return _word(
        f"<w:p {_W}><w:r><w:t>共</w:t></w:r><w:ins {by}><w:r><w:t>24</w:t></w:r></w:ins>"
        f"<w:del {by}><w:r><w:delText>23</w:delText></w:r></w:del><w:r><w:t>件</w:t></w:r></w:p>"
    )


def _web_page() -> bytes:
    """Return a page that declares GB2312, which lacks 镕, and is written in its superset."""
    blocks = _long_table().blocks
    paper = PrintedBulletin(blocks=(blocks[0], "镕城街道收件情况如下。", *blocks[1:]))
    return render_html(paper).replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")


PROBES = (
    Probe(
        name="Word: merged header cells give each column its path",
        suffix="docx",
        build=_merged,
        holds=lambda tables, _: (
            _in_word_table(tables, 0, 2, "其中")
            and _in_word_table(tables, 1, 2, "网上")
            and _in_word_table(tables, 1, 0, "部门")
        ),
    ),
    Probe(
        name="Word: automatic numbers (一、) are in the text",
        suffix="docx",
        build=lambda: _word(_p("主要工作", _COUNTED), _p("马上就办", _COUNTED)),
        holds=lambda tables, texts: _said(tables, texts, "二、马上就办"),
    ),
    Probe(
        name="Word: a row that starts further right keeps its columns",
        suffix="docx",
        build=lambda: _word(
            _table(
                _row(_cell("序号"), _cell("部门"), _cell("收件"), _cell("办结")),
                _row(_cell("5"), _cell("6"), properties='<w:gridBefore w:val="2"/>'),
                columns=4,
            )
        ),
        holds=lambda tables, _: _in_word_table(tables, 1, 2, "5"),
    ),
    Probe(
        name="Word: of tracked changes the final text",
        suffix="docx",
        build=_tracked,
        holds=lambda tables, texts: _said(tables, texts, "共24件"),
    ),
    Probe(
        name="Word: text in content controls",
        suffix="docx",
        build=lambda: _word(f"<w:sdt {_W}><w:sdtContent>{_p('控件内')}</w:sdtContent></w:sdt>"),
        holds=lambda tables, texts: _said(tables, texts, "控件内"),
    ),
    Probe(
        name="Word: a tick of a symbol font is a √",
        suffix="docx",
        build=lambda: _word(
            f'<w:p {_W}><w:r><w:t>到岗</w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FC"/>'
            "</w:r></w:p>"
        ),
        holds=lambda tables, texts: _said(tables, texts, "到岗√"),
    ),
    Probe(
        name="old Word (.doc): every cell in its place",
        suffix="doc",
        build=_drawn("doc"),
        holds=_all_placed,
    ),
    Probe(
        name="web page: every cell in its place",
        suffix="html",
        build=_drawn("html"),
        holds=_all_placed,
    ),
    Probe(
        name="web page that declares GB2312 and holds more (镕)",
        suffix="html",
        build=_web_page,
        holds=lambda tables, texts: (
            _all_placed(tables, texts) and _said(tables, texts, "镕城街道收件情况如下。")
        ),
    ),
    Probe(
        name="PDF with rulings: every cell in its place",
        suffix="pdf",
        build=_drawn("ruled-pdf", Style(font="Noto Sans CJK SC")),
        holds=_all_placed,
    ),
    Probe(
        name="the same in letters with serifs",
        suffix="pdf",
        build=_drawn("ruled-pdf"),
        holds=_all_placed,
    ),
    Probe(
        name="PDF: a table over several pages is one",
        suffix="pdf",
        build=_drawn("ruled-pdf"),
        holds=_one_table,
    ),
    Probe(
        name="PDF printed by a browser: every cell in its place",
        suffix="pdf",
        build=_drawn("ruled-page"),
        holds=_all_placed,
    ),
    Probe(
        name="PDF without rulings: every cell in its place",
        suffix="pdf",
        build=_drawn("borderless-pdf"),
        holds=_all_placed,
    ),
)
