"""What speaks for and against a cell of a header being a group of others.

Scores are log-likelihood-like weights set by hand and kept few; they only order the header
forests that the number of columns allows (:mod:`parser.tables.headers`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from parser.tables.header_fit import TOTALS
from parser.tables.vocabulary import OF_WHICH, Measure, default_vocabulary, plain_header
from parser.tables.word_columns import REMARKS

_LABELS = (
    "序号", "编号", "部门", "单位", "窗口", "地区", "县区", "县市区", "名称", "项目", "排名",
    "名次", "位次", "等次", "等级", "镇街", "乡镇", "街道", "区县", "市县", "市州",
)  # fmt: skip
_CHANGE = re.compile(
    r"(?:与|比|较)?.{0,4}(?:同比|环比|增[/、]?减|升[/、]?降|变化|对比|比较)(?:情况|量)?"
)
_OF_CHANGE = re.compile(
    r"(?:绝对|增[/、]?减?|升[/、]?降|变化|增长)?(?:[数量值额幅率件]|件数|幅度|比例|百分比)?|%"
)
"""Columns by which a change is told: how many, and by what share."""
_EMPTY_WORDS = ("情况", "总数", "数量", "统计", "要求", "工作")


_TOPICS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (
        re.compile(r"评|满意|回访"),
        frozenset(
            (
                "very_satisfied", "satisfied", "fairly_satisfied", "neutral", "dissatisfied",
                "very_dissatisfied", "ratings", "rating_rate", "active_rating_rate", "unrated",
                "good_ratings", "good_rating_rate", "bad_ratings", "bad_rating_rate", "callbacks",
                "callback_rate", "satisfaction_rate", "callback_satisfaction_rate", "satisfaction",
                "dissatisfaction_rate",
            )
        ),
    ),
    (
        re.compile(r"考勤|出勤|到岗|纪律|人员|请假"),
        frozenset(
            (
                "late", "absent", "left_early", "truant", "leave", "sick_leave", "personal_leave",
                "annual_leave", "left_post", "missed_punches", "attendance_due", "attended",
                "attendance_rate",
            )
        ),
    ),
    (
        re.compile(r"着装|仪容|仪表"),
        frozenset(("dress_violation", "hair_violation", "badge_violation")),
    ),
)  # fmt: skip
"""What groups are about: words of their names, and the measures that belong beneath them."""


def leaf_score(name: str) -> float:
    """Score a top cell as a column of its own."""
    text = plain_header(name)
    if text in OF_WHICH:
        return -8.0
    if not text:
        # A unit alone ((件)) says nothing but beneath a name.
        return -4.0
    if text.endswith("情况") or text in ("其他", "其它"):
        return -0.5
    measure = _measure(text)
    return 0.8 if measure is not None else 0.0


def group_score(
    name: str,
    before: tuple[str, ...],
    children: Sequence[tuple[str, int]],
    column: int,
    sums: Callable[[int, Sequence[int], bool], float],
) -> float:
    """Score a cell as a group of ``children``: names with the columns that each covers.

    ``before`` is the path of the column before the group, ``column`` the group's first.
    """
    text = plain_header(name)
    names = [plain_header(child) for child, _ in children]
    score = _cohesion(names)
    spans = [span for _, span in children]
    if text in OF_WHICH:
        score += 4.0 + _of_which(names, before)
        if all(span == 1 for span in spans) and column > 0:
            parts = range(column, column + len(names))
            score += 6.0 * sums(column - 1, parts, True)
        return score
    score += _named_group(text, names)
    generic = default_vocabulary().generic
    if text in generic:
        score -= 2.0
    # A total opens its group; behind other columns it more likely opens the next one.
    score -= 1.2 * sum(name in TOTALS for name in names[1:])
    if names[0] in generic and spans[0] == 1 and sum(spans) > 2:
        score += 3.0 * sums(column, range(column + 1, column + sum(spans)), False)
    return score


def is_placed(name: str, children: Sequence[tuple[str, int]]) -> bool:
    """Tell whether a group's score depends on where it stands: its column and what is before."""
    first = plain_header(children[0][0])
    return plain_header(name) in OF_WHICH or first in default_vocabulary().generic


def _of_which(names: Sequence[str], before: tuple[str, ...]) -> float:
    """Score the children of 其中 by the total that stands before it."""
    vocabulary = default_vocabulary()
    score = 0.0
    total = _measure(plain_header(before[-1])) if before else None
    if total is None and len(before) > 1:
        total = _measure(plain_header(before[-2]))
    if not before:
        score -= 4.0
    known = [name for name in names if _flows(name)]
    for name in names:
        if name in vocabulary.generic:
            score -= 3.0
        if total is not None and total.flow is not None:
            if _flows(name):
                score += 1.2 * _affinity(name, total.flow)
            elif _among(name) == total.flow:
                score += 0.6
    score -= 0.7 * (len(names) - len(known) if known else 0)
    return score - (0.6 if len(names) == 1 else 0.0)


_KNOWN_FOR = {
    "received": frozenset(("counter", "online", "mail", "phone", "mobile")),
    "completed": frozenset(("instant", "promised", "on_time", "early", "late")),
    "pending": frozenset(("late",)),
}


def _affinity(name: str, flow: str) -> float:
    """Return how naturally a part belongs to a total: its own, another's, or any."""
    kinds = _parts(name)
    if kinds & _KNOWN_FOR.get(flow, frozenset()):
        return 1.0
    measure = _measure(name)
    if measure is not None and measure.of is not None and measure.of != flow:
        return -1.5
    return -1.0 if kinds else 0.0


