"""What once went wrong goes wrong no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz.targets import TARGETS

KEPT = sorted(path for path in (ROOT / "tests" / "issues").glob("*/*"))


@pytest.mark.parametrize("path", KEPT, ids=[f"{path.parent.name}/{path.name}" for path in KEPT])
def test_an_input_that_once_went_wrong_is_read_or_refused(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())
