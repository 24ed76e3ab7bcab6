from pathlib import Path

import pytest

import parser.tables
from parser.tables.measures import assign_measures
from parser.tables.vocabulary import Example, default_vocabulary, load_vocabulary

REQUIRED = [
    "received_total",
    "received_counter",
    "received_online",
    "received_mail",
    "completed_total",
    "completed_instant",
    "completed_promised",
    "pending",
    "consultations",
    "queue_numbers",
    "calls",
    "overdue",
    "satisfaction_rate",
    "completion_rate",
    "on_time_rate",
    "head_attended",
    "head_not_attended",
    "late",
    "absent",
    "left_early",
    "truant",
    "dress_violation",
    "hair_violation",
    "window_complaints",
    "report_on_time",
    "complaints",
    "visits",
    "hits",
    "downloads",
    "score",
    "rank",
]


def _named(example: Example) -> str:
    return " > ".join([*(example.after or ()), "|", *example.path])


@pytest.mark.parametrize("example", default_vocabulary().examples, ids=_named)
def test_every_example_of_the_vocabulary_gets_its_measure(example: Example) -> None:
    paths = [example.after, example.path] if example.after else [example.path]
    assert assign_measures([path for path in paths if path])[-1] == example.measure


@pytest.mark.parametrize("name", REQUIRED)
def test_the_vocabulary_knows_the_measure(name: str) -> None:
    measure = default_vocabulary().measure(name)
    assert measure is not None
    assert measure.zh
    assert measure.en


def test_a_part_takes_its_meaning_from_the_total_before_it() -> None:
    paths = [("收件总数",), ("其中", "即办件"), ("办结总数",), ("其中", "即办件")]
    assert assign_measures(paths) == (
        "received_total",
        "received_instant",
        "completed_total",
        "completed_instant",
    )


def test_columns_that_would_share_a_measure_get_none() -> None:
    assert assign_measures([("收件数",), ("受理数",), ("办结数",)]) == (
        None,
        None,
        "completed_total",
    )


def test_the_same_quantity_over_another_time_is_another_measure() -> None:
    paths = [
        ("受理", "本月"),
        ("受理", "累计"),
        ("受理", "同比"),
        ("受理", "环比"),
        ("上月受理",),
        ("1-3月受理",),
    ]
    assert assign_measures(paths[:4]) == (
        "received_total",
        "received_total_ytd",
        "received_total_yoy",
        "received_total_mom",
    )
    assert assign_measures(paths[4:]) == ("received_total_previous", "received_total_ytd")


def test_variants_have_labels_and_keep_the_unit_only_of_quantities() -> None:
    vocabulary = default_vocabulary()
    cumulative = vocabulary.measure("received_total_ytd")
    change = vocabulary.measure("received_total_yoy")
    assert cumulative is not None
    assert change is not None
    assert (cumulative.zh, cumulative.unit, change.unit) == ("累计收件总数", "件", None)
    assert vocabulary.measure("nonsense_ytd") is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: returned", "id: Returned", "lower case"),
        ("id: returned", "id: refused", "stands twice"),
        ("terms: [取号,", "terms: [咨询,", "means both"),
        ("part: mail,", "part: pigeon,", "unknown part"),
        ("of: pending,", "of: nowhere,", "part of unknown"),
        ("en: cases returned", "eng: cases returned", "unknown fields"),
    ],
)
def test_a_wrong_vocabulary_is_refused_with_its_fault(old: str, new: str, fault: str) -> None:
    text = (Path(parser.tables.__file__).parent / "measures.yaml").read_text("utf-8")
    assert old in text
    with pytest.raises(ValueError, match=fault):
        load_vocabulary(text.replace(old, new, 1))
