"""The register is checked when it is read, and its examples hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.names.edtf import may_hold, months
from parser.names.index import by_level
from parser.names.register import RegisterError, check
from parser.names.resolve import default_resolver
from parser.names.schema import default_register, parse_register
from parser.names.unresolved import unresolved_yaml

EXAMPLES = [
    (body.id, example) for body in default_register().bodies.values() for example in body.examples
]


@pytest.mark.parametrize(("body", "example"), EXAMPLES)
def test_every_example_of_the_register_resolves_to_its_body(body: str, example: str) -> None:
    name, _, date = example.partition(" @")
    found = default_resolver().resolve(name, date=date or None).department
    assert found is not None
    assert found.id.partition("/")[2] == body


def test_every_listed_name_is_its_own_bodys_where_and_when_it_was_used() -> None:
    places = {"province": "河北省", "city": "石家庄市", "county": "正定县"}
    codes = {"province": "130000", "city": "130100", "county": "130123"}
    others, unknown, names = [], [], 0
    for body in default_register().bodies.values():
        for form in (part for whole in body.names for part in by_level(whole)):
            year = int(form.end[:4]) - 2 if form.end and form.end < "2022" else 2021
            year = max(year, int(form.start[:4]) + 1) if form.start else year
            levels = () if form.region else set(form.levels) & set(places)
            for level in sorted(levels):
                for name in (form.key, *form.short):
                    found = default_resolver().resolve(
                        name, region=places[level], date=f"{year}-06"
                    )
                    names += 1
                    if found.department is None:
                        unknown.append(name)
                    elif found.department.id != f"{codes[level]}/{body.id}":
                        others.append((name, found.department.id, body.id))
    assert others == []
    assert set(unknown) == {"委", "金融监管局"}
    assert names > 9000


@pytest.mark.parametrize("pair", default_register().never_merge)
def test_a_pair_on_the_never_merge_list_never_resolves_alike(pair: tuple[str, str]) -> None:
    for region in (None, "江苏省", "连云港市", "昆山市"):
        for date in (None, "2012-05", "2017-03", "2020-06", "2024-06"):
            ids = [
                found.id
                for name in pair
                if (found := default_resolver().resolve(name, region=region, date=date).department)
            ]
            assert len(ids) == len(set(ids)), (pair, region, date)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bodies:\n- {id: a, kind: bureau, names: [甲局]}", "'kind' is 'bureau'"),
        ("bodies:\n- {id: a, kind: locality, names: [{full: 甲, from: 18}]}", "no date such as"),
        ("bodies:\n- {id: a, kind: locality, names: [{full: 甲, to: 2018}]}", "'source' must be"),
        ("bodies:\n- {id: a, kind: locality, colour: red, names: [甲]}", "unknown field 'colour'"),
        ("bodies:\n- {id: a, kind: locality, names: [{full: 甲, levels: [moon]}]}", "level 'moon'"),
        ("never_merge: [[甲]]", "is not a pair"),
        ("bodies: [", "is no YAML"),
        ("- 甲", "must be a mapping"),
        ("events:\n- {kind: renamed, date: 2018, before: a, source: x}", "must name bodies"),
    ],
)
def test_an_entry_that_breaks_the_schema_is_named(text: str, message: str) -> None:
    with pytest.raises(RegisterError, match=r"^mine\.yaml") as caught:
        parse_register(text, "mine.yaml")
    assert message in str(caught.value)


def test_an_event_of_an_unknown_body_is_refused() -> None:
    text = (
        "events:\n- {kind: renamed, date: 2018, before: a, after: b, source: x, confirmed: false}"
    )
    with pytest.raises(RegisterError, match="no body 'a'"):
        check(parse_register(text, "mine.yaml"))


def test_every_dated_fact_has_a_source() -> None:
    register = default_register()
    for body in register.bodies.values():
        for form in body.names:
            if form.start or form.end or form.region:
                assert form.source, (body.id, form.full)
    assert all(event.source for event in register.events)


def test_unconfirmed_facts_can_be_switched_off() -> None:
    confirmed = default_register().confirmed_only()
    assert all(event.confirmed for event in confirmed.events)
    assert "agricultural-resources-development" not in confirmed.bodies
    assert "food-drug" in confirmed.bodies


def test_a_local_register_file_resolves_what_was_unknown(tmp_path: Path) -> None:
    file = tmp_path / "local.yaml"
    file.write_text(
        "names:\n- name: 资源和城建局\n  region: 昆山市\n  id: 320583/natural-resources\n"
        "  source: asked by telephone\n  confirmed: true\n",
        encoding="utf-8",
    )
    resolver = default_resolver()
    assert resolver.resolve("资源和城建局", region="昆山市").department is None
    mine = resolver.with_register(file)
    found = mine.resolve("资源和 城建局", region="昆山市政务服务中心").department
    assert found is not None
    assert (found.id, found.name) == ("320583/natural-resources", "昆山市自然资源局")
    assert mine.resolve("资源和城建局", region="太仓市").department is None


def test_unresolved_names_come_back_as_yaml_that_loads(tmp_path: Path) -> None:
    text = unresolved_yaml(
        [("省食药监局", "江苏", None), ("省发该委", "江苏", None), ("鼓楼区公安局", "江苏", None)]
    )
    assert "省食药监局" not in text
    assert "id: 320000/development-reform  # 江苏省发展和改革委员会" in text
    assert "320106/public-security" in text
    file = tmp_path / "names.yaml"
    file.write_text(text, encoding="utf-8")
    found = default_resolver().with_register(file).resolve("省发该委", region="江苏").department
    assert found is not None
    assert found.method == "alias"


def test_dates_are_edtf() -> None:
    assert months("2018-10-23") == months("2018-10")
    assert may_hold("2018-09", "2018-10~", None)
    assert not may_hold("2018-06", "2018-10~", None)
    with pytest.raises(ValueError, match="no date such as"):
        months("10/2018")


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("2017-Q1", "2017-01", "2017-03"),
        ("2017-H2", "2017-07", "2017-12"),
        ("2017-01/2017-03", "2017-01", "2017-03"),
        ("2017", "2017-01", "2017-12"),
    ],
)
def test_the_label_of_a_period_is_a_date_too(label: str, first: str, last: str) -> None:
    assert months(label) == (months(first)[0], months(last)[1])


@pytest.mark.parametrize("wrong", ["finance", "320000/financ", "999999/finance", "320000"])
def test_a_persons_id_that_is_no_department_is_refused_with_the_nearest(
    wrong: str, tmp_path: Path
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        f"names:\n- {{name: 省财税办, region: 江苏省, id: '{wrong}', source: asked}}\n",
        encoding="utf-8",
    )
    with pytest.raises(RegisterError, match=r"^own\.yaml, names \(省财税办\)") as caught:
        default_resolver().with_register(file)
    assert repr(wrong) in str(caught.value)
    assert "320000/" in str(caught.value)
    if "finan" in wrong and "999999" not in wrong:
        assert "320000/finance" in str(caught.value)


def test_a_persons_name_may_mean_a_department_for_some_years(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "names:\n"
        '- {name: 市财税办, region: 江苏省南京市, id: 320100/finance, from: "2015", to: "2018",'
        " source: our archive}\n",
        encoding="utf-8",
    )
    mine = default_resolver().with_register(file)
    found = mine.resolve("市财税办", region="江苏省南京市", date="2017-03").department
    assert found is not None
    assert found.name == "南京市财政局"
    assert mine.resolve("市财税办", region="江苏省南京市", date="2020-03").department is None
