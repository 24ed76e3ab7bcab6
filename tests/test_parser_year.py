from __future__ import annotations

import json
from pathlib import Path

import pytest

from parser.bulletin import Period
from parser.pipeline import Known, parse_bytes
from parser.year import address_span

CASES = json.loads((Path(__file__).parent / "fixtures" / "periods.json").read_text("utf-8"))
SILENT = "5月份政务服务情况通报\n5月份,中心共受理900件,办结890件。\n".encode()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_whole_documents_are_about_the_period_that_a_reader_would_say(
    case: dict[str, object],
) -> None:
    found = parse_bytes(str(case["text"]).encode(), path=str(case["file"]))
    period = found.period or Period(kind=None, year=None)
    if "label" in case:
        assert period.label == case["label"]
    if "month" in case:
        assert (period.month, period.year) == (case["month"], None)
    contradicts = any(finding.code == "period-contradiction" for finding in found.findings)
    assert contradicts == case.get("contradiction", False)


@pytest.mark.parametrize(
    ("known", "label", "source"),
    [
        (Known(published="2021-06-03"), "2021-05", "manifest"),
        (Known(address="http://www.x.gov.cn/art/2021/6/3/art_1229_88.html"), "2021-05", "manifest"),
        (Known(address="https://x.gov.cn/zwgk/202106/t20210603_99.htm"), "2021-05", "manifest"),
        (Known(address="https://x.gov.cn/2021-06/content_12345678.htm"), "2021-05", "manifest"),
        (Known(published="2022-04-03"), None, None),  # nearly a year later: it cannot be told
        (Known(address="http://www.x.gov.cn/index.html"), None, None),
        (Known(year=2019, year_source="argument", published="2021-06-03"), "2019-05", "argument"),
    ],
)
def test_the_manifest_tells_the_year_where_the_text_does_not(
    known: Known, label: str | None, source: str | None
) -> None:
    period = parse_bytes(SILENT, path="a.txt", known=known).period
    assert period is not None
    assert (period.month, period.label, period.year_source) == (5, label, source)


def test_the_year_in_the_text_is_better_than_the_day_of_publishing() -> None:
    text = "2018年5月份政务服务情况通报\n5月份,中心共受理900件,办结890件。\n".encode()
    period = parse_bytes(text, path="a.txt", known=Known(published="2021-06-03")).period
    assert period is not None
    assert (period.label, period.year_source) == ("2018-05", "text")


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("http://www.x.gov.cn/art/2020/12/31/art_12_345.html", "2020-12-31"),
        ("http://www.x.gov.cn/n/20201231/c123.html", "2020-12-31"),
        ("http://www.x.gov.cn/zwgk/202012/t1.html", "2020-12"),
        ("http://20201231.gov.cn/a.html", None),
        ("http://www.x.gov.cn/art/123456/789.html", None),
    ],
)
def test_the_address_of_a_page_states_its_day_or_month(address: str, label: str | None) -> None:
    span = address_span(address)
    assert (span.label() if span else None) == label
