"""A person's part in names: unknown ones come out, are decided, and resolve everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongbao import Archive
from tongbao.cli import run

ISSUER = "连云港市政务服务管理办公室"
BULLETIN = """2018年5月份市政务服务中心运行情况通报
一、办件情况
共受理办件21件。
附件1
部门办件统计表
序号 | 部门 | 受理 | 办结 |
1 | 市民心联络局 | 14 | 14 |
2 | 市教育局 | 7 | 7 |
"""


def departments(archive: Path) -> dict[str, str | None]:
    with Archive(archive) as held:
        rows = held.reading.execute("SELECT DISTINCT label, department FROM observations")
        return {label: name for label, name in rows if label}


def test_an_unknown_name_is_given_back_decided_and_then_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bulletins"
    folder.mkdir()
    (folder / "2018-05.txt").write_text(BULLETIN, encoding="utf-8")
    archive, register = tmp_path / "archive.db", tmp_path / "own.yaml"
    command = ["import", str(folder), "--db", str(archive), "--issuer", ISSUER]
    assert run(command) == 0
    assert departments(archive) == {"市民心联络局": None, "市教育局": "连云港市教育局"}
    capsys.readouterr()

    assert run(["names", "--unresolved", "--db", str(archive)]) == 0
    given = capsys.readouterr().out
    assert '- name: "市民心联络局"' in given
    assert "市教育局" not in given
    register.write_text(
        "names:\n"
        '- name: "市民心联络局"\n'
        f'  region: "{ISSUER}"\n'
        "  id: 320700/petitions\n"
        "  source: the office itself, by telephone\n"
        "  confirmed: true\n",
        encoding="utf-8",
    )

    assert run([*command, "--register", str(register)]) == 0
    assert "1 replaced" in capsys.readouterr().out
    assert departments(archive)["市民心联络局"] == "连云港市信访局"
    beside = archive.with_name("departments.local.yaml")
    beside.write_bytes(register.read_bytes())
    series = ["series", "--db", str(archive), "--measure", "received_total"]
    assert run([*series, "--department", "连云港市信访局"]) == 0
    by_official_name = capsys.readouterr().out
    assert run([*series, "--department", "市民心联络局"]) == 0
    assert capsys.readouterr().out == by_official_name
    assert "14" in by_official_name
    beside.unlink()
    assert run([*command, "--register", str(register)]) == 0
    assert "1 unchanged" in capsys.readouterr().out
    assert run(["names", "--unresolved", "--db", str(archive)]) == 0
    assert capsys.readouterr().out == "names: []\n"


def completed(given: str, name: str, identifier: str) -> str:
    """Do what the head of the given YAML asks a person to do for one name."""
    lines = []
    here = False
    for line in given.splitlines():
        if "- name:" in line:
            here = name in line
        if not here or not line.startswith("# "):
            lines.append(line)
        elif line.startswith("#   id:"):
            if not any(kept.startswith("  id:") for kept in lines[-1:]):
                lines.append(f"  id: {identifier}")
        else:
            lines.append(line[2:].replace("source:", "source: asked by telephone"))
    return "\n".join(lines) + "\n"


def test_a_register_kept_beside_the_archive_is_taken_up_without_being_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bulletins"
    folder.mkdir()
    for month in (5, 6):
        text = BULLETIN.replace("5月份", f"{month}月份")
        (folder / f"2018-0{month}.txt").write_text(text, encoding="utf-8")
    archive, register = tmp_path / "archive.db", tmp_path / "departments.local.yaml"
    command = ["import", str(folder), "--db", str(archive), "--issuer", ISSUER]
    assert run(command) == 0
    capsys.readouterr()

    assert run(["names", "--unresolved", "--db", str(archive)]) == 0
    given = capsys.readouterr().out
    assert given.count('- name: "市民心联络局"') == 1
    assert "departments.local.yaml" in given
    register.write_text(completed(given, "市民心联络局", "320700/petitions"), encoding="utf-8")

    assert run(command) == 0
    assert "2 replaced" in capsys.readouterr().out
    with Archive(archive) as held:
        rows = held.reading.execute(
            "SELECT period, department FROM observations WHERE label = '市民心联络局' GROUP BY 1, 2"
        ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("2018-05", "连云港市信访局"),
        ("2018-06", "连云港市信访局"),
    ]
    assert run(["names", "--unresolved", "--db", str(archive)]) == 0
    assert capsys.readouterr().out == "names: []\n"

    register.unlink()
    assert run(command) == 0
    assert departments(archive)["市民心联络局"] is None


def test_a_register_that_is_none_ends_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("一段文字: 不是: 名录\n", encoding="utf-8")

    assert run(["names", "市教育局", "--register", str(wrong)]) == 1

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "wrong.yaml" in said


def test_names_and_unresolved_are_not_mixed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["names", "市教育局", "--unresolved"]) == 2
    assert run(["names"]) == 2
    assert "--unresolved" in capsys.readouterr().err
