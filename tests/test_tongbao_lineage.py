from __future__ import annotations

from db.numbers import Subject
from tongbao.lineage import with_lineage


def test_a_renamed_department_is_followed_to_its_new_name() -> None:
    subject = with_lineage(Subject(id="320000/environment-protection"), follow=True)
    assert subject.others == ("320000/ecology-environment",)
    assert any("江苏省环境保护厅 → 江苏省生态环境厅" in change.text for change in subject.breaks)


def test_a_merged_department_leads_back_to_all_that_went_into_it() -> None:
    subject = with_lineage(Subject(id="320000/tax"), follow=True)
    assert set(subject.others) == {"320000/state-tax", "320000/local-tax"}


def test_a_merged_department_does_not_take_in_its_siblings() -> None:
    subject = with_lineage(Subject(id="320000/state-tax"), follow=True)
    assert subject.others == ("320000/tax",)


def test_a_split_is_told_and_not_followed() -> None:
    subject = with_lineage(Subject(id="320000/food-drug"), follow=True)
    assert subject.others == ()
    assert any(" split: " in change.text for change in subject.breaks)


def test_without_following_only_the_breaks_are_told() -> None:
    subject = with_lineage(Subject(id="320000/tax"), follow=False)
    assert subject.others == ()
    assert len(subject.breaks) == 1
    assert with_lineage(Subject(label="公证处"), follow=True) == Subject(label="公证处")
