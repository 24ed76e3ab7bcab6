"""How the rule for misprinted names does where the answer is known.

Two measures. *Left out*: every body is taken out of the register in turn and its names are tried
against the rest; each one accepted is a body of the real world, unknown to the register, that
would be taken for another. *Slips*: characters of listed names are dropped, doubled, swapped and
misread; the right answer is the body itself, or unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from parser.names.lookalikes import confusions
from parser.names.misprint import SHORTEST, Misprints

SIMILARITY = 80.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """``taken`` are names of left-out bodies that were taken for another; by similarity alone
    ``by_similarity`` would have been.
    """

    names: int
    taken: tuple[tuple[str, str], ...]
    by_similarity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """Slips that were understood, misunderstood (a wrong body) and left unknown."""

    slips: int
    right: int
    wrong: tuple[tuple[str, str, str], ...]


def leave_out(misprints: Misprints) -> LeftOut:
    """Try the names of every body against a register without it."""
    taken, by_similarity, names = [], 0, 0
    everything = list(misprints.bodies)
    for name, bodies in misprints.bodies.items():
        if len(bodies) != 1 or len(name) < SHORTEST:
            continue
        names += 1
        body = next(iter(bodies))
        guesses = misprints.nearest(name, without=body)
        taken += [(name, guess.name) for guess in guesses if guess.accepted]
        near = process.extract(
            name, everything, scorer=fuzz.ratio, limit=10, score_cutoff=SIMILARITY
        )
        by_similarity += any(body not in misprints.bodies[other] for other, _, _ in near)
    return LeftOut(names=names, taken=tuple(taken), by_similarity=by_similarity)


def slips_of(name: str) -> Iterator[str]:
    """Yield ``name`` with one character dropped, doubled, misread, or two neighbours swapped."""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + name[at] + name[at:]
        for misread in confusions(name[at])[:1]:
            yield name[:at] + misread + name[at + 1 :]
        if at + 1 < len(name) and name[at] != name[at + 1]:
            yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def score_slips(misprints: Misprints, *, every: int = 7) -> Slips:
    """Let slips happen to every seventh listed name; those that spell another name don't count."""
    right, wrong, slips = 0, [], 0
    for name in sorted(misprints.bodies)[::every]:
        bodies = misprints.bodies[name]
        if len(bodies) != 1 or len(name) < SHORTEST:
            continue
        for slip in slips_of(name):
            if slip in misprints.bodies:
                continue
            slips += 1
            accepted = [guess for guess in misprints.nearest(slip) if guess.accepted]
            if not accepted:
                continue
            if misprints.bodies[accepted[0].name] == bodies:
                right += 1
            else:
                wrong.append((name, slip, accepted[0].name))
    return Slips(slips=slips, right=right, wrong=tuple(wrong))
