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

from corpus.families import FAMILIES, Family
from corpus.synthetic import (
    MARKER,
    ErrorKind,
    InjectedError,
    SyntheticAnnex,
    SyntheticBulletin,
    SyntheticRow,
    SyntheticSection,
    SyntheticTable,
)

_BODIES = (
    "发改委 经信委 教育厅 科技厅 民委 公安厅 安全厅 民政厅 财政厅 "
    "司法厅 人社厅 国土厅 环保厅 住建厅 交通厅 农委 水利厅 商务厅 "
    "文化厅 卫计委 外办 地税局 工商局 质监局 食药监局 新闻出版广电局 "
    "体育局 安监局 统计局 旅游局 粮食局 海洋与渔业局 机关事务管理局 "
    "民防局 侨办 物价局 知识产权局 编办 保密局 林业局 金融办 档案局 "
    "农机局 测绘局 文物局 无线电管理局 盐务局 地震局 气象局 通信管理局 "
    "农资局 残联 国税局 公证处 烟草专卖局 邮政管理局 监狱管理局 医保局 "
    "退役军人事务局 应急管理局 大数据局 城管局 园林局 公积金中心 "
    "供电公司 水务集团 "
)
_PLACES = ("江北省", "海州市", "云山市", "临川区", "青河县", "东岭市", "南浦省", "平湖区")


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

    ``customs`` are the families with the rates that this centre's departments have.
    """

    name: str
    seed: int
    departments: tuple[str, ...]
    habits: dict[str, tuple[Habit, ...]]
    customs: dict[str, Family]


def issuer(seed: int, *, departments: int | None = None) -> Issuer:
    """Draw a service centre with 20 to 60 departments."""
    random = Random(f"issuer {seed}")
    place = random.choice(_PLACES)
    bodies = _BODIES.split()
    random.shuffle(bodies)
    count = departments or random.randint(20, 60)
    names = tuple(
        place[-1] + bodies[k % len(bodies)] + "二" * (k // len(bodies)) for k in range(count)
    )
    habits, customs = {}, {}
    for family in FAMILIES.values():
        customs[family.name] = custom = _custom(family, random)
        habits[family.name] = tuple(_habit(custom, random) for _ in names)
    return Issuer(
        name=f"{place}政务服务中心",
        seed=seed,
        departments=names,
        habits=habits,
        customs=customs,
    )


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
    rows = [
        SyntheticRow(
            number=str(position + 1),
            label=name,
            kind="department",
            cells=tuple(_month_cells(family, habit, random)),
        )
        for position, (name, habit) in enumerate(
            zip(source.departments, source.habits[family_name], strict=True)
        )
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
    """Draw the issuer's bulletin of a month (0 is January 2017): narrative and annex tables."""
    random = Random(f"bulletin {source.seed} {month}")
    counting = [f.name for f in FAMILIES.values() if f.groups]
    chosen = families or (counting[source.seed % len(counting)], "attendance")
    year, calendar_month = 2017 + month // 12, month % 12 + 1
    annexes = tuple(
        SyntheticAnnex(
            number=number,
            title=f"{calendar_month}月份{source.name}{FAMILIES[name].title}",
            table=month_table(source, name, month),
            notes=FAMILIES[name].notes,
        )
        for number, name in enumerate(chosen, start=1)
    )
    return SyntheticBulletin(
        issuer=source.name,
        year=year,
        month=calendar_month,
        title=f"{MARKER}{year}年{calendar_month}月份{source.name}运行情况通报",
        sections=_narrative(source, annexes[0].table, calendar_month, random),
        annexes=annexes,
    )


def _narrative(
    source: Issuer, table: SyntheticTable, month: int, random: Random
) -> tuple[SyntheticSection, ...]:
    family = FAMILIES[table.family]
    names = [column.path[-1] for column in table.columns]
    sums = [
        sum(int(row.cells[c] or 0) for row in table.rows if row.kind == "department")
        if c not in family.rates
        else 0
        for c in range(family.width)
    ]
    sentences = []
    for group in family.groups:
        parts = ",".join(
            f"{names[part]}{sums[part]}件,占{100 * sums[part] / max(sums[group.whole], 1):.1f}%"
            for part in group.parts
        )
        sentences.append(f"{month}月份,{names[group.whole]}{sums[group.whole]}件,其中{parts}。")
    praised = random.choice(source.departments)
    return (
        SyntheticSection(level=1, number="一", heading="办件情况", paragraphs=tuple(sentences)),
        SyntheticSection(level=1, number="二", heading="窗口管理"),
        SyntheticSection(
            level=2,
            number="一",
            heading="热忱服务",
            paragraphs=(f"{praised}窗口热情高效,企业赠予锦旗一面。",),
        ),
    )
