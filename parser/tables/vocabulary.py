"""The vocabulary of measures: ``measures.yaml`` read, checked, and asked for printed names.

A name is looked up as printed and by its stem (受理数量, 受理件数 -> 受理). The names of parts
(网上, 按时) mean something only beneath the total that they divide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from parser.tables.row_words import plain_word

OF_WHICH = frozenset(("其中", "其中:", "其中：", "具体", "分类", "类别", "分项", "其中分类"))
"""Headers that only say that the columns beneath are parts of the column before."""

_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_SUFFIXES = (
    "总数量",
    "总件数",
    "总条数",
    "条数",
    "篇数",
    "类件",
    "类",
    "总数",
    "总量",
    "件数",
    "数量",
    "件次",
    "人次",
    "次数",
    "件",
    "数",
    "量",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One quantity of the vocabulary; ``of`` and ``part`` tell of what total it is a part.

    ``among`` names the flow of which cases of this kind are some (咨询 among what is received).
    """

    id: str
    zh: str
    en: str
    unit: str | None
    terms: tuple[str, ...] = ()
    flow: str | None = None
    of: str | None = None
    part: str | None = None
    under: tuple[str, ...] = ()
    among: str | None = None
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
        return own if own is not None and flow in (own.of, own.among) else None

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
    return _plain_header(text) if len(text) <= _SHORT else _bare_header(text)


_SHORT = 60


@lru_cache(maxsize=16384)
def _plain_header(text: str) -> str:
    return _bare_header(text)


def _bare_header(text: str) -> str:
    return _BRACKETS.sub("", plain_word(text)).strip(":、,.")


def printed_unit(text: str) -> str | None:
    """Return the unit that a header prints in brackets (``办结率(%)`` -> ``%``)."""
    match = re.search(
        r"[(\[](?:单位:?)?(%|‰|件|个|次|人次|人|分|天|万件|万元|元|项|条|宗)[)\]]", plain_word(text)
    )
    return match[1] if match else None


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


_FIELDS = {"id", "zh", "en", "unit", "terms", "flow", "of", "part", "under", "among", "examples"}


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
        among=_text(entry.get("among")),
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
