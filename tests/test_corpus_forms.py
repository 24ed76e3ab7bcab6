"""The same bulletin comes out of every form, cell for cell and sentence for sentence."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.forms import FORMS, STYLES, draw_form
from corpus.render import office
from parser.pipeline import parse_bytes
from tests.benchmarks.equality import EQUAL, FACETS, all_else, found, meant, sample

AT_HAND = tuple(form for form in EQUAL if FORMS[form].by == "python")


@settings(max_examples=6, deadline=None)
@example(seed=92145)  # of an office with fewer bodies than were drawn
@given(seed=st.integers(min_value=0, max_value=100_000))
def test_forms_made_here_hold_the_same_bulletin(seed: int) -> None:
    one = sample(seed)
    wanted = meant(one)
    said = []
    for form in AT_HAND:
        (data,) = draw_form(form, [(one.paper, STYLES[seed % len(STYLES)])])
        bulletin = parse_bytes(data, path=f"a.{FORMS[form].suffix}")
        here = found(bulletin)
        assert [facet for facet in FACETS if here[facet] != wanted[facet]] == []
        said.append(all_else(bulletin.as_json()))

    assert all(other == said[0] for other in said)


@pytest.mark.slow
@pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["doc", "ruled-pdf"])
def test_forms_made_by_the_office_hold_the_same_bulletin(form: str) -> None:
    samples = [sample(seed) for seed in (31, 45)]
    drawn = [(one.paper, STYLES[one.seed % len(STYLES)]) for one in samples]
    for one, data in zip(samples, draw_form(form, drawn), strict=True):
        here, wanted = found(parse_bytes(data, path=f"a.{FORMS[form].suffix}")), meant(one)
        assert [facet for facet in FACETS if here[facet] != wanted[facet]] == []
