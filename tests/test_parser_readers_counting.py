from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.readers.counting import chinese_count, label_number


@pytest.mark.parametrize(
    ("number_format", "labels"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一○○"}),
        (
            "chineseCountingThousand",
            {100: "一百", 101: "一百零一", 110: "一百一十", 10010: "一万零一十"},
        ),
        ("ideographDigital", {1: "一", 10: "一○", 23: "二三"}),
        ("chineseLegalSimplified", {12: "壹拾贰", 105: "壹佰零伍"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 51: "51"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("ideographTraditional", {1: "甲", 11: "甲"}),
        ("ideographZodiac", {1: "子"}),
        ("upperRoman", {4: "IV", 1994: "MCMXCIV"}),
        ("lowerLetter", {1: "a", 27: "aa"}),
        ("none", {3: ""}),
        ("a format of the future", {3: "3"}),
    ],
)
def test_numbers_print_as_word_prints_them(number_format: str, labels: dict[int, str]) -> None:
    assert {number: label_number(number, number_format) for number in labels} == labels


@given(st.integers(0, 99_999_999), st.integers(0, 99_999_999))
def test_different_numbers_have_different_words(one: int, other: int) -> None:
    assert (chinese_count(one) == chinese_count(other)) == (one == other)
