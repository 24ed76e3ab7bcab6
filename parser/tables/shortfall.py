"""Totals that no placement reaches: findings with the figures, and what would explain them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parser.finding import Finding
from parser.table import Column
from parser.tables.identities import column_name
from parser.tables.values import ValueRow


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A column whose printed ``total`` the rows miss; figures are in units of 1/``scale``.

    ``below`` and ``above`` are the nearest sums that the rows do reach, ``None`` if none.
    """

    column: int
    total: int
    scale: int
    below: int | None
    above: int | None

    @property
    def residue(self) -> int | None:
        """What the total holds beyond everything that the rows can reach."""
        return self.total - self.below if self.above is None and self.below is not None else None

    def shown(self, units: int | None) -> float | int | None:
        """Return a figure as printed in the table."""
        if units is None:
            return None
        return units // self.scale if units % self.scale == 0 else units / self.scale


def shortfall_findings(
    columns: Sequence[Column],
    total_row: ValueRow,
    shortfalls: Sequence[Shortfall],
    *,
    all_printed: bool,
) -> tuple[Finding, ...]:
    """Return a finding for every missed total, and for a residue that several columns share.

    ``all_printed`` says that the layout fixes every column, so that there is one sum only.
    """
    missed = _mismatch if all_printed else _unreachable
    return (
        *(missed(columns, total_row, shortfall) for shortfall in shortfalls),
        *_row_missing(columns, total_row, shortfalls),
        *_swapped(columns, total_row, shortfalls),
    )


def not_together(columns: Sequence[Column], row: ValueRow, which: Sequence[int]) -> Finding:
    """Return the finding that each of some totals can be reached, but not all at once."""
    names = [column_name(columns[c]) for c in which]
    return Finding(
        code="total-unreachable",
        message=f"no placement of the rows reaches the totals of {', '.join(names)} together",
        evidence={"columns": list(which), "names": names},
        locator=row.locator,
    )


def _mismatch(columns: Sequence[Column], row: ValueRow, shortfall: Shortfall) -> Finding:
    name = column_name(columns[shortfall.column])
    near = shortfall.below if shortfall.below is not None else shortfall.above
    total, reached = shortfall.shown(shortfall.total), shortfall.shown(near)
    return Finding(
        code="total-mismatch",
        message=f"{name}: the total is printed as {total}, the rows sum to {reached}",
        evidence={"column": shortfall.column, "name": name, "printed": total, "sum": reached},
        locator=row.locator,
    )


def _unreachable(columns: Sequence[Column], row: ValueRow, shortfall: Shortfall) -> Finding:
    name = column_name(columns[shortfall.column])
    total, below, above = map(shortfall.shown, (shortfall.total, shortfall.below, shortfall.above))
    if above is None:
        reach = f"at most {below}"
    elif below is None:
        reach = f"at least {above}"
    else:
        reach = f"{below} or {above}, nothing between"
    return Finding(
        code="total-unreachable",
        message=f"{name}: the total is printed as {total}, the rows reach {reach}",
        evidence={
            "column": shortfall.column,
            "name": name,
            "printed": total,
            "nearest_below": below,
            "nearest_above": above,
        },
        locator=row.locator,
    )


def _row_missing(
    columns: Sequence[Column], row: ValueRow, shortfalls: Sequence[Shortfall]
) -> Iterator[Finding]:
    shared: dict[float | int, list[str]] = {}
    for shortfall in shortfalls:
        residue = shortfall.shown(shortfall.residue)
        if residue is not None:
            shared.setdefault(residue, []).append(column_name(columns[shortfall.column]))
    for residue, names in shared.items():
        if len(names) >= 2:
            yield Finding(
                code="row-missing",
                message=f"the totals of {' and '.join(names)} hold {residue} more than the rows",
                evidence={"residue": residue, "columns": names},
                locator=row.locator,
            )


def _swapped(
    columns: Sequence[Column], row: ValueRow, shortfalls: Sequence[Shortfall]
) -> Iterator[Finding]:
    """Yield a finding where swapping two digits makes a total the one sum that is reached."""
    for shortfall in shortfalls:
        if shortfall.scale != 1 or (shortfall.residue is None and shortfall.below is not None):
            continue
        reached = shortfall.below if shortfall.below is not None else shortfall.above
        if reached is not None and str(reached) in digit_swaps(str(shortfall.total)):
            name = column_name(columns[shortfall.column])
            yield Finding(
                code="digit-swap",
                message=f"{name}: the rows add up to {reached}, printed is {shortfall.total}",
                evidence={"column": shortfall.column, "printed": shortfall.total, "sum": reached},
                locator=row.locator,
            )


def digit_swaps(digits: str) -> tuple[str, ...]:
    """Return the numerals that swapping two neighbouring digits makes; a sign stays in front.

    >>> digit_swaps("1223"), digit_swaps("-12")
    (('2123', '1232'), ('-21',))
    """
    return tuple(
        digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :]
        for k in range(len(digits) - 1)
        if digits[k] != digits[k + 1]
        and digits[k].isdigit()
        and (digits[:k] + digits[k + 1]).lstrip("-")[0] != "0"
    )
