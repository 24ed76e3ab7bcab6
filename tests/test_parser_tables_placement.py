from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.enumerate_placements import printed_rows
from corpus.families import FAMILIES
from corpus.generate import issuer, month_table, with_errors
from corpus.synthetic import value_rows
from parser.document import Locator
from parser.table import Column, Identity
from parser.tables.placement import Placement, PrintedValue, ValueRow, place_values
from tests.conftest import ROOT

REAL = ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt"
MEASURES = (
    "received_total", "received_counter", "received_online", "received_mail", "completed_total",
    "completed_instant", "completed_promised", "pending", "consultations", "queue_numbers",
)  # fmt: skip
PATHS = (
    ("收件总数",), ("其中", "大厅受理"), ("其中", "网上申报"), ("其中", "邮寄"), ("办结总数",),
    ("其中", "即办件"), ("其中", "承诺件"), ("未办结", "总数"), ("咨询件",), ("取号",),
)  # fmt: skip
COUNTS = tuple(Column(path=p, measure=m) for p, m in zip(PATHS, MEASURES, strict=True))
SMALL = (
    Column(path=("收件",)),
    Column(path=("其中", "窗口")),
    Column(path=("其中", "网上")),
    Column(path=("咨询",)),
    Column(path=("取号",)),
)


def values(*raw: str) -> tuple[PrintedValue, ...]:
    return tuple(
        PrintedValue(raw=text, value=True if text == "√" else int(text) if text.isdigit() else None)
        for text in raw
    )


def row(*raw: str, label: str = "甲", kind: str = "department", cut: bool = False) -> ValueRow:
    total = kind == "total"
    return ValueRow(
        values=values(*raw),
        kind="total" if total else "department",
        label=label,
        locator=Locator(block=0),
        cut=cut,
    )


@pytest.fixture(scope="module")
def real() -> dict[int, tuple[list[ValueRow], Placement]]:
    found = {}
    text = REAL.read_text(encoding="utf-8")
    for annex in (3, 4, 5):
        rows = [
            row(
                *printed.values,
                label=printed.label,
                kind="total" if printed.label == "合计" else "department",
                cut=printed.cut and annex == 5,
            )
            for printed in printed_rows(text)
            if printed.table.annex == annex
        ]
        columns = {3: COUNTS, 4: tuple(Column(path=(f"栏{c}",)) for c in range(10)), 5: COUNTS[:9]}
        found[annex] = (rows, place_values(columns[annex], rows))
    return found


def test_row_identities_fix_184_of_256_numbers_of_the_real_table(
    real: dict[int, tuple[list[ValueRow], Placement]],
) -> None:
    rows, placement = real[3]
    cells = [cell for found in placement.rows for cell in found]

    assert len(cells) == 256
    assert sum(cell.status in ("printed", "proven") for cell in cells) == 184
    assert sum(len(cell.candidates) > 1 for cell in cells) == 72
    assert len(rows) == 55


def test_totals_that_do_not_reconcile_prove_nothing_and_are_reported(
    real: dict[int, tuple[list[ValueRow], Placement]],
) -> None:
    _, placement = real[3]
    missing = [f for f in placement.findings if f.code == "row-missing"]

    assert not any("total" in cell.basis for found in placement.rows for cell in found)
    assert [f.evidence["residue"] for f in missing] == [758]
    assert {f.evidence["printed"] for f in placement.findings if f.code == "total-unreachable"} == {
        23933, 21811, 2122,
    }  # fmt: skip


def test_the_identities_of_the_real_table_are_found_with_their_witnesses(
    real: dict[int, tuple[list[ValueRow], Placement]],
) -> None:
    found = {(i.kind, i.total, i.parts): i for i in real[3][1].identities}

    assert set(found) == {("sum", 0, (1, 2, 3)), ("sum", 4, (5, 6)), ("difference", 0, (7, 4))}
    assert all(i.contradicted == 0 and i.confirmed >= 15 for i in found.values())


def test_a_difference_that_rows_contradict_is_no_premise(
    real: dict[int, tuple[list[ValueRow], Placement]],
) -> None:
    rows, placement = real[5]
    kinds = [(identity.kind, identity.total) for identity in placement.identities]
    housing = placement.rows[[r.label for r in rows].index("省住建厅")]

    assert ("difference", 0) not in kinds
    assert ("sum", 0) in kinds
    assert housing[0].column == 0


