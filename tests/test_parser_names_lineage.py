"""What became of departments can be followed forwards, backwards and to a date."""

from __future__ import annotations

from parser.names.lineage import Lineage
from parser.names.schema import default_register

LINEAGE = Lineage(default_register())


def test_two_tax_bureaus_became_one() -> None:
    assert LINEAGE.successors("320000/state-tax") == ("320000/tax",)
    assert set(LINEAGE.predecessors("320000/tax")) == {"320000/state-tax", "320000/local-tax"}


def test_a_department_is_told_as_of_a_date() -> None:
    assert LINEAGE.as_of("320000/state-tax", "2020-01") == ("320000/tax",)
    assert LINEAGE.as_of("320000/state-tax", "2017-03") == ("320000/state-tax",)
    assert set(LINEAGE.as_of("320000/tax", "2017-03")) == {"320000/state-tax", "320000/local-tax"}


def test_the_parts_of_a_merger_may_be_summed_and_those_of_a_split_may_not() -> None:
    (tax,) = LINEAGE.stages("320000/tax")
    assert tax.is_additive
    assert tax.until == "2018-06"
    market = LINEAGE.stages("320000/market-regulation")[0]
    assert not market.is_additive
    assert "320000/food-drug" in market.partial


def test_a_new_supervisor_is_no_break() -> None:
    assert LINEAGE.successors("320000/intellectual-property") == ("320000/intellectual-property",)
    assert [step.kind for step in LINEAGE.steps("320000/forestry")] == ["supervisor"]


def test_a_body_that_takes_in_another_goes_on_existing() -> None:
    assert LINEAGE.successors("320000/legal-affairs") == ("320000/justice",)
    assert LINEAGE.as_of("320000/justice", "2017-01") == ("320000/justice",)


def test_what_is_general_holds_elsewhere_too() -> None:
    assert LINEAGE.successors("330000/environment-protection") == ("330000/ecology-environment",)
    assert LINEAGE.successors("320583/industry-commerce") == ("320583/market-regulation",)


def test_unconfirmed_events_can_be_switched_off() -> None:
    confirmed = Lineage(default_register().confirmed_only())
    assert confirmed.successors("320000/state-tax") == ("320000/tax",)
    assert confirmed.successors("320000/environment-protection") == (
        "320000/environment-protection",
    )
