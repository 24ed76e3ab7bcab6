import random
from typing import Any

import pytest

from parser.tables import header_forest
from parser.tables.assemble import recover_tables
from parser.tables.header_evidence import group_score
from parser.tables.headers import HeaderReading, read_header
from tests.benchmarks.headers import collapsed, compose, leaves


def _row(printed: str) -> list[str]:
    return [cell.strip() for cell in printed.rstrip().removesuffix("|").split("|")]


def _read(*rows: str, width: int, lead: int = 2) -> HeaderReading:
    reading = read_header([_row(row) for row in rows], width, lead=lead)
    assert reading is not None
    return reading


def _paths(reading: HeaderReading, lead: int = 2) -> list[str]:
    return ["/".join(path) for path in reading.paths[lead:]]


def test_two_header_rows_whose_blanks_moved_to_the_end() -> None:
    reading = _read(
        "序号 | 部门名称 | 收件总数 | 其中 | 办结总数 | 其中 | 未办结 | 咨询件 | 取号 | |||",
        "大厅受理 | 网上申报 | 邮寄 | 即办件 | 承诺件 | 总数 | ||||||",
        width=12,
    )
    assert _paths(reading) == [
        "收件总数",
        "其中/大厅受理",
        "其中/网上申报",
        "其中/邮寄",
        "办结总数",
        "其中/即办件",
        "其中/承诺件",
        "未办结/总数",
        "咨询件",
        "取号",
    ]
    assert not reading.ambiguous


def test_groups_without_a_word_for_group_are_shared_out_by_their_words() -> None:
    reading = _read(
        "序号 | 进驻部门 | 首代到岗情况 | 窗口人员情况 | 其他 | |||||||",
        "按要求到岗 | 未按要求到岗 | 迟到 | 缺勤 | 早退 | 旷工 | 未按要求着装 | 未按要求束发 "
        "| 窗口投诉 | 及时报送月度工作情况 | ||",
        width=12,
    )
    assert [path[0] for path in reading.paths[2:]] == ["首代到岗情况"] * 2 + [
        "窗口人员情况"
    ] * 7 + ["其他"]


def test_one_header_row_is_its_own_paths() -> None:
    assert _paths(_read("单位 | 受理 | 办结 | 办结率", width=4, lead=1), 1) == [
        "受理",
        "办结",
        "办结率",
    ]


def test_kept_blanks_show_the_spans() -> None:
    reading = _read(
        "序号 | 部门 | 收件总数 | 其中 | | | 办结总数 | 其中 | | 满意率 |",
        " | | | 大厅受理 | 网上申报 | 邮寄 | | 即办件 | 承诺件 | |",
        width=10,
    )
    assert _paths(reading) == [
        "收件总数",
        "其中/大厅受理",
        "其中/网上申报",
        "其中/邮寄",
        "办结总数",
        "其中/即办件",
        "其中/承诺件",
        "满意率",
    ]


def test_a_merged_header_written_out_in_every_column_counts_once() -> None:
    reading = _read(
        "部门 | 受理 | 受理 | 办结 | 办结",
        "部门 | 本月 | 累计 | 本月 | 累计",
        width=5,
        lead=1,
    )
    assert _paths(reading, 1) == ["受理/本月", "受理/累计", "办结/本月", "办结/累计"]


def test_a_header_that_cannot_have_the_columns_is_not_read() -> None:
    assert read_header([["序号", "部门", "受理"], ["本月", "累计", ""]], 9) is None


def test_readings_that_nothing_separates_are_all_returned() -> None:
    reading = _read("部门 | 甲项 | 乙项 | 丙项 |", "子一 | 子二 | ||", width=5, lead=1)
    assert reading.ambiguous
    assert len(reading.rivals) == 2