def test_a_tick_table_proves_nothing(real: dict[int, tuple[list[ValueRow], Placement]]) -> None:
    cells = [cell for found in real[4][1].rows for cell in found]

    assert {cell.status for cell in cells} <= {"inferred", "ambiguous"}
    assert all(cell.column in cell.candidates and cell.probability < 1.0 for cell in cells)


def test_a_complete_row_is_printed_but_not_one_that_breaks_off() -> None:
    whole = place_values(SMALL, [row("9", "4", "5", "1", "2")]).rows[0]
    broken = place_values(SMALL, [row("9", "4", "5", "1", cut=True)]).rows[0]

    assert [(cell.column, cell.status) for cell in whole] == [(c, "printed") for c in range(5)]
    assert all(cell.status != "printed" for cell in broken)


def test_columns_that_the_layout_fixes_are_kept() -> None:
    given_row = ValueRow(
        values=values("4", "7"),
        kind="department",
        label="甲",
        locator=Locator(block=0),
        columns=(1, 4),
    )

    placed = place_values(SMALL, [given_row]).rows[0]

    assert [(cell.column, cell.basis) for cell in placed] == [(1, ("layout",)), (4, ("layout",))]


def test_a_row_that_fits_no_placement_is_reported_and_proves_nothing() -> None:
    good = [row("433", "261", "172", "9", label=str(k)) for k in range(12)]
    bad = row("500", "261", "172", "9", label="错")

    placement = place_values(SMALL, [*good, bad])

    (finding,) = [f for f in placement.findings if f.code == "row-contradiction"]
    assert finding.evidence["row"] == "错"
    assert all(cell.status in ("inferred", "ambiguous") for cell in placement.rows[-1])
    assert set(placement.rows[-1][0].candidates) == {0, 1}
    assert [cell.column for cell in placement.rows[0][:3]] == [0, 1, 2]
    assert placement.rows[0][0].status == "proven"


def test_an_empty_table_and_empty_rows_are_placed() -> None:
    assert place_values(SMALL, []).rows == ()
    assert place_values(SMALL, [row(), row("3")]).rows[0] == ()


def test_a_wide_table_is_left_ambiguous_within_its_budget() -> None:
    columns = tuple(Column(path=(f"栏{c}",)) for c in range(20))
    rows = [row(*(str(n + k) for n in range(1, 11)), label=str(k)) for k in range(30)]

    placement = place_values(columns, rows, steps=100_000)

    assert "placement-budget" in {finding.code for finding in placement.findings}
    assert {cell.status for found in placement.rows for cell in found} == {"ambiguous"}
    assert placement.rows[0][0].candidates == tuple(range(11))


def test_the_same_table_gives_the_same_answer() -> None:
    table = month_table(issuer(3, departments=20), "counter-online-mail", 2)
    rows = value_rows(table, collapsed=True)

    assert place_values(table.columns, rows) == place_values(table.columns, rows)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [11, 12])
def test_nothing_proven_is_wrong_on_clean_tables(family: str, seed: int) -> None:
    table = month_table(issuer(seed), family, 1)
    placement = place_values(table.columns, value_rows(table, collapsed=True))

    for truth, found in zip(table.rows, placement.rows, strict=True):
        for column, cell in zip(truth.filled, found, strict=True):
            assert column in cell.candidates
            assert cell.column == column or cell.status in ("inferred", "ambiguous")


@pytest.mark.parametrize("seed", range(6))
def test_nothing_proven_is_wrong_beside_a_wrong_figure(seed: int) -> None:
    clean = month_table(issuer(100 + seed), "counter-online-mail", 1)
    table = with_errors(clean, seed, count=1)
    placement = place_values(table.columns, value_rows(table, collapsed=True))

    for truth, found in zip(table.rows, placement.rows, strict=True):
        for column, cell in zip(truth.filled, found, strict=True):
            assert cell.column == column or cell.status in ("inferred", "ambiguous")


@pytest.mark.parametrize(
    ("family", "seed", "month"),
    [
        ("counts-only", 30029, 6),
        ("counts-only", 30059, 1),
        ("counts-only", 30089, 6),
        ("counts-only", 30104, 9),
        ("counter-online-mail", 30000, 1),
        ("total-in-group", 30177, 11),
    ],
)
def test_a_wrong_figure_that_no_single_total_shows_proves_nothing_wrong(
    family: str, seed: int, month: int
) -> None:
    spoilt = seed * 12 + month
    table = with_errors(month_table(issuer(seed), family, month), spoilt, count=1 + spoilt % 3)
    placement = place_values(table.columns, value_rows(table, collapsed=True))

    for truth, found in zip(table.rows, placement.rows, strict=True):
        for column, cell in zip(truth.filled, found, strict=True):
            assert cell.column == column or cell.status in ("inferred", "ambiguous")


