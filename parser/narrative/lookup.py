"""The words of the vocabulary in a text, and what each of them can measure."""

from __future__ import annotations

import re

from parser.narrative import phrases
from parser.narrative.phrase import is_name
from parser.narrative.terms import Terms, Word

_QUOTED = re.compile("[“‘《]([^“”‘’《》]*)(?:[”’》](率?)|$)")
_BRACKET = re.compile("\\([^()]*\\)")
_NOT_SO = "未无不"
_FIRST = {"received", "handled"}


class Lookup(Terms):
    """The words that name measures as they stand in a text, see ``measures.yaml``."""

    __slots__ = ()

    def find(self, text: str) -> tuple[Word, ...]:
        """Return the words of the vocabulary in ``text`` in order, longest first.

        Left out are words within a name (代办|点, 评价|器) and what was not done (未|回复).
        """
        return tuple(
            word for word in self.scan(text) if not (word.start and text[word.start - 1] in _NOT_SO)
        )

    def scan(self, text: str) -> list[Word]:
        """Return the words in ``text``, with what was not done; none within a name."""
        found = [
            Word(*self.words[match[0]], match.start(), match.end())
            for match in self.pattern.finditer(text)
            if not (match[0].endswith("中") and text.startswith("心", match.end()))
        ]
        return [
            word for word in found if not is_name(text, word, to_body=self._is_done_to(text, word))
        ]

    def _is_done_to(self, text: str, word: Word) -> bool:
        return word.id == "forwarded" or text[word.start : word.end] in self.deeds

    def plain(self, text: str) -> str:
        """``text`` without brackets, and with a mark for each quoted name that is no word."""
        text = _QUOTED.sub(self._quoted, text)
        text = re.sub('[“”‘’"]', "", text)
        bare = _BRACKET.sub("", text)
        return bare if bare == text or self.find(bare) or not self.find(text) else text

    def _quoted(self, match: re.Match[str]) -> str:
        rate = match[2] or ""
        return match[1] + rate if self._is_word(match[1] + rate) else f"□{rate}"

    def _is_word(self, text: str) -> bool:
        return self.pattern.fullmatch(text) is not None or text.rstrip("率") in self.words

    def rate(self, text: str, unit: str | None) -> str | None:
        """The rate that ``text`` is about; none where cases or bodies are counted."""
        rates = [
            match
            for match in self.rate_pattern.finditer(text)
            if not self.modifier_pattern.search(text, 0, match.start())
        ]
        if not rates or any(
            word.start >= rates[-1].end() and word.id != "ratings" for word in self.find(text)
        ):
            return None
        if len(rates) > 1 and text[rates[-2].end() : rates[-1].start()] in ("、", "和", "及", "与"):
            return None  # 解决率、满意率: of which is not said
        name = self.words[rates[-1][0]][1]
        if name.endswith("_rate") and unit not in (None, "%", "‰", "个百分点", "分"):
            return None  # 压缩办理时限1200个工作日
        return None if unit in phrases.COUNTED and unit not in self.units.get(name, ()) else name

    def fits(self, measure: str, unit: str | None) -> bool:
        """Tell whether ``measure`` can be counted in ``unit``."""
        if unit in phrases.TIMES and measure not in self.units:
            return "leave" in measure or measure in (
                "attended",
                "attendance_due",
                "extended_service",
            )
        if unit == "元" and measure not in self.units:
            return measure in phrases.AMOUNTS
        return unit is None or measure not in self.units or unit in self.units[measure]

    def is_plain(self, text: str) -> bool:
        """Tell whether ``text`` is a measure's name and nothing more (交易额, not 信息公开类)."""
        rest = self.rate_pattern.sub("", text)
        for word in reversed(self.find(rest)):
            if word.kind != "loose":
                rest = rest[: word.start] + rest[word.end :]
        return re.fullmatch("[总量数额件项共了为]*", rest) is not None

    def is_loose(self, text: str) -> bool:
        """Tell whether only a loose noun (业务, 事项) names what ``text`` is about."""
        kinds = {word.kind for word in self.find(text)}
        more = self.rate_pattern.search(text) or self.part_pattern.search(text)
        return kinds == {"loose"} and more is None

    def is_rate(self, measure: str) -> bool:
        """Tell whether ``measure`` is a rate, qualified or not."""
        return self._unqualified(measure) in self.qualifiable

    def is_later_stage(self, measure: str) -> bool:
        """Tell whether ``measure`` is only what became of cases: answered, called back, overdue."""
        stages = {name for kind, name in self.words.values() if kind == "stage"}
        return measure in {self.totals.get(one, one) for one in stages - _FIRST}

    def average(self, text: str) -> str | None:
        """Return the kind of average that ``text`` names (日均), or ``None``."""
        told = [word for word in self.averages if word in text]
        return self.averages[max(told, key=len)] if told else None

    def qualified(self, measure: str, text: str, inherited: str | None = None) -> str:
        """Return ``measure`` with the qualifiers of ``text`` and those its whole lends."""
        base = self._unqualified(measure)
        return self._with(base, text, inherited) if base in self.qualifiable else measure

    def _unqualified(self, measure: str) -> str:
        for name in reversed(list(dict.fromkeys(self.qualifiers.values()))):
            measure = measure.removesuffix(f"_{name}")
        return measure

    def _with(self, measure: str, text: str, inherited: str | None) -> str:
        own = [self.qualifiers[m[0]] for m in self.qualifier_pattern.finditer(text)]
        lent = inherited[len(measure) + 1 :].split("_") if inherited else []
        if not (inherited or "").startswith(measure + "_"):
            lent = []
        both = dict.fromkeys([*lent, *own])
        known = [name for name in self.qualifiers.values() if name in both]
        return "_".join([measure, *dict.fromkeys(known)])
