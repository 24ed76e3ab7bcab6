"""The words around a number to the measure they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

from parser.narrative import phrases
from parser.narrative.lookup import Lookup
from parser.narrative.phrase import CASE, Phrase, read_phrase, without_rank
from parser.narrative.terms import Word, read_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary(Lookup):
    """The measures by the words that name them, see ``measures.yaml``."""

    def measure(
        self, text: str, inherited: str | None = None, unit: str | None = None
    ) -> str | None:
        """Return the measure that ``text`` names, or ``None``.

        ``inherited`` is the measure of the whole whose part this is: it lends a part its stage
        (承诺件 of 办结) and a rate its qualifiers. ``unit`` rules out what is not counted so.

        >>> vocabulary().measure("网上受理"), vocabulary().measure("承诺件", "completed_total")
        ('received_online', 'completed_promised')
        """
        printed, text = text, without_rank(self.plain(text), unit)
        rate = self.rate(text, unit)
        if rate:
            return self._with(rate, printed, inherited)
        if re.search("率(?:为|达|达到)?$", text) or phrases.ABOUT.fullmatch(text):
            return None
        if unit == "%" and (shared := re.fullmatch("(.{2,})占比", text)):
            whole = self.measure(shared[1])
            return f"{whole}_share" if whole else None
        if told := self._as_a_whole(text, unit):
            return told
        phrase = read_phrase(
            text,
            self.scan(text),
            unit=unit,
            bodies=phrases.WHO,
            units=self.units,
            deeds=self.deeds,
        )
        if phrase is None:
            return self._part(text, [], inherited, unit)
        return self._of_phrase(text, phrase, inherited, unit)

    def _as_a_whole(self, text: str, unit: str | None) -> str | None:
        """The measure of words that name it together, whatever each of them names."""
        if text in self.exact:
            return self.exact[text] if self.fits(self.exact[text], unit) else None
        if unit == "元" and re.search("(?:成交|中标|交易)(?:总计|合计|共)?$", text):
            return "transaction_amount"
        if unit == "元" and phrases.COLLECTED.search(text):
            return "fees"
        if unit == "项" and phrases.ITEMS.search(text):
            return "items"  # 承接省级下放事项603项: matters, none of them handled
        if unit in phrases.CASES and re.search("[\u4e00-\u9fff]{2}事项已?完成$", text):
            return "completed_total"  # 重点督办事项完成68件
        sent = unit in phrases.CASES and phrases.SENT_ON.search(text)
        return "forwarded" if sent else None

    def _of_phrase(
        self, text: str, phrase: Phrase, inherited: str | None, unit: str | None
    ) -> str | None:
        """The measure of the head, at the stage that its verbs tell."""
        head, things = phrase.head, [w for w in phrase.things if self.fits(w.id, unit)]
        stages = self._stages(text, phrase)
        part = self._part(text, stages, inherited, unit) if unit in (*phrases.CASES, "%") else None
        kinds = [w for w in (*things, *([head] if head else [])) if text.startswith("类", w.end)]
        item = unit == "项" and head is not None and head.id == "items"  # 申请类|事项: matters
        kinds = [word for word in kinds if word.kind == "thing" and not item]
        if kinds:
            return self._of_kind(kinds[-1], things, stages)
        if head is None and not stages:
            return self._deed(things, unit)
        if head and head.kind == "thing":
            if not self.fits(head.id, unit):
                return None
            return self._of_things(text, [*things, head], stages, unit)
        if head and head.kind == "loose":
            return self._of_loose(text, phrase, head, stages, part, unit)
        if things and not (part and things[-1].start < stages[-1].start):
            return self._of_things(text, things, stages, unit)
        if part:
            return part
        return self._stage(stages, bool(stages) and self._is_case(phrase, stages, unit), unit)

    def _stage(self, stages: Sequence[Word], is_case: bool, unit: str | None) -> str | None:
        """The measure of what the last of ``stages`` governs, where that can be cases."""
        stage = stages[-1].id if stages else None
        if stage is None or not is_case or not self.fits(stage, unit):
            return None
        if stage == "handled" and unit in ("起", "例", "张", "枚", "本"):
            return None  # 处理突发事件1起, 办理身份证65张: events and things, not cases
        return self.totals.get(stage, stage)

    def _is_case(self, phrase: Phrase, stages: Sequence[Word], unit: str | None) -> bool:
        """Tell whether ``unit`` and its own last word let what the verb governs be a case."""
        stage = stages[-1].id
        if stage == "callbacks" and unit in ("人", "名"):
            return True
        if unit not in phrases.CASES:
            return False
        known = phrase.head is not None or unit is None or unit in self.units.get(stage, ())
        named = re.search(f"(?:{CASE})$", phrase.object) is not None
        return known or named or unit in phrases.SURELY_CASES

    def _deed(self, things: Sequence[Word], unit: str | None) -> str | None:
        """What was done to somebody: 检查|企业20家."""
        deed = things[-1].id if things else None
        return deed if deed and (unit is None or unit in self.units.get(deed, ())) else None

    def _of_loose(
        self,
        text: str,
        phrase: Phrase,
        head: Word,
        stages: list[Word],
        part: str | None,
        unit: str | None,
    ) -> str | None:
        """A noun that any case is called by: its thing (投诉|事项), its stage, or itself."""
        beside = [w for w in phrase.things if w.end == head.start and self.fits(w.id, unit)]
        if beside and text[beside[-1].start : head.start] in self.deeds:
            return self._deed(beside, unit) or head.id  # 检查|单位86家
        if beside and head.id == "staff" and beside[-1].id in phrases.OF_STAFF:
            return beside[-1].id
        if unit is None and head.id in phrases.WHO and phrase.relative:
            return self._stage(stages, True, unit) or head.id  # 逾期未回复的单位:
        if head.id in phrases.ANY_CASE:
            letters = phrase.things and text.startswith("信箱", phrase.things[0].start)
            if letters and stages and stages[-1].id == "received":
                return "letters"  # 市长信箱受理诉求: what a box receives
            if beside:
                return self._of_things(text, beside, stages, unit)
            governed = stages and (not phrase.relative or head.id == "received_total")
            if part and (governed or not stages):
                return part
            if governed and unit in phrases.CASES and self.fits(stages[-1].id, unit):
                return self.totals.get(stages[-1].id, stages[-1].id)
        if not self.fits(head.id, unit):  # 转派|成员单位5件, 培训|窗口人员30人次: to whom
            if phrase.relative or not stages:
                return self._deed(phrase.things, unit)
            stage = self._stage(stages, unit in phrases.CASES, unit)
            return "forwarded" if stage == "received_total" else stage  # 交办|责任单位
        # The level of a thing is its entity; only a rate without one needs it in its name.
        licensing = next((w for w in ("许可类",) if w in text), "")
        return self._with(head.id, licensing, None)

    def _of_kind(self, kind: Word, things: list[Word], stages: list[Word]) -> str | None:
        """咨询类留言 are consultations; 咨询建议类 are neither of the two alone."""
        both = any(word.end == kind.start and word.id != kind.id for word in things)
        return None if both else self._thing(kind.id, stages)

    def _of_things(
        self, text: str, things: list[Word], stages: list[Word], unit: str | None
    ) -> str | None:
        """What the things named measure: the last of them, or all together with their stage."""
        cut = things[-1].id == "time_limit" and re.search("缩短|压缩|压减", text)
        if cut or phrases.SPARED.search(text, 0, things[-1].start):
            return None  # 减免各类规费
        total = self.totals.get(stages[-1].id, stages[-1].id) if stages else None
        channel = self.part_pattern.match(text[: things[-1].start])
        if things[-1].id == "applications" and channel and not stages:
            return f"received_{self.parts[channel[0]]}"
        if self._several(text, things):  # 受理来电来信来访: all of them together
            return total
        return self._thing(things[-1].id, stages)

    def _several(self, text: str, things: list[Word]) -> bool:
        """Tell whether the last thing is one of several of a kind: 咨询投诉, 价格举报和咨询."""
        last = things[-1].start
        before = phrases.AND.search(text, 0, last)
        if before and re.search(f"(?:{CASE}|诉求|事项|工单)$", text[: before.start()]):
            return True  # 各类问题和投诉
        if len(things) < 2 or things[-1].id == things[-2].id:
            return False
        if before:
            return before.start() == things[-2].end
        both = {word.id for word in things[-2:]}
        return last == things[-2].end and any(both <= family for family in phrases.FAMILIES)

    def _stages(self, text: str, phrase: Phrase) -> list[Word]:
        """The verbs, without those inside a part (办件 in 即办件); 办理 is the weakest."""
        head = phrase.head
        verbs = [*phrase.verbs, *([head] if head and head.kind == "stage" else [])]
        inside = [match.span() for match in self.part_pattern.finditer(text)]
        stages = [
            word
            for word in verbs
            if not text.startswith("类", word.end)  # 反馈类留言: a class, nobody has replied
            and not any(
                a < word.end <= b and a <= word.start and word.end - word.start < b - a
                for a, b in inside
            )
        ]
        firm = [word for word in stages if word.id != "handled"]
        if len(firm) > 1 and firm[-1].id == "forwarded" and head and head.kind == "loose":
            joined = re.search("[并和及与、的]", text[firm[-2].end : head.start])
            return firm if joined else firm[:-1]  # 办结|转派工单: who sent them says nothing
        return firm or stages

    def _thing(self, thing: str, stages: list[Word]) -> str:
        stage = stages[-1].id if stages else "received"
        if thing in self.stageless and stage == "callbacks":
            return thing  # 回访不满意工单
        if stage in ("callbacks", "mailings"):
            return stage
        if stage in phrases.PUBLISHED:
            return stage if thing == "publications" else thing
        if thing in self.stageless or (thing, stage) == ("consultations", "answered_directly"):
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


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of running text, read once from ``measures.yaml``."""
    terms = read_terms()
    return Vocabulary(**{field.name: getattr(terms, field.name) for field in fields(terms)})
