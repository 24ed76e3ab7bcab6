"""Every finding that the software can make is said in Chinese on Chinese pages."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tongbao
from db.series import NOTES
from db.site.findings import in_chinese, wordings
from db.site.words import words_of
from parser.finding import CATALOGUE
from tests.conftest import ROOT

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MAKERS = frozenset({"Finding", "ArchiveFinding", "finding_at"})
# What the Chinese page has to know all of, where it is not put together beside the message.
_FILLINGS = {
    "reason": ("no header", "4 header cells for 6 columns"),
    "period.kind": ("month", "quarter", "half", "year", "range"),
    "figure.what": ("收件12, 收件12", "收件12"),
    "first.of": ("previous value", "change"),
}


def messages() -> Iterator[tuple[str, str]]:
    """Code and an example of every message in the source that makes a finding of a fixed code."""
    for package in ("parser", "db"):
        for file in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef):
                    yield from _of_function(function)


def _of_function(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MAKERS:
            held = {word.arg: word.value for word in node.keywords}
            codes, said = (list(_values(held.get(name), given)) for name in ("code", "message"))
            yield from itertools.product(codes, said)


def _values(node: ast.expr | None, given: dict[str, list[ast.expr]]) -> Iterator[str]:
    match node:
        case ast.Constant():
            yield str(node.value)
        case ast.IfExp():
            yield from _values(node.body, given)
            yield from _values(node.orelse, given)
        case ast.JoinedStr():
            for parts in itertools.product(*(list(_values(part, given)) for part in node.values)):
                yield "".join(parts)
        case ast.FormattedValue():
            held = _FILLINGS.get(ast.unparse(node.value))
            yield from held or list(_values(node.value, given)) or ["收件12"]
        case ast.Name():
            for value in given.get(node.id, ()):
                yield from _values(value, given)


# Of a function with two codes and two messages only one pair is met.
_NOT_MET = {("bulletin-revised", "is the same bulletin as 收件12, which is counted")}
EVERY = sorted(set(messages()) - _NOT_MET)


def test_the_messages_of_the_source_are_found() -> None:
    assert {code for code, _ in EVERY} > {"sum-mismatch", "total-unreachable", "factor-ten"}
    assert len(EVERY) > 50


@pytest.mark.parametrize(("code", "message"), EVERY)
def test_a_message_is_said_in_chinese_with_all_its_fillings(code: str, message: str) -> None:
    said = in_chinese(code, message)
    assert said is not None
    assert said.count("收件12") == message.count("收件12")
    assert _CHINESE.search(said.replace("收件12", ""))
    assert not re.search(r"[a-z]{4}", re.sub(r"--year|tongbao|Unicode", "", said))


def test_every_code_has_its_wordings() -> None:
    assert wordings().keys() == CATALOGUE.keys()


@pytest.mark.parametrize(
    ("code", "message", "said"),
    [
        (
            "row-contradiction",
            "省教育厅: no placement of 6280 | 6277 keeps 收件 = 大厅 + 网上 or 办结 = 即办 + 承诺",
            "省教育厅：6280 | 6277 无论怎样排列，都不满足 收件 = 大厅 + 网上 或 办结 = 即办 + 承诺",
        ),
        (
            "factor-ten",
            "环保, received_total is 6110 where months around have about 600, and 2 more with it",
            "环保，收件总数为 6110，前后各月约为 600；同时另有 2 处",
        ),
        (
            "prose-table-mismatch",
            "the text says 150, annex 2 of 3 says 149",
            "正文为 150，3 个附件中的第 2 个为 149",
        ),
        (
            "annex-mismatch",
            "省教育厅: annex 3 says 150, 《各窗口办件情况表》 says 149",
            "省教育厅：附件3为 150，《各窗口办件情况表》为 149",
        ),
        (
            "bulletin-duplicate",
            "is the same bulletin as 2017/03.docx, which is counted",
            "与 2017/03.docx 为同一通报，以后者计入",
        ),
        ("period-word", "本周 in a bulletin of one month", "月度通报中出现“本周”"),
        (
            "truncated",
            "The document ends in the row '8 省知识产权局 3650'",
            "文件在此行中断：8 省知识产权局 3650",
        ),
        (
            "row-missing",
            "the totals of 收件总数 and 办结总数 hold 758 more than the rows",
            "收件总数、办结总数的合计均比各行之和多 758",
        ),
        (
            "part-unreadable",
            "附件.docx: the file is protected by a password: save it without one",
            "附件.docx：文件有密码保护，请另存为无密码的文件",
        ),
        ("part-unreadable", "a.docx: something never heard of", None),
        ("sum-mismatch", "worded otherwise", None),
    ],
)
def test_a_message_reads_well(code: str, message: str, said: str | None) -> None:
    assert in_chinese(code, message) == said


def test_every_finding_of_the_real_bulletin_is_said_in_chinese(real_bulletin: Path) -> None:
    found = tongbao.parse(real_bulletin, year=2017).findings
    said = [in_chinese(one.code, one.message) for one in found]
    assert len(said) > 10
    assert None not in said
    assert any("758" in text for text in said if text)


def test_what_has_to_be_known_of_a_series_is_said_in_both_languages() -> None:
    for note, english in NOTES.items():
        assert words_of("en")(f"note_{note}", 3) == f"3 {english}"
        assert _CHINESE.search(words_of("zh")(f"note_{note}", 3))
