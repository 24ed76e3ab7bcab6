from __future__ import annotations

import pytest

from corpus.bodies import PLACES, Level, bodies
from corpus.generate import issuer
from parser.names.resolve import default_resolver

TOWN_ENDS = ("镇", "乡", "街道")


@pytest.mark.parametrize("level", PLACES)
@pytest.mark.parametrize("month", [(2016, 5), (2018, 8), (2020, 6)])
def test_the_names_of_each_level_and_time_are_bodies_of_their_own(
    level: Level, month: tuple[int, int]
) -> None:
    place = PLACES[level][0]
    names = {body.name_in(month) for body in bodies(level, place[-1])} - {None}
    departments = sorted(name for name in names if name and not name.endswith(TOWN_ENDS))
    found = {
        name: default_resolver()
        .resolve(name, region=f"{place}政务服务中心", date="{}-{:02}".format(*month))
        .department
        for name in departments
    }

    assert [name for name, department in found.items() if department is None] == []
    assert len({department.id for department in found.values() if department}) == len(departments)


@pytest.mark.parametrize("level", PLACES)
def test_places_are_invented(level: Level) -> None:
    assert [place for place in PLACES[level] if default_resolver().is_region(place)] == []


def test_a_city_has_bureaus_and_only_a_province_has_departments_called_ting() -> None:
    endings = {
        level: {body.before[-1] for body in bodies(level, "") if body.before} for level in PLACES
    }

    assert "厅" in endings["province"]
    assert "厅" not in endings["city"] | endings["county"]


def test_names_change_with_the_reform_and_merged_bodies_are_one() -> None:
    source = issuer(1, level="city", departments=56, first_year=2018)
    before, after = (set(source.departments_in(month)) for month in (0, 18))

    assert {"市国土局", "市规划局", "市工商局", "市质监局"} <= before
    assert {"市自然资源局", "市市场监管局", "市税务局"} <= after
    assert not after & {"市国土局", "市规划局", "市工商局", "市国税局", "市地税局"}


def test_an_office_has_as_many_departments_as_it_is_asked_for() -> None:
    for level in PLACES:
        assert len(issuer(3, level=level, departments=40).departments_in(0)) == 40
    with pytest.raises(ValueError, match="larger than population"):
        issuer(3, level="city", departments=400)
