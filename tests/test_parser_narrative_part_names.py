from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.narrative.part_names import part_name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("提供政策咨询服务", "政策咨询服务"),
        ("其他类(主要包括小微项目)交易", "其他类"),
        ("工程建设交易1月份共完成交易", "工程建设交易"),
        ("退休人数", "退休"),
        ("计量监督类举报投诉", "计量监督类"),
        ("通信服务方面的申诉", "通信服务方面"),
        ("通过网站公开", "网站"),
        (">家具用品", "家具用品"),
        ("给予党政纪处分", "党政纪处分"),
    ],
)
def test_a_part_is_called_by_its_noun(printed: str, name: str) -> None:
    assert part_name(printed) == name


@pytest.mark.parametrize(
    "name", ["省12345热线", "110平台", "2.0平台", "物业管理类问题", "供暖方面", "市局", "其他"]
)
def test_a_name_stays_as_it_is(name: str) -> None:
    assert part_name(name) == name


@pytest.mark.parametrize("words", ["不予", "先后约谈和函询市", "或基本", "效率我办"])
def test_words_that_are_no_name_name_no_part(words: str) -> None:
    assert part_name(words) is None


@given(st.text(min_size=1))
def test_a_name_is_words_of_what_is_printed(printed: str) -> None:
    name = part_name(printed)
    letters = iter(printed)
    assert name is None or all(letter in letters for letter in name)
