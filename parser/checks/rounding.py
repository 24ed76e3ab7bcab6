"""How exact a printed figure is: its decimals, its 万, its 余 and 约."""

from __future__ import annotations

import re

from parser.statement import Fact
from parser.text import fold_width, simplify

_ABOUT = re.compile(
    r"\d\s*[百千万亿]?[余多]|左右|上下|以上|[近约逾超]\s*\d|超过\s*\d|突破|不足\s*\d"
)


def decimals(fact: Fact, value: float | int) -> int:
    """Return with how many decimals ``value`` is printed in the fact's quote."""
    return decimals_in(fact.quote, value)


def decimals_in(quote: str, value: float | int) -> int:
    """Return with how many decimals ``value`` is printed in ``quote``."""
    printed = re.findall(r"\d+(?:\.\d+)?", fold_width(quote).replace(",", ""))
    found = [text for text in printed if float(text) == float(value)]
    return len(found[-1].partition(".")[2]) if found else 0


def slack_of(fact: Fact) -> float:
    """Return how far a figure may be from what it stands for: half a last digit in 万."""
    return slack_in(fact.quote)


def slack_in(quote: str) -> float:
    """Return how far the figures of ``quote`` may be from what they stand for."""
    quote = simplify(fold_width(quote))
    if _ABOUT.search(quote):
        return float("inf")
    slack = 0.0
    for digits, scale in re.findall(r"(\d+(?:\.\d+)?)\s*([万亿])", quote):
        unit = {"万": 10_000, "亿": 100_000_000}[scale]
        slack = max(slack, 0.5 * unit * 10.0 ** -len(digits.partition(".")[2]))
    return slack


def agrees(printed: float | int, recomputed: float, places: int) -> bool:
    """Tell whether ``printed`` is ``recomputed``, rounded or cut to ``places`` decimals."""
    return abs(printed - recomputed) < 1.0000001 * 10.0**-places
