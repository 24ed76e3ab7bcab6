"""The words around a number to the measure they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise

from parser.narrative import phrases
from parser.narrative.lexicon import CLASSIFIERS
from parser.narrative.terms import Terms, Word, read_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary(Terms):
    """The measures by the words that name them, see ``measures.yaml``."""

    def find(self, text: str) -> tuple[Word, ...]:
        """Return the words of the vocabulary in ``text`` in order, longest first."""
        return tuple(
            Word(*self.words[match[0]], match.start(), match.end())
            for match in self.pattern.finditer(text)
            if not (match.start() and text[match.start() - 1] in phrases.NEGATED)
            and text[match.end() : match.end() + 1] not in phrases.PLACES
            and not (match[0].endswith("中") and text.startswith("心", match.end()))
            and not phrases.NO_DEED.search(text, 0, match.end())
        )

    def measure(
        self, text: str, inherited: str | None = None, unit: str | None = None
    ) -> str | None:
        """Return the measure that ``text`` names, or ``None``.

        ``inherited`` is the measure of the whole whose part this is: it lends a part its stage
        (承诺件 of 办结) and a rate its qualifiers. ``unit`` rules out what is not counted so.

        >>> vocabulary().measure("网上受理"), vocabulary().measure("承诺件", "completed_total")
        ('received_online', 'completed_promised')
        """
        if phrases.HELD.match(text):
            return None
        text = phrases.SYSTEM.sub("", text).replace("“", "").replace("”", "")
        rates = [
            match
            for match in self.rate_pattern.finditer(text)
            if not self.modifier_pattern.search(text[: match.start()])
        ]
        if rates and unit in CLASSIFIERS and (counted := self._ending(text, unit)):
            return counted
        if rates:
            return self._qualified(self.words[rates[-1][0]][1], text, inherited)
        if re.search("率(?:为|达|达到)?$", text):
            return None
        if unit == "%" and (shared := re.fullmatch("(.{2,})占比", text)):
            whole = self.measure(shared[1])
            return f"{whole}_share" if whole else None
        if told := self._as_a_whole(text, unit):
            return told
        words = self.find(text)
        things = [word for word in words if word.kind == "thing" and self._fits(word.id, unit)]
        if unit in ("类", "种") and re.search("分[为成]?$", text):
            things = []  # 建议分为五类: classes, no suggestions
        beside = [word for word in things if not _in_bracket(text, word)]
        things = beside or ([] if self.find(re.sub(r"\\([^()]*\\)", "", text)) else things)
        stages = self._stages(text, words)
        part = self._part(text, stages, inherited, unit)
        kinds = [word for word in things if text.startswith("类", word.end)]
        if kinds or (things and not (part and stages and things[-1].start < stages[-1].start)):
            return self._of_things(text, things, kinds, stages, unit)
        if unit in ("类", "种"):
            part, stages = None, []  # 电话受理的问题涉及39类: no cases
        if part:
            return part
        if stages and unit in ("起", "例", "张", "枚", "本") and stages[-1].id == "handled":
            return None  # 处理突发事件1起, 办理身份证65张: events and things, not cases
        if stages and unit in CLASSIFIERS and phrases.NO_CASE.search(text):
            return None
        if unit == "项" and phrases.ITEMS.search(text):
            return "items"  # 承接省级下放事项603项: matters, none of them handled
        stages = [stage for stage in stages if self._fits(stage.id, unit)]
        if stages and (
            unit in phrases.CASES or (stages[-1].id == "callbacks" and unit in ("人", "名"))
        ):
            return self.totals.get(stages[-1].id, stages[-1].id)
        loose = [word for word in words if word.kind == "loose" and self._fits(word.id, unit)]
        if not loose or phrases.FACILITY.fullmatch(text, loose[-1].end):
            return None
        # The level of a thing is its entity; only a rate without one needs it in its name.
        licensing = next((w for w in ("许可类",) if w in text), "")
        return self._qualified(loose[-1].id, licensing, None)

    def _as_a_whole(self, text: str, unit: str | None) -> str | None:
        """The measure of words that name it together, whatever each of them names."""
        if text in self.exact:
            return self.exact[text]
        if counted := self._counted_noun(text, unit):
            return counted
        if unit == "元" and re.search("(?:成交|中标|交易)(?:总计|合计|共)?$", text):
            return "transaction_amount"
        if unit == "元" and phrases.COLLECTED.search(text):
            return "fees"
        if unit in phrases.CASES and re.search("[\u4e00-\u9fff]{2}事项已?完成$", text):
            return "completed_total"  # 重点督办事项完成68件
        sent = phrases.SENT_ON.search(text) or phrases.SENT_TO.match(text)
        return "forwarded" if unit in phrases.CASES and sent else None

    def _of_things(
        self,
        text: str,
        things: list[Word],
        kinds: list[Word],
        stages: list[Word],
        unit: str | None,
    ) -> str | None:
        """What the things named measure: the last of them, or all together with their stage."""
        if kinds:
            # 咨询类留言 are consultations; 咨询建议类 are neither of the two alone
            both = any(word.end == kinds[-1].start and word.id != kinds[-1].id for word in things)
            return None if both else self._thing(kinds[-1].id, stages)
        if things[-1].id in ("fees", "tax") and phrases.SPARED.search(text):
            return None  # 减免各类规费
        total = self.totals.get(stages[-1].id, stages[-1].id) if stages else None
        if total and phrases.WITH_MORE.search(text[: things[-1].start]):
            return total  # 受理问题和投诉件: of both
        channel = self.part_pattern.match(text[: things[-1].start])
        if things[-1].id == "applications" and channel and not stages:
            return f"received_{self.parts[channel[0]]}"
        several = any(
            one.end == other.start and one.id != other.id for one, other in pairwise(things)
        )
        if several and any(len({w.id for w in things} & one) > 1 for one in phrases.FAMILIES):
            return total
        if several and total and unit in phrases.CASES:  # 受理来电来信来访: all of them together
            return total
        return self._thing(things[-1].id, stages)

    def _ending(self, text: str, unit: str | None) -> str | None:
        """The noun that ends ``text``, where ``unit`` says that it is what is counted."""
        words = self.find(text)
        last = words[-1] if words else None
        ends = last is not None and last.kind == "loose" and last.end == len(text)
        return last.id if last and ends and unit in self.units.get(last.id, ()) else None

    def _counted_noun(self, text: str, unit: str | None) -> str | None:
        """The noun after the last 的, where its unit says that it is what is counted.

        评价为A类的责任单位72家 counts departments, 转办的工单5件 cases.
        """
        _, of, noun = text.rpartition("的")  # what is said of it stands before
        loose = [w for w in self.find(noun) if w.kind == "loose"] if of else []
        fits = loose and unit is not None and unit in self.units.get(loose[-1].id, ())
        whom = bool(loose) and loose[-1].id in phrases.WHO
        return loose[-1].id if fits and (whom or unit not in phrases.CASES) else None

    def _stages(self, text: str, words: tuple[Word, ...]) -> list[Word]:
        """The stages named, without those inside a part (办件 in 即办件); 办理 is the weakest."""
        inside = [match.span() for match in self.part_pattern.finditer(text)]
        stages = [
            word
            for word in words
            if word.kind == "stage"
            and not text.startswith("类", word.end)  # 反馈类留言: a class, nobody has replied
            and not any(
                a < word.end <= b and a <= word.start and word.end - word.start < b - a
                for a, b in inside
            )
        ]
        stages = [word for word in stages if not phrases.UNDONE.search(text[: word.start])]
        stages = [s for s in stages if not phrases.DOER.match(text, s.end)] or stages[-1:]
        firm = [word for word in stages if word.id != "handled"]
        if len(firm) > 1 and phrases.SENT_HERE.fullmatch(text, firm[-1].start):
            if phrases.TAKEN_ON.match(text):
                return firm[:1]
            if firm[-2].end == firm[-1].start:
                return firm[-2:-1]  # 各单位办结|转派工单
        return firm or stages

    def _fits(self, loose: str, unit: str | None) -> bool:
        if unit in phrases.TIMES and loose not in self.units:
            return "leave" in loose or loose in ("attended", "attendance_due", "extended_service")
        if unit == "元" and loose not in self.units:
            return loose in phrases.AMOUNTS
        return unit is None or loose not in self.units or unit in self.units[loose]

    def _thing(self, thing: str, stages: list[Word]) -> str:
        stage = stages[-1].id if stages else "received"
        if thing in self.stageless and stage == "callbacks":
            return thing  # 回访不满意工单
        if stage in ("callbacks", "mailings"):
            return stage
        if stage in phrases.PUBLISHED:
            return stage if thing == "publications" else thing
        if thing in self.stageless:
            return thing
        return thing if stage in ("received", "handled", thing) else f"{thing}_{stage}"

    def _part(
        self, text: str, stages: list[Word], inherited: str | None, unit: str | None
    ) -> str | None:
        """A channel or kind beside its stage (网上受理), or alone beneath a whole."""
        found = [
            match
            for match in self.part_pattern.finditer(text)
            if not (match.start() and self._is_of_each(text, match))
            and not (
                self.parts[match[0]] == "counter" and phrases.OWN_HALL.search(text[: match.start()])
            )
        ]
        if not found:
            return None
        if not inherited and unit and text in phrases.OF_TABLES:
            return phrases.OF_TABLES[text]
        kind = self.parts[found[-1][0]]
        owner = (inherited or "").split("_")[0]
        if kind == "late" and owner == "completed":
            stages = [stage for stage in stages if stage.start != found[-1].start()]
        beside = [s for s in stages if phrases.BESIDE.fullmatch(text, found[-1].end(), s.start)]
        within = any(s.start <= found[-1].start() < s.end for s in stages)
        if beside and beside[-1].id in ("received", "completed"):
            return f"{beside[-1].id}_{kind}"
        if beside and beside[-1].id in phrases.ENDED and kind in ("on_time", "early", "late"):
            return f"completed_{kind}"
        if beside and beside[-1].id == "handled" and kind in ("counter", "online", "mobile"):
            return f"handled_{kind}"
        alone = not stages and not within and owner in ("received", "completed")
        return f"{owner}_{kind}" if alone else None

    def _is_of_each(self, text: str, match: re.Match[str]) -> bool:
        """Tell whether what looks like a way in is a subject: 各窗口, 服务大厅, not 服务网上."""
        before = text[match.start() - 1]
        return before in phrases.EACH and (before != "务" or self.parts[match[0]] == "counter")

    def fits(self, measure: str, unit: str | None) -> bool:
        """Tell whether ``measure`` can be counted in ``unit``."""
        return self._fits(measure, unit)

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

    def average(self, text: str) -> str | None:
        """Return the kind of average that ``text`` names (日均), or ``None``."""
        return next((name for word, name in self.averages.items() if word in text), None)

    def qualified(self, measure: str, text: str, inherited: str | None = None) -> str:
        """Return ``measure`` with the qualifiers of ``text`` and those its whole lends."""
        base = self._unqualified(measure)
        return self._qualified(base, text, inherited) if base in self.qualifiable else measure

    def _unqualified(self, measure: str) -> str:
        for name in reversed(list(dict.fromkeys(self.qualifiers.values()))):
            measure = measure.removesuffix(f"_{name}")
        return measure

    def _qualified(self, measure: str, text: str, inherited: str | None) -> str:
        own = [self.qualifiers[m[0]] for m in self.qualifier_pattern.finditer(text)]
        lent = inherited[len(measure) + 1 :].split("_") if inherited else []
        if not (inherited or "").startswith(measure + "_"):
            lent = []
        both = dict.fromkeys([*lent, *own])
        known = [name for name in self.qualifiers.values() if name in both]
        return "_".join([measure, *dict.fromkeys(known)])


def _in_bracket(text: str, word: Word) -> bool:
    """Tell whether ``word`` stands in a bracket that says what else is meant: 来电(留言)."""
    return text.count("(", 0, word.start) > text.count(")", 0, word.start)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of running text, read once from ``measures.yaml``."""
    terms = read_terms()
    return Vocabulary(**{field.name: getattr(terms, field.name) for field in fields(terms)})
