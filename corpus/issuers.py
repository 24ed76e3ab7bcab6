"""Invented service centres: what departments they house and what habits these keep."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from corpus.bodies import PLACES, Body, Level, Month, bodies
from corpus.families import FAMILIES, Family

SIZE, SIZE_SPREAD = 4.2, 1.9
"""Mean and spread of the departments' sizes."""

IDLE, IDLE_SIZE, IDLE_REPORTS = 0.42, 1.0, 0.5
"""Share of the departments that seldom receive, their mean size, and how much less often than
others they report the columns outside the sums."""

BACKLOGS = (0.0, 0.0, 0.0, 0.1, 0.3, 0.9)
"""What departments that do not work in batches leave pending at most, as a share of receipts."""

LATE = (2.5, 1.5)
"""Mean and spread of the logarithm of what is completed in a month in which nothing came in."""

_CENTRES = ("政务服务中心", "政务服务中心", "行政服务中心", "市民服务中心", "政务服务管理办公室")
_FIRST_YEAR = 2017


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one department fills one family of tables, month after month.

    ``size`` is the natural logarithm of its usual monthly count, ``shares`` the share of each
    part of each group (0 for a part it never uses), ``extras`` the usual count of each column
    outside the sums (0 for one it does not report), ``activity`` the probability that it
    reports receipts at all, ``backlog`` the largest share that it leaves pending, ``batches`` the
    share of months in which it completes nothing or several months' receipts at once.
    """

    size: float
    activity: float
    backlog: float
    batches: float
    shares: tuple[tuple[float, ...], ...]
    extras: tuple[float, ...]
    ticks: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A service centre: its departments and their habits by family.

    Its archive begins in January of ``first_year``; months are counted from there (0, 1, ...).
    """

    name: str
    level: Level
    seed: int
    first_year: int
    departments: tuple[Body, ...]
    habits: dict[str, tuple[Habit, ...]]

    def calendar(self, month: int) -> Month:
        """Return year and month (1..12) of the issuer's month."""
        return self.first_year + month // 12, month % 12 + 1

    def departments_in(self, month: int) -> dict[str, tuple[int, ...]]:
        """Return the departments there are in a month, in printed order.

        By name their positions: several where a reform made one of them.
        """
        found: dict[str, tuple[int, ...]] = {}
        for position, body in enumerate(self.departments):
            name = body.name_in(self.calendar(month))
            if name is not None:
                found[name] = (*found.get(name, ()), position)
        return found


def issuer(
    seed: int,
    *,
    departments: int | None = None,
    level: Level | None = None,
    first_year: int = _FIRST_YEAR,
) -> Issuer:
    """Draw a service centre with 20 to 55 departments in its first month.

    Raises ValueError if its level has no such number of ``departments``.
    """
    random = Random(f"issuer {seed}")
    drawn: Level = random.choice(tuple(PLACES)) if level is None else level
    place = random.choice(PLACES[drawn])
    housed = bodies(drawn, place[-1])
    start = (first_year, 1)
    # Of bodies that one has taken over by now, the first stands for it.
    by_name = {body.name_in(start): body for body in reversed(housed)}
    at_start = [
        body for body in housed if body.name_in(start) and by_name[body.name_in(start)] is body
    ]
    count = departments or min(random.randint(20, 55), len(at_start))
    chosen = set(random.sample(at_start, count))
    chosen.update(body for body in housed if body.before is None and random.random() < 0.7)
    kept = tuple(body for body in housed if body in chosen)
    return Issuer(
        name=place + random.choice(_CENTRES),
        level=drawn,
        seed=seed,
        first_year=first_year,
        departments=kept,
        habits={family.name: _habits(family, kept, seed) for family in FAMILIES.values()},
    )


def _habits(family: Family, departments: Sequence[Body], seed: int) -> tuple[Habit, ...]:
    random = Random(f"habits {seed} {family.name}")
    own = _moved(family, random)
    return tuple(_habit(own, random) for _ in departments)


def custom(family: Family, source: Issuer) -> Family:
    """Return the family with the rates that the issuer's departments have."""
    return _moved(family, Random(f"habits {source.seed} {family.name}"))


def _moved(family: Family, random: Random) -> Family:

    def moved(rates: tuple[float, ...]) -> tuple[float, ...]:
        odds = (rate / (1.0 - rate) * math.exp(random.gauss(0.0, 0.5)) for rate in rates)
        return tuple(odd / (1.0 + odd) for odd in odds)

    return replace(
        family,
        part_rates=tuple(moved(rates) for rates in family.part_rates),
        extra_rates=moved(family.extra_rates),
        tick_rates=moved(family.tick_rates),
    )


def _habit(family: Family, random: Random) -> Habit:
    idle = random.random() < IDLE
    activity = 0.05 if idle else 0.97
    size = random.gauss(IDLE_SIZE if idle else SIZE, SIZE_SPREAD)
    reports = IDLE_REPORTS if idle else 1.0
    extras = []
    for rate, level in zip(family.extra_rates, family.extra_levels, strict=True):
        usual = math.exp(level + 0.5 * (size - SIZE) + random.gauss(0.0, 1.1))
        extras.append(usual if random.random() < rate * reports else 0.0)
    return Habit(
        size=size,
        activity=activity,
        backlog=random.choice(BACKLOGS),
        batches=float(random.random() < family.batches),
        shares=tuple(_shares(rates, random) for rates in family.part_rates),
        extras=tuple(extras),
        ticks=tuple(0.97 if random.random() < rate else 0.02 for rate in family.tick_rates),
    )


def _shares(rates: Sequence[float], random: Random) -> tuple[float, ...]:
    """Draw which parts a department uses and how its count divides among them."""
    used = [random.random() < rate for rate in rates]
    if used and not any(used):
        used[max(range(len(rates)), key=lambda part: rates[part] * random.random())] = True
    weights = [random.gammavariate(0.8, 1.0) + 0.01 if on else 0.0 for on in used]
    whole = sum(weights)
    return tuple(weight / whole for weight in weights)


def joined(habits: Sequence[Habit]) -> Habit:
    """Return the habit of a body that does the work of all these."""
    if len(habits) == 1:
        return habits[0]
    sizes = [math.exp(habit.size) for habit in habits]
    weights = [size / sum(sizes) for size in sizes]

    def average(values: Sequence[float]) -> float:
        return sum(weight * value for weight, value in zip(weights, values, strict=True))

    return Habit(
        size=math.log(sum(sizes)),
        activity=max(habit.activity for habit in habits),
        backlog=average([habit.backlog for habit in habits]),
        batches=average([habit.batches for habit in habits]),
        shares=tuple(
            tuple(map(average, zip(*parts, strict=True)))
            for parts in zip(*(habit.shares for habit in habits), strict=True)
        ),
        extras=tuple(map(sum, zip(*(habit.extras for habit in habits), strict=True))),
        ticks=tuple(map(max, zip(*(habit.ticks for habit in habits), strict=True))),
    )