def test_totals_that_do_not_hold_together_what_the_rows_do_prove_nothing() -> None:
    """Each total can be reached, but all values together are 4 less than all totals."""
    clean = month_table(issuer(30089), "counts-only", 6)
    rows = value_rows(clean, collapsed=True)
    found = place_values(clean.columns, rows).rows
    by_total = ["total" in cell.basis for cells in found for cell in cells]
    off = [
        replace(r, values=(*r.values[:-1], replace(r.values[-1], raw="3", value=3)))
        if r.kind == "total"
        else r
        for r in rows
    ]
    spoilt = place_values(clean.columns, off)
    (finding,) = [f for f in spoilt.findings if f.code == "total-unreachable"]

    assert any(by_total)
    assert not any("total" in cell.basis for found in spoilt.rows for cell in found)
    assert "together" in finding.message


# --- the oracle: every placement of the whole table, one by one ---


def fits(identity: Identity, cells: dict[int, int]) -> bool:
    total = cells.get(identity.total, 0)
    return total == sum(cells.get(part, 0) for part in identity.parts)


def oracle(
    rows: list[tuple[int, ...]], totals: dict[int, int], identities: tuple[Identity, ...]
) -> list[list[set[int]]] | None:
    """Every column each value has in some placement of the whole table; None if there is none."""
    options = [
        [
            columns
            for columns in combinations(range(5), len(numbers))
            if all(fits(i, dict(zip(columns, numbers, strict=True))) for i in identities)
        ]
        for numbers in rows
    ]
    seen: list[list[set[int]]] = [[set() for _ in numbers] for numbers in rows]
    found = False
    for choice in product(*options):
        sums = dict.fromkeys(totals, 0)
        for columns, numbers in zip(choice, rows, strict=True):
            for column, number in zip(columns, numbers, strict=True):
                if column in sums:
                    sums[column] += number
        if sums == totals:
            found = True
            for columns, sets in zip(choice, seen, strict=True):
                for column, one in zip(columns, sets, strict=True):
                    one.add(column)
    return seen if found else None


CELLS = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 9), st.integers(0, 9)).map(
    lambda c: (c[0] + c[1], *c)
)


def small_table(
    truth: list[tuple[int, ...]], totals: tuple[int, ...]
) -> tuple[list[tuple[int, ...]], Placement]:
    printed = [tuple(number for number in numbers if number) for numbers in truth]
    total = ValueRow(
        values=values(*(str(number) for number in totals if number)),
        kind="total",
        label="合计",
        locator=Locator(block=9),
        columns=tuple(c for c, number in enumerate(totals) if number),
    )
    rows = [row(*map(str, numbers), label=str(k)) for k, numbers in enumerate(printed)]
    return printed, place_values(SMALL, [*rows, total])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CELLS, min_size=2, max_size=4))
def test_proven_is_exactly_what_every_placement_of_the_table_agrees_on(
    truth: list[tuple[int, ...]],
) -> None:
    totals = tuple(sum(column) for column in zip(*truth, strict=True))
    printed, placement = small_table(truth, totals)
    wanted = oracle(printed, {c: t for c, t in enumerate(totals) if t}, placement.identities)

    assert wanted is not None
    for numbers, columns, found in zip(printed, wanted, placement.rows, strict=False):
        for possible, cell in zip(columns, found, strict=True):
            assert set(cell.candidates) == possible
            if len(numbers) < 5:
                assert (cell.status == "proven") == (len(possible) == 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(CELLS, min_size=2, max_size=4),
    st.integers(0, 4),
    st.integers(1, 30),
    st.booleans(),
)
def test_proven_is_never_more_than_that_when_a_figure_is_wrong(
    truth: list[tuple[int, ...]], column: int, by: int, in_total: bool
) -> None:
    totals = tuple(sum(column) for column in zip(*truth, strict=True))
    if in_total:
        totals = (*totals[:column], totals[column] + by, *totals[column + 1 :])
    else:
        first = truth[0]
        truth = [(*first[:column], first[column] + by, *first[column + 1 :]), *truth[1:]]
    printed, placement = small_table(truth, totals)
    named = {c: t for c, t in enumerate(totals) if t}
    wanted = oracle(printed, named, placement.identities) or oracle(
        printed, {}, placement.identities
    )
    if wanted is None:
        return
    for numbers, columns, found in zip(printed, wanted, placement.rows, strict=False):
        for possible, cell in zip(columns, found, strict=True):
            if cell.status == "proven" and len(numbers) < 5:
                assert possible == {cell.column}


