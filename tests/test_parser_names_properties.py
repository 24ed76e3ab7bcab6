"""What must hold of every name: noise around it changes nothing, and nothing merges two bodies."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.score_names import LabelledName, merged_pairs, read_names, read_pairs, score
from parser.names.misprint import Misprints
from parser.names.printed import fold
from parser.names.resolve import default_resolver
from parser.text import simplify

NAMES = read_names()
PAIRS = read_pairs()
SPACES = st.sampled_from(["", " ", "\n", "\u3000", "\u00a0"])


def department(name: str, one: LabelledName) -> str | None:
    found = default_resolver().resolve(name, region=one.region, date=one.date).department
    return found.id if found else None


@given(st.sampled_from(NAMES), st.data())
@settings(deadline=None)
def test_white_space_inside_a_name_changes_nothing(one: LabelledName, data: st.DataObject) -> None:
    spaced = "".join(char + data.draw(SPACES) for char in one.printed)
    assert department(spaced, one) == department(one.printed, one)


@given(st.sampled_from(NAMES))
@settings(deadline=None)
def test_width_changes_nothing(one: LabelledName) -> None:
    wide = one.printed.replace("(", "（").replace(")", "）").replace("1", "１")
    assert department(wide, one) == department(one.printed, one)


@given(st.sampled_from([one for one in NAMES if one.printed.startswith("省")]))
@settings(deadline=None)
def test_the_province_may_be_written_out_or_left_to_the_issuer(one: LabelledName) -> None:
    written = one.region.removesuffix("省") + one.printed
    assert department(written, one) == department(one.printed, one)


@given(st.sampled_from(PAIRS), st.sampled_from([None, "2012-05", "2017-03", "2020-06", "2024-06"]))
@settings(deadline=None, max_examples=300)
def test_two_bodies_are_never_resolved_alike(
    pair: tuple[str, str, str, str], date: str | None
) -> None:
    first, second, region, _ = pair
    assert not merged_pairs([(first, second, region, date or "")], default_resolver())


def test_no_labelled_name_gets_another_body() -> None:
    assert score(NAMES, default_resolver()).wrong == ()


@given(st.text(max_size=12))
@settings(deadline=None)
def test_folding_is_idempotent_and_keeps_the_length(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(simplify(text)) == len(text)


@given(st.text(alphabet="省市县区江苏连云港局厅委办人民政府管理监督国地税农林业水利", max_size=10))
@settings(deadline=None, max_examples=300)
def test_any_text_is_resolved_or_unknown_but_never_an_error(text: str) -> None:
    default_resolver().resolve(text, region="江苏省", date="2017-03")
    default_resolver().resolve(text)


def test_a_body_that_the_register_lacks_is_hardly_ever_taken_for_another() -> None:
    resolver = default_resolver()
    misprints: Misprints = resolver.misprints
    single = {name: ids for name, ids in misprints.bodies.items() if len(ids) == 1}
    taken = [
        name
        for name, ids in single.items()
        if len(name) >= 3
        and any(guess.accepted for guess in misprints.nearest(name, without=next(iter(ids))))
    ]
    assert len(taken) < 0.005 * len(single)
