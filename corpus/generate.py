"""Synthetic bulletins: seeded, realistic, and marked as such.

An :class:`Issuer` is a service centre with departments that keep their habits: which channels
a department receives through, whether it completes at once or by promise, how large it is, and
which of the remaining columns it reports at all. :func:`month_table` draws one month of one of
its tables, :func:`bulletin` a whole bulletin. Counts are heavy-tailed, zeros are left blank, and
the shares of blanks follow a real bulletin's. :func:`with_errors` then prints some figures wrong,
the way sources do. The same seed gives the same truth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from corpus.bodies import PLACES, Body, Level, Month, bodies
from corpus.families import FAMILIES, Family
from corpus.narrate import Figure, narrative
from corpus.synthetic import (
    MARKER,
    ErrorKind,
    InjectedError,
    SyntheticAnnex,
    SyntheticBulletin,
    SyntheticRow,
    SyntheticTable,
)
from corpus.wording import LEADS, wording

_CENTRES = ("政务服务中心", "政务服务中心", "行政服务中心", "市民服务中心", "政务服务管理办公室")
_TITLES = (
    "{when}{name}运行情况通报",
    "{when}{name}运行情况通报",
    "{name}{when}工作情况通报",
    "关于{when}{name}办件情况的通报",
    "{when}{name}窗口工作情况的通报",
)
_FIRST_YEAR = 2017


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one department fills one family of tables, month after month.

    ``size`` is the natural logarithm of its usual monthly count, ``shares`` the share of each
    part of each group (0 for a part it never uses), ``extras`` the usual count of each column
    outside the sums (0 for one it does not report), ``activity`` the probability that it
    reports receipts at all, ``backlog`` how much it leaves pending.
    """

    size: float
    activity: float
    backlog: float
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

    def departments_in(self, month: int) -> dict[str, int]:
        """Return the departments there are in a month, in printed order: name to position.

        Of several that a reform made one, the first goes on.
        """
        found: dict[str, int] = {}
        for position, body in enumerate(self.departments):
            name = body.name_in(self.calendar(month))
            if name is not None:
                found.setdefault(name, position)
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
    count = departments or random.randint(20, 55)
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
    custom = _custom(family, random)
    return tuple(_habit(custom, random) for _ in departments)


def _custom(family: Family, random: Random) -> Family:
    """Return the family with the rates that this issuer's departments have."""

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
    kind = random.random()
    activity = 0.02 if kind < 0.18 else 0.08 if kind < 0.42 else 0.97
    size = random.gauss(4.2, 1.9)
    reports = 0.12 if kind < 0.18 else 1.0
    extras = []
    for rate, level in zip(family.extra_rates, family.extra_levels, strict=True):
        usual = math.exp(level + 0.5 * (size - 4.2) + random.gauss(0.0, 1.1))
        extras.append(usual if random.random() < rate * reports else 0.0)
    return Habit(
        size=size,
        activity=activity,
        backlog=random.choice((0.0, 0.0, 0.0, 0.05, 0.2, 0.5)),
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


def month_table(
    source: Issuer, family_name: str, month: int, *, total: bool | None = None
) -> SyntheticTable:
    """Draw one month (0, 1, ...) of one of the issuer's tables.

    ``total`` forces the total row or its absence; else the family decides.
    """
    family = FAMILIES[family_name]
    random = Random(f"table {source.seed} {family_name} {month}")
    habits = source.habits[family_name]
    rows = [
        SyntheticRow(
            number=str(number),
            label=name,
            kind="department",
            cells=tuple(_month_cells(family, habits[position], random)),
        )
        for number, (name, position) in enumerate(source.departments_in(month).items(), start=1)
    ]
    totalled = family.totalled and (random.random() < 0.9 if total is None else total)
    if totalled:
        rows.insert(0 if source.seed % 2 else len(rows), _total_row(family, rows))
    return SyntheticTable(
        family=family_name, lead=("序号", "部门名称"), header=family.header, rows=tuple(rows)
    )


def _month_cells(family: Family, habit: Habit, random: Random) -> list[str | None]:
    counts: dict[int, int | str] = {}
    active = random.random() < habit.activity
    received = round(math.exp(habit.size + random.gauss(0.0, 0.35))) if active else 0
    completed = _completed(received, habit, random)
    for group, shares in zip(family.groups, habit.shares, strict=True):
        whole = completed if group.done else received
        counts[group.whole] = whole
        counts.update(zip(group.parts, _divided(whole, shares, random), strict=True))
    if family.pending is not None:
        counts[family.pending] = max(received - completed, 0)
    for column, usual in zip(family.extras, habit.extras, strict=True):
        odd = 0.04 if usual == 0.0 else 0.95
        level = usual or 1.5
        if random.random() < odd:
            counts[column] = round(level * math.exp(random.gauss(0.0, 0.4)))
    for column in family.rates:
        if received:
            counts[column] = f"{min(100.0, random.choice((100.0, random.uniform(93, 100)))):.1f}%"
    _tick(family, habit, random, counts)
    return [str(counts[column]) if counts.get(column) else None for column in range(family.width)]


def _completed(received: int, habit: Habit, random: Random) -> int:
    if habit.backlog == 0.0 or not received:
        late = received == 0 and random.random() < 0.03
        return random.randint(1, 20) if late else received
    left = round(received * habit.backlog * random.random())
    cleared = round(received * habit.backlog * random.random())
    return max(received - left + (cleared if random.random() < 0.5 else 0), 0)


def _divided(whole: int, shares: Sequence[float], random: Random) -> list[int]:
    """Divide a count by the shares, with a small month-to-month jitter."""
    if not shares:
        return []
    weights = [share * math.exp(random.gauss(0.0, 0.25)) for share in shares]
    if random.random() < 0.06 and whole > 3:
        weights[random.randrange(len(weights))] += 2.0 / whole * sum(weights)
    scale = whole / (sum(weights) or 1.0)
    counts = [math.floor(weight * scale) for weight in weights]
    largest = max(range(len(counts)), key=lambda part: weights[part])
    counts[largest] += whole - sum(counts)
    return counts


def _tick(family: Family, habit: Habit, random: Random, counts: dict[int, int | str]) -> None:
    taken: set[int] = set()
    for column, usual in zip(family.ticks, habit.ticks, strict=True):
        rival = family.exclusive.get(column)
        if rival is not None and rival in taken:
            continue
        if random.random() < usual:
            counts[column] = "√"
            taken.add(column)
    for column in family.faults:
        if random.random() < 0.025:
            counts[column] = random.choice(("√", 1, 1, 2, 3))


def _total_row(family: Family, rows: Sequence[SyntheticRow]) -> SyntheticRow:
    summed = [
        0 if column in family.rates else sum(int(row.cells[column] or 0) for row in rows)
        for column in range(family.width)
    ]
    cells = tuple(str(count) if count else None for count in summed)
    return SyntheticRow(number=None, label="合计", kind="total", cells=cells)


def with_errors(table: SyntheticTable, seed: int, *, count: int) -> SyntheticTable:
    """Return the table with ``count`` figures printed wrong, or rows left out."""
    random = Random(f"errors {seed}")
    kinds: tuple[ErrorKind, ...] = ("row-swap", "row-off")
    if any(row.kind == "total" for row in table.rows):
        kinds = (*kinds, "total-swap", "total-off", "row-missing")
    for _ in range(count):
        table = _one_error(table, random.choice(kinds), random)
    return table


def _one_error(table: SyntheticTable, kind: ErrorKind, random: Random) -> SyntheticTable:
    wanted = "total" if kind.startswith("total") else "department"
    spoilt = {error.label for error in table.errors}
    rows = [r for r in table.rows if r.kind == wanted and r.label not in spoilt]
    rows = [row for row in rows if any(text and text.isdigit() for text in row.cells)]
    if not rows:
        return table
    row = random.choice(rows)
    if kind == "row-missing":
        kept = tuple(other for other in table.rows if other is not row)
        error = InjectedError(kind=kind, label=row.label, column=None, meant=None, printed=None)
        return replace(table, rows=kept, errors=(*table.errors, error))
    column = random.choice([c for c in row.filled if (row.cells[c] or "").isdigit()])
    meant = row.cells[column] or ""
    wrong = _swapped(meant, random) if kind.endswith("swap") else _off(meant, random)
    cells = (*row.cells[:column], wrong, *row.cells[column + 1 :])
    error = InjectedError(kind=kind, label=row.label, column=column, meant=meant, printed=wrong)
    spoiled = replace(row, cells=cells)
    rows_after = tuple(spoiled if other is row else other for other in table.rows)
    return replace(table, rows=rows_after, errors=(*table.errors, error))


def _swapped(digits: str, random: Random) -> str:
    places = [
        k for k in range(len(digits) - 1) if digits[k] != digits[k + 1] and (k or digits[1] != "0")
    ]
    if not places:
        return _off(digits, random)
    k = random.choice(places)
    return digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :]


