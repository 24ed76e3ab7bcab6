"""Files that nobody should have to read, each built by a function: name -> bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

_CONTENT_TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MIB = 1024 * 1024
_HEAD = "关于2017年3月份政务服务中心运行情况的通报\n一、总体情况\n3月份共受理办件23件。\n"


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of ``members``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(document: bytes) -> bytes:
    """Return a Word file with ``document`` as its main part."""
    return zipped(
        {
            "[Content_Types].xml": _CONTENT_TYPES.encode(),
            "_rels/.rels": _RELATIONS.encode(),
            "word/document.xml": document,
        }
    )


def zip_bomb() -> bytes:
    """A zip archive with a member of 300 MiB of zeros in 300 KiB."""
    return zipped({"2017-03.txt": b"0" * (300 * _MIB)})


def lying_zip_bomb() -> bytes:
    """A zip archive that declares 1,000 bytes for a member of 64 MiB."""
    packed = bytearray(zipped({"2017-03.txt": b"0" * (64 * _MIB)}))
    true_size = struct.pack("<I", 64 * _MIB)
    while true_size in packed:
        at = packed.index(true_size)
        packed[at : at + 4] = struct.pack("<I", 1000)
    return bytes(packed)


def nested_zip() -> bytes:
    """Zip archives within one another, twelve deep."""
    content = zipped({"2017-03.txt": _HEAD.encode()})
    for depth in range(12):
        content = zipped({f"{depth}.zip": content})
    return content


def word_bomb() -> bytes:
    """A Word file whose text is 400 MiB of one letter."""
    body = f"<w:document {_WORD}><w:body><w:p><w:r><w:t>".encode()
    return docx(body + b"a" * (400 * _MIB) + b"</w:t></w:r></w:p></w:body></w:document>")


def word_entities() -> bytes:
    """A Word file whose entities expand to a billion laughs."""
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈" * 10}">' for n in range(10)
    )
    return docx(
        f'<?xml version="1.0"?><!DOCTYPE w:document [{entities}]><w:document {_WORD}><w:body>'
        f"<w:p><w:r><w:t>{_HEAD}&l9;</w:t></w:r></w:p></w:body></w:document>".encode()
    )


def word_external_entity(path: str = "/etc/passwd") -> bytes:
    """A Word file that asks for a file of the machine it is read on."""
    return docx(
        f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file://{path}">]>'
        f"<w:document {_WORD}><w:body>"
        "<w:p><w:r><w:t>关于2017年3月份运行情况的通报</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>一、总体情况</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>本月受理23件。&x;</w:t></w:r></w:p></w:body></w:document>".encode()
    )


def word_nested_tables(depth: int = 5000) -> bytes:
    """A Word file with tables within tables."""
    inside = "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
    return docx(f"<w:document {_WORD}><w:body>{inside}</w:body></w:document>".encode())


def html_nested_tables(depth: int = 20000) -> bytes:
    """A page with tables within tables."""
    inside = "<table><tr><td>" * depth + "1" + "</td></tr></table>" * depth
    return f"<html><body><h1>2017年3月份情况通报</h1>{inside}</body></html>".encode()


def html_huge_span() -> bytes:
    """A page whose cells claim to span a billion rows and columns."""
    return (
        "<html><body><h1>2017年3月份政务服务情况通报</h1><p>一、总体情况</p><p>受理23件。</p>"
        "<table><tr><td rowspan=1000000000 colspan=1000000000>部门</td><td>受理</td></tr>"
        "<tr><td>省公安厅</td><td>23</td></tr></table></body></html>"
    ).encode()


def wide_row(cells: int = 100_000) -> bytes:
    """A bulletin with a row of a hundred thousand cells."""
    head = " | ".join(["序号", "单位", *(f"列{n}" for n in range(20))])
    row = " | ".join(["1", "省公安厅", *(str(n % 97) for n in range(cells))])
    return f"{_HEAD}附件1\n{head}\n{row}\n2 | 省财政厅 | 3\n".encode()


def long_line() -> bytes:
    """A bulletin with a line of 50 MiB."""
    return _HEAD.encode() + "受理办件".encode() * (50 * _MIB // 12) + "。\n".encode()


def many_lines(lines: int = 20_000) -> bytes:
    """A bulletin with a stacked table that never ends."""
    return (_HEAD + "附件1\n序号 |\n单位 |\n受理 |\n" + "1 |\n" * lines).encode()


def many_numbers(count: int = 5_000) -> bytes:
    """A paragraph that is nothing but figures."""
    return (_HEAD + "其中" + "、".join(f"省公安厅{n}件" for n in range(count)) + "。\n").encode()


def mixed_encodings() -> bytes:
    """A bulletin in UTF-8 with lines in GB18030 and Big5 and stray bytes."""
    gb = "二、存在问题\n受理办件23件。\n".encode("gb18030")
    return _HEAD.encode() + gb + "三、處理情況\n".encode("big5") + b"\xff\xfe\x80\x00\x01\n"


def control_characters() -> bytes:
    """A bulletin full of direction marks, escapes and control characters."""
    marks = "\u202e\u2066\u200f\x1b[31m\x07\x08\ufeff\u2028\x85"
    return (_HEAD + f"附件1\n单位 | 受理{marks}\n省{marks}公安厅 | 2{marks}3\n").encode()


def giant_image() -> bytes:
    """A PNG picture that declares 40,000 by 40,000 points."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 5001 * 40_000, 9)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of ``objects``, the first of which is its catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def pdf_loop() -> bytes:
    """A PDF whose page tree is its own child."""
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"])


