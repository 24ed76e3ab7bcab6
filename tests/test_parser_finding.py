"""Every code is documented with what its evidence holds."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from parser.finding import CATALOGUE, Finding
from parser.pipeline import parse_bytes
from tests.conftest import ROOT

CASES = json.loads((Path(__file__).parent / "fixtures" / "checks.json").read_text("utf-8"))
_MAKERS = frozenset({"Finding", "ArchiveFinding", "finding_at"})


def named_in_the_source() -> Iterator[tuple[str, str]]:
    """Code and name of everything that a finding of a fixed code is given as evidence."""
    for package in ("parser", "db"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MAKERS:
                    given = {word.arg: word.value for word in node.keywords}
                    code, evidence = given.get("code"), given.get("evidence")
                    if isinstance(code, ast.Constant) and isinstance(evidence, ast.Dict):
                        for name in evidence.keys:
                            if isinstance(name, ast.Constant):
                                yield str(code.value), str(name.value)


NAMED = sorted(set(named_in_the_source()))


@pytest.mark.parametrize(("code", "name"), NAMED)
def test_what_the_source_gives_as_evidence_is_documented(code: str, name: str) -> None:
    assert name in CATALOGUE[code].figures


def test_what_findings_hold_is_documented() -> None:
    head = "2021年5月份青河县政务服务中心运行情况通报\n一、办件情况\n"
    told = [
        finding
        for case in CASES
        for finding in parse_bytes(f"{head}{case['text']}\n".encode(), path="a.txt").findings
    ]
    assert len({finding.code for finding in told}) >= 15
    for finding in told:
        assert set(finding.evidence) <= set(CATALOGUE[finding.code].figures), finding.code


def test_a_code_that_is_not_in_the_catalogue_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="not in the catalogue"):
        Finding(code="never-heard-of", message="")
