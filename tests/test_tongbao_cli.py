from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pandas
import pyarrow.parquet
import pytest

import tongbao
from db.connect import close, open_archive
from db.load import Provenance, load
from db.numbers import Point
from db.series import Series
from parser.document import UnreadableError
from tests.builders import ENVIRONMENT, annex, bulletin, cell, month, row, table
from tongbao.cli import run
from tongbao.cli import tongbao as group
from tongbao.report import series_lines

COMMANDS = ("parse", "import", "search", "series", "check", "names", "correct", "export", "serve")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    db = open_archive(path)
    for number in (3, 5):
        load(db, bulletin(month(2017, number)), Provenance(parser_version="1"))
    close(db)
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([str(argument) for argument in arguments]) == 0
    text: str = capsys.readouterr().out
    return text


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 1) -> str:
    """Run a command that must fail; nothing on standard output, one line on standard error."""
    assert run([str(argument) for argument in arguments]) == status
    told = capsys.readouterr()
    assert told.out == ""
    if status == 1:
        assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    line: str = told.err
    return line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    text = answer(capsys, name, "--help")
    assert "Example:" in text
    assert f"tongbao {name} " in text.split("Example:")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_command_is_explained(name: str) -> None:
    command = group.commands[name]
    assert command.help
    assert command.help.splitlines()[0].rstrip().endswith((".", ",", ";")) or command.short_help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"


def test_there_are_no_other_commands() -> None:
    assert set(group.commands) == set(COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["parse"],
        ["search", "公安"],
        ["series", "--measure", "m"],
        ["series", "--db", "x.db", "--measure", "m", "--from", "2017-13"],
        ["check"],
        ["import", "a.txt"],
        ["serve", "--db", "x.db", "--port", "99999"],
    ],
)
def test_wrong_usage_ends_with_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert "Usage:" in refusal(capsys, *arguments, status=2)


