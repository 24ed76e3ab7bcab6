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
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from parser.text import compact, fold_width

OF_WHICH = frozenset(("其中", "其中:", "其中：", "具体", "分类", "类别", "分项", "其中分类"))
"""Headers that only say that the columns beneath are parts of the column before."""

_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_NOW = re.compile(
    r"^(?:\d{4}年)?(?:本月份?|当月|本期|本周|本季度|本季|当期|\d{1,2}月份?|第?[一二三四1-4]季度)"
)
_RANGE = re.compile(r"^(?:\d{4}年)?\d{1,2}月?[-—–~至到]\d{1,2}月份?")
_SUFFIXES = ("总数量", "总件数", "总数", "总量", "件数", "数量", "件次", "次数", "件", "数", "量")
_ABOUT = ("情况", "统计", "工作")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One quantity of the vocabulary; ``of`` and ``part`` tell of what total it is a part."""

    id: str
    zh: str
    en: str
    unit: str | None
    terms: tuple[str, ...] = ()
    flow: str | None = None
    of: str | None = None
    part: str | None = None
    under: tuple[str, ...] = ()
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A header path with the measure it must be given, and the column before it."""

    path: tuple[str, ...]
    after: tuple[str, ...] | None
    measure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The same quantity over another time (累计, 同比): ``words`` are its printed names."""

    suffix: str
    zh: str
    en: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All measures, by id and by printed name; ``words`` are the variants' words, longest first."""

    measures: dict[str, Measure]
    terms: dict[str, str]
    parts: dict[str, frozenset[str]]
    variants: tuple[Variant, ...]
    words: tuple[tuple[str, str], ...]
    generic: frozenset[str]
    transparent: frozenset[str]
    examples: tuple[Example, ...]

    def measure(self, name: str) -> Measure | None:
        """Return a measure by id, one of its variants too (``received_total_ytd``)."""
        if name in self.measures:
            return self.measures[name]
        for variant in self.variants:
            ending = f"_{variant.suffix}"
            base = self.measure(name.removesuffix(ending)) if name.endswith(ending) else None
            if base is not None:
                kept = base.unit if variant.suffix in ("ytd", "previous") else None
                return Measure(
                    id=name,
                    zh=variant.zh.format(base.zh),
                    en=variant.en.format(base.en),
                    unit=kept,
                    base=base.base or base.id,
                )
        return None

    def named(self, text: str) -> Measure | None:
        """Return the measure that a printed name means by itself."""
        for name in _spellings(text):
            if name in self.terms:
                return self.measures[self.terms[name]]
        return None

    def part_of(self, flow: str, text: str) -> Measure | None:
        """Return the measure that a part's name means beneath a total of ``flow``."""
        for name in _spellings(text):
            for part, names in self.parts.items():
                if name in names:
                    return next(
                        (m for m in self.measures.values() if m.of == flow and m.part == part),
                        None,
                    )
        own = self.named(text)
        return own if own is not None and own.of == flow else None

    def part_names(self, text: str) -> frozenset[str]:
        """Return the flows beneath which ``text`` names a part."""
        found = {m.of for m in self.measures.values() if m.of and self.part_of(m.of, text)}
        return frozenset(flow for flow in found if flow)


@lru_cache(maxsize=8192)
def _spellings(text: str) -> tuple[str, ...]:
    """Return a name and its stems, without 总 in front and 数/量/件 behind."""
    names = [text]
    if text.startswith(("总", "共")) and len(text) > 3:
        names.append(text[1:])
    for name in tuple(names):
        for suffix in _SUFFIXES:
            if name.endswith(suffix) and len(name) - len(suffix) >= 2:
                names.append(name.removesuffix(suffix))
    return tuple(dict.fromkeys(names))


def plain_header(text: str) -> str:
    """Return a header without white space and bracketed remarks (``受理数（件）`` -> 受理数)."""
    return _BRACKETS.sub("", compact(fold_width(text))).strip(":、,.")


def printed_unit(text: str) -> str | None:
    """Return the unit that a header prints in brackets (``办结率(%)`` -> ``%``)."""
    match = re.search(
        r"[(\[](?:单位:?)?(%|‰|件|个|次|人次|人|分|天|万件|万元|元|项|条|宗)[)\]]", fold_width(text)
    )
    return match[1] if match else None


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
    for element in path:
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


def load_vocabulary(text: str) -> Vocabulary:
    """Read and check a vocabulary; a wrong one raises ``ValueError`` naming the fault."""
    data = yaml.safe_load(text)
    if not isinstance(data, dict) or not isinstance(data.get("measures"), list):
        raise ValueError("measures: a list of measures is missing")
    parts = {str(part): frozenset(map(str, names)) for part, names in data["parts"].items()}
    measures: dict[str, Measure] = {}
    terms: dict[str, str] = {}
    examples: list[Example] = []
    for entry in data["measures"]:
        measure = _measure(entry, parts)
        if measure.id in measures:
            raise ValueError(f"measure {measure.id!r} stands twice")
        measures[measure.id] = measure
        for term in measure.terms:
            if terms.setdefault(term, measure.id) != measure.id:
                raise ValueError(f"term {term!r} means both {terms[term]!r} and {measure.id!r}")
        if not entry.get("examples"):
            raise ValueError(f"measure {measure.id!r} has no example")
        examples += [_example(example, measure.id) for example in entry["examples"]]
    flows = {m.flow for m in measures.values() if m.flow}
    for measure in measures.values():
        if measure.of is not None and measure.of not in flows:
            raise ValueError(f"measure {measure.id!r} is part of unknown {measure.of!r}")
    examples += [_example(example, None) for example in data.get("unknown", [])]
    variants = tuple(
        Variant(suffix=v["suffix"], zh=v["zh"], en=v["en"], words=tuple(v["words"]))
        for v in data["variants"]
    )
    return Vocabulary(
        measures=measures,
        terms=terms,
        parts=parts,
        variants=variants,
        words=tuple(
            sorted(((w, v.suffix) for v in variants for w in v.words), key=lambda p: -len(p[0]))
        ),
        generic=frozenset(data["generic"]),
        transparent=frozenset(data["transparent"]),
        examples=tuple(examples),
    )


_FIELDS = {"id", "zh", "en", "unit", "terms", "flow", "of", "part", "under", "examples"}


def _measure(entry: dict[str, object], parts: dict[str, frozenset[str]]) -> Measure:
    name = entry.get("id")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z_]*", name):
        raise ValueError(f"measure id {name!r} is not lower case with underscores")
    if unknown := set(entry) - _FIELDS:
        raise ValueError(f"measure {name!r} has unknown fields {sorted(unknown)}")
    for required in ("zh", "en"):
        if not isinstance(entry.get(required), str):
            raise ValueError(f"measure {name!r} has no {required!r}")
    part = _text(entry.get("part"))
    if part is not None and part not in parts:
        raise ValueError(f"measure {name!r} names unknown part {part!r}")
    return Measure(
        id=name,
        zh=str(entry["zh"]),
        en=str(entry["en"]),
        unit=_text(entry.get("unit")),
        terms=_texts(entry.get("terms")),
        flow=_text(entry.get("flow")),
        of=_text(entry.get("of")),
        part=part,
        under=_texts(entry.get("under")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _example(entry: dict[str, list[str]], measure: str | None) -> Example:
    after = entry.get("after")
    return Example(
        path=tuple(map(str, entry["path"])),
        after=tuple(map(str, after)) if after else None,
        measure=measure,
    )


@cache
def default_vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with the package."""
    return load_vocabulary(files("parser.tables").joinpath("measures.yaml").read_text("utf-8"))
