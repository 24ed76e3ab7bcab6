"""The rows of the real bulletin are bound to bodies: which, how many, and why that many."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import tongbao
from parser.bulletin import Bulletin

BULLETIN = Path("corpus/bulletins/2017-03-jiangsu.txt")
NOTARY = "320000/notary-office"


@cache
def read() -> Bulletin:
    return tongbao.parse(BULLETIN)


def bound(annex: int | None = None) -> dict[str, str | None]:
    """Return printed name -> id of every department row, of one annex or of all."""
    return {
        str(row.label): row.department.id if row.department else None
        for one in read().annexes
        if annex in (None, one.number)
        for table in one.tables
        for row in table.rows
        if row.kind == "department"
    }


def test_the_56_printed_names_are_53_departments_and_the_notary_window() -> None:
    names = bound()
    assert len(names) == 56
    assert None not in names.values()
    assert len(set(names.values())) == 54
    assert names["公证处"] == NOTARY
    assert len(set(names.values()) - {NOTARY}) == 53


def test_56_is_two_more_because_two_departments_are_printed_under_two_names() -> None:
    printed: defaultdict[str | None, set[str]] = defaultdict(set)
    for name, identifier in bound().items():
        printed[identifier].add(name)
    assert {key: names for key, names in printed.items() if len(names) > 1} == {
        "320000/food-drug": {"省食药监管局", "省食药监局"},
        "320000/organ-affairs": {"省级机关管理局", "省机关事务管理局"},
    }


def test_the_three_annexes_speak_of_the_same_bodies() -> None:
    cases, work, sub_centres = (set(bound(annex).values()) for annex in (3, 4, 5))
    assert (len(cases), len(work), len(sub_centres)) == (54, 53, 8)
    assert cases - work == {NOTARY}
    assert work < cases
    assert sub_centres < work


def test_a_row_that_resembles_another_is_a_body_of_its_own() -> None:
    names = bound()
    for one, other in (("省国税局", "省地税局"), ("省农委", "省民委"), ("省安全厅", "省安监局")):
        assert names[one] != names[other]
