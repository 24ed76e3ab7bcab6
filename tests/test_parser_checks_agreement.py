"""Each check on short texts written for it: what is wrong is found once, what is sound is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parser.pipeline import parse_bytes

CASES = json.loads((Path(__file__).parent / "fixtures" / "checks.json").read_text("utf-8"))
HEAD = "2021年5月份青河县政务服务中心运行情况通报\n一、办件情况\n"
OURS = frozenset({"name-unresolved", "header-unknown", "cells-ambiguous", "header-ambiguous"})


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{c['about']}" for n, c in enumerate(CASES)])
def test_what_is_wrong_is_found_once_and_what_is_sound_is_not(case: dict[str, object]) -> None:
    found = parse_bytes(f"{HEAD}{case['text']}\n".encode(), path="a.txt").findings
    told = [finding for finding in found if finding.code not in OURS]
    assert [finding.code for finding in told] == case["codes"]
    assert all(finding.evidence for finding in told)
    placeless = {"annex-missing", "total-mismatch"}
    assert all(finding.locator for finding in told if finding.code not in placeless)


def test_an_annex_without_a_number_is_called_by_its_title() -> None:
    text = (
        "2021年5月份青河县政务服务中心运行情况通报\n一、办件情况\n"
        "5月份共受理办件150件,办结130件。\n各窗口办件情况表\n单位 | 受理数 | 办结数 |\n"
        "县公安局 | 60 | 50 |\n县人社局 | 45 | 40 |\n县民政局 | 44 | 40 |\n合计 | 149 | 130 |\n"
    )
    told = [
        finding.message
        for finding in parse_bytes(text.encode(), path="a.txt").findings
        if finding.code == "prose-table-mismatch"
    ]
    assert told == ["the text says 150, 《各窗口办件情况表》 says 149"]
