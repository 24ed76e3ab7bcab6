"""The words of ``measures.yaml`` by what they name, and the patterns that find them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from typing import Literal

import yaml

Class = Literal["rate", "part", "stage", "thing", "loose"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary found in a text at ``start``."""

    kind: Class
    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The words that name measures, by class, and what may be counted in which unit."""

    words: dict[str, tuple[Class, str]]
    totals: dict[str, str]
    parts: dict[str, str]
    qualifiers: dict[str, str]
    units: dict[str, frozenset[str]]
    averages: dict[str, str]
    qualifiable: frozenset[str]
    stageless: frozenset[str]
    deeds: frozenset[str]
    exact: dict[str, str]
    pattern: re.Pattern[str]
    rate_pattern: re.Pattern[str]
    part_pattern: re.Pattern[str]
    qualifier_pattern: re.Pattern[str]
    modifier_pattern: re.Pattern[str]


def _alternatives(words: dict[str, str] | dict[str, tuple[Class, str]]) -> re.Pattern[str]:
    first = "".join(sorted({re.escape(word[0]) for word in words}))
    longest = sorted(words, key=len, reverse=True)
    # 细分|办理 holds no 分办, 完成|交易 no 成交
    listed = "|".join(
        re.escape(word)
        + "(?!理)" * word.endswith("办")
        + "(?!易)" * word.endswith("成交")
        + "(?![照书件])" * word.endswith("发证")
        + "(?!即办)" * word.endswith("接诉")
        + "(?!会)" * word.endswith("发布")
        + "(?![合转束构对])" * word.endswith("已结")
        + "(?!的?(?:问题|意见|建议))" * word.endswith("反馈")
        for word in longest
    )
    return re.compile(f"(?=[{first}])(?:{listed})")  # the look-ahead makes it twice as fast


def _modified(data: dict[str, dict[str, list[str]]]) -> dict[str, tuple[Class, str]]:
    """Rates with 按时, 及时, … before or within their name (按期答复率, 答复及时率)."""
    words: dict[str, tuple[Class, str]] = {}
    for name, base in data["modified"].items():
        for word in data["rates"][str(base)]:
            for modifier in data["modifiers"]["on_time"]:
                words[modifier + word] = ("rate", name)
                words[word.removesuffix("率") + modifier + "率"] = ("rate", name)
    return words


def _mean_times(data: dict[str, dict[str, list[str]]]) -> dict[str, tuple[Class, str]]:
    """Mean times by what is done and how time is called (平均审批用时)."""
    return {
        f"平均{verb}{noun}": ("rate", name)
        for name, verbs in data["mean_times"].items()
        if name != "nouns"
        for verb in verbs
        for noun in data["mean_times"]["nouns"]
    }


def read_terms() -> Terms:
    """Return the words of ``measures.yaml`` with the rates composed of them."""
    text = resources.files("parser.narrative").joinpath("measures.yaml").read_text("utf-8")
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    sections: tuple[tuple[Class, str], ...] = (
        ("loose", "loose"),
        ("stage", "stages"),
        ("thing", "things"),
        ("rate", "rates"),
    )
    words: dict[str, tuple[Class, str]] = {}
    for kind, section in sections:
        for name, listed in data[section].items():
            words |= dict.fromkeys(listed, (kind, name))
    words |= _modified(data) | _mean_times(data)
    parts = {word: name for name, listed in data["parts"].items() for word in listed}
    qualifiers = {word: name for name, listed in data["qualifiers"].items() for word in listed}
    totals: dict[str, str] = {name: str(measure) for name, measure in data["totals"].items()}
    return Terms(
        words=words,
        totals=totals,
        parts=parts,
        qualifiers=qualifiers,
        units={
            name: frozenset(str(listed).split() if " " in str(listed) else str(listed))
            for name, listed in data["units"].items()
        },
        averages={w: name for name, listed in data["averages"].items() for w in listed},
        qualifiable=frozenset(data["rates"]),
        stageless=frozenset(data["stageless"]["things"]),
        deeds=frozenset(data["deeds"]["words"]),
        exact={word: name for name, listed in data["exact"].items() for word in listed},
        pattern=_alternatives(words),
        rate_pattern=_alternatives({w: v for w, v in words.items() if v[0] == "rate"}),
        part_pattern=_alternatives(parts),
        qualifier_pattern=_alternatives(qualifiers),
        modifier_pattern=re.compile(f"(?:{'|'.join(data['modifiers']['other'])})$"),
    )
