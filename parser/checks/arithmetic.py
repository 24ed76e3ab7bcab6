"""stub."""
from __future__ import annotations
from collections.abc import Sequence
from parser.bulletin import Fact
from parser.finding import Finding


def check_prose(facts: Sequence[Fact]) -> tuple[Finding, ...]:
    """Stub."""
    return ()
