from __future__ import annotations

import pytest

from corpus.narratives import narratives, parts
from corpus.score_facts import (
    REAL,
    not_carried,
    score,
    score_narratives,
    score_people,
    score_real,
)
from parser.pipeline import Known, parse


def test_the_real_bulletin_is_read_as_it_was_read_by_hand() -> None:
    facts, people, events = score_real(parse(REAL, known=Known(year=2017)))
    assert (facts.missed, facts.wrong) == ((), ())
    assert (people.missed, people.wrong) == ((), ())
    assert (events.missed, events.wrong) == ((), ())


@pytest.mark.parametrize("part", parts())
def test_narratives_of_other_issuers_are_read_well_and_raise_no_alarm(part: str) -> None:
    total, alarms = score_narratives(part)
    assert total.recall >= 0.90
    assert total.precision >= 0.95
    assert alarms == []


def test_people_and_events_are_found_and_nobody_is_made_up() -> None:
    people, events = score_people()
    assert (people.wrong, events.wrong) == ((), ())
    assert people.recall >= 0.95
    assert events.recall >= 0.95


def test_every_number_of_the_real_bulletin_is_a_date_a_numbering_or_carried_by_a_fact() -> None:
    assert not_carried(parse(REAL, known=Known(year=2017))) == ()


def test_there_are_enough_narratives_and_each_names_its_layout() -> None:
    assert sum(1 for _ in narratives()) >= 40
    assert all(narrative["layout"] for narrative in narratives())


def test_a_score_counts_each_key_as_often_as_it_stands() -> None:
    result = score("x", [(1,), (1,), (2,)], [(1,), (3,)])
    assert (result.right, result.missed, result.wrong) == (1, ((1,), (2,)), ((3,),))
