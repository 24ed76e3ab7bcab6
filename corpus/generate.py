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
from dataclasses import replace
from random import Random

from corpus.families import FAMILIES, Family
from corpus.issuers import LATE, Habit, Issuer, issuer, joined
from corpus.misprints import with_errors
from corpus.narrate import Figure, narrative
from corpus.synthetic import (
    MARKER,
    SyntheticAnnex,
    SyntheticBulletin,
    SyntheticRow,
    SyntheticTable,
)
from corpus.wording import LEADS, wording

__all__ = ["Habit", "Issuer", "bulletin", "issuer", "month_table", "with_errors"]

_TITLES = (
    "{when}{name}运行情况通报",
    "{when}{name}运行情况通报",
    "{name}{when}工作情况通报",
    "关于{when}{name}办件情况的通报",
    "{when}{name}窗口工作情况的通报",
)


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
            cells=tuple(_month_cells(family, joined([habits[k] for k in positions]), random)),
        )
        for number, (name, positions) in enumerate(source.departments_in(month).items(), start=1)
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
    if not received:
        late = random.random() < 0.03
        return round(math.exp(random.gauss(*LATE))) if late else 0
    if random.random() < habit.batches:
        several = math.exp(random.expovariate(1.0))
        return round(received * several) if random.random() < 0.5 else 0
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
