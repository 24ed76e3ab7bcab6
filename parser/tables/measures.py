"""What a column measures: header paths to the vocabulary of ``measures.yaml``.

A path is read as a whole. A name that is a part of a total (网上申报) means something only
beneath a total that is known; an element that is not understood leaves the measure unknown,
for a wrong measure is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parser.tables.vocabulary import OF_WHICH, Measure, Vocabulary, default_vocabulary, plain_header

_NOW = re.compile(
    r"^(?:\d{4}年)?(?:本月份?|当月|本期|本周|本季度|本季|当期|\d{1,2}月份?|第?[一二三四1-4]季度)"
)
_RANGE = re.compile(r"^(?:\d{4}年)?\d{1,2}月?[-—–~至到]\d{1,2}月份?")
_ABOUT = ("情况", "统计", "工作")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Concept:
    measure: Measure
    variants: tuple[str, ...]

    @property
    def id(self) -> str:
        return "_".join((self.measure.id, *self.variants))


def _split(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """Return a header without its words of time, and the variants that they name."""
    found: list[str] = []
    if vocabulary.named(text) is not None:
        return text, ()
    ranged = _RANGE.match(text)
    if ranged:
        found.append("ytd")
        text = text[ranged.end() :]
    changed = True
    while changed and text:
        changed = False
        now = _NOW.match(text)
        if now:
            text, changed = text[now.end() :], True
        for word, suffix in vocabulary.words:
            if text.startswith(word) or text.endswith(word):
                text = text.removeprefix(word) if text.startswith(word) else text.removesuffix(word)
                found.append(suffix)
                changed = True
                break
    return text.removeprefix("的") if found else text, tuple(dict.fromkeys(found))


def _concept(
    path: Sequence[str], after: _Concept | None, vocabulary: Vocabulary
) -> _Concept | None:
    """Read a path from the outermost group inward; ``None`` where any of it is unknown."""
    base: Measure | None = None
    about: Measure | None = None
    flow: str | None = None
    variants: list[str] = []
    for index, element in enumerate(path):
        text, found = _split(plain_header(element), vocabulary)
        variants += found
        if not text:
            continue
        if text in OF_WHICH:
            if base is not None:
                flow = base.flow
            elif after is not None:
                flow = after.measure.flow
                variants += after.variants
            if flow is None:
                return None
            base = None
        elif text in vocabulary.generic and (base or about or not vocabulary.named(text)):
            base = base or about
        elif text in vocabulary.transparent and _counts(path, index, base or about, vocabulary):
            # Above others 办件 says nothing (办件/受理); standing last it says what is counted.
            base = vocabulary.named(text)
        elif text in vocabulary.transparent or (
            text.endswith(_ABOUT) and vocabulary.named(text) is None
        ):
            bare = re.sub(f"(?:{'|'.join(_ABOUT)})+$", "", text)
            about = vocabulary.named(bare) if bare and flow is None and base is None else about
        else:
            inner = _inner(text, base, about, flow, vocabulary)
            if inner is None or not _stands_under(inner, path):
                return None
            base = inner
    if base is None:
        return None
    return _Concept(measure=base, variants=_variant_order(variants))


def _counts(path: Sequence[str], index: int, outer: Measure | None, vocabulary: Vocabulary) -> bool:
    """Tell whether a word that mostly says nothing is the one that says what is counted."""
    text, _ = _split(plain_header(path[index]), vocabulary)
    return index == len(path) - 1 and outer is None and vocabulary.named(text) is not None


def _inner(
    text: str,
    base: Measure | None,
    about: Measure | None,
    flow: str | None,
    vocabulary: Vocabulary,
) -> Measure | None:
    total = base.flow if base is not None else flow
    if base is not None and total is None:
        return None
    if total is not None:
        return vocabulary.part_of(total, text)
    if about is not None and about.flow is not None:
        part = vocabulary.part_of(about.flow, text)
        if part is not None:
            return part
    return vocabulary.named(text)


def _stands_under(measure: Measure, path: Sequence[str]) -> bool:
    outer = "".join(path[:-1])
    return not measure.under or any(word in outer for word in measure.under)


def _variant_order(variants: Sequence[str]) -> tuple[str, ...]:
    """Return variants in one order; 同比增减 is one change, not two."""
    present = set(variants)
    if present & {"yoy", "mom"}:
        present.discard("change")
    order = ("ytd", "previous", "yoy", "mom", "change", "share")
    return tuple(suffix for suffix in order if suffix in present)


def assign_measures(
    paths: Sequence[tuple[str, ...]], vocabulary: Vocabulary | None = None
) -> tuple[str | None, ...]:
    """Return the measure of each column, in column order, ``None`` where unknown.

    A group named 其中 takes its meaning from the column before it. Columns that would share
    a measure get none: which of them is meant cannot be told from the name.
    """
    known = vocabulary or default_vocabulary()
    concepts: list[_Concept | None] = []
    for index, path in enumerate(paths):
        concepts.append(_concept(path, _column_before(paths, index, concepts), known))
    counts = Counter(concept.id for concept in concepts if concept)
    return tuple(c.id if c and counts[c.id] == 1 else None for c in concepts)


def _column_before(
    paths: Sequence[tuple[str, ...]], index: int, concepts: Sequence[_Concept | None]
) -> _Concept | None:
    """Return what the column before the 其中 group of column ``index`` measures."""
    path = paths[index]
    depth = next((d for d, name in enumerate(path) if plain_header(name) in OF_WHICH), None)
    if depth is None:
        return None
    before = index - 1
    while before >= 0 and paths[before][: depth + 1] == path[: depth + 1]:
        before -= 1
    if before < 0 or paths[before][:depth] != path[:depth]:
        return None
    return concepts[before]