def test_a_share_that_fits_no_column_of_rates_is_placed_by_order() -> None:
    columns = (
        Column(path=("受理",), measure="received_total", unit="件"),
        Column(path=("办结",), measure="completed_total", unit="件"),
        Column(path=("满意率",), measure="satisfaction_rate", unit="%"),
    )
    rows = [
        ValueRow(
            values=tuple(
                PrintedValue(
                    raw=raw, value=float(raw.rstrip("%")), unit="%" if raw.endswith("%") else None
                )
                for raw in printed
            ),
            kind="department",
            label="省发改委",
            locator=Locator(block=0),
            columns=None,
        )
        for printed in (("99%", "3"), ("5", "4", "99%"))
    ]

    odd, whole = place_values(columns, rows).rows

    assert [placed.status for placed in whole] == ["printed"] * 3
    assert all(placed.status in ("inferred", "ambiguous") for placed in odd)
    assert [set(placed.candidates) for placed in odd] == [{0, 1}, {1, 2}]


# --- several totals, misprints, rival headers ---


def test_subtotals_prove_within_their_groups_and_a_total_sums_them() -> None:
    placement = place_values(SMALL, grouped())
    first, second = placement.rows[2], placement.rows[6]

    assert [(cell.column, cell.status) for cell in first] == [(3, "proven")]
    assert [(cell.column, cell.status) for cell in second] == [(4, "proven")]
    assert all("total" in cell.basis for cell in (*first, *second))


@pytest.mark.parametrize(
    ("last", "column", "status"), [("36", 3, "proven"), ("48", 4, "proven"), ("38", 4, "ambiguous")]
)
def test_known_sums_tell_where_a_total_stands_unless_a_misprint_may(
    last: str, column: int, status: str
) -> None:
    """The sums of the last two columns are 36 and 48; one digit of 38 makes either."""
    rows = [row(str(400 + k), "200", str(200 + k), "3", "4", label=str(k)) for k in range(12)]
    total = row("4866", "2400", "2466", last, label="合计", kind="total")

    cell = place_values(SMALL, [*rows, total]).rows[-1][-1]

    assert (cell.column, cell.status) == (column, status)
    assert ("total" in cell.basis) == (status == "proven")
    assert set(cell.candidates) == ({column} if status == "proven" else {3, 4})


def open_rows() -> list[ValueRow]:
    """Twelve rows, every second one without its last figure: 收件 sums to 4866, 咨询 to 36."""
    last = (("3",), ("3", "4"))
    return [row(str(400 + k), "200", str(200 + k), *last[k % 2], label=str(k)) for k in range(12)]


def test_a_total_that_the_layout_leaves_blank_is_not_zero() -> None:
    total = replace(row("4866", "36", label="合计", kind="total"), columns=(0, 3))

    placement = place_values(SMALL, [*open_rows(), total])

    assert placement.findings == ()
    assert [(cell.column, cell.status) for cell in placement.rows[0]] == [
        (c, "proven") for c in range(4)
    ]
    assert "total" in placement.rows[0][3].basis


@pytest.mark.parametrize("printed", [("4866", "36"), ("4866",), ("4866", "36", "24")])
def test_a_total_row_without_the_parts_of_a_sum_is_not_proven_elsewhere(
    printed: tuple[str, ...],
) -> None:
    true = (0, 3, 4)
    found = place_values(SMALL, [*open_rows(), row(*printed, label="合计", kind="total")]).rows[-1]

    for cell, column in zip(found, true, strict=False):
        assert cell.column == column or cell.status == "ambiguous"


def test_a_total_row_that_contradicts_itself_keeps_every_column_of_the_order() -> None:
    rows = [row(str(400 + k), "200", str(200 + k), "3", "4", label=str(k)) for k in range(12)]
    total = row("4866", "2466", "36", "48", label="合计", kind="total")

    found = place_values(SMALL, [*rows, total]).rows[-1]

    assert [set(cell.candidates) for cell in found] == [{c, c + 1} for c in range(4)]
    assert all(cell.status in ("inferred", "ambiguous") for cell in found)


def test_one_wrong_subtotal_and_no_total_is_used() -> None:
    rows = grouped(wrong=True)
    placement = place_values(SMALL, rows)

    assert not any("total" in cell.basis for found in placement.rows for cell in found)
    assert "total-unreachable" in {finding.code for finding in placement.findings}


