from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.numerals import read_number
from parser.readers.number_format import shown_date, shown_number


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (8795, "#,##0", "8,795"),
        (-1234.5, "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        (51494, "#,##0_ ;[Red]\\-#,##0\\ ", "51,494"),
        (0.125, "0.0%", "12.5%"),
        (0.9995, "0%", "100%"),
        (2.5, "0.##", "2.5"),
        (3, "0.##", "3"),
        (12, '0"件"', "12件"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        (1234, '"¥"#,##0', "1,234"),
        (90.30000000000001, "General", "90.3"),
        (1500000, "0.00E+00", "1500000"),
        (0.5, "# ?/?", "0.5"),
        (663159, '0!.0,"万"', "66.3万"),
        (663159, "0!.0000", "66.3159"),
        (-12345678, "#,##0\\.0000", "-1,234.5678"),
        (663159, '0"."0,', "66.3"),
        (1500, "#,##0,", "2"),
        (2663159, '0.0,,"百万"', "2.7百万"),
    ],
)
def test_a_number_shows_as_its_format_says_and_is_never_lost(
    value: float, number_format: str, shown: str
) -> None:
    assert shown_number(value, number_format) == shown


@given(st.integers(-(10**9), 10**9), st.sampled_from(["General", "0", "#,##0", "#,##0;;", "@"]))
def test_whole_numbers_keep_their_value_in_every_format(value: int, number_format: str) -> None:
    read = read_number(shown_number(value, number_format))
    assert read is not None
    assert read.value == value


def test_days_show_as_their_format_says() -> None:
    day = datetime.datetime(2023, 5, 1)
    formats = ("yyyy/m/d", 'yyyy"年"m"月"d"日"', "yyyy-mm-dd", "mm-dd-yy")
    assert [shown_date(day, one) for one in formats] == [
        "2023/5/1", "2023年5月1日", "2023-05-01", "2023-05-01",
    ]  # fmt: skip