@pytest.mark.parametrize(
    "command",
    [
        ("search", "公安"),
        ("series", "--measure", "received_total"),
        ("check",),
        ("export", "out"),
        ("serve",),
    ],
)
def test_a_missing_archive_and_a_file_that_is_none_are_named(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    missing = tmp_path / "missing.db"
    assert f"{missing}: no such archive; make it with" in refusal(capsys, *command, "--db", missing)
    assert not missing.exists()
    other = tmp_path / "other.db"
    other.write_bytes(os.urandom(5000))
    assert f"{other}: is no archive" in refusal(capsys, *command, "--db", other)


def test_search_prints_ranked_hits_with_place_and_marks(
    capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    lines = answer(capsys, "search", "在线申办", "--db", archive).splitlines()
    assert lines[0].startswith("1. ")
    assert "2017-05" in lines[0]
    assert "line 3" in lines[0]
    assert "【在线申办】" in lines[1]


def test_search_json_has_the_promised_fields(
    capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    lines = answer(capsys, "search", "公安", "--db", archive, "--json").splitlines()
    assert len(lines) == 2
    hit = json.loads(lines[0])
    assert {"bulletin_id", "period", "section", "text", "locator", "rank"} <= set(hit)
    assert (hit["period"], hit["section"], hit["locator"], hit["rank"]) == (
        "2017-05",
        "主要工作",
        {"line": 4},
        1,
    )


def test_nothing_found_is_no_failure(capsys: pytest.CaptureFixture[str], archive: Path) -> None:
    assert answer(capsys, "search", "无此词", "--db", archive) == ""


def test_series_json_has_the_promised_fields_in_order(
    capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    text = answer(
        capsys, "series", "--db", archive, "--measure", "received_total", "--department",
        "省环保厅", "--format", "json",
    )  # fmt: skip
    points = [json.loads(line) for line in text.splitlines()]
    assert list(points[0])[:11] == [
        "period", "department", "measure", "value", "unit", "status", "obs_status",
        "probability", "breaks", "source", "locator",
    ]  # fmt: skip
    assert [(p["period"], p["value"], p["obs_status"]) for p in points] == [
        ("2017-03", 611, "A"),
        ("2017-04", None, "L"),
        ("2017-05", 611, "A"),
    ]
    assert points[0]["department"] == "江苏省环境保护厅"


def test_series_as_table_csv_and_parquet_tell_the_same(
    capsys: pytest.CaptureFixture[str], archive: Path, tmp_path: Path
) -> None:
    command = ("series", "--db", archive, "--measure", "received_total", "--department", "省环保厅")
    table = answer(capsys, *command).splitlines()
    assert "gap: no bulletin" in table[2]
    frame = pandas.read_csv(io.StringIO(answer(capsys, *command, "--format", "csv")))
    assert list(frame["value"].fillna(-1)) == [611, -1, 611]
    out = tmp_path / "series.parquet"
    assert answer(capsys, *command, "--format", "parquet", "--out", out) == ""
    assert pyarrow.parquet.read_table(out).column("value").to_pylist() == [611, None, 611]


def test_without_a_measure_series_lists_what_can_be_asked_for(
    capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    lines = answer(capsys, "series", "--db", archive).splitlines()

    assert lines[0].split() == ["measure", "unit", "tables", "in", "text", "from", "to"]
    told = {line.split()[0]: line.split()[1:] for line in lines[1:]}
    assert told["received_total"] == ["收件总数", "件", "2", "0", "2017-03", "2017-05"]
    for measure in told:
        assert answer(capsys, "series", "--db", archive, "--measure", measure, "--doubtful")


def test_the_summary_of_an_import_shows_a_series_that_there_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, real_bulletin: Path
) -> None:
    db = tmp_path / "my archive.db"
    shown = answer(capsys, "import", real_bulletin, "--db", db, "--year", 2017).split("next: ")[1]
    commands = [line.strip().split("  (")[0] for line in shown.splitlines()]

    assert commands[0] == (
        f"tongbao series --measure received_total --department 省知识产权局 --db '{db}'"
    )
    for command in commands[:-1]:
        assert answer(capsys, *shlex.split(command)[1:]), command


def test_a_mistyped_name_leaves_no_archive_behind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    db, missing, empty = tmp_path / "archive.db", tmp_path / "bulletin", tmp_path / "empty"
    empty.mkdir()

    said = refusal(capsys, "import", missing, "--db", db)
    assert said == f"tongbao: {missing}: no such file or folder; check the name\n"
    said = refusal(capsys, "import", empty, "--db", db)
    assert said == f"tongbao: {empty}: there are no files in it\n"
    assert not db.exists()


def test_a_measure_is_found_under_any_of_its_names(
    capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    asked = [
        answer(capsys, "series", "--db", archive, "--measure", name)
        for name in ("received_total", "收件总数", "受理总数")
    ]

    assert asked[0].splitlines()[1].startswith("2017-03")
    assert asked[0] == asked[1] == asked[2]


def test_as_of_a_day_before_a_department_was_formed_gives_those_it_was_formed_of(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, real_bulletin: Path
) -> None:
    db = tmp_path / "archive.db"
    answer(capsys, "import", real_bulletin, "--db", db, "--year", 2017)
    asked = ("series", "--db", db, "--measure", "received_total", "--department", "省税务局")
    lines = answer(capsys, *asked, "--as-of", "2017-03", "--format", "csv").splitlines()

    assert ["江苏省国家税务局" in lines[1], "江苏省地方税务局" in lines[2]] == [True, True]
    assert [line.split(",")[3] for line in lines[1:]] == ["1013", "995"]


def test_bulletins_without_a_year_are_told_how_to_get_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, real_bulletin: Path
) -> None:
    undated = tmp_path / "undated.txt"
    undated.write_bytes(real_bulletin.read_bytes())
    text = answer(capsys, "import", undated, "--db", tmp_path / "archive.db")

    assert "1 without a year" in text
    assert "--year" in text
    assert "manifest.csv" in text


def test_the_tab_key_completes_commands_and_measures(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_TONGBAO_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "tongbao series --measure received_t")
    monkeypatch.setenv("COMP_CWORD", "3")

    with pytest.raises(SystemExit) as end:
        run([])

    assert end.value.code == 0
    assert "plain,received_total" in capsys.readouterr().out.splitlines()


def test_a_series_that_is_not_there_is_a_failure_that_says_so(
    capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    line = refusal(capsys, "series", "--db", archive, "--measure", "nonsense")
    assert "there are: completed_total, received_counter" in line
    line = refusal(
        capsys, "series", "--db", archive, "--measure", "received_total", "--department", "无此局"
    )
    assert "no received_total of 无此局" in line


def test_check_lists_what_is_wrong_the_worst_first(
    capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    lines = answer(capsys, "check", "--db", archive, "--json").splitlines()
    findings = [json.loads(line) for line in lines]
    assert [finding["source"] for finding in findings] == ["2017-03.txt", "2017-05.txt"]
    assert findings[0]["evidence"] == {"printed": 1.0}
    assert findings[0]["locator"] == {"line": 4}
    text = answer(capsys, "check", "--db", archive)
    assert text.startswith("2017-03.txt: error: share-mismatch: ")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.mkdir(), "is a folder"),
    ],
)
@pytest.mark.parametrize("command", ["parse", "check"])
def test_a_file_that_cannot_be_read_is_named_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, make: object, words: str, command: str
) -> None:
    path = tmp_path / "通报.txt"
    make(path)  # type: ignore[operator]
    assert refusal(capsys, command, path).startswith(f"tongbao: {path}: {words}")


def test_the_reader_of_a_pipe_may_leave_early(archive: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tongbao",
        "search",
        "省",
        "--limit",
        "0",
        "--db",
        str(archive),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_asking_an_archive_loads_neither_pandas_nor_datasette(archive: Path) -> None:
    code = (
        "import sys; from tongbao.cli import run; run(sys.argv[1:]);"
        "heavy = {'pandas', 'datasette', 'pyarrow', 'matplotlib', 'pdfplumber'} & set(sys.modules);"
        "sys.exit(','.join(heavy) or 0)"
    )
    for command in (
        ["--help"],
        ["search", "公安", "--db", str(archive)],
        ["series", "--measure", "received_total", "--db", str(archive)],
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *command], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_archive_object_loads_searches_and_gives_frames(tmp_path: Path) -> None:
    doubtful = cell(0, 7, status="ambiguous", probability=0.5, candidates=(0, 2))
    may = bulletin(
        month(2017, 5),
        annexes=[annex([table([row("省环保厅", [doubtful], department=ENVIRONMENT)])])],
    )
    with tongbao.Archive(tmp_path / "archive.db") as archive:
        assert archive.load(bulletin()) == "imported"
        assert archive.load(bulletin()) == "unchanged"
        archive.load(may)
        assert [hit.text for hit in archive.search("12345")] == ["拨打12345热线,联系省公安厅。"] * 2
        frame = archive.series("received_total", department="省环保厅")
        assert list(frame["period"]) == ["2017-03", "2017-04", "2017-05"]
        assert list(frame["value"].isna()) == [False, True, True]
        assert frame.attrs["notes"] == [
            "1 value(s) left out whose column, or what they count, is doubtful"
        ]
        both = archive.series("received_total", department=["省环保厅", "省民政厅"], doubtful=True)
        assert list(both["value"].dropna()) == [611, 7, 132]


def test_parsing_a_missing_file_from_python_raises_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        tongbao.parse(tmp_path / "missing.txt")


def test_a_doubtful_number_of_a_series_is_shown_with_the_other_columns_that_it_may_be_of() -> None:
    point = Point(
        period="2018-09",
        issuer=None,
        department_id=None,
        department="省环保厅",
        label=None,
        measure="received_counter",
        value=663,
        status="ambiguous",
        obs_status="U",
        column_path="大厅受理",
        candidates=("received_counter", "received_online"),
    )
    assert "or received_online" in "\n".join(series_lines(Series(points=(point,))))
    assert "or received_counter" not in "\n".join(series_lines(Series(points=(point,))))
