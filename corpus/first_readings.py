"""How often facts were right at first sight: ``python -m corpus.first_readings``.

``truth/first_readings.csv`` holds a row for each fact that was found in texts of public bulletins
which the grammar had not seen: the batch and the text in it, what the fact rested on and what
spoke against it (:data:`parser.narrative.belief.SIGNS`), and whether all of it was right: measure,
entity, period and kind. The texts themselves are not kept. From these rows come the weights by
which facts are believed (``parser/narrative/belief.yaml``, written with ``--write``): a logistic
regression, each weight drawn towards none by :data:`PRIOR`.

Printed is how well the probabilities say how often a fact is right, each batch by the weights of
the others, so that none is judged by itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import yaml
from numpy.typing import NDArray

from parser.narrative import belief
from parser.narrative.belief import PAIRS, SIGNS, Sign, belief_of, terms_of

TRUTH = Path(__file__).parent / "truth" / "first_readings.csv"
WEIGHTS = Path(belief.__file__).with_name("belief.yaml")
PRIOR = 3.0
"""One over the variance that a weight is expected to have: few rows say little."""
TERMS = (*SIGNS, *("+".join(pair) for pair in PAIRS))
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 1.0)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The rows: ``signs`` a line of 0 and 1 for each term behind a 1, ``right`` 0 or 1."""

    batches: tuple[str, ...]
    texts: tuple[str, ...]
    signs: Array
    right: Array

    def only(self, rows: NDArray[np.bool_]) -> Readings:
        """Return the rows where ``rows`` is true."""
        kept = [order for order, keep in enumerate(rows) if keep]
        return Readings(
            batches=tuple(self.batches[order] for order in kept),
            texts=tuple(self.texts[order] for order in kept),
            signs=self.signs[rows],
            right=self.right[rows],
        )


def first_readings(path: Path = TRUTH) -> Readings:
    """Return the rows of ``path``."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    signs = [[1.0, *_terms(row["signs"].split())] for row in rows]
    return Readings(
        batches=tuple(row["batch"] for row in rows),
        texts=tuple(f"{row['batch']} {row['text']}" for row in rows),
        signs=np.array(signs),
        right=np.array([float(row["right"]) for row in rows]),
    )


def _terms(signs: Sequence[str]) -> Iterator[float]:
    shown = terms_of(signs)
    unknown = set(shown) - set(TERMS)
    if unknown:
        raise ValueError(f"no sign of a fact: {', '.join(sorted(unknown))}")
    return (float(term in shown) for term in TERMS)


def fit(readings: Readings) -> dict[str, float]:
    """Return the weights that make the rows likeliest, with :data:`PRIOR`, to two decimals."""
    signs, right = readings.signs, readings.right
    weights = np.zeros(signs.shape[1])
    drawn = np.r_[1e-6, np.full(len(weights) - 1, PRIOR)]
    for _ in range(50):  # Newton's method
        chance = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (right - chance) - drawn * weights
        bend = (signs * (chance * (1 - chance))[:, None]).T @ signs + np.diag(drawn)
        weights = weights + np.linalg.solve(bend, slope)
    return {
        term: round(float(weight), 2)
        for term, weight in zip(("base", *TERMS), weights, strict=True)
    }


def by_the_others(readings: Readings) -> Array:
    """Return each row's probability by the weights of the other batches."""
    chances = np.zeros(len(readings.right))
    batches = np.array(readings.batches)
    for batch in sorted(set(readings.batches)):
        own = batches == batch
        weights = np.array(list(fit(readings.only(~own)).values()))
        chances[own] = 1 / (1 + np.exp(-readings.signs[own] @ weights))
    return chances


def calibration_error(chances: Array, right: Array) -> float:
    """Return the expected calibration error: how far said and seen lie apart, by bin."""
    return sum(
        float(inside.sum()) / len(right) * abs(float(chances[inside].mean() - right[inside].mean()))
        for inside in _bins(chances)
        if inside.any()
    )


def _bins(chances: Array) -> Iterator[NDArray[np.bool_]]:
    for low, high in zip(_BINS, (*_BINS[1:-1], 1.01), strict=False):
        yield (chances >= low) & (chances < high)


def by_status(readings: Readings) -> dict[str, tuple[int, float]]:
    """Return for each status how many facts have it and which share of them is right."""
    statuses = np.array([belief_of(_signs(row)).status for row in readings.signs])
    return {
        status: (int((statuses == status).sum()), float(readings.right[statuses == status].mean()))
        for status in ("printed", "inferred", "ambiguous")
    }


@click.command()
@click.option("--write", is_flag=True, help="Write the weights that the parser uses.")
def main(write: bool) -> None:
    """Print how sure facts are. Example: python -m corpus.first_readings."""
    readings = first_readings()
    weights = fit(readings)
    if write:
        WEIGHTS.write_text(yaml.safe_dump(weights, sort_keys=False), "utf-8")
    count, texts = len(readings.right), len(set(readings.texts))
    click.echo(f"{count} facts of {texts} texts, {readings.right.mean():.3f} right at first sight")
    batches = np.array(readings.batches)
    for batch in dict.fromkeys(readings.batches):
        own = batches == batch
        click.echo(f"  {batch:<4} {own.sum():4d} facts  right {readings.right[own].mean():.3f}")
    chances = by_the_others(readings)
    for low, high, inside in zip(_BINS, _BINS[1:], _bins(chances), strict=False):
        if inside.any():
            said, seen = chances[inside].mean(), readings.right[inside].mean()
            share = f"said {said:.3f} right {seen:.3f}"
            click.echo(f"  {low:.2f} to {high:.2f}  {inside.sum():4d} facts  {share}")
    click.echo(f"expected calibration error {calibration_error(chances, readings.right):.3f}")
    for status, (many, right) in by_status(readings).items():
        click.echo(f"  {status:<9} {many:4d} facts  right {right:.3f}")
    for term, weight in weights.items():
        held = int(readings.signs[:, ("base", *TERMS).index(term)].sum())
        click.echo(f"  {term:<24}{weight:6.2f}  {held:4d} facts")


def _signs(row: Array) -> tuple[Sign, ...]:
    return tuple(sign for sign, shown in zip(SIGNS, row[1:], strict=False) if shown)


if __name__ == "__main__":
    main()
