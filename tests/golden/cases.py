"""Which bulletins have a golden file, and how it is written."""

from __future__ import annotations

import json
from pathlib import Path

from parser.pipeline import Known, parse
from tests.conftest import ROOT

CASES = ("corpus/bulletins/2017-03-jiangsu.txt",)


def path_of(case: str) -> Path:
    """Return where the golden file of a bulletin stands."""
    return ROOT / "tests" / "golden" / Path(case).with_suffix(".json").name


def actual(case: str) -> str:
    """Return what the parser says of a bulletin now, as indented JSON."""
    bulletin = parse(ROOT / case, known=Known(year=2017, year_source="manifest"))
    shown = bulletin.as_json()
    source = shown["source"]
    assert isinstance(source, dict)
    source["path"] = case
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
