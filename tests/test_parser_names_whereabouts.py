"""The region of a bulletin is what its issuer says, or what the text's regions agree on."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.names.resolve import default_resolver
from parser.names.whereabouts import find_whereabouts

BULLETIN = Path(__file__).parents[1] / "corpus" / "bulletins" / "2017-03-jiangsu.txt"


def region(issuer: str | None, *texts: str) -> str | None:
    found = find_whereabouts(issuer, texts)
    return found.region if found else None


def test_the_real_bulletin_is_from_jiangsu_though_its_issuer_does_not_say() -> None:
    found = find_whereabouts("省政务服务中心", BULLETIN.read_text(encoding="utf-8").split("\n"))
    assert found is not None
    assert found.region == "江苏省"
    assert "连云港" in found.evidence


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("连云港市政务服务管理办公室", "江苏省连云港市"),
        ("江苏省人民政府办公厅", "江苏省"),
        ("昆山市行政审批局", "江苏省苏州市昆山市"),
    ],
)
def test_an_issuer_that_names_its_region_decides(issuer: str, expected: str) -> None:
    assert region(issuer) == expected


def test_the_counties_of_a_city_tell_the_city() -> None:
    assert region("市政务服务中心", "海州区、连云区、赣榆区、灌云县") == "江苏省连云港市"


def test_too_little_or_mixed_evidence_tells_nothing() -> None:
    assert region("省政务服务中心", "赴南京学习") is None
    assert region("省政务服务中心", "南京、杭州、合肥、济南、福州") is None
    assert region("市政务服务中心", "鼓楼区") is None
    assert region(None, "南京、无锡、徐州、常州") is None


def test_an_issuer_without_region_still_tells_the_level() -> None:
    found = default_resolver().resolve("农委", region="省政务服务中心", date="2017-03").department
    assert found is not None
    assert (found.id, found.name) == ("province/agriculture", "省农业委员会")
    unknown = default_resolver().resolve("市发改委", region="省政务服务中心").department
    assert unknown is None
