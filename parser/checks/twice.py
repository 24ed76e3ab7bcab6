"""One total that the text prints twice, the second time with two digits swapped."""

from __future__ import annotations

from collections.abc import Sequence

from parser.finding import Finding
from parser.statement import Fact
from parser.tables.shortfall import digit_swaps

_TOTALS = (
    "received_total", "completed_total", "handled_total", "calls", "letters", "messages",
    "callbacks", "ratings", "transactions", "transaction_amount",
)  # fmt: skip
_LEAST = 100  # of smaller figures any two are alike


def check_twice(facts: Sequence[Fact]) -> tuple[Finding, ...]:
    """Compare the issuer's own totals of one period: 1320 and 1230 are one figure.

    A total that is printed with three values or more is of several things, of which nothing
    is said.
    """
    totals: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        own = fact.entity is None and fact.whole is None
        if own and fact.kind == "result" and fact.measure in _TOTALS:
            totals.setdefault((fact.measure, fact.unit, fact.period), []).append(fact)
    findings = []
    for told in totals.values():
        values = list(dict.fromkeys(fact.value for fact in told))
        if len(values) != 2 or str(values[1]) not in digit_swaps(str(values[0])):
            continue
        if min(values) < _LEAST:
            continue
        first, second = (next(f for f in told if f.value == value) for value in values)
        findings.append(
            Finding(
                code="prose-mismatch",
                message=f"the text says {first.value}, and further down {second.value}",
                evidence={
                    "measure": first.measure,
                    "period": first.period,
                    "values": values,
                    "other_at": second.locator.as_json(),
                },
                locator=first.locator,
            )
        )
    return tuple(findings)
