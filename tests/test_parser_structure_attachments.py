"""Annexes that a document links or names as files are told from those that are missing."""

from __future__ import annotations

import pytest

from parser.pipeline import parse_bytes
from parser.readers import read

HEAD = "2021年5月份青河县政务服务中心运行情况通报\n一、办件情况\n5月份,共受理办件100件,办结90件。\n"
CLOSING = "青河县政务服务中心\n2021年6月3日\n"
LIST = "附件:1.办件统计表\n2.考勤情况表\n"
PAGE = (
    '<html><head><meta charset="utf-8"><title>通报</title></head><body><div class="content">'
    "<h1>2021年5月份青河县政务服务中心运行情况通报</h1><p>一、办件情况</p>"
    "<p>5月份,共受理办件100件,办结90件。</p>{listing}<p>青河县政务服务中心</p>"
    "<p>2021年6月3日</p></div>{below}</body></html>"
)


def told(content: str, path: str = "a.txt") -> list[tuple[str, object]]:
    found = parse_bytes(content.encode(), path=path).findings
    return [
        (finding.code, finding.evidence.get("file"))
        for finding in found
        if finding.code.startswith("annex-")
    ]


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (
            "附件:1.办件统计表.xls\n2.考勤情况表.docx\n" + CLOSING,
            ["办件统计表.xls", "考勤情况表.docx"],
        ),
        (
            LIST + CLOSING + "附件1:办件统计表.xls\n附件2:考勤情况表.docx\n",
            ["附件1:办件统计表.xls", "附件2:考勤情况表.docx"],
        ),
        (LIST + CLOSING + "附件:\n5月份通报附件.rar\n", ["5月份通报附件.rar"] * 2),
        (
            "附件:办件统计表\n" + CLOSING + "附件下载:\n办件统计表.pdf(32KB)\n",
            ["办件统计表.pdf(32KB)"],
        ),
        ("附件:办件统计表(点击下载)\n" + CLOSING, ["办件统计表(点击下载)"]),
    ],
)
def test_an_annex_that_is_named_as_a_file_is_attached(text: str, files: list[str]) -> None:
    assert told(HEAD + text) == [("annex-attached", file) for file in files]


def test_an_annex_that_nothing_names_as_a_file_is_missing() -> None:
    assert told(HEAD + LIST + CLOSING) == [("annex-missing", None)] * 2


def test_an_annex_of_another_number_is_missing_though_one_like_it_is_attached() -> None:
    text = (
        HEAD + "附件:1.大厅办件统计表\n2.分厅办件统计表\n" + CLOSING + "附件1:大厅办件统计表.xls\n"
    )
    assert told(text) == [("annex-missing", None), ("annex-attached", "附件1:大厅办件统计表.xls")]


def test_a_label_with_nothing_beneath_it_is_no_annex() -> None:
    text = HEAD + LIST + CLOSING + "附件1\n办件统计表\n公安局办结60件。\n附件2\n考勤情况表\n"
    assert told(text) == [("annex-missing", None)]


@pytest.mark.parametrize(
    ("listing", "below"),
    [
        (
            '<p>附件:1.<a href="a1.xls">办件统计表</a></p>'
            '<p>2.<a href="b2.doc?x=1">考勤情况表</a></p>',
            "",
        ),
        (
            "<p>附件:1.办件统计表</p><p>2.考勤情况表</p>",
            '<ul><li><a href="a1.xls">附件1</a></li>'
            '<li><a href="b2.doc?x=1">附件2考勤情况表</a></li></ul>',
        ),
    ],
)
def test_an_annex_that_a_page_links_is_attached(listing: str, below: str) -> None:
    page = PAGE.format(listing=listing, below=below)
    assert told(page, "a.html") == [("annex-attached", "a1.xls"), ("annex-attached", "b2.doc?x=1")]


def test_a_page_tells_the_documents_that_it_links_and_no_other_links() -> None:
    page = PAGE.format(listing="", below='<a href="/x.html">首页</a><a href="/f/1.PDF">全 文</a>')
    (only,) = read(page.encode(), name="a.html").linked
    assert (only.text, only.target) == ("全文", "/f/1.PDF")
