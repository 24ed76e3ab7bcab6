"""What running text says in figures, recomputed: shares, sums, rates and changes.

Only figures of one subject and one time are compared, rounding is respected and a check
whose parts aren't all there says nothing. One cause makes one finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from parser.checks.changes import check_changes
from parser.checks.rates import check_rates
from parser.checks.shares import check_share_lists, check_shares
from parser.checks.sums import check_sums
from parser.checks.twice import check_twice
from parser.finding import Finding
from parser.statement import Fact


def check_prose(facts: Sequence[Fact]) -> tuple[Finding, ...]:
    """Recompute what the figures of each paragraph say of one another.

    A list of shares may be of a figure that an earlier paragraph prints.
    """
    results = [fact for fact in facts if fact.kind == "result"]
    findings: list[Finding] = []
    earlier: list[Fact] = []
    ordered = sorted(results, key=_place)
    paragraphs = [list(group) for _, group in groupby(ordered, key=lambda f: f.locator.block)]
    for paragraph in paragraphs:
        of_shares = list(check_shares(paragraph, earlier))
        # Shares of the sum of their parts and parts that miss the whole are one cause.
        told = {finding.evidence["base"] for finding in of_shares if finding.code == "share-base"}
        findings += of_shares
        findings += [f for f in check_sums(paragraph) if f.evidence["whole"] not in told]
        findings += check_rates(paragraph)
        findings += check_changes(paragraph)
        earlier += paragraph
    return (*findings, *check_share_lists(paragraphs), *check_twice(results))


def _place(fact: Fact) -> tuple[int, int, int]:
    return fact.locator.block, fact.locator.line or 0, fact.locator.end or 0
