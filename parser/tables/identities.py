"""Which sums a table's columns satisfy: proposed by its header, judged by its rows.

A header proposes identities in two ways. Its *structure*: a group 其中 holds the parts of the
column before it, and a group with a leaf 总数 or 合计 sums its other leaves. Its *measures*:
``received_total`` is the sum of the ``received_*`` beside it, ``pending`` is what was received
and not completed. A proposal becomes a premise only when the rows bear it out
(:mod:`parser.tables.judgement`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parser.table import Column, Identity
from parser.tables.vocabulary import plain_header
from parser.text import compact

_WHOLE_WORDS = ("总数", "合计", "小计", "总计", "总量", "总件数", "计", "总数量", "合计数")
_RATE_WORDS = ("率", "占比", "比重", "比例", "百分比", "%", "同比", "环比", "增幅", "增长")
_NO_SUM_WORDS = ("平均", "人均", "排名", "名次", "得分", "时限", "天数", "日均")
# minuend and subtrahend of what a pending count is the difference of, by measure
_DIFFERENCES = {"pending": (("received_total", "completed_total"), ("received", "completed"))}


def is_rate(column: Column) -> bool:
    """Tell whether a column holds shares or rates, which no total row sums."""
    if column.unit == "%" or (column.measure or "").endswith(("_rate", "_share")):
        return True
    return any(word in column.path[-1] for word in _RATE_WORDS if column.path)


def is_additive(column: Column) -> bool:
    """Tell whether a total row may hold the sum of the column."""
    # A row of units beneath the header (件), (天) says nothing of this.
    leaf = next((name for name in reversed(column.path) if plain_header(name)), "")
    return not is_rate(column) and not any(word in leaf for word in _NO_SUM_WORDS)


def proposed(columns: Sequence[Column]) -> tuple[Identity, ...]:
    """Return the identities that the header proposes, wholes from left to right."""
    found: dict[tuple[int, tuple[int, ...]], Identity] = {}
    for identity in (*_of_which(columns), *_wholes_in_groups(columns), *_by_measure(columns)):
        whole_known = any(
            known.total == identity.total and known.kind == identity.kind == "sum"
            for known in found.values()
        )
        if not whole_known:
            found.setdefault((identity.total, identity.parts), identity)
    return tuple(sorted(found.values(), key=lambda i: (i.kind != "sum", i.total, i.parts)))


def _of_which(columns: Sequence[Column]) -> Iterator[Identity]:
    start = 0
    while start < len(columns):
        prefix = _of_which_prefix(columns[start])
        end = start + 1
        if prefix is not None:
            while end < len(columns) and _of_which_prefix(columns[end]) == prefix:
                end += 1
            parts = tuple(c for c in range(start, end) if is_additive(columns[c]))
            if start > 0 and parts and is_additive(columns[start - 1]):
                yield Identity(kind="sum", total=start - 1, parts=parts)
        start = end


def _of_which_prefix(column: Column) -> tuple[str, ...] | None:
    names = [compact(part) for part in column.path[:-1]]
    for depth, name in enumerate(names):
        if _is_of_which(name):
            return tuple(names[: depth + 1])
    return None


def _is_of_which(name: str) -> bool:
    """Tell whether a header says that what is under it are parts (其中)."""
    return compact(name).lstrip("#").startswith("其中")


def _wholes_in_groups(columns: Sequence[Column]) -> Iterator[Identity]:
    for whole, column in enumerate(columns):
        if len(column.path) < 2 or compact(column.path[-1]) not in _WHOLE_WORDS:
            continue
        parts = tuple(
            c
            for c, other in enumerate(columns)
            if c != whole and other.path[:-1] == column.path[:-1] and is_additive(other)
        )
        if len(parts) >= 2 and is_additive(column):
            yield Identity(kind="sum", total=whole, parts=parts)


def _by_measure(columns: Sequence[Column]) -> Iterator[Identity]:
    where = {column.measure: c for c, column in enumerate(columns) if column.measure}
    for measure, whole in where.items():
        if measure is not None and measure.endswith("_total"):
            stem = measure.removesuffix("total")
            parts = tuple(
                c
                for name, c in where.items()
                if name and name.startswith(stem) and c != whole and is_additive(columns[c])
            )
            if len(parts) >= 2:
                yield Identity(kind="sum", total=whole, parts=tuple(sorted(parts)))
    for difference, pairs in _DIFFERENCES.items():
        for minuend, subtrahend in pairs:
            if difference in where and minuend in where and subtrahend in where:
                parts = (where[difference], where[subtrahend])
                yield Identity(kind="difference", total=where[minuend], parts=parts, clipped=True)


def described(identity: Identity, columns: Sequence[Column]) -> str:
    """Return the identity in words of the header: 收件总数 = 大厅受理 + 网上申报."""
    names = [column_name(column) for column in columns]
    whole, parts = names[identity.total], [names[part] for part in identity.parts]
    if identity.kind == "difference":
        tail = " (where positive)" if identity.clipped else ""
        return f"{parts[0]} = {whole} - {parts[1]}{tail}"
    if identity.kind == "rate":
        return f"{whole} = {parts[0]} / {parts[1]}"
    return f"{whole} = {' + '.join(parts)}"


def column_name(column: Column) -> str:
    """Return the innermost header of a column that says more than 总数 or 合计."""
    names = [compact(part) for part in column.path if not _is_of_which(part)]
    telling = [name for name in names if name not in _WHOLE_WORDS]
    return (telling or names or ["?"])[-1]
