from __future__ import annotations

from parser.document import Locator
from parser.table import Column
from parser.tables.identities import column_name, described, is_additive, is_rate, proposed
from parser.tables.judgement import judge
from parser.tables.values import PrintedValue, ValueRow


def columns(*paths: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(path=path) for path in paths)


def row(*numbers: int, label: str = "甲") -> ValueRow:
    return ValueRow(
        values=tuple(PrintedValue(raw=str(number), value=number) for number in numbers),
        kind="department",
        label=label,
        locator=Locator(block=0),
    )


def test_a_group_of_which_holds_the_parts_of_the_column_before_it() -> None:
    header = columns(
        ("收件总数",),
        ("其中", "大厅"),
        ("其中", "网上"),
        ("办结",),
        ("其中:", "即办"),
        ("其中:", "承诺"),
    )

    assert [(i.total, i.parts) for i in proposed(header)] == [(0, (1, 2)), (3, (4, 5))]


def test_a_group_with_a_total_leaf_sums_its_other_leaves() -> None:
    header = columns(("受理", "合计"), ("受理", "窗口"), ("受理", "网上"), ("满意率",))

    assert [(i.total, i.parts) for i in proposed(header)] == [(0, (1, 2))]


def test_a_group_with_only_a_total_leaf_is_a_plain_column() -> None:
    assert proposed(columns(("未办结", "总数"), ("咨询件",))) == ()


def test_measures_tell_the_difference_column() -> None:
    header = (
        Column(path=("收",), measure="received_total"),
        Column(path=("结",), measure="completed_total"),
        Column(path=("余",), measure="pending"),
    )

    (difference,) = proposed(header)

    assert (difference.kind, difference.total, difference.parts) == ("difference", 0, (2, 1))
    assert difference.clipped
    assert described(difference, header) == "余 = 收 - 结 (where positive)"


def test_rates_are_no_sums() -> None:
    rate, count = columns(("办结", "满意率"), ("办结", "件数"))

    assert is_rate(rate)
    assert not is_additive(rate)
    assert is_additive(count)
    assert column_name(columns(("其中", "总数"))[0]) == "总数"
    assert column_name(columns(("未办结", "总数"))[0]) == "未办结"


def test_an_identity_needs_rows_that_chance_does_not_make() -> None:
    header = columns(("收件",), ("其中", "窗口"), ("其中", "网上"))

    few = judge(header, [row(1, 1), row(2, 2)])
    many = judge(header, [row(433, 261, 172), row(96, 96), row(812, 12, 800)])

    assert few.identities == ()
    assert [(i.confirmed, i.contradicted) for i in many.identities] == [(3, 0)]


def test_one_erroneous_row_does_not_poison_the_rest() -> None:
    header = columns(("收件",), ("其中", "窗口"), ("其中", "网上"), ("咨询",))
    good = [row(400 + k, 200, 200 + k, label=str(k)) for k in range(15)]

    judged = judge(header, [*good, row(400, 150, 240, label="错")])

    (identity,) = judged.identities
    assert (identity.confirmed, identity.contradicted) == (15, 1)
    assert set(judged.broken) == {15}
    assert all(space is not None and space.size == 1 for space in judged.spaces[:15])


def test_an_identity_that_many_rows_contradict_decides_only_rows_that_bear_it_out() -> None:
    header = columns(("收件",), ("其中", "窗口"), ("其中", "网上"), ("咨询",))
    good = [row(400 + k, 200, 200 + k, label=str(k)) for k in range(6)]
    bad = [row(500 + k, 123, 77, label=f"错{k}") for k in range(2)]

    judged = judge(header, [*good, *bad, row(5, label="少")])

    witnessed, alone = judged.spaces[0], judged.spaces[8]
    assert witnessed is not None
    assert witnessed.size == 1
    assert alone is not None
    assert alone.size == 4


def test_a_sum_the_header_does_not_announce_is_found_in_complete_rows() -> None:
    header = columns(("总量",), ("甲类",), ("乙类",), ("咨询",))
    rows = [row(30 + k, 10 + k, 20, 7, label=str(k)) for k in range(4)]

    (identity,) = judge(header, [*rows, row(90, 40, 50)]).identities

    assert (identity.total, identity.parts, identity.origin) == (0, (1, 2), "data")