def grouped(*, wrong: bool = False) -> list[ValueRow]:
    """Two groups of three rows with their subtotals below them, and a total."""
    first = [row("433", "261", "172", "9", "4", label="甲"), row("96", "50", "46", "5", label="乙")]
    second = [row("812", "12", "800", "8", "3", label="丁"), row("70", "60", "10", "2", label="戊")]
    below = [fixed_row("小计", 529, 311, 218, 15 if not wrong else 900, 4, kind="other")]
    under = [fixed_row("小计", 882, 72, 810, 10, 10, kind="other")]
    total = [fixed_row("合计", 1411, 383, 1028, 25, 14, kind="total")]
    return [*first, row("1", label="丙"), *below, *second, row("7", label="己"), *under, *total]


def fixed_row(label: str, *numbers: int, kind: str) -> ValueRow:
    return ValueRow(
        values=values(*map(str, numbers)),
        kind="other" if kind == "other" else "total",
        label=label,
        locator=Locator(block=9),
        columns=tuple(range(len(numbers))),
    )


def test_a_swap_that_repairs_a_row_is_reported() -> None:
    good = [row(str(400 + k), "200", str(200 + k), "3", "4", label=str(k)) for k in range(12)]
    bad = row("451", "261", "154", "3", "4", label="错")

    placement = place_values(SMALL, [*good, bad])

    (finding,) = [f for f in placement.findings if f.code == "digit-swap"]
    assert finding.evidence == {"row": "错", "value": 0, "printed": "451", "would_fit": 415}


def test_a_swap_in_a_row_that_repairs_a_total_is_reported() -> None:
    good = [row(str(400 + k), "200", str(200 + k), "3", "14", label=str(k)) for k in range(12)]
    bad = row("9", "4", "5", "3", "41", label="错")
    total = row("4875", "2404", "2471", "39", "182", label="合计", kind="total")

    placement = place_values(SMALL, [*good, bad, total])
    swaps = [f.evidence for f in placement.findings if f.code == "digit-swap"]

    assert {"column": 4, "row": "错", "printed": 41, "would_fit": 14} in swaps


def test_a_row_that_only_a_misprint_puts_elsewhere_is_not_proven() -> None:
    paths = (("收件",), ("其中", "窗口"), ("其中", "网上"), ("办结",), ("咨询",), ("取号",))
    columns = tuple(Column(path=path) for path in paths)
    good = [row(str(400 + k), "200", str(200 + k), str(300 + k), label=str(k)) for k in range(30)]
    broken = row("400", "150", "240", "390", "7", label="破")
    single = [row(*(str(430 + k),) * 2, str(330 + k), label=f"单{k}") for k in range(9)]
    hidden = row("436", "463", "336", label="隐")

    found = place_values(columns, [*good, *single, broken, hidden]).rows[-1]

    assert all(cell.status in ("inferred", "ambiguous") for cell in found)
    assert 0 in found[0].candidates


def test_nothing_is_proven_that_another_reading_of_the_header_does_not_prove() -> None:
    rows = [row(str(400 + k), "200", str(200 + k), label=str(k)) for k in range(12)]
    rival = tuple(Column(path=(f"栏{c}",)) for c in range(5))

    alone = place_values(SMALL, rows)
    doubted = place_values(SMALL, rows, rivals=[SMALL, rival])

    assert {cell.status for found in alone.rows for cell in found} == {"proven"}
    assert {cell.status for found in doubted.rows for cell in found} == {"inferred"}
    assert [set(cell.candidates) for cell in doubted.rows[0]] == [{0, 1, 2}, {1, 2, 3}, {2, 3, 4}]


def test_receipts_of_which_nothing_is_completed_are_not_taken_for_a_misprint() -> None:
    """57 = 16 + 41 all pending, as the real bulletin has four times, beside 67 and 71."""
    ordinary = [
        row(*map(str, (40 + k, 12, 28 + k, 40 + k, 30, 10 + k, 5 + k, 9 + 2 * k)), label=str(k))
        for k in range(24)
    ]
    pending = row("57", "16", "41", "57", "67", "71", label="全未办结")

    found = place_values(COUNTS, [*ordinary, pending])

    assert {i.kind for i in found.identities} == {"sum", "difference"}
    assert [cell.column for cell in found.rows[-1]][3:] == [7, 8, 9]
    assert [cell.status for cell in found.rows[-1]][3:] == ["proven"] * 3