def _named_group(text: str, names: Sequence[str]) -> float:
    """Score a group that has a name of its own."""
    vocabulary = default_vocabulary()
    measure = _measure(text)
    score = -0.4
    if text in REMARKS:
        score -= 6.0
    score += 2.0 * sum(not name for name in names)
    if any(text == label or text.endswith(f"{label}名称") for label in _LABELS):
        score -= 4.0
    rest = text in ("其他", "其它")
    if text.endswith("情况") or rest:
        score += 1.0
    if rest:
        # What is left over is little.
        score -= 0.4 * max(len(names) - 2, 0)
    generic = [name for name in names if name in vocabulary.generic or _is_time(name)]
    if generic:
        # A state (未办结) needs a noun; a count (咨询件) has one.
        score += _needs_noun(text, measure)
        score += 0.5 * min(len(generic), 2)
    elif measure is not None and not text.endswith("情况"):
        known = measure.flow is not None and any(
            vocabulary.part_of(measure.flow, name) for name in names
        )
        score += 0.8 if known else -1.5
    if text in names:
        # Nothing is a part of itself.
        score -= 3.0
    if _is_time(text):
        # A time alone measures nothing: it needs columns beneath it, other than times.
        score += 1.0 if not generic else -1.5 * any(map(_is_time, names))
    if text.endswith("率"):
        # A rate has no parts.
        score -= 2.0 * (len(names) - len(generic))
    if _CHANGE.fullmatch(text):
        score += sum(1.2 if _OF_CHANGE.fullmatch(name) else -1.2 for name in names) / len(names)
        score += 0.8 * (len(names) == 2)
    score += _topical(text, names)
    shared = [_shares(text, name) for name in names]
    score += 2.0 * sum(shared) / len(names) + 0.4 * sum(shared)
    if len(names) == 1 and not generic and not rest:
        score -= 0.8
    if len(names) > 1 and names[0].endswith("率"):
        # A rate follows what it is a rate of.
        score -= 0.8
    return score


def _topical(group: str, names: Sequence[str]) -> float:
    """Score how far a group is about what its columns measure: on average over them."""
    about = {i for i, (words, _) in enumerate(_TOPICS) if words.search(group)}
    own = [_topic(name) for name in names]
    score = sum(1.0 if topic in about else -1.0 for topic in own if topic is not None)
    return 1.2 * score / len(names)


@lru_cache(maxsize=4096)
def _topic(name: str) -> int | None:
    measure = _measure(name)
    known = (i for i, (_, measures) in enumerate(_TOPICS) if measure and measure.id in measures)
    return next(known, None)


def _needs_noun(text: str, measure: Measure | None) -> float:
    if measure is not None and measure.flow is not None:
        return 1.6
    if text.endswith(("件", "数", "量", "率", "号", "分")):
        return -0.6
    return 0.2 if measure is not None else 0.4


@lru_cache(maxsize=4096)
def _is_time(name: str) -> bool:
    return any(
        name == word or name.endswith(word)
        for variant in default_vocabulary().variants
        for word in variant.words
    ) or name in ("本月", "当月", "本期", "本周", "上月")


@lru_cache(maxsize=4096)
def _measure(name: str) -> Measure | None:
    return default_vocabulary().named(name)


@lru_cache(maxsize=4096)
def _flows(name: str) -> frozenset[str]:
    """Return the flows of which a name is a stage or way of handling."""
    return default_vocabulary().part_names(name) - {_among(name)}


def _among(name: str) -> str | None:
    """Return the flow of whose cases a name is a kind (咨询, 投诉)."""
    measure = _measure(name)
    return measure.among if measure is not None else None


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    parts = default_vocabulary().parts
    return frozenset(part for part, names in parts.items() if name in names)


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    for word in _EMPTY_WORDS:
        text = text.replace(word, " ")
    return frozenset(a + b for a, b in pairwise(text) if a != " " and b != " ")


def _shares(group: str, child: str) -> bool:
    """Tell whether a child repeats a word of its group (到岗, 窗口)."""
    return bool(_bigrams(group) & _bigrams(child))


def _cohesion(names: Sequence[str]) -> float:
    """Score how alike neighbours within a group are: names of one pattern stay together."""
    repeated = len(names) - len(set(names))
    return sum(_neighbours(left, right) for left, right in pairwise(names)) - 2.0 * repeated


@lru_cache(maxsize=16384)
def _neighbours(left: str, right: str) -> float:
    score = 0.0
    if _bigrams(left) & _bigrams(right) or left[-1:] == right[-1:]:
        score += 0.4
    a, b = _measure(left), _measure(right)
    if _is_time(left) or _is_time(right):
        score += 0.6 if _is_time(left) and _is_time(right) else -0.6
    if _flows(left) and _flows(right):
        together = any(
            _parts(left) & known and _parts(right) & known for known in _KNOWN_FOR.values()
        )
        score += 0.6 if together else -0.6
    elif _among(left) or _among(right):
        score += 0.6 if _among(left) == _among(right) else -0.4
    elif _topic(left) is not None and _topic(left) == _topic(right):
        score += 0.4
    elif _topic(left) != _topic(right) and a is not None and b is not None:
        score -= 0.4
    elif a is not None and b is not None:
        if a.flow == "received" and b.flow == "completed":
            score += 0.4
        elif (a.unit is None) != (b.unit is None):
            score -= 0.4
    return score