def pdf_many_pages(pages: int = 10_000) -> bytes:
    """A PDF with ten thousand empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, *([page] * pages)])


def pdf_giant_page() -> bytes:
    """A PDF with an empty page of four kilometres."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 12000000 12000000]>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page])


def pdf_stream_bomb() -> bytes:
    """A PDF whose page is 200 MiB of drawing commands, packed."""
    content = zlib.compress(b"0 0 m 9 9 l S\n" * (200 * _MIB // 14), 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content)
    return _pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream]
    )


def rtf_nested(depth: int = 200_000) -> bytes:
    """An RTF file of groups within groups."""
    return b"{\\rtf1 " + b"{" * depth + b"1" + b"}" * depth + b"}"


def xlsx_far_cell() -> bytes:
    """A workbook with one figure in its last possible cell."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = "2017年3月份政务服务情况通报"
    book.active["XFD1048576"] = 23
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def invented_number() -> bytes:
    """A bulletin with a number of a hundred thousand digits."""
    return (_HEAD + "附件1\n单位 | 受理\n省公安厅 | " + "9" * 100_000 + "\n合计 | 9\n").encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "'; DROP TABLE bulletins; --.txt": control_characters,
    "$(touch owned) `id` && x.txt": mixed_encodings,
    "<img src=x onerror=alert(1)>.txt": invented_number,
    "new\nline\x1b[31m\u202e.txt": mixed_encodings,
    "wide-row.txt": wide_row,
    "zip-bomb.zip": zip_bomb,
    "lying-bomb.zip": lying_zip_bomb,
    "nested.zip": nested_zip,
    "word-bomb.docx": word_bomb,
    "word-entities.docx": word_entities,
    "word-external.docx": word_external_entity,
    "word-nested.docx": word_nested_tables,
    "page-nested.html": html_nested_tables,
    "page-spans.html": html_huge_span,
    "long-line.txt": long_line,
    "many-lines.txt": many_lines,
    "many-numbers.txt": many_numbers,
    "giant.png": giant_image,
    "loop.pdf": pdf_loop,
    "many-pages.pdf": pdf_many_pages,
    "giant-page.pdf": pdf_giant_page,
    "stream-bomb.pdf": pdf_stream_bomb,
    "nested.rtf": rtf_nested,
    "far-cell.xlsx": xlsx_far_cell,
}
