"""How often the header lets one expect each column to be filled, before any row is seen.

Words tell: what counts faults (未按要求, 迟到, 投诉) or honours (先进, 锦旗) is seldom filled; what
states a duty (按要求, 规范, 及时) or the absence of a fault (无投诉) mostly is; the parts of a sum
are filled the less the further back they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parser.table import Column, Identity
from parser.tables.rowspace import Floats
from parser.text import compact

_NOT = ("未", "不", "无", "没有", "零")
_FAULTS = (
    "迟", "早退", "旷", "缺", "违", "超", "逾", "投诉", "退件", "差评", "误", "脱岗", "离岗",
    "扣分", "通报批评", "问责", "举报",
)  # fmt: skip
_TITLES = ("先进", "优秀", "标兵", "红旗", "表彰", "奖", "示范")
_SELDOM = ("其他", "其它", "锦旗", "表扬", "撤", "终止", "作废", *_TITLES)
_DUTIES = ("按要求", "按时", "及时", "规范", "全勤", "到岗", "报送", "公示", "着装", "达标", "合格")
_FIRST, _LAST = 0.6, 0.5
_SMALL = -2.0


@dataclass(frozen=True, slots=True)
class Expected:
    """How often each column is filled and how large its counts are, as far as the header tells.

    ``strength`` is how many rows' worth of evidence the header's word is; ``level`` is by how much
    the logarithm of a count is expected to differ from the table's middle. In a table of √,
    ``tick`` is how often a mark in the column is a √, as strongly as ``tick_strength``, and
    ``denials`` are columns with the one that denies it (到岗, 未到岗).
    """

    rate: Floats
    strength: Floats
    level: Floats
    tick: Floats
    tick_strength: Floats
    denials: tuple[tuple[int, int], ...] = ()


def expected_fill(columns: Sequence[Column], identities: Sequence[Identity]) -> Expected:
    """Read from the header how often each column may be filled."""
    rate = np.linspace(_FIRST, _LAST, max(len(columns), 1))[: len(columns)]
    strength = np.full(len(columns), 2.0)
    level = np.zeros(len(columns))
    tick, tick_strength = np.full(len(columns), 0.8), np.full(len(columns), 2.0)
    parts = {part for identity in identities for part in identity.parts}
    for identity in identities:
        if identity.kind == "sum":
            rate[identity.total] = 0.6
            for place, part in enumerate(identity.parts):
                rate[part] = max(0.6 - 0.1 * place, 0.3)
    for c, column in enumerate(columns):
        leaf = compact(column.path[-1]) if column.path else ""
        found = _by_words(leaf)
        if found is not None and c not in parts:
            rate[c], strength[c] = found
            level[c] = _SMALL if rate[c] < _LAST else 0.0
            # Faults are counted; a title is held or not.
            counted = rate[c] < _LAST and not any(word in leaf for word in _TITLES)
            tick[c], tick_strength[c] = (0.4, 3.0) if counted else (0.98, 20.0)
    denials = _denials(columns)
    for asserted, denial in denials:
        tick[denial], tick_strength[denial] = tick[asserted], tick_strength[asserted]
    return Expected(rate, strength, level, tick, tick_strength, denials)


def _denials(columns: Sequence[Column]) -> tuple[tuple[int, int], ...]:
    """Return each column with the one beside it that denies it."""
    paths = [tuple(compact(part) for part in column.path) for column in columns]
    at = {path: c for c, path in enumerate(paths)}
    return tuple(
        (at[asserted], c)
        for c, path in enumerate(paths)
        if path and path[-1][:1] in ("未", "不")
        for asserted in [(*path[:-1], path[-1][1:])]
        if asserted in at
    )


def _by_words(leaf: str) -> tuple[float, float] | None:
    fault = any(word in leaf for word in _FAULTS)
    if leaf.startswith(_NOT):
        # 无投诉 is the absence of a fault, 未着装 the fault itself.
        return (0.92, 6.0) if fault else (0.08, 6.0)
    if fault:
        return 0.08, 6.0
    if any(word in leaf for word in _SELDOM):
        return 0.2, 6.0
    if any(word in leaf for word in _DUTIES):
        return 0.8, 4.0
    return None
