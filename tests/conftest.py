"""What several test files share: where the real bulletin stands."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def real_bulletin() -> Path:
    """The bulletin of March 2017 as it was archived."""
    return ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt"
