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


def test_every_body_that_ended_everywhere_says_what_became_of_it() -> None:
    ended = [
        body.id
        for body in default_register().bodies.values()
        if all(form.end for form in body.names) and all(form.region is None for form in body.names)
    ]
    assert len(ended) > 40
    silent = [
        key
        for key in ended
        if all(
            LINEAGE.successors(f"{where}/{key}") == (f"{where}/{key}",)
            for where in ("130000", "130100", "130121")
        )
    ]
    assert silent == []


def test_the_structure_of_a_day_goes_through_several_reforms() -> None:
    assert LINEAGE.as_of("130000/financial-regulation", "2015-01") == (
        "130000/banking-regulation",
        "130000/insurance-regulation",
    )
    assert LINEAGE.as_of("130000/banking-regulation", "2024-06") == ("130000/financial-regulation",)
    assert LINEAGE.as_of("130100/poverty-relief", "2022-06") == ("130100/rural-revitalisation",)
    assert LINEAGE.as_of("130100/poverty-relief", "2025-01") == (
        "130100/agriculture-rural-affairs",
    )


def test_a_change_within_a_month_counts_from_that_month() -> None:
    assert LINEAGE.as_of("320000/tax", "2018-05") == ("320000/state-tax", "320000/local-tax")
    assert LINEAGE.as_of("320000/tax", "2018-06") == ("320000/tax",)
    assert LINEAGE.as_of("320700/tax", "2018-06") == ("320700/state-tax", "320700/local-tax")


def test_what_was_abolished_has_no_successor() -> None:
    gone = "110000/labour-reeducation-commission"
    assert LINEAGE.as_of(gone, "2012-06") == (gone,)
    assert LINEAGE.as_of(gone, "2015-06") == ()


def test_what_only_some_places_had_is_told_of_it_and_not_of_its_successor() -> None:
    joint = "130121/industry-commerce-quality"
    assert LINEAGE.successors(joint) == ("130121/market-regulation",)
    assert joint not in LINEAGE.predecessors("130121/market-regulation")
    assert joint not in LINEAGE.as_of("130121/market-regulation", "2016-03")


def test_a_body_that_took_another_in_consisted_of_both() -> None:
    latest = LINEAGE.stages("130100/agriculture-rural-affairs")[0]
    assert set(latest.whole) == {"130100/rural-revitalisation", "130100/agriculture-rural-affairs"}


def test_a_region_tells_itself_what_its_bodies_were_formed_of() -> None:
    jiangsu = LINEAGE.predecessors("320000/market-regulation")
    assert "320000/quality-supervision" in jiangsu
    steps = LINEAGE.steps("320000/natural-resources")
    assert {step.date for step in steps} == {"2018-10~"}


def test_going_forth_and_back_meets_the_same_departments() -> None:
    for body in default_register().bodies:
        for where in ("130000", "130100", "320000", "320700"):
            old = f"{where}/{body}"
            for new in LINEAGE.as_of(old, "2021-06"):
                steps = [step for step in LINEAGE.steps(old) if step.is_break]
                if new == old or len(steps) != 1 or new not in steps[0].after:
                    continue
                told = any(step == steps[0] for step in LINEAGE.steps(new))
                assert (old in LINEAGE.predecessors(new)) == (told and new not in steps[0].before)
