"""Figures of a part of the cases are told from those of all, by the words that narrow them."""

from __future__ import annotations

import pytest

from corpus.narratives import period_of, sections_of
from parser.names.mentions import find_departments
from parser.narrative.facts import find_facts
from parser.statement import Fact


def read(text: str, *headed: tuple[str, str]) -> tuple[Fact, ...]:
    sections = sections_of((), text, 0)
    for heading, body in headed:
        sections += sections_of((heading,), body, 10 * len(sections) + 10)
    return find_facts(sections, (), period_of("2024-11"), find_departments)


def shown(facts: tuple[Fact, ...]) -> list[tuple[str | None, str | None, float]]:
    return [(fact.measure, fact.entity, fact.value) for fact in facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "11月份,热线共受理群众各类诉求5210件。受理省派工单310件,已处理完毕290件。",
            [
                ("received_total", None, 5210),
                ("received_total", "省派", 310),
                ("completed_total", "省派", 290),
            ],
        ),
        (
            "全市共受理诉求5210件,受理网信部门交办工单12件。",
            [("received_total", "全市", 5210), ("received_total", "全市", 12)],
        ),
        (
            "共受理9230件,其中转办2544件。接听群众来电8900个,其中转办2270件,办结1715件;"
            "网站留言330条,转办274件。",
            [
                ("received_total", None, 9230),
                ("forwarded", None, 2544),
                ("calls", None, 8900),
                ("forwarded", "群众来电", 2270),
                ("completed_total", "群众来电", 1715),
                ("messages", None, 330),
                ("forwarded", "网站留言", 274),
            ],
        ),
        (
            "共受理5060件;登记交办1010件。",
            [("received_total", None, 5060), ("forwarded", None, 1010)],
        ),
    ],
)
def test_the_words_that_narrow_a_second_figure_of_one_measure_are_its_entity(
    text: str, expected: list[tuple[object, ...]]
) -> None:
    assert shown(read(text)) == expected


def test_a_figure_alone_of_its_measure_stays_the_issuers() -> None:
    assert shown(read("11月份,受理省派工单310件,已处理完毕290件。")) == [
        ("received_total", None, 310),
        ("completed_total", None, 290),
    ]


def test_the_way_in_that_a_heading_names_tells_its_figures_from_those_of_another() -> None:
    facts = read(
        "本月各平台运行平稳。",
        ("一、12345政府热线", "本月共受理案件45件,办理完成29件。"),
        ("二、12319城管热线", "本月共受理案件47件,办理完成47件。"),
    )
    assert shown(facts) == [
        ("received_total", "12345政府热线", 45),
        ("completed_total", "12345政府热线", 29),
        ("received_total", "12319城管热线", 47),
        ("completed_total", "12319城管热线", 47),
    ]


def test_shares_of_classes_told_of_two_in_turn_are_each_their_paragraphs() -> None:
    text = (
        "省12345热线共受理诉求6100件。从诉求类型来看,咨询类占77.1%。\n"
        "市(州)12345热线共受理诉求8.2万件。从诉求类型来看,咨询类占41.5%。"
    )
    facts = [fact for fact in read(text) if fact.unit == "%"]
    assert [(fact.entity, fact.value) for fact in facts] == [("省", 77.1), ("市(州)", 41.5)]
