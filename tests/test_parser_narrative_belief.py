from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.first_readings import (
    WEIGHTS,
    by_status,
    by_the_others,
    calibration_error,
    first_readings,
    fit,
)
from parser.bulletin import Period, Section
from parser.document import Locator
from parser.names.mentions import find_departments
from parser.narrative.belief import BASES, PAIRS, SIGNS, STANDS_OUT, Sign, belief_of
from parser.narrative.facts import find_facts
from parser.narrative.remainder import remainder
from parser.passage import Passage
from parser.statement import Fact
from tests.builders import month


def read(text: str, period: Period | None = None) -> tuple[Fact, ...]:
    section = Section(
        level=1,
        number=None,
        heading=None,
        raw="",
        passages=(Passage(text=text, role="body", locator=Locator(block=1)),),
        locator=Locator(block=0),
    )
    return find_facts([section], (), period or month(2017, 3), find_departments)


def test_a_figure_whose_own_words_say_all_is_printed() -> None:
    (fact,) = read("共受理群众诉求8406件。")
    assert (fact.status, fact.basis, fact.doubts) == ("printed", ("words", "of-all"), ())
    assert fact.probability >= STANDS_OUT


def test_a_measure_taken_over_in_a_list_of_places_is_inferred() -> None:
    whole, *places = read("全省平均在线率42.3%,其中南京99.5%、无锡24.9%、徐州26.6%。")
    assert whole.status == "printed"
    assert {fact.status for fact in places} == {"inferred"}
    assert places[0].basis == ("measure-taken-over", "body", "list")


def test_two_numbers_of_one_measure_are_ambiguous_and_say_why() -> None:
    facts = read("共受理诉求8406件。共受理诉求917件。")
    assert [(fact.status, fact.doubts) for fact in facts] == [("ambiguous", ("rivals",))] * 2


def test_words_that_no_rule_accounts_for_are_a_doubt() -> None:
    (fact,) = read("跨省通办虚拟窗口受理办件356件。")
    assert "rest" in fact.doubts
    assert fact.status != "printed"


def test_what_is_counted_must_fit_its_unit() -> None:
    (fact,) = read("服务窗口35件。")
    assert fact.measure is None


@pytest.mark.parametrize(
    ("label", "left"),
    [
        ("12345热线共受理群众诉求", ""),
        ("各类网上办结量", ""),
        ("无照经营举报量", "无照经营"),
        ("新增永久下线政府网站", "新增永久下线"),
        (None, ""),
    ],
)
def test_the_remainder_is_what_the_vocabulary_leaves(label: str | None, left: str) -> None:
    assert remainder(label) == left


@given(st.text())
def test_a_remainder_is_in_order_in_its_label(text: str) -> None:
    letters = iter(text)
    assert all(letter in letters for letter in remainder(text))


@given(st.sets(st.sampled_from(SIGNS)))
def test_a_belief_is_a_probability_and_its_status_follows(signs: set[Sign]) -> None:
    belief = belief_of(tuple(sign for sign in SIGNS if sign in signs))
    assert 0 < belief.probability < 1
    assert set(belief.basis) | set(belief.doubts) == signs
    if belief.status != "ambiguous":
        assert belief.probability >= STANDS_OUT
        assert "rivals" not in signs
    if belief.status == "printed":
        assert belief.doubts == ()


def test_the_weights_are_those_of_the_readings() -> None:
    readings = first_readings()
    weights = fit(readings)
    lines = [f"{name}: {value}" for name, value in weights.items()]
    assert WEIGHTS.read_text("utf-8").splitlines() == lines
    assert set(weights) == {"base", *SIGNS, *("+".join(pair) for pair in PAIRS)}


def test_the_probabilities_say_how_often_facts_of_other_batches_were_right() -> None:
    readings = first_readings()
    chances = by_the_others(readings)
    assert calibration_error(chances, readings.right) < 0.08
    sure = chances >= STANDS_OUT
    assert readings.right[sure].mean() > 0.85 > readings.right[~sure].mean() + 0.2


def test_the_documented_shares_are_those_of_the_readings() -> None:
    page = Path("docs/facts.md").read_text("utf-8")
    for status, (facts, right) in by_status(first_readings()).items():
        assert f"| `{status}` | {facts:,} | {right:.2f} |".replace("| 0.", "| .") in page


def test_every_sign_is_explained() -> None:

    explained = Path("docs/facts.md").read_text("utf-8")
    assert [sign for sign in SIGNS if f"`{sign}`" not in explained] == []
    codes = Path("db/codes.sql").read_text("utf-8")
    kinds = {sign: "basis" if sign in BASES else "doubt" for sign in SIGNS}
    assert [s for s, kind in kinds.items() if f"('fact_{kind}', '{s}'" not in codes] == []
    site = Path("db/site/words.yaml").read_text("utf-8")
    assert [sign for sign in SIGNS if f"\nsign_{sign}:" not in site] == []
    assert get_args(Sign) == SIGNS
