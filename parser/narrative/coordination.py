"""Coordinate names or measures (A、B和C) and the figure of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.narrative.clauses import Clause
from parser.narrative.contrast import tell_apart
from parser.narrative.figures import (
    add_figure,
)
from parser.narrative.measuring import is_own_noun, resolve
from parser.narrative.reading import Part, Reading, is_share, trim, words_of
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wording import end_of


def coordinates(reading: Reading, head: Sequence[Token]) -> list[Part]:
    """The names or measures held back, and the last one, before a shared or mapped figure."""
    groups = [
        [t for t in clause.tokens if t.kind in ("words", "entity")] for clause in reading.pending
    ]
    groups.append(list(head))
    parts: list[Part] = []
    first = next((tokens[0] for tokens in groups if tokens), None)
    if first and first.text.startswith("除") and "外" in "".join(t.text for t in groups[-1]):
        return []  # 除甲、乙外其余均为100%: of neither
    for tokens in groups:
        if not tokens:
            continue
        names = [t for t in tokens if t.kind == "entity"]
        label = re.sub("^(?:涉及|反映|关于)", "", words_of(tokens))
        if label.startswith("等") and names:
            continue
        parts.append(Part(names[0].text if names else None, label, tokens[0].start))
    return parts


def split_joined(parts: list[Part], count: int) -> list[Part]:
    """Split 受理和办结 where the figures ask for one more name than separators gave."""
    if len(parts) >= count or not parts:
        return parts
    split: list[Part] = []
    for part in parts:
        pieces = re.split("[和及与]|以及", part.label) if part.label else [""]
        at = part.start
        for order, piece in enumerate(pieces):
            split.append(Part(part.entity if order == 0 else None, trim(piece), at))
    return split if len(split) == count else parts


def coordinate_figure(
    reading: Reading, clause: Clause, part: Part, shared: str, number: Token
) -> None:
    """Add the figure of one of several names or measures; ``shared`` words go with all."""
    own = vocabulary().measure(part.label, reading.parent.measure if reading.parent else None)
    if reading.aspect and number is clause.tokens[0]:
        own = None  # 内容主要在物业管理(89条)、违规经营(15条)
    own = own if own and vocabulary().fits(own, number.unit) else None
    label = shared or part.label
    entity = part.entity
    if shared or own is None:
        measure, _ = resolve(reading, shared, number.unit or _unit_beside(reading, number))
        rated = part.label.endswith(("率", "度"))
        entity = entity or (None if rated else part.label or None)
    else:
        measure = own
    draft = add_figure(
        reading,
        number,
        label=label,
        entity=entity,
        measure=measure,
        start=part.start,
        end=end_of(clause, number),
    )
    draft.end = max(draft.end, number.end)


_BESIDE = re.compile(r"\s*[)）][^()（）]{1,20}[(（]\d+(?:\.\d+)?\s*(?P<unit>[分件宗])[)）]")


def _unit_beside(reading: Reading, number: Token) -> str | None:
    """甲公司(100)、乙局(99分): what the next figure of the list is counted in."""
    beside = _BESIDE.match(reading.text, number.end)
    return beside["unit"] if beside else None


def shared_words(parts: list[Part]) -> tuple[list[Part], str]:
    """Only the last of several names carries the measure: A、B、C受理量分别为…."""
    named = [vocabulary().measure(part.label) if part.label else None for part in parts]
    last = parts[-1] if parts else None
    if last is None or len(parts) < 2 or any(named[:-1]):
        return parts, ""
    if named[-1] is None and not (last.entity and is_own_noun(last.label)):
        return parts, ""
    if last.entity:
        return parts, last.label
    words = vocabulary().find(last.label)
    cut = words[0].start if words else 0
    if not cut:
        return parts, ""
    name = _HOW_MANY.sub("", trim(last.label[:cut]))
    return [*parts[:-1], Part(None, name, last.start)], last.label[cut:]


_HOW_MANY = re.compile("(?<=[\u4e00-\u9fff]{2})(?:\\d{1,2}|[两三四五六七八九十])个?[市县区州]$")
"""甲、乙|两市: how many there are is no part of the last one's name."""


def with_subject(parts: list[Part]) -> list[Part]:
    """全市受理、办结、超时件: the name before the first measure is the subject of all."""
    first, rest = parts[0], parts[1:]
    if not (first.entity and first.label) or any(p.entity or not p.label for p in rest):
        return parts
    if not all(vocabulary().measure(part.label) for part in parts):
        return parts
    return [first, *(replace(part, entity=first.entity) for part in rest)]


def listed_before(reading: Reading) -> tuple[Part, ...]:
    """The names that had a figure of one measure each, since the last full stop."""
    before = reading.drafts[reading.stop_start :]
    tell_apart(before)
    results = [d for d in before if d.kind == "result" and not is_share(d)]
    same = [
        d
        for d in results
        if results and (d.measure, d.unit) == (results[-1].measure, results[-1].unit)
    ]
    names = [d.entity for d in same]
    if len(same) != len(results) or None in names or len(set(names)) != len(names):
        return ()
    return tuple(Part(d.entity, "", d.start) for d in same)