def test_the_tables_own_sums_decide_what_the_words_leave_open() -> None:
    def sums(total: int, parts: object, stated: bool) -> float:
        return 1.0 if (total, tuple(parts)) == (1, (2, 3, 4)) else -1.0  # type: ignore[arg-type]

    rows = [
        ["部门", "总计", "其中", "另计", "其中", "", "", ""],
        ["甲", "乙", "丙", "丁", "", "", "", ""],
    ]
    reading = read_header(rows, 7, lead=1, sums=sums)
    assert reading is not None
    assert ["/".join(p) for p in reading.paths[1:]] == [
        "总计",
        "其中/甲",
        "其中/乙",
        "其中/丙",
        "另计",
        "其中/丁",
    ]


@pytest.mark.parametrize("cells", [200, 5000])
def test_an_absurd_header_is_given_up_in_bounded_time(cells: int) -> None:
    rows = [[f"名{i}" for i in range(cells)], [f"子{i}" for i in range(cells)]]
    assert read_header(rows, cells + 7) is None


def test_the_real_attendance_header_has_one_reading() -> None:
    reading = _read(
        "序号 | 进驻部门 | 首代到岗情况 | 窗口人员情况 | 其他 | |||||||",
        "按要求到岗 | 未按要求到岗 | 迟到 | 缺勤 | 早退 | 旷工 | 未按要求着装 | 未按要求束发 "
        "| 窗口投诉 | 及时报送月度工作情况 | ||",
        width=12,
    )
    assert not reading.ambiguous
    assert reading.paths[11] == ("其他", "及时报送月度工作情况")


@pytest.mark.parametrize("seed", [*range(6), 5023, 5103])
def test_no_composed_header_is_wrong_without_a_word(seed: int) -> None:
    draw = random.Random(seed)
    header = compose(draw)
    found = recover_tables(collapsed(header, draw.randint(8, 40), draw))

    paths = [column.path for column in found.tables[0].columns]
    doubted = any(finding.code == "header-ambiguous" for finding in found.findings)
    assert doubted or paths == leaves(header)


def test_a_group_that_only_its_place_could_tell_is_left_open_among_all_its_places() -> None:
    """Three bodies of equal standing, five ways of use beneath one of them."""
    bodies = ["旗本级采用", "盟办采用", "自治区采用"]
    scored = [name for body in bodies for name in (body, "累计得分")]
    rows = [
        ["单位", "政务信息采用情况", "得分", "累计得分"],
        ["报送条数", "累计条数", *scored],
        ["普发", "公众号", "参阅", "约稿", "上报"],
    ]
    reading = read_header([row + [""] * (15 - len(row)) for row in rows], 15, lead=1)
    assert reading is not None
    parents = {
        path[-2] for paths in (reading.paths, *reading.rivals) for path in paths if "参阅" in path
    }
    assert set(bodies) <= parents


def test_equal_groups_stand_side_by_side() -> None:
    rows = [["县市区", "本月", "累计", "受理量", "办结量", "满意率", "受理量", "办结量", "满意率"]]
    reading = read_header(rows, 7, lead=1)
    assert reading is not None
    assert reading.rivals == ()
    assert ["/".join(path) for path in reading.paths[1:]] == [
        f"{time}/{name}" for time in ("本月", "累计") for name in ("受理量", "办结量", "满意率")
    ]


def test_a_header_of_three_lines_and_24_cells_is_weighed_in_few_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = 0

    def counted(*given: Any) -> float:
        nonlocal steps
        steps += 1
        return group_score(*given)

    monkeypatch.setattr(header_forest, "group_score", counted)
    rows = [
        ["序号", "部门", "受理情况", "办结情况", "群众评价", "得分"],
        ["本月", "累计", "窗口", "网上", "按时办结", "超时办结", "非常满意", "满意"],
        [*(["受理数", "办结数"] * 2), *(["件数", "占比"] * 3)],
    ]
    for width in (15, 17, 19):
        assert read_header([row + [""] * (width - len(row)) for row in rows], width, lead=2)
    assert steps < 10_000


def test_a_blank_in_front_of_a_header_with_spans_leaves_a_path_for_every_column() -> None:
    rows = [
        ["", "序号", "部门", "收件", "", "", "办结", "", "满意率"],
        ["", "", "", "窗口", "网上", "合计", "即办", "承诺", ""],
    ]
    reading = read_header(rows, 9)
    assert reading is None or len(reading.paths) == 9