def _off(digits: str, random: Random) -> str:
    """Misprint one digit."""
    k = random.randrange(len(digits))
    others = [d for d in "0123456789" if d != digits[k] and (k or d != "0")]
    return digits[:k] + random.choice(others) + digits[k + 1 :]


def bulletin(
    source: Issuer, month: int, *, families: Sequence[str] | None = None
) -> SyntheticBulletin:
    """Draw the issuer's bulletin of a month (0 is its first): narrative and annex tables.

    An issuer words its titles, headings and table headers the same way every month.
    """
    habit = Random(f"wording {source.seed}")
    random = Random(f"bulletin {source.seed} {month}")
    counting = [f.name for f in FAMILIES.values() if f.groups]
    chosen = families or (counting[source.seed % len(counting)], "attendance")
    year, calendar_month = source.calendar(month)
    when = f"{year}年{calendar_month}月份"
    title = habit.choice(_TITLES).format(when=when, name=source.name)
    words = {name: wording(FAMILIES[name].header, habit) for name in chosen}
    lead = habit.choice(LEADS)
    annexes = tuple(
        SyntheticAnnex(
            number=number,
            title=f"{calendar_month}月份{source.name}{FAMILIES[name].title}",
            table=replace(month_table(source, name, month), header=words[name], lead=lead),
            notes=FAMILIES[name].notes,
        )
        for number, name in enumerate(chosen, start=1)
    )
    return SyntheticBulletin(
        issuer=source.name,
        year=year,
        month=calendar_month,
        title=MARKER + title,
        sections=narrative(
            _figures(annexes[0].table),
            month=calendar_month,
            departments=tuple(source.departments_in(month)),
            habit=habit,
            random=random,
        ),
        annexes=annexes,
    )


def _figures(table: SyntheticTable) -> tuple[tuple[Figure, ...], ...]:
    """Return each group of sums of a table as the narrative cites it: the whole, then its parts."""
    names = [column.path[-1] for column in table.columns]
    if table.columns[0].path[0] != names[0]:
        names = ["".join(c.path) if c.path[-1] == "合计" else c.path[-1] for c in table.columns]

    def figure(column: int) -> Figure:
        counts = (row.cells[column] for row in table.rows if row.kind == "department")
        return Figure(name=names[column], count=sum(int(text or 0) for text in counts))

    groups = FAMILIES[table.family].groups
    return tuple(tuple(map(figure, (group.whole, *group.parts))) for group in groups)
