from __future__ import annotations

from pathlib import Path

import pytest

from parser.document import UnreadableError
from parser.pipeline import parse

NO_BULLETINS = {
    "English": "The quick brown fox jumps over the lazy dog.\n" * 40,
    "a poem": "床前明月光,疑是地上霜。\n举头望明月,低头思故乡。\n" * 5,
    "a program": "import sys\n\ndef main():\n    print('通报')\n" * 10,
    "a recipe": "红烧肉的做法\n1.五花肉500克切块。\n2.冷水下锅焯水5分钟。\n3.加冰糖炒出糖色。\n",
    "numbers": "1,2,3\n4,5,6\n" * 50,
}


@pytest.mark.parametrize("name", NO_BULLETINS)
def test_a_text_that_is_no_bulletin_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(NO_BULLETINS[name], encoding="utf-8")

    with pytest.raises(UnreadableError) as refused:
        parse(path)

    assert str(refused.value).startswith("it is no bulletin: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "3月份,县政务服务中心共受理办件1200件,办结1180件,办结率98.3%。\n",
        "一季度热线办理情况\n一、总体情况\n共接听市民来电500个,办结工单480件。\n",
    ],
)
def test_a_short_bulletin_without_tables_is_one(text: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")

    assert parse(path).sections


def test_an_annex_in_a_file_of_its_own_is_known_by_what_it_measures(tmp_path: Path) -> None:
    path = tmp_path / "annex.txt"
    path.write_text(
        "序号 | 部门名称 | 迟到 | 早退 | 旷工 |\n1 | 市发展改革委 | 1 | 0 | 0 |\n"
        "2 | 市教育局 | 0 | 2 | 0 |\n3 | 市科技局 | 0 | 0 | 0 |\n",
        encoding="utf-8",
    )

    (annex,) = parse(path).annexes

    assert [column.measure for column in annex.tables[0].columns] == [
        "late",
        "left_early",
        "truant",
    ]


def test_folders_and_missing_files_are_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="folder"):
        parse(tmp_path)
    with pytest.raises(UnreadableError, match="no such file"):
        parse(tmp_path / "missing.txt")
